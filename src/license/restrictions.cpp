// SPDX-License-Identifier: Apache-2.0
// Sentences are judged by the classes of their words and how near they stand. What is written without blanks is
// searched for signs that belong together.
#include "license/restrictions.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "base/ascii.hpp"
#include "base/word_list.hpp"
#include "license/classed_words.hpp"
#include "license/shown_prose.hpp"

namespace weightcheck::license {
namespace {

using Class = UseWord;

constexpr std::array<std::string_view, 22> gaps = {"for", "to",  "be",   "the", "a",   "in",   "für", "zu",
                                                   "zur", "zum", "pour", "la",  "per", "para", "de",  "voor",
                                                   "для", "à",   "il",   "di",  "och", "till"};
constexpr std::array<std::string_view, 26> others_in_prose = {
    "base",   "backbone", "dataset", "datasets", "original", "originally", "upstream",  "derived",  "third",
    "parent", "teacher",  "images",  "corpus",   "corpora",  "encoder",    "tokenizer", "vae",      "benchmark",
    "data",   "trained",  "prompt",  "prompts",  "if",       "demo",       "unlike",    "finetuned"};

// Signs of Chinese, Japanese, Korean, Arabic and others that no blank parts.
constexpr std::array<std::string_view, 60> fragments = {
    "非商业",           "非商用",           "非商業",          "非营利",       "非營利",         "不可商用",
    "禁止商",           "不得商",           "不能商用",        "不允许商",     "不允許商",       "禁止用于商",
    "禁止用於商",       "不得用于商",       "不得用於商",      "不可用于商",   "不能用于商",     "仅供研究",
    "仅供学术",         "仅供学习",         "仅供非",          "仅供个人",     "仅限研究",       "仅限学术",
    "仅限非",           "仅限个人",         "仅用于研究",      "仅用于学术",   "仅用于非",       "仅用于科研",
    "僅供研究",         "僅供學術",         "僅限研究",        "僅限學術",     "僅限非",         "只能用于研究",
    "商业使用需",       "商业用途需",       "商用需",          "商用须",       "商业使用须",     "不得用于任何商",
    "商用利用不可",     "商用利用禁止",     "商用禁止",        "商用利用は禁", "商用利用はでき", "商用利用を禁",
    "研究目的のみ",     "研究目的に限",     "研究用途に限",    "個人利用のみ", "営利目的での",   "비상업",
    "상업적 이용 금지", "상업적 사용 금지", "연구 목적으로만", "غير تجاري",    "غير التجاري",    "ห้ามใช้เพื่อการค้า"};
// ... that speak of a license for business, which one has to ask for.
constexpr std::array<std::string_view, 8> asking_fragments = {
    "商用许可", "商用授权", "商业授权", "商业许可", "商業授權", "商業許可", "商用ライセンス", "상업용 라이선스"};
constexpr std::array<std::string_view, 14> both_fragments = {
    "商业和非", "商业与非", "商业及非", "商业或非", "商业、非",     "商用和非",   "商用与非",
    "商用、非", "商業和非", "商業及非", "商用・非", "商用および非", "商用及び非", "상업 및 비상업"};

bool has(const ClassedWords& tokens, Class of) {
  return std::ranges::find(tokens, of, &ClassedWord::of) != tokens.end();
}

// Does one of `first` stand before one of `second`, with at most `between` words in between?
bool follows(const ClassedWords& tokens, Class first, Class second, std::size_t between) {
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    if (tokens[i].of != first) continue;
    for (std::size_t j = i + 1; j < std::min(tokens.size(), i + between + 2); ++j) {
      if (tokens[j].of == second) return true;
    }
  }
  return false;
}

bool near(const ClassedWords& tokens, Class one, Class other, std::size_t between) {
  return follows(tokens, one, other, between) || follows(tokens, other, one, between);
}

// "commercial and non-commercial": both are allowed, or forbidden, which is told by other words.
bool names_both(const ClassedWords& tokens) {
  const auto near_joined = [&](Class one, Class other) {
    for (std::size_t i = 0; i < tokens.size(); ++i) {
      if (tokens[i].of != one) continue;
      bool joined = false;
      for (std::size_t j = i + 1; j < std::min(tokens.size(), i + 6); ++j) {
        if (tokens[j].of == other && joined) return true;
        joined = joined || tokens[j].of == Class::joiner;
      }
    }
    return false;
  };
  return near_joined(Class::commercial, Class::noncommercial) || near_joined(Class::noncommercial, Class::commercial) ||
         near_joined(Class::research, Class::commercial) || near_joined(Class::commercial, Class::research);
}

bool forbids_business(const ClassedWords& tokens) {
  constexpr std::size_t near_words = 8;
  if (!has(tokens, Class::commercial)) return false;
  const bool free = follows(tokens, Class::negation, Class::limit, 2);  // "no restrictions on commercial use"
  if (free) return false;
  if (near(tokens, Class::commercial, Class::forbids, near_words)) return true;
  if (follows(tokens, Class::only, Class::commercial, 0)) return false;
  const bool negated =
      follows(tokens, Class::negation, Class::commercial, 6) ||
      (follows(tokens, Class::commercial, Class::negation, 6) && follows(tokens, Class::negation, Class::allows, 4));
  if (negated && !has(tokens, Class::grant)) return true;
  if (negated && !follows(tokens, Class::negation, Class::grant, 2)) return true;
  if (has(tokens, Class::negation)) return false;
  const bool is_asked_for = follows(tokens, Class::commercial, Class::grant, 0) && has(tokens, Class::requires_);
  return is_asked_for || (follows(tokens, Class::commercial, Class::requires_, 6) &&
                          follows(tokens, Class::requires_, Class::grant, 8));
}

// "for research only", "only for academic use", "nur für Forschung", "limited to personal use".
bool is_only_for_some(const ClassedWords& tokens) {
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    const bool wanted = tokens[i].of == Class::research || tokens[i].of == Class::noncommercial;
    if (!wanted) continue;
    for (std::size_t j = i; j-- > 0;) {  // backwards over what may stand between
      if (tokens[j].of == Class::only) return true;
      const bool between = tokens[j].of == Class::use || tokens[j].of == Class::research ||
                           tokens[j].of == Class::joiner || tokens[j].of == Class::allows ||
                           tokens[j].of == Class::noncommercial || is_among(tokens[j].text, gaps);
      if (!between || i - j > 6) break;
    }
    for (std::size_t j = i + 1; j < std::min(tokens.size(), i + 6); ++j) {
      if (tokens[j].of == Class::only &&
          (j > i + 1 || (i > 0 && tokens[i - 1].text == "for") || i + 2 == tokens.size()))
        return true;
      const bool between =
          tokens[j].of == Class::use || tokens[j].of == Class::joiner || tokens[j].of == Class::research;
      if (!between) break;
    }
  }
  return false;
}

