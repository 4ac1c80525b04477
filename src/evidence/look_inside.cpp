// SPDX-License-Identifier: Apache-2.0
// Each loader looks in its own place: unpicklers at the first byte, zip readers at the end, numpy behind its header.
#include "evidence/look_inside.hpp"

#include <algorithm>
#include <array>
#include <functional>
#include <limits>
#include <optional>
#include <set>
#include <span>
#include <utility>

#include "base/ascii.hpp"
#include "base/escape.hpp"
#include "base/limits.hpp"
#include "base/path_text.hpp"
#include "evidence/containers.hpp"
#include "evidence/inflated.hpp"
#include "evidence/npy_header.hpp"
#include "evidence/remote_code.hpp"
#include "evidence/zip_directory.hpp"
#include "weights/file_names.hpp"

namespace weightcheck::evidence {
namespace {

constexpr std::size_t npy_header_bytes_max = std::size_t{70}
                                             << 10;  // the 64 KiB of version 1, and more than numpy reads
constexpr std::uint16_t stored = 0, deflated = 8;
constexpr std::size_t arrays_max = 1000;  // in a row in one file
constexpr const char* torchscript_words =
    "it holds a TorchScript program, which torch.load and torch.jit.load run; their interpreter imports no Python, but "
    "reads and writes files";

// Asks for the file only behind its head, which is known.
class BehindHead final : public ByteReader {
 public:
  BehindHead(ByteReader& whole, std::string_view head) : whole_(whole), head_(head) {}
  [[nodiscard]] std::uint64_t size() const override { return whole_.size(); }
  [[nodiscard]] Result<std::string> read(std::uint64_t offset, std::size_t count) override {
    if (offset < head_.size()) return std::string(head_.substr(static_cast<std::size_t>(offset), count));
    return whole_.read(offset, count);
  }

 private:
  ByteReader& whole_;
  std::string_view head_;
};

PickleHolds holds_of(const PickleSeen& seen) {
  if (seen.end != PickleEnd::stopped || seen.unknown > 0) return PickleHolds::unknown;
  if (seen.is_plain()) return PickleHolds::data;
  return seen.known > 0 ? PickleHolds::tensors : PickleHolds::unknown;
}

// Programs and packages are told as such, and no loader of weights looks for more in them.
bool is_told_whatever_is_inside(ContentKind kind) {
  using enum ContentKind;
  return kind == hdf5 || kind == elf || kind == pe || kind == mach_o || kind == wasm || kind == kernels ||
         kind == objects || kind == package || kind == empty || kind == lfs_pointer;
}

class Look {
 public:
  Look(std::string_view name, ByteReader& bytes, std::string_view head, ContentKind kind, Budget& budget,
       std::size_t depth)
      : name_(name), bytes_(bytes), head_(head), budget_(budget), depth_(depth) {
    seen_.kind = kind;
  }

  Inside run() && {
    look_for_code_words();
    if (is_told_whatever_is_inside(seen_.kind)) return std::move(seen_);
    if (head_.starts_with(npy_mark)) {
      look_at_array();
    } else if (seen_.kind == ContentKind::gzip) {
      look_at_packed(0);
    } else if (const auto stream = zfile_stream(head_)) {
      look_at_packed(*stream);
    } else if (!begins_like_zip(head_)) {
      if (begins_like_zlib(head_)) look_at_packed(0);
      // The first byte of such a stream may be an opcode as well.
      look_at_pickle(0);
    }
    look_at_archive();
    look_for_hdf5();
    return std::move(seen_);
  }

 private:
  void leave_unread(const std::string& why) {
    if (seen_.unread.empty()) seen_.unread = why;
  }

  void add_name(const std::string& name) {
    if (seen_.names.size() < pickle_names_max && std::ranges::find(seen_.names, name) == seen_.names.end())
      seen_.names.push_back(name);
  }

