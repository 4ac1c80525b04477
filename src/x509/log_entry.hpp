// SPDX-License-Identifier: Apache-2.0
// Is a bundle's log entry in a transparency log that the caller trusts, and is it of this signature?
#pragma once

#include <string_view>
#include <vector>

#include "base/bytes.hpp"
#include "base/result.hpp"
#include "signature/bundle.hpp"
#include "signature/logged.hpp"
#include "signature/trusted_root.hpp"

namespace weightcheck::x509 {

// Holds where a log of the trusted root, valid at all of these times, has the entry: its inclusion proof leads to the
// root of a checkpoint that the log signed, and its promise, where there is one, is the log's over the entry's time and
// place. Errors: inconsistent, with what is wrong.
[[nodiscard]] Status check_logged(const signature::LogEntry& entry, const std::vector<signature::Log>& logs,
                                  std::span<const signature::Moment> times);

// Holds where the entry's body is of the bundle's payload, signature and certificate. Errors: inconsistent.
[[nodiscard]] Status check_same(const signature::LogEntry& entry, signature::EntryKind kind,
                                const signature::Bundle& bundle, ByteSpan certificate);

}  // namespace weightcheck::x509
