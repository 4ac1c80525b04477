// SPDX-License-Identifier: Apache-2.0
#include "workflow/listed_model.hpp"

#include <algorithm>

#include "base/escape.hpp"
#include "base/limits.hpp"
#include "base/wording.hpp"
#include "manifest/bill.hpp"
#include "signature/statement.hpp"

namespace weightcheck::workflow {

using evidence::ModelFile;
using manifest::Entry;

const Entry* ListedModel::find(const ModelPath& path) const {
  const auto place = std::ranges::lower_bound(entries, path, {}, &Entry::path);
  return place != entries.end() && place->path == path ? &*place : nullptr;
}

Result<ListedModel> read_listed(const std::optional<std::string>& file, const Signable& model) {
  const std::string name = file.value_or(std::string(io::manifest_name));
  if (!file && model.is_single_file)
    return Error{ErrorCode::usage, "a single file has no manifest of its own: name one with --manifest"};
  const auto text = file ? io::read_file(name, limits::manifest_bytes_max)
                         : model.model.read_small(ModelPath::parse(name).value(), limits::manifest_bytes_max);
  if (!text.ok()) {
    Error error = within(text.error(), printable(name));
    if (error.code == ErrorCode::not_found) error.code = file ? ErrorCode::usage : ErrorCode::inconsistent;
    if (error.code == ErrorCode::malformed || error.code == ErrorCode::limit) error.code = ErrorCode::inconsistent;
    return error;
  }
  const ByteSpan bytes = bytes_of(*text);
  auto read = file && manifest::looks_like_bill(bytes) ? manifest::read_bill(bytes) : manifest::read(bytes);
  if (const auto* rejection = std::get_if<manifest::Rejection>(&read))
    return Error{ErrorCode::inconsistent, printable(name) + ": " + rejection->message};
  return ListedModel{name, std::get<manifest::Manifest>(std::move(read)).entries};
}

std::vector<std::string> differences(const ListedModel& listed, const Signable& model) {
  std::vector<std::string> told;
  for (const Entry& entry : listed.entries) {
    if (signature::is_left_out(model.left_out, entry.path.text())) continue;
    const ModelFile* file = model.tree.find(entry.path);
    if (file == nullptr) {
      told.push_back(quoted(entry.path) + " is missing");
    } else if (entry.size && *entry.size != file->size) {
      told.push_back(quoted(entry.path) + " has " + counted(file->size, "byte") + " and should have " +
                     with_commas(*entry.size));
    }
  }
  for (const ModelFile& file : model.tree.files) {
    if (listed.find(file.path) == nullptr) told.push_back(quoted(file.path) + " is not listed");
  }
  return told;
}

std::vector<std::string> other_bytes(const ListedModel& listed, const Signable& model,
                                     const std::vector<Digest>& digests) {
  std::vector<std::string> told;
  for (std::size_t i = 0; i < model.tree.files.size(); ++i) {
    const Entry* entry = listed.find(model.tree.files[i].path);
    if (entry == nullptr || entry->sha256 != digests[i])
      told.push_back(quoted(model.tree.files[i].path) + " has other bytes");
  }
  return told;
}

}  // namespace weightcheck::workflow
