// SPDX-License-Identifier: Apache-2.0
// Files that are named one by one, for a pipeline that asks for paths in a model: those are their places in the list.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/bytes.hpp"
#include "io/byte_source.hpp"
#include "io/model_directory.hpp"

namespace weightcheck::workflow {

class NamedFiles final : public io::FileOpener {
 public:
  explicit NamedFiles(const std::vector<std::string>& paths) : paths_(paths) {}  // which outlive it

  static ModelPath position(std::size_t index) { return ModelPath::parse(std::to_string(index)).value(); }

  Result<std::unique_ptr<io::ByteSource>> open(const ModelPath& path) const override {
    return io::open_file(name_of(path));
  }

  [[nodiscard]] const std::string& name_of(const ModelPath& position) const {
    return paths_.at(parse_decimal(position.text()).value());
  }

 private:
  const std::vector<std::string>& paths_;
};

}  // namespace weightcheck::workflow
