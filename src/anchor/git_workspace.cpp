// SPDX-License-Identifier: Apache-2.0
// What keeps git from doing anything but fetching and printing objects is the environment it is given: it stands in
// configuration() and environment(), whole.
#include "anchor/git_workspace.hpp"

#include <cstdlib>

#include <algorithm>
#include <array>
#include <cerrno>
#include <filesystem>
#include <fstream>
#include <optional>
#include <string_view>

#include "base/escape.hpp"
#include "base/limits.hpp"
#include "io/file_descriptor.hpp"

namespace weightcheck::anchor {
namespace {

using Clock = std::chrono::steady_clock;

// What a stranger's object may unpack to: no commit or tree that a proof can hold comes near. The rest is git's own.
constexpr std::uint64_t memory_bytes_max = std::uint64_t{384} << 20;
constexpr std::string_view allocation_max = "128m";

// Later entries win over earlier ones, so a call's own stand behind these.
GitConfiguration default_configuration() {
  return {
      {"core.hooksPath", "/dev/null"},
      {"core.fsmonitor", "false"},
      {"core.askPass", ""},
      {"credential.helper", ""},  // empties the list
      {"protocol.allow", "never"},
      {"transfer.fsckObjects", "true"},
      {"fetch.unpackLimit", "1"},       // one pack, whose size is bounded, rather than many files
      {"core.bigFileThreshold", "1m"},  // larger files pass through; they are not held
      {"core.deltaBaseCacheLimit", "16m"},
      {"pack.threads", "1"},
      {"fetch.recurseSubmodules", "false"},
      {"gc.auto", "0"},
      {"maintenance.auto", "false"},
      {"http.sslVerify", "true"},
      {"http.followRedirects", "false"},  // git would take our header to wherever it is led
      {"http.lowSpeedLimit", "1000"},
      {"http.lowSpeedTime", "60"},
  };
}

std::optional<std::string> inherited(const char* name) {
  const char* const value = std::getenv(name);
  if (value == nullptr) return std::nullopt;
  return std::string(name) + "=" + value;
}

std::vector<std::string> environment(const std::string& folder, const GitCall& call) {
  std::vector<std::string> out{
      "LC_ALL=C",  // messages are read
      "HOME=" + (call.home.empty() ? folder : call.home),
      "TMPDIR=" + folder,
      "GIT_DIR=" + folder + "/p",
      "GIT_CONFIG_NOSYSTEM=1",
      "GIT_CONFIG_GLOBAL=/dev/null",
      "GIT_ATTR_NOSYSTEM=1",
      "GIT_TERMINAL_PROMPT=0",
      "GIT_ASKPASS=",
      "GIT_NO_REPLACE_OBJECTS=1",
      "GIT_NO_LAZY_FETCH=1",
      "GIT_OPTIONAL_LOCKS=0",
      "GIT_ADVICE=0",
      "GIT_ALLOC_LIMIT=" + std::string(allocation_max),
  };
  static constexpr std::array kept{"PATH",      "http_proxy", "https_proxy", "HTTPS_PROXY",   "all_proxy",
                                   "ALL_PROXY", "no_proxy",   "NO_PROXY",    "SSL_CERT_FILE", "SSL_CERT_DIR"};
  for (const char* name : kept) {
    if (auto pair = inherited(name)) out.push_back(std::move(*pair));
  }
  GitConfiguration configuration = default_configuration();
  configuration.insert(configuration.end(), call.configuration.begin(), call.configuration.end());
  out.push_back("GIT_CONFIG_COUNT=" + std::to_string(configuration.size()));
  for (std::size_t i = 0; i < configuration.size(); ++i) {
    out.push_back("GIT_CONFIG_KEY_" + std::to_string(i) + "=" + configuration[i].first);
    out.push_back("GIT_CONFIG_VALUE_" + std::to_string(i) + "=" + configuration[i].second);
  }
  return out;
}

constexpr std::string_view other_folder_cure = "; TMPDIR can name another folder to work in";

Result<std::string> make_private_folder() {
  const char* const base = std::getenv("TMPDIR");
  const std::string parent = base == nullptr || *base != '/' ? "/tmp" : base;
  std::string name = parent + "/weightcheck-XXXXXX";
  if (::mkdtemp(name.data()) != nullptr) return name;  // mode 0700
  // Of whatever kind the failure is: "not found" would be read as the upstream's.
  return Error{ErrorCode::io,
               io::system_error("cannot make a temporary folder in '" + printable(parent) + "'", errno).message +
                   std::string(other_folder_cure)};
}

Error unwritable(const std::string& folder) {
  return {ErrorCode::io,
          "cannot write to the temporary folder '" + printable(folder) + "'" + std::string(other_folder_cure)};
}

Error failed(std::string_view what, const ProgramEnd& end) {
  return {ErrorCode::io, std::string(what) + " failed with status " + std::to_string(end.status) + " (" +
                             last_words(end) + ")" + std::string(other_folder_cure)};
}

}  // namespace

std::string last_words(const ProgramEnd& end) {
  std::string_view text = end.errors;
  while (!text.empty() && (text.back() == '\n' || text.back() == ' '))
    text.remove_suffix(1);
  if (text.size() > 400) text.remove_prefix(text.size() - 400);
  std::string out;
  while (!text.empty()) {
    const std::size_t line_end = std::min(text.find('\n'), text.size());
    if (!out.empty()) out += "; ";
    out += printable(text.substr(0, line_end));
    text.remove_prefix(std::min(line_end + 1, text.size()));
  }
  return out.empty() ? "it said nothing" : out;
}

bool is_out_of_memory(const ProgramEnd& end) {
  static constexpr std::array words{"over limit", "ut of memory"};
  return std::ranges::any_of(words, [&](const char* word) { return end.errors.find(word) != std::string::npos; });
}

GitWorkspace::GitWorkspace(std::string folder, Clock::time_point deadline, std::stop_token stop, EventHook events)
    : folder_(std::move(folder)), deadline_(deadline), stop_(std::move(stop)), events_(std::move(events)) {}

GitWorkspace::GitWorkspace(GitWorkspace&& other) noexcept
    : folder_(std::exchange(other.folder_, {})),
      deadline_(other.deadline_),
      stop_(std::move(other.stop_)),
      events_(std::move(other.events_)) {}

GitWorkspace::~GitWorkspace() {
  if (folder_.empty()) return;
  std::error_code best_effort;  // nobody is left to tell, and nothing secret lies there
  std::filesystem::remove_all(folder_, best_effort);
}

Result<GitWorkspace> GitWorkspace::create(git::ObjectFormat format, Clock::time_point deadline, std::stop_token stop,
                                          EventHook events) {
  auto folder = make_private_folder();
  if (!folder.ok()) return std::move(folder).error();
  GitWorkspace workspace(*folder, deadline, std::move(stop), std::move(events));
  const std::string format_name = format == git::ObjectFormat::sha1 ? "sha1" : "sha256";
  // With an empty template there are no sample hooks, no exclude file and no description.
  const auto made =
      workspace.run({.arguments = {"init", "-q", "--bare", "--template=", "--object-format=" + format_name, "p"}});
  if (!made.ok() && made.error().code == ErrorCode::not_found)
    return Error{ErrorCode::unsupported, made.error().message};  // of git, not of a commit
  if (!made.ok()) return made.error();
  if (made->status != 0) return failed("git init", *made);
  // Before 2.31 git took no configuration from the environment: all of it would be missing, and nothing would say so.
  const auto probe = workspace.run({.arguments = {"config", "--get", "protocol.allow"}});
  if (!probe.ok()) return probe.error();
  if (probe->output != "never\n") return Error{ErrorCode::unsupported, "git is older than 2.31"};
  return workspace;
}

Result<ProgramEnd> GitWorkspace::run(const GitCall& call) const {
  const auto time_left = std::chrono::ceil<std::chrono::milliseconds>(deadline_ - Clock::now());
  Program program{.argv = {"git"},
                  .environment = environment(folder_, call),
                  .folder = folder_,
                  .output_bytes_max = call.output_bytes_max,
                  .file_bytes_max = limits::fetched_pack_bytes_max,
                  .memory_bytes_max = memory_bytes_max,
                  .time_max = std::max(time_left, std::chrono::milliseconds(0)),
                  .events = events_};
  program.argv.insert(program.argv.end(), call.arguments.begin(), call.arguments.end());
  if (!call.input.empty()) {
    if (Status written = write("input", call.input); !written.ok()) return std::move(written).error();
    program.input_file = folder_ + "/input";
  }
  return run_program(program, stop_);
}

Status GitWorkspace::write(const std::string& name, std::string_view bytes) const {
  std::ofstream file(folder_ + "/" + name, std::ios::binary | std::ios::trunc);
  file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  file.close();
  if (!file) return unwritable(folder_);
  return done;
}

Status GitWorkspace::borrow_objects(const std::string& objects_folder) const {
  // The file is read by lines; '"' at a line's beginning would make it a quoted one, and every path here begins with
  // '/'.
  if (!objects_folder.starts_with('/') || objects_folder.find('\n') != std::string::npos) {
    return Error{ErrorCode::unsupported, "path '" + printable(objects_folder) + "' cannot be handed to git"};
  }
  std::error_code failure;
  std::filesystem::create_directories(folder_ + "/p/objects/info", failure);
  if (failure) return unwritable(folder_);
  return write("p/objects/info/alternates", objects_folder + "\n");
}

Status GitWorkspace::forget_parents(const git::ObjectId& commit) const {
  return write("p/shallow", commit.hex() + "\n");
}

Result<std::string> GitWorkspace::write_proof(const git::ObjectId& commit) const {
  auto ids =
      run({.arguments = {"rev-list", "--objects", "--filter=blob:none", "--no-object-names", "-n1", commit.hex()},
           .output_bytes_max = limits::proof_objects_max * 65});
  if (!ids.ok()) return std::move(ids).error();
  if (ids->status != 0 && is_out_of_memory(*ids))
    return Error{ErrorCode::limit, "commit " + commit.hex() + " has an object that is over the limit of " +
                                       std::string(allocation_max) + " bytes"};
  if (ids->status != 0)
    return Error{ErrorCode::not_found, "commit " + commit.hex() + " is not whole there: " + last_words(*ids)};
  auto objects = run({.arguments = {"cat-file", "--batch"},
                      .input = std::move(ids->output),
                      .output_bytes_max = limits::proof_bytes_max});
  if (!objects.ok()) return std::move(objects).error();
  if (objects->status != 0) return failed("git cat-file", *objects);
  return std::move(objects->output);
}

Result<std::string> GitWorkspace::small_blobs(const std::vector<git::ObjectId>& ids) const {
  std::string asked;
  for (const git::ObjectId& id : ids)
    asked += id.hex() + "\n";
  if (asked.empty()) return std::string();
  const auto sizes = run({.arguments = {"cat-file", "--batch-check=%(objectname) %(objecttype) %(objectsize)"},
                          .input = std::move(asked),
                          .output_bytes_max = limits::proof_bytes_max});
  if (!sizes.ok()) return sizes.error();
  if (sizes->status != 0) return failed("git cat-file", *sizes);
  std::string small;
  for (std::string_view rest = sizes->output; !rest.empty();) {
    const std::string_view line = rest.substr(0, rest.find('\n'));
    const std::size_t blob = line.find(" blob ");
    const auto size = blob == std::string_view::npos ? std::nullopt : parse_decimal(line.substr(blob + 6));
    if (size && *size < limits::lfs_pointer_bytes_max) small.append(line.substr(0, blob)).append("\n");
    rest.remove_prefix(std::min(line.size() + 1, rest.size()));
  }
  if (small.empty()) return small;
  auto objects = run(
      {.arguments = {"cat-file", "--batch"}, .input = std::move(small), .output_bytes_max = limits::proof_bytes_max});
  if (!objects.ok()) return std::move(objects).error();
  if (objects->status != 0) return failed("git cat-file", *objects);
  return std::move(objects->output);
}

}  // namespace weightcheck::anchor
