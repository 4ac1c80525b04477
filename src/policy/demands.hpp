// SPDX-License-Identifier: Apache-2.0
// What the caller asks of a model before it may be called verified: by options, by a policy file (policy_file.hpp), or
// by neither. Never read from inside the model.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "evidence/evidence.hpp"
#include "license/catalogue.hpp"
#include "policy/date.hpp"
#include "policy/finding.hpp"
#include "policy/path_pattern.hpp"

namespace weightcheck::policy {

enum class Mode : std::uint8_t { verify, inspect };

enum class CommercialUse : std::uint8_t { not_asked, required };

// Ids and SPDX expressions as the policy has them; every one is known to license::Catalogue. `deny` is stronger.
struct LicenseDemands {
  std::vector<std::string> allow{};  // empty: all that is not denied
  std::vector<std::string> deny{};
  CommercialUse commercial = CommercialUse::not_asked;

  friend bool operator==(const LicenseDemands&, const LicenseDemands&) = default;
};

// An exception with an end: findings of this rule about these files do not count until `expires` is over.
struct Waiver {
  std::string rule{};
  PathPattern path;
  std::string reason{};  // raw, one line
  Date expires{};        // the last day on which it holds

  friend bool operator==(const Waiver&, const Waiver&) = default;
};

// What meets a demand for trust in the pin: `--strict` asks only that the caller said whose word it is.
enum class MetBy : std::uint8_t { pin, pin_or_signature };

// Has a signature to hold? Whose it has to be is said on the command line; a policy may allow some signers alone.
enum class Signed : std::uint8_t { not_asked, required };

// Somebody who may sign, as a policy names him: all that is given has to be so, to the byte. A key alone; a root, and a
// name of the certificate below it; or an identity that an issuer vouches for.
struct AllowedSigner {
  std::string key{}, root{};  // hexadecimal SHA-256
  std::string identity{}, issuer{};

  [[nodiscard]] bool is(const signature::Signer& signer) const;

  friend bool operator==(const AllowedSigner&, const AllowedSigner&) = default;
};

// Has the model to hold all that the pinned commit does?
enum class Completeness : std::uint8_t { part, whole };

struct Demands {
  Mode mode = Mode::verify;
  Completeness completeness = Completeness::part;
  std::vector<CheckId> checks = {CheckId::integrity, CheckId::license,
                                 CheckId::shape};  // sorted; none at all is refused
  Severity fail_on = Severity::error;
  evidence::Trust trust_min = evidence::Trust::none;  // a pin that is missing is a finding in any case
  MetBy trust_met_by = MetBy::pin;
  Signed signature = Signed::not_asked;
  std::vector<AllowedSigner> signers{};  // none: whoever the command line asks for

  std::vector<std::string> upstreams{};   // URLs, or prefixes that end in '/'; empty: any
  std::optional<git::ObjectId> commit{};  // a pin like the caller's own
  LicenseDemands licenses{};
  std::map<std::string, Severity, std::less<>> levels{};  // by rule
  std::vector<Waiver> waivers{};
  std::optional<Date> today{};                                // without it no waiver holds
  std::optional<Digest> source{};                             // SHA-256: names the policy in a receipt
  std::shared_ptr<const license::Catalogue> license_facts{};  // the caller's, in place of the stock ones

  [[nodiscard]] const license::Catalogue& known_licenses() const {
    return license_facts ? *license_facts : license::Catalogue::stock();
  }

  [[nodiscard]] bool demands(CheckId check) const;
  [[nodiscard]] bool allows(const signature::Signer& signer) const;
  // Is the demanded trust reached, that in the pin and that by a signature?
  [[nodiscard]] bool is_pin_trusted(const evidence::Said& said) const;
  [[nodiscard]] bool is_trusted(const evidence::Said& said) const;
  [[nodiscard]] bool holds(const Waiver& waiver) const { return today && *today <= waiver.expires; }
  // The first waiver that holds for findings of this rule about this file; nullopt is the model as a whole.
  [[nodiscard]] const Waiver* waiver_for(std::string_view rule, std::optional<std::string_view> path) const;

  friend bool operator==(const Demands&, const Demands&) = default;
};

}  // namespace weightcheck::policy
