// SPDX-License-Identifier: Apache-2.0
// The order of questions: is it a known text to the word; how alike is the nearest; is a known text inside; does it at
// least name one.
#include "license/identify.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "base/ascii.hpp"
#include "base/limits.hpp"
#include "license/compare.hpp"
#include "license/difference.hpp"
#include "license/document_form.hpp"
#include "license/fingerprints.hpp"
#include "license/mentions.hpp"
#include "license/names.hpp"
#include "license/or_later.hpp"
#include "license/order.hpp"
#include "license/own_notice.hpp"
#include "license/plain_text.hpp"
#include "license/restrictions.hpp"
#include "license/spdx_ids.hpp"
#include "license/terms_beyond.hpp"
#include "license/vocabulary.hpp"
#include "license/words.hpp"

namespace weightcheck::license {
namespace {

constexpr std::size_t words_min = 8;  // fewer say nothing
constexpr std::size_t pointer_words_max = 60;
constexpr std::size_t notice_words_max = 600;
constexpr double notice_below = 0.60;  // a text that is more alike than this is a damaged license, not a note about one
constexpr double nearest_min = 0.40;
constexpr double not_quite = 0.999;              // 1 is for exact alone
constexpr std::size_t obligation_distance = 6;   // words
constexpr std::size_t untitled_words_max = 420;  // the text of a longer license has its title in it
constexpr double name_confidence = 0.8;          // of a name without the terms: people name what they mean, mostly

bool obliges(const std::vector<Word>& words, const std::vector<std::size_t>& unexplained) {
  return std::any_of(unexplained.begin(), unexplained.end(), [&](std::size_t at) {
    const std::size_t begin = at > obligation_distance ? at - obligation_distance : 0;
    for (std::size_t i = begin; i < std::min(words.size(), at + obligation_distance + 1); ++i) {
      if (words[i].line == words[at].line && is_obligation_word(words[i].text)) return true;
    }
    return false;
  });
}

// A license of the SPDX list that does not limit by its own name: a notice that names it and limits is another's.
bool is_open(std::string_view id) {
  return spdx_license_id(id) && id.find("-NC") == std::string_view::npos && id.find("-ND") == std::string_view::npos;
}

class Identifier {
 public:
  Identifier(ByteSpan text, std::string_view file_name)
      : plain_(plain_text(text, form_of(file_name))),
        read_(read_words(plain_.text)),
        general_(general_words(read_.words)),
        fingerprints_(Fingerprints::stock()) {
    result_.words = read_.words.size();
    result_.set_aside = std::move(read_.set_aside);
    result_.unsafe = plain_.found.oddities;
    result_.deceives = plain_.found.deceives;
    for (const std::uint32_t line : read_.look_alikes) {
      if (result_.unsafe.size() < oddities_max) result_.unsafe.push_back({line, "letters of two scripts in one word"});
    }
  }

  Identification run() {
    if (known_words()) return std::move(result_);
    if (read_.words.size() >= words_min && alike()) return std::move(result_);
    without_terms();
    return std::move(result_);
  }

 private:
  // The whole text by its hash: as it is; with the names in its blanks turned back; without the address by which the
  // license is known, which many a copy has below its title.
  bool known_words() {
    if (const auto known = fingerprints_.exact(joined(read_.words))) return whole(*known, Kind::exact);
    if (general_.changed) return false;
    if (general_.names_filled) {
      if (const auto known = fingerprints_.exact(joined(general_.words))) return whole(*known, Kind::match);
    }
    std::string named;
    std::vector<Word> others;
    for (const Word& word : general_.words) {
      const std::string id = word.text[0] == '@' ? license_of_address(std::string_view(word.text).substr(1)) : "";
      if (id.empty() || (!named.empty() && named != id)) {
        others.push_back(word);
      } else {
        named = id;
      }
    }
    if (named.empty()) return false;
    const auto known = fingerprints_.exact(joined(others));
    return known && lowered(fingerprints_.references()[*known].id) == named && whole(*known, Kind::match);
  }

