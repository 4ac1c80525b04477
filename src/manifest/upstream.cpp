// SPDX-License-Identifier: Apache-2.0
#include "manifest/upstream.hpp"

#include <string>

#include "base/escape.hpp"
#include "base/limits.hpp"
#include "hubs/url.hpp"

namespace weightcheck::manifest {
namespace {

Error broken(std::string_view rule) { return {ErrorCode::malformed, std::string(rule)}; }

}  // namespace

Status check_upstream(std::string_view url) { return hubs::check_written(url); }

Status check_license(std::string_view text) {
  if (text.empty()) return broken("license is empty");
  if (text.size() > limits::spdx_expression_bytes_max) {
    return Error{ErrorCode::limit, "license of " + std::to_string(text.size()) + " bytes is over the limit of " +
                                       std::to_string(limits::spdx_expression_bytes_max)};
  }
  if (text.front() == ' ' || text.back() == ' ') return broken("license has a blank at its end or beginning");
  if (hides_characters(text)) return broken("license has control or invisible characters");
  return done;
}

}  // namespace weightcheck::manifest
