// SPDX-License-Identifier: Apache-2.0
// Ranges of a base's files that somebody fetched: files named `<sha256 of the shard>.<begin>-<end>`. They help to
// rebuild the base's files; their tensors are not counted as the fork's.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "base/bytes.hpp"
#include "base/result.hpp"
#include "ledger/links.hpp"
#include "lineage/bases.hpp"

namespace weightcheck::workflow {

// Where the bytes of a base's tensor begin in a file that was fetched.
struct Filled {
  std::string path;
  std::uint64_t offset = 0;
};
using FilledTensors = std::map<lineage::Id, Filled>;

// Sets the links of those tensors that lie whole in a range and have the digest that the ledger says, and tells where
// all that lie in one do; a range that holds other bytes shows nothing. Errors: usage, where there is no such folder,
// or a file there whose name or length is not that of a range; io.
[[nodiscard]] Result<FilledTensors> fill_links(const std::string& folder, const lineage::Bases& bases,
                                               std::vector<ledger::Link>& links);

// The `size` bytes from there, in their order. Errors: io; changed, where the file ends before.
[[nodiscard]] Status stream_filled(const Filled& place, std::uint64_t size, const std::function<void(ByteSpan)>& take);

}  // namespace weightcheck::workflow
