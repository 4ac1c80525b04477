// SPDX-License-Identifier: Apache-2.0
// No name is looked up here: what a public name leads to is its owner's to say.
#include "anchor/local_places.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "base/ascii.hpp"
#include "base/escape.hpp"
#include "base/wording.hpp"
#include "http/reach.hpp"
#include "http/url.hpp"
#include "io/folder.hpp"

namespace weightcheck::anchor {
namespace {

constexpr std::string_view cure = "; if it is meant, name it with --upstream";

// Names that mean something within one machine or network alone (RFC 6761, 6762, 8375, and custom).
constexpr std::array<std::string_view, 7> near_endings = {".localhost", ".localdomain", ".local",   ".internal",
                                                          ".lan",       ".home.arpa",   ".intranet"};

bool is_near(const http::Url& url) {
  std::string host = lowered(url.origin().host);
  while (host.ends_with('.'))
    host.pop_back();
  if (const auto address = http::Address::parse(host)) return !address->is_public();
  in_addr other_form{};  // 127.1, 0x7f000001: what a resolver takes for an address
  if (::inet_aton(host.c_str(), &other_form) != 0) return true;
  if (host.find('.') == std::string::npos) return true;
  return std::ranges::any_of(near_endings, [&](std::string_view ending) { return host.ends_with(ending); });
}

Error leads_out(const std::string& name, std::string_view how) {
  return {ErrorCode::usage, in_quotes(name) + " of the model " + std::string(how) +
                                ": what it leads to is not the model's own, and its names would be published; name the "
                                "repository with --upstream"};
}

}  // namespace

Status check_is_elsewhere(const Repository& repository) {
  if (!repository.local_path.empty())
    return Error{ErrorCode::usage, "the manifest names a folder of this machine, " +
                                       in_quotes(repository.upstream.written) + std::string(cure)};
  if (!repository.endpoint.empty()) return done;
  const auto url = http::Url::parse(repository.git_url);
  if (!url.ok()) return Error{ErrorCode::usage, url.error().message};
  if (!is_near(*url)) return done;
  return Error{ErrorCode::usage, "the manifest names a service that is not a public one, " +
                                     in_quotes(url->origin().text()) + std::string(cure)};
}

Status check_is_its_own(const std::string& folder) {
  const auto model = io::Folder::open(folder);
  if (!model.ok()) return model.error();
  for (const std::string name : {".git", ".git/objects", ".git/refs"}) {
    if (model->kind(name) == io::EntryKind::link) return leads_out(name, "is a link");
  }
  if (model->kind(".git") != io::EntryKind::folder) return done;  // a linked worktree's file: opening tells
  for (const std::string name : {".git/objects/info/alternates", ".git/objects/info/http-alternates"}) {
    if (model->kind(name)) return leads_out(name, "names other repositories");
  }
  const auto objects = model->list(".git/objects", io::Depth::all);
  if (!objects.ok())
    return objects.error().code == ErrorCode::not_found ? Status(done) : within(objects.error(), printable(folder));
  for (const io::FolderEntry& entry : *objects) {
    if (entry.kind == io::EntryKind::link) return leads_out(".git/objects/" + entry.name, "is a link");
  }
  return done;
}

}  // namespace weightcheck::anchor