  bool whole(std::size_t reference, Kind kind) {
    const Reference& known = fingerprints_.references()[reference];
    result_.rendering = plain_.marked_up && !known.marked_up;
    result_.kind = result_.rendering || !result_.unsafe.empty() ? Kind::variant : kind;
    result_.id = known.id;
    result_.confidence = result_.kind == Kind::exact ? 1 : not_quite;
    result_.same_words = !result_.deceives;
    if (kind == Kind::match) set_names_aside();
    return true;
  }

  void set_names_aside() {
    result_.set_aside.insert(result_.set_aside.end(), general_.names.begin(), general_.names.end());
    std::ranges::stable_sort(result_.set_aside, {}, &SetAside::line);
  }

  bool alike() {
    const TextBigrams bigrams = bigrams_of(general_.words);
    const std::vector<Likeness> ranking = likenesses(fingerprints_, bigrams);
    if (ranking.empty()) return false;
    best_ = ranking[0];
    const auto chosen = best_explanation(fingerprints_, ranking, general_.words, bigrams);
    if (!chosen) return false;
    result_.kind = chosen->dice >= alike_min ? Kind::variant : Kind::contains;
    tell(*chosen, bigrams);
    set_names_aside();
    return true;
  }

  void tell(const Likeness& likeness, const TextBigrams& bigrams) {
    const Reference& reference = fingerprints_.references()[likeness.reference];
    const std::vector<Word>& words = general_.words;
    Difference found = difference(fingerprints_, likeness, words, bigrams);
    result_.unexplained_words = found.unexplained.size();
    for (const std::size_t at : found.unexplained) {
      const std::uint32_t line = words[at].line;
      if (result_.unexplained_lines.empty() || result_.unexplained_lines.back() != line)
        result_.unexplained_lines.push_back(line);
    }
    result_.missing_words = found.missing_words;
    result_.missing_lines = std::move(found.missing_lines);
    const bool in_order = holds_in_order(words, {}, reference) || holds_in_order(words, found.unexplained, reference);
    const Near near = reference.common && reference.words <= untitled_words_max && in_order ? Near::common_terms
                      : spdx_license_id(reference.id)                                       ? Near::listed
                                                                                            : Near::publishers;
    const std::vector<Word> others = without_own_notices(words, fingerprints_, likeness.reference);
    const Difference beside =
        others.size() < words.size() ? difference(fingerprints_, likeness, others, bigrams_of(others)) : found;
    result_.obligation = obliges(others, beside.unexplained);
    result_.retitled = has_other_title(others, beside.foreign, near) ||
                       (near == Near::publishers && is_of_another(others, beside.foreign));
    result_.restricts = binds_to_more(others, beside.unexplained) || has_unexplained_look_alikes();
    if (result_.retitled || result_.restricts) {
      result_.kind = Kind::unknown;
      result_.nearest = reference.id;
      result_.confidence = std::min(std::max(likeness.dice, likeness.containment), not_quite);
      return;
    }
    result_.id = reference.id;
    if (result_.kind == Kind::contains) {
      result_.confidence = std::min(likeness.containment, not_quite);
      return;
    }
    result_.reordered = !in_order && found.unexplained.empty() && found.missing_words == 0;
    const double total = static_cast<double>(words.size() + found.missing_words);
    result_.confidence =
        std::min(1 - static_cast<double>(found.unexplained.size() + found.missing_words) / total, not_quite);
  }

  // "\xD1\x81ommercial" with one letter of another script is read as no word that binds.
  [[nodiscard]] bool has_unexplained_look_alikes() const {
    return std::ranges::any_of(read_.look_alikes, [&](std::uint32_t line) {
      return std::ranges::binary_search(result_.unexplained_lines, line);
    });
  }

