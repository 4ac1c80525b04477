// SPDX-License-Identifier: Apache-2.0
#include "tensors/name_list.hpp"

#include <gtest/gtest.h>

namespace weightcheck::tensors {
namespace {

TEST(NameList, numbers_names_in_their_order) {
  NameList list;
  NameLookup lookup;
  using namespace std::string_view_literals;
  for (const auto name : {"a"sv, ""sv, "b\0c"sv, "longer than eight bytes"sv})
    EXPECT_TRUE(lookup.find_or_add(list, name).is_new);
  EXPECT_EQ(lookup.find_or_add(list, "").number, 1U);
  EXPECT_FALSE(lookup.find_or_add(list, "b\0c"sv).is_new);
  EXPECT_EQ(list.size(), 4U);
  EXPECT_EQ(list[2], "b\0c"sv);
  EXPECT_EQ(lookup.find(list, "a"), 0U);
  EXPECT_EQ(lookup.find(list, "b"), std::nullopt);
}

TEST(NameLookup, finds_each_of_many) {
  NameList list;
  NameLookup lookup;
  for (int i = 0; i < 50'000; ++i)
    lookup.find_or_add(list, std::to_string(i));
  NameLookup second;
  second.enter_all(list);
  for (std::uint32_t i = 0; i < 50'000; ++i) {
    ASSERT_EQ(lookup.find(list, std::to_string(i)), i);
    ASSERT_EQ(second.find(list, std::to_string(i)), i);
  }
  EXPECT_EQ(lookup.find(list, "50000"), std::nullopt);
}

// Official vectors of SipHash-1-3 use another key layout; what matters here is that a seed changes which names collide.
TEST(NameLookup, is_not_slowed_by_names_chosen_to_collide) {
  NameList list;
  NameLookup lookup;
  constexpr std::uint64_t mask = 4095;
  int entered = 0;
  for (std::uint64_t i = 0; entered < 2'500; ++i) {
    const std::string name = "w" + std::to_string(i);
    if ((hash_name(name, 0) & mask) > 4) continue;
    lookup.find_or_add(list, name);
    ++entered;
  }
  for (std::uint32_t i = 0; i < list.size(); ++i)
    ASSERT_EQ(lookup.find(list, list[i]), i);
  EXPECT_NE(hash_name("a", 0), hash_name("a", 1));
  EXPECT_NE(hash_name("", 0), hash_name(std::string_view("\0", 1), 0));
}

}  // namespace
}  // namespace weightcheck::tensors
