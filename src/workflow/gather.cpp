// SPDX-License-Identifier: Apache-2.0
// One pass over the files: a head each, then what the head calls for. A read that fails here is not told here: hashing
// meets it too, and says where; what could not be looked at is not counted as looked at.
#include "workflow/gather.hpp"

#include <algorithm>
#include <iterator>
#include <map>
#include <memory>
#include <string>

#include "base/escape.hpp"
#include "base/limits.hpp"
#include "evidence/base_naming.hpp"
#include "evidence/code_keys.hpp"
#include "evidence/companion.hpp"
#include "evidence/given_paths.hpp"
#include "evidence/keras_classes.hpp"
#include "evidence/packages.hpp"
#include "evidence/pointer_text.hpp"
#include "evidence/unknown_weights.hpp"
#include "license/file_names.hpp"
#include "license/merge_config.hpp"
#include "weights/format.hpp"
#include "workflow/follow_code.hpp"
#include "workflow/gather_license.hpp"
#include "workflow/header_declarations.hpp"
#include "workflow/look_at_body.hpp"
#include "workflow/look_at_inside.hpp"
#include "workflow/model_reader.hpp"
#include "workflow/named_weights.hpp"
#include "workflow/once_per_file.hpp"

namespace weightcheck::workflow {
namespace {

using evidence::ContentKind;
using evidence::Cost;
using evidence::Evidence;
using evidence::ModelFile;
using weights::Examined;
using weights::Format;
using weights::WeightFile;

constexpr std::uint64_t steps_a_tensor = 4;    // to find its name among those of the index or of the other shards
constexpr std::size_t heads_kept_max = 2'000;  // 8 MB
constexpr std::uint64_t steps_a_pair = 2;      // of an index and a weight file beside it

bool lies_in_place_of_weights(ContentKind kind) {
  return kind == ContentKind::lfs_pointer || kind == ContentKind::html_page || kind == ContentKind::json_error_page ||
         kind == ContentKind::text_page || kind == ContentKind::empty || kind == ContentKind::zeros;
}

class Gatherer {
 public:
  Gatherer(const io::ModelDirectory& model, evidence::Budget& budget, Evidence& evidence)
      : model_(model, evidence.unread),
        budget_(budget),
        evidence_(evidence),
        licenses_(model_, budget, evidence.license) {}

  void run() {
    evidence_.shape_examined = true;
    evidence_.license.examined = true;
    modules_ = evidence::modules_in(evidence_.tree);
    for (const ModelFile& file : evidence_.tree.files) {
      if (is_stopped()) break;
      look_at(file);
    }
    if (Status added = named_.finish(evidence_, budget_); !added.ok() && !is_stopped())
      no_shape(evidence_.tree.files.front().path, added.error());
    licenses_.look_at_linked(evidence_.tree.files);
    look_at_refused();
    if (!is_stopped()) reconcile();
    if (!is_stopped()) {
      if (const auto gap = follow_code(model_, budget_, evidence_)) no_shape(gap->file, gap->error);
    }
    if (is_stopped()) return interrupt();
    add_header_declarations(evidence_);
  }

 private:
  [[nodiscard]] bool is_stopped() const { return budget_.stop().stop_requested(); }

  // Of half of the files nothing is to be said.
  void interrupt() {
    evidence_.interrupted = true;
    evidence_.shape_examined = false;
    evidence_.license.examined = false;
    evidence_.reconciliation = {};
  }

