// SPDX-License-Identifier: Apache-2.0
// The key is public: SHA-256 of its name (tests/unit/x509/vectors.hpp has the same).
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <algorithm>
#include <filesystem>

#include "hash/sha256.hpp"
#include "signature/envelope.hpp"
#include "signature/statement.hpp"
#include "support/git_repository.hpp"
#include "workflow/inspect_signature.hpp"
#include "workflow/sign_model.hpp"

namespace weightcheck::workflow {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view key_pem = R"(-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgVqJU8EK4daivOzhc
nBoF+qUyYkwocJnP/P0mb1zIt8OhRANCAAQFt2xJcUKN+wzuKLWEE/48HW99ZM14
HpSZrh84/UM54klQO2FO0yNqsx9XXPsDo+AxCC3oCBjP8SoD0DuRuDmJ
-----END PRIVATE KEY-----
)";

bool mentions(const std::vector<std::string>& sentences, std::string_view words) {
  return std::any_of(sentences.begin(), sentences.end(),
                     [&](const std::string& one) { return one.find(words) != std::string::npos; });
}

std::string hex_of(std::string_view content) { return hash::sha256(bytes_of(content)).hex(); }

class SignModelTest : public testing::Test {
 protected:
  SignModelTest() {
    write("config.json", "{}");
    write("notes/draft.txt", "draft");
    test::write_file(folder_.path() / "key.pem", key_pem);
  }

  [[nodiscard]] std::string model() const { return (folder_.path() / "m").string(); }
  [[nodiscard]] std::string outside(const std::string& name) const { return (folder_.path() / name).string(); }
  void write(const std::string& name, std::string_view content) const {
    test::write_file(folder_.path() / "m" / name, content);
  }

  [[nodiscard]] Signer signer() const {
    return read_signer({.key = outside("key.pem")}, x509::no_password, 1772366400).value();
  }

  [[nodiscard]] Result<SignOutcome> sign(SignRequest request) const {
    if (request.place.model.empty()) request.place.model = model();
    return sign_model(request, signer(), {});
  }
  [[nodiscard]] Result<SignOutcome> sign() const { return sign(SignRequest{}); }

  [[nodiscard]] signature::Statement statement(const SignOutcome& outcome) const {
    const auto bundle = signature::read_bundle(outcome.text).value();
    EXPECT_TRUE(signer().key.public_key().holds(bundle.signature, signature::signed_bytes(bundle.payload),
                                                x509::Hash::of_the_curve));
    return signature::read_statement(text_of(bundle.payload), std::nullopt).value();
  }

  static std::vector<std::string> names(const signature::Statement& statement) {
    std::vector<std::string> list;
    for (const signature::SignedFile& file : statement.files)
      list.push_back(file.path.text());
    return list;
  }

  static std::vector<std::string> names(const std::vector<ModelPath>& paths) {
    std::vector<std::string> list;
    for (const ModelPath& path : paths)
      list.push_back(path.text());
    return list;
  }

  test::TemporaryFolder folder_;
};

TEST_F(SignModelTest, lists_every_file_and_says_what_it_leaves_out) {
  write(".hidden/file", "1");
  write(".gitattributes", "2");
  write("sub/.gitignore", "3");
  const auto made = sign();
  ASSERT_TRUE(made.ok()) << made.error().message;
  const auto said = statement(*made);
  EXPECT_EQ(names(said),
            (std::vector<std::string>{".hidden/file", "config.json", "notes/draft.txt", "sub/.gitignore"}));
  EXPECT_EQ(names(said.left_out),
            (std::vector<std::string>{".cache/huggingface", ".git", ".gitattributes", ".github", ".gitignore",
                                      "COMMIT.proof", "SHA256.manifest", "model.sig"}));
  EXPECT_TRUE(mentions(made->notes, "not signed: '.gitattributes'"));
  EXPECT_EQ(test::read_file(fs::path(model()) / "model.sig"), made->text);
}

TEST_F(SignModelTest, has_the_root_digest_that_other_programs_compute) {
  for (int i = 0; i < 4; ++i)
    test::write_file(folder_.path() / "deep/d0/d1/d2/d3/d4" / ("f" + std::to_string(i)),
                     "This is file f" + std::to_string(i) + ".");
  const auto made = sign({.place = {.model = outside("deep")}});
  ASSERT_TRUE(made.ok()) << made.error().message;
  EXPECT_EQ(made->root.hex(), "18b5a45fe7983f7194e8ffd96c80f5f0ec53191bf4a32b6aff293f043e816d7a");
}

