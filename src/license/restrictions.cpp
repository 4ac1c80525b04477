// SPDX-License-Identifier: Apache-2.0
// Each word is of a class (a negation, "only", business, research ...), whatever its language; sentences are judged by
// their classes and how near they stand. What is written without blanks is searched for signs that belong together.
#include "license/restrictions.hpp"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include "base/ascii.hpp"
#include "license/lexicon.hpp"
#include "license/shown_prose.hpp"

namespace weightcheck::license {
namespace {

enum class Class : std::uint8_t {
  other,
  negation,
  joiner,
  noncommercial,
  commercial,
  only,
  research,
  use,
  forbids,
  allows,
  requires_,
  grant,
  intent,
  limit,
};

struct Stem {
  std::string_view text;  // a '*' at its end: the beginning of a word
  Class of;
};

// clang-format off
constexpr Stem stems[] = {
    {"no", Class::negation}, {"not", Class::negation}, {"non", Class::negation}, {"never", Class::negation},
    {"cannot", Class::negation}, {"without", Class::negation}, {"nicht", Class::negation}, {"kein*", Class::negation},
    {"pas", Class::negation}, {"aucun*", Class::negation}, {"niet", Class::negation}, {"geen", Class::negation},
    {"não", Class::negation}, {"nao", Class::negation}, {"não-comercial", Class::noncommercial},
    {"ningún", Class::negation}, {"nessun", Class::negation}, {"не", Class::negation}, {"nie", Class::negation},
    {"nobody", Class::negation}, {"nor", Class::negation}, {"icke", Class::negation}, {"ikke", Class::negation},
    {"except", Class::negation}, {"ohne", Class::negation}, {"sans", Class::negation}, {"sin", Class::negation},
    {"and", Class::joiner}, {"or", Class::joiner}, {"und", Class::joiner}, {"oder", Class::joiner},
    {"et", Class::joiner}, {"ou", Class::joiner}, {"y", Class::joiner}, {"o", Class::joiner}, {"e", Class::joiner},
    {"en", Class::joiner}, {"и", Class::joiner}, {"или", Class::joiner}, {"as", Class::joiner},
    {"both", Class::joiner}, {"well", Class::joiner}, {"i", Class::joiner}, {"och", Class::joiner},
    {"noncommerc*", Class::noncommercial}, {"nichtkommerz*", Class::noncommercial}, {"некоммерч*", Class::noncommercial},
    {"niekomercyj*", Class::noncommercial}, {"nicht-kommerz*", Class::noncommercial},
    {"nichtgewerb*", Class::noncommercial}, {"nonprofit", Class::noncommercial},
    {"commerc*", Class::commercial}, {"kommerz*", Class::commercial}, {"gewerb*", Class::commercial},
    {"comerc*", Class::commercial}, {"коммерч*", Class::commercial}, {"ticari", Class::commercial},
    {"komercyj*", Class::commercial}, {"kommersi*", Class::commercial}, {"business*", Class::commercial},
    {"kaupalli*", Class::commercial},
    {"only", Class::only}, {"solely", Class::only}, {"exclusively", Class::only}, {"strictly", Class::only},
    {"purely", Class::only}, {"restricted", Class::only}, {"limited", Class::only}, {"nur", Class::only},
    {"ausschließlich*", Class::only}, {"ausschliesslich*", Class::only}, {"lediglich", Class::only},
    {"uniquement", Class::only}, {"exclusivement", Class::only}, {"seulement", Class::only}, {"solo", Class::only},
    {"sólo", Class::only}, {"solamente", Class::only}, {"únicamente", Class::only}, {"unicamente", Class::only},
    {"exclusivamente", Class::only}, {"apenas", Class::only}, {"somente", Class::only},
    {"esclusivamente", Class::only}, {"soltanto", Class::only}, {"alleen", Class::only},
    {"uitsluitend", Class::only}, {"только", Class::only}, {"исключительно", Class::only}, {"tylko", Class::only},
    {"wyłącznie", Class::only}, {"sadece", Class::only}, {"yalnızca", Class::only}, {"endast", Class::only},
    {"bara", Class::only}, {"kun", Class::only}, {"vain", Class::only}, {"csak", Class::only},
    {"réservé*", Class::only},
    {"research*", Class::research}, {"academi*", Class::research}, {"evaluation", Class::research},
    {"educational", Class::research}, {"education", Class::research}, {"personal", Class::research},
    {"private", Class::research}, {"internal", Class::research}, {"scientific", Class::research},
    {"hobby*", Class::research}, {"students", Class::research}, {"teaching", Class::research},
    {"universit*", Class::research}, {"forschung*", Class::research}, {"wissenschaft*", Class::research},
    {"studien*", Class::research}, {"privat*", Class::research}, {"recherche*", Class::research},
    {"académi*", Class::research}, {"personnel*", Class::research}, {"investigación", Class::research},
    {"investigacion", Class::research}, {"pesquisa*", Class::research}, {"acadêmic*", Class::research},
    {"ricerca*", Class::research}, {"onderzoek*", Class::research}, {"исследоват*", Class::research},
    {"научн*", Class::research}, {"badań", Class::research}, {"badawcz*", Class::research},
    {"naukow*", Class::research}, {"araştırma*", Class::research}, {"forskning*", Class::research},
    {"tutkimu*", Class::research}, {"kutatás*", Class::research}, {"non-profit*", Class::research},
    {"use", Class::use}, {"uses", Class::use}, {"used", Class::use}, {"usage", Class::use}, {"using", Class::use},
    {"utilize*", Class::use}, {"purpose", Class::use}, {"purposes", Class::use}, {"exploit*", Class::use},
    {"application*", Class::use}, {"product*", Class::use}, {"service*", Class::use}, {"deploy*", Class::use},
    {"distribut*", Class::use}, {"redistribut*", Class::use}, {"sale", Class::use}, {"verwend*", Class::use},
    {"nutz*", Class::use}, {"zweck*", Class::use}, {"usag*", Class::use}, {"utilis*", Class::use},
    {"uso", Class::use}, {"usos", Class::use}, {"utilizz*", Class::use}, {"gebruik*", Class::use},
    {"использ*", Class::use}, {"użyt*", Class::use}, {"kullan*", Class::use}, 
    {"user*", Class::use}, {"entit*", Class::use}, {"fin", Class::use}, {"fins", Class::use}, {"fines", Class::use},
    {"prohibit*", Class::forbids}, {"forbid*", Class::forbids}, {"disallow*", Class::forbids},
    {"banned", Class::forbids}, {"barred", Class::forbids}, {"excluded", Class::forbids},
    {"untersag*", Class::forbids}, {"verboten*", Class::forbids}, {"unzulässig*", Class::forbids},
    {"ausgeschlossen*", Class::forbids}, {"interdi*", Class::forbids}, {"prohib*", Class::forbids},
    {"vietat*", Class::forbids}, {"proibid*", Class::forbids}, {"verboden", Class::forbids},
    {"запрещ*", Class::forbids}, {"zabron*", Class::forbids}, {"zakaz*", Class::forbids}, {"yasak*", Class::forbids},
    {"förbju*", Class::forbids}, {"forbud*", Class::forbids}, {"kielle*", Class::forbids},
    {"permit*", Class::allows}, {"allow*", Class::allows}, {"granted", Class::allows}, {"authoris*", Class::allows},
    {"authoriz*", Class::allows}, {"gestattet", Class::allows}, {"erlaubt", Class::allows},
    {"zulässig", Class::allows}, {"autoris*", Class::allows}, {"permis*", Class::allows},
    {"autoriz*", Class::allows}, {"consentit*", Class::allows}, {"toegestaan", Class::allows},
    {"разреш*", Class::allows}, {"dozwol*", Class::allows}, {"may", Class::allows}, {"can", Class::allows},
    {"require*", Class::requires_}, {"need*", Class::requires_}, {"benötig*", Class::requires_},
    {"erforder*", Class::requires_}, {"bedarf", Class::requires_}, {"nécessit*", Class::requires_},
    {"requier*", Class::requires_}, {"richied*", Class::requires_}, {"требу*", Class::requires_},
    {"must", Class::requires_}, {"contact", Class::requires_}, {"apply", Class::requires_},
    {"licen*", Class::grant}, {"fee", Class::grant}, {"fees", Class::grant}, {"consent", Class::grant},
    {"agreement", Class::grant}, {"subscription", Class::grant}, {"payment", Class::grant}, {"paid", Class::grant},
    {"royalt*", Class::grant}, {"lizenz*", Class::grant}, {"genehmigung", Class::grant},
    {"zustimmung", Class::grant}, {"лиценз*", Class::grant},
    {"intend*", Class::intent}, {"recommend*", Class::intent}, {"designed", Class::intent}, {"meant", Class::intent},
    {"primar*", Class::intent}, {"mainly", Class::intent}, {"suitable", Class::intent}, {"aim*", Class::intent},
    {"support*", Class::intent}, {"evaluated", Class::intent}, {"gedacht", Class::intent}, {"ready", Class::intent},
    {"restrict*", Class::limit}, {"limitation*", Class::limit}, {"limit*", Class::limit},
};
// clang-format on
constexpr std::array<std::string_view, 22> gaps = {"for", "to",  "be",   "the", "a",   "in",   "für", "zu",
                                                   "zur", "zum", "pour", "la",  "per", "para", "de",  "voor",
                                                   "для", "à",   "il",   "di",  "och", "till"};
constexpr std::array<std::string_view, 26> others = {
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

struct ClassedWord {
  std::string text;
  Class of = Class::other;
};
using ClassedWords = std::vector<ClassedWord>;

// By the first byte, since a card may hold a million words.
const std::array<std::vector<Stem>, 256>& stems_by_byte() {
  static const std::array<std::vector<Stem>, 256> all = [] {
    std::array<std::vector<Stem>, 256> out;
    for (const Stem& stem : stems)
      out.at(static_cast<unsigned char>(stem.text[0])).push_back(stem);
    return out;
  }();
  return all;
}

Class class_of(std::string_view word) {
  for (const Stem& stem : stems_by_byte().at(static_cast<unsigned char>(word[0]))) {
    const bool open = stem.text.ends_with('*');
    if (open ? word.starts_with(stem.text.substr(0, stem.text.size() - 1)) : word == stem.text) return stem.of;
  }
  return Class::other;
}

// "non-commercial", "nicht kommerziell", "ticari olmayan" are one word each.
void join_negated(ClassedWords& tokens) {
  constexpr std::array<std::string_view, 8> prefixes = {"non", "nicht", "niet", "não", "nao", "icke", "ikke", "nie"};
  ClassedWords out;
  for (ClassedWord& token : tokens) {
    const bool negated = !out.empty() && token.of == Class::commercial &&
                         std::ranges::find(prefixes, std::string_view(out.back().text)) != prefixes.end();
    const bool no_romance = !out.empty() && out.back().text == "no" && token.text.starts_with("comercial");
    if (negated || no_romance) {
      out.back() = {out.back().text + token.text, Class::noncommercial};
    } else if (!out.empty() && token.text == "olmayan" && out.back().of == Class::commercial) {
      out.back().of = Class::noncommercial;
    } else if (!out.empty() && out.back().of == Class::negation && token.of == Class::only) {
      out.back().of = token.of = Class::other;  // "not only", "not limited to"
      out.push_back(std::move(token));
    } else {
      out.push_back(std::move(token));
    }
  }
  tokens = std::move(out);
}

ClassedWords classed_words_of(std::string_view sentence) {
  ClassedWords tokens;
  std::string word;
  const auto end_word = [&] {
    if (word.empty()) return;
    std::string lower = lower_case(word);
    const Class of = class_of(lower);
    tokens.push_back({std::move(lower), of});
    word.clear();
  };
  for (const char c : sentence) {
    if (is_alnum(c) || !is_ascii(c)) {
      word += c;
    } else if (c != '\'' && c != '*' && c != '_') {
      end_word();
    }
  }
  end_word();
  join_negated(tokens);
  return tokens;
}

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
                           tokens[j].of == Class::noncommercial ||
                           std::ranges::find(gaps, std::string_view(tokens[j].text)) != gaps.end();
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
                           return std::ranges::find(others, std::string_view(token.text)) != others.end();
                         });
  if (of_others) return false;
  const bool describes = has(tokens, Class::intent);
  if (forbids_business(tokens) && (!describes || has(tokens, Class::forbids))) return true;
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
