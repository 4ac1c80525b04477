// SPDX-License-Identifier: Apache-2.0
#include "workflow/named_weights.hpp"

#include <algorithm>
#include <memory>
#include <string>

namespace weightcheck::workflow {
namespace {

using evidence::Evidence;
using evidence::ModelFile;
using weights::Examined;
using weights::WeightFile;

bool holds_weights(const Evidence& evidence, const std::string& folder) {
  const auto at = std::ranges::lower_bound(evidence.weight_files, folder, {},
                                           [](const WeightFile& one) -> const std::string& { return one.path.text(); });
  return at != evidence.weight_files.end() && at->path.text().starts_with(folder);
}

// The model, or a part of it that has weights, where none are known: each ends in '/', or is "".
std::vector<std::string> folders_without(const Evidence& evidence) {
  std::vector<std::string> folders;
  if (!holds_weights(evidence, "")) folders.emplace_back();
  for (const evidence::Component& part : evidence.components) {
    const std::string folder = part.folder.empty() ? "" : part.folder + "/";
    if (!part.is_file && part.keeps_weights && !holds_weights(evidence, folder)) folders.push_back(folder);
  }
  return folders;
}

}  // namespace

void NamedWeights::add(const ModelPath& by, const std::vector<evidence::NamedFile>& named, std::string_view format,
                       Evidence& evidence) {
  for (const evidence::NamedFile& one : named) {
    if (evidence.tree.find(one.path) == nullptr) {
      evidence.components.push_back(
          {.index = by, .folder = one.path.text(), .class_name = std::string(format), .is_file = true});
    } else if (one.size_least > 0) {
      Promised& promised = promised_[one.path];
      promised = {format, std::max(promised.size_least, one.size_least)};
    }
  }
}

Status NamedWeights::finish(Evidence& evidence, evidence::Budget& budget) const {
  auto& files = evidence.weight_files;
  for (const auto& [path, promised] : promised_) {
    const ModelFile& here = *evidence.tree.find(path);
    auto file = std::ranges::lower_bound(files, path, {}, &WeightFile::path);
    if (file == files.end() || file->path != path)
      file = files.insert(file, {path, here.size, promised.format, Examined::no_reader, nullptr});
    if (file->examined == Examined::no_reader && here.size < promised.size_least)
      file->inspection =
          std::make_shared<const tensors::Inspection>(tensors::Inspection{.expected_size = promised.size_least});
  }
  const auto folders = folders_without(evidence);
  if (Status drawn = budget.draw(evidence::Cost::steps, folders.size() * unknown_.size()); !drawn.ok()) return drawn;
  const std::size_t known = files.size();
  for (const ModelFile* file : unknown_) {
    const std::string& path = file->path.text();
    if (std::ranges::any_of(folders, [&](const std::string& folder) { return path.starts_with(folder); }))
      files.push_back({file->path, file->size, "unknown", Examined::no_reader, nullptr});
  }
  if (files.size() > known) std::ranges::sort(files, {}, &WeightFile::path);
  return done;
}

}  // namespace weightcheck::workflow
