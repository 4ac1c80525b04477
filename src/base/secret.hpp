// SPDX-License-Identifier: Apache-2.0
// A password or a private key in memory: never copied, and overwritten when it goes.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace weightcheck {

class Secret {
 public:
  Secret() = default;
  // Takes the text over: what it was given in is overwritten too.
  explicit Secret(std::string&& text);
  ~Secret();
  Secret(Secret&& other) noexcept = default;
  Secret& operator=(Secret&& other) noexcept;
  Secret(const Secret&) = delete;
  Secret& operator=(const Secret&) = delete;

  [[nodiscard]] std::string_view text() const { return {bytes_.data(), bytes_.size()}; }

  // As OpenSSL reads a password from a file: what follows the first line end is dropped with it.
  void keep_first_line();

 private:
  std::vector<char> bytes_;  // its place does not change when it is moved
};

}  // namespace weightcheck
