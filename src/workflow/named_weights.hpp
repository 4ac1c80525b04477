// SPDX-License-Identifier: Apache-2.0
// Weight files that no table of formats knows by their names: those that other files name, and what may be weights by
// its content where nothing else is.
#pragma once

#include <map>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "evidence/budget.hpp"
#include "evidence/evidence.hpp"
#include "evidence/named_weights.hpp"

namespace weightcheck::workflow {

class NamedWeights {
 public:
  // What `by` names: files that are not here are told as parts of the model, of those that are the size counts.
  // `format` is a literal.
  void add(const ModelPath& by, const std::vector<evidence::NamedFile>& named, std::string_view format,
           evidence::Evidence& evidence);
  void may_be(const evidence::ModelFile& file) { unknown_.push_back(&file); }  // which outlives this

  // Once all files were looked at. Errors: those of the budget.
  [[nodiscard]] Status finish(evidence::Evidence& evidence, evidence::Budget& budget) const;

 private:
  struct Promised {
    std::string_view format;
    std::uint64_t size_least = 0;
  };
  std::map<ModelPath, Promised> promised_;
  std::vector<const evidence::ModelFile*> unknown_;
};

}  // namespace weightcheck::workflow
