// SPDX-License-Identifier: Apache-2.0
// "Integrity" too: what lies under a name is not what the name says, is not whole, or is not part of the model. Every
// function reads what was seen in heads, names and records; no digest is compared here.
#include <algorithm>

#include "base/escape.hpp"
#include "evidence/pointer_text.hpp"
#include "evidence/server_answer.hpp"
#include "policy/rule.hpp"
#include "policy/wording.hpp"
#include "weights/file_names.hpp"

namespace weightcheck::policy {
namespace {

using evidence::ContentKind;
using evidence::FileRow;

const evidence::BodySeen* body_of(const Context& context, const ModelPath& path) {
  const auto& bodies = context.evidence.bodies;
  const auto found = std::ranges::lower_bound(bodies, path, {}, &evidence::BodySeen::path);
  return found == bodies.end() || found->path != path ? nullptr : &*found;
}

// What a server's answer says, in its own words and in ours.
std::string answer_in(const evidence::BodySeen& body) {
  std::string text = body.words.empty() ? "" : ": " + quoted_text(body.words);
  if (const auto meaning = evidence::meaning_of_answer(body.words); !meaning.empty())
    text += "; " + std::string(meaning);
  return text;
}

// `saved` ends before "as a weight file", or before what else should be there.
Drafts content_is(const Context& context, ContentKind kind, std::string_view what, std::string_view saved = {}) {
  Drafts drafts;
  for (const auto& seen : context.evidence.contents) {
    if (seen.kind != kind || !(seen.in_place_of_weights || seen.read_by_loaders)) continue;
    const evidence::BodySeen* body = body_of(context, seen.path);
    const bool is_picture = body != nullptr && evidence::is_picture(body->words);
    std::string says = is_picture ? "is a " + body->words : std::string(what);
    if (!saved.empty())
      says += std::string(saved) +
              (seen.in_place_of_weights ? "as a weight file" : "under the name of one that loaders read");
    if (body != nullptr && !is_picture) says += answer_in(*body);
    drafts.push_back({.subject = seen.path.text(),
                      .message = quoted(seen.path) + " " + says,
                      .paths = {seen.path.text()},
                      .said_of_others = "the same",
                      .cause = says});
  }
  return drafts;
}

Drafts lfs_pointer(const Context& context) {
  Drafts drafts;
  for (const auto& stub : context.evidence.pointer_stubs) {
    std::string message = quoted(stub.path) + " is a Git LFS pointer, not the content";
    if (stub.pointer) {
      message +=
          ": it stands for " + counted(stub.pointer->size, "byte") + " with sha256 " + stub.pointer->sha256.hex();
      const FileRow* row = context.find_row(stub.path);
      const evidence::Claim* claim = row == nullptr ? nullptr : context.claim_of(*row);
      if (const auto sha256 = claim == nullptr ? std::nullopt : claim->sha256()) {
        message += *sha256 == stub.pointer->sha256 ? ", the content that is expected here"
                                                   : ", which is not what is expected here";
      }
    }
    drafts.push_back({.subject = stub.path.text(),
                      .message = std::move(message),
                      .paths = {stub.path.text()},
                      .said_of_others = "the same"});
  }
  for (const evidence::ContentSeen& seen : context.evidence.contents) {
    const evidence::BodySeen* body = seen.kind == ContentKind::lfs_pointer ? body_of(context, seen.path) : nullptr;
    if (body == nullptr) continue;
    drafts.push_back({.subject = seen.path.text(),
                      .message = quoted(seen.path) + " is a pointer of " + body->words + ", not the content",
                      .paths = {seen.path.text()},
                      .said_of_others = "the same",
                      .cause = body->words,
                      .help = "Run " + std::string(evidence::fetching_command(body->words)) +
                              " in the checkout, or download the file itself."});
  }
  return drafts;
}

Drafts html_page(const Context& context) {
  return content_is(context, ContentKind::html_page, "is an HTML page", ", probably an error page saved ");
}

Drafts json_page(const Context& context) {
  return content_is(context, ContentKind::json_error_page, "is JSON text", ", probably an error answer saved ");
}

Drafts text_page(const Context& context) {
  return content_is(context, ContentKind::text_page, "is plain text", ", probably a server's answer saved ");
}

Drafts json_invalid(const Context& context) {
  Drafts drafts;
  for (const evidence::BodySeen& body : context.evidence.bodies) {
    // Of an index index-invalid tells it.
    if (body.json_fault.empty() || weights::parse_index_name(body.path.name())) continue;
    drafts.push_back({.subject = body.path.text(),
                      .message = quoted(body.path) + " cannot be loaded: " + body.json_fault,
                      .paths = {body.path.text()},
                      .said_of_others = "no JSON that loaders take, either"});
  }
  return drafts;
}

Drafts empty_file(const Context& context) { return content_is(context, ContentKind::empty, "is empty"); }

Drafts zero_run(const Context& context) {
  return content_is(context, ContentKind::zeros,
                    "begins with nothing but zero bytes: space was reserved and never filled");
}

constexpr Rule content_table[] = {
    {.id = "lfs-pointer",
     .area = Area::integrity,
     .level = Level::locked,
     .title = "a pointer of Git LFS or the like lies where content should be",
     .reason =
         "The repository was cloned without its large files; a pointer of Git LFS, Xet, git-annex or DVC names content "
         "and holds none.",
     .cure = "Run `git lfs pull` in the checkout, or download the file itself.",
     .example =
         {.fires =
              R"sh(printf 'version https://git-lfs.github.com/spec/v1\noid sha256:%064d\nsize 60024\n' 0 > model-00001-of-00003.safetensors)sh",
          .silenced = "cp ../example/model-00001-of-00003.safetensors ."},
     .needs = Needs::heads,
     .check = lfs_pointer},
    {.id = "html-page",
     .area = Area::integrity,
     .title = "an HTML page lies where weights or a config should be",
     .reason = "Download tools save a login or error page under the file's name and report success.",
     .cure = "Open the page to see what it says. Often the address was the file's page (/blob/) and not the file "
             "(/resolve/), or the hub asked for a login or for terms to be accepted; then download again.",
     .example = {.fires = "echo '<!DOCTYPE html><title>Sign in</title>' > model-00001-of-00003.safetensors",
                 .silenced = "cp ../example/model-00001-of-00003.safetensors ."},
     .needs = Needs::heads,
     .check = html_page},
    {.id = "json-page",
     .area = Area::integrity,
     .title = "an error told in JSON lies where weights or a config should be",
     .reason = "An API's error answer was saved under the file's name.",
     .cure = "Read the text, it says what went wrong; then download again.",
     .example = {.fires = R"sh(echo '{"error": "this model is gated"}' > model-00001-of-00003.safetensors)sh",
                 .silenced = "cp ../example/model-00001-of-00003.safetensors ."},
     .needs = Needs::heads,
     .check = json_page},
    {.id = "text-page",
     .area = Area::integrity,
     .title = "plain words lie where weights or a config should be",
     .reason = "A server's answer of one sentence was saved under the file's name, and the download reported success.",
     .cure = "Read the words, they say what went wrong; then download again.",
     .example = {.fires = "echo 'Entry not found' > model-00001-of-00003.safetensors",
                 .silenced = "cp ../example/model-00001-of-00003.safetensors ."},
     .needs = Needs::heads,
     .check = text_page},
    {.id = "json-invalid",
     .area = Area::integrity,
     .title = "a file that loaders read as JSON is none",
     .reason =
         "A config or tokenizer that was cut off, or to which a second download was appended, stops every loader; "
         "NaN, repeated keys and comments, which some of them take, are not objected to.",
     .cure = "Download the file again, into an empty place.",
     .example = {.given = "rm SHA256.manifest COMMIT.proof",
                 .fires = R"sh(echo '"b": 2}' >> tokenizer.json)sh",
                 .silenced = "cp ../example/tokenizer.json ."},
     .follows_from = {"file-modified", "size-differs"},
     .check = json_invalid},
    {.id = "empty-file",
     .area = Area::integrity,
     .title = "a weight file or config is empty",
     .reason = "A download that failed at its first byte leaves this behind.",
     .cure = "Download the file again.",
     .example = {.fires = ": > model-00001-of-00003.safetensors",
                 .silenced = "cp ../example/model-00001-of-00003.safetensors ."},
     .needs = Needs::heads,
     .follows_from = {"download-partial"},
     .check = empty_file},
    {.id = "zero-run",
     .area = Area::integrity,
     .title = "a weight file or config begins with nothing but zeros",
     .reason = "Space was reserved for a download or copy that never arrived.",
     .cure = "Download the file again.",
     .example = {.fires = "head -c 60024 /dev/zero > model-00001-of-00003.safetensors",
                 .silenced = "cp ../example/model-00001-of-00003.safetensors ."},
     .needs = Needs::heads,
     .follows_from = {"download-partial"},
     .check = zero_run},
};

}  // namespace

std::span<const Rule> content_rules() { return content_table; }

}  // namespace weightcheck::policy
