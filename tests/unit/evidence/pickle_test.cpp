// SPDX-License-Identifier: Apache-2.0
// Pickles as Python 3.11 writes them, and as those do who hide what they call.
#include "evidence/pickle.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "base/limits.hpp"

namespace weightcheck::evidence {
namespace {

using std::string_literals::operator""s;
using Names = std::vector<std::string>;

PickleSeen seen_of(const std::string& bytes) {
  HeadReader reader(bytes, bytes.size());
  return read_pickles(reader, 0, nullptr);
}

TEST(Pickle, names_what_every_kind_of_import_imports) {
  EXPECT_EQ(seen_of("cposix\nsystem\n(S'id'\ntR.").names, Names{"posix.system"});
  EXPECT_EQ(seen_of("\x80\4\x8c\5posix\x8c\6system\x93\x8c\2id\x85R."s).names, Names{"posix.system"});
  EXPECT_EQ(seen_of("(S'id'\niposix\nsystem\n."s).names, Names{"posix.system"});
  EXPECT_EQ(seen_of("\x80\2\x82\7."s).names, Names{"copyreg extension 7"});
  EXPECT_EQ(seen_of("\x80\2\x84\1\1\0\0."s).names, Names{"copyreg extension 257"});
  // The names from the memo: remembered by MEMOIZE, PUT and BINPUT, and brought back by GET and BINGET.
  EXPECT_EQ(seen_of("\x80\4\x8c\5posix\x94\x8c\6system\x94]h\0h\1\x93."s).names, Names{"posix.system"});
  EXPECT_EQ(seen_of("S'posix'\np5\n0S'system'\nq\6"
                    "0g5\nh\6\x93(S'id'\ntR."s)
                .names,
            Names{"posix.system"});
}

TEST(Pickle, tells_a_name_that_is_made_while_it_is_loaded) {
  const PickleSeen seen = seen_of("\x80\4\x8c\5posix\x8c\1xR\x8c\6system\x93."s);
  EXPECT_EQ(seen.names, Names{"(made while it is loaded).system"});
  EXPECT_EQ(seen.unknown, 1U);
}

TEST(Pickle, calls_by_every_opcode_that_calls) {
  const std::string global = "cposix\nsystem\n";
  for (const std::string& rest : {"(S'id'\ntR."s, ")\x81."s, ")}\x92."s, "}b."s})
    EXPECT_TRUE(seen_of(global + rest).calls) << rest;
  EXPECT_TRUE(seen_of("(" + global + "S'id'\no.").calls);
  EXPECT_FALSE(seen_of(global + ".").calls);
  EXPECT_FALSE(seen_of(global + "R.").calls) << "one value is too few";
}

TEST(Pickle, keeps_what_was_called_before_an_error) {
  const PickleSeen seen = seen_of("cposix\nsystem\n(S'id'\ntR\xff");
  EXPECT_EQ(seen.end, PickleEnd::refused);
  EXPECT_TRUE(seen.calls);
  EXPECT_FALSE(seen.is_refused());
  EXPECT_TRUE(seen.is_one());
}

TEST(Pickle, goes_on_behind_the_first_as_torch_wrote_them) {
  const std::string legacy = "\x80\2\x8a\nl\xfc\x9c\x46\xf9 j\xa8P\x19.\x80\2M\xe9\3."s;
  EXPECT_TRUE(seen_of(legacy).is_plain());
  EXPECT_EQ(seen_of(legacy + "\x80\2}q\0(X\1\0\0\0aq\1K\1u."s).unknown, 0U);
  EXPECT_EQ(seen_of(legacy + "cposix\nsystem\n)R.").names, Names{"posix.system"});
  EXPECT_TRUE(seen_of(legacy + std::string(100, '\0')).is_plain()) << "the storages behind the last";
}

TEST(Pickle, knows_what_rebuilds_tensors) {
  const PickleSeen tensor = seen_of(
      "\x80\2ccollections\nOrderedDict\nq\0)Rq\1X\1\0\0\0wq\2ctorch._utils\n_rebuild_tensor_v2\nq\3((X\7\0\0\0"
      "storageq\4ctorch\nFloatStorage\nq\5X\1\0\0\0"
      "0q\6X\3\0\0\0cpuq\7K\4tq\x08QK\0K\4\x85q\tK\1\x85q\n\x89h\0)Rq\x0btq\x0cRq\rs."s);
  EXPECT_EQ(tensor.end, PickleEnd::stopped);
  EXPECT_EQ(tensor.unknown, 0U);
  EXPECT_EQ(tensor.known, 3U);
  EXPECT_TRUE(is_known_global("torch.float32"));
  for (const char* name : {"torch.load", "torch.hub.load", "builtins.eval", "builtins.getattr", "torch", "os.system"})
    EXPECT_FALSE(is_known_global(name)) << name;
}

TEST(Pickle, shows_unknown_names_first) {
  const PickleSeen seen = seen_of("\x80\2ccollections\nOrderedDict\nq\0cposix\nsystem\nq\1."s);
  EXPECT_EQ(seen.names, (Names{"posix.system", "collections.OrderedDict"}));
}

TEST(Pickle, is_refused_where_an_unpickler_refuses) {
  for (const std::string& bytes :
       {"."s, "0."s, "R."s, "\x80\6N."s, "(c) 2024\nall\nrights"s, "t."s, "N\x86."s, "Iten\n."s, "Sx\n."s, "1."s, "e."s,
        "]a."s, "\x93."s, "o."s, "X\xff\0\0\0a"s, "c\nx\n."s})
    EXPECT_TRUE(seen_of(bytes).is_refused()) << bytes;
  EXPECT_EQ(seen_of("(1N.").end, PickleEnd::stopped) << "POP_MARK leaves nothing";
  EXPECT_EQ(seen_of("(0N.").end, PickleEnd::stopped) << "POP takes a mark";
  EXPECT_EQ(seen_of("N2.").end, PickleEnd::stopped);
}

TEST(Pickle, takes_numbers_as_the_unpicklers_of_c_and_of_python_do) {
  for (const std::string& line : {"I5\0zz("s, "F1.\0.."s, "F-nan"s, "F+Infinity"s, "Finf"s, "I0o17"s, "I0B1"s, "I\v5"s,
                                  "I 5 \f"s, "L0o7L"s, "I"s, "L1_000L"s, "I"s + std::string(100'000, '0'), "F1e-5"s}) {
    const PickleSeen seen = seen_of(line + "\n0cos\nsystem\n(S'x'\ntR.");
    EXPECT_EQ(seen.end, PickleEnd::stopped) << line;
    EXPECT_EQ(seen.names, std::vector<std::string>{"os.system"}) << line;
  }
  for (const char* line : {"Finance", "Inner", "Fnand", "Finfo", "Light"})
    EXPECT_TRUE(seen_of(line + "\n0N."s).is_refused()) << line;
  EXPECT_EQ(seen_of("cos\nsystem\np5\0005\n0g5\n(tR."s).names, std::vector<std::string>{"os.system"});
}

TEST(Pickle, is_one_by_what_it_says_does_or_holds) {
  EXPECT_TRUE(seen_of("\x80\2N."s).is_one());
  EXPECT_TRUE(seen_of("(lp0\nI1\na.").is_one());
  EXPECT_FALSE(seen_of("N.").is_one());
  EXPECT_FALSE(seen_of("cat\ndog\npig\n").is_one());
  EXPECT_FALSE(seen_of("\x80\2"s).is_one());
}

TEST(Pickle, is_unread_where_the_bytes_or_the_budget_end) {
  const std::string bytes = "\x80\4X\0\x20\0\0"s + std::string(100, 'x');
  HeadReader reader(bytes, 100'000);
  EXPECT_EQ(read_pickle(reader, 0, nullptr).end, PickleEnd::unread);
  Budget budget;
  ASSERT_TRUE(budget.draw(Cost::steps, limits::gathered_steps_max - 2000).ok());
  const std::string many = "\x80\2"s + std::string(20'000, ']') + ".";
  HeadReader all(many, many.size());
  EXPECT_EQ(read_pickle(all, 0, &budget).end, PickleEnd::unread);
  EXPECT_EQ(read_pickle(all, 0, nullptr).end, PickleEnd::stopped);
}

TEST(Pickle, pays_more_for_names_that_are_looked_up) {
  std::string names;
  for (int i = 0; i < 2000; ++i)
    names += "cm" + std::to_string(i) + "\nx\n0";
  names += "N.";
  HeadReader reader(names, names.size());
  Budget budget;
  EXPECT_EQ(read_pickle(reader, 0, &budget).end, PickleEnd::stopped);
  EXPECT_LT(budget.left(Cost::steps), limits::gathered_steps_max - 40'000);
}

TEST(Pickle, bounds_what_it_keeps) {
  const std::string deep(pickle_values_max + 10, ']');
  HeadReader reader(deep, deep.size());
  EXPECT_EQ(read_pickle(reader, 0, nullptr).end, PickleEnd::unread);
  std::string names;
  for (int i = 0; i < 100; ++i)
    names += "cm" + std::to_string(i) + "\nx\n";
  EXPECT_EQ(seen_of(names + ".").names.size(), pickle_names_max);
  EXPECT_EQ(seen_of(names + ".").unknown, 100U);
}

}  // namespace
}  // namespace weightcheck::evidence
