// SPDX-License-Identifier: Apache-2.0
// What a loader would come upon inside a file: pickles by their opcodes, wherever one begins; members of a zip, by its
// directory; arrays of objects; what is packed. To a depth and within a budget, and what was not looked at is said.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "evidence/budget.hpp"
#include "evidence/byte_reader.hpp"
#include "evidence/content_kind.hpp"
#include "evidence/pickle.hpp"

namespace weightcheck::evidence {

inline constexpr std::size_t archive_depth_max = 4;                            // archives in archives
inline constexpr std::size_t inner_document_bytes_max = std::size_t{1} << 20;  // of one config in an archive
inline constexpr std::uint64_t steps_of_a_look = 250;                          // to read a piece and look it over

struct InnerDocument {
  std::string name{};  // in the archive, raw bytes
  std::string text{};
};

struct Inside {
  ContentKind kind = ContentKind::other;
  PickleHolds holds = PickleHolds::unknown;  // of a pickle
  Unpickler unpickler = Unpickler::goes_on;
  std::vector<std::string> names{};        // raw: "os.system"; in an archive "member: os.system"
  std::string unread{};                    // printable: what in it is not known, or is a program; "" for nothing
  std::vector<InnerDocument> documents{};  // configs in an archive

  friend bool operator==(const Inside&, const Inside&) = default;
};
[[nodiscard]] inline bool operator==(const InnerDocument& left, const InnerDocument& right) {
  return left.name == right.name && left.text == right.text;
}

// `head` is the beginning of `bytes`, and `kind` what classify() says of it.
[[nodiscard]] Inside look_inside(std::string_view name, ByteReader& bytes, std::string_view head, ContentKind kind,
                                 Budget& budget);

}  // namespace weightcheck::evidence
