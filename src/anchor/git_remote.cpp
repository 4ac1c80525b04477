// SPDX-License-Identifier: Apache-2.0
// git tells of its failures in words only; explain() is the one place that reads them.
#include "anchor/git_remote.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <filesystem>
#include <string_view>

#include "anchor/git_workspace.hpp"
#include "base/ascii.hpp"
#include "base/limits.hpp"
#include "base/wording.hpp"
#include "hash/base64.hpp"

namespace weightcheck::anchor {
namespace {

constexpr std::size_t refs_bytes_max = std::size_t{1} << 20;

struct Access {
  GitConfiguration configuration;
  std::string home;
};

// The user's own credential helpers, as `git config --global` names them: of that file, which is otherwise not read,
// they alone take part.
Access user_credentials(const EventHook& events, const std::stop_token& stop) {
  static constexpr std::array names{"PATH", "HOME", "XDG_CONFIG_HOME", "GIT_CONFIG_GLOBAL"};
  Program program{.argv = {"git", "config", "--global", "--includes", "--null", "--get-regexp", "^credential\\."},
                  .environment = {"GIT_CONFIG_NOSYSTEM=1", "LC_ALL=C"},
                  .folder = "/",
                  .output_bytes_max = refs_bytes_max,
                  .time_max = std::chrono::seconds(10),
                  .events = events};
  for (const char* name : names) {
    const char* const value = std::getenv(name);
    if (value != nullptr) program.environment.push_back(std::string(name) + "=" + value);
  }
  const char* const home = std::getenv("HOME");
  const auto listed = run_program(program, stop);
  if (home == nullptr || !listed.ok() || listed->status != 0) return {};  // none is set, or no configuration at all
  Access access{{}, home};
  for (std::string_view rest = listed->output; !rest.empty();) {
    const std::string_view entry = rest.substr(0, rest.find('\0'));
    const std::size_t line_end = std::min(entry.find('\n'), entry.size());
    access.configuration.emplace_back(entry.substr(0, line_end), entry.substr(std::min(line_end + 1, entry.size())));
    rest.remove_prefix(std::min(entry.size() + 1, rest.size()));
  }
  return access;
}

// What this remote may do that no other may.
Access access_to(const GitRemote& remote, const std::stop_token& stop) {
  Access access = remote.token.empty() ? user_credentials(remote.events, stop) : Access{};
  const http::Origin& origin = remote.url.origin();
  access.configuration.emplace_back("protocol." + origin.scheme + ".allow", "always");
  if (!remote.cacert_file.empty()) {  // git runs in a folder of its own, where a relative name means another file
    access.configuration.emplace_back("http.sslCAInfo", std::filesystem::absolute(remote.cacert_file).string());
  }
  if (!remote.token.empty()) {
    // The hub's git takes the token as a password, whatever the name.
    access.configuration.emplace_back(
        "http." + origin.text() + "/.extraHeader",
        "Authorization: Basic " + hash::to_base64(bytes_of("weightcheck:" + remote.token)));
  }
  return access;
}

struct Explanation {
  std::string_view words;
  ErrorCode code;
  std::string_view meaning;
};

Error explain(const GitRemote& remote, const ProgramEnd& end) {
  static constexpr std::array known{
      Explanation{"SSL certificate problem", ErrorCode::denied,
                  "its certificate is not trusted; name the authority's file with --cacert if it should be"},
      Explanation{"server certificate verification failed", ErrorCode::denied,
                  "its certificate is not trusted; name the authority's file with --cacert if it should be"},
      Explanation{"could not read Username", ErrorCode::denied,
                  "it is private or does not exist: it asks for credentials, and neither a token nor a credential "
                  "helper of git has them"},
      Explanation{"Authentication failed", ErrorCode::denied,
                  "it is private or does not exist: the credentials at hand are not accepted"},
      Explanation{"returned error: 403", ErrorCode::denied, "access is refused"},
      Explanation{"No space left on device", ErrorCode::io,
                  "there is no room for what it sends; TMPDIR can name another folder to work in"},
      Explanation{"returned error: 429", ErrorCode::network, "it is asked too often; wait some minutes"},
      Explanation{"returned error: 30", ErrorCode::denied, "it has moved and redirects; give its new address"},
      Explanation{"not our ref", ErrorCode::not_found,
                  "it does not hold that commit; if its history was rewritten, a proof made before stays valid"},
      Explanation{"unadvertised object", ErrorCode::not_found,
                  "it hands out no commit that is not the tip of a branch or tag"},
      Explanation{"Could not find remote ref", ErrorCode::not_found, "it does not hold that commit"},
      Explanation{"not found", ErrorCode::not_found, "there is no such repository"},
      Explanation{"mismatched algorithms", ErrorCode::not_found,
                  "it is of the other object format: a commit id there has another length"},
  };
  const std::string words = last_words(end);
  const std::string place = remote.url.text();
  if (is_out_of_memory(end))
    return {ErrorCode::limit,
            place + ": it sends an object that no commit or tree comes near in size (git: " + words + ")"};
  for (const Explanation& candidate : known) {
    if (end.errors.find(candidate.words) != std::string::npos) {
      return {candidate.code, place + ": " + std::string(candidate.meaning) + " (git: " + words + ")"};
    }
  }
  return {ErrorCode::network, place + ": git could not fetch from it (" + words + ")"};
}

// A branch or tag name that means itself to git ls-remote, which reads patterns.
bool is_plain_ref_name(std::string_view name) {
  const auto is_plain = [](char c) {
    return is_alnum(c) || std::string_view("._-/+@=,").find(c) != std::string_view::npos;
  };
  return !name.empty() && name.size() <= 255 && name.front() != '-' && name.front() != '/' &&
         std::ranges::all_of(name, is_plain) && name.find("..") == std::string_view::npos;
}

// The id that one of the listed refs has, if it is there.
std::optional<git::ObjectId> listed_id(std::string_view listing, std::string_view ref) {
  while (!listing.empty()) {
    const std::string_view line = listing.substr(0, listing.find('\n'));
    const std::size_t tab = line.find('\t');
    if (tab != std::string_view::npos && line.substr(tab + 1) == ref) return git::ObjectId::parse(line.substr(0, tab));
    listing.remove_prefix(std::min(line.size() + 1, listing.size()));
  }
  return std::nullopt;
}

}  // namespace

Result<git::ObjectId> resolve_revision(const GitRemote& remote, const std::string& revision,
                                       const std::stop_token& stop) {
  if (!is_plain_ref_name(revision))
    return Error{ErrorCode::usage, in_quotes(revision) + " is no name of a branch or tag"};
  const bool full_name = revision == "HEAD" || revision.starts_with("refs/");
  const std::string branch = full_name ? revision : "refs/heads/" + revision;
  const std::string tag = full_name ? revision : "refs/tags/" + revision;
  auto workspace = GitWorkspace::create(git::ObjectFormat::sha1, remote.deadline, stop, remote.events);
  if (!workspace.ok()) return std::move(workspace).error();
  Access access = access_to(remote, stop);
  const auto listed =
      workspace->run({.arguments = {"ls-remote", "--quiet", remote.url.text(), branch, tag, tag + "^{}"},
                      .configuration = std::move(access.configuration),
                      .home = std::move(access.home),
                      .output_bytes_max = refs_bytes_max});
  if (!listed.ok()) return listed.error();
  if (listed->status != 0) return explain(remote, *listed);
  const auto head = listed_id(listed->output, branch);
  auto tagged = listed_id(listed->output, tag + "^{}");  // of an annotated tag: the commit behind it
  if (!tagged) tagged = listed_id(listed->output, tag);
  if (head && tagged && *head != *tagged && !full_name) {
    return Error{ErrorCode::inconsistent, "'" + revision + "' is both a branch and a tag of " + remote.url.text() +
                                              ", of different commits; write refs/heads/" + revision +
                                              " or refs/tags/" + revision};
  }
  if (full_name && tagged) return *tagged;
  if (head || tagged) return head ? *head : *tagged;
  return Error{ErrorCode::not_found, remote.url.text() + " has no branch or tag '" + revision +
                                         "'; an abbreviated commit id does not do, all its digits are needed"};
}

Result<FetchedCommit> fetch_commit(const GitRemote& remote, const git::ObjectId& commit, const std::stop_token& stop) {
  auto workspace = GitWorkspace::create(commit.format(), remote.deadline, stop, remote.events);
  if (!workspace.ok()) return std::move(workspace).error();
  Access access = access_to(remote, stop);
  const auto fetched =
      workspace->run({.arguments = {"fetch", "--depth=1", "--filter=blob:none", "--no-tags", "--no-recurse-submodules",
                                    "--no-progress", remote.url.text(), commit.hex()},
                      .configuration = std::move(access.configuration),
                      .home = std::move(access.home)});
  if (!fetched.ok()) return within(fetched.error(), remote.url.text());
  if (fetched->status != 0) return explain(remote, *fetched);
  FetchedCommit result;
  auto proof = workspace->write_proof(commit);
  if (!proof.ok()) return within(std::move(proof).error(), remote.url.text());
  result.proof = std::move(*proof);
  if (fetched->errors.find("filtering not recognized") != std::string::npos) {
    result.notes.push_back(remote.url.origin().text() +
                           " cannot leave file contents out: they were fetched and thrown away");
  }
  return result;
}

}  // namespace weightcheck::anchor
