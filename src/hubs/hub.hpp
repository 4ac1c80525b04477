// SPDX-License-Identifier: Apache-2.0
// What there is to know of a hub beside its REST interface. The rows are in table.hpp.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string_view>

namespace weightcheck::hubs {

// A few values of a constexpr row; one too many does not compile.
template <typename T, std::size_t max>
class List {
 public:
  constexpr List() = default;
  constexpr List(std::initializer_list<T> values) {
    for (const T& value : values)
      values_[size_++] = value;
  }

  [[nodiscard]] constexpr const T* begin() const { return values_.data(); }
  [[nodiscard]] constexpr const T* end() const { return values_.data() + size_; }
  [[nodiscard]] constexpr bool empty() const { return size_ == 0; }
  [[nodiscard]] constexpr const T& front() const { return values_[0]; }

 private:
  std::array<T, max> values_{};
  std::size_t size_ = 0;
};
using Words = List<std::string_view, 16>;

// A kind of repository that a hub holds.
struct Section {
  std::string_view path{};          // between endpoint and OWNER/NAME; "" for models
  std::string_view cache_prefix{};  // of the folder's name in the client's cache; "" where it has none
};

enum class OwnerPart : std::uint8_t { required, optional };   // optional: the oldest models are NAME alone
enum class NameCase : std::uint8_t { significant, ignored };  // are Org/Name and org/name one repository?
enum class EndpointForm : std::uint8_t { url, host };         // what the endpoint's variable holds

// Who speaks how: which REST interface lists a commit's files, and which records the client leaves. A hub without
// either is asked over git alone.
enum class Protocol : std::uint8_t { git_only, hugging_face, modelscope };

// Environment variables; "" or empty for what there is none of.
struct EnvironmentNames {
  std::string_view endpoint{};
  EndpointForm endpoint_form = EndpointForm::url;
  Words tokens{};                   // the first that is set counts
  std::string_view token_off{};     // true: no token is sent
  std::string_view token_file{};    // names the file that holds the token
  std::string_view home{};          // else the token is in this folder's file `token`
  std::string_view cache_folder{};  // else in this one of $XDG_CACHE_HOME or ~/.cache
  Words offline{};                  // true: the network is not to be used
};

struct Hub {
  std::string_view prefix{};      // of the short form: hf:OWNER/NAME
  std::string_view endpoint{};    // canonical addresses begin with it; no final '/'
  Words hosts{};                  // in lower case: all that answer for this hub and for no other
  std::string_view page_path{};   // between the endpoint and OWNER/NAME of a model's page, in addresses optional
  std::string_view git_ending{};  // of a clone URL
  List<Section, 6> sections{};    // models first
  Words pages{};                  // what follows OWNER/NAME in the address of a page about a repository
  Words reserved{};               // first segments that are no owners, beside the sections and page_path
  OwnerPart owner = OwnerPart::required;
  NameCase name_case = NameCase::significant;
  std::string_view purl_type{};   // of package URLs; "" where none is registered
  std::string_view token_page{};  // where a person gets a token
  Words record_folders{};         // what the client leaves in a folder it downloads into
  EnvironmentNames environment{};
  Protocol protocol = Protocol::git_only;
};

}  // namespace weightcheck::hubs
