// SPDX-License-Identifier: Apache-2.0
// JSON alone, of each only what names a file and its digest:
//
//   CycloneDX 1.x   {"bomFormat": "CycloneDX", "metadata": {"component": C}, "components": [C...]}, C may hold
//                   "components" of its own; what the bill is about is not itself a file of it
//                   C = {"type": "file", "name": PATH, "hashes": [{"alg": "SHA-256", "content": HEX}...]}
//   SPDX 2.x        {"spdxVersion": "SPDX-2.3", "files": [F...]}
//                   F = {"fileName": PATH, "checksums": [{"algorithm": "SHA256", "checksumValue": HEX}...]}
//   SPDX 3.x        {"@context": ..., "@graph": [E...]}
//                   E = {"type": "software_File", "name": PATH,
//                        "verifiedUsing": [{"type": "Hash", "algorithm": "sha256", "hashValue": HEX}...]}
//
// PATH less one leading "./" or "/", by which generators mean the root of what they looked at, is a ModelPath.
#include "manifest/bill.hpp"

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "base/ascii.hpp"
#include "base/limits.hpp"
#include "base/wording.hpp"
#include "json/parse.hpp"

namespace weightcheck::manifest {
namespace {

using json::Value;

constexpr std::size_t shown_bytes_max = 100;

// How one kind of bill tells a digest: {"alg": "SHA-256", "content": "..."}.
struct HashForm {
  std::string_view algorithm_key, sha256, value_key;
};
constexpr HashForm cyclonedx{"alg", "SHA-256", "content"};
constexpr HashForm spdx_2{"algorithm", "SHA256", "checksumValue"};
constexpr HashForm spdx_3{"algorithm", "sha256", "hashValue"};

Rejection rejected(Reason reason, std::string message) { return {reason, 0, std::move(message)}; }

using Added = std::optional<Rejection>;  // nothing: it was taken

class Bill {
 public:
  Bill() { manifest_.form = Form::plain; }

  Added add(const std::string* name, const std::optional<Value>& hashes, const HashForm& form) {
    if (name == nullptr) return std::nullopt;
    ++files_;
    std::optional<Digest> sha256;
    for (const Value& hash : hashes ? hashes->items() : json::Array()) {
      const std::string* algorithm = hash.find_string(form.algorithm_key);
      if (algorithm == nullptr || *algorithm != form.sha256) continue;
      const std::string* digits = hash.find_string(form.value_key);
      const auto digest = digits == nullptr ? std::nullopt : Digest::parse(*digits, HexCase::any);
      if (!digest)
        return rejected(Reason::digest_malformed, shown(*name) + ": its SHA-256 does not have 64 hexadecimal digits");
      if (sha256 && *sha256 != *digest) return rejected(Reason::path_twice, shown(*name) + " has two SHA-256 digests");
      sha256 = digest;
    }
    return sha256 ? add_entry(*name, *sha256) : std::nullopt;
  }

  std::variant<Manifest, Rejection> finish() && {
    if (manifest_.entries.empty()) {
      return rejected(Reason::no_files, files_ == 0 ? "this bill of materials lists no file"
                                                    : "this bill of materials lists " + counted(files_, "file") +
                                                          " and the SHA-256 of none; only SHA-256 is read");
    }
    auto& entries = manifest_.entries;
    std::ranges::stable_sort(entries, {}, &Entry::path);
    const auto clash = [](const Entry& left, const Entry& right) {
      return left.path == right.path && left.sha256 != right.sha256;
    };
    if (const auto twice = std::ranges::adjacent_find(entries, clash); twice != entries.end())
      return rejected(Reason::path_twice, shown(twice->path.text()) + " is listed twice, with two digests");
    const auto same = [](const Entry& left, const Entry& right) { return left.path == right.path; };
    entries.erase(std::unique(entries.begin(), entries.end(), same), entries.end());
    return std::move(manifest_);
  }

 private:
  static std::string shown(std::string_view text) { return in_quotes(text, shown_bytes_max); }

  Added add_entry(std::string_view name, const Digest& sha256) {
    std::string_view below = name;
    if (below.starts_with("./")) {
      below.remove_prefix(2);
    } else if (below.starts_with('/')) {
      below.remove_prefix(1);
    }
    auto path = ModelPath::parse(below);
    if (!path) return rejected(Reason::path_unsafe, shown(name) + ": " + path.error().message);
    if (manifest_.entries.size() == limits::model_files_max) {
      return rejected(Reason::too_large, "files are over the limit of " + std::to_string(limits::model_files_max));
    }
    manifest_.entries.push_back({.path = *std::move(path), .sha256 = sha256, .size = std::nullopt});
    return std::nullopt;
  }

  Manifest manifest_;
  std::uint64_t files_ = 0;
};

// As deep as JSON may be.
Added add_components(Bill& bill, const Value& parent) {
  const auto components = parent.find("components");
  for (const Value& component : components ? components->items() : json::Array()) {
    const std::string* type = component.find_string("type");
    if (type != nullptr && *type == "file") {
      if (auto fault = bill.add(component.find_string("name"), component.find("hashes"), cyclonedx)) return fault;
    }
    if (auto fault = add_components(bill, component)) return fault;
  }
  return std::nullopt;
}

Added add_files(Bill& bill, const Value& files) {
  for (const Value& file : files.items()) {
    if (auto fault = bill.add(file.find_string("fileName"), file.find("checksums"), spdx_2)) return fault;
  }
  return std::nullopt;
}

Added add_elements(Bill& bill, const Value& graph) {
  for (const Value& element : graph.items()) {
    const std::string* type = element.find_string("type");
    if (type == nullptr) type = element.find_string("@type");
    if (type == nullptr || *type != "software_File") continue;
    if (auto fault = bill.add(element.find_string("name"), element.find("verifiedUsing"), spdx_3)) return fault;
  }
  return std::nullopt;
}

Added add_document(Bill& bill, const Value& document) {
  const std::string* format = document.find_string("bomFormat");
  const std::string* spdx = document.find_string("spdxVersion");
  if (format != nullptr && *format == "CycloneDX") {
    const auto metadata = document.find("metadata");
    const auto subject = metadata ? metadata->find("component") : std::nullopt;
    if (auto fault = subject ? add_components(bill, *subject) : std::nullopt) return fault;
    return add_components(bill, document);
  }
  if (spdx != nullptr && spdx->starts_with("SPDX-2.")) {
    const auto files = document.find("files");
    return files ? add_files(bill, *files) : std::nullopt;
  }
  if (document.find("@context")) {
    if (const auto graph = document.find("@graph")) return add_elements(bill, *graph);
  }
  return rejected(Reason::version_unknown,
                  "JSON that is neither a CycloneDX nor an SPDX document; of lists in JSON these two are read");
}

}  // namespace

bool looks_like_bill(ByteSpan bytes) {
  const std::string_view text = text_of(bytes);
  const std::size_t first = text.find_first_not_of(" \t\r\n");
  return first != std::string_view::npos && text[first] == '{';
}

std::variant<Manifest, Rejection> read_bill(ByteSpan bytes) {
  const auto document = json::parse(text_of(bytes), {.bytes_max = limits::manifest_bytes_max});
  if (!document.ok()) {
    const bool large = document.error().code == ErrorCode::limit;
    return rejected(large ? Reason::too_large : Reason::line_malformed, document.error().message);
  }
  Bill bill;
  if (auto fault = add_document(bill, *document)) return *std::move(fault);
  return std::move(bill).finish();
}

}  // namespace weightcheck::manifest
