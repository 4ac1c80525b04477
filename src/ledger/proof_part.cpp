// SPDX-License-Identifier: Apache-2.0
// The form was checked by git::parse_proof(): here it is only cut into objects again.
#include "ledger/proof_part.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "base/bytes.hpp"
#include "git/tree.hpp"

namespace weightcheck::ledger {
namespace {

struct Object {
  std::string_view whole;  // with its line before and the line feed behind
  std::string_view body;
};

// By their ids; `order` has these as they stand.
std::map<std::string_view, Object> objects_of(std::string_view proof, std::vector<std::string_view>& order) {
  std::map<std::string_view, Object> objects;
  while (!proof.empty()) {
    const std::size_t line = proof.find('\n');
    const std::string_view head = proof.substr(0, line);
    const auto size = static_cast<std::size_t>(parse_decimal(head.substr(head.rfind(' ') + 1)).value());
    const std::string_view id = head.substr(0, head.find(' '));
    objects.emplace(id, Object{proof.substr(0, line + 1 + size + 1), proof.substr(line + 1, size)});
    order.push_back(id);
    proof.remove_prefix(line + 1 + size + 1);
  }
  return objects;
}

}  // namespace

Result<std::string> proof_part(std::string_view proof, const git::CommitProof& parsed,
                               const std::vector<ModelPath>& paths) {
  std::vector<std::string_view> order;
  const auto objects = objects_of(proof, order);
  const std::string root = parsed.details.tree.hex();
  std::set<std::string> wanted = {parsed.commit.hex(), root};
  for (const ModelPath& path : paths) {
    std::string here = root;
    std::string_view rest = path.text();
    for (std::size_t slash = rest.find('/'); slash != std::string_view::npos; slash = rest.find('/')) {
      const std::string_view name = rest.substr(0, slash);
      const auto tree = objects.find(here);
      if (tree == objects.end()) return malformed("proof has no tree on the way to a shard");
      const auto entries = git::parse_tree(parsed.format(), bytes_of(tree->second.body));
      if (!entries.ok()) return entries.error();
      const auto entry = std::ranges::find(*entries, name, &git::TreeEntry::name);
      if (entry == entries->end()) return malformed("proof has no folder on the way to a shard");
      here = entry->id.hex();
      wanted.insert(here);
      rest.remove_prefix(slash + 1);
    }
    const git::ProofEntry* entry = parsed.find(path);
    if (entry != nullptr && entry->pointer && entry->pointer->form != git::PointerForm::canonical)
      wanted.insert(entry->id.hex());
  }
  std::string part;
  for (const std::string_view id : order) {
    if (wanted.contains(std::string(id))) part += objects.find(id)->second.whole;
  }
  return part;
}

}  // namespace weightcheck::ledger
