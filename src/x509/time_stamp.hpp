// SPDX-License-Identifier: Apache-2.0
// Time stamps (RFC 3161): an authority's word on when it saw the bytes of a signature.
#pragma once

#include <vector>

#include "base/bytes.hpp"
#include "base/result.hpp"
#include "signature/moment.hpp"
#include "x509/decoded.hpp"

namespace weightcheck::limits {
inline constexpr std::size_t time_stamp_bytes_max = std::size_t{64} << 10;  // 5 KB with the authority's certificates
}
namespace weightcheck::x509 {

// When one of the authorities saw `stamped`, as the response `token` (DER) says: granted, over exactly these bytes,
// signed by the authority's own certificate, while that and the authority were valid. Errors: inconsistent, with what
// is wrong; limit.
[[nodiscard]] Result<signature::Moment> check_time_stamp(ByteSpan token, ByteSpan stamped,
                                                         const std::vector<DecodedAuthority>& authorities);

}  // namespace weightcheck::x509
