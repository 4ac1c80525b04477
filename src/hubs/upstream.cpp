// SPDX-License-Identifier: Apache-2.0
// A text is first looked at as some hub's: only there may anything be thrown away, because only there it is known what
// follows the name. All else is held to the narrow grammar of url.hpp.
#include "hubs/upstream.hpp"

#include <algorithm>
#include <span>
#include <vector>

#include "base/ascii.hpp"
#include "hubs/forges.hpp"
#include "hubs/table.hpp"
#include "hubs/url.hpp"

namespace weightcheck::hubs {
namespace {

constexpr std::size_t name_bytes_max = 96;  // huggingface_hub's validator

enum class Form : std::uint8_t { address, short_form, bare };

bool holds(const Words& words, std::string_view word) { return std::ranges::find(words, word) != words.end(); }

bool is_word(char c) { return is_alnum(c) || c == '_'; }

bool is_name(std::string_view text) {
  return !text.empty() && text.size() <= name_bytes_max && is_word(text.front()) && !text.ends_with(".git") &&
         std::ranges::all_of(text, [](char c) { return is_word(c) || c == '-' || c == '.'; });
}

const Hub* hub_at(std::string_view host) {
  if (host.ends_with('.')) host.remove_suffix(1);  // the name from the root of the DNS
  const auto hub = std::ranges::find_if(table, [&](const Hub& one) { return holds(one.hosts, host); });
  return hub == table.end() ? nullptr : &*hub;
}

const Hub* hub_of(const Url& url) { return url.port.empty() ? hub_at(url.host) : nullptr; }

const Hub* hub_of_short_form(std::string_view text) {
  const auto hub = std::ranges::find(table, text.substr(0, text.find(':')), &Hub::prefix);
  return hub == table.end() || text.size() == hub->prefix.size() ? nullptr : &*hub;
}

// Nothing where a segment is empty or leads elsewhere.
std::optional<std::vector<std::string_view>> segments_of(std::string_view path) {
  std::vector<std::string_view> segments;
  for (std::size_t begin = 0; begin <= path.size();) {
    const std::size_t end = std::min(path.find('/', begin), path.size());
    segments.push_back(path.substr(begin, end - begin));
    if (segments.back().empty() || is_dots(segments.back())) return std::nullopt;
    begin = end + 1;
  }
  return segments;
}

const Section* section_named(const Hub& hub, std::string_view word) {
  const auto section = std::ranges::find(hub.sections, word, &Section::path);
  return section == hub.sections.end() ? nullptr : section;
}

bool is_reserved(const Hub& hub, std::string_view word) {
  return holds(hub.reserved, word) || word == hub.page_path || section_named(hub, word) != nullptr;
}

Upstream made(const Hub& hub, std::string_view section, std::string_view owner, std::string_view name) {
  Upstream upstream{
      .hub = &hub, .section = std::string(section), .owner = std::string(owner), .name = std::string(name)};
  upstream.url =
      std::string(hub.endpoint) + "/" + (section.empty() ? "" : upstream.section + "/") + upstream.short_name();
  upstream.written = upstream.url;
  return upstream;
}

// The repository that a path at a hub names; nothing for other pages of the hub.
std::optional<Upstream> repository_at(const Hub& hub, std::string_view path, Form form) {
  if (form != Form::bare && path.ends_with('/')) path.remove_suffix(1);
  const auto segments = segments_of(path);
  if (!segments) return std::nullopt;
  std::span<const std::string_view> rest(*segments);
  std::string_view section;
  if (form == Form::address && rest.front() == hub.page_path) {
    rest = rest.subspan(1);
  } else if (form != Form::bare && section_named(hub, rest.front()) != nullptr) {
    section = rest.front();
    rest = rest.subspan(1);
  }
  const auto ends_at = [&](std::size_t count) {
    return rest.size() == count || (rest.size() > count && form == Form::address && holds(hub.pages, rest[count]));
  };
  const bool has_owner = ends_at(2);
  const bool may_lack_owner = hub.owner == OwnerPart::optional && form != Form::short_form;
  if (!has_owner && !(may_lack_owner && ends_at(1))) return std::nullopt;
  std::string_view name = rest[has_owner ? 1 : 0];
  if (name.ends_with(".git")) name.remove_suffix(4);
  if (!is_name(name) || is_reserved(hub, has_owner ? rest[0] : name)) return std::nullopt;
  if (!has_owner) return made(hub, section, "", name);
  if (!is_name(rest[0])) return std::nullopt;
  return made(hub, section, rest[0], name);
}

// git@HOST:OWNER/NAME and HOST/OWNER/NAME: taken for a hub's only, elsewhere they are paths on this machine.
std::optional<Upstream> without_scheme(std::string_view text) {
  const std::size_t end = text.find_first_of("/:");
  if (end == std::string_view::npos) return std::nullopt;
  std::string_view host = text.substr(0, end);
  const std::size_t at = host.find('@');
  if ((at != std::string_view::npos) != (text[end] == ':') || host.starts_with('-')) return std::nullopt;
  if (at != std::string_view::npos) host.remove_prefix(at + 1);
  const Hub* const hub = hub_at(lowered(host));
  if (hub == nullptr) return std::nullopt;
  const std::string_view path = text.substr(end + 1);
  return repository_at(*hub, path.substr(0, path.find_first_of("?#")), Form::address);
}

// Two spellings of one escape are one.
std::string with_upper_case_escapes(std::string path) {
  for (std::size_t at = path.find('%'); at != std::string::npos; at = path.find('%', at + 3)) {
    for (char& c : std::span(path).subspan(at + 1, 2))
      c = upper(c);
  }
  return path;
}

// Once, and never where no name is left: "a.git.git", ".git" and "...git" are names of their own.
std::string without_git_ending(std::string path) {
  if (!path.ends_with(".git")) return path;
  const std::size_t length = path.size() - 4;
  const std::string_view name = std::string_view(path).substr(path.rfind('/') + 1, length - path.rfind('/') - 1);
  if (!name.empty() && !is_dots(name) && !name.ends_with(".git")) path.resize(length);
  return path;
}

// What names no repository at a hub keeps its ending, without which it might name one.
Upstream elsewhere(Url url) {
  const Hub* const hub = hub_of(url);
  if (hub != nullptr) {
    url = {.scheme = "https", .host = std::string(hub->hosts.front()), .path = url.path};
    if (url.path.ends_with('/')) url.path.pop_back();  // at the end of a pattern it would mean all that is below
  }
  Upstream upstream{.written = url.text()};
  std::string& path = url.path;
  path = with_upper_case_escapes(std::move(path));
  if (path.ends_with('/')) path.pop_back();
  if (hub == nullptr) path = without_git_ending(std::move(path));
  upstream.url = url.text();
  const std::size_t slash = path.rfind('/');
  upstream.name = path.substr(slash + 1);
  if (slash > 0) {
    const std::size_t before = path.rfind('/', slash - 1);
    upstream.owner = path.substr(before + 1, slash - before - 1);
  }
  return upstream;
}

const Forge* forge_at(std::string_view host) {
  const auto forge = std::ranges::find_if(forges, [&](const Forge& one) { return holds(one.servers, host); });
  return forge == forges.end() ? nullptr : &*forge;
}

bool is_at_forge(std::string_view url) {
  const auto begin = parse_url_begin(url);
  return begin.ok() && forge_at(begin->url.host) != nullptr;
}

// The path of the repository, without what leads to a page about it. A group may hold groups.
std::string_view repository_path(const Forge& forge, std::string_view path) {
  path = path.substr(0, path.find_first_of("?#"));
  std::size_t at = path.find('/', 1);
  if (at == std::string_view::npos) return path;
  for (at = path.find('/', at + 1); at != std::string_view::npos; at = path.find('/', at + 1)) {
    const std::string_view next = path.substr(at + 1, path.find('/', at + 1) - at - 1);
    if (next.empty() || holds(forge.pages, next)) return path.substr(0, at);
  }
  return path;
}

// However it is fetched, it is one repository; whoever fetches by ssh goes on doing so.
Upstream at_forge(const Forge& forge, const Url& given) {
  Upstream upstream = elsewhere(
      {.scheme = "https", .user = "", .host = std::string(forge.servers.front()), .port = "", .path = given.path});
  if (given.scheme == "ssh") upstream.written = given.text();
  return upstream;
}

// git@HOST:OWNER/NAME of a forge
std::optional<Url> scp_form(std::string_view text) {
  const std::size_t at = text.find('@'), colon = text.find(':');
  if (at == std::string_view::npos || colon == std::string_view::npos || colon < at || text[0] == '-' || at == 0)
    return std::nullopt;
  const std::string host = lowered(text.substr(at + 1, colon - at - 1));
  if (forge_at(host) == nullptr || text.substr(0, at) != "git") return std::nullopt;
  std::string_view path = text.substr(colon + 1);
  if (path.starts_with('/')) path.remove_prefix(1);
  return Url{.scheme = "ssh", .user = "git", .host = host, .port = "", .path = "/" + std::string(path)};
}

Result<Upstream> from_url(std::string_view text) {
  auto begin = parse_url_begin(text);
  if (!begin.ok()) return begin.error();
  std::string_view path = text.substr(begin->length);
  const Forge* const forge = forge_at(begin->url.host);
  if (forge != nullptr) path = repository_path(*forge, path);
  if (const Hub* hub = hub_of(begin->url)) {
    const std::string_view named_path = path.substr(0, path.find_first_of("?#"));
    auto named = repository_at(*hub, named_path.substr(std::min<std::size_t>(1, named_path.size())), Form::address);
    if (named) return *std::move(named);
  }
  if (Status checked = check_path(path); !checked.ok()) return checked.error();
  begin->url.path = path;
  return forge != nullptr ? at_forge(*forge, begin->url) : elsewhere(std::move(begin->url));
}

}  // namespace

std::string Upstream::short_name() const { return owner.empty() ? name : owner + "/" + name; }

std::string Upstream::key() const {
  const bool ignores_case = hub != nullptr ? hub->name_case == NameCase::ignored : is_at_forge(url);
  return ignores_case ? lowered(url) : url;
}

std::string Upstream::clone_url(std::string_view endpoint) const {
  if (hub == nullptr) return written;
  return std::string(endpoint) + url.substr(hub->endpoint.size()) + std::string(hub->git_ending);
}

std::string Upstream::page_url(std::string_view endpoint) const {
  if (hub == nullptr) return written;
  const std::string folder = is_model() && !hub->page_path.empty() ? "/" + std::string(hub->page_path) : "";
  return std::string(endpoint) + folder + url.substr(hub->endpoint.size());
}

Result<Upstream> read_upstream(std::string_view text, Bare bare) {
  if (Status checked = check_characters(text); !checked.ok()) return checked.error();
  if (const Hub* hub = hub_of_short_form(text)) {
    std::string_view name = text.substr(hub->prefix.size() + 1);
    if (name.starts_with("//")) name.remove_prefix(2);  // as the client's file systems have it
    auto named = repository_at(*hub, name, Form::short_form);
    return named ? Result(*std::move(named)) : Error{ErrorCode::malformed, "hub name is not ORG/NAME"};
  }
  if (text.find("://") == std::string_view::npos) {
    auto named = without_scheme(text);
    if (!named && bare == Bare::hub_name) named = repository_at(usual_hub, text, Form::bare);
    if (named) return *std::move(named);
    if (const auto url = scp_form(text)) return from_url(url->text());
  }
  return from_url(text);
}

bool is_short_form(std::string_view text) { return hub_of_short_form(text) != nullptr; }

std::string short_forms() {
  std::string forms;
  for (const Hub& hub : table)
    forms += (forms.empty() ? "" : ", ") + std::string(hub.prefix) + ":ORG/NAME";
  return forms;
}

std::string canonical(std::string_view text, Bare bare) {
  const auto upstream = read_upstream(text, bare);
  return upstream.ok() ? upstream->url : std::string(text);
}

bool is_same_repository(std::string_view left, std::string_view right, Bare bare) {
  const auto one = read_upstream(left, bare);
  const auto other = read_upstream(right, bare);
  return one.ok() && other.ok() ? *one == *other : one.ok() == other.ok() && left == right;
}

bool is_cache_folder(std::string_view name) {
  return std::ranges::any_of(table, [&](const Hub& hub) {
    return std::ranges::any_of(hub.sections, [&](const Section& section) {
      return !section.cache_prefix.empty() && name.starts_with(section.cache_prefix);
    });
  });
}

std::optional<Upstream> cached_upstream(std::string_view folder) {
  for (const Hub& hub : table) {
    for (const Section& section : hub.sections) {
      if (section.cache_prefix.empty() || !folder.starts_with(section.cache_prefix)) continue;
      const std::string_view rest = folder.substr(section.cache_prefix.size());
      const std::size_t split = rest.find("--");
      const std::string_view owner = split == std::string_view::npos ? "" : rest.substr(0, split);
      const std::string_view name = split == std::string_view::npos ? rest : rest.substr(split + 2);
      auto named = read_upstream(made(hub, section.path, owner, name).url);
      if (named.ok() && named->hub == &hub) return *std::move(named);
    }
  }
  return std::nullopt;
}

}  // namespace weightcheck::hubs
