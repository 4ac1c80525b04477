// SPDX-License-Identifier: Apache-2.0
// What a renderer leaves out is not the license's own word, and what it shows is.
#include "license/hidden_markup.hpp"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "license/names.hpp"
#include "license/words.hpp"
#include "unit/license/texts.hpp"

namespace weightcheck::license {
namespace {

// The ISC license, and one place of it that the tests change.
std::string isc(std::string_view without_fee = "with or without fee", std::string_view behind = "",
                std::string_view holder = "Copyright (c) 2024 Acme") {
  return "ISC License\n\n" + std::string(holder) +
         "\n\nPermission to use, copy, modify, and/or distribute this software for any\npurpose " +
         std::string(without_fee) +
         " is hereby granted, provided that the above\ncopyright notice and this permission notice appear in all "
         "copies.\n\nTHE SOFTWARE IS PROVIDED \"AS IS\" AND THE AUTHOR DISCLAIMS ALL WARRANTIES\nWITH REGARD TO THIS "
         "SOFTWARE INCLUDING ALL IMPLIED WARRANTIES OF\nMERCHANTABILITY AND FITNESS. IN NO EVENT SHALL THE AUTHOR BE "
         "LIABLE FOR\nANY SPECIAL, DIRECT, INDIRECT, OR CONSEQUENTIAL DAMAGES OR ANY DAMAGES\nWHATSOEVER RESULTING "
         "FROM LOSS OF USE, DATA OR PROFITS, WHETHER IN AN\nACTION OF CONTRACT, NEGLIGENCE OR OTHER TORTIOUS ACTION, "
         "ARISING OUT OF OR\nIN CONNECTION WITH THE USE OR PERFORMANCE OF THIS SOFTWARE.\n" +
         std::string(behind);
}

Kind kind_of(const std::string& text, std::string_view name) { return identify(bytes_of(text), name).kind; }
bool is_whole(Kind kind) { return kind == Kind::exact || kind == Kind::match; }

TEST(HiddenMarkup, the_plain_text_is_whole_in_every_form) {
  for (const char* const name : {"LICENSE", "LICENSE.md", "LICENSE.rst", "LICENSE.txt"})
    EXPECT_TRUE(is_whole(kind_of(isc(), name))) << name;
  EXPECT_TRUE(is_whole(kind_of("# " + isc(), "LICENSE.md")));
}

TEST(HiddenMarkup, words_that_a_renderer_drops_are_not_the_licenses) {
  for (const char* const hidden : {"<with or without fee>", "with <or without> fee", "<!with or without fee>",
                                   "<?with or without fee?>", "<with-or-without-fee>"})
    EXPECT_FALSE(is_whole(kind_of(isc(hidden), "LICENSE.md"))) << hidden;
  EXPECT_FALSE(is_whole(kind_of(isc("\n\n``` with or without fee\n```\n"), "LICENSE.md")));
  EXPECT_FALSE(is_whole(kind_of(isc("\n\n| a | b |\n|---|---|\n| c | d | with or without fee |\n"), "LICENSE.md")));
  EXPECT_FALSE(is_whole(kind_of(isc("\n\n.. with or without fee\n\n"), "LICENSE.rst")));
  const std::string no_event = isc();
  std::string marked = no_event;
  marked.replace(marked.find("IN NO EVENT"), 11, "IN <NO> EVENT");
  for (const char* const name : {"LICENSE", "LICENSE.md"})
    EXPECT_FALSE(is_whole(kind_of(marked, name))) << name;
}

TEST(HiddenMarkup, what_a_renderer_shows_stays_as_it_is) {
  for (const std::string_view text :
       {"<https://example.org/x>", "<me@example.org>", "Copyright <year> <name of author>", "<b>bold</b>", "a < b > c",
        "<one line to give the program's name>", "| a | b |\n|---|---|\n| c | d |", "```text\ncode\n```"})
    EXPECT_EQ(with_hidden_markdown(text).find("<!--"), std::string::npos) << text;
  EXPECT_EQ(with_hidden_markdown("<!--\n<x y>\n-->\n<x y>"), "<!--\n<x y>\n-->\n<!--x y-->");
  EXPECT_EQ(with_hidden_restructured(".. note::\n   seen\n\n.. hidden\n   too\n\nseen"),
            ".. note::\n   seen\n\n<!--.. hidden-->\n<!--too-->\n\nseen");
}

TEST(HiddenMarkup, a_title_in_the_text_of_a_page_is_not_shown) {
  const auto page = [](std::string_view head, std::string_view fee) {
    return "<html><head>" + std::string(head) + "</head><body><pre>\n" + isc(fee) + "</pre></body></html>\n";
  };
  EXPECT_FALSE(identify(bytes_of(page("<title>ISC License</title>", "with or without fee")), "LICENSE.html").deceives);
  EXPECT_TRUE(identify(bytes_of(page("", "<title>with or without fee</title>")), "LICENSE.html").deceives);
}

TEST(Signs, before_a_number_are_read) {
  for (const char* const fee :
       {"with or without fee of .700", "with or without fee of -700", "with or without fee of ~700"}) {
    const auto found = identified(isc(fee));
    EXPECT_EQ(found.unexplained_words, 3U) << fee;  // of, the sign, 700
  }
  EXPECT_FALSE(is_whole(identified(isc("with or --without-- fee")).kind));
  EXPECT_FALSE(is_whole(identified(isc("with or without fee\n-5")).kind));
}

TEST(Altered, is_no_known_license_where_the_words_beside_it_bind_together) {
  for (const char* const behind : {"\n(NC)\n", "\nNur f\xC3\xBCr Forschung.\n", "\nresearch only\n"}) {
    const auto found = identified(isc("with or without fee", behind));
    EXPECT_EQ(found.kind, Kind::unknown) << behind;
    EXPECT_EQ(found.nearest, "ISC") << behind;
  }
  EXPECT_EQ(identified(isc("with or without fee", "", "Copyright (c) 2024 Acme GPL-3.0")).kind, Kind::unknown);
  EXPECT_EQ(identified(isc("with or <del>without</del> fee")).kind, Kind::unknown);
  EXPECT_NE(identified(isc("with or without fee", "\nAcme, Durham, NC 27701\n")).kind, Kind::unknown);
}

TEST(Holders, may_be_for_a_field_and_at_a_body) {
  for (const char* const holder : {"Copyright (c) 2024 Cohere For AI", "Copyright (c) 2025 K2-Think Team @ MBZUAI"})
    EXPECT_TRUE(is_whole(identified(isc("with or without fee", "", holder)).kind)) << holder;
  for (const char* const holder :
       {"Copyright (c) 2024 Acme For Schools", "Copyright (c) 2024 Acme For", "Copyright (c) 2024 Acme @ Home Only"})
    EXPECT_FALSE(is_whole(identified(isc("with or without fee", "", holder)).kind)) << holder;
}

TEST(NamesInBlanks, of_many_words_are_of_a_body) {
  const auto is_name = [](std::string_view name) {
    return general_words(words_of("neither the name of " + std::string(name) + " nor the names of its contributors"))
        .names_filled;
  };
  EXPECT_TRUE(is_name("the University of California Berkeley"));
  EXPECT_TRUE(is_name("Acme and Example"));
  EXPECT_TRUE(is_name("the Lawrence Livermore National Security LLC"));
  EXPECT_FALSE(is_name("acme toys belgium france spain italy"));
}

}  // namespace
}  // namespace weightcheck::license
