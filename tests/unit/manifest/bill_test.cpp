// SPDX-License-Identifier: Apache-2.0
// Forms as CycloneDX 1.6, SPDX 2.3 and SPDX 3.0.1 have them.
#include "manifest/bill.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace weightcheck::manifest {
namespace {

const std::string first_hex(64, 'a'), other_hex(64, 'b');

std::string with_quotes(std::string text) {
  for (char& c : text)
    if (c == '\'') c = '"';
  return text;
}

std::vector<std::string> listed(const std::string& text) {
  const auto read = read_bill(bytes_of(with_quotes(text)));
  if (const auto* refused = std::get_if<Rejection>(&read)) return {"refused: " + refused->message};
  std::vector<std::string> lines;
  for (const Entry& entry : std::get<Manifest>(read).entries)
    lines.push_back(entry.sha256.hex().substr(0, 1) + " " + entry.path.text());
  return lines;
}

Reason reason_of(const std::string& text) {
  const auto read = read_bill(bytes_of(with_quotes(text)));
  const auto* refused = std::get_if<Rejection>(&read);
  EXPECT_NE(refused, nullptr) << text;
  return refused == nullptr ? Reason::line_malformed : refused->reason;
}

std::string component(const std::string& name, const std::string& digits, const std::string& algorithm = "SHA-256") {
  return "{'type': 'file', 'name': '" + name + "', 'hashes': [{'alg': '" + algorithm + "', 'content': '" + digits +
         "'}]}";
}

std::string cyclonedx(const std::string& components) {
  return "{'bomFormat': 'CycloneDX', 'specVersion': '1.6', 'components': [" + components + "]}";
}

using Lines = std::vector<std::string>;

TEST(Bill, of_cyclonedx_lists_files_at_any_depth) {
  EXPECT_EQ(listed(cyclonedx(component("config.json", first_hex) +
                             ", {'type': 'machine-learning-model', 'name': 'm', "
                             "'hashes': [{'alg': 'SHA-256', 'content': '" +
                             other_hex + "'}], 'components': [" + component("./unet/a", other_hex) + "]}")),
            (Lines{"a config.json", "b unet/a"}));
}

TEST(Bill, of_cyclonedx_lists_the_files_of_its_subject) {
  EXPECT_EQ(
      listed("{'bomFormat': 'CycloneDX', 'metadata': {'component': {'type': 'machine-learning-model', 'name': 'm', "
             "'components': [" +
             component("model.safetensors", other_hex) + "]}}, 'components': [" + component("config.json", first_hex) +
             "]}"),
      (Lines{"a config.json", "b model.safetensors"}));
}

TEST(Bill, of_spdx_2_lists_its_files) {
  EXPECT_EQ(listed("{'spdxVersion': 'SPDX-2.3', 'packages': [{'name': 'm'}], 'files': [{'fileName': './a b', "
                   "'checksums': [{'algorithm': 'SHA1', 'checksumValue': 'aa'}, {'algorithm': 'SHA256', "
                   "'checksumValue': '" +
                   std::string(64, 'A') + "'}]}]}"),
            (Lines{"a a b"}));
}

TEST(Bill, of_spdx_3_lists_the_files_of_its_graph) {
  EXPECT_EQ(listed("{'@context': 'https://spdx.org/rdf/3.0.1/spdx-context.jsonld', '@graph': [{'type': 'SpdxDocument', "
                   "'name': 'd'}, {'type': 'software_File', 'name': 'a', 'verifiedUsing': [{'type': 'Hash', "
                   "'algorithm': 'sha256', 'hashValue': '" +
                   first_hex + "'}]}]}"),
            (Lines{"a a"}));
}

TEST(Bill, leaves_out_files_without_a_sha256_and_is_refused_without_any) {
  EXPECT_EQ(listed(cyclonedx(component("a", first_hex) + "," + component("b", std::string(32, 'b'), "MD5"))),
            (Lines{"a a"}));
  EXPECT_EQ(reason_of(cyclonedx(component("b", std::string(32, 'b'), "MD5"))), Reason::no_files);
  EXPECT_EQ(reason_of(cyclonedx("")), Reason::no_files);
}

TEST(Bill, may_list_a_file_twice_and_not_with_two_digests) {
  EXPECT_EQ(listed(cyclonedx(component("a", first_hex) + "," + component("./a", first_hex))), (Lines{"a a"}));
  EXPECT_EQ(reason_of(cyclonedx(component("a", first_hex) + "," + component("a", other_hex))), Reason::path_twice);
}

TEST(Bill, never_leads_out_of_the_model) {
  for (const char* name : {"../a", "a/../../b", "//a", "C:/a", "/../a", "", "./"})
    EXPECT_EQ(reason_of(cyclonedx(component(name, first_hex))), Reason::path_unsafe) << name;
  EXPECT_EQ(listed(cyclonedx(component("/model/a", first_hex))), (Lines{"a model/a"}));
}

TEST(Bill, that_is_broken_is_refused_whole) {
  EXPECT_EQ(reason_of(cyclonedx(component("a", first_hex) + "," + component("b", first_hex + "a"))),
            Reason::digest_malformed);
  EXPECT_EQ(reason_of("{'bomFormat': 'CycloneDX', 'components': ["), Reason::line_malformed);
  EXPECT_EQ(reason_of("{'bomFormat': 'CycloneDX', 'bomFormat': 'CycloneDX', 'components': []}"),
            Reason::line_malformed);
  EXPECT_EQ(reason_of("{'files': []}"), Reason::version_unknown);
  EXPECT_EQ(reason_of("{'spdxVersion': 'SPDX-9', 'files': []}"), Reason::version_unknown);
  EXPECT_EQ(reason_of("{'spdxVersion': 'SPDX-2.3'}"), Reason::no_files);
  EXPECT_EQ(reason_of("{'bomFormat': 'CycloneDX', 'components': 'none'}"), Reason::no_files);
}

TEST(Bill, is_told_by_its_first_character) {
  EXPECT_TRUE(looks_like_bill(bytes_of("\n {")));
  EXPECT_FALSE(looks_like_bill(bytes_of("# weightcheck manifest v1\n")));
  EXPECT_FALSE(looks_like_bill(bytes_of("")));
}

}  // namespace
}  // namespace weightcheck::manifest
