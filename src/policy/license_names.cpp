// SPDX-License-Identifier: Apache-2.0
// Names are resolved by the catalogue; what it does not know stays unknown, and unknown is never permission.
#include "policy/license_names.hpp"

#include <algorithm>
#include <iterator>
#include <optional>
#include <set>
#include <utility>

#include "base/ascii.hpp"
#include "hubs/upstream.hpp"
#include "license/file_scope.hpp"
#include "license/meant.hpp"
#include "license/mentions.hpp"

namespace weightcheck::policy {
namespace {

using license::Catalogue;
using license::Expression;
using license::Identification;
using license::Kind;
using license::NameKind;
using license::Statement;

// Nobody declares more at once; a longer expression is a name that is not known.
constexpr std::size_t licenses_of_expression_max = 64;

// One value as a tree: of a name that is no expression, or that the catalogue knows as a whole, a single leaf.
Expression tree_of(const std::string& name) {
  auto expression = license::parse_expression(name);
  if (expression.ok() && license::ids_of(*expression).size() <= licenses_of_expression_max)
    return *std::move(expression);
  Expression leaf;
  leaf.id = name;
  return leaf;
}

// Adds each name once.
class Declaring {
 public:
  Declaring(std::string where, const Catalogue& known) : where_(std::move(where)), known_(known) {}

  void add(const std::string& name, const std::string& own_name) {
    auto resolved = known_.resolve(name);
    if (resolved.kind == NameKind::unknown) {
      const Expression tree = tree_of(name);
      if (tree.form != Expression::Form::license || !tree.exception.empty()) return add_leaves(tree);
    }
    if (!seen_.insert(name).second) return;
    if (resolved.kind == NameKind::custom && !own_name.empty()) {  // "other" names nothing; the name beside it may
      auto by_name = known_.resolve(own_name);
      if (by_name.kind == NameKind::known || by_name.kind == NameKind::ambiguous) resolved = std::move(by_name);
    }
    declared_.push_back({name, where_, std::move(resolved)});
  }

  [[nodiscard]] std::vector<DeclaredLicense> take() && { return std::move(declared_); }

 private:
  void add_leaves(const Expression& tree) {
    for (const Expression& part : tree.parts)
      add_leaves(part);
    if (tree.form != Expression::Form::license) return;
    const std::string name = tree.exception.empty() ? tree.id : tree.id + " WITH " + tree.exception;
    if (!seen_.insert(name).second) return;
    auto resolved = known_.resolve(tree.id);
    if (!license::has_known_exception(tree)) resolved = {NameKind::unknown, license::unknown_terms(name), {}};
    declared_.push_back({name, where_, std::move(resolved)});
  }

