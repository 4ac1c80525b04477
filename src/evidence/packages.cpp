// SPDX-License-Identifier: Apache-2.0
// Sources: pip's requirements file format and PEP 508; conda's environment.yml; MLflow's python_env.yaml.
#include "evidence/packages.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <string>

#include "base/ascii.hpp"
#include "base/limits.hpp"
#include "base/word_list.hpp"
#include "evidence/code_keys.hpp"
#include "evidence/lax_json.hpp"
#include "evidence/line_ends.hpp"
#include "evidence/yaml_value.hpp"
#include "json/value.hpp"

namespace weightcheck::evidence {
namespace {

constexpr std::size_t package_bytes_max = 500;

bool is_list_of_packages(std::string_view name) {
  constexpr std::array<std::string_view, 2> documents = {"conda.yaml", "python_env.yaml"};
  const std::string low = lowered(name);
  const bool is_list = low.find("requirement") != std::string::npos || low.find("constraint") != std::string::npos;
  return (is_list && low.ends_with(".txt")) || is_among(std::string_view(low), documents);
}

bool is_elsewhere(std::string_view line) {
  constexpr std::array<std::string_view, 9> options = {
      "-e", "--editable", "-i", "--index-url", "--extra-index-url", "-f", "--find-links", "--trusted-host", "--pre"};
  constexpr std::array<std::string_view, 5> archives = {".whl", ".zip", ".tar.gz", ".tar.bz2", ".egg"};
  const std::string_view word = line.substr(0, line.find_first_of(" =\t"));
  if (line.find("://") != std::string_view::npos || is_among(word, options)) return true;
  // "--requirement requirements-gpu.txt": in the same folder it is a list of the model's own, and is read as one.
  const bool is_list = word == "-r" || word == "--requirement" || word == "-c" || word == "--constraint";
  const std::string_view name = is_list ? trimmed(line.substr(std::min(word.size() + 1, line.size()))) : line;
  if (name.starts_with('.') || name.starts_with('/') || name.find("..") != std::string_view::npos) return true;
  if (is_list) return !is_list_of_packages(name);
  return word.find('/') != std::string_view::npos || word.find('\\') != std::string_view::npos ||
         line.find(" @ ") != std::string_view::npos ||
         std::ranges::any_of(archives, [&](std::string_view archive) { return word.ends_with(archive); });
}

class PackageSearch {
 public:
  explicit PackageSearch(const ModelPath& file) : file_(file) {}

  void lines(std::string_view written) {
    const auto plain = with_line_ends(written, pip_line_ends);
    std::string_view text = plain ? *plain : written;
    while (!text.empty()) {
      const std::string_view line = text.substr(0, text.find('\n'));
      text.remove_prefix(std::min(line.size() + 1, text.size()));
      look_at(trimmed(line.substr(0, std::min(line.find(" #"), line.size()))));
    }
  }

  // Of a YAML document the items of lists: packages and channels.
  void walk(const json::Value& value) {
    for (const json::Value& item : value.items()) {
      if (const std::string* text = item.as_string()) look_at(trimmed(std::string_view(*text)));
      walk(item);
    }
    for (const json::Member& member : value.members())
      walk(member.value);
  }

  [[nodiscard]] std::vector<RemoteCode> take() && { return std::move(found_); }

 private:
  void look_at(std::string_view line) {
    if (line.empty() || line.starts_with('#') || !is_elsewhere(line) || found_.size() == limits::remote_code_max)
      return;
    const std::string value(line.substr(0, package_bytes_max));
    const bool is_address = line.find("://") != std::string_view::npos;
    found_.push_back({.file = file_,
                      .key = "(a package to install)",
                      .value = value,
                      .other_repository = is_address ? std::optional(value) : std::nullopt,
                      .loader = "MLflow and inference endpoints"});
    found_.back().is_module = true;
  }

  const ModelPath& file_;
  std::vector<RemoteCode> found_;
};

}  // namespace

bool names_packages(const ModelPath& file, const ModelTree& tree) {
  if (!is_list_of_packages(file.name())) return false;
  const std::string folder = std::string(file.folder()) + (file.folder().empty() ? "" : "/");
  return std::ranges::any_of(std::array<std::string, 4>{"MLmodel", "handler.py", "serving.properties", "inference.py"},
                             [&](const std::string& name) {
                               const auto path = ModelPath::parse(folder + name);
                               return path.ok() && tree.find(*path) != nullptr;
                             });
}

std::vector<RemoteCode> find_packages(const ModelPath& file, std::string_view text) {
  PackageSearch search(file);
  const std::string plain = as_utf8(text);
  if (!is_yaml_name(file.name())) {
    search.lines(plain);
  } else if (const auto stream = parse_yaml_stream(plain); stream.ok()) {
    search.walk(stream->documents);
  }
  return std::move(search).take();
}

}  // namespace weightcheck::evidence
