// SPDX-License-Identifier: Apache-2.0
// A base is known by a copy of it, by the proof of its commit, or by its name alone, and no more is said of it than
// that shows.
#include "workflow/gather_license.hpp"

#include <algorithm>
#include <iterator>

#include "base/escape.hpp"
#include "base/limits.hpp"
#include "license/file_names.hpp"
#include "license/stock.hpp"

namespace weightcheck::workflow {
namespace {

using evidence::BaseSeen;
using evidence::BaseSource;
using evidence::Evidence;
using evidence::LicenseSeen;

void not_examined(const ModelPath& path, const Error& error, LicenseSeen& seen) {
  seen.examined = false;
  if (seen.gap.empty()) seen.gap = within(error, printable(path.text())).message;
}

// The error of a file too many.
Error over_the_count() {
  return {ErrorCode::limit, "there are over " + std::to_string(limits::license_files_max) + " of its kind"};
}

void read_license(const io::ModelDirectory& model, const ModelPath& path, LicenseSeen& seen) {
  if (seen.texts.size() >= limits::license_files_max) return not_examined(path, over_the_count(), seen);
  const auto text = model.read_head(path, limits::license_bytes_max + 1);  // longer ones are told as not exact
  if (!text.ok()) return not_examined(path, text.error(), seen);
  seen.texts.push_back({path, license::identify(bytes_of(*text), path.name())});
}

void read_notice(const io::ModelDirectory& model, const ModelPath& path, LicenseSeen& seen) {
  if (seen.notices.size() >= limits::license_files_max) return not_examined(path, over_the_count(), seen);
  auto text = model.read_head(path, limits::notice_bytes_max);
  if (!text.ok()) return not_examined(path, text.error(), seen);
  seen.notices.push_back({path, std::move(*text)});
}

void read_card(const io::ModelDirectory& model, const ModelPath& path, LicenseSeen& seen) {
  const auto text = model.read_small(path, limits::card_bytes_max);
  if (!text.ok() && text.error().code != ErrorCode::limit) return not_examined(path, text.error(), seen);
  auto card = text.ok() ? license::read_model_card(*text) : Result<license::ModelCard>(text.error());
  if (card.ok()) {
    seen.card = std::move(*card);
  } else {
    seen.card_error = card.error();
  }
}

Result<BaseSeen> base_in_directory(const std::string& name) {
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
  for (const auto& file : tree->files)
    gather_license_file(*directory, file.path, base.license);
  base.has_license_file = !base.license.texts.empty();
  base.has_notice = !base.license.notices.empty();
  return base;
}

// The proof holds ids and no texts: a LICENSE whose id is that of a text as it is published is that text.
void add_what_is_proven(const git::CommitProof& proof, BaseSeen& base) {
  base.pinned = true;
  for (const git::ProofEntry& entry : proof.entries) {
    if (license::is_notice_file_name(entry.path.text())) base.has_notice = true;
    if (!license::is_license_file_name(entry.path.text())) continue;
    base.has_license_file = true;
    const auto id = license::stock_license(entry.id.hex());
    if (!id || base.license.texts.size() >= limits::license_files_max || base.source == BaseSource::directory) continue;
    evidence::LicenseText text{.path = entry.path};
    text.text.kind = license::Kind::exact;
    text.text.id = *id;
    text.text.confidence = 1;
    base.license.texts.push_back(std::move(text));
  }
}

// A card names OWNER/NAME of the hub, a manifest the address.
bool is_same_model(const std::string& name, const std::string& upstream) {
  const std::string canonical = evidence::canonical_upstream(upstream);
  return canonical == evidence::canonical_upstream(name) || canonical == evidence::canonical_upstream("hf:" + name);
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
      const auto same =
          std::ranges::find_if(named, [&](const BaseSeen& seen) { return is_same_model(seen.name, base.upstream); });
      if (same == named.end()) {
        named.push_back({.name = base.upstream, .source = BaseSource::manifest, .pinned = base.commit.has_value()});
      } else {
        same->pinned = same->pinned || base.commit.has_value();
      }
    }
  }
  if (named.size() <= evidence.bases_seen.size()) return;
  named.resize(std::min(named.size(), limits::bases_max));
  std::ranges::move(named, std::back_inserter(evidence.bases_seen));
}

}  // namespace

bool gather_license_file(const io::ModelDirectory& model, const ModelPath& path, LicenseSeen& seen) {
  if (license::is_license_file_name(path.text())) {
    read_license(model, path, seen);
  } else if (license::is_notice_file_name(path.text())) {
    read_notice(model, path, seen);
  } else if (path.text() == "README.md") {
    read_card(model, path, seen);
  } else {
    return false;
  }
  return true;
}

Status gather_bases(const VerifyRequest& request, Evidence& evidence) {
  for (const std::string& name : request.base_directories) {
    auto base = base_in_directory(name);
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
    add_what_is_proven(proven.proof, *base);
  }
  add_names(evidence);
  return done;
}

}  // namespace weightcheck::workflow
