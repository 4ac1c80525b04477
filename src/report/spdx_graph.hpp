// SPDX-License-Identifier: Apache-2.0
// The frame of an SPDX 3.0.1 document in JSON-LD, whatever it tells: who made it and when, elements that it lists
// itself, and a bill of materials whose root is the element "model".
#pragma once

#include <string>
#include <string_view>

#include "json/value.hpp"
#include "json/write.hpp"

namespace weightcheck::report {

class SpdxGraph {
 public:
  // `uuid` makes the ids of the elements the document's own; `created` is in UTC; `version` is this program's.
  SpdxGraph(const std::string& uuid, const std::string& created, const std::string& version);

  [[nodiscard]] std::string id(std::string_view local) const { return space_ + std::string(local); }

  // An element to be filled and added.
  [[nodiscard]] json::Object element(std::string_view type, std::string_view local);
  void add(json::Object element) { document_.add_item(std::move(element)); }
  void add_named(std::string_view type, std::string_view local, std::string_view name);  // of which only that is known

  // With all that was added. The package "model" is one of the elements.
  [[nodiscard]] std::string finish(json::Array profiles) &&;

 private:
  void add_whole(std::string_view type, std::string_view local, const json::Array& profiles, std::string_view root,
                 json::Object members);

  const std::string space_;
  json::ObjectText document_;
  json::Array elements_{};  // ids
};

}  // namespace weightcheck::report
