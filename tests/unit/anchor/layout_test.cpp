// SPDX-License-Identifier: Apache-2.0
#include "anchor/layout.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "anchor/hub_cache.hpp"
#include "support/hub_cache.hpp"

namespace weightcheck::anchor {
namespace {

namespace fs = std::filesystem;
using evidence::Claim;
using evidence::LayoutRecord;
using test::GitRepository;
using test::HubCache;

const std::string pinned_commit(40, 'c');
const std::string other_commit(40, 'd');

// The strongest of the layouts, or one that says nothing.
LayoutRecord read(const fs::path& folder) {
  const auto model = io::ModelDirectory::open(folder.string()).value();
  auto records = read_layouts(model).value();
  add_walk(model.walk().value(), records);
  return records.empty() ? LayoutRecord{} : records.front();
}

std::vector<std::string> paths(const std::vector<Claim>& claims) {
  std::vector<std::string> names;
  for (const Claim& claim : claims)
    names.push_back(claim.path().text());
  return names;
}

std::vector<std::string> paths(const std::vector<ModelPath>& list) {
  std::vector<std::string> names;
  for (const ModelPath& path : list)
    names.push_back(path.text());
  return names;
}

std::vector<std::string> names(const test::HubFiles& files) {
  std::vector<std::string> list;
  for (const auto& [path, file] : files)
    list.push_back(path);
  return list;
}

const Claim& claim_of(const LayoutRecord& record, std::string_view path) {
  return *std::ranges::find(record.claims, path, [](const Claim& claim) { return claim.path().text(); });
}

TEST(PlainFolder, says_nothing) {
  const test::TemporaryFolder folder;
  test::write_file(folder.path() / "a", "a");
  test::write_file(folder.path() / ".msc", "ModelScope's own");
  EXPECT_EQ(read(folder.path()).claims, std::vector<Claim>());
  EXPECT_TRUE(read(folder.path()).commits.empty());
}

// The cache

TEST(HubCache, names_digests_by_its_links) {
  const HubCache cache;
  const test::HubFiles files = test::small_model();
  cache.add_snapshot(pinned_commit, files);
  const LayoutRecord record = read(cache.snapshot(pinned_commit));
  EXPECT_EQ(record.source, "the hub cache");
  EXPECT_EQ(paths(record.claims), names(files));
  for (const auto& [path, file] : files) {
    const Claim& claim = claim_of(record, path);
    EXPECT_EQ(file.lfs ? claim.sha256()->hex() : claim.blob_id()->hex(), file.etag()) << path;
  }
  EXPECT_EQ(record.commits, std::vector{git::ObjectId::parse(pinned_commit).value()});
  EXPECT_EQ(record.upstream, "https://huggingface.co/acme/tiny");
  EXPECT_FALSE(record.lists_own_files);
}

TEST(HubCache, without_links_is_known_by_the_list_alone) {
  const HubCache cache;
  const test::HubFiles files = test::small_model();
  cache.add_snapshot(pinned_commit, files, HubCache::Links::no);
  EXPECT_TRUE(read(cache.snapshot(pinned_commit)).claims.empty());
  cache.add_listing(pinned_commit, files);
  const LayoutRecord record = read(cache.snapshot(pinned_commit));
  EXPECT_EQ(paths(record.claims), names(files));
  EXPECT_EQ(claim_of(record, "config.json").file_size, 3U);
}

TEST(HubCache, tells_missing_blobs_from_files_that_nobody_asked_for) {
  const HubCache cache;
  test::HubFiles files = test::small_model();
  cache.add_snapshot(pinned_commit, files);
  files["never.bin"] = {"left out by a pattern", true};
  cache.add_listing(pinned_commit, files);
  fs::remove(cache.repository() / "blobs" / files.at("model.safetensors").etag());
  const LayoutRecord record = read(cache.snapshot(pinned_commit));
  EXPECT_EQ(paths(record.claims), names(files));
  EXPECT_EQ(paths(record.not_fetched), std::vector<std::string>{"never.bin"});
}

TEST(HubCache, claims_a_missing_blob_by_the_link_alone) {
  const HubCache cache;
  const test::HubFiles files = test::small_model();
  cache.add_snapshot(pinned_commit, files);
  fs::remove(cache.repository() / "blobs" / files.at("model.safetensors").etag());
  const LayoutRecord record = read(cache.snapshot(pinned_commit));
  EXPECT_EQ(claim_of(record, "model.safetensors").sha256()->hex(), files.at("model.safetensors").etag());
}

TEST(HubCache, whose_list_and_blob_names_disagree_is_told) {
  const HubCache cache;
  test::HubFiles files = test::small_model();
  cache.add_snapshot(pinned_commit, files);
  files["model.safetensors"].content = "another";
  files["config.json"].content = "[]\n";
  cache.add_listing(pinned_commit, files);
  const LayoutRecord record = read(cache.snapshot(pinned_commit));
  ASSERT_EQ(record.disagreements.size(), 2U);
  EXPECT_EQ(record.disagreements[0].path.text(), "config.json");
  EXPECT_EQ(record.disagreements[1].path.text(), "model.safetensors");
}

TEST(HubCache, reports_unfinished_downloads_that_nothing_finished) {
  const HubCache cache;
  const test::HubFiles files = test::small_model();
  cache.add_snapshot(pinned_commit, files);
  const std::string lost(64, 'e');
  test::write_file(cache.repository() / "blobs" / (lost + ".0123abcd.incomplete"), "x");
  test::write_file(cache.repository() / "blobs" / (files.at("config.json").etag() + ".incomplete"), "x");
  const auto partial = read(cache.snapshot(pinned_commit)).partial;
  ASSERT_EQ(partial.size(), 1U);
  EXPECT_EQ(partial[0].name, "../../blobs/" + lost + ".0123abcd.incomplete");
  EXPECT_FALSE(partial[0].superseded);

  cache.add_listing(pinned_commit, files);  // by which no file of this commit has that digest
  EXPECT_TRUE(read(cache.snapshot(pinned_commit)).partial.at(0).superseded);
}

TEST(HubCache, with_a_broken_list_goes_by_the_blob_names) {
  const HubCache cache;
  const test::HubFiles files = test::small_model();
  cache.add_snapshot(pinned_commit, files);
  test::write_file(cache.repository() / "trees" / (pinned_commit + ".json"), "{");
  const LayoutRecord record = read(cache.snapshot(pinned_commit));
  EXPECT_EQ(paths(record.claims), names(files));
  ASSERT_EQ(record.ignored.size(), 1U);
  EXPECT_EQ(record.ignored[0].name, "trees/" + pinned_commit + ".json");
}

TEST(HubCache, claims_no_file_of_this_programs_own) {
  const HubCache cache;
  test::HubFiles files = test::small_model();
  files["SHA256.manifest"] = {"00  a\n"};
  cache.add_snapshot(pinned_commit, files);
  const LayoutRecord by_links = read(cache.snapshot(pinned_commit));
  EXPECT_EQ(paths(by_links.claims), names(test::small_model()));
  EXPECT_TRUE(by_links.lists_own_files);
  const HubCache without_links;
  without_links.add_snapshot(pinned_commit, files, HubCache::Links::no);
  without_links.add_listing(pinned_commit, files);
  const LayoutRecord by_list = read(without_links.snapshot(pinned_commit));
  EXPECT_EQ(paths(by_list.claims), names(test::small_model()));
  EXPECT_TRUE(by_list.lists_own_files);
}

TEST(HubCache, takes_a_blob_of_an_unknown_name_for_nothing) {
  const HubCache cache;
  test::write_file(cache.repository() / "blobs" / "some-etag", "x");
  fs::create_directories(cache.snapshot(pinned_commit));
  fs::create_symlink("../../blobs/some-etag", cache.snapshot(pinned_commit) / "a");
  EXPECT_TRUE(read(cache.snapshot(pinned_commit)).claims.empty());
}

// From the repository's folder to the snapshot

class Repository : public testing::Test {
 protected:
  [[nodiscard]] std::string found(const std::optional<std::string>& wanted = std::nullopt) const {
    const auto path = find_snapshot(cache_.repository().string(),
                                    wanted ? git::ObjectId::parse(*wanted) : std::optional<git::ObjectId>());
    return path.ok() ? fs::path(*path).filename().string() : "error: " + path.error().message;
  }