// Is there a place of which this is so, of all or of the few behind another? A sentence may hold a million words.
template <typename IsIt>
bool any_place(const ClassedWords& tokens, const IsIt& is_it) {
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    if (is_it(i)) return true;
  }
  return false;
}

template <typename IsIt>
bool any_behind(const ClassedWords& tokens, std::size_t place, std::size_t within, const IsIt& is_it) {
  for (std::size_t i = place + 1; i < tokens.size() && i <= place + within; ++i) {
    if (is_it(i)) return true;
  }
  return false;
}

// Is a word of this class among the few before this place?
bool is_before(const ClassedWords& tokens, std::size_t place, Class wanted, std::size_t within) {
  const std::size_t begin = place - std::min(place, within);
  return std::ranges::any_of(tokens.begin() + static_cast<std::ptrdiff_t>(begin),
                             tokens.begin() + static_cast<std::ptrdiff_t>(place),
                             [&](const ClassedWord& token) { return token.of == wanted; });
}

// "may not", "cannot", "not allowed to", "never": not "without".
bool is_denied_at(const ClassedWords& tokens, std::size_t place) {
  constexpr std::size_t within = 4;
  for (std::size_t i = place - std::min(place, within); i < place; ++i) {
    const std::string_view word = tokens[i].text;
    if (tokens[i].of != Class::negation || word == "without" || word == "except") continue;
    const bool allows = (i > 0 && tokens[i - 1].of == Class::allows) || tokens[i + 1].of == Class::allows;
    if (allows || word == "cannot" || (i > 0 && tokens[i - 1].text == "must")) return true;
  }
  return false;
}

