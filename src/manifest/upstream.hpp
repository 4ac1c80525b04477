// SPDX-License-Identifier: Apache-2.0
// What may stand as a header's value. Syntax only: whether a repository exists is for anchor, whether it is the
// demanded one for policy.
#pragma once

#include <string_view>

#include "base/result.hpp"

namespace weightcheck::manifest {

// An upstream is one of
//   https://HOST[:PORT]/PATH   http://HOST[:PORT]/PATH   ssh://[USER@]HOST[:PORT]/PATH   file:///PATH   hf:ORG/NAME
//   ms:ORG/NAME
// in visible ASCII and at most limits::url_bytes_max long. Refused (malformed, limit), because a manifest is published
// and compared: a user or password in it (a user alone may stand in ssh), a query or fragment, `.` and `..` segments, a
// host or user that begins with
// '-' and would be an option of ssh, characters that a URL escapes, escaped control characters. The message does not
// repeat the value, which may hold a secret.
[[nodiscard]] Status check_upstream(std::string_view url);

// A license as a header names it: one line of visible text, at most limits::spdx_expression_bytes_max bytes, no blank
// at either end.
[[nodiscard]] Status check_license(std::string_view text);

}  // namespace weightcheck::manifest