  void look_at(const ModelFile& file) {
    const std::string_view name = file.path.name();
    const auto head = head_of(file);
    if (!head.ok()) {
      if (license::is_license_file_name(file.path.text())) no_license(file.path, head.error());
      if (weights::is_model_name(name)) add_weights(file, *weights::format_of(name, {}), Examined::not_possible);
      return no_shape(file.path, head.error());
    }
    const bool is_beside = is_companion(file, *head);
    const ContentKind kind = see_content(file, *head, is_beside);
    if (is_beside) return;  // that somebody lists: it is hashed, and read as nothing
    if (git::looks_like_lfs_pointer(bytes_of(*head), file.size)) {
      evidence_.pointer_stubs.push_back({.path = file.path, .pointer = git::parse_lfs_pointer(bytes_of(*head))});
    } else if (kind == ContentKind::lfs_pointer) {
      evidence_.bodies.push_back(
          {.path = file.path, .words = std::string(evidence::pointer_system(name, bytes_of(*head), file.size))});
    }

    if (evidence::is_network(file.path, *head)) look_at_network(file);
    named_.add(file.path, evidence::variables_of(file.path, evidence_.tree), "TensorFlow", evidence_);
    if (evidence::names_packages(file.path, evidence_.tree)) look_for_code(file, evidence::find_packages);
    const bool is_state_of_training = weights::is_weight_name(name) && !weights::is_model_name(name);
    const Format* format = is_state_of_training ? nullptr : weights::format_of(name, bytes_of(*head));
    if (format != nullptr) {
      if (lies_in_place_of_weights(kind)) return add_weights(file, *format, Examined::not_weights);
      if (format->inspect == nullptr) return add_weights(file, *format, Examined::no_reader);
      look_at_weights(file, *format, *head);
    } else if (kind == ContentKind::lfs_pointer) {
      return;
    } else if (weights::parse_index_name(name)) {
      look_at_index(file);
    } else if (licenses_.look_at(file) && !name.ends_with(".json")) {
      return;
    } else if (evidence::is_template_name(name)) {
      look_for_code(file, [&](const ModelPath& path, std::string_view text) {
        return evidence::find_template_code(path, text, &budget_);
      });
    } else if (evidence::may_name_code(name) || is_of_keras(file)) {
      if (evidence::is_named(name, evidence::component_index_name))
        look_at_components(file, evidence::parse_components);
      if (name == evidence::modules_name) look_at_components(file, evidence::parse_modules);
      if (evidence::may_name_weights(file.path)) look_at_named(file);
      if (name == evidence::adapter_config_name)
        add_components(file,
                       {{.index = file.path, .folder = std::string(file.path.folder()), .class_name = "adapter"}});
      if (file.path.text() == "mergekit_config.yml" || file.path.text() == "mergekit_config.yaml") look_at_merge(file);
      look_at_config(file);
    }
  }

  // KerasHub keeps a layer under the name of a tokenizer, which else is data and is not searched.
  bool is_of_keras(const ModelFile& file) {
    if (file.path.name() != "tokenizer.json" || file.size > limits::json_bytes_max) return false;
    if (!can_afford(file, Cost::scanned, file.size) || !can_read(file, limits::json_bytes_max)) return false;
    const auto text = model_.read_small(file, limits::json_bytes_max);
    return text.ok() && evidence::names_class_of_keras(*text);
  }

  // Many links may lead to one file, whose head is read once, as long as not too many are kept.
  Result<std::string> head_of(const ModelFile& file) {
    if (!file.link_target) return model_.read_head(file, limits::head_bytes);
    if (const std::string* known = heads_.find(file.identity, file.identity.ctime_ns)) return *known;
    auto head = model_.read_head(file, limits::head_bytes);
    if (head.ok() && heads_kept_ < heads_kept_max) {
      ++heads_kept_;
      heads_.keep(file.identity, file.identity.ctime_ns, *head);
    }
    return head;
  }

  // A card or a license behind a link that is not followed: what it says is not known.
  void look_at_refused() {
    for (const auto& entry : evidence_.tree.refused) {
      const auto path = ModelPath::parse(entry.name);
      if (!path.ok()) continue;
      if (license::is_license_file_name(path->text()) || path->text() == "README.md")
        no_license(*path, {ErrorCode::malformed, entry.detail});
    }
  }

  void look_at_named(const ModelFile& file) {
    if (!can_read(file, limits::json_bytes_max)) return;
    const auto text = model_.read_small(file, limits::json_bytes_max);
    if (!text.ok()) return no_shape(file.path, text.error());
    named_.add(file.path, evidence::weights_named_in(file.path, *text), "named in a list", evidence_);
  }

