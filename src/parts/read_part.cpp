// SPDX-License-Identifier: Apache-2.0
// Lines of JSON, each an object:
//
//   file   = header LF *( row LF ) end LF
//   header = weightcheck_part command part of plan grid model host tool
//   row    = path [ name ] size inode mtime_ns ctime_ns [ first spans ] ( error message | *digest [ states ] [ ends ] )
//   end    = rows bytes milliseconds engines sha256
//
// Which members a line has is not looked for one by one: what was read is written again, and has to be the same bytes.
// The end is looked at first. It holds the SHA-256 of what lies before, so a part that was cut short or damaged is
// nothing.
#include <algorithm>
#include <charconv>

#include "base/escape.hpp"
#include "hash/base64.hpp"
#include "json/parse.hpp"
#include "parts/part_text.hpp"

namespace weightcheck::parts {
namespace {

constexpr std::size_t values_max = 64;  // of a line

// The members of one line; what is missing is an empty or zero value, and then the line is not the one written of it.
class Members {
 public:
  explicit Members(const json::Value& object) : object_(object) {}

  [[nodiscard]] bool has(std::string_view key) const { return object_.find(key).has_value(); }

  [[nodiscard]] std::string text(std::string_view key) const {
    const std::string* found = object_.find_string(key);
    return found == nullptr ? std::string() : *found;
  }

  [[nodiscard]] std::uint64_t number(std::string_view key) const {
    const auto found = object_.find(key);
    return found ? found->as_uint().value_or(0) : 0;
  }

  [[nodiscard]] std::int64_t time(std::string_view key) const {
    const std::string word = text(key);
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), value);
    return error == std::errc() && end == word.data() + word.size() ? value : 0;
  }

  [[nodiscard]] Digest digest(std::string_view key) const { return Digest::parse(text(key)).value_or(Digest()); }

  // Text, or what JSON cannot hold in hexadecimal.
  [[nodiscard]] std::string bytes(const std::string& key) const {
    if (has(key)) return text(key);
    const std::string digits = text(key + "_hex");
    std::string out(digits.size() / 2, '\0');
    const bool right = from_hex(digits, std::as_writable_bytes(std::span(out.data(), out.size())));
    return right ? out : std::string();
  }

 private:
  const json::Value& object_;
};

Result<json::Value> parse_line(std::string_view line) {
  return json::parse(line, {.bytes_max = part_line_bytes_max, .values_max = values_max});
}

Error not_written_so() { return malformed("is not written as a part has it"); }

std::optional<std::vector<hash::ChainingValue>> chaining_values(std::string_view text) {
  const auto bytes = hash::from_base64(text);
  if (!bytes || bytes->size() % hash::chaining_value_bytes != 0) return std::nullopt;
  std::vector<hash::ChainingValue> values;
  values.reserve(bytes->size() / hash::chaining_value_bytes);
  for (std::size_t at = 0; at < bytes->size(); at += hash::chaining_value_bytes)
    values.push_back(hash::read_chaining_value(ByteSpan(*bytes).subspan(at).first<hash::chaining_value_bytes>()));
  return values;
}

std::optional<ErrorCode> error_code(std::string_view name) {
  const auto* const found = std::ranges::find(error_names, name, &std::pair<ErrorCode, std::string_view>::second);
  return found == error_names.end() ? std::nullopt : std::optional(found->first);
}

void take_digests(const Members& members, evidence::DigestSet& digests) {
  for (const evidence::AlgorithmRow& algorithm : evidence::algorithms) {
    if (!members.has(algorithm.name)) continue;
    const std::string hex = members.text(algorithm.name);
    if (algorithm.algorithm == evidence::Algorithm::sha256) {
      if (const auto digest = Digest::parse(hex)) digests.add(*digest);
    } else if (const auto id = git::ObjectId::parse(hex)) {
      digests.add(*id);
    }
  }
}

