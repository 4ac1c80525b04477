// SPDX-License-Identifier: Apache-2.0
// The page of a lineage: no script, nothing fetched. The verdict comes first, then findings, the map of tensors, bytes
// by base and evidence, the bases' files, and every tensor.
#include <algorithm>
#include <string>

#include "base/escape.hpp"
#include "base/wording.hpp"
#include "policy/lineage.hpp"
#include "report/escape.hpp"
#include "report/html_parts.hpp"
#include "report/html_style.hpp"
#include "report/lineage_picture.hpp"
#include "report/lineage_writer.hpp"
#include "report/words.hpp"

namespace weightcheck::report {
namespace {

using lineage::BaseTotals;
using lineage::Outcome;
using lineage::Relation;
using lineage::Row;

constexpr std::size_t tensors_max = 2000;
constexpr std::size_t unread_max = 200;

std::string head(const LineageReport& report) {
  const Outcome& outcome = report.outcome;
  std::string out = "<header class=\"none\">\n<h1 class=\"verdict\">" + std::string(name_of(outcome.verdict)) +
                    "</h1>\n<p class=\"long\">" + html_name(report.model) + "</p>\n<p class=\"long\">" +
                    markup(lineage_verdict_line(report)) + "</p>\n<dl>\n";
  out += html_fact("Size", counted(outcome.bytes, "byte") + " in " + counted(outcome.rows.size(), "tensor") + ", " +
                               counted(outcome.files, "file"));
  for (const BaseTotals& base : outcome.bases) {
    out += html_fact(
        "Base", html_name(base.upstream.empty() ? std::string("upstream not named") : base.upstream) + "<br>commit " +
                    html_code(base.commit) + ", " + (base.pinned ? "given by the caller" : "the base's own word") +
                    "<br>license: " + (base.license.empty() ? std::string("not named") : html_name(base.license)) +
                    (base.established ? "" : "<br>no relation to it was found"));
  }
  if (!report.finished_at.empty()) {
    out += html_fact("Checked",
                     "<time>" + markup(report.finished_at) + "</time>, exit code " + std::to_string(report.exit_code));
  }
  return out + "</dl>\n</header>\n";
}

std::string findings(const LineageReport& report) {
  std::string out;
  for (const policy::Finding& finding : report.findings)
    out += html_finding(finding);
  const auto& unread = report.outcome.unread;
  for (std::size_t i = 0; i < std::min(unread.size(), unread_max); ++i) {
    out += "<article class=\"warn\">\n<h3><span class=\"label\">unread</span></h3>\n<p class=\"long\">" +
           html_name(unread[i].file.text()) +
           " was not read, and nothing is known of its tensors: " + markup(unread[i].why) + "</p>\n</article>\n";
  }
  if (unread.size() > unread_max)
    out += "<p>And " + counted(unread.size() - unread_max, "more file") + " unread.</p>\n";
  return out.empty() ? "<p>There is nothing to tell.</p>\n" : out;
}

std::string cells(std::initializer_list<std::string> html) {
  std::string out = "<tr>";
  for (const std::string& one : html)
    out += "<td>" + one + "</td>";
  return out + "</tr>\n";
}

std::string table(std::string_view caption, std::initializer_list<std::string_view> columns, const std::string& rows) {
  std::string out = "<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"" + markup(caption) +
                    "\"><table>\n<caption>" + markup(caption) + "</caption>\n<thead><tr>";
  for (const std::string_view column : columns)
    out += "<th scope=\"col\">" + std::string(column) + "</th>";
  return out + "</tr></thead>\n<tbody>\n" + rows + "</tbody></table></div>\n";
}

std::string relations(const Outcome& outcome) {
  std::array<lineage::Count, lineage::relations> counts{};
  for (const Row& row : outcome.rows) {
    lineage::Count& count = counts.at(static_cast<std::size_t>(row.relation));
    ++count.tensors;
    count.bytes += row.tensor.bytes;
  }
  std::string rows;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    const lineage::Count& count = counts.at(i);
    if (count.tensors == 0) continue;
    const double percent =
        outcome.bytes == 0 ? 0 : 100.0 * static_cast<double>(count.bytes) / static_cast<double>(outcome.bytes);
    rows += cells({std::string(name_of(static_cast<Relation>(i))), with_commas(count.bytes),
                   policy::percent_words(percent) + " %", with_commas(count.tensors)});
  }
  return table("Relations", {"Relation", "Bytes", "Of the bytes", "Tensors"}, rows);
}

std::string numbers_of(const Row& row) {
  if (!row.numbers) return "";
  std::string text = "d " + decimal(row.numbers->d, 4) + ", r " + decimal(row.numbers->r, 3) + ", eq " +
                     std::to_string(row.numbers->eq);
  if (row.quants)
    text += ", " + with_commas(row.quants->on_level) + " of " + with_commas(row.quants->tested) + " quants on level";
  return text;
}

std::string tensors(const Outcome& outcome) {
  std::string rows;
  for (std::size_t i = 0; i < std::min(outcome.rows.size(), tensors_max); ++i) {
    const Row& row = outcome.rows[i];
    rows += cells({html_name(row.tensor.name), with_commas(row.tensor.bytes), std::string(name_of(row.relation)),
                   row.evidence ? std::string(name_of(*row.evidence)) : std::string("-"),
                   row.base ? html_name(row.base_tensor) : std::string("-"), numbers_of(row)});
  }
  std::string out = "<details class=\"files\"" + std::string(outcome.rows.size() <= 50 ? " open" : "") + "><summary>" +
                    counted(outcome.rows.size(), "tensor") + "</summary>\n" +
                    table("Tensors", {"Tensor", "Bytes", "Relation", "Evidence", "Of the base", "Numbers"}, rows);
  if (outcome.rows.size() > tensors_max)
    out += "<p>And " + with_commas(outcome.rows.size() - tensors_max) + " more; the JSON report lists all.</p>\n";
  return out + "</details>\n";
}

std::string not_shown(const Outcome& outcome) {
  std::string out = "<ul class=\"marks\">\n";
  out += html_item("That a tensor has no origin: where none was found, that shows nothing.");
  out += html_item(
      "Who took from whom, and when: two models alone do not tell. Related by samples means that models share weights "
      "or an initialisation.");
  if (std::ranges::any_of(outcome.bases, [](const BaseTotals& base) { return base.established && !base.pinned; }))
    out += html_item("That a base is its upstream's commit: its id did not come from the caller.");
  if (!outcome.unread.empty()) out += html_item("Anything about the weight files that were not read.");
  return out + html_item("That the license is legally in order: no program can show that.") + "</ul>\n";
}

}  // namespace

