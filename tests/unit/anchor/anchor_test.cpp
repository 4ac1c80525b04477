// SPDX-License-Identifier: Apache-2.0
// The whole way, against repositories made by git and git-lfs, served by git's own http-backend over TLS on loopback,
// beside a scripted hub.
#include "anchor/anchor.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <algorithm>
#include <cstdlib>
#include <string>

#include "git/lfs_pointer.hpp"
#include "hash/sha256.hpp"
#include "hubs/table.hpp"
#include "support/hub_server.hpp"

namespace weightcheck::anchor {
namespace {

using test::GitRepository;
using test::HubServer;
using test::ModelRepository;
using test::Routes;

bool holds(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

// One repository for all tests of this program: it is only read.
const ModelRepository& model() {
  static const ModelRepository made;
  return made;
}

// Bare clones below one folder, as a hub keeps them.
std::string served(const GitRepository& repository, const std::filesystem::path& root, const std::string& name) {
  std::filesystem::create_directories((root / name).parent_path());
  const auto cloned =
      test::run_command({"git", "clone", "-q", "--bare", repository.path().string(), (root / name).string()}, root,
                        GitRepository::environment(), {}, test::ErrorOutput::dropped);
  if (cloned.status != 0) throw std::runtime_error("git clone");
  test::run_command({"git", "config", "uploadpack.allowFilter", "true"}, root / name);
  return (root / name).string();
}

class Anchor : public testing::Test {
 protected:
  Anchor() {
    for (const char* name : {"https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY", "no_proxy", "NO_PROXY"})
      ::unsetenv(name);
    ::setenv("HOME", home_.path().c_str(), 1);  // whose credential helpers take part
    ::unsetenv("XDG_CONFIG_HOME");
    ::unsetenv("GIT_CONFIG_GLOBAL");
  }

  static AnchorRequest request(const std::string& upstream, const std::string& revision) {
    AnchorRequest request;
    request.upstream = upstream;
    request.revision = revision;
    request.cacert_file = test::certificate().file();
    request.time_max = std::chrono::seconds(60);
    return request;
  }

  test::TemporaryFolder root_;
  test::TemporaryFolder home_;
};

// The proof by hand is the exact beginning; behind it stand LFS pointers and nothing else.
void expect_pointers_behind(const AnchorRecord& record, const std::string& by_hand, std::size_t pointers) {
  EXPECT_TRUE(record.proof_bytes.starts_with(by_hand));
  EXPECT_EQ(std::ranges::count_if(record.proof.entries, [](const auto& entry) { return entry.pointer.has_value(); }),
            static_cast<std::ptrdiff_t>(pointers));
  EXPECT_EQ(git::parse_proof(bytes_of(record.proof_bytes)).value(), record.proof);
}

// ---- plain git over https

TEST_F(Anchor, fetches_what_the_two_commands_of_the_document_make) {
  served(model().repository, root_.path(), "org/model");
  const HubServer server(Routes{}, {.git_root = root_.path().string()});
  const auto record = anchor(request(server.origin() + "/org/model", model().commit)).value();
  EXPECT_EQ(record.proof_bytes, model().repository.proof());
  EXPECT_EQ(record.commit.hex(), model().commit);
  EXPECT_EQ(record.upstream, server.origin() + "/org/model");
  EXPECT_EQ(record.contacted, std::vector<std::string>{server.origin()});
  EXPECT_TRUE(record.notes.empty());
  EXPECT_EQ(record.proof.entries.size(), model().content.size() + 1) << "and the submodule";
}

TEST_F(Anchor, makes_the_bytes_that_the_commands_in_the_document_make) {
  const std::string page = test::read_file(WEIGHTCHECK_SOURCE "/docs/proof-format.md");
  const std::size_t begin = page.find("git init -q --bare p");
  std::string commands = page.substr(begin, page.find("```", begin) - begin);
  const auto replace = [&](const std::string& what, const std::string& with) {
    const std::size_t at = commands.find(what);
    ASSERT_NE(at, std::string::npos) << what;
    commands.replace(at, what.size(), with);
  };
  replace("URL COMMIT", "file://" + served(model().repository, root_.path(), "m") + " " + model().commit);
  ASSERT_EQ(test::run_command({"sh", "-e", "-c", commands}, root_.path(), GitRepository::environment()).status, 0)
      << commands;
  const std::string by_hand = test::read_file(root_.path() / "COMMIT.proof");
  EXPECT_EQ(by_hand, model().repository.proof());
  expect_pointers_behind(anchor(request(model().repository.path().string(), model().commit)).value(), by_hand, 2);
}

TEST_F(Anchor, needs_no_file_contents) {
  GitRepository repository;
  repository.write("raw.safetensors", "a file in git itself");
  const std::string commit = repository.commit();
  const std::string blob = repository.git_line({"rev-parse", "HEAD:raw.safetensors"});
  const std::filesystem::path bare = served(repository, root_.path(), "m");
  ASSERT_TRUE(std::filesystem::remove(bare / "objects" / blob.substr(0, 2) / blob.substr(2)));
  const HubServer server(Routes{}, {.git_root = root_.path().string()});
  EXPECT_EQ(anchor(request(server.origin() + "/m", commit))->proof_bytes, repository.proof());
}

TEST_F(Anchor, works_where_the_server_knows_no_filter) {
  const std::string folder = served(model().repository, root_.path(), "m");
  test::run_command({"git", "config", "uploadpack.allowFilter", "false"}, folder);
  const HubServer server(Routes{}, {.git_root = root_.path().string()});
  const auto record = anchor(request(server.origin() + "/m", model().commit)).value();
  EXPECT_EQ(record.proof_bytes, model().repository.proof());
  ASSERT_EQ(record.notes.size(), 1U);
  EXPECT_TRUE(holds(record.notes[0], "cannot leave file contents out")) << record.notes[0];
}

TEST_F(Anchor, works_with_sha256_repositories) {
  const ModelRepository sha256(GitRepository::Format::sha256);
  served(sha256.repository, root_.path(), "m");
  const HubServer server(Routes{}, {.git_root = root_.path().string()});
  EXPECT_EQ(anchor(request(server.origin() + "/m", sha256.commit))->proof_bytes, sha256.repository.proof());
  EXPECT_EQ(anchor(request(server.origin() + "/m", "main"))->commit.hex(), sha256.commit);
  EXPECT_FALSE(anchor(request(server.origin() + "/m", std::string(40, 'a'))).ok());
}

TEST_F(Anchor, resolves_a_branch_or_tag_once_and_says_so) {
  GitRepository repository;
  repository.write("a", "1");
  const std::string first = repository.commit();
  repository.git({"tag", "light"});
  repository.git({"tag", "-a", "-m", "t", "annotated"});
  repository.write("a", "2");
  const std::string second = repository.commit();
  served(repository, root_.path(), "m");
  const HubServer server(Routes{}, {.git_root = root_.path().string()});
  const std::string url = server.origin() + "/m";
  const auto record = anchor(request(url, "main")).value();
  EXPECT_EQ(record.commit.hex(), second);
  ASSERT_EQ(record.notes.size(), 1U);
  EXPECT_TRUE(holds(record.notes[0], second)) << record.notes[0];
  EXPECT_EQ(anchor(request(url, "HEAD"))->commit.hex(), second);
  EXPECT_EQ(anchor(request(url, "light"))->commit.hex(), first);
  EXPECT_EQ(anchor(request(url, "annotated"))->commit.hex(), first);
  EXPECT_EQ(anchor(request(url, "refs/tags/annotated"))->commit.hex(), first);
  EXPECT_EQ(anchor(request(url, second.substr(0, 10))).error().code, ErrorCode::not_found)
      << "an abbreviated id is no name";
  EXPECT_EQ(anchor(request(url, "")).error().code, ErrorCode::usage);
  for (const char* bad : {"--upload-pack=id", "a b", "*", "a..b", "$(id)"})
    EXPECT_EQ(anchor(request(url, bad)).error().code, ErrorCode::usage) << bad;
}

TEST_F(Anchor, refuses_a_name_that_means_two_commits) {
  GitRepository repository;
  repository.write("a", "1");
  repository.commit();
  repository.git({"tag", "release"});
  repository.write("a", "2");
  const std::string second = repository.commit();
  repository.git({"branch", "release"});
  served(repository, root_.path(), "m");
  const HubServer server(Routes{}, {.git_root = root_.path().string()});
  EXPECT_EQ(anchor(request(server.origin() + "/m", "release")).error().code, ErrorCode::inconsistent);
  EXPECT_EQ(anchor(request(server.origin() + "/m", "refs/heads/release"))->commit.hex(), second);
  EXPECT_EQ(anchor(request(repository.path().string(), "release")).error().code, ErrorCode::inconsistent);
}

TEST_F(Anchor, says_when_the_commit_or_the_repository_is_not_there) {
  served(model().repository, root_.path(), "m");
  const HubServer server(Routes{}, {.git_root = root_.path().string()});
  const auto commit = anchor(request(server.origin() + "/m", std::string(40, 'a')));
  EXPECT_EQ(commit.error().code, ErrorCode::not_found) << commit.error().message;
  const auto repository = anchor(request(server.origin() + "/none", model().commit));
  EXPECT_EQ(repository.error().code, ErrorCode::not_found) << repository.error().message;
}

TEST_F(Anchor, refuses_a_certificate_nobody_vouches_for) {
  served(model().repository, root_.path(), "m");
  const HubServer server(Routes{}, {.git_root = root_.path().string()});
  AnchorRequest trusting_nobody = request(server.origin() + "/m", model().commit);
  trusting_nobody.cacert_file.clear();
  const auto refused = anchor(trusting_nobody);
  EXPECT_EQ(refused.error().code, ErrorCode::denied) << refused.error().message;
  EXPECT_TRUE(holds(refused.error().message, "--cacert"));
  EXPECT_EQ(server.log(), "");
}

TEST_F(Anchor, lets_git_follow_no_redirect) {
  served(model().repository, root_.path(), "m");
  const HubServer elsewhere(Routes{}, {.git_root = root_.path().string()});
  const HubServer server(
      Routes{{.path = "/m/info/refs?service=git-upload-pack",
              .status = 301,
              .headers = {{"Location", elsewhere.origin() + "/m/info/refs?service=git-upload-pack"}}}});
  const auto refused = anchor(request(server.origin() + "/m", model().commit));
  EXPECT_EQ(refused.error().code, ErrorCode::denied) << refused.error().message;
  EXPECT_TRUE(holds(refused.error().message, "moved"));
  EXPECT_EQ(elsewhere.log(), "");
}

TEST_F(Anchor, speaks_plain_http_on_loopback_only) {
  served(model().repository, root_.path(), "m");
  const HubServer server(Routes{}, {.tls = HubServer::Tls::no, .git_root = root_.path().string()});
  EXPECT_TRUE(anchor(request(server.origin() + "/m", model().commit)).ok());
  EXPECT_EQ(anchor(request("http://192.0.2.1/m", model().commit)).error().code, ErrorCode::usage);
}

TEST_F(Anchor, ends_when_the_time_is_up_or_a_stop_is_asked_for) {
  const HubServer server(Routes{{.path = "/m/info/refs?service=git-upload-pack", .behaviour = "stall"}});
  AnchorRequest hasty = request(server.origin() + "/m", model().commit);
  hasty.time_max = std::chrono::milliseconds(500);
  const auto late = anchor(hasty);
  EXPECT_EQ(late.error().code, ErrorCode::network);
  EXPECT_TRUE(holds(late.error().message, "--timeout")) << late.error().message;
  std::stop_source stop;
  stop.request_stop();
  EXPECT_EQ(anchor(request(server.origin() + "/m", model().commit), stop.get_token()).error().code,
            ErrorCode::interrupted);
}

TEST_F(Anchor, escapes_what_the_server_says) {
  const HubServer server(Routes{{.path = "/m/info/refs?service=git-upload-pack",
                                 .headers = {{"Content-Type", "application/x-git-upload-pack-advertisement"}},
                                 .body = "001e# service=git-upload-pack\n0000001aERR \x1b[31mgo away\n"}});
  const auto refused = anchor(request(server.origin() + "/m", model().commit));
  ASSERT_FALSE(refused.ok());
  EXPECT_FALSE(holds(refused.error().message, "\x1b")) << refused.error().message;
}

TEST_F(Anchor, uses_the_credential_helpers_of_the_user_and_no_other_setting) {
  served(model().repository, root_.path(), "m");
  const HubServer server(Routes{}, {.git_root = root_.path().string(), .token = "from-helper"});
  const std::string witness = (home_.path() / "witness").string();
  const auto without = anchor(request(server.origin() + "/m", model().commit));
  EXPECT_EQ(without.error().code, ErrorCode::denied) << without.error().message;
  test::write_file(home_.path() / ".gitconfig",
                   "[credential \"" + server.origin() +
                       "\"]\n\thelper = \"!f() { echo username=u; echo password=from-helper; }; f\"\n"
                       "[core]\n\taskPass = \"touch " +
                       witness + "\"\n\tfsmonitor = \"touch " + witness + "\"\n");
  const auto with = anchor(request(server.origin() + "/m", model().commit));
  EXPECT_TRUE(with.ok()) << with.error().message;
  EXPECT_FALSE(std::filesystem::exists(witness));
}

// ---- a local repository

TEST_F(Anchor, reads_a_local_repository_by_path_and_by_url) {
  const std::string path = model().repository.path().string();
  const std::string by_hand = model().repository.proof();
  for (const std::string& upstream : {path, "file://" + path}) {
    const auto record = anchor(request(upstream, model().commit)).value();
    expect_pointers_behind(record, by_hand, 2);
    EXPECT_EQ(record.upstream, "file://" + path);
    EXPECT_TRUE(record.contacted.empty());
    EXPECT_TRUE(record.notes.empty());
  }
  const auto head = anchor(request(path, "")).value();
  EXPECT_EQ(head.commit.hex(), model().commit);
  EXPECT_EQ(head.notes.size(), 1U);
  const auto bare = anchor(request(served(model().repository, root_.path(), "bare.git"), "main")).value();
  expect_pointers_behind(bare, by_hand, 2);
}

TEST_F(Anchor, resolves_local_refs_loose_and_packed) {
  GitRepository repository;
  repository.write("a", "1");
  const std::string first = repository.commit();
  repository.git({"tag", "-a", "-m", "t", "annotated"});
  repository.git({"branch", "feature/x"});
  repository.write("a", "2");
  const std::string second = repository.commit();
  const std::string path = repository.path().string();
  for (const bool packed : {false, true}) {
    if (packed) repository.git({"pack-refs", "--all"});
    EXPECT_EQ(anchor(request(path, "annotated"))->commit.hex(), first);
    EXPECT_EQ(anchor(request(path, "feature/x"))->commit.hex(), first);
    EXPECT_EQ(anchor(request(path, "refs/heads/main"))->commit.hex(), second);
    EXPECT_EQ(anchor(request(path, first))->commit.hex(), first) << "its parent or child is not needed";
    EXPECT_EQ(anchor(request(path, "feature")).error().code, ErrorCode::not_found);
    EXPECT_EQ(anchor(request(path, "none")).error().code, ErrorCode::not_found);
    EXPECT_EQ(anchor(request(path, std::string(40, 'a'))).error().code, ErrorCode::not_found);
    EXPECT_FALSE(anchor(request(path, "../../HEAD")).ok());
  }
}

TEST_F(Anchor, reads_a_shallow_clone_without_file_contents) {
  const std::string bare = served(model().repository, root_.path(), "m");
  const std::string clone = (root_.path() / "clone").string();
  ASSERT_EQ(test::run_command(
                {"git", "clone", "-q", "--no-checkout", "--depth=1", "--filter=blob:none", "file://" + bare, clone},
                root_.path(), GitRepository::environment(), {}, test::ErrorOutput::dropped)
                .status,
            0);
  EXPECT_EQ(anchor(request(clone, "HEAD"))->proof_bytes, model().repository.proof());
}

TEST_F(Anchor, runs_nothing_of_a_hostile_repository) {
  GitRepository repository;
  repository.write("a", "1");
  const std::string commit = repository.commit();
  const std::string witness = (root_.path() / "witness").string();
  const std::string command = "touch " + witness;
  for (const char* key : {"core.fsmonitor", "core.sshCommand", "core.pager", "core.askPass", "core.editor",
                          "core.alternateRefsCommand", "uploadpack.packObjectsHook", "remote.origin.uploadpack",
                          "credential.helper", "filter.x.clean", "diff.external", "gpg.program"}) {
    repository.git({"config", key, command});
  }
  repository.git({"config", "remote.origin.url", "ext::sh -c " + command});
  repository.git({"config", "remote.origin.promisor", "true"});
  repository.git({"config", "include.path", "/nowhere"});
  repository.git({"config", "core.repositoryformatversion", "99"});  // git itself would refuse to open it
  for (const char* hook :
       {"post-checkout", "reference-transaction", "fsmonitor-watchman", "pre-auto-gc", "post-index-change"}) {
    test::write_file(repository.path() / ".git/hooks" / hook, "#!/bin/sh\n" + command + "\n");
    std::filesystem::permissions(repository.path() / ".git/hooks" / hook, std::filesystem::perms::owner_all);
  }
  const auto record = anchor(request(repository.path().string(), ""));
  ASSERT_TRUE(record.ok()) << record.error().message;
  EXPECT_EQ(record->commit.hex(), commit);
  EXPECT_FALSE(std::filesystem::exists(witness));
}

TEST_F(Anchor, does_not_wait_for_a_fifo_or_follow_a_link_in_place_of_a_ref) {
  GitRepository repository;
  repository.write("a", "1");
  repository.commit();
  const auto head = repository.path() / ".git/HEAD";
  std::filesystem::remove(head);
  ASSERT_EQ(::mkfifo(head.c_str(), 0600), 0);
  EXPECT_EQ(anchor(request(repository.path().string(), "")).error().code, ErrorCode::malformed);
  std::filesystem::remove(head);
  test::write_file(root_.path() / "secret", "a secret");
  std::filesystem::create_symlink(root_.path() / "secret", head);
  const auto refused = anchor(request(repository.path().string(), ""));
  ASSERT_FALSE(refused.ok());
  EXPECT_FALSE(holds(refused.error().message, "a secret"));
  std::filesystem::remove(head);
  test::write_file(head, "ref: refs/heads/a\n");
  test::write_file(repository.path() / ".git/refs/heads/a", "ref: refs/heads/a\n");
  EXPECT_EQ(anchor(request(repository.path().string(), "")).error().code, ErrorCode::malformed) << "a circle";
  test::write_file(head, "ref: ../../secret\n");
  EXPECT_EQ(anchor(request(repository.path().string(), "")).error().code, ErrorCode::malformed);
}

TEST_F(Anchor, says_when_a_folder_is_no_repository) {
  EXPECT_EQ(anchor(request(root_.path().string(), "")).error().code, ErrorCode::not_found);
  test::write_file(root_.path() / "worktree/.git", "gitdir: /elsewhere\n");
  EXPECT_EQ(anchor(request((root_.path() / "worktree").string(), "")).error().code, ErrorCode::unsupported);
}

// ---- a hub

// A model in LFS and what a truthful hub lists of it.
struct HubModel {
  GitRepository repository;
  std::string commit;
  std::vector<std::string> entries;  // JSON, in the order of the paths

  HubModel() {
    repository.git({"lfs", "install", "--local", "--skip-smudge"});
    repository.write(".gitattributes", "*.safetensors filter=lfs -text\n");
    repository.write("config.json", "{}");
    repository.write("unet/w.safetensors", "weights");
    commit = repository.commit();
    const auto proof = git::parse_proof(bytes_of(repository.proof())).value();
    for (const git::ProofEntry& entry : proof.entries) {
      const std::string content = test::read_file(repository.path() / entry.path.text());
      const std::string size = std::to_string(content.size());
      std::string json = R"({"type":"file","oid":")" + entry.id.hex() + R"(","size":)" + size + R"(,"path":")" +
                         entry.path.text() + "\"";
      if (holds(entry.path.text(), ".safetensors")) {
        json += R"(,"lfs":{"oid":")" + hash::sha256(bytes_of(content)).hex() + R"(","size":)" + size +
                R"(,"pointerSize":126})";
      }
      entries.push_back(json + "}");
    }
  }
};

const HubModel& hub_model() {
  static const HubModel made;
  return made;
}

// A hub with that model as org/name, whose answers a test may change.
class HubAnchor : public Anchor {
 protected:
  HubAnchor() { served(repository_, root_.path(), "org/name"); }

