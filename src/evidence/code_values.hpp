// SPDX-License-Identifier: Apache-2.0
// What the values of a config look like to those who ask whether they lead to code.
#pragma once

#include <string_view>

namespace weightcheck::evidence {

// What mkdocs and the tools of the web's programs read: a loader of models reads none of them.
[[nodiscard]] bool is_of_other_tools(std::string_view file_name);

// A class, or a function below two modules: "df.label" is a column.
[[nodiscard]] bool is_surely_a_path(std::string_view path);

// Of a library that does not come with the loaders. "auto_round:gptq" and "cuda:nccl" are no paths.
[[nodiscard]] bool is_class_of_backend(std::string_view text);

// Of what SymPy evaluates: "s0", "2*s0 + 1", "Mod(s0, 8)" and "Max(1, u0)" are not.
[[nodiscard]] bool is_more_than_symbols(std::string_view text);

// A key by its words: "loader_func", "handler", "modelFile".
[[nodiscard]] bool speaks_of_code(std::string_view key);

}  // namespace weightcheck::evidence
