// SPDX-License-Identifier: Apache-2.0
// A base is known by a copy of it, by the proof of its commit, or by its name alone, and no more is said of it than
// that shows.
#include "workflow/gather_license.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <map>
#include <utility>

#include "base/escape.hpp"
#include "base/limits.hpp"
#include "base/word_list.hpp"
#include "evidence/base_naming.hpp"
#include "evidence/lax_json.hpp"
#include "hubs/upstream.hpp"
#include "license/card_bases.hpp"
#include "license/catalogue.hpp"
#include "license/document_form.hpp"
#include "license/file_names.hpp"
#include "license/restrictions.hpp"
#include "license/statements.hpp"
#include "license/stock.hpp"
#include "weights/file_names.hpp"

namespace weightcheck::workflow {
namespace {

using evidence::BaseSeen;
using evidence::BaseSource;
using evidence::Cost;
using evidence::Evidence;
using evidence::LicenseSeen;
using evidence::ModelFile;
using license::Subject;
using Place = evidence::HeaderDeclaration::Place;

constexpr std::string_view spacy_config_name = "meta.json";
constexpr std::uint64_t steps_a_byte = 10;  // to tell which license a text is, and what it says of others

void not_examined(const ModelPath& path, const Error& error, LicenseSeen& seen) {
  seen.examined = false;
  if (seen.gap.empty()) seen.gap = within(error, printable(path.text())).message;
}

// The lines of a text that the license it is does not explain, with those around them: of a license that is whole none.
// Of a text that is none known, all.
std::string not_its_own(std::string_view text, const license::Identification& known) {
  if (known.kind == license::Kind::exact || known.same_words) return "";
  if (known.id.empty() || known.unexplained_lines.empty()) return std::string(text);
  std::string out;
  std::uint32_t number = 1;
  auto next = known.unexplained_lines.begin();
  while (!text.empty() && next != known.unexplained_lines.end()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    if (number + 1 >= *next) out.append(text.substr(0, end)).append("\n");
    if (number > *next) ++next;
    text.remove_prefix(std::min(end + 1, text.size()));
    ++number;
  }
  return out;
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
  licenses.look_at_linked(tree->files);
  base.has_license_file = !base.license.texts.empty();
  base.has_notice = !base.license.notices.empty();
  return base;
}

// The proof holds ids and no texts: a LICENSE whose id is that of a text as it is published is that text.
void add_what_is_proven(const git::CommitProof& proof, evidence::Budget& budget, BaseSeen& base) {
  base.pinned = true;
  for (const git::ProofEntry& entry : proof.entries) {
    const Subject subject = license::subject_of_name(entry.path.text());
    if (subject == Subject::notice) base.has_notice = true;
    if (subject != Subject::license) continue;
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

bool is_known_model(const std::string& name) {
  const auto upstream = hubs::read_upstream(name, hubs::Bare::hub_name);
  return evidence::is_repository_name(name) && upstream.ok() && upstream->is_model() &&
         license::Catalogue::stock().by_model(upstream->short_name()).has_value();
}

std::string key_of(const std::string& name) {
  const auto upstream = hubs::read_upstream(name, hubs::Bare::hub_name);
  return upstream.ok() ? upstream->key() : name;
}

// The bases that are named, each once, however it is spelt.
class Named {
 public:
  void add(BaseSeen base) {
    const auto [place, is_new] = places_.emplace(key_of(base.name), bases_.size());
    if (is_new) {
      bases_.push_back(std::move(base));
    } else {
      bases_[place->second].pinned = bases_[place->second].pinned || base.pinned;
    }
  }

  [[nodiscard]] bool empty() const { return bases_.empty(); }
  [[nodiscard]] BaseSource strongest() const { return bases_.front().source; }
  [[nodiscard]] std::vector<BaseSeen> take() && { return std::move(bases_); }

 private:
  std::map<std::string, std::size_t> places_;  // by the repository that is meant
  std::vector<BaseSeen> bases_;
};

// What other files name. Adapters and merges are made of it; a config or a header is asked only where nothing stronger
// names any.
void add_namings(Evidence& evidence, Named& named) {
  for (evidence::BaseNaming& naming : evidence.base_namings)
    std::erase_if(naming.names, [&](const std::string& name) { return is_this_model(evidence, name); });
  std::erase_if(evidence.base_namings, [](const auto& naming) { return naming.names.empty(); });
  for (const evidence::BaseNaming& naming : evidence.base_namings) {
    const bool is_part = naming.source == BaseSource::part_config;
    const bool is_weak = is_part || naming.source == BaseSource::config || naming.source == BaseSource::header;
    if (is_weak && !named.empty() && named.strongest() != naming.source) continue;
    const bool has_commit = naming.revision && git::ObjectId::parse(*naming.revision).has_value();
    for (const std::string& name : naming.names)
      if (!is_part || is_known_model(name)) named.add({.name = name, .source = naming.source, .pinned = has_commit});
  }
}

// What is named, where less was given: nobody can tell which of the names a directory or a proof belongs to.
void add_names(Evidence& evidence) {
  Named all;
  if (evidence.license.card) {
    for (const std::string& name : evidence.license.card->declared.base_models)
      all.add({.name = name, .source = BaseSource::card});
    for (const std::string& name : evidence.license.card->bases_beside)
      if (evidence::is_repository_name(name) && !is_this_model(evidence, name))
        all.add({.name = name, .source = BaseSource::card});
    // Prose names papers and programs too: only models that are known by their names count.
    for (const std::string& name : evidence.license.card_bases)
      if (is_known_model(name) && !is_this_model(evidence, name)) all.add({.name = name, .source = BaseSource::card});
  }
  if (evidence.manifest) {
    // A card names OWNER/NAME of the hub, a manifest the address.
    for (const auto& base : evidence.manifest->base_models)
      all.add({.name = base.upstream, .source = BaseSource::manifest, .pinned = base.commit.has_value()});
  }
  add_namings(evidence, all);
  auto named = std::move(all).take();
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
  const std::string& path = file.path.text();
  if (path == "README.md") {
    read_card(file);
    return true;
  }
  switch (license::subject_of_name(path)) {
    case Subject::license:
      read_license(file, Role::license);
      return true;
    case Subject::use_policy:
      read_license(file, Role::use_policy);
      return true;
    case Subject::notice:
      read_notice(file);
      return true;
    case Subject::terms:
      read_license(file, Role::terms);
      return true;
    case Subject::none:
      break;
  }
  if (const auto form = license::declaring_file(path); form != license::DeclaringFile::none) read_declaring(file, form);
  if (license::may_quote_license(path)) read_license(file, Role::quoted);
  return false;
}

void LicenseGatherer::look_at_linked(const std::vector<ModelFile>& files) {
  if (!seen_.card) return;
  const std::string linked = license::linked_path(seen_.card->declared.license_link);
  if (linked.empty() || linked == "README.md") return;
  const auto is_it = [&](const auto& one) { return one.path.text() == linked; };
  if (std::ranges::any_of(seen_.texts, is_it) || std::ranges::any_of(seen_.use_policies, is_it)) return;
  const auto file = std::ranges::find_if(files, is_it);
  const bool is_address = seen_.card->declared.license_link.find("://") != std::string::npos;
  seen_.link_is_dead = file == files.end() && !is_address;
  if (file == files.end() || weights::is_weight_name(file->path.name())) return;
  read_license(*file, Role::linked);
  std::ranges::sort(seen_.texts, {}, &evidence::LicenseText::path);
}

void LicenseGatherer::read_license(const ModelFile& file, Role role) {
  const Read* read = identified(file, role);
  if (read == nullptr || is_license_by_chance(file, role, *read)) return;
  const auto facts = license::Catalogue::stock().resolve_id(read->text.id);
  const bool is_policy = read->text.id.empty() || read->text.kind == license::Kind::notice
                             ? role == Role::use_policy
                             : facts.terms.kind == "use-policy";
  (is_policy ? seen_.use_policies : seen_.texts)
      .push_back({file.path, read->text, read->statements, read->unread, read->restriction});
}

// Null where the file could not be read, or where one of any name holds no word of terms.
const LicenseGatherer::Read* LicenseGatherer::identified(const ModelFile& file, Role role) {
  const std::string name(file.path.name());
  if (const Read* known = texts_.find(file.identity, name)) {
    const Status drawn = budget_.draw(Cost::entries, 1);
    if (!drawn.ok()) not_examined(file.path, drawn.error(), seen_);
    return drawn.ok() ? known : nullptr;
  }
  if (role == Role::quoted && of_no_terms_.find(file.identity, role) != nullptr) return nullptr;
  constexpr std::uint64_t bytes_max = limits::license_bytes_max + 1;  // longer ones are told as not exact
  if (role == Role::quoted ? !can_look_over(file, bytes_max) : !can_read(file, bytes_max)) return nullptr;
  const auto text = model_.read_head(file, bytes_max);
  if (!text.ok()) {
    not_examined(file.path, text.error(), seen_);
    return nullptr;
  }
  const bool speaks_of_terms =
      license::speaks_of_terms(role == Role::license ? license::without_subject(file.path.text(), *text) : *text);
  Read read{.text = {}, .statements = {}, .speaks_of_terms = speaks_of_terms, .unread = {}, .restriction = {}};
  read.unread = license::unread_form(*text);
  if (role == Role::quoted && !read.speaks_of_terms) {
    of_no_terms_.keep(file.identity, role, true);
    return nullptr;
  }
  if (role == Role::quoted && !can_read(file, bytes_max)) return nullptr;
  if (read.unread.empty()) {
    read.text = license::identify(bytes_of(*text), name);
    read.statements = license::statements_in(not_its_own(*text, read.text));
    constexpr std::size_t short_words_max = 100;
    if (read.text.id.empty() && read.text.nearest.empty() && read.text.words <= short_words_max)
      read.restriction =
          license::restricting_sentence(*text, speaks_of_terms ? license::Prose::notice : license::Prose::card)
              .value_or("");
  }
  return &texts_.keep(file.identity, name, std::move(read));
}

// "license-plate-labels.txt" has the word in its name and is about something else: too few words to be anything, under
// a name that is not a license's own. Of a name that only may speak of terms the text has to do so too, and one of any
// name has to be a license. A sentence that limits its reader is not there by chance.
bool LicenseGatherer::is_license_by_chance(const ModelFile& file, Role role, const Read& read) {
  if (!read.unread.empty()) return role == Role::terms && !license::is_named_as_terms(file.path.text());
  if (role == Role::quoted) return !license::is_mostly_license(read.text);
  if (!read.restriction.empty()) return false;
  if (role == Role::terms) return read.text.id.empty() && !read.speaks_of_terms;
  if (role != Role::license) return false;
  if (read.text.id.empty() && !read.speaks_of_terms && !license::is_named_as_terms(file.path.text())) return true;
  if (read.text.kind != license::Kind::placeholder) return false;
  return !license::is_plain_license_name(file.path.text()) && read.text.words > 0;
}

void LicenseGatherer::read_notice(const ModelFile& file) {
  // A fork's notice holds its base's and more: one of the longest must still be seen to its end.
  constexpr std::size_t bytes_max = 4 * limits::notice_bytes_max;
  if (!can_read(file, bytes_max)) return;
  auto text = model_.read_head(file, std::min<std::uint64_t>(file.size, bytes_max));  // room for no more than is there
  if (!text.ok()) return not_examined(file.path, text.error(), seen_);
  evidence::NoticeText notice{.path = file.path};
  notice.statements = license::statements_in(*text);
  notice.found = license::identify(bytes_of(*text), file.path.name());
  notice.of_others = license::speaks_of_others(not_its_own(*text, notice.found));
  notice.said = license::said_in_prose(*text, license::Prose::notice);
  notice.text = *std::move(text);
  seen_.notices.push_back(std::move(notice));
}

void LicenseGatherer::read_card(const ModelFile& file) {
  if (!can_read(file, limits::card_bytes_max)) return;
  const auto text = model_.read_small(file, limits::card_bytes_max);
  if (!text.ok() && text.error().code != ErrorCode::limit) return not_examined(file.path, text.error(), seen_);
  auto card = text.ok() ? license::read_model_card(*text) : Result<license::ModelCard>(text.error());
  if (card.ok()) {
    seen_.card_statements = license::statements_in_card(card->body);
    seen_.card_said = license::said_in_prose(card->body, license::Prose::card);
    seen_.card_labels = license::labels_in_card(card->body);
    take_card(*card);
    seen_.card_text = license::identify(bytes_of(card->body), "README.md");
    seen_.card = *std::move(card);
  } else {
    seen_.card_error = card.error();
  }
}

// Other keys, tags and what whoever asks for access has to agree to count like lines of the body.
void LicenseGatherer::take_card(const license::ModelCard& card) {
  using Form = license::CardLabel::Form;
  const auto add = [&](Form form, std::optional<license::Meant> meant) {
    if (meant && seen_.card_labels.size() < limits::card_values_max)
      seen_.card_labels.push_back({form, *std::move(meant)});
  };
  for (const license::BesideKey& one : card.beside)
    add(Form::line, license::license_of_value(one.value));
  if (license::is_limited_name(card.declared.license_name))
    add(Form::line, license::license_of_value(card.declared.license_name));
  const auto asked = license::said_in_prose(card.gate, license::Prose::notice);
  for (const license::Meant& meant : asked.licenses)
    add(Form::section, meant);
  if (seen_.card_said.restriction.empty()) seen_.card_said.restriction = asked.restriction;
  if (card.declared.base_models.empty()) seen_.card_bases = license::bases_in_prose(card.body);
}

void LicenseGatherer::read_declaring(const ModelFile& file, license::DeclaringFile form) {
  if (!can_read(file, limits::front_matter_bytes_max)) return;
  const auto text = model_.read_small(file, limits::front_matter_bytes_max);
  if (!text.ok()) {
    if (text.error().code != ErrorCode::limit) not_examined(file.path, text.error(), seen_);
    return;
  }
  if (form == license::DeclaringFile::card) read_card_beside(file, *text);
  auto said = license::declared_in_file(form, *text);
  seen_.of_other_files.insert(seen_.of_other_files.end(), said.others.begin(), said.others.end());
  if (said.weights.empty()) return;
  evidence::HeaderDeclaration declaration{.path = file.path};
  declaration.declared.licenses = std::move(said.weights);
  declaration.place = form == license::DeclaringFile::card ? Place::card : Place::file;
  seen_.headers.push_back(std::move(declaration));
}

void LicenseGatherer::read_card_beside(const ModelFile& file, std::string_view text) {
  const auto card = license::read_model_card(text);
  const std::string_view body = card.ok() ? std::string_view(card->body) : text;
  evidence::CardBeside beside{.path = file.path, .statements = license::statements_in_card(body)};
  beside.restriction = license::said_in_prose(body, license::Prose::card).restriction;
  if (!beside.statements.empty() || !beside.restriction.empty()) seen_.cards_beside.push_back(std::move(beside));
}

void LicenseGatherer::look_at_config(const ModelFile& file, std::string_view text) {
  constexpr std::array<std::string_view, 7> of_models = {
      "config.json",         "configuration.json", "tokenizer_config.json", "generation_config.json",
      "adapter_config.json", "model_index.json",   spacy_config_name};
  if (!is_among(file.path.name(), of_models)) return;  // package.json speaks of its own program
  if (text.find("icense\"") == std::string_view::npos && text.find("icence\"") == std::string_view::npos) return;
  const auto config = evidence::parse_lax_json(text);
  if (!config.ok()) return;  // whoever looks for code says so
  if (file.path.name() == spacy_config_name && !config->find("spacy_version")) return;
  evidence::HeaderDeclaration declaration{.path = file.path};
  const auto add = [&](const std::string* value) {
    if (value != nullptr && !value->empty()) declaration.declared.licenses.push_back(*value);
  };
  for (const char* const key : {"license", "License", "licence", "model_license"})
    add(config->find_string(key));
  if (const auto of_timm = config->find("pretrained_cfg")) add(of_timm->find_string("license"));
  declaration.place = Place::file;
  if (!declaration.declared.licenses.empty()) seen_.headers.push_back(std::move(declaration));
}

// A model may hold thousands of texts of any name; of most no word is of terms.
bool LicenseGatherer::can_look_over(const ModelFile& file, std::uint64_t bytes_max) {
  const Status drawn = budget_.draw(Cost::scanned, std::min(file.size, bytes_max));
  if (!drawn.ok()) not_examined(file.path, drawn.error(), seen_);
  return drawn.ok();
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
