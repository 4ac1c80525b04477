// SPDX-License-Identifier: Apache-2.0
// "Danger" in the catalogue: what beside the weights could run, hide or lead elsewhere.
#include <algorithm>
#include <iterator>

#include "base/escape.hpp"
#include "evidence/names.hpp"
#include "policy/rule.hpp"
#include "policy/wording.hpp"

namespace weightcheck::policy {
namespace {

using evidence::Refusal;

Drafts unsafe_file(const Context& context) {
  Drafts drafts;
  for (const auto& seen : context.evidence.contents) {
    const auto danger = evidence::danger_of(seen.path.name(), seen.kind);
    if (danger.empty()) continue;
    drafts.push_back({.subject = seen.path.text(),
                      .message = quoted(seen.path) + " " + std::string(danger),
                      .paths = {seen.path.text()},
                      .if_anchored = Severity::warning});
  }
  return drafts;
}

Drafts remote_code(const Context& context) {
  Drafts drafts;
  for (const auto& reference : context.evidence.remote_code) {
    std::string message = quoted(reference.file) + " asks for code: " + quoted_text(reference.key) + " is " +
                          quoted_text(reference.value);
    if (reference.other_repository)
      message += ", which lives in another repository, " + quoted_text(*reference.other_repository);
    Draft draft{.subject = reference.file.text() + "\n" + reference.key + "\n" + reference.value,
                .message = std::move(message),
                .paths = {reference.file.text()}};
    if (!reference.other_repository) draft.if_anchored = Severity::warning;
    drafts.push_back(std::move(draft));
  }
  return drafts;
}

Drafts refused_for(const Context& context, std::initializer_list<Refusal> reasons) {
  Drafts drafts;
  for (const auto& entry : context.evidence.tree.refused) {
    if (std::ranges::find(reasons, entry.reason) == reasons.end()) continue;
    drafts.push_back(
        {.subject = entry.name, .message = quoted_text(entry.name) + " " + entry.detail, .paths = {entry.name}});
  }
  return drafts;
}

Drafts symlink_escape(const Context& context) {
  Drafts drafts = refused_for(context, {Refusal::link_escapes, Refusal::link_to_directory, Refusal::link_loop});
  // A dangling link of a hub cache is a blob that was not downloaded; elsewhere it leads nowhere that could be checked.
  if (context.evidence.tree.layout != evidence::Layout::hub_cache_snapshot) {
    std::ranges::move(refused_for(context, {Refusal::link_dangling}), std::back_inserter(drafts));
  }
  return drafts;
}

Drafts special_file(const Context& context) {
  Drafts drafts = refused_for(context, {Refusal::special_file});
  for (Draft& draft : drafts)
    draft.message = quoted_text(draft.subject) + " is " + draft.message.substr(quoted_text(draft.subject).size() + 1);
  return drafts;
}

Drafts name_collision(const Context& context) {
  Drafts drafts;
  for (const auto& [first, second] : evidence::colliding_names(context.evidence.tree)) {
    drafts.push_back({.subject = second,
                      .message = quoted_text(first) + " and " + quoted_text(second) +
                                 " are one name where case or Unicode form does not count",
                      .paths = {first, second}});
  }
  return drafts;
}

Drafts name_unsafe(const Context& context) {
  Drafts drafts;
  for (const auto& file : context.evidence.tree.files) {
    if (!hides_characters(file.path.text())) continue;
    drafts.push_back(
        {.subject = file.path.text(),
         .message = quoted(file.path) + " has characters in its name that do not show, reorder text or are not UTF-8",
         .paths = {file.path.text()}});
  }
  for (const auto& entry : context.evidence.tree.refused) {
    if (entry.reason != Refusal::name_invalid) continue;
    drafts.push_back({.subject = entry.name,
                      .message = quoted_text(entry.name) + " cannot be checked: " + entry.detail,
                      .paths = {entry.name},
                      .severity = Severity::error,
                      .level = Level::locked});  // unlike a name that only looks odd: this file was not hashed
  }
  return drafts;
}

constexpr Rule table[] = {
    {.id = "unsafe-file",
     .area = Area::danger,
     .title = "a file that can run code lies beside the weights",
     .reason = "Pickles run code when they are loaded, and executables, scripts and archives are not weights; "
               "safetensors was made so that none of "
               "them is needed.",
     .cure = "Remove the file, or load only safetensors; if the upstream's commit holds it, anchoring lowers this to a "
             "warning.",
     .example = {.fires = R"sh(printf 'cos\nsystem\n(S"id"\ntR.' > optimizer.pkl)sh", .silenced = "rm optimizer.pkl"},
     .needs = Needs::heads,
     .check = unsafe_file},
    {.id = "remote-code",
     .area = Area::danger,
     .title = "a config asks for code to be loaded",
     .reason = "With trust_remote_code the loader imports and runs what the config names, from this folder or from "
               "another repository.",
     .cure = "Read the code that is named, and pin it as you pin the weights; or use a loader that has the "
             "architecture built in.",
     .example =
         {.fires =
              R"sh(sed 's|"model_type"|"auto_map": {"AutoModel": "code.Model"}, "model_type"|' ../example/config.json > config.json)sh",
          .silenced = "cp ../example/config.json ."},
     .needs = Needs::heads,
     .check = remote_code},
    {.id = "symlink-escape",
     .area = Area::danger,
     .level = Level::locked,
     .title = "a link leads out of the model",
     .reason = "What it leads to can be exchanged without touching the model, or was never meant to be read.",
     .cure = "Replace the link by the file it stands for.",
     .example = {.fires = "ln -s /etc/passwd notes.txt", .silenced = "rm notes.txt"},
     .needs = Needs::tree,
     .check = symlink_escape},
    {.id = "special-file",
     .area = Area::danger,
     .level = Level::locked,
     .title = "a FIFO, socket or device lies in the model",
     .reason = "Readers hang on it or get bytes that are nobody's.",
     .cure = "Remove it.",
     .example = {.fires = "mkfifo pipe", .silenced = "rm pipe"},
     .needs = Needs::tree,
     .check = special_file},
    {.id = "name-collision",
     .area = Area::danger,
     .severity = Severity::warning,
     .title = "two names are one name elsewhere",
     .reason = "On file systems that ignore case or normalise Unicode one of the files replaces the other, unseen.",
     .cure = "Rename one of them.",
     .example = {.fires = "cp vocab.json Vocab.json", .silenced = "rm Vocab.json"},
     .needs = Needs::tree,
     .check = name_collision},
    {.id = "name-unsafe",
     .area = Area::danger,
     .severity = Severity::warning,
     .title = "a name that hides what it is",
     .reason = "Invisible and reordering characters make one name look like another.",
     .cure = "Rename the file to visible characters.",
     .example = {.fires = R"sh(cp vocab.json "$(printf 'vocab\342\200\256.json')")sh", .silenced = "rm vocab?*.json"},
     .needs = Needs::tree,
     .check = name_unsafe},
};

}  // namespace

std::span<const Rule> danger_rules() { return table; }

}  // namespace weightcheck::policy
