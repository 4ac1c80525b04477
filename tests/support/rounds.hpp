// SPDX-License-Identifier: Apache-2.0
// How often a generated test goes round. Under a sanitizer, where a round takes twenty times as long, it makes the
// first tenth of the same rounds: what is looked for there is a fault of memory, and all of them run where nothing
// slows them.
#pragma once

namespace weightcheck::test {

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
inline constexpr bool is_sanitized = true;
#elif defined(__has_feature)
inline constexpr bool is_sanitized = __has_feature(address_sanitizer) || __has_feature(thread_sanitizer);
#else
inline constexpr bool is_sanitized = false;
#endif

template <typename Count>
[[nodiscard]] constexpr Count rounds(Count all) {
  return is_sanitized ? all / Count{10} : all;
}

}  // namespace weightcheck::test
