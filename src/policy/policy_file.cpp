// SPDX-License-Identifier: Apache-2.0
// One function a member; each refuses what it does not know.
#include "policy/policy_file.hpp"

#include <algorithm>

#include "base/escape.hpp"
#include "base/limits.hpp"
#include "hubs/upstream_pattern.hpp"
#include "hubs/url.hpp"
#include "json/parse.hpp"
#include "license/spdx_expression.hpp"
#include "policy/document_reader.hpp"
#include "policy/rule.hpp"
#include "policy/wording.hpp"

namespace weightcheck::policy {
namespace {

using json::Value;

constexpr std::uint64_t version_read = 1;

std::string in_brackets(const std::vector<std::string>& ids) {
  return ids.empty() ? "" : " (" + joined(Names(ids.begin(), ids.end())) + ")";
}

class Reader {
 public:
  Reader(std::string_view text, const license::Catalogue& known) : document_(text), known_(known) {}

  Result<Demands> read(const Value& policy) {
    if (Status version = check_version(policy); !version.ok()) return version.error();
    demands_.checks.clear();
    const auto by = [this](Status (Reader::*member)(const Value&, const Route&)) {
      return [this, member](const Value& value, const Route& route) { return (this->*member)(value, route); };
    };
    const MemberReader members[] = {
        {"schema_version", [](const Value&, const Route&) { return Status(done); }},
        {"$schema", by(&Reader::skip_text)},  // for editors
        {"checks", by(&Reader::read_checks)},
        {"fail_on", by(&Reader::read_fail_on)},
        {"trust", by(&Reader::read_trust)},
        {"signers", by(&Reader::read_signers)},
        {"upstreams", by(&Reader::read_upstreams)},
        {"commit", by(&Reader::read_commit)},
        {"licenses", by(&Reader::read_licenses)},
        {"levels", by(&Reader::read_levels)},
        {"waivers", by(&Reader::read_waivers)},
    };
    if (Status read = document_.members(policy, {}, "a policy", members); !read.ok()) return read.error();
    if (demands_.checks.empty()) return document_.fail({}, "the policy demands nothing: it has no checks");
    if (demands_.licenses != LicenseDemands{} && !demands_.demands(CheckId::license))
      return document_.fail({"licenses"}, "licenses are asked for, and the license check is not among the checks");
    return std::move(demands_);
  }

 private:
  [[nodiscard]] Status check_version(const Value& policy) const {
    if (!policy.is_object()) return document_.fail({}, "a policy is an object in braces");
    const auto version = policy.find("schema_version");
    if (!version) return document_.fail({}, "schema_version is missing; it is 1");
    if (version->as_uint() == version_read) return done;
    return document_.fail({"schema_version"}, "schema_version is to be 1, the only one that this program reads",
                          version->as_uint() ? ErrorCode::unsupported : ErrorCode::malformed);
  }

  Status skip_text(const Value& value, const Route& route) {
    const auto text = document_.text(value, route);
    return text.ok() ? Status(done) : text.error();
  }

  Status read_checks(const Value& value, const Route& route) {
    const auto texts = document_.texts(value, route, "a policy that demands nothing is refused");
    if (!texts.ok()) return texts.error();
    Names names;
    for (const CheckId check : all_checks)
      names.push_back(policy::name_of(check));
    for (std::size_t i = 0; i < texts->size(); ++i) {
      const auto place = document_.word((*texts)[i], route / i, names);
      if (!place.ok()) return place.error();
      demands_.checks.push_back(all_checks[*place]);
    }
    std::ranges::sort(demands_.checks);
    return done;
  }

  Status read_fail_on(const Value& value, const Route& route) {
    const auto word = document_.word(value, route, {"warning", "error"});
    if (!word.ok()) return word.error();
    demands_.fail_on = *word == 0 ? Severity::warning : Severity::error;
    return done;
  }

  Status read_trust(const Value& value, const Route& route) {
    const auto word = document_.word(value, route, {"self", "pinned", "signed", "pinned+signed"});
    if (!word.ok()) return word.error();
    if (*word == 0) demands_.trust_min = evidence::Trust::self;
    if (*word == 1 || *word == 3) demands_.trust_min = evidence::Trust::pinned;
    if (*word >= 2) demands_.signature = Signed::required;
    return done;
  }

