// SPDX-License-Identifier: Apache-2.0
// Copies of one model on several machines, each read as a whole by its own: are all of them the model that is verified
// here?
#pragma once

#include <stop_token>
#include <string>
#include <vector>

#include "parts/join.hpp"
#include "workflow/verify.hpp"

namespace weightcheck::workflow {

// What one machine holds, against the copy that is judged.
struct CopySeen {
  std::string host{};                     // raw bytes
  std::string name{};                     // of the part, raw bytes
  bool is_judged = false;                 // the copy whose report this is
  std::string fault{};                    // printable: why its part says nothing; "" where it does
  std::vector<std::string> differs{};     // raw paths: other bytes, not here, or not in the copy that is judged
  std::vector<std::string> unreadable{};  // raw paths

  [[nodiscard]] bool is_same() const { return fault.empty() && differs.empty() && unreadable.empty(); }
};

struct CopiesOutcome {
  policy::Report report;  // of the copy that lies where the request says
  std::vector<CopySeen> copies{};
};

// Each of the parts is of `verify --partition 1/1`, and one of them is of the copy in request.model: that one is
// judged, and the others are held against it. Errors: those of verify(); io, where none of the parts is of that copy.
[[nodiscard]] Result<CopiesOutcome> verify_copies(const VerifyRequest& request, const std::vector<parts::Given>& given,
                                                  std::stop_token stop, const VerifyHooks& hooks);

}  // namespace weightcheck::workflow