  void look_at_network(const ModelFile& file) {
    if (!can_afford(file, Cost::scanned, file.size) || !can_read(file, limits::loader_json_bytes_max)) return;
    const auto text = model_.read_small(file, limits::loader_json_bytes_max);
    if (!text.ok()) return no_shape(file.path, text.error());
    named_.add(file.path, evidence::weights_of_network(file.path, *text), "OpenVINO", evidence_);
  }

  void look_at_components(const ModelFile& file,
                          std::vector<evidence::Component> (*parse)(const ModelPath&, std::string_view)) {
    if (!can_read(file, limits::json_bytes_max)) return;
    const auto text = model_.read_small(file, limits::json_bytes_max);
    if (!text.ok()) return no_shape(file.path, text.error());
    add_components(file, parse(file.path, *text));
  }

  void add_components(const ModelFile& file, std::vector<evidence::Component> found) {
    if (found.size() >= evidence::components_max)
      no_shape(file.path, {ErrorCode::limit, "it names more parts than the " +
                                                 std::to_string(evidence::components_max) + " that are looked for"});
    if (!can_afford(file, Cost::references, found.size())) return;
    std::ranges::move(found, std::back_inserter(evidence_.components));
  }

  ContentKind see_content(const ModelFile& file, const std::string& head, bool is_beside) {
    const std::string_view name = file.path.name();
    evidence::ContentSeen seen{.path = file.path,
                               .kind = evidence::classify(name, bytes_of(head), file.size),
                               .in_place_of_weights = weights::is_weight_name(name) && !is_beside};
    if (auto gap = look_at_body(model_, budget_, head, file, bodies_, seen, evidence_.bodies))
      no_shape(file.path, *gap);
    look_inside(file, head, seen);
    if (evidence::may_be_weights(name, seen.kind, bytes_of(head), file.size)) named_.may_be(file);
    if (may_be_of_openvino(name, seen.kind) && has_network_beside(file)) seen.unpickler = evidence::Unpickler::refuses;
    evidence_.contents.push_back(std::move(seen));
    return evidence_.contents.back().kind;
  }

  [[nodiscard]] static bool is_companion(const ModelFile& file, const std::string& head) {
    return evidence::may_be_companion(file.path.text()) &&
           evidence::is_companion(file.path.text(), bytes_of(head), file.size);
  }

  void look_inside(const ModelFile& file, const std::string& head, evidence::ContentSeen& seen) {
    const evidence::Inside& inside = look_at_inside(model_, budget_, head, file, seen.kind, insides_);
    // What a document is, its own name says; the rest is alike under every name.
    const bool is_plain_text = seen.kind == ContentKind::gzip && inside.kind == ContentKind::text;
    if (inside.kind == ContentKind::pickle || inside.kind == ContentKind::numpy || inside.kind == ContentKind::zip ||
        inside.kind == ContentKind::hdf5 || inside.kind == ContentKind::objects || is_plain_text)
      seen.kind = inside.kind;
    seen.unpickler = inside.unpickler;
    seen.holds = inside.holds;
    seen.names = inside.names;
    seen.unread = inside.unread;
    if (file.path.name().ends_with(".onnx")) {
      auto places = tensor_places(model_, budget_, file, evidence_.tree);
      if (places.ok()) {
        seen.places = std::move(places->outside);
        named_.add(file.path, places->named, "ONNX", evidence_);
      }
      if (!places.ok() && places.error().code != ErrorCode::malformed) no_shape(file.path, places.error());
    }
    if (!seen.unread.empty() &&
        evidence::danger_of(file.path.name(), seen.kind, seen.unpickler) == evidence::Danger::none)
      no_shape(file.path, {ErrorCode::limit, seen.unread});
    for (const evidence::InnerDocument& document : inside.documents) {
      const auto inner = ModelPath::parse(document.name);
      if (inner.ok())
        add_references(file, evidence::find_remote_code(*inner, document.text, &budget_, &modules_),
                       document.name + ": ");
    }
  }

