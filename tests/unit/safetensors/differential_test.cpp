// SPDX-License-Identifier: Apache-2.0
// The reader and its naive twin over headers put together and damaged at random.
#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

#include "safetensors/header.hpp"
#include "support/naive_safetensors.hpp"
#include "support/rounds.hpp"
#include "support/safetensors_file.hpp"

namespace weightcheck::safetensors {
namespace {

const std::vector<std::string> pieces = {"{",
                                         "}",
                                         "[",
                                         "]",
                                         ",",
                                         ":",
                                         "null",
                                         "0",
                                         "1",
                                         "2",
                                         "4",
                                         "8",
                                         "-0",
                                         "1.0",
                                         "18446744073709551615",
                                         "\"a\"",
                                         "\"b\"",
                                         "\"\"",
                                         "\"\\u0061\"",
                                         "\"__metadata__\"",
                                         "\"dtype\"",
                                         "\"shape\"",
                                         "\"data_offsets\"",
                                         "\"x\"",
                                         "\"I32\"",
                                         "\"F4\"",
                                         "\"U8\"",
                                         "\"F6_E2M3\"",
                                         "\"Q\"",
                                         " ",
                                         "\"a\":[\"U8\",[1],[0,1]]",
                                         "\"b\":[\"U8\",[1],[1,2]]",
                                         "\"c\":{\"dtype\":\"I32\",\"shape\":[1],\"data_offsets\":[2,6]}",
                                         "\"__metadata__\":{\"k\":\"v\"}",
                                         "\"x\":[{}]",
                                         "{\"U8\":null}"};

class Damage {
 public:
  std::string document() {
    std::string json = "{";
    const auto members = pick(5);
    std::uint64_t offset = 0;
    for (std::size_t i = 0; i < members; ++i) {
      const std::uint64_t count = pick(4);
      const std::uint64_t begin = offset;
      offset += count * 4 / (pick(8) == 0 ? 2 : 1);
      const std::string name(1, static_cast<char>('a' + static_cast<char>(pick(4))));
      json += (i > 0 ? ",\"" : "\"") + name + R"(":{"dtype":"F32","shape":[)" + std::to_string(count) +
              R"(],"data_offsets":[)" + std::to_string(begin) + "," + std::to_string(offset) + "]}";
    }
    return json + "}";
  }

  std::string damaged() {
    std::string json = document();
    for (auto times = pick(4); times > 0; --times) {
      const std::size_t at = pick(json.size() + 1);
      const std::size_t length = pick(json.size() - at + 1) % 6;
      json.replace(at, length, pieces[pick(pieces.size())]);
    }
    return json;
  }

  std::size_t pick(std::size_t below) { return random_() % below; }

 private:
  std::mt19937 random_{20260802};
};

TEST(HeaderDifferential, agrees_with_the_naive_reader_on_damaged_headers) {
  Damage damage;
  std::size_t accepted = 0;
  for (int round = 0; round < test::rounds(60'000); ++round) {
    const std::string file = test::safetensors_file(damage.damaged(), damage.pick(9) * 4);
    const auto inspection = inspect_header(bytes_of(file), file.size());
    const std::string verdict = inspection.rejection ? std::string(name_of(inspection.rejection->error)) : "";
    ASSERT_EQ(verdict, test::naive_verdict(file)) << file.substr(8);
    accepted += inspection.accepted() ? 1 : 0;
  }
  EXPECT_GT(accepted, test::rounds(100U));  // the damage is not so great that nothing is compared
}

TEST(HeaderDifferential, agrees_with_the_naive_reader_on_random_pieces) {
  Damage damage;
  for (int round = 0; round < test::rounds(60'000); ++round) {
    std::string json = "{";
    for (auto left = damage.pick(10); left > 0; --left)
      json += pieces[damage.pick(pieces.size())];
    if (damage.pick(2) == 0) json += "}";
    const std::string file = test::safetensors_file(json, damage.pick(7));
    const auto inspection = inspect_header(bytes_of(file), file.size());
    const std::string verdict = inspection.rejection ? std::string(name_of(inspection.rejection->error)) : "";
    ASSERT_EQ(verdict, test::naive_verdict(file)) << json;
  }
}

}  // namespace
}  // namespace weightcheck::safetensors
