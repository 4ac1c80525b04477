// SPDX-License-Identifier: Apache-2.0
// Version 1.0 of the format, in the order in which its specification lists the members. A model has up to a million
// files, so that no tree of values is made of them.
#include <algorithm>
#include <stdexcept>

#include "json/write.hpp"
#include "signature/statement.hpp"

namespace weightcheck::signature {
namespace {

void check(const Statement& statement) {
  const bool is_writable = statement.version == Version::v1_0 && !statement.shard_bytes &&
                           statement.links == Links::refused && !statement.subject.empty() &&
                           statement.left_out_in_vain.empty() && !statement.files.empty();
  const bool is_whole = std::all_of(statement.files.begin(), statement.files.end(),
                                    [](const SignedFile& file) { return file.spans.size() == 1; });
  const auto twice = std::adjacent_find(statement.files.begin(), statement.files.end(),
                                        [](const SignedFile& a, const SignedFile& b) { return a.path >= b.path; });
  if (!is_writable || !is_whole || twice != statement.files.end())
    throw std::invalid_argument("a statement that is not written here");
}

}  // namespace

std::string write_statement(const Statement& statement) {
  check(statement);
  std::vector<Digest> digests;
  for (const SignedFile& file : statement.files)
    digests.push_back(file.spans.front().sha256);
  std::string text =
      "{\"_type\":" + json::write_line(statement_type) +
      ",\"subject\":[{\"name\":" + json::write_line(statement.subject) + ",\"digest\":{\"sha256\":\"" +
      root_digest(digests).hex() + "\"}}],\"predicateType\":" + json::write_line(predicate_type) +
      ",\"predicate\":{\"serialization\":{\"method\":\"files\",\"hash_type\":" + json::write_line(hash_type) +
      ",\"allow_symlinks\":false,\"ignore_paths\":[";
  std::string_view comma;
  for (const ModelPath& path : statement.left_out) {
    text.append(comma).append(json::write_line(path.text()));
    comma = ",";
  }
  text += "]},\"resources\":[";
  comma = "";
  for (const SignedFile& file : statement.files) {
    text.append(comma).append("{\"name\":").append(json::write_line(file.path.text()));
    text.append(",\"algorithm\":\"").append(hash_type).append("\",\"digest\":\"");
    text.append(file.spans.front().sha256.hex()).append("\"}");
    comma = ",";
  }
  return text + "]}}";
}

}  // namespace weightcheck::signature
