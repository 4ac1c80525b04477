// SPDX-License-Identifier: Apache-2.0
// Two steps: read all objects and compute their ids; then walk the trees from the commit and see that nothing is left
// over. A tree may stand in many places, and a small proof may so describe endless paths: what is walked is bounded,
// not only what is read.
#include "git/proof.hpp"

#include <algorithm>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "base/escape.hpp"
#include "base/limits.hpp"
#include "base/wording.hpp"

namespace weightcheck::git {
namespace {

Error over(std::string_view what, std::size_t limit, std::string_view unit) {
  return {ErrorCode::limit,
          std::string(what) + " is over the limit of " + std::to_string(limit) + " " + std::string(unit)};
}

struct RawObject {
  ObjectId id;
  ObjectType type = ObjectType::commit;
  ByteSpan body;
  std::optional<LfsPointer> pointer;  // of a blob
  bool used = false;
};

std::optional<ObjectType> parse_type(std::string_view name) {
  for (const ObjectType type : {ObjectType::commit, ObjectType::tree, ObjectType::blob}) {
    if (name == name_of(type)) return type;
  }
  return std::nullopt;
}

// Takes one object off the front of `rest`, its id checked.
Result<RawObject> take_object(std::string_view& rest) {
  // The longest line: 64 digits, "commit" and 20 digits of size.
  const std::size_t line_end = rest.substr(0, 96).find('\n');
  if (line_end == std::string_view::npos) return malformed("no line '<id> <type> <size>' where an object begins");
  const std::string_view line = rest.substr(0, line_end);
  const std::size_t first = line.find(' ');
  const std::size_t second = line.rfind(' ');
  if (first == std::string_view::npos || second == first) {
    return malformed("line '" + printable(line) + "' is not '<id> <type> <size>'");
  }
  const auto id = ObjectId::parse(line.substr(0, first));
  const auto type = parse_type(line.substr(first + 1, second - first - 1));
  const auto size = parse_decimal(line.substr(second + 1));
  if (!id || !type || !size)
    return malformed("line '" + printable(line) + "' is not '<id> <type> <size>' of a commit, tree or blob");
  rest.remove_prefix(line_end + 1);
  if (*size >= rest.size())
    return malformed("object " + id->hex() + " ends before its size of " + std::to_string(*size) + " bytes");
  RawObject object{*id, *type, bytes_of(rest.substr(0, *size)), std::nullopt, false};
  if (rest[*size] != '\n')
    return malformed("object " + id->hex() + " is longer than its size of " + std::to_string(*size) + " bytes");
  rest.remove_prefix(*size + 1);

  const auto computed = object_id(id->format(), *type, object.body);
  if (!computed.ok()) return within(computed.error(), "object " + id->hex());
  if (*computed != *id) return malformed("object " + id->hex() + " has the id " + computed->hex());
  return object;
}

// The objects behind the commit, found by id.
class ObjectSet {
 public:
  Status add(RawObject object) {
    if (object.type == ObjectType::commit) return malformed("commit " + object.id.hex() + " stands behind the first");
    if (object.type == ObjectType::blob) {
      object.pointer = parse_lfs_pointer(object.body);
      if (!object.pointer) return malformed("blob " + object.id.hex() + " is not an LFS pointer");
    }
    objects_.push_back(object);
    return done;
  }

  Status seal() {
    std::ranges::sort(objects_, {}, &RawObject::id);
    const auto twice = std::ranges::adjacent_find(objects_, {}, &RawObject::id);
    if (twice != objects_.end()) return malformed("object " + twice->id.hex() + " stands there twice");
    return done;
  }

  // Null where there is none; an object that was asked for counts as used.
  const RawObject* use(const ObjectId& id) {
    const auto found = std::ranges::lower_bound(objects_, id, {}, &RawObject::id);
    if (found == objects_.end() || found->id != id) return nullptr;
    found->used = true;
    return &*found;
  }

  Status all_used() const {
    const auto stray = std::ranges::find(objects_, false, &RawObject::used);
    if (stray == objects_.end()) return done;
    return malformed(std::string(name_of(stray->type)) + " " + stray->id.hex() + " does not belong to the commit");
  }

 private:
  std::vector<RawObject> objects_;
};

// Goes through the trees from the root, in their order, with a stack of its own.
class TreeWalk {
 public:
  TreeWalk(ObjectSet& objects, CommitProof& proof) : objects_(objects), proof_(proof) {}

  Status run() {
    const RawObject* root = objects_.use(proof_.details.tree);
    if (root == nullptr) return malformed("root tree " + proof_.details.tree.hex() + " is not there");
    if (Status opened = open_folder("", *root); !opened.ok()) return opened;
    while (!open_.empty()) {
      OpenFolder& folder = open_.back();
      if (folder.next == folder.entries.size()) {
        open_.pop_back();
        continue;
      }
      const TreeEntry entry = std::move(folder.entries[folder.next++]);
      if (Status taken = take_entry(folder.prefix + entry.name, entry); !taken.ok()) return taken;
    }
    // Entries came in the order of their full paths, which is what git sorts trees for; folders did not.
    std::ranges::sort(proof_.unproven_folders);
    return done;
  }

 private:
  struct OpenFolder {
    std::string prefix;  // "" or with a '/' behind it
    std::vector<TreeEntry> entries;
    std::size_t next = 0;
  };

