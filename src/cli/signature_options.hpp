// SPDX-License-Identifier: Apache-2.0
// The options that say whose signature a model has to carry.
#pragma once

#include <string>
#include <vector>

#include "cli/options.hpp"
#include "workflow/signature_request.hpp"
#include "workflow/verify.hpp"

namespace weightcheck::cli {

struct SignatureOptions : workflow::SignatureWords {
  [[nodiscard]] Options options();
  // Every path that is read besides the folder of the model.
  [[nodiscard]] std::vector<std::string> inputs_of(const std::string& model) const;
  // Puts what was asked into the request. Errors: usage.
  [[nodiscard]] Status apply(workflow::VerifyRequest& request) const;
};

}  // namespace weightcheck::cli
