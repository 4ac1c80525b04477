// SPDX-License-Identifier: Apache-2.0
// Any bytes are looked into within bounds, and an archive that is whole is the same archive behind other bytes.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "base/bytes.hpp"
#include "base/limits.hpp"
#include "evidence/look_inside.hpp"
#include "evidence/onnx_places.hpp"
#include "evidence/zip_directory.hpp"

namespace {

using namespace weightcheck;

void require(bool condition) {
  if (!condition) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = text_of(std::as_bytes(std::span(data, size)));
  evidence::HeadReader whole(text, size);
  const auto members = evidence::read_zip_directory(whole);
  if (members.ok()) {
    require(members->size() <= size / 46);
    const std::string shifted = std::string(7, ' ') + std::string(text);
    evidence::HeadReader behind(shifted, shifted.size());
    const auto same = evidence::read_zip_directory(behind);
    require(!same.ok() || same->size() == members->size());
    for (const auto& member : *members) {
      const auto begin = evidence::begin_of(whole, member);
      require(!begin.ok() || *begin <= size + 2 * 65'535);
    }
  }
  const std::string_view head = text.substr(0, limits::head_bytes);
  for (const std::string_view name : {"x.npz", "weights.dat", "m.keras"}) {
    evidence::Budget budget;
    const auto kind = evidence::classify(name, bytes_of(head), size);
    const auto inside = evidence::look_inside(name, whole, head, kind, budget);
    require(inside.names.size() <= evidence::pickle_names_max);
    require(inside.kind != evidence::ContentKind::numpy || inside.unread.empty());
  }
  evidence::Budget budget;
  const auto places = evidence::onnx_places(whole, budget);
  require(!places.ok() || places->size() <= evidence::onnx_places_max);
  return 0;
}
