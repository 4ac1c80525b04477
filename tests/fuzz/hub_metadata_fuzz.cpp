// SPDX-License-Identifier: Apache-2.0
// Any text is a record of a download, a list of a commit's files, both or neither; a claim that came out of a list can
// always be held against something, and an etag that is joined to it is kept.
#include <cstdint>
#include <cstdlib>
#include <string>

#include "anchor/hub_metadata.hpp"
#include "base/bytes.hpp"
#include "base/escape.hpp"

namespace {

using namespace weightcheck;

void require(bool condition) {
  if (!condition) std::abort();
}

void require_message(const Error& error) { require(!hides_characters(error.message) && error.message.size() < 5000); }

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = text_of(std::as_bytes(std::span(data, size)));
  const auto record = anchor::parse_download_record(text);
  if (record.ok()) {
    require(record->seconds >= 0);
    require(text.starts_with(record->commit.hex()));
    require(!record->etag || text.find(record->etag->hex()) != std::string_view::npos);
  } else {
    require_message(record.error());
  }

  auto claims = anchor::parse_commit_listing(text);
  if (!claims.ok()) {
    require_message(claims.error());
    return 0;
  }
  const auto etag = *anchor::parse_etag(std::string(64, 'e'));
  const auto other = *anchor::parse_etag(std::string(40, 'e'));
  for (std::size_t i = 0; i < claims->size(); ++i) {
    auto& claim = (*claims)[i];
    require(claim.file_size && !claim.expected.empty() && !claim.of_link);
    require(i == 0 || (*claims)[i - 1].path() < claim.path());
    const auto before = claim;
    const auto clash = anchor::join_etag(claim, etag);
    require(claim.sha256()->hex() == etag.hex());
    require(clash.has_value() == (before.sha256() && before.sha256() != claim.sha256()));
    const auto blob_clash = anchor::join_etag(claim, other);
    require(claim.blob_id()->hex() == other.hex());
    require(!anchor::join_etag(claim, other) && !anchor::join_etag(claim, etag));
    require(blob_clash.has_value() || !before.sha256() || claim.blob_id() == before.blob_id());
  }
  return 0;
}
