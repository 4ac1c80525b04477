// SPDX-License-Identifier: Apache-2.0
#include "evidence/named_weights.hpp"

#include <algorithm>
#include <charconv>
#include <optional>
#include <string>
#include <utility>

#include "base/path_text.hpp"
#include "json/parse.hpp"
#include "json/value.hpp"

namespace weightcheck::evidence {
namespace {

std::string folder_around(const ModelPath& file) {
  return file.folder().empty() ? std::string() : std::string(file.folder()) + "/";
}

bool is_package_list(const ModelPath& file) {
  return file.name() == "Manifest.json" && file.folder().ends_with(".mlpackage");
}

void add_named(std::vector<NamedFile>& found, const std::string& folder, const json::Value& value,
               std::string_view key) {
  const std::string* named = value.is_object() ? value.find_string(key) : nullptr;
  auto path = ModelPath::parse(named == nullptr ? "" : folder + *named);
  if (!path.ok() || found.size() == named_files_max) return;
  const auto bytes = value.find("nbytes");
  found.push_back({*std::move(path), bytes ? bytes->as_uint().value_or(0) : 0});
}

constexpr std::string_view network_ending = ".xml";

// Behind the mark, up to the quote that follows it.
std::optional<std::uint64_t> number_in(std::string_view element, std::string_view mark) {
  const std::size_t at = element.find(mark);
  if (at == std::string_view::npos) return std::nullopt;
  std::uint64_t number = 0;
  const char* const begin = element.data() + at + mark.size();
  const auto [end, failure] = std::from_chars(begin, element.data() + element.size(), number);
  return failure == std::errc() && end != begin ? std::optional(number) : std::nullopt;
}

}  // namespace

bool may_name_weights(const ModelPath& file) { return file.name().ends_with("-cache.json") || is_package_list(file); }

std::vector<NamedFile> weights_named_in(const ModelPath& file, std::string_view text) {
  std::vector<NamedFile> found;
  const auto document = json::parse(text);
  if (!document.ok() || !document->is_object()) return found;
  if (is_package_list(file)) {
    const auto entries = document->find("itemInfoEntries");
    if (!entries || !entries->is_object()) return found;
    for (const json::Member& entry : entries->members())
      add_named(found, folder_around(file) + "Data/", entry.value, "path");
  } else if (const auto records = document->find("records"); records && records->is_array()) {
    for (const json::Value& record : records->items())
      add_named(found, folder_around(file), record, "dataPath");
  }
  return found;
}

bool is_network(const ModelPath& file, std::string_view head) {
  return file.name().ends_with(network_ending) && head.find("<net ") != std::string_view::npos &&
         head.find("<layers>") != std::string_view::npos;
}

std::vector<NamedFile> weights_of_network(const ModelPath& network, std::string_view text) {
  constexpr std::string_view data = "<data ";
  NamedFile weights{
      ModelPath::parse(network.text().substr(0, network.text().size() - network_ending.size()) + ".bin").value()};
  for (std::size_t at = text.find(data); at != std::string_view::npos; at = text.find(data, at)) {
    const std::string_view element = text.substr(at, text.find('>', at) - at);
    at += data.size();
    const auto offset = number_in(element, " offset=\""), size = number_in(element, " size=\"");
    std::uint64_t end = 0;
    if (offset && size && !__builtin_add_overflow(*offset, *size, &end))
      weights.size_least = std::max(weights.size_least, end);
  }
  return {std::move(weights)};
}

std::vector<NamedFile> variables_of(const ModelPath& file, const ModelTree& tree) {
  constexpr std::string_view name = "variables.index", folder = "variables", first = "variables.data-";
  const std::string_view place = file.folder();
  if (file.name() != name || last_name(place) != folder) return {};
  const std::string begin = folder_around(file) + std::string(first);
  const auto at = std::ranges::lower_bound(tree.files, begin, {}, [](const auto& one) { return one.path.text(); });
  if (at != tree.files.end() && at->path.text().starts_with(begin)) return {};
  return {{ModelPath::parse(begin + "00000-of-00001").value(), 0}};
}

}  // namespace weightcheck::evidence
