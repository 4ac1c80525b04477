// SPDX-License-Identifier: Apache-2.0
// Repositories made by the git and git-lfs programs, with nobody's configuration, author or clock in them.
#pragma once

#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "support/command.hpp"

namespace weightcheck::test {

inline void write_file(const std::filesystem::path& path, std::string_view content) {
  std::filesystem::create_directories(path.parent_path());
  std::ofstream(path, std::ios::binary) << content;
}

inline std::string read_file(const std::filesystem::path& path) {
  std::ostringstream content;
  content << std::ifstream(path, std::ios::binary).rdbuf();
  return content.str();
}

class GitRepository {
 public:
  enum class Format { sha1, sha256 };

  explicit GitRepository(Format format = Format::sha1) {
    git({"init", "-q", "-b", "main", format == Format::sha1 ? "--object-format=sha1" : "--object-format=sha256"});
  }

  [[nodiscard]] const std::filesystem::path& path() const { return folder_.path(); }

  // Standard output; a failing git throws.
  std::string git(std::vector<std::string> arguments, const std::string& input = {}) const {
    arguments.insert(arguments.begin(), "git");
    const CommandOutput output = run_command(arguments, path(), environment(), input);
    if (output.status != 0)
      throw std::runtime_error("git " + arguments[1] + " exited with " + std::to_string(output.status));
    return output.out;
  }

  // The same, one line without its end.
  std::string git_line(const std::vector<std::string>& arguments, const std::string& input = {}) const {
    std::string out = git(arguments, input);
    while (!out.empty() && out.back() == '\n')
      out.pop_back();
    return out;
  }

  void write(const std::string& name, std::string_view content) const { write_file(path() / name, content); }

  // Everything in the work tree, as a commit; its id.
  std::string commit(const std::string& message = "a model") const {
    git({"add", "-A"});
    git({"commit", "-q", "--allow-empty", "-m", message});
    return git_line({"rev-parse", "HEAD"});
  }

  // The proof that the two commands of docs/proof-format.md make.
  [[nodiscard]] std::string proof(const std::string& revision = "HEAD") const {
    const std::string ids = git({"rev-list", "--objects", "--filter=blob:none", "--no-object-names", "-n1", revision});
    return git({"cat-file", "--batch"}, ids);
  }

  static std::vector<std::string> environment() {
    return {"GIT_CONFIG_NOSYSTEM=1",
            "GIT_CONFIG_GLOBAL=/dev/null",
            "GIT_AUTHOR_NAME=A. Publisher",
            "GIT_AUTHOR_EMAIL=a@example",
            "GIT_COMMITTER_NAME=C. Publisher",
            "GIT_COMMITTER_EMAIL=c@example",
            "GIT_AUTHOR_DATE=1700000000 +0000",
            "GIT_COMMITTER_DATE=1700000000 +0000",
            "GIT_LFS_SKIP_SMUDGE=0"};
  }

 private:
  TemporaryFolder folder_;
};

// The odd things a model repository may hold, each once. LFS files are made by git-lfs where the format is SHA-1.
struct ModelRepository {
  GitRepository repository;
  std::map<std::string, std::string> content;  // of every file, LFS content included; a link's is its target
  std::string commit;

  explicit ModelRepository(GitRepository::Format format = GitRepository::Format::sha1) : repository(format) {
    const bool with_lfs = format == GitRepository::Format::sha1;
    if (with_lfs) {
      repository.git({"lfs", "install", "--local", "--skip-smudge"});
      content[".gitattributes"] = "*.bin filter=lfs diff=lfs merge=lfs -text\ntokenizer.model filter=lfs -text\n";
    }
    content["README.md"] = "---\r\nlicense: mit\r\n---\r\n";
    content["config.json"] = "{}\n";
    content["empty.safetensors"] = "";
    content["caf\xe9.txt"] = "a name that is not UTF-8\n";
    content["raw.safetensors"] = std::string("\x02\0\0\0\0\0\0\0{}", 10);
    content["scripts/run.sh"] = "#!/bin/sh\n";
    content["unet/blocks/a"] = "a";
    content["unet/blocks.json"] = "[]";
    content["unet-b/a"] = "sorts before unet/";
    if (with_lfs) {
      content["weights.bin"] = std::string(70000, 'w');
      content["tokenizer.model"] = "small, and in LFS all the same";
      content["unet/empty.bin"] = "";
    }
    for (const auto& [name, bytes] : content)
      repository.write(name, bytes);
    std::filesystem::permissions(repository.path() / "scripts/run.sh", std::filesystem::perms::owner_all);
    content["link.json"] = "config.json";
    std::filesystem::create_symlink("config.json", repository.path() / "link.json");
    const std::string submodule(with_lfs ? 40 : 64, '5');
    repository.git({"add", "-A"});
    repository.git({"update-index", "--add", "--cacheinfo", "160000," + submodule + ",vendored"});
    repository.git({"commit", "-q", "-m", "a model"});
    commit = repository.git_line({"rev-parse", "HEAD"});
  }
};

}  // namespace weightcheck::test