  std::string where_;
  const Catalogue& known_;
  std::set<std::string, std::less<>> seen_;
  std::vector<DeclaredLicense> declared_;
};

// What the headers of weight files declare, each name once: a model may have a thousand of them.
struct SaidInHeader {
  const evidence::HeaderDeclaration* header = nullptr;  // the first that says so
  std::string license;
};
std::vector<SaidInHeader> said_in_headers(const evidence::LicenseSeen& seen) {
  std::set<std::pair<std::string, std::string>> told;
  std::vector<SaidInHeader> said;
  for (const evidence::HeaderDeclaration& header : seen.headers) {
    const auto& given = header.declared.licenses;
    for (const std::string& name : given.empty() ? licenses_said(header.declared, Catalogue::stock()) : given) {
      if (told.emplace(name, header.declared.license_name).second) said.push_back({&header, name});
    }
  }
  return said;
}

// "other" names nothing; the name beside it may.
const std::string& name_that_counts(const std::string& name, const std::string& own_name) {
  return (name == "other" || name == "unknown") && !own_name.empty() ? own_name : name;
}

bool is_odd(const evidence::LicenseSeen& seen) { return seen.card && license::declares_no_text(*seen.card); }

Covers by_name(const ModelPath& path, const std::string& own_name) {
  const license::Scope scope = license::scope_of_path(path.text(), own_name);
  return scope.weights   ? Covers::weights
         : scope.other   ? Covers::other
         : scope.unclear ? Covers::unclear
                         : Covers::unsaid;
}

std::optional<Covers> by_own_words(const evidence::LicenseText& text) {
  bool of_code = false;
  for (const Statement& said : text.statements) {
    if (said.of != Statement::Of::weights) {
      of_code = of_code || (!said.negated && said.license.empty() ? said.of_this_text : said.license == text.text.id);
      continue;
    }
    if (said.negated) return Covers::other;
    const bool is_its_own = said.of_this_text || said.license == text.text.id || !holds_terms(text.text);
    return is_its_own ? Covers::weights : Covers::other;
  }
  if (of_code && holds_terms(text.text)) return Covers::other;
  return std::nullopt;
}

// "The code is under MIT, the weights are under CC BY-NC 4.0", or under terms that no list knows: MIT's text is the
// code's. Of one license for both nothing follows.
std::optional<Covers> by_card(const evidence::LicenseText& text, const std::vector<Statement>& prose) {
  if (!holds_terms(text.text)) return std::nullopt;
  const auto is_said_of = [&](Statement::Of of, bool of_this) {
    return std::ranges::any_of(prose, [&](const Statement& said) {
      return said.of == of && !said.negated && !said.of_this_text && (said.license == text.text.id) == of_this;
    });
  };
  if (is_said_of(Statement::Of::weights, true)) return std::nullopt;
  const bool of_code = is_said_of(Statement::Of::code, true) && is_said_of(Statement::Of::weights, false);
  return of_code ? std::optional(Covers::other) : std::nullopt;
}

}  // namespace

std::string license_linked(const std::string& link, const Catalogue& known) {
  if (std::string id = license::license_of_link(link); !id.empty()) return id;
  const auto upstream = hubs::read_upstream(trimmed(link));
  if (!upstream.ok() || !upstream->is_model() || license::linked_path(link).empty()) return "";
  const auto by_name = known.by_model(upstream->short_name());
  const bool is_his = by_name && by_name->is_sure && known.is_licensor(upstream->owner, *by_name->terms);
  return is_his ? by_name->terms->id : "";
}

std::vector<std::string> licenses_said(const license::Declarations& said, const Catalogue& known) {
  std::vector<std::string> names;
  const auto meant = license::license_of_value(said.license_name);
  const bool is_named = !said.license_name.empty() &&
                        (known.resolve(said.license_name).kind != NameKind::unknown || (meant && !meant->id.empty()));
  const auto add = [&](const std::string& name) {
    if (!name.empty() && std::ranges::find(names, name) == names.end()) names.push_back(name);
  };
  for (const std::string& name : said.licenses)
    add(is_named ? name_that_counts(name, said.license_name) : name);
  if (is_named) add(said.license_name);
  add(license_linked(said.license_link, known));
  return names;
}

std::vector<DeclaredLicense> declared_licenses(const license::Declarations& said, const char* where,
                                               const Catalogue& known) {
  Declaring declaring(where, known);
  for (const std::string& name : said.licenses)
    declaring.add(name, said.license_name);
  return std::move(declaring).take();
}

std::vector<DeclaredLicense> declared_licenses(const evidence::Evidence& evidence, const Catalogue& known) {
  const auto& seen = evidence.license;
  if (seen.card_error || is_odd(seen)) return {};
  std::vector<DeclaredLicense> declared;
  if (seen.card) declared = declared_licenses(seen.card->declared, "the model card", known);
  if (!declared.empty()) return declared;
  if (evidence.manifest && evidence.manifest->license) {
    Declaring declaring("the manifest", known);
    declaring.add(*evidence.manifest->license, "");
    return std::move(declaring).take();
  }
  for (const SaidInHeader& said : said_in_headers(seen)) {
    Declaring declaring("the header of '" + said.header->path.text() + "'", known);
    declaring.add(said.license, said.header->declared.license_name);
    std::ranges::move(std::move(declaring).take(), std::back_inserter(declared));
  }
  if (!declared.empty()) return declared;
  std::set<std::string> ids;
  for (const WeightsUnder& said : said_of_weights(seen)) {
    if (ids.insert(said.license).second)
      declared.push_back({said.license, "'" + said.path.text() + "'", known.resolve_id(said.license)});
  }
  return declared;
}

std::vector<Expression> declared_trees(const evidence::Evidence& evidence) {
  const auto& seen = evidence.license;
  std::vector<Expression> trees;
  if (seen.card_error || is_odd(seen)) return trees;
  if (seen.card) {
    const auto& said = seen.card->declared;
    for (const std::string& name : said.licenses)
      trees.push_back(tree_of(name_that_counts(name, said.license_name)));
  }
  if (!trees.empty()) return trees;
  if (evidence.manifest && evidence.manifest->license) return {tree_of(*evidence.manifest->license)};
  for (const SaidInHeader& said : said_in_headers(seen))
    trees.push_back(tree_of(name_that_counts(said.license, said.header->declared.license_name)));
  if (!trees.empty()) return trees;
  for (const WeightsUnder& said : said_of_weights(seen))
    trees.push_back(tree_of(said.license));
  return trees;
}

bool declares_a_choice(const evidence::Evidence& evidence) {
  const auto trees = declared_trees(evidence);
  return trees.size() == 1 && trees.front().form == Expression::Form::any_of &&
         std::ranges::all_of(trees.front().parts,
                             [](const auto& part) { return part.form == Expression::Form::license; });
}

bool declares_all(const evidence::Evidence& evidence) {
  const auto trees = declared_trees(evidence);
  return trees.size() > 1 || (trees.size() == 1 && trees.front().form == Expression::Form::all_of);
}

bool holds_terms(const Identification& text) {
  return text.kind == Kind::exact || text.kind == Kind::match || text.kind == Kind::variant ||
         text.kind == Kind::contains;
}

license::LicenseTerms terms_of(const Identification& text, const Catalogue& known) {
  return holds_terms(text) ? known.resolve_id(text.id).terms : license::unknown_terms(text.id);
}

bool is_permissive(const license::LicenseTerms& terms) {
  return terms.commercial == license::Commercial::yes && terms.share_alike == license::ShareAlike::none &&
         terms.use_restrictions == license::UseRestrictions::none && terms.osi_approved == license::Answer::yes;
}

Covers covered_by(const ModelPath& path) { return by_name(path, ""); }

Covers covered_by(const evidence::LicenseText& text, const evidence::LicenseSeen& seen) {
  const bool is_linked = seen.card && license::linked_path(seen.card->declared.license_link) == text.path.text();
  if (is_linked) return Covers::weights;
  const Covers named = by_name(text.path, seen.card ? seen.card->declared.license_name : "");
  if (named == Covers::weights || named == Covers::other) return named;
  if (const auto said = by_own_words(text)) return *said;
  return by_card(text, seen.card_statements).value_or(named);
}

std::vector<WeightsUnder> said_of_weights(const evidence::LicenseSeen& seen) {
  std::vector<WeightsUnder> out;
  const auto add = [&](const ModelPath& path, const std::vector<Statement>& statements, bool in_prose = false) {
    for (const Statement& said : statements) {
      if (said.of == Statement::Of::weights && !said.negated && !said.license.empty())
        out.push_back({path, said.license, in_prose});
    }
  };
  for (const evidence::LicenseText& text : seen.texts)
    add(text.path, text.statements);
  for (const evidence::NoticeText& notice : seen.notices)
    add(notice.path, notice.statements);
  for (const evidence::CardBeside& card : seen.cards_beside)
    add(card.path, card.statements, true);
  if (!seen.card_statements.empty()) add(*ModelPath::parse("README.md"), seen.card_statements, true);
  return out;
}

bool names_each(const evidence::LicenseSeen& seen, const std::vector<const evidence::LicenseText*>& texts) {
  if (!seen.card) return false;
  const Catalogue& known = Catalogue::stock();
  const auto& names = seen.card->declared.licenses;
  const bool is_choice = names.size() == 1 && tree_of(names.front()).form == Expression::Form::any_of;
  const auto declared = declared_licenses(seen.card->declared, "the model card", known);
  return std::ranges::all_of(texts, [&](const evidence::LicenseText* one) {
    const auto terms = terms_of(one->text, known);
    return holds_terms(one->text) && (is_choice || is_permissive(terms)) &&
           std::ranges::any_of(declared, [&](const DeclaredLicense& each) {
             return license::is_an_edition(terms, each.resolved.terms);
           });
  });
}

MainText weights_text(const evidence::LicenseSeen& seen) {
  const auto depth_of = [](const evidence::LicenseText& one) { return std::ranges::count(one.path.text(), '/'); };
  std::vector<const evidence::LicenseText*> named, unsaid;
  bool is_unclear = false;
  for (const evidence::LicenseText& one : seen.texts) {
    const Covers covers = covered_by(one, seen);
    if (covers == Covers::weights) named.push_back(&one);
    is_unclear = is_unclear || covers == Covers::unclear;
    if (covers != Covers::unsaid) continue;
    if (!unsaid.empty() && depth_of(one) < depth_of(*unsaid.front())) unsaid.clear();
    if (unsaid.empty() || depth_of(one) == depth_of(*unsaid.front())) unsaid.push_back(&one);
  }
  const auto& speaking = named.empty() ? unsaid : named;
  MainText main;
  // Where the card says that they are under terms of somebody's own, no text for something else is all there is.
  const bool is_own = std::ranges::any_of(seen.card_statements, [](const Statement& said) {
    return said.of == Statement::Of::weights && !said.negated && !said.of_this_text && said.license.empty();
  });
  if (speaking.empty() && !seen.texts.empty() && (is_unclear || is_own)) main.state = WeightsText::unknown;
  for (const evidence::LicenseText* one : speaking) {
    if (main.state == WeightsText::unknown || main.state == WeightsText::declared) break;
    const bool is_known = holds_terms(one->text) && (main.text == nullptr || main.text->text.id == one->text.id);
    if (!is_known) {
      main = {names_each(seen, speaking) ? WeightsText::declared : WeightsText::unknown, nullptr};
    } else if (main.text == nullptr || (one->text.kind == Kind::exact && main.text->text.kind != Kind::exact)) {
      main = {WeightsText::known, one};
    }
  }
  return main;
}

const evidence::LicenseText* main_text(const evidence::LicenseSeen& seen) { return weights_text(seen).text; }

const evidence::LicenseText* code_text(const evidence::LicenseSeen& seen) {
  const auto is_of_code = [&](const evidence::LicenseText& one) {
    if (!holds_terms(one.text)) return false;
    const bool by_word = std::ranges::any_of(one.statements, [&](const Statement& said) {
      return said.of == Statement::Of::code && !said.negated && (said.of_this_text || said.license == one.text.id);
    });
    return by_word || license::is_for_code(one.path.text());
  };
  const auto found = std::ranges::find_if(seen.texts, is_of_code);
  return found == seen.texts.end() ? nullptr : &*found;
}

}  // namespace weightcheck::policy
