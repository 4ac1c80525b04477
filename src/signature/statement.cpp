// SPDX-License-Identifier: Apache-2.0
// statement     = { "_type", "subject": [{ "name", "digest": { "sha256" } }], "predicateType", "predicate" }    closed
// predicate     = { "serialization", "resources": [{ "name", "algorithm", "digest" }] }                        closed
// serialization = { "method", "hash_type", "allow_symlinks", "ignore_paths"?, "shard_size"? }                  closed
// A shard's name is PATH:START:END. In version 0.2.0 the subjects are the files and the predicate is filler.
#include "signature/statement.hpp"

#include <algorithm>
#include <cmath>

#include "base/escape.hpp"
#include "hash/sha256.hpp"
#include "json/parse.hpp"
#include "signature/members.hpp"

namespace weightcheck::signature {
namespace {

Result<json::Value> parse(std::string_view payload) {
  auto read =
      json::parse(payload, {.bytes_max = limits::signature_bytes_max, .values_max = limits::statement_values_max});
  if (!read.ok()) return within(read.error(), "the statement");
  return read;
}

std::string quoted(std::string_view name) { return "\"" + printable(name) + "\""; }

Result<Digest> read_digest(const Members& members, std::string_view name) {
  const auto text = members.text(name);
  if (!text.ok()) return text.error();
  const auto digest = Digest::parse(*text);
  if (!digest) return members.fault(name, "is not a SHA-256 digest in 64 lower-case digits");
  return *digest;
}

Result<Digest> read_digest_object(const Members& members) {
  const auto value = members.get("digest");
  if (!value.ok()) return value.error();
  const auto digest = Members::open(*value, "a subject's digest");
  return digest.ok() ? read_digest(*digest, hash_type) : digest.error();
}

Result<ModelPath> read_path(std::string_view name) {
  auto path = ModelPath::parse(name);
  if (!path.ok()) return within({ErrorCode::malformed, path.error().message}, "the name " + quoted(name));
  return path;
}

// "PATH:START:END" taken apart: a path may hold colons.
struct ShardName {
  std::string_view path;
  std::uint64_t start = 0, end = 0;
};

Result<ShardName> read_shard_name(std::string_view name) {
  const auto last = name.rfind(':');
  const auto middle = last == name.npos || last == 0 ? name.npos : name.rfind(':', last - 1);
  if (middle != name.npos) {
    const auto start = parse_decimal(name.substr(middle + 1, last - middle - 1));
    const auto end = parse_decimal(name.substr(last + 1));
    if (start && end && *start < *end) return ShardName{name.substr(0, middle), *start, *end};
  }
  return malformed(quoted(name) + " is not the name of a shard");
}

struct NamedSpan {
  ModelPath path;
  SignedSpan span;
};

// Files in their order, each with its spans; what is there twice is malformed.
Result<std::vector<SignedFile>> gather(std::vector<NamedSpan> spans, std::optional<std::uint64_t> shard_bytes) {
  if (spans.empty()) return malformed("the statement lists no files");
  std::sort(spans.begin(), spans.end(), [](const NamedSpan& left, const NamedSpan& right) {
    return left.path == right.path ? left.span.offset < right.span.offset : left.path < right.path;
  });
  std::vector<SignedFile> files;
  for (NamedSpan& one : spans) {
    const bool begins = files.empty() || files.back().path != one.path;
    if (!begins && !shard_bytes) return malformed("the name " + quoted(one.path.text()) + " is given twice");
    if (begins) files.push_back({.path = one.path});
    auto& known = files.back().spans;
    if (shard_bytes) {
      // The one before has to be whole, and this one begins where that ends.
      const std::uint64_t expected = known.empty() ? 0 : known.back().offset + *shard_bytes;
      const bool follows = one.span.offset == expected && one.span.length <= *shard_bytes &&
                           (known.empty() || known.back().length == *shard_bytes);
      if (!follows) return malformed("the shards of " + quoted(one.path.text()) + " leave gaps or overlap");
    }
    known.push_back(one.span);
  }
  if (files.size() > limits::model_files_max)
    return Error{ErrorCode::limit, std::to_string(files.size()) + " files are over the limit of " +
                                       std::to_string(limits::model_files_max)};
  return files;
}

Status read_shard_size(const Members& rules, bool is_sharded, Statement& statement) {
  const auto value = rules.find("shard_size");
  if (value.has_value() != is_sharded)
    return rules.fault("shard_size", is_sharded ? "is missing" : "has no meaning for whole files");
  if (!value) return done;
  const auto size = value->as_number();  // one writer has it as 1000000000.0
  if (!size || *size != std::floor(*size) || *size < 1 || *size > static_cast<double>(limits::shard_bytes_max))
    return rules.fault("shard_size", "is not a number of bytes");
  statement.shard_bytes = static_cast<std::uint64_t>(*size);
  return done;
}

Status read_left_out(const Members& rules, Statement& statement) {
  if (!rules.find("ignore_paths")) {
    const auto given = rules.get("ignore_paths");
    return given.ok() ? Status(rules.fault("ignore_paths", "is not a list")) : Status(done);
  }
  const auto listed = rules.list("ignore_paths");
  if (!listed.ok()) return listed.error();
  for (const json::Value& one : *listed) {
    const std::string* text = one.as_string();
    if (text == nullptr) return rules.fault("ignore_paths", "holds something that is not text");
    auto path = ModelPath::parse(*text);
    if (path.ok()) {
      statement.left_out.push_back(*path);
    } else {
      statement.left_out_in_vain.push_back(*text);
    }
  }
  std::ranges::sort(statement.left_out);
  return done;
}

Status read_rules(const json::Value& value, Statement& statement) {
  const auto rules = Members::closed(value, "the serialization",
                                     {"method", "hash_type", "allow_symlinks", "ignore_paths", "shard_size"});
  if (!rules.ok()) return rules.error();
  const auto method = rules->text("method"), hash = rules->text("hash_type");
  const auto links = rules->flag("allow_symlinks");
  if (!method.ok()) return method.error();
  if (!hash.ok()) return hash.error();
  if (!links.ok()) return links.error();
  if (*method != "files" && *method != "shards") return unsupported("serialization method", *method);
  if (*hash != hash_type) return unsupported("hash type", *hash);
  statement.links = *links ? Links::allowed : Links::refused;
  if (Status read = read_shard_size(*rules, *method == "shards", statement); !read.ok()) return read;
  return read_left_out(*rules, statement);
}

Result<std::optional<Digest>> read_subject(const json::Array& subjects, Statement& statement) {
  if (subjects.size() != 1)
    return malformed("the statement has " + std::to_string(subjects.size()) + " subjects, where it has to have one");
  const auto subject = Members::open(subjects.front(), "the subject");
  if (!subject.ok()) return subject.error();
  auto name = subject->text("name");
  if (!name.ok()) return name.error();
  if (name->empty()) return subject->fault("name", "is empty");
  statement.subject = std::move(*name);
  const auto root = read_digest_object(*subject);
  if (!root.ok()) return root.error();
  return std::optional(*root);
}

class Resources {
 public:
  Resources(Statement& statement, const std::optional<std::string>& file_name)
      : statement_(statement), file_name_(file_name) {
    if (statement.shard_bytes) sharded_ = "sha256-sharded-" + std::to_string(*statement.shard_bytes);
  }

