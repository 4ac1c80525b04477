// SPDX-License-Identifier: Apache-2.0
#include "evidence/companion.hpp"

#include <gtest/gtest.h>

#include <string>

namespace weightcheck::evidence {
namespace {

using namespace std::string_literals;

bool is_one(std::string_view path, const std::string& content) {
  return may_be_companion(path) && is_companion(path, bytes_of(content), content.size());
}

TEST(Companion, is_told_by_its_content_and_its_name) {
  const std::string apple = "\0\5\x16\7\0\2\0\0Mac OS X"s;
  EXPECT_TRUE(is_one("a/._b", apple));
  EXPECT_FALSE(is_one("a/b", apple));
  const std::string entry = "Mac OS X        \0\1\0\0\0\x09\0\0\0\x26\0\0\1\0"s;
  EXPECT_TRUE(is_one("._b", apple.substr(0, 8) + entry + "cut off by a copy"));
  EXPECT_TRUE(is_one("._b", apple.substr(0, 8) + entry.substr(0, 24))) << "in its table";
  EXPECT_FALSE(is_one("._b", apple.substr(0, 8) + "Mac OS X        \0\1\0\0\0\x09\0\0\0\x19\0\0\1\0"s))
      << "in its head";
  EXPECT_FALSE(is_one("._b", "\0\5\x16\0\0\2\0\0"s));  // AppleSingle
  EXPECT_TRUE(is_one("a/.AppleDouble/b.safetensors", apple));
  EXPECT_FALSE(is_one("a/.AppleDouble/b.safetensors", "x"));
  EXPECT_TRUE(is_one("Icon\r", ""));
  EXPECT_TRUE(is_one("a/Icon\xef\x80\x8d", ""));
  EXPECT_FALSE(is_one("Icon\r", "x"));
  EXPECT_TRUE(is_one(".DS_Store", "\0\0\0\1Bud1"s));
  EXPECT_FALSE(is_one(".DS_Store", "Bud1"));
  EXPECT_TRUE(is_one("Thumbs.db", "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"s));
  EXPECT_TRUE(is_one("Desktop.ini", "\r\n[.ShellClassInfo]\r\n"));
  EXPECT_TRUE(is_one("desktop.ini", "\xff\xfe[\0.\0"s));
  EXPECT_FALSE(is_one("desktop.ini", "{\"a\": 1}"));
  EXPECT_TRUE(is_one("model.safetensors:Zone.Identifier", "[ZoneTransfer]\r\nZoneId=3\r\n"));
  EXPECT_FALSE(is_one("model.py:Zone.Identifier", "import os\n"));
  EXPECT_TRUE(is_one("x/.directory", "[Desktop Entry]\nIcon=x\n"));
  EXPECT_TRUE(is_one("@eaDir/config.json@SynoEAStream", "x"));
  EXPECT_FALSE(is_one("@eaDir/config.json", "x"));
  EXPECT_TRUE(is_one(".nfs000000000012ab3400000001", "x"));
  EXPECT_FALSE(is_one(".nfs-notes", "x"));
  EXPECT_TRUE(is_one(".fuse_hidden0000000000000001", "x"));
  EXPECT_TRUE(is_one("x.safetensors.lock", ""));
  EXPECT_TRUE(is_one("x.safetensors.lock", "4711\nnode-1\n"));
  EXPECT_FALSE(is_one("poetry.lock", "[[package]]\nname = \"a\"\n"));
  EXPECT_TRUE(is_one("a/.~lock.README.md#", ",me,host,01.01.2026 10:00,file:///home/me/.config;"));
  EXPECT_FALSE(is_one(".~lock.x.py#", "import os\n"));
  EXPECT_TRUE(is_one(".README.md.swp", "b0VIM 8.2"s + std::string(100, '\0')));
  EXPECT_FALSE(is_one(".README.md.swp", "x"));
  EXPECT_TRUE(is_one(".mv", "Revision:master,CreatedAt:1"));
  EXPECT_FALSE(is_one("sub/.mv", "Revision:master,CreatedAt:1"));
}

TEST(PlainPickle, holds_data_and_nothing_that_is_called) {
  const auto is_plain = [](const std::string& bytes) { return is_plain_pickle(bytes_of(bytes)); };
  EXPECT_TRUE(is_plain("\x80\4]\x94}\x94(\x8c\4Path\x94\x8c\1x\x94ua."s));
  EXPECT_TRUE(is_plain("\x80\4\x95\x0d\0\0\0\0\0\0\0}\x94\x8c\2id\x94\x8c\1x\x94s."s));
  EXPECT_FALSE(is_plain("\x80\4cos\nsystem\n."s));             // GLOBAL
  EXPECT_FALSE(is_plain("\x80\4\x8c\2os\x8c\6system\x93."s));  // STACK_GLOBAL
  EXPECT_FALSE(is_plain("\x80\4NR."s));                        // REDUCE
  EXPECT_FALSE(is_plain("\x80\4N\x82\1."s));                   // EXT1
  EXPECT_FALSE(is_plain("\x80\4N.cos\nsystem\n."s));           // a second pickle behind it
  EXPECT_FALSE(is_plain("\x80\4X\xff\xff\xff\xff"s));
  EXPECT_FALSE(is_plain("\x80\4N"s));
  EXPECT_FALSE(is_plain(""));
}

TEST(UnfinishedName, is_that_of_the_file_with_an_ending) {
  EXPECT_EQ(unfinished_name("a/x.bin.part")->finished, "a/x.bin");
  EXPECT_EQ(unfinished_name("x.crdownload")->finished, "x");
  EXPECT_EQ(unfinished_name("a/x.gguf_.gstmp")->finished, "a/x.gguf");
  for (const char* name : {"notes.tmp", "x.bin", ".tmp", "model.part-fp16.safetensors", "a.b/notes.part", "part"})
    EXPECT_FALSE(unfinished_name(name)) << name;
}

TEST(UnfinishedName, may_be_that_of_a_record_beside_the_file) {
  const auto is_one_of = [](std::string_view path, const std::string& content) {
    const auto named = unfinished_name(path);
    return named && named->is_control != nullptr && named->is_control(bytes_of(content));
  };
  EXPECT_TRUE(is_one_of("x.bin.aria2", "\0\1\0\0\0\0\0\0\0\0\0\x10"s));
  EXPECT_FALSE(is_one_of("x.bin.aria2", "not a record"));
  EXPECT_TRUE(is_one_of("x.bin.st", "\2\0\0\0"s + std::string(8 + 2 * 16, 'n'))) << "four bytes";
  EXPECT_TRUE(is_one_of("x.bin.st", "\2\0"s + std::string(8 + 2 * 8, 'n'))) << "two bytes, one place each";
  EXPECT_FALSE(is_one_of("x.bin.st", "\2\0"s + std::string(8 + 3 * 8, 'n')));
  EXPECT_FALSE(is_one_of("x.bin.st", "\0\0"s + std::string(8, 'n')));
  EXPECT_FALSE(unfinished_name("notes.st"));
  EXPECT_TRUE(is_one_of("x.bin.lftp-pget-status", "size=9000\n0.pos=100\n0.limit=4500\n"));
  EXPECT_FALSE(is_one_of("x.bin.lftp-pget-status", "size=9000\n"));
}

TEST(UnfinishedName, is_known_of_many_programs) {
  for (const char* ending : {".filepart", ".fdmdownload", ".opdownload", ".xltd", ".dltmp", ".td", ".bc!"})
    EXPECT_EQ(unfinished_name("a/x.gguf" + std::string(ending))->finished, "a/x.gguf") << ending;
  EXPECT_EQ(finished_of_folder("._____temp/a/b.bin"), "a/b.bin");
  EXPECT_EQ(finished_of_folder("sub/.~tmp~/b.bin"), "sub/b.bin");
  for (const char* name : {"x.~tmp~/b", ".~tmp~/", "a/b.bin"})
    EXPECT_FALSE(finished_of_folder(name)) << name;
}

TEST(SystemFolder, is_told_by_its_name_and_by_all_that_stands_in_it) {
  const auto holds = [](std::string_view folder, std::string_view entry) {
    const auto is_entry = entries_of_system_folder(folder);
    return is_entry != nullptr && is_entry(entry);
  };
  EXPECT_TRUE(holds("a/.Trash-1000", "files"));
  EXPECT_FALSE(holds(".Trash-x", "files"));
  EXPECT_TRUE(holds(".Trashes", "501"));
  EXPECT_TRUE(holds(".fseventsd", "00000000001a2b3c"));
  EXPECT_TRUE(holds("System Volume Information", "WPSettings.dat"));
  EXPECT_TRUE(holds(".stfolder", "syncthing-folder-3f2a.txt"));
  for (const char* folder :
       {".Trash-1000", ".Trashes", ".fseventsd", "System Volume Information", ".stfolder", "model"})
    EXPECT_FALSE(holds(folder, "model.safetensors")) << folder;
}

TEST(ClientRecord, has_one_of_the_clients_own_forms) {
  const auto is_one_of = [](std::string_view path, const std::string& content) {
    return is_client_record(path, bytes_of(content), content.size());
  };
  EXPECT_TRUE(is_one_of("download/a/b.json.metadata", "c\ne\n1\n"));
  EXPECT_TRUE(is_one_of("download/a/b.json.metadata", "c0ffee\n")) << "the disk was full";
  EXPECT_FALSE(is_one_of("download/a/b.json.metadata", "cos\nsystem\n(S'id'\ntR."));
  EXPECT_FALSE(is_one_of("download/a/b.json.metadata", "c\ne\n1\nx\n"));
  const std::string upload = "1732000000.5\n728\n0\n" + std::string(64, 'a') + "\nregular\n\n1\n0\n";
  EXPECT_TRUE(is_one_of("upload/a.json.metadata", upload));
  EXPECT_TRUE(is_one_of("upload/a.json.metadata", "1732000000.5\n728\n\n\n\n\n0\n0\n")) << "nothing is known yet";
  EXPECT_FALSE(is_one_of("download/a.json.metadata", upload));
  EXPECT_FALSE(is_one_of("upload/a.json.metadata", upload + "x\n"));
  EXPECT_FALSE(is_one_of("upload/a.json.metadata", "cos\nsystem\n(S'id'\ntR."));
  EXPECT_TRUE(is_one_of("download/a.lock", "4711\nnode-1\n"));
  EXPECT_FALSE(is_one_of("download/a.lock", "import os\n"));
  EXPECT_TRUE(is_one_of("download/a.lock", ""));
  EXPECT_TRUE(is_one_of("trees/" + std::string(40, 'c') + ".json", R"({"format_version": 1, "files": {}})"));
  EXPECT_FALSE(is_one_of("trees/" + std::string(40, 'c') + ".json", "{}"));
  EXPECT_TRUE(is_one_of(".gitignore", "*"));
  EXPECT_FALSE(is_one_of(".gitignore", "!*"));
  EXPECT_FALSE(is_one_of("trees/x.py", "{}"));
  EXPECT_FALSE(is_one_of("download/a.metadata", std::string(5000, 'x')));
  EXPECT_FALSE(is_one_of("download/a.safetensors", "x"));
}

}  // namespace
}  // namespace weightcheck::evidence
