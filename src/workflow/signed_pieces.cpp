// SPDX-License-Identifier: Apache-2.0
#include "workflow/signed_pieces.hpp"

#include <algorithm>
#include <memory>
#include <string>
#include <utility>

#include "io/byte_source.hpp"
#include "pipeline/hash_files.hpp"

namespace weightcheck::workflow {
namespace {

using evidence::FileObservation;

struct PlannedPiece {
  evidence::Piece piece;
  FileObservation* file = nullptr;
};

// Each piece has an identity of its own, so that none is taken for another name of the same file; it follows the
// file's.
FileIdentity identity_of(const PlannedPiece& planned, std::size_t number, const FileIdentity& now) {
  FileIdentity identity = now;
  identity.inode = number + 1;
  identity.size = now.size == planned.file->identity.size ? planned.piece.length : now.size;
  if (now.inode != planned.file->identity.inode || now.device != planned.file->identity.device)
    identity.ctime_ns = now.ctime_ns + 1;  // another file stands there
  return identity;
}

class PieceSource final : public io::ByteSource {
 public:
  PieceSource(std::unique_ptr<io::ByteSource> file, const PlannedPiece& planned, std::size_t number)
      : file_(std::move(file)), planned_(planned), number_(number) {}

  Result<std::size_t> read_at(std::span<std::byte> out, std::uint64_t offset) override {
    const std::uint64_t length = planned_.piece.length;
    if (offset >= length) return std::size_t{0};
    const auto count = static_cast<std::size_t>(std::min<std::uint64_t>(out.size(), length - offset));
    return file_->read_at(out.first(count), planned_.piece.offset + offset);
  }

  Result<FileIdentity> identity() const override {
    const auto now = file_->identity();
    if (!now.ok()) return now.error();
    return identity_of(planned_, number_, *now);
  }

 private:
  std::unique_ptr<io::ByteSource> file_;
  const PlannedPiece& planned_;
  std::size_t number_;
};

// Pieces by their number, as files by their path.
class Pieces final : public io::FileOpener {
 public:
  Pieces(const io::ModelDirectory& model, const std::vector<PlannedPiece>& planned)
      : model_(model), planned_(planned) {}

  Result<std::unique_ptr<io::ByteSource>> open(const ModelPath& path) const override {
    const auto number = parse_decimal(path.text());
    if (!number || *number >= planned_.size()) return Error{ErrorCode::not_found, "there is no such piece"};
    const PlannedPiece& planned = planned_[static_cast<std::size_t>(*number)];
    auto file = model_.open(planned.file->path);
    if (!file.ok()) return file.error();
    return std::unique_ptr<io::ByteSource>(
        std::make_unique<PieceSource>(*std::move(file), planned, static_cast<std::size_t>(*number)));
  }

 private:
  const io::ModelDirectory& model_;
  const std::vector<PlannedPiece>& planned_;
};

std::vector<PlannedPiece> plan_pieces(const evidence::Evidence& gathered, std::vector<FileObservation>& observations) {
  std::vector<PlannedPiece> planned;
  for (const evidence::ClaimSet& set : gathered.claim_sets) {
    for (const evidence::Claim& claim : set.claims) {
      if (claim.pieces.empty()) continue;
      const auto seen = std::ranges::lower_bound(observations, claim.path(), {}, &FileObservation::path);
      const bool is_worth_reading = seen != observations.end() && seen->path == claim.path() && seen->digests.ok() &&
                                    seen->identity.size == claim.file_size;
      for (const evidence::Piece& piece : claim.pieces) {
        if (is_worth_reading) planned.push_back({piece, &*seen});
      }
    }
  }
  return planned;
}

}  // namespace

Status hash_signed_pieces(const io::ModelDirectory& model, const evidence::Evidence& gathered,
                          const VerifyRequest& request, const Watch& watch,
                          std::vector<FileObservation>& observations) {
  const std::vector<PlannedPiece> planned = plan_pieces(gathered, observations);
  if (planned.empty()) return done;
  pipeline::HashPlan plan;
  plan.items.reserve(planned.size());
  for (std::size_t i = 0; i < planned.size(); ++i) {
    plan.items.push_back({.path = ModelPath::parse(std::to_string(i)).value(),
                          .expected = identity_of(planned[i], i, planned[i].file->identity)});
  }
  const auto hashed = pipeline::hash_files(Pieces(model, planned), plan, request.hashing, watch.stop);
  if (!hashed.ok()) return hashed.error();
  for (std::size_t i = 0; i < planned.size(); ++i) {
    FileObservation& file = *planned[i].file;
    const auto& digests = (*hashed)[i].digests;
    const auto sha256 = digests.ok() ? digests->sha256() : std::nullopt;
    if (sha256) {
      file.pieces.push_back(*sha256);
    } else if (file.digests.ok()) {
      file.digests = digests.ok() ? Error{ErrorCode::io, "a part of it was not hashed"} : digests.error();
    }
  }
  return done;
}

}  // namespace weightcheck::workflow