std::string lineage_html(const LineageReport& report) {
  const Outcome& outcome = report.outcome;
  const std::string style = std::string(text_of(html_style())) + std::string(text_of(lineage_style()));
  std::string out = html_begin(std::string(name_of(outcome.verdict)) + ": " + shortened(printable(report.model), 200),
                               style, "findings");
  out += head(report);
  out +=
      "<nav aria-label=\"Sections\"><ul>\n<li><a href=\"#findings\">Findings</a></li>\n<li><a "
      "href=\"#map\">Map</a></li>\n<li><a href=\"#bytes\">Bytes</a></li>\n<li><a href=\"#files\">Files of the "
      "bases</a></li>\n<li><a href=\"#tensors\">Tensors</a></li>\n<li><a href=\"#open\">Not "
      "shown</a></li>\n</ul></nav>\n<main>\n";
  out += lineage_patterns();
  out += html_section("findings", "Findings", findings(report));
  out += html_section("map", "Tensors by layer and kind",
                      "<div class=\"card\">" + lineage_legend(outcome) + lineage_map(outcome) + "</div>\n");
  out += html_section("bytes", "Bytes by base",
                      "<div class=\"card\">" + lineage_bar(outcome) + relations(outcome) + "</div>\n");
  const std::string shards = lineage_shards(outcome);
  out += html_section("files", "Files of the bases",
                      shards.empty() ? "<p>No relation to a base was found.</p>\n"
                                     : "<div class=\"card\"><p class=\"faint\">Filled: the model has these bytes. "
                                       "Empty: they are missing.</p>\n" +
                                           shards + "</div>\n");
  out += html_section("tensors", "Tensors", tensors(outcome));
  out += html_section("open", "What was not shown", "<div class=\"card\">" + not_shown(outcome) + "</div>\n");
  return out + "</main>\n<footer>\n<p>Written by weightcheck " + markup(report.version) +
         ". It speaks of the bytes that were read, and is not legal advice.</p>\n</footer>\n</body>\n</html>\n";
}

}  // namespace weightcheck::report
