// SPDX-License-Identifier: Apache-2.0
// The C API over the use case: words in, the JSON report out. Exceptions end here, as they do in main: a bug or a lack
// of memory becomes an exit code that concludes nothing.
#pragma GCC visibility push(default)
#include <weightcheck/c.h>
#pragma GCC visibility pop

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "base/event.hpp"
#include "report/event_line.hpp"
#include "report/writer.hpp"
#include "workflow/exit_code.hpp"
#include "workflow/version.hpp"
#include "workflow/words.hpp"

struct weightcheck_stop {
  std::stop_source source{};
};

namespace weightcheck {
namespace {

static_assert(WEIGHTCHECK_VERIFIED == workflow::exit_done && WEIGHTCHECK_DIFFERS == workflow::exit_differs &&
              WEIGHTCHECK_USAGE == workflow::exit_usage && WEIGHTCHECK_UNFINISHED == workflow::exit_unfinished &&
              WEIGHTCHECK_UNTRUSTED == workflow::exit_untrusted &&
              WEIGHTCHECK_INTERRUPTED == workflow::exit_interrupted);

// The sizes that each version knew. A later caller's struct is longer, and asks for what is not known here.
constexpr std::array options_sizes{offsetof(weightcheck_options, on_event), sizeof(weightcheck_options)};

constexpr unsigned threads_max = 1024;  // as --threads

Error usage(std::string message) { return {ErrorCode::usage, std::move(message)}; }

// Memory that weightcheck_free() gives back; nullptr where there is none.
char* copy_of(std::string_view text) noexcept {
  auto* copy = static_cast<char*>(std::malloc(text.size() + 1));
  if (copy == nullptr) return nullptr;
  std::memcpy(copy, text.data(), text.size());
  copy[text.size()] = '\0';
  return copy;
}

Status take(std::string& word, const char* given, const char* name) {
  if (given == nullptr) return done;
  if (*given == '\0') return usage(std::string(name) + " is empty; NULL is \"not given\"");
  word = given;
  return done;
}

// `given` ends with a null pointer, or is one.
Status take_all(std::vector<std::string>& words, const char* const* given, const char* name) {
  for (; given != nullptr && *given != nullptr; ++given) {
    if (Status taken = take(words.emplace_back(), *given, name); !taken.ok()) return taken;
  }
  return done;
}

struct Words {
  workflow::ModelWords model{};
  workflow::DemandWords demands{};
};

Result<Words> words_of(const char* model, const weightcheck_options& options) {
  Words words;
  const struct {
    std::string& word;
    const char* given;
    const char* name;
  } table[] = {{words.model.manifest_file, options.manifest, "manifest"},
               {words.model.proof_file, options.proof, "proof"},
               {words.model.commit, options.commit, "commit"},
               {words.model.upstream, options.upstream, "upstream"},
               {words.demands.policy_file, options.policy, "policy"},
               {words.demands.license_facts_file, options.license_facts, "license_facts"},
               {words.demands.fail_on, options.fail_on, "fail_on"}};
  words.model.model = model;
  for (const auto& row : table) {
    if (Status taken = take(row.word, row.given, row.name); !taken.ok()) return taken.error();
  }
  for (const Status& taken : {take_all(words.model.base_proof_files, options.base_proofs, "base_proofs"),
                              take_all(words.model.base_directories, options.bases, "bases")}) {
    if (!taken.ok()) return taken.error();
  }
  if (const auto& fail_on = words.demands.fail_on; !fail_on.empty() && fail_on != "error" && fail_on != "warning")
    return usage("fail_on is neither \"error\" nor \"warning\"");
  words.demands.strict = options.strict != 0;
  return words;
}

// What an older caller knows nothing of is not given.
Result<weightcheck_options> whole(const weightcheck_options* given) {
  weightcheck_options options{};
  if (given == nullptr) return options;
  if (std::ranges::find(options_sizes, given->size) == options_sizes.end()) {
    return usage("options of " + std::to_string(given->size) + " bytes; this library knows those of " +
                 std::to_string(options_sizes.back()));
  }
  std::memcpy(&options, given, given->size);
  return options;
}

EventHook hook_of(const weightcheck_options& options) {
  if (options.on_event == nullptr) return {};
  return [tell = options.on_event, context = options.event_context](const Event& event) {
    tell(report::event_json(event).c_str(), context);
  };
}

Result<workflow::VerifyRequest> request_of(const char* model, const weightcheck_options& options) {
  if (model == nullptr || *model == '\0') return usage("no model is named");
  if (options.threads > threads_max) return usage("more than " + std::to_string(threads_max) + " threads");
  const auto words = words_of(model, options);
  if (!words.ok()) return words.error();
  auto request = words->model.request();
  if (!request.ok()) return request.error();
  if (Status demanded = words->demands.apply(*request); !demanded.ok()) return demanded.error();
  request->hashing.threads = options.threads;
  request->hashing.events = hook_of(options);
  request->fail_fast = options.fail_fast != 0 ? workflow::FailFast::yes : workflow::FailFast::no;
  return request;
}

struct Outcome {
  int exit_code = workflow::exit_unfinished;
  std::string report{};   // JSON; "" where the run came to none
  std::string trouble{};  // why it did not
};

Outcome trouble(const Error& error) { return {.exit_code = workflow::exit_code_of(error), .trouble = error.message}; }

Outcome run(const char* model, const weightcheck_options* given) {
  const auto options = whole(given);
  if (!options.ok()) return trouble(options.error());
  const auto request = request_of(model, *options);
  if (!request.ok()) return trouble(request.error());
  const std::stop_token stop = options->stop == nullptr ? std::stop_token() : options->stop->source.get_token();
  const auto report = workflow::verify(*request, stop);
  if (!report.ok()) return trouble(report.error());
  return {.exit_code = workflow::exit_code_of(*report, stop), .report = report::write_json(*report, {})};
}

}  // namespace
}  // namespace weightcheck

extern "C" {

weightcheck_stop* weightcheck_stop_new() {
  try {
    return new weightcheck_stop;
  } catch (...) {
    return nullptr;
  }
}

void weightcheck_stop_request(weightcheck_stop* stop) {
  if (stop != nullptr) stop->source.request_stop();
}

void weightcheck_stop_free(weightcheck_stop* stop) { delete stop; }

int weightcheck_verify(const char* model, const weightcheck_options* options, char** report, char** error) {
  if (error != nullptr) *error = nullptr;
  if (report == nullptr) return weightcheck::workflow::exit_usage;
  *report = nullptr;
  try {
    const auto outcome = weightcheck::run(model, options);
    if (outcome.report.empty()) {
      if (error != nullptr) *error = weightcheck::copy_of(outcome.trouble);
      return outcome.exit_code;
    }
    *report = weightcheck::copy_of(outcome.report);
    if (*report != nullptr) return outcome.exit_code;
  } catch (const std::exception& bug) {
    if (error != nullptr) *error = weightcheck::copy_of(bug.what());
  } catch (...) {
    // Nothing of ours throws anything else; no verdict follows from it either.
  }
  return weightcheck::workflow::exit_unfinished;
}

void weightcheck_free(char* text) { std::free(text); }

const char* weightcheck_version() { return weightcheck::workflow::version().data(); }

}  // extern "C"
