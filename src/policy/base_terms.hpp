// SPDX-License-Identifier: Apache-2.0
// What the rules of "Inheritance" ask of this model and of those that it was made from: under which terms they are, and
// how much of one is in the other.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "hubs/upstream.hpp"
#include "license/catalogue.hpp"
#include "policy/rule.hpp"

namespace weightcheck::policy {

// A license, and what says that it applies: "'LICENSE' is MIT".
struct Stated {
  license::LicenseTerms terms;
  std::string said;
};

// This model's own; nullopt where no text or declaration is known.
[[nodiscard]] std::optional<Stated> terms_of_fork(const Context& context);
// A base's; also by its name alone, where its publisher put all models of that name under one license.
[[nodiscard]] std::optional<Stated> terms_of_base(const Context& context, const evidence::BaseSeen& base);

[[nodiscard]] std::string name_of(const evidence::BaseSeen& base);  // "the base 'ORG/NAME'"

// An adapter holds none of the base's weights: whether the base's terms reach it is disputed, so that what would be an
// error is a warning.
[[nodiscard]] bool is_adapter(const Context& context);

// Files of weights, and those among them that are the base's, byte for byte.
struct Weights {
  std::uint64_t here = 0;
  std::uint64_t of_base = 0;
};
[[nodiscard]] Weights weights_of(const Context& context, const evidence::BaseSeen& base);

// The repository under which this model is published, where anything tells: a directory may be called as its owner
// likes.
[[nodiscard]] std::optional<hubs::Upstream> published_as(const Context& context);

}  // namespace weightcheck::policy
