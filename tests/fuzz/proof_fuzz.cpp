// SPDX-License-Identifier: Apache-2.0
// Two readings of one input. As it stands, it is a proof or is refused in printable words. And as a recipe: each line
// of it becomes an object with its true id, so that what lies behind the id check is reached too.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <vector>

#include "base/escape.hpp"
#include "git/proof.hpp"

namespace {

using namespace weightcheck;

void require(bool condition) {
  if (!condition) std::abort();
}

void check(ByteSpan bytes) {
  const auto proof = git::parse_proof(bytes);
  if (!proof.ok()) {
    require(!proof.error().message.empty() && !hides_characters(proof.error().message) &&
            proof.error().message.size() < 2000);
    return;
  }
  require(text_of(bytes).starts_with(proof->commit.hex() + " commit "));
  require(std::ranges::adjacent_find(proof->entries, std::ranges::greater_equal{}, &git::ProofEntry::path) ==
          proof->entries.end());
  require(std::ranges::is_sorted(proof->unproven_folders));
  for (const git::ProofEntry& entry : proof->entries) {
    require(proof->find(entry.path) == &entry && !proof->is_unproven(entry.path) && entry.mode != git::Mode::folder);
    if (!entry.pointer || entry.pointer->form == git::PointerForm::extended) continue;
    if (entry.pointer->size > 0)
      require(git::is_lfs_content(entry, entry.pointer->sha256, entry.pointer->size).value());
  }
}

std::string object(git::ObjectType type, const std::string& body, git::ObjectId& id) {
  id = git::object_id(git::ObjectFormat::sha1, type, bytes_of(body)).value();
  return id.hex() + " " + std::string(git::name_of(type)) + " " + std::to_string(body.size()) + "\n" + body + "\n";
}

// A recipe is a list of trees, each a list of (mode, name) whose ids are those of trees before it, or of an empty blob.
std::string cooked(std::string_view recipe) {
  static constexpr const char* modes[] = {"100644", "100755", "120000", "40000", "160000", "100664"};
  std::vector<git::ObjectId> trees;
  std::string text;
  std::string body;
  git::ObjectId id;
  const auto close_tree = [&] {
    text += object(git::ObjectType::tree, body, id);
    trees.push_back(id);
    body.clear();
  };
  for (std::size_t i = 0; i + 2 < recipe.size() && trees.size() < 200; i += 3) {
    const auto which = static_cast<unsigned char>(recipe[i]);
    if (which >= 0xf0) {
      close_tree();
      continue;
    }
    const git::ObjectId empty_blob = *git::ObjectId::parse("e69de29bb2d1d6434b8b29ae775ad8c2e48c5391");
    const git::ObjectId& target =
        trees.empty() || which % 6 != 3 ? empty_blob : trees[static_cast<unsigned char>(recipe[i + 2]) % trees.size()];
    body.append(modes[which % 6]).append(" ").append(1, recipe[i + 1]).append(1, '\0').append(text_of(target.raw()));
  }
  close_tree();
  git::ObjectId commit;
  const std::string head = object(git::ObjectType::commit, "tree " + id.hex() + "\nauthor A\ncommitter C\n\n", commit);
  return head + text;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const ByteSpan bytes = std::as_bytes(std::span(data, size));
  check(bytes);
  check(bytes_of(cooked(text_of(bytes))));
  return 0;
}
