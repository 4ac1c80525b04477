// SPDX-License-Identifier: Apache-2.0
// Vectors that were computed twice by other programs: one written from FIPS 180-4 with constants from their definition,
// and OpenSSL's context read at the boundaries; every digest also by sha256sum.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "support/midstates_of.hpp"
#include "support/naive_sha256.hpp"

namespace weightcheck::midstates {
namespace {

using test::content_of_size;
using test::line_of;
using test::midstates_of;

constexpr std::string_view of_70_000_001 =
    "f4d3d011b81164b966c18ec1b09456d6e05d51fcdbc5c3d7892aa311172e4339 70000001 "
    "EiBpjDmp3zadQIQRp1+S297Iym0EpWkSZolKbwKzTI78dfxOCMx7SA/reUhwmcrDzUDpKo/06xlY7jo3oEvaaaAud1urx78Rr66V"
    "kxudkYsr8HNJlwUF8VS6QzJKj5Yspp2XWXva9qXpuxpr56WiJjsDtNEoPKFH4Y8qaR0CGIk=";
constexpr std::string_view of_1_000_003 =
    "4970cf6e757ae6d63d258cbc9d7fa0792bbd980c816b9373b14ad577ddd2b388 1000003 "
    "uN3FhPSVHXxEOUy99bri51zwEBqRPStVTM7v9XvZTOnj1xnWSdvfHCN82TZln3rG97HuFyqmPP3o5V3JxxLCOrScHUwGmm252Cfo"
    "OqmAZg/VJl6SnXt1tQ6QZvSBX1R9CM/iQ1FS4hMfXiZcMXLv4NwY64Er0C5ig5k8IM+QvTP1pJYIOHySlDiPjhdEd4s0a8SoGA75"
    "9yajaBUU4gyA/vb1s3Ps1t/hiK8jxeG2SVnfigCyxUD/wnslfozIh4aQTRndIEOAk8y0kXbbqkmhAtCgalqCw/iODQDAKrYlOK7w"
    "4qi62/y20cRvBV2/Q6b2Skw9nunYus7Eoc18hwPyU9HWIq8/M+oKLJDP8KRbn7ShcmPlG2hDEn2QitLb0tKh2+2+fG4scZD+wKtp"
    "L8CS1lDNdzFLhwojg4buMvAILhOsUO9XstAe4ppJ3J1sx7PmBeqbk+tcNTETI3GwZZpIIv4mxTvEVr1MkRKUxfIHEJttnsxys+6G"
    "LNKrU0k6aFmQNItZNJP6DxyfbBAvX+ErMRHOtLtarJaDhPg6q8Q/a8uNno6zj2Tf5Bb+460sba1I5r8RNT4rMwDGHqKqHxfseqco"
    "HSpSjvsOqjPGeKuAFQislEErqOSoLFJpI5td5hn3";

std::string written(const std::vector<std::string>& contents, std::uint64_t grid) {
  return write(midstates_of(contents, grid));
}

TEST(MidstatesVectors, are_what_a_serial_stream_gives) {
  EXPECT_EQ(written({content_of_size(70'000'001)}, grid_bytes_default),
            "# weightcheck midstates v1\n# grid: 16777216\n" + std::string(of_70_000_001) + "\n");
  EXPECT_EQ(written({content_of_size(1'000'003)}, grid_bytes_min),
            "# weightcheck midstates v1\n# grid: 65536\n" + std::string(of_1_000_003) + "\n");
}

struct Small {
  std::uint64_t size;
  std::string_view sha256;
  std::vector<std::string_view> states;
};

TEST(MidstatesVectors, hold_around_multiples_of_the_grid) {
  const std::vector<Small> smalls = {
      {65'536, "7defc89ac188ce9c6f37df190293f892e1470e8cfd4e0a6217b655b68eeb447f", {}},
      {65'537,
       "f6bbff82c6d8ca7c7c9ee12a245ada842481a45340f7e51ff3f0e728bfffb17c",
       {"f9a2a2a25123062302614bb848d37803e6879265a7776eeac083720f0b41dbde"}},
      {131'072,
       "c00fe74ec8f48989626c81222edcc2e2820ea32a7b37a6bea923f467a42764ce",
       {"67a9db63c276b79024eb1def4fb9d988734287d9f330024eb6f0c69af35fd4ab"}},
      {131'073,
       "515665f2002746eb7e729fdbb678d6374dbe793053f0c4d5736636589a0acb65",
       {"83ab156c8a12466724770ccf46d78b3d2632f3d1c8fc3a6157c7e0411fc7fadb",
        "4c0f8cda6aef4892ee00fed8e02ebcbca5ed082635107edcb0b38e632c9e3d9c"}},
  };
  for (const Small& small : smalls) {
    const Line line = line_of(content_of_size(small.size), grid_bytes_min);
    EXPECT_EQ(line.sha256.hex(), small.sha256);
    ASSERT_EQ(line.states.size(), small.states.size()) << small.size;
    EXPECT_EQ(states_of(small.size, grid_bytes_min), small.states.size());
    for (std::size_t i = 0; i < small.states.size(); ++i) {
      hash::ChainingValue value{};
      std::array<std::byte, hash::chaining_value_bytes> bytes{};
      ASSERT_TRUE(from_hex(small.states[i], bytes));
      value = hash::read_chaining_value(bytes);
      EXPECT_TRUE(line.states[i].is(value)) << small.size << ", state " << i;
    }
  }
}

TEST(MidstatesVectors, are_what_the_standard_s_own_words_give) {
  const std::string content = content_of_size(131'073);
  const Line line = line_of(content, grid_bytes_min);
  test::NaiveState state = test::naive_start();
  for (std::size_t i = 0; i < line.states.size(); ++i) {
    state = test::naive_compress(state, bytes_of(content).subspan(i * grid_bytes_min, grid_bytes_min));
    EXPECT_TRUE(line.states[i].is(state)) << i;
  }
  const auto last = test::naive_finish(state, bytes_of(content).subspan(2 * grid_bytes_min), content.size());
  EXPECT_EQ(Digest{hash::to_bytes(last)}, line.sha256);
}

// The seven files of the shared folder, where it is there.
TEST(MidstatesVectors, of_a_whole_folder_are_the_shared_files) {
  const std::filesystem::path shared = std::filesystem::path(WEIGHTCHECK_SHARED) / "fixtures/midstates";
  if (!std::filesystem::exists(shared)) GTEST_SKIP() << "no vectors at " << shared;
  std::vector<std::string> contents;
  for (const std::uint64_t size : {65'536U, 65'537U, 131'072U, 131'073U, 983'040U, 1'000'003U, 70'000'001U})
    contents.push_back(content_of_size(size));
  for (const std::uint64_t grid : {grid_bytes_min, grid_bytes_default}) {
    std::ifstream file(shared / ("grid-" + std::to_string(grid) + ".midstates"), std::ios::binary);
    const std::string text{std::istreambuf_iterator<char>(file), {}};
    EXPECT_EQ(written(contents, grid), text);
    const auto read_back = read(bytes_of(text));
    ASSERT_TRUE(read_back.ok()) << read_back.error().message;
    EXPECT_EQ(*read_back, midstates_of(contents, grid));
  }
}

}  // namespace
}  // namespace weightcheck::midstates
