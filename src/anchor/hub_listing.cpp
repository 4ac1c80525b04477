// SPDX-License-Identifier: Apache-2.0
// Both hubs' shapes, member by member, as captured answers show them.
#include "anchor/hub_listing.hpp"

#include <algorithm>

#include "base/escape.hpp"
#include "base/limits.hpp"
#include "base/wording.hpp"
#include "json/parse.hpp"

namespace weightcheck::anchor {
namespace {

Error broken(const std::string& what) { return {ErrorCode::malformed, "answer of the hub: " + what}; }

Result<json::Value> parse_json(std::string_view text) {
  auto value = json::parse(text, {.bytes_max = limits::hub_answer_bytes_max});
  if (!value.ok()) return within(std::move(value).error(), "answer of the hub");
  return value;
}

Result<ModelPath> path_member(const json::Value& entry, std::string_view key) {
  const std::string* const text = entry.find_string(key);
  if (text == nullptr) return broken("a file without a path");
  auto path = ModelPath::parse(*text);
  if (!path.ok()) return broken(in_quotes(text->substr(0, 256)) + ": " + path.error().message);
  return path;
}

Error bad_member(const ModelPath& path, std::string_view key) {
  return broken(in_quotes(path.text()) + " has no usable '" + std::string(key) + "'");
}

Result<std::uint64_t> size_member(const json::Value& entry, std::string_view key, const ModelPath& path) {
  const auto member = entry.find(key);
  const auto size = member ? member->as_uint() : std::nullopt;
  if (!size) return bad_member(path, key);
  return *size;
}

Result<Digest> digest_member(const json::Value& entry, std::string_view key, const ModelPath& path) {
  const std::string* const text = entry.find_string(key);
  const auto digest = text == nullptr ? std::nullopt : Digest::parse(*text);
  if (!digest) return bad_member(path, key);
  return *digest;
}

// Absent and null are false; "auto" and "manual", which `gated` knows, are true.
Result<bool> flag_member(const json::Value& value, std::string_view key) {
  const auto member = value.find(key);
  if (!member || member->is_null()) return false;
  if (const auto flag = member->as_bool()) return *flag;
  if (member->as_string() != nullptr) return true;
  return broken("'" + std::string(key) + "' is no flag");
}

Result<ListedFile> parse_tree_file(const json::Value& entry) {
  auto path = path_member(entry, "path");
  if (!path.ok()) return std::move(path).error();
  const std::string* const oid = entry.find_string("oid");
  const auto id = oid == nullptr ? std::nullopt : git::ObjectId::parse(*oid);
  if (!id) return bad_member(*path, "oid");
  const auto size = size_member(entry, "size", *path);
  if (!size.ok()) return size.error();
  ListedFile file{.path = *path, .size = *size, .id = *id};

  const auto lfs = entry.find("lfs");
  if (!lfs || lfs->is_null()) return file;
  file.lfs = true;
  const auto sha256 = digest_member(*lfs, "oid", *path);
  if (!sha256.ok()) return sha256.error();
  file.sha256 = *sha256;
  const auto lfs_size = size_member(*lfs, "size", *path);
  if (!lfs_size.ok()) return lfs_size.error();
  if (*lfs_size != file.size) {
    return Error{ErrorCode::inconsistent, "hub lists '" + printable(path->text()) + "' with " +
                                              std::to_string(file.size) + " bytes and, as LFS, with " +
                                              std::to_string(*lfs_size)};
  }
  if (lfs->find("pointerSize")) {
    const auto pointer_bytes = size_member(*lfs, "pointerSize", *path);
    if (!pointer_bytes.ok()) return pointer_bytes.error();
    file.pointer_bytes = *pointer_bytes;
  }
  return file;
}

Result<ListedFile> parse_modelscope_file(const json::Value& entry) {
  auto path = path_member(entry, "Path");
  if (!path.ok()) return std::move(path).error();
  const auto size = size_member(entry, "Size", *path);
  if (!size.ok()) return size.error();
  ListedFile file{.path = *path, .size = *size};
  const auto lfs = entry.find("IsLFS");
  const auto is_lfs = lfs ? lfs->as_bool() : std::nullopt;
  if (!is_lfs) return bad_member(*path, "IsLFS");
  file.lfs = *is_lfs;
  const std::string* const sha256 = entry.find_string("Sha256");
  if (sha256 != nullptr && sha256->empty() && !file.lfs) return file;
  const auto digest = digest_member(entry, "Sha256", *path);
  if (!digest.ok()) return digest.error();
  file.sha256 = *digest;
  return file;
}

using ParseFile = Result<ListedFile> (*)(const json::Value&);

// The entries of one kind, all others counted as known by `others`.
Result<std::vector<ListedFile>> parse_entries(const std::optional<json::Value>& list, std::string_view type_key,
                                              std::string_view file_type, ParseFile parse_file) {
  if (!list || !list->is_array()) return broken("no list of files");
  std::vector<ListedFile> files;
  for (const json::Value& entry : list->items()) {
    const std::string* const type = entry.find_string(type_key);
    if (type == nullptr) return broken("an entry without a type");
    if (*type != file_type) continue;
    auto file = parse_file(entry);
    if (!file.ok()) return std::move(file).error();
    files.push_back(std::move(*file));
  }
  return files;
}

}  // namespace

Result<ModelInfo> parse_model_info(std::string_view text) {
  const auto value = parse_json(text);
  if (!value.ok()) return value.error();
  const std::string* const sha = value->find_string("sha");
  const auto commit = sha == nullptr ? std::nullopt : git::ObjectId::parse(*sha);
  if (!commit) return broken("model info without a commit id");
  const auto gated = flag_member(*value, "gated");
  const auto is_private = flag_member(*value, "private");
  const auto disabled = flag_member(*value, "disabled");
  for (const auto* flag : {&gated, &is_private, &disabled}) {
    if (!flag->ok()) return flag->error();
  }
  return ModelInfo{*commit, *gated, *is_private, *disabled};
}

Result<std::vector<ListedFile>> parse_tree_page(std::string_view text) {
  const auto value = parse_json(text);
  if (!value.ok()) return value.error();
  return parse_entries(*value, "type", "file", parse_tree_file);
}

Result<std::vector<ListedFile>> parse_modelscope_files(std::string_view text) {
  const auto value = parse_json(text);
  if (!value.ok()) return value.error();
  const auto code = value->find("Code");
  const auto success = value->find("Success");
  if (!code || code->as_uint() != 200 || !success || success->as_bool() != true) {
    const std::string* const message = value->find_string("Message");
    return Error{ErrorCode::network,
                 "hub answers: " + (message == nullptr ? "nothing usable" : printable(message->substr(0, 300)))};
  }
  const auto data = value->find("Data");
  return parse_entries(data ? data->find("Files") : std::nullopt, "Type", "blob", parse_modelscope_file);
}

std::string next_link(std::string_view header) {
  while (!header.empty()) {
    const std::size_t open = header.find('<');
    const std::size_t close = open == std::string_view::npos ? open : header.find('>', open);
    if (close == std::string_view::npos) return {};
    const std::string_view target = header.substr(open + 1, close - open - 1);
    const std::size_t next = std::min(header.find('<', close), header.size());
    const std::string_view parameters = header.substr(close + 1, next - close - 1);
    if (parameters.find("rel=\"next\"") != std::string_view::npos ||
        parameters.find("rel=next") != std::string_view::npos)
      return std::string(target);
    header.remove_prefix(next);
  }
  return {};
}

}  // namespace weightcheck::anchor
