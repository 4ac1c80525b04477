// SPDX-License-Identifier: Apache-2.0
// Any bytes are a hub's answer or are refused in printable words; what was read holds to the types it was read into.
#include <cstdint>
#include <cstdlib>
#include <span>

#include "anchor/hub_answer.hpp"
#include "anchor/hub_listing.hpp"
#include "base/bytes.hpp"
#include "base/escape.hpp"

namespace {

using namespace weightcheck;

void require(bool condition) {
  if (!condition) std::abort();
}

template <typename T>
bool is_read(const Result<T>& result) {
  if (result.ok()) return true;
  require(!result.error().message.empty() && !hides_characters(result.error().message) &&
          result.error().message.size() < 3000);
  return false;
}

void check_files(const Result<std::vector<anchor::ListedFile>>& files) {
  if (!is_read(files)) return;
  for (const anchor::ListedFile& file : *files) {
    require(ModelPath::parse(file.path.text()).ok());
    require(!file.lfs || file.sha256.has_value());
    require(!file.pointer_bytes || file.lfs);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = text_of(std::as_bytes(std::span(data, size)));
  check_files(anchor::parse_tree_page(text));
  check_files(anchor::parse_modelscope_files(text));
  if (is_read(anchor::parse_model_info(text))) {
    require(anchor::parse_model_info(text)->commit.hex().size() >= 40);
  }
  const std::string next = anchor::next_link(text);
  require(text.find(next) != std::string_view::npos);

  // The same bytes as a header and as a body of an answer that is none.
  static const auto url = http::Url::parse("https://hub.example/api").value();
  const std::string value(text);
  for (const int status : {401, 403, 429, 500}) {
    const http::Response response{
        status,
        url,
        value,
        {{"x-error-message", value}, {"x-error-code", value}, {"ratelimit", value}, {"retry-after", value}},
        {}};
    const auto error = anchor::complaint(
        response, {.upstream = hubs::read_upstream("hf:a/b").value(), .page = "https://hub.example/a/b"});
    require(error && !hides_characters(error->message) && error->message.size() < 3000);
  }
  return 0;
}
