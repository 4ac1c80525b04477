// SPDX-License-Identifier: Apache-2.0
// Documents that name images, and names of images: any bytes are one or are refused. A place of Ollama's never leads
// out of its folder.
#include <cstdint>
#include <cstdlib>

#include "base/bytes.hpp"
#include "base/model_path.hpp"
#include "stores/index.hpp"
#include "stores/reference.hpp"

namespace {

void require(bool condition) {
  if (!condition) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace weightcheck;
  const std::string_view text = text_of(std::as_bytes(std::span(data, size)));
  static_cast<void>(stores::read_index(text).ok());
  static_cast<void>(stores::read_runner_index(text).ok());
  static_cast<void>(stores::check_layout_version(text).ok());
  require(!stores::read_reference(text).ok() || stores::names_store(text));
  if (const auto place = stores::ollama_place(text); place.ok()) {
    require(ModelPath::parse(*place).ok());
    const auto name = stores::ollama_name(*place);
    require(name && stores::ollama_place(*name).ok() && *stores::ollama_place(*name) == *place);
  }
  if (const auto name = stores::ollama_name(text)) require(*stores::ollama_place(*name) == text);
  require(stores::is_tag(text, text));
  return 0;
}