  HubCache cache_;
};

TEST_F(Repository, with_one_snapshot_is_that_one) {
  cache_.add_snapshot(pinned_commit, test::small_model());
  EXPECT_EQ(found(), pinned_commit);
  cache_.add_ref("main", other_commit + "\n");  // moved, and not downloaded
  EXPECT_EQ(found(), pinned_commit);
}

TEST_F(Repository, is_what_refs_main_names) {
  cache_.add_snapshot(pinned_commit, test::small_model());
  cache_.add_snapshot(other_commit, test::small_model());
  cache_.add_ref("refs/pr/1", pinned_commit);
  cache_.add_ref("main", other_commit);
  EXPECT_EQ(found(), other_commit);
}

TEST_F(Repository, is_the_demanded_commit_where_it_is_there) {
  cache_.add_snapshot(pinned_commit, test::small_model());
  cache_.add_snapshot(other_commit, test::small_model());
  cache_.add_ref("main", other_commit);
  EXPECT_EQ(found(pinned_commit), pinned_commit);
  EXPECT_EQ(found(std::string(40, 'e')), other_commit);  // which the pin then contradicts
}

TEST_F(Repository, with_several_snapshots_and_no_ref_names_them) {
  cache_.add_snapshot(pinned_commit, test::small_model());
  cache_.add_snapshot(other_commit, test::small_model());
  const auto path = find_snapshot(cache_.repository().string(), std::nullopt);
  ASSERT_FALSE(path.ok());
  EXPECT_EQ(path.error().code, ErrorCode::usage);
  EXPECT_NE(path.error().message.find("snapshots/" + pinned_commit + ", snapshots/" + other_commit), std::string::npos);
}

TEST_F(Repository, without_any_snapshot_is_an_error) {
  fs::create_directories(cache_.repository() / "snapshots");
  EXPECT_EQ(find_snapshot(cache_.repository().string(), std::nullopt).error().code, ErrorCode::usage);
}

TEST_F(Repository, is_left_alone_where_it_only_looks_like_one) {
  test::write_file(cache_.repository() / "config.json", "{}");
  EXPECT_EQ(find_snapshot(cache_.repository().string(), std::nullopt).value(), cache_.repository().string());
  cache_.add_snapshot(pinned_commit, test::small_model());
  EXPECT_EQ(find_snapshot(cache_.snapshot(pinned_commit).string(), std::nullopt).value(),
            cache_.snapshot(pinned_commit).string());
  EXPECT_EQ(find_snapshot("/nowhere/models--a--b", std::nullopt).value(), "/nowhere/models--a--b");
}

// Downloads into a plain folder

TEST(LocalDir, claims_what_each_record_says) {
  const test::TemporaryFolder folder;
  const test::HubFiles files = test::small_model();
  test::write_local_dir(folder.path(), pinned_commit, files);
  const LayoutRecord record = read(folder.path());
  EXPECT_EQ(record.source, "the download metadata");
  EXPECT_EQ(paths(record.claims), names(files));
  EXPECT_EQ(record.commits, std::vector{git::ObjectId::parse(pinned_commit).value()});
  EXPECT_TRUE(record.changed_since_download.empty());
}

TEST(LocalDir, names_every_commit_its_files_are_of) {
  const test::TemporaryFolder folder;
  test::write_local_dir(folder.path(), other_commit, test::small_model());
  test::write_download_record(folder.path(), "config.json", pinned_commit,
                              test::small_model().at("config.json").etag());
  EXPECT_EQ(read(folder.path()).commits,
            (std::vector{git::ObjectId::parse(pinned_commit).value(), git::ObjectId::parse(other_commit).value()}));
}

TEST(LocalDir, tells_files_that_were_written_to_later) {
  const test::TemporaryFolder folder;
  const test::HubFiles files = test::small_model();
  test::write_local_dir(folder.path(), pinned_commit, files);
  test::write_download_record(folder.path(), "config.json", pinned_commit, files.at("config.json").etag(), "1000.5");
  EXPECT_EQ(paths(read(folder.path()).changed_since_download), std::vector<std::string>{"config.json"});
}

TEST(LocalDir, takes_sizes_and_absent_files_from_the_list) {
  const test::TemporaryFolder folder;
  test::HubFiles files = test::small_model();
  test::write_local_dir(folder.path(), pinned_commit, files);
  files["never.bin"] = {"left out by a pattern", true};
  test::write_file(folder.path() / ".cache/huggingface/trees" / (pinned_commit + ".json"), test::listing(files));
  const LayoutRecord record = read(folder.path());
  EXPECT_EQ(paths(record.claims), names(files));
  EXPECT_EQ(claim_of(record, "config.json").file_size, 3U);
  EXPECT_EQ(paths(record.not_fetched), std::vector<std::string>{"never.bin"});
  EXPECT_TRUE(record.disagreements.empty());
}

TEST(LocalDir, whose_list_and_records_disagree_is_told) {
  const test::TemporaryFolder folder;
  test::HubFiles files = test::small_model();
  test::write_local_dir(folder.path(), pinned_commit, files);
  files["model.safetensors"].content = "another";
  test::write_file(folder.path() / ".cache/huggingface/trees" / (pinned_commit + ".json"), test::listing(files));
  const LayoutRecord record = read(folder.path());
  ASSERT_EQ(record.disagreements.size(), 1U);
  EXPECT_EQ(record.disagreements[0].path.text(), "model.safetensors");
}

TEST(LocalDir, ignores_records_it_cannot_use_and_says_so) {
  const test::TemporaryFolder folder;
  test::write_local_dir(folder.path(), pinned_commit, test::small_model());
  const fs::path download = folder.path() / ".cache/huggingface/download";
  test::write_file(download / "config.json.metadata", "half a rec");
  test::write_file(download / "huge.metadata", std::string(5000, 'x'));
  fs::create_symlink("/etc/hostname", download / "linked.metadata");
  const LayoutRecord record = read(folder.path());
  EXPECT_EQ(record.claims.size(), test::small_model().size() - 1);
  ASSERT_EQ(record.ignored.size(), 3U);
  EXPECT_EQ(record.ignored[0].name, ".cache/huggingface/download/config.json.metadata");
}

TEST(LocalDir, reports_unfinished_downloads) {
  const test::TemporaryFolder folder;
  test::write_local_dir(folder.path(), pinned_commit, test::small_model());
  test::write_file(folder.path() / ".cache/huggingface/download/onnx/abc=.etag.0123abcd.incomplete", "x");
  const auto etag = test::small_model().at("config.json").etag();
  test::write_file(folder.path() / (".cache/huggingface/download/abc=." + etag + ".0123abcd.incomplete"), "x");
  const auto partial = read(folder.path()).partial;
  ASSERT_EQ(partial.size(), 2U);
  EXPECT_EQ(partial[0].finished, "config.json");
  EXPECT_TRUE(partial[0].superseded);  // it has arrived since
  EXPECT_EQ(partial[1].name, ".cache/huggingface/download/onnx/abc=.etag.0123abcd.incomplete");
  EXPECT_FALSE(partial[1].superseded);
}

// Checkouts

TEST(GitCheckout, claims_the_blobs_of_its_index) {
  for (const auto format : {GitRepository::Format::sha1, GitRepository::Format::sha256}) {
    const test::ModelRepository model(format);
    const LayoutRecord record = read(model.repository.path());
    EXPECT_EQ(record.source, "the git index");
    EXPECT_EQ(record.commits, std::vector{git::ObjectId::parse(model.commit).value()});
    EXPECT_EQ(record.claims.size(), model.content.size());  // the submodule is no file
    EXPECT_TRUE(record.ignored.empty());
    for (const Claim& claim : record.claims) {
      EXPECT_EQ(claim.blob_id()->hex(), model.repository.git_line({"rev-parse", "HEAD:" + claim.path().text()}));
      EXPECT_EQ(claim.of_link, claim.path().text() == "link.json");
    }
  }
}

TEST(GitCheckout, finds_its_commit_in_packed_refs_and_on_no_branch) {
  GitRepository repository;
  repository.write("a", "a");
  const std::string first = repository.commit();
  repository.git({"pack-refs", "--all"});
  EXPECT_EQ(read(repository.path()).commits, std::vector{git::ObjectId::parse(first).value()});
  repository.git({"checkout", "-q", "--detach"});
  EXPECT_EQ(read(repository.path()).commits, std::vector{git::ObjectId::parse(first).value()});
}

TEST(GitCheckout, without_a_commit_is_still_an_index) {
  for (const auto format : {GitRepository::Format::sha1, GitRepository::Format::sha256}) {
    const GitRepository repository(format);
    repository.write("a", "a");
    repository.git({"add", "a"});
    const LayoutRecord record = read(repository.path());
    EXPECT_TRUE(record.commits.empty());
    EXPECT_EQ(paths(record.claims), std::vector<std::string>{"a"});
  }
}

TEST(GitCheckout, that_is_sparse_does_not_miss_what_it_left_out) {
  const GitRepository repository;
  repository.write("kept/a", "a");
  repository.write("left/b", "b");
  repository.commit();
  repository.git({"sparse-checkout", "set", "--no-cone", "kept"});
  const LayoutRecord record = read(repository.path());
  EXPECT_EQ(paths(record.claims), (std::vector<std::string>{"kept/a", "left/b"}));
  EXPECT_EQ(paths(record.not_fetched), std::vector<std::string>{"left/b"});
}

TEST(GitCheckout, in_a_linked_worktree_is_not_followed) {
  const test::TemporaryFolder folder;
  test::write_file(folder.path() / ".git", "gitdir: /somewhere/else\n");
  test::write_file(folder.path() / "a", "a");
  const LayoutRecord record = read(folder.path());
  EXPECT_TRUE(record.claims.empty());
  ASSERT_EQ(record.ignored.size(), 1U);
  EXPECT_EQ(record.ignored[0].name, ".git");
}

TEST(GitCheckout, with_a_broken_index_claims_nothing) {
  const GitRepository repository;
  repository.write("a", "a");
  repository.commit();
  test::write_file(repository.path() / ".git/index", "DIRC");
  const LayoutRecord record = read(repository.path());
  EXPECT_TRUE(record.claims.empty());
  ASSERT_EQ(record.ignored.size(), 1U);
  EXPECT_EQ(record.ignored[0].name, ".git/index");
}

TEST(GitCheckout, reads_no_configuration_and_runs_nothing) {
  const GitRepository repository;
  repository.write("a", "a");
  const std::string head = repository.commit();
  const fs::path trap = repository.path() / "ran";
  test::write_file(repository.path() / ".git/config",
                   "[core]\n\tfsmonitor = touch " + trap.string() + "\n[include]\n\tpath = /nowhere\n");
  EXPECT_EQ(read(repository.path()).commits, std::vector{git::ObjectId::parse(head).value()});
  EXPECT_FALSE(fs::exists(trap));
}

TEST(GitCheckout, whose_head_names_a_file_outside_is_no_commit) {
  const GitRepository repository;
  repository.write("a", "a");
  const std::string head = repository.commit();
  test::write_file(repository.path() / "planted", head + "\n");
  for (const char* const target :
       {"ref: refs/../../planted", "ref: ../planted", "ref: /etc/hostname", "HEAD", "\xff"}) {
    test::write_file(repository.path() / ".git/HEAD", std::string(target) + "\n");
    EXPECT_TRUE(read(repository.path()).commits.empty()) << target;
  }
}

}  // namespace
}  // namespace weightcheck::anchor