TEST_F(SignModelTest, leaves_out_what_the_caller_names_and_its_own_output) {
  const auto made = sign(
      {.place = {.output = model() + "/notes/mine.sig", .ignored = {"config.json", "absent/", "notes/draft.txt"}}});
  EXPECT_EQ(made.error().code, ErrorCode::malformed);  // nothing is left
  write("a", "1");
  const auto again = sign(
      {.place = {.output = model() + "/notes/mine.sig", .ignored = {"config.json", "absent/", "notes/draft.txt"}}});
  ASSERT_TRUE(again.ok()) << again.error().message;
  EXPECT_EQ(names(statement(*again)), std::vector<std::string>{"a"});
  const auto left_out = names(statement(*again).left_out);
  for (const char* name : {"absent", "config.json", "notes/draft.txt", "notes/mine.sig"})
    EXPECT_NE(std::find(left_out.begin(), left_out.end(), name), left_out.end()) << name;
  EXPECT_TRUE(mentions(again->notes, "--ignore absent: there is nothing of that name"));
}

TEST_F(SignModelTest, signs_no_links_but_those_of_a_hubs_cache) {
  fs::create_symlink("config.json", fs::path(model()) / "link.json");
  EXPECT_EQ(sign().error().code, ErrorCode::malformed);
  EXPECT_TRUE(sign({.place = {.ignored = {"link.json"}}}).ok());
  const fs::path repository = folder_.path() / "hub/models--o--m";
  const std::string commit(40, 'a');
  test::write_file(repository / "blobs" / hex_of("{}"), "{}");
  fs::create_directories(repository / "snapshots" / commit);
  fs::create_symlink("../../blobs/" + hex_of("{}"), repository / "snapshots" / commit / "config.json");
  const auto made =
      sign({.place = {.model = (repository / "snapshots" / commit).string(), .output = outside("cache.sig")}});
  ASSERT_TRUE(made.ok()) << made.error().message;
  EXPECT_EQ(names(statement(*made)), std::vector<std::string>{"config.json"});
  EXPECT_EQ(sign({.place = {.model = (repository / "snapshots" / commit).string(),
                            .output = (repository / "cache.sig").string()}})
                .error()
                .code,
            ErrorCode::usage);
}

TEST_F(SignModelTest, signs_no_unfinished_download) {
  write("config.json.incomplete", "{");
  EXPECT_EQ(sign().error().code, ErrorCode::malformed);
  EXPECT_TRUE(sign({.place = {.ignored = {"config.json.incomplete"}}}).ok());
  EXPECT_FALSE(sign({.place = {.model = model() + "/config.json.incomplete"}}).ok());
}

TEST_F(SignModelTest, replaces_signatures_alone) {
  write("model.sig", "whatever it was");
  EXPECT_TRUE(sign().ok());
  test::write_file(outside("other"), test::read_file(model() + "/model.sig"));
  EXPECT_TRUE(sign({.place = {.output = outside("other")}}).ok());
  fs::create_directories(model() + "/.git");
  for (const std::string& output : {model() + "/config.json", model() + "/SHA256.manifest", model() + "/.git/x.sig",
                                    model() + "/notes", outside("key.pem")})
    EXPECT_EQ(sign({.place = {.output = output}}).error().code, ErrorCode::usage) << output;
  EXPECT_EQ(test::read_file(model() + "/config.json"), "{}");
  EXPECT_EQ(sign({.place = {.output = outside("nowhere/a.sig")}}).error().code, ErrorCode::io);
}

TEST_F(SignModelTest, publishes_no_key) {
  write("key.pem", key_pem);
  EXPECT_EQ(sign({.secrets = {model() + "/key.pem"}}).error().code, ErrorCode::usage);
  fs::create_symlink(model() + "/key.pem", outside("link.pem"));
  EXPECT_EQ(sign({.secrets = {outside("link.pem")}}).error().code, ErrorCode::usage);
  EXPECT_FALSE(fs::exists(model() + "/model.sig"));
}

