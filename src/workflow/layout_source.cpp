// SPDX-License-Identifier: Apache-2.0
// What the directory says of itself: a hub's cache, the records of a download, a git checkout. All of it lay beside the
// weights, so that its origin is never more than `self`.
#include <algorithm>
#include <iterator>

#include "anchor/layout.hpp"
#include "hubs/upstream.hpp"
#include "workflow/claim_source.hpp"

namespace weightcheck::workflow {
namespace {

using evidence::ClaimSet;
using evidence::Coverage;
using evidence::LayoutRecord;

// The name of a cache's folder knows ORG/NAME and not the host: it has a say only where the hub's own is meant.
std::optional<std::string> upstream_of(const LayoutRecord& layout, const std::vector<evidence::PinStatement>& pins) {
  if (!layout.upstream) return std::nullopt;
  const auto named = hubs::read_upstream(*layout.upstream);
  const bool elsewhere = std::ranges::any_of(pins, [&](const auto& pin) {
    if (!pin.upstream) return false;
    const auto pinned = hubs::read_upstream(*pin.upstream);
    return !named.ok() || !pinned.ok() || pinned->hub != named->hub;
  });
  return elsewhere ? std::nullopt : layout.upstream;
}

// Files of several commits are held against a pin by the proof of what it holds, and by nothing else.
void hold_mixed(Gathering& gathering, const LayoutRecord& layout) {
  const auto pinned = std::ranges::find_if(gathering.pins, [](const auto& pin) { return pin.commit.has_value(); });
  if (pinned == gathering.pins.end() || gathering.said.proof) return;
  const auto other = std::ranges::find_if(layout.commits, [&](const auto& id) { return id != *pinned->commit; });
  gathering.reject(evidence::RejectedKind::pin_conflict, std::string(pinned->source) + " names commit " +
                                                             pinned->commit->hex() + ", " + std::string(layout.source) +
                                                             " names " + other->hex() + " for some of the files");
}

}  // namespace

Status read_layouts(Gathering& gathering, std::string_view) {
  // What lies in a store's folder is of all its models, and what lies beside a file is no record of it.
  if (gathering.model.image() != nullptr || gathering.model.is_single()) return done;
  auto layouts = anchor::read_layouts(gathering.model);
  if (!layouts.ok()) return layouts.error();
  std::ranges::move(*layouts, std::back_inserter(gathering.said.layouts));
  // Each names its commit, also beside a stronger one: what contradicts a pin does not fall silent because something
  // else agrees with it.
  const bool own_pin = gathering.own_pin;
  for (const LayoutRecord& layout : gathering.said.layouts) {
    if (layout.commits.size() > 1) {
      hold_mixed(gathering, layout);
    } else if (!layout.commits.empty() && !(own_pin && layout.lists_own_files)) {
      // Else the checkout is of a later commit than its manifest or proof tells of: a committed one cannot name its
      // own.
      gathering.pin(
          {.source = layout.source, .upstream = upstream_of(layout, gathering.pins), .commit = layout.commits.front()},
          std::string(layout.source));
    }
  }
  return done;
}

void add_layout_claims(evidence::Said& said, const evidence::ModelTree& tree) {
  anchor::add_walk(tree, said.layouts);
  const auto speaks_for_all = [](const ClaimSet& set) { return set.coverage != Coverage::some; };
  for (LayoutRecord& layout : said.layouts) {
    if (layout.claims.empty()) continue;
    const bool stronger = std::ranges::any_of(said.claim_sets, speaks_for_all);
    said.claim_sets.push_back({.source = layout.source,
                               .by = std::string(layout.source),
                               .coverage = stronger ? Coverage::some : Coverage::all,
                               .claims = std::move(layout.claims),
                               .silent_on = layout.not_git});
    layout.claims.clear();
  }
}

}  // namespace weightcheck::workflow
