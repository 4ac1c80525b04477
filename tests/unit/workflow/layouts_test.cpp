// SPDX-License-Identifier: Apache-2.0
// What lies on disk without a manifest, from the folder to the verdict.
#include <gtest/gtest.h>

#include <algorithm>

#include "support/hub_cache.hpp"
#include "workflow/create_manifest.hpp"
#include "workflow/verify.hpp"

namespace weightcheck::workflow {
namespace {

namespace fs = std::filesystem;
using evidence::Anchor;
using evidence::Integrity;
using evidence::Owner;
using policy::CheckId;
using policy::Report;
using policy::Verdict;
using test::HubCache;

const std::string commit(40, 'c');
const std::string other_commit(40, 'd');

class Layouts : public testing::Test {
 protected:
  // The models here hold a few bytes each: no license, and no text of one.
  Layouts() {
    request_.demands.checks = {CheckId::integrity};
    for (const char* const rule : {"license-missing", "license-placeholder"})
      request_.demands.levels[rule] = policy::Severity::note;
  }

  Report verified(const fs::path& model) {
    request_.model = model.string();
    auto report = verify(request_, {});
    if (!report.ok()) throw std::runtime_error(report.error().message);
    return std::move(*report);
  }

  // The severity of a rule's finding, "" where it has none.
  static std::string found(const Report& report, std::string_view rule) {
    const auto finding = std::ranges::find(report.findings, rule, &policy::Finding::rule);
    return finding == report.findings.end() ? "" : std::string(name_of(finding->severity));
  }

  static const evidence::FileRow& row(const Report& report, std::string_view path) {
    return *std::ranges::find(report.files, path, [](const auto& seen) { return seen.path.text(); });
  }

  static bool all_ok(const Report& report) {
    return std::ranges::all_of(report.files, [](const auto& seen) { return seen.integrity == Integrity::ok; });
  }

