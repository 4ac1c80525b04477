// SPDX-License-Identifier: Apache-2.0
// The grammar of SHA256.manifest. A line ends with LF or CRLF, the last one with or without; no other CR may stand.
//
//   manifest = v1 / plain
//   v1       = "# weightcheck manifest v1" EOL  *( "# " header EOL )  1*( [ "# size: " DECIMAL EOL ] sumline EOL )
//   header   = "upstream: " URL                 check_upstream
//            / "commit: " ( 40HEX / 64HEX )     lower case
//            / "license: " TEXT                 check_license
//            / "base-model: " URL [ "@" ( 40HEX / 64HEX ) ]      the only one that may stand more than once
//   plain    = 1*( sumline EOL / "#" anything EOL / EOL )
//   sumline  = a line of sum_line.cpp; its NAME less one leading "./" is a ModelPath, and no two are alike. In a plain
//              manifest a backslash may divide its folders
//
// In v1 every line that begins with '#' must be one of these: a misspelt `# comit:` taken for a comment would unpin the
// model in silence. A new header therefore needs a program that knows it. For the same reason a comment that nearly
// reads "# weightcheck manifest v1" is refused in a plain manifest. Bare `#` comments and empty lines exist in the
// plain form because sha256sum -c skips them there.
#include <algorithm>
#include <array>
#include <functional>
#include <string>
#include <string_view>
#include <utility>

#include "base/ascii.hpp"
#include "base/escape.hpp"
#include "base/limits.hpp"
#include "base/wording.hpp"
#include "manifest/manifest.hpp"
#include "manifest/sum_line.hpp"
#include "manifest/upstream.hpp"

namespace weightcheck::manifest {
namespace {

constexpr std::string_view first_line_v1 = "# weightcheck manifest v1";
constexpr std::string_view size_header = "size";

// A stranger's text in a message: short enough for a line of it.
std::string shown(std::string_view text) { return in_quotes(text, 100); }

// A comment that means to be our first line, in whatever case and spacing.
bool claims_our_form(std::string_view line) {
  constexpr std::string_view claim = "#weightcheckmanifest";
  std::size_t matched = 0;
  for (const char c : line) {
    if (c == ' ' || c == '\t' || c == '-' || c == '_') continue;
    if (lower(c) != claim[matched]) return false;
    if (++matched == claim.size()) return true;
  }
  return false;
}

// What PowerShell's Get-FileHash prints, or a table that was saved from it: other forms of the same facts, with paths
// of the machine where they were made. Empty where the line is nothing of the kind.
std::string_view cure_of_a_table(std::string_view line) {
  constexpr std::string_view cure =
      "; this looks like the output of Get-FileHash or a table, and not like that of sha256sum: make the list in the "
      "model's folder with `Get-ChildItem -Recurse -File | ForEach-Object { (Get-FileHash $_).Hash.ToLower() + '  ' + "
      "(Resolve-Path -Relative $_).Replace('\\','/') }`, saved as UTF-8 without a mark";
  const std::string plain = lowered(trimmed(line, " \t\""));
  const bool is_listed = plain.starts_with("algorithm") || plain.starts_with("hash ") || plain.starts_with("hash:") ||
                         plain.starts_with("path ") || plain.starts_with("sha256 ") ||
                         (plain.starts_with("---") && !plain.starts_with("-----begin"));
  const bool is_table = plain.find(',') != std::string::npos && plain.find("  ") == std::string::npos;
  return is_listed || is_table ? cure : std::string_view();
}

struct Fault {
  Reason reason;
  std::string message;
};
using Outcome = std::optional<Fault>;  // nothing: the line was taken

class Reader {
 public:
  Reader() { manifest_.form = Form::plain; }  // until the first line says otherwise

  // Lines in order, without their LF.
  Outcome take(std::string_view line, std::size_t number) {
    number_ = number;
    if (line.find('\0') != std::string_view::npos) return Fault{Reason::nul_byte, "NUL byte"};
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (line.find('\r') != std::string_view::npos)
      return Fault{Reason::line_malformed, "carriage return inside the line"};
    if (number == 1 && line == first_line_v1) {
      manifest_.form = Form::v1;
      return std::nullopt;
    }
    if (line.starts_with('#')) {
      if (claims_our_form(line)) return take_claim(line);
      return manifest_.form == Form::v1 ? take_header(line) : std::nullopt;
    }
    if (line.empty() && manifest_.form == Form::plain) return std::nullopt;
    return take_entry(line);
  }