// "may not be redistributed", "redistribution is prohibited".
bool forbids_passing_on(const ClassedWords& tokens) {
  return any_place(tokens, [&](std::size_t i) {
    const std::string_view word = tokens[i].text;
    if (!word.starts_with("redistribut") && !word.starts_with("sublicens") && word != "resold" && word != "resell")
      return false;
    const bool is_forbidden = any_behind(tokens, i, 6, [&](std::size_t j) {
      return tokens[j].of == Class::forbids ||
             (tokens[j].of == Class::allows && is_before(tokens, j, Class::negation, 2));
    });
    return is_forbidden || is_denied_at(tokens, i);
  });
}

// "may not be used by companies with more than 100 employees".
bool shuts_out(const ClassedWords& tokens) {
  constexpr std::array<std::string_view, 14> parties = {
      "companies", "company",     "competitors", "corporations",  "employees",     "enterprises", "entities",
      "firms",     "governments", "military",    "organisations", "organizations", "corporation", "businesses"};
  return any_place(tokens, [&](std::size_t i) {
    if (tokens[i].text != "by" || i == 0 || !is_before(tokens, i, Class::use, 2)) return false;
    const bool is_denied = is_denied_at(tokens, i) || is_denied_at(tokens, i - 1);
    return is_denied && any_behind(tokens, i, 4, [&](std::size_t j) { return is_among(tokens[j].text, parties); });
  });
}

// "not for use in the European Union".
bool shuts_out_territory(const ClassedWords& tokens) {
  constexpr std::array<std::string_view, 14> places = {"california", "canada",   "china",   "eea",  "eu",
                                                       "europe",     "european", "germany", "iran", "italy",
                                                       "kingdom",    "korea",    "russia",  "uk"};
  const auto is_advice = [](const ClassedWord& token) { return token.text == "should"; };
  if (std::ranges::any_of(tokens, is_advice)) return false;
  return any_place(tokens, [&](std::size_t i) {
    const bool is_use = tokens[i].of == Class::use || tokens[i].text == "available" || tokens[i].text == "licensed" ||
                        tokens[i].of == Class::allows;
    if (!is_use || !is_before(tokens, i, Class::negation, 4)) return false;
    return any_behind(tokens, i, 6, [&](std::size_t j) {
      const auto is_within = [&](std::size_t k) { return tokens[k].text == "in" || tokens[k].text == "within"; };
      return is_among(tokens[j].text, places) && any_behind(tokens, i, j - i - 1, is_within);
    });
  });
}

// "Users with more than 10M MAU must request a license".
bool asks_to_get_license(const ClassedWords& tokens) {
  constexpr std::array<std::string_view, 9> verbs = {"acquire", "buy",      "get",     "obtain", "obtained",
                                                     "order",   "purchase", "request", "seek"};
  return any_place(tokens, [&](std::size_t i) {
    const bool is_it = is_among(tokens[i].text, verbs) && is_before(tokens, i, Class::requires_, 3) &&
                       !is_before(tokens, i, Class::negation, 4);
    return is_it && any_behind(tokens, i, 4, [&](std::size_t j) {
             return tokens[j].text == "license" || tokens[j].text == "licence";
           });
  });
}

// "you agree to pay a royalty".
bool asks_to_pay(const ClassedWords& tokens) {
  if (!has(tokens, Class::grant) || has(tokens, Class::negation)) return false;
  return any_place(tokens, [&](std::size_t i) {
    const bool agrees = i >= 2 && tokens[i - 2].text == "agree";
    return tokens[i].text == "pay" && (agrees || is_before(tokens, i, Class::requires_, 2));
  });
}

