// SPDX-License-Identifier: Apache-2.0
#include "anchor/hub_listing.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "git/lfs_pointer.hpp"
#include "support/git_repository.hpp"

namespace weightcheck::anchor {
namespace {

const std::string oid(40, 'a');
const std::string digest(64, 'b');

std::string file_json(const std::string& more = {}) {
  return R"([{"type":"file","oid":")" + oid + R"(","size":10,"path":"a")" + more + "}]";
}

TEST(HubListing, reads_files_and_leaves_folders_out) {
  const auto files =
      parse_tree_page(R"([{"type":"directory","oid":")" + oid + R"(","path":"d","size":0},{"type":"file","oid":")" +
                      oid + R"(","size":7,"path":"d/a","lfs":{"oid":")" + digest +
                      R"(","size":7,"pointerSize":126},"xetHash":"****","new":[1]},{"type":"file","oid":")" + oid +
                      R"(","size":0,"path":"b","lfs":null}])")
          .value();
  ASSERT_EQ(files.size(), 2U);
  EXPECT_EQ(files[0].path.text(), "d/a");
  EXPECT_TRUE(files[0].lfs);
  EXPECT_EQ(files[0].sha256->hex(), digest);
  EXPECT_EQ(files[0].pointer_bytes, 126U);
  EXPECT_EQ(files[1].id->hex(), oid);
  EXPECT_FALSE(files[1].lfs);
}

