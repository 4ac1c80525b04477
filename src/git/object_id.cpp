// SPDX-License-Identifier: Apache-2.0
// SHA-1 comes from libgit2, whose default build carries the collision detection of Stevens and Shumow (sha1dc); SHA-256
// from hash/. No other part of libgit2 is used: no repository is opened, nothing is read from disk, no transport is
// touched.
#include "git/object_id.hpp"

#include <git2.h>
#if __has_include(<git2/sys/errors.h>)
#include <git2/sys/errors.h>  // git_error_clear, since libgit2 1.7
#endif
#include <git2/sys/odb_backend.h>

#include <algorithm>
#include <stdexcept>

#include "hash/sha256.hpp"

namespace weightcheck::git {
namespace {

// libgit2 counts its users and needs one before it can allocate; it stays up until the process ends.
bool libgit2_is_up() {
  static const bool up = git_libgit2_init() > 0;
  return up;
}

// What libgit2 said last on this thread. Its streaming interface drops the status of the final SHA-1 step (up to 1.9 at
// least), so a collision shows here and nowhere else: cleared before, asked after.
std::optional<Error> sha1_complaint() {
  const git_error* last = git_error_last();
  if (last == nullptr || last->klass == GIT_ERROR_NONE) return std::nullopt;
  return Error{ErrorCode::malformed, std::string("git object id not accepted: ") + last->message};
}

Error no_sha1() { return {ErrorCode::io, "libgit2 could not be started"}; }

git_object_t libgit2_type(ObjectType type) {
  switch (type) {
    case ObjectType::commit:
      return GIT_OBJECT_COMMIT;
    case ObjectType::tree:
      return GIT_OBJECT_TREE;
    case ObjectType::blob:
      return GIT_OBJECT_BLOB;
    case ObjectType::tag:
      return GIT_OBJECT_TAG;
  }
  throw std::logic_error("object type without a case");
}

Result<ObjectId> sha1_object_id(ObjectType type, ByteSpan body) {
  if (!libgit2_is_up()) return no_sha1();
  git_oid id;
  git_error_clear();
  const int status = git_odb_hash(&id, body.data(), body.size(), libgit2_type(type));
  if (auto complaint = sha1_complaint()) return std::move(*complaint);
  if (status != 0) return Error{ErrorCode::io, "SHA-1 of a git object could not be computed"};
  return ObjectId::from_raw(std::as_bytes(std::span(id.id)));
}

void feed_header(hash::Sha256& sha256, ObjectType type, std::uint64_t size) {
  const std::string header = std::string(name_of(type)) + " " + std::to_string(size);
  sha256.update(bytes_of({header.c_str(), header.size() + 1}));  // with its NUL
}

// A libgit2 object store that stores nothing: what is written to it only passes through the hash. libgit2 keeps
// pointers into it, so it stays where it was made.
class Sha1BlobStream {
 public:
  explicit Sha1BlobStream(std::uint64_t size) {
    if (!libgit2_is_up() || git_odb_new(&store_) != 0) return;
    if (git_odb_init_backend(&sink_.backend, GIT_ODB_BACKEND_VERSION) != 0) return;
    sink_.backend.writestream = [](git_odb_stream** out, git_odb_backend* backend, git_object_size_t, git_object_t) {
      *out = &reinterpret_cast<Sink*>(backend)->stream;
      return 0;
    };
    sink_.backend.free = [](git_odb_backend*) {};
    sink_.stream.backend = &sink_.backend;
    sink_.stream.mode = GIT_STREAM_WRONLY;
    sink_.stream.write = [](git_odb_stream*, const char*, size_t) { return 0; };
    sink_.stream.finalize_write = [](git_odb_stream*, const git_oid*) { return 0; };
    sink_.stream.free = [](git_odb_stream*) {};
    if (git_odb_add_backend(store_, &sink_.backend, 1) != 0) return;
    usable_ = git_odb_open_wstream(&stream_, store_, size, GIT_OBJECT_BLOB) == 0;
  }
  ~Sha1BlobStream() {
    git_odb_stream_free(stream_);
    git_odb_free(store_);
  }
  Sha1BlobStream(const Sha1BlobStream&) = delete;
  Sha1BlobStream& operator=(const Sha1BlobStream&) = delete;

