// SPDX-License-Identifier: Apache-2.0
// Lines are found by what is expected of a file, never by what is in it: that is not known yet.
#include "workflow/midstates_file.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "base/escape.hpp"
#include "base/wording.hpp"
#include "git/lfs_pointer.hpp"
#include "workflow/own_file.hpp"

namespace weightcheck::workflow {
namespace {

constexpr OwnFile own_states{.kind = "file of states", .usual_name = io::midstates_name};

// By the blob id of its canonical pointer, each line that may be of a file in the plan.
class ByPointer {
 public:
  ByPointer(const midstates::Midstates& midstates, const pipeline::HashPlan& plan) : midstates_(midstates) {
    for (const pipeline::HashItem& item : plan.items)
      sizes_.insert(item.expected.size);
  }

  [[nodiscard]] const midstates::Line* find(const git::ObjectId& blob) {
    auto& lines = lines_[blob.format()];
    if (!lines) {  // most models need none of it
      lines.emplace();
      for (const midstates::Line& line : midstates_.lines) {
        if (!sizes_.contains(line.size)) continue;
        const auto id = git::pointer_blob_id(blob.format(), line.sha256, line.size);
        if (id.ok()) lines->emplace(*id, &line);
      }
    }
    const auto found = lines->find(blob);
    return found == lines->end() ? nullptr : found->second;
  }

 private:
  const midstates::Midstates& midstates_;
  std::set<std::uint64_t> sizes_;
  std::map<git::ObjectFormat, std::optional<std::map<git::ObjectId, const midstates::Line*>>> lines_;
};

// Left out by the walk as what its name says, or listed as a file of the model; anything else the walk has told
// already.
bool is_here(const evidence::ModelTree& tree) {
  const auto is_it = [](const auto& file) { return file.path.text() == io::midstates_name; };
  return std::ranges::find(tree.excluded, io::midstates_name, &evidence::ExcludedEntry::name) != tree.excluded.end() ||
         std::ranges::any_of(tree.files, is_it);
}

bool is_one(std::string_view text) {
  return text.starts_with(midstates::opening) || midstates::opening.starts_with(text);
}

}  // namespace

std::string midstates_beside(const std::string& manifest) {
  const std::size_t slash = manifest.rfind('/');
  return (slash == std::string::npos ? "" : manifest.substr(0, slash + 1)) + std::string(io::midstates_name);
}

Result<FoundMidstates> find_midstates(const io::ModelDirectory& model, const evidence::ModelTree& tree,
                                      const MidstatesChoice& choice, const std::optional<std::string>& manifest_file) {
  const auto& named = choice.file;
  FoundMidstates found{.name = named.value_or(std::string(io::midstates_name))};
  if (choice.use == UseMidstates::no) return found;
  auto bytes = Result<std::string>(Error{ErrorCode::not_found, ""});
  if (named) {
    bytes = io::read_file(*named, midstates::file_bytes_max);
  } else if (manifest_file) {
    bytes = io::read_file(midstates_beside(*manifest_file), midstates::file_bytes_max);
    if (bytes.ok()) found.name = midstates_beside(*manifest_file);
  }
  if (!named && !bytes.ok()) {
    if (!is_here(tree)) return found;
    bytes = model.read_small(ModelPath::parse(io::midstates_name).value(), midstates::file_bytes_max);
  }
  if (!bytes.ok()) {
    const ErrorCode code = bytes.error().code;
    if (named && (code == ErrorCode::not_found || code == ErrorCode::malformed || code == ErrorCode::usage))
      return Error{ErrorCode::usage, within(bytes.error(), printable(*named)).message};
    found.fault = {.path = std::nullopt, .why = bytes.error().message};
    return found;
  }
  if (!named && !is_one(*bytes)) return found;  // some other file of that name
  auto read = midstates::read(bytes_of(*bytes));
  if (read.ok()) {
    found.midstates = *std::move(read);
  } else {
    found.fault = {.path = std::nullopt, .why = read.error().message};
  }
  return found;
}

std::size_t add_hints(const midstates::Midstates& midstates, const std::vector<evidence::ClaimSet>& claim_sets,
                      pipeline::HashPlan& plan) {
  plan.grid = midstates.grid;
  ByPointer by_pointer(midstates, plan);
  std::size_t added = 0;
  for (pipeline::HashItem& item : plan.items) {
    if (item.expected.size <= midstates.grid) continue;
    for (const evidence::ClaimSet& set : claim_sets) {
      const evidence::Claim* claim = set.find(item.path);
      if (claim == nullptr || claim->of_link) continue;
      const auto sha256 = claim->sha256();
      const auto blob = claim->blob_id();
      const midstates::Line* line = sha256 ? midstates.find(*sha256) : blob ? by_pointer.find(*blob) : nullptr;
      if (line == nullptr || line->size != item.expected.size) continue;
      item.hints = line;
      ++added;
      break;
    }
  }
  return added;
}

std::vector<evidence::WrongMidstates> wrong_midstates(const FoundMidstates& found,
                                                      const std::vector<evidence::FileObservation>& observations) {
  std::vector<evidence::WrongMidstates> wrong;
  if (found.fault) wrong.push_back(*found.fault);
  if (!found.midstates) return wrong;
  for (const evidence::FileObservation& seen : observations) {
    const auto sha256 = seen.digests.ok() ? seen.digests->sha256() : std::nullopt;
    const midstates::Line* line = sha256 ? found.midstates->find(*sha256) : nullptr;
    if (line == nullptr) continue;
    if (line->size != seen.identity.size) {
      wrong.push_back({seen.path, "says that it has " + counted(line->size, "byte") + ", and it has " +
                                      with_commas(seen.identity.size)});
    } else if (seen.spans && seen.spans->line == *sha256 && seen.spans->wrong_hints > 0) {
      wrong.push_back({seen.path, with_commas(seen.spans->wrong_hints) + " of " +
                                      counted(line->states.size(), "state") + " are not the file's"});
    }
  }
  return wrong;
}

Status check_midstates_output(const io::ModelDirectory& model, const evidence::ModelTree& tree,
                              const std::string& output, std::uint64_t grid) {
  if (output == "-") return Error{ErrorCode::usage, "states are written to a file: name one"};
  if (Status kept = keep_model(model, output, own_states); !kept.ok()) return kept;
  const auto there = io::read_file(output, midstates::file_bytes_max);
  if (there.ok() ? !is_one(*there) : there.error().code != ErrorCode::not_found)
    return Error{ErrorCode::usage, printable(output) + " is there and is not a file of states; it is not replaced"};
  const auto is_it = [&](const auto& file) { return file.path == model.path_of(output); };
  if (std::ranges::any_of(tree.files, is_it))
    return Error{ErrorCode::usage, printable(output) +
                                       " is a file of the model and not a file of states; it is not "
                                       "replaced"};
  std::vector<std::uint64_t> sizes;
  for (const evidence::ModelFile& file : tree.files)
    sizes.push_back(file.size);
  const std::uint64_t bytes = midstates::written_bytes(sizes, grid);
  if (bytes <= midstates::file_bytes_max) return done;
  return Error{ErrorCode::usage, "a grid of " + std::to_string(grid) + " bytes would make a file of states of " +
                                     std::to_string(bytes) + " bytes, over the limit of " +
                                     std::to_string(midstates::file_bytes_max) + "; take a larger one"};
}

}  // namespace weightcheck::workflow
