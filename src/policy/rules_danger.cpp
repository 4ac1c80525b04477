// SPDX-License-Identifier: Apache-2.0
// "Danger" in the catalogue: what beside the weights could run, hide or lead elsewhere.
#include <algorithm>
#include <set>
#include <utility>

#include "base/escape.hpp"
#include "evidence/names.hpp"
#include "policy/rule.hpp"
#include "policy/unsafe_file.hpp"
#include "policy/wording.hpp"
#include "weights/file_names.hpp"

namespace weightcheck::policy {
namespace {

using evidence::Refusal;

Drafts remote_code(const Context& context) {
  Drafts drafts;
  for (const auto& reference : context.evidence.remote_code) {
    std::string message = quoted(reference.file) + " asks for code: " + quoted_text(reference.key) + " is " +
                          quoted_text(reference.value);
    if (reference.not_understood) {
      message = quoted(reference.file) +
                " cannot be parsed here, so what code it asks for is not known; a loader that "
                "parses it may run some";
    }
    if (reference.other_repository == reference.value) {
      message += ", which lives outside this model";
    } else if (reference.other_repository) {
      message += ", which lives in another repository, " + quoted_text(*reference.other_repository);
    }
    const bool is_python_s = reference.runs_anything && reference.code.empty() && !reference.other_repository;
    if (is_python_s) message += ", which runs what the config gives it";
    if (!reference.not_here.empty() && !is_python_s) {
      message += reference.code.empty() ? ", and no file here is that code"
                                        : ", and what that imports is not here: " + quoted(reference.not_here.front());
    }
    const bool is_nowhere = reference.is_module && !reference.other_repository && reference.code.empty() &&
                            reference.not_here.empty() && !reference.not_understood;
    if (is_nowhere && !is_python_s && !reference.in_config) message += ", which is not a file of this model";
    if (!reference.loader.empty() && !reference.not_understood)
      message += " (read by " + std::string(reference.loader) + ")";
    // The code weighs, and not the config that names it; where none is named, the config is all there is.
    Draft draft{.subject = reference.file.text() + "\n" + reference.key + "\n" + reference.value,
                .message = std::move(message),
                .paths = {reference.file.text()},
                .said_of_others = "asking for code, too",
                .cause = reference.other_repository.value_or("")};
    if (is_python_s || reference.in_config)
      draft.help = "Do not load the model before you know why it asks for that; ask whoever published it.";
    if (reference.not_understood || is_nowhere || !reference.not_here.empty()) draft.cause += reference.value;
    for (const ModelPath& code : reference.code)
      draft.paths.push_back(code.text());
    const bool is_of_the_model = reference.not_here.empty() && !(reference.is_module && reference.code.empty());
    if (!reference.other_repository && is_of_the_model) draft.if_anchored = Severity::warning;
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

// Of one link its target is told; of many, which are one cause, what they have in common.
Draft folded_links(std::vector<const evidence::RefusedEntry*> links, std::string_view subject, std::string_view says) {
  Draft draft{.subject = std::string(subject)};
  for (const auto* link : links)
    draft.paths.push_back(link->name);
  const std::string first = quoted_text(links.front()->name) + " " + links.front()->detail;
  if (links.size() == 1) {
    draft.message = first;
  } else {
    draft.said_of_paths = std::string(says) + " (" + first + ")";
  }
  const bool is_of_a_cache =
      std::ranges::any_of(links, [](const auto* link) { return link->detail.find("/blobs/") != std::string::npos; });
  if (is_of_a_cache)
    draft.help =
        "They lead into a hub's cache. Verify the model's own folder in that cache, or copy the model "
        "with `cp -rL`, which copies what links lead to.";
  return draft;
}

Drafts symlink_escape(const Context& context) {
  const evidence::ModelTree& tree = context.evidence.tree;
  // A dangling link of a hub cache is a file that is not here; elsewhere it leads nowhere that could be checked.
  const bool is_snapshot = tree.layout == evidence::Layout::hub_cache_snapshot;
  std::vector<const evidence::RefusedEntry*> out, nowhere, other;
  for (const auto& entry : tree.refused) {
    if (entry.reason == Refusal::link_escapes) out.push_back(&entry);
    if (entry.reason == Refusal::link_dangling && !is_snapshot) nowhere.push_back(&entry);
    const auto& signature = context.evidence.signature;
    const bool is_signed_through = entry.reason == Refusal::link_to_directory && signature &&
                                   evidence::lists_below(*signature, context.evidence.claim_sets, entry.name);
    if ((entry.reason == Refusal::link_to_directory && !is_signed_through) || entry.reason == Refusal::link_loop)
      other.push_back(&entry);
  }
  Drafts drafts;
  if (!out.empty()) drafts.push_back(folded_links(std::move(out), "out", "links that lead out of the model"));
  if (!nowhere.empty()) drafts.push_back(folded_links(std::move(nowhere), "nowhere", "links that lead nowhere"));
  if (!other.empty())
    drafts.push_back(
        folded_links(std::move(other), "other", "links to folders, or to each other, which are not followed"));
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
                                 " are one name where case, Unicode form or a point at the end does not count",
                      .paths = {first, second}});
  }
  return drafts;
}

// Names that the image gives, and under which it may be unpacked, where the file has another one here.
void add_names_of(const evidence::StoreRecord& store, Drafts& drafts) {
  for (const evidence::StoreFile& file : store.files) {
    if (hides_characters(file.stored_as))
      drafts.push_back({.subject = file.path.text() + "\nstored",
                        .message = quoted(file.path) + " is stored as " + quoted_text(file.stored_as) +
                                   ", a name with characters that do not show, reorder text or are not UTF-8",
                        .paths = {file.path.text()}});
    if (!file.other_name.empty())
      drafts.push_back({.subject = file.path.text() + "\nother",
                        .message = "the image names one layer both " +
                                   quoted_text(file.stored_as.empty() ? file.path.text() : file.stored_as) + " and " +
                                   quoted_text(file.other_name) + ": programs differ on which of them it is",
                        .paths = {file.path.text()},
                        .severity = Severity::error,
                        .level = Level::locked});
  }
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
  if (context.evidence.store) add_names_of(*context.evidence.store, drafts);
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

Drafts store_unexamined(const Context& context) {
  if (!context.evidence.store) return {};
  std::set<ModelPath> looked_at;  // as weights: their bytes tell what the type does not
  for (const weights::WeightFile& file : context.evidence.weight_files)
    looked_at.insert(file.path);
  Drafts drafts;
  for (const evidence::StoreFile& file : context.evidence.store->files) {
    if (file.form != evidence::LayerForm::packed && file.form != evidence::LayerForm::unknown) continue;
    if (looked_at.contains(file.path)) continue;
    const bool is_packed = file.form == evidence::LayerForm::packed;
    if (!is_packed && file.named_by == evidence::NamedBy::publisher) continue;  // judged by its name, as in a folder
    drafts.push_back(
        {.subject = file.path.text(),
         .message = quoted(file.path) + " is a layer of type " + quoted_text(file.media_type) +
                    (is_packed ? ": compressed, and not unpacked here, so that nobody looked at what is in it"
                               : ": not a type that is known, so that what is in it is not known either"),
         .paths = {file.path.text()}});
  }
  return drafts;
}

constexpr Rule danger_table[] = {
    {.id = "unsafe-file",
     .area = Area::danger,
     .title = "a file that can run code lies beside the weights",
     .reason = "Pickles run code when they are loaded, and executables, scripts and archives are not weights; "
               "safetensors was made so that none of "
               "them is needed.",
     .cure = "Load only safetensors where they are here too; load a pickle with weights_only=True, and nothing else "
             "outside a sandbox. If the upstream's commit holds the file, a proof lowers this to a warning; what is "
             "not needed can be removed.",
     .example = {.fires = R"sh(printf 'cos\nsystem\n(S"id"\ntR.' > optimizer.pkl)sh", .silenced = "rm optimizer.pkl"},
     .needs = Needs::heads,
     .follows_from = {"remote-code"},
     .check = unsafe_file},
    {.id = "remote-code",
     .area = Area::danger,
     .title = "a config asks for code to be loaded",
     .reason = "Loaders import and run what such a config names or holds, from this folder or from another repository: "
               "some only when they are asked to (trust_remote_code), others at once.",
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
     .cure =
         "If the links are a hub cache's or your own, copy the model with the files in their place (`cp -rL FROM TO`, "
         "`rsync -rL FROM/ TO`) or verify the snapshot where it "
         "lies in the cache. Remove a link of unknown origin.",
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
    {.id = "store-unexamined",
     .area = Area::danger,
     .severity = Severity::warning,
     .title = "a layer of a store was not looked into",
     .reason = "Its bytes are held against its digest, and that says nothing of what a runner finds in it.",
     .cure = "Unpack the image with the tool that made it, and check the folder: `weightcheck verify FOLDER`.",
     .example = {.given = R"sh(mkdir -p ../store/blobs/sha256
digest=$(sha256sum < vocab.json | cut -c1-64)
cp vocab.json ../store/blobs/sha256/$digest
layer() {
  cat > ../manifest.json <<END
{"schemaVersion": 2, "layers": [{"mediaType": "application/vnd.cncf.model.weight.v1.$1", "digest": "sha256:$digest",
  "size": $(wc -c < vocab.json), "annotations": {"org.cncf.model.filepath": "vocab.json"}}]}
END
  manifest=$(sha256sum < ../manifest.json | cut -c1-64)
  cp ../manifest.json ../store/blobs/sha256/$manifest
  cat > ../store/index.json <<END
{"schemaVersion": 2, "manifests": [{"mediaType": "application/vnd.oci.image.manifest.v1+json",
  "digest": "sha256:$manifest", "size": $(wc -c < ../manifest.json)}]}
END
}
echo '{"imageLayoutVersion": "1.0.0"}' > ../store/oci-layout)sh",
                 .fires = R"sh(layer tar+gzip
weightcheck verify oci:../store)sh",
                 .silenced = R"sh(layer raw
weightcheck verify oci:../store)sh"},
     .needs = Needs::tree,
     .follows_from = {"unsafe-file"},
     .check = store_unexamined},
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

std::span<const Rule> danger_rules() { return danger_table; }

}  // namespace weightcheck::policy