  // What is worse stays.
  void become_pickle(PickleHolds holds) {
    seen_.holds = seen_.kind == ContentKind::pickle ? std::min(seen_.holds, holds) : holds;
    seen_.kind = ContentKind::pickle;
  }

  enum class Expected : std::uint8_t { no, yes };

  void look_at_pickle(std::uint64_t offset, Expected expected = Expected::no) {
    BehindHead bytes(bytes_, head_);
    const PickleSeen pickle = read_pickles(bytes, offset, &budget_);
    const bool is_one = pickle.is_one() || expected == Expected::yes;
    if (offset == 0 || is_one) seen_.unpickler = unpickler_of(pickle);
    // Weights may begin with a byte that happens to be an opcode, and those who map them read no more of it.
    const bool may_be_one = is_one || (offset == 0 && !is_read_as_weights());
    if (pickle.end == PickleEnd::unread && may_be_one) leave_unread("not all opcodes of the pickle were read");
    if (!is_one) return;
    if (seen_.names.empty()) seen_.kind = ContentKind::other;  // not known to be one until now
    become_pickle(holds_of(pickle));
    for (const std::string& name : pickle.names)
      add_name(name);
  }

  void look_at_array() {
    seen_.unpickler = Unpickler::refuses;  // at the first byte
    const auto head = bytes_.read(0, npy_header_bytes_max);
    if (!head.ok()) return leave_unread(head.error().message);
    const auto header = read_npy_header(*head);
    if (!header || header->holds == NpyHolds::plain) {
      seen_.kind = ContentKind::numpy;
      if (header && header->bytes) look_behind_array(*header);
    } else if (header->holds == NpyHolds::objects) {
      look_at_pickle(header->end, Expected::yes);
    } else {
      become_pickle(PickleHolds::unknown);
      leave_unread("its header is not a plain literal with known types");
    }
  }

  // Who reads on behind an array comes upon the next one, or upon a pickle.
  void look_behind_array(const NpyHeader& first) {
    std::uint64_t at = first.end, size = *first.bytes;
    for (std::size_t arrays = 0; size < bytes_.size() && at < bytes_.size() - size; ++arrays) {
      at += size;
      if (arrays == arrays_max) return leave_unread("more arrays follow than are looked at");
      if (const Status drawn = budget_.draw(Cost::steps, steps_of_a_look); !drawn.ok())
        return leave_unread(drawn.error().message);
      const auto next = bytes_.read(at, npy_header_bytes_max);
      if (!next.ok()) return leave_unread(next.error().message);
      if (!next->starts_with(npy_mark)) return look_at_pickle(at, Expected::no);
      const auto header = read_npy_header(*next);
      if (!header || header->holds == NpyHolds::unknown) return become_pickle(PickleHolds::unknown);
      if (const Status drawn = budget_.draw(Cost::steps, header->end); !drawn.ok())
        return leave_unread(drawn.error().message);
      if (header->holds == NpyHolds::objects) return look_at_pickle(at + header->end, Expected::yes);
      if (!header->bytes) return;
      at += header->end;
      size = *header->bytes;
    }
  }

  // As libraries look for it: at each doubling of 512, of which the head shows the first.
  void look_for_hdf5() {
    if (depth_ > 0 || is_read_as_weights() || seen_.kind == ContentKind::hdf5) return;
    std::uint64_t at = hdf5_block_bytes_min;
    while (at < head_.size())
      at *= 2;
    if (at >= bytes_.size()) return;
    if (const Status drawn = budget_.draw(Cost::steps, steps_of_a_look); !drawn.ok())
      return leave_unread(drawn.error().message);
    for (; at < bytes_.size() && at != 0; at *= 2) {
      const auto mark = bytes_.read(at, hdf5_signature.size());
      if (!mark.ok()) return leave_unread(mark.error().message);
      if (*mark != hdf5_signature) continue;
      if (seen_.kind != ContentKind::pickle) seen_.kind = ContentKind::hdf5;
      return;
    }
  }

