// SPDX-License-Identifier: Apache-2.0
// Everything that a hue says, a number in the legend and a title say too; evidence is a pattern, and a relation a
// letter, so that the map can be read in grey. A band has so many layers that its cells stay readable on a page.
#include "report/lineage_picture.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <vector>

#include "base/escape.hpp"
#include "base/wording.hpp"
#include "policy/lineage.hpp"
#include "report/escape.hpp"
#include "report/html_parts.hpp"
#include "report/tensor_place.hpp"
#include "report/words.hpp"

namespace weightcheck::report {
namespace {

using lineage::BaseTotals;
using lineage::Evidence;
using lineage::Outcome;
using lineage::Relation;
using lineage::Row;

constexpr std::size_t hues = 8;
constexpr std::uint64_t band_layers = 32;
constexpr std::uint64_t layers_max = 4096;
constexpr std::size_t kinds_max = 200;
constexpr std::size_t parts_max = 16;  // of a cell
constexpr std::size_t shards_max = 500;
constexpr std::size_t label_bytes_max = 34, title_bytes_max = 300;
// In units of the picture, of which a band is 998 wide.
constexpr std::uint64_t label_width = 230, cell = 24, gap = 2;

std::string number(std::uint64_t value) { return std::to_string(value); }

std::string hue_of(const std::optional<std::size_t>& base) {
  return base ? "hue-" + number(*base % hues) : std::string("hue-none");
}

std::string_view pattern_of(const std::optional<Evidence>& evidence) {
  if (!evidence) return "";
  constexpr std::array<std::string_view, lineage::evidences> names = {"", "chained", "listed", "measured"};
  return names.at(static_cast<std::size_t>(*evidence));
}

struct Box {
  double x = 0, y = 0, width = 0, height = 0;
};

std::string rectangle(std::string_view attributes, const Box& box, std::string_view unit = "") {
  return "<rect " + std::string(attributes) + " x=\"" + decimal(box.x, 2) + std::string(unit) + "\" y=\"" +
         decimal(box.y, 2) + "\" width=\"" + decimal(box.width, 2) + std::string(unit) + "\" height=\"" +
         decimal(box.height, 2) + "\"/>";
}

std::string filled(const std::string& hue, std::string_view pattern, const Box& box, std::string_view unit = "") {
  std::string out = rectangle("class=\"" + hue + "\"", box, unit);
  if (!pattern.empty()) out += rectangle("fill=\"url(#" + std::string(pattern) + ")\"", box, unit);
  return out;
}

// Lower is less: what stands for a cell of many tensors.
bool is_less(const Row& a, const Row& b) {
  const auto weight = [](const Row& row) {
    const int evidence = row.evidence ? static_cast<int>(*row.evidence) : 9;
    return std::pair(row.relation == Relation::same ? 0 : 1 + static_cast<int>(row.relation), evidence);
  };
  return weight(a) > weight(b);
}

std::string title_of(const Outcome& outcome, const Row& row) {
  std::string shape;
  for (const std::uint64_t dimension : row.tensor.shape)
    shape += (shape.empty() ? "" : " x ") + number(dimension);
  std::string text = shortened(printable(row.tensor.name), title_bytes_max) + "\n" + row.tensor.dtype_name + " " +
                     (shape.empty() ? "scalar" : shape) + ", " + counted(row.tensor.bytes, "byte") + "\n" +
                     std::string(name_of(row.relation));
  if (row.evidence) text += ", " + std::string(name_of(*row.evidence));
  if (row.base) {
    text += "\n" + shortened(printable(row.base_tensor), title_bytes_max) + " of " +
            shortened(printable(policy::short_name_of(outcome.bases[*row.base])), title_bytes_max);
  }
  if (row.numbers) text += "\nd " + decimal(row.numbers->d, 4) + ", eq " + number(row.numbers->eq);
  return text;
}

std::string title_of(const Outcome& outcome, const std::vector<const Row*>& rows) {
  if (rows.size() == 1) return title_of(outcome, *rows.front());
  std::map<Relation, std::uint64_t> counts;
  for (const Row* row : rows)
    ++counts[row->relation];
  std::string text = counted(rows.size(), "tensor") + ":";
  for (const auto& [relation, count] : counts)
    text += " " + with_commas(count) + " " + std::string(name_of(relation)) + ",";
  text.back() = '\n';
  const Row& least = **std::min_element(rows.begin(), rows.end(), [](auto* a, auto* b) { return is_less(*a, *b); });
  return text + "the least of them: " + title_of(outcome, least);
}

std::string cell_of(const Outcome& outcome, const std::vector<const Row*>& rows, const Box& box) {
  const std::size_t parts = std::min(rows.size(), parts_max);
  const Row* least = rows.front();
  std::string out = "<g><title>" + markup(title_of(outcome, rows)) + "</title>";
  for (std::size_t part = 0; part < parts; ++part) {
    const auto begin = rows.begin() + static_cast<std::ptrdiff_t>(part * rows.size() / parts);
    const auto end = rows.begin() + static_cast<std::ptrdiff_t>((part + 1) * rows.size() / parts);
    const Row& one = **std::min_element(begin, end, [](auto* a, auto* b) { return is_less(*a, *b); });
    if (is_less(one, *least)) least = &one;
    const double width = box.width / static_cast<double>(parts);
    const bool found = one.relation != Relation::none_found;
    out += filled(hue_of(found ? one.base : std::nullopt), pattern_of(one.evidence),
                  {box.x + static_cast<double>(part) * width, box.y, width, box.height});
  }
  return out + "<text class=\"letter\" x=\"" + decimal(box.x + box.width / 2, 1) + "\" y=\"" +
         decimal(box.y + box.height / 2 + 4, 1) + "\">" + markup(std::string(1, letter_of(least->relation))) +
         "</text></g>";
}

using Cells = std::map<std::uint64_t, std::vector<const Row*>>;  // by layer
struct Kind {
  std::string name{};
  Cells cells{};
};

std::string picture(std::uint64_t height, std::string_view label, const std::string& inner) {
  return "<svg class=\"map\" viewBox=\"0 0 " + number(label_width + band_layers * cell) + " " + number(height) +
         "\" role=\"img\" aria-label=\"" + markup(label) + "\">" + inner + "</svg>\n";
}

std::string label_of(const std::string& kind, std::uint64_t y) {
  return "<text class=\"label-text\" x=\"0\" y=\"" + number(y + cell / 2 + 4) + "\">" +
         markup(shortened(printable(kind), label_bytes_max)) + "</text>";
}

std::string band(const Outcome& outcome, const std::vector<Kind>& kinds, std::uint64_t first, std::uint64_t layers) {
  const std::uint64_t last = std::min(layers, first + band_layers);
  std::string inner;
  for (std::uint64_t layer = first; layer < last; ++layer) {
    if (layer % 4 != 0) continue;
    inner += "<text class=\"label-text\" x=\"" + number(label_width + (layer - first) * cell) + "\" y=\"14\">" +
             number(layer) + "</text>";
  }
  std::uint64_t y = cell;
  for (const Kind& kind : kinds) {
    if (kind.cells.lower_bound(first) == kind.cells.lower_bound(last)) continue;
    inner += label_of(kind.name, y);
    for (auto at = kind.cells.lower_bound(first); at != kind.cells.lower_bound(last); ++at) {
      const std::uint64_t x = label_width + (at->first - first) * cell;
      inner += cell_of(outcome, at->second,
                       {static_cast<double>(x), static_cast<double>(y), double{cell - gap}, double{cell - gap}});
    }
    y += cell;
  }
  return picture(y, "Tensors of layers " + number(first) + " to " + number(last - 1), inner);
}

// Tensors without a layer, each with a row of its own.
std::string alone(const Outcome& outcome, const std::vector<Kind>& kinds, std::string_view label) {
  std::string inner;
  std::uint64_t y = 0;
  for (const Kind& kind : kinds) {
    inner += label_of(kind.name, y);
    inner += cell_of(outcome, kind.cells.begin()->second,
                     {double{label_width}, static_cast<double>(y), double{4 * cell - gap}, double{cell - gap}});
    y += cell;
  }
  return kinds.empty() ? "" : picture(y, label, inner);
}

struct Map {
  std::vector<Kind> before{}, kinds{}, behind{};
  std::uint64_t layers = 0;
  std::uint64_t left_out = 0;  // tensors
};

Map map_of(const Outcome& outcome) {
  Map map;
  std::map<std::string, std::size_t> places;
  for (const Row& row : outcome.rows) {
    TensorPlace place = place_of(row.tensor.name);
    auto& list = place.layer ? map.kinds : is_embedding(place.kind) ? map.before : map.behind;
    const auto [at, is_new] = places.try_emplace((place.layer ? "n" : "a") + place.kind, list.size());
    if ((is_new && list.size() >= kinds_max) || place.layer.value_or(0) >= layers_max) {
      if (is_new) places.erase(at);
      ++map.left_out;
      continue;
    }
    if (is_new) list.push_back({std::move(place.kind), {}});
    list[at->second].cells[place.layer.value_or(0)].push_back(&row);
    if (place.layer) map.layers = std::max(map.layers, *place.layer + 1);
  }
  std::ranges::stable_sort(map.kinds, {}, [](const Kind& kind) { return forward_rank(kind.name); });
  return map;
}

std::string legend_entry(const std::string& svg, std::string_view words) {
  return "<li><svg aria-hidden=\"true\" focusable=\"false\">" + svg + "</svg><span>" + markup(words) + "</span></li>";
}

std::string short_of(const BaseTotals& base) {
  return shortened(printable(policy::short_name_of(base)), title_bytes_max) +
         (base.license.empty() ? ", license not named" : ", " + shortened(printable(base.license), title_bytes_max));
}

// Black where it is rebuilt, from all of its bytes or all but the missing.
std::string shard_bar(const Outcome& outcome, std::size_t base, const lineage::ShardSeen& shard,
                      std::uint64_t largest) {
  const double scale = percent_of(shard.size, largest) / 100;
  const auto percent = [&](std::uint64_t bytes) { return scale * percent_of(bytes, shard.size); };
  std::string out = rectangle("class=\"white\"", {0, 1, percent(shard.size), 12}, "%");
  if (shard.found) out += rectangle("class=\"black\"", {0, 1, percent(shard.size), 12}, "%");
  for (const lineage::Missing& hole : outcome.missing) {
    if (hole.base != base || hole.shard != shard.path) continue;
    const double width = std::max(0.2, percent(hole.range.end - hole.range.begin));
    out += rectangle("class=\"white\"", {percent(hole.range.begin), 1, width, 12}, "%");
  }
  return "<svg aria-hidden=\"true\" focusable=\"false\">" + out + "</svg>";
}

std::string shard_words(const Outcome& outcome, std::size_t base, const lineage::ShardSeen& shard) {
  if (shard.proven) return "rebuilt: its digest is the one that the commit names";
  if (!shard.found) return "nothing telling of it was found";
  std::uint64_t bytes = 0;
  for (const lineage::Missing& hole : outcome.missing) {
    if (hole.base == base && hole.shard == shard.path) bytes += hole.range.end - hole.range.begin;
  }
  return counted(bytes, "byte") + " are missing to rebuild it";
}

}  // namespace

std::string lineage_patterns() {
  return R"(<svg class="patterns" aria-hidden="true" focusable="false"><defs>
<pattern id="chained" width="5" height="5" patternUnits="userSpaceOnUse"><path class="thin" d="M-1 6 6 -1M-1 1 1 -1M4 6 6 4"/></pattern>
<pattern id="listed" width="7" height="7" patternUnits="userSpaceOnUse"><path class="wide" d="M-2 9 9 -2M-2 2 2 -2M5 9 9 5"/></pattern>
<pattern id="measured" width="6" height="6" patternUnits="userSpaceOnUse"><path class="f-card" fill-rule="evenodd" d="M0 0H6V6H0ZM3 1.3a1.7 1.7 0 1 0 .01 0Z"/></pattern>
</defs></svg>
)";
}

