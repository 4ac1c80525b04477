// SPDX-License-Identifier: Apache-2.0
// The indexes are git's own; what they hold is told by `git ls-files`.
#include "git/index.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <tuple>

#include "support/git_repository.hpp"

namespace weightcheck::git {
namespace {

using test::GitRepository;

std::string index_of(const GitRepository& repository) { return test::read_file(repository.path() / ".git/index"); }

std::string_view written(Mode mode) {
  switch (mode) {
    case Mode::file:
      return "100644";
    case Mode::executable:
      return "100755";
    case Mode::symlink:
      return "120000";
    case Mode::submodule:
      return "160000";
    case Mode::folder:
      break;
  }
  return "?";
}

// As `git ls-files --stage -z` writes it.
std::string listed(const std::vector<IndexEntry>& entries) {
  std::string text;
  for (const IndexEntry& entry : entries) {
    text.append(written(entry.mode)).append(" ").append(entry.id.hex()).append(" ");
    text.append(std::to_string(entry.stage)).append("\t").append(entry.path.text()).append(1, '\0');
  }
  return text;
}

class IndexOfVersion : public testing::TestWithParam<std::tuple<std::string, GitRepository::Format>> {
 protected:
  [[nodiscard]] static ObjectFormat format() {
    return std::get<1>(GetParam()) == GitRepository::Format::sha1 ? ObjectFormat::sha1 : ObjectFormat::sha256;
  }
};

TEST_P(IndexOfVersion, holds_what_git_lists) {
  const test::ModelRepository model(std::get<1>(GetParam()));
  for (int i = 0; i < 300; ++i)  // names of every length, so of every padding
    model.repository.write("shards/" + std::string(static_cast<std::size_t>(i % 40 + 1), 'x') + std::to_string(i), "x");
  model.repository.write(std::string(200, 'n') + "/" + std::string(200, 'm'), "long");
  model.repository.commit();
  model.repository.git({"update-index", "--index-version", std::get<0>(GetParam())});
  const auto entries = parse_index(format(), bytes_of(index_of(model.repository)));
  ASSERT_TRUE(entries.ok()) << entries.error().message;
  EXPECT_GT(entries->size(), 300U);
  EXPECT_EQ(listed(*entries), model.repository.git({"ls-files", "--stage", "-z"}));
}

INSTANTIATE_TEST_SUITE_P(ByVersion, IndexOfVersion,
                         testing::Combine(testing::Values("2", "3", "4"),
                                          testing::Values(GitRepository::Format::sha1, GitRepository::Format::sha256)));

class SmallIndex : public testing::Test {
 protected:
  void SetUp() override {
    repository_.write("a", "a");
    repository_.write("b/c", "c");
    repository_.commit();
  }

  [[nodiscard]] Result<std::vector<IndexEntry>> parsed() const {
    return parse_index(ObjectFormat::sha1, bytes_of(index_of(repository_)));
  }

