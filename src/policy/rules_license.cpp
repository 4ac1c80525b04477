// SPDX-License-Identifier: Apache-2.0
// "License text" in the catalogue: is the license here, and is it the text it seems to be? Not legal advice.
#include <algorithm>
#include <optional>
#include <set>

#include "base/escape.hpp"
#include "base/limits.hpp"
#include "license/file_names.hpp"
#include "policy/license_names.hpp"
#include "policy/rule.hpp"
#include "policy/wording.hpp"

namespace weightcheck::policy {
namespace {

using evidence::LicenseText;
using license::Answer;
using license::Kind;

std::string percent(double share) { return std::to_string(static_cast<int>(share * 100)) + " %"; }

std::string lines_of(const std::vector<std::uint32_t>& lines) {
  std::string text = lines.size() == 1 ? "line " : "lines ";
  constexpr std::size_t shown_max = 8;
  for (std::size_t i = 0; i < std::min(lines.size(), shown_max); ++i)
    text += (i == 0 ? "" : ", ") + std::to_string(lines[i]);
  return text + (lines.size() > shown_max ? ", ..." : "");
}

template <typename Describe>
Drafts texts_of(const Context& context, Kind kind, const Describe& describe) {
  Drafts drafts;
  for (const LicenseText& seen : context.evidence.license.texts) {
    if (seen.text.kind != kind) continue;
    drafts.push_back({.subject = seen.path.text(), .message = describe(seen), .paths = {seen.path.text()}});
  }
  return drafts;
}

// A stock license is found by its id; terms of somebody's own, or that nobody knows, stand nowhere but in their text.
Severity weight_of_absence(const DeclaredLicense& license) {
  const auto& resolved = license.resolved;
  if (resolved.terms.family == "public-domain") return Severity::note;
  const bool is_stock_family = resolved.kind == license::NameKind::ambiguous &&
                               resolved.terms.use_restrictions != license::UseRestrictions::pass_through;
  const bool is_stock = resolved.kind == license::NameKind::listed || is_stock_family ||
                        (resolved.kind == license::NameKind::known && !resolved.terms.spdx.empty());
  return is_stock || resolved.terms.copy_required == Answer::no ? Severity::warning : Severity::error;
}

// A text that the commit or a base has and the model has not was left out on the way.
std::string text_left_out(const Context& context) {
  const evidence::Evidence& seen = context.evidence;
  if (seen.proof) {
    for (const git::ProofEntry& entry : seen.proof->entries) {
      const Covers covers = covered_by(entry.path);
      const bool is_it =
          license::is_license_file_name(entry.path.text()) && covers != Covers::other && covers != Covers::unclear;
      if (is_it && seen.tree.find(entry.path) == nullptr)
        return "the commit holds " + quoted(entry.path) + ", which was left out here";
    }
  }
  for (const evidence::BaseSeen& base : seen.bases_seen) {
    if (base.has_license_file) return "the base " + quoted_text(base.name) + " has one, which was left out here";
  }
  return "";
}

// What lies here in place of a license file of the weights; nullopt where there is one.
std::optional<std::string> absence_of_text(const evidence::LicenseSeen& seen) {
  const LicenseText* unclear = nullptr;
  for (const LicenseText& text : seen.texts) {
    const Covers covers = covered_by(text, seen);
    if (covers == Covers::weights || covers == Covers::unsaid) return std::nullopt;
    if (covers == Covers::unclear && unclear == nullptr) unclear = &text;
  }
  if (unclear != nullptr)
    return "nothing says what " + quoted(unclear->path) +
           " covers, and there is no license file that is plainly the weights'";
  if (seen.texts.empty()) return "there is no license file";
  return quoted(seen.texts.front().path) + " is for something else, and there is no license file of the weights";
}

// How bad the absence is follows from what the declared license asks for; what nobody knows asks for everything.
Drafts license_missing(const Context& context) {
  const auto& seen = context.evidence.license;
  const auto absence = seen.examined ? absence_of_text(seen) : std::nullopt;
  if (!absence) return {};
  const std::string& none = *absence;
  const auto& declared = context.declared;
  if (declared.empty()) return {{.message = none + ", and nothing declares a license"}};
  Severity severity = Severity::note;
  std::string names;
  for (const DeclaredLicense& license : declared) {
    severity = std::max(severity, weight_of_absence(license));
    names += (names.empty() ? "" : ", ") + quoted_text(license.text);
  }
  std::string message = none + "; " + declared.front().where + " declares " + names;
  if (const std::string left_out = text_left_out(context); !left_out.empty()) {
    message += "; " + left_out;
    severity = Severity::error;
  } else if (severity == Severity::error) {
    message += ", whose text must go along, as far as is known";
  } else if (context.evidence.proof) {
    message += "; the commit itself holds none";
  }
  return {{.message = std::move(message), .severity = severity}};
}

Drafts license_placeholder(const Context& context) {
  return texts_of(context, Kind::placeholder, [](const LicenseText& seen) {
    if (!seen.restriction.empty())
      return quoted(seen.path) +
             " is too short to be a license, and limits its reader: " + quoted_text(seen.restriction);
    return quoted(seen.path) + " holds no license: it is empty or too short to be one";
  });
}

Drafts license_pointer(const Context& context) {
  return texts_of(context, Kind::pointer, [](const LicenseText& seen) {
    return quoted(seen.path) + " names another place, " + quoted_text(seen.text.target) + ", and holds no terms";
  });
}

Drafts license_notice_only(const Context& context) {
  return texts_of(context, Kind::notice, [](const LicenseText& seen) {
    return quoted(seen.path) + " names " + seen.text.id + " and does not hold its terms";
  });
}

// A name and a link say which terms `other` stands for. Beside a label that names a license they excuse nothing, and
// neither does the name of a license that everybody knows, which the text then has to be.
bool is_named_by_card(const Context& context) {
  const auto& card = context.evidence.license.card;
  if (!card || card->declared.license_name.empty() || card->declared.license_link.empty()) return false;
  const auto named = context.demands.known_licenses().resolve(card->declared.license_name);
  if (named.kind == license::NameKind::listed || !named.terms.spdx.empty()) return false;
  return std::ranges::all_of(card->declared.licenses, [&](const std::string& name) {
    return context.demands.known_licenses().resolve(name).kind == license::NameKind::custom;
  });
}

// A known license under its own title, with words beside it that bind the reader: altered. Under another title, or near
// to nothing: a license of its own.
bool is_altered(const license::Identification& text) {
  return text.kind == Kind::unknown && !text.nearest.empty() && !text.retitled && text.unexplained_words > 0;
}

// Beside a license of the weights that is known, a file that is only named as terms is a reason to look.
Draft unread_text(const Context& context, const LicenseText& seen) {
  const bool is_beside =
      main_text(context.evidence.license) != nullptr && !license::is_license_file_name(seen.path.text());
  return {.subject = seen.path.text(),
          .message = quoted(seen.path) + " is named as terms and is " + seen.unread + ", which cannot be read here",
          .paths = {seen.path.text()},
          .severity = is_named_by_card(context) ? Severity::note
                      : is_beside               ? Severity::warning
                                                : Severity::error,
          .help = "Open the file and read it, or put the same terms beside it as plain text."};
}

Drafts license_unknown(const Context& context) {
  const bool is_named = is_named_by_card(context);
  Drafts drafts;
  for (const LicenseText& seen : context.evidence.license.texts) {
    const auto& text = seen.text;
    if (!seen.unread.empty()) drafts.push_back(unread_text(context, seen));
    if (!seen.unread.empty() || is_named) continue;
    if (text.kind != Kind::unknown || is_altered(text)) continue;
    std::string message = quoted(seen.path) + " is not a license that is known";
    if (!text.nearest.empty())
      message += "; " + text.nearest + " is the nearest, " + percent(text.confidence) + " alike";
    if (text.retitled) message += ", and the first lines have another title";
    drafts.push_back({.subject = seen.path.text(), .message = std::move(message), .paths = {seen.path.text()}});
  }
  return drafts;
}

Drafts license_text_unsafe(const Context& context) {
  Drafts drafts;
  for (const LicenseText& seen : context.evidence.license.texts) {
    if (seen.text.unsafe.empty()) continue;
    constexpr std::size_t shown_max = 4;
    std::string found;
    for (std::size_t i = 0; i < std::min(seen.text.unsafe.size(), shown_max); ++i) {
      const auto& odd = seen.text.unsafe[i];
      found += (i == 0 ? "" : ", ") + odd.what + " at line " + std::to_string(odd.line);
    }
    if (seen.text.unsafe.size() > shown_max) found += ", ...";
    drafts.push_back({.subject = seen.path.text(),
                      .message = quoted(seen.path) + " holds what its reader does not see as it is there: " + found,
                      .paths = {seen.path.text()}});
  }
  return drafts;
}

Drafts license_altered(const Context& context) {
  Drafts drafts;
  for (const LicenseText& seen : context.evidence.license.texts) {
    const auto& text = seen.text;
    const bool near = is_altered(text);
    if (near ? is_named_by_card(context) : !holds_terms(text)) continue;
    const bool whole = text.unexplained_words == 0 && text.missing_words == 0 && !text.reordered;
    if (whole && !text.cut_off && text.kind != Kind::contains) continue;
    std::string message =
        quoted(seen.path) + (text.kind == Kind::contains ? " contains " : " is ") + (near ? text.nearest : text.id);
    message += text.reordered ? " with its words in another order, or some of them repeated"
                              : " with " + counted(text.unexplained_words, "unexplained word");
    if (!text.unexplained_lines.empty()) message += " at " + lines_of(text.unexplained_lines);
    if (text.missing_words > 0) {
      message += ", and about " + counted(text.missing_words, "word") + " of it missing";
      if (!text.missing_lines.empty()) message += " next to " + lines_of(text.missing_lines);
    }
    if (text.obligation || text.restricts) message += "; words that bind or limit the reader stand there";
    if (near) message += ", so that its terms are unknown";
    if (text.cut_off)
      message +=
          "; it is longer than " + std::to_string(limits::license_bytes_max) + " bytes, and its end was not read";
    drafts.push_back({.subject = seen.path.text(),
                      .message = std::move(message),
                      .paths = {seen.path.text()},
                      .severity = near || text.obligation || text.cut_off ? Severity::error : Severity::warning});
  }
  return drafts;
}

Drafts license_conflicting(const Context& context) {
  std::set<std::string> ids;
  std::vector<std::string> paths;
  std::vector<const LicenseText*> texts;
  for (const LicenseText& seen : context.evidence.license.texts) {
    // LICENSES/ is the folder in which REUSE keeps every text that is mentioned anywhere.
    if (!holds_terms(seen.text) || covered_by(seen, context.evidence.license) != Covers::unsaid ||
        seen.path.text().starts_with("LICENSES/"))
      continue;
    ids.insert(seen.text.id);
    paths.push_back(seen.path.text());
    texts.push_back(&seen);
  }
  if (ids.size() < 2 || names_each(context.evidence.license, texts)) return {};
  std::string names;
  for (const std::string& id : ids)
    names += (names.empty() ? "" : ", ") + id;
  return {{.message =
               some_files(paths) + " are different licenses (" + names + "), and nothing says which covers the weights",
           .paths = paths}};
}

constexpr Rule license_table[] = {
    {.id = "license-missing",
     .area = Area::license_text,
     .title = "the license text is not here",
     .reason = "Most licenses grant their rights on the condition that their text travels with every copy; without it "
               "nobody downstream can tell what "
               "is allowed.",
     .cure =
         "Put the LICENSE file of the upstream, or the published text of the declared license, beside the weights. A "
         "text that covers the weights is named LICENSE or LICENSE-MODEL, or license_link in the card leads to it.",
     .example = {.fires = "rm LICENSE README.md", .silenced = "cp ../example/LICENSE ."},
     .needs = Needs::heads,
     .check = license_missing},
    {.id = "license-placeholder",
     .area = Area::license_text,
     .title = "the license file holds no license",
     .reason = "An empty or template file grants nothing.",
     .cure = "Replace it by the license's full text.",
     .example = {.fires = "echo TBD > LICENSE", .silenced = "cp ../example/LICENSE ."},
     .needs = Needs::heads,
     .follows_from = {"license-restricted-as-permissive"},
     .check = license_placeholder},
    {.id = "license-pointer",
     .area = Area::license_text,
     .severity = Severity::warning,
     .title = "the license file only names another place",
     .reason = "What stands at an address changes, and does not travel with the copy.",
     .cure = "Put the terms themselves beside the weights.",
     .example = {.fires = "echo 'See https://example.com/license' > LICENSE", .silenced = "cp ../example/LICENSE ."},
     .needs = Needs::heads,
     .check = license_pointer},
    {.id = "license-notice-only",
     .area = Area::license_text,
     .severity = Severity::warning,
     .title = "the license file names a license without its terms",
     .reason = "A short notice is for source files; the license asks for its full text in the distribution.",
     .cure = "Add the full text of the license that is named.",
     .example =
         {.fires =
              R"sh(echo 'Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.' > LICENSE)sh",
          .silenced = "cp ../example/LICENSE ."},
     .needs = Needs::heads,
     .check = license_notice_only},
    {.id = "license-unknown",
     .area = Area::license_text,
     .title = "a license text that matches nothing known",
     .reason = "Unknown terms are not permissive terms: someone has to read them.",
     .cure = "Read the text; if it has a name, declare it in the card with license_name and license_link.",
     .example = {.fires = "echo 'Everyone may use these weights on Mondays, and nobody may use them on any other day "
                          "of the week.' > LICENSE",
                 .silenced = "cp ../example/LICENSE ."},
     .needs = Needs::heads,
     .follows_from = {"license-restricted-as-permissive"},
     .check = license_unknown},
    {.id = "license-text-unsafe",
     .area = Area::license_text,
     .severity = Severity::warning,
     .title = "a license text that reads otherwise than it is",
     .reason = "Signs that turn the order of letters, letters of two scripts in one word, scripts, styles and pictures "
               "of a page show a reader another text than the one that is compared.",
     .cure = "Replace the file by the license's published text.",
     .example = {.fires =
                     R"sh(sed 's/without limitation/'"$(printf '\342\200\256')"'&/' ../example/LICENSE > LICENSE)sh",
                 .silenced = "cp ../example/LICENSE ."},
     .needs = Needs::heads,
     .check = license_text_unsafe},
    {.id = "license-altered",
     .area = Area::license_text,
     .severity = Severity::warning,
     .title = "a known license with words changed, added or missing",
     .reason = "One word turns a permission into a prohibition; likeness is not identity.",
     .cure = "Read the lines that are named, or replace the file by the license's published text.",
     .example = {.fires = "sed 's/royalty-free, irrevocable/irrevocable/' ../example/LICENSE > LICENSE",
                 .silenced = "cp ../example/LICENSE ."},
     .needs = Needs::heads,
     .check = license_altered},
    {.id = "license-conflicting",
     .area = Area::license_text,
     .severity = Severity::warning,
     .title = "two license files, and no word which covers the weights",
     .reason = "Users will pick the one they like.",
     .cure = "Name the files for what they cover (LICENSE-MODEL, LICENSE-CODE), or say it in the card.",
     .example = {.given = R"sh(cat > ../ISC <<'END'
The ISC License

Permission to use, copy, modify, and/or distribute this software for any
purpose with or without fee is hereby granted, provided that the above
copyright notice and this permission notice appear in all copies.

THE SOFTWARE IS PROVIDED "AS IS" AND THE AUTHOR DISCLAIMS ALL WARRANTIES
WITH REGARD TO THIS SOFTWARE INCLUDING ALL IMPLIED WARRANTIES OF
MERCHANTABILITY AND FITNESS. IN NO EVENT SHALL THE AUTHOR BE LIABLE FOR
ANY SPECIAL, DIRECT, INDIRECT, OR CONSEQUENTIAL DAMAGES OR ANY DAMAGES
WHATSOEVER RESULTING FROM LOSS OF USE, DATA OR PROFITS, WHETHER IN AN
ACTION OF CONTRACT, NEGLIGENCE OR OTHER TORTIOUS ACTION, ARISING OUT OF OR
IN CONNECTION WITH THE USE OR PERFORMANCE OF THIS SOFTWARE.
END)sh",
                 .fires = "cp ../ISC LICENSE.ISC",
                 .silenced = "mv LICENSE.ISC LICENSE-CODE"},
     .needs = Needs::heads,
     .check = license_conflicting},
};

}  // namespace

std::span<const Rule> license_rules() { return license_table; }

}  // namespace weightcheck::policy
