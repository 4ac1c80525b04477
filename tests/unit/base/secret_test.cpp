// SPDX-License-Identifier: Apache-2.0
#include "base/secret.hpp"

#include <gtest/gtest.h>

#include <utility>

namespace weightcheck {
namespace {

TEST(Secret, leaves_nothing_in_what_it_was_given_in) {
  std::string given = "a word that is longer than what a string holds in place";
  const char* const place = given.data();
  const std::size_t length = given.size();
  const Secret secret(std::move(given));
  EXPECT_EQ(secret.text(), "a word that is longer than what a string holds in place");
  EXPECT_EQ(std::string_view(place, length), std::string(length, '\0'));  // the string kept its buffer
}

TEST(Secret, moves_without_a_copy) {
  Secret first(std::string("word"));
  const char* const place = first.text().data();
  const Secret second(std::move(first));
  EXPECT_EQ(second.text().data(), place);
  EXPECT_EQ(second.text(), "word");
}

TEST(Secret, of_a_file_is_its_first_line_without_the_end) {
  for (const std::string_view text : {"word", "word\n", "word\r\n"}) {
    Secret secret{std::string(text)};
    secret.keep_first_line();
    EXPECT_EQ(secret.text(), "word");
  }
  for (const std::string_view text : {"word \n\n", "word \nanother"}) {
    Secret two{std::string(text)};
    two.keep_first_line();
    EXPECT_EQ(two.text(), "word ");
  }
}

}  // namespace
}  // namespace weightcheck
