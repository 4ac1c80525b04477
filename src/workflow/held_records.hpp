// SPDX-License-Identifier: Apache-2.0
// What a download or a checkout left beside the files says of their bytes, for who is about to publish them: a manifest
// that names the commit of those records must not list other bytes than they do.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "evidence/layout_record.hpp"
#include "evidence/model_tree.hpp"
#include "io/model_directory.hpp"

namespace weightcheck::workflow {

class HeldRecords {
 public:
  // The tree then tells of unfinished downloads that the records know. Records that cannot be read say nothing here;
  // `verify` tells of them. Errors: io, denied.
  [[nodiscard]] static Result<HeldRecords> read(const io::ModelDirectory& model, evidence::ModelTree& tree);

  // What a file's claims need to be decided, as far as that costs no second reading.
  [[nodiscard]] evidence::AlgorithmSet wanted(const evidence::ModelFile& file) const;
  void hold(const evidence::ModelFile& file, const evidence::DigestSet& digests);

  // What contradicts a manifest that is to name `commit`: "by the download metadata, commit ... holds other bytes under
  // 'a'"; "" where nothing does.
  [[nodiscard]] std::string against(const std::optional<git::ObjectId>& commit) const;
  // The same for a `made` (a manifest, a signature) that names none of the records' commits: "'a' is not what the
  // download metadata says".
  [[nodiscard]] std::string changed_since(std::string_view made = "manifest") const;

 private:
  struct Record {
    evidence::ClaimSet said;
    std::vector<git::ObjectId> commits;
    std::vector<std::string> changed{};  // in the order of the files
  };
  std::vector<Record> records_;
};

}  // namespace weightcheck::workflow
