// SPDX-License-Identifier: Apache-2.0
// git-xet's pointer file; git-annex's pointer file and the text of its link where links are checked out as files; DVC's
// .dvc file, which is a pointer where it lies under the data's own name.
#include "evidence/pointer_text.hpp"

#include "base/ascii.hpp"
#include "git/lfs_pointer.hpp"

namespace weightcheck::evidence {
namespace {

bool is_of_annex(std::string_view text) {
  const std::string_view line = trimmed(text.substr(0, text.find('\n')));
  return line.starts_with("/annex/objects/") ||
         (line.starts_with('.') && line.find(".git/annex/objects/") != std::string_view::npos);
}

bool is_of_dvc(std::string_view name, std::string_view text) {
  const auto holds = [&](std::string_view word) { return text.find(word) != std::string_view::npos; };
  const bool begins = text.starts_with("outs:") || text.starts_with("md5:") || text.starts_with("wdir:");
  return begins && holds("outs:\n") && holds("path: ") && (holds("md5: ") || holds("etag: ") || holds("hash: ")) &&
         !name.ends_with(".dvc");
}

}  // namespace

std::string_view pointer_system(std::string_view name, ByteSpan head, std::uint64_t size) {
  if (git::looks_like_lfs_pointer(head, size)) return "Git LFS";
  const std::string_view text = text_of(head);
  if (size > text.size() || text.empty()) return "";  // each is small
  if (text.starts_with("# xet version ")) return "Xet";
  if (is_of_annex(text)) return "git-annex";
  return is_of_dvc(name, text) ? "DVC" : "";
}

std::string_view fetching_command(std::string_view system) {
  if (system == "Xet") return "`git xet checkout`";
  if (system == "git-annex") return "`git annex get .`";
  return system == "DVC" ? "`dvc pull`" : "`git lfs pull`";
}

}  // namespace weightcheck::evidence