  VerifyRequest request_;
};

class Cache : public Layouts {
 protected:
  HubCache cache_;
  test::HubFiles files_ = test::small_model();
};

TEST_F(Cache, verifies_by_its_repositorys_folder) {
  cache_.add_snapshot(commit, files_);
  cache_.add_ref("main", commit);
  const Report report = verified(cache_.repository());
  EXPECT_EQ(report.verdict, Verdict::verified);
  EXPECT_TRUE(all_ok(report));
  EXPECT_EQ(report.files.size(), files_.size());
  EXPECT_EQ(report.trust, evidence::Trust::self);
  EXPECT_EQ(report.pin->commit.hex(), commit);
  EXPECT_EQ(report.pin->upstream, "https://huggingface.co/acme/tiny");
  EXPECT_EQ(report.expectations, "the hub cache");
  EXPECT_EQ(found(report, "manifest-missing"), "warning");
  EXPECT_EQ(found(report, "anchor-unproven"), "warning");
}

TEST_F(Cache, fails_on_a_byte_of_a_blob) {
  cache_.add_snapshot(commit, files_);
  test::write_file(cache_.repository() / "blobs" / files_.at("model.safetensors").etag(),
                   std::string("\x02\0\0\0\0\0\0\0[]", 10));
  const Report report = verified(cache_.snapshot(commit));
  EXPECT_EQ(report.exit_code, 1);
  EXPECT_EQ(row(report, "model.safetensors").integrity, Integrity::differs);
  EXPECT_EQ(found(report, "file-modified"), "error");
}

TEST_F(Cache, fails_on_a_missing_blob_and_not_on_a_file_that_nobody_asked_for) {
  cache_.add_snapshot(commit, files_);
  test::HubFiles listed = files_;
  listed["never.bin"] = {"left out by a pattern", true};
  cache_.add_listing(commit, listed);
  const Report partial = verified(cache_.snapshot(commit));
  EXPECT_EQ(partial.verdict, Verdict::verified);
  EXPECT_EQ(found(partial, "file-missing"), "warning");
  fs::remove(cache_.repository() / "blobs" / files_.at("model.safetensors").etag());
  const Report missing = verified(cache_.snapshot(commit));
  EXPECT_EQ(missing.exit_code, 1);
  EXPECT_EQ(found(missing, "file-missing"), "error");
  EXPECT_EQ(row(missing, "model.safetensors").integrity, Integrity::missing);
}

TEST_F(Cache, fails_on_a_file_that_was_put_beside) {
  cache_.add_snapshot(commit, files_);
  test::write_file(cache_.snapshot(commit) / "extra.py", "print()");
  EXPECT_EQ(found(verified(cache_.snapshot(commit)), "file-unlisted"), "error");
}

TEST_F(Cache, without_links_verifies_by_the_list_and_not_at_all_without_it) {
  cache_.add_snapshot(commit, files_, HubCache::Links::no);
  EXPECT_EQ(verified(cache_.snapshot(commit)).exit_code, 4);
  cache_.add_listing(commit, files_);
  EXPECT_EQ(verified(cache_.snapshot(commit)).verdict, Verdict::verified);
  test::write_file(cache_.snapshot(commit) / "config.json", "{} ");
  EXPECT_EQ(verified(cache_.snapshot(commit)).exit_code, 1);
  test::write_file(cache_.snapshot(commit) / "config.json", "{}");
  EXPECT_EQ(found(verified(cache_.snapshot(commit)), "size-differs"), "error");
}

TEST_F(Cache, fails_where_two_records_disagree) {
  cache_.add_snapshot(commit, files_);
  files_["config.json"].content = "[]\n";
  cache_.add_listing(commit, files_);
  const Report report = verified(cache_.snapshot(commit));
  EXPECT_EQ(report.exit_code, 1);
  EXPECT_EQ(found(report, "metadata-inconsistent"), "error");
}

TEST_F(Cache, takes_no_link_for_a_file_of_the_commit_that_the_list_lacks) {
  const test::HubFiles listed = files_;
  files_["adapter_model.safetensors"] = files_.at("model.safetensors");
  files_["modeling.py"] = {"print()"};
  cache_.add_snapshot(commit, files_);
  EXPECT_EQ(found(verified(cache_.snapshot(commit)), "file-unlisted"), "");
  cache_.add_listing(commit, listed);
  const Report report = verified(cache_.snapshot(commit));
  EXPECT_EQ(found(report, "file-unlisted"), "error");
  for (const char* const path : {"adapter_model.safetensors", "modeling.py"})
    EXPECT_EQ(row(report, path).integrity, Integrity::unlisted) << path;
}

TEST_F(Cache, is_not_verified_beside_a_damaged_list_of_its_commit) {
  cache_.add_snapshot(commit, files_);
  const auto list = cache_.repository() / "trees" / (std::string(commit) + ".json");
  for (const char* const text : {"", "{", "null", R"({"format_version": 1, "files": {"../x": {"size": 1}}})"}) {
    test::write_file(list, text);
    const Report report = verified(cache_.snapshot(commit));
    EXPECT_EQ(found(report, "metadata-ignored"), "error") << text;
    EXPECT_EQ(report.exit_code, 4) << text;
  }
  test::write_file(list, R"({"format_version": 7, "files": []})");  // of a client to come: the blobs' names are left
  EXPECT_EQ(found(verified(cache_.snapshot(commit)), "metadata-ignored"), "note");
  EXPECT_EQ(verified(cache_.snapshot(commit)).verdict, Verdict::verified);
}

TEST_F(Cache, is_found_in_a_whole_cache_of_one_repository) {
  cache_.add_snapshot(commit, files_);
  test::write_file(cache_.root() / "version.txt", "1");
  EXPECT_EQ(verified(cache_.root()).verdict, Verdict::verified);
  fs::create_directories(cache_.root() / "models--acme--other/snapshots");
  VerifyRequest request;
  request.model = cache_.root().string();
  const auto report = verify(request, {});
  ASSERT_FALSE(report.ok());
  EXPECT_EQ(report.error().code, ErrorCode::usage);
  EXPECT_NE(report.error().message.find("models--acme--other, models--acme--tiny"), std::string::npos)
      << report.error().message;
}

TEST_F(Cache, of_another_commit_than_demanded_is_refused_unopened) {
  cache_.add_snapshot(commit, files_);
  request_.commit = git::ObjectId::parse(other_commit);
  const Report report = verified(cache_.repository());
  EXPECT_EQ(report.exit_code, 4);
  EXPECT_EQ(found(report, "pin-conflict"), "error");
  EXPECT_TRUE(report.files.empty());
  request_.commit = git::ObjectId::parse(commit);
  EXPECT_EQ(verified(cache_.repository()).trust, evidence::Trust::pinned);
}

TEST_F(Cache, has_no_say_about_the_host_it_came_from) {
  cache_.add_snapshot(commit, files_);
  request_.upstream = "https://hub.example/acme/tiny";
  EXPECT_EQ(verified(cache_.repository()).pin->upstream, "https://hub.example/acme/tiny");
  request_.upstream = "hf:acme/tiny";
  EXPECT_EQ(verified(cache_.repository()).verdict, Verdict::verified);
  request_.upstream = "hf:acme/other";
  EXPECT_EQ(found(verified(cache_.repository()), "pin-conflict"), "error");
}

TEST_F(Cache, is_held_against_a_manifest_that_was_put_there_and_not_against_a_committed_one) {
  const std::string manifest = "# weightcheck manifest v1\n# commit: " + other_commit + "\n" +
                               hash::sha256(bytes_of("{}\n")).hex() + "  config.json\n";
  files_ = {{"config.json", {"{}\n"}}};
  cache_.add_snapshot(commit, files_);
  test::write_file(cache_.snapshot(commit) / "SHA256.manifest", manifest);
  EXPECT_EQ(found(verified(cache_.repository()), "pin-conflict"), "error");

  const HubCache published;
  files_["SHA256.manifest"] = {manifest};  // it cannot name the commit that it is in
  published.add_snapshot(commit, files_);
  request_.demands.checks = {policy::CheckId::integrity};
  request_.demands.levels["weights-missing"] = policy::Severity::note;
  const Report report = verified(published.repository());
  EXPECT_EQ(report.verdict, Verdict::verified);
  EXPECT_EQ(report.pin->commit.hex(), other_commit);
}

TEST_F(Cache, tells_of_an_unfinished_download) {
  cache_.add_snapshot(commit, files_);
  test::write_file(cache_.repository() / "blobs" / (std::string(64, 'e') + ".0123abcd.incomplete"), "x");
  EXPECT_EQ(found(verified(cache_.repository()), "download-partial"), "error");
}

TEST_F(Layouts, local_dir_verifies_and_tells_what_was_changed) {
  const test::TemporaryFolder folder;
  const test::HubFiles files = test::small_model();
  test::write_local_dir(folder.path(), commit, files);
  const Report good = verified(folder.path());
  EXPECT_EQ(good.verdict, Verdict::verified);
  EXPECT_EQ(good.pin->commit.hex(), commit);
  EXPECT_EQ(good.expectations, "the download metadata");

  test::write_file(folder.path() / "config.json", "{ \"a\": 1 }");
  test::write_download_record(folder.path(), "config.json", commit, files.at("config.json").etag(), "1000.0");
  const Report changed = verified(folder.path());
  EXPECT_EQ(changed.exit_code, 1);
  const auto finding = std::ranges::find(changed.findings, "file-modified", &policy::Finding::rule);
  ASSERT_NE(finding, changed.findings.end());
  EXPECT_NE(finding->message.find("written to after it was downloaded"), std::string::npos);
}

TEST_F(Layouts, local_dir_of_several_commits_is_told_and_held_against_no_pin) {
  const test::TemporaryFolder folder;
  const test::HubFiles files = test::small_model();
  test::write_local_dir(folder.path(), commit, files);
  test::write_download_record(folder.path(), "config.json", other_commit, files.at("config.json").etag());
  const Report report = verified(folder.path());
  EXPECT_EQ(found(report, "commits-mixed"), "warning");
  EXPECT_EQ(found(report, "pin-missing"), "error");
  EXPECT_TRUE(all_ok(report));
  request_.commit = git::ObjectId::parse(commit);
  EXPECT_EQ(found(verified(folder.path()), "pin-conflict"), "error");
}

TEST_F(Layouts, local_dir_says_which_record_it_could_not_use) {
  const test::TemporaryFolder folder;
  test::write_local_dir(folder.path(), commit, test::small_model());
  test::write_file(folder.path() / ".cache/huggingface/download/config.json.metadata", "");
  const Report report = verified(folder.path());
  EXPECT_EQ(found(report, "metadata-ignored"), "note");
  EXPECT_EQ(found(report, "file-unlisted"), "error");
}

TEST_F(Layouts, local_dir_vouches_for_nothing_by_a_record_without_a_digest) {
  for (const char* const etag : {"x", "W/\"0123456789abcdef\"", "d41d8cd98f00b204e9800998ecf8427e-3"}) {
    const test::TemporaryFolder folder;
    test::write_local_dir(folder.path(), commit, test::small_model());
    test::write_download_record(folder.path(), "model.safetensors", commit, etag);
    const Report report = verified(folder.path());
    EXPECT_EQ(found(report, "layout-not-git"), "error") << etag;
    EXPECT_EQ(report.exit_code, 4) << etag;
  }
}

TEST_F(Layouts, local_dir_takes_no_record_for_a_file_of_the_commit_that_the_list_lacks) {
  const test::TemporaryFolder folder;
  test::HubFiles files = test::small_model();
  test::write_file(folder.path() / ".cache/huggingface/trees" / (std::string(commit) + ".json"), test::listing(files));
  files["modeling.py"] = {"print()"};
  test::write_local_dir(folder.path(), commit, files);
  for (const char* const etag : {"", "x"}) {
    if (*etag != '\0') test::write_download_record(folder.path(), "modeling.py", commit, etag);
    EXPECT_EQ(found(verified(folder.path()), "file-unlisted"), "error") << etag;
  }
}

TEST_F(Layouts, unfinished_folder_is_no_model_whoever_lists_it) {
  const test::TemporaryFolder folder;
  test::write_file(folder.path() / "config.json", "{}");
  test::write_file(folder.path() / "._____temp/model.safetensors", test::small_model().at("model.safetensors").content);
  std::string list;
  for (const char* const path : {"config.json", "._____temp/model.safetensors"})
    list += hash::sha256(bytes_of(test::read_file(folder.path() / path))).hex() + "  " + path + "\n";
  test::write_file(folder.path() / "SHA256.manifest", list);
  const Report report = verified(folder.path());
  EXPECT_EQ(report.exit_code, 1);
  EXPECT_EQ(found(report, "download-partial"), "error");
}

TEST_F(Layouts, manifest_of_a_download_is_not_written_against_its_records) {
  const test::TemporaryFolder folder;
  test::write_local_dir(folder.path(), commit, test::small_model());
  ManifestRequest request{.model = folder.path().string(), .output = "-", .commit = git::ObjectId::parse(commit)};
  ASSERT_TRUE(create_manifest(request, {}).ok());
  test::write_file(folder.path() / "config.json", "{ }");
  const auto refused = create_manifest(request, {});
  ASSERT_FALSE(refused.ok());
  EXPECT_NE(refused.error().message.find("holds other bytes under 'config.json'"), std::string::npos)
      << refused.error().message;
  request.commit = git::ObjectId::parse(other_commit);
  const auto made = create_manifest(request, {});
  ASSERT_TRUE(made.ok());
  EXPECT_TRUE(std::ranges::any_of(
      made->notes, [](const auto& note) { return note.find("'config.json' is not what") != std::string::npos; }));
}

TEST_F(Layouts, checkout_is_what_its_index_names) {
  for (const auto format : {test::GitRepository::Format::sha1, test::GitRepository::Format::sha256}) {
    const test::ModelRepository model(format);
    const Report report = verified(model.repository.path());
    EXPECT_TRUE(all_ok(report));
    EXPECT_EQ(report.files.size(), model.content.size());
    EXPECT_EQ(report.pin->commit.hex(), model.commit);
    EXPECT_EQ(report.expectations, "the git index");
  }
}

TEST_F(Layouts, checkout_with_changes_differs_from_its_index) {
  const test::ModelRepository model;
  model.repository.write("weights.bin", std::string(70000, 'v'));
  model.repository.write("config.json", "[]\n");
  fs::remove(model.repository.path() / "link.json");
  model.repository.write("link.json", "{}\n");  // a link that became a copy
  fs::remove(model.repository.path() / "README.md");
  const Report report = verified(model.repository.path());
  EXPECT_EQ(report.exit_code, 1);
  for (const char* const path : {"weights.bin", "config.json", "link.json"})
    EXPECT_EQ(row(report, path).integrity, Integrity::differs) << path;
  EXPECT_EQ(row(report, "README.md").integrity, Integrity::missing);
  EXPECT_EQ(row(report, "tokenizer.model").integrity, Integrity::ok);
}

TEST_F(Layouts, checkout_takes_large_files_in_git_for_what_they_are) {
  const test::GitRepository repository;
  repository.write("raw.bin", std::string(3U << 20, 'r'));
  repository.commit();
  EXPECT_TRUE(all_ok(verified(repository.path())));
}

TEST_F(Layouts, checkout_is_held_against_the_proof_where_there_is_one) {
  const test::ModelRepository model;
  test::write_file(model.repository.path() / "COMMIT.proof", model.repository.proof());
  const Report report = verified(model.repository.path());
  EXPECT_EQ(report.expectations, "the commit's trees and the git index");
  for (const auto& seen : report.files) {
    if (!seen.size) continue;
    EXPECT_EQ(seen.integrity, Integrity::ok) << seen.path.text();
    EXPECT_TRUE(seen.anchor == Anchor::anchored_raw || seen.anchor == Anchor::anchored_lfs) << seen.path.text();
  }
}

TEST_F(Layouts, checkout_of_pointers_holds_no_content) {
  const test::ModelRepository model;
  const auto pointer = git::canonical_lfs_pointer(hash::sha256(bytes_of(std::string(70000, 'w'))), 70000);
  model.repository.write("weights.bin", pointer);
  const Report report = verified(model.repository.path());
  EXPECT_EQ(report.exit_code, 1);
  EXPECT_EQ(found(report, "lfs-pointer"), "error");
}

// What contradicts the demanded commit is not silenced by records that agree with it.
TEST_F(Layouts, checkout_of_another_commit_conflicts_whatever_else_lies_there) {
  const test::ModelRepository model;
  request_.commit = git::ObjectId::parse(other_commit);
  EXPECT_EQ(found(verified(model.repository.path()), "pin-conflict"), "error");
  test::write_local_dir(model.repository.path(), other_commit, test::small_model());
  EXPECT_EQ(found(verified(model.repository.path()), "pin-conflict"), "error");
  request_.commit.reset();
  EXPECT_EQ(found(verified(model.repository.path()), "pin-conflict"), "error");
}

// A fork against its base

class Fork : public Layouts {
 protected:
  Fork() {
    request_.demands.levels["unsafe-file"] = policy::Severity::note;  // of *.bin, which are no weights here
    base_.git({"lfs", "install", "--local", "--skip-smudge"});
    own_.git({"lfs", "install", "--local", "--skip-smudge"});
    for (const auto* repository : {&base_, &own_}) {
      repository->write(".gitattributes", "*.bin filter=lfs -text\n");
      repository->write("LICENSE", "as the base has it");
      repository->write("shard-1.bin", std::string(2U << 20, '1'));
      repository->write("raw.model", std::string(2U << 20, 'm'));
      repository->write("empty", "");
    }
    base_.write("shard-2.bin", std::string(2U << 20, '2'));
    own_.write("shard-2.bin", std::string(2U << 20, 'x'));  // tuned
    base_.write("config.json", "{}");
    own_.write("configs/old.json", "{}");  // moved
    own_.write("other-empty", "");
    base_.commit();
    own_.commit();
    test::write_file(proofs_.path() / "base.proof", base_.proof());
    test::write_file(proofs_.path() / "own.proof", own_.proof());
    own_.write("stray.txt", "nobody's");
    request_.base_proof_files = {(proofs_.path() / "base.proof").string()};
  }