  void update(ByteSpan bytes) {
    if (usable_) usable_ = git_odb_stream_write(stream_, text_of(bytes).data(), bytes.size()) == 0;
  }

  Result<ObjectId> finish() {
    if (!usable_) return no_sha1();
    git_oid id;
    git_error_clear();
    const int status = git_odb_stream_finalize_write(&id, stream_);
    if (auto complaint = sha1_complaint()) return std::move(*complaint);
    if (status != 0) return no_sha1();
    return ObjectId::from_raw(std::as_bytes(std::span(id.id)));
  }

 private:
  struct Sink {
    git_odb_backend backend{};  // first: libgit2 hands back a pointer to it, which is one to the whole
    git_odb_stream stream{};
  };
  Sink sink_;
  git_odb* store_ = nullptr;
  git_odb_stream* stream_ = nullptr;
  bool usable_ = false;
};

}  // namespace

std::string_view name_of(ObjectType type) {
  switch (type) {
    case ObjectType::commit:
      return "commit";
    case ObjectType::tree:
      return "tree";
    case ObjectType::blob:
      return "blob";
    case ObjectType::tag:
      return "tag";
  }
  throw std::logic_error("object type without a name");
}

std::optional<ObjectId> ObjectId::parse(std::string_view digits) {
  ObjectId id;
  if (digits.size() != 40 && digits.size() != 64) return std::nullopt;
  id.size_ = static_cast<std::uint8_t>(digits.size() / 2);
  if (!from_hex(digits, std::span(id.bytes_).first(id.size_))) return std::nullopt;
  return id;
}

ObjectId ObjectId::from_raw(ByteSpan raw) {
  if (raw.size() != 20 && raw.size() != 32)
    throw std::logic_error("git object id of " + std::to_string(raw.size()) + " bytes");
  ObjectId id;
  id.size_ = static_cast<std::uint8_t>(raw.size());
  std::ranges::copy(raw, id.bytes_.begin());
  return id;
}

Result<ObjectId> object_id(ObjectFormat format, ObjectType type, ByteSpan body) {
  if (format == ObjectFormat::sha1) return sha1_object_id(type, body);
  hash::Sha256 sha256;
  feed_header(sha256, type, body.size());
  sha256.update(body);
  return ObjectId::from_raw(sha256.finish().bytes);
}

struct BlobHasher::State {
  std::uint64_t announced = 0;
  std::uint64_t fed = 0;
  std::optional<Sha1BlobStream> sha1;  // one of the two, by format
  std::optional<hash::Sha256> sha256;
};

BlobHasher::BlobHasher(ObjectFormat format, std::uint64_t size) : state_(std::make_unique<State>()) {
  state_->announced = size;
  if (format == ObjectFormat::sha1) {
    state_->sha1.emplace(size);
  } else {
    state_->sha256.emplace();
    feed_header(*state_->sha256, ObjectType::blob, size);
  }
}

BlobHasher::~BlobHasher() = default;
BlobHasher::BlobHasher(BlobHasher&&) noexcept = default;
BlobHasher& BlobHasher::operator=(BlobHasher&&) noexcept = default;

void BlobHasher::update(ByteSpan bytes) {
  state_->fed += bytes.size();
  if (state_->fed > state_->announced) return;  // finish() says so
  if (state_->sha1) state_->sha1->update(bytes);
  if (state_->sha256) state_->sha256->update(bytes);
}

Result<ObjectId> BlobHasher::finish() {
  if (state_->fed != state_->announced) {
    return Error{ErrorCode::changed, "blob of " + std::to_string(state_->announced) + " bytes was announced and " +
                                         std::to_string(state_->fed) + " came"};
  }
  if (state_->sha1) return state_->sha1->finish();
  return ObjectId::from_raw(state_->sha256->finish().bytes);
}

}  // namespace weightcheck::git
