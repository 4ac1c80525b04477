// SPDX-License-Identifier: Apache-2.0
// A tree's key is its text with the parts in order, so that sets of keys take the place of comparing trees.
#include "policy/license_demands.hpp"

#include <algorithm>
#include <utility>

#include "policy/license_names.hpp"
#include "policy/wording.hpp"

namespace weightcheck::policy {
namespace {

using license::Expression;
using license::NameKind;

std::string key_of(const Expression& tree) {
  if (tree.form == Expression::Form::license)
    return tree.exception.empty() ? tree.id : tree.id + " WITH " + tree.exception;
  std::set<std::string> parts;
  for (const Expression& part : tree.parts)
    parts.insert(key_of(part));
  std::string key = "(";
  for (const std::string& part : parts)
    key += (key.size() == 1 ? "" : tree.form == Expression::Form::all_of ? " AND " : " OR ") + part;
  return key + ")";
}

std::set<std::string> keys_of_parts(const Expression& tree) {
  std::set<std::string> keys;
  for (const Expression& part : tree.parts)
    keys.insert(key_of(part));
  return keys;
}

// An entry with OR stands for each of its parts.
void add_entry(const Expression& entry, std::set<std::string>& keys, std::vector<std::set<std::string>>& sets) {
  keys.insert(key_of(entry));
  if (entry.form == Expression::Form::all_of) sets.push_back(keys_of_parts(entry));
  if (entry.form != Expression::Form::any_of) return;
  for (const Expression& part : entry.parts)
    add_entry(part, keys, sets);
}

Expression parsed(const std::string& text) {
  auto expression = license::parse_expression(text);
  if (expression.ok()) return *std::move(expression);
  Expression leaf;
  leaf.id = text;
  return leaf;
}

// Is the text the license itself, so that a list's word on the license is one on the text?
bool is_whole(const license::Identification& text) {
  const bool adds_nothing = text.unexplained_words == 0 && text.missing_words == 0 && !text.cut_off;
  return text.kind == license::Kind::exact || text.same_words || (text.kind == license::Kind::match && adds_nothing);
}

Drafts objections_to_texts(const Context& context, const LicenseLists& lists) {
  const auto& seen = context.evidence.license;
  std::set<std::string> ids;
  for (const auto& text : seen.texts) {
    if (holds_terms(text.text) && is_whole(text.text)) ids.insert(text.text.id);
  }
  const auto trees = declared_trees(context.evidence);
  Drafts drafts;
  const auto object = [&](const evidence::LicenseText& text, const std::string& why) {
    drafts.push_back({.subject = text.path.text(), .message = quoted(text.path) + why});
  };
  for (const auto& text : seen.texts) {
    if (!holds_terms(text.text)) {
      object(text, " is not a license that the policy could allow");
    } else if (!is_whole(text.text)) {
      object(text,
             " is not " + text.text.id + " as published, so that the policy's word on that license does not cover it");
    } else if (const auto why = lists.objection_to_text(text.text.id, ids, trees); !why.empty()) {
      object(text, " is " + text.text.id + ", " + why);
    }
  }
  return drafts;
}

// A list of licenses in a card: all of them apply.
Expression all_of(const std::vector<Expression>& trees) {
  if (trees.size() == 1) return trees.front();
  Expression all;
  all.form = Expression::Form::all_of;
  for (const Expression& tree : trees) {
    if (tree.form == Expression::Form::all_of) {
      all.parts.insert(all.parts.end(), tree.parts.begin(), tree.parts.end());
    } else {
      all.parts.push_back(tree);
    }
  }
  return all;
}

Drafts objections_to_declarations(const Context& context, const LicenseLists& lists) {
  const auto trees = declared_trees(context.evidence);
  if (trees.empty() || lists.objection(all_of(trees)).empty()) return {};
  const auto& declared = context.declared;
  const std::string where = declared.empty() ? "the model" : declared.front().where;
  Drafts drafts;
  const auto object = [&](const Expression& tree) {
    const std::string text = license::canonical_text(tree);
    if (const std::string why = lists.objection(tree); !why.empty())
      drafts.push_back({.subject = text, .message = where + " declares " + quoted_text(text) + ", " + why});
  };
  for (const Expression& tree : trees)
    object(tree);
  if (drafts.empty()) object(all_of(trees));  // what is denied together
  return drafts;
}

}  // namespace

LicenseLists::LicenseLists(const LicenseDemands& demands, const license::Catalogue& known)
    : demands_(demands), known_(known) {
  for (const std::string& entry : demands.allow)
    add_entry(resolved(parsed(entry)).expression, allowed_, allowed_sets_);
  for (const std::string& entry : demands.deny)
    add_entry(resolved(parsed(entry)).expression, denied_, denied_sets_);
}

const license::ResolvedName& LicenseLists::resolved(const std::string& id) const {
  const auto known = names_.find(id);
  return known != names_.end() ? known->second : names_.emplace(id, known_.resolve_id(id)).first->second;
}

LicenseLists::Tree LicenseLists::resolved(Expression expression) const {
  if (expression.form == Expression::Form::license) {
    const license::ResolvedName& name = resolved(expression.id);
    if (name.kind == NameKind::known || name.kind == NameKind::listed) expression.id = name.terms.id;
  }
  for (Expression& part : expression.parts)
    part = resolved(std::move(part)).expression;
  std::string key = key_of(expression);
  return {std::move(expression), std::move(key)};
}

std::string LicenseLists::objection(const Expression& declared) const {
  const Tree tree = resolved(declared);
  return objection_to(tree.expression, allowed_.contains(tree.key));
}

std::string LicenseLists::objection_to(const Expression& part, bool is_allowed) const {
  is_allowed = is_allowed || allowed_.contains(key_of(part));
  if (part.form == Expression::Form::license) return objection_to_leaf(part, is_allowed);
  if (part.form == Expression::Form::any_of) {
    std::string first;
    for (const Expression& choice : part.parts) {
      const std::string why = objection_to(choice, is_allowed);
      if (why.empty()) return "";
      if (first.empty()) first = why;
    }
    return first;
  }
  const std::set<std::string> keys = keys_of_parts(part);
  if (denies_together(keys)) return "which the policy denies";
  const std::set<std::string> together = allowed_together(keys);
  for (const Expression& each : part.parts) {
    const std::string why = objection_to(each, is_allowed || together.contains(key_of(each)));
    if (!why.empty()) return each.form == Expression::Form::license ? why + " (" + key_of(each) + ")" : why;
  }
  return "";
}

std::string LicenseLists::objection_to_leaf(const Expression& leaf, bool is_allowed) const {
  const license::ResolvedName& name = resolved(leaf.id);
  const bool is_license = name.kind == NameKind::known || name.kind == NameKind::listed;
  if (denies(leaf)) return "which the policy denies";
  if (!is_license || !license::has_known_exception(leaf)) return "of which it is not known what it is";
  if (!demands_.allow.empty() && !is_allowed) return "which is not on the policy's list";
  return objection_to_use(name);
}

std::string LicenseLists::objection_to_use(const license::ResolvedName& license) const {
  if (demands_.commercial == CommercialUse::not_asked) return "";
  switch (license.terms.commercial) {
    case license::Commercial::yes:
      return "";
    case license::Commercial::no:
      return "which allows no commercial use";
    case license::Commercial::conditional:
      return "which allows commercial use on a condition only" +
             (license.terms.commercial_limit.empty() ? "" : " (" + license.terms.commercial_limit + ")");
    case license::Commercial::unknown:
      break;
  }
  return "of which it is not known that it allows commercial use";
}

// What is denied stays so with an exception added.
bool LicenseLists::denies(const Expression& leaf) const {
  return denied_.contains(leaf.id) || denied_.contains(key_of(leaf));
}

bool LicenseLists::denies_together(const std::set<std::string>& keys) const {
  return std::ranges::any_of(denied_sets_, [&](const auto& set) { return std::ranges::includes(keys, set); });
}

std::set<std::string> LicenseLists::allowed_together(const std::set<std::string>& keys) const {
  std::set<std::string> together;
  for (const auto& set : allowed_sets_) {
    if (std::ranges::includes(keys, set)) together.insert(set.begin(), set.end());
  }
  return together;
}

std::string LicenseLists::objection_to_text(const std::string& id, const std::set<std::string>& ids_of_texts,
                                            const std::vector<Expression>& declared) const {
  std::set<std::string> keys;
  for (const std::string& one : ids_of_texts)
    keys.insert(resolved(one).terms.id);
  std::set<std::string> with_exceptions;  // of this license, as declared
  const auto add = [&](const auto& self, const Expression& part) -> void {
    if (part.form == Expression::Form::license) {
      keys.insert(key_of(part));
      if (part.id == resolved(id).terms.id) with_exceptions.insert(key_of(part));
    }
    for (const Expression& one : part.parts)
      self(self, one);
  };
  for (const Expression& tree : declared)
    add(add, resolved(tree).expression);
  if (denies_together(keys)) return "which the policy denies";
  Expression leaf;
  leaf.id = resolved(id).terms.id;
  const std::set<std::string> together = allowed_together(keys);
  with_exceptions.insert(leaf.id);
  const bool is_allowed = std::ranges::any_of(
      with_exceptions, [&](const std::string& key) { return allowed_.contains(key) || together.contains(key); });
  return objection_to_leaf(leaf, is_allowed);
}

Drafts license_not_allowed(const Context& context) {
  const LicenseDemands& demands = context.demands.licenses;
  const auto& seen = context.evidence.license;
  const bool asks = !demands.allow.empty() || !demands.deny.empty() || demands.commercial == CommercialUse::required;
  if (!asks || !seen.examined) return {};
  const LicenseLists lists(demands, context.demands.known_licenses());
  Drafts drafts = objections_to_texts(context, lists);
  for (Draft& draft : objections_to_declarations(context, lists))
    drafts.push_back(std::move(draft));
  if (seen.texts.empty() && declared_trees(context.evidence).empty())
    drafts.push_back({.subject = "", .message = "there is no license, so none that the policy allows"});
  return drafts;
}

}  // namespace weightcheck::policy