// "Previous versions were for research only": of those and not of this one.
bool is_of_earlier(const ClassedWords& tokens) {
  constexpr std::array<std::string_view, 5> earlier = {"earlier", "former", "older", "previous", "prior"};
  constexpr std::array<std::string_view, 3> articles = {"all", "our", "the"};
  const std::size_t first = !tokens.empty() && is_among(tokens[0].text, articles) ? 1 : 0;
  return first < tokens.size() && is_among(tokens[first].text, earlier);
}

bool holds_own_fragment(std::string_view sentence) {
  const auto in_sentence = [&](std::string_view part) { return sentence.find(part) != std::string_view::npos; };
  return std::ranges::any_of(fragments, in_sentence) && std::ranges::none_of(both_fragments, in_sentence);
}

bool asks_for_license(std::string_view sentence) {
  const auto in_sentence = [&](std::string_view part) { return sentence.find(part) != std::string_view::npos; };
  return std::ranges::any_of(asking_fragments, in_sentence) && !in_sentence("无需") && !in_sentence("不需");
}

// What only a text that binds says: "may not be passed on", "no use is permitted", "proprietary".
bool binds_reader(const ClassedWords& tokens) {
  constexpr std::array<std::string_view, 5> words = {"proprietary", "confidential", "unauthorized", "unauthorised",
                                                     "monthly"};
  const auto says = [&](std::string_view word) {
    return std::ranges::find(tokens, word, &ClassedWord::text) != tokens.end();
  };
  if (says("compliance") && says("except")) return false;  // the note that Apache-2.0 itself gives
  if (std::ranges::any_of(words, says)) return true;
  const bool acts = has(tokens, Class::use) || says("sell") || says("copy") || says("modify") || says("share") ||
                    says("sublicense") || says("resell");
  if (!acts) return false;
  const bool no_limits = follows(tokens, Class::negation, Class::limit, 3);
  return !no_limits &&
         (has(tokens, Class::forbids) || near(tokens, Class::negation, Class::allows, 6) ||
          near(tokens, Class::allows, Class::only, 2) || follows(tokens, Class::requires_, Class::negation, 1) ||
          (follows(tokens, Class::requires_, Class::grant, 6) && !has(tokens, Class::negation)));
}

bool restricts(std::string_view sentence, Prose prose) {
  if (holds_own_fragment(sentence) || asks_for_license(sentence)) return true;
  const ClassedWords tokens = classed_words_of(sentence);
  if (prose == Prose::notice && binds_reader(tokens)) return true;
  const bool of_others = prose == Prose::card && std::ranges::any_of(tokens, [](const ClassedWord& token) {
                           return is_among(token.text, others_in_prose);
                         });
  if (of_others || (prose == Prose::card && is_of_earlier(tokens))) return false;
  const bool describes = has(tokens, Class::intent);
  if (forbids_business(tokens) && (!describes || has(tokens, Class::forbids))) return true;
  if (forbids_passing_on(tokens) || shuts_out(tokens) || asks_to_get_license(tokens) || asks_to_pay(tokens))
    return true;
  if (!describes && shuts_out_territory(tokens)) return true;
  const bool both = names_both(tokens);
  if (has(tokens, Class::noncommercial) && !both && (!describes || has(tokens, Class::only))) return true;
  return !both && !describes && is_only_for_some(tokens);
}

}  // namespace

std::optional<std::string> restricting_sentence(std::string_view text, Prose prose) {
  constexpr std::size_t shown_max = 200;
  std::optional<std::string> found;
  for_each_shown_sentence(text, [&](std::string_view sentence) {
    if (found || !restricts(sentence, prose)) return;
    found = std::string(trimmed(sentence).substr(0, shown_max));
  });
  return found;
}

bool is_limited_name(std::string_view value) {
  const ClassedWords tokens = classed_words_of(value);
  const auto is_nc = [](const ClassedWord& token) {
    return token.of == Class::noncommercial || token.text == "nc" || token.text == "proprietary";
  };
  const bool limits = std::ranges::any_of(tokens, is_nc) || is_only_for_some(tokens) ||
                      follows(tokens, Class::negation, Class::commercial, 3) || holds_own_fragment(value);
  return limits && !names_both(tokens);
}

}  // namespace weightcheck::license
