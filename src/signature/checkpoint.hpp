// SPDX-License-Identifier: Apache-2.0
// A log's word on its tree, as a signed note (C2SP tlog-checkpoint and signed-note):
//
//   checkpoint = note LF *signature
//   note       = origin LF size LF root LF *(line LF)     no line of it is empty
//   size       = decimal leaves of the tree
//   root       = base64 of its 32 bytes
//   signature  = U+2014 SP name SP base64(hint signature) LF      hint: 4 bytes
//
// Read only: whose signatures hold is asked in x509.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/digest.hpp"
#include "base/result.hpp"
#include "signature/bundle.hpp"

namespace weightcheck::signature {

struct NoteSignature {
  std::array<std::byte, 4> hint{};  // how the id of its key begins
  Bytes signature;
};

struct Checkpoint {
  std::string note;  // with its last LF: what is signed
  std::string origin;
  std::uint64_t tree_size = 0;
  Digest root;
  std::vector<NoteSignature> signatures;  // lines of another form are passed over: they are somebody else's
};

// Errors: malformed; limit (checkpoint_bytes_max).
[[nodiscard]] Result<Checkpoint> read_checkpoint(std::string_view text);

}  // namespace weightcheck::signature
