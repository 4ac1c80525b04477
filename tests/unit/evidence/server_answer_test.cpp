// SPDX-License-Identifier: Apache-2.0
// Bodies as the hubs and object stores send them.
#include "evidence/server_answer.hpp"

#include <gtest/gtest.h>

#include <string>

namespace weightcheck::evidence {
namespace {

bool means(std::string_view body, std::string_view status) {
  return meaning_of_answer(body).find(status) != std::string_view::npos;
}

TEST(ServerAnswer, says_what_the_status_means) {
  EXPECT_TRUE(means("Invalid username or password.", "401"));
  EXPECT_TRUE(means("Access to model org/name is restricted. You must have access to it and be authenticated", "403"));
  EXPECT_TRUE(means("Entry not found", "404"));
  EXPECT_TRUE(means("Repository not found", "404"));
  EXPECT_TRUE(means(R"({"error":"Repository not found"})", "no such repository"));
  EXPECT_TRUE(means("<?xml version=\"1.0\"?><Error><Code>AccessDenied</Code></Error>", "403"));
  EXPECT_TRUE(means("<html><head><title>504 Gateway Time-out</title></head></html>", "again"));
  EXPECT_EQ(meaning_of_answer("a b c"), "");
}

TEST(ServerAnswer, is_a_sentence_and_not_a_file_that_holds_such_words) {
  EXPECT_TRUE(is_known_answer("Entry not found\n"));
  for (const char* body : {"error code: 1015", "404", "503\n", "null", R"({"error":"x"})", R"({"code":404})"})
    EXPECT_TRUE(is_known_answer(body)) << body;
  for (const char* body : {"4040", "200", "a 404 b", R"({"code":1})", R"({"a":1})", "nullable"})
    EXPECT_FALSE(is_known_answer(body)) << body;
  EXPECT_FALSE(is_known_answer("#version: 0.2\nnot found\n"));
  EXPECT_FALSE(is_known_answer("{{ messages }}"));
}

TEST(ServerAnswer, in_json_has_nothing_but_the_words_of_errors) {
  for (const char* body :
       {R"({"error":"x"})", R"({"detail":"Not Found"})", R"({"Code":404,"Message":"no","RequestId":"1"})",
        R"({"message":"Not Found","documentation_url":"u","status":"404"})"})
    EXPECT_TRUE(is_error_document(body)) << body;
  for (const char* body :
       {"{}", "[]", R"({"model_type":"x","error":"none"})", R"({"code":1})", R"({"status":"ok"})", "1"})
    EXPECT_FALSE(is_error_document(body)) << body;
}

TEST(ServerAnswer, may_be_any_sentence_where_a_list_of_words_should_be) {
  for (const char* text :
       {"curl: (22) The requested URL returned error: 500\n", "https://cdn.example/x", "../../blobs/c0ffee"})
    EXPECT_TRUE(is_sentence(text)) << text;
  for (const char* text : {"", "a\n", "IQ== 0\n", "a b\n", "a b c\nd e f\n", "#version: 0.2 - Trained by `x`\n"})
    EXPECT_FALSE(is_sentence(text)) << text;
}

TEST(ServerAnswer, is_read_in_the_encodings_of_servers) {
  using namespace std::string_literals;
  EXPECT_EQ(answer_in_utf8("\xff\xfeN\0o\0"s), "No");
  EXPECT_EQ(answer_in_utf8("\xfe\xff\0N\0o"s), "No");
  EXPECT_EQ(answer_in_utf8("Acc\xe8s"), "Acc\xc3\xa8s");
  EXPECT_EQ(answer_in_utf8("\x0a\x0e\x0a\x05<unk>"), "");
}

TEST(ServerAnswer, may_be_a_picture) {
  EXPECT_EQ(picture_of("\x89PNG\r\n\x1a\n...."), "PNG image");
  EXPECT_EQ(picture_of("\xff\xd8\xff\xe0"), "JPEG image");
  EXPECT_EQ(picture_of("PNG"), "");
  EXPECT_TRUE(is_picture("PNG image"));
  EXPECT_FALSE(is_picture(""));
}

TEST(ServerAnswer, shows_the_title_of_a_page_and_the_first_words_of_a_text) {
  EXPECT_EQ(words_of_answer("<html><title> Sign\n in </title>"), "Sign in");
  EXPECT_EQ(words_of_answer(" Entry  not\nfound "), "Entry not found");
  EXPECT_EQ(words_of_answer(std::string(1000, 'a')).size(), 160U);
}

}  // namespace
}  // namespace weightcheck::evidence
