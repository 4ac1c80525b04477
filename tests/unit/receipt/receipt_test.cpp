// SPDX-License-Identifier: Apache-2.0
#include "receipt/receipt.hpp"

#include <gtest/gtest.h>

#include <functional>

#include "hash/mac.hpp"
#include "hash/sha256.hpp"

namespace weightcheck::receipt {
namespace {

const std::string key(32, 'k');

ModelPath path(std::string_view name) { return ModelPath::parse(name).value(); }

File file(std::string_view name, std::uint64_t inode) {
  return {.path = path(name),
          .identity = {.device = 7, .inode = inode, .size = 12, .mtime_ns = -5, .ctime_ns = 1'700'000'000'123'456'789},
          .sha256 = hash::sha256(bytes_of(name))};
}

Receipt receipt() {
  return {.model = "/models/a b%",
          .written = "/run/receipt",
          .host = "",
          .model_device = 7,
          .model_inode = 99,
          .made = 1'700'000'000,
          .expires = 1'700'086'400,
          .trust = evidence::Trust::pinned,
          .commit = git::ObjectId::parse(std::string(40, 'c')),
          .upstream_trust = evidence::Trust::self,
          .upstream = "https://huggingface.co/org/name",
          .policy = hash::sha256(bytes_of("policy")),
          .demanded = {.trust = evidence::Trust::pinned, .fail_on = "warning", .whole = true},
          .asked = hash::sha256(bytes_of("asked")),
          .writers = Writers::synced,
          .bases = {{.path = "/a list", .sha256 = hash::sha256(bytes_of("list"))},
                    {.path = "/proof", .sha256 = hash::sha256(bytes_of("proof"))}},
          .places = {{.name = ".git", .entries = 7, .seen = hash::sha256(bytes_of(".git"))},
                     {.name = "link", .entries = 1, .seen = hash::sha256(bytes_of("link"))}},
          .files = {file("a\xff\nb", 3), file("config.json", 1), file("model.safetensors", 2)}};
}

std::string with_mac(const std::string& body) {
  return body + "mac " + hash::hmac_sha256(bytes_of(key), bytes_of(body)).hex() + "\n";
}

TEST(Mac, is_that_of_the_standard) {  // RFC 4231, test case 2
  EXPECT_EQ(hash::hmac_sha256(bytes_of("Jefe"), bytes_of("what do ya want for nothing?")).hex(),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
}

TEST(Receipts, are_read_as_they_were_written) {
  const std::string text = write(receipt(), bytes_of(key));
  const auto again = read(bytes_of(text), bytes_of(key));
  ASSERT_TRUE(again.ok()) << again.error().message;
  EXPECT_EQ(*again, receipt());
  Receipt bare = receipt();
  bare.commit.reset();
  bare.upstream.reset();
  bare.policy.reset();
  bare.asked.reset();
  bare.demanded = {.fail_on = "error"};
  bare.writers = Writers::asked;
  bare.bases.clear();
  bare.places.clear();
  bare.files[0].sha256.reset();
  EXPECT_EQ(read(bytes_of(write(bare, bytes_of(key))), bytes_of(key)).value(), bare);
}

TEST(Receipts, of_another_key_or_with_any_bit_changed_are_refused) {
  const std::string text = write(receipt(), bytes_of(key));
  EXPECT_FALSE(read(bytes_of(text), bytes_of(std::string(32, 'x'))).ok());
  for (std::size_t at = 0; at < text.size(); ++at) {
    std::string changed = text;
    changed[at] = static_cast<char>(changed[at] ^ 1);
    EXPECT_FALSE(read(bytes_of(changed), bytes_of(key)).ok()) << at;
    EXPECT_FALSE(read(bytes_of(text.substr(0, at)), bytes_of(key)).ok()) << at;
  }
  EXPECT_FALSE(read(bytes_of(text + "\n"), bytes_of(key)).ok());
}

TEST(Receipts, have_one_form_even_where_the_mac_is_right) {
  std::string body = write(receipt(), bytes_of(key));
  body.resize(body.rfind("mac "));
  ASSERT_TRUE(read(bytes_of(with_mac(body)), bytes_of(key)).ok());
  const auto refuses = [&](std::string_view from, std::string_view to) {
    std::string other = body;
    const std::size_t at = other.find(from);
    ASSERT_NE(at, std::string::npos) << from;
    EXPECT_FALSE(read(bytes_of(with_mac(other.replace(at, from.size(), to))), bytes_of(key)).ok()) << from << to;
  };
  refuses("files 3", "files 2");
  refuses("files 3", "files 4");
  refuses("files 3", "files 99999999999");
  refuses("config.json", "../outside");
  refuses("config.json", "z");  // out of order
  refuses("config.json", "%63onfig.json");
  refuses("host -", "host  -");
  refuses("made 17", "made +17");
  refuses("made 17", "made 017");
  refuses("-5 17", "-05 17");
  refuses("expires", "expire");
  refuses("trust pinned\n", "");
  refuses("trust pinned", "trust sure");
  refuses("whole", "all");
  refuses("writers synced", "writers many");
  refuses("bases 2", "bases 1");
  refuses("/proof", "/");  // out of order
  refuses("places 2", "places 3");
  refuses(" link", " .git");
  refuses("7 .git", "07 .git");
}

TEST(Receipts, of_another_version_are_known_and_refused) {
  const std::string old = with_mac("weightcheck receipt v1\nmodel /m 1 2\n");
  EXPECT_TRUE(looks_like_one(bytes_of(old)));
  EXPECT_EQ(read(bytes_of(old), bytes_of(key)).error().code, ErrorCode::unsupported);
  EXPECT_FALSE(looks_like_one(bytes_of("weightcheck resume v1\n")));
}

TEST(Receipts, need_a_key_of_some_length) {
  EXPECT_THROW((void)write(receipt(), bytes_of(std::string(31, 'k'))), std::logic_error);
}

Now now_of(const Receipt& given) {
  Now now{.places = given.places, .bases = given.bases};
  for (const File& one : given.files)
    now.tree.files.push_back({.path = one.path, .size = one.identity.size, .identity = one.identity});
  return now;
}

TEST(Difference, is_none_while_nothing_moved) { EXPECT_EQ(compare(receipt(), now_of(receipt())).total, 0U); }

TEST(Difference, is_seen_in_every_part_of_an_identity) {
  const std::function<void(FileIdentity&)> changes[] = {
      [](FileIdentity& id) { ++id.device; }, [](FileIdentity& id) { ++id.inode; }, [](FileIdentity& id) { ++id.size; },
      [](FileIdentity& id) { ++id.mtime_ns; }, [](FileIdentity& id) { ++id.ctime_ns; }};
  for (const auto& change : changes) {
    Now now = now_of(receipt());
    change(now.tree.files[1].identity);
    const Difference difference = compare(receipt(), now);
    ASSERT_EQ(difference.total, 1U);
    EXPECT_EQ(difference.shown[0].path, "config.json");
  }
}

TEST(Difference, is_told_of_files_that_came_and_went) {
  Now now = now_of(receipt());
  now.tree.files.pop_back();
  now.tree.files.push_back({.path = path("new")});
  now.tree.refused.push_back({.name = "fifo", .reason = evidence::Refusal::special_file, .detail = "is a FIFO"});
  const Difference difference = compare(receipt(), now);
  ASSERT_EQ(difference.total, 3U);
  EXPECT_EQ(difference.shown[0].path, "fifo");
  EXPECT_EQ(difference.shown[1].how, "is gone");
  EXPECT_EQ(difference.shown[2].how, "is new");
}

TEST(Difference, is_told_of_the_last_file_and_of_all) {
  Now now = now_of(receipt());
  now.tree.files.pop_back();
  EXPECT_EQ(compare(receipt(), now).total, 1U);
  now.tree.files.clear();
  EXPECT_EQ(compare(receipt(), now).total, receipt().files.size());
}

TEST(Difference, is_told_of_places_that_no_hash_covers) {
  Now now = now_of(receipt());
  now.places[0].seen.bytes[0] ^= std::byte{1};
  now.places[1].name = "other";
  const Difference difference = compare(receipt(), now);
  ASSERT_EQ(difference.total, 3U);
  EXPECT_EQ(difference.shown[0].path + " " + difference.shown[0].how, ".git was changed or replaced");
  EXPECT_EQ(difference.shown[1].path + " " + difference.shown[1].how, "link is gone");
  EXPECT_EQ(difference.shown[2].path + " " + difference.shown[2].how, "other is new");
}

TEST(Difference, is_told_of_what_the_verdict_stood_on) {
  Now now = now_of(receipt());
  now.bases[0].sha256.bytes[31] ^= std::byte{1};
  now.bases.pop_back();
  const Difference difference = compare(receipt(), now);
  ASSERT_EQ(difference.total, 2U);
  EXPECT_EQ(difference.shown[0].path + " " + difference.shown[0].how, "/a list was changed or replaced");
  EXPECT_EQ(difference.shown[1].path + " " + difference.shown[1].how, "/proof is gone");
}

TEST(Difference, is_told_of_a_place_once) {  // as the place that it was, not as a new file or another refusal
  Now now = now_of(receipt());
  now.tree.refused.push_back({.name = "link", .reason = evidence::Refusal::link_dangling});
  now.tree.files.insert(now.tree.files.begin(), {.path = path(".git")});
  EXPECT_EQ(compare(receipt(), now).total, 0U);
}

}  // namespace
}  // namespace weightcheck::receipt