  // Functions that put what they read where they are told.
  template <typename T>
  static auto into(std::optional<T>& place, const auto& read) {
    return [&place, read](const Value& value, const Route& route) {
      Result<T> result = read(value, route);
      if (!result.ok()) return Status(result.error());
      place = *std::move(result);
      return Status(done);
    };
  }

  // Whoever names signers asks for a signature.
  Status read_signers(const Value& value, const Route& route) {
    const auto entries = document_.array(value, route, "it would allow nobody; leave it out to allow any");
    if (!entries.ok()) return entries.error();
    for (std::size_t i = 0; i < entries->size(); ++i) {
      auto signer = read_signer((*entries)[i], route / i);
      if (!signer.ok()) return signer.error();
      if (std::ranges::find(demands_.signers, *signer) != demands_.signers.end())
        return document_.fail(route / i, name_of(route / i) + " stands there twice");
      demands_.signers.push_back(*std::move(signer));
    }
    demands_.signature = Signed::required;
    return done;
  }

  [[nodiscard]] Result<AllowedSigner> read_signer(const Value& value, const Route& route) const {
    std::optional<std::string> key, root, identity, issuer;
    const auto text = [this](const Value& v, const Route& r) { return document_.text(v, r); };
    const auto digest = [this](const Value& v, const Route& r) { return read_fingerprint(v, r); };
    const MemberReader members[] = {
        {"key", into(key, digest)},
        {"root", into(root, digest)},
        {"identity", into(identity, text)},
        {"issuer", into(issuer, text)},
    };
    if (Status read = document_.members(value, route, "a signer", members); !read.ok()) return read.error();
    const bool is_key = key && !root && !identity && !issuer;
    const bool is_certificate = !key && root && !issuer, is_keyless = !key && identity && issuer;
    if (!is_key && !is_certificate && !is_keyless)
      return document_.fail(route, name_of(route) +
                                       " is to be a key; or a root, with an identity below it or without; or an "
                                       "identity and its issuer, with a root or without");
    return AllowedSigner{.key = key.value_or(""),
                         .root = root.value_or(""),
                         .identity = identity.value_or(""),
                         .issuer = issuer.value_or("")};
  }

  // As reports write it; without the word before it.
  [[nodiscard]] Result<std::string> read_fingerprint(const Value& value, const Route& route) const {
    constexpr std::string_view begin = "sha256:";
    const std::string* text = value.as_string();
    if (text != nullptr && text->starts_with(begin)) {
      if (const auto digest = Digest::parse(text->substr(begin.size()))) return digest->hex();
    }
    return document_.fail(route, name_of(route) + " is to be sha256: and 64 lower-case hexadecimal digits");
  }

  Status read_upstreams(const Value& value, const Route& route) {
    auto texts = document_.texts(value, route, "it would allow no upstream; leave it out to allow any");
    if (!texts.ok()) return texts.error();
    for (std::size_t i = 0; i < texts->size(); ++i) {
      const std::string& text = (*texts)[i];
      // With its scheme or prefix: a policy is read long after it was written, and by editors through its schema.
      const bool is_address = hubs::is_short_form(text) || text.find("://") != std::string::npos;
      const auto checked = is_address ? hubs::UpstreamPattern::parse(text) : hubs::no_scheme();
      if (!checked.ok()) return document_.fail(route / i, name_of(route / i) + ": " + checked.error().message);
    }
    demands_.upstreams = *std::move(texts);
    return done;
  }

  Status read_commit(const Value& value, const Route& route) {
    const auto text = document_.text(value, route);
    if (!text.ok()) return text.error();
    demands_.commit = git::ObjectId::parse(*text);
    if (demands_.commit) return done;
    return document_.fail(route,
                          "commit is to be a full commit id, 40 or 64 lower-case hexadecimal digits; branches, tags "
                          "and short ids move");
  }

