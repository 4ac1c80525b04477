// SPDX-License-Identifier: Apache-2.0
// A policy that the model could have brought along is refused.
#include "workflow/policy_source.hpp"

#include <chrono>
#include <cstdlib>
#include <filesystem>

#include "base/escape.hpp"
#include "base/limits.hpp"
#include "hash/sha256.hpp"
#include "io/model_directory.hpp"
#include "policy/policy_file.hpp"
#include "workflow/model_of_request.hpp"

namespace weightcheck::workflow {
namespace {

constexpr const char* environment_name = "WEIGHTCHECK_POLICY";

policy::Date today() {
  return std::chrono::floor<std::chrono::days>(std::chrono::system_clock::now());  // UTC, as the dates of a policy are
}

// What a policy says hangs on the facts it was read with, too.
Digest source_of(std::string_view policy, const LicenseFacts& facts) {
  const Digest own = hash::sha256(bytes_of(policy));
  return facts.source ? hash::sha256(bytes_of(own.hex() + facts.source->hex())) : own;
}

}  // namespace

Status check_outside(const std::string& model, const std::string& file, std::string_view what) {
  // Where it cannot be opened, the command will say so.
  if (file.empty()) return done;
  std::error_code unknown;
  const auto directory = std::filesystem::is_regular_file(model, unknown)
                             ? io::ModelDirectory::open_single(model)
                             : io::ModelDirectory::open(folder_of_model(model).value_or(model));
  if (!directory.ok()) return done;
  const std::string named = std::string(what) + " " + printable(file);
  if (!directory->is_single() && directory->has_a_say_in(file))
    return Error{ErrorCode::usage, named + " lies inside the model, which is not to judge itself; keep it elsewhere"};
  if (const auto inside = directory->other_name_of(file))
    return Error{ErrorCode::usage, named + " is also " + printable(*inside) +
                                       ", a file of the model, which is not to judge itself; keep a copy of your own "
                                       "elsewhere"};
  return done;
}

Result<LicenseFacts> license_facts_of(const std::string& named) {
  if (named.empty()) return LicenseFacts{};
  const auto text = io::read_file(named, limits::license_facts_bytes_max);
  auto catalogue = text.ok() ? license::Catalogue::with_additions(*text) : Result<license::Catalogue>(text.error());
  if (catalogue.ok()) {
    return LicenseFacts{.catalogue = std::make_shared<const license::Catalogue>(*std::move(catalogue)),
                        .source = hash::sha256(bytes_of(*text))};
  }
  Error error = within(catalogue.error(), "--license-facts " + printable(named));
  if (error.code != ErrorCode::io && error.code != ErrorCode::denied) error.code = ErrorCode::usage;
  return error;
}

Result<policy::Demands> read_policy_file(const std::string& file, const LicenseFacts& facts) {
  const auto text = io::read_file(file, limits::policy_bytes_max);
  const bool is_rejected = !text.ok() && text.error().code == ErrorCode::limit;
  if (!text.ok() && !is_rejected) {
    Error error = within(text.error(), "policy " + printable(file));
    if (error.code == ErrorCode::not_found) error.code = ErrorCode::usage;
    return error;
  }
  auto demands = is_rejected
                     ? Result<policy::Demands>(text.error())
                     : policy::read_policy(*text, facts.catalogue ? *facts.catalogue : license::Catalogue::stock());
  if (!demands.ok()) {
    return Error{ErrorCode::inconsistent, "policy " + printable(file) + " is rejected: " + demands.error().message};
  }
  demands->today = today();
  demands->source = source_of(*text, facts);
  demands->license_facts = facts.catalogue;
  return demands;
}

Result<std::optional<policy::Demands>> policy_for(const std::string& model, const std::string& named,
                                                  const LicenseFacts& facts) {
  std::string file = named;
  if (file.empty()) {
    const char* from_environment = std::getenv(environment_name);
    if (from_environment != nullptr) file = from_environment;
  }
  if (file.empty()) return std::optional<policy::Demands>();
  if (Status outside = check_outside(model, file, "policy"); !outside.ok()) return outside.error();
  auto demands = read_policy_file(file, facts);
  if (!demands.ok()) return demands.error();
  return std::optional(*std::move(demands));
}

}  // namespace weightcheck::workflow
