// SPDX-License-Identifier: Apache-2.0
// Magic numbers are from the formats' own specifications; sentencepiece_model.proto, whose first field is a piece; the
// schema of XGBoost's models, and what LightGBM's Booster.save_model writes.
#include "evidence/unknown_weights.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <string>

#include "base/ascii.hpp"
#include "evidence/raw_text.hpp"
#include "weights/file_names.hpp"

namespace weightcheck::evidence {
namespace {

struct Opening {
  std::size_t offset;
  std::string_view bytes;
};

// What lies beside weights, or makes up a data set.
constexpr std::array others = {
    Opening{0, "\x89PNG\r\n\x1a\n"},
    Opening{0, "\xff\xd8\xff"},
    Opening{0, "GIF8"},
    Opening{0, "RIFF"},
    Opening{0, "BM"},
    Opening{0, raw("II*\0")},
    Opening{0, raw("MM\0*")},
    Opening{0, "8BPS"},
    Opening{0, raw("\0\0\1\0")},
    Opening{4, "ftyp"},
    Opening{0, "\x1a\x45\xdf\xa3"},
    Opening{0, "OggS"},
    Opening{0, "fLaC"},
    Opening{0, "ID3"},
    Opening{0, "\xff\xfb"},
    Opening{0, "%PDF-"},
    Opening{0, "wOF"},
    Opening{0, "OTTO"},
    Opening{0, raw("\0\1\0\0\0")},
    Opening{0, "PAR1"},
    Opening{0, "ARROW1"},
    Opening{0, "SQLite format"},
    Opening{0, raw("Obj\1")},
    Opening{0, "ORC"},
    Opening{0, "\xff\xfe"},
    Opening{0, "\xfe\xff"},  // text in UTF-16
};

bool is_sentencepiece(std::string_view head) {
  const auto at = [&](std::size_t place) { return static_cast<std::size_t>(static_cast<unsigned char>(head[place])); };
  constexpr char piece = '\x0a';  // field 1, with a length: of the model, and of the piece in it
  return head.size() > 4 && head[0] == piece && head[2] == piece && at(3) + 2 <= at(1);
}

// XGBoost's model in JSON, and LightGBM's: weights as text.
bool are_trees(std::string_view head) {
  constexpr std::string_view xgboost = R"({"learner":{)", lightgbm = "tree\nversion=v";
  if (head.starts_with(lightgbm)) return true;
  std::string begin;
  std::ranges::copy_if(head.substr(0, 64), std::back_inserter(begin), [](char c) { return !is_space(c); });
  return begin.starts_with(xgboost);
}

bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20 && !is_space(c) && c != '\x1b'; }

}  // namespace

bool may_be_weights(std::string_view name, ContentKind kind, ByteSpan head, std::uint64_t size) {
  constexpr std::uint64_t weights_bytes_least = 1024;
  using enum ContentKind;
  const bool is_container = kind == weights || kind == hdf5 || kind == pickle || kind == numpy || kind == zip ||
                            kind == tar || kind == gzip || kind == bzip2 || kind == xz || kind == zstd || kind == lz4 ||
                            kind == packed || kind == objects;
  const std::string_view bytes = text_of(head);
  const std::string low = lowered(name);
  // A shard of TensorFlow's checkpoints has a name and no extension.
  const bool is_sure = kind == weights || (kind == text && are_trees(bytes)) ||
                       (kind == other && weights::parse_shard_name(name).has_value());
  if ((size < weights_bytes_least && !is_sure) || weights::is_weight_name(name)) return false;
  if (low.starts_with("tokenizer") || low.starts_with("vocab") || low.find(".tfevents") != std::string::npos)
    return false;
  if (is_container || is_sure) return true;
  return kind == other && std::ranges::any_of(bytes, is_control) && !is_sentencepiece(bytes) &&
         std::ranges::none_of(others, [&](const Opening& one) {
           return bytes.substr(std::min(one.offset, bytes.size())).starts_with(one.bytes);
         });
}

}  // namespace weightcheck::evidence