  test::GitRepository base_, own_;
  test::TemporaryFolder proofs_;
};

TEST_F(Fork, tells_whose_each_file_is) {
  request_.proof_file = (proofs_.path() / "own.proof").string();
  const Report report = verified(own_.path());
  for (const char* const path : {".gitattributes", "LICENSE", "shard-1.bin", "raw.model", "empty", "configs/old.json"})
    EXPECT_EQ(row(report, path).owner, Owner::both) << path;
  EXPECT_EQ(row(report, "shard-2.bin").owner, Owner::own);
  EXPECT_EQ(row(report, "other-empty").owner, Owner::own);
  EXPECT_EQ(row(report, "stray.txt").owner, Owner::nobody);
  EXPECT_EQ(row(report, "configs/old.json").base->path.text(), "config.json");
  EXPECT_EQ(row(report, "shard-1.bin").base->base, 0U);
  ASSERT_EQ(report.bases.size(), 1U);
  EXPECT_EQ(report.bases[0].commit.hex(), base_.git_line({"rev-parse", "HEAD"}));
  EXPECT_EQ(report.bases[0].commit_files_shared, 5U);
}

TEST_F(Fork, without_a_proof_of_its_own_knows_the_bases_files) {
  fs::remove_all(own_.path() / ".git");
  const Report report = verified(own_.path());
  EXPECT_EQ(row(report, "shard-1.bin").owner, Owner::base);
  EXPECT_EQ(row(report, "shard-2.bin").owner, Owner::nobody);
  EXPECT_EQ(report.bases[0].commit_files_shared, std::nullopt);
  EXPECT_EQ(report.exit_code, 4);  // which is no expectation of what the others should be
}

TEST_F(Fork, takes_no_pointer_stub_for_the_content) {
  own_.write("shard-1.bin", git::canonical_lfs_pointer(hash::sha256(bytes_of(std::string(2U << 20, '1'))), 2U << 20));
  EXPECT_EQ(row(verified(own_.path()), "shard-1.bin").owner, Owner::unknown);
}

TEST_F(Fork, inspected_is_compared_by_the_proofs_alone) {
  request_.model = own_.path().string();
  request_.proof_file = (proofs_.path() / "own.proof").string();
  const auto report = inspect(request_, {});
  ASSERT_TRUE(report.ok()) << report.error().message;
  EXPECT_EQ(row(*report, "shard-1.bin").owner, Owner::unknown);
  EXPECT_EQ(report->bases.at(0).commit_files_shared, 5U);
}

TEST_F(Fork, with_a_broken_base_proof_is_refused) {
  test::write_file(proofs_.path() / "base.proof", base_.proof() + "x");
  EXPECT_EQ(found(verified(own_.path()), "proof-invalid"), "error");
  fs::remove(proofs_.path() / "base.proof");
  EXPECT_THROW(verified(own_.path()), std::runtime_error);
}

TEST_F(Fork, of_several_bases_names_the_first_that_holds_a_file) {
  request_.base_proof_files = {(proofs_.path() / "own.proof").string(), (proofs_.path() / "base.proof").string()};
  const Report report = verified(own_.path());
  EXPECT_EQ(row(report, "shard-1.bin").base->base, 0U);
  EXPECT_EQ(row(report, "shard-2.bin").base->base, 0U);
  EXPECT_EQ(report.bases.size(), 2U);
}

TEST_F(Fork, of_another_object_format_is_read_for_both_ids_at_once) {
  const test::GitRepository modern(test::GitRepository::Format::sha256);
  modern.write("under-another-name", test::read_file(own_.path() / "stray.txt"));
  modern.commit();
  test::write_file(proofs_.path() / "modern.proof", modern.proof());
  request_.base_proof_files.push_back((proofs_.path() / "modern.proof").string());
  const Report report = verified(own_.path());
  EXPECT_EQ(row(report, "shard-1.bin").owner, Owner::base);
  EXPECT_EQ(row(report, "stray.txt").owner, Owner::base);
}

}  // namespace
}  // namespace weightcheck::workflow
