// SPDX-License-Identifier: Apache-2.0
#include "evidence/python_imports.hpp"

#include <gtest/gtest.h>

#include <string>

namespace weightcheck::evidence {
namespace {

// The first candidate of each import.
std::string imports_of(std::string_view text, const std::string& file = "modeling.py") {
  std::string names;
  for (const Import& import : relative_imports(ModelPath::parse(file).value(), text))
    names += import.candidates.front().text() + " ";
  return names;
}

TEST(PythonImports, are_those_of_files_beside_the_code) {
  EXPECT_EQ(imports_of("from .configuration import C\nfrom .a.b import x\n  from .late import y\r\n"),
            "configuration.py a/b.py late.py ");
  EXPECT_EQ(imports_of("from . import one, two as second\nfrom . import (three,\n"), "one.py two.py three.py ");
  EXPECT_EQ(imports_of("from . import (\n    one,  # a, b\n    two)\nfrom .three import x\n"),
            "one.py two.py three.py ");
  EXPECT_EQ(imports_of("from . \\\n  import one\nfrom .two \\\r\n import x\n"), "one.py two.py ");
  EXPECT_EQ(imports_of("a = 1; from .one import x\nif a: from . import two; a = 2\n"), "one.py two.py ");
  EXPECT_EQ(imports_of("from ..up import x\nfrom .here import y", "a/b.py"), "up.py a/here.py ");
  EXPECT_EQ(imports_of("from .a import x\nfrom .a import y\n"), "a.py ");
  EXPECT_EQ(imports_of("# a comment\rfrom .b import c\n"), "b.py ") << "Python ends the line there";
}

TEST(PythonImports, are_not_installed_packages) {
  EXPECT_EQ(imports_of("import os\nfrom torch import nn\nfrom a.b import c\n# from .x import y\nfromage = 1\n"), "");
}

TEST(PythonImports, find_the_file_of_a_class) {
  EXPECT_EQ(file_of_class("", "m.X").front().text(), "m.py");
  EXPECT_EQ(file_of_class("f", "p.m.X").front().text(), "f/p/m.py");
  for (const char* none : {"", "X", ".X", "a/b.X", "../m.X", "say \"it\""})
    EXPECT_TRUE(file_of_class("", none).empty()) << none;
}

}  // namespace
}  // namespace weightcheck::evidence
