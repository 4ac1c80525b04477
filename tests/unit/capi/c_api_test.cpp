// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>
#include <weightcheck/c.h>

#include <cstddef>
#include <cstdint>
#include <fstream>
#include <memory>
#include <optional>
#include <string>

namespace {

const std::string example = std::string(WEIGHTCHECK_SOURCE) + "/manifests/example";

// As its own manifest has it.
std::string example_commit() {
  std::ifstream manifest(example + "/SHA256.manifest");
  for (std::string line; std::getline(manifest, line);) {
    if (const std::string key = "# commit: "; line.starts_with(key)) return line.substr(key.size());
  }
  return {};
}

std::optional<std::string> taken(char* text) {
  const std::unique_ptr<char, void (*)(char*)> owned(text, weightcheck_free);
  return text == nullptr ? std::nullopt : std::optional<std::string>(text);
}

struct Answer {
  int exit_code = -1;
  std::optional<std::string> report{}, error{};
};

Answer verify(const char* model, const weightcheck_options* options) {
  char* report = nullptr;
  char* error = nullptr;
  const int exit_code = weightcheck_verify(model, options, &report, &error);
  return {.exit_code = exit_code, .report = taken(report), .error = taken(error)};
}

weightcheck_options plain() {
  weightcheck_options options{};
  options.size = sizeof options;
  return options;
}

void expect_usage_error(const Answer& answer, const std::string& words) {
  EXPECT_EQ(answer.exit_code, WEIGHTCHECK_USAGE);
  EXPECT_FALSE(answer.report);
  ASSERT_TRUE(answer.error);
  EXPECT_NE(answer.error->find(words), std::string::npos) << *answer.error;
}

TEST(CApi, verifies_with_and_without_options) {
  for (const std::optional<weightcheck_options>& options : {std::optional<weightcheck_options>(), {plain()}}) {
    const Answer answer = verify(example.c_str(), options ? &*options : nullptr);
    EXPECT_EQ(answer.exit_code, WEIGHTCHECK_VERIFIED);
    ASSERT_TRUE(answer.report);
    EXPECT_NE(answer.report->find("\"verdict\": \"verified\""), std::string::npos);
    EXPECT_FALSE(answer.error);
  }
}

TEST(CApi, takes_the_pin_and_strictness) {
  auto options = plain();
  options.strict = 1;
  EXPECT_EQ(verify(example.c_str(), &options).exit_code, WEIGHTCHECK_UNTRUSTED);
  const std::string commit = example_commit();
  options.commit = commit.c_str();
  EXPECT_EQ(verify(example.c_str(), &options).exit_code, WEIGHTCHECK_VERIFIED);
  options.commit = "0000000000000000000000000000000000000000";
  const Answer contradicted = verify(example.c_str(), &options);
  EXPECT_EQ(contradicted.exit_code, WEIGHTCHECK_UNTRUSTED);
  EXPECT_TRUE(contradicted.report);
}

TEST(CApi, refuses_an_empty_word_rather_than_verify_without_it) {
  for (const char* weightcheck_options::*word :
       {&weightcheck_options::manifest, &weightcheck_options::proof, &weightcheck_options::commit,
        &weightcheck_options::upstream, &weightcheck_options::policy, &weightcheck_options::fail_on,
        &weightcheck_options::license_facts}) {
    auto options = plain();
    options.*word = "";
    expect_usage_error(verify(example.c_str(), &options), "is empty");
  }
  auto options = plain();
  const char* const proofs[] = {"", nullptr};
  options.base_proofs = proofs;
  expect_usage_error(verify(example.c_str(), &options), "base_proofs is empty");
  options = plain();
  options.bases = proofs;
  expect_usage_error(verify(example.c_str(), &options), "bases is empty");
}

TEST(CApi, refuses_what_makes_no_sense) {
  expect_usage_error(verify(nullptr, nullptr), "no model");
  expect_usage_error(verify("", nullptr), "no model");
  expect_usage_error(verify("/no/such/model", nullptr), "/no/such/model");
  auto options = plain();
  options.commit = "main";
  expect_usage_error(verify(example.c_str(), &options), "no full commit id");
  options = plain();
  options.fail_on = "never";
  expect_usage_error(verify(example.c_str(), &options), "fail_on");
  options = plain();
  options.threads = 1025;
  expect_usage_error(verify(example.c_str(), &options), "threads");
  EXPECT_EQ(weightcheck_verify(example.c_str(), nullptr, nullptr, nullptr), WEIGHTCHECK_USAGE);
}

TEST(CApi, refuses_options_that_it_does_not_know) {
  for (const std::size_t size : {std::size_t{0}, sizeof(weightcheck_options) - 1, sizeof(weightcheck_options) + 8}) {
    auto options = plain();
    options.size = size;
    expect_usage_error(verify(example.c_str(), &options), "bytes");
  }
}

TEST(CApi, does_not_need_a_place_for_the_error) {
  char* report = nullptr;
  EXPECT_EQ(weightcheck_verify("/no/such/model", nullptr, &report, nullptr), WEIGHTCHECK_USAGE);
  EXPECT_EQ(report, nullptr);
  weightcheck_free(nullptr);
}

TEST(CApi, stops_where_a_stop_was_requested) {
  weightcheck_stop* stop = weightcheck_stop_new();
  ASSERT_NE(stop, nullptr);
  auto options = plain();
  options.stop = stop;
  EXPECT_EQ(verify(example.c_str(), &options).exit_code, WEIGHTCHECK_VERIFIED);
  weightcheck_stop_request(stop);
  const Answer answer = verify(example.c_str(), &options);
  EXPECT_EQ(answer.exit_code, WEIGHTCHECK_INTERRUPTED);
  ASSERT_TRUE(answer.report);
  EXPECT_EQ(answer.report->find("\"verdict\": \"verified\""), std::string::npos);
  weightcheck_stop_free(stop);
  weightcheck_stop_free(nullptr);
}

TEST(CApi, says_its_version) { EXPECT_STREQ(weightcheck_version(), WEIGHTCHECK_VERSION); }

// As 0.1.0's header had it; behind it lies what a program of that time knows nothing of.
struct OptionsOf010 {
  std::size_t size;
  const char *manifest, *proof, *commit, *upstream, *policy, *fail_on, *license_facts;
  const char* const* base_proofs;
  const char* const* bases;
  int strict, fail_fast;
  unsigned threads;
  weightcheck_stop* stop;
};
static_assert(sizeof(OptionsOf010) == offsetof(weightcheck_options, on_event));

TEST(CApi, takes_the_options_of_0_1_0) {
  const std::string commit = example_commit();
  struct {
    OptionsOf010 options{};
    std::uintptr_t others = ~std::uintptr_t{0};
  } program;
  program.options.size = sizeof program.options;
  program.options.commit = commit.c_str();
  program.options.strict = 1;
  const Answer answer = verify(example.c_str(), reinterpret_cast<const weightcheck_options*>(&program.options));
  EXPECT_EQ(answer.exit_code, WEIGHTCHECK_VERIFIED) << answer.error.value_or("");
}

TEST(CApi, tells_what_the_run_does) {
  std::string told;
  weightcheck_options options = plain();
  options.event_context = &told;
  options.on_event = [](const char* json, void* context) {
    *static_cast<std::string*>(context) += std::string(json) + "\n";
  };
  EXPECT_EQ(verify(example.c_str(), &options).exit_code, WEIGHTCHECK_VERIFIED);
  for (const char* part : {R"({"level":"info","event":"model","command":"verify")",
                           R"("event":"claims","source":"the manifest")", R"("event":"hashed","files":)"})
    EXPECT_NE(told.find(part), std::string::npos) << part << " in " << told;
  EXPECT_EQ(told.find("\"time\":"), std::string::npos);
}

}  // namespace
