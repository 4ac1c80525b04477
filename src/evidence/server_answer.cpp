// SPDX-License-Identifier: Apache-2.0
// The words are those of Hugging Face, ModelScope, GitHub, nginx, CloudFront and S3, as their bodies have them.
#include "evidence/server_answer.hpp"

#include <algorithm>
#include <array>
#include <span>

#include "base/ascii.hpp"
#include "base/utf8.hpp"
#include "evidence/lax_json.hpp"
#include "evidence/raw_text.hpp"
#include "json/parse.hpp"

namespace weightcheck::evidence {
namespace {

constexpr std::size_t answer_bytes_max = 2048;  // of the known ones, which are a sentence or a small page
constexpr std::size_t words_bytes_max = 160;

struct Answer {
  std::string_view words;  // lower case
  std::string_view meaning;
};

constexpr std::string_view login = "the server did not know who asked (401): log in, or check the token";
constexpr std::string_view gated =
    "access was refused (403): the model is gated or private; accept its terms on its page, and download with that "
    "account";
constexpr std::string_view no_repository =
    "there is no such repository for whoever asked (404): check its name, and log in if it is private";
constexpr std::string_view no_file = "there is no such file at that address (404): check its name and the revision";
constexpr std::string_view too_many = "too many requests were made (429): wait, then download again";
constexpr std::string_view broken = "the server could not answer: download again later";
constexpr std::string_view expired = "the signed address was too old: download again from the beginning";

// The first that is found counts, so the exact ones come first.
constexpr std::array answers = {
    Answer{"invalid username or password", login},
    Answer{"invalid credentials", login},
    Answer{"authentication required", login},
    Answer{"authentication failed", login},
    Answer{"invalid token", login},
    Answer{"invalid user token", login},
    Answer{"unauthorized", login},
    Answer{"is restricted", gated},
    Answer{"is gated", gated},
    Answer{"gated repo", gated},
    Answer{"not in the authorized list", gated},
    Answer{"awaiting a review", gated},
    Answer{"must be authenticated to access", login},
    Answer{"must have access to it", gated},
    Answer{"request has expired", expired},
    Answer{"expiredtoken", expired},
    Answer{"signature expired", expired},
    Answer{"access denied", gated},
    Answer{"accessdenied", gated},
    Answer{"permission denied", gated},
    Answer{"forbidden", gated},
    Answer{"repository not found", no_repository},
    Answer{"repo not found", no_repository},
    Answer{"no such repository", no_repository},
    Answer{"model not found", no_repository},
    Answer{"entry not found", no_file},
    Answer{"file not found", no_file},
    Answer{"no such file", no_file},
    Answer{"nosuchkey", no_file},
    Answer{"revision not found", no_file},
    Answer{"invalid rev id", no_file},
    Answer{"page not found", no_file},
    Answer{"not found", no_file},
    Answer{"too many requests", too_many},
    Answer{"rate limit", too_many},
    Answer{"slow down", too_many},
    Answer{"internal server error", broken},
    Answer{"internal error", broken},
    Answer{"bad gateway", broken},
    Answer{"service unavailable", broken},
    Answer{"temporarily unavailable", broken},
    Answer{"gateway time-out", broken},
    Answer{"gateway timeout", broken},
    Answer{"try again later", broken},
    Answer{"sign in", login},
    Answer{"log in", login},
};

// A status that stands at the beginning or in a title: "404 Not Found", "Error 503".
constexpr std::array statuses = {Answer{"401", login},    Answer{"403", gated},  Answer{"404", no_file},
                                 Answer{"429", too_many}, Answer{"500", broken}, Answer{"502", broken},
                                 Answer{"503", broken},   Answer{"504", broken}};

std::string_view first_of(std::span<const Answer> known, std::string_view text) {
  const auto found = std::ranges::find_if(
      known, [&](const Answer& answer) { return text.find(answer.words) != std::string_view::npos; });
  return found == known.end() ? std::string_view() : found->meaning;
}

struct Picture {
  std::string_view begin;
  std::string_view name;
};
constexpr std::array pictures = {Picture{"\x89PNG\r\n\x1a\n", "PNG image"}, Picture{"\xff\xd8\xff", "JPEG image"},
                                 Picture{"GIF87a", "GIF image"}, Picture{"GIF89a", "GIF image"},
                                 Picture{"%PDF-", "PDF document"}};

bool is_shown(std::string_view text) {
  return std::ranges::none_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x20 && !is_space(c); });
}

