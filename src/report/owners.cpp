// SPDX-License-Identifier: Apache-2.0
// A file that two bases hold is counted for the first of them, as its row says.
#include "report/owners.hpp"

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

FileCount files_of_owner(const policy::Report& report, evidence::Owner owner) {
  return count(report, [owner](const auto& row) { return row.owner == owner; });
}

}  // namespace weightcheck::report
