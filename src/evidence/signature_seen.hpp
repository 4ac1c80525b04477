// SPDX-License-Identifier: Apache-2.0
// A signature that holds, as far as rules and reports look at it; what it says of the files is a claim set beside the
// others. Only workflow/signature_source.cpp makes one, of what a check of x509 has shown.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/digest.hpp"
#include "base/model_path.hpp"
#include "evidence/claim.hpp"
#include "evidence/model_tree.hpp"
#include "signature/signer.hpp"
#include "signature/statement.hpp"

namespace weightcheck::evidence {

// Files that the signature neither lists nor leaves out: the caller may have them passed, and they are counted.
enum class Unsigned : std::uint8_t { refused, passed };

struct SignatureSeen {
  signature::Signer signer{};
  std::string bundle{};               // as it was named, raw bytes
  std::optional<ModelPath> inside{};  // where it lies in the model
  Digest bundle_sha256{};
  signature::Version version = signature::Version::v1_0;
  bool names_key_by_text = false;  // as before version 1.1.0 of the first tool
  std::optional<Digest> root{};    // over all digests of the statement
  std::uint64_t signed_files = 0;
  bool by_shards = false;  // files of no bytes have none, and so cannot be signed
  signature::Links links = signature::Links::refused;
  signature::Order order = signature::Order::by_name;
  std::vector<ModelPath> left_out{};   // by its signer, by the caller, or by everybody: files, or folders
  std::vector<ModelPath> ignored{};    // by the caller
  std::uint64_t left_out_in_vain = 0;  // entries of the signer's list that are not paths, and so leave out nothing
  Unsigned unsigned_are = Unsigned::refused;
  std::optional<std::int64_t> asked_at{};  // the moment at which the caller wants the certificates to be valid
  bool ends_before_receipt = false;  // they are not valid for as long as the receipt that was asked for would hold

  // Once the model was walked.
  std::uint64_t unsigned_files = 0;
  std::uint64_t empty_files = 0;  // that no shard can sign
  std::uint64_t ignored_files = 0;
  std::vector<ModelPath> left_out_files{};  // sorted: here and not signed, by the word of somebody else than the caller
  std::uint64_t left_out_weights = 0;       // of them, in a report

  [[nodiscard]] bool leaves_out(const std::string& path) const { return signature::is_left_out(left_out, path); }
};

// The set that a signature made; null where there is none.
[[nodiscard]] const ClaimSet* signed_set(const std::vector<ClaimSet>& sets);

// A link that stands in the model itself, and is not how a hub's cache keeps its files.
[[nodiscard]] bool is_link_of_the_model(const ModelTree& tree, const ModelFile& file);

// Does the signature allow links, and list something below this one, which leads to a folder?
[[nodiscard]] bool lists_below(const SignatureSeen& seen, const std::vector<ClaimSet>& sets, const std::string& link);

}  // namespace weightcheck::evidence
