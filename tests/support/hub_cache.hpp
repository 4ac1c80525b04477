// SPDX-License-Identifier: Apache-2.0
// Downloads as Hugging Face's client leaves them on disk: a cache with or without links, and a plain folder with
// metadata.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>

#include "git/lfs_pointer.hpp"
#include "git/object_id.hpp"
#include "hash/sha256.hpp"
#include "support/git_repository.hpp"
#include "support/safetensors_file.hpp"

namespace weightcheck::test {

struct HubFile {
  std::string content;
  bool lfs = false;

  [[nodiscard]] std::string etag() const {
    return lfs ? hash::sha256(bytes_of(content)).hex()
               : git::object_id(git::ObjectFormat::sha1, git::ObjectType::blob, bytes_of(content)).value().hex();
  }

  [[nodiscard]] std::string listed() const {  // as trees/<commit>.json has it
    const auto sha256 = hash::sha256(bytes_of(content));
    const auto pointer = git::pointer_blob_id(git::ObjectFormat::sha1, sha256, content.size()).value();
    const std::string size = std::to_string(content.size());
    return "{\"size\": " + size + ", \"blob_id\": \"" + (lfs ? pointer.hex() : etag()) + "\"" +
           (lfs ? ", \"lfs_sha256\": \"" + sha256.hex() + "\", \"lfs_size\": " + size + "}" : "}");
  }
};

using HubFiles = std::map<std::string, HubFile>;

// The smallest model that a loader would take.
inline HubFiles small_model() {
  constexpr const char* one_byte = R"({"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}})";
  return {{"LICENSE", {"Permission is hereby granted\n"}},
          {"config.json", {"{}\n"}},
          {"model.safetensors", {safetensors_file(one_byte, 1), true}},
          {"onnx/deep/model.safetensors", {safetensors_file(std::string(one_byte) + ' ', 1), true}}};
}

inline std::string listing(const HubFiles& files) {
  std::string text = "{\"format_version\": 1, \"files\": {";
  for (const auto& [path, file] : files)
    text += (text.ends_with('{') ? "\n \"" : ",\n \"") + path + "\": " + file.listed();
  return text + "}}";
}

class HubCache {
 public:
  enum class Links { yes, no };

  [[nodiscard]] std::filesystem::path root() const { return folder_.path(); }
  [[nodiscard]] std::filesystem::path repository() const { return root() / "models--acme--tiny"; }
  [[nodiscard]] std::filesystem::path snapshot(const std::string& commit) const {
    return repository() / "snapshots" / commit;
  }

  void add_snapshot(const std::string& commit, const HubFiles& files, Links links = Links::yes) const {
    for (const auto& [path, file] : files) {
      const std::filesystem::path place = snapshot(commit) / path;
      if (links == Links::no) {
        write_file(place, file.content);
        continue;
      }
      write_file(repository() / "blobs" / file.etag(), file.content);
      std::filesystem::create_directories(place.parent_path());
      std::filesystem::create_symlink(
          std::filesystem::relative(repository() / "blobs" / file.etag(), place.parent_path()), place);
    }
  }

  void add_ref(const std::string& revision, const std::string& commit) const {
    write_file(repository() / "refs" / revision, commit);
  }
  void add_listing(const std::string& commit, const HubFiles& files) const {
    write_file(repository() / "trees" / (commit + ".json"), listing(files));
  }

 private:
  TemporaryFolder folder_;
};

inline void write_download_record(const std::filesystem::path& model, const std::string& path,
                                  const std::string& commit, const std::string& etag,
                                  const std::string& seconds = "4000000000.5") {
  write_file(model / ".cache/huggingface/download" / (path + ".metadata"),
             commit + "\n" + etag + "\n" + seconds + "\n");
}

inline void write_local_dir(const std::filesystem::path& model, const std::string& commit, const HubFiles& files) {
  for (const auto& [path, file] : files) {
    write_file(model / path, file.content);
    write_download_record(model, path, commit, file.etag());
  }
}

}  // namespace weightcheck::test
