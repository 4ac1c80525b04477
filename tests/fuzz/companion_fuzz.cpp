// SPDX-License-Identifier: Apache-2.0
// Any bytes under any name that another program uses: they are looked at within their own bounds, and a pickle that is
// taken for plain data names nothing.
#include <array>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "base/bytes.hpp"
#include "evidence/companion.hpp"
#include "evidence/component.hpp"
#include "evidence/git_folder.hpp"

namespace {

using namespace weightcheck;

void require(bool condition) {
  if (!condition) std::abort();
}

constexpr std::array<std::string_view, 8> names = {"._a",  ".DS_Store", "Thumbs.db", "desktop.ini",
                                                   ".msc", ".mv",       "x.lock",    ".directory"};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const ByteSpan bytes = std::as_bytes(std::span(data, size));
  for (const std::string_view name : names) {
    require(evidence::may_be_companion(name));
    static_cast<void>(evidence::is_companion(name, bytes, size));
  }
  require(!evidence::is_plain_pickle(bytes) || (size > 2 && text_of(bytes).ends_with('.')));
  if (const auto named = evidence::unfinished_name(text_of(bytes)))
    require(!named->finished.empty() && text_of(bytes).starts_with(named->finished));
  static_cast<void>(evidence::is_client_record(text_of(bytes), bytes, size));
  for (const std::string_view path : {"HEAD", "index", "objects/pack/a.pack", "modules/a/logs/HEAD", "hooks/update"})
    static_cast<void>(evidence::is_of_git(path, bytes, size));
  static_cast<void>(evidence::is_of_git(text_of(bytes), bytes, size));
  static_cast<void>(evidence::is_object_of_lfs(text_of(bytes)));
  // What is left out unfinished, although a loader may read it once it is whole, is never run as it is.
  require(!evidence::may_be_run(bytes, bytes, size) || evidence::may_be_loaded(bytes, bytes, size));
  const auto index = ModelPath::parse("model_index.json").value();
  const auto found = evidence::parse_components(index, text_of(bytes));
  require(found.size() <= evidence::components_max);
  for (const auto& component : found)
    require(!component.folder.empty() && ModelPath::parse(component.folder).ok());
  return 0;
}
