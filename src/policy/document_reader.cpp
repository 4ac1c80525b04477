// SPDX-License-Identifier: Apache-2.0
// To find a line, the text is read once more, up to the value.
#include "policy/document_reader.hpp"

#include <algorithm>
#include <set>

#include "base/escape.hpp"
#include "base/limits.hpp"
#include "json/events.hpp"
#include "license/catalogue.hpp"
#include "policy/wording.hpp"

namespace weightcheck::policy {
namespace {

// Stops at the key, array element or document that a route leads to.
class Finder final : public json::Handler {
 public:
  explicit Finder(const Route& wanted) : wanted_(wanted) {}

  json::Next on_null() override { return value(); }
  json::Next on_bool(bool) override { return value(); }
  json::Next on_unsigned(std::uint64_t) override { return value(); }
  json::Next on_negative(std::int64_t) override { return value(); }
  json::Next on_real(double) override { return value(); }
  json::Next on_string(std::string_view) override { return value(); }
  json::Next on_key(std::string_view key) override {
    here_.back() = std::string(key);
    return here_ == wanted_ ? json::Next::stop : json::Next::go_on;
  }
  json::Next begin_object() override { return begin(std::string()); }
  json::Next begin_array() override { return begin(before_first); }
  json::Next end_object() override { return end(); }
  json::Next end_array() override { return end(); }

 private:
  static constexpr std::size_t before_first = static_cast<std::size_t>(-1);

  json::Next value() {
    if (!here_.empty()) {
      if (auto* place = std::get_if<std::size_t>(&here_.back())) ++*place;
    }
    return here_ == wanted_ ? json::Next::stop : json::Next::go_on;
  }
  json::Next begin(Step first) {
    const json::Next next = value();
    here_.push_back(std::move(first));
    return next;
  }
  json::Next end() {
    here_.pop_back();
    return json::Next::go_on;
  }

  const Route& wanted_;
  Route here_;
};

}  // namespace

Route operator/(Route route, Step step) {
  route.push_back(std::move(step));
  return route;
}

std::string name_of(const Route& route) {
  std::string name;
  for (const Step& step : route) {
    if (const auto* key = std::get_if<std::string>(&step)) {
      name += (name.empty() ? "" : ".") + printable(*key);
    } else {
      name += "[" + std::to_string(std::get<std::size_t>(step)) + "]";
    }
  }
  return name.empty() ? "the document" : name;
}

std::string joined(const Names& names) {
  std::string text;
  for (const std::string_view name : names)
    text += (text.empty() ? "" : ", ") + std::string(name);
  return text;
}

std::string did_you_mean(std::string_view written, const Names& names) {
  constexpr std::size_t distance_max = 3;
  std::size_t least = std::min(distance_max, written.size() / 2) + 1;
  std::string_view nearest;
  for (const std::string_view name : names) {
    const std::size_t distance = license::edit_distance(written, name, distance_max);
    if (distance >= least) continue;
    least = distance;
    nearest = name;
  }
  return nearest.empty() ? "" : "; did you mean '" + std::string(nearest) + "'?";
}

Error DocumentReader::fail(const Route& route, const std::string& message, ErrorCode code) const {
  return {code, "line " + std::to_string(line_of(route)) + ": " + message};
}

std::size_t DocumentReader::line_of(const Route& route) const {
  Finder finder(route);
  const auto ending = json::parse_events(text_, {.comments = json::Comments::allowed}, finder);
  const std::string_view before = text_.substr(0, ending.ok() ? ending->offset : 0);
  return static_cast<std::size_t>(std::ranges::count(before, '\n')) + 1;
}

Status DocumentReader::members(const json::Value& value, const Route& route, std::string_view what,
                               std::span<const MemberReader> readers) const {
  if (!value.is_object()) return fail(route, name_of(route) + " is to be an object in braces");
  for (const json::Member& member : value.members()) {
    const auto reader = std::ranges::find(readers, member.key, &MemberReader::name);
    if (reader == readers.end()) {
      Names names;
      for (const MemberReader& one : readers)
        names.push_back(one.name);
      const std::string near = did_you_mean(member.key, names);
      return fail(route / member.key, quoted_text(member.key) + " is no member of " + std::string(what) +
                                          (near.empty() ? ", which has " + joined(names) : near));
    }
    if (Status read = reader->read(member.value, route / member.key); !read.ok()) return read;
  }
  return done;
}

Result<std::string> DocumentReader::text(const json::Value& value, const Route& route) const {
  const std::string* text = value.as_string();
  if (text == nullptr || text->empty()) return fail(route, name_of(route) + " is to be a text in double quotes");
  return *text;
}

Result<std::size_t> DocumentReader::word(const json::Value& value, const Route& route, const Names& words) const {
  const std::string* text = value.as_string();
  const auto found = text == nullptr ? words.end() : std::ranges::find(words, *text);
  if (found != words.end()) return static_cast<std::size_t>(found - words.begin());
  return fail(route, name_of(route) + " is to be " + (words.size() > 1 ? "one of " : "") + joined(words) +
                         (text == nullptr ? "" : ", not " + quoted_text(*text) + did_you_mean(*text, words)));
}

Result<json::Array> DocumentReader::array(const json::Value& value, const Route& route,
                                          std::string_view if_empty) const {
  if (!value.is_array()) return fail(route, name_of(route) + " is to be a list in brackets");
  json::Array array = value.items();
  if (array.empty()) return fail(route, name_of(route) + " is empty: " + std::string(if_empty));
  if (array.size() <= limits::policy_list_max) return array;
  return fail(route,
              name_of(route) + " has " + std::to_string(array.size()) + " entries, over the limit of " +
                  std::to_string(limits::policy_list_max),
              ErrorCode::limit);
}

Result<std::vector<std::string>> DocumentReader::texts(const json::Value& value, const Route& route,
                                                       std::string_view if_empty) const {
  const auto entries = array(value, route, if_empty);
  if (!entries.ok()) return entries.error();
  std::vector<std::string> texts;
  std::set<std::string> seen;
  for (const json::Value& entry : *entries) {
    const Route here = route / texts.size();
    auto one = text(entry, here);
    if (!one.ok()) return one.error();
    if (!seen.insert(*one).second) return fail(here, quoted_text(*one) + " stands twice in " + name_of(route));
    texts.push_back(*std::move(one));
  }
  return texts;
}

}  // namespace weightcheck::policy