std::string_view title_of(std::string_view text) {
  const std::string low = lowered(text);
  const std::size_t begin = low.find("<title>");
  const std::size_t end = begin == std::string::npos ? begin : low.find("</title", begin);
  return end == std::string::npos ? std::string_view() : trimmed(text.substr(begin + 7, end - begin - 7));
}

// Of HTTP, for what went wrong: 400 to 599.
bool is_status(std::string_view text) {
  return text.size() == 3 && (text[0] == '4' || text[0] == '5') && is_digit(text[1]) && is_digit(text[2]);
}

}  // namespace

std::string_view meaning_of_answer(std::string_view text) {
  const std::string low = lowered(text.substr(0, answer_bytes_max));
  if (const std::string_view meaning = first_of(answers, low); !meaning.empty()) return meaning;
  const std::string_view title = title_of(low);
  return first_of(statuses, title.empty() ? std::string_view(low).substr(0, 40) : title);
}

bool is_known_answer(std::string_view text) {
  constexpr std::size_t sentence_bytes_max = 400;
  const std::string_view shown = trimmed(text);
  if (shown.size() > sentence_bytes_max || shown.find('\n') != std::string_view::npos) return false;
  const std::string low = lowered(shown);
  return low == "null" || is_status(low) || low.starts_with("error code: ") || !first_of(answers, low).empty() ||
         is_error_document(shown);
}

bool is_sentence(std::string_view text) {
  const std::string_view shown = trimmed(text);
  if (shown.find('\n') != std::string_view::npos || shown.starts_with('#')) return false;
  return std::ranges::count(shown, ' ') >= 2 || shown.find("://") != std::string_view::npos || shown.starts_with("../");
}

bool is_error_document(std::string_view text) {
  constexpr std::array<std::string_view, 18> keys = {
      "error",        "errors", "message", "msg",       "detail",     "details",    "status",
      "statuscode",   "code",   "success", "requestid", "request_id", "error_code", "documentation_url",
      "errormessage", "reason", "data",    "timestamp"};
  constexpr std::array<std::string_view, 7> telling = {"error",  "errors",       "message", "msg",
                                                       "detail", "errormessage", "reason"};
  if (text.size() > 16 * answer_bytes_max) return false;
  const auto document = json::parse(text, {.duplicates = json::Duplicates::kept});
  if (!document.ok() || !document->is_object()) return false;
  bool tells = false;
  for (const json::Member& member : document->members()) {
    const std::string key = lowered(member.key);
    if (std::ranges::find(keys, key) == keys.end()) return false;
    const auto number = member.value.as_uint();
    tells = tells || std::ranges::find(telling, key) != telling.end() || (number && is_status(std::to_string(*number)));
  }
  return tells;
}

std::string words_of_answer(std::string_view text) {
  const std::string_view title = title_of(text);
  std::string words;
  for (const char c : title.empty() ? text : title) {
    const bool is_blank = c == ' ' || c == '\t' || c == '\n' || c == '\r';
    if (is_blank && (words.empty() || words.back() == ' ')) continue;
    words.push_back(is_blank ? ' ' : c);
    if (words.size() == words_bytes_max) break;
  }
  return std::string(trimmed(words));
}

std::string_view picture_of(std::string_view head) {
  const auto found = std::ranges::find_if(pictures, [&](const Picture& one) { return head.starts_with(one.begin); });
  return found == pictures.end() ? std::string_view() : found->name;
}

bool is_picture(std::string_view words) { return std::ranges::find(pictures, words, &Picture::name) != pictures.end(); }

std::string answer_in_utf8(std::string_view head) {
  const std::string_view begin = head.substr(0, 2);
  const bool is_wide = begin == "\xff\xfe" || begin == "\xfe\xff" || begin.find('\0') != std::string_view::npos;
  std::string text = is_wide ? as_utf8(head) : std::string();
  if (!is_wide) {
    for (const char c : head)  // Latin-1 has the first 256 characters in their order
      append_utf8(text, static_cast<std::int32_t>(static_cast<unsigned char>(c)));
  }
  return is_shown(text) ? text : "";
}

}  // namespace weightcheck::evidence
