// SPDX-License-Identifier: Apache-2.0
// Lines of words in one order, so that there is one way to write a receipt and one to read it. The MAC is checked
// before anything else is looked at.
#include "receipt/receipt.hpp"

#include <algorithm>
#include <array>
#include <stdexcept>

#include "base/escape.hpp"
#include "base/limits.hpp"
#include "hash/mac.hpp"

namespace weightcheck::receipt {
namespace {

constexpr std::string_view first_line = "weightcheck receipt v1\n";
constexpr std::string_view mac_word = "mac ";
constexpr std::size_t mac_line_bytes = mac_word.size() + 64 + 1;

// Bytes that could end a word are written as %XX, as '%' itself.
std::string word(std::string_view bytes) {
  if (bytes.empty()) return "-";
  std::string out;
  for (const char c : bytes) {
    const bool plain = c > ' ' && c < '\x7f' && c != '%' && !(c == '-' && bytes.size() == 1);
    if (plain) {
      out += c;
    } else {
      out += "%" + to_hex(bytes_of(std::string_view(&c, 1)));
    }
  }
  return out;
}

std::optional<std::string> unword(std::string_view text) {
  if (text == "-") return std::string();
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      out += text[i];
      continue;
    }
    std::array<std::byte, 1> byte{};
    if (i + 2 >= text.size() || !from_hex(text.substr(i + 1, 2), byte)) return std::nullopt;
    out += static_cast<char>(byte[0]);
    i += 2;
  }
  if (word(out) != text) return std::nullopt;  // one spelling only
  return out;
}

std::string decimal(std::int64_t value) { return std::to_string(value); }

Error malformed(std::string_view what) {
  return {ErrorCode::malformed, "receipt is no receipt of this program: " + std::string(what)};
}

class Reader {
 public:
  explicit Reader(std::string_view text) : rest_(text) {}

  // The words of the next line behind its name; empty where the line has another name or number of words.
  std::vector<std::string_view> line(std::string_view name, std::size_t count) {
    const std::size_t end = rest_.find('\n');
    if (end == std::string_view::npos) return {};
    std::string_view line = rest_.substr(0, end);
    rest_.remove_prefix(end + 1);
    std::vector<std::string_view> words;
    while (true) {
      const std::size_t blank = line.find(' ');
      words.push_back(line.substr(0, blank));
      if (blank == std::string_view::npos || words.size() > count + 1) break;
      line.remove_prefix(blank + 1);
    }
    if (words.size() != count + 1 || words.front() != name) return {};
    words.erase(words.begin());
    return words;
  }

  [[nodiscard]] bool is_at(std::string_view name) const {
    return rest_.starts_with(name) && rest_.substr(name.size()).starts_with(' ');
  }
  [[nodiscard]] bool at_end() const { return rest_.empty(); }

 private:
  std::string_view rest_;
};

bool take(std::uint64_t& out, std::string_view text) {
  const auto value = parse_decimal(text);
  if (value) out = *value;
  return value && std::to_string(*value) == text;  // one spelling only
}

bool take(std::int64_t& out, std::string_view text) {
  const bool negative = text.starts_with('-');
  const auto value = parse_decimal(negative ? text.substr(1) : text);
  if (!value || *value > static_cast<std::uint64_t>(INT64_MAX)) return false;
  out = negative ? -static_cast<std::int64_t>(*value) : static_cast<std::int64_t>(*value);
  return decimal(out) == text;
}

bool take(std::string& out, std::string_view text) {
  auto bytes = unword(text);
  if (bytes) out = std::move(*bytes);
  return bytes.has_value();
}

bool take(std::optional<Digest>& out, std::string_view text) {
  if (text != "-") out = Digest::parse(text);
  return text == "-" || out.has_value();
}

bool take(std::optional<git::ObjectId>& out, std::string_view text) {
  if (text != "-") out = git::ObjectId::parse(text);
  return text == "-" || out.has_value();
}

template <typename... Out>
bool take_line(Reader& reader, std::string_view name, Out&... out) {
  const auto words = reader.line(name, sizeof...(out));
  std::size_t at = 0;
  return words.size() == sizeof...(out) && (take(out, words[at++]) && ...);
}

