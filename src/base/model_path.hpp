// SPDX-License-Identifier: Apache-2.0
// The only relative path in the program: a name inside a model, checked once, when it is made. Whatever names come from
// (a manifest, an index, a tree, a directory listing), they pass here before anything is opened or put into a URL.
#pragma once

#include <compare>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace weightcheck {

// Never changed and cheap to copy: manifest, claims and rows of a large model share the bytes of their names. There is
// no moving, so that none is ever without them.
//
// Bytes, '/'-separated, compared as bytes. Never empty, absolute, drive-lettered, over limits::path_bytes_max, and
// without NUL and empty, `.` or `..` components; a backslash is an ordinary byte but also counts as a separator when
// looking for `..`, since elsewhere it is one.
class ModelPath {
 public:
  // Errors: malformed (says which rule), limit (too long or too deep). The message does not repeat the path.
  [[nodiscard]] static Result<ModelPath> parse(std::string_view bytes);

  [[nodiscard]] const std::string& text() const noexcept {
    return *bytes_;
  }                                                        // raw bytes: print through base/escape.hpp
  [[nodiscard]] std::string_view name() const noexcept;    // the last component
  [[nodiscard]] std::string_view folder() const noexcept;  // without the last component and its '/', maybe ""

  // A file beside this one, or under the same folder: sibling("index") of "unet/a.safetensors" is "unet/index".
  [[nodiscard]] Result<ModelPath> sibling(std::string_view relative) const;

  ModelPath(const ModelPath&) = default;
  ModelPath& operator=(const ModelPath&) = default;
  ~ModelPath() = default;

  friend bool operator==(const ModelPath& left, const ModelPath& right) { return left.text() == right.text(); }
  friend auto operator<=>(const ModelPath& left, const ModelPath& right) { return left.text() <=> right.text(); }

 private:
  explicit ModelPath(std::string_view bytes) : bytes_(std::make_shared<const std::string>(bytes)) {}
  std::shared_ptr<const std::string> bytes_;
};

}  // namespace weightcheck
