// SPDX-License-Identifier: Apache-2.0
// What one machine found out about its part of a plan, as a value and as the bytes of a file: docs/part-format.md. A
// part proves nothing to strangers: it is the word of a process that the reader started himself.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/file_identity.hpp"
#include "base/result.hpp"
#include "evidence/digests.hpp"
#include "hash/lane.hpp"
#include "midstates/midstates.hpp"
#include "parts/plan.hpp"

namespace weightcheck::parts {

inline constexpr unsigned part_version = 1;
inline constexpr std::size_t part_bytes_max = std::size_t{512} << 20;  // 250,000 files with names of 2,000 bytes
inline constexpr std::size_t part_line_bytes_max = std::size_t{12} << 20;
inline constexpr std::size_t file_states_bytes_max = std::size_t{8} << 20;  // of one file, as text

struct Header {
  std::string command{};  // "verify", "manifest" or "hash"
  Share share{};
  Digest plan{};           // digest_of() the plan that it is a part of
  std::uint64_t grid = 0;  // of the plan's spans, or of the states that are kept; 0 where there are none
  std::string model{};     // as it was named, raw bytes
  std::string host{};      // raw bytes
  std::string tool{};      // version

  friend bool operator==(const Header&, const Header&) = default;
};

// What came of a piece.
struct Row {
  ModelPath path;
  std::string name{};       // of a file that was named by itself, raw bytes: its path is then its place in the list
  FileIdentity identity{};  // without the device: numbers of devices are each machine's own
  midstates::SpanRange spans{};
  Result<evidence::DigestSet> digests = evidence::DigestSet();  // of a whole file; of spans only the error, if any
  std::vector<midstates::Hint> states{};                        // of a whole file, where they were to be kept
  std::vector<hash::ChainingValue> ends{};                      // what each of the spans came to

  friend bool operator==(const Row&, const Row&) = default;
};

struct Ending {
  std::uint64_t bytes = 0;  // read
  std::uint64_t milliseconds = 0;
  std::string engines{};

  friend bool operator==(const Ending&, const Ending&) = default;
};

struct PartFile {
  Header header{};
  std::vector<Row> rows{};  // in the plan's order
  Ending ending{};

  friend bool operator==(const PartFile&, const PartFile&) = default;
};

// One way only; read() of it gives the same value.
[[nodiscard]] std::string write(const PartFile& part);
// A line of it, with its LF: for journals. read_row() takes it without.
[[nodiscard]] std::string row_line(const Row& row);

// To the letter: write() of what it returns gives the same bytes again. Errors: malformed (also where the end is
// missing), unsupported (of another version), limit; the message begins with "line 7: " where there is a line.
[[nodiscard]] Result<PartFile> read(ByteSpan bytes);
[[nodiscard]] Result<Row> read_row(std::string_view line);

// By its first bytes alone.
[[nodiscard]] bool looks_like_one(std::string_view text);

}  // namespace weightcheck::parts