  // After the last line. The line number of what it finds is that of last_line().
  Outcome finish() {
    if (pending_size_) return Fault{Reason::header_misplaced, "size belongs to no file"};
    if (manifest_.entries.empty()) return Fault{Reason::no_files, "manifest lists no file"};
    std::ranges::stable_sort(manifest_.entries, {}, &Entry::path);
    return find_twin();
  }

  [[nodiscard]] std::size_t line() const { return number_; }
  [[nodiscard]] Manifest&& manifest() && { return std::move(manifest_); }

 private:
  Outcome take_claim(std::string_view line) const {
    if (line == first_line_v1)
      return Fault{Reason::header_misplaced, "'# weightcheck manifest v1' must be the first line"};
    return Fault{Reason::version_unknown, shown(line) + " is no form of manifest that this program reads; it reads v1"};
  }

  Outcome take_header(std::string_view line) {
    const std::size_t colon = line.find(": ");
    if (!line.starts_with("# ") || colon == std::string_view::npos || colon + 2 == line.size()) {
      return Fault{Reason::header_malformed, shown(line) + " is not of the form '# NAME: VALUE'"};
    }
    const std::string_view name = line.substr(2, colon - 2);
    const std::string_view value = line.substr(colon + 2);
    if (name == size_header) return take_size(value);
    const auto* known = std::ranges::find(headers, name, &Header::name);
    if (known == headers.end()) {
      return Fault{Reason::header_unknown,
                   "header " + shown(name) + " is not one of upstream, commit, license, base-model, size"};
    }
    const std::string place = "header '" + std::string(name) + "'";
    if (pending_size_) return Fault{Reason::header_misplaced, place + " stands between a size and its file"};
    if (!manifest_.entries.empty()) return Fault{Reason::header_misplaced, place + " stands after the first file"};
    std::size_t& seen = seen_[static_cast<std::size_t>(known - headers.begin())];
    if (seen != 0 && known->times == Times::once) {
      return Fault{Reason::header_twice, place + " is given twice, first in line " + std::to_string(seen)};
    }
    seen = number_;
    return (this->*known->take)(value);
  }

  Outcome take_upstream(std::string_view value) {
    if (const auto checked = check_upstream(value); !checked) return header_fault("upstream", checked.error());
    manifest_.upstream = std::string(value);
    return std::nullopt;
  }

  Outcome take_commit(std::string_view value) {
    manifest_.commit = git::ObjectId::parse(value);
    return manifest_.commit ? std::nullopt : Outcome(no_commit("commit", value));
  }

  Outcome take_license(std::string_view value) {
    if (const auto checked = check_license(value); !checked) return header_fault("license", checked.error());
    manifest_.license = std::string(value);
    return std::nullopt;
  }

  Outcome take_base_model(std::string_view value) {
    if (manifest_.base_models.size() == limits::base_models_max) {
      return Fault{Reason::too_large, "base models are over the limit of " + std::to_string(limits::base_models_max)};
    }
    BaseModel base;
    const std::size_t at = value.rfind('@');
    // An '@' before the last '/' is that of ssh://git@host/name.
    if (at != std::string_view::npos && value.find('/', at) == std::string_view::npos) {
      base.commit = git::ObjectId::parse(value.substr(at + 1));
      if (!base.commit) return no_commit("base-model", value.substr(at + 1));
      value = value.substr(0, at);
    }
    if (const auto checked = check_upstream(value); !checked) return header_fault("base-model", checked.error());
    base.upstream = std::string(value);
    manifest_.base_models.push_back(std::move(base));
    return std::nullopt;
  }

  Outcome take_size(std::string_view value) {
    if (pending_size_) return Fault{Reason::header_twice, "size is given twice for one file"};
    pending_size_ = parse_decimal(value);
    if (pending_size_) return std::nullopt;
    return Fault{Reason::header_malformed, "size " + shown(value) + " is no decimal number of bytes"};
  }

