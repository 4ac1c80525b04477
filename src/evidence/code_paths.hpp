// SPDX-License-Identifier: Apache-2.0
// Texts in configs that name or are Python: where an import of them would lead, and what running them would call.
#pragma once

#include <string_view>

namespace weightcheck::evidence {

// "module.Class" or "module:Class"
[[nodiscard]] bool is_dotted_path(std::string_view text);
// The same, but neither the name of a file of data nor that of a version.
[[nodiscard]] bool is_class_path(std::string_view text);

// A dotted path of which a part is filled in when the config is read: "${a}.${b}".
[[nodiscard]] bool is_put_together(std::string_view text);

// "$import os", "$os.system('id')"; neither "$(NAME)" nor a formula between two signs.
[[nodiscard]] bool is_expression(std::string_view text);

// Of a text that a loader evaluates: does it call something but a layer of torch.nn with plain arguments?
[[nodiscard]] bool calls_more_than_a_layer(std::string_view text);

// "'\x00'", "b'\x80'": one literal of Python, and nothing that would run beside it.
[[nodiscard]] bool is_text_literal(std::string_view code);

// "os.system", "a.subprocess.Popen": over a module of Python's whose functions run, load or delete what they are given.
[[nodiscard]] bool is_of_running_module(std::string_view path);

// "pipe:cat x": an address that WebDataset runs as a command.
[[nodiscard]] bool runs_a_command(std::string_view text);

// The name of a layer in a list of YOLO's, which is evaluated and called: "Conv", "nn.Upsample"; not "os.system", nor a
// function by its bare name.
[[nodiscard]] bool is_name_of_layer(std::string_view text);

// A class in a module that comes with the loaders, or a function of torchtune's that builds a model; not what the path
// leads to behind them ("transformers.utils.hub.os.system").
[[nodiscard]] bool is_installed_class(std::string_view path);
// Something that builds a layer or the like out of its arguments and calls nothing that they name.
[[nodiscard]] bool is_harmless_path(std::string_view path);

// A class in one of the packages that classic latent diffusion's repositories and those made from them consist of: a
// loader for such configs has them.
[[nodiscard]] bool is_class_of_diffusion(std::string_view path);

}  // namespace weightcheck::evidence
