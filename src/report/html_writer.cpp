// SPDX-License-Identifier: Apache-2.0
// One page that stands alone: no script, nothing fetched, and a policy in its head that would refuse both. The verdict
// comes first, then what was shown and what not, findings with their cure, the shards, licenses, and every file.
#include <algorithm>

#include "base/escape.hpp"
#include "report/escape.hpp"
#include "report/findings.hpp"
#include "report/html_parts.hpp"
#include "report/html_style.hpp"
#include "report/owners.hpp"
#include "report/shard_picture.hpp"
#include "report/signature_words.hpp"
#include "report/words.hpp"
#include "report/writer.hpp"

namespace weightcheck::report {
namespace {

using evidence::FileRow;
using evidence::Integrity;
using policy::Finding;
using policy::Outcome;
using policy::Report;
using policy::Verdict;

constexpr std::size_t rows_max = 2000;  // of one status: a page of more is read by nobody
constexpr std::size_t excluded_max = 200;

std::string marked(std::string_view mark, std::string_view inner) {
  return html_item("<span class=\"mark\" aria-hidden=\"true\">" + std::string(mark) + "</span>" + std::string(inner));
}

struct VerdictLook {
  std::string_view tone{};  // a class of the style
  std::string_view mark{};
};

VerdictLook look_of(const Report& report) {
  switch (report.verdict) {
    case Verdict::verified:
      return {"good", "&#10003;"};
    case Verdict::failed:
      return {"bad", "&#10007;"};
    case Verdict::incomplete:
      return {"warn", "!"};
    case Verdict::untrusted:
      return {"warn", "?"};
    case Verdict::inspected:
      return {"none", "i"};
  }
  return {};
}

std::string head(const Report& report) {
  const VerdictLook look = look_of(report);
  std::string out = "<header class=\"" + std::string(look.tone) +
                    "\">\n<h1 class=\"verdict\"><span aria-hidden=\"true\">" + std::string(look.mark) + " </span>" +
                    std::string(name_of(report.verdict)) + "</h1>\n<p class=\"long\">" + html_name(report.model) +
                    "</p>\n<p class=\"long\">" + markup(answer(report)) + "</p>\n<dl>\n";
  out += html_fact("Size", counted(report.files_here, "file") + ", " + counted(report.bytes_here, "byte"));
  if (report.pin) {
    if (report.pin->upstream) out += html_fact("Upstream", html_name(*report.pin->upstream));
    out += html_fact("Commit", html_code(report.pin->commit.hex()));
  }
  if (const std::string sentence = trust_sentence(report); !sentence.empty())
    out += html_fact("Trust", markup(sentence));
  out += html_fact("Checked",
                   "<time>" + markup(report.finished_at) + "</time>, exit code " + std::to_string(report.exit_code));
  return out + "</dl>\n</header>\n";
}

// What a signature of this kind does not say, whoever made it.
std::string_view left_open_by(signature::Method method) {
  switch (method) {
    case signature::Method::key:
      return "That the key is still its owner's alone: a key cannot be called back.";
    case signature::Method::certificate:
      return "That the certificate was not revoked: no list of revoked certificates was looked at.";
    case signature::Method::keyless:
      return "That the trusted root is the current one: what was withdrawn since it was saved is not known here.";
  }
  return "";
}

// Passed checks to the one side, all else to the other: what was not asked was not shown either.
std::string proven(const Report& report) {
  std::string shown, open;
  for (const auto& check : report.checks) {
    const bool passed = check.outcome == Outcome::passed;
    const std::string_view mark = passed ? "&#10003;" : check.outcome == Outcome::failed ? "&#10007;" : "?";
    (passed ? shown : open) +=
        marked(mark, "<strong>" + std::string(name_of(check.check)) + "</strong> " +
                         std::string(outcome_words(check.outcome)) + ": " + markup(check.reason));
  }
  if (report.signature) {
    shown += marked("&#10003;", "<strong>signature</strong> holds: " + markup(signer_words(report)));
    open += marked("?", markup(left_open_by(report.signature->signer.method)));
  }
  if (shown.empty()) shown = html_item("Nothing.");
  if (report.trust != evidence::Trust::pinned)
    open += marked("?", "That a commit is the upstream's: its id did not come from outside the model.");
  if (report.pin && report.pin->upstream && report.upstream_trust != evidence::Trust::pinned)
    open += marked("?", "That the upstream is " + markup(*report.pin->upstream) + ": only the model itself says so.");
  open += marked("?", "That the license is legally in order, or the model good: no program can show that.");
  open += marked("?", "Anything about the time after the run.");
  return "<div class=\"columns\">\n<div class=\"card\"><h3>Shown by this run</h3><ul class=\"marks\">\n" + shown +
         "</ul></div>\n<div class=\"card\"><h3>Not shown</h3><ul class=\"marks\">\n" + open + "</ul></div>\n</div>\n";
}

std::string findings(const Report& report) {
  std::string out;
  for (const Finding& finding : folded(report.findings))
    out += html_finding(finding);
  if (out.empty()) out = "<p>There is nothing to tell.</p>\n";
  for (const auto& waived : report.waived) {
    out += "<article class=\"none\">\n<h3><span class=\"label\">waived</span> " + html_code(waived.finding.rule) +
           "</h3>\n<p class=\"long\">" + markup(waived.finding.message) + "</p>\n<p>Until " + markup(waived.expires) +
           ": " + markup(waived.reason) + "</p>\n</article>\n";
  }
  return out;
}

std::string files_and_bytes(const FileCount& count) {
  return counted(count.files, "file") + ", " + counted(count.bytes, "byte");
}

// From what the model was made of to the model itself. Names from the card are claims, bases by proof are not.
std::string chain(const Report& report) {
  std::string out = "<ol class=\"card chain\">\n";
  for (const auto& base : report.named_bases) {
    std::string text = "<h3>Base, as it is named</h3>" + html_name(base.name) + "<br>";
    text += base.commit ? "commit " + html_code(base.commit->hex()) : std::string("no commit is given");
    text += "<br>license: " + (base.license.empty() ? std::string("not known from here") : html_name(base.license));
    if (!report.base_relation.empty()) text += "<br>relation: " + html_name(report.base_relation);
    out += html_item(text);
  }
  for (std::size_t i = 0; i < report.bases.size(); ++i) {
    const auto& base = report.bases[i];
    out += html_item("<h3>Base that this model was held against</h3>commit " + html_code(base.commit.hex()) +
                     "<br>proof " + html_name(base.file) +
                     "<br>of this model's files its own: " + files_and_bytes(files_of_base(report, i)));
  }
  const auto& license = report.license;
  std::string text = "<h3>This model</h3>declared license: ";
  text += license.declared.empty() ? std::string("none") : html_name(license.declared);
  if (!report.license_name.empty()) text += ", by the name of " + html_name(report.license_name);
  if (!report.license_link.empty()) text += ", at " + html_name(report.license_link);
  text += "<br>license text here: ";
  text += license.detected.empty() ? std::string("none that is known") : html_code(license.detected);
  if (!license.file.empty()) text += " in " + html_name(license.file);
  if (license.confidence) text += " (" + decimal(100 * *license.confidence, 1) + " % alike)";
  if (!report.bases.empty())
    text += "<br>nobody's files: " + files_and_bytes(files_of_owner(report, evidence::Owner::nobody));
  return out + html_item(text) + "</ol>\n";
}

struct Group {
  Integrity integrity = Integrity::ok;
  std::string_view title{};
};
constexpr Group groups[] = {
    {Integrity::differs, "Other bytes than were listed"},
    {Integrity::too_short, "Shorter than listed"},
    {Integrity::too_long, "Longer than listed"},
    {Integrity::missing, "Listed and not here"},
    {Integrity::unlisted, "Here and listed by nobody"},
    {Integrity::changed, "Changed while being read"},
    {Integrity::unreadable, "Could not be read"},
    {Integrity::unhashed, "Not hashed"},
    {Integrity::ok, "As listed"},
};

std::string table_row(const FileRow& row) {
  const auto sha256 = row.digests.sha256();
  return "<tr><td>" + html_name(row.path.text()) + "</td><td class=\"number\">" +
         (row.size ? with_commas(*row.size) : "-") + "</td><td>" + std::string(name_of(row.anchor)) + "</td><td>" +
         (sha256 ? html_code(sha256->hex()) : std::string("not computed")) + "</td></tr>\n";
}

std::string files_of(const Report& report, const Group& group) {
  std::string rows;
  std::size_t count = 0;
  for (const FileRow& row : report.files) {
    if (row.integrity != group.integrity || (!row.size && !row.claimed())) continue;
    if (++count <= rows_max) rows += table_row(row);
  }
  if (count == 0) return "";
  std::string out =
      std::string("<details class=\"files\"") + (count <= 50 ? " open" : "") + "><summary>" + std::string(group.title) +
      ": " + counted(count, "file") + "</summary>\n<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"" +
      std::string(group.title) + "\"><table>\n<caption>Integrity: " + std::string(name_of(group.integrity)) +
      "</caption>\n<thead><tr><th scope=\"col\">File</th><th scope=\"col\" class=\"number\">Bytes</th><th "
      "scope=\"col\">Anchor</th><th scope=\"col\">SHA-256 of what is here</th></tr></thead>\n<tbody>\n" +
      rows + "</tbody></table></div>\n";
  if (count > rows_max) out += "<p>And " + with_commas(count - rows_max) + " more; the JSON report lists all.</p>\n";
  return out + "</details>\n";
}

std::string files(const Report& report) {
  std::string out;
  for (const Group& group : groups)
    out += files_of(report, group);
  if (out.empty()) out = "<p>No file was looked at.</p>\n";
  if (report.excluded.empty()) return out;
  out += "<details class=\"files\"><summary>Left out: " + with_commas(report.excluded.size()) + "</summary><ul>\n";
  for (std::size_t i = 0; i < report.excluded.size() && i < excluded_max; ++i)
    out += html_item(html_name(report.excluded[i].name));
  return out + "</ul></details>\n";
}

std::string foot(const Report& report) {
  std::string out = "<footer>\n<p class=\"long\">" + markup(verdict_line(report)) + "</p>\n<p>Written by weightcheck " +
                    markup(report.tool.version);
  if (!report.tool.sha256_engine.empty()) out += ", SHA-256 by " + markup(report.tool.sha256_engine);
  return out + ". It speaks of the bytes that were read, and is no legal advice.</p>\n</footer>\n";
}

}  // namespace

std::string write_html(const Report& report, const Style&) {
  std::string out = html_begin(std::string(name_of(report.verdict)) + ": " + shortened(printable(report.model), 200),
                               text_of(html_style()), "findings");
  out += head(report);
  const std::string picture = shard_picture(report);
  out +=
      "<nav aria-label=\"Sections\"><ul>\n<li><a href=\"#proven\">Shown and not shown</a></li>\n<li><a "
      "href=\"#findings\">Findings</a></li>\n";
  if (!picture.empty()) out += "<li><a href=\"#shards\">Shards</a></li>\n";
  out +=
      "<li><a href=\"#license\">License and bases</a></li>\n<li><a "
      "href=\"#files\">Files</a></li>\n</ul></nav>\n<main>\n";
  out += html_section("proven", "What was shown, and what was not", proven(report));
  out += html_section("findings", "Findings", findings(report));
  if (!picture.empty()) out += html_section("shards", "Shards", picture);
  out += html_section("license", "License, from base to model", chain(report));
  out += html_section("files", "Files by status", files(report));
  return out + "</main>\n" + foot(report) + "</body>\n</html>\n";
}

}  // namespace weightcheck::report