  static bool may_be_of_openvino(std::string_view name, ContentKind kind) {
    return name.ends_with(".bin") && (kind == ContentKind::other || kind == ContentKind::weights);
  }
  // OpenVINO reads the weights of STEM.xml from STEM.bin as they lie there.
  bool has_network_beside(const ModelFile& file) const {
    std::string name = file.path.text();
    name.replace(name.size() - 4, 4, ".xml");
    const auto xml = ModelPath::parse(name);
    const ModelFile* network = xml.ok() ? evidence_.tree.find(*xml) : nullptr;
    const auto head = network == nullptr ? Result<std::string>("") : model_.read_head(*network, limits::head_bytes);
    return head.ok() && head->find("<net") != std::string::npos;
  }

  void add_weights(const ModelFile& file, const Format& format, Examined examined,
                   std::shared_ptr<const tensors::Inspection> inspection = nullptr) {
    evidence_.weight_files.push_back({file.path, file.size, format.name, examined, std::move(inspection)});
  }

  void look_at_weights(const ModelFile& file, const Format& format, const std::string& head) {
    auto inspection = inspected(file, format, head);
    if (!inspection.ok()) {
      no_shape(file.path, inspection.error());
      return add_weights(file, format, Examined::not_possible);
    }
    add_weights(file, format, Examined::yes, *std::move(inspection));
    if (const auto* layout = evidence_.weight_files.back().layout(); layout != nullptr && !format.template_keys.empty())
      look_at_templates_of(file, format.template_keys, *layout);
  }

  void look_at_templates_of(const ModelFile& file, std::string_view begin, const tensors::TensorLayout& layout) {
    constexpr std::uint64_t steps_a_byte = 8;
    if (layout.metadata_omitted > 0)
      no_shape(file.path, {ErrorCode::limit, "its header says more than is read of it, and that may be a template"});
    for (auto at = layout.metadata.lower_bound(std::string(begin));
         at != layout.metadata.end() && at->first.starts_with(begin); ++at) {
      if (!can_afford(file, Cost::steps, at->second.size() * steps_a_byte)) return;
      auto found = evidence::find_template_code(file.path, at->second, &budget_);
      for (evidence::RemoteCode& reference : found)
        reference.key = at->first;
      add_references(file, found, "");
    }
  }

  using Shared = std::shared_ptr<const tensors::Inspection>;

  Result<Shared> inspected(const ModelFile& file, const Format& format, const std::string& head) {
    const Shared* known = inspections_.find(file.identity, &format);
    if (known == nullptr) {
      std::string whole = head;
      for (std::size_t wanted = format.head_size(bytes_of(head), file.size); wanted > whole.size();
           wanted = format.head_size(bytes_of(whole), file.size)) {
        const std::size_t before = whole.size() == head.size() ? 0 : whole.size();
        if (Status drawn = budget_.draw(Cost::bytes, wanted - before); !drawn.ok()) return drawn.error();
        auto read = model_.read_head(file, wanted);
        if (!read.ok()) return read.error();
        if (read->size() < wanted) break;  // it became shorter meanwhile, and hashing tells
        whole = *std::move(read);
      }
      auto made = format.inspect(bytes_of(whole), file.size, budget_.stop());
      known = &inspections_.keep(file.identity, &format, std::make_shared<const tensors::Inspection>(std::move(made)));
    }
    const std::uint64_t tensors = (*known)->layout ? (*known)->layout->tensors.size() : 0;
    if (Status drawn = budget_.draw(Cost::steps, tensors * steps_a_tensor); !drawn.ok()) return drawn.error();
    return *known;
  }

