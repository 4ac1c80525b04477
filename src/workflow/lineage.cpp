// SPDX-License-Identifier: Apache-2.0
// Bases first: one that is refused ends the run before a file of the model is opened.
#include "workflow/lineage.hpp"

#include <algorithm>
#include <chrono>
#include <filesystem>

#include "base/escape.hpp"
#include "base/event.hpp"
#include "base/limits.hpp"
#include "json/parse.hpp"
#include "json/value.hpp"
#include "lineage/judge.hpp"
#include "policy/lineage.hpp"
#include "report/assemble.hpp"
#include "workflow/expectations.hpp"
#include "workflow/fork_heads.hpp"
#include "workflow/gather.hpp"
#include "workflow/lineage_bases.hpp"
#include "workflow/model_of_request.hpp"
#include "workflow/read_fork.hpp"
#include "workflow/version.hpp"

namespace weightcheck::workflow {
namespace {

// How many heads the model's own config names: an aid to the search, of no weight.
std::vector<std::uint64_t> heads_of(const io::ModelDirectory& model, const evidence::ModelTree& tree) {
  const auto path = ModelPath::parse("config.json");
  const evidence::ModelFile* file = path.ok() ? tree.find(*path) : nullptr;
  if (file == nullptr) return {};
  const auto text = model.read_small(*file, limits::json_bytes_max);
  const auto config = text.ok() ? json::parse(*text) : Result<json::Value>(text.error());
  if (!config.ok()) return {};
  std::vector<std::uint64_t> heads;
  const auto nested = config->find("text_config");
  for (const json::Value& part : {*config, nested ? *nested : json::Value()}) {
    for (const std::string_view key : {"num_attention_heads", "num_key_value_heads"}) {
      const auto value = part.find(key);
      const auto number = value ? value->as_uint() : std::nullopt;
      if (number && *number > 0 && *number <= heads_max && std::ranges::find(heads, *number) == heads.end())
        heads.push_back(*number);
    }
  }
  return heads;
}

// What the model says of itself. Its manifest may lie or be no manifest: then it says nothing.
evidence::Evidence said_by_model(const io::ModelDirectory& model, const LineageRequest& request,
                                 evidence::ModelTree tree, const std::stop_token& stop) {
  evidence::Evidence seen;
  const bool is_folder = folder_of_fork(request.model) == request.model;  // what lies beside one file is not of it
  if (auto said = is_folder ? gather_said(model, {.model = request.model}) : evidence::Said{};
      said.ok() && !said->rejected)
    static_cast<evidence::Said&>(seen) = *std::move(said);
  seen.tree = std::move(tree);
  evidence::Budget budget(stop);
  gather_structure(model, budget, seen);
  return seen;
}

// One file is a model of that file alone.
Result<evidence::ModelTree> tree_of(const io::ModelDirectory& model, const LineageRequest& request) {
  if (folder_of_fork(request.model) == request.model) return model.walk();
  auto path = ModelPath::parse(std::filesystem::path(request.model).filename().string());
  if (!path.ok()) return path.error();
  const auto source = model.open(*path);
  const auto identity = source.ok() ? (*source)->identity() : Result<FileIdentity>(source.error());
  if (!identity.ok()) return identity.error();
  evidence::ModelTree tree{.layout = model.layout()};
  tree.files.push_back({.path = *std::move(path), .size = identity->size, .identity = *identity});
  return tree;
}

int exit_code_for(const std::vector<policy::Finding>& findings, policy::Severity fail_on) {
  const bool fails = std::ranges::any_of(findings, [&](const policy::Finding& one) { return one.severity >= fail_on; });
  return fails ? 1 : 0;
}

}  // namespace

std::string folder_of_fork(const std::string& model) {
  std::error_code missing;
  if (!std::filesystem::is_regular_file(model, missing)) return model;
  const std::string parent = std::filesystem::path(model).parent_path().string();
  return parent.empty() ? "." : parent;
}

Result<report::LineageReport> find_lineage(const LineageRequest& request, const std::stop_token& stop,
                                           pipeline::Progress* progress) {
  const Stopwatch watch;
  if (request.bases.empty())
    return Error{ErrorCode::usage, "no base is given: name a ledger or a directory with --base"};
  auto given = read_bases(request, stop, progress);
  if (!given.ok()) return given.error();
  const lineage::Bases bases(*std::move(given));

  const auto model = open_model_or_store({.model = folder_of_fork(request.model)});
  if (!model.ok()) return model.error();
  auto tree = tree_of(*model, request);
  if (!tree.ok()) return within(tree.error(), printable(request.model));
  auto seen = read_fork({.model = *model,
                         .tree = *tree,
                         .heads = heads_of(*model, *tree),
                         .base_places = request.bases,
                         .fill = request.fill,
                         .threads = request.threads},
                        bases, stop, progress);
  if (!seen.ok()) return within(seen.error(), printable(request.model));

  report::LineageReport report{.model = request.model, .version = std::string(version())};
  report.outcome = lineage::judge(bases, *std::move(seen));
  report.outcome.expected = request.expected;
  report.outcome.is_one_file = folder_of_fork(request.model) != request.model;
  evidence::Evidence said = said_by_model(*model, request, *std::move(tree), stop);
  said.lineage = &report.outcome;
  report.findings = policy::lineage_findings(said, request.demands);
  report.exit_code = exit_code_for(report.findings, request.demands.fail_on);
  report.seconds = watch.seconds();
  const auto now =
      std::chrono::duration_cast<std::chrono::seconds>(std::chrono::system_clock::now().time_since_epoch());
  report.finished_at = report::utc(now.count());
  if (stop.stop_requested()) return Error{ErrorCode::interrupted, "interrupted"};
  return report;
}

Result<lineage::Bases> read_ledgers(const VerifyRequest& request, const std::stop_token& stop) {
  auto given = read_bases({.bases = request.base_ledgers, .base_commits = request.base_commits}, stop, nullptr);
  if (!given.ok()) return given.error();
  return lineage::Bases(*std::move(given));
}

Result<lineage::Outcome> find_bases_in(const io::ModelDirectory& model, const evidence::ModelTree& tree,
                                       const lineage::Bases& bases, const VerifyRequest& request,
                                       const std::stop_token& stop) {
  auto seen = read_fork({.model = model,
                         .tree = tree,
                         .heads = heads_of(model, tree),
                         .hashes = request.demands.mode == policy::Mode::verify,
                         .threads = request.hashing.threads},
                        bases, stop, nullptr);
  // Of weights of which none can be read, the checks of their shape tell.
  if (!seen.ok() && seen.error().code == ErrorCode::inconsistent) seen = lineage::Seen{};
  if (!seen.ok()) return within(seen.error(), printable(request.model));
  return lineage::judge(bases, *std::move(seen));
}

}  // namespace weightcheck::workflow
