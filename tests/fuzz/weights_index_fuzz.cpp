// SPDX-License-Identifier: Apache-2.0
// Any bytes are an index or are refused; its tensors are those of the document read at once, and no path of it leaves
// its folder.
#include <cstdint>
#include <cstdlib>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.hpp"
#include "base/escape.hpp"
#include "json/parse.hpp"
#include "weights/reconcile.hpp"

namespace {

using namespace weightcheck;

void require(bool condition) {
  if (!condition) std::abort();
}

// The weight_map of a whole document, the last file of a tensor; nothing where it is no index.
std::optional<std::map<std::string, std::string>> naive_weight_map(const json::Value& document) {
  if (!document.is_object()) return std::nullopt;
  std::optional<json::Value> map;
  for (const json::Member& member : document.members()) {
    if (member.key != "weight_map") continue;
    if (map) return std::nullopt;
    map = member.value;
  }
  if (!map || !map->is_object()) return std::nullopt;
  std::map<std::string, std::string> files;
  for (const json::Member& member : map->members()) {
    if (!member.value.as_string()) return std::nullopt;
    files[member.key] = *member.value.as_string();
  }
  return files;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = text_of(std::as_bytes(std::span(data, size)));
  const auto path = ModelPath::parse("unet/model.safetensors.index.json").value();
  auto index = weights::parse_index(text, path);
  const auto document = json::parse(text, {.duplicates = json::Duplicates::kept});
  const auto expected = document.ok() ? naive_weight_map(*document) : std::nullopt;
  if (document.ok() || document.error().code == ErrorCode::malformed) require(index.ok() == expected.has_value());
  if (!index.ok()) {
    require(!index.error().message.empty() && !hides_characters(index.error().message));
    return 0;
  }

  require(index->tensors.size() == index->file_of.size());
  std::uint64_t mapped = 0;
  for (const auto& file : index->files) {
    require(file.path.has_value() == file.refusal.empty());
    if (file.path) require(file.path->text() == "unet/" + file.name);
    mapped += file.tensors;
  }
  require(mapped == index->tensors.size());
  if (expected) require(expected->size() == index->tensors.size());
  for (std::uint32_t tensor = 0; expected && tensor < index->tensors.size(); ++tensor) {
    const auto found = expected->find(std::string(index->tensors[tensor]));
    require(found != expected->end() && found->second.starts_with(index->files[index->file_of[tensor]].name));
  }

  const std::vector<weights::Index> indexes = {*std::move(index)};
  const auto facts = weights::reconcile({}, indexes);
  require(facts.missing_shards.size() + facts.unsafe_paths.size() <= indexes[0].files.size());
  return 0;
}
