// SPDX-License-Identifier: Apache-2.0
// What a `manifest` run of hours has hashed so far, in a file beside the manifest, so that a killed run need not begin
// again. Whether an old journal is used is the user's word (--resume); whether one of its digests is, is decided here
// and by nothing but file identity.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/digest.hpp"
#include "base/file_identity.hpp"
#include "base/model_path.hpp"
#include "base/result.hpp"
#include "midstates/midstates.hpp"
#include "workflow/journal.hpp"

namespace weightcheck::workflow {

// Not for several threads at a time. A kill at any byte leaves a journal whose whole lines are good.
class ResumeJournal {
 public:
  // Makes the journal, or opens what an earlier run left: with Reuse::yes its lines are known to find(), else they are
  // dropped. Errors: denied for a file that this user did not write (it could name any digest), usage while another run
  // holds it, limit, io.
  [[nodiscard]] static Result<ResumeJournal> open(std::string path, Reuse reuse);

  struct Finished {
    Digest sha256;
    std::uint64_t grid = 0;                 // of the states; 0 where none were asked for
    std::vector<midstates::Hint> states{};  // of a file that is larger than the grid

    friend bool operator==(const Finished&, const Finished&) = default;
  };

  // What an earlier run computed, if the file is the very same still: device, inode, size, mtime and ctime. With a grid
  // only if it kept states on that grid.
  [[nodiscard]] std::optional<Finished> find(const ModelPath& path, const FileIdentity& now,
                                             std::uint64_t grid = 0) const;

  [[nodiscard]] std::size_t known() const noexcept { return known_.size(); }  // files that an earlier run finished

  // One finished file. A file that was changed moments ago is left out: it is hashed again on resume, no more.
  [[nodiscard]] Status record(const ModelPath& path, const FileIdentity& identity, const Finished& finished);

  // The run has succeeded: nothing is left to resume.
  [[nodiscard]] Status remove();

 private:
  struct Known {
    FileIdentity identity;
    Finished finished;
  };

  ResumeJournal(Journal journal, std::map<ModelPath, Known> known)
      : journal_(std::move(journal)), known_(std::move(known)) {}
  [[nodiscard]] static bool take(std::string_view line, std::map<ModelPath, Known>& known);

  Journal journal_;
  std::map<ModelPath, Known> known_;
};

}  // namespace weightcheck::workflow
