// SPDX-License-Identifier: Apache-2.0
#include "base/secret.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

namespace weightcheck {
namespace {

// Unlike memset(), it is not left out because nobody reads what it wrote.
void overwrite(char* at, std::size_t count) {
  if (count > 0) ::explicit_bzero(at, count);
}

}  // namespace

Secret::Secret(std::string&& text) : bytes_(text.begin(), text.end()) {
  overwrite(text.data(), text.size());
  text.clear();
}

Secret::~Secret() { overwrite(bytes_.data(), bytes_.size()); }

Secret& Secret::operator=(Secret&& other) noexcept {
  std::swap(bytes_, other.bytes_);
  return *this;
}

void Secret::keep_first_line() {
  const std::size_t end = std::min(text().find('\n'), bytes_.size());
  overwrite(bytes_.data() + end, bytes_.size() - end);
  bytes_.resize(end);
  if (!bytes_.empty() && bytes_.back() == '\r') bytes_.pop_back();
}

}  // namespace weightcheck