  Status read(const json::Array& listed) {
    for (const json::Value& one : listed) {
      if (Status added = add(one, listed.size() == 1); !added.ok()) return added;
    }
    if (root_digest(digests_) != statement_.root) return malformed("the subject's digest is not that of the resources");
    auto files = gather(std::move(spans_), statement_.shard_bytes);
    if (!files.ok()) return files.error();
    statement_.files = std::move(*files);
    return done;
  }

 private:
  Status add(const json::Value& value, bool is_only) {
    const auto members = Members::open(value, "a resource");
    if (!members.ok()) return members.error();
    const auto name = members->text("name"), algorithm = members->text("algorithm");
    if (!name.ok()) return name.error();
    if (!algorithm.ok()) return algorithm.error();
    const auto digest = read_digest(*members, "digest");
    if (!digest.ok()) return digest.error();
    if (*algorithm != hash_type && (sharded_.empty() || *algorithm != sharded_))
      return malformed("the algorithm " + quoted(*algorithm) + " is not the hash type of the statement");
    if (!spans_.empty() && *name < last_name_) statement_.order = Order::other;
    last_name_ = *name;
    digests_.push_back(*digest);

    std::string_view file = *name;
    SignedSpan span{.sha256 = *digest};
    if (statement_.shard_bytes) {
      const auto shard = read_shard_name(*name);
      if (!shard.ok()) return shard.error();
      file = shard->path;
      span.offset = shard->start;
      span.length = shard->end - shard->start;
    }
    if (file == "." && is_only && file_name_) file = *file_name_;
    auto path = read_path(file);
    if (!path.ok()) return path.error();
    spans_.push_back({*path, span});
    return done;
  }