  Outcome take_entry(std::string_view line) {
    auto read = read_sum_line(line, manifest_.form == Form::plain ? Separators::windows_too : Separators::posix);
    if (auto* fault = std::get_if<LineFault>(&read))
      return Fault{fault->reason, std::move(fault->message) + std::string(cure_of_a_table(line))};
    auto& sum = std::get<SumLine>(read);
    std::string_view name = sum.name;
    if (name.starts_with("./")) name.remove_prefix(2);
    auto path = ModelPath::parse(name);
    if (!path) return Fault{Reason::path_unsafe, shown(sum.name) + ": " + path.error().message};
    if (manifest_.entries.size() == limits::model_files_max) {
      return Fault{Reason::too_large, "files are over the limit of " + std::to_string(limits::model_files_max)};
    }
    manifest_.entries.push_back({*std::move(path), sum.sha256, std::exchange(pending_size_, std::nullopt), number_});
    return std::nullopt;
  }

  // The first line, in file order, that names a path named before. The sort was stable: equal paths stand in file
  // order.
  Outcome find_twin() {
    const Entry* first = nullptr;
    const Entry* second = nullptr;
    for (std::size_t i = 1; i < manifest_.entries.size(); ++i) {
      const Entry& here = manifest_.entries[i];
      if (here.path != manifest_.entries[i - 1].path || (second != nullptr && second->line < here.line)) continue;
      first = &manifest_.entries[i - 1];
      second = &here;
    }
    if (second == nullptr) return std::nullopt;
    number_ = second->line;
    return Fault{Reason::path_twice,
                 shown(second->path.text()) + " is listed twice, first in line " + std::to_string(first->line)};
  }

  static Fault header_fault(std::string_view name, const Error& error) {
    return {Reason::header_malformed, "header '" + std::string(name) + "': " + error.message};
  }

  static Fault no_commit(std::string_view name, std::string_view value) {
    return {Reason::pin_not_a_commit, "header '" + std::string(name) + "': " + shown(value) +
                                          " is no full commit id of 40 or 64 lower-case hex digits"};
  }

  enum class Times : std::uint8_t { once, any };
  struct Header {
    std::string_view name;
    Times times;
    Outcome (Reader::*take)(std::string_view value);
  };
  static constexpr std::array<Header, 4> headers{{{"upstream", Times::once, &Reader::take_upstream},
                                                  {"commit", Times::once, &Reader::take_commit},
                                                  {"license", Times::once, &Reader::take_license},
                                                  {"base-model", Times::any, &Reader::take_base_model}}};

  Manifest manifest_;
  std::size_t number_ = 0;
  std::optional<std::uint64_t> pending_size_;
  std::array<std::size_t, headers.size()> seen_{};  // the line of each header, 0 for none
};

Rejection rejection(const Fault& fault, std::size_t line) {
  return {fault.reason, line, line == 0 ? fault.message : "line " + std::to_string(line) + ": " + fault.message};
}

}  // namespace

Error Rejection::error() const {
  switch (reason) {
    case Reason::too_large:
      return {ErrorCode::limit, message};
    case Reason::version_unknown:
      return {ErrorCode::unsupported, message};
    default:
      return {ErrorCode::malformed, message};
  }
}

std::variant<Manifest, Rejection> read(ByteSpan bytes) {
  if (bytes.size() > limits::manifest_bytes_max) {
    return Rejection{Reason::too_large, 0,
                     "manifest of " + std::to_string(bytes.size()) + " bytes is over the limit of " +
                         std::to_string(limits::manifest_bytes_max)};
  }
  std::string_view rest = text_of(bytes);
  for (const std::string_view mark : {"\xef\xbb\xbf", "\xff\xfe", "\xfe\xff"}) {
    if (!rest.starts_with(mark)) continue;
    const std::string_view wide = mark.size() == 2 ? " of UTF-16, which PowerShell's > writes" : "";
    return rejection(
        {Reason::byte_order_mark, "byte order mark" + std::string(wide) + "; save it as UTF-8 without one"}, 1);
  }
  Reader reader;
  for (std::size_t number = 1; !rest.empty(); ++number) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    if (const auto fault = reader.take(rest.substr(0, end), number)) return rejection(*fault, number);
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  if (const auto fault = reader.finish()) return rejection(*fault, reader.line());
  return std::move(reader).manifest();
}

Result<Manifest> parse(ByteSpan bytes) {
  auto outcome = read(bytes);
  if (const auto* refused = std::get_if<Rejection>(&outcome)) return refused->error();
  return std::get<Manifest>(std::move(outcome));
}

}  // namespace weightcheck::manifest
