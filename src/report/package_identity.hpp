// SPDX-License-Identifier: Apache-2.0
// Who a model is in a bill of materials: its package URL, name and supplier. Said only of what the run showed: a model
// that did not pass is not given the identity of the one that it claims to be.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "hubs/upstream.hpp"
#include "json/value.hpp"
#include "policy/report.hpp"

namespace weightcheck::report {

// pkg:TYPE/OWNER/NAME, with "@commit" where one is given; "" for what no type of package URLs is for.
[[nodiscard]] std::string package_url(const hubs::Upstream& upstream, const std::optional<git::ObjectId>& commit);

struct PackageIdentity {
  std::string name{};      // printable; the last part of the upstream's name where that is shown, else of the folder's
  std::string owner{};     // "" where the upstream names none, or none is shown
  std::string upstream{};  // canonical URL, "" where there is none; also where only the model itself names it
  std::string commit{};    // "" where none is shown: it takes a verified model, a pin of the caller's and a proof
  std::string purl{};      // "" where there is none, or none is shown: of the upstream, too, the caller has to speak
};

[[nodiscard]] PackageIdentity identity_of(const policy::Report& report);

// A property of a CycloneDX document, in this program's part of their names.
[[nodiscard]] json::Value property(std::string_view name, std::string_view value);

// "LicenseRef-" and a license's name as far as an SPDX expression can hold it.
[[nodiscard]] std::string license_ref(std::string_view name);

// The last part of a model's path. Printable.
[[nodiscard]] std::string name_of_model(std::string_view path);

// A UUID in RFC 9562's version 8 that is a digest of these bytes.
[[nodiscard]] std::string uuid_of_text(std::string_view text);

// A UUID in RFC 9562's version 8, the same for the same run: its model, time, outcome, and what was seen of every file.
[[nodiscard]] std::string uuid_of(const policy::Report& report);

}  // namespace weightcheck::report
