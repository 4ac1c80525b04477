// SPDX-License-Identifier: Apache-2.0
// One table of stems, looked up by their first byte.
#include "license/classed_words.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "base/ascii.hpp"
#include "base/word_list.hpp"
#include "license/lexicon.hpp"

namespace weightcheck::license {
namespace {

using Class = UseWord;

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
    const bool negated = !out.empty() && token.of == Class::commercial && is_among(out.back().text, prefixes);
    const bool no_romance = !out.empty() && out.back().text == "no" && token.text.starts_with("comercial");
    if (negated || no_romance) {
      out.back() = {out.back().text + token.text, Class::noncommercial};
    } else if (!out.empty() && token.text == "olmayan" && out.back().of == Class::commercial) {
      out.back().of = Class::noncommercial;
    } else if (!out.empty() && out.back().of == Class::negation && token.of == Class::only) {
      out.back().of = token.of = Class::other;  // "not only", "not limited to"
      out.push_back(std::move(token));
    } else if (!out.empty() && out.back().of == Class::negation && token.of == Class::forbids) {
      out.back().of = Class::other;  // "not prohibited"
      token.of = Class::allows;
      out.push_back(std::move(token));
    } else if (!out.empty() && out.back().text == "in" && token.text == "support") {
      token.of = Class::other;  // "for research only in support of a paper" intends nothing
      out.push_back(std::move(token));
    } else {
      out.push_back(std::move(token));
    }
  }
  tokens = std::move(out);
}

}  // namespace

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

}  // namespace weightcheck::license
