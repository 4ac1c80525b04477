// SPDX-License-Identifier: Apache-2.0
#include "workflow/resume_journal.hpp"

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "base/limits.hpp"
#include "support/command.hpp"

namespace weightcheck::workflow {
namespace {

namespace fs = std::filesystem;

ModelPath path(std::string_view text) { return ModelPath::parse(text).value(); }
ResumeJournal::Finished digest(char digit) { return {.sha256 = Digest::parse(std::string(64, digit)).value()}; }
FileIdentity identity(std::uint64_t number) {
  return {.device = 0xFFFF'FFFF'FFFF'FFFF,
          .inode = number,
          .size = 3996250744,
          .mtime_ns = -1,
          .ctime_ns = 1'700'000'000'123'456'789};
}

class ResumeJournalTest : public testing::Test {
 protected:
  [[nodiscard]] ResumeJournal opened(Reuse reuse) const { return ResumeJournal::open(file_, reuse).value(); }

  [[nodiscard]] std::string contents() const {
    std::ostringstream text;
    text << std::ifstream(file_, std::ios::binary).rdbuf();
    return text.str();
  }

  void overwrite(std::string_view text) const { std::ofstream(file_, std::ios::binary | std::ios::trunc) << text; }

  void write_three() const {
    auto journal = opened(Reuse::no);
    ASSERT_TRUE(journal.record(path("a"), identity(1), digest('a')).ok());
    ASSERT_TRUE(journal.record(path("odd\nna\\me\r\xff"), identity(2), digest('b')).ok());
    ASSERT_TRUE(journal.record(path("unet/c"), identity(3), digest('c')).ok());
  }

