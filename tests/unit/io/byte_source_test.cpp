// SPDX-License-Identifier: Apache-2.0
#include "io/byte_source.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "base/bytes.hpp"
#include "io/regular_file.hpp"

namespace weightcheck::io {
namespace {

// Gives three bytes at a time, and is as large as it once said, or larger.
class Dripping final : public ByteSource {
 public:
  Dripping(std::string content, std::uint64_t size_told) : content_(std::move(content)), size_told_(size_told) {}

  Result<std::size_t> read_at(std::span<std::byte> out, std::uint64_t offset) override {
    const ByteSpan rest = bytes_of(content_).subspan(std::min<std::size_t>(offset, content_.size()));
    const std::size_t count = std::min({out.size(), rest.size(), std::size_t{3}});
    std::ranges::copy(rest.first(count), out.begin());
    return count;
  }

  Result<FileIdentity> identity() const override { return FileIdentity{.size = size_told_}; }

 private:
  const std::string content_;
  const std::uint64_t size_told_;
};

TEST(ReadFully, goes_on_after_short_reads) {
  Dripping source("0123456789", 10);
  std::string out(20, '.');
  EXPECT_EQ(read_fully(source, std::as_writable_bytes(std::span(out)), 1).value(), 9U);
  EXPECT_EQ(out.substr(0, 10), "123456789.");
}

TEST(ReadAll, takes_what_came_while_it_read_up_to_the_limit) {
  Dripping grown("0123456789", 4);
  EXPECT_EQ(read_all(grown, 10).value(), "0123456789");
}

TEST(ReadAll, refuses_a_file_that_grew_over_the_limit) {
  Dripping grown("0123456789", 4);
  EXPECT_EQ(read_all(grown, 9).error().code, ErrorCode::limit);
}

}  // namespace
}  // namespace weightcheck::io
