// SPDX-License-Identifier: Apache-2.0
#include "base/secret.hpp"

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

void Secret::drop_line_end() {
  for (const char end : {'\n', '\r'}) {
    if (!bytes_.empty() && bytes_.back() == end) bytes_.pop_back();
  }
}

}  // namespace weightcheck
