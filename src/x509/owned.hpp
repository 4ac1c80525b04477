// SPDX-License-Identifier: Apache-2.0
// Owners of the objects of a C library, without a word about which: Owned<BIO, BIO_free_all>.
#pragma once

#include <memory>

namespace weightcheck::x509 {

template <auto release>
struct Released {
  void operator()(auto* object) const noexcept { release(object); }
};

template <typename Object, auto release>
using Owned = std::unique_ptr<Object, Released<release>>;

}  // namespace weightcheck::x509
