// SPDX-License-Identifier: Apache-2.0
// weightcheck hash FILE...
#include "base/escape.hpp"
#include "cli/command.hpp"
#include "cli/common_options.hpp"
#include "cli/log.hpp"
#include "cli/outputs.hpp"
#include "cli/partition_option.hpp"
#include "cli/sandbox_option.hpp"
#include "manifest/sum_line.hpp"
#include "workflow/hash_named_files.hpp"
#include "workflow/hash_parts.hpp"

namespace weightcheck::cli {
namespace {

class HashCommand final : public Command {
 public:
  Options options() override {
    return joined({{{.names = "FILE", .help = "files to hash", .into = &files_, .need = Need::required}},
                   partition_.options(),
                   hashing_.options(),
                   progress_flag_.options(),
                   log_.options(),
                   sandbox_.options()});
  }

  Result<int> run(std::stop_token stop) override {
    if (Status read = partition_.read(); !read.ok()) return read.error();
    const std::vector<std::string> outputs = {partition_.request().file};
    if (Status apart = check_outputs(files_, outputs); !apart.ok()) return apart.error();
    const auto events = log_.open(files_, outputs);
    if (!events.ok()) return events.error();
    if (Status entered = sandbox_.enter(files_, outputs, *events); !entered.ok()) return entered.error();
    pipeline::Progress progress;
    if (partition_.given()) return hash_part(hashing_.chosen(*events), stop, progress);
    const auto digests = [&] {
      const ProgressView view(progress, progress_flag_.mode);
      return workflow::hash_named_files(files_, hashing_.chosen(*events), stop, &progress);
    }();
    if (!digests.ok()) return digests.error();
    std::string lines;
    int exit_code = exit_done;
    for (std::size_t i = 0; i < files_.size(); ++i) {
      const auto& digest = (*digests)[i];
      if (digest.ok()) {
        // As sha256sum writes it, for whoever reads it on; a terminal obeys what stands in a name.
        const std::string line = manifest::sum_line(*digest, files_[i]);
        lines += stdout_is_terminal() ? printable(line.substr(0, line.size() - 1)) + "\n" : line;
        continue;
      }
      complain(printable(files_[i]) + ": " + digest.error().message);
      exit_code = exit_code_of_input(digest.error(), exit_code);
    }
    if (print(lines) != 0) return exit_unfinished;
    return stop.stop_requested() ? exit_interrupted : exit_code;
  }

 private:
  Result<int> hash_part(const pipeline::HashOptions& options, const std::stop_token& stop,
                        pipeline::Progress& progress) {
    const auto outcome = [&] {
      const ProgressView view(progress, progress_flag_.mode);
      return workflow::hash_files_part(files_, options, partition_.request(), {stop, progress});
    }();
    if (!outcome.ok()) return outcome.error();
    return print_part(*outcome, partition_.request().share);
  }

  std::vector<std::string> files_;
  PartitionOption partition_;
  HashingFlags hashing_;
  ProgressFlag progress_flag_;
  LogOptions log_;
  SandboxOption sandbox_;
};

}  // namespace

std::unique_ptr<Command> make_hash() { return std::make_unique<HashCommand>(); }

}  // namespace weightcheck::cli