  test::TemporaryFolder folder_;
  const fs::path root_ = folder_.path();
  const std::string file_ = (root_ / "SHA256.manifest.resume").string();
};

TEST_F(ResumeJournalTest, gives_back_what_an_earlier_run_recorded) {
  write_three();
  const auto journal = opened(Reuse::yes);
  EXPECT_EQ(journal.known(), 3U);
  EXPECT_EQ(journal.find(path("a"), identity(1)), digest('a'));
  EXPECT_EQ(journal.find(path("odd\nna\\me\r\xff"), identity(2)), digest('b'));
  EXPECT_EQ(journal.find(path("unet/c"), identity(3)), digest('c'));
  EXPECT_EQ(journal.find(path("b"), identity(1)), std::nullopt);
}

TEST_F(ResumeJournalTest, gives_nothing_for_a_file_that_is_another_in_any_part) {
  write_three();
  const auto journal = opened(Reuse::yes);
  for (auto change : std::vector<void (*)(FileIdentity&)>{
           [](FileIdentity& id) { --id.device; }, [](FileIdentity& id) { ++id.inode; },
           [](FileIdentity& id) { ++id.size; }, [](FileIdentity& id) { ++id.mtime_ns; },
           [](FileIdentity& id) { ++id.ctime_ns; }}) {
    auto other = identity(1);
    change(other);
    EXPECT_EQ(journal.find(path("a"), other), std::nullopt);
  }
}

TEST_F(ResumeJournalTest, is_forgotten_without_the_word_to_reuse_it) {
  write_three();
  EXPECT_EQ(opened(Reuse::no).known(), 0U);
  EXPECT_EQ(opened(Reuse::yes).known(), 0U);
}

TEST_F(ResumeJournalTest, goes_on_where_the_earlier_run_was_cut_off) {
  write_three();
  {
    auto journal = opened(Reuse::yes);
    ASSERT_TRUE(journal.record(path("d"), identity(4), digest('d')).ok());
    ASSERT_TRUE(journal.record(path("a"), identity(5), digest('e')).ok());
  }
  const auto journal = opened(Reuse::yes);
  EXPECT_EQ(journal.known(), 4U);
  EXPECT_EQ(journal.find(path("d"), identity(4)), digest('d'));
  EXPECT_EQ(journal.find(path("a"), identity(1)), std::nullopt);
  EXPECT_EQ(journal.find(path("a"), identity(5)), digest('e'));
}

TEST_F(ResumeJournalTest, keeps_its_whole_lines_when_cut_at_any_byte) {
  write_three();
  const std::string whole = contents();
  for (std::size_t cut = 0; cut < whole.size(); ++cut) {
    overwrite(std::string_view(whole).substr(0, cut));
    const auto lines = std::ranges::count(std::string_view(whole).substr(0, cut), '\n');
    {
      auto journal = opened(Reuse::yes);
      EXPECT_EQ(journal.known(), lines == 0 ? 0U : static_cast<std::size_t>(lines - 1)) << cut;
      ASSERT_TRUE(journal.record(path("later"), identity(9), digest('9')).ok());
    }
    EXPECT_EQ(opened(Reuse::yes).find(path("later"), identity(9)), digest('9')) << cut;
  }
}

TEST_F(ResumeJournalTest, trusts_no_line_that_was_altered_nor_what_follows_it) {
  write_three();
  const std::string whole = contents();
  const std::size_t first = whole.find('\n') + 1;
  const std::size_t second = whole.find('\n', first) + 1;
  for (std::size_t at = first; at < second; ++at) {
    std::string altered = whole;
    altered[at] = static_cast<char>(altered[at] ^ 1);
    overwrite(altered);
    EXPECT_EQ(opened(Reuse::yes).known(), 0U) << at;
  }
  overwrite("weightcheck resume v2\n" + whole.substr(first));
  EXPECT_EQ(opened(Reuse::yes).known(), 0U);
}

TEST_F(ResumeJournalTest, is_no_other_file_that_lies_in_its_place) {
  const std::string other(100'000, 'x');
  for (const Reuse reuse : {Reuse::yes, Reuse::no}) {
    overwrite(other);
    EXPECT_EQ(ResumeJournal::open(file_, reuse).error().code, ErrorCode::denied);
    EXPECT_EQ(contents(), other);
  }
}

TEST_F(ResumeJournalTest, does_not_record_a_file_that_changed_moments_ago) {
  using namespace std::chrono;
  const std::int64_t now = duration_cast<nanoseconds>(system_clock::now().time_since_epoch()).count();
  {
    auto journal = opened(Reuse::no);
    for (const std::int64_t ctime :
         {now, now + 1'000'000'000, now - 1'000'000'000, now / 1'000'000'000 * 1'000'000'000}) {
      auto id = identity(1);
      id.ctime_ns = ctime | 1;
      if (ctime % 1'000'000'000 == 0) id.ctime_ns = ctime;
      ASSERT_TRUE(journal.record(path("t" + std::to_string(ctime)), id, digest('a')).ok());
    }
  }
  EXPECT_EQ(opened(Reuse::yes).known(), 1U);  // the one of a second ago
}

TEST_F(ResumeJournalTest, is_gone_after_success) {
  auto journal = opened(Reuse::no);
  EXPECT_TRUE(fs::exists(file_));
  ASSERT_TRUE(journal.remove().ok());
  EXPECT_FALSE(fs::exists(file_));
  EXPECT_TRUE(journal.remove().ok());
}

TEST_F(ResumeJournalTest, is_private_to_its_user) {
  write_three();
  struct stat status {};
  ASSERT_EQ(stat(file_.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 07777U, 0600U);
  fs::permissions(file_, fs::perms::owner_read | fs::perms::owner_write | fs::perms::others_write);
  EXPECT_EQ(ResumeJournal::open(file_, Reuse::yes).error().code, ErrorCode::denied);
  if (geteuid() == 0) {
    fs::permissions(file_, fs::perms::owner_read | fs::perms::owner_write);
    ASSERT_EQ(chown(file_.c_str(), 65534, 65534), 0);
    EXPECT_EQ(ResumeJournal::open(file_, Reuse::yes).error().code, ErrorCode::denied);
  }
}

TEST_F(ResumeJournalTest, is_no_link_and_no_special_file) {
  std::ofstream(root_ / "precious") << "x";
  fs::create_symlink("precious", file_);
  EXPECT_FALSE(ResumeJournal::open(file_, Reuse::no).ok());
  fs::remove(file_);
  ASSERT_EQ(mkfifo(file_.c_str(), 0600), 0);
  EXPECT_FALSE(ResumeJournal::open(file_, Reuse::no).ok());
  fs::remove(file_);
  fs::create_directory(file_);
  EXPECT_FALSE(ResumeJournal::open(file_, Reuse::no).ok());
  EXPECT_EQ(ResumeJournal::open((root_ / "no" / "such").string(), Reuse::no).error().code, ErrorCode::not_found);
}

TEST_F(ResumeJournalTest, belongs_to_one_run_at_a_time) {
  const auto first = opened(Reuse::no);
  const auto second = ResumeJournal::open(file_, Reuse::yes);
  ASSERT_FALSE(second.ok());
  EXPECT_EQ(second.error().code, ErrorCode::usage);
}

TEST_F(ResumeJournalTest, is_refused_over_its_limit) {
  overwrite("weightcheck resume v1\n");
  fs::permissions(file_, fs::perms::owner_read | fs::perms::owner_write);
  fs::resize_file(file_, limits::resume_journal_bytes_max + 1);
  EXPECT_EQ(ResumeJournal::open(file_, Reuse::yes).error().code, ErrorCode::limit);
  EXPECT_TRUE(ResumeJournal::open(file_, Reuse::no).ok());
}

TEST_F(ResumeJournalTest, survives_a_kill_at_any_moment) {
  for (int round = 0; round < 20; ++round) {
    fs::remove(file_);
    const pid_t child = fork();
    if (child == 0) {
      auto journal = opened(Reuse::no);
      for (std::uint64_t number = 0;; ++number) {
        if (!journal.record(path("f" + std::to_string(number)), identity(number), digest('a')).ok()) _exit(1);
      }
    }
    const auto patience = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    while (!fs::exists(file_) || fs::file_size(file_) < 5000U * static_cast<unsigned>(round + 1)) {
      ASSERT_LT(std::chrono::steady_clock::now(), patience);
    }
    kill(child, SIGKILL);
    waitpid(child, nullptr, 0);
    const auto journal = opened(Reuse::yes);
    ASSERT_GT(journal.known(), 10U);
    for (std::uint64_t number = 0; number < journal.known(); ++number) {
      ASSERT_EQ(journal.find(path("f" + std::to_string(number)), identity(number)), digest('a'));
    }
  }
}

TEST_F(ResumeJournalTest, keeps_the_states_of_a_finished_file) {
  const std::uint64_t grid = std::uint64_t{1} << 30;  // of the size above: three states
  ResumeJournal::Finished finished = digest('a');
  finished.grid = grid;
  for (std::uint32_t i = 1; i <= 3; ++i)
    finished.states.emplace_back(hash::ChainingValue{i, i, i, i, i, i, i, i});
  {
    auto journal = opened(Reuse::no);
    ASSERT_TRUE(journal.record(path("a"), identity(1), finished).ok());
    ASSERT_TRUE(journal.record(path("b"), identity(2), digest('b')).ok());
  }
  const auto journal = opened(Reuse::yes);
  EXPECT_EQ(journal.find(path("a"), identity(1), grid), finished);
  EXPECT_EQ(journal.find(path("a"), identity(1)), finished) << "the digest is good without them";
  EXPECT_EQ(journal.find(path("a"), identity(1), grid / 2), std::nullopt)
      << "on another grid it has to be hashed again";
  EXPECT_EQ(journal.find(path("b"), identity(2), grid), std::nullopt);
}

}  // namespace
}  // namespace weightcheck::workflow
