// SPDX-License-Identifier: Apache-2.0
// Experts that a converter stacked to one tensor of three dimensions, where the base has a tensor each. Names say which
// base tensors can be meant, by the numbers of layer and expert in them; samples say whether one of them is.
#pragma once

#include <optional>

#include "lineage/partner.hpp"

namespace weightcheck::lineage {

// The slices that are related, as pieces, where they are half of the tensor or more; its numbers are those of the
// weakest. Nothing where no base tensor has the shape of a slice and such numbers. Errors: those of `read`.
[[nodiscard]] Result<std::optional<Partner>> find_stack(const Bases& bases, const ForkTensor& tensor,
                                                        const ReadAt& read);

}  // namespace weightcheck::lineage
