// SPDX-License-Identifier: Apache-2.0
// "Inheritance" in the catalogue, where terms do not conflict: what has to lie beside the weights of a base, or be
// shown. Not legal advice.
#include <algorithm>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <unordered_set>

#include "base/ascii.hpp"
#include "hubs/upstream.hpp"
#include "license/file_names.hpp"
#include "license/shown_text.hpp"
#include "policy/base_terms.hpp"
#include "policy/license_names.hpp"
#include "policy/rule.hpp"
#include "policy/wording.hpp"

namespace weightcheck::policy {
namespace {

using evidence::BaseSeen;
using license::Answer;
using license::NameKind;
using license::NoticeFile;

bool has_text_of(const Context& context, const BaseSeen& base, const std::string& id) {
  const bool by_words = std::ranges::any_of(
      context.evidence.license.texts, [&](const auto& seen) { return holds_terms(seen.text) && seen.text.id == id; });
  return by_words || std::ranges::any_of(context.rows, [&](const auto& row) {  // the base's own file, whatever it says
           return row.base && base.proof && row.base->base == *base.proof &&
                  license::is_license_file_name(row.base->path.text());
         });
}

Drafts base_license_copy_missing(const Context& context) {
  if (!context.evidence.license.examined) return {};
  std::set<std::string> declared;
  for (const DeclaredLicense& license : context.declared) {
    if (license.resolved.kind == NameKind::known) declared.insert(license.resolved.terms.id);
  }
  Drafts drafts;
  for (const BaseSeen& base : context.evidence.bases_seen) {
    const auto its = terms_of_base(context, base);
    if (!its || its->terms.copy_required == Answer::no || has_text_of(context, base, its->terms.id)) continue;
    const bool declares_it = declared.contains(its->terms.id);
    const Weights weights = weights_of(context, base);
    std::string message = "of " + name_of(base) + ", " + its->said + ", and no file here holds that text";
    if (weights.of_base > 0) {
      message += "; " + std::to_string(weights.of_base) + " of " + counted(weights.here, "weight file") +
                 " here are the base's, byte for byte";
    }
    const bool sure = its->terms.copy_required == Answer::yes && (declares_it || weights.of_base > 0);
    drafts.push_back(
        {.subject = base.name, .message = std::move(message), .severity = sure ? Severity::error : Severity::warning});
  }
  return drafts;
}

template <typename Use>
void for_each_line(std::string_view text, const Use& use) {
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    if (const std::string_view line = trimmed(text.substr(0, end)); !line.empty()) use(line);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
}

// The notices of this model. A line of another's is looked up among their lines; one that stands inside a longer line
// is searched for, a limited number of times, since both texts are strangers'.
class OwnNotices {
 public:
  explicit OwnNotices(const evidence::LicenseSeen& fork) : fork_(fork) {
    for (const auto& notice : fork.notices)
      for_each_line(notice.text, [&](std::string_view line) { lines_.insert(line); });
  }

  [[nodiscard]] bool hold(std::string_view line) {
    if (lines_.contains(line)) return true;
    if (searches_left_ == 0) return false;
    --searches_left_;
    return std::ranges::any_of(fork_.notices,
                               [&](const auto& own) { return own.text.find(line) != std::string::npos; });
  }