  void look_at_index(const ModelFile& file) {
    // A second name in the same folder says nothing new.
    const std::string folder(file.path.folder());
    if (const auto* known = indexes_seen_.find(file.identity, folder)) {
      evidence_.indexes.push_back({.path = file.path, .error = *known});
      return;
    }
    if (!can_afford(file, Cost::entries, 1) || !can_read(file, limits::index_bytes_max)) return;
    const auto text = model_.read_small(file, limits::index_bytes_max);
    if (!text.ok() && text.error().code != ErrorCode::limit) return no_shape(file.path, text.error());
    auto index =
        text.ok() ? weights::parse_index(*text, file.path, budget_.stop()) : Result<weights::Index>(text.error());
    if (index.ok() && !can_afford(file, Cost::steps, index->tensors.size() * steps_a_tensor)) return;
    const auto error = index.ok() ? std::nullopt : std::optional(index.error());
    indexes_seen_.keep(file.identity, folder, error);
    evidence_.indexes.push_back({.path = file.path, .error = error});
    if (index.ok()) indexes_.push_back(*std::move(index));
  }

  void look_at_config(const ModelFile& file) {
    const std::string_view name = file.path.name();
    if (evidence::may_name_base(file.path)) look_at_base(file);
    // Some keys count in files of one name, and modules are looked for beside the config.
    const std::string under =
        std::string(evidence::name_that_counts(name)) + (modules_.empty() ? "" : "/" + std::string(file.path.folder()));
    const auto* known = references_.find(file.identity, under);
    if (known == nullptr) {
      // What is found then could not be kept.
      if (no_more_references_)
        return no_shape(file.path, {ErrorCode::limit, "the configs before it have more references than are looked at"});
      const std::uint64_t steps_a_byte = evidence::is_yaml_name(name) ? 24 : name.ends_with(".json") ? 2 : 4;
      if (!can_read(file, limits::json_bytes_max) || !can_afford(file, Cost::steps, file.size * steps_a_byte)) return;
      const auto text = model_.read_small(file, limits::json_bytes_max);
      if (!text.ok()) return no_shape(file.path, text.error());
      licenses_.look_at_config(file, *text);
      known =
          &references_.keep(file.identity, under, evidence::find_remote_code(file.path, *text, &budget_, &modules_));
      paths_.keep(file.identity, under, evidence::given_paths(file.path, *text));
    }
    add_references(file, *known, "");
    add_places(file, *paths_.find(file.identity, under));
  }

  void add_places(const ModelFile& file, const std::vector<evidence::GivenPath>& given) {
    if (given.size() >= evidence::given_paths_max)
      no_shape(file.path, {ErrorCode::limit, "it gives more paths than the " +
                                                 std::to_string(evidence::given_paths_max) + " that are looked at"});
    for (const evidence::GivenPath& one : given) {
      if (!evidence::leads_astray(evidence_.tree, file.path, one)) continue;
      if (!can_afford(file, Cost::references, 1)) return;
      evidence_.contents.back().places.push_back(one.value);
    }
  }

  // Of a text that is no config.
  template <typename Find>
  void look_for_code(const ModelFile& file, Find find) {
    constexpr std::uint64_t steps_a_byte = 8;  // a template is read over several times
    if (!can_read(file, limits::json_bytes_max) || !can_afford(file, Cost::steps, file.size * steps_a_byte)) return;
    const auto text = model_.read_small(file, limits::json_bytes_max);
    if (!text.ok()) return no_shape(file.path, text.error());
    add_references(file, find(file.path, *text), "");
  }

  void add_references(const ModelFile& file, const std::vector<evidence::RemoteCode>& found,
                      const std::string& before) {
    if (found.size() >= limits::remote_code_max) {
      no_shape(file.path, {ErrorCode::limit, "it has more references to code than the " +
                                                 std::to_string(limits::remote_code_max) + " that are looked at"});
    }
    no_more_references_ = no_more_references_ || !can_afford(file, Cost::references, found.size());
    if (no_more_references_) return;
    for (evidence::RemoteCode reference : found) {
      reference.file = file.path;
      reference.key = before + reference.key;
      evidence_.remote_code.push_back(std::move(reference));
    }
  }

  void look_at_base(const ModelFile& file) {
    if (!can_read(file, limits::json_bytes_max) || !can_afford(file, Cost::steps, file.size)) return;
    const auto text = model_.read_small(file, limits::json_bytes_max);
    if (!text.ok()) return;  // whoever looks for code says so
    std::ranges::move(evidence::bases_named_in(file.path, *text), std::back_inserter(evidence_.base_namings));
  }

