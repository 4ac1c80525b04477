// SPDX-License-Identifier: Apache-2.0
// A merge of two sorted lists. Submodules are in git and in no list of files.
#include "anchor/cross_check.hpp"

#include <algorithm>

#include "base/escape.hpp"
#include "base/wording.hpp"
#include "git/lfs_pointer.hpp"

namespace weightcheck::anchor {
namespace {

Error disagreement(const ModelPath& path, const std::string& what) {
  return {ErrorCode::inconsistent, "hub and its git disagree about '" + printable(path.text()) + "': " + what};
}

bool is_canonical_length(const ListedFile& file) {
  return !file.pointer_bytes || *file.pointer_bytes == git::canonical_lfs_pointer(*file.sha256, file.size).size();
}

struct Tally {
  std::size_t odd_pointers = 0;
};

Status compare(const git::ProofEntry& entry, const ListedFile& file, Tally& tally) {
  if (file.id && *file.id != entry.id)
    return disagreement(entry.path, "the list has blob " + file.id->hex() + ", the tree " + entry.id.hex());
  if (!file.lfs || !file.sha256) return done;  // of a plain blob the tree holds neither digest nor size
  if (file.id && !is_canonical_length(file)) {
    ++tally.odd_pointers;
    return done;
  }
  const auto pointer = git::pointer_blob_id(entry.id.format(), *file.sha256, file.size);
  if (!pointer.ok()) return within(pointer.error(), in_quotes(entry.path.text()));
  if (*pointer != entry.id) {
    return disagreement(entry.path, "sha256 " + file.sha256->hex() + " of " + std::to_string(file.size) +
                                        " bytes would be LFS pointer " + pointer->hex() + ", the tree has blob " +
                                        entry.id.hex());
  }
  return done;
}

}  // namespace

Result<std::vector<std::string>> cross_check(const git::CommitProof& proof, const std::vector<ListedFile>& listed) {
  Tally tally;
  auto file = listed.begin();
  for (const git::ProofEntry& entry : proof.entries) {
    if (file != listed.end() && file->path < entry.path)
      return disagreement(file->path, "it is in the list and not in the commit");
    if (file != listed.end() && file->path == entry.path) {
      if (Status compared = compare(entry, *file, tally); !compared.ok()) return std::move(compared).error();
      ++file;
    } else if (entry.mode != git::Mode::submodule) {
      return disagreement(entry.path, "it is in the commit and not in the list");
    }
  }
  if (file != listed.end()) return disagreement(file->path, "it is in the list and not in the commit");
  std::vector<std::string> notes;
  if (tally.odd_pointers > 0) {
    notes.push_back("LFS pointers that are not in the form git-lfs writes: " + std::to_string(tally.odd_pointers) +
                    "; their files cannot be shown from this proof");
  }
  return notes;
}

}  // namespace weightcheck::anchor
