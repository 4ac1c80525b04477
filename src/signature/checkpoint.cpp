// SPDX-License-Identifier: Apache-2.0
#include "signature/checkpoint.hpp"

#include <algorithm>
#include <optional>

#include "hash/base64.hpp"

namespace weightcheck::signature {
namespace {

constexpr std::string_view blank_line = "\n\n";
constexpr std::string_view signature_mark = "\xe2\x80\x94 ";  // U+2014

// Takes a line off the front, the last one also without its LF.
std::string_view take_line(std::string_view& text) {
  const std::size_t end = std::min(text.find('\n'), text.size());
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  return line;
}

std::optional<NoteSignature> read_signature(std::string_view line) {
  if (!line.starts_with(signature_mark)) return std::nullopt;
  line.remove_prefix(signature_mark.size());
  const std::size_t blank = line.find(' ');
  if (blank == 0 || blank == std::string_view::npos) return std::nullopt;
  const auto bytes = hash::from_base64(line.substr(blank + 1));
  NoteSignature found;
  if (!bytes || bytes->size() <= found.hint.size()) return std::nullopt;
  const auto behind_hint = bytes->begin() + static_cast<std::ptrdiff_t>(found.hint.size());
  std::copy(bytes->begin(), behind_hint, found.hint.begin());
  found.signature.assign(behind_hint, bytes->end());
  return found;
}

}  // namespace

Result<Checkpoint> read_checkpoint(std::string_view text) {
  if (text.size() > limits::checkpoint_bytes_max)
    return Error{ErrorCode::limit, "the checkpoint of " + std::to_string(text.size()) + " bytes is over the limit of " +
                                       std::to_string(limits::checkpoint_bytes_max)};
  const std::size_t end = text.find(blank_line);
  if (end == std::string_view::npos) return malformed("the checkpoint has no blank line before its signatures");
  std::string_view note = text.substr(0, end + 1);
  std::string_view signatures = text.substr(end + blank_line.size());
  // With two of them, readers could differ about what is signed.
  if (signatures.starts_with('\n') || signatures.find(blank_line) != std::string_view::npos)
    return malformed("the checkpoint has more than one blank line");
  Checkpoint found{.note = std::string(note), .origin = {}, .tree_size = 0, .root = {}, .signatures = {}};
  found.origin = take_line(note);
  const auto size = parse_decimal(take_line(note));
  const auto root = hash::from_base64(take_line(note));
  if (found.origin.empty() || !size || !root || root->size() != found.root.bytes.size())
    return malformed("the checkpoint does not begin with an origin, a decimal size and the base64 of 32 bytes");
  found.tree_size = *size;
  std::ranges::copy(*root, found.root.bytes.begin());
  while (!signatures.empty()) {
    if (auto signature = read_signature(take_line(signatures))) found.signatures.push_back(*std::move(signature));
  }
  return found;
}

}  // namespace weightcheck::signature
