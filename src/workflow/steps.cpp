// SPDX-License-Identifier: Apache-2.0
// Names and addresses go out as they came; whoever shows an event escapes them.
#include "workflow/steps.hpp"

namespace weightcheck::workflow {

void Steps::begin(std::string_view command, const std::string& model) {
  tell(events_, EventLevel::info, "model", {{"command", std::string(command)}, {"path", model}});
}

void Steps::said(const evidence::Said& said) {
  for (const auto& statement : said.statements) {
    tell(events_, EventLevel::info, "statement",
         {{"of", std::string(statement.what)},
          {"value", statement.value},
          {"origin", std::string(name_of(statement.origin.kind))},
          {"by", statement.by}});
  }
  for (const auto& set : said.claim_sets) {
    tell(events_, EventLevel::info, "claims",
         {{"source", std::string(set.source)},
          {"by", set.by},
          {"origin", std::string(name_of(set.origin.kind))},
          {"claims", std::uint64_t{set.claims.size()}}});
  }
  step("said", {{"rejected", std::uint64_t{said.rejected.has_value()}}});
}

void Steps::walked(const evidence::ModelTree& tree) {
  step("walked", {{"files", std::uint64_t{tree.files.size()}},
                  {"bytes", tree.total_bytes()},
                  {"refused", std::uint64_t{tree.refused.size()}},
                  {"excluded", std::uint64_t{tree.excluded.size()}}});
}

void Steps::examined(const evidence::Evidence& evidence) {
  step("examined", {{"shards", std::uint64_t{evidence.weight_files.size()}},
                    {"indexes", std::uint64_t{evidence.indexes.size()}},
                    {"bases", std::uint64_t{evidence.bases_seen.size()}}});
}

void Steps::judged(const policy::Report& report) {
  // Not the verdict: a report that cannot be written ends the run otherwise.
  step("judged",
       {{"findings", std::uint64_t{report.findings.size()}}, {"waived", std::uint64_t{report.waived.size()}}});
}

void Steps::step(std::string_view what, EventFields fields) {
  fields.emplace_back("seconds", watch_.seconds());
  watch_ = Stopwatch();
  tell(events_, EventLevel::info, what, std::move(fields));
}

}  // namespace weightcheck::workflow
