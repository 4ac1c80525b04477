// SPDX-License-Identifier: Apache-2.0
// Whose signature a model has to carry, as the caller says it. What is trusted comes from outside the model; only the
// signature itself may lie in it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/digest.hpp"
#include "base/model_path.hpp"
#include "base/result.hpp"
#include "evidence/signature_seen.hpp"

namespace weightcheck::workflow {

struct SignedByKey {
  std::string file{};  // its public key
};

struct SignedByCertificate {
  std::vector<std::string> files{};  // with the roots, and intermediates that help
  std::optional<std::string> identity{};
  std::optional<std::int64_t> at{};  // seconds since 1970; none: now
};

struct SignedKeyless {
  std::string trusted_root_file{}, identity{}, issuer{};
};

struct SignatureRequest {
  std::optional<std::string> file{};  // none: MODEL/model.sig, or FILE.sig of a model that is one file
  std::variant<SignedByKey, SignedByCertificate, SignedKeyless> by{};
  evidence::Unsigned unsigned_are = evidence::Unsigned::refused;
  std::vector<ModelPath> left_out{};

  // The files that hold what the caller trusts.
  [[nodiscard]] std::vector<std::string> trust_files() const;
};

// One name for who is asked for, the bytes of what is trusted among it, and for what need not be signed; none where one
// of the files cannot be read.
[[nodiscard]] std::optional<Digest> name_of_signer(const SignatureRequest& request);

// The same in words.
struct SignatureWords {
  std::string signature_file{}, public_key_file{}, certificate_identity{}, at{}, trusted_root_file{}, identity{},
      issuer{};
  std::vector<std::string> certificate_files{}, ignored{};
  bool ignore_unsigned = false;

  // None where no word was given. Errors: usage, where it is not said, or said in two ways, whose signature it has to
  // be.
  [[nodiscard]] Result<std::optional<SignatureRequest>> request() const;
  // Errors: usage, where what is trusted lies inside the model.
  [[nodiscard]] Status check_outside_of(const std::string& model) const;
  [[nodiscard]] std::vector<std::string> files() const;  // every one that was named
};

}  // namespace weightcheck::workflow
