// SPDX-License-Identifier: Apache-2.0
// The rows. Magic numbers are from the formats' own specifications.
#include "weights/format.hpp"

#include <algorithm>
#include <array>

#include "base/ascii.hpp"
#include "base/word_list.hpp"
#include "gguf/reader.hpp"
#include "safetensors/header.hpp"
#include "safetensors/reader.hpp"

namespace weightcheck::weights {
namespace {

bool begins_hdf5(ByteSpan head) { return text_of(head).starts_with("\x89HDF\r\n\x1a\n"); }

// The four bytes after the magic are an integer that is far below 2^24, so this is no text that begins with the word.
bool has_small_number_at_4(std::string_view head) { return head.substr(0, 8).find('\0') != std::string_view::npos; }

bool begins_gguf(ByteSpan head) { return text_of(head).starts_with("GGUF") && has_small_number_at_4(text_of(head)); }

// Its magic is written as a little-endian integer, so the letters of "ggml", "ggmf", "ggjt" and "ggla" stand reversed.
bool begins_ggml(ByteSpan head) {
  constexpr std::array<std::string_view, 4> magics = {"lmgg", "fmgg", "tjgg", "algg"};
  const std::string_view text = text_of(head);
  return std::ranges::find(magics, text.substr(0, 4)) != magics.end() && has_small_number_at_4(text);
}

// A little-endian version, then a name with its length and a NUL: "TransformerSpec", "WhisperSpec".
bool begins_ctranslate2(ByteSpan head) {
  constexpr std::string_view end = "Spec";
  const std::string_view text = text_of(head);
  if (text.size() < 8 || text.substr(1, 3) != std::string_view("\0\0\0", 3) || text[5] != '\0') return false;
  const std::size_t length = static_cast<unsigned char>(text[4]);
  const std::string_view name = text.substr(6, length);
  return name.size() == length && name.size() > end.size() && name.back() == '\0' &&
         name.substr(0, length - 1).ends_with(end);
}

constexpr Format table[] = {
    {.name = "safetensors",
     .extensions = ".safetensors .sft",
     .begins = safetensors::begins,
     .head_size = safetensors::head_size_wanted,
     .inspect = safetensors::inspect},
    {.name = "GGUF",
     .extensions = ".gguf",
     .begins = begins_gguf,
     .magic = Magic::alone,
     .template_keys = "tokenizer.chat_template",
     .head_size = gguf::head_size_wanted,
     .inspect = gguf::inspect},
    {.name = "GGML", .extensions = ".ggml", .begins = begins_ggml, .magic = Magic::alone},
    {.name = "HDF5", .extensions = ".h5 .hdf5", .begins = begins_hdf5},
    {.name = "PyTorch", .extensions = ".pt .pth .ckpt .pt2 .ptl", .extension = Extension::shared},
    {.name = "pickle", .extensions = ".pkl .pickle .joblib", .extension = Extension::shared},
    // PyTorch's, and also CTranslate2's, OpenVINO's and whisper.cpp's.
    {.name = ".bin", .extensions = ".bin", .extension = Extension::shared},
    {.name = "CTranslate2", .extensions = "", .begins = begins_ctranslate2},
    {.name = "ONNX", .extensions = ".onnx .onnx_data .onnx.data"},
    {.name = "Keras", .extensions = ".keras"},
    {.name = "Flax", .extensions = ".msgpack"},
    {.name = "TensorFlow", .extensions = ".pb"},
    {.name = "TensorFlow Lite", .extensions = ".tflite"},
    {.name = "Core ML", .extensions = ".mlmodel"},
    {.name = "ExecuTorch", .extensions = ".pte"},
    {.name = "NumPy", .extensions = ".npz .npy"},
    {.name = "PaddlePaddle", .extensions = ".pdparams"},
    {.name = "TensorRT", .extensions = ".engine .trt"},
    {.name = "NeMo", .extensions = ".nemo"},
    {.name = "llamafile", .extensions = ".llamafile"},
    {.name = "rust-bert", .extensions = ".ot"},
    {.name = "DDUF", .extensions = ".dduf"},
    {.name = "PyTorch's distributed checkpoints", .extensions = ".distcp"},
    {.name = "XGBoost", .extensions = ".ubj"},
    {.name = "LiteRT-LM", .extensions = ".litertlm"},
    {.name = "compressed weights",
     .extensions = ".safetensors.gz .safetensors.xz .safetensors.zst .gguf.gz .gguf.xz .gguf.zst .bin.gz .bin.xz "
                   ".bin.zst .onnx.gz .pt.gz .pth.gz"},
};

// What stands after the last point of an extension. Every file of a model is asked for its format, several times over.
constexpr SortedWords last_parts = [] {
  constexpr auto each = [](auto take) {
    for (const Format& format : table) {
      for (std::string_view left = format.extensions; !left.empty();) {
        const std::string_view extension = left.substr(0, left.find(' '));
        take(extension.substr(extension.rfind('.') + 1));
        left.remove_prefix(std::min(extension.size() + 1, left.size()));
      }
    }
  };
  constexpr std::size_t count = [each] {
    std::size_t counted = 0;
    each([&](std::string_view) { ++counted; });
    return counted;
  }();
  std::array<std::string_view, count> parts;
  std::size_t filled = 0;
  each([&](std::string_view part) { parts.at(filled++) = part; });
  std::ranges::sort(parts);
  return parts;
}();

bool ends_with(std::string_view file_name, std::string_view extension) {
  if (file_name.size() < extension.size()) return false;
  return std::ranges::equal(file_name.substr(file_name.size() - extension.size()), extension, {}, lower);
}

}  // namespace

std::string_view extension_in(std::string_view extensions, std::string_view file_name) {
  while (!extensions.empty()) {
    const std::string_view extension = extensions.substr(0, extensions.find(' '));
    if (ends_with(file_name, extension)) return extension;
    extensions.remove_prefix(std::min(extension.size() + 1, extensions.size()));
  }
  return "";
}

std::span<const Format> formats() { return table; }

const Format* format_named(std::string_view file_name) {
  const std::size_t point = file_name.rfind('.');
  if (point == std::string_view::npos || !last_parts.contains(lowered(file_name.substr(point + 1)))) return nullptr;
  const auto named = std::ranges::find_if(
      table, [&](const Format& format) { return !extension_in(format.extensions, file_name).empty(); });
  return named == std::end(table) ? nullptr : named;
}

const Format* format_of(std::string_view file_name, ByteSpan head) {
  const Format* named = format_named(file_name);
  if (named != nullptr && named->extension == Extension::own) return named;
  const auto begun = std::ranges::find_if(table, [&](const Format& format) {
    return format.begins != nullptr && (named != nullptr || format.magic == Magic::alone) && format.begins(head);
  });
  return begun == std::end(table) ? named : begun;
}

bool begins_like_weights(ByteSpan head) {
  return std::ranges::any_of(table,
                             [&](const Format& format) { return format.begins != nullptr && format.begins(head); });
}

}  // namespace weightcheck::weights
