// SPDX-License-Identifier: Apache-2.0
// Which other files of a model its Python code imports: by relative imports, as loaders that fetch code follow them.
#pragma once

#include <string_view>
#include <vector>

#include "base/model_path.hpp"

namespace weightcheck::evidence {

// One import statement: any of these files is it; a module may be a file or a folder.
struct Import {
  std::vector<ModelPath> candidates{};

  friend bool operator==(const Import&, const Import&) = default;
};

// In the order of the text, none twice. Statements are found line by line, as transformers finds them, so that one in a
// string counts as well: what may be imported is to be looked at.
[[nodiscard]] std::vector<Import> relative_imports(const ModelPath& file, std::string_view text);

// "pkg.module.Class", as transformers, diffusers and sentence-transformers name code beside a config in this folder:
// "pkg/module.py". Nothing where it is no such name.
[[nodiscard]] std::vector<ModelPath> file_of_class(std::string_view folder, std::string_view reference);

}  // namespace weightcheck::evidence
