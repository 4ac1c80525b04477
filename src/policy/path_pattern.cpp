// SPDX-License-Identifier: Apache-2.0
// Matching goes back to the last `*`, and from there to the last `**`, never further: what stands before either is best
// matched as early as possible, so no other choice could succeed where this one fails.
#include "policy/path_pattern.hpp"

#include "base/model_path.hpp"

namespace weightcheck::policy {
namespace {

bool continues_character(char byte) { return (static_cast<unsigned char>(byte) & 0xC0U) == 0x80U; }

}  // namespace

Result<PathPattern> PathPattern::parse(std::string_view text) {
  PathPattern pattern(text);
  if (pattern.is_whole_model()) return pattern;
  std::string unescaped;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool at_component = i == 0 || text[i - 1] == '/';
    if (text[i] == '\\') {
      if (++i == text.size()) return Error{ErrorCode::malformed, "nothing stands behind the last backslash"};
      unescaped += text[i];
      pattern.tokens_.push_back({Kind::literal, text[i]});
      continue;
    }
    unescaped += text[i];
    if (text[i] == '?') {
      pattern.tokens_.push_back({Kind::one});
    } else if (text[i] != '*') {
      pattern.tokens_.push_back({Kind::literal, text[i]});
    } else if (i + 1 == text.size() || text[i + 1] != '*') {
      pattern.tokens_.push_back({Kind::run});
    } else if (at_component && text.substr(i + 2).starts_with('/')) {
      pattern.tokens_.push_back({Kind::folders});
      i += 2;
    } else {
      pattern.tokens_.push_back({Kind::deep_run});
      ++i;
    }
  }
  if (const auto path = ModelPath::parse(unescaped); !path.ok()) return path.error();
  for (const Token& token : pattern.tokens_) {
    if (token.kind != Kind::literal)
      pattern.tail_.clear();
    else
      pattern.tail_ += token.byte;
  }
  return pattern;
}

bool PathPattern::matches(std::string_view path) const {
  struct Choice {
    bool is_open = false;
    std::size_t token = 0;  // the star
    std::size_t end = 0;    // how far it reaches
  };
  if (is_whole_model() || !path.ends_with(tail_)) return false;
  Choice run, deep;
  std::size_t token = 0, at = 0;
  for (;;) {
    if (token == tokens_.size() && at == path.size()) return true;
    if (token < tokens_.size()) {
      const Token& next = tokens_[token];
      if (next.kind == Kind::run) {
        run = {true, token++, at};
        continue;
      }
      if (next.kind == Kind::deep_run || next.kind == Kind::folders) {
        deep = {true, token++, at};
        run.is_open = false;
        continue;
      }
      const bool same = at < path.size() && (next.kind == Kind::literal ? path[at] == next.byte : path[at] != '/');
      if (same) {
        ++at;
        while (next.kind == Kind::one && at < path.size() && continues_character(path[at]))
          ++at;
        ++token;
        continue;
      }
    }
    if (run.is_open && run.end < path.size() && path[run.end] != '/') {
      at = ++run.end;
      token = run.token + 1;
    } else if (deep.is_open && deep.end < path.size()) {
      const bool by_folder = tokens_[deep.token].kind == Kind::folders;
      const std::size_t slash = by_folder ? path.find('/', deep.end) : deep.end;
      if (slash == std::string_view::npos) return false;
      at = deep.end = slash + 1;
      token = deep.token + 1;
      run.is_open = false;
    } else {
      return false;
    }
  }
}

}  // namespace weightcheck::policy