  void look_at_merge(const ModelFile& file) {
    if (!can_read(file, limits::front_matter_bytes_max) || !can_afford(file, Cost::steps, file.size)) return;
    const auto text = model_.read_small(file, limits::front_matter_bytes_max);
    const auto models = text.ok() ? license::models_of_merge(*text) : Result<std::vector<std::string>>(text.error());
    if (!models.ok()) return no_license(file.path, models.error());
    evidence::BaseNaming naming{.file = file.path, .source = evidence::BaseSource::merge_config};
    std::ranges::copy_if(*models, std::back_inserter(naming.names), evidence::is_repository_name);
    if (!naming.names.empty()) evidence_.base_namings.push_back(std::move(naming));
  }

  void reconcile() {
    std::map<std::string_view, std::uint64_t> indexes_in, weights_in;  // by folder
    for (const auto& index : indexes_)
      ++indexes_in[index.path.folder()];
    for (const WeightFile& file : evidence_.weight_files)
      ++weights_in[file.path.folder()];
    std::uint64_t pairs = 0;
    for (const auto& [folder, count] : indexes_in)
      pairs += count * weights_in[folder];
    if (Status drawn = budget_.draw(Cost::steps, pairs * steps_a_pair); !drawn.ok())
      return no_shape(indexes_.front().path, drawn.error());

    // An index may name any file. What stands in the place of weights, or could not be read, is here without a layout.
    std::vector<weights::FileHere> files;
    for (const ModelFile& seen : evidence_.tree.files) {
      const auto file = std::ranges::lower_bound(evidence_.weight_files, seen.path, {}, &WeightFile::path);
      const bool is_weights = file != evidence_.weight_files.end() && file->path == seen.path;
      files.push_back({seen.path, is_weights ? file->layout() : nullptr});
    }
    evidence_.reconciliation = weights::reconcile(files, indexes_, budget_.stop());
  }

  bool can_afford(const ModelFile& file, Cost cost, std::uint64_t amount) {
    const Status drawn = budget_.draw(cost, amount);
    if (!drawn.ok()) no_shape(file.path, drawn.error());
    return drawn.ok();
  }
  // What is over its own limit is not read at all.
  bool can_read(const ModelFile& file, std::uint64_t bytes_max) {
    return can_afford(file, Cost::bytes, file.size <= bytes_max ? file.size : 0);
  }

  void no_shape(const ModelPath& path, const Error& error) {
    evidence_.shape_examined = false;
    if (evidence_.shape_gap.empty()) evidence_.shape_gap = within(error, printable(path.text())).message;
  }

  void no_license(const ModelPath& path, const Error& error) {
    evidence_.license.examined = false;
    if (evidence_.license.gap.empty()) evidence_.license.gap = within(error, printable(path.text())).message;
  }

  ModelReader model_;
  evidence::Budget& budget_;
  Evidence& evidence_;
  LicenseGatherer licenses_;
  std::vector<weights::Index> indexes_;
  OncePerFile<std::string, std::int64_t> heads_;  // under the time of its last change
  std::size_t heads_kept_ = 0;
  OncePerFile<Shared, const Format*> inspections_;
  OncePerFile<std::optional<Error>, std::string> indexes_seen_;             // under the folder
  OncePerFile<std::vector<evidence::RemoteCode>, std::string> references_;  // under the name that counts
  OncePerFile<std::vector<evidence::GivenPath>, std::string> paths_;        // as references_
  evidence::ModuleNames modules_;
  NamedWeights named_;
  bool no_more_references_ = false;
  BodiesSeen bodies_;
  InsidesSeen insides_;
};

}  // namespace

void gather_structure(const io::ModelDirectory& model, evidence::Budget& budget, evidence::Evidence& evidence) {
  Gatherer(model, budget, evidence).run();
}

}  // namespace weightcheck::workflow
