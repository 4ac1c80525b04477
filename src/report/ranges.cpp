// SPDX-License-Identifier: Apache-2.0
// A line a range, with the last byte where ranges in JSON have the end.
#include "report/ranges.hpp"

#include "base/escape.hpp"

namespace weightcheck::report {

std::string ranges_text(const policy::Report& report) {
  std::string out = "# weightcheck ranges v1\n";
  for (const evidence::FileRow& row : report.files) {
    for (const midstates::ByteRange& range : row.damage)
      out +=
          std::to_string(range.begin) + "-" + std::to_string(range.end - 1) + "  " + printable(row.path.text()) + "\n";
  }
  return out;
}

}  // namespace weightcheck::report