  [[nodiscard]] std::string api() const { return "/api/models/org/name"; }
  [[nodiscard]] std::string info_path() const { return api() + "/revision/" + commit_; }
  [[nodiscard]] std::string tree_path() const { return api() + "/tree/" + commit_ + "?recursive=true&expand=false"; }
  [[nodiscard]] test::Route info() const {
    return {.path = info_path(), .body = R"({"sha":")" + commit_ + R"(","gated":false})"};
  }
  [[nodiscard]] test::Route tree() const {
    return {.path = tree_path(), .body = "[" + entries_[0] + "," + entries_[1] + "," + entries_[2] + "]"};
  }

  [[nodiscard]] HubServer::Options options(const std::string& token = {}) const {
    return {.git_root = root_.path().string(), .token = token};
  }

  [[nodiscard]] AnchorRequest hub_request(const HubServer& hub, const std::string& token = {}) const {
    AnchorRequest asked = request("hf:org/name", commit_);
    asked.environment.of(hubs::usual_hub) = {.endpoint = hub.origin(), .token = token};
    return asked;
  }

  const GitRepository& repository_ = hub_model().repository;
  const std::string& commit_ = hub_model().commit;
  const std::vector<std::string>& entries_ = hub_model().entries;
};

TEST_F(HubAnchor, holds_the_list_of_the_hub_against_its_git) {
  const HubServer hub(Routes{info(), tree()}, options());
  const auto record = anchor(hub_request(hub)).value();
  expect_pointers_behind(record, repository_.proof(), 1);
  EXPECT_EQ(record.upstream, "https://huggingface.co/org/name");
  EXPECT_EQ(record.contacted, std::vector<std::string>{hub.origin()});
  EXPECT_TRUE(record.notes.empty());
  EXPECT_FALSE(holds(hub.log(), "Authorization"));
}

TEST_F(HubAnchor, reads_the_list_in_pages) {
  test::Route first{.path = tree_path(),
                    .headers = {{"Link", "<" + api() + "/tree/more?cursor=1>; rel=\"next\""}},
                    .body = "[" + entries_[2] + "]"};
  test::Route second{.path = api() + "/tree/more?cursor=1", .body = "[" + entries_[0] + "," + entries_[1] + "]"};
  const HubServer hub(Routes{info(), first, second}, options());
  EXPECT_TRUE(anchor(hub_request(hub)).ok());
}

TEST_F(HubAnchor, does_not_go_on_reading_in_a_circle_or_elsewhere) {
  const HubServer elsewhere(Routes{{.path = "/steal", .body = "[]"}});
  test::Route circle = tree();
  circle.headers = {{"Link", "<" + tree_path() + ">; rel=\"next\""}};
  EXPECT_EQ(anchor(hub_request(HubServer(Routes{info(), circle}, options()), "hf_secret")).error().code,
            ErrorCode::inconsistent);
  test::Route away = tree();
  away.headers = {{"Link", "<" + elsewhere.origin() + "/steal>; rel=\"next\""}};
  EXPECT_EQ(anchor(hub_request(HubServer(Routes{info(), away}, options()), "hf_secret")).error().code,
            ErrorCode::inconsistent);
  EXPECT_EQ(elsewhere.log(), "");
}

TEST_F(HubAnchor, finds_a_hub_that_contradicts_its_git) {
  const auto replaced = [&](std::string body, const std::string& what, const std::string& with) {
    const std::size_t at = body.find(what);
    EXPECT_NE(at, std::string::npos) << what;
    return body.replace(at, what.size(), with);
  };
  const std::string id = repository_.git_line({"rev-parse", "HEAD:config.json"});
  const std::string sha256 = hash::sha256(bytes_of("weights")).hex();
  for (const std::string& body :
       {replaced(tree().body, id, std::string(40, 'a')), replaced(tree().body, sha256, std::string(64, 'a')),
        replaced(tree().body, "config.json", "config.jsob"), "[" + entries_[0] + "]",
        "[" + entries_[0] + "," + entries_[1] + "," + entries_[2] + "," + entries_[0] + "]"}) {
    const HubServer hub(Routes{info(), {.path = tree_path(), .body = body}}, options());
    EXPECT_EQ(anchor(hub_request(hub)).error().code, ErrorCode::inconsistent) << body;
  }
  const HubServer hub(Routes{{.path = info_path(), .body = R"({"sha":")" + std::string(40, 'a') + R"("})"}, tree()},
                      options());
  EXPECT_EQ(anchor(hub_request(hub)).error().code, ErrorCode::inconsistent);
}

TEST_F(HubAnchor, gives_the_token_to_the_hub_and_its_git) {
  const HubServer hub(Routes{info(), tree()}, options("hf_secret"));
  const auto record = anchor(hub_request(hub, "hf_secret"));
  ASSERT_TRUE(record.ok()) << record.error().message;
  EXPECT_TRUE(holds(hub.log(), "Authorization: Bearer hf_secret"));
  EXPECT_TRUE(holds(hub.log(), "Authorization: Basic "));
  const auto wrong = anchor(hub_request(hub, "hf_wrong"));
  EXPECT_EQ(wrong.error().code, ErrorCode::denied) << wrong.error().message;
  EXPECT_FALSE(holds(wrong.error().message, "hf_wrong"));
}

TEST_F(HubAnchor, takes_the_token_to_no_other_origin) {
  const HubServer elsewhere(Routes{{.path = "/info", .body = info().body}, {.path = "/tree", .body = tree().body}},
                            options());
  const HubServer hub(
      Routes{{.path = info_path(), .status = 307, .headers = {{"Location", elsewhere.origin() + "/info"}}},
             {.path = tree_path(), .status = 307, .headers = {{"Location", elsewhere.origin() + "/tree"}}}},
      options("hf_secret"));
  const auto record = anchor(hub_request(hub, "hf_secret"));
  ASSERT_TRUE(record.ok()) << record.error().message;
  EXPECT_EQ(record->contacted, (std::vector<std::string>{hub.origin(), elsewhere.origin()}));
  EXPECT_TRUE(holds(elsewhere.log(), "GET /tree"));
  EXPECT_FALSE(holds(elsewhere.log(), "hf_secret")) << elsewhere.log();
  EXPECT_FALSE(holds(elsewhere.log(), "Authorization")) << elsewhere.log();
  // The same user, asking plain git elsewhere with the same environment.
  served(repository_, root_.path(), "plain");
  AnchorRequest plain = hub_request(hub, "hf_secret");
  plain.upstream = elsewhere.origin() + "/plain";
  EXPECT_TRUE(anchor(plain).ok());
  EXPECT_FALSE(holds(elsewhere.log(), "Authorization")) << elsewhere.log();
}

TEST_F(HubAnchor, tells_what_the_hub_objects_to) {
  const HubServer gated(Routes{{.path = info_path(), .status = 401, .headers = {{"X-Error-Code", "GatedRepo"}}}},
                        options());
  EXPECT_EQ(anchor(hub_request(gated)).error().code, ErrorCode::denied);
  const HubServer limited(Routes{{.path = info_path(), .status = 429, .headers = {{"RateLimit", "\"api\";r=0;t=9"}}}},
                          options());
  EXPECT_TRUE(holds(anchor(hub_request(limited)).error().message, "try again in 10 s"));
  const HubServer gone(Routes{{.path = info_path(), .status = 404, .headers = {{"X-Error-Code", "RevisionNotFound"}}}},
                       options());
  EXPECT_EQ(anchor(hub_request(gone)).error().code, ErrorCode::not_found);
  EXPECT_FALSE(holds(gone.log(), "git-upload-pack")) << "git would not know better";
}

TEST_F(HubAnchor, survives_answers_without_end_half_answers_and_other_things) {
  const auto ask = [&](test::Route route) {
    return anchor(hub_request(HubServer(Routes{info(), std::move(route)}, options()))).error().code;
  };
  EXPECT_EQ(ask({.path = tree_path(), .behaviour = "endless"}), ErrorCode::limit);
  EXPECT_EQ(ask({.path = tree_path(), .body = tree().body, .behaviour = "cut"}), ErrorCode::network);
  EXPECT_EQ(ask({.path = tree_path(), .status = 302, .headers = {{"Location", tree_path()}}}), ErrorCode::limit);
  EXPECT_EQ(ask({.path = tree_path(), .body = "<html>"}), ErrorCode::malformed);
  EXPECT_EQ(ask({.path = tree_path(), .status = 503}), ErrorCode::network);
}

TEST_F(HubAnchor, asks_nobody_when_it_is_offline) {
  const HubServer hub(Routes{info(), tree()}, options());
  AnchorRequest offline = hub_request(hub);
  offline.environment.of(hubs::usual_hub).offline = true;
  EXPECT_EQ(anchor(offline).error().code, ErrorCode::usage);
  EXPECT_EQ(hub.log(), "");
}

TEST_F(HubAnchor, asks_modelscope_in_its_own_way) {
  std::string files;
  for (const char* name : {".gitattributes", "config.json", "unet/w.safetensors"}) {
    const std::string content = test::read_file(repository_.path() / name);
    files += (files.empty() ? "" : ",") + std::string(R"({"Path":")") + name + R"(","Type":"blob","IsLFS":)" +
             (holds(name, ".safetensors") ? "true" : "false") + R"(,"Size":)" + std::to_string(content.size()) +
             R"(,"Sha256":")" + hash::sha256(bytes_of(content)).hex() + "\"}";
  }
  served(repository_, root_.path(), "org/name.git");
  const std::string path = "/api/v1/models/org/name/repo/files?Revision=" + commit_ + "&Recursive=True";
  const std::string body = R"({"Code":200,"Success":true,"Data":{"Files":[)" + files + "]}}";
  const HubServer hub(Routes{{.path = path, .body = body}}, options());
  AnchorRequest asked = request("ms:org/name", commit_);
  asked.environment.of(hubs::speaker_of(hubs::Protocol::modelscope)).endpoint = hub.origin();
  const auto record = anchor(asked);
  ASSERT_TRUE(record.ok()) << record.error().message;
  expect_pointers_behind(*record, repository_.proof(), 1);
  EXPECT_EQ(record->upstream, "https://www.modelscope.cn/org/name");

  std::string lie = body;
  lie.replace(lie.find(hash::sha256(bytes_of("weights")).hex()), 64, std::string(64, 'a'));
  const HubServer liar(Routes{{.path = path, .body = lie}}, options());
  asked.environment.of(hubs::speaker_of(hubs::Protocol::modelscope)).endpoint = liar.origin();
  EXPECT_EQ(anchor(asked).error().code, ErrorCode::inconsistent);
}

}  // namespace
}  // namespace weightcheck::anchor