  // Neither HDF5 nor a graph of TensorFlow is taken apart: the words by which code stands in them are looked for, in as
  // much as holds the structure of most.
  void look_for_code_words() {
    constexpr std::array<std::string_view, 2> of_keras = {"\"Lambda\"", "\"TFOpLambda\""};
    constexpr std::array<std::string_view, 3> of_graphs = {"PyFunc", "WriteFile", "ReadFile"};
    constexpr std::size_t window_bytes = std::size_t{1} << 16, overlap = 16;
    constexpr std::uint64_t looked_at_max = std::uint64_t{8} << 20;
    const bool is_graph = is_graph_name(last_name(name_));
    if (seen_.kind != ContentKind::hdf5 && !is_graph) return;
    const std::span<const std::string_view> words =
        is_graph ? std::span<const std::string_view>(of_graphs) : std::span<const std::string_view>(of_keras);
    for (std::uint64_t at = 0; at < std::min(bytes_.size(), looked_at_max); at += window_bytes - overlap) {
      if (const Status drawn = budget_.draw(Cost::scanned, window_bytes); !drawn.ok())
        return leave_unread(drawn.error().message);
      const auto part = bytes_.read(at, window_bytes);
      if (!part.ok()) return leave_unread(part.error().message);
      for (const std::string_view word : words) {
        if (part->find(word) != std::string::npos) add_name(std::string(word));
      }
    }
  }

  // A mark says so, where two bytes may look so by chance.
  [[nodiscard]] bool is_surely_packed() const {
    return seen_.kind == ContentKind::gzip || seen_.kind == ContentKind::packed;
  }

  void look_at_packed(std::uint64_t begin) {
    seen_.unpickler = Unpickler::refuses;  // at the first byte
    if (depth_ == archive_depth_max) return leave_unread("archives in it are nested too deep");
    PartReader packed(bytes_, begin, bytes_.size());
    InflatedReader inner(packed, Packing::zlib_or_gzip, std::numeric_limits<std::uint64_t>::max(), budget_);
    const auto head = inner.read(0, limits::head_bytes);
    if (!head.ok()) {
      if (is_surely_packed()) leave_unread(head.error().message);
      return;
    }
    const std::string name = name_of_packed();
    Inside found = look_at(name, inner, *head, inner.size());
    if (found.kind == ContentKind::pickle) become_pickle(found.holds);
    if (found.kind == ContentKind::objects) seen_.kind = ContentKind::objects;  // R packs what it saves
    for (const std::string& imported : found.names)
      add_name(imported);
    if (!found.unread.empty() && (is_surely_packed() || seen_.kind == ContentKind::pickle)) leave_unread(found.unread);
    // Words under the name of no program, packed: a vocabulary, a config, whose keys count as in a file of its own.
    if (seen_.kind != ContentKind::gzip || found.kind != ContentKind::text ||
        danger_of(name, found.kind) != Danger::none)
      return;
    if (may_name_code(name)) keep_document(name, inner, inner_document_bytes_max + 1);
    if (seen_.unread.empty()) seen_.kind = ContentKind::text;
  }

  // "vocab.json" of "vocab.json.gz"; "" where nothing says what is packed.
  [[nodiscard]] std::string name_of_packed() const {
    constexpr std::string_view ending = ".gz";
    const std::string_view name = last_name(name_);
    return std::string(lowered(name).ends_with(ending) ? name.substr(0, name.size() - ending.size()) : "");
  }

  Inside look_at(std::string_view name, ByteReader& bytes, std::string_view head, std::uint64_t size) {
    return Look(name, bytes, head, classify(last_name(name), bytes_of(head), size), budget_, depth_ + 1).run();
  }

