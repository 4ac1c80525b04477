// SPDX-License-Identifier: Apache-2.0
// The table of sources, in the order of DESIGN section 5.
#include "workflow/claim_source.hpp"

#include <utility>

#include "base/escape.hpp"
#include "hubs/upstream.hpp"

namespace weightcheck::workflow {
namespace {

constexpr ClaimSource sources[] = {
    {manifest_source_name, read_manifest, drop_misplaced},
    {"the signature", read_signature, pass_what_is_left_out},
    {"the commit's trees", read_proof, keep_what_is_here},
    {"", read_layouts, add_layout_claims},
    {"", read_store, add_store_claims},
};

}  // namespace

std::span<const ClaimSource> claim_sources() { return sources; }

void Gathering::pin(evidence::PinStatement statement, const std::string& by) {
  if (statement.commit) said.statements.push_back({"commit", statement.commit->hex(), statement.origin, by});
  if (statement.upstream) {
    // What is told has one spelling, whatever a manifest has.
    if (const auto named = hubs::read_upstream(*statement.upstream); named.ok()) statement.upstream = named->written;
    said.statements.push_back({"upstream", *statement.upstream, statement.origin, by});
  }
  own_pin |= statement.commit && statement.origin.kind == evidence::OriginKind::self;
  pins.push_back(std::move(statement));
}

void Gathering::reject(evidence::RejectedKind kind, std::string message) {
  said.rejected = evidence::Rejected{kind, std::move(message)};
}

Result<FoundFile> Gathering::find_file(const std::optional<std::string>& named, std::string_view usual,
                                       std::size_t bytes_max, evidence::RejectedKind if_refused) {
  const std::string name = named.value_or(std::string(usual));
  auto bytes = named ? io::read_file(*named, bytes_max) : model.read_small(ModelPath::parse(usual).value(), bytes_max);
  const bool from_caller = named && !model.has_a_say_in(*named);
  FoundFile found{std::nullopt, {from_caller ? evidence::OriginKind::caller : evidence::OriginKind::self, ""}, name};
  if (bytes.ok()) {
    found.bytes = std::move(*bytes);
    return found;
  }
  if (!named && bytes.error().code == ErrorCode::not_found) return found;
  Error error = within(bytes.error(), printable(name));
  if (error.code == ErrorCode::limit || error.code == ErrorCode::malformed) {  // refused evidence, not trouble of ours
    reject(if_refused, error.message);
    return found;
  }
  if (named && error.code == ErrorCode::not_found) error.code = ErrorCode::usage;
  return error;
}

}  // namespace weightcheck::workflow
