// SPDX-License-Identifier: Apache-2.0
// What makes a pickle of bytes that were read as one, and several in a row.
#include <algorithm>

#include "evidence/pickle.hpp"

namespace weightcheck::evidence {
namespace {

constexpr std::size_t pickles_max = 64;  // in a row

void add(PickleSeen& all, PickleSeen&& next) {
  all.calls = all.calls || next.calls;
  all.known += next.known;
  all.unknown += next.unknown;
  for (std::string& name : next.names) {
    if (std::ranges::find(all.names, name) != all.names.end()) continue;
    all.names.insert(is_known_global(name) ? all.names.end() : all.names.begin(), std::move(name));
  }
  all.names.resize(std::min(all.names.size(), pickle_names_max));
}

}  // namespace

bool PickleSeen::is_one() const {
  constexpr std::uint64_t too_many_for_words = 1000;
  if (calls || (has_protocol && (opcodes >= 2 || end != PickleEnd::refused))) return true;
  if (end == PickleEnd::stopped) return unknown + known > 0 || remembers;
  return end == PickleEnd::unread && opcodes > too_many_for_words;
}

PickleSeen read_pickles(ByteReader& bytes, std::uint64_t offset, Budget* budget) {
  PickleSeen all = read_pickle(bytes, offset, budget);
  PickleEnd end = all.end;
  for (std::size_t count = 1; end == PickleEnd::stopped && all.at < bytes.size(); ++count) {
    PickleSeen next = read_pickle(bytes, all.at, budget);
    end = next.end;
    if (end == PickleEnd::unread || count == pickles_max) all.end = PickleEnd::unread;
    if (count == pickles_max) break;
    if (end == PickleEnd::stopped) all.at = next.at;
    add(all, std::move(next));
  }
  return all;
}

}  // namespace weightcheck::evidence
