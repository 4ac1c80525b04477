// SPDX-License-Identifier: Apache-2.0
#include "workflow/look_at_inside.hpp"

#include <algorithm>
#include <memory>
#include <utility>

#include "base/ascii.hpp"
#include "evidence/onnx_places.hpp"

namespace weightcheck::workflow {
namespace {

// Opened when it is first asked for something, and no earlier.
class FileReader final : public evidence::ByteReader {
 public:
  FileReader(const ModelReader& model, const evidence::ModelFile& file) : model_(model), file_(file) {}

  [[nodiscard]] std::uint64_t size() const override { return file_.size; }
  [[nodiscard]] Result<std::string> read(std::uint64_t offset, std::size_t count) override {
    if (source_ == nullptr) {
      auto opened = model_.open(file_);
      if (!opened.ok()) return opened.error();
      source_ = *std::move(opened);
    }
    std::string bytes(
        static_cast<std::size_t>(std::min<std::uint64_t>(count, file_.size - std::min(file_.size, offset))), '\0');
    const auto filled = io::read_fully(*source_, std::as_writable_bytes(std::span(bytes)), offset);
    if (!filled.ok()) return filled.error();
    bytes.resize(*filled);
    return bytes;
  }

 private:
  const ModelReader& model_;
  const evidence::ModelFile& file_;
  std::unique_ptr<io::ByteSource> source_;
};

}  // namespace

const evidence::Inside& look_at_inside(const ModelReader& model, evidence::Budget& budget, const std::string& head,
                                       const evidence::ModelFile& file, evidence::ContentKind kind,
                                       InsidesSeen& known) {
  const std::string_view name = file.path.name();
  std::string under = lowered(name.substr(std::min(name.rfind('.'), name.size())));
  if (const evidence::Inside* seen = known.find(file.identity, under)) return *seen;
  FileReader bytes(model, file);
  return known.keep(file.identity, std::move(under), evidence::look_inside(name, bytes, head, kind, budget));
}

Result<TensorPlaces> tensor_places(const ModelReader& model, evidence::Budget& budget, const evidence::ModelFile& file,
                                   const evidence::ModelTree& tree) {
  FileReader bytes(model, file);
  auto places = evidence::onnx_places(bytes, budget);
  if (!places.ok()) return places.error();
  const std::string folder = std::string(file.path.folder()) + (file.path.folder().empty() ? "" : "/");
  TensorPlaces found;
  for (auto& [place, size_least] : *places) {
    const auto path = ModelPath::parse(folder + place);
    if (!path.ok() || evidence::find_excluded(tree.excluded, path->text()) != nullptr) {
      found.outside.push_back(std::move(place));
    } else if (tree.find(*path) == nullptr && path->text().front() == '.') {
      found.outside.push_back(std::move(place));  // where no file of a model is looked for, it is not only absent
    } else {
      found.named.push_back({*path, size_least});
    }
  }
  return found;
}

}  // namespace weightcheck::workflow
