// SPDX-License-Identifier: Apache-2.0
// Any bytes are read as a pickle within bounds; more bytes behind a whole pickle change nothing of it; what is plain
// names nothing.
#include <cstdint>
#include <cstdlib>
#include <string>

#include "base/bytes.hpp"
#include "evidence/companion.hpp"
#include "evidence/npy_header.hpp"
#include "evidence/pickle.hpp"

namespace {

using namespace weightcheck;

void require(bool condition) {
  if (!condition) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = text_of(std::as_bytes(std::span(data, size)));
  evidence::HeadReader whole(text, size);
  const evidence::PickleSeen seen = evidence::read_pickle(whole, 0, nullptr);
  require(seen.at <= size && seen.opcodes <= size);
  require(seen.names.size() <= evidence::pickle_names_max);
  for (const std::string& name : seen.names)
    require(!name.empty() && name.size() <= evidence::pickle_name_bytes_max);
  require(seen.names.empty() == (seen.known + seen.unknown == 0));
  require(!seen.is_plain() || (seen.names.empty() && seen.end == evidence::PickleEnd::stopped));
  require(!evidence::is_plain_pickle(bytes_of(text)) || seen.at == size);
  if (seen.end == evidence::PickleEnd::stopped) {
    const std::string longer = std::string(text) + "cos\nsystem\n)R.";
    evidence::HeadReader more(longer, longer.size());
    const evidence::PickleSeen same = evidence::read_pickle(more, 0, nullptr);
    require(same.end == seen.end && same.at == seen.at && same.names == seen.names);
    // What lies between them may be no pickle; then the second is never come to.
    require(seen.at < size || evidence::read_pickles(more, 0, nullptr).is_one());
  }
  const auto header = evidence::read_npy_header(text);
  require(!header || header->end <= size);
  return 0;
}
