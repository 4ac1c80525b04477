// SPDX-License-Identifier: Apache-2.0
// A file whose header is broken, or that ends before its tensors do, is not read at all: where its tensors lie is then
// a guess. It is told, and nothing is said of it.
#include "workflow/fork_heads.hpp"

#include <algorithm>

#include "base/escape.hpp"
#include "base/limits.hpp"
#include "gguf/header.hpp"
#include "ledger/ledger.hpp"
#include "weights/format.hpp"

namespace weightcheck::workflow {
namespace {

using evidence::ModelFile;
using lineage::ForkTensor;

class HeadReader {
 public:
  HeadReader(const io::ModelDirectory& model, const std::stop_token& stop) : model_(model), stop_(stop) {}

  Result<ForkHeads> run(const evidence::ModelTree& tree) {
    for (const ModelFile& file : tree.files) {
      if (Status read = look_at(file); !read.ok()) return within(read.error(), printable(file.path.text()));
    }
    // A loader opens what a link leads to: nobody here knows what that is.
    for (const evidence::RefusedEntry& entry : tree.refused) {
      auto path = ModelPath::parse(entry.name);
      if (!path.ok()) return Error{ErrorCode::inconsistent, printable(entry.name) + " cannot be the name of a file"};
      out_.unread.push_back({*std::move(path), "it is a link or a special file, and is not followed"});
    }
    return std::move(out_);
  }

 private:
  Status look_at(const ModelFile& file) {
    auto head = model_.read_head(file, limits::head_bytes);
    if (!head.ok()) return head.error();
    const weights::Format* format = weights::format_of(file.path.name(), bytes_of(*head));
    if (format == nullptr) return done;
    if (format->name != "safetensors" && format->name != "GGUF") return leave(file, "its format is not read here");
    if (Status read = read_rest(file, *format, *head); !read.ok()) return read;
    const auto inspection = format->inspect(bytes_of(*head), file.size, stop_);
    if (stop_.stop_requested()) return Error{ErrorCode::interrupted, "interrupted"};
    if (inspection.rejection) return leave(file, inspection.rejection->detail);
    return format->name == "GGUF" ? add_gguf(file, *head) : add_safetensors(file, *head);
  }

  // Until the format wants no more of it.
  Status read_rest(const ModelFile& file, const weights::Format& format, std::string& head) {
    for (std::size_t wanted = format.head_size(bytes_of(head), file.size); wanted > head.size();
         wanted = format.head_size(bytes_of(head), file.size)) {
      if (head_bytes_ + wanted > limits::gathered_bytes_max)
        return Error{ErrorCode::inconsistent, "headers of the model are over the limit of " +
                                                  std::to_string(limits::gathered_bytes_max) + " bytes together"};
      auto read = model_.read_head(file, wanted);
      if (!read.ok()) return read.error();
      if (read->size() < wanted) return Error{ErrorCode::changed, "became shorter while it was read"};
      head = *std::move(read);
    }
    head_bytes_ += head.size();
    return done;
  }

  Status leave(const ModelFile& file, std::string why) {
    out_.unread.push_back({file.path, std::move(why)});
    return done;
  }

  Status open(const ModelFile& file) {
    auto source = model_.open(file);
    if (!source.ok()) return source.error();
    out_.files.push_back({&file, *std::move(source)});
    return done;
  }

  void add(ForkTensor tensor) {
    out_.tensors.push_back(std::move(tensor));
    out_.file_of.push_back(out_.files.size() - 1);
  }

  Status add_safetensors(const ModelFile& file, const std::string& head) {
    const auto layout = ledger::read_layout(bytes_of(head), file.size);
    if (!layout.ok()) return leave(file, layout.error().message);
    if (Status opened = open(file); !opened.ok()) return opened;
    for (const tensors::Tensor& tensor : layout->tensors) {
      const auto shape = layout->shapes.of(tensor.name);
      add({.name = std::string(layout->name_of(tensor)),
           .file = file.path,
           .dtype_name = std::string(tensors::name_of(tensor.dtype)),
           .dtype = tensor.dtype,
           .shape = {shape.begin(), shape.end()},
           .begin = layout->data_begin + tensor.begin,
           .bytes = tensor.size()});
    }
    return done;
  }

  Status add_gguf(const ModelFile& file, const std::string& head) {
    const gguf::Header header = gguf::parse_header(bytes_of(head), stop_).header;  // it was accepted above
    if (header.is_big_endian) return leave(file, "it is written for big-endian machines");
    if (Status opened = open(file); !opened.ok()) return opened;
    add_heads(header);
    for (const gguf::Tensor& tensor : header.tensors) {
      const auto* const dimensions = tensor.dimensions.begin();
      ForkTensor made{.name = std::string(header.names[tensor.name]),
                      .file = file.path,
                      .dtype_name = std::string(tensor.type->name),
                      .shape = {dimensions, dimensions + tensor.dimension_count},
                      .begin = header.data_begin + tensor.offset,
                      .bytes = tensor.size};
      std::reverse(made.shape.begin(), made.shape.end());
      made.is_gguf = true;
      if (!tensor.type->is_quantised()) made.dtype = tensor.type->dtype;
      if (gguf::can_unpack(*tensor.type)) made.block_type = tensor.type;
      add(std::move(made));
    }
    return done;
  }

  // Whatever the architecture is called; one number, or one a layer.
  void add_heads(const gguf::Header& header) {
    for (const auto& [key, numbers] : header.numbers) {
      if (!key.ends_with(".attention.head_count") && !key.ends_with(".attention.head_count_kv")) continue;
      for (const std::uint64_t number : numbers) {
        if (number > 0 && number <= heads_max && std::ranges::find(out_.heads, number) == out_.heads.end())
          out_.heads.push_back(number);
      }
    }
  }

  const io::ModelDirectory& model_;
  const std::stop_token& stop_;
  ForkHeads out_;
  std::uint64_t head_bytes_ = 0;
};

}  // namespace

Result<ForkHeads> read_heads(const io::ModelDirectory& model, const evidence::ModelTree& tree,
                             const std::stop_token& stop) {
  return HeadReader(model, stop).run(tree);
}

}  // namespace weightcheck::workflow
