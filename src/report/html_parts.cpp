// SPDX-License-Identifier: Apache-2.0
#include "report/html_parts.hpp"

#include <algorithm>

#include "base/escape.hpp"
#include "base/wording.hpp"
#include "hash/base64.hpp"
#include "hash/sha256.hpp"
#include "policy/rule.hpp"
#include "report/escape.hpp"

namespace weightcheck::report {
namespace {

constexpr std::size_t paths_max = 200;

std::string_view tone_of(policy::Severity severity) {
  using policy::Severity;
  return severity == Severity::error ? "bad" : severity == Severity::warning ? "warn" : "none";
}

}  // namespace

std::string html_name(std::string_view bytes) { return "<span class=\"name\">" + markup(printable(bytes)) + "</span>"; }

std::string html_code(std::string_view text) { return "<code>" + markup(text) + "</code>"; }

std::string html_item(std::string_view html) { return "<li>" + std::string(html) + "</li>\n"; }

std::string html_fact(std::string_view term, std::string_view html) {
  return "<dt>" + std::string(term) + "</dt><dd>" + std::string(html) + "</dd>\n";
}

std::string html_section(std::string_view id, std::string_view title, std::string_view html) {
  return "<section aria-labelledby=\"" + std::string(id) + "\">\n<h2 id=\"" + std::string(id) + "\">" +
         std::string(title) + "</h2>\n" + std::string(html) + "</section>\n";
}

std::string html_finding(const policy::Finding& finding) {
  std::string out = "<article class=\"" + std::string(tone_of(finding.severity)) + "\">\n<h3><span class=\"label\">" +
                    std::string(name_of(finding.severity)) + "</span> " + html_code(finding.rule) +
                    "</h3>\n<p class=\"long\">" + markup(finding.message) + "</p>\n<p><strong>Cure:</strong> " +
                    markup(finding.help) + "</p>\n";
  if (const policy::Rule* rule = policy::find_rule(finding.rule))
    out += "<p class=\"faint\">" + markup(rule->reason) + "</p>\n";
  if (finding.paths_total > 4) {
    out += "<details><summary>" + counted(finding.paths_total, "file") + "</summary><ul>\n";
    const std::size_t shown = std::min(paths_max, finding.paths.size());
    for (std::size_t i = 0; i < shown; ++i)
      out += html_item(html_name(finding.paths[i]));
    if (finding.paths_total > shown) out += html_item("and " + with_commas(finding.paths_total - shown) + " more");
    out += "</ul></details>\n";
  }
  return out + "</article>\n";
}

std::string html_begin(std::string_view title, std::string_view style, std::string_view skip_to) {
  return "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
         "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'sha256-" +
         hash::to_base64(hash::sha256(bytes_of(style)).bytes) +
         "'; base-uri 'none'; form-action 'none'\">\n"
         "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
         "<meta name=\"referrer\" content=\"no-referrer\">\n<title>" +
         markup(title) + " - weightcheck</title>\n<style>" + std::string(style) +
         "</style>\n</head>\n<body>\n<a class=\"skip\" href=\"#" + std::string(skip_to) +
         "\">Skip to the findings</a>\n";
}

}  // namespace weightcheck::report
