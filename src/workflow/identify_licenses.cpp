// SPDX-License-Identifier: Apache-2.0
// A directory is walked as a model is: links are followed inside it only.
#include "workflow/identify_licenses.hpp"

#include "base/limits.hpp"
#include "io/model_directory.hpp"
#include "license/file_names.hpp"
#include "license/statements.hpp"

namespace weightcheck::workflow {
namespace {

Result<license::Identification> identified(const Result<std::string>& text, std::string_view name) {
  if (!text.ok()) return text.error();
  return license::identify(bytes_of(*text), name);
}

void add_directory(const std::string& path, const io::ModelDirectory& directory, IdentifiedLicenses& found) {
  const auto tree = directory.walk();
  if (!tree.ok()) {
    found.files.push_back({path, tree.error()});
    return;
  }
  const std::size_t before = found.files.size();
  for (const auto& file : tree->files) {
    const std::string& name = file.path.text();
    const license::Subject subject = license::subject_of_name(name);
    if (subject == license::Subject::none || subject == license::Subject::notice) continue;
    const auto text = directory.read_head(file, limits::license_bytes_max + 1);
    if (subject == license::Subject::terms && text.ok() && !license::speaks_of_terms(*text)) continue;
    found.files.push_back(
        {path + (path.ends_with('/') ? "" : "/") + file.path.text(), identified(text, file.path.name())});
  }
  if (found.files.size() == before) found.without.push_back(path);
}

}  // namespace

IdentifiedLicenses identify_licenses(const std::vector<std::string>& paths) {
  IdentifiedLicenses found;
  for (const std::string& path : paths) {
    const auto directory = io::ModelDirectory::open(path);
    if (directory.ok()) {
      add_directory(path, *directory, found);
    } else {
      found.files.push_back({path, identified(io::read_file(path, limits::card_bytes_max), path)});
    }
  }
  return found;
}

}  // namespace weightcheck::workflow
