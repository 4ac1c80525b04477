// SPDX-License-Identifier: Apache-2.0
// Which repository is meant, whatever way a person writes it. Who may be asked for it, and where, is for anchor.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "hubs/hub.hpp"

namespace weightcheck::hubs {

struct Upstream {
  const Hub* hub = nullptr;  // a row of the table, or none for git repositories elsewhere
  std::string section{};     // of the hub: "" for models
  std::string owner{};       // elsewhere the last part of the path but one; "" where there is none
  std::string name{};        // elsewhere the last part of the path
  std::string url{};         // one spelling a repository; names keep their case
  std::string written{};     // as it belongs into a manifest: `url` at a hub; elsewhere with the ".git" that was given

  [[nodiscard]] bool is_model() const { return hub != nullptr && section.empty(); }
  [[nodiscard]] std::string short_name() const;  // OWNER/NAME, or NAME alone
  [[nodiscard]] std::string key() const;         // equal for two spellings of one repository, and for no others
  // At a hub that answers at `endpoint`; elsewhere both are `written`.
  [[nodiscard]] std::string clone_url(std::string_view endpoint) const;
  [[nodiscard]] std::string page_url(std::string_view endpoint) const;

  friend bool operator==(const Upstream& left, const Upstream& right) { return left.key() == right.key(); }
};

// What OWNER/NAME without a host means: nothing, or a model of the usual hub where the caller expects a hub's name.
enum class Bare : std::uint8_t { refused, hub_name };

// From any spelling: hf:OWNER/NAME; a hub's URL, also of a page or a file (/tree/main, /blob/..., /commit/...), with a
// query, a fragment, `.git`, a final '/', the scheme's own port, without a scheme, or as git's ssh has it; and every
// other URL that check_written() accepts, in any case. Errors: malformed, limit; the message does not repeat the text.
[[nodiscard]] Result<Upstream> read_upstream(std::string_view text, Bare bare = Bare::refused);

[[nodiscard]] bool is_short_form(std::string_view text);  // begins with a hub's prefix
[[nodiscard]] std::string short_forms();                  // "hf:ORG/NAME, ms:ORG/NAME"

// For texts that need not be upstreams: those that are none are equal where their bytes are.
[[nodiscard]] std::string canonical(std::string_view text, Bare bare = Bare::refused);
[[nodiscard]] bool is_same_repository(std::string_view left, std::string_view right, Bare bare = Bare::refused);

// The folder of one repository in a hub's cache: models--OWNER--NAME, datasets--OWNER--NAME.
[[nodiscard]] bool is_cache_folder(std::string_view name);
[[nodiscard]] std::optional<Upstream> cached_upstream(std::string_view folder);

}  // namespace weightcheck::hubs