TEST_F(SignModelTest, is_held_against_a_manifest) {
  test::write_file(outside("list"), hex_of("{}") + "  config.json\n" + hex_of("draft") + "  ./notes/draft.txt\n");
  const SignRequest request{.manifest_file = outside("list")};
  EXPECT_TRUE(sign(request)->differences.empty());
  write("config.json", "[]");
  fs::remove(model() + "/model.sig");
  EXPECT_EQ(sign(request)->differences, std::vector<std::string>{"'config.json' has other bytes"});
  EXPECT_FALSE(fs::exists(model() + "/model.sig"));
  write("more", "1");
  fs::remove_all(model() + "/notes");
  EXPECT_EQ(sign(request)->differences,
            (std::vector<std::string>{"'notes/draft.txt' is missing", "'more' is not listed"}));
  EXPECT_EQ(sign({.manifest_file = outside("none")}).error().code, ErrorCode::usage);
  test::write_file(outside("list"), "words\n");
  EXPECT_EQ(sign(request).error().code, ErrorCode::inconsistent);
}

TEST_F(SignModelTest, takes_a_manifest_at_its_word_without_hashing) {
  write("SHA256.manifest", "# weightcheck manifest v1\n# size: 2\n" + hex_of("other") + "  config.json\n" +
                               hex_of("draft") + "  notes/draft.txt\n");
  const auto made = sign({.digests = Digests::of_manifest});
  ASSERT_TRUE(made.ok()) << made.error().message;
  EXPECT_EQ(statement(*made).files.front().spans.front().sha256.hex(), hex_of("other"));
  EXPECT_EQ(made->manifest, "SHA256.manifest");
  write("config.json", "123");
  EXPECT_EQ(sign({.digests = Digests::of_manifest})->differences,
            std::vector<std::string>{"'config.json' has 3 bytes and should have 2"});
  fs::remove(model() + "/SHA256.manifest");
  EXPECT_EQ(sign({.digests = Digests::of_manifest}).error().code, ErrorCode::inconsistent);
  EXPECT_EQ(sign({.place = {.model = model() + "/config.json"}, .digests = Digests::of_manifest}).error().code,
            ErrorCode::usage);
}

TEST_F(SignModelTest, may_be_of_one_file) {
  const auto made = sign({.place = {.model = model() + "/config.json"}});
  ASSERT_TRUE(made.ok()) << made.error().message;
  EXPECT_EQ(made->written_to, model() + "/config.json.sig");
  EXPECT_EQ(statement(*made).subject, "config.json");
  EXPECT_EQ(names(statement(*made)), std::vector<std::string>{"config.json"});
  EXPECT_EQ(sign({.place = {.model = model() + "/config.json", .output = model() + "/config.json"}}).error().code,
            ErrorCode::usage);
  EXPECT_EQ(sign({.place = {.model = model() + "/config.json", .ignored = {"x"}}}).error().code, ErrorCode::usage);
  EXPECT_EQ(sign({.place = {.model = outside("nothing")}}).error().code, ErrorCode::usage);
}

TEST_F(SignModelTest, is_not_done_where_it_was_stopped) {
  std::stop_source stop;
  stop.request_stop();
  SignRequest request{.place = {.model = model()}};
  EXPECT_EQ(sign_model(request, signer(), stop.get_token()).error().code, ErrorCode::interrupted);
  EXPECT_FALSE(fs::exists(model() + "/model.sig"));
}

TEST_F(SignModelTest, makes_what_an_inspection_reads) {
  ASSERT_TRUE(sign().ok());
  const auto said = inspect_signature(model() + "/model.sig");
  ASSERT_TRUE(said.ok()) << said.error().message;
  EXPECT_EQ(said->method, signature::Method::key);
  EXPECT_EQ(said->key_hint, signer().key.public_key().hint());
  EXPECT_EQ(said->statement.files.size(), 2U);
  EXPECT_EQ(inspect_signature(model() + "/config.json").error().code, ErrorCode::inconsistent);
  EXPECT_EQ(inspect_signature(outside("none")).error().code, ErrorCode::usage);
}

TEST_F(SignModelTest, takes_no_key_that_others_may_write_or_that_is_none) {
  ASSERT_EQ(::chmod(outside("key.pem").c_str(), 0666), 0);
  EXPECT_EQ(read_signer({.key = outside("key.pem")}, x509::no_password, 0).error().code, ErrorCode::usage);
  EXPECT_EQ(read_signer({.key = outside("none")}, x509::no_password, 0).error().code, ErrorCode::usage);
  EXPECT_EQ(read_signer({.key = model() + "/config.json"}, x509::no_password, 0).error().code, ErrorCode::usage);
}

}  // namespace
}  // namespace weightcheck::workflow