  Status read_licenses(const Value& value, const Route& route) {
    LicenseDemands& licenses = demands_.licenses;
    const auto list = [this](std::vector<std::string>& into) {
      return [this, &into](const Value& entries, const Route& here) { return read_license_list(entries, here, into); };
    };
    const MemberReader members[] = {
        {"allow", list(licenses.allow)},
        {"deny", list(licenses.deny)},
        {"commercial",
         [&](const Value& use, const Route& here) {
           const auto word = document_.word(use, here, {"required"});
           if (!word.ok()) return Status(word.error());
           licenses.commercial = CommercialUse::required;
           return Status(done);
         }},
    };
    if (Status read = document_.members(value, route, "licenses", members); !read.ok()) return read;
    if (licenses == LicenseDemands{}) return document_.fail(route, "licenses is empty: it asks for nothing");
    for (const std::string& allowed : licenses.allow) {
      if (std::ranges::find(licenses.deny, allowed) != licenses.deny.end())
        return document_.fail(route, quoted_text(allowed) + " is both allowed and denied");
    }
    return done;
  }

  Status read_license_list(const Value& value, const Route& route, std::vector<std::string>& into) const {
    auto texts = document_.texts(value, route, "leave it out where it has nothing to say");
    if (!texts.ok()) return texts.error();
    for (std::size_t i = 0; i < texts->size(); ++i) {
      if (Status checked = check_license((*texts)[i], route / i); !checked.ok()) return checked;
    }
    into = *std::move(texts);
    return done;
  }

  // A name that no license has would deny nothing, so it is no harmless mistake.
  [[nodiscard]] Status check_license(const std::string& text, const Route& route) const {
    if (known_.resolve_id(text).kind != license::NameKind::unknown) return check_name(text, route);
    const auto expression = license::parse_expression(text);
    if (!expression.ok()) {
      return document_.fail(route, quoted_text(text) + " is neither a license that is known here nor an expression: " +
                                       expression.error().message);
    }
    const auto unlisted = license::unlisted_ids_of(*expression);
    for (const std::string& id : unlisted) {
      if (Status checked = check_name(id, route); !checked.ok()) return checked;
    }
    for (const std::string& id : license::ids_of(*expression)) {
      if (std::ranges::find(unlisted, id) != unlisted.end() || id.find("LicenseRef-") != std::string::npos) continue;
      if (Status checked = check_name(id, route); !checked.ok()) return checked;
    }
    return done;
  }

  [[nodiscard]] Status check_name(const std::string& id, const Route& route) const {
    const auto resolved = known_.resolve_id(id);
    switch (resolved.kind) {
      case license::NameKind::known:
      case license::NameKind::listed:
        return done;
      case license::NameKind::ambiguous:
        return document_.fail(route, quoted_text(id) + " stands for several licenses" +
                                         in_brackets(resolved.candidates) + "; name those that are meant");
      case license::NameKind::custom:
        return document_.fail(route, quoted_text(id) + " names no license, it says that none of the names fits");
      case license::NameKind::unknown:
        break;
    }
    const auto candidates = known_.suggestions(id);
    const Names near(candidates.begin(), candidates.end());
    return document_.fail(route, quoted_text(id) + " is no license that is known here" +
                                     (near.empty() ? "" : "; did you mean " + joined(near) + "?"));
  }

  [[nodiscard]] Result<const Rule*> find_adjustable(const std::string& id, const Route& route,
                                                    std::string_view if_locked) const {
    const Rule* rule = find_rule(id);
    if (rule != nullptr && rule->level == Level::locked)
      return document_.fail(route, id + " is fixed: " + std::string(if_locked));
    if (rule != nullptr) return rule;
    Names ids;
    for (const Rule* one : rule_table())
      ids.push_back(one->id);
    const std::string near = did_you_mean(id, ids);
    return document_.fail(
        route, "no rule is called " + quoted_text(id) + (near.empty() ? "; `weightcheck explain` lists them" : near));
  }

  Status read_levels(const Value& value, const Route& route) {
    if (!value.is_object()) return document_.fail(route, "levels is to be an object of rules and their levels");
    for (const json::Member& member : value.members()) {
      const Route here = route / member.key;
      if (const auto rule = find_adjustable(member.key, here, "no policy changes its level"); !rule.ok())
        return rule.error();
      if (const std::string* word = member.value.as_string(); word != nullptr && *word == "off") {
        return document_.fail(here,
                              "'off' is no level: whatever is found is told; 'note' is the least, and a waiver "
                              "excuses single files");
      }
      const auto level = document_.word(member.value, here, {"note", "warning", "error"});
      if (!level.ok()) return level.error();
      demands_.levels.emplace(member.key, static_cast<Severity>(*level));
    }
    return done;
  }

