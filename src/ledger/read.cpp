// SPDX-License-Identifier: Apache-2.0
// The grammar, ASCII, to the letter, with a line feed behind every line:
//
//   ledger = "# weightcheck ledger v1" "# upstream: " URL "# commit: " ID ["# license: " TEXT] "proof " base64 1*shard
//   shard  = ("shard " / "raw-shard ") sha256 SP size SP path   "header " base64   *tensor
//   tensor = "tensor " sha256 SP state SP lead [" f16=" sha256] [" bf16=" sha256] [" s=" base64]
//
// A header is judged before its tensors are read, so memory is bounded by the bytes that are there.
#include <algorithm>
#include <optional>
#include <utility>

#include "base/limits.hpp"
#include "hash/base64.hpp"
#include "ledger/ledger.hpp"
#include "ledger/links.hpp"
#include "ledger/sketch.hpp"
#include "manifest/upstream.hpp"

namespace weightcheck::ledger {
namespace {

constexpr std::string_view lead_of_nothing = "-";

// Takes what stands before the next blank off the front, with the blank.
std::string_view take_word(std::string_view& line) {
  const std::size_t end = std::min(line.find(' '), line.size());
  const std::string_view word = line.substr(0, end);
  line.remove_prefix(std::min(end + 1, line.size()));
  return word;
}

bool take_prefix(std::string_view& line, std::string_view prefix) {
  if (!line.starts_with(prefix)) return false;
  line.remove_prefix(prefix.size());
  return true;
}

std::optional<std::string> unescaped(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\r') return std::nullopt;
    if (text[i] != '\\') {
      out += text[i];
      continue;
    }
    if (++i == text.size()) return std::nullopt;
    switch (text[i]) {
      case '\\':
        out += '\\';
        break;
      case 'n':
        out += '\n';
        break;
      case 'r':
        out += '\r';
        break;
      default:
        return std::nullopt;
    }
  }
  return out;
}

class Reader {
 public:
  explicit Reader(std::string_view text) : rest_(text) {}

  Result<Ledger> run() {
    if (Status head = read_head(); !head.ok()) return at_line(head.error());
    while (!is_at_end()) {
      if (Status shard = read_shard(); !shard.ok()) return at_line(shard.error());
    }
    if (ledger_->shards.empty()) return at_line(malformed("there is no shard"));
    return *std::move(ledger_);
  }

 private:
  [[nodiscard]] bool is_at_end() const { return rest_.empty(); }

  Error at_line(Error error) const {
    error.message.insert(0, "line " + std::to_string(number_) + ": ");
    return error;
  }

  Result<std::string_view> take_line() {
    ++number_;
    const std::size_t end = rest_.find('\n');
    if (end == std::string_view::npos) return malformed(rest_.empty() ? "is missing" : "does not end with a line feed");
    const std::string_view line = rest_.substr(0, end);
    rest_.remove_prefix(end + 1);
    return line;
  }

  Result<std::string_view> take_line(std::string_view prefix) {
    auto line = take_line();
    if (!line.ok()) return line;
    if (!take_prefix(*line, prefix)) return malformed("does not begin with \"" + std::string(prefix) + "\"");
    return line;
  }

  Status read_head() {
    const auto first = take_line(opening);
    if (!first.ok()) return first.error();
    if (*first != "1") return malformed("is of another version than 1");
    const auto upstream = take_line("# upstream: ");
    if (!upstream.ok()) return upstream.error();
    if (Status checked = manifest::check_upstream(*upstream); !checked.ok()) return checked;
    const auto commit_text = take_line("# commit: ");
    if (!commit_text.ok()) return commit_text.error();
    const auto commit = git::ObjectId::parse(*commit_text);
    if (!commit) return malformed("names no full commit id of 40 or 64 lower-case hex digits");
    std::optional<std::string> license;
    if (rest_.starts_with("# license: ")) {
      const auto text = take_line("# license: ");
      if (!text.ok()) return text.error();
      if (Status checked = manifest::check_license(*text); !checked.ok()) return checked;
      license = std::string(*text);
    }
    return read_proof(std::string(*upstream), *commit, std::move(license));
  }

  Status read_proof(std::string upstream, const git::ObjectId& commit, std::optional<std::string> license) {
    const auto line = take_line("proof ");
    if (!line.ok()) return line.error();
    const auto bytes = hash::from_base64(*line);
    if (!bytes) return malformed("has a proof that is not base64 as RFC 4648 section 4 has it");
    auto proof = git::parse_proof(*bytes);
    if (!proof.ok()) return within(proof.error(), "the proof");
    if (proof->commit != commit) return malformed("has the proof of another commit, " + proof->commit.hex());
    ledger_.emplace(Ledger{.upstream = std::move(upstream),
                           .commit = commit,
                           .license = std::move(license),
                           .proof = std::string(text_of(*bytes)),
                           .commit_proof = *std::move(proof)});
    return done;
  }

