// SPDX-License-Identifier: Apache-2.0
// Builds proofs that git would not make, or not so fast: of chosen entries, of many, with objects left out or added.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "git/object_id.hpp"

namespace weightcheck::test {

class ProofBuilder {
 public:
  explicit ProofBuilder(git::ObjectFormat format = git::ObjectFormat::sha1) : format_(format) {}

  [[nodiscard]] git::ObjectId id_of(git::ObjectType type, std::string_view body) const {
    return git::object_id(format_, type, bytes_of(body)).value();
  }

  ProofBuilder& file(const std::string& path, std::string_view content, const std::string& mode = "100644") {
    return entry(path, mode, id_of(git::ObjectType::blob, content));
  }
  ProofBuilder& entry(const std::string& path, const std::string& mode, git::ObjectId id) {
    entries_.insert_or_assign(path, std::pair(mode, id));
    return *this;
  }
  ProofBuilder& blob(std::string_view body) {
    extra_ += object(git::ObjectType::blob, body);
    return *this;
  }

  // One object as it stands in a proof.
  [[nodiscard]] std::string object(git::ObjectType type, std::string_view body) const {
    std::string text = id_of(type, body).hex();
    text.append(" ").append(git::name_of(type)).append(" ").append(std::to_string(body.size())).append("\n");
    return text.append(body).append("\n");
  }

  [[nodiscard]] static std::string tree_line(std::string_view mode, std::string_view name, const git::ObjectId& id) {
    return std::string(mode).append(" ").append(name).append(1, '\0').append(text_of(id.raw()));
  }

  [[nodiscard]] static std::string commit_body(const git::ObjectId& tree) {
    return "tree " + tree.hex() +
           "\nauthor A <a@example> 1700000000 +0000\ncommitter C <c@example> 1700000000 +0000\n\nmade\n";
  }

  struct Built {
    std::string proof;
    git::ObjectId commit;
  };

  [[nodiscard]] Built build() const {
    Folder root;
    for (const auto& [path, what] : entries_) {
      Folder* folder = &root;
      std::size_t begin = 0;
      for (std::size_t slash = 0; (slash = path.find('/', begin)) != std::string::npos; begin = slash + 1) {
        folder = &folder->folders[path.substr(begin, slash - begin)];
      }
      folder->files[path.substr(begin)] = what;
    }
    std::map<git::ObjectId, std::string> trees;  // equal folders are one object, and a proof holds each once
    const git::ObjectId tree = write_tree(root, trees);
    const std::string body = commit_body(tree);
    Built built{object(git::ObjectType::commit, body), id_of(git::ObjectType::commit, body)};
    for (const auto& [id, text] : trees)
      built.proof += text;
    built.proof += extra_;
    return built;
  }

 private:
  struct Folder {
    std::map<std::string, std::pair<std::string, git::ObjectId>> files;
    std::map<std::string, Folder> folders;
  };

  git::ObjectId write_tree(const Folder& folder, std::map<git::ObjectId, std::string>& out) const {
    std::map<std::string, std::string> lines;  // by the key git sorts for
    for (const auto& [name, what] : folder.files) {
      lines[what.first == "40000" ? name + "/" : name] = tree_line(what.first, name, what.second);
    }
    for (const auto& [name, sub] : folder.folders)
      lines[name + "/"] = tree_line("40000", name, write_tree(sub, out));
    std::string body;
    for (const auto& [key, line] : lines)
      body += line;
    const git::ObjectId id = id_of(git::ObjectType::tree, body);
    out.emplace(id, object(git::ObjectType::tree, body));
    return id;
  }

  git::ObjectFormat format_;
  std::map<std::string, std::pair<std::string, git::ObjectId>> entries_;
  std::string extra_;
};

}  // namespace weightcheck::test
