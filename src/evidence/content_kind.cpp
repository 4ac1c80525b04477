// SPDX-License-Identifier: Apache-2.0
// Content before name: a pickle under another name is still one. Magic numbers are from the formats' own
// specifications.
#include "evidence/content_kind.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <span>
#include <string>

#include "base/ascii.hpp"
#include "base/limits.hpp"
#include "evidence/containers.hpp"
#include "evidence/inflated.hpp"
#include "evidence/npy_header.hpp"
#include "evidence/pointer_text.hpp"
#include "evidence/raw_text.hpp"
#include "json/utf8.hpp"
#include "weights/file_names.hpp"
#include "weights/format.hpp"

namespace weightcheck::evidence {
namespace {

struct Magic {
  std::size_t offset;
  std::string_view bytes;
  ContentKind kind;
};

constexpr std::array magics = {
    Magic{0,
          raw("\x7f"
              "ELF"),
          ContentKind::elf},
    Magic{0, raw("\xfe\xed\xfa\xce"), ContentKind::mach_o},
    Magic{0, raw("\xfe\xed\xfa\xcf"), ContentKind::mach_o},
    Magic{0, raw("\xce\xfa\xed\xfe"), ContentKind::mach_o},
    Magic{0, raw("\xcf\xfa\xed\xfe"), ContentKind::mach_o},
    Magic{0, raw("\xca\xfe\xba\xbe"), ContentKind::mach_o},
    Magic{0, raw("\xca\xfe\xba\xbf"), ContentKind::mach_o},
    Magic{0, raw("MZqFpD"), ContentKind::pe},  // runs on several systems; llamafile is one
    Magic{0, raw("\0asm"), ContentKind::wasm},
    Magic{0, raw("\x1f\x8b\x08"), ContentKind::gzip},
    Magic{0, raw("BZh"), ContentKind::bzip2},
    Magic{0,
          raw("\xfd"
              "7zXZ\0"),
          ContentKind::xz},
    Magic{0, raw("\x28\xb5\x2f\xfd"), ContentKind::zstd},
    Magic{0, raw("\x04\x22\x4d\x18"), ContentKind::lz4},
    Magic{0, raw("7z\xbc\xaf\x27\x1c"), ContentKind::seven_zip},
    Magic{0, raw("Rar!\x1a\x07"), ContentKind::rar},
    Magic{0, raw("!<arch>\n"), ContentKind::package},
    Magic{0, raw("\xed\xab\xee\xdb"), ContentKind::package},
    Magic{0, raw("MSCF\0\0\0\0"), ContentKind::package},
    Magic{257, raw("ustar"), ContentKind::tar},
    Magic{0, raw("#!"), ContentKind::script},
    Magic{0, raw("\x50\xed\x55\xba"), ContentKind::kernels},  // CUDA's fat binary
    Magic{0, raw("BC\xc0\xde"), ContentKind::kernels},        // bitcode of LLVM
    Magic{0, raw("dex\n03"), ContentKind::kernels},
    Magic{0, raw("\xac\xed\0\5"), ContentKind::objects},  // Java
    Magic{0, raw("X\n\0\0\0\2"), ContentKind::objects},   // R, versions 2 and 3, and what save() puts before them
    Magic{0, raw("X\n\0\0\0\3"), ContentKind::objects},
    Magic{0, raw("RDX2\n"), ContentKind::objects},
    Magic{0, raw("RDX3\n"), ContentKind::objects},
    Magic{0, raw("RDA2\n"), ContentKind::objects},
    Magic{0, raw("RDA3\n"), ContentKind::objects},
};

bool has_extension(std::string_view name, std::span<const std::string_view> extensions) {
  const std::string low = lowered(name);
  return std::any_of(extensions.begin(), extensions.end(),
                     [&low](std::string_view extension) { return low.ends_with(extension); });
}

constexpr std::array<std::string_view, 16> pickle_extensions = {
    ".bin", ".pt",  ".pth",      ".ckpt",  ".pkl", ".pickle", ".joblib", ".dill",
    ".pt2", ".ptl", ".pdparams", ".pdopt", ".mar", ".nemo",   ".t7",     ".th"};
constexpr std::array<std::string_view, 6> python_extensions = {".py", ".pyw", ".pyc", ".pyo", ".pyx", ".pyd"};
constexpr std::array<std::string_view, 3> compiled_python_extensions = {".pyc", ".pyo", ".pyd"};
// What is loaded under these names by an unpickler and by nothing else before it: what that refuses runs no code.
// joblib unpacks before it unpickles, and the others are archives.
constexpr std::array<std::string_view, 10> unpickled_extensions = {".bin",    ".pt",   ".pth",      ".ckpt",  ".pkl",
                                                                   ".pickle", ".dill", ".pdparams", ".pdopt", ".th"};
constexpr std::array<std::string_view, 6> shell_extensions = {".sh", ".bash", ".zsh", ".ksh", ".fish", ".command"};
constexpr std::array<std::string_view, 12> script_extensions = {".bat", ".cmd",  ".ps1", ".vbs", ".js",  ".ipynb",
                                                                ".mjs", ".java", ".rb",  ".pl",  ".lua", ".php"};
constexpr std::array<std::string_view, 9> native_extensions = {".exe", ".dll", ".so",  ".dylib", ".msi",
                                                               ".jar", ".whl", ".egg", ".apk"};
// Brotli and raw streams have no magic number: where the bytes say nothing, the name does.
constexpr std::array<std::string_view, 10> packed_extensions = {".br",   ".lzma", ".lz",     ".lzo",  ".zz",
                                                                ".zlib", ".sz",   ".snappy", ".cpio", ".z"};

// UTF-8 without the control characters that no text has. The head of a longer file may end inside a character.
bool is_text(std::string_view head, std::uint64_t size) {
  const std::size_t invalid = json::find_invalid_utf8(head);
  const bool cut = invalid != std::string_view::npos && head.size() < size && head.size() - invalid < 4;
  if (invalid != std::string_view::npos && !cut) return false;
  return std::none_of(head.begin(), head.end(),
                      [](char c) { return static_cast<unsigned char>(c) < 0x20 && !is_space(c) && c != '\x1b'; });
}

std::string_view without_leading_space(std::string_view text) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  while (!text.empty() && is_space(text.front()))
    text.remove_prefix(1);
  return text;
}

bool is_html(std::string_view text) {
  const std::string begin = lowered(without_leading_space(text).substr(0, 16));
  constexpr std::array<std::string_view, 7> openings = {"<!doctype html", "<html",   "<head", "<body",
                                                        "<?xml",          "<error>", "<!--"};
  return std::any_of(openings.begin(), openings.end(),
                     [&begin](std::string_view opening) { return begin.starts_with(opening); });
}

ContentKind kind_of_zip(std::string_view name, std::string_view head) {
  // PyTorch puts its pickle first, as "<name>/data.pkl"; entry names stand in the clear.
  if (head.find(".pkl") != std::string_view::npos) return ContentKind::pickle;
  return lowered(name).ends_with(".npz") ? ContentKind::numpy : ContentKind::zip;
}

bool is_pickle(std::string_view head, std::uint64_t size) {
  HeadReader bytes(head, size);
  return read_pickle(bytes, 0, nullptr).is_one();
}

std::optional<ContentKind> kind_by_magic(std::string_view name, std::string_view head, std::uint64_t size, bool text) {
  if (head.starts_with(hdf5_signature)) return ContentKind::hdf5;
  // Before the others: the length with which safetensors begins may be any magic number.
  if (weights::begins_like_weights(bytes_of(head))) return ContentKind::weights;
  for (const Magic& magic : magics) {
    if (head.size() >= magic.offset && head.substr(magic.offset).starts_with(magic.bytes)) return magic.kind;
  }
  if (begins_like_tar(head)) return ContentKind::tar;
  if (begins_like_zip(head)) return kind_of_zip(name, head);
  if (begins_like_container(head) || zfile_stream(head)) return ContentKind::packed;
  if (const auto array = read_npy_header(head))
    return array->holds == NpyHolds::plain ? ContentKind::numpy : ContentKind::pickle;
  if (head.starts_with("MZ") && !text) return ContentKind::pe;
  if (is_pickle(head, size)) return ContentKind::pickle;
  return std::nullopt;
}

std::optional<ContentKind> kind_by_name(std::string_view name) {
  if (has_extension(name, python_extensions)) return ContentKind::python;
  if (has_extension(name, shell_extensions)) return ContentKind::shell;
  if (has_extension(name, script_extensions)) return ContentKind::script;
  return std::nullopt;
}

Danger danger_of_kind(std::string_view name, ContentKind kind) {
  switch (kind) {
    case ContentKind::pickle:
      return Danger::pickle;
    case ContentKind::hdf5:
      return Danger::hdf5;
    case ContentKind::zip:
    case ContentKind::tar:
    case ContentKind::gzip:
    case ContentKind::bzip2:
    case ContentKind::xz:
    case ContentKind::zstd:
    case ContentKind::lz4:
    case ContentKind::seven_zip:
    case ContentKind::rar:
    case ContentKind::packed:
      return Danger::archive;
    case ContentKind::package:
      return Danger::package;
    case ContentKind::elf:
    case ContentKind::pe:
    case ContentKind::mach_o:
    case ContentKind::wasm:
    case ContentKind::kernels:
      return Danger::program;
    case ContentKind::objects:
      return Danger::objects;
    case ContentKind::python:
      return has_extension(name, compiled_python_extensions) ? Danger::compiled_python : Danger::script;
    case ContentKind::shell:
    case ContentKind::script:
      return Danger::script;
    default:
      return Danger::none;
  }
}

}  // namespace