  Status read_shard() {
    auto line = take_line();
    if (!line.ok()) return line.error();
    const ShardKind kind = take_prefix(*line, "raw-shard ") ? ShardKind::raw : ShardKind::pointer;
    if (kind == ShardKind::pointer && !take_prefix(*line, "shard ")) return malformed("begins no shard");
    const auto sha256 = Digest::parse(take_word(*line));
    const auto size = parse_decimal(take_word(*line));
    const auto name = unescaped(*line);
    if (!sha256 || !size || !name) return malformed("is not a digest, a size and a path with a blank between");
    auto path = ModelPath::parse(*name);
    if (!path.ok()) return path.error();
    if (!ledger_->shards.empty() && !(ledger_->shards.back().path < *path))
      return malformed(ledger_->shards.back().path == *path ? "repeats the path of the shard before"
                                                            : "is not sorted by path");
    if (Status held = hold_against_commit(kind, *path, *sha256, *size); !held.ok()) return held;

    const auto header_line = take_line("header ");
    if (!header_line.ok()) return header_line.error();
    const auto header = hash::from_base64(*header_line);
    if (!header) return malformed("has a header that is not base64 as RFC 4648 section 4 has it");
    auto layout = read_layout(*header, *size);
    if (!layout.ok()) return layout.error();
    if (layout->data_begin != header->size()) return malformed("has more than a header");
    Shard shard{.kind = kind,
                .sha256 = *sha256,
                .size = *size,
                .path = *std::move(path),
                .header = std::string(text_of(*header)),
                .layout = *std::move(layout)};
    if (Status tensors = read_tensors(shard); !tensors.ok()) return tensors;
    ledger_->shards.push_back(std::move(shard));
    return done;
  }

  Status hold_against_commit(ShardKind kind, const ModelPath& path, const Digest& sha256, std::uint64_t size) const {
    const git::ProofEntry* entry = ledger_->commit_proof.find(path);
    const bool is_file = entry != nullptr && (entry->mode == git::Mode::file || entry->mode == git::Mode::executable);
    if (!is_file) return malformed("names a shard that is not a file of the commit, as far as the proof shows");
    if (kind == ShardKind::raw) return done;
    const auto is_it = git::is_lfs_content(*entry, sha256, size);
    if (!is_it.ok()) return is_it.error();
    if (!*is_it) return malformed("names a shard of which the commit holds no pointer with this digest and size");
    return done;
  }

  Status read_tensors(Shard& shard) {
    hash::Stream before = stream_before(shard, 0);
    for (std::size_t i = 0; i < shard.layout.tensors.size(); ++i) {
      const auto line = take_line("tensor ");
      if (!line.ok()) return line.error();
      auto tensor = read_tensor(shard, i, *line);
      if (!tensor.ok()) return tensor.error();
      if (Status fits = follow(before, *tensor, shard.begin_of(i), shard.end_of(i)); !fits.ok()) return fits;
      shard.tensors.push_back(*std::move(tensor));
    }
    if (rest_.starts_with("tensor ")) {
      ++number_;
      return malformed("is one tensor more than the header has");
    }
    if (before.digest() != shard.sha256) return malformed("has a last state that does not give the shard's digest");
    return done;
  }

  static Result<Tensor> read_tensor(const Shard& shard, std::size_t i, const std::string_view whole) {
    std::string_view line = whole;
    const auto sha256 = Digest::parse(take_word(line));
    std::array<std::byte, hash::chaining_value_bytes> state{};
    const bool has_state = from_hex(take_word(line), state);
    std::string_view lead = take_word(line);
    if (lead == lead_of_nothing) lead = "";
    std::vector<std::byte> lead_bytes(static_cast<std::size_t>(shard.end_of(i) % hash::block_bytes));
    if (!sha256 || !has_state) return malformed("has no digest and state of 64 lower-case hex digits each");
    if (!from_hex(lead, lead_bytes))
      return malformed("has no lead of " + std::to_string(lead_bytes.size()) + " bytes, where the tensor ends");
    Tensor tensor{.sha256 = *sha256, .end = {hash::read_chaining_value(state), std::move(lead_bytes)}};
    for (const auto& [key, into] : {std::pair("f16=", &tensor.f16), std::pair("bf16=", &tensor.bf16)}) {
      if (!take_prefix(line, key)) continue;
      *into = Digest::parse(take_word(line));
      if (!*into) return malformed("has a digest that is not 64 lower-case hex digits");
    }
    if (take_prefix(line, "s=")) {
      auto sketch = hash::from_base64(take_word(line));
      const auto grid = grid_of(shard.layout.tensors[i].dtype, shard.shape_of(i));
      if (!sketch || !grid || sketch->size() != grid->bytes())
        return malformed("has a sketch that is not the one of a tensor of this shape");
      tensor.sketch = *std::move(sketch);
    }
    // One value, one line: no field that is unknown, empty, doubled or out of place, and no blank too many.
    if (write_tensor(tensor).substr(std::string_view("tensor ").size()) != whole)
      return malformed("has a field that is unknown or out of place");
    return tensor;
  }

  // Goes on to the position that the ledger says. Nothing is computed but what follows without the tensor's bytes.
  static Status follow(hash::Stream& before, const Tensor& tensor, std::uint64_t begin, std::uint64_t end) {
    if (begin / hash::block_bytes == end / hash::block_bytes) {
      const bool continues = tensor.end.value == before.value() &&
                             std::ranges::equal(ByteSpan(tensor.end.lead).first(before.lead().size()), before.lead());
      if (!continues) return malformed("ends in the block in which it begins, and does not go on from the line before");
    }
    before = hash::Stream(tensor.end.value, tensor.end.lead, end);
    return done;
  }

  std::string_view rest_;
  std::size_t number_ = 0;
  std::optional<Ledger> ledger_;
};

}  // namespace

Result<Ledger> read(ByteSpan bytes) {
  if (bytes.size() > file_bytes_max)
    return Error{ErrorCode::limit, "file of " + std::to_string(bytes.size()) + " bytes is over the limit of " +
                                       std::to_string(file_bytes_max)};
  return Reader(text_of(bytes)).run();
}

}  // namespace weightcheck::ledger
