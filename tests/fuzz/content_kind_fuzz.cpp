// SPDX-License-Identifier: Apache-2.0
// Any bytes under any name have one kind; a head longer than what is asked for changes nothing. Any bytes are searched
// for references to code, within bounds.
#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "base/bytes.hpp"
#include "base/limits.hpp"
#include "evidence/content_kind.hpp"
#include "evidence/given_paths.hpp"
#include "evidence/python_imports.hpp"
#include "evidence/remote_code.hpp"
#include "evidence/server_answer.hpp"
#include "weights/file_names.hpp"

namespace {

using namespace weightcheck;

void require(bool condition) {
  if (!condition) std::abort();
}

constexpr std::array<std::string_view, 8> names = {"model.safetensors", "pytorch_model.bin", "config.json", "README",
                                                   "weights.npz",       "modeling.py",       "run.sh",      ""};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const ByteSpan bytes = std::as_bytes(std::span(data, size));
  const ByteSpan head = bytes.first(std::min(bytes.size(), limits::head_bytes));
  for (const std::string_view name : names) {
    const auto kind = evidence::classify(name, head, size);
    require((kind == evidence::ContentKind::empty) == (size == 0));
    require((kind != evidence::ContentKind::json_error_page && kind != evidence::ContentKind::text_page) ||
            weights::is_weight_name(name));
    const bool harmless_name = name == "README" || name.empty() || name == "config.json";
    if (kind == evidence::ContentKind::pickle || kind == evidence::ContentKind::elf)
      require(evidence::danger_of(name, kind) != evidence::Danger::none);
    if (kind == evidence::ContentKind::text && harmless_name)
      require(evidence::danger_of(name, kind) == evidence::Danger::none);
  }
  const auto path = ModelPath::parse("config.json").value();
  const auto found = evidence::find_remote_code(path, text_of(bytes));
  require(found.size() <= limits::remote_code_max);
  for (const auto& code : found)
    require(!code.key.empty() && code.value.size() <= 500);
  for (const std::string_view name : {"modules.json", "model_index.json", "router_config.json"}) {
    const auto file = ModelPath::parse(name).value();
    const auto given = evidence::given_paths(file, text_of(bytes));
    require(given.size() <= evidence::given_paths_max);
    for (const auto& one : given)
      static_cast<void>(evidence::leads_astray({}, file, one));
  }
  require(evidence::relative_imports(path, text_of(bytes)).size() <= limits::remote_code_max);
  require(!evidence::is_error_document(text_of(bytes)) || !bytes.empty());
  require(evidence::words_of_answer(text_of(bytes)).size() <= 160);
  return 0;
}