  void without_terms() {
    if (read_.words.size() < notice_words_max && best_.dice < notice_below) {
      auto id = license_named(plain_.text, read_.words);
      if (id && is_open(*id) && restricting_sentence(plain_.text, Prose::notice)) {
        result_.restricts = result_.obligation = true;
        return;
      }
      if (id) {
        result_.kind = Kind::notice;
        result_.id = *std::move(id);
        result_.confidence = name_confidence;
        result_.restricts = restricts_use(read_.words);
        return;
      }
    }
    if (read_.words.size() < pointer_words_max) {
      if (auto place = place_named(plain_.text)) {
        result_.kind = Kind::pointer;
        result_.target = *std::move(place);
        return;
      }
    }
    if (read_.words.size() < words_min) {
      result_.kind = Kind::placeholder;
      return;
    }
    if (best_.dice >= nearest_min) {
      result_.nearest = fingerprints_.references()[best_.reference].id;
      result_.confidence = best_.dice;
    }
    result_.restricts = restricts_use(read_.words);
    result_.obligation =
        std::ranges::any_of(read_.words, [](const Word& word) { return is_obligation_word(word.text); });
  }

  PlainText plain_;
  TextWords read_;
  GeneralWords general_;
  const Fingerprints& fingerprints_;
  Likeness best_;
  Identification result_;
};

// A whole license below a first line that gives its SPDX id: the line says nothing else, and is set aside.
std::optional<Identification> below_a_tag(ByteSpan text, std::string_view file_name) {
  const std::string_view whole = text_of(text);
  const std::size_t begin = whole.find_first_not_of(" \t\r\n");
  if (begin == std::string_view::npos || text.size() > limits::license_bytes_max) return std::nullopt;
  const std::size_t end = whole.find('\n', begin);
  if (end == std::string_view::npos) return std::nullopt;
  const std::string_view line = whole.substr(begin, end - begin), tag = tagged_license(line);
  if (tag.empty()) return std::nullopt;
  Identification found = Identifier(text.subspan(end + 1), file_name).run();
  const std::string id = lowered(tag), known = lowered(found.id);
  const bool is_its_own = id == known || id == known + "-only" || id == known + "-or-later" || id == known + "+";
  if (known.empty() || !is_its_own || (found.kind != Kind::exact && found.kind != Kind::match)) return std::nullopt;
  found.kind = Kind::match;
  found.confidence = not_quite;
  const auto lines = static_cast<std::uint32_t>(std::ranges::count(whole.substr(0, end + 1), '\n'));
  for (SetAside& aside : found.set_aside)
    aside.line += lines;
  found.set_aside.insert(found.set_aside.begin(), {.line = lines, .text = std::string(line)});
  return found;
}

}  // namespace

std::string_view name_of(Kind kind) {
  constexpr std::array<std::string_view, 8> kinds = {"exact",  "match",   "variant",     "contains",
                                                     "notice", "pointer", "placeholder", "unknown"};
  return kinds.at(static_cast<std::size_t>(kind));
}

bool is_mostly_license(const Identification& text) {
  constexpr double nearly_whole = 0.85;
  if (text.kind == Kind::unknown) return !text.nearest.empty() && text.confidence >= nearly_whole;
  return text.kind == Kind::exact || text.kind == Kind::match || text.kind == Kind::variant ||
         text.kind == Kind::contains;
}

Identification identify(ByteSpan text, std::string_view file_name) {
  if (form_of(file_name) == FileForm::page) {
    if (auto target = redirect_of(text_of(text.first(std::min(text.size(), limits::license_bytes_max))))) {
      Identification elsewhere;
      elsewhere.kind = Kind::pointer;
      elsewhere.target = *std::move(target);
      return elsewhere;
    }
  }
  if (auto found = below_a_tag(text, file_name)) return *std::move(found);
  if (text.size() <= limits::license_bytes_max) return Identifier(text, file_name).run();
  Identification found = Identifier(text.first(limits::license_bytes_max), file_name).run();
  found.cut_off = true;
  found.same_words = false;
  found.confidence = std::min(found.confidence, not_quite);
  if (found.kind == Kind::exact || found.kind == Kind::match) found.kind = Kind::variant;
  return found;
}

}  // namespace weightcheck::license
