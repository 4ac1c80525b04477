// SPDX-License-Identifier: Apache-2.0
// All parts, each once, of one plan: anything else is named.
#include "parts/join.hpp"

#include <gtest/gtest.h>

namespace weightcheck::parts {
namespace {

constexpr std::uint64_t grid = 100;

Work work(const std::string& name, std::uint64_t size, bool in_spans) {
  return {.path = ModelPath::parse(name).value(),
          .size = size,
          .wanted = {evidence::Algorithm::sha256},
          .line = in_spans ? std::optional(Digest()) : std::nullopt};
}

struct Fixture {
  Plan plan = make_plan({work("a", 50, false), work("b", 1000, true), work("c", 70, false)}, grid, 3);
  Digest digest = digest_of({.command = "verify", .listed = {}, .pin = {}, .plan = &plan});

  [[nodiscard]] Given part(std::size_t number, std::string name = {}) const {
    PartFile file{.header = {.command = "verify", .share = {number, 3}, .plan = digest, .model = "m", .host = "h"}};
    file.ending.engines = number == 2 ? "wide" : "single";
    for (const Piece& piece : plan.parts[number - 1]) {
      file.rows.push_back({.path = plan.work[piece.work].path, .spans = piece.spans});
      file.rows.back().ends.resize(piece.spans.count);
      if (piece.spans.count == 0) file.rows.back().digests->add(Digest());
    }
    return {name.empty() ? "p" + std::to_string(number) : name, file};
  }

  [[nodiscard]] std::vector<std::string> objections_to(const std::vector<Given>& given) const {
    return objections(plan, digest, given).list;
  }
};

using List = std::vector<std::string>;

TEST(Parts, of_one_plan_make_a_whole_in_any_order) {
  const Fixture fixture;
  const std::vector<Given> given = {fixture.part(3), fixture.part(1), fixture.part(2)};
  EXPECT_EQ(fixture.objections_to(given), List());
  EXPECT_EQ(count_of(given), 3U);
  const Joined joined = join(fixture.plan, given);
  ASSERT_EQ(joined.at.size(), 4U);
  EXPECT_EQ(joined.at.front(), 0U);
  EXPECT_EQ(joined.at.back(), joined.rows.size());
  EXPECT_EQ(joined.engines, (List{"single", "wide"}));
  std::size_t spans = 0;
  for (std::size_t i = joined.at[1]; i < joined.at[2]; ++i) {
    EXPECT_EQ(joined.rows[i]->path.text(), "b");
    EXPECT_EQ(joined.rows[i]->spans.first, spans);
    spans += joined.rows[i]->spans.count;
  }
  EXPECT_EQ(spans, 10U);
}

TEST(Parts, that_are_missing_are_named) {
  const Fixture fixture;
  EXPECT_EQ(fixture.objections_to({fixture.part(1), fixture.part(3)}), List{"part 2 of 3 is missing"});
  EXPECT_EQ(fixture.objections_to({fixture.part(3)}), List{"parts 1 and 2 of 3 are missing"});
  EXPECT_EQ(fixture.objections_to({}), List{"parts 1 to 3 of 3 are missing"});
}

TEST(Parts, that_are_there_twice_are_named) {
  const Fixture fixture;
  EXPECT_EQ(fixture.objections_to({fixture.part(1), fixture.part(2), fixture.part(3), fixture.part(2, "again")}),
            List{"part 2 is there twice: p2 and again"});
}

TEST(Parts, of_another_plan_are_named_and_leave_a_gap) {
  const Fixture fixture;
  Given foreign = fixture.part(2);
  foreign.part->header.plan = Digest();
  const std::vector<Given> given = {fixture.part(1), foreign, fixture.part(3)};
  EXPECT_EQ(
      fixture.objections_to(given),
      (List{"p2 is of another plan: part 2 of 3 of m, made on h, of other files, with other claims or other options",
            "part 2 of 3 is missing"}));
  EXPECT_EQ(objections(fixture.plan, fixture.digest, given).foreign.size(), 1U);
}

TEST(Parts, that_are_all_of_one_other_plan_were_given_something_else) {
  const Fixture fixture;
  std::vector<Given> given = {fixture.part(1), fixture.part(2)};
  for (Given& one : given)
    one.part->header.plan = Digest();
  const List told = fixture.objections_to(given);
  ASSERT_EQ(told.size(), 3U);
  EXPECT_NE(told.back().find("given what the parts were"), std::string::npos) << told.back();
}

TEST(Parts, that_cannot_be_read_are_named) {
  const Fixture fixture;
  const Given broken{"p\x1b", malformed("ends early")};
  EXPECT_EQ(fixture.objections_to({fixture.part(1), fixture.part(2), broken}),
            (List{"p\\x1b ends early", "part 3 of 3 is missing"}));
}

TEST(Parts, that_do_not_hold_their_pieces_are_named) {
  const Fixture fixture;
  Given less = fixture.part(2);
  less.part->rows.pop_back();
  Given more = fixture.part(2);
  more.part->rows.push_back(more.part->rows.back());
  Given other = fixture.part(2);
  other.part->rows.back().spans.first += 1;
  Given renamed = fixture.part(2);
  renamed.part->rows.back().path = ModelPath::parse("x").value();
  Given without_digest = fixture.part(2);
  without_digest.part->rows.front().spans = {};
  without_digest.part->rows.front().digests = evidence::DigestSet();
  for (const Given& wrong : {less, more, other, renamed, without_digest})
    EXPECT_EQ(fixture.objections_to({fixture.part(1), wrong, fixture.part(3)}),
              List{"p2 does not hold what the plan gives to part 2"});
}

TEST(Parts, are_as_many_as_most_of_them_say) {
  const Fixture fixture;
  Given stale = fixture.part(1, "stale");
  stale.part->header.share = {1, 8};
  EXPECT_EQ(count_of({stale, fixture.part(1), fixture.part(2)}), 3U);
  EXPECT_EQ(count_of({{"x", malformed("no")}}), 0U);
}

TEST(Parts, are_named_in_ranges) {
  EXPECT_EQ(named_parts({3}), "part 3");
  EXPECT_EQ(named_parts({3, 5, 6, 7, 12}), "parts 3, 5 to 7, 12");
  EXPECT_EQ(named_parts({1, 3, 5, 7, 9, 11, 13, 15, 17}), "parts 1, 3, 5, 7, 9, 11, 13, 15 and others");
}

}  // namespace
}  // namespace weightcheck::parts
