// SPDX-License-Identifier: Apache-2.0
// What each engine sets, as it was seen, and the situations in which that is not what it seems (docs/cluster.md).
#include "parts/engine.hpp"

#include <array>

#include "base/bytes.hpp"
#include "base/escape.hpp"

namespace weightcheck::parts {
namespace {

Error usage(std::string message) { return {ErrorCode::usage, std::move(message)}; }

class Variables {
 public:
  explicit Variables(const Environment& environment) : environment_(environment) {}

  [[nodiscard]] bool has(std::string_view name) const { return environment_(name).has_value(); }

  // Errors: usage, where it is not set or is not a number.
  [[nodiscard]] Result<std::size_t> number(std::string_view name, std::string_view cure) const {
    const auto word = environment_(name);
    if (!word) return usage(std::string(name) + " is not set; " + std::string(cure));
    const auto value = parse_decimal(*word);
    if (!value) return usage(std::string(name) + " is '" + printable(*word) + "' and not a number");
    return static_cast<std::size_t>(*value);
  }

  [[nodiscard]] std::string text(std::string_view name) const { return environment_(name).value_or(""); }

 private:
  const Environment& environment_;
};

// `rank` is counted from 0.
Result<Share> checked(std::size_t rank, std::size_t of, std::optional<std::size_t> parts, std::string_view engine) {
  if (parts && *parts != of)
    return usage("--partitions says " + std::to_string(*parts) + " parts, and " + std::string(engine) + " has " +
                 std::to_string(of));
  if (of < 1 || of > parts_max || rank >= of)
    return usage(std::string(engine) + " says number " + std::to_string(rank) + " of " + std::to_string(of) +
                 ", counted from 0, which is not a part");
  return Share{.part = rank + 1, .of = of};
}

constexpr std::string_view start_by_srun =
    "start the program with srun, as in `srun weightcheck verify ... --partition auto:slurm`";

// The body of a batch script and the shell of salloc have SLURM_NTASKS of the whole job and are one process. In a step
// that srun started, the step's own number of tasks is there, and SLURM_STEP_ID is a number.
Result<Share> of_slurm(const Variables& variables, std::optional<std::size_t> parts) {
  if (variables.has("SLURM_ARRAY_TASK_ID"))
    return usage(
        "this is a task of a Slurm array, each of which has ranks from 0 on of its own; say --partition "
        "auto:slurm-array with one process a task, or --partition I/N");
  if (!variables.has("SLURM_STEP_ID") || !variables.has("SLURM_STEP_NUM_TASKS"))
    return usage("this process is not a step of a Slurm job: a batch script and an salloc shell run only once; " +
                 std::string(start_by_srun));
  const auto rank = variables.number("SLURM_PROCID", start_by_srun);
  if (!rank.ok()) return rank.error();
  const auto tasks = variables.number("SLURM_STEP_NUM_TASKS", start_by_srun);
  if (!tasks.ok()) return tasks.error();
  if (const auto told = variables.number("SLURM_NTASKS", start_by_srun); !told.ok() || *told != *tasks)
    return usage("SLURM_NTASKS is '" + printable(variables.text("SLURM_NTASKS")) + "' and this step has " +
                 std::to_string(*tasks) + " tasks; " + std::string(start_by_srun));
  return checked(*rank, *tasks, parts, "Slurm");
}

// Without a gap and with a step of 1 the numbers of an array are one more than the last less the first. A list with
// gaps has a step of 1 too, and a task that is submitted again alone has a count of 1: that it is one of many, only the
// user knows.
Result<Share> of_slurm_array(const Variables& variables, std::optional<std::size_t> parts) {
  constexpr std::string_view cure = "submit with `sbatch --array=0-15`";
  if (!parts)
    return usage(
        "--partition auto:slurm-array needs --partitions N: a task that is submitted again alone says that it is the "
        "only one");
  std::array<std::size_t, 5> numbers{};
  constexpr std::array<std::string_view, 5> names = {"SLURM_ARRAY_TASK_ID", "SLURM_ARRAY_TASK_COUNT",
                                                     "SLURM_ARRAY_TASK_MIN", "SLURM_ARRAY_TASK_MAX",
                                                     "SLURM_ARRAY_TASK_STEP"};
  for (std::size_t i = 0; i < names.size(); ++i) {
    const auto number = variables.number(names[i], cure);
    if (!number.ok()) return number.error();
    numbers[i] = *number;
  }
  const auto [id, count, min, max, step] = numbers;
  if (const auto tasks = variables.number("SLURM_NTASKS", cure);
      variables.has("SLURM_STEP_NUM_TASKS") && tasks.ok() && *tasks != 1)
    return usage("each task of this array is " + std::to_string(*tasks) +
                 " processes, and all of them would do the same part; use --ntasks=1, or --partition I/N");
  const bool whole = min == 0 && max + 1 == *parts && count == *parts && step == 1;
  const bool again = count == 1 && min == id && max == id && id < *parts;
  if (!whole && !again)
    return usage("this array is " + std::to_string(count) + " tasks from " + std::to_string(min) + " to " +
                 std::to_string(max) + " in steps of " + std::to_string(step) + ", which are not " +
                 std::to_string(*parts) + " parts; submit with `sbatch --array=0-" + std::to_string(*parts - 1) +
                 "`, or say --partition I/N");
  return checked(id, *parts, parts, "the array");
}

Result<Share> of_mpi(const Variables& variables, std::optional<std::size_t> parts) {
  constexpr std::string_view cure = "start the program with mpirun, or with srun and --partition auto:slurm";
  struct Launcher {
    std::string_view rank, size;
  };
  constexpr std::array launchers = {Launcher{"OMPI_COMM_WORLD_RANK", "OMPI_COMM_WORLD_SIZE"},
                                    Launcher{"PMI_RANK", "PMI_SIZE"}};
  for (const Launcher& launcher : launchers) {
    if (!variables.has(launcher.rank)) continue;
    const auto rank = variables.number(launcher.rank, cure);
    if (!rank.ok()) return rank.error();
    const auto size = variables.number(launcher.size, cure);
    if (!size.ok()) return size.error();
    return checked(*rank, *size, parts, "MPI");
  }
  return usage("neither OMPI_COMM_WORLD_RANK nor PMI_RANK is set; " + std::string(cure));
}

Result<Share> of_k8s(const Variables& variables, std::optional<std::size_t> parts) {
  const auto index = variables.number("JOB_COMPLETION_INDEX", "the Job needs `completionMode: Indexed`");
  if (!index.ok()) return index.error();
  if (!parts)
    return usage(
        "--partition auto:k8s needs --partitions N, the same number as the Job's `completions`: Kubernetes does not "
        "tell it to its pods");
  return checked(*index, *parts, parts, "the Job");
}

struct EngineRow {
  std::string_view name;
  Result<Share> (*find)(const Variables& variables, std::optional<std::size_t> parts);
};

constexpr std::array engines = {EngineRow{"slurm", of_slurm}, EngineRow{"slurm-array", of_slurm_array},
                                EngineRow{"mpi", of_mpi}, EngineRow{"k8s", of_k8s}};

}  // namespace

Result<Share> find_share(std::string_view word, std::optional<std::size_t> parts, const Environment& environment) {
  constexpr std::string_view automatic = "auto:";
  if (!word.starts_with(automatic)) {
    const auto share = read_share(word);
    if (share.ok() && parts && *parts != share->of)
      return usage("--partitions says " + std::to_string(*parts) + " parts, and --partition " + printable(word));
    return share;
  }
  const std::string_view name = word.substr(automatic.size());
  const Variables variables(environment);
  for (const EngineRow& engine : engines) {
    if (engine.name == name) return engine.find(variables, parts);
  }
  return usage("no engine is called '" + printable(name) + "'; there are slurm, slurm-array, mpi and k8s");
}

}  // namespace weightcheck::parts
