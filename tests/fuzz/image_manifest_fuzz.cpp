// SPDX-License-Identifier: Apache-2.0
// Any bytes are an image's manifest or are refused; of its layers, each becomes a file under a name of its own, or a
// fault that is told.
#include <cstdint>
#include <cstdlib>
#include <set>

#include "stores/files.hpp"
#include "stores/manifest.hpp"

namespace {

void require(bool condition) {
  if (!condition) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace weightcheck;
  const auto manifest = stores::read_image_manifest(text_of(std::as_bytes(std::span(data, size))));
  if (!manifest.ok()) return 0;
  std::set<Digest> named;
  if (manifest->config) named.insert(manifest->config->digest);
  for (const auto& layer : manifest->layers)
    named.insert(layer.digest);
  const auto files = stores::files_of(*manifest);
  std::set<ModelPath> paths;
  for (const auto& file : files.files) {
    require(paths.insert(file.path).second);
    named.erase(file.digest);
  }
  require(named.size() <= files.faults.size());
  return 0;
}
