// SPDX-License-Identifier: Apache-2.0
// The git program in an empty bare repository of our own, in a private temporary folder: nobody's configuration, hooks,
// helpers or attributes take part, and no transport but the one that a call names.
#pragma once

#include <chrono>
#include <cstddef>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

#include "anchor/subprocess.hpp"
#include "base/event.hpp"
#include "base/result.hpp"
#include "git/object_id.hpp"

namespace weightcheck::anchor {

using GitConfiguration = std::vector<std::pair<std::string, std::string>>;

struct GitCall {
  std::vector<std::string> arguments;
  GitConfiguration configuration{};  // beside the defaults, and over them; handed over in the environment, where no
                                     // process list shows it
  std::string input{};               // bytes for standard input
  std::string home{};                // "": the private folder, where there is no .netrc
  std::size_t output_bytes_max = std::size_t{1} << 20;
};

class GitWorkspace {
 public:
  // Errors: io; unsupported where there is no git, or one older than 2.31.
  [[nodiscard]] static Result<GitWorkspace> create(git::ObjectFormat format,
                                                   std::chrono::steady_clock::time_point deadline, std::stop_token stop,
                                                   EventHook events);
  ~GitWorkspace();
  GitWorkspace(GitWorkspace&& other) noexcept;
  GitWorkspace& operator=(GitWorkspace&&) = delete;

  // Exit statuses are the caller's to judge. Errors: those of run_program; the deadline is that of all calls.
  [[nodiscard]] Result<ProgramEnd> run(const GitCall& call) const;

  // Lets objects of another repository be read by id, and nothing else of it.
  [[nodiscard]] Status borrow_objects(const std::string& objects_folder) const;

  // Takes the commit for one without parents, as a shallow fetch leaves it: those of a borrowed one may be missing.
  [[nodiscard]] Status forget_parents(const git::ObjectId& commit) const;

  // The commit and its trees as `git cat-file --batch` prints them; no transport is allowed meanwhile. Errors:
  // not_found where an object is missing, limit, and those of run().
  [[nodiscard]] Result<std::string> write_proof(const git::ObjectId& commit) const;

  // Of these blobs, those that are here and small enough for an LFS pointer, in the same form. Errors: limit, and those
  // of run().
  [[nodiscard]] Result<std::string> small_blobs(const std::vector<git::ObjectId>& ids) const;

 private:
  GitWorkspace(std::string folder, std::chrono::steady_clock::time_point deadline, std::stop_token stop,
               EventHook events);
  [[nodiscard]] Status write(const std::string& name, std::string_view bytes) const;

  std::string folder_;  // "" when moved from
  std::chrono::steady_clock::time_point deadline_;
  std::stop_token stop_;
  EventHook events_;  // told of each call
};

// Did git fail for want of the memory that it was allowed?
[[nodiscard]] bool is_out_of_memory(const ProgramEnd& end);

// The last words of a git that failed, in printable form.
[[nodiscard]] std::string last_words(const ProgramEnd& end);

}  // namespace weightcheck::anchor
