// SPDX-License-Identifier: Apache-2.0
#include "workflow/publishable.hpp"

#include <algorithm>
#include <initializer_list>

#include "base/escape.hpp"
#include "base/limits.hpp"
#include "base/wording.hpp"
#include "evidence/companion.hpp"
#include "evidence/names.hpp"
#include "evidence/pointer_text.hpp"
#include "hubs/table.hpp"
#include "ledger/ledger.hpp"
#include "policy/judge.hpp"
#include "policy/rule.hpp"
#include "workflow/gather.hpp"

namespace weightcheck::workflow {

using evidence::ModelFile;
using evidence::ModelTree;

namespace {

// What `inspect` calls an error of names and heads. How dangerous a file is, under which license, and whether it is a
// model at all, is the publisher's to decide; that the bytes are not what their name says, is not.
std::vector<std::string> errors_of_inspect(const io::ModelDirectory& model, const ModelTree& tree,
                                           std::initializer_list<std::string_view> told_or_allowed,
                                           const std::stop_token& stop) {
  evidence::Evidence evidence;
  evidence.tree = tree;
  evidence::Budget budget(stop);
  gather_structure(model, budget, evidence);
  policy::Demands demands;
  demands.mode = policy::Mode::inspect;
  std::vector<std::string> list;
  for (const evidence::Unread& file : evidence.unread) {  // what cannot be opened, hashing tells
    if (file.error.code == ErrorCode::changed)
      list.push_back(in_quotes(file.path.text()) + " changed while it was looked at");
  }
  for (const policy::Finding& finding : policy::judge(evidence, demands).findings) {
    const policy::Rule* rule = policy::find_rule(finding.rule);
    const bool is_of_content = rule->area == policy::Area::integrity || rule->area == policy::Area::shape;
    if (finding.severity < policy::Severity::error || finding.consequence != policy::Consequence::differs) continue;
    // That there are no weights at all is the publisher's to decide, and not that a part of the model lacks its own.
    const bool is_without_any = finding.rule == "weights-missing" && finding.subject.empty();
    if (is_of_content && !is_without_any &&
        std::find(told_or_allowed.begin(), told_or_allowed.end(), finding.rule) == told_or_allowed.end())
      list.push_back(finding.message);
  }
  return list;
}

void object_to_name_and_head(const io::ModelDirectory& model, const ModelFile& file, std::vector<std::string>& list) {
  if (hides_characters(file.path.text()))
    list.push_back(in_quotes(file.path.text()) + " has characters in its name that do not show");
  if (file.size >= limits::head_bytes) return;
  const auto head = model.read_head(file, limits::head_bytes);
  const std::string_view system =
      head.ok() ? evidence::pointer_system(file.path.name(), bytes_of(*head), file.size) : std::string_view();
  if (!system.empty())
    list.push_back(in_quotes(file.path.text()) + " is a " + std::string(system) + " pointer, not the content; run " +
                   std::string(evidence::fetching_command(system)) + " first");
}

}  // namespace

std::vector<std::string> objections(const io::ModelDirectory& model, const ModelTree& tree,
                                    const std::stop_token& stop) {
  std::vector<std::string> list;
  for (const auto& entry : tree.refused)
    list.push_back(in_quotes(entry.name) + " cannot be published: " + entry.detail);
  for (const auto& file : tree.files) {
    const std::string& path = file.path.text();
    if (hubs::is_record(path) || path.starts_with(".git/"))
      list.push_back(in_quotes(path) +
                     " cannot be published: it lies where git or a hub's client keeps its own files, and is none");
    if (path == io::manifest_name || path == io::proof_name || path == io::midstates_name || path == ledger::usual_name)
      list.push_back(in_quotes(path) +
                     " cannot be published: it is not what its name says, and verifiers would refuse it");
  }
  for (const auto& file : tree.files) {
    object_to_name_and_head(model, file, list);
  }
  for (const auto& [first, second] : evidence::colliding_names(tree)) {
    list.push_back(in_quotes(first) + " and " + in_quotes(second) +
                   " are one name where case, Unicode form or a point at the end does not count");
  }
  if (tree.files.empty()) list.emplace_back("there is no file in it");
  for (std::string& error : errors_of_inspect(model, tree, {"lfs-pointer"}, stop)) {
    if (std::ranges::find(list, error) == list.end()) list.push_back(std::move(error));
  }
  return list;
}

std::vector<std::string> objections_to_file(const io::ModelDirectory& model, const ModelFile& file,
                                            const std::stop_token& stop) {
  std::vector<std::string> list;
  const std::string& path = file.path.text();
  if (const auto named = evidence::unfinished_name(path); named && named->is_control == nullptr)
    list.push_back(in_quotes(path) + " is an unfinished download");
  object_to_name_and_head(model, file, list);
  ModelTree alone{.layout = model.layout(), .files = {file}};
  for (std::string& error : errors_of_inspect(
           model, alone, {"weights-missing", "lfs-pointer", "shard-set-incomplete", "split-contradicted"}, stop))
    list.push_back(std::move(error));
  return list;
}

Error not_publishable(std::string_view made, const std::vector<std::string>& list) {
  constexpr std::size_t told_max = 20;
  std::string message = "no " + std::string(made) + " was written: " + list.front();
  for (std::size_t i = 1; i < std::min(list.size(), told_max); ++i)
    message += "; " + list[i];
  if (list.size() > told_max) message += "; and " + std::to_string(list.size() - told_max) + " more";
  return {ErrorCode::malformed, std::move(message)};
}

}  // namespace weightcheck::workflow
