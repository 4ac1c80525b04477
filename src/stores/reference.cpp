// SPDX-License-Identifier: Apache-2.0
// Names become parts of paths: each part is held to the characters that the runner itself allows, and none can be "..".
#include "stores/reference.hpp"

#include <algorithm>
#include <array>
#include <vector>

#include "base/ascii.hpp"
#include "base/escape.hpp"

namespace weightcheck::stores {
namespace {

struct Prefix {
  std::string_view text;
  StoreKind kind;
};
constexpr Prefix prefixes[] = {
    {"ollama:", StoreKind::ollama}, {"oci:", StoreKind::oci}, {"docker:", StoreKind::model_runner}};

constexpr std::string_view sha256_prefix = "sha256:";
constexpr std::string_view ollama_host = "registry.ollama.ai", ollama_namespace = "library", latest = "latest";
constexpr std::size_t part_bytes_max = 350;

const Prefix* prefix_of(std::string_view word) {
  const auto* found = std::ranges::find_if(prefixes, [&](const Prefix& row) { return word.starts_with(row.text); });
  return found == std::end(prefixes) ? nullptr : found;
}

bool is_alnum(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); }

bool is_part(std::string_view part, std::string_view besides) {
  return !part.empty() && part.size() <= part_bytes_max && (is_alnum(part.front()) || part.front() == '_') &&
         std::ranges::all_of(part, [&](char c) { return is_alnum(c) || besides.find(c) != std::string_view::npos; });
}

std::vector<std::string_view> split(std::string_view text, char at) {
  std::vector<std::string_view> parts;
  while (true) {
    const std::size_t end = text.find(at);
    parts.push_back(text.substr(0, end));
    if (end == std::string_view::npos) return parts;
    text.remove_prefix(end + 1);
  }
}

Error usage(std::string message) { return {ErrorCode::usage, std::move(message)}; }

// "name:tag", the tag behind the last '/'.
std::pair<std::string_view, std::string_view> name_and_tag(std::string_view name) {
  const std::size_t colon = name.rfind(':');
  const std::size_t slash = name.rfind('/');
  if (colon == std::string_view::npos || (slash != std::string_view::npos && colon < slash)) return {name, latest};
  return {name.substr(0, colon), name.substr(colon + 1)};
}

Result<Digest> digest_of(std::string_view text) {
  if (const auto digest =
          text.starts_with(sha256_prefix) ? Digest::parse(text.substr(sha256_prefix.size())) : std::nullopt)
    return *digest;
  return usage("'" + printable(text) + "' is not a digest; write sha256: and 64 lower-case hexadecimal digits");
}

// Takes "@sha256:HEX" from the end.
Status take_digest(std::string_view& rest, Reference& into) {
  const std::size_t at = rest.rfind("@sha256:");
  if (at == std::string_view::npos) return done;
  const auto digest = digest_of(rest.substr(at + 1));
  if (!digest.ok()) return digest.error();
  into.digest = *digest;
  rest = rest.substr(0, at);
  return done;
}

Result<Reference> read_oci(std::string_view rest) {
  Reference reference{.kind = StoreKind::oci};
  if (Status taken = take_digest(rest, reference); !taken.ok()) return taken.error();
  // Of a tag behind the folder; `a:b/c` is a folder.
  const std::size_t colon = rest.rfind(':');
  const bool has_tag = colon != std::string_view::npos && rest.find('/', colon) == std::string_view::npos;
  reference.folder = rest.substr(0, has_tag ? colon : rest.size());
  if (has_tag) reference.name = rest.substr(colon + 1);
  if (has_tag && reference.name.empty()) return usage("no tag stands behind the last ':'; write oci:FOLDER:TAG");
  if (reference.folder.empty()) return usage("oci: names no folder; write oci:FOLDER or oci:FOLDER:TAG");
  return reference;
}

// As the registries' clients fill it in.
std::string whole_tag(std::string_view name) {
  const auto [path, tag] = name_and_tag(name);
  auto parts = split(path, '/');
  std::string whole;
  const bool has_host =
      parts.size() > 1 && (parts.front().find_first_of(".:") != std::string_view::npos || parts.front() == "localhost");
  std::string_view rest = path;
  if (has_host) rest.remove_prefix(parts.front().size() + 1);
  const bool is_hub = !has_host || parts.front() == "docker.io" || parts.front() == "index.docker.io";
  whole = is_hub ? std::string("docker.io/") : std::string(parts.front()) + "/";
  if (is_hub && rest.find('/') == std::string_view::npos) whole += "library/";
  return whole.append(rest).append(":").append(tag);
}

}  // namespace

bool names_store(std::string_view word) { return prefix_of(word) != nullptr; }

Result<Reference> read_reference(std::string_view word) {
  const Prefix* prefix = prefix_of(word);
  if (prefix == nullptr) return usage("not the name of a model in a store");
  std::string_view rest = word.substr(prefix->text.size());
  if (prefix->kind == StoreKind::oci) return read_oci(rest);
  Reference reference{.kind = prefix->kind};
  if (prefix->kind == StoreKind::model_runner && rest.starts_with(sha256_prefix)) {
    const auto digest = digest_of(rest);
    if (!digest.ok()) return digest.error();
    reference.digest = *digest;
    return reference;
  }
  if (prefix->kind == StoreKind::model_runner) {
    if (Status taken = take_digest(rest, reference); !taken.ok()) return taken.error();
  } else if (const auto place = ollama_place(rest); !rest.empty() && !place.ok()) {
    return place.error();
  }
  reference.name = rest;
  return reference;
}

Result<std::string> ollama_place(std::string_view name) {
  const auto bad = [&] {
    return usage("'" + printable(name) + "' is not a name of Ollama's; write it as `ollama list` shows it: NAME:TAG");
  };
  const auto [path, tag] = name_and_tag(name);
  auto parts = split(path, '/');
  if (parts.size() > 3 || !is_part(tag, "_-.")) return bad();
  const std::string_view host = parts.size() == 3 ? parts.front() : ollama_host;
  if (parts.size() == 3) parts.erase(parts.begin());
  const std::string_view space = parts.size() == 2 ? parts.front() : ollama_namespace;
  if (!is_part(host, "_-.:") || !is_part(space, "_-.") || !is_part(parts.back(), "_-.")) return bad();
  return std::string(host).append("/").append(space).append("/").append(parts.back()).append("/").append(tag);
}

std::optional<std::string> ollama_name(std::string_view place) {
  const auto parts = split(place, '/');
  if (parts.size() != 4) return std::nullopt;
  std::string name = std::string(parts[2]).append(":").append(parts[3]);
  if (parts[0] != ollama_host || parts[1] != ollama_namespace) name = std::string(parts[1]).append("/").append(name);
  if (parts[0] != ollama_host) name = std::string(parts[0]).append("/").append(name);
  const auto back = ollama_place(name);
  return back.ok() && *back == place ? std::optional(std::move(name)) : std::nullopt;
}

bool is_tag(std::string_view tag, std::string_view name) { return whole_tag(tag) == whole_tag(name); }

}  // namespace weightcheck::stores