  GitRepository repository_;
};

TEST_F(SmallIndex, tells_what_a_sparse_checkout_left_out) {
  repository_.git({"update-index", "--skip-worktree", "b/c"});
  const auto entries = parsed();
  ASSERT_TRUE(entries.ok()) << entries.error().message;
  EXPECT_FALSE(entries->at(0).skip_worktree);
  EXPECT_TRUE(entries->at(1).skip_worktree);
}

TEST_F(SmallIndex, tells_what_was_announced_and_not_staged) {
  repository_.write("new", "new");
  repository_.git({"add", "--intent-to-add", "new"});
  const auto entries = parsed();
  ASSERT_TRUE(entries.ok()) << entries.error().message;
  EXPECT_TRUE(entries->at(2).intent_to_add);
}

TEST_F(SmallIndex, holds_the_stages_of_a_merge) {
  repository_.git({"checkout", "-q", "-b", "other"});
  repository_.write("a", "theirs");
  repository_.commit();
  repository_.git({"checkout", "-q", "main"});
  repository_.write("a", "ours");
  repository_.commit();
  EXPECT_THROW(repository_.git({"merge", "-q", "other"}), std::runtime_error);
  const auto entries = parsed();
  ASSERT_TRUE(entries.ok()) << entries.error().message;
  EXPECT_EQ(listed(*entries), repository_.git({"ls-files", "--stage", "-z"}));
  EXPECT_EQ(entries->at(0).stage, 1);
}

TEST_F(SmallIndex, is_not_read_where_a_part_lies_elsewhere) {
  repository_.git({"update-index", "--split-index"});
  EXPECT_EQ(parsed().error().code, ErrorCode::unsupported);
}

TEST_F(SmallIndex, is_not_read_where_folders_stand_for_files) {
  repository_.write("d/e", "e");
  repository_.commit();
  repository_.git({"sparse-checkout", "set", "--cone", "--sparse-index", "b"});
  EXPECT_EQ(parsed().error().code, ErrorCode::unsupported);
}

TEST_F(SmallIndex, that_ends_early_never_lists_fewer_files) {
  for (const char* const version : {"2", "4"}) {
    repository_.git({"update-index", "--index-version", version});
    const std::string whole = index_of(repository_);
    const auto entries = parse_index(ObjectFormat::sha1, bytes_of(whole));
    ASSERT_TRUE(entries.ok());
    for (std::size_t size = 0; size < whole.size(); ++size) {
      // Behind the last entry lie extensions: what ends between two of them has lost none of its files.
      const auto cut = parse_index(ObjectFormat::sha1, bytes_of(whole.substr(0, size)));
      EXPECT_TRUE(!cut.ok() || listed(*cut) == listed(*entries)) << version << " " << size;
    }
    EXPECT_FALSE(parse_index(ObjectFormat::sha1, bytes_of(whole.substr(0, whole.size() / 2))).ok());
    EXPECT_FALSE(parse_index(ObjectFormat::sha256, bytes_of(whole)).ok());
  }
}

TEST_F(SmallIndex, with_names_that_lead_out_is_refused) {
  const std::string whole = index_of(repository_);
  const auto renamed = [&](std::string_view from, std::string_view to) {
    std::string bytes = whole;
    bytes.replace(bytes.find(from), from.size(), to);
    return parse_index(ObjectFormat::sha1, bytes_of(bytes));
  };
  ASSERT_NE(whole.find("b/c"), std::string::npos);
  EXPECT_EQ(renamed("b/c", "../").error().code, ErrorCode::malformed);
  EXPECT_EQ(renamed("b/c", "/bc").error().code, ErrorCode::malformed);
  EXPECT_EQ(renamed("b/c", "Z/c").error().code, ErrorCode::malformed);  // out of order
  EXPECT_EQ(renamed("DIRC", "dirc").error().code, ErrorCode::malformed);
}

TEST_F(SmallIndex, that_names_one_file_twice_is_refused) {
  repository_.write("b/d", "d");
  repository_.commit();
  std::string bytes = index_of(repository_);
  bytes.replace(bytes.find("b/d"), 3, "b/c");
  EXPECT_EQ(parse_index(ObjectFormat::sha1, bytes_of(bytes)).error().code, ErrorCode::malformed);
}

// By git's index-format(5) a name in upper case may be passed over, and any other changes what the index means.
TEST_F(SmallIndex, is_not_read_without_an_extension_that_it_needs) {
  const std::string whole = index_of(repository_);
  const auto extended_by = [&](std::string_view name) {
    std::string bytes = whole;
    return parse_index(ObjectFormat::sha1,
                       bytes_of(bytes.insert(bytes.size() - 20, std::string(name) + std::string(4, '\0'))));
  };
  EXPECT_TRUE(extended_by("NEWS").ok());
  EXPECT_EQ(extended_by("news").error().code, ErrorCode::unsupported);
  EXPECT_EQ(extended_by("9ews").error().code, ErrorCode::unsupported);
}

TEST(Index, of_a_repository_without_files_is_empty) {
  const GitRepository repository;
  repository.git({"read-tree", "--empty"});
  const auto entries = parse_index(ObjectFormat::sha1, bytes_of(index_of(repository)));
  ASSERT_TRUE(entries.ok()) << entries.error().message;
  EXPECT_TRUE(entries->empty());
}

TEST(Index, that_claims_more_than_it_holds_costs_nothing) {
  std::string bytes("DIRC\0\0\0\2\xff\xff\xff\xff", 12);
  bytes.append(20, '\0');
  EXPECT_EQ(parse_index(ObjectFormat::sha1, bytes_of(bytes)).error().code, ErrorCode::limit);
  EXPECT_EQ(parse_index(ObjectFormat::sha1, bytes_of(std::string("DIRC\0\0\0\5\0\0\0\0", 12) + std::string(20, '\0')))
                .error()
                .code,
            ErrorCode::unsupported);
}

}  // namespace
}  // namespace weightcheck::git
