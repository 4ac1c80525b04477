// SPDX-License-Identifier: Apache-2.0
// Lines that a run of hours appends as it gets on, so that a killed run need not begin again. Whether an old journal is
// used is the user's word (--resume). What its lines mean is known by who keeps one.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "base/file_identity.hpp"
#include "base/result.hpp"
#include "io/file_descriptor.hpp"

namespace weightcheck::workflow {

enum class Reuse : std::uint8_t { no, yes };

inline constexpr std::string_view resume_suffix = ".resume";  // behind the name of what is written

// A file that was changed moments ago is not to be journalled: another change within one tick of the file system's
// clock would leave its identity as it is, and the digest would pass for one of the new bytes.
[[nodiscard]] bool changed_just_now(const FileIdentity& identity);

// Not for several threads at a time. A kill at any byte leaves a journal whose whole lines are good.
class Journal {
 public:
  // A whole line that checks, with its LF; false: the journal ends before it.
  using TakeLine = std::function<bool(std::string_view)>;

  // Makes the journal, or opens what an earlier run left: with Reuse::yes and the same first line its lines go to
  // `take`, else they are dropped. `first_line` begins with "weightcheck resume v" and ends with LF. Errors: denied for
  // a file that this user did not write (it could name any digest), usage while another run holds it, limit, io.
  [[nodiscard]] static Result<Journal> open(std::string path, std::string_view first_line, Reuse reuse,
                                            const TakeLine& take);

  // With its LF.
  [[nodiscard]] Status append(std::string_view checked);

  // The run has succeeded: nothing is left to resume.
  [[nodiscard]] Status remove();

 private:
  Journal() = default;
  [[nodiscard]] Status load(std::string_view first_line, const TakeLine& take);

  std::string path_{};
  io::FileDescriptor file_;
  std::uint64_t bytes_ = 0;  // of the file
};

}  // namespace weightcheck::workflow