TEST(HubListing, refuses_members_of_another_kind) {
  ASSERT_TRUE(parse_tree_page(file_json()).ok());
  const std::string lfs = R"(,"lfs":{"oid":")" + digest + R"(","size":)";
  for (const std::string& json :
       {std::string("{}"), std::string("[1]"), std::string("[{}]"), std::string("["),
        std::string(R"([{"type":"file"}])"), file_json(R"(,"path":"b")"), file_json(R"(,"lfs":{"oid":"*","size":10})"),
        file_json(R"(,"lfs":7)"), file_json(lfs + "-1}"), file_json(lfs + "10.0}"),
        file_json(lfs + R"(10,"pointerSize":"126"})"),
        std::string(R"([{"type":"file","oid":"x","size":1,"path":"a"}])"),
        R"([{"type":"file","oid":")" + oid + R"(","size":1,"path":"../a"}])",
        R"([{"type":"file","oid":")" + oid + R"(","size":"1","path":"a"}])"}) {
    EXPECT_EQ(parse_tree_page(json).error().code, ErrorCode::malformed) << json;
  }
  EXPECT_EQ(parse_tree_page(file_json(lfs + "11}")).error().code, ErrorCode::inconsistent);
  EXPECT_NE(
      parse_tree_page(R"([{"type":"file","oid":"x","size":1,"path":"\u001b[31m"}])").error().message.find("\\x1b"),
      std::string::npos);
}

TEST(HubListing, reads_the_model_info) {
  const auto info =
      parse_model_info(R"({"sha":")" + oid + R"(","gated":"manual","private":false,"disabled":null})").value();
  EXPECT_EQ(info, (ModelInfo{*git::ObjectId::parse(oid), true, false, false}));
  EXPECT_FALSE(parse_model_info(R"({"sha":")" + oid + R"(","gated":false})")->gated);
  for (const std::string& json : {std::string("{}"), std::string(R"({"sha":"main"})"), std::string("[]"),
                                  R"({"sha":")" + oid + R"(","gated":7})"}) {
    EXPECT_EQ(parse_model_info(json).error().code, ErrorCode::malformed) << json;
  }
}

TEST(HubListing, reads_what_modelscope_answers) {
  const std::string entry = R"({"Path":"a","Type":"blob","Size":3,"IsLFS":true,"Sha256":")" + digest + R"("})";
  const auto files = parse_modelscope_files(
                         R"({"Code":200,"Success":true,"Data":{"Files":[{"Path":"d","Type":"tree"},)" + entry + "]}}")
                         .value();
  ASSERT_EQ(files.size(), 1U);
  EXPECT_EQ(files[0].size, 3U);
  EXPECT_FALSE(files[0].id);
  const auto failed = parse_modelscope_files(R"({"Code":10010205001,"Message":"no \u001b such","Success":false})");
  EXPECT_EQ(failed.error().code, ErrorCode::network);
  EXPECT_EQ(failed.error().message, "hub answers: no \\x1b such");
  for (
      const char* json :
      {R"({"Code":200,"Success":true})", R"({"Code":200,"Success":true,"Data":{"Files":{}}})",
       R"({"Code":200,"Success":true,"Data":{"Files":[{"Path":"a","Type":"blob","Size":3,"IsLFS":1,"Sha256":""}]}})",
       R"({"Code":200,"Success":true,"Data":{"Files":[{"Path":"a","Type":"blob","Size":3,"IsLFS":true,"Sha256":""}]}})"}) {
    EXPECT_EQ(parse_modelscope_files(json).error().code, ErrorCode::malformed) << json;
  }
}

TEST(HubListing, finds_the_next_page) {
  EXPECT_EQ(next_link(R"(<https://h/t?cursor=a>; rel="next")"), "https://h/t?cursor=a");
  EXPECT_EQ(next_link(R"(</t?cursor=a>; rel="next")"), "/t?cursor=a");
  EXPECT_EQ(next_link(R"(<p>; rel="prev", <n>; title="x"; rel="next")"), "n");
  EXPECT_EQ(next_link(R"(<n>; rel=next)"), "n");
  for (const char* none : {"", "<p>; rel=\"prev\"", "<p", "next", "p; rel=\"next\""})
    EXPECT_EQ(next_link(none), "") << none;
}

class Captured : public testing::Test {
 protected:
  std::string answer(const char* name) {
    return test::read_file(std::string(WEIGHTCHECK_SHARED "/fixtures/api/") + name);
  }
};

TEST_F(Captured, tree_of_hugging_face_names_the_pointers_its_digests_make) {
  const std::string json = answer("tree_llama32_1b.json");
  if (json.empty()) GTEST_SKIP() << "no shared fixtures";
  const auto files = parse_tree_page(json).value();
  EXPECT_EQ(files.size(), 31U);
  std::size_t pointers = 0;
  for (const ListedFile& file : files) {
    if (!file.lfs) continue;
    ++pointers;
    EXPECT_EQ(git::pointer_blob_id(git::ObjectFormat::sha1, *file.sha256, file.size).value(), *file.id)
        << file.path.text();
    EXPECT_EQ(git::canonical_lfs_pointer(*file.sha256, file.size).size(), *file.pointer_bytes) << file.path.text();
  }
  EXPECT_GT(pointers, 20U);
}

TEST_F(Captured, info_of_hugging_face_names_the_commit) {
  const std::string json = answer("info_llama32_1b.json");
  if (json.empty()) GTEST_SKIP() << "no shared fixtures";
  EXPECT_EQ(parse_model_info(json)->commit.hex(), "b69aef112e9f895e6f98d7ae0949f72ff09aa401");
}

TEST_F(Captured, list_of_modelscope_agrees_with_the_captured_tree) {
  const std::string json = answer("ms_files.json");
  if (json.empty()) GTEST_SKIP() << "no shared fixtures";
  const auto files = parse_modelscope_files(json).value();
  EXPECT_EQ(files.size(), 32U);
  const auto large =
      std::ranges::find_if(files, [](const ListedFile& file) { return file.path.text() == "Qwen3-8B-Q4_K_M.gguf"; });
  ASSERT_NE(large, files.end());
  EXPECT_EQ(git::canonical_lfs_pointer(*large->sha256, large->size),
            test::read_file(WEIGHTCHECK_SHARED "/fixtures/git/lfs_pointer.txt"));
}

}  // namespace
}  // namespace weightcheck::anchor
