// SPDX-License-Identifier: Apache-2.0
// Its bytes say what a file is, whatever its name.
#include "workflow/own_file.hpp"

#include "base/escape.hpp"
#include "io/atomic_file.hpp"
#include "io/snapshot_link.hpp"

namespace weightcheck::workflow {

Status keep_model(const io::ModelDirectory& model, const std::string& output, const OwnFile& own) {
  if (output.empty() || output == "-") return done;
  const std::string& folder = model.canonical_path();
  const std::string place = io::place_of(output).value_or("");
  if (place == folder + "/" + std::string(own.usual_name)) return done;
  const std::string around = io::repository_around(folder);
  if (!place.starts_with(around == "/" ? around : around + "/")) return done;
  if (model.path_of(output))
    return Error{ErrorCode::usage, printable(output) + " is a file of the model and no " + std::string(own.kind) +
                                       "; it is not replaced"};
  return Error{ErrorCode::usage, printable(output) + " would be a file of the model that nobody lists; name " +
                                     std::string(own.usual_name) + " in the model's folder, or a file outside of it"};
}

}  // namespace weightcheck::workflow
