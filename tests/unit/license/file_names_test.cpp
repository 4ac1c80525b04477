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
  for (const std::string_view name :
       {"license_utils.py", "licenses.json", "LICENSE.safetensors", "licensee", "copyingtool", "README.md",
        "config.json", "model.safetensors", "relicense.txt", "NOTICE", "LICENSE_NOTICE.txt", "USE_POLICY.md",
        "license_map.json", "licenses/index.json", ""}) {
    EXPECT_FALSE(is_license_file_name(name)) << name;
  }
}

TEST(LicenseFileNames, NoticesAreNotices) {
  for (const std::string_view name : {"NOTICE", "Notice.txt", "NOTICE.md", "THIRD_PARTY_NOTICES.txt", "sub/NOTICE"}) {
    EXPECT_TRUE(is_notice_file_name(name)) << name;
  }
  EXPECT_FALSE(is_notice_file_name("notices.json"));
  EXPECT_FALSE(is_notice_file_name("unnoticed"));
}

TEST(LicenseFileNames, NamesThatMaySpeakOfTerms) {
  for (const std::string_view name :
       {"TERMS.md", "LEGAL.txt", "RESTRICTIONS.txt", "Conditions", "usage.md", "TERMS.json"}) {
    EXPECT_TRUE(may_hold_terms(name)) << name;
    EXPECT_FALSE(is_license_file_name(name)) << name;
  }
  for (const std::string_view name : {"LICENSE", "NOTICE", "USE_POLICY.md", "terms.py", "determs.txt", "README.md"}) {
    EXPECT_FALSE(may_hold_terms(name)) << name;
  }
}

TEST(LicenseFileNames, SayWhatTheyCoverByWholeWords) {
  constexpr Scope weights{.weights = true, .code = false, .other = false};
  constexpr Scope code{.weights = false, .code = true, .other = true};
  constexpr Scope other{.weights = false, .code = false, .other = true};
  constexpr Scope unsaid{};
  const struct {
    const char* path;
    Scope scope;
  } cases[] = {{"LICENSE", unsaid},
               {"LICENSE-MODEL", weights},
               {"MODEL_LICENSE1.txt", weights},
               {"LICENSE_weights", weights},
               {"ModelLicense.md", weights},
               {"model_licenses/LICENSE-FLUX1-dev", weights},
               {"LICENSE-CODE", code},
               {"code_license.txt", code},
               {"src/LICENSE", code},
               {"LICENSE_DATA", other},
               {"third_party/models/LICENSE", other},
               {"encoder/LICENSE", unsaid},
               {"LICENSE-decode.txt", unsaid},
               {"metadata/LICENSE", unsaid},
               {"remodel/LICENSE", unsaid},
               {"LICENSE.doc", unsaid},
               {"code/MODEL_LICENSE", weights}};
  for (const auto& one : cases)
    EXPECT_EQ(scope_of_path(one.path), one.scope) << one.path;
}

TEST(LicenseFileNames, UsePolicies) {
  for (const std::string_view name : {"USE_POLICY.md", "use-policy.txt", "Acceptable Use Policy.md",
                                      "gemma_prohibited_use_policy.md", "USE_RESTRICTIONS.md", "UsagePolicy.txt"}) {
    EXPECT_TRUE(is_use_policy_file_name(name)) << name;
  }
  EXPECT_FALSE(is_use_policy_file_name("policy.json"));
}

}  // namespace
}  // namespace weightcheck::license
