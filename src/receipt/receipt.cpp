// SPDX-License-Identifier: Apache-2.0
// Lines of words in one order, so that there is one way to write a receipt and one to read it. The MAC is checked
// before anything else is looked at.
#include "receipt/receipt.hpp"

#include <algorithm>
#include <array>
#include <functional>
#include <stdexcept>

#include "base/escape.hpp"
#include "base/limits.hpp"
#include "hash/mac.hpp"

namespace weightcheck::receipt {
namespace {

constexpr std::string_view opening = "weightcheck receipt v";  // of every version
constexpr std::string_view first_line = "weightcheck receipt v3\n";
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

bool take(Digest& out, std::string_view text) {
  const auto digest = Digest::parse(text);
  if (digest) out = *digest;
  return digest.has_value();
}

bool take(std::optional<std::string>& out, std::string_view text) {
  auto bytes = unword(text);
  if (bytes && !bytes->empty()) out = std::move(*bytes);
  return bytes.has_value();
}

constexpr std::array trusts{evidence::Trust::none, evidence::Trust::self, evidence::Trust::pinned};

bool take(evidence::Trust& out, std::string_view text) {
  const auto* const found = std::ranges::find(trusts, text, [](evidence::Trust trust) { return name_of(trust); });
  if (found != trusts.end()) out = *found;
  return found != trusts.end();
}

std::string_view name_of(Writers writers) { return writers == Writers::asked ? "asked" : "synced"; }

bool take(Writers& out, std::string_view text) {
  out = text == "synced" ? Writers::synced : Writers::asked;
  return text == name_of(out);
}

bool take(bool& out, std::string_view text) {
  out = text == "whole";
  return out || text == "part";
}

template <typename... Out>
bool take_line(Reader& reader, std::string_view name, Out&... out) {
  const auto words = reader.line(name, sizeof...(out));
  std::size_t at = 0;
  return words.size() == sizeof...(out) && (take(out, words[at++]) && ...);
}

// "NAME COUNT" and as many lines, each read by `take_one` and behind the one before by what `key` gives.
template <typename List, typename Key, typename TakeOne>
Status take_list(Reader& reader, std::string_view name, List& list, Key key, TakeOne take_one) {
  std::uint64_t count = 0;
  if (!take_line(reader, name, count)) return malformed("its number of " + std::string(name) + " is missing");
  if (count > limits::model_files_max) return Error{ErrorCode::limit, "receipt has too many " + std::string(name)};
  for (std::uint64_t i = 0; i < count; ++i) {
    auto one = take_one(reader);
    if (!one.ok()) return std::move(one).error();
    if (!list.empty() && !(std::invoke(key, list.back()) < std::invoke(key, *one)))
      return malformed("its " + std::string(name) + " are out of order");
    list.push_back(*std::move(one));
  }
  return done;
}

Result<Basis> take_basis(Reader& reader) {
  Basis basis;
  if (take_line(reader, "basis", basis.sha256, basis.path) && !basis.path.empty()) return basis;
  return malformed("a line of a basis is not as it should be");
}

Result<Place> take_place(Reader& reader) {
  Place place;
  if (take_line(reader, "place", place.seen, place.entries, place.name) && !place.name.empty()) return place;
  return malformed("a line of a place is not as it should be");
}

Result<File> take_file(Reader& reader) {
  std::optional<Digest> sha256;
  FileIdentity id;
  std::string name;
  if (!take_line(reader, "file", sha256, id.device, id.inode, id.size, id.mtime_ns, id.ctime_ns, name))
    return malformed("a line of a file is not as it should be");
  auto path = ModelPath::parse(name);
  if (!path.ok()) return malformed(path.error().message);
  return File{.path = std::move(*path), .identity = id, .sha256 = sha256};
}

Result<Receipt> parse(std::string_view text) {
  Reader reader(text);
  Receipt receipt;
  Demanded& demanded = receipt.demanded;
  const bool headed = take_line(reader, "model", receipt.model, receipt.model_device, receipt.model_inode) &&
                      take_line(reader, "receipt", receipt.written) && take_line(reader, "host", receipt.host) &&
                      take_line(reader, "made", receipt.made) && take_line(reader, "expires", receipt.expires) &&
                      take_line(reader, "trust", receipt.trust) && take_line(reader, "commit", receipt.commit) &&
                      take_line(reader, "upstream", receipt.upstream_trust, receipt.upstream) &&
                      take_line(reader, "signed", receipt.signer, receipt.bundle) &&
                      take_line(reader, "policy", receipt.policy) &&
                      take_line(reader, "demanded", demanded.trust, demanded.fail_on, demanded.whole) &&
                      take_line(reader, "asked", receipt.asked) && take_line(reader, "writers", receipt.writers);
  if (!headed) return malformed("its head is not as it should be");
  if (Status taken = take_list(reader, "bases", receipt.bases, &Basis::path, take_basis); !taken.ok())
    return std::move(taken).error();
  if (Status taken = take_list(reader, "places", receipt.places, &Place::name, take_place); !taken.ok())
    return std::move(taken).error();
  if (Status taken = take_list(reader, "files", receipt.files, &File::path, take_file); !taken.ok())
    return std::move(taken).error();
  if (!reader.at_end()) return malformed("something follows its last file");
  return receipt;
}

// Calls `tell` with the key of each of two sorted lists that has no equal in the other.
template <typename List, typename Key, typename Tell>
void compare_lists(const List& was, const List& is, Key key, Tell tell) {
  auto old = was.begin();
  for (const auto& one : is) {
    for (; old != was.end() && std::invoke(key, *old) < std::invoke(key, one); ++old)
      tell(std::invoke(key, *old), "is gone");
    if (old == was.end() || std::invoke(key, *old) != std::invoke(key, one)) {
      tell(std::invoke(key, one), "is new");
      continue;
    }
    if (!(*old == one)) tell(std::invoke(key, one), "was changed or replaced");
    ++old;
  }
  for (; old != was.end(); ++old)
    tell(std::invoke(key, *old), "is gone");
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
  text += "trust " + std::string(evidence::name_of(receipt.trust)) + "\n";
  text += "commit " + (receipt.commit ? receipt.commit->hex() : "-") + "\n";
  text += "upstream " + std::string(evidence::name_of(receipt.upstream_trust)) + " " +
          word(receipt.upstream.value_or("")) + "\n";
  text += "signed " + (receipt.signer ? receipt.signer->hex() : "-") + " " +
          (receipt.bundle ? receipt.bundle->hex() : "-") + "\n";
  text += "policy " + (receipt.policy ? receipt.policy->hex() : "-") + "\n";
  const Demanded& demanded = receipt.demanded;
  text += "demanded " + std::string(evidence::name_of(demanded.trust)) + " " + word(demanded.fail_on) + " " +
          (demanded.whole ? "whole" : "part") + "\n";
  text += "asked " + (receipt.asked ? receipt.asked->hex() : "-") + "\n";
  text += "writers " + std::string(name_of(receipt.writers)) + "\n";
  text += "bases " + std::to_string(receipt.bases.size()) + "\n";
  for (const Basis& basis : receipt.bases)
    text += "basis " + basis.sha256.hex() + " " + word(basis.path) + "\n";
  text += "places " + std::to_string(receipt.places.size()) + "\n";
  for (const Place& place : receipt.places)
    text += "place " + place.seen.hex() + " " + std::to_string(place.entries) + " " + word(place.name) + "\n";
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

bool looks_like_one(ByteSpan bytes) { return text_of(bytes).starts_with(opening); }

Result<Receipt> read(ByteSpan bytes, ByteSpan key) {
  std::string_view text = text_of(bytes);
  if (!looks_like_one(bytes)) return malformed("it does not begin like one");
  if (!text.starts_with(first_line))
    return Error{ErrorCode::unsupported, "it is of another version of weightcheck; verify the model again"};
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

void Difference::add(std::string path, std::string how) {
  ++total;
  if (shown.size() < limits::finding_paths_max) shown.push_back({std::move(path), std::move(how)});
}

Difference compare(const Receipt& receipt, const Now& now) {
  Difference difference;
  const auto tell = [&](std::string path, std::string how) { difference.add(std::move(path), std::move(how)); };
  const auto is_place = [&](const std::string& name) {
    return std::ranges::binary_search(receipt.places, name, {}, &Place::name);
  };
  for (const auto& entry : now.tree.refused) {
    if (!is_place(entry.name)) tell(entry.name, printable(entry.detail));
  }
  auto was = receipt.files.begin();
  for (const auto& file : now.tree.files) {
    for (; was != receipt.files.end() && was->path < file.path; ++was)
      tell(was->path.text(), "is gone");
    if (was != receipt.files.end() && was->path == file.path) {
      if (was->identity != file.identity) tell(file.path.text(), "was changed or replaced");
      ++was;
    } else if (!is_place(file.path.text())) {
      tell(file.path.text(), "is new");
    }
  }
  for (; was != receipt.files.end(); ++was)
    tell(was->path.text(), "is gone");
  compare_lists(receipt.places, now.places, &Place::name, tell);
  compare_lists(receipt.bases, now.bases, &Basis::path, tell);
  return difference;
}

}  // namespace weightcheck::receipt
