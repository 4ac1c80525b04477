// SPDX-License-Identifier: Apache-2.0
// A name speaks for the weights where each of its words is known to say nothing else. What no list knows is unclear:
// LICENSE-xyz may be the license of a program beside the weights.
#include "license/file_scope.hpp"

#include <algorithm>
#include <functional>
#include <set>
#include <string>
#include <vector>

#include "base/ascii.hpp"
#include "license/catalogue.hpp"
#include "license/file_names.hpp"
#include "license/name_words.hpp"

namespace weightcheck::license {
namespace {

using Words = std::vector<std::string>;
using Set = std::set<std::string, std::less<>>;

bool has_any_word(const Words& words, const Set& wanted) {
  return std::ranges::any_of(words, [&](const std::string& word) { return wanted.contains(word); });
}

// The ending of LICENSE.doc says what form the text has, and not that it is for documents.
std::string_view without_ending(std::string_view name) {
  static const Set endings = {"txt", "text", "md",  "markdown", "rst",  "html", "htm", "pdf",
                              "doc", "docx", "odt", "rtf",      "json", "yaml", "yml"};
  const std::size_t dot = name.rfind('.');
  return dot != std::string_view::npos && endings.contains(lowered(name.substr(dot + 1))) ? name.substr(0, dot) : name;
}

// A part of the model, or another model: its terms may bind whoever uses this one, and are not this one's.
const Set& words_of_parts() {
  static const Set words = {"adapter",   "backbone", "base",    "controlnet", "decoder",    "draft",
                            "embedding", "encoder",  "lora",    "original",   "parent",     "prompt",
                            "refiner",   "reward",   "teacher", "tokenizer",  "tokenizers", "unet",
                            "upstream",  "vae",      "vocab",   "vocabulary"};
  return words;
}

// What models are named for and programs too: HunyuanVideo_LICENSE is the model's, LICENSE-video may be a player's.
const Set& words_of_both() {
  static const Set words = {"audio",      "chat",       "command", "depth", "developer", "edge",
                            "guard",      "hub",        "image",   "math",  "motion",    "ocr",
                            "playground", "production", "speech",  "video", "vision"};
  return words;
}

// Between the words of a name, and the languages of translations.
const Set& fillers() {
  static const Set words = {
      "additional", "an",    "and",     "ar",       "chinese",  "chs",         "cht",          "cn",     "complete",
      "copy",       "de",    "deutsch", "en",       "end",      "eng",         "english",      "es",     "ext",
      "file",       "final", "for",     "fr",       "full",     "general",     "german",       "hans",   "hant",
      "hk",         "in",    "it",      "ja",       "japanese", "jp",          "ko",           "korean", "kr",
      "lesser",     "lib",   "main",    "my",       "non",      "on",          "our",          "plain",  "pt",
      "ref",        "rev",   "ru",      "service",  "special",  "text",        "the",          "to",     "tw",
      "txt",        "us",    "use",     "user",     "ver",      "version",     "zh",           "zero",   "share",
      "alike",      "boost", "expat",   "creative", "commons",  "attribution", "international"};
  return words;
}

// The words of licenses' ids and names and of the models that they are known for.
const Set& words_of_licenses() {
  static const Set words = [] {
    Set out;
    const auto add = [&](std::string_view name) {
      for (std::string& word : name_words(name))
        out.insert(std::move(word));
    };
    for (const LicenseTerms& terms : Catalogue::stock().entries()) {
      for (const std::string* name : {&terms.id, &terms.spdx, &terms.publisher})
        add(*name);
      for (const auto* names : {&terms.hub_ids, &terms.license_names}) {
        for (const std::string& name : *names)
          add(name);
      }
    }
    for (const Family& family : Catalogue::stock().families()) {
      for (const auto* names : {&family.names, &family.owners}) {
        for (const std::string& name : *names)
          add(name);
      }
    }
    return out;
  }();  // read-only, so one for all threads
  return words;
}

Scope scope_of_words(const Words& words, const Words& own_name) {
  static const Set weights = {"model",       "models", "weight",     "weights",     "checkpoint",
                              "checkpoints", "ckpt",   "parameters", "modelweights"};
  static const Set code = {"code",       "codes",  "codebase", "source",  "src",
                           "sourcecode", "script", "sources",  "scripts", "software"};
  static const Set other = {
      "asset",      "assets",  "corpus",       "data",      "dataset",    "datasets", "demo",          "demos",
      "dep",        "deps",    "dependencies", "doc",       "docker",     "docs",     "documentation", "example",
      "examples",   "font",    "fonts",        "frontend",  "gradio",     "images",   "libraries",     "library",
      "logo",       "node",    "notebook",     "notebooks", "output",     "outputs",  "package",       "packages",
      "parties",    "party",   "sample",       "samples",   "submodules", "test",     "tests",         "third",
      "thirdparty", "rdparty", "ui",           "vendor",    "vendored",   "web",      "website"};
  const bool of_code = has_any_word(words, code);
  Scope scope{.weights = has_any_word(words, weights), .code = of_code, .other = of_code || has_any_word(words, other)};
  const auto says_nothing = [&](const std::string& word) {
    return is_word_of_terms(word) || fillers().contains(word) || words_of_licenses().contains(word) ||
           std::ranges::find(own_name, word) != own_name.end();
  };
  const bool names_license = std::ranges::any_of(words, [](const std::string& word) {
    return words_of_licenses().contains(word) && !words_of_both().contains(word) && !is_word_of_terms(word);
  });
  const bool is_part =
      has_any_word(words, words_of_parts()) || (has_any_word(words, words_of_both()) && !names_license);
  scope.weights = scope.weights && !is_part;
  scope.unclear = is_part || (scope == Scope{} && !std::ranges::all_of(words, says_nothing));
  return scope;
}

}  // namespace

bool is_in_documents(std::string_view path) {
  static const Set documents = {"doc", "docs", "documentation"};
  const std::size_t slash = path.find('/');
  return slash != std::string_view::npos && slash == path.rfind('/') &&
         documents.contains(lowered(path.substr(0, slash)));
}

Scope scope_of_path(std::string_view path, std::string_view own_name) {
  const std::size_t slash = path.rfind('/');
  const std::string_view name = path.substr(slash == std::string_view::npos ? 0 : slash + 1);
  const std::string_view folders = path.substr(0, slash == std::string_view::npos ? 0 : slash);
  const Words own_words = name_words(own_name);
  const Scope own = scope_of_words(name_words(without_ending(name)), own_words);
  if (is_in_documents(path)) return own.weights || own.other ? own : Scope{.unclear = true};
  Scope of_folders = scope_of_words(name_words(folders), own_words);
  of_folders.weights = of_folders.weights && !of_folders.other;
  if (own == Scope{}) return of_folders;
  const bool elsewhere = (of_folders.other && !of_folders.code) || of_folders.unclear;
  if (own.weights && elsewhere) return of_folders;  // third_party/x/MODEL_LICENSE
  return own.unclear && (of_folders.weights || of_folders.other) ? of_folders : own;
}

}  // namespace weightcheck::license
