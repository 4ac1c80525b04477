// SPDX-License-Identifier: Apache-2.0
// Sources: the technical notes of aria2 on its control file; axel's axel_save; what lftp's pget writes beside a file.
#include <array>

#include "base/path_text.hpp"
#include "evidence/byte_reader.hpp"
#include "evidence/companion.hpp"

namespace weightcheck::evidence {
namespace {

// Version 0 or 1, flags, the length of an info hash, lengths of a piece and of the whole.
bool is_aria2_control(ByteSpan head) {
  constexpr std::size_t least = 2 + 4 + 4;  // version, flags, length of the info hash
  const std::string_view text = text_of(head);
  return text.size() >= least && text[0] == '\0' && (text[1] == '\0' || text[1] == '\1') && text[2] == '\0' &&
         text[3] == '\0' && text[4] == '\0';
}

// The number of connections, in two bytes or in four; how many bytes are here; of each connection one place or two.
bool is_axel_state(ByteSpan head) {
  constexpr std::size_t number = 8;
  for (const std::size_t width : {std::size_t{2}, std::size_t{4}}) {
    if (head.size() < width + number) continue;
    const std::uint64_t count = little_endian(text_of(head), 0, width), rest = head.size() - width - number;
    if (count > 0 && count < head.size() && (rest == count * number || rest == 2 * count * number)) return true;
  }
  return false;
}

bool is_lftp_status(ByteSpan head) {
  const std::string_view text = text_of(head);
  return text.starts_with("size=") && text.find("\n0.pos=") < text.find('.');
}

struct Ending {
  std::string_view text;
  bool after_an_extension;                      // too plain a word: only behind a name that has an extension itself
  bool (*is_control)(ByteSpan head) = nullptr;  // as UnfinishedName has it
};

constexpr std::array<Ending, 22> endings = {{{".incomplete", false},
                                             {".aria2", false, is_aria2_control},
                                             {".st", true, is_axel_state},
                                             {".lftp-pget-status", false, is_lftp_status},
                                             {"_.gstmp", false},
                                             {".crdownload", false},
                                             {".!qB", false},
                                             {".downloading", false},
                                             {".filepart", false},
                                             {".fdmdownload", false},
                                             {".opdownload", false},
                                             {".xltd", false},
                                             {".dltmp", false},
                                             {".bc!", false},
                                             {".!ut", false},
                                             {".jc!", false},
                                             {".dtapart", false},
                                             {".td", true},
                                             {".part", true},
                                             {".partial", true},
                                             {".download", true},
                                             {".tmp", true}}};

}  // namespace

std::optional<std::string> finished_of_folder(std::string_view path) {
  for (const std::string_view folder : {"._____temp/", ".~tmp~/", ".rsync-partial/"}) {
    const std::size_t at = path.find(folder);
    const bool is_there =
        at != std::string_view::npos && (at == 0 || path[at - 1] == '/') && path.size() > at + folder.size();
    if (is_there) return std::string(path.substr(0, at)).append(path.substr(at + folder.size()));
  }
  return std::nullopt;
}

std::optional<UnfinishedName> unfinished_name(std::string_view path) {
  const std::string_view name = last_name(path);
  for (const Ending& ending : endings) {
    if (!name.ends_with(ending.text) || name.size() == ending.text.size()) continue;
    const std::string_view stem = name.substr(0, name.size() - ending.text.size());
    const std::size_t point = stem.rfind('.');
    const bool has_extension = point != std::string_view::npos && point > 0 && point + 1 < stem.size();
    if (ending.after_an_extension && !has_extension) continue;
    return UnfinishedName{.finished = path.substr(0, path.size() - ending.text.size()),
                          .is_control = ending.is_control};
  }
  return std::nullopt;
}

}  // namespace weightcheck::evidence
