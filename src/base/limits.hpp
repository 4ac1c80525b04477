// SPDX-License-Identifier: Apache-2.0
// Every bound on what strangers may make this program read, allocate or recurse into. A parser meets its limit before
// it allocates. Values are several times the largest real input known (facts: a 1.5 TB model has 163 shards and a 12 MB
// index).
#pragma once

#include <cstddef>
#include <cstdint>

namespace weightcheck::limits {

inline constexpr std::size_t path_bytes_max = 4096;
inline constexpr std::size_t path_depth_max = 128;
inline constexpr std::size_t model_files_max = 250'000;  // at about 1 KB of memory a file
inline constexpr std::size_t model_name_bytes_max = std::size_t{32}
                                                    << 20;  // of all its paths, which are kept several times
inline constexpr std::size_t head_bytes = 4096;             // what is read of a file to tell what kind of content it is

// Of one model and its bases together, without hashing (evidence/budget.hpp). All spent, they are five seconds.
inline constexpr std::uint64_t gathered_bytes_max = 256'000'000;  // beyond the heads: about as much memory
inline constexpr std::uint64_t gathered_references_max = 10'000;
inline constexpr std::uint64_t gathered_entries_max = 2'000;
inline constexpr std::uint64_t gathered_scanned_max = 500'000'000;  // thirty checkpoints with a tokenizer of 16 MB
inline constexpr std::uint64_t gathered_steps_max = 100'000'000;

inline constexpr std::size_t manifest_bytes_max = std::size_t{64} << 20;
inline constexpr std::uint64_t resume_journal_bytes_max = std::uint64_t{512}
                                                          << 20;  // 250,000 files with names of 2,000 bytes
inline constexpr std::size_t url_bytes_max = 2048;
inline constexpr std::size_t base_models_max = 1000;  // merges name tens
inline constexpr std::size_t proof_bytes_max = std::size_t{64} << 20;
inline constexpr std::size_t proof_objects_max = 200'000;
inline constexpr std::size_t proof_path_bytes_max = std::size_t{128}
                                                    << 20;  // of all paths together: trees may repeat each other
inline constexpr std::size_t commit_bytes_max = std::size_t{1} << 20;
inline constexpr std::size_t tree_depth_max = 64;
inline constexpr std::size_t lfs_pointer_bytes_max =
    1024;  // git-lfs reads no more of a file to decide that it is a pointer
inline constexpr std::size_t git_index_bytes_max = std::size_t{256} << 20;
inline constexpr std::uint64_t base_blob_bytes_max = std::uint64_t{256} << 20;  // hosts refuse raw blobs over 100 MB

inline constexpr std::uint64_t header_bytes_max = 100'000'000;  // of one weight file: safetensors' own bound
inline constexpr std::size_t header_metadata_bytes_max = std::size_t{1} << 20;  // kept of what a header says besides
inline constexpr std::size_t index_bytes_max = std::size_t{64} << 20;
inline constexpr std::size_t index_files_max = 100'000;
inline constexpr std::size_t remote_code_max = 1000;                          // references from one config
inline constexpr std::size_t json_bytes_max = std::size_t{16} << 20;          // configs, policies, cache metadata
inline constexpr std::size_t loader_json_bytes_max = std::size_t{128} << 20;  // the largest tokenizer known has 34 MB
inline constexpr std::size_t python_code_bytes_max = std::size_t{1} << 20;    // of one file, to see what it imports
inline constexpr std::size_t json_depth_max = 128;         // serde_json's recursion limit, which the reference inherits
inline constexpr std::size_t json_values_max = 1'000'000;  // in one document: at most 72 MB of them
inline constexpr std::size_t hub_answer_bytes_max = std::size_t{32} << 20;
inline constexpr std::uint64_t fetched_pack_bytes_max = std::uint64_t{1}
                                                        << 30;  // where a server cannot leave file contents out
inline constexpr std::size_t hub_pages_max = 2000;              // of a thousand files each
inline constexpr std::size_t hub_url_bytes_max = std::size_t{16}
                                                 << 10;  // signed redirects of content networks run to 2 KiB
inline constexpr std::size_t http_header_bytes_max = std::size_t{64} << 10;  // of one answer

inline constexpr std::size_t card_bytes_max = std::size_t{4} << 20;
inline constexpr std::size_t front_matter_bytes_max = std::size_t{1} << 20;
inline constexpr std::size_t license_bytes_max = std::size_t{1} << 20;
inline constexpr std::size_t notice_bytes_max = std::size_t{1} << 20;
inline constexpr std::size_t bases_max = 64;
inline constexpr std::size_t receipt_bytes_max = std::size_t{1} << 30;
inline constexpr std::size_t policy_bytes_max = std::size_t{1} << 20;
inline constexpr std::size_t policy_list_max = 1000;          // entries of one list: waivers, licenses, upstreams
inline constexpr std::size_t policy_reason_bytes_max = 1000;  // of one waiver
inline constexpr std::size_t spdx_expression_bytes_max = 4096;
inline constexpr std::size_t spdx_expression_depth_max = 32;  // parentheses inside parentheses
inline constexpr std::size_t license_facts_bytes_max = std::size_t{4} << 20;
inline constexpr std::size_t license_facts_max = 2000;
inline constexpr std::size_t license_fact_bytes_max = 2000;  // of one value
inline constexpr std::size_t license_name_bytes_max = 200;   // longer names are shown, not looked up
inline constexpr std::size_t card_values_max = 1000;         // licenses or base models in one card
inline constexpr std::size_t yaml_depth_max = 64;
inline constexpr std::size_t yaml_aliases_max = 1000;  // dumps of evaluation results have dozens

inline constexpr std::size_t findings_of_a_rule_max = 10'000;  // of those about one file each; the rest is one
inline constexpr std::size_t finding_paths_max = 1000;         // shown of one finding; the count is always whole

}  // namespace weightcheck::limits
