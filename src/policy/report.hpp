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
#include "license/words.hpp"
#include "lineage/outcome.hpp"
#include "policy/finding.hpp"

namespace weightcheck::policy {

struct ToolFacts {
  std::string version{};
  std::string sha256_engine{};  // what hashed, e.g. "avx512-x16 + openssl"; "" when nothing was
};

// A license as someone wrote it, and as other programs know it.
struct LicenseName {
  std::string text{};  // raw bytes
  std::string spdx{};  // its id in the SPDX list, "" where it has none
};

struct LicenseSummary {
  std::string declared{};                     // as the card or manifest says, "" when nothing does
  std::string detected{};                     // id of the text found, "" when there is none or it is unknown
  std::optional<double> confidence{};         // of `detected`, 0 to 1
  std::string file{};                         // raw bytes of the path the text was found in
  std::string detected_spdx{};                // the SPDX list's id of `detected`, "" where it has none
  std::vector<LicenseName> declared_names{};  // what `declared` is made of
  bool declares_a_choice = false;             // of which any one may be chosen
  std::vector<license::SetAside>
      set_aside{};               // what of the text in `file` was not compared: copyright statements, names
  bool weights_unknown = false;  // a text here is for the weights, or for nothing else, and is not known
  std::string code{};            // id of the text that is for the code, "" when there is none or it is unknown
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

// A model that the card, the manifest or the caller names as what this one was made from. Said, not shown.
struct NamedBase {
  std::string name{};  // URL, ORG/NAME or directory, raw bytes
  std::optional<git::ObjectId> commit{};
  std::string license{};  // of its text or card, where they could be read; raw bytes

  friend bool operator==(const NamedBase&, const NamedBase&) = default;
};

// A source of claims, without them.
struct ClaimSetFacts {
  std::string_view source{};  // as people call it, a literal
  evidence::Origin origin{};
  std::string by{};  // the file or place that said it, raw bytes
  evidence::Coverage coverage = evidence::Coverage::some;
};

struct Report {
  std::string command{};  // "verify" or "inspect"
  std::string model{};    // as the caller named it, raw bytes
  ToolFacts tool{};
  Verdict verdict = Verdict::untrusted;
  int exit_code = 4;
  Severity fail_on = Severity::error;                      // the least that fails the run
  std::string finished_at{};                               // UTC, "2026-01-31T23:59:59Z"
  evidence::Trust trust = evidence::Trust::none;           // of the pinned commit
  evidence::Trust upstream_trust = evidence::Trust::none;  // of the upstream's name, which the commit says nothing for
  std::optional<evidence::SignatureSeen> signature{};      // that holds
  std::optional<evidence::Pin> pin{};
  std::vector<evidence::Statement> statements{};  // who said what, each with its own origin
  std::vector<ClaimSetFacts> claim_sets{};        // who said what the files must be; FileRow::held counts them
  std::vector<CheckRecord> checks{};
  std::vector<Finding> findings{};
  std::vector<Waived> waived{};  // what the policy excused
  std::vector<evidence::FileRow> files{};
  std::uint64_t files_here = 0;  // regular files of the model
  std::uint64_t bytes_here = 0;
  LicenseSummary license{};
  std::vector<evidence::ExcludedEntry> excluded{};
  Timing timing{};
  std::string sandbox{};       // what this run could not do any more, in words; "" where nobody says
  std::string expectations{};  // who says what the files must be, in words; "" where nobody does
  bool manifest_present = false;
  bool proof_present = false;
  std::string
      commit_time{};  // when the pinned commit was made, as its proof has it; like finished_at, "" where unknown
  std::vector<BaseFacts> bases{};
  std::vector<NamedBase> named_bases{};
  std::string base_relation{};                // "finetune", "quantized", as the card has it; raw bytes
  std::optional<lineage::Outcome> lineage{};  // what was found of given bases in the weights
  std::string license_name{};                 // what the card calls a license that no id stands for; raw bytes
  std::string license_link{};                 // ... and where its terms stand: a URL, or a file of the model
};

}  // namespace weightcheck::policy
