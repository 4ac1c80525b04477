// SPDX-License-Identifier: Apache-2.0
#include "stores/media_type.hpp"

#include <algorithm>

namespace weightcheck::stores {
namespace {

struct Row {
  std::string_view text;
  MediaType is;
};

constexpr Row table[] = {
    // Ollama
    {"application/vnd.ollama.image.model", {Form::file, "model.gguf"}},
    {"application/vnd.ollama.image.draft", {Form::file, "draft.gguf"}},
    {"application/vnd.ollama.image.projector", {Form::file, "projector.gguf"}},
    {"application/vnd.ollama.image.adapter", {Form::file, "adapter.gguf"}},
    {"application/vnd.ollama.image.license", {Form::file, "LICENSE"}},
    {"application/vnd.ollama.image.template", {Form::file, "template.txt"}},
    {"application/vnd.ollama.image.prompt", {Form::file, "prompt.txt"}},
    {"application/vnd.ollama.image.system", {Form::file, "system.txt"}},
    {"application/vnd.ollama.image.params", {Form::file, "params.json"}},
    {"application/vnd.ollama.image.messages", {Form::file, "messages.json"}},
    {"application/vnd.ollama.image.json", {Form::file, "layer.json"}},
    {"application/vnd.ollama.image.tensor", {Form::tensor, ""}},
    // Docker Model Runner
    {"application/vnd.docker.ai.gguf.v3", {Form::file, "model.gguf"}},
    {"application/vnd.docker.ai.gguf.v3.lora", {Form::file, "adapter.gguf"}},
    {"application/vnd.docker.ai.safetensors", {Form::file, "model.safetensors"}},
    {"application/vnd.docker.ai.dduf", {Form::file, "model.dduf"}},
    {"application/vnd.docker.ai.mmproj", {Form::file, "mmproj.gguf"}},
    {"application/vnd.docker.ai.license", {Form::file, "LICENSE"}},
    {"application/vnd.docker.ai.chat.template.jinja", {Form::file, "chat_template.jinja"}},
    {"application/vnd.docker.ai.model.file", {Form::file, ""}},
    // Configs of images; that of a container image is Ollama's, too
    {"application/vnd.docker.container.image.v1+json", {Form::file, "image-config.json"}},
    {"application/vnd.oci.image.config.v1+json", {Form::file, "image-config.json"}},
    {"application/vnd.oci.empty.v1+json", {Form::file, "image-config.json"}},
    // Layers of container images
    {"application/vnd.docker.image.rootfs.diff.tar", {Form::archive, ""}},
};

// Families whose last words tell the form.
constexpr std::string_view families[] = {"application/vnd.cncf.model.", "application/vnd.kitops.modelkit.",
                                         "application/vnd.docker.ai.", "application/vnd.oci.image.layer.",
                                         "application/vnd.docker.image.rootfs."};

constexpr std::string_view packed_ends[] = {"+gzip", "+zstd", ".gzip", ".zstd", ".gz", ".tgz", "+bzip2", "+xz"};

std::string_view without_parameters(std::string_view text) {
  text = text.substr(0, text.find(';'));
  while (text.ends_with(' '))
    text.remove_suffix(1);
  return text;
}

bool ends_packed(std::string_view text) {
  return std::ranges::any_of(packed_ends, [&](std::string_view end) { return text.ends_with(end); });
}

}  // namespace

MediaType media_type_of(std::string_view text) {
  text = without_parameters(text);
  if (const auto* row = std::ranges::find(table, text, &Row::text); row != std::end(table)) return row->is;
  const bool is_known =
      std::ranges::any_of(families, [&](std::string_view family) { return text.starts_with(family); });
  if (!is_known) return {};
  if (ends_packed(text)) return {Form::packed, ""};
  if (text.ends_with(".tar") || text.ends_with("+tar")) return {Form::archive, ""};
  if (text.ends_with(".raw")) return {Form::file, ""};
  if (text.find(".config.") != std::string_view::npos && text.ends_with("+json"))
    return {Form::file, "image-config.json"};
  return {};
}

bool is_type_of_any_file(std::string_view text) {
  return without_parameters(text) == "application/vnd.oci.image.layer.v1.tar";
}

bool is_index_type(std::string_view text) {
  return text == "application/vnd.oci.image.index.v1+json" ||
         text == "application/vnd.docker.distribution.manifest.list.v2+json" ||
         text == "application/vnd.ollama.manifest.list.v2+json";
}

bool is_manifest_type(std::string_view text) {
  return text == "application/vnd.oci.image.manifest.v1+json" ||
         text == "application/vnd.docker.distribution.manifest.v2+json";
}

}  // namespace weightcheck::stores
