// SPDX-License-Identifier: Apache-2.0
// Which licenses the given files are, directories walked: what `weightcheck license` does.
#pragma once

#include <string>
#include <vector>

#include "base/result.hpp"
#include "license/identify.hpp"

namespace weightcheck::workflow {

struct IdentifiedFile {
  std::string path;  // as given, or below the directory that was given; raw bytes
  Result<license::Identification> text;
};

struct IdentifiedLicenses {
  std::vector<IdentifiedFile> files;
  std::vector<std::string> without;  // directories in which no file has the name of a license
};

// Every path that is a file; of a directory, the files whose names are those of licenses. A path that cannot be read
// carries its Error.
[[nodiscard]] IdentifiedLicenses identify_licenses(const std::vector<std::string>& paths);

}  // namespace weightcheck::workflow
