// SPDX-License-Identifier: Apache-2.0
// Any text is searched as YAML, as lax JSON, as Java's properties, as a vocabulary and as a template, within bounds; a
// YAML text is the same behind a byte order mark.
#include <cstdint>
#include <cstdlib>
#include <string>

#include "base/bytes.hpp"
#include "base/limits.hpp"
#include "evidence/chat_template.hpp"
#include "evidence/lax_json.hpp"
#include "evidence/packages.hpp"
#include "evidence/remote_code.hpp"

namespace {

using namespace weightcheck;

void require(bool condition) {
  if (!condition) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = text_of(std::as_bytes(std::span(data, size)));
  for (const char* name : {"config.yaml", "MLmodel", "modules.json", "model_index.json", "keras_module.txt",
                           "serving.properties", "config.pbtxt", "rwkv_vocab.txt"}) {
    const auto path = ModelPath::parse(name).value();
    const auto found = evidence::find_remote_code(path, text);
    require(found.size() <= limits::remote_code_max);
    for (const auto& code : found)
      require(!code.loader.empty() && code.key.size() <= 500 && code.value.size() <= 500);
  }
  for (const char* name : {"requirements.txt", "conda.yaml"}) {
    const auto packages = evidence::find_packages(ModelPath::parse(name).value(), text);
    require(packages.size() <= limits::remote_code_max);
    for (const auto& code : packages)
      require(!code.value.empty() && code.value.size() <= 500);
  }
  const auto lax = evidence::parse_lax_json(text);
  require(lax.ok() || !lax.error().message.empty());
  const auto reach = evidence::reach_of_template(text);
  require(!reach || (!reach->empty() && reach->size() <= 80));
  return 0;
}
