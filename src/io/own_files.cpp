// SPDX-License-Identifier: Apache-2.0
#include "io/own_files.hpp"

#include <algorithm>
#include <iterator>

#include "base/bytes.hpp"
#include "base/limits.hpp"
#include "git/proof.hpp"
#include "io/model_directory.hpp"
#include "ledger/ledger.hpp"
#include "manifest/manifest.hpp"
#include "midstates/midstates.hpp"
#include "signature/bundle.hpp"

namespace weightcheck::io {
namespace {

constexpr std::string_view journal_opening = "weightcheck resume v1\n";

constexpr OwnFile own_files[] = {
    {manifest_name, limits::manifest_bytes_max,
     [](std::string_view text) { return manifest::parse(bytes_of(text)).ok(); }},
    {proof_name, limits::proof_bytes_max, [](std::string_view text) { return git::parse_proof(bytes_of(text)).ok(); }},
    // One of another version is one, too; whoever signs with it lists it.
    {signature_name, limits::signature_bytes_max,
     [](std::string_view text) {
       const auto read = signature::read_bundle(text);
       return read.ok() || read.error().code == ErrorCode::unsupported;
     },
     Ask::whole, Listed::is_of_the_model},
    {resume_name, static_cast<std::size_t>(limits::resume_journal_bytes_max),
     // A full disk leaves less than its opening.
     [](std::string_view text) { return text.starts_with(journal_opening) || journal_opening.starts_with(text); }},
    // It bears on no verdict, so a damaged one is still one: what is wrong with it is told by those who read it.
    {midstates_name, midstates::opening.size(),
     [](std::string_view text) { return midstates::opening.starts_with(text); }, Ask::head},
    // As little: what is in it is held against proofs and bytes by those who read it.
    {ledger::usual_name, ledger::opening.size(),
     [](std::string_view text) { return ledger::opening.starts_with(text); }, Ask::head},
};

}  // namespace

const OwnFile* own_file(std::string_view name) {
  const auto* const found = std::ranges::find(own_files, name, &OwnFile::name);
  return found == std::end(own_files) ? nullptr : found;
}

}  // namespace weightcheck::io