  // Weights that are named as such: their loaders map them, whatever stands at their end.
  [[nodiscard]] bool is_read_as_weights() const {
    return seen_.kind == ContentKind::weights && !weights::is_shared_extension(weights::extension_of(lowered(name_)));
  }

  void look_at_archive() {
    if (bytes_.size() == std::numeric_limits<std::uint64_t>::max()) return;
    const bool are_weights = is_read_as_weights();
    const bool begins_so = begins_like_zip(head_) && !are_weights;
    if (!begins_so && !has_zip_end()) return;
    if (depth_ == archive_depth_max) return leave_unread("archives in it are nested too deep");
    const auto members = read_zip_directory(bytes_);
    if (!members.ok()) {
      // Four bytes near the end of another format may happen to be the mark.
      const bool may_be_chance =
          members.error().code == ErrorCode::malformed || (are_weights && members.error().code == ErrorCode::limit);
      if (!begins_so && may_be_chance && !ends_in_directory_) return;
      if (seen_.kind != ContentKind::pickle) seen_.kind = ContentKind::zip;
      seen_.holds = PickleHolds::unknown;
      return leave_unread(members.error().message);
    }
    const ContentKind before = seen_.kind;
    if (seen_.kind != ContentKind::pickle || begins_so) {
      seen_.kind = lowered(name_).ends_with(".npz") ? ContentKind::numpy : ContentKind::zip;
    }
    constexpr std::string_view pickle_of_torch = "/data.pkl";
    for (const ZipMember& member : *members) {
      const std::string_view name = member.name;
      if (name.ends_with(pickle_of_torch)) torch_roots_.emplace(name.substr(0, name.size() - pickle_of_torch.size()));
    }
    for (const ZipMember& member : *members)
      look_at_member(member);
    // Labels and the like, behind a model of TensorFlow Lite.
    if (before == ContentKind::other && has_texts_alone_ && !members->empty() && seen_.unread.empty()) {
      seen_.kind = before;
      return;
    }
    if (seen_.unread.empty() && is_torchscript(*members)) {
      leave_unread(torchscript_words);
    } else if (!program_.empty()) {
      leave_unread(program_);
    }
    if (!seen_.unread.empty() && seen_.kind == ContentKind::numpy) seen_.kind = ContentKind::zip;
    // Whoever reads zip files reads this one, and not the weights: nothing that belongs there.
    if (!seen_.unread.empty() || are_weights) seen_.holds = PickleHolds::unknown;
    if (are_weights && seen_.kind == ContentKind::numpy) seen_.kind = ContentKind::zip;
  }

  // As torch.load tells it from a pickle: by ROOT/constants.pkl. ROOT/code is what runs.
  static bool is_torchscript(const std::vector<ZipMember>& members) {
    const auto has = [&](std::string_view part, std::string_view end) {
      return std::ranges::any_of(members, [&](const ZipMember& member) {
        return member.name.find(part) != std::string::npos && member.name.ends_with(end);
      });
    };
    return has("/constants.pkl", "/constants.pkl") && has("/code/", ".py");
  }

  bool has_zip_end() {
    if (bytes_.size() <= head_.size()) return sees_zip_end(head_.substr(0, static_cast<std::size_t>(bytes_.size())));
    if (const Status drawn = budget_.draw(Cost::steps, steps_of_a_look); !drawn.ok()) {
      leave_unread(drawn.error().message);
      return false;
    }
    const auto tail =
        bytes_.read(bytes_.size() - std::min<std::uint64_t>(bytes_.size(), zip_tail_bytes), zip_tail_bytes);
    if (!tail.ok()) leave_unread(tail.error().message);
    return tail.ok() && sees_zip_end(*tail);
  }
  bool sees_zip_end(std::string_view tail) {
    const auto end = find_zip_end(tail);
    ends_in_directory_ = end && tail.substr(0, *end).find("PK\x01\x02") != std::string_view::npos;
    return end.has_value();
  }

