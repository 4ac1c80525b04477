// SPDX-License-Identifier: Apache-2.0
// weightcheck plan MODEL --parts N
#include <fmt/core.h>

#include <algorithm>

#include "base/escape.hpp"
#include "base/wording.hpp"
#include "cli/command.hpp"
#include "cli/console.hpp"
#include "cli/model_options.hpp"
#include "json/write.hpp"
#include "midstates/midstates.hpp"
#include "workflow/part_run.hpp"

namespace weightcheck::cli {
namespace {

std::uint64_t largest(const parts::Plan& plan) { return std::ranges::max(plan.bytes_of_parts); }

// The same plan, if each file that is over the usual grid had its states written down.
std::uint64_t largest_with_states(const parts::Plan& plan) {
  std::vector<parts::Work> work = plan.work;
  for (parts::Work& one : work) {
    const bool can = one.wanted == evidence::AlgorithmSet{evidence::Algorithm::sha256};
    one.line = can && one.size > midstates::grid_bytes_default ? std::optional(Digest()) : std::nullopt;
  }
  return largest(parts::make_plan(std::move(work), midstates::grid_bytes_default, plan.parts.size()));
}

class PlanCommand final : public Command {
 public:
  Options options() override {
    return joined(
        {model_.options(),
         {{.names = "--parts",
           .value = "N",
           .help = "how many parts to share the model among",
           .into = in_range(count_, 1, parts::parts_max),
           .need = Need::required},
          {.names = "--midstates",
           .value = "FILE",
           .help = "states by which one file is shared among parts (default: MODEL/SHA256.midstates)",
           .into = &midstates_file_},
          {.names = "--no-midstates", .help = "use no states, not even those in MODEL", .into = &no_midstates_},
          {.names = "--format", .help = "what to print", .into = one_of(format_, {"text", "json"})}}});
  }

  Result<int> run(std::stop_token) override {
    auto request = model_.request();
    if (!request.ok()) return request.error();
    if (!midstates_file_.empty()) request->midstates.file = midstates_file_;
    if (no_midstates_) request->midstates.use = workflow::UseMidstates::no;
    const auto shared = workflow::plan_of_model(*request, count_);
    if (!shared.ok()) return shared.error();
    return print(format_ == "json" ? json_of(*shared) : text_of(*shared));
  }

 private:
  [[nodiscard]] std::string text_of(const workflow::SharedPlan& shared) const {
    const parts::Plan& plan = shared.plan;
    std::string text = "  part  pieces           bytes\n";
    std::uint64_t total = 0;
    for (std::size_t i = 0; i < plan.parts.size(); ++i) {
      text += fmt::format("{:>6}  {:>6}  {:>14}\n", i + 1, plan.parts[i].size(), with_commas(plan.bytes_of_parts[i]));
      total += plan.bytes_of_parts[i];
    }
    const std::uint64_t most = largest(plan);
    const std::uint64_t with_states = largest_with_states(plan);
    text += fmt::format("{}; the largest part has {} bytes, {:.2f} times an equal share\n", counted(total, "byte"),
                        with_commas(most), imbalance(most, total));
    if (with_states < most)
      text += fmt::format(
          "with SHA256.midstates (`weightcheck manifest --midstates`) the largest part would have {} bytes\n",
          with_commas(with_states));
    return text + fmt::format("weightcheck: plan {} of {} in {} parts\n", shared.digest.hex(), printable(model_.model),
                              plan.parts.size());
  }

  [[nodiscard]] double imbalance(std::uint64_t most, std::uint64_t total) const {
    return total == 0 ? 1.0 : static_cast<double>(most) * static_cast<double>(count_) / static_cast<double>(total);
  }

  [[nodiscard]] std::string json_of(const workflow::SharedPlan& shared) const {
    json::Array list;
    std::uint64_t total = 0;
    for (std::size_t i = 0; i < shared.plan.parts.size(); ++i) {
      list.emplace_back(json::Object{
          {"part", i + 1}, {"pieces", shared.plan.parts[i].size()}, {"bytes", shared.plan.bytes_of_parts[i]}});
      total += shared.plan.bytes_of_parts[i];
    }
    return json::write(json::Object{{"plan", shared.digest.hex()},
                                    {"plan_version", parts::plan_version},
                                    {"model", printable(model_.model)},
                                    {"bytes", total},
                                    {"largest_part", largest(shared.plan)},
                                    {"largest_part_with_midstates", largest_with_states(shared.plan)},
                                    {"parts", std::move(list)}}) +
           "\n";
  }

  ModelOptions model_;
  std::size_t count_ = 1;
  std::string midstates_file_, format_ = "text";
  bool no_midstates_ = false;
};

}  // namespace

std::unique_ptr<Command> make_plan() { return std::make_unique<PlanCommand>(); }

}  // namespace weightcheck::cli
