// SPDX-License-Identifier: Apache-2.0
// Tells of each step of a run: what it came to, and how long it took.
#pragma once

#include "base/event.hpp"
#include "evidence/evidence.hpp"
#include "policy/report.hpp"

namespace weightcheck::workflow {

class Steps {
 public:
  explicit Steps(const EventHook& events) : events_(events) {}  // which outlives this

  void begin(std::string_view command, const std::string& model);
  void said(const evidence::Said& said);  // which pins and claim sets were found where
  void walked(const evidence::ModelTree& tree);
  void examined(const evidence::Evidence& evidence);
  void judged(const policy::Report& report);

 private:
  void step(std::string_view what, EventFields fields);  // adds the seconds since the last one

  const EventHook& events_;
  Stopwatch watch_;
};

}  // namespace weightcheck::workflow