  // torch.save keeps each storage as it lies in memory in ROOT/data/KEY, beside ROOT/data.pkl.
  [[nodiscard]] bool is_storage(std::string_view path) const {
    const std::size_t folder = path.rfind("/data/");
    return folder != std::string_view::npos && std::ranges::all_of(last_name(path), is_digit) &&
           torch_roots_.contains(path.substr(0, folder));
  }

  void look_at_member(const ZipMember& member) {
    if (member.name.ends_with('/')) return;
    if (is_storage(member.name)) {
      has_texts_alone_ = false;
      return;
    }
    if (const Status drawn = budget_.draw(Cost::steps, steps_of_a_look); !drawn.ok())
      return leave_unread(drawn.error().message);
    if (member.encrypted || (member.method != stored && member.method != deflated))
      return leave_unread("'" + printable(member.name) + "' in it is packed in a way that is not read here");
    const auto begin = begin_of(bytes_, member);
    if (!begin.ok()) return leave_unread(begin.error().message);
    PartReader packed(bytes_, *begin, member.packed_size);
    InflatedReader inflated(packed, Packing::deflate, member.size, budget_);
    ByteReader& content = member.method == stored ? static_cast<ByteReader&>(packed) : inflated;
    const auto head = content.read(0, limits::head_bytes);
    if (!head.ok()) return leave_unread(head.error().message);
    // Stable-Baselines3 keeps its JSON under a name without an extension.
    if (may_name_code(last_name(member.name)) || trimmed(*head).starts_with('{'))
      keep_document(member.name, content, content.size());
    take(member.name, look_at(member.name, content, *head, content.size()));
  }

  void keep_document(const std::string& name, ByteReader& content, std::uint64_t size) {
    auto text = size > inner_document_bytes_max + 1 ? Result<std::string>(std::string())
                                                    : content.read(0, static_cast<std::size_t>(size));
    if (!text.ok()) return leave_unread(text.error().message);
    if (size > inner_document_bytes_max + 1 || text->size() > inner_document_bytes_max)
      return leave_unread("a config in it is over a limit");
    if (const Status drawn = budget_.draw(Cost::steps, text->size()); !drawn.ok())
      return leave_unread(drawn.error().message);
    if (!budget_.draw(Cost::bytes, text->size()).ok()) return leave_unread("too many configs are in it");
    seen_.documents.push_back({name, *std::move(text)});
  }

  void take(const std::string& member, Inside&& found) {
    if (!found.unread.empty()) leave_unread("'" + printable(member) + "' in it: " + found.unread);
    for (const std::string& name : found.names)
      add_name(member + ": " + name);
    for (InnerDocument& document : found.documents)
      seen_.documents.push_back({member + "/" + document.name, std::move(document.text)});
    if (found.kind == ContentKind::pickle) {
      has_texts_alone_ = false;
      return become_pickle(found.holds);
    }
    const Danger danger = danger_of(last_name(member), found.kind);
    has_texts_alone_ = has_texts_alone_ && found.kind == ContentKind::text && danger == Danger::none;
    if (danger == Danger::none) return;
    if (program_.empty()) program_ = "'" + printable(member) + "' in it is " + std::string(words_of(danger));
    if (seen_.kind == ContentKind::numpy) seen_.kind = ContentKind::zip;
  }

  std::string_view name_;
  ByteReader& bytes_;
  std::string_view head_;
  Budget& budget_;
  std::size_t depth_;
  Inside seen_;
  bool ends_in_directory_ = false;
  bool has_texts_alone_ = true;  // an archive
  std::string program_;  // printable: the first member that is neither a pickle nor data; "" where there is none
  std::set<std::string, std::less<>> torch_roots_;
};

}  // namespace

Inside look_inside(std::string_view name, ByteReader& bytes, std::string_view head, ContentKind kind, Budget& budget) {
  return Look(name, bytes, head, kind, budget, 0).run();
}

}  // namespace weightcheck::evidence
