// SPDX-License-Identifier: Apache-2.0
#include "license/file_scope.hpp"

#include <gtest/gtest.h>

namespace weightcheck::license {
namespace {

constexpr Scope weights{.weights = true, .code = false, .other = false, .unclear = false};
constexpr Scope code{.weights = false, .code = true, .other = true, .unclear = false};
constexpr Scope other{.weights = false, .code = false, .other = true, .unclear = false};
constexpr Scope unclear{.weights = false, .code = false, .other = false, .unclear = true};
constexpr Scope plain{};

TEST(FileScope, is_said_by_whole_words) {
  const struct {
    const char* path;
    Scope scope;
  } cases[] = {{"LICENSE", plain},
               {"LICENSE-MODEL", weights},
               {"MODEL_LICENSE1.txt", weights},
               {"LICENSE_weights", weights},
               {"ModelLicense.md", weights},
               {"model_licenses/LICENSE-FLUX1-dev", weights},
               {"legal/WEIGHTS.txt", weights},
               {"LICENSE-CODE", code},
               {"code_license.txt", code},
               {"src/LICENSE", code},
               {"LICENSE_DATA", other},
               {"LICENSE-demo", other},
               {"LICENSE-3RD-PARTY", other},
               {"LICENSE-3rdparty", other},
               {"LICENSE-deps", other},
               {"third_party/models/LICENSE", other},
               {"third_party/x/MODEL_LICENSE", other},
               {"LICENSE.doc", plain},
               {"docs/LICENSE_WEIGHTS", weights},
               {"docs/weights.md", weights},
               {"docs/LICENSE-CODE", code},
               {"docs/LICENSE", unclear},
               {"documentation/terms.md", unclear},
               {"third_party/docs/LICENSE", other},
               {"code/MODEL_LICENSE", weights}};
  for (const auto& one : cases)
    EXPECT_EQ(scope_of_path(one.path), one.scope) << one.path;
}

TEST(FileScope, of_the_license_or_the_model_itself_is_plain) {
  for (const char* path :
       {"COPYING", "LICENSE-APACHE", "LICENSE-2.0.txt", "LICENSE.Apache-2.0", "GEMMA_LICENSE", "LICENSE_GEMMA.md",
        "Tongyi Qianwen LICENSE AGREEMENT.txt", "GLM-4-LICENSE", "LICENSE-Yuan", "COMMUNITY_LICENSE", "LICENSE_EN.txt",
        "LICENSE.zh-CN.md", "LICENSES/CC-BY-NC-4.0.txt", "TERMS_OF_USE.txt", "LICENSE.LESSER",
        "HunyuanVideo_LICENSE.txt", "llama-2/LICENSE", "EULA.pdf"})
    EXPECT_EQ(scope_of_path(path), plain) << path;
}

TEST(FileScope, of_what_no_list_knows_is_unclear) {
  for (const char* path : {"LICENSE-tokenizer", "tokenizer/LICENSE", "LICENSE.inference", "LICENSE-app", "LICENSE-api",
                           "LICENSE-train", "LICENSE-base", "BASE_MODEL_LICENSE", "LICENSE-vocab", "LICENSE-xyz",
                           "LICENSE.old", "encoder/LICENSE", "LICENSE-decode.txt", "metadata/LICENSE",
                           "remodel/LICENSE", "vae/MODEL_LICENSE", "LICENSE-video", "a/b/LICENSE2xyz"})
    EXPECT_EQ(scope_of_path(path), unclear) << path;
}

TEST(FileScope, knows_what_the_model_calls_its_license) {
  EXPECT_EQ(scope_of_path("ACMELM_LICENSE"), unclear);
  EXPECT_EQ(scope_of_path("ACMELM_LICENSE", "acmelm-license-1.0"), plain);
  EXPECT_EQ(scope_of_path("ACMELM_LICENSE-demo", "acmelm-license-1.0"), other);
}

}  // namespace
}  // namespace weightcheck::license
