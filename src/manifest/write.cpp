// SPDX-License-Identifier: Apache-2.0
// Writes the v1 form of parse.cpp, one way only: no time, no host, no order of arrival.
#include <algorithm>
#include <stdexcept>
#include <string>
#include <vector>

#include "manifest/manifest.hpp"
#include "manifest/sum_line.hpp"
#include "manifest/upstream.hpp"

namespace weightcheck::manifest {
namespace {

void require(bool condition, const char* what) {
  if (!condition) throw std::logic_error(what);
}

void append_header(std::string& out, std::string_view name, std::string_view value) {
  out.append("# ").append(name).append(": ").append(value).push_back('\n');
}

// The one path that a checksum program does not take for a file's name: "-" is its standard input.
std::string name_for_sums(const ModelPath& path) { return path.text() == "-" ? "./-" : path.text(); }

}  // namespace

std::string write(const Manifest& manifest) {
  std::vector<const Entry*> entries;
  entries.reserve(manifest.entries.size());
  for (const Entry& entry : manifest.entries)
    entries.push_back(&entry);
  std::ranges::sort(entries, {}, [](const Entry* entry) -> const ModelPath& { return entry->path; });
  require(!entries.empty(), "a manifest without files");

  std::string out = "# weightcheck manifest v1\n";
  if (manifest.upstream) {
    require(check_upstream(*manifest.upstream).ok(), "an unchecked upstream");
    append_header(out, "upstream", *manifest.upstream);
  }
  if (manifest.commit) append_header(out, "commit", manifest.commit->hex());
  if (manifest.license) {
    require(check_license(*manifest.license).ok(), "an unchecked license");
    append_header(out, "license", *manifest.license);
  }
  for (const BaseModel& base : manifest.base_models) {
    require(check_upstream(base.upstream).ok(), "an unchecked base model");
    append_header(out, "base-model", base.commit ? base.upstream + "@" + base.commit->hex() : base.upstream);
  }
  const ModelPath* before = nullptr;
  for (const Entry* entry : entries) {
    require(before == nullptr || *before != entry->path, "a path listed twice");
    before = &entry->path;
    if (entry->size) append_header(out, "size", std::to_string(*entry->size));
    out.append(sum_line(entry->sha256, name_for_sums(entry->path)));
  }
  return out;
}

}  // namespace weightcheck::manifest
