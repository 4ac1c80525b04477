// SPDX-License-Identifier: Apache-2.0
// The wording of shared options, and the values they take.
#include "cli/common_options.hpp"

#include <CLI/CLI.hpp>

#include <map>

namespace weightcheck::cli {
namespace {

// An option that takes one of a few words.
template <typename T>
void add_choice(CLI::App& app, const std::string& name, T& value, const std::map<std::string, T>& words,
                const std::string& description) {
  app.add_option_function<std::string>(
         name, [&value, words](const std::string& word) { value = words.at(word); }, description)
      ->check(CLI::IsMember(words));
}

}  // namespace

std::string not_empty(const std::string& text) { return text.empty() ? "takes a value, and this one is empty" : ""; }

void HashingFlags::declare(CLI::App& app) {
  app.add_option("--threads", options.threads, "threads to hash with (default: the CPUs this process may use)")
      ->check(CLI::Range(1U, 1024U));
  app.add_option("--engine", options.engine, "force a hashing engine; `weightcheck --version -v` lists them");
  add_choice<pipeline::IoMode>(app, "--io", options.io,
                               {{"auto", pipeline::IoMode::automatic},
                                {"sequential", pipeline::IoMode::sequential},
                                {"parallel", pipeline::IoMode::parallel}},
                               "how files are read: auto, sequential or parallel");
  app.add_flag_callback(
      "--direct", [this] { options.cache = pipeline::CacheUse::direct; }, "leave the page cache as it is");
}

void ProgressFlag::declare(CLI::App& app) {
  add_choice<ProgressMode>(
      app, "--progress", mode,
      {{"auto", ProgressMode::automatic}, {"never", ProgressMode::never}, {"json", ProgressMode::json}},
      "progress on standard error: auto, never or json");
}

void PrintFlags::declare(CLI::App& app) {
  std::vector<std::string> names;
  std::string list;
  for (const auto& writer : report::writers()) {
    names.emplace_back(writer.name);
    list += (list.empty() ? "" : ", ") + std::string(writer.name);
  }
  app.add_option("--format", format, "what to print: " + list)->check(CLI::IsMember(names));
  app.add_option("--output", output, "file to print to (default: standard output)");
  add_choice<When>(app, "--color", color, {{"auto", When::automatic}, {"always", When::always}, {"never", When::never}},
                   "colour in text: auto, always or never");
  app.add_flag("-q,--quiet", quiet, "print the last line only");
  app.add_flag("-v,--verbose", verbose, "print every file");
}

report::Style PrintFlags::style() const {
  return {.color = output.empty()          ? color_for_stdout(color)
                   : color == When::always ? report::Color::yes
                                           : report::Color::no,
          .detail = quiet     ? report::Detail::verdict_only
                    : verbose ? report::Detail::every_file
                              : report::Detail::normal};
}

}  // namespace weightcheck::cli
