// SPDX-License-Identifier: Apache-2.0
// The environments are those that the engines were seen to set (Slurm 22.05, Open MPI 4.1, Kubernetes Indexed Jobs).
#include "parts/engine.hpp"

#include <gtest/gtest.h>

#include <map>

namespace weightcheck::parts {
namespace {

using Variables = std::map<std::string, std::string, std::less<>>;

Result<Share> find(std::string_view word, const Variables& variables, std::optional<std::size_t> parts = {}) {
  return find_share(word, parts, [&](std::string_view name) {
    const auto found = variables.find(name);
    return found == variables.end() ? std::nullopt : std::optional(found->second);
  });
}

void expect_refused(const Result<Share>& share, std::string_view cure) {
  ASSERT_FALSE(share.ok()) << name_of(*share);
  EXPECT_EQ(share.error().code, ErrorCode::usage);
  EXPECT_NE(share.error().message.find(cure), std::string::npos) << share.error().message;
}

Variables step(const char* rank, const char* tasks) {
  return {{"SLURM_JOB_ID", "7"},
          {"SLURM_STEP_ID", "0"},
          {"SLURM_STEP_NUM_TASKS", tasks},
          {"SLURM_PROCID", rank},
          {"SLURM_NTASKS", tasks}};
}

Variables array_task(const char* id, const char* count, const char* min, const char* max, const char* by) {
  return {{"SLURM_ARRAY_TASK_ID", id},   {"SLURM_ARRAY_TASK_COUNT", count}, {"SLURM_ARRAY_TASK_MIN", min},
          {"SLURM_ARRAY_TASK_MAX", max}, {"SLURM_ARRAY_TASK_STEP", by},     {"SLURM_PROCID", "0"},
          {"SLURM_NTASKS", "1"}};
}

TEST(Engine, is_not_asked_for_a_part_that_was_named) {
  EXPECT_EQ(find("2/3", {}).value(), (Share{2, 3}));
  EXPECT_EQ(find("2/3", {}, 3).value(), (Share{2, 3}));
  expect_refused(find("2/3", {}, 4), "--partitions says 4");
  expect_refused(find("auto:pbs", {}), "slurm, slurm-array, mpi and k8s");
  expect_refused(find("auto:", {}), "no engine is called");
}

TEST(Slurm, step_says_which_task_this_is) {
  EXPECT_EQ(find("auto:slurm", step("0", "2")).value(), (Share{1, 2}));
  EXPECT_EQ(find("auto:slurm", step("1", "2")).value(), (Share{2, 2}));
  EXPECT_EQ(find("auto:slurm", step("1", "2"), 2).value(), (Share{2, 2}));
  expect_refused(find("auto:slurm", step("1", "2"), 3), "--partitions says 3");
  expect_refused(find("auto:slurm", step("2", "2")), "number 2 of 2");
  expect_refused(find("auto:slurm", step("x", "2")), "not a number");
}

TEST(Slurm, body_of_a_batch_script_is_one_process) {
  expect_refused(find("auto:slurm", {{"SLURM_PROCID", "0"}, {"SLURM_NTASKS", "2"}, {"SLURM_JOB_ID", "7"}}), "srun");
}

TEST(Slurm, shell_of_an_allocation_is_one_process) {
  expect_refused(find("auto:slurm", {{"SLURM_NTASKS", "2"}, {"SLURM_JOB_ID", "7"}}), "srun");
  expect_refused(find("auto:slurm", {}), "srun");
}

TEST(Slurm, step_of_another_number_of_tasks_than_the_job_is_not_taken_for_the_job) {
  Variables variables = step("0", "2");
  variables["SLURM_NTASKS"] = "4";
  expect_refused(find("auto:slurm", variables), "SLURM_NTASKS is '4' and this step has 2");
}

TEST(Slurm, tasks_of_an_array_are_not_ranks_of_one_job) {
  Variables variables = step("0", "2");
  variables["SLURM_ARRAY_TASK_ID"] = "1";
  expect_refused(find("auto:slurm", variables), "auto:slurm-array");
}

TEST(SlurmArray, counts_from_zero_to_the_number_of_parts) {
  EXPECT_EQ(find("auto:slurm-array", array_task("0", "8", "0", "7", "1"), 8).value(), (Share{1, 8}));
  EXPECT_EQ(find("auto:slurm-array", array_task("7", "8", "0", "7", "1"), 8).value(), (Share{8, 8}));
}

TEST(SlurmArray, needs_to_be_told_how_many_parts_there_are) {
  expect_refused(find("auto:slurm-array", array_task("0", "8", "0", "7", "1")), "--partitions N");
}

TEST(SlurmArray, task_that_is_submitted_again_alone_is_still_its_part) {
  EXPECT_EQ(find("auto:slurm-array", array_task("2", "1", "2", "2", "1"), 8).value(), (Share{3, 8}));
  expect_refused(find("auto:slurm-array", array_task("8", "1", "8", "8", "1"), 8), "--array=0-7");
}

TEST(SlurmArray, with_gaps_or_steps_is_refused) {
  expect_refused(find("auto:slurm-array", array_task("1", "3", "1", "7", "1"), 3), "--array=0-2");
  expect_refused(find("auto:slurm-array", array_task("0", "3", "0", "6", "3"), 3), "--array=0-2");
  expect_refused(find("auto:slurm-array", array_task("1", "8", "1", "8", "1"), 8), "--array=0-7");
  expect_refused(find("auto:slurm-array", array_task("0", "8", "0", "7", "1"), 9), "--array=0-8");
}

TEST(SlurmArray, of_tasks_that_are_several_processes_is_refused) {
  Variables variables = array_task("0", "2", "0", "1", "1");
  variables["SLURM_STEP_NUM_TASKS"] = "2";
  variables["SLURM_NTASKS"] = "2";
  expect_refused(find("auto:slurm-array", variables, 2), "--ntasks=1");
}

TEST(SlurmArray, outside_of_an_array_is_refused) {
  expect_refused(find("auto:slurm-array", step("0", "2"), 2), "SLURM_ARRAY_TASK_ID is not set");
}

TEST(Mpi, launcher_says_rank_and_size) {
  EXPECT_EQ(find("auto:mpi", {{"OMPI_COMM_WORLD_RANK", "1"}, {"OMPI_COMM_WORLD_SIZE", "4"}}).value(), (Share{2, 4}));
  EXPECT_EQ(find("auto:mpi", {{"PMI_RANK", "3"}, {"PMI_SIZE", "4"}}).value(), (Share{4, 4}));
  expect_refused(find("auto:mpi", {}), "mpirun");
  expect_refused(find("auto:mpi", {{"OMPI_COMM_WORLD_RANK", "1"}}), "OMPI_COMM_WORLD_SIZE is not set");
  expect_refused(find("auto:mpi", {{"OMPI_COMM_WORLD_RANK", "4"}, {"OMPI_COMM_WORLD_SIZE", "4"}}), "number 4 of 4");
}

TEST(Mpi, inside_of_an_allocation_is_the_launchers_word) {
  Variables variables = {{"SLURM_PROCID", "0"}, {"SLURM_NTASKS", "2"}};
  variables["OMPI_COMM_WORLD_RANK"] = "1";
  variables["OMPI_COMM_WORLD_SIZE"] = "2";
  EXPECT_EQ(find("auto:mpi", variables).value(), (Share{2, 2}));
}

TEST(Kubernetes, index_needs_the_total) {
  EXPECT_EQ(find("auto:k8s", {{"JOB_COMPLETION_INDEX", "3"}}, 16).value(), (Share{4, 16}));
  expect_refused(find("auto:k8s", {{"JOB_COMPLETION_INDEX", "3"}}), "--partitions N");
  expect_refused(find("auto:k8s", {{"JOB_COMPLETION_INDEX", "16"}}, 16), "number 16 of 16");
  expect_refused(find("auto:k8s", {}, 16), "completionMode: Indexed");
}

}  // namespace
}  // namespace weightcheck::parts
