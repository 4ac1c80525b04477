// SPDX-License-Identifier: Apache-2.0
// Two statements that contradict each other leave no pin: which of them is wrong is not for a program to guess.
#include "evidence/pin.hpp"

#include <algorithm>

#include "base/escape.hpp"
#include "hubs/upstream.hpp"

namespace weightcheck::evidence {
namespace {

Trust worth(const Origin& origin) { return origin.kind == OriginKind::self ? Trust::self : Trust::pinned; }

std::string say(const PinStatement& statement, const std::string& what) {
  return std::string(statement.source) + " names " + what;
}

}  // namespace

std::string_view name_of(Trust trust) {
  static constexpr std::string_view names[] = {"none", "self", "pinned"};
  return names[static_cast<std::size_t>(trust)];
}

PinAgreement agree(const std::vector<PinStatement>& statements) {
  PinAgreement agreement;
  const PinStatement* commit = nullptr;
  const PinStatement* upstream = nullptr;
  for (const PinStatement& statement : statements) {
    if (statement.commit) {
      if (commit == nullptr) {
        commit = &statement;
      } else if (*commit->commit != *statement.commit) {
        agreement.conflict =
            say(*commit, "commit " + commit->commit->hex()) + ", " + say(statement, statement.commit->hex());
        return agreement;
      }
      agreement.commit = std::max(agreement.commit, worth(statement.origin));
    }
    if (statement.upstream) {
      if (upstream == nullptr) {
        upstream = &statement;
      } else if (!hubs::is_same_repository(*upstream->upstream, *statement.upstream)) {
        agreement.conflict =
            say(*upstream, printable(*upstream->upstream)) + ", " + say(statement, printable(*statement.upstream));
        return agreement;
      }
      agreement.upstream = std::max(agreement.upstream, worth(statement.origin));
    }
  }
  if (commit != nullptr) {
    agreement.pin = Pin{.upstream = upstream == nullptr ? std::nullopt : upstream->upstream, .commit = *commit->commit};
  }
  return agreement;
}

}  // namespace weightcheck::evidence
