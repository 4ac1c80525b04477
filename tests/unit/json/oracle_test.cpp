// SPDX-License-Identifier: Apache-2.0
// The same texts for this module and for nlohmann's own tree: what is built on its events and written by its dump must
// agree on which of them are JSON, and on what they say. A byte order mark is refused here and skipped there.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "json/parse.hpp"
#include "json/write.hpp"
#include "support/rounds.hpp"

namespace weightcheck::json {
namespace {

using Oracle = nlohmann::ordered_json;

void compare(const std::string& text) {
  const auto ours = parse(text, {.duplicates = Duplicates::kept});
  const Oracle theirs = Oracle::parse(text, nullptr, false);
  if (text.starts_with("\xEF\xBB\xBF")) {
    EXPECT_FALSE(ours.ok());
    return;
  }
  ASSERT_EQ(ours.ok(), !theirs.is_discarded()) << text << (ours.ok() ? "" : "\n" + ours.error().message);
  if (!ours.ok()) return;
  const std::string written = write(*ours, Indent::none);
  EXPECT_EQ(Oracle::parse(written), theirs) << text << "\n" << written;
  EXPECT_EQ(parse(written, {.duplicates = Duplicates::kept}).value(), *ours) << text;
}

const std::vector<std::string> pieces = {"{",
                                         "}",
                                         "[",
                                         "]",
                                         ":",
                                         ",",
                                         "\"a\"",
                                         "\"\"",
                                         "\"\\u0041\"",
                                         "\"\\ud83d\\ude00\"",
                                         "\"\\ud800\"",
                                         "\"\\udc00\"",
                                         "\"\\x\"",
                                         "\"\\n\"",
                                         "\"\xC3\xA9\"",
                                         "\"\xE9\"",
                                         "\"\x7F\"",
                                         "\"\x01\"",
                                         "true",
                                         "false",
                                         "null",
                                         "nul",
                                         "0",
                                         "-0",
                                         "01",
                                         "-",
                                         "1.5",
                                         "1.",
                                         ".5",
                                         "1e5",
                                         "1E+5",
                                         "1e",
                                         "-1.25e-3",
                                         "18446744073709551615",
                                         "18446744073709551616",
                                         "-9223372036854775808",
                                         "1e999",
                                         "1e-999",
                                         "0e999999999999999999999",
                                         " ",
                                         "\n",
                                         "\t",
                                         "\f",
                                         "//",
                                         "\xEF\xBB\xBF",
                                         "'a'",
                                         "NaN",
                                         "Infinity",
                                         "\"a"};

TEST(JsonOracle, agrees_on_every_pair_of_tokens) {
  for (const auto& first : pieces) {
    for (const auto& second : pieces) {
      compare(first + second);
      compare("[" + first + second + "]");
      compare("{\"k\":" + first + second + "}");
    }
  }
}

TEST(JsonOracle, agrees_on_documents_with_one_byte_changed) {
  const std::string document =
      R"({"a": [1, -2.5e3, true, null, "x\u00e9\ud83d\ude00\\"], "b": {"c": [], "d": {}}, "": 18446744073709551615})";
  for (std::size_t at = 0; at < document.size(); ++at) {
    for (int byte = 0; byte < 256; ++byte) {
      std::string changed = document;
      changed[at] = static_cast<char>(byte);
      compare(changed);
    }
    compare(document.substr(0, at));
  }
}

TEST(JsonOracle, agrees_on_random_token_sequences) {
  std::mt19937 random(20260801);
  for (int round = 0; round < test::rounds(20'000); ++round) {
    std::string text;
    for (auto left = random() % 12; left > 0; --left)
      text += pieces[random() % pieces.size()];
    compare(text);
  }
}

}  // namespace
}  // namespace weightcheck::json
