// SPDX-License-Identifier: Apache-2.0
// A file that two bases hold is counted for the first of them, as its row says.
#include "report/origins.hpp"

namespace weightcheck::report {
namespace {

template <typename Counts>
FileCount count(const policy::Report& report, const Counts& counts) {
  FileCount total;
  for (const auto& row : report.files) {
    if (!row.size || !counts(row)) continue;
    ++total.files;
    total.bytes += *row.size;
  }
  return total;
}

}  // namespace

FileCount files_of_base(const policy::Report& report, std::size_t base) {
  return count(report, [base](const auto& row) { return row.base && row.base->base == base; });
}

FileCount files_of_origin(const policy::Report& report, evidence::Origin origin) {
  return count(report, [origin](const auto& row) { return row.origin == origin; });
}

}  // namespace weightcheck::report