  Status open_folder(std::string prefix, const RawObject& tree) {
    if (tree.type != ObjectType::tree)
      return malformed("object " + tree.id.hex() + " stands for a folder and is no tree");
    if (open_.size() == limits::tree_depth_max) return over("depth of the trees", limits::tree_depth_max, "folders");
    auto entries = parse_tree(tree.id.format(), tree.body);
    if (!entries.ok()) return within(std::move(entries).error(), "object " + tree.id.hex());
    open_.push_back({std::move(prefix), std::move(*entries), 0});
    return done;
  }

  Status take_entry(const std::string& name, const TreeEntry& entry) {
    path_bytes_ += name.size();
    if (++taken_ > limits::model_files_max) return over("number of paths", limits::model_files_max, "entries");
    if (path_bytes_ > limits::proof_path_bytes_max)
      return over("length of all paths", limits::proof_path_bytes_max, "bytes");
    // A name that is no ModelPath could be checked out by git and never be named here: the whole proof is refused
    // rather than that file silently left out.
    auto path = ModelPath::parse(name);
    if (!path.ok()) return within(path.error(), in_quotes(name, 256));

    if (entry.mode == Mode::folder) {
      const RawObject* tree = objects_.use(entry.id);
      if (tree != nullptr) return open_folder(name + "/", *tree);
      proof_.unproven_folders.push_back(std::move(*path));
      return done;
    }
    std::optional<LfsPointer> pointer;
    if (entry.mode == Mode::file || entry.mode == Mode::executable) {
      const RawObject* blob = objects_.use(entry.id);
      if (blob != nullptr && blob->type != ObjectType::blob)
        return malformed("tree " + entry.id.hex() + " stands for a file");
      if (blob != nullptr) pointer = blob->pointer;
    }
    proof_.entries.push_back({std::move(*path), entry.mode, entry.id, pointer});
    return done;
  }

  ObjectSet& objects_;
  CommitProof& proof_;
  std::vector<OpenFolder> open_;
  std::size_t taken_ = 0;
  std::size_t path_bytes_ = 0;
};

}  // namespace

Result<CommitProof> parse_proof(ByteSpan bytes) {
  if (bytes.size() > limits::proof_bytes_max) return over("proof", limits::proof_bytes_max, "bytes");
  std::string_view rest = text_of(bytes);
  auto first = take_object(rest);
  if (!first.ok()) return std::move(first).error();
  if (first->type != ObjectType::commit)
    return malformed("begins with a " + std::string(name_of(first->type)) + ", not with the commit");
  auto details = parse_commit(first->id.format(), first->body);
  if (!details.ok()) return std::move(details).error();
  CommitProof proof{first->id, std::move(*details), {}, {}};

  ObjectSet objects;
  for (std::size_t count = 1; !rest.empty(); ++count) {
    if (count == limits::proof_objects_max) return over("proof", limits::proof_objects_max, "objects");
    auto object = take_object(rest);
    if (!object.ok()) return std::move(object).error();
    if (object->id.format() != proof.format())
      return malformed("object " + object->id.hex() + " is of another format than the commit");
    if (Status added = objects.add(*object); !added.ok()) return std::move(added).error();
  }
  if (Status sealed = objects.seal(); !sealed.ok()) return std::move(sealed).error();
  if (Status walked = TreeWalk(objects, proof).run(); !walked.ok()) return std::move(walked).error();
  if (Status used = objects.all_used(); !used.ok()) return std::move(used).error();
  return proof;
}

std::string pointer_object(const ObjectId& id, const Digest& sha256, std::uint64_t size) {
  const std::string body = canonical_lfs_pointer(sha256, size);
  return id.hex() + " blob " + std::to_string(body.size()) + "\n" + body + "\n";
}

std::string pointers_among(std::string_view objects, const CommitProof& proof) {
  std::set<ObjectId> wanted;
  for (const ProofEntry& entry : proof.entries) {
    const bool is_file = entry.mode == Mode::file || entry.mode == Mode::executable;
    if (is_file && !entry.pointer) wanted.insert(entry.id);
  }
  std::string found;
  while (!objects.empty()) {
    const std::string_view before = objects;
    const auto object = take_object(objects);
    if (!object.ok()) break;
    if (object->type != ObjectType::blob || !parse_lfs_pointer(object->body)) continue;
    if (wanted.erase(object->id) == 0) continue;
    found.append(before.substr(0, before.size() - objects.size()));
  }
  return found;
}

const ProofEntry* CommitProof::find(const ModelPath& path) const {
  const auto found = std::ranges::lower_bound(entries, path, {}, &ProofEntry::path);
  return found != entries.end() && found->path == path ? &*found : nullptr;
}

bool CommitProof::is_unproven(const ModelPath& path) const {
  const std::string_view text = path.text();
  for (std::size_t slash = text.find('/'); slash != std::string_view::npos; slash = text.find('/', slash + 1)) {
    const std::string_view folder = text.substr(0, slash);
    const auto found = std::ranges::lower_bound(unproven_folders, folder, {}, &ModelPath::text);
    if (found != unproven_folders.end() && found->text() == folder) return true;
  }
  return false;
}

Result<bool> is_lfs_content(const ProofEntry& entry, const Digest& sha256, std::uint64_t size) {
  if (entry.mode != Mode::file && entry.mode != Mode::executable) return false;
  if (entry.pointer && entry.pointer->form != PointerForm::canonical) {
    return entry.pointer->form == PointerForm::lax && entry.pointer->sha256 == sha256 && entry.pointer->size == size;
  }
  const auto id = pointer_blob_id(entry.id.format(), sha256, size);
  if (!id.ok()) return id.error();
  return *id == entry.id;
}

}  // namespace weightcheck::git
