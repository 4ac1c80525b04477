// SPDX-License-Identifier: Apache-2.0
// What a file of states shows, in words: where a file differs, by bytes and by the tensors that lie there, and which
// states are wrong.
#include <algorithm>

#include "policy/wording.hpp"

namespace weightcheck::policy {
namespace {

constexpr std::size_t ranges_told_max = 3;
constexpr std::size_t tensors_told_max = 3;

std::string words_of(const midstates::ByteRange& range) {
  return with_commas(range.begin) + "-" + with_commas(range.end - 1);
}

// Numbers of tensors that have a byte in one of the ranges, in the order in which they lie; each once.
std::vector<std::size_t> tensors_in(const tensors::TensorLayout& layout,
                                    const std::vector<midstates::ByteRange>& ranges) {
  std::vector<std::size_t> found;
  for (const midstates::ByteRange& range : ranges) {
    if (range.end <= layout.data_begin) continue;
    const std::uint64_t begin = std::max(range.begin, layout.data_begin) - layout.data_begin;
    const std::uint64_t end = range.end - layout.data_begin;
    for (std::size_t i = layout.first_beyond(begin); i < layout.tensors.size(); ++i) {
      const tensors::Tensor& tensor = layout.tensors[i];
      if (tensor.begin >= end) break;
      if (tensor.size() > 0 && (found.empty() || found.back() < i)) found.push_back(i);
    }
  }
  return found;
}

std::string tensor_words(const evidence::Evidence& evidence, const evidence::FileRow& row) {
  const auto file = std::ranges::lower_bound(evidence.weight_files, row.path, {}, &weights::WeightFile::path);
  const bool is_it = file != evidence.weight_files.end() && file->path == row.path;
  const tensors::TensorLayout* layout = is_it ? file->layout() : nullptr;
  if (layout == nullptr) return "";
  std::string words = row.damage.front().begin < layout->data_begin ? "the header" : "";
  const std::vector<std::size_t> found = tensors_in(*layout, row.damage);
  for (std::size_t i = 0; i < std::min(found.size(), tensors_told_max); ++i)
    words += (words.empty() ? "" : ", ") + in_quotes(layout->name_of(layout->tensors[found[i]]), 200);
  if (found.size() > tensors_told_max) words += " and " + counted(found.size() - tensors_told_max, "more tensor");
  return words.empty() ? "" : ": " + words;
}

}  // namespace

std::string damage_words(const evidence::Evidence& evidence, const evidence::FileRow& row) {
  if (row.damage.empty()) return "";
  std::string words = "; by the file of states bytes ";
  for (std::size_t i = 0; i < std::min(row.damage.size(), ranges_told_max); ++i)
    words += (i == 0 ? "" : ", ") + words_of(row.damage[i]);
  if (row.damage.size() > ranges_told_max)
    words += " and " + counted(row.damage.size() - ranges_told_max, "more range");
  return words + " differ" + tensor_words(evidence, row);
}

std::string words_of(const evidence::WrongMidstates& wrong) {
  if (!wrong.path) return "the file of states was not used: " + wrong.why;
  return "the file of states has " + quoted(*wrong.path) + " wrong: " + wrong.why +
         "; the digest was found without them";
}

}  // namespace weightcheck::policy
