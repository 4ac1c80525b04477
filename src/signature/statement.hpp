// SPDX-License-Identifier: Apache-2.0
// The grammar of what is signed: an in-toto statement that lists the files of a model (OpenSSF Model Signing 1.0, and
// the form of its version 0.2.0). Whether anybody signed it is not known here.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/digest.hpp"
#include "base/limits.hpp"
#include "base/model_path.hpp"
#include "base/result.hpp"

namespace weightcheck::limits {
// Of a statement: a resource has four values, a subject of version 0.2.0 six.
inline constexpr std::size_t statement_values_max = 6 * model_files_max + 100'000;
inline constexpr std::uint64_t shard_bytes_max = std::uint64_t{1} << 53;  // beyond it a double counts by twos
}  // namespace weightcheck::limits

namespace weightcheck::signature {

inline constexpr std::string_view hash_type = "sha256";
inline constexpr std::string_view statement_type = "https://in-toto.io/Statement/v1";
inline constexpr std::string_view predicate_type = "https://model_signing/signature/v1.0";
inline constexpr std::string_view predicate_type_0_2 = "https://model_signing/Digests/v0.1";

enum class Version : std::uint8_t { v0_2, v1_0 };

[[nodiscard]] constexpr std::string_view name_of(Version version) { return version == Version::v0_2 ? "0.2" : "1.0"; }

struct SignedSpan {
  std::uint64_t offset = 0;
  std::optional<std::uint64_t> length{};  // none: the whole file
  Digest sha256{};

  friend bool operator==(const SignedSpan&, const SignedSpan&) = default;
};

// By whole files one span; by shards all of the file, in order and without gaps.
struct SignedFile {
  ModelPath path;
  std::vector<SignedSpan> spans{};

  friend bool operator==(const SignedFile&, const SignedFile&) = default;
};

enum class Links : std::uint8_t { refused, allowed };
enum class Order : std::uint8_t { by_name, other };  // of the resources: the specification has them by name

struct Statement {
  Version version = Version::v1_0;
  std::string subject{};            // raw, and of no meaning; "" in version 0.2.0
  std::optional<Digest> root{};     // over all digests in their order; none in version 0.2.0
  std::vector<SignedFile> files{};  // sorted by path, at least one
  std::optional<std::uint64_t> shard_bytes{};
  Links links = Links::refused;
  Order order = Order::by_name;
  std::vector<ModelPath> left_out{};            // what its signer did not sign: files, or folders with what is below
  std::vector<std::string> left_out_in_vain{};  // raw entries that are not relative paths, and so leave out nothing

  [[nodiscard]] const SignedFile* find(const ModelPath& path) const;
};

// `file_name` is that of a model that is a single file, which its signer may have called "."; none for a folder.
// Errors: malformed, limit; unsupported (with the name) for types, methods and hashes that are not known here.
[[nodiscard]] Result<Statement> read_statement(std::string_view payload, const std::optional<std::string>& file_name);

// Compact JSON without a line end, the same bytes for the same value: the files by name, what is left out in its order,
// and the root digest made anew. Takes a statement of version 1.0 over whole files that allows no links, with a subject
// and a file at least and no name twice; another is a bug of the caller, and throws.
[[nodiscard]] std::string write_statement(const Statement& statement);

// Is this a statement of that version, by what it says of itself? Only those may be signed in its way.
[[nodiscard]] bool is_of_version_0_2(std::string_view payload);

// What the digest of the whole model is made of.
[[nodiscard]] Digest root_digest(const std::vector<Digest>& in_order);

// A path, or a folder above it, is in the list, which is sorted.
[[nodiscard]] bool is_left_out(const std::vector<ModelPath>& left_out, std::string_view path);

}  // namespace weightcheck::signature