std::string lineage_legend(const Outcome& outcome) {
  const Box box{0, 0, 100, 14};
  std::string out = "<p class=\"faint\">The hue is the base:</p><ul class=\"legend\">";
  for (std::size_t i = 0; i < outcome.bases.size(); ++i) {
    const std::string name = number(i + 1) + ". " + short_of(outcome.bases[i]);
    out += legend_entry(filled(hue_of(i), "", box, "%"),
                        name + (outcome.bases[i].established ? "" : " (no relation to it was found)"));
  }
  out += legend_entry(filled("hue-none", "", box, "%"), "none found") +
         "</ul>\n<p class=\"faint\">The fill is the evidence:</p><ul class=\"legend\">";
  constexpr std::array<std::string_view, lineage::evidences> words = {
      "proven: the base's file was rebuilt", "chained: links hold up to the end of the base's file",
      "listed: its digest is in the ledger", "measured: samples or quants agree"};
  for (std::size_t i = 0; i < words.size(); ++i)
    out += legend_entry(filled("hue-0", pattern_of(static_cast<Evidence>(i)), box, "%"), words.at(i));
  out += "</ul>\n<p class=\"faint\">The letter is the relation:</p><ul class=\"legend letters\">";
  for (std::size_t i = 0; i < lineage::relations; ++i) {
    const auto relation = static_cast<Relation>(i);
    out += "<li><span class=\"name\">" + markup(std::string(1, letter_of(relation))) + "</span><span>" +
           std::string(name_of(relation)) + "</span></li>";
  }
  return out + "</ul>\n";
}

