// SPDX-License-Identifier: Apache-2.0
// Python's import system follows a path through attributes, and so through what a module has imported for itself:
// "package.module.os.system". Which is why every word counts, and not the package alone.
#include "evidence/code_paths.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/ascii.hpp"
#include "base/word_list.hpp"
#include "evidence/code_keys.hpp"
#include "evidence/python_text.hpp"

namespace weightcheck::evidence {
namespace {

bool is_identifier(std::string_view word) {
  return !word.empty() && !is_digit(word.front()) &&
         std::ranges::all_of(word, [](char c) { return is_alnum(c) || c == '_'; });
}

// By Python's library reference. What runs, loads or reaches other code lies in these, or in a module that imports one.
bool is_of_standard_library(std::string_view word) {
  constexpr std::array<std::string_view, 96> modules = {"_ctypes",
                                                        "_io",
                                                        "_pickle",
                                                        "_posixsubprocess",
                                                        "_winapi",
                                                        "antigravity",
                                                        "asyncio",
                                                        "atexit",
                                                        "bdb",
                                                        "builtins",
                                                        "cgi",
                                                        "cgitb",
                                                        "code",
                                                        "codecs",
                                                        "codeop",
                                                        "commands",
                                                        "compileall",
                                                        "concurrent",
                                                        "configparser",
                                                        "contextlib",
                                                        "copyreg",
                                                        "ctypes",
                                                        "dbm",
                                                        "dis",
                                                        "distutils",
                                                        "doctest",
                                                        "ensurepip",
                                                        "faulthandler",
                                                        "fcntl",
                                                        "fileinput",
                                                        "ftplib",
                                                        "functools",
                                                        "gc",
                                                        "glob",
                                                        "http",
                                                        "idlelib",
                                                        "imaplib",
                                                        "imp",
                                                        "importlib",
                                                        "inspect",
                                                        "io",
                                                        "itertools",
                                                        "lib2to3",
                                                        "linecache",
                                                        "logging",
                                                        "mailcap",
                                                        "marshal",
                                                        "mmap",
                                                        "modulefinder",
                                                        "msvcrt",
                                                        "multiprocessing",
                                                        "nt",
                                                        "operator",
                                                        "os",
                                                        "pathlib",
                                                        "pdb",
                                                        "pickle",
                                                        "pickletools",
                                                        "pip",
                                                        "pipes",
                                                        "pkg_resources",
                                                        "pkgutil",
                                                        "platform",
                                                        "poplib",
                                                        "popen2",
                                                        "posix",
                                                        "posixpath",
                                                        "pty",
                                                        "py_compile",
                                                        "pydoc",
                                                        "runpy",
                                                        "sched",
                                                        "selectors",
                                                        "setuptools",
                                                        "shelve",
                                                        "shlex",
                                                        "shutil",
                                                        "site",
                                                        "smtplib",
                                                        "socket",
                                                        "socketserver",
                                                        "sqlite3",
                                                        "ssl",
                                                        "subprocess",
                                                        "sys",
                                                        "sysconfig",
                                                        "tarfile",
                                                        "tempfile",
                                                        "threading",
                                                        "timeit",
                                                        "tkinter",
                                                        "urllib",
                                                        "webbrowser",
                                                        "winreg",
                                                        "zipfile",
                                                        "zipimport"};
  return is_among(word, modules);
}

// Packages by the names under which modules take them in for themselves, and which no package has for its own parts.
bool is_taken_in(std::string_view word) {
  constexpr std::array<std::string_view, 56> packages = {"F",
                                                         "IPython",
                                                         "PIL",
                                                         "braceexpand",
                                                         "cloudpickle",
                                                         "cv2",
                                                         "dask",
                                                         "dill",
                                                         "editdistance",
                                                         "einops",
                                                         "fsspec",
                                                         "gdown",
                                                         "h5py",
                                                         "hydra",
                                                         "jax",
                                                         "jieba",
                                                         "jnp",
                                                         "joblib",
                                                         "kaldiio",
                                                         "lhotse",
                                                         "librosa",
                                                         "lightning_fabric",
                                                         "matplotlib",
                                                         "mlflow",
                                                         "nltk",
                                                         "np",
                                                         "numpy",
                                                         "omegaconf",
                                                         "onnxruntime",
                                                         "pandas",
                                                         "pd",
                                                         "pl",
                                                         "plt",
                                                         "ptl",
                                                         "pyarrow",
                                                         "pyannote",
                                                         "pytorch_lightning",
                                                         "ray",
                                                         "requests",
                                                         "safetensors",
                                                         "scipy",
                                                         "sentencepiece",
                                                         "sf",
                                                         "soundfile",
                                                         "tensorflow",
                                                         "tf",
                                                         "torch",
                                                         "torchaudio",
                                                         "torchvision",
                                                         "tqdm",
                                                         "transformers",
                                                         "triton",
                                                         "wandb",
                                                         "wds",
                                                         "webdataset",
                                                         "yaml"};
  return is_among(word, packages);
}

// Classes of those, which a module may have taken in by their own names.
bool runs_what_it_is_given(std::string_view name) {
  constexpr std::array<std::string_view, 16> classes = {"CDLL",
                                                        "CodeType",
                                                        "FunctionType",
                                                        "InteractiveConsole",
                                                        "InteractiveInterpreter",
                                                        "LambdaType",
                                                        "OleDLL",
                                                        "Pdb",
                                                        "Popen",
                                                        "Process",
                                                        "PyDLL",
                                                        "PyPickler",
                                                        "Thread",
                                                        "Timer",
                                                        "Unpickler",
                                                        "WinDLL"};
  return is_among(name, classes);
}

// The words between the marks; nothing where one of them is no name.
std::optional<std::vector<std::string_view>> words_of_path(std::string_view path) {
  std::vector<std::string_view> words;
  while (true) {
    const std::size_t mark = path.find_first_of(".:");
    words.push_back(path.substr(0, mark));
    if (!is_identifier(words.back())) return std::nullopt;
    if (mark == std::string_view::npos) return words;
    path.remove_prefix(mark + 1);
  }
}

// A path below a package that stays in it, as far as its words tell: through modules to a class, and not to what a
// module keeps for itself or has from elsewhere.
bool stays_within(std::span<const std::string_view> words) {
  const auto modules = words.first(words.size() - 1);
  const auto leads_out = [](std::string_view word) { return word.front() == '_' || is_of_standard_library(word); };
  // A class is often in a module of its own name ("models.Pooling.Pooling"), and has no method of it.
  const auto is_class = [&](std::string_view word) { return is_upper(word.front()) && word != words.back(); };
  return std::ranges::none_of(words, leads_out) && std::ranges::none_of(modules, is_class) &&
         std::ranges::none_of(modules, is_taken_in) && !runs_what_it_is_given(words.back());
}

// "nn" is torch.nn wherever layers are evaluated.
std::string of_torch(std::string_view name) { return (name.starts_with("nn.") ? "torch." : "") + std::string(name); }

}  // namespace

bool is_dotted_path(std::string_view text) {
  const std::size_t mark = text.find_first_of(".:");
  return mark != std::string_view::npos && mark > 0 && text.back() != ':' &&
         std::ranges::all_of(text,
                             [](char c) { return is_alnum(c) || c == '_' || c == '.' || c == ':' || !is_ascii(c); }) &&
         !is_digit(text.front());
}

bool is_put_together(std::string_view text) { return text.find("${") != std::string_view::npos; }

bool is_class_path(std::string_view text) {
  constexpr std::array<std::string_view, 12> data = {"json", "bin",  "txt", "model", "safetensors", "pt",
                                                     "yaml", "onnx", "xml", "yml",   "gguf",        "csv"};
  const std::string_view last = text.substr(text.find_last_of(".:") + 1);
  return is_dotted_path(text) && !last.empty() && !is_digit(last.front()) && !is_among(last, data);
}

bool is_expression(std::string_view text) {
  if (!text.starts_with('$')) return false;
  const std::string_view code = trimmed(text.substr(1));
  if (code.starts_with("import ") || code.starts_with("from ")) return true;
  return has_call(code) && may_be_python(code);
}

bool calls_more_than_a_layer(std::string_view text) {
  if (!has_call(text)) return false;
  const std::string_view code = trimmed(text);
  const std::size_t open = code.find('(');
  const std::string_view name = trimmed(code.substr(0, open));
  const bool is_layer = is_harmless_path(of_torch(name));
  return !is_layer || code.find(')') != code.size() - 1 || code.find('(', open + 1) != std::string_view::npos;
}

bool is_name_of_layer(std::string_view text) {
  const std::string_view name = trimmed(text);
  if (!is_identifier(name)) return is_harmless_path(of_torch(name));
  return is_upper(name.front()) && !runs_what_it_is_given(name);
}

bool is_text_literal(std::string_view code) {
  if (code.starts_with('b') || code.starts_with('B')) code.remove_prefix(1);
  if (code.size() < 2 || (code.front() != '\'' && code.front() != '"')) return false;
  const char quote = code.front();
  for (std::size_t at = 1; at < code.size(); ++at) {
    if (code[at] == '\\') {
      ++at;
    } else if (code[at] == quote) {
      return at + 1 == code.size();
    }
  }
  return false;
}

bool is_of_running_module(std::string_view path) {
  constexpr std::array<std::string_view, 24> modules = {"os",
                                                        "posix",
                                                        "subprocess",
                                                        "builtins",
                                                        "__builtin__",
                                                        "ctypes",
                                                        "runpy",
                                                        "pty",
                                                        "shutil",
                                                        "marshal",
                                                        "pickle",
                                                        "cloudpickle",
                                                        "importlib",
                                                        "dill",
                                                        "webbrowser",
                                                        "timeit",
                                                        "pydoc",
                                                        "asyncio",
                                                        "cProfile",
                                                        "_pickle",
                                                        "pkgutil",
                                                        "imp",
                                                        "_posixsubprocess",
                                                        "doctest"};
  constexpr std::array<std::string_view, 8> functions = {"code.interact",
                                                         "code.InteractiveInterpreter",
                                                         "code.InteractiveConsole",
                                                         "pdb.run",
                                                         "pdb.runeval",
                                                         "multiprocessing.Process",
                                                         "pip.main",
                                                         "profile.run"};
  if (path.find_first_of(".:") == std::string_view::npos || !is_class_path(path)) return false;
  if (path.starts_with("os.path.") && path.find(".os.") == std::string_view::npos) return false;
  const auto words = words_of_path(path);
  if (!words) return false;
  return is_among(path, functions) ||
         std::any_of(words->begin(), words->end() - 1, [&](std::string_view word) { return is_among(word, modules); });
}

bool runs_a_command(std::string_view text) { return text.starts_with("pipe:") && !trimmed(text.substr(5)).empty(); }

bool is_installed_class(std::string_view path) {
  if (is_harmless_path(path)) return true;
  const auto words = words_of_path(path);
  if (!words || words->size() == 1 || !is_installed_module(path)) return false;
  if (!stays_within(std::span(*words).subspan(1))) return false;
  // Of other packages some functions load and run things. torchtune builds its models by functions.
  return is_upper(words->back().front()) || is_of_package(path, "torchtune");
}

bool is_harmless_path(std::string_view path) {
  struct Namespace {
    std::string_view prefix;
    std::size_t words_max;  // behind it
    bool functions;
  };
  constexpr std::array<Namespace, 24> namespaces = {{{"torch.nn.modules.", 2, false},
                                                     {"torch.nn.functional.", 1, true},
                                                     {"torch.nn.", 1, false},
                                                     {"torch.optim.lr_scheduler.", 1, false},
                                                     {"torch.optim.", 2, false},
                                                     {"torchvision.transforms.", 2, false},
                                                     {"bitsandbytes.optim.", 1, false},
                                                     {"hydra._internal.core_plugins.", 2, false},
                                                     {"torchaudio.transforms.", 1, false},
                                                     {"lightning.pytorch.loggers.", 1, false},
                                                     {"lightning.pytorch.callbacks.", 1, false},
                                                     {"lightning.pytorch.strategies.", 1, false},
                                                     {"nemo.collections.", 8, false},
                                                     {"nemo.lightning.", 6, false},
                                                     {"nemo.core.", 4, false},
                                                     {"nemo.utils.", 4, false},
                                                     {"nemo_text_processing.", 6, false},
                                                     {"megatron.bridge.", 8, false},
                                                     {"pytorch_lightning.loggers.", 1, false},
                                                     {"pytorch_lightning.callbacks.", 1, false},
                                                     {"pytorch_lightning.strategies.", 1, false},
                                                     {"pyannote.audio.models.", 3, false},
                                                     {"pyannote.audio.tasks.", 3, false},
                                                     {"megatron.core.", 8, false}}};
  for (const Namespace& space : namespaces) {
    if (!path.starts_with(space.prefix)) continue;
    const std::string_view rest = path.substr(space.prefix.size());
    const auto words = words_of_path(rest);
    return words && rest.find(':') == std::string_view::npos && words->size() <= space.words_max &&
           stays_within(*words) && (space.functions || is_upper(words->back().front()));
  }
  return false;
}

bool is_class_of_diffusion(std::string_view path) {
  constexpr std::array<std::string_view, 4> packages = {"ldm", "sgm", "cldm", "taming"};
  const auto words = words_of_path(path);
  return words && is_upper(words->back().front()) && stays_within(*words) &&
         std::ranges::any_of(packages, [&](std::string_view package) { return is_of_package(path, package); });
}

}  // namespace weightcheck::evidence
