// SPDX-License-Identifier: Apache-2.0
#include "workflow/lineage_bases.hpp"

#include <algorithm>
#include <filesystem>

#include "base/escape.hpp"
#include "base/limits.hpp"
#include "workflow/make_ledger.hpp"

namespace weightcheck::workflow {
namespace {

bool is_given(const LineageRequest& request, const git::ObjectId& commit) {
  return std::ranges::find(request.base_commits, commit) != request.base_commits.end();
}

Result<lineage::Base> read_ledger(const LineageRequest& request, const std::string& name) {
  const auto text = io::read_file(name, ledger::file_bytes_max);
  if (!text.ok()) {
    Error error = within(text.error(), printable(name));
    if (error.code == ErrorCode::not_found) error.code = ErrorCode::usage;
    if (error.code == ErrorCode::limit) error.code = ErrorCode::inconsistent;
    return error;
  }
  auto read = ledger::read(bytes_of(*text));
  if (!read.ok()) return Error{ErrorCode::inconsistent, printable(name) + ": " + read.error().message};
  const bool pinned = is_given(request, read->commit);
  return lineage::Base{.ledger = *std::move(read), .verified = false, .pinned = pinned};
}

Result<lineage::Base> read_directory(const LineageRequest& request, const std::string& name,
                                     const std::stop_token& stop, pipeline::Progress* progress) {
  auto measured = measure_base({.model = name}, {.lean = Lean::no, .threads = request.threads}, stop, progress);
  if (!measured.ok()) {
    Error error = measured.error();
    if (error.code == ErrorCode::malformed) error.code = ErrorCode::inconsistent;
    return within(std::move(error), "base " + printable(name));
  }
  if (measured->ledger.shards.empty())
    return Error{ErrorCode::inconsistent, "base " + printable(name) + ": no safetensors file of its commit is here"};
  const bool pinned = is_given(request, measured->ledger.commit);
  return lineage::Base{.ledger = std::move(measured->ledger), .verified = true, .pinned = pinned};
}

}  // namespace

Result<std::vector<lineage::Base>> read_bases(const LineageRequest& request, const std::stop_token& stop,
                                              pipeline::Progress* progress) {
  if (request.bases.size() > limits::bases_max)
    return Error{ErrorCode::usage, "more than " + std::to_string(limits::bases_max) + " base models are given"};
  std::vector<lineage::Base> bases;
  for (const std::string& name : request.bases) {
    std::error_code missing;
    auto base = std::filesystem::is_directory(name, missing) ? read_directory(request, name, stop, progress)
                                                             : read_ledger(request, name);
    if (!base.ok()) return base.error();
    bases.push_back(*std::move(base));
  }
  for (const git::ObjectId& commit : request.base_commits) {
    const bool is_of_one =
        std::ranges::any_of(bases, [&](const lineage::Base& base) { return base.ledger.commit == commit; });
    if (!is_of_one) return Error{ErrorCode::inconsistent, "the commit " + commit.hex() + " is of none of the bases"};
  }
  return bases;
}

}  // namespace weightcheck::workflow
