// SPDX-License-Identifier: Apache-2.0
#include "license/spellings.hpp"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

namespace weightcheck::license {
namespace {

TEST(Spellings, ThatMeanOneLicense) {
  const struct {
    const char* written;
    const char* id;
  } cases[] = {{"Apache License, Version 2.0", "apache-2.0"},
               {"apache2", "apache-2.0"},
               {"ASL 2.0", "apache-2.0"},
               {"GPLv3", "gpl-3.0"},
               {"gnu gpl v2", "gpl-2.0"},
               {"GNU Affero General Public License v3.0", "agpl-3.0"},
               {"AGPL3", "agpl-3.0"},
               {"lgplv2.1", "lgpl-2.1"},
               {"GPL v2 or later", "gpl-2.0"},
               {"GNU Lesser General Public License version 3", "lgpl-3.0"},
               {"cc by 4.0", "cc-by-4.0"},
               {"CC BY-SA 4", "cc-by-sa-4.0"},
               {"cc-nc-by-4.0", "cc-by-nc-4.0"},
               {"cc-by-sa-nc-4.0", "cc-by-nc-sa-4.0"},
               {"Creative Commons Attribution-NonCommercial 4.0 International", "cc-by-nc-4.0"},
               {"ccby4.0", "cc-by-4.0"},
               {"CC0", "cc0-1.0"},
               {"cc zero", "cc0-1.0"},
               {"BSL 1.1", "busl-1.1"},
               {"Business Source License 1.1", "busl-1.1"},
               {"Boost Software License 1.0", "bsl-1.0"},
               {"3-Clause BSD License", "bsd-3-clause"},
               {"The MIT License", "mit"},
               {"Llama 3.1 Community License", "llama3.1"},
               {"llama-2", "llama2"}};
  for (const auto& one : cases)
    EXPECT_EQ(id_of_spelling(one.written), one.id) << one.written;
}

TEST(Spellings, ThatLeaveSomethingOpenMeanNone) {
  for (const std::string_view name :
       {"gpl", "agpl", "cc-by", "cc-by-2", "cc-by-5.0", "cc-nd-sa-by-4.0", "gpl-4.0", "bsl-2.0", "apache-3.0", "mit-0",
        "mit with conditions", "MIT OR", "MIT AND", "not the mit license", "gpl 2 and 3", "commons", "", "4.0"}) {
    EXPECT_EQ(id_of_spelling(name), "") << name;
  }
}

TEST(EditDistance, CountsChangesUpToABound) {
  EXPECT_EQ(edit_distance("apache", "apache", 3), 0U);
  EXPECT_EQ(edit_distance("apache", "apcahe", 3), 1U);
  EXPECT_EQ(edit_distance("mit", "mitt", 3), 1U);
  EXPECT_EQ(edit_distance("kitten", "sitting", 3), 3U);
  EXPECT_EQ(edit_distance("kitten", "sitting", 2), 3U);
  EXPECT_EQ(edit_distance("", "abcdef", 3), 4U);
}

}  // namespace
}  // namespace weightcheck::license
