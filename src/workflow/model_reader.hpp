// SPDX-License-Identifier: Apache-2.0
// Reads what is looked at before anything is hashed, and keeps account of what it could not read: a file that showed
// something else, or nothing, when it was looked at is not the file that was hashed.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "evidence/observation.hpp"
#include "io/byte_source.hpp"
#include "io/model_directory.hpp"

namespace weightcheck::workflow {

class ModelReader {
 public:
  ModelReader(const io::ModelDirectory& model, std::vector<evidence::Unread>& unread)
      : model_(model), unread_(unread) {}

  // As those of io::ModelDirectory.
  [[nodiscard]] Result<std::string> read_head(const evidence::ModelFile& file, std::size_t count) const;
  [[nodiscard]] Result<std::string> read_small(const evidence::ModelFile& file, std::size_t bytes_max) const;
  [[nodiscard]] Result<std::unique_ptr<io::ByteSource>> open(const evidence::ModelFile& file) const;

 private:
  Result<std::string> account(const evidence::ModelFile& file, Result<std::string> read) const;

  const io::ModelDirectory& model_;
  std::vector<evidence::Unread>& unread_;
};

}  // namespace weightcheck::workflow
