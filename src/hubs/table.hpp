// SPDX-License-Identifier: Apache-2.0
// The hubs. Facts about them are those of their clients' sources. Mirrors are no aliases: they are asked where the
// environment names one, and what they answer for is still called by the hub's own address.
#pragma once

#include <algorithm>
#include <array>
#include <optional>

#include "hubs/hub.hpp"

namespace weightcheck::hubs {

inline constexpr std::array table{
    Hub{
        // Hugging Face
        .prefix = "hf",
        .endpoint = "https://huggingface.co",
        .hosts = {"huggingface.co", "www.huggingface.co", "hf.co", "www.hf.co"},
        .sections = {{.path = "", .cache_prefix = "models--"},
                     {.path = "datasets", .cache_prefix = "datasets--"},
                     {.path = "spaces", .cache_prefix = "spaces--"},
                     {.path = "kernels", .cache_prefix = "kernels--"}},
        .pages = {"tree", "blob", "resolve", "raw", "blame", "commit", "commits", "discussions", "edit", "upload",
                  "settings", "viewer"},
        .reserved = {"api", "models"},
        .owner = OwnerPart::optional,
        // "repo ids are case insensitive across the Hub", a maintainer in huggingface_hub#2090; seen as redirects.
        .name_case = NameCase::ignored,
        .purl_type = "huggingface",
        .token_page = "https://huggingface.co/settings/tokens",
        .record_folders = {".cache/huggingface", ".huggingface"},
        .environment = {.endpoint = "HF_ENDPOINT",
                        .tokens = {"HF_TOKEN", "HUGGING_FACE_HUB_TOKEN"},
                        .token_off = "HF_HUB_DISABLE_IMPLICIT_TOKEN",
                        .token_file = "HF_TOKEN_PATH",
                        .home = "HF_HOME",
                        .cache_folder = "huggingface",
                        .offline = {"HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE"}},
        .protocol = Protocol::hugging_face,
    },
    Hub{
        // ModelScope
        .prefix = "ms",
        .endpoint = "https://www.modelscope.cn",  // the international site holds other repositories
        .hosts = {"www.modelscope.cn", "modelscope.cn"},
        .page_path = "models",
        .git_ending = ".git",
        .sections = {{.path = ""}, {.path = "datasets"}, {.path = "studios"}},
        .pages = {"summary", "files", "file", "tree", "resolve", "commits", "feedback"},
        .reserved = {"api"},
        .environment = {.endpoint = "MODELSCOPE_DOMAIN", .endpoint_form = EndpointForm::host},
        .protocol = Protocol::modelscope,
    },
};

// Whose models a plain OWNER/NAME means, as model cards write it.
inline constexpr const Hub& usual_hub = table.front();

[[nodiscard]] consteval const Hub& speaker_of(Protocol protocol) {
  return *std::ranges::find(table, protocol, &Hub::protocol);
}

// In a model: where the one client that leaves a record of each file it fetched keeps them; the first is today's.
inline constexpr const Words& fetch_records = speaker_of(Protocol::hugging_face).record_folders;

// Is this a folder in a model's that some hub's client keeps for itself?
[[nodiscard]] constexpr bool is_record_folder(std::string_view name) {
  return std::ranges::any_of(
      table, [&](const Hub& hub) { return std::ranges::find(hub.record_folders, name) != hub.record_folders.end(); });
}

// Relative to such a folder, where it is a path below one.
[[nodiscard]] constexpr std::optional<std::string_view> path_of_record(std::string_view path) {
  for (const Hub& hub : table) {
    for (const std::string_view folder : hub.record_folders) {
      if (path.size() > folder.size() && path.starts_with(folder) && path[folder.size()] == '/')
        return path.substr(folder.size() + 1);
    }
  }
  return std::nullopt;
}

[[nodiscard]] constexpr bool is_record(std::string_view path) { return path_of_record(path).has_value(); }

}  // namespace weightcheck::hubs
