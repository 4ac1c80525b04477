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
                                      "third_party/licenses/x"}) {
    EXPECT_TRUE(is_license_file_name(name)) << name;
  }
}

TEST(LicenseFileNames, ProgramsDataAndWordsThatOnlyBeginSoAreNone) {
  for (const std::string_view name :
       {"license_utils.py", "licenses.json", "LICENSE.safetensors", "licensee", "copyingtool", "README.md",
        "config.json", "model.safetensors", "relicense.txt", "NOTICE", "LICENSE_NOTICE.txt", "USE_POLICY.md", ""}) {
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

TEST(LicenseFileNames, UsePolicies) {
  for (const std::string_view name :
       {"USE_POLICY.md", "use-policy.txt", "Acceptable Use Policy.md", "gemma_prohibited_use_policy.md"}) {
    EXPECT_TRUE(is_use_policy_file_name(name)) << name;
  }
  EXPECT_FALSE(is_use_policy_file_name("policy.json"));
}

}  // namespace
}  // namespace weightcheck::license
