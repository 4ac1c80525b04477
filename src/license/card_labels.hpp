// SPDX-License-Identifier: Apache-2.0
// What the body of a model card gives as the model's license in a form of its own: a line "License: X", a section, a
// row of a table, a badge. Sentences are for statements.hpp.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "license/meant.hpp"

namespace weightcheck::license {

struct CardLabel {
  enum class Form : std::uint8_t { line, section, badge };  // a row of a table is a line

  Form form = Form::line;
  Meant license{};

  friend bool operator==(const CardLabel&, const CardLabel&) = default;
};

// In the order of the card, at most 64, each license once a form. What is labelled as the license of code, of data or
// of a base is none of these.
[[nodiscard]] std::vector<CardLabel> labels_in_card(std::string_view body);

}  // namespace weightcheck::license