Result<Header> read_header(std::string_view line) {
  const auto value = parse_line(line);
  if (!value.ok()) return value.error();
  const Members members(*value);
  const std::uint64_t version = members.number("weightcheck_part");
  if (version != part_version)
    return Error{ErrorCode::unsupported, "is of version " + std::to_string(version) + " of the format, and not of " +
                                             std::to_string(part_version) + "; make it again"};
  Header header{.command = members.text("command"),
                .share = {.part = members.number("part"), .of = members.number("of")},
                .plan = members.digest("plan"),
                .grid = members.number("grid"),
                .model = members.bytes("model"),
                .host = members.bytes("host"),
                .tool = members.text("tool")};
  const bool fits = header.share.part >= 1 && header.share.part <= header.share.of && header.share.of <= parts_max;
  if (!fits || header_line(header) != std::string(line) + "\n") return not_written_so();
  return header;
}

struct End {
  Ending ending;
  std::uint64_t rows = 0;
};

Result<End> read_end(std::string_view line, std::string_view before) {
  const auto value = parse_line(line);
  if (!value.ok() || !value->is_object()) return malformed("ends early: its last line is not the end of a part");
  const Members members(*value);
  End end{.ending = {.bytes = members.number("bytes"),
                     .milliseconds = members.number("milliseconds"),
                     .engines = members.text("engines")},
          .rows = members.number("rows")};
  if (end_line(end.ending, end.rows, before) != std::string(line) + "\n")
    return malformed(members.has("sha256") && members.has("rows")
                         ? "was changed after it was written"
                         : "ends early: its last line is not the end of a part");
  if (hides_characters(end.ending.engines)) return not_written_so();
  return end;
}

// Takes a line off the front, without its LF, which is there.
std::string_view take_line(std::string_view& text) {
  const std::size_t end = text.find('\n');
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(end + 1);
  return line;
}

}  // namespace

bool looks_like_one(std::string_view text) { return text.starts_with(opening); }

Result<Row> read_row(std::string_view line) {
  const auto value = parse_line(line);
  if (!value.ok()) return value.error();
  const Members members(*value);
  auto path = ModelPath::parse(members.bytes("path"));
  if (!path.ok()) return within(path.error(), "its path");
  Row row{.path = *std::move(path),
          .name = members.bytes("name"),
          .identity = {.device = 0,
                       .inode = members.number("inode"),
                       .size = members.number("size"),
                       .mtime_ns = members.time("mtime_ns"),
                       .ctime_ns = members.time("ctime_ns")},
          .spans = {.first = members.number("first"), .count = members.number("spans")}};
  if (row.spans.count > piece_spans_max) return malformed("has more spans than a piece has");
  if (members.has("error")) {
    const auto code = error_code(members.text("error"));
    std::string message = members.text("message");
    if (!code || hides_characters(message)) return not_written_so();
    row.digests = Error{*code, std::move(message)};
  } else {
    take_digests(members, *row.digests);
    auto states = midstates::read_states(members.text("states"));
    auto ends = chaining_values(members.text("ends"));
    if (!states || !ends || ends->size() != row.spans.count) return not_written_so();
    row.states = *std::move(states);
    row.ends = *std::move(ends);
  }
  if (row_line(row) != std::string(line) + "\n") return not_written_so();
  return row;
}

Result<PartFile> read(ByteSpan bytes) {
  std::string_view text = text_of(bytes);
  if (text.size() > part_bytes_max)
    return Error{ErrorCode::limit, "part of " + std::to_string(text.size()) + " bytes is over the limit of " +
                                       std::to_string(part_bytes_max)};
  if (!looks_like_one(text)) return malformed("is not a part: it does not begin like one");
  if (!text.ends_with('\n')) return malformed("ends early: its last line is not whole");
  const std::size_t last = text.substr(0, text.size() - 1).rfind('\n');
  const std::size_t before = last == std::string_view::npos ? 0 : last + 1;
  std::string_view rest = text;
  auto header = read_header(take_line(rest));
  if (!header.ok()) return within(header.error(), "line 1");
  const auto end = read_end(text.substr(before, text.size() - before - 1), text.substr(0, before));
  if (!end.ok()) return end.error();
  PartFile part{.header = *std::move(header), .rows = {}, .ending = end->ending};
  rest = before == 0 ? std::string_view() : rest.substr(0, rest.size() - (text.size() - before));
  for (std::size_t number = 2; !rest.empty(); ++number) {
    auto row = read_row(take_line(rest));
    if (!row.ok()) return within(row.error(), "line " + std::to_string(number));
    part.rows.push_back(*std::move(row));
  }
  if (part.rows.size() != end->rows) return malformed("has not as many rows as its end says");
  return part;
}

}  // namespace weightcheck::parts
