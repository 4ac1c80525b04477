// SPDX-License-Identifier: Apache-2.0
// What torch.save, numpy and plain containers leave in a pickle. Each of these was read in its source: it makes a value
// out of its arguments and imports, opens and calls nothing that the pickle chose. What is not here is unknown.
#include <algorithm>
#include <array>

#include "evidence/pickle.hpp"

namespace weightcheck::evidence {

bool is_known_global(std::string_view name) {
  constexpr std::array<std::string_view, 34> known = {
      "_codecs.encode",
      "builtins.bytearray",
      "builtins.complex",
      "builtins.frozenset",
      "builtins.list",
      "builtins.set",
      "builtins.slice",
      "collections.OrderedDict",
      "datetime.date",
      "datetime.datetime",
      "datetime.timedelta",
      "numpy._core.multiarray._reconstruct",
      "numpy._core.multiarray.scalar",
      "numpy.core.multiarray._reconstruct",
      "numpy.core.multiarray.scalar",
      "numpy.dtype",
      "numpy.ndarray",
      "torch.BFloat16Storage",
      "torch.BoolStorage",
      "torch.ByteStorage",
      "torch.CharStorage",
      "torch.DoubleStorage",
      "torch.FloatStorage",
      "torch.HalfStorage",
      "torch.IntStorage",
      "torch.LongStorage",
      "torch.ShortStorage",
      "torch.Size",
      "torch._utils._rebuild_parameter",
      "torch._utils._rebuild_tensor",
      "torch._utils._rebuild_tensor_v2",
      "torch.bfloat16",
      "torch.device",
      "torch.storage.UntypedStorage",
  };
  static_assert(std::ranges::is_sorted(known));
  constexpr std::array<std::string_view, 12> types = {"torch.bool",    "torch.float", "torch.float16", "torch.float32",
                                                      "torch.float64", "torch.half",  "torch.int16",   "torch.int32",
                                                      "torch.int64",   "torch.int8",  "torch.long",    "torch.uint8"};
  return std::ranges::binary_search(known, name) || std::ranges::find(types, name) != types.end();
}

}  // namespace weightcheck::evidence
