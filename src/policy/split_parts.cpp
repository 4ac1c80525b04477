// SPDX-License-Identifier: Apache-2.0
// split.no counts from 0, the names from 1; split.tensors.count is of all parts together.
#include "policy/split_parts.hpp"

#include <map>
#include <optional>
#include <tuple>

#include "policy/wording.hpp"
#include "weights/file_names.hpp"

namespace weightcheck::policy {
namespace {

using weights::WeightFile;

std::optional<std::uint64_t> number_of(const WeightFile& file, const char* key) {
  const auto& metadata = file.layout()->metadata;
  const auto found = metadata.find(key);
  return found == metadata.end() ? std::nullopt : parse_decimal(found->second);
}

std::string part_of(std::uint64_t number, std::uint64_t total) {
  return "part " + with_commas(number) + " of " + with_commas(total);
}

// Empty where the two agree. A file that is all of its set needs no word in its header.
std::string contradiction(const WeightFile& file, const std::optional<weights::ShardName>& name) {
  const std::uint64_t total = number_of(file, "split.count").value_or(0);
  const std::uint64_t number = number_of(file, "split.no").value_or(0) + 1;
  if (!name && total <= 1) return "";
  if (!name)
    return " is " + part_of(number, total) +
           " by its header, and its name does not say so: loaders find the other parts by the name";
  if (total == 0 && name->total > 1)
    return " is " + part_of(name->number, name->total) +
           " by its name, and its header knows of no parts: loaders look for no other file";
  if (name->total <= 1 && total <= 1) return "";
  if (name->total == total && name->number == number) return "";
  return " is " + part_of(name->number, name->total) + " by its name, and " + part_of(number, total) + " by its header";
}

// The parts of one set that are here.
struct Parts {
  const WeightFile* first = nullptr;
  std::uint64_t count = 0, total = 0, tensors = 0;
  std::optional<std::uint64_t> promised{};  // tensors of all parts, by the first header that says so
};

}  // namespace

Drafts split_contradicted(const Context& context) {
  Drafts drafts;
  std::map<std::tuple<std::string, std::string, std::uint64_t>, Parts> sets;
  for (const WeightFile& file : context.evidence.weight_files) {
    if (file.format != "GGUF" || file.layout() == nullptr) continue;
    const auto name = weights::parse_shard_name(file.path.name());
    if (const std::string what = contradiction(file, name); !what.empty()) {
      drafts.push_back({.subject = file.path.text(), .message = quoted(file.path) + what, .paths = {file.path.text()}});
      continue;
    }
    if (!name) continue;
    Parts& parts = sets[{std::string(file.path.folder()), name->base + name->suffix, name->total}];
    if (parts.first == nullptr) parts.first = &file;
    parts.total = name->total;
    ++parts.count;
    parts.tensors += file.layout()->tensors.size();
    if (!parts.promised) parts.promised = number_of(file, "split.tensors.count");
  }
  for (const auto& [key, parts] : sets) {
    if (!parts.promised || parts.count != parts.total || *parts.promised == parts.tensors) continue;
    drafts.push_back({.subject = parts.first->path.text(),
                      .message = quoted(parts.first->path) + " promises " + counted(*parts.promised, "tensor") +
                                 " in all " + with_commas(parts.total) + " parts, and they hold " +
                                 with_commas(parts.tensors),
                      .paths = {parts.first->path.text()}});
  }
  return drafts;
}

}  // namespace weightcheck::policy
