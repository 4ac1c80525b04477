// SPDX-License-Identifier: Apache-2.0
// SHA-256 over lines of "NAME LENGTH:BYTES", so that no two different plans are one text. Times, inodes and the names
// of machines and folders are not in it: those of two machines may differ.
#include <string>

#include "hash/sha256.hpp"
#include "parts/plan.hpp"

namespace weightcheck::parts {
namespace {

class Text {
 public:
  void add(std::string_view name, std::string_view value) {
    text_.append(name).append(" ").append(std::to_string(value.size())).append(":").append(value).push_back('\n');
  }
  void add(std::string_view name, std::uint64_t number) { add(name, std::to_string(number)); }

  [[nodiscard]] Digest digest() const { return hash::sha256(bytes_of(text_)); }

 private:
  std::string text_;
};

void add_claims(Text& text, const evidence::ClaimSet& set) {
  text.add("claims", set.source);
  text.add("origin", evidence::name_of(set.origin.kind));
  text.add("identity", set.origin.identity);
  text.add("coverage", static_cast<std::uint64_t>(set.coverage));
  for (const evidence::Claim& claim : set.claims) {
    text.add("of", claim.span.path.text());
    text.add("offset", claim.span.offset);
    if (claim.span.length) text.add("length", *claim.span.length);
    if (claim.file_size) text.add("file-size", *claim.file_size);
    if (claim.of_link) text.add("link", "");
    for (const evidence::Piece& piece : claim.pieces) {
      text.add("piece", piece.offset);
      text.add("sha256", piece.sha256.hex());
    }
    for (const evidence::Expected& expected : claim.expected)
      text.add(evidence::row_of(expected.algorithm()).name, expected.hex());
  }
  for (const ModelPath& path : set.silent_on)
    text.add("silent", path.text());
}

}  // namespace

Digest digest_of(const PlanBasis& basis) {
  Text text;
  text.add("weightcheck plan", plan_version);
  text.add("command", basis.command);
  text.add("parts", basis.plan->parts.size());
  text.add("grid", basis.plan->grid);
  text.add("keeps-states", basis.keeps_states ? 1U : 0U);
  text.add("pin", basis.pin);
  for (const PlanBasis::Listed& file : basis.listed) {
    text.add("file", file.name);
    text.add("size", file.size);
  }
  for (const Work& work : basis.plan->work) {
    text.add("work", work.path.text());
    text.add("bytes", work.size);
    for (const evidence::AlgorithmRow& row : evidence::algorithms) {
      if (work.wanted.contains(row.algorithm)) text.add("wanted", row.name);
    }
    if (work.line) text.add("states", work.line->hex());
  }
  if (basis.claim_sets != nullptr) {
    for (const evidence::ClaimSet& set : *basis.claim_sets)
      add_claims(text, set);
  }
  return text.digest();
}

}  // namespace weightcheck::parts
