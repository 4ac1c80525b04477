// SPDX-License-Identifier: Apache-2.0
// The lines that checksum programs print (GNU coreutils 9.1, src/digest.c; perl's shasum 6.02; BSD sha256):
//
//   line     = [ "\" ] ( untagged / tagged )        the backslash: NAME is escaped
//   untagged = 64HEXDIG " " ( " " / "*" ) NAME      "*": read in binary mode, which makes no difference here
//   tagged   = "SHA256 (" NAME ") = " 64HEXDIG
//            / ( "SHA256" / "SHA2-256" ) "(" NAME ")= " 64HEXDIG     as openssl dgst prints it
//
// Digits of either case. In an escaped NAME, "\\" "\n" "\r" stand for a backslash, LF and CR, and no other backslash
// may stand. sha256sum escapes it always, so in a line that is not escaped it is a program of Windows that wrote it,
// and it divides folders; whether such lines are taken is for the caller. Not read, though sha256sum does: blanks
// before a line, "<hex> NAME" with one blank.
//
// What is no line of SHA-256 is told by the name of what it is: MD5, SHA-1, SFV's CRC-32.
#include "manifest/sum_line.hpp"

#include <algorithm>
#include <cstddef>
#include <optional>

#include "base/ascii.hpp"
#include "base/wording.hpp"