bool is_graph_name(std::string_view name) {
  const std::string low = lowered(name);
  return low == "saved_model.pb" || low == "saved_model.pbtxt";
}

bool begins_like_zip(std::string_view head) {
  return head.starts_with("PK\x03\x04") || head.starts_with("PK\x05\x06") || head.starts_with("PK\x07\x08");
}

Unpickler unpickler_of(const PickleSeen& pickle) {
  return pickle.is_refused() ? Unpickler::refuses : Unpickler::goes_on;
}

Unpickler unpickle(ByteSpan head, std::uint64_t size) {
  HeadReader bytes(text_of(head), size);
  return unpickler_of(read_pickle(bytes, 0, nullptr));
}

ContentKind classify(std::string_view name, ByteSpan head, std::uint64_t size) {
  const std::string_view bytes = text_of(head);
  if (size == 0) return ContentKind::empty;
  if (!pointer_system(name, head, size).empty()) return ContentKind::lfs_pointer;
  if (has_hdf5_in(bytes)) return ContentKind::hdf5;  // also behind a block of zeros or words
  if (std::all_of(bytes.begin(), bytes.end(), [](char c) { return c == '\0'; })) return ContentKind::zeros;
  const bool text = is_text(bytes, size);
  if (const auto kind = kind_by_magic(name, bytes, size, text)) return *kind;
  if (text && is_html(bytes)) return ContentKind::html_page;
  const std::string_view begin = without_leading_space(bytes);
  if (text && weights::is_weight_name(name) && (begin.starts_with('{') || begin.starts_with('[')))
    return ContentKind::json_error_page;
  if (const auto kind = kind_by_name(name)) return *kind;
  // An answer is short: a large text under such a name is something else that nobody can read.
  if (text && size == head.size() && weights::is_weight_name(name) &&
      (!weights::is_shared_extension(weights::extension_of(name)) || unpickle(head, size) == Unpickler::refuses))
    return ContentKind::text_page;
  return text ? ContentKind::text : ContentKind::other;
}

