// SPDX-License-Identifier: Apache-2.0
// A tool of the build: writes man pages and completions from the program's own option tables.
//   weightcheck_reference FOLDER VERSION DATE PROSE_FOLDER
#include <cstdio>
#include <exception>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "cli/program.hpp"
#include "cli/reference/completion.hpp"
#include "cli/reference/man_page.hpp"

namespace {

namespace cli = weightcheck::cli;
namespace reference = weightcheck::cli::reference;

void write(const std::filesystem::path& path, const std::string& text) {
  std::filesystem::create_directories(path.parent_path());
  std::ofstream file(path, std::ios::binary);
  file << text;
  if (!file.flush()) throw std::runtime_error("cannot write " + path.string());
}

// The prose of a page; "" where there is none, since names and options speak for themselves.
std::string read(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

void run(const std::filesystem::path& folder, const std::string& version, const std::string& date,
         const std::filesystem::path& prose) {
  cli::ProgramFlags flags;
  const auto table = cli::program_table(flags);
  const auto facts = [&](const std::string& name) {
    return reference::PageFacts{.version = version, .date = date, .prose = read(prose / (name + ".man"))};
  };
  write(folder / "man1/weightcheck.1", reference::program_page(table, facts("weightcheck")));
  for (const auto& command : table.commands)
    write(folder / ("man1/weightcheck-" + command.name + ".1"), reference::command_page(command, facts(command.name)));
  write(folder / "bash/weightcheck", reference::bash_completion(table));
  write(folder / "zsh/_weightcheck", reference::zsh_completion(table));
  write(folder / "fish/weightcheck.fish", reference::fish_completion(table));
}

}  // namespace

int main(int argc, char** argv) {
  try {
    if (argc != 5) throw std::runtime_error("takes FOLDER VERSION DATE PROSE_FOLDER");
    run(argv[1], argv[2], argv[3], argv[4]);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "weightcheck_reference: %s\n", error.what());
    return 1;
  }
}
