// SPDX-License-Identifier: Apache-2.0
// Any bytes are a commit or are refused; what was read stands in those bytes, in its place.
#include <cstdint>
#include <cstdlib>
#include <string>

#include "base/escape.hpp"
#include "git/commit.hpp"

namespace {

void require(bool condition) {
  if (!condition) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace weightcheck;
  const ByteSpan bytes = std::as_bytes(std::span(data, size));
  for (const auto format : {git::ObjectFormat::sha1, git::ObjectFormat::sha256}) {
    const auto commit = git::parse_commit(format, bytes);
    if (!commit.ok()) {
      require(!hides_characters(commit.error().message) && commit.error().message.size() < 1000);
      continue;
    }
    require(commit->tree.format() == format);
    std::string head = "tree " + commit->tree.hex() + "\n";
    for (const git::ObjectId& parent : commit->parents)
      head += "parent " + parent.hex() + "\n";
    head += "author " + commit->author + "\ncommitter " + commit->committer + "\n";
    const std::string_view body = text_of(bytes);
    require(body.starts_with(head));
    const std::size_t blank = body.find("\n\n", head.size() - 1);
    require(blank != std::string_view::npos && body.substr(blank + 2) == commit->message);
    const std::string_view headers = body.substr(head.size() - 1, blank - head.size() + 1);
    require(!commit->is_signed || headers.find("\ngpgsig") != std::string_view::npos);
  }
  return 0;
}
