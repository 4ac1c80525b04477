// SPDX-License-Identifier: Apache-2.0
// Its bytes say what a file is, whatever its name.
#include "workflow/own_file.hpp"

#include "base/escape.hpp"

namespace weightcheck::workflow {

Status keep_model(const io::ModelDirectory& model, const std::string& output, const OwnFile& own) {
  const auto path = model.path_of(output);
  if (!path || path->text() == own.usual_name) return done;
  const auto old = model.read_small(*path, own.bytes_max);
  if (old.ok() && own.is_one(bytes_of(*old))) return done;
  return Error{ErrorCode::usage,
               printable(output) + " is a file of the model and no " + std::string(own.kind) + "; it is not replaced"};
}

}  // namespace weightcheck::workflow
