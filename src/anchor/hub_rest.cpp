// SPDX-License-Identifier: Apache-2.0
// Two hubs, two ways of asking: Hugging Face in pages, ModelScope in one answer.
#include "anchor/hub_rest.hpp"

#include <algorithm>
#include <iterator>
#include <set>

#include "anchor/hub_answer.hpp"
#include "base/escape.hpp"
#include "base/limits.hpp"

namespace weightcheck::anchor {
namespace {

class Asking {
 public:
  Asking(const Repository& repository, const http::Settings& settings, const std::stop_token& stop, HubListing& listing)
      : repository_(repository), settings_(settings), stop_(stop), listing_(listing) {}

  Result<http::Response> get(const std::string& url) {
    auto response = http::fetch({.url = url, .bearer_token = repository_.token}, settings_, stop_);
    if (!response.ok()) return response;
    for (const http::Origin& origin : response->contacted) {
      if (std::ranges::find(listing_.contacted, origin) == listing_.contacted.end())
        listing_.contacted.push_back(origin);
    }
    if (auto error = complaint(*response, repository_)) return std::move(*error);
    return response;
  }

  Status take(Result<std::vector<ListedFile>> files) {
    if (!files.ok()) return std::move(files).error();
    if (files->size() > limits::model_files_max - listing_.files.size()) {
      return Error{ErrorCode::limit,
                   "list of files is over the limit of " + std::to_string(limits::model_files_max) + " entries"};
    }
    std::ranges::move(*files, std::back_inserter(listing_.files));
    return done;
  }

 private:
  const Repository& repository_;
  const http::Settings& settings_;
  const std::stop_token& stop_;
  HubListing& listing_;
};

Status check_info(Asking& asking, const std::string& api, const git::ObjectId& commit, HubListing& listing) {
  const auto response = asking.get(api + "/revision/" + commit.hex());
  if (!response.ok()) return response.error();
  const auto info = parse_model_info(response->body);
  if (!info.ok()) return info.error();
  if (info->commit != commit) {
    return Error{ErrorCode::inconsistent,
                 "hub answers for commit " + info->commit.hex() + " when asked for " + commit.hex()};
  }
  if (info->gated) listing.notes.emplace_back("access to the model's files is restricted at the hub");
  if (info->is_private) listing.notes.emplace_back("the repository is private at the hub");
  return done;
}

Status list_hugging_face(Asking& asking, const Repository& repository, const git::ObjectId& commit,
                         HubListing& listing) {
  const std::string api = repository.endpoint + "/api/models/" + repository.upstream.short_name();
  if (Status checked = check_info(asking, api, commit, listing); !checked.ok()) return checked;
  std::set<std::string> seen;
  std::string url = api + "/tree/" + commit.hex() + "?recursive=true&expand=false";
  while (!url.empty()) {
    if (!seen.insert(url).second) return Error{ErrorCode::inconsistent, "pages of the hub's list lead in a circle"};
    if (seen.size() > limits::hub_pages_max) {
      return Error{ErrorCode::limit,
                   "list of files is over the limit of " + std::to_string(limits::hub_pages_max) + " pages"};
    }
    const auto page = asking.get(url);
    if (!page.ok()) return page.error();
    if (Status taken = asking.take(parse_tree_page(page->body)); !taken.ok()) return taken;
    const std::string next = next_link(page->header("link"));
    if (next.empty()) return done;
    const auto target = page->url.resolve(next);
    if (!target.ok()) return within(target.error(), "next page of the hub's list");
    if (target->origin() != page->url.origin()) {
      return Error{ErrorCode::inconsistent, "hub continues its list at another place, " + target->origin().text()};
    }
    url = target->text();
  }
  return done;
}

Status list_modelscope(Asking& asking, const Repository& repository, const git::ObjectId& commit) {
  const auto response = asking.get(repository.endpoint + "/api/v1/models/" + repository.upstream.short_name() +
                                   "/repo/files?Revision=" + commit.hex() + "&Recursive=True");
  if (!response.ok()) return response.error();
  return asking.take(parse_modelscope_files(response->body));
}

Status ask(Asking& asking, const Repository& repository, const git::ObjectId& commit, HubListing& listing) {
  switch (repository.upstream.hub->protocol) {
    case hubs::Protocol::hugging_face:
      return list_hugging_face(asking, repository, commit, listing);
    case hubs::Protocol::modelscope:
      return list_modelscope(asking, repository, commit);
    case hubs::Protocol::git_only:
      break;
  }
  return Error{ErrorCode::unsupported, "the hub has no list of files that is known here"};
}

}  // namespace

Result<HubListing> list_files(const Repository& repository, const git::ObjectId& commit, const http::Settings& settings,
                              const std::stop_token& stop) {
  HubListing listing;
  Asking asking(repository, settings, stop, listing);
  Status listed = ask(asking, repository, commit, listing);
  if (!listed.ok()) return std::move(listed).error();
  std::ranges::sort(listing.files, {}, &ListedFile::path);
  const auto twice = std::ranges::adjacent_find(listing.files, {}, &ListedFile::path);
  if (twice != listing.files.end())
    return Error{ErrorCode::inconsistent, "hub lists '" + printable(twice->path.text()) + "' twice"};
  return listing;
}

}  // namespace weightcheck::anchor
