// SPDX-License-Identifier: Apache-2.0
// A file over a limit was not read on purpose; whoever asked for it says so.
#include "workflow/model_reader.hpp"

#include <utility>

namespace weightcheck::workflow {

Result<std::string> ModelReader::read_head(const evidence::ModelFile& file, std::size_t count) const {
  return account(file, model_.read_head(file, count));
}

Result<std::string> ModelReader::read_small(const evidence::ModelFile& file, std::size_t bytes_max) const {
  return account(file, model_.read_small(file, bytes_max));
}

Result<std::unique_ptr<io::ByteSource>> ModelReader::open(const evidence::ModelFile& file) const {
  auto source = model_.open(file);
  if (!source.ok()) unread_.push_back({file.path, source.error()});
  return source;
}

Result<std::string> ModelReader::account(const evidence::ModelFile& file, Result<std::string> read) const {
  if (!read.ok() && read.error().code != ErrorCode::limit) unread_.push_back({file.path, read.error()});
  return read;
}

}  // namespace weightcheck::workflow
