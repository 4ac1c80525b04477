// SPDX-License-Identifier: Apache-2.0
#include "cli/store_list.hpp"

#include <fmt/core.h>

#include <algorithm>

#include "anchor/store.hpp"
#include "base/escape.hpp"
#include "base/wording.hpp"
#include "json/write.hpp"
#include "stores/reference.hpp"

namespace weightcheck::cli {
namespace {

using anchor::StoreEntry;
using stores::StoreKind;

// As MODEL takes it.
std::string word_for(const stores::Reference& reference, const std::string& folder, const StoreEntry& entry) {
  const std::string hex = entry.manifest.hex();
  switch (reference.kind) {
    case StoreKind::ollama:
      return "ollama:" + entry.name;
    case StoreKind::model_runner:
      return "docker:" + (entry.name.empty() ? "sha256:" + hex : entry.name);
    case StoreKind::oci:
      break;
  }
  const bool is_plain = !entry.name.empty() && entry.name.find('/') == std::string::npos;
  return "oci:" + folder + (is_plain ? ":" + entry.name : "@sha256:" + hex);
}

std::string text_of(const stores::Reference& reference, const std::string& folder,
                    const std::vector<StoreEntry>& entries) {
  std::string text;
  for (const StoreEntry& entry : entries) {
    const std::string word = printable(word_for(reference, folder, entry));
    text += entry.fault.empty() ? fmt::format("{}  {}, {} bytes, manifest sha256:{}\n", word,
                                              counted(entry.layers, "layer"), entry.bytes, entry.manifest.hex())
                                : fmt::format("{}  cannot be read: {}\n", word, entry.fault);
  }
  return text + fmt::format("weightcheck: {} in {}\n", counted(entries.size(), "model"), printable(folder));
}

std::string json_of(const stores::Reference& reference, const std::string& folder,
                    const std::vector<StoreEntry>& entries) {
  json::Array models;
  for (const StoreEntry& entry : entries) {
    json::Object model{{"model", printable(word_for(reference, folder, entry))}, {"name", printable(entry.name)}};
    if (entry.fault.empty()) {
      model.push_back({"manifest_sha256", entry.manifest.hex()});
      model.push_back({"layers", entry.layers});
      model.push_back({"bytes", entry.bytes});
    } else {
      model.push_back({"fault", entry.fault});
    }
    models.emplace_back(std::move(model));
  }
  return json::write(json::Object{{"schema_version", 1}, {"store", printable(folder)}, {"models", std::move(models)}}) +
         "\n";
}

}  // namespace

Result<StoreList> store_list(const std::string& word, const std::string& format) {
  if (format != "text" && format != "json")
    return Error{ErrorCode::usage, "--list prints text or json, and not " + format};
  if (!stores::names_store(word))
    return Error{ErrorCode::usage, printable(word) + ": --list takes a store: ollama:, docker: or oci:FOLDER"};
  const auto reference = stores::read_reference(word);
  if (!reference.ok()) return within(reference.error(), printable(word));
  const auto folder = anchor::store_folder(*reference, anchor::process_variables());
  if (!folder.ok()) return within(folder.error(), printable(word));
  auto entries = anchor::list_store(*reference, *folder);
  if (!entries.ok()) return entries.error();
  const bool is_readable = entries->empty() || std::ranges::any_of(*entries, &std::string::empty, &StoreEntry::fault);
  return StoreList{format == "json" ? json_of(*reference, *folder, *entries) : text_of(*reference, *folder, *entries),
                   is_readable};
}

}  // namespace weightcheck::cli
