// SPDX-License-Identifier: Apache-2.0
// One pass over the files: a head each, then what the head calls for. A read that fails here is not told here: hashing
// meets it too, and says where; what could not be looked at is not counted as looked at.
#include "workflow/gather.hpp"

#include <algorithm>
#include <iterator>

#include "base/escape.hpp"
#include "base/limits.hpp"
#include "license/file_names.hpp"
#include "safetensors/reconcile.hpp"
#include "safetensors/shard_name.hpp"
#include "workflow/gather_license.hpp"

namespace weightcheck::workflow {
namespace {

using evidence::ContentKind;
using evidence::Evidence;
using evidence::ModelFile;

class Gatherer {
 public:
  Gatherer(const io::ModelDirectory& model, Evidence& evidence) : model_(model), evidence_(evidence) {}

  void run() {
    evidence_.shape_examined = true;
    evidence_.license.examined = true;
    for (const ModelFile& file : evidence_.tree.files)
      look_at(file);
    reconcile();
    read_headers_declarations();
  }

 private:
  void look_at(const ModelFile& file) {
    const auto head = model_.read_head(file.path, limits::head_bytes);
    if (!head.ok()) {
      if (license::is_license_file_name(file.path.text())) no_license(file, head.error());
      return no_shape(file, head.error());
    }
    const std::string_view name = file.path.name();
    const bool is_weights = evidence::is_weight_name(name);
    const ContentKind kind = evidence::classify(name, bytes_of(*head), file.size);
    evidence_.contents.push_back({.path = file.path, .kind = kind, .in_place_of_weights = is_weights});

    if (kind == ContentKind::lfs_pointer) {
      evidence_.pointer_stubs.push_back({.path = file.path, .pointer = git::parse_lfs_pointer(bytes_of(*head))});
    } else if (name.ends_with(".safetensors") && kind != ContentKind::html_page &&
               kind != ContentKind::json_error_page && kind != ContentKind::empty && kind != ContentKind::zeros) {
      look_at_header(file, *head);
    } else if (safetensors::parse_index_name(name)) {
      look_at_index(file, indexes_);
    } else if (safetensors::is_index_of_other_weights(name)) {
      look_at_index(file, other_indexes_);
    } else if (gather_license_file(model_, file.path, evidence_.license)) {
      return;
    } else if (name.ends_with(".json")) {
      look_at_config(file);
    }
  }

  void look_at_header(const ModelFile& file, const std::string& head) {
    const std::size_t wanted = safetensors::head_size_wanted(bytes_of(head), file.size);
    header_bytes_ += wanted;
    if (header_bytes_ > limits::model_header_bytes_max) {
      return no_shape(file, {ErrorCode::limit, "headers up to this one are together over the limit of " +
                                                   std::to_string(limits::model_header_bytes_max) + " bytes"});
    }
    if (wanted <= head.size()) {
      evidence_.shards.push_back({file.path, file.size, safetensors::inspect_header(bytes_of(head), file.size)});
      return;
    }
    const auto whole = model_.read_head(file.path, wanted);
    if (!whole.ok()) return no_shape(file, whole.error());
    evidence_.shards.push_back({file.path, file.size, safetensors::inspect_header(bytes_of(*whole), file.size)});
  }

  void look_at_index(const ModelFile& file, std::vector<safetensors::Index>& indexes) {
    const auto text = model_.read_small(file.path, limits::index_bytes_max);
    if (!text.ok() && text.error().code != ErrorCode::limit) return no_shape(file, text.error());
    auto index = text.ok() ? safetensors::parse_index(*text, file.path) : Result<safetensors::Index>(text.error());
    evidence_.indexes.push_back({.path = file.path, .error = index.ok() ? std::nullopt : std::optional(index.error())});
    if (index.ok()) indexes.push_back(std::move(*index));
  }

  void reconcile() {
    // A pointer, an error page or what could not be read stands in the place of a shard: it is there, without a header.
    std::vector<safetensors::Shard> shards;
    for (const ModelFile& seen : evidence_.tree.files) {
      if (!seen.path.name().ends_with(".safetensors")) continue;
      const auto shard = std::ranges::lower_bound(evidence_.shards, seen.path, {}, &evidence::ShardSeen::path);
      const bool has_header = shard != evidence_.shards.end() && shard->path == seen.path && shard->inspection.header;
      shards.push_back({seen.path, has_header ? &*shard->inspection.header : nullptr});
    }
    auto reconciled = safetensors::reconcile(shards, indexes_);
    if (reconciled.ok()) {
      evidence_.reconciliation = std::move(*reconciled);
    } else {
      evidence_.not_reconciled = reconciled.error();
    }
    // Shards in other forms are not looked into; where their index leads is told all the same.
    for (const auto& index : other_indexes_) {
      for (const auto& file : index.files) {
        if (!file.path) evidence_.reconciliation.unsafe_paths.push_back({index.path, file.name, file.refusal});
      }
    }
  }

  void read_headers_declarations() {
    for (const auto& seen : evidence_.shards) {
      if (!seen.inspection.header) continue;
      evidence::HeaderDeclaration declaration{.path = seen.path};
      bool any = false;
      for (const auto& [key, value] : seen.inspection.header->metadata) {
        any = license::add_metadata(declaration.declared, key, value) || any;
      }
      if (any) evidence_.license.headers.push_back(std::move(declaration));
    }
  }

  void look_at_config(const ModelFile& file) {
    if (!evidence::may_name_code(file.path.name())) return;
    const auto text = model_.read_small(file.path, limits::json_bytes_max);
    if (!text.ok()) return no_shape(file, text.error());
    auto references = evidence::find_remote_code(file.path, std::string_view(*text));
    std::ranges::move(references, std::back_inserter(evidence_.remote_code));
  }

  void no_shape(const ModelFile& file, const Error& error) {
    evidence_.shape_examined = false;
    if (evidence_.shape_gap.empty()) evidence_.shape_gap = within(error, printable(file.path.text())).message;
  }

  void no_license(const ModelFile& file, const Error& error) {
    evidence_.license.examined = false;
    if (evidence_.license.gap.empty()) evidence_.license.gap = within(error, printable(file.path.text())).message;
  }

  const io::ModelDirectory& model_;
  Evidence& evidence_;
  std::vector<safetensors::Index> indexes_, other_indexes_;  // of safetensors, and of weights in other forms
  std::uint64_t header_bytes_ = 0;                           // of all headers: together they must fit into memory
};

}  // namespace

void gather_structure(const io::ModelDirectory& model, Evidence& evidence) { Gatherer(model, evidence).run(); }

}  // namespace weightcheck::workflow
