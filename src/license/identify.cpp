// SPDX-License-Identifier: Apache-2.0
// The order of questions: is it a known text to the word; how alike is the nearest; is a known text inside; does it at
// least name one.
#include "license/identify.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "base/limits.hpp"
#include "license/compare.hpp"
#include "license/difference.hpp"
#include "license/fingerprints.hpp"
#include "license/mentions.hpp"
#include "license/order.hpp"
#include "license/plain_text.hpp"
#include "license/vocabulary.hpp"
#include "license/words.hpp"

namespace weightcheck::license {
namespace {

constexpr std::size_t words_min = 8;  // fewer say nothing
constexpr std::size_t pointer_words_max = 60;
constexpr std::size_t notice_words_max = 600;
constexpr double around_min = 0.90;    // of a license's title and instructions, or they are missing
constexpr double notice_below = 0.60;  // a text that is more alike than this is a damaged license, not a note about one
constexpr double nearest_min = 0.40;
constexpr double not_quite = 0.999;             // 1 is for exact alone
constexpr std::size_t obligation_distance = 6;  // words
constexpr double name_confidence = 0.8;         // of a name without the terms: people name what they mean, mostly

bool obliges(const std::vector<Word>& words, const std::vector<std::size_t>& unexplained) {
  return std::any_of(unexplained.begin(), unexplained.end(), [&](std::size_t at) {
    const std::size_t begin = at > obligation_distance ? at - obligation_distance : 0;
    for (std::size_t i = begin; i < std::min(words.size(), at + obligation_distance + 1); ++i) {
      if (words[i].line == words[at].line && is_obligation_word(words[i].text)) return true;
    }
    return false;
  });
}

class Identifier {
 public:
  Identifier(ByteSpan text, std::string_view file_name)
      : plain_(plain_text(text, form_of(file_name))),
        words_(words_of(plain_.text)),
        fingerprints_(Fingerprints::stock()) {
    result_.words = words_.size();
  }

  Identification run() {
    if (known_words()) return std::move(result_);
    if (words_.size() >= words_min && alike()) return std::move(result_);
    without_terms();
    return std::move(result_);
  }

 private:
  bool known_words() {
    const auto reference = fingerprints_.exact(joined(words_));
    if (!reference) return false;
    const Reference& known = fingerprints_.references()[*reference];
    const bool same_form = known.marked_up || !plain_.marked_up;
    result_.kind = same_form ? Kind::exact : Kind::variant;
    result_.id = known.id;
    result_.confidence = same_form ? 1 : not_quite;
    result_.same_words = true;
    return true;
  }

  bool alike() {
    GeneralWords general = general_words(words_);
    const TextBigrams bigrams = bigrams_of(general.words);
    const std::vector<Likeness> ranking = likenesses(fingerprints_, bigrams);
    if (ranking.empty()) return false;
    best_ = ranking[0];
    const auto chosen = best_explanation(fingerprints_, ranking, general.words, bigrams);
    if (!chosen) return false;
    result_.kind = chosen->dice >= alike_min ? Kind::variant : Kind::contains;
    tell(*chosen, general, bigrams);
    return true;
  }

  void tell(const Likeness& likeness, const GeneralWords& general, const TextBigrams& bigrams) {
    const Reference& reference = fingerprints_.references()[likeness.reference];
    result_.id = reference.id;
    result_.sampled = !reference.full;
    if (result_.sampled) {
      result_.confidence = std::min(result_.kind == Kind::contains ? likeness.containment : likeness.dice, not_quite);
      return;
    }
    Difference found = difference(fingerprints_, likeness, general.words, bigrams);
    result_.unexplained_words = found.unexplained.size();
    for (const std::size_t at : found.unexplained) {
      const std::uint32_t line = general.words[at].line;
      if (result_.unexplained_lines.empty() || result_.unexplained_lines.back() != line)
        result_.unexplained_lines.push_back(line);
    }
    result_.obligation = obliges(general.words, found.unexplained);
    result_.missing_words = found.missing_words;
    result_.missing_lines = std::move(found.missing_lines);
    if (result_.kind == Kind::contains) {
      result_.confidence = std::min(likeness.containment, not_quite);
      return;
    }
    const bool complete = !found.pairs_missing && likeness.around >= around_min;
    const bool in_order = complete && (holds_in_order(general.words, found.unexplained, reference) ||
                                       holds_in_order(general.words, {}, reference));
    result_.reordered = complete && !in_order && found.unexplained.empty();
    if (in_order && !general.names_filled && !plain_.marked_up) result_.kind = Kind::match;
    const double total = static_cast<double>(general.words.size() + found.missing_words);
    result_.confidence =
        std::min(1 - static_cast<double>(found.unexplained.size() + found.missing_words) / total, not_quite);
  }

  void without_terms() {
    if (words_.size() < notice_words_max && best_.dice < notice_below) {
      if (auto id = license_named(plain_.text, words_)) {
        result_.kind = Kind::notice;
        result_.id = *std::move(id);
        result_.confidence = name_confidence;
        return;
      }
    }
    if (words_.size() < pointer_words_max) {
      if (auto place = place_named(plain_.text)) {
        result_.kind = Kind::pointer;
        result_.target = *std::move(place);
        return;
      }
    }
    if (words_.size() < words_min) {
      result_.kind = Kind::placeholder;
      return;
    }
    if (best_.dice >= nearest_min) {
      result_.nearest = fingerprints_.references()[best_.reference].id;
      result_.confidence = best_.dice;
    }
  }

  PlainText plain_;
  std::vector<Word> words_;
  const Fingerprints& fingerprints_;
  Likeness best_;
  Identification result_;
};

}  // namespace

std::string_view name_of(Kind kind) {
  constexpr std::array<std::string_view, 8> kinds = {"exact",  "match",   "variant",     "contains",
                                                     "notice", "pointer", "placeholder", "unknown"};
  return kinds.at(static_cast<std::size_t>(kind));
}

Identification identify(ByteSpan text, std::string_view file_name) {
  if (text.size() <= limits::license_bytes_max) return Identifier(text, file_name).run();
  Identification found = Identifier(text.first(limits::license_bytes_max), file_name).run();
  found.cut_off = true;
  found.same_words = false;
  found.confidence = std::min(found.confidence, not_quite);
  if (found.kind == Kind::exact || found.kind == Kind::match) found.kind = Kind::variant;
  return found;
}

}  // namespace weightcheck::license
