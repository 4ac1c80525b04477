// SPDX-License-Identifier: Apache-2.0
// JSON is read to its end, since a second download may have been appended to a whole file.
#include "workflow/look_at_body.hpp"

#include "base/ascii.hpp"
#include "base/limits.hpp"
#include "evidence/server_answer.hpp"
#include "json/python_reader.hpp"

namespace weightcheck::workflow {
namespace {

using evidence::ContentKind;
using evidence::Cost;
using evidence::LoaderFile;
using evidence::ModelFile;

bool is_page(ContentKind kind) {
  return kind == ContentKind::html_page || kind == ContentKind::json_error_page || kind == ContentKind::text_page;
}

// What a loader would say to the document.
DocumentSeen examine_json(std::string_view text, ContentKind kind) {
  DocumentSeen seen{.kind = kind};
  const auto document = json::read_as_python(text);
  if (document.ok()) {
    if (document->shape == json::Shape::scalar) {
      seen.json_fault = "it holds a single value, where loaders expect an object or a list";
    } else if (evidence::is_error_document(text)) {
      seen.kind = ContentKind::json_error_page;
    }
  } else if (!json::read_as_python(text, json::Comments::allowed).ok()) {
    const std::string_view begin = trimmed(text.substr(0, limits::head_bytes));
    const bool has_a_key = begin.find("\":") != std::string_view::npos;
    const bool is_words = kind == ContentKind::text && !begin.starts_with('{') && !begin.starts_with('[') && !has_a_key;
    if (is_words) seen.kind = ContentKind::text_page;
    if (!is_words) seen.json_fault = document.error().message;
  }
  if (is_page(seen.kind)) seen.words = evidence::words_of_answer(text.substr(0, limits::head_bytes));
  return seen;
}

// A template may begin with the mark of a comment, and a page shows itself otherwise.
bool is_whole_page(std::string_view head) {
  const std::string low = lowered(head);
  return low.find("<html") != std::string::npos || low.find("<!doctype html") != std::string::npos ||
         low.find("<error>") != std::string::npos;
}

// Neither a list of words nor a template; a mapping in YAML may be one line.
bool is_other_text(std::string_view text, LoaderFile loader) {
  return evidence::is_sentence(text) &&
         (loader == LoaderFile::text || text.find_first_of("{:") == std::string_view::npos);
}

DocumentSeen examine_text(std::string_view head, std::uint64_t size, ContentKind kind, LoaderFile loader) {
  DocumentSeen seen{.kind = kind};
  if (loader == LoaderFile::text && head.size() == size && trimmed(head).empty()) seen.kind = ContentKind::empty;
  if (kind == ContentKind::html_page && !is_whole_page(head)) seen.kind = ContentKind::text;
  if (kind == ContentKind::text && head.size() == size &&
      (evidence::is_known_answer(head) || is_other_text(head, loader)))
    seen.kind = ContentKind::text_page;
  if (is_page(seen.kind)) seen.words = evidence::words_of_answer(head);
  return seen;
}

// A page that was not written in UTF-8, or that is a picture, in the place of what a program reads.
DocumentSeen examine_foreign(std::string_view head, std::uint64_t size) {
  DocumentSeen seen{.kind = ContentKind::other};
  if (const std::string_view picture = evidence::picture_of(head); !picture.empty())
    return {.kind = ContentKind::text_page, .words = std::string(picture)};
  const std::string text = evidence::answer_in_utf8(head);
  if (trimmed(text).starts_with('<') && is_whole_page(text)) {  // a word list may hold such a word
    seen.kind = ContentKind::html_page;
  } else if (head.size() == size && evidence::is_error_document(text)) {
    seen.kind = ContentKind::json_error_page;
  } else if (head.size() == size && evidence::is_known_answer(text)) {
    seen.kind = ContentKind::text_page;
  }
  if (is_page(seen.kind)) seen.words = evidence::words_of_answer(text);
  return seen;
}

bool is_told_already(ContentKind kind) {
  return kind == ContentKind::empty || kind == ContentKind::zeros || kind == ContentKind::lfs_pointer;
}

}  // namespace

std::optional<Error> look_at_body(const ModelReader& model, evidence::Budget& budget, const std::string& head,
                                  const ModelFile& file, BodiesSeen& known, evidence::ContentSeen& seen,
                                  std::vector<evidence::BodySeen>& bodies) {
  const LoaderFile loader = seen.in_place_of_weights ? LoaderFile::none : evidence::loader_file_of(file.path.name());
  seen.read_by_loaders =
      loader != LoaderFile::none && !(loader == LoaderFile::text_or_empty && seen.kind == ContentKind::empty);
  if (seen.kind == ContentKind::other && (seen.in_place_of_weights || seen.read_by_loaders)) {
    DocumentSeen foreign = examine_foreign(head, file.size);
    if (is_page(foreign.kind)) {
      seen.kind = foreign.kind;
      bodies.push_back({.path = file.path, .words = std::move(foreign.words)});
      return std::nullopt;
    }
  }
  if (seen.in_place_of_weights && is_page(seen.kind))
    bodies.push_back({.path = file.path, .words = evidence::words_of_answer(head)});
  if (!seen.read_by_loaders || is_told_already(seen.kind)) return std::nullopt;

  const DocumentSeen* document = known.find(file.identity, loader);
  if (document == nullptr) {
    DocumentSeen made;
    if (loader == LoaderFile::json && seen.kind != ContentKind::html_page) {
      if (Status drawn = budget.draw(Cost::scanned, file.size); !drawn.ok()) return drawn.error();
      const auto text =
          file.size <= head.size() ? Result<std::string>(head) : model.read_small(file, limits::loader_json_bytes_max);
      if (!text.ok()) return text.error();
      made = examine_json(*text, seen.kind);
    } else {
      made = examine_text(head, file.size, seen.kind, loader);
    }
    document = &known.keep(file.identity, loader, std::move(made));
  }
  seen.kind = document->kind;
  if (is_page(seen.kind) || !document->json_fault.empty())
    bodies.push_back({.path = file.path, .words = document->words, .json_fault = document->json_fault});
  return std::nullopt;
}

}  // namespace weightcheck::workflow
