// SPDX-License-Identifier: Apache-2.0
// A base is known by a copy of it, by the proof of its commit, or by its name alone, and no more is said of it than
// that shows.
#include "workflow/gather_license.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include "base/escape.hpp"
#include "base/limits.hpp"
#include "hubs/upstream.hpp"
#include "license/file_names.hpp"
#include "license/stock.hpp"

namespace weightcheck::workflow {
namespace {

using evidence::BaseSeen;
using evidence::BaseSource;
using evidence::Cost;
using evidence::Evidence;
using evidence::LicenseSeen;
using evidence::ModelFile;

constexpr std::uint64_t steps_a_byte = 2;  // to tell which license a text is

void not_examined(const ModelPath& path, const Error& error, LicenseSeen& seen) {
  seen.examined = false;
  if (seen.gap.empty()) seen.gap = within(error, printable(path.text())).message;
}

Result<BaseSeen> base_in_directory(const std::string& name, evidence::Budget& budget) {
  const auto directory = io::ModelDirectory::open(name);
  if (!directory.ok()) {
    Error error = within(directory.error(), "--base " + printable(name));
    if (error.code == ErrorCode::not_found) error.code = ErrorCode::usage;
    return error;
  }
  const auto tree = directory->walk();
  if (!tree.ok()) return within(tree.error(), "--base " + printable(name));
  BaseSeen base{.name = name, .source = BaseSource::directory};
  base.license.examined = true;
  std::vector<evidence::Unread> unread;  // each leaves a gap, which is told
  const ModelReader reader(*directory, unread);
  LicenseGatherer licenses(reader, budget, base.license);
  for (const ModelFile& file : tree->files)
    licenses.look_at(file);
  base.has_license_file = !base.license.texts.empty();
  base.has_notice = !base.license.notices.empty();
  return base;
}

// The proof holds ids and no texts: a LICENSE whose id is that of a text as it is published is that text.
void add_what_is_proven(const git::CommitProof& proof, evidence::Budget& budget, BaseSeen& base) {
  base.pinned = true;
  for (const git::ProofEntry& entry : proof.entries) {
    if (license::is_notice_file_name(entry.path.text())) base.has_notice = true;
    if (!license::is_license_file_name(entry.path.text())) continue;
    base.has_license_file = true;
    const auto id = license::stock_license(entry.id.hex());
    if (!id || base.source == BaseSource::directory) continue;
    if (Status drawn = budget.draw(Cost::entries, 1); !drawn.ok()) {
      not_examined(entry.path, drawn.error(), base.license);
      continue;
    }
    evidence::LicenseText text{.path = entry.path};
    text.text.kind = license::Kind::exact;
    text.text.id = *id;
    text.text.confidence = 1;
    base.license.texts.push_back(std::move(text));
  }
}

// A config may name the model itself: where its weights lay before they were published.
bool is_this_model(const Evidence& evidence, const std::string& name) {
  const auto is_it = [&](const std::optional<std::string>& upstream) {
    return upstream && hubs::is_same_repository(name, *upstream, hubs::Bare::hub_name);
  };
  return (evidence.pin && is_it(evidence.pin->upstream)) ||
         std::ranges::any_of(evidence.layouts, [&](const auto& layout) { return is_it(layout.upstream); });
}

// What other files name. Adapters and merges are made of it; a config or a header is asked only where nothing stronger
// names any.
void add_namings(Evidence& evidence, std::vector<BaseSeen>& named) {
  for (evidence::BaseNaming& naming : evidence.base_namings)
    std::erase_if(naming.names, [&](const std::string& name) { return is_this_model(evidence, name); });
  std::erase_if(evidence.base_namings, [](const auto& naming) { return naming.names.empty(); });
  for (const evidence::BaseNaming& naming : evidence.base_namings) {
    const bool is_weak = naming.source == BaseSource::config || naming.source == BaseSource::header;
    if (is_weak && !named.empty() && named.front().source != naming.source) continue;
    const bool has_commit = naming.revision && git::ObjectId::parse(*naming.revision).has_value();
    for (const std::string& name : naming.names) {
      const auto same = std::ranges::find_if(
          named, [&](const BaseSeen& seen) { return hubs::is_same_repository(seen.name, name, hubs::Bare::hub_name); });
      if (same == named.end()) {
        named.push_back({.name = name, .source = naming.source, .pinned = has_commit});
      } else {
        same->pinned = same->pinned || has_commit;
      }
    }
  }
}

// What is named, where less was given: nobody can tell which of the names a directory or a proof belongs to.
void add_names(Evidence& evidence) {
  std::vector<BaseSeen> named;
  if (evidence.license.card) {
    for (const std::string& name : evidence.license.card->declared.base_models)
      named.push_back({.name = name, .source = BaseSource::card});
  }
  if (evidence.manifest) {
    for (const auto& base : evidence.manifest->base_models) {
      // A card names OWNER/NAME of the hub, a manifest the address.
      const auto same = std::ranges::find_if(named, [&](const BaseSeen& seen) {
        return hubs::is_same_repository(seen.name, base.upstream, hubs::Bare::hub_name);
      });
      if (same == named.end()) {
        named.push_back({.name = base.upstream, .source = BaseSource::manifest, .pinned = base.commit.has_value()});
      } else {
        same->pinned = same->pinned || base.commit.has_value();
      }
    }
  }
  add_namings(evidence, named);
  if (named.size() <= evidence.bases_seen.size()) return;
  if (named.size() > limits::bases_max) {
    evidence.license.examined = false;
    evidence.license.gap = std::to_string(named.size()) + " base models are named; " +
                           std::to_string(limits::bases_max) + " at most are looked at";
    named.resize(limits::bases_max);
  }
  std::ranges::move(named, std::back_inserter(evidence.bases_seen));
}

}  // namespace

bool LicenseGatherer::look_at(const ModelFile& file) {
  if (license::is_license_file_name(file.path.text())) {
    read_license(file);
  } else if (license::is_notice_file_name(file.path.text())) {
    read_notice(file);
  } else if (file.path.text() == "README.md") {
    read_card(file);
  } else {
    return false;
  }
  return true;
}

void LicenseGatherer::read_license(const ModelFile& file) {
  const std::string name(file.path.name());
  const license::Identification* known = texts_.find(file.identity, name);
  if (known == nullptr) {
    if (!can_read(file, limits::license_bytes_max + 1)) return;  // longer ones are told as not exact
    const auto text = model_.read_head(file, limits::license_bytes_max + 1);
    if (!text.ok()) return not_examined(file.path, text.error(), seen_);
    known = &texts_.keep(file.identity, name, license::identify(bytes_of(*text), name));
  } else if (Status drawn = budget_.draw(Cost::entries, 1); !drawn.ok()) {
    return not_examined(file.path, drawn.error(), seen_);
  }
  if (is_license_by_chance(file, *known)) return;
  seen_.texts.push_back({file.path, *known});
}

// "license-plate-labels.txt" has the word in its name and is about something else: too few words to be anything, under
// a name that is not a license's own.
bool LicenseGatherer::is_license_by_chance(const ModelFile& file, const license::Identification& text) {
  if (text.kind != license::Kind::placeholder || license::is_plain_license_name(file.path.text())) return false;
  return text.words > 0;
}

void LicenseGatherer::read_notice(const ModelFile& file) {
  // A fork's notice holds its base's and more: one of the longest must still be seen to its end.
  constexpr std::size_t bytes_max = 4 * limits::notice_bytes_max;
  if (!can_read(file, bytes_max)) return;
  auto text = model_.read_head(file, bytes_max);
  if (!text.ok()) return not_examined(file.path, text.error(), seen_);
  seen_.notices.push_back({file.path, *std::move(text)});
}

void LicenseGatherer::read_card(const ModelFile& file) {
  if (!can_read(file, limits::card_bytes_max)) return;
  const auto text = model_.read_small(file, limits::card_bytes_max);
  if (!text.ok() && text.error().code != ErrorCode::limit) return not_examined(file.path, text.error(), seen_);
  auto card = text.ok() ? license::read_model_card(*text) : Result<license::ModelCard>(text.error());
  if (card.ok()) {
    seen_.card = *std::move(card);
  } else {
    seen_.card_error = card.error();
  }
}

bool LicenseGatherer::can_read(const ModelFile& file, std::uint64_t bytes_max) {
  const std::uint64_t bytes = std::min(file.size, bytes_max);
  for (const auto& [cost, amount] : {std::pair(Cost::entries, std::uint64_t{1}), std::pair(Cost::bytes, bytes),
                                     std::pair(Cost::steps, bytes * steps_a_byte)}) {
    if (Status drawn = budget_.draw(cost, amount); !drawn.ok()) {
      not_examined(file.path, drawn.error(), seen_);
      return false;
    }
  }
  return true;
}

Status gather_bases(const VerifyRequest& request, evidence::Budget& budget, Evidence& evidence) {
  for (const std::string& name : request.base_directories) {
    auto base = base_in_directory(name, budget);
    if (!base.ok()) return base.error();
    evidence.bases_seen.push_back(std::move(*base));
  }
  for (std::size_t i = 0; i < evidence.bases.size(); ++i) {
    const evidence::BaseModel& proven = evidence.bases[i];
    auto base = std::ranges::find_if(evidence.bases_seen, [&](const BaseSeen& seen) {
      return proven.directory && seen.source == BaseSource::directory && seen.name == *proven.directory;
    });
    if (base == evidence.bases_seen.end()) {
      evidence.bases_seen.push_back({.name = proven.file, .source = BaseSource::proof});
      base = std::prev(evidence.bases_seen.end());
    }
    base->proof = i;
    add_what_is_proven(proven.proof, budget, *base);
  }
  for (const BaseSeen& base : evidence.bases_seen) {
    if (base.license.gap.empty()) continue;
    evidence.license.examined = false;
    if (evidence.license.gap.empty()) evidence.license.gap = printable(base.name) + ": " + base.license.gap;
  }
  add_names(evidence);
  return done;
}

}  // namespace weightcheck::workflow
