// SPDX-License-Identifier: Apache-2.0
// Any text is a card or is refused; what a card declares is bounded, and its body is the end of the text.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "base/escape.hpp"
#include "base/limits.hpp"
#include "license/card_bases.hpp"
#include "license/card_labels.hpp"
#include "license/declaring_files.hpp"
#include "license/model_card.hpp"
#include "license/prose_said.hpp"
#include "license/shown_text.hpp"

namespace {

void require(bool condition) {
  if (!condition) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace weightcheck;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto card = license::read_model_card(text);
  if (!card) {
    require(!hides_characters(card.error().message) && card.error().message.size() < 1000);
    return 0;
  }
  require(text.ends_with(card->body));
  require(card->declared.licenses.size() <= limits::card_values_max);
  require(card->declared.base_models.size() <= limits::card_values_max);
  if (!card->has_front_matter) require(card->declared == license::Declarations{} && card->odd_keys.empty());
  for (const license::CardLabel& label : license::labels_in_card(card->body))
    require(!label.license.shown.empty());
  const auto said = license::said_in_prose(card->body, license::Prose::card);
  require(said.licenses.empty() && said.restriction.size() <= 200);
  require(license::bases_in_prose(card->body).size() <= 16);
  for (const auto form :
       {license::DeclaringFile::reuse, license::DeclaringFile::dep5, license::DeclaringFile::citation})
    require(license::declared_in_file(form, text).weights.size() <= text.size());
  const license::ShownText shown(card->body);
  require(!shown.shows(""));
  require(card->declared.license_link.empty() ||
          license::linked_path(card->declared.license_link).size() <= text.size());
  return 0;
}