namespace weightcheck::manifest {
namespace {

constexpr std::size_t digest_digits = 64;
constexpr std::size_t crc32_digits = 8;
constexpr std::size_t algorithm_bytes_max = 40;

struct OtherDigest {
  std::size_t digits;
  std::string_view algorithm;
};
constexpr OtherDigest other_digests[] = {
    {32, "MD5"}, {40, "SHA-1"}, {56, "SHA-224"}, {96, "SHA-384"}, {128, "SHA-512"}};
constexpr std::string_view cure =
    "only SHA-256 is read; ask whoever made the list for one of sha256sum, or make it from files that are known to be "
    "right";

bool is_algorithm_character(char c) { return is_alnum(c) || c == '-' || c == '/'; }

std::optional<std::string> unescaped(std::string_view name) {
  std::string raw;
  raw.reserve(name.size());
  for (std::size_t i = 0; i < name.size(); ++i) {
    if (name[i] != '\\') {
      raw.push_back(name[i]);
      continue;
    }
    if (++i == name.size()) return std::nullopt;
    switch (name[i]) {
      case '\\':
        raw.push_back('\\');
        break;
      case 'n':
        raw.push_back('\n');
        break;
      case 'r':
        raw.push_back('\r');
        break;
      default:
        return std::nullopt;
    }
  }
  return raw;
}

LineFault other_algorithm(const std::string& what) {
  return {Reason::other_algorithm, what + ": " + std::string(cure)};
}

LineFault wrong_length(std::size_t digits) {
  for (const OtherDigest& other : other_digests) {
    if (other.digits == digits)
      return other_algorithm("digest of " + std::to_string(digits) + " digits, as " + std::string(other.algorithm) +
                             " has them");
  }
  return {Reason::digest_malformed, "digest of " + std::to_string(digits) + " digits is no SHA-256, which has 64"};
}

struct Parts {
  std::string_view digits, name;
};

struct Tag {
  std::string_view open, close;
};
constexpr Tag tags[] = {{" (", ") = "}, {"(", ")= "}};  // BSD and coreutils; openssl

std::variant<Parts, LineFault> split_tagged(std::string_view algorithm, const Tag& tag, std::string_view rest) {
  // The last one: a name may hold one too, a digest cannot.
  const std::size_t close = rest.rfind(tag.close);
  if (close == std::string_view::npos) {
    return LineFault{Reason::line_malformed, "tagged line has no '" + std::string(tag.close) + "' before its digest"};
  }
  if (algorithm != "SHA256" && algorithm != "SHA2-256")
    return other_algorithm("line of another algorithm than SHA256, " + in_quotes(algorithm, algorithm_bytes_max));
  return Parts{rest.substr(close + tag.close.size()), rest.substr(0, close)};
}

// A simple file verification list: `; comment` and `NAME CRC32`.
bool is_sfv(std::string_view line) {
  if (line.starts_with(';')) return true;
  if (line.size() < crc32_digits + 2) return false;
  const std::string_view end = line.substr(line.size() - crc32_digits - 1);
  return end.starts_with(' ') && std::ranges::all_of(end.substr(1), is_hex_digit);
}

LineFault no_line(std::string_view line) {
  if (is_sfv(line)) return other_algorithm("line of an SFV file, whose CRC-32 tells no change from another");
  if (line.starts_with("-----BEGIN PGP")) {
    return {Reason::line_malformed,
            "a signature lies around this list; check it and take it off with `gpg --output LIST --decrypt FILE`"};
  }
  return {Reason::line_malformed, "neither '<64 hex digits>  NAME' nor 'SHA256 (NAME) = <64 hex digits>'"};
}

std::variant<Parts, LineFault> split_untagged(std::string_view line) {
  const auto end = std::ranges::find_if_not(line, is_hex_digit);
  const std::string_view digits = line.substr(0, static_cast<std::size_t>(end - line.begin()));
  const std::string_view rest = line.substr(digits.size());
  if (digits.empty() || !rest.starts_with(' ')) return no_line(line);
  if (digits.size() != digest_digits) return wrong_length(digits.size());
  if (rest.size() < 2 || (rest[1] != ' ' && rest[1] != '*')) {
    return LineFault{Reason::line_malformed, "digest is not followed by two blanks, or a blank and '*', and a name"};
  }
  return Parts{digits, rest.substr(2)};
}

std::variant<Parts, LineFault> split(std::string_view line) {
  const auto end = std::ranges::find_if_not(line, is_algorithm_character);
  const std::string_view word = line.substr(0, static_cast<std::size_t>(end - line.begin()));
  // An untagged line never has one behind its digits, so this cannot take one for a tagged line.
  for (const Tag& tag : tags) {
    if (!word.empty() && line.substr(word.size()).starts_with(tag.open))
      return split_tagged(word, tag, line.substr(word.size() + tag.open.size()));
  }
  return split_untagged(line);
}

}  // namespace

std::string sum_line(const Digest& digest, std::string_view name) {
  std::string line;
  line.reserve(digest_digits + name.size() + 4);
  if (name.find_first_of("\\\n\r") != std::string_view::npos) line.push_back('\\');
  line.append(digest.hex()).append("  ");
  for (const char c : name) {
    switch (c) {
      case '\\':
        line.append("\\\\");
        break;
      case '\n':
        line.append("\\n");
        break;
      case '\r':
        line.append("\\r");
        break;
      default:
        line.push_back(c);
    }
  }
  line.push_back('\n');
  return line;
}

std::variant<SumLine, LineFault> read_sum_line(std::string_view line, Separators separators) {
  const bool escaped = line.starts_with('\\');
  const auto parts = split(escaped ? line.substr(1) : line);
  if (const auto* fault = std::get_if<LineFault>(&parts)) return *fault;
  const auto [digits, name] = std::get<Parts>(parts);

  const auto digest = Digest::parse(digits, HexCase::any);
  if (!digest) {
    if (std::ranges::all_of(digits, is_hex_digit)) return wrong_length(digits.size());
    return LineFault{Reason::digest_malformed, "digest is not hexadecimal"};
  }
  if (!escaped) {
    std::string raw(name);
    if (separators == Separators::windows_too) std::ranges::replace(raw, '\\', '/');
    if (raw.find('\\') == std::string::npos) return SumLine{*digest, std::move(raw)};
    return LineFault{Reason::line_malformed,
                     "name has a backslash, and the line does not begin with one to say that it is escaped"};
  }
  auto raw = unescaped(name);
  if (!raw) return LineFault{Reason::line_malformed, "escaped name has a backslash that is not one of \\\\ \\n \\r"};
  return SumLine{*digest, *std::move(raw)};
}

}  // namespace weightcheck::manifest