  Status read_waivers(const Value& value, const Route& route) {
    if (value.is_array() && value.items().empty()) return done;
    const auto entries = document_.array(value, route, "");
    if (!entries.ok()) return entries.error();
    for (std::size_t i = 0; i < entries->size(); ++i) {
      auto waiver = read_waiver((*entries)[i], route / i);
      if (!waiver.ok()) return waiver.error();
      const auto same = std::ranges::find_if(demands_.waivers, [&](const Waiver& other) {
        return other.rule == waiver->rule && other.path == waiver->path;
      });
      if (same != demands_.waivers.end()) {
        return document_.fail(route / i, name_of(route / i) + " is for the rule and path of waivers[" +
                                             std::to_string(same - demands_.waivers.begin()) + "]");
      }
      demands_.waivers.push_back(*std::move(waiver));
    }
    return done;
  }

  [[nodiscard]] Result<Waiver> read_waiver(const Value& value, const Route& route) const {
    std::optional<std::string> rule, reason;
    std::optional<PathPattern> path;
    std::optional<Date> expires;
    const MemberReader members[] = {
        {"rule", into(rule, [this](const Value& v, const Route& r) { return read_waived_rule(v, r); })},
        {"path", into(path, [this](const Value& v, const Route& r) { return read_path(v, r); })},
        {"reason", into(reason, [this](const Value& v, const Route& r) { return read_reason(v, r); })},
        {"expires", into(expires, [this](const Value& v, const Route& r) { return read_date(v, r); })},
    };
    if (Status read = document_.members(value, route, "a waiver", members); !read.ok()) return read.error();
    for (const MemberReader& member : members) {
      if (!value.find(member.name)) {
        return document_.fail(route, name_of(route) + " has no " + std::string(member.name) +
                                         "; a waiver needs rule, path, reason and expires");
      }
    }
    return Waiver{.rule = *rule, .path = *path, .reason = *reason, .expires = *expires};
  }

  [[nodiscard]] Result<std::string> read_waived_rule(const Value& value, const Route& route) const {
    auto id = document_.text(value, route);
    if (!id.ok()) return id;
    const auto rule = find_adjustable(*id, route, "it cannot be waived");
    if (!rule.ok()) return rule.error();
    if ((*rule)->area == Area::policy) return document_.fail(route, *id + " is about the policy: it cannot be waived");
    return id;
  }

  [[nodiscard]] Result<PathPattern> read_path(const Value& value, const Route& route) const {
    const auto text = document_.text(value, route);
    if (!text.ok()) return text.error();
    auto pattern = PathPattern::parse(*text);
    if (pattern.ok()) return pattern;
    return document_.fail(route, name_of(route) + ": " + pattern.error().message, pattern.error().code);
  }

  [[nodiscard]] Result<std::string> read_reason(const Value& value, const Route& route) const {
    auto text = document_.text(value, route);
    if (!text.ok()) return text;
    if (text->size() > limits::policy_reason_bytes_max) {
      return document_.fail(route,
                            name_of(route) + " has " + std::to_string(text->size()) + " bytes, over the limit of " +
                                std::to_string(limits::policy_reason_bytes_max),
                            ErrorCode::limit);
    }
    if (text->find_first_not_of(' ') == std::string::npos || hides_characters(*text))
      return document_.fail(route, name_of(route) + " is to be one line of visible text");
    return text;
  }

  [[nodiscard]] Result<Date> read_date(const Value& value, const Route& route) const {
    const std::string* text = value.as_string();
    const auto date = text == nullptr ? std::nullopt : parse_date(*text);
    if (date) return *date;
    return document_.fail(route, name_of(route) + " is to be a day of the calendar, written YYYY-MM-DD");
  }

  DocumentReader document_;
  const license::Catalogue& known_;
  Demands demands_;
};

}  // namespace

Result<Demands> read_policy(std::string_view text, const license::Catalogue& known) {
  const auto policy = json::parse(text, {.bytes_max = limits::policy_bytes_max, .comments = json::Comments::allowed});
  if (!policy.ok()) return policy.error();
  return Reader(text, known).read(*policy);
}

}  // namespace weightcheck::policy
