// SPDX-License-Identifier: Apache-2.0
// A source of claims: who may say what the files of a model must be. One row of the table in claim_source.cpp, and one
// file that reads it. All sources speak; none silences another.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "evidence/evidence.hpp"
#include "io/model_directory.hpp"
#include "workflow/verify.hpp"

namespace weightcheck::workflow {

// A file that may say something, and who is to answer for it.
struct FoundFile {
  std::optional<std::string> bytes;  // none where there is no such file
  evidence::Origin origin;
  std::string name;  // as it was named, raw bytes
};

// What the sources fill in, before a file of the model is opened.
struct Gathering {
  const io::ModelDirectory& model;
  const VerifyRequest& request;
  evidence::Said said{};
  std::vector<evidence::PinStatement> pins{};
  bool own_pin = false;  // one was found in the model

  // Takes a statement about the pin, and tells who made it.
  void pin(evidence::PinStatement statement, const std::string& by);

  // Refuses everything: the run ends here.
  void reject(evidence::RejectedKind kind, std::string message);

  // A file that the caller named must be there; one that may lie in the model need not. Errors: usage, io, denied; one
  // over its limit is refused as evidence, and then `said.rejected` is set.
  [[nodiscard]] Result<FoundFile> find_file(const std::optional<std::string>& named, std::string_view usual,
                                            std::size_t bytes_max, evidence::RejectedKind if_refused);
};

struct ClaimSource {
  std::string_view name;  // as people call it; "" where its sets name themselves
  // Adds its claim sets and pins. Errors: those of the run; what is wrong with the evidence is `said.rejected`.
  Status (*read)(Gathering& gathering, std::string_view name);
  // Adds or drops what only the walk shows; null where it shows nothing new.
  void (*after_walk)(evidence::Said& said, const evidence::ModelTree& tree);
};

// The strongest first: where several speak for all files, what the first does not list is unlisted.
[[nodiscard]] std::span<const ClaimSource> claim_sources();

// Files that the signature lists and that the walk does not name: in a place that is left out of models, or behind a
// link to a folder where the signature allows links. What is signed is hashed, so they join the others.
void bring_in_signed(const io::ModelDirectory& model, const evidence::Said& said, evidence::ModelTree& tree);

inline constexpr std::string_view manifest_source_name = "the manifest";

[[nodiscard]] Status read_manifest(Gathering& gathering, std::string_view name);
void drop_misplaced(evidence::Said& said, const evidence::ModelTree& tree);
[[nodiscard]] Status read_signature(Gathering& gathering, std::string_view name);
void pass_what_is_left_out(evidence::Said& said, const evidence::ModelTree& tree);
[[nodiscard]] Status read_proof(Gathering& gathering, std::string_view name);
void keep_what_is_here(evidence::Said& said, const evidence::ModelTree& tree);
[[nodiscard]] Status read_layouts(Gathering& gathering, std::string_view name);
void add_layout_claims(evidence::Said& said, const evidence::ModelTree& tree);
[[nodiscard]] Status read_store(Gathering& gathering, std::string_view name);
void add_store_claims(evidence::Said& said, const evidence::ModelTree& tree);

}  // namespace weightcheck::workflow