Danger danger_of(std::string_view name, ContentKind kind, Unpickler unpickler, PickleHolds holds) {
  if (kind == ContentKind::pickle && holds == PickleHolds::tensors) return Danger::tensor_pickle;
  if (kind == ContentKind::pickle && holds == PickleHolds::data) return Danger::data_pickle;
  if (const Danger danger = danger_of_kind(name, kind); danger != Danger::none) return danger;
  switch (kind) {
    case ContentKind::empty:
    case ContentKind::zeros:
    case ContentKind::lfs_pointer:
    case ContentKind::html_page:
    case ContentKind::json_error_page:
    case ContentKind::text_page:
      return Danger::none;  // whatever a loader expects under the name, this is not it
    default:
      break;
  }
  const bool is_refused = unpickler == Unpickler::refuses && has_extension(name, unpickled_extensions);
  if (has_extension(name, pickle_extensions) && !is_refused) return Danger::named_as_pickle;
  if (has_extension(name, native_extensions)) return Danger::named_as_program;
  if (kind == ContentKind::other && has_extension(name, packed_extensions)) return Danger::archive;
  return is_graph_name(name) ? Danger::graph : Danger::none;
}

std::string_view words_of(Danger danger) {
  switch (danger) {
    case Danger::none:
      return "";
    case Danger::pickle:
      return "in the format of Python's pickle, which runs code when it is loaded";
    case Danger::tensor_pickle:
      return "in the format of Python's pickle, with tensors alone: loading imports only what rebuilds them";
    case Danger::data_pickle:
      return "in the format of Python's pickle, with plain data alone: loading imports nothing";
    case Danger::named_as_pickle:
      return "named as loaders expect a Python pickle, which runs code when it is loaded";
    case Danger::hdf5:
      return "in HDF5, in which Keras layers may hold code";
    case Danger::archive:
      return "packed or compressed, and what is inside is not examined as files of the model are";
    case Danger::package:
      return "in a format of software packages";
    case Danger::program:
      return "executable code of a program or library";
    case Danger::named_as_program:
      return "named as programs, libraries and packages are";
    case Danger::compiled_python:
      return "compiled Python code";
    case Danger::script:
      return "program text";
    case Danger::objects:
      return "in a format of Java's or R's objects, which may run code when they are read";
    case Danger::graph:
      return "in TensorFlow's graph format, whose operations may read and write files";
  }
  return "";
}

}  // namespace weightcheck::evidence