std::string lineage_map(const Outcome& outcome) {
  const Map map = map_of(outcome);
  std::string out = alone(outcome, map.before, "Embeddings");
  for (std::uint64_t first = 0; first < map.layers; first += band_layers)
    out += band(outcome, map.kinds, first, map.layers);
  out += alone(outcome, map.behind, "Head, and what has no layer");
  if (map.left_out > 0) out += "<p>And " + counted(map.left_out, "more tensor") + " that the map does not show.</p>\n";
  return out;
}

std::string lineage_bar(const Outcome& outcome) {
  double at = 0;
  std::string bar = rectangle("class=\"hue-none\"", {0, 0, 100, 22}, "%"), words;
  for (std::size_t b = 0; b < outcome.bases.size(); ++b) {
    const BaseTotals& base = outcome.bases[b];
    std::string parts;
    for (std::size_t i = 0; i < base.bytes.size(); ++i) {
      if (base.bytes.at(i) == 0) continue;
      const auto evidence = static_cast<Evidence>(i);
      const double width = percent_of(base.bytes.at(i), outcome.bytes);
      bar += filled(hue_of(b), pattern_of(evidence), {at, 0, width, 22}, "%");
      at += width;
      parts += (parts.empty() ? "" : ", ") + std::string(name_of(evidence)) + " " + policy::percent_words(width) + " %";
    }
    if (!parts.empty())
      words += html_item(html_name(policy::short_name_of(base)) + " (" +
                         (base.license.empty() ? std::string("license not named") : html_name(base.license)) +
                         "): " + parts + " of the bytes");
  }
  words += html_item("no base that was given: " + policy::percent_words(std::max(0.0, 100 - at)) + " % of the bytes");
  return "<svg aria-hidden=\"true\" focusable=\"false\">" + bar + "</svg>\n<ul>\n" + words + "</ul>\n";
}

std::string lineage_shards(const Outcome& outcome) {
  std::string out;
  for (std::size_t b = 0; b < outcome.bases.size(); ++b) {
    const BaseTotals& base = outcome.bases[b];
    if (!base.established) continue;
    std::uint64_t largest = 0;
    for (const lineage::ShardSeen& shard : base.shards)
      largest = std::max(largest, shard.size);
    out += "<h3>" + html_name(policy::short_name_of(base)) + "</h3>\n<ul class=\"shards\">\n";
    for (std::size_t i = 0; i < std::min(base.shards.size(), shards_max); ++i) {
      const lineage::ShardSeen& shard = base.shards[i];
      out += "<li>" + html_name(shard.path.text()) + "<span class=\"number\">" + counted(shard.size, "byte") +
             "</span>" + shard_bar(outcome, b, shard, largest) + "<span class=\"words\">" +
             shard_words(outcome, b, shard) + "</span></li>\n";
    }
    out += "</ul>\n";
    if (base.shards.size() > shards_max)
      out += "<p>And " + counted(base.shards.size() - shards_max, "more file") + ".</p>\n";
  }
  return out;
}

}  // namespace weightcheck::report
