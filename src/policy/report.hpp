// SPDX-License-Identifier: Apache-2.0
// The one value that every writer reads: what was asked, what was found, what it means. Made by workflow from a
// judgement.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "evidence/comparison.hpp"
#include "evidence/evidence.hpp"
#include "policy/finding.hpp"

namespace weightcheck::policy {

struct ToolFacts {
  std::string version{};
  std::string sha256_engine{};  // what hashed, e.g. "avx512-x16 + openssl"; "" when nothing was
};

struct LicenseSummary {
  std::string declared{};              // as the card or manifest says, "" when nothing does
  std::string detected{};              // id of the text found, "" when there is none or it is unknown
  std::optional<double> confidence{};  // of `detected`, 0 to 1
  std::string file{};                  // raw bytes of the path the text was found in
};

struct Timing {
  std::uint64_t bytes = 0;  // hashed
  double seconds = 0;       // wall clock of the whole run
};

// A model that this one was held against; FileRow::base counts them.
struct BaseFacts {
  std::string file{};  // the proof, as the caller named it, raw bytes
  git::ObjectId commit;
  std::optional<std::uint64_t> commit_files_shared{};  // of the pinned commit's: same name, same blob; without hashing
};

struct Report {
  std::string command{};  // "verify" or "inspect"
  std::string model{};    // as the caller named it, raw bytes
  ToolFacts tool{};
  Verdict verdict = Verdict::untrusted;
  int exit_code = 4;
  evidence::Trust trust = evidence::Trust::none;
  std::optional<evidence::Pin> pin{};
  std::optional<evidence::ClaimSource> expectations{};  // who said what the files must be
  std::vector<CheckRecord> checks{};
  std::vector<Finding> findings{};
  std::vector<Waived> waived{};  // what the policy excused
  std::vector<evidence::FileRow> files{};
  std::uint64_t files_here = 0;  // regular files of the model
  std::uint64_t bytes_here = 0;
  LicenseSummary license{};
  std::vector<evidence::ExcludedEntry> excluded{};
  Timing timing{};
  bool proof_present = false;
  std::vector<BaseFacts> bases{};
};

}  // namespace weightcheck::policy
