// SPDX-License-Identifier: Apache-2.0
#include "license/file_names.hpp"

#include <gtest/gtest.h>

#include <string_view>

namespace weightcheck::license {
namespace {

TEST(LicenseFileNames, TheNamesThatModelsUse) {
  for (const std::string_view name : {"LICENSE",
                                      "license",
                                      "LICENSE.txt",
                                      "LICENSE.md",
                                      "Licence.rst",
                                      "LICENSE-MODEL",
                                      "LICENSE-CODE",
                                      "MODEL_LICENSE",
                                      "MODEL_LICENSE.pdf",
                                      "Tongyi Qianwen LICENSE AGREEMENT",
                                      "Tongyi Qianwen LICENSE AGREEMENT.txt",
                                      "LICENSE_GEMMA.md",
                                      "LICENSE.Apache-2.0",
                                      "LICENSE-2.0",
                                      "LICENSES.md",
                                      "UNLICENSE",
                                      "COPYING",
                                      "COPYING.LESSER",
                                      "GLM-4-LICENSE",
                                      "weights/LICENSE",
                                      "LICENSES/Apache-2.0.txt",
                                      "third_party/licenses/x",
                                      "LICENSE2",
                                      "LICENSE(weights).txt",
                                      "LicenseAgreement.txt",
                                      "LICENSE+NC.txt",
                                      "MODEL_LICENSE1.txt",
                                      "LICENSE.json",
                                      "LICENSE.yaml",
                                      "LICENSE-use-policy.txt",
                                      "EULA.txt",
                                      "TERMS_OF_USE.txt",
                                      "modellicense.txt",
                                      "Lizenz.txt",
                                      "LICENCIA.md",
                                      "\xE8\xAE\xB8\xE5\x8F\xAF\xE8\xAF\x81.txt"}) {
    EXPECT_TRUE(is_license_file_name(name)) << name;
  }
}

TEST(LicenseFileNames, ProgramsDataAndWordsThatOnlyBeginSoAreNone) {
  EXPECT_FALSE(is_license_file_name("licenses/123")) << "no word";
  for (const std::string_view name :
       {"license_utils.py", "licenses.json", "LICENSE.safetensors", "licensee", "copyingtool", "README.md",
        "config.json", "model.safetensors", "relicense.txt", "NOTICE", "LICENSE_NOTICE.txt", "USE_POLICY.md",
        "license_map.json", "licenses/index.json", "LICENSES/README.md", "licenses/.gitkeep", ""}) {
    EXPECT_FALSE(is_license_file_name(name)) << name;
  }
}

TEST(LicenseFileNames, NoticesAreNotices) {
  for (const std::string_view name : {"NOTICE", "Notice.txt", "NOTICE.md", "THIRD_PARTY_NOTICES.txt", "sub/NOTICE"}) {
    EXPECT_EQ(subject_of_name(name), Subject::notice) << name;
  }
  EXPECT_NE(subject_of_name("notices.json"), Subject::notice);
  EXPECT_NE(subject_of_name("unnoticed"), Subject::notice);
}

TEST(LicenseFileNames, NamesThatMaySpeakOfTerms) {
  for (const std::string_view name :
       {"TERMS.md", "LEGAL.txt", "RESTRICTIONS.txt", "Conditions", "usage.md", "TERMS.json"}) {
    EXPECT_EQ(subject_of_name(name), Subject::terms) << name;
    EXPECT_FALSE(is_license_file_name(name)) << name;
  }
  for (const std::string_view name : {"LICENSE", "NOTICE", "USE_POLICY.md", "terms.py", "determs.txt", "README.md"}) {
    EXPECT_NE(subject_of_name(name), Subject::terms) << name;
  }
}

TEST(LicenseFileNames, NamesOfNothingButTerms) {
  for (const std::string_view name : {"MODEL_TERMS.pdf", "Terms of Use.docx", "legal/weights.pdf", "EULA.pdf"}) {
    EXPECT_TRUE(is_named_as_terms(name)) << name;
  }
  for (const std::string_view name : {"usage_guide.pdf", "paper.pdf", "rights-of-way.pdf", ""}) {
    EXPECT_FALSE(is_named_as_terms(name)) << name;
  }
  EXPECT_EQ(subject_of_name("legal/WEIGHTS.txt"), Subject::terms);
  EXPECT_NE(subject_of_name("legal/logo.png"), Subject::terms);
}

TEST(LicenseFileNames, TextsOfAnyNameInWhichALicenseMayStand) {
  for (const std::string_view name : {"WEIGHTS.txt", "docs/about.md", "index.html"}) {
    EXPECT_TRUE(may_quote_license(name)) << name;
  }
  for (const std::string_view name :
       {"vocab.txt", "merges.txt", "a/b/WEIGHTS.txt", "run.py", "config.json", "Makefile"}) {
    EXPECT_FALSE(may_quote_license(name)) << name;
  }
}

TEST(LicenseFileNames, UsePolicies) {
  for (const std::string_view name : {"USE_POLICY.md", "use-policy.txt", "Acceptable Use Policy.md",
                                      "gemma_prohibited_use_policy.md", "USE_RESTRICTIONS.md", "UsagePolicy.txt"}) {
    EXPECT_EQ(subject_of_name(name), Subject::use_policy) << name;
  }
  EXPECT_NE(subject_of_name("policy.json"), Subject::use_policy);
}

TEST(LicenseFileNames, may_be_pictures_of_the_terms) {
  EXPECT_TRUE(is_license_file_name("LICENSE.png"));
  EXPECT_TRUE(is_license_file_name("MODEL_LICENSE.jpg"));
  EXPECT_FALSE(is_license_file_name("assets/license.svg")) << "a badge";
  EXPECT_FALSE(is_license_file_name("license_plate.png"));
  EXPECT_FALSE(is_license_file_name("licenses.png"));
}

}  // namespace
}  // namespace weightcheck::license
