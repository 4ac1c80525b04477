// SPDX-License-Identifier: Apache-2.0
// One machine's part of a model's hashing: the plan that every machine makes for itself, the reading of what it gives
// to this one, and the file that is left for whoever joins the parts. A part says what it read, never that a model is
// verified.
#pragma once

#include <stop_token>
#include <string>
#include <vector>

#include "base/event.hpp"
#include "evidence/evidence.hpp"
#include "parts/part_file.hpp"
#include "parts/plan.hpp"
#include "pipeline/hash_pieces.hpp"
#include "workflow/hash_model.hpp"
#include "workflow/journal.hpp"
#include "workflow/verify.hpp"

namespace weightcheck::workflow {

struct PartRequest {
  parts::Share share{};
  std::string file{};       // that is written
  Reuse reuse = Reuse::no;  // of what an interrupted run of this part had read
};

// The plan of a hashing, shared out, and what names it.
struct SharedPlan {
  parts::Plan plan;
  Digest digest{};
};

// The work of a plan is its items, one by one.
[[nodiscard]] parts::Plan share_out(const pipeline::HashPlan& whole, std::size_t count);
[[nodiscard]] SharedPlan share_files(std::string_view command, std::vector<parts::PlanBasis::Listed> listed,
                                     const std::string& pin, const pipeline::HashPlan& whole, std::size_t count,
                                     const std::vector<evidence::ClaimSet>* claim_sets = nullptr);
[[nodiscard]] std::vector<parts::PlanBasis::Listed> listed_of(const evidence::ModelTree& tree);
[[nodiscard]] SharedPlan share_model(std::string_view command, const evidence::Evidence& gathered,
                                     const pipeline::HashPlan& whole, std::size_t count);

// What `share` is to read.
[[nodiscard]] pipeline::PiecePlan pieces_of(const parts::Plan& plan, const pipeline::HashPlan& whole,
                                            parts::Share share);

// Of the machine and the program.
[[nodiscard]] parts::Header header_of(std::string_view command, const std::string& model, parts::Share share,
                                      const SharedPlan& shared);

// What a part came to.
struct PartOutcome {
  std::vector<std::string> differs{};     // printable sentences
  std::vector<std::string> unfinished{};  // the same, of what could not be read
  std::uint64_t pieces = 0;
  std::uint64_t bytes = 0;
  double seconds = 0;
  bool held = false;            // somebody says what the files must be
  std::size_t reused = 0;       // pieces that an interrupted run of this part had read
  std::string journal_fault{};  // why this run could not have been resumed
};

struct PiecesRead;  // workflow/read_pieces.hpp

[[nodiscard]] PartOutcome outcome_of(const PartRequest& part, const SharedPlan& shared, const PiecesRead& read,
                                     const Stopwatch& since);

// Writes the part, and takes its journal away; with the names of its files, where they are named by themselves. Errors:
// those of io::write_atomically().
[[nodiscard]] Status leave_part(const PartRequest& part, parts::Header header, const pipeline::PiecePlan& pieces,
                                PiecesRead& read, const PartOutcome& outcome, std::string engines,
                                const std::vector<std::string>& names = {});

// Of the request, what names things, says what to hold the model against, and how to hash. The part is written whatever
// was found. Errors: those of verify(); inconsistent, where what is said of the model is refused; interrupted, and then
// nothing is written.
[[nodiscard]] Result<PartOutcome> verify_part(const VerifyRequest& request, const PartRequest& part,
                                              const Watch& watch);

// Shares the model among so many parts, and reads no file of it. Errors: as above.
[[nodiscard]] Result<SharedPlan> plan_of_model(const VerifyRequest& request, std::size_t count);

}  // namespace weightcheck::workflow
