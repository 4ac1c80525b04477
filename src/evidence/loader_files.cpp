// SPDX-License-Identifier: Apache-2.0
// Names as transformers, diffusers, sentence-transformers, PEFT, mistral-common and the converted formats give them.
#include "evidence/loader_files.hpp"

#include <algorithm>
#include <array>

#include "weights/file_names.hpp"

namespace weightcheck::evidence {

LoaderFile loader_file_of(std::string_view file_name) {
  constexpr std::array<std::string_view, 10> documents = {"special_tokens_map.json",
                                                          "added_tokens.json",
                                                          "model_index.json",
                                                          "modules.json",
                                                          "merges.json",
                                                          "params.json",
                                                          "tekken.json",
                                                          "shared_vocabulary.json",
                                                          "vocabulary.json",
                                                          "chat_template.json"};
  constexpr std::array<std::string_view, 4> beginnings = {"tokenizer", "vocab", "processor", "preprocessor"};
  const auto is_among = [&](const auto& names) { return std::ranges::find(names, file_name) != names.end(); };
  const bool is_config = file_name.find("config") != std::string_view::npos;
  if (file_name.ends_with(".json")) {
    const bool is_named =
        is_config || is_among(documents) ||
        std::ranges::any_of(beginnings, [&](std::string_view begin) { return file_name.starts_with(begin); });
    return is_named || weights::parse_index_name(file_name) ? LoaderFile::json : LoaderFile::none;
  }
  if (file_name == "merges.txt" || file_name == "vocab.txt" || file_name.ends_with(".model") ||
      file_name.ends_with(".spm") || file_name.ends_with(".tiktoken"))
    return LoaderFile::text;
  const bool is_yaml = file_name.ends_with(".yaml") || file_name.ends_with(".yml");
  const bool is_template =
      file_name.ends_with(".jinja") || file_name.ends_with(".jinja2") || file_name.ends_with(".j2");
  return is_template || (is_yaml && is_config) ? LoaderFile::text_or_empty : LoaderFile::none;
}

}  // namespace weightcheck::evidence
