// SPDX-License-Identifier: Apache-2.0
// git writes CRLF under core.autocrlf, and editors write what they are used to; both ways are tried.
#include "workflow/line_ends.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <string>

#include "hash/sha256.hpp"

namespace weightcheck::workflow {
namespace {

using evidence::Claim;
using evidence::ClaimSet;
using evidence::Evidence;
using evidence::FileObservation;
using evidence::Held;
using evidence::ModelFile;

constexpr std::uint64_t text_bytes_max = std::uint64_t{4} << 20;  // of one file
constexpr std::uint64_t all_bytes_max = std::uint64_t{64} << 20;  // of a run

std::string with_lf(const std::string& text) {
  std::string other;
  other.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\r' || i + 1 == text.size() || text[i + 1] != '\n') other.push_back(text[i]);
  }
  return other;
}

std::string with_crlf(const std::string& text) {
  std::string other;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\n' && (i == 0 || text[i - 1] != '\r')) other.push_back('\r');
    other.push_back(text[i]);
  }
  return other;
}

std::optional<evidence::DigestSet> digests_of(std::string_view content) {
  evidence::DigestSet digests{hash::sha256(bytes_of(content))};
  for (const git::ObjectFormat format : {git::ObjectFormat::sha1, git::ObjectFormat::sha256}) {
    const auto id = git::object_id(format, git::ObjectType::blob, bytes_of(content));
    if (!id.ok()) return std::nullopt;
    digests.add(*id);
  }
  return digests;
}

bool is_of_other_size(Held held) { return held == Held::too_long || held == Held::too_short; }

class Explainer {
 public:
  Explainer(const io::ModelDirectory& model, const Evidence& evidence) : model_(model), evidence_(evidence) {}

  // Does some set differ from the file, and agree with its text under other line ends?
  bool explains(const ModelFile& file, const evidence::DigestSet* digests) {
    std::vector<const Claim*> differing;
    for (const ClaimSet& set : evidence_.claim_sets) {
      const Claim* claim = set.find(file.path);
      if (claim == nullptr || claim->of_link) continue;
      const bool differs = digests == nullptr ? claim->file_size && *claim->file_size != file.size
                                              : is_against(hold(*claim, file, *digests));
      if (differs) differing.push_back(claim);
    }
    if (differing.empty() || file.size > text_bytes_max || file.size > left_) return false;
    left_ -= file.size;
    const auto text = model_.read_small(file, text_bytes_max);
    if (!text.ok() || text->find('\n') == std::string::npos || text->find('\0') != std::string::npos) return false;
    const std::array others = {with_lf(*text), with_crlf(*text)};
    return std::ranges::any_of(others, [&](const std::string& other) {
      if (other == *text) return false;
      const auto of_other = digests_of(other);
      ModelFile changed = file;
      changed.size = other.size();
      return of_other && std::ranges::any_of(differing, [&](const Claim* claim) {
               return hold(*claim, changed, *of_other) == Held::ok;
             });
    });
  }

 private:
  static bool is_against(Held held) { return held == Held::differs || is_of_other_size(held); }

  const io::ModelDirectory& model_;
  const Evidence& evidence_;
  std::uint64_t left_ = all_bytes_max;
};

}  // namespace

std::vector<ModelPath> line_ends_changed(const io::ModelDirectory& model, const Evidence& evidence,
                                         const std::vector<FileObservation>& observations) {
  Explainer explainer(model, evidence);
  std::vector<ModelPath> paths;
  for (const ModelFile& file : evidence.tree.files) {
    const auto seen = std::ranges::lower_bound(observations, file.path, {}, &FileObservation::path);
    const bool hashed = seen != observations.end() && seen->path == file.path;
    if (hashed && !seen->digests.ok()) continue;
    if (explainer.explains(file, hashed ? &*seen->digests : nullptr)) paths.push_back(file.path);
  }
  return paths;
}

}  // namespace weightcheck::workflow