 private:
  const evidence::LicenseSeen& fork_;
  std::unordered_set<std::string_view> lines_;
  std::size_t searches_left_ = 1000;
};

// The first line of the base's notices that none of this model's holds; "" where all are here.
std::string first_line_lacking(const evidence::LicenseSeen& base, OwnNotices& own) {
  std::string lacking;
  for (const auto& notice : base.notices) {
    for_each_line(notice.text, [&](std::string_view line) {
      if (lacking.empty() && !own.hold(line)) lacking = line;
    });
    if (!lacking.empty()) break;
  }
  return lacking;
}

Drafts base_notice_missing(const Context& context) {
  const auto& own = context.evidence.license;
  const auto fork = terms_of_fork(context);
  OwnNotices own_notices(own);
  Drafts drafts;
  for (const BaseSeen& base : context.evidence.bases_seen) {
    const auto its = terms_of_base(context, base);
    if (!its) continue;
    const bool is_required = its->terms.notice_file == NoticeFile::required;
    const bool told_of_own = fork && fork->terms.id == its->terms.id;  // then notice-missing asks
    if (is_required && !told_of_own && own.notices.empty()) {
      drafts.push_back({.subject = base.name,
                        .message = "of " + name_of(base) + ", " + its->said +
                                   ", which asks for a NOTICE file in every copy, and there is none",
                        .severity = Severity::error});
    } else if (its->terms.notice_file != NoticeFile::no && !own.notices.empty()) {
      const std::string line = first_line_lacking(base.license, own_notices);
      if (line.empty()) continue;
      drafts.push_back(
          {.subject = base.name,
           .message = "the notices here lack what " + name_of(base) + " says in its own: " + quoted_text(line)});
    }
  }
  return drafts;
}

// Without case and what stands between the words: "HyperCLOVAX" begins with "HyperCLOVA X".
bool begins_with(std::string_view name, std::string_view prefix) {
  const auto letters = [](std::string_view text) {
    std::string out;
    for (const char c : text) {
      if (is_alnum(c) || c == '.') out += lower(c);
    }
    return out;
  };
  return letters(name).starts_with(letters(prefix));
}

// The name under which this model is published, where anything tells: a directory may be called as its owner likes.
std::string published_name(const Context& context) {
  const auto upstream = published_as(context);
  return upstream ? upstream->name : "";
}

Drafts base_name_prefix(const Context& context) {
  const std::string name = published_name(context);
  if (name.empty()) return {};
  Drafts drafts;
  for (const BaseSeen& base : context.evidence.bases_seen) {
    const auto its = terms_of_base(context, base);
    if (!its || its->terms.name_prefix.empty() || begins_with(name, its->terms.name_prefix)) continue;
    drafts.push_back({.subject = base.name,
                      .message = "of " + name_of(base) + ", " + its->said +
                                 ", which asks that names of derived models begin with " +
                                 quoted_text(its->terms.name_prefix) + "; this one is called " + quoted_text(name)});
  }
  return drafts;
}

Drafts base_attribution_missing(const Context& context) {
  const auto& card = context.evidence.license.card;
  const license::ShownText shown_text(card ? card->body : "");  // taken apart once, however many bases ask
  std::map<std::string, bool, std::less<>> shows;               // by phrase
  const auto is_shown = [&](const std::string& phrase) {
    const auto known = shows.find(phrase);
    if (known != shows.end()) return known->second;
    return shows.emplace(phrase, shown_text.shows(phrase)).first->second;
  };
  Drafts drafts;
  for (const BaseSeen& base : context.evidence.bases_seen) {
    const auto its = terms_of_base(context, base);
    if (!its || its->terms.attribution_phrases.empty()) continue;
    const bool shown = card && std::ranges::any_of(its->terms.attribution_phrases, is_shown);
    if (shown) continue;
    drafts.push_back({.subject = base.name,
                      .message = "of " + name_of(base) + ", " + its->said + ", which asks to show " +
                                 quoted_text(its->terms.display_attribution) +
                                 (card ? "; the model card does not" : "; there is no model card")});
  }
  return drafts;
}

constexpr Rule inheritance_duties_table[] = {
    {.id = "base-license-copy-missing",
     .area = Area::inheritance,
     .title = "the base's license text is not here",
     .reason = "Whoever passes on the base's weights, changed or not, has to pass on its license with them.",
     .cure = "Copy the base's LICENSE file beside the weights.",
     .example = {.given = R"sh(mkdir ../base
cp ../example/LICENSE ../base)sh",
                 .fires = R"sh(rm LICENSE
weightcheck verify . --base ../base)sh",
                 .silenced = "cp ../base/LICENSE ."},
     .check = base_license_copy_missing},
    {.id = "base-notice-missing",
     .area = Area::inheritance,
     .severity = Severity::warning,
     .title = "the base's notices are not here",
     .reason = "Several licenses ask that the base's attribution notices go along.",
     .cure = "Copy the base's NOTICE file, or add its lines to the one here.",
     .example = {.given = R"sh(mkdir ../base
cp ../example/LICENSE ../base
echo 'made by Acme' > ../base/NOTICE)sh",
                 .fires = R"sh(echo 'made by us' > NOTICE
weightcheck verify . --base ../base)sh",
                 .silenced = "cat ../base/NOTICE >> NOTICE"},
     .needs = Needs::heads,
     .check = base_notice_missing},
    {.id = "base-name-prefix",
     .area = Area::inheritance,
     .severity = Severity::warning,
     .title = "the name does not begin as the base's license asks",
     .reason = "Some licenses ask that derived models show the base in their name.",
     .cure = "Rename the model.",
     .example =
         {.fires = "sed 's|^library_name.*|base_model: meta-llama/Llama-3.1-8B|' ../example/README.md > README.md",
          .silenced =
              "sed 's|weightcheck/example|weightcheck/Llama-example|' ../example/SHA256.manifest > SHA256.manifest"},
     .needs = Needs::heads,
     .check = base_name_prefix},
    {.id = "base-attribution-missing",
     .area = Area::inheritance,
     .severity = Severity::warning,
     .title = "the card does not show what the base's license asks it to",
     .reason = "Some licenses ask for a sentence where users see it.",
     .cure = "Add the sentence to the model card.",
     .example = {.fires =
                     "sed 's|^library_name.*|base_model: meta-llama/Llama-3.1-8B|' ../example/README.md > README.md",
                 .silenced = "echo 'Built with Llama' >> README.md"},
     .needs = Needs::heads,
     .check = base_attribution_missing},
};

}  // namespace

std::span<const Rule> inheritance_duty_rules() { return inheritance_duties_table; }

}  // namespace weightcheck::policy
