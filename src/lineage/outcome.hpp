// SPDX-License-Identifier: Apache-2.0
// What a fork is to its bases, tensor by tensor and in sum. Plain values: who writes them as text or JSON is for report
// to know, what they mean for a license is for policy.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/digest.hpp"
#include "base/model_path.hpp"
#include "lineage/fork.hpp"
#include "lineage/mixture.hpp"
#include "lineage/numbers.hpp"
#include "lineage/quants.hpp"
#include "lineage/words.hpp"

namespace weightcheck::lineage {

struct RowPiece {
  std::string base_tensor{};  // raw bytes
  std::uint64_t bytes = 0;    // of the fork
};

struct Row {
  ForkTensor tensor;
  std::optional<Digest> sha256{};  // of its bytes; none where they were not read
  Relation relation = Relation::none_found;
  std::optional<Evidence> evidence{};  // none without a relation
  std::optional<std::size_t> base{};   // its number among the bases
  std::string base_tensor{};           // raw bytes; of the first piece
  std::uint64_t base_bytes = 0;        // of the fork's, explained by the base
  bool common = false;                 // what many models have: counted, and shows nothing
  std::vector<std::size_t> also_in{};  // further bases that hold it
  std::vector<RowPiece> pieces{};      // of fused and extended rows
  std::vector<Relation> steps{};       // what was undone, in the order of the words
  std::optional<Numbers> numbers{};    // where samples were compared
  std::optional<Quants> quants{};      // where the tensor is stored in blocks, and samples were compared
};

struct Count {
  std::uint64_t tensors = 0;
  std::uint64_t bytes = 0;

  friend bool operator==(const Count&, const Count&) = default;
};

// A file of a base.
struct ShardSeen {
  ModelPath path;
  std::uint64_t size = 0;  // bytes
  bool found = false;      // a tensor of it that is not common was found with its bytes
  bool proven = false;     // all of it was rebuilt, or lay here
};

struct BaseTotals {
  std::string upstream{};  // raw bytes; "" where nothing names it
  std::string commit{};
  std::string committer{};  // as the commit has it, with its time; raw bytes
  std::string license{};    // raw bytes, a claim; ""
  bool pinned = false;      // the caller gave the commit
  bool is_ledger = true;    // else it lay here whole
  bool established = false;
  std::uint64_t tensors_total = 0, shards_total = 0;
  std::map<Relation, std::uint64_t> tensors{};   // rows by relation; of an established base
  std::array<std::uint64_t, evidences> bytes{};  // base_bytes of these rows; of an established base
  Count common{};                                // of the rows attributed to it, established or not
  Count not_taken{};                             // bytes of the base
  std::vector<ShardSeen> shards{};               // of an established base
  std::vector<ModelPath> absent{};               // shards of its commit of which nothing is known here
};

// Bytes of a shard of which nobody here has the tensors.
struct Missing {
  std::size_t base = 0;
  ModelPath shard;
  Digest sha256;
  ByteRange range{};
};

// A digest in a ledger matched, and its states say something else of the same bytes.
struct WrongLine {
  std::size_t base = 0;
  ModelPath shard;
  std::string tensor{};  // raw bytes, as the ledger names it
};

// A weight file of the model whose tensors were not looked at.
struct Unread {
  ModelPath file;
  std::string why{};  // printable, a clause: "its format is not read here"
};

// What the caller asks for.
struct Expected {
  Evidence evidence = Evidence::proven;
  double percent = 0;  // of the model's bytes, so well shown or better
};

struct Outcome {
  Verdict verdict = Verdict::no_relation_found;
  std::uint64_t bytes = 0;  // of the fork's tensors
  std::uint64_t files = 0;
  bool hashed = true;
  bool is_one_file = false;   // of which no folder is known: no card, no license text
  std::optional<double> z{};  // of all rows of which only samples speak
  std::vector<BaseTotals> bases{};
  std::vector<Row> rows{};  // by file, then as their data lie
  std::vector<Missing> missing{};
  std::optional<Mixture> mixture{};
  std::vector<WrongLine> wrong{};
  std::vector<Unread> unread{};
  std::optional<Expected> expected{};

  // Bytes of established bases that are shown at least so well.
  [[nodiscard]] std::uint64_t bytes_at_least(Evidence evidence) const;
};

}  // namespace weightcheck::lineage
