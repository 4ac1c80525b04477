// SPDX-License-Identifier: Apache-2.0
// JSON lines, members in one order, numbers that may be negative as text.
#include "hash/base64.hpp"
#include "hash/sha256.hpp"
#include "json/utf8.hpp"
#include "json/write.hpp"
#include "parts/part_text.hpp"

namespace weightcheck::parts {
namespace {

using json::Object;

std::string line_of(Object members) { return json::write_line(json::Value(std::move(members))) + "\n"; }

// Names are bytes; those that JSON cannot hold are in hexadecimal, under another key.
void add_bytes(Object& object, const std::string& key, const std::string& bytes) {
  const bool is_text = json::find_invalid_utf8(bytes) == std::string_view::npos;
  object.push_back({is_text ? key : key + "_hex", is_text ? bytes : to_hex(bytes_of(bytes))});
}

std::string base64_of(const std::vector<hash::ChainingValue>& values) {
  std::vector<std::byte> bytes;
  bytes.reserve(values.size() * hash::chaining_value_bytes);
  for (const hash::ChainingValue& value : values) {
    const auto words = hash::to_bytes(value);
    bytes.insert(bytes.end(), words.begin(), words.end());
  }
  return hash::to_base64(bytes);
}

std::string_view name_of(ErrorCode code) {
  return std::ranges::find(error_names, code, &std::pair<ErrorCode, std::string_view>::first)->second;
}

}  // namespace

std::string header_line(const Header& header) {
  Object object = {{"weightcheck_part", part_version}, {"command", header.command},
                   {"part", header.share.part},        {"of", header.share.of},
                   {"plan", header.plan.hex()},        {"grid", header.grid}};
  add_bytes(object, "model", header.model);
  add_bytes(object, "host", header.host);
  object.push_back({"tool", header.tool});
  return line_of(std::move(object));
}

std::string row_line(const Row& row) {
  Object object;
  add_bytes(object, "path", row.path.text());
  if (!row.name.empty()) add_bytes(object, "name", row.name);
  object.insert(object.end(), {{"size", row.identity.size},
                               {"inode", row.identity.inode},
                               {"mtime_ns", std::to_string(row.identity.mtime_ns)},
                               {"ctime_ns", std::to_string(row.identity.ctime_ns)}});
  if (row.spans.count > 0) object.insert(object.end(), {{"first", row.spans.first}, {"spans", row.spans.count}});
  if (!row.digests.ok()) {
    const Error& error = row.digests.error();
    object.insert(object.end(), {{"error", name_of(error.code)}, {"message", error.message}});
    return line_of(std::move(object));
  }
  for (const evidence::AlgorithmRow& algorithm : evidence::algorithms) {
    if (const auto* digest = row.digests->find(algorithm.algorithm))
      object.push_back({std::string(algorithm.name), digest->hex()});
  }
  if (!row.states.empty()) object.push_back({"states", midstates::write_states(row.states)});
  if (!row.ends.empty()) object.push_back({"ends", base64_of(row.ends)});
  return line_of(std::move(object));
}

std::string end_line(const Ending& ending, std::size_t rows, std::string_view before) {
  std::string line = json::write_line(json::Object{
      {"rows", rows}, {"bytes", ending.bytes}, {"milliseconds", ending.milliseconds}, {"engines", ending.engines}});
  line.back() = ',';
  line += R"("sha256":")";
  hash::Sha256 seal;
  seal.update(bytes_of(before));
  seal.update(bytes_of(line));
  return line + seal.finish().hex() + "\"}\n";
}

std::string write(const PartFile& part) {
  std::string text = header_line(part.header);
  for (const Row& row : part.rows)
    text += row_line(row);
  return text + end_line(part.ending, part.rows.size(), text);
}

}  // namespace weightcheck::parts
