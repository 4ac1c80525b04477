// SPDX-License-Identifier: Apache-2.0
// The engines are told with what each needs and whether this CPU runs it, so that a slow machine explains itself.
#include "cli/version.hpp"

#include <fmt/core.h>

#include "hash/engine.hpp"
#include "hash/rates.hpp"
#include "io/sandbox.hpp"
#include "workflow/version.hpp"

namespace weightcheck::cli {
namespace {

std::string_view words_for(hash::Availability availability) {
  switch (availability) {
    case hash::Availability::available:
      return "available";
    case hash::Availability::cpu_lacks_it:
      return "this CPU lacks it";
    case hash::Availability::failed_known_answer:
      return "FAILED its known answer, not used";
  }
  return "";
}

}  // namespace

std::string version_text(VersionDetail detail) {
  std::string text = fmt::format("weightcheck {}", workflow::version());
  if (!workflow::commit().empty()) text += fmt::format(" (commit {})", workflow::commit());
  text += "\n";
  if (detail == VersionDetail::brief) return text;
  text += "hashing engines, fastest first:\n";
  for (const hash::Engine& engine : hash::engines()) {
    text += fmt::format("  {:<14} {:>2} lanes  {:<34} needs {}\n", engine.name, engine.lanes,
                        words_for(hash::availability(engine)), engine.needs);
  }
  if (const auto chosen = hash::select(""); chosen.ok())
    text += "chosen here: " + hash::Rates::measured(*chosen).describe() + "\n";
  text += "sandbox: " + io::words_of(io::possible_confinement()) + "\n";
  return text;
}

}  // namespace weightcheck::cli
