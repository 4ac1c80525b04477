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
#include "git/lfs_pointer.hpp"
#include "json/utf8.hpp"
#include "weights/file_names.hpp"
#include "weights/format.hpp"

namespace weightcheck::evidence {
namespace {

// A literal with the NULs in it.
template <std::size_t size>
constexpr std::string_view raw(const char (&literal)[size]) {
  return {literal, size - 1};
}

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
};

bool is_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

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
constexpr std::array<std::string_view, 10> script_extensions = {".bat", ".cmd", ".ps1", ".vbs", ".js",
                                                                ".mjs", ".rb",  ".pl",  ".lua", ".php"};
constexpr std::array<std::string_view, 9> native_extensions = {".exe", ".dll", ".so",  ".dylib", ".msi",
                                                               ".jar", ".whl", ".egg", ".apk"};

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

bool is_word(std::string_view text) {
  return !text.empty() &&
         std::all_of(text.begin(), text.end(), [](char c) { return is_alnum(c) || c == '_' || c == '.'; });
}

std::optional<std::string_view> take_line(std::string_view& text) {
  const std::size_t end = text.find('\n');
  if (end == std::string_view::npos) return std::nullopt;
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(end + 1);
  return line;
}

// "p12\n", the text protocol's way to remember a value.
bool begins_with_put(std::string_view text) {
  auto line = take_line(text);
  return line && line->size() > 1 && line->front() == 'p' && std::all_of(line->begin() + 1, line->end(), is_digit);
}

// Protocols 0 and 1 have no magic number; these are the openings of what Python writes and of what attackers write: a
// container that is remembered, or a global that is called.
bool is_old_pickle(std::string_view head) {
  if (head.size() >= 3 && (head[0] == '}' || head[0] == ']' || head[0] == ')') && head[1] == 'q' && head[2] == '\0')
    return true;
  if (head.starts_with('(') && head.size() > 2) {
    if ((head[1] == 'd' || head[1] == 'l' || head[1] == 't') && begins_with_put(head.substr(2))) return true;
    head.remove_prefix(
        1);  // a mark before the first global: "(cos\nsystem\n", or "(ios\nsystem\n", which takes its arguments from it
    if (head.front() != 'c' && head.front() != 'i') return false;
    std::string_view rest = head.substr(1);
    const auto module = take_line(rest);
    const auto global = module ? take_line(rest) : std::nullopt;
    return global && is_word(*module) && is_word(*global);
  }
  if (!head.starts_with('c')) return false;
  std::string_view rest = head.substr(1);
  const auto module = take_line(rest);
  const auto global = module ? take_line(rest) : std::nullopt;
  return global && is_word(*module) && is_word(*global) && !rest.empty() &&
         (rest[0] == '(' || begins_with_put(rest) || rest.starts_with(raw("q\0")));
}

bool is_pickle(std::string_view head) {
  // PROTO, then an opcode of those that can come first.
  if (head.size() >= 3 && head[0] == '\x80' && head[1] >= '\x02' && head[1] <= '\x05') {
    constexpr std::string_view openings = raw("\x95}](cNKMJGXTUBC)SVILFi\x88\x89\x8a\x8b\x8c\x8d\x8e\x8f\x96.0");
    return openings.find(head[2]) != std::string_view::npos;
  }
  return is_old_pickle(head);
}

ContentKind kind_of_zip(std::string_view name, std::string_view head) {
  // PyTorch puts its pickle first, as "<name>/data.pkl"; entry names stand in the clear.
  if (head.find(".pkl") != std::string_view::npos) return ContentKind::pickle;
  return lowered(name).ends_with(".npz") ? ContentKind::numpy : ContentKind::zip;
}

ContentKind kind_of_numpy(std::string_view head) {
  // The header is a Python literal; 'O' in its dtype means that the array is a pickle.
  const std::string_view header = head.substr(0, head.find('\n'));
  const std::size_t dtype = header.find("'descr'");
  const std::size_t end = header.find("'fortran_order'");
  const std::string_view description =
      dtype == std::string_view::npos ? header : header.substr(dtype + 7, end > dtype ? end - dtype - 7 : end);
  return description.find('O') != std::string_view::npos ? ContentKind::pickle : ContentKind::numpy;
}

std::optional<ContentKind> kind_by_magic(std::string_view name, std::string_view head, std::uint64_t size, bool text) {
  if (head.starts_with("\x89HDF\r\n\x1a\n")) return ContentKind::hdf5;
  // Before the others: the length with which safetensors begins may be any magic number.
  if (weights::begins_like_weights(bytes_of(head))) return ContentKind::weights;
  for (const Magic& magic : magics) {
    if (head.size() >= magic.offset && head.substr(magic.offset).starts_with(magic.bytes)) return magic.kind;
  }
  if (head.starts_with("PK\x03\x04") || head.starts_with("PK\x05\x06") || head.starts_with("PK\x07\x08"))
    return kind_of_zip(name, head);
  if (head.starts_with("\x93NUMPY")) return kind_of_numpy(head);
  if (head.starts_with("MZ") && !text) return ContentKind::pe;
  if (is_pickle(head) || calls_when_unpickled(bytes_of(head), size)) return ContentKind::pickle;
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
      return Danger::archive;
    case ContentKind::package:
      return Danger::package;
    case ContentKind::elf:
    case ContentKind::pe:
    case ContentKind::mach_o:
    case ContentKind::wasm:
      return Danger::program;
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

ContentKind classify(std::string_view name, ByteSpan head, std::uint64_t size) {
  const std::string_view bytes = text_of(head);
  if (size == 0) return ContentKind::empty;
  if (git::looks_like_lfs_pointer(head, size)) return ContentKind::lfs_pointer;
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

Danger danger_of(std::string_view name, ContentKind kind, Unpickler unpickler) {
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
  return lowered(name) == "saved_model.pb" ? Danger::graph : Danger::none;
}

std::string_view words_of(Danger danger) {
  switch (danger) {
    case Danger::none:
      return "";
    case Danger::pickle:
      return "in the format of Python's pickle, which runs code when it is loaded";
    case Danger::named_as_pickle:
      return "named as loaders expect a Python pickle, which runs code when it is loaded";
    case Danger::hdf5:
      return "in HDF5, in which Keras layers may hold code";
    case Danger::archive:
      return "packed or compressed, and what is inside was not looked at";
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
    case Danger::graph:
      return "in TensorFlow's graph format, whose operations may read and write files";
  }
  return "";
}

}  // namespace weightcheck::evidence
