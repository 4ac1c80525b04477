// SPDX-License-Identifier: Apache-2.0
// Read line by line, in the one order git writes.
#include "git/commit.hpp"

#include <optional>
#include <string_view>

#include "base/limits.hpp"

namespace weightcheck::git {
namespace {

Error broken_commit(const std::string& what) { return {ErrorCode::malformed, "commit " + what}; }

class HeaderLines {
 public:
  explicit HeaderLines(std::string_view body) : rest_(body) {}

  // The value of the next line if it has that key; the line is then behind us.
  std::optional<std::string_view> take(std::string_view key) {
    const auto line = peek();
    if (!line || !line->starts_with(key) || line->size() == key.size() || (*line)[key.size()] != ' ')
      return std::nullopt;
    advance(*line);
    return line->substr(key.size() + 1);
  }

  std::optional<std::string_view> take_line() {
    const auto line = peek();
    if (line) advance(*line);
    return line;
  }

  [[nodiscard]] std::string_view rest() const { return rest_; }

 private:
  // Without its LF; nothing when no LF follows: every header line has one.
  [[nodiscard]] std::optional<std::string_view> peek() const {
    const std::size_t end = rest_.find('\n');
    if (end == std::string_view::npos) return std::nullopt;
    return rest_.substr(0, end);
  }
  void advance(std::string_view line) { rest_.remove_prefix(line.size() + 1); }

  std::string_view rest_;
};

std::optional<ObjectId> id_of_format(std::string_view digits, ObjectFormat format) {
  auto id = ObjectId::parse(digits);
  if (id && id->format() != format) return std::nullopt;
  return id;
}

// The headers behind `committer`, up to and with the blank line: whether one of them is a signature of this commit.
Result<bool> read_extra_headers(HeaderLines& lines) {
  bool is_signed = false;
  bool continues = false;  // a line to continue stands above
  for (;;) {
    const auto line = lines.take_line();
    if (!line) return broken_commit("has no blank line before its message");
    if (line->empty()) return is_signed;
    if (line->find('\0') != std::string_view::npos) return broken_commit("has a NUL byte in its header");
    if (line->front() == ' ') {
      if (!continues) return broken_commit("continues a header line that is not there");
      continue;
    }
    const std::string_view key = line->substr(0, line->find(' '));
    if (key.size() == line->size()) return broken_commit("has a header line without a value");
    if (key == "tree" || key == "parent" || key == "author" || key == "committer") {
      return broken_commit("has a '" + std::string(key) + "' line out of place");
    }
    is_signed = is_signed || key == "gpgsig" || key == "gpgsig-sha256";
    continues = true;
  }
}

}  // namespace

Result<Commit> parse_commit(ObjectFormat format, ByteSpan body) {
  if (body.size() > limits::commit_bytes_max) {
    return Error{ErrorCode::limit, "commit of " + std::to_string(body.size()) + " bytes is over the limit of " +
                                       std::to_string(limits::commit_bytes_max)};
  }
  HeaderLines lines(text_of(body));
  Commit commit;

  const auto tree = lines.take("tree");
  const auto tree_id = tree ? id_of_format(*tree, format) : std::nullopt;
  if (!tree_id) return broken_commit("does not begin with its tree");
  commit.tree = *tree_id;

  while (const auto parent = lines.take("parent")) {
    const auto id = id_of_format(*parent, format);
    if (!id) return broken_commit("has a malformed parent");
    commit.parents.push_back(*id);
  }
  const auto author = lines.take("author");
  if (!author) return broken_commit("has no author line where it belongs");
  const auto committer = lines.take("committer");
  if (!committer) return broken_commit("has no committer line where it belongs");
  if (author->find('\0') != std::string_view::npos || committer->find('\0') != std::string_view::npos) {
    return broken_commit("has a NUL byte in its header");
  }
  commit.author = *author;
  commit.committer = *committer;

  auto is_signed = read_extra_headers(lines);
  if (!is_signed.ok()) return std::move(is_signed).error();
  commit.is_signed = *is_signed;
  commit.message = lines.rest();
  return commit;
}

}  // namespace weightcheck::git
