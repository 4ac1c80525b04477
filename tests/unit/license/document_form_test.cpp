// SPDX-License-Identifier: Apache-2.0
#include "license/document_form.hpp"

#include <gtest/gtest.h>

#include <string>

#include "base/bytes.hpp"
#include "license/identify.hpp"

namespace weightcheck::license {
namespace {

TEST(DocumentForm, of_which_nothing_is_read_is_known_by_its_first_bytes) {
  EXPECT_EQ(unread_form("%PDF-1.7\n"), "a PDF document");
  EXPECT_EQ(unread_form(std::string(1000, ' ') + "%PDF-1.7\n"), "a PDF document");
  EXPECT_EQ(unread_form(std::string(1100, ' ') + "%PDF-1.7\n"), "");
  EXPECT_EQ(unread_form("PK\x03\x04"), "a packed document");
  EXPECT_EQ(unread_form("{\\rtf1 MIT}"), "an RTF document");
  EXPECT_EQ(unread_form("MIT License"), "");
  EXPECT_EQ(unread_form(""), "");
}

TEST(Page, that_sends_its_reader_elsewhere_names_the_place) {
  const auto place = [](const std::string& page) { return redirect_of(page).value_or("-"); };
  EXPECT_EQ(place(R"(<meta http-equiv="refresh" content="0; url=https://x.org/a">)"), "https://x.org/a");
  EXPECT_EQ(place(R"(<META content='0;URL="terms.html"' HTTP-EQUIV=Refresh>)"), "terms.html");
  EXPECT_EQ(place(R"(<meta charset="utf-8"><meta http-equiv="refresh" content="5, x.html">)"), "x.html");
  EXPECT_EQ(place(R"(<meta http-equiv="content-type" content="text/html">)"), "-");
  EXPECT_EQ(place(R"(<meta http-equiv="refresh">)"), "-");
  EXPECT_EQ(place("<meta"), "-");
  EXPECT_EQ(place("http-equiv=refresh content='0; url=x'"), "-");
}

TEST(Page, that_sends_its_reader_elsewhere_holds_no_terms) {
  const std::string page = R"(<meta http-equiv="refresh" content="0; url=https://x.org/a"><p>MIT License</p>)";
  const Identification found = identify(bytes_of(page), "LICENSE.html");
  EXPECT_EQ(found.kind, Kind::pointer);
  EXPECT_EQ(found.target, "https://x.org/a");
  EXPECT_NE(identify(bytes_of(page), "LICENSE.txt").target, "https://x.org/a") << "in a file of text it is text";
}

}  // namespace
}  // namespace weightcheck::license
