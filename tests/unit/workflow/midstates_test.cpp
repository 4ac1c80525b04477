// SPDX-License-Identifier: Apache-2.0
// SHA256.midstates from end to end, in one process: written with a manifest or by verify, used by verify, and tampered
// with. The law: whatever is in it, the verdict, the exit code and every file's row are those of a run without it.
#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "git/lfs_pointer.hpp"
#include "hash/sha256.hpp"
#include "midstates/midstates.hpp"
#include "support/git_repository.hpp"
#include "support/midstates_of.hpp"
#include "support/proof_builder.hpp"
#include "workflow/create_manifest.hpp"
#include "workflow/midstates_file.hpp"
#include "workflow/verify.hpp"

namespace weightcheck::workflow {
namespace {

using test::content_of_size;
using test::midstates_of;

constexpr std::uint64_t grid = midstates::grid_bytes_min;

class MidstatesOfAModel : public testing::Test {
 protected:
  MidstatesOfAModel() {
    for (const std::uint64_t size : {100U, 65'537U, 300'000U, 500'001U})
      put(std::to_string(size) + ".dat", content_of_size(size));
  }

  void put(const std::string& name, const std::string& content) { test::write_file(folder_.path() / name, content); }
  [[nodiscard]] std::string read(const std::string& name) const {
    return test::read_file((folder_.path() / name).string());
  }
  [[nodiscard]] std::vector<std::string> contents() const {
    return {content_of_size(65'537), content_of_size(300'000), content_of_size(500'001)};
  }

  [[nodiscard]] Result<ManifestOutcome> made(std::optional<std::uint64_t> wanted, Reuse resume = Reuse::no) const {
    ManifestRequest request{.model = folder_.path().string(), .midstates_grid = wanted, .resume = resume};
    request.hashing.threads = 2;
    return create_manifest(request, {});
  }

  [[nodiscard]] VerifyRequest request() const {
    VerifyRequest request;
    request.model = folder_.path().string();
    request.hashing.threads = 2;
    request.demands.checks = {policy::CheckId::integrity};
    for (const char* rule : {"license-missing", "pin-missing", "weights-missing"})
      request.demands.levels[rule] = policy::Severity::note;
    return request;
  }

  [[nodiscard]] policy::Report verified(UseMidstates use = UseMidstates::yes) const {
    VerifyRequest asked = request();
    asked.midstates.use = use;
    auto report = verify(asked, {});
    EXPECT_TRUE(report.ok());
    return report.value();
  }

  // All that the two runs say, but for where damage seems to be and for the note.
  void expect_as_without(const std::string& story) const {
    auto with = verified(), without = verified(UseMidstates::no);
    ASSERT_EQ(with.verdict, without.verdict) << story;
    ASSERT_EQ(with.exit_code, without.exit_code) << story;
    for (evidence::FileRow& row : with.files)
      row.damage.clear();
    ASSERT_EQ(with.files, without.files) << story;
    std::erase_if(with.findings, [](const auto& finding) { return finding.rule == "midstates-wrong"; });
    ASSERT_EQ(with.findings.size(), without.findings.size()) << story;
    for (std::size_t i = 0; i < with.findings.size(); ++i)
      EXPECT_EQ(with.findings[i].rule, without.findings[i].rule) << story;
  }

  static std::size_t notes(const policy::Report& report) {
    return static_cast<std::size_t>(std::ranges::count(report.findings, "midstates-wrong", &policy::Finding::rule));
  }
  static const evidence::FileRow& row(const policy::Report& report, std::string_view name) {
    return *std::ranges::find_if(report.files, [&](const auto& each) { return each.path.text() == name; });
  }

  const test::TemporaryFolder folder_;
};

TEST_F(MidstatesOfAModel, are_written_with_the_manifest_the_same_on_every_run) {
  const auto outcome = made(grid);
  ASSERT_TRUE(outcome.ok()) << outcome.error().message;
  EXPECT_EQ(outcome->midstates_written_to, folder_.path().string() + "/SHA256.midstates");
  EXPECT_EQ(read("SHA256.midstates"), midstates::write(midstates_of(contents(), grid)));
  EXPECT_EQ(outcome->files, 4U) << "it is not one of the files";
  ASSERT_TRUE(made(midstates::grid_bytes_default).ok());
  EXPECT_EQ(read("SHA256.midstates"), "# weightcheck midstates v1\n# grid: 16777216\n") << "an old one does not stay";
}

TEST_F(MidstatesOfAModel, need_a_manifest_in_a_file) {
  ManifestRequest request{.model = folder_.path().string(), .output = "-", .midstates_grid = grid};
  const auto refused = create_manifest(request, {});
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().code, ErrorCode::usage);
}

TEST_F(MidstatesOfAModel, do_not_replace_a_file_of_the_model) {
  put("SHA256.midstates", "mine\n");
  const auto refused = made(grid);
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(read("SHA256.midstates"), "mine\n");
}

TEST_F(MidstatesOfAModel, are_used_by_verify_and_located_damage_is_told) {
  ASSERT_TRUE(made(grid).ok());
  const auto good = verified();
  EXPECT_EQ(good.verdict, policy::Verdict::verified);
  EXPECT_EQ(notes(good), 0U);
  std::string damaged = content_of_size(500'001);
  damaged[200'000] = static_cast<char>(damaged[200'000] ^ 1);
  damaged[500'000] = static_cast<char>(damaged[500'000] ^ 1);
  put("500001.dat", damaged);
  const auto bad = verified();
  EXPECT_EQ(bad.exit_code, 1);
  EXPECT_EQ(row(bad, "500001.dat").digests.sha256(), hash::sha256(bytes_of(damaged)));
  const std::vector<midstates::ByteRange> expected = {{3 * grid, 4 * grid}, {7 * grid, 500'001}};
  EXPECT_EQ(row(bad, "500001.dat").damage, expected);
  EXPECT_TRUE(row(bad, "300000.dat").damage.empty());
  EXPECT_EQ(notes(bad), 0U) << "of a damaged file nobody can tell";
  EXPECT_TRUE(row(verified(UseMidstates::no), "500001.dat").damage.empty());
}

TEST_F(MidstatesOfAModel, are_found_by_the_blob_ids_of_pointers) {
  ASSERT_TRUE(made(grid).ok());
  std::filesystem::remove(folder_.path() / "SHA256.manifest");
  test::ProofBuilder proof;
  for (const std::uint64_t size : {65'537U, 300'000U, 500'001U}) {
    const Digest sha256 = hash::sha256(bytes_of(content_of_size(size)));
    proof.file(std::to_string(size) + ".dat", git::canonical_lfs_pointer(sha256, size));
  }
  put("COMMIT.proof", proof.file("100.dat", content_of_size(100)).build().proof);
  std::uint64_t in_spans = 0;
  VerifyRequest asked = request();
  asked.hashing.events = [&](const Event& event) {
    if (event.what != "midstates") return;
    for (const auto& [name, value] : event.fields)
      if (name == "files_in_spans") in_spans = std::get<std::uint64_t>(value);
  };
  const auto report = verify(asked, {});
  ASSERT_TRUE(report.ok());
  EXPECT_EQ(row(*report, "500001.dat").anchor, evidence::Anchor::anchored_lfs);
  EXPECT_EQ(in_spans, 3U);
}

TEST_F(MidstatesOfAModel, that_do_not_parse_are_a_note_and_nothing_else) {
  ASSERT_TRUE(made(grid).ok());
  const std::string good = read("SHA256.midstates");
  std::string with_nul = good, crlf = good, huge = good;
  with_nul[100] = '\0';
  crlf.insert(good.find('\n'), "\r");
  huge.resize(midstates::file_bytes_max + 1, 'A');
  for (const std::string& bad : {std::string(), std::string("# weight"), good.substr(0, good.size() - 1), good + good,
                                 with_nul, crlf, huge, std::string("# weightcheck midstates v2\n# grid: 65536\n")}) {
    put("SHA256.midstates", bad);
    const auto report = verified();
    EXPECT_EQ(report.verdict, policy::Verdict::verified) << bad.substr(0, 60);
    EXPECT_EQ(notes(report), 1U) << bad.substr(0, 60);
    expect_as_without(bad.substr(0, 60));
  }
}

TEST_F(MidstatesOfAModel, that_are_something_else_are_a_file_of_the_model) {
  ASSERT_TRUE(made(std::nullopt).ok());
  put("SHA256.midstates", std::string("\x80\x02}q\x00.", 6));
  const auto report = verified();
  EXPECT_EQ(report.exit_code, 1);
  EXPECT_EQ(row(report, "SHA256.midstates").integrity, evidence::Integrity::unlisted);
  EXPECT_EQ(notes(report), 0U);
}

TEST_F(MidstatesOfAModel, of_another_model_or_without_some_lines_are_no_finding) {
  ASSERT_TRUE(made(std::nullopt).ok());
  put("SHA256.midstates", midstates::write(midstates_of({content_of_size(77'777)}, grid)));
  EXPECT_EQ(verified().verdict, policy::Verdict::verified);
  EXPECT_EQ(notes(verified()), 0U);
  put("SHA256.midstates", midstates::write(midstates_of({content_of_size(300'000)}, grid)));
  EXPECT_EQ(verified().verdict, policy::Verdict::verified);
  EXPECT_EQ(notes(verified()), 0U);
}

TEST_F(MidstatesOfAModel, with_a_wrong_state_or_size_are_a_note) {
  ASSERT_TRUE(made(std::nullopt).ok());
  auto wrong = midstates_of(contents(), grid);
  for (midstates::Line& line : wrong.lines)
    line.states.back() = midstates::Hint();
  put("SHA256.midstates", midstates::write(wrong));
  EXPECT_EQ(verified().verdict, policy::Verdict::verified);
  EXPECT_EQ(notes(verified()), 3U);
  auto resized = midstates_of(contents(), grid);
  for (midstates::Line& line : resized.lines)
    line.size += line.size % grid == 1 ? 1U : line.size % 2;
  put("SHA256.midstates", midstates::write(resized));
  EXPECT_EQ(verified().verdict, policy::Verdict::verified);
  EXPECT_EQ(notes(verified()), 2U) << "65537 and 500001 bytes, each said to be one more";
  expect_as_without("sizes");
}

TEST_F(MidstatesOfAModel, change_no_verdict_whatever_is_tampered_with) {
  ASSERT_TRUE(made(grid).ok());
  const auto honest = midstates_of(contents(), grid);
  std::mt19937_64 random(17);
  for (int round = 0; round < 150; ++round) {
    auto tampered = honest;
    std::string story = "round " + std::to_string(round) + ":";
    for (midstates::Line& line : tampered.lines) {
      switch (random() % 6) {
        case 0:
          line.states[random() % line.states.size()] = midstates::Hint();
          story += " state";
          break;
        case 1:
          std::ranges::reverse(line.states);
          story += " reversed";
          break;
        case 2:
          line.states.assign(line.states.size(), line.states.front());
          story += " alike";
          break;
        default:
          break;
      }
    }
    for (const std::uint64_t size : {65'537U, 300'000U, 500'001U}) {
      std::string content = content_of_size(size);
      if (random() % 3 == 0) {
        const std::size_t at = random() % size;
        content[at] = static_cast<char>(content[at] ^ (1 << (random() % 8)));
        story += " byte " + std::to_string(at) + " of " + std::to_string(size);
        if (random() % 2 == 0) {  // and states that fit what is here now, under the digest of what should be
          const auto here = test::line_of(content, grid);
          for (midstates::Line& line : tampered.lines)
            if (line.size == size) line.states = here.states;
          story += " with states";
        }
      }
      put(std::to_string(size) + ".dat", content);
    }
    std::string text = midstates::write(tampered);
    if (random() % 8 == 0) {
      text[random() % text.size()] = static_cast<char>(random());
      story += " text";
    }
    put("SHA256.midstates", text);
    expect_as_without(story);
    if (HasFatalFailure()) return;
  }
}

TEST_F(MidstatesOfAModel, named_by_the_caller_have_to_be_there) {
  ASSERT_TRUE(made(std::nullopt).ok());
  VerifyRequest asked = request();
  asked.midstates.file = (folder_.path() / "nowhere").string();
  const auto refused = verify(asked, {});
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().code, ErrorCode::usage);
}

TEST_F(MidstatesOfAModel, are_written_by_verify_where_every_byte_is_as_said) {
  put("large.dat", content_of_size(17'000'000));
  ASSERT_TRUE(made(std::nullopt).ok());
  const test::TemporaryFolder elsewhere;
  VerifyRequest asked = request();
  asked.write_midstates = (elsewhere.path() / "states").string();
  ASSERT_EQ(verify(asked, {})->verdict, policy::Verdict::verified);
  const std::string expected =
      midstates::write(midstates_of({content_of_size(17'000'000)}, midstates::grid_bytes_default));
  EXPECT_EQ(test::read_file(*asked.write_midstates), expected);
  put("SHA256.midstates", expected);  // and again, by the spans of the first
  asked.write_midstates = (elsewhere.path() / "again").string();
  ASSERT_EQ(verify(asked, {})->verdict, policy::Verdict::verified);
  EXPECT_EQ(test::read_file(*asked.write_midstates), expected);

  put("100.dat", "other");
  std::string why;
  asked.write_midstates = (elsewhere.path() / "third").string();
  ASSERT_TRUE(verify(asked, {}, {.no_midstates = [&](std::string_view text) { why = text; }}).ok());
  EXPECT_FALSE(std::filesystem::exists(*asked.write_midstates));
  EXPECT_FALSE(why.empty());
  asked.write_midstates = (folder_.path() / "100.dat").string();
  EXPECT_EQ(verify(asked, {}).error().code, ErrorCode::usage);
}

TEST_F(MidstatesOfAModel, listed_by_a_manifest_are_a_file_of_the_model_too) {
  put("SHA256.midstates", midstates::write(midstates_of(contents(), grid)));
  ASSERT_TRUE(made(std::nullopt).ok());
  const std::string text = read("SHA256.midstates");
  put("SHA256.manifest", read("SHA256.manifest") + hash::sha256(bytes_of(text)).hex() + "  SHA256.midstates\n");
  EXPECT_EQ(verified().verdict, policy::Verdict::verified);
  EXPECT_EQ(row(verified(), "SHA256.midstates").integrity, evidence::Integrity::ok);
}

}  // namespace
}  // namespace weightcheck::workflow
