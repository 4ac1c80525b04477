// SPDX-License-Identifier: Apache-2.0
// The report of `lineage` for people, with a picture in which a column is a layer and a row is a kind of tensor.
#include <algorithm>
#include <array>
#include <cstdio>
#include <map>
#include <set>

#include "base/escape.hpp"
#include "base/wording.hpp"
#include "hubs/hub.hpp"
#include "hubs/upstream.hpp"
#include "policy/lineage.hpp"
#include "report/escape.hpp"
#include "report/lineage_writer.hpp"
#include "report/tensor_place.hpp"
#include "report/words.hpp"

namespace weightcheck::report {
namespace {

using lineage::BaseTotals;
using lineage::Evidence;
using lineage::Outcome;
using lineage::Relation;
using lineage::Row;
using policy::percent_words;

constexpr std::size_t commit_digits = 8;
constexpr std::size_t name_columns = 28;
constexpr std::size_t picture_rows_max = 60;

std::string padded(std::string text, std::size_t columns) {
  if (text.size() < columns) text.append(columns - text.size(), ' ');
  return text;
}

std::string named(const BaseTotals& base) {
  return printable(policy::short_name_of(base)) +
         (base.upstream.empty() ? "" : "@" + base.commit.substr(0, commit_digits));
}

std::string head_of(const Outcome& outcome, const std::string& model) {
  std::string text = "Fork      " + printable(model) + "  (" + with_commas(outcome.bytes) + " bytes in " +
                     counted(outcome.rows.size(), "tensor") + ", " + counted(outcome.files, "file") + ")\n";
  for (const BaseTotals& base : outcome.bases) {
    text += "Base      " + (base.upstream.empty() ? "upstream not named" : printable(base.upstream)) + " @ " +
            base.commit.substr(0, commit_digits) + "  (" +
            (base.license.empty() ? "" : printable(base.license) + "; ") + counted(base.tensors_total, "tensor") +
            " in " + counted(base.shards_total, "shard") + (base.established ? "" : "; not established") + ")\n";
  }
  const bool all_pinned = std::ranges::all_of(outcome.bases, &BaseTotals::pinned);
  text += all_pinned ? "Trust     the commit was given by the caller; a ledger needs no trust for what is proven\n"
                     : "Trust     not every base's commit was given by the caller: it is the base's own word. Give "
                       "--base-commit to pin it\n";
  return text;
}

std::string layers_of(std::set<std::uint64_t> layers) {
  std::string text;
  for (auto at = layers.begin(); at != layers.end();) {
    const std::uint64_t first = *at;
    std::uint64_t last = first;
    for (++at; at != layers.end() && *at == last + 1; ++at)
      last = *at;
    text += (text.empty() ? "" : ", ") + std::to_string(first) + (last > first ? "-" + std::to_string(last) : "");
  }
  return text;
}

// Of one relation: its bytes first, then its tensors, then how well it is shown.
std::string relation_line(const Outcome& outcome, Relation relation) {
  std::uint64_t bytes = 0, tensors = 0;
  std::array<std::uint64_t, lineage::evidences> by_evidence{};
  std::set<std::uint64_t> layers;
  std::set<std::string> kinds;
  double least = 0, most = 0;
  for (const Row& row : outcome.rows) {
    if (row.relation != relation) continue;
    bytes += row.tensor.bytes;
    ++tensors;
    if (row.evidence) by_evidence.at(static_cast<std::size_t>(*row.evidence)) += row.tensor.bytes;
    const TensorPlace place = place_of(row.tensor.name);
    if (place.layer) layers.insert(*place.layer);
    kinds.insert(place.kind.substr(place.kind.rfind('.') + 1));
    if (!row.numbers) continue;
    least = tensors == 1 ? row.numbers->d : std::min(least, row.numbers->d);
    most = std::max(most, row.numbers->d);
  }
  if (tensors == 0) return "";
  std::string text = "  " + padded(std::string(name_of(relation)), 12) + " " +
                     percent_words(percent_of(bytes, outcome.bytes)) + " % of bytes   " + with_commas(tensors) +
                     " of " + counted(outcome.rows.size(), "tensor") + "   ";
  std::string how;
  for (std::size_t i = 0; i < by_evidence.size(); ++i) {
    if (by_evidence.at(i) > 0)
      how += (how.empty() ? "" : ", ") + std::string(name_of(static_cast<Evidence>(i))) + " " +
             percent_words(percent_of(by_evidence.at(i), outcome.bytes)) + " %";
  }
  text += how;
  if (relation == Relation::edited || relation == Relation::tuned || relation == Relation::mixed) {
    std::string list;
    for (const std::string& kind : kinds)
      list += (list.empty() ? "" : ", ") + printable(kind);
    if (kinds.size() <= 4) text += "; " + list;
    if (!layers.empty()) text += " of layers " + layers_of(layers);
    text += "; distance " + percent_words(100 * least) + "-" + percent_words(100 * most) + " %";
  }
  return text + "\n";
}

std::string relations_of(const Outcome& outcome) {
  std::string text;
  for (const Relation relation :
       {Relation::same, Relation::reshaped, Relation::cast, Relation::transposed, Relation::permuted, Relation::fused,
        Relation::extended, Relation::quantised, Relation::cut, Relation::edited, Relation::tuned, Relation::mixed,
        Relation::none_found})
    text += relation_line(outcome, relation);
  for (const BaseTotals& base : outcome.bases) {
    text += "  not taken    " + with_commas(base.not_taken.bytes) + " bytes, " + with_commas(base.not_taken.tensors) +
            " of " + counted(base.tensors_total, "tensor") + " of " + named(base) + "\n";
  }
  if (outcome.mixture) {
    std::string sum;
    for (const auto& one : outcome.mixture->weights) {
      char number[32];
      std::snprintf(number, sizeof number, "%.3f ", one.weight);
      sum += (sum.empty() ? "" : " + ") + std::string(number) + named(outcome.bases[one.base]);
    }
    text += outcome.mixture->exact ? "  the mixed tensors = " + sum + "\n"
                                   : "  nearest mixture of the mixed tensors, not exact: " + sum + "\n";
  }
  return text;
}

char cell_of(const Row& row) {
  const bool same = row.relation == Relation::same;
  return same && row.evidence == Evidence::listed ? '+' : letter_of(row.relation);
}

// One letter a layer; where a layer has several tensors of a kind, as experts have, the weakest relation speaks.
std::string picture_of(const Outcome& outcome) {
  std::map<std::string, std::map<std::uint64_t, char>> cells;
  std::map<std::string, char> alone;
  std::vector<std::string> order;
  std::uint64_t layers = 0;
  for (const Row& row : outcome.rows) {
    const TensorPlace place = place_of(row.tensor.name);
    if (!place.layer) {
      alone[place.kind] = cell_of(row);
      continue;
    }
    if (!cells.contains(place.kind)) order.push_back(place.kind);
    const auto [cell, is_new] = cells[place.kind].try_emplace(*place.layer, cell_of(row));
    if (!is_new && row.relation != Relation::same) cell->second = cell_of(row);
    layers = std::max(layers, *place.layer + 1);
  }
  constexpr std::uint64_t layers_max = 1024;
  if (cells.empty() || layers > layers_max || order.size() > picture_rows_max) return "";
  std::string text = "\n  " + padded("layer", name_columns);
  for (std::uint64_t layer = 0; layer < layers; layer += 8)
    text += padded(std::to_string(layer), 9);
  text += "\n";
  for (const std::string& kind : order) {
    text += "  " + padded(printable(kind), name_columns);
    for (std::uint64_t layer = 0; layer < layers; ++layer) {
      const auto cell = cells[kind].find(layer);
      text += cell == cells[kind].end() ? ' ' : cell->second;
      if (layer % 8 == 7) text += ' ';
    }
    text += "\n";
  }
  for (const auto& [kind, letter] : alone)
    text += "  " + padded(printable(kind), name_columns) + letter + "\n";
  return text +
         "\n  # same, proven or chained   + same, listed   1 edited   t tuned   m mixed   q quantised   c cast\n"
         "  p permuted   T transposed   f fused   x extended   k cut   r reshaped   . none found\n";
}

// Bytes that are a base's as they are or after an exact change, and those of which samples speak.
// Tensors that are quantised: how many values were tested, and which of them are no base's or farther off than usual.
std::string quants_of(const Outcome& outcome) {
  constexpr std::size_t lines_max = 20;
  std::uint64_t tested = 0, tensors = 0, told = 0;
  bool all = true;
  std::string lines;
  for (const Row& row : outcome.rows) {
    if (!row.quants || (row.relation == Relation::none_found && !row.quants->other_scales)) continue;
    const lineage::Quants& quants = *row.quants;
    tested += quants.tested;
    ++tensors;
    all = all && quants.of_all;
    const std::string name = in_quotes(row.tensor.name);
    const std::string by = " by " + percent_words(100 * quants.error) + " %";
    std::string line;
    if (quants.other_scales) {
      line = "note  " + name +
             " has quants that fit a tensor of a base under other scales: its values differ from the base's" + by +
             ", so it is not counted as the base's\n";
    } else if (row.relation == Relation::tuned) {
      line = "note  " + name +
             " is not a plain quantisation of the base's values: " + with_commas(quants.tested - quants.on_level) +
             " of " + counted(quants.tested, "quant") + (quants.tested - quants.on_level == 1 ? " is" : " are") +
             " off the nearest level" +
             (quants.first_off ? ", first in row " + with_commas(quants.first_off->row) + ", column " +
                                     with_commas(quants.first_off->column)
                               : "") +
             "; the values differ" + by + "\n";
    } else if (quants.is_far) {
      line = "note  " + name + " differs from the base's values" + by + ", which is more than " +
             row.tensor.dtype_name + " usually does\n";
    }
    if (!line.empty() && ++told <= lines_max) lines += line;
  }
  if (tensors == 0) return "";
  if (told > lines_max) lines += "note  and " + counted(told - lines_max, "more tensor") + " like these\n";
  return "note  " + counted(tested, "quant") + " of " + counted(tensors, "tensor") + " were held against " +
         (all ? "the base's values" : "samples of the base's values") +
         "; a quant on the nearest level does not show that the scales are faithful\n" + lines;
}

// Quantised types of which the values are not known here, so that nothing was compared.
std::string untested_types_of(const Outcome& outcome) {
  std::map<std::string, std::uint64_t> types;
  for (const Row& row : outcome.rows) {
    const bool is_unknown = row.tensor.block_type == nullptr && !row.tensor.dtype;
    if (is_unknown && row.relation == Relation::none_found) ++types[row.tensor.dtype_name];
  }
  std::string text;
  for (const auto& [type, tensors] : types)
    text += "note  " + counted(tensors, "tensor") + " of type " + printable(type) + (tensors == 1 ? " was" : " were") +
            " not compared: values of this type are not read here\n";
  return text;
}

std::string absent_shards_of(const Outcome& outcome) {
  std::string text;
  for (const BaseTotals& base : outcome.bases) {
    if (base.absent.empty()) continue;
    const std::size_t others = base.absent.size() - 1;
    text += "note  nothing is known of " + quoted(base.absent.front()) +
            (others == 0 ? "" : " and " + counted(others, "more file")) + " of " + named(base) +
            (base.is_ledger ? ": the ledger does not list " : ": the directory does not have ") +
            (others == 0 ? "it" : "them") + ", and what the fork has of " + (others == 0 ? "it" : "them") +
            " is none found\n";
  }
  return text;
}

// Of a file at a hub whose addresses are known; else "".
std::string address_of(const std::string& written, const std::string& commit, const ModelPath& path) {
  const auto upstream = hubs::read_upstream(written);
  if (!upstream.ok() || !upstream->is_model()) return "";
  const auto& pages = upstream->hub->pages;
  if (std::find(pages.begin(), pages.end(), "resolve") == pages.end()) return "";
  std::string address = upstream->page_url(upstream->hub->endpoint) + "/resolve/" + commit;
  std::string_view rest = path.text();
  while (!rest.empty()) {
    const std::size_t slash = std::min(rest.find('/'), rest.size());
    address += "/" + uri_segment(rest.substr(0, slash));
    rest.remove_prefix(std::min(slash + 1, rest.size()));
  }
  return address;
}

std::uint64_t missing_bytes(const Outcome& outcome) {
  std::uint64_t bytes = 0;
  for (const lineage::Missing& one : outcome.missing)
    bytes += one.range.end - one.range.begin;
  return bytes;
}

}  // namespace

std::string lineage_sentence(const Outcome& outcome, const std::string& model) {
  std::string text = std::string(name_of(outcome.verdict)) + " " + printable(model);
  std::string bases, licenses;
  std::array<std::uint64_t, lineage::evidences> bytes{};
  bool pinned = true;
  for (const BaseTotals& base : outcome.bases) {
    if (!base.established) continue;
    bases += (bases.empty() ? "" : ", ") + named(base);
    licenses += (licenses.empty() ? "" : ", ") + (base.license.empty() ? "not named" : printable(base.license));
    pinned = pinned && base.pinned;
    for (std::size_t i = 0; i < bytes.size(); ++i)
      bytes.at(i) += base.bytes.at(i);
  }
  const std::string unread =
      outcome.unread.empty() ? "" : "; " + counted(outcome.unread.size(), "weight file") + " unread";
  if (bases.empty())
    return text + " (" + counted(outcome.bytes, "byte") + unread + "; that none was found shows nothing)";
  const auto percent = [&](Evidence evidence) {
    return percent_words(percent_of(bytes.at(static_cast<std::size_t>(evidence)), outcome.bytes));
  };
  const std::uint64_t exact = bytes[0] + bytes[1] + bytes[2];
  const bool remade = std::ranges::any_of(outcome.rows, [](const Row& row) {
    return row.relation != Relation::same && row.evidence != Evidence::measured;
  });
  return text + (outcome.verdict == lineage::Verdict::identical ? " to " : " from ") + bases + " (" +
         percent_words(percent_of(exact, outcome.bytes)) + " % of bytes " + (remade ? "exact: " : "identical: ") +
         percent(Evidence::proven) + " proven, " + percent(Evidence::chained) + " chained, " +
         percent(Evidence::listed) + " listed; " + percent(Evidence::measured) +
         " % related by samples; license: " + licenses + "; trust: " + (pinned ? "pinned" : "self") + unread + ")";
}

std::string lineage_notes(const Outcome& outcome) {
  std::string text;
  if (!outcome.hashed) text += "note  nothing was hashed: no tensor is shown better than by samples\n";
  if (outcome.z)
    text +=
        "note  related by samples means that models share weights or an initialisation; it shows no direction in "
        "time\n";
  text += quants_of(outcome) + untested_types_of(outcome) + absent_shards_of(outcome);
  for (const lineage::Unread& one : outcome.unread)
    text += "note  " + quoted(one.file) + " was not read, and nothing is known of its tensors: " + one.why + "\n";
  if (!outcome.missing.empty())
    text += "hint  " + with_commas(missing_bytes(outcome)) +
            " bytes of the base are missing for a full proof: `weightcheck lineage --missing` lists them\n";
  return text;
}

std::string lineage_body(const Outcome& outcome, const std::string& model) {
  return head_of(outcome, model) + "\n" + relations_of(outcome) + picture_of(outcome) + "\n";
}

std::string lineage_verdict_line(const LineageReport& report) {
  return "weightcheck: " + lineage_sentence(report.outcome, report.model);
}

std::string lineage_text(const LineageReport& report) {
  std::string text = lineage_body(report.outcome, report.model);
  for (const policy::Finding& finding : report.findings)
    text += std::string(name_of(finding.severity)) + "[" + finding.rule + "] " + finding.message +
            (finding.help.empty() ? "" : ". " + finding.help) + "\n";
  return text + lineage_notes(report.outcome) + "\n" + lineage_verdict_line(report) + "\n";
}

std::string missing_text(const Outcome& outcome) {
  std::string text;
  for (const lineage::Missing& one : outcome.missing) {
    const BaseTotals& base = outcome.bases[one.base];
    const std::string name =
        one.sha256.hex() + "." + std::to_string(one.range.begin) + "-" + std::to_string(one.range.end);
    const std::string address = address_of(base.upstream, base.commit, one.shard);
    text += address.empty() ? name + " of " + printable(one.shard.text()) + "\n"
                            : "curl -fL -r " + std::to_string(one.range.begin) + "-" +
                                  std::to_string(one.range.end - 1) + " -o DIR/" + name + " " + address + "\n";
  }
  return text;
}

}  // namespace weightcheck::report
