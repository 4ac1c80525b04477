// SPDX-License-Identifier: Apache-2.0
// How rules put what strangers wrote into sentences; names and numbers are base/wording.hpp's.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/wording.hpp"
#include "evidence/evidence.hpp"
#include "weights/reconcile.hpp"

namespace weightcheck::policy {

[[nodiscard]] std::string quoted_text(std::string_view bytes);  // text from outside, cut to a readable length
[[nodiscard]] std::string some_files(const std::vector<std::string>& paths);  // "'a'", "'a', 'b' and 5 more files"

// Browsers, clients of clouds and people rename so: "model (1).safetensors", "Copy of model.safetensors".
[[nodiscard]] bool is_named_alike(const ModelPath& file, const ModelPath& missing);

// "; a folder of that name lies in its place", of a file that is not here; "" where none does.
[[nodiscard]] std::string folder_in_place_of(const evidence::ModelTree& tree, const ModelPath& path);

[[nodiscard]] std::string some_tensors(const weights::NameSample& sample);  // "'a', 'b' and 7 more tensors"

// "its sha256 is ..., expected ...", of the first digest that differs; "" where none was computed.
[[nodiscard]] std::string digests_that_differ(const evidence::Claim& claim, const evidence::DigestSet& digests);

// "; by the file of states bytes 16,777,216-33,554,431 differ: 'model.layers.7.mlp.down_proj.weight'"; "" where no
// place is known. The last byte is one of them.
[[nodiscard]] std::string damage_words(const evidence::Evidence& evidence, const evidence::FileRow& row);

// "the file of states has 'a' wrong: ...", "the file of states was not used: ..."
[[nodiscard]] std::string words_of(const evidence::WrongMidstates& wrong);

// Of a text file that is as listed but for its line ends.
inline constexpr std::string_view cure_of_line_ends =
    "A checkout with core.autocrlf, or an editor, changed the line ends. Download the file itself, or clone again with "
    "`git clone -c core.autocrlf=false`.";

// Who says what the files must be: "the manifest", "the hub cache and the git index"; "nobody".
[[nodiscard]] std::string expectation_words(const evidence::Evidence& evidence);
// "9 of 10 files match the manifest, 9 of 9 the signature": of each source its own files; of several with the same
// numbers at once.
[[nodiscard]] std::string matching_words(const evidence::Evidence& evidence,
                                         const std::vector<evidence::FileRow>& rows);

// "the manifest and the git index", of those claim sets of a row's `held` that are `word`.
[[nodiscard]] std::string sources_that_say(const evidence::Evidence& evidence, const evidence::FileRow& row,
                                           evidence::Held word);

}  // namespace weightcheck::policy
