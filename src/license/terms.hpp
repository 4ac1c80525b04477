// SPDX-License-Identifier: Apache-2.0
// What licenses ask for, as attributes that rules compare. Where nothing is known the attribute says so: unknown is
// never permission. Not legal advice.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace weightcheck::license {

enum class Answer : std::uint8_t { unknown, no, yes };
enum class Commercial : std::uint8_t { unknown, no, conditional, yes };
enum class Derivatives : std::uint8_t { unknown, no_distribution, yes };
enum class NoticeFile : std::uint8_t { unknown, no, if_upstream_has, required };
// file: per file; full: the whole work; same_terms: the agreement itself must travel; use_restrictions: only its
// restrictions must.
enum class ShareAlike : std::uint8_t { unknown, none, use_restrictions, file, same_terms, full };
enum class UseRestrictions : std::uint8_t { unknown, none, policy, pass_through };

struct LicenseTerms {
  std::string id;
  std::string kind;        // empty for a license; "use-policy" for rules that a license refers to
  std::string policy_of;   // of a use policy: the id of that license
  std::string edition_of;  // an edition beside the one with this id, whose names mean any of them
  std::string title;
  std::string publisher;
  std::vector<std::string> hub_ids;        // what model cards call it in `license`
  std::vector<std::string> license_names;  // ... and in `license_name`; several licenses may share one
  std::vector<std::string> models;  // patterns of models known to be published under it: OWNER/NAME, or NAME alone
  std::string spdx;                 // empty where the SPDX list does not have it
  std::string family;               // "permissive", "llama", "ambiguous", ...

  Answer osi_approved = Answer::unknown;
  Commercial commercial = Commercial::unknown;
  std::string commercial_limit;  // in words, where it is conditional
  Answer redistribution = Answer::unknown;
  Derivatives derivatives = Derivatives::unknown;
  Answer copy_required = Answer::unknown;  // the license text must go along
  NoticeFile notice_file = NoticeFile::unknown;
  std::vector<std::string> notice_keywords;   // that a required notice holds
  std::vector<std::string> notice_sentences;  // ... and word for word, years apart, where the license gives the words
  Answer state_changes = Answer::unknown;
  std::string display_attribution;               // in words; empty: none known
  std::vector<std::string> attribution_phrases;  // any of which a card must show
  std::string name_prefix;                       // of the names of derived models
  ShareAlike share_alike = ShareAlike::unknown;
  UseRestrictions use_restrictions = UseRestrictions::unknown;
  std::string train_other_models = "unknown";  // "yes", "no", "no-other-LLM", "yes-with-name-prefix", ...
  std::string territory_excluded;
  std::string termination;
  std::string note;

  std::string source;    // where this was read
  std::string verified;  // how: "text-read", "well-known", "secondary", "hub-list", "name-only", "unverified"
  std::string as_of;     // the month or day it was true in

  friend bool operator==(const LicenseTerms&, const LicenseTerms&) = default;
};

// A hub id or name that stands for several licenses ("bsd", "gpl", "openrail"): its text has to say which.
[[nodiscard]] bool is_ambiguous(const LicenseTerms& terms);

// Is it the license that goes by a name, or an edition of it? Hubs have one id for all of Google's terms for Gemma.
[[nodiscard]] bool is_an_edition(const LicenseTerms& terms, const LicenseTerms& named);

// "other" and "unknown": ids by which a card says that no id fits.
[[nodiscard]] bool is_custom(const LicenseTerms& terms);

// Terms of which nothing is known but the name.
[[nodiscard]] LicenseTerms unknown_terms(std::string_view id);

// Of each attribute what asks for more, where a name stands for one or the other.
[[nodiscard]] LicenseTerms strictest(const LicenseTerms& one, const LicenseTerms& other);

}  // namespace weightcheck::license
