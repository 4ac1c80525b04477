// SPDX-License-Identifier: Apache-2.0
// The wording of shared options, and the values they take.
#include "cli/common_options.hpp"

namespace weightcheck::cli {

Options HashingFlags::options() {
  return {
      {.names = "--threads",
       .value = "N",
       .help = "threads to hash with (default: the CPUs this process may use)",
       .into = in_range(chosen_.threads, 1, 1024)},
      {.names = "--engine",
       .value = "NAME",
       .help = "force a hashing engine; `weightcheck --version -v` lists them",
       .into = &chosen_.engine},
      {.names = "--io",
       .help = "how files are read",
       .into = one_of<pipeline::IoMode>(chosen_.io, {{"auto", pipeline::IoMode::automatic},
                                                     {"sequential", pipeline::IoMode::sequential},
                                                     {"parallel", pipeline::IoMode::parallel}})},
      {.names = "--direct", .help = "do not fill the page cache", .into = &direct_},
  };
}

pipeline::HashOptions HashingFlags::chosen(const EventHook& events) const {
  pipeline::HashOptions options = chosen_;
  options.events = events;
  if (direct_) options.cache = pipeline::CacheUse::direct;
  return options;
}

Options ProgressFlag::options() {
  return {
      {.names = "--progress",
       .help = "progress on standard error",
       .into = one_of<ProgressMode>(
           mode, {{"auto", ProgressMode::automatic}, {"never", ProgressMode::never}, {"json", ProgressMode::json}})}};
}

Options PrintFlags::options() {
  std::vector<std::string> names;
  std::string list;
  for (const auto& writer : report::writers()) {
    names.emplace_back(writer.name);
    list += (list.empty() ? "" : ", ") + std::string(writer.name);
  }
  return {
      {.names = "--format", .value = "NAME", .help = "what to print: " + list, .into = one_of(format, names)},
      {.names = "--output", .value = "FILE", .help = "file to print to (default: standard output)", .into = &output},
      {.names = "--color",
       .help = "colour in text",
       .into = one_of<When>(color, {{"auto", When::automatic}, {"always", When::always}, {"never", When::never}})},
      {.names = "-q,--quiet", .help = "print the last line only", .into = &quiet},
      {.names = "--list-files", .help = "print every file", .into = &list_files},
  };
}

report::Style PrintFlags::style() const {
  return {.color = output.empty()          ? color_for_stdout(color)
                   : color == When::always ? report::Color::yes
                                           : report::Color::no,
          .detail = quiet        ? report::Detail::verdict_only
                    : list_files ? report::Detail::every_file
                                 : report::Detail::normal};
}

}  // namespace weightcheck::cli