  Statement& statement_;
  const std::optional<std::string>& file_name_;
  std::string sharded_;
  std::string last_name_;
  std::vector<Digest> digests_;
  std::vector<NamedSpan> spans_;
};

Status read_1_0(const json::Value& predicate, const json::Array& subjects, const std::optional<std::string>& file_name,
                Statement& statement) {
  const auto members = Members::closed(predicate, "the predicate", {"serialization", "resources"});
  if (!members.ok()) return members.error();
  const auto rules = members->get("serialization");
  if (!rules.ok()) return rules.error();
  const auto listed = members->list("resources");
  if (!listed.ok()) return listed.error();
  if (Status read = read_rules(*rules, statement); !read.ok()) return read;
  const auto root = read_subject(subjects, statement);
  if (!root.ok()) return root.error();
  statement.root = *root;
  return Resources(statement, file_name).read(*listed);
}

Status read_0_2(const json::Array& subjects, Statement& statement) {
  statement.version = Version::v0_2;
  std::vector<NamedSpan> spans;
  for (const json::Value& one : subjects) {
    const auto members = Members::open(one, "a subject");
    if (!members.ok()) return members.error();
    const auto name = members->text("name");
    if (!name.ok()) return name.error();
    const auto digest = read_digest_object(*members);
    if (!digest.ok()) return digest.error();
    if (const auto annotations = members->find("annotations")) {
      const auto notes = Members::open(*annotations, "the annotations");
      if (!notes.ok()) return notes.error();
      if (notes->find("actual_hash_algorithm")) {
        const auto kind = notes->text("actual_hash_algorithm");
        if (!kind.ok()) return kind.error();
        if (*kind != "file-sha256") return unsupported("hash algorithm", *kind);
      }
    }
    auto path = read_path(*name);
    if (!path.ok()) return path.error();
    if (!spans.empty() && path->text() < spans.back().path.text()) statement.order = Order::other;
    spans.push_back({*path, {.sha256 = *digest}});
  }
  auto files = gather(std::move(spans), std::nullopt);
  if (!files.ok()) return files.error();
  statement.files = std::move(*files);
  return done;
}

}  // namespace

const SignedFile* Statement::find(const ModelPath& path) const {
  const auto place = std::ranges::lower_bound(files, path, {}, &SignedFile::path);
  return place != files.end() && place->path == path ? &*place : nullptr;
}

Result<Statement> read_statement(std::string_view payload, const std::optional<std::string>& file_name) {
  const auto document = parse(payload);
  if (!document.ok()) return document.error();
  const auto members = Members::closed(*document, "the statement", {"_type", "subject", "predicateType", "predicate"});
  if (!members.ok()) {
    // A later version may have more members: its name says more than they do.
    if (const std::string* type = document->find_string("_type"); type != nullptr && *type != statement_type)
      return unsupported("statement type", *type);
    return members.error();
  }
  const auto type = members->text("_type"), predicate_is = members->text("predicateType");
  if (!type.ok()) return type.error();
  if (*type != statement_type) return unsupported("statement type", *type);
  if (!predicate_is.ok()) return predicate_is.error();
  const bool is_0_2 = *predicate_is == predicate_type_0_2;
  if (!is_0_2 && *predicate_is != predicate_type) return unsupported("predicate type", *predicate_is);
  const auto subjects = members->list("subject");
  if (!subjects.ok()) return subjects.error();
  const auto predicate = members->get("predicate");
  if (!predicate.ok()) return predicate.error();
  if (!predicate->is_object()) return members->fault("predicate", "is not an object");
  Statement statement;
  Status read = is_0_2 ? read_0_2(*subjects, statement) : read_1_0(*predicate, *subjects, file_name, statement);
  if (!read.ok()) return std::move(read).error();
  return statement;
}

bool is_of_version_0_2(std::string_view payload) {
  const auto document = parse(payload);
  const std::string* type = document.ok() ? document->find_string("predicateType") : nullptr;
  return type != nullptr && *type == predicate_type_0_2;
}

Digest root_digest(const std::vector<Digest>& in_order) {
  hash::Sha256 sum;
  for (const Digest& digest : in_order)
    sum.update(digest.bytes);
  return sum.finish();
}

bool is_left_out(const std::vector<ModelPath>& left_out, std::string_view path) {
  const auto text = [](const ModelPath& one) -> std::string_view { return one.text(); };
  for (std::size_t end = path.find('/');; end = path.find('/', end + 1)) {
    if (std::ranges::binary_search(left_out, path.substr(0, end), {}, text)) return true;
    if (end == std::string_view::npos) return false;
  }
}

}  // namespace weightcheck::signature
