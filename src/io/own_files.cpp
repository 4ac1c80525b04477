// SPDX-License-Identifier: Apache-2.0
#include "io/own_files.hpp"

#include <algorithm>
#include <iterator>

#include "base/bytes.hpp"
#include "base/limits.hpp"
#include "git/proof.hpp"
#include "io/model_directory.hpp"
#include "manifest/manifest.hpp"

namespace weightcheck::io {
namespace {

constexpr std::string_view journal_opening = "weightcheck resume v1\n";

constexpr OwnFile own_files[] = {
    {manifest_name, limits::manifest_bytes_max,
     [](std::string_view text) { return manifest::parse(bytes_of(text)).ok(); }},
    {proof_name, limits::proof_bytes_max, [](std::string_view text) { return git::parse_proof(bytes_of(text)).ok(); }},
    {resume_name, static_cast<std::size_t>(limits::resume_journal_bytes_max),
     // A full disk leaves less than its opening.
     [](std::string_view text) { return text.starts_with(journal_opening) || journal_opening.starts_with(text); }},
};

}  // namespace

const OwnFile* own_file(std::string_view name) {
  const auto* const found = std::ranges::find(own_files, name, &OwnFile::name);
  return found == std::end(own_files) ? nullptr : found;
}

}  // namespace weightcheck::io