Result<Receipt> parse(std::string_view text) {
  Reader reader(text);
  Receipt receipt;
  std::string upstream;
  std::uint64_t files = 0;
  const bool headed = take_line(reader, "model", receipt.model, receipt.model_device, receipt.model_inode) &&
                      take_line(reader, "receipt", receipt.written) && take_line(reader, "host", receipt.host) &&
                      take_line(reader, "made", receipt.made) && take_line(reader, "expires", receipt.expires) &&
                      take_line(reader, "trust", receipt.trust) && take_line(reader, "commit", receipt.commit) &&
                      take_line(reader, "upstream", upstream) && take_line(reader, "policy", receipt.policy) &&
                      (!reader.is_at("asked") || (take_line(reader, "asked", receipt.asked) && receipt.asked)) &&
                      take_line(reader, "files", files);
  if (!headed) return malformed("its head is not as it should be");
  if (!upstream.empty()) receipt.upstream = upstream;
  if (files > limits::model_files_max) return Error{ErrorCode::limit, "receipt has too many files"};
  for (std::uint64_t i = 0; i < files; ++i) {
    std::optional<Digest> sha256;
    FileIdentity id;
    std::string name;
    if (!take_line(reader, "file", sha256, id.device, id.inode, id.size, id.mtime_ns, id.ctime_ns, name))
      return malformed("a line of a file is not as it should be");
    auto path = ModelPath::parse(name);
    if (!path.ok()) return malformed(path.error().message);
    if (!receipt.files.empty() && !(receipt.files.back().path < *path)) return malformed("its files are out of order");
    receipt.files.push_back({.path = std::move(*path), .identity = id, .sha256 = sha256});
  }
  if (!reader.at_end()) return malformed("something follows its last file");
  return receipt;
}

}  // namespace

std::string write(const Receipt& receipt, ByteSpan key) {
  if (key.size() < key_bytes_min) throw std::logic_error("a receipt's key is too short");
  std::string text(first_line);
  text += "model " + word(receipt.model) + " " + std::to_string(receipt.model_device) + " " +
          std::to_string(receipt.model_inode) + "\n";
  text += "receipt " + word(receipt.written) + "\n";
  text += "host " + word(receipt.host) + "\n";
  text += "made " + decimal(receipt.made) + "\n";
  text += "expires " + decimal(receipt.expires) + "\n";
  text += "trust " + word(receipt.trust) + "\n";
  text += "commit " + (receipt.commit ? receipt.commit->hex() : "-") + "\n";
  text += "upstream " + word(receipt.upstream.value_or("")) + "\n";
  text += "policy " + (receipt.policy ? receipt.policy->hex() : "-") + "\n";
  if (receipt.asked) text += "asked " + receipt.asked->hex() + "\n";  // version 0.1.0 wrote none
  text += "files " + std::to_string(receipt.files.size()) + "\n";
  for (const File& file : receipt.files) {
    const FileIdentity& id = file.identity;
    text += "file " + (file.sha256 ? file.sha256->hex() : "-") + " " + std::to_string(id.device) + " " +
            std::to_string(id.inode) + " " + std::to_string(id.size) + " " + decimal(id.mtime_ns) + " " +
            decimal(id.ctime_ns) + " " + word(file.path.text()) + "\n";
  }
  text += std::string(mac_word) + hash::hmac_sha256(key, bytes_of(text)).hex() + "\n";
  return text;
}

bool looks_like_one(ByteSpan bytes) { return text_of(bytes).starts_with(first_line); }

Result<Receipt> read(ByteSpan bytes, ByteSpan key) {
  std::string_view text = text_of(bytes);
  if (!looks_like_one(bytes)) return malformed("it does not begin like one");
  if (text.size() < first_line.size() + mac_line_bytes) return malformed("it ends early");
  const std::string_view mac_line = text.substr(text.size() - mac_line_bytes);
  const auto mac = Digest::parse(mac_line.substr(mac_word.size(), 64));
  if (!mac_line.starts_with(mac_word) || !mac_line.ends_with('\n') || !mac) return malformed("it has no MAC");
  text.remove_suffix(mac_line_bytes);
  if (!hash::same_mac(hash::hmac_sha256(key, bytes_of(text)), *mac)) {
    return Error{ErrorCode::malformed, "receipt was edited, or made with another key"};
  }
  return parse(text.substr(first_line.size()));
}

Difference compare(const Receipt& receipt, const evidence::ModelTree& now) {
  Difference difference;
  const auto tell = [&](std::string path, std::string how) {
    ++difference.total;
    if (difference.shown.size() < limits::finding_paths_max)
      difference.shown.push_back({std::move(path), std::move(how)});
  };
  for (const auto& entry : now.refused)
    tell(entry.name, printable(entry.detail));
  auto was = receipt.files.begin();
  for (const auto& file : now.files) {
    for (; was != receipt.files.end() && was->path < file.path; ++was)
      tell(was->path.text(), "is gone");
    if (was == receipt.files.end() || was->path != file.path) {
      tell(file.path.text(), "is new");
    } else {
      if (was->identity != file.identity) tell(file.path.text(), "was changed or replaced");
      ++was;
    }
  }
  for (; was != receipt.files.end(); ++was)
    tell(was->path.text(), "is gone");
  return difference;
}

}  // namespace weightcheck::receipt
