// SPDX-License-Identifier: Apache-2.0
// nlohmann's SAX parser reads the text. Added here is what its events do not tell: where they stand, how deep, and that
// -0 is not an integer. A byte order mark, which it skips, and a NUL byte, which it takes for the end, are refused. It
// keeps every byte since the last string or number began, and an error would hold that four times more, so such a
// stretch has a limit. It throws nothing: errors come to parse_error().
#include "json/events.hpp"

#include <algorithm>
#include <iterator>
#include <nlohmann/json.hpp>
#include <optional>

#include "json/utf8.hpp"

namespace weightcheck::json {
namespace {

using Tree = nlohmann::ordered_json;

// How far the parser has read, and where it is told that the text ends.
struct Place {
  const char* at;
  const char* stop;
};

class Cursor {
 public:
  using iterator_category = std::input_iterator_tag;
  using value_type = char;
  using difference_type = std::ptrdiff_t;
  using pointer = const char*;
  using reference = char;

  explicit Cursor(Place& place) : place_(&place) {}
  char operator*() const { return *place_->at; }
  Cursor& operator++() {
    ++place_->at;
    return *this;
  }
  bool operator==(const Cursor& /*end*/) const { return place_->at == place_->stop; }

 private:
  Place* place_;
};

Error malformed(std::string_view text, std::size_t at, std::string_view reason) {
  return {ErrorCode::malformed, "JSON is malformed at " + describe_place(text, at) + ": " + std::string(reason)};
}

// "[...] parse error at ...: syntax error while parsing array - REASON; last read: 'BYTES'"
std::string_view reason_of(const Tree::exception& exception) {
  constexpr int number_overflow = 406;
  if (exception.id == number_overflow) return "the number is too large";
  std::string_view what = exception.what();
  what = what.substr(0, what.find("; last read: "));
  const std::size_t dash = what.find(" - ");
  return dash == what.npos ? "syntax error" : what.substr(dash + 3);
}

class Bridge final : public nlohmann::json_sax<Tree> {
 public:
  Bridge(std::string_view text, const EventLimits& limits, Handler& handler)
      : text_(text), limits_(limits), handler_(handler), place_{.at = text.data(), .stop = text.data()} {
    move_stop();
  }

  Result<Ending> run() {
    const bool comments = limits_.comments == Comments::allowed;
    const bool whole =
        Tree::sax_parse(Cursor(place_), Cursor(place_), this, Tree::input_format_t::json, true, comments);
    if (error_) return *std::move(error_);
    return Ending{.whole = whole, .offset = offset() - (after_number_ ? 1 : 0)};
  }

  bool null() override { return going(handler_.on_null()); }
  bool boolean(bool truth) override { return going(handler_.on_bool(truth)); }
  bool number_integer(std::int64_t number) override {  // its text begins with '-'
    return going_after_number(number < 0 ? handler_.on_negative(number) : handler_.on_real(-0.0));
  }
  bool number_unsigned(std::uint64_t number) override { return going_after_number(handler_.on_unsigned(number)); }
  bool number_float(double number, const std::string& /*text*/) override {
    return going_after_number(handler_.on_real(number));
  }
  bool string(std::string& text) override {
    move_stop();
    return going(handler_.on_string(text));
  }
  bool key(std::string& text) override {
    move_stop();
    return going(handler_.on_key(text));
  }
  bool binary(Tree::binary_t& /*bytes*/) override { return false; }  // JSON has none

  bool start_object(std::size_t /*size*/) override { return deeper() && going(handler_.begin_object()); }
  bool start_array(std::size_t /*size*/) override { return deeper() && going(handler_.begin_array()); }
  bool end_object() override {
    --depth_;
    return going(handler_.end_object());
  }
  bool end_array() override {
    --depth_;
    return going(handler_.end_array());
  }

  // The last byte that was read is the one at fault, or the end of the text is.
  bool parse_error(std::size_t bytes_read, const std::string& /*token*/, const Tree::exception& exception) override {
    if (place_.at == place_.stop && offset() < text_.size()) {
      error_ = Error{ErrorCode::limit, "JSON has no string or number that ends within " +
                                           std::to_string(limits_.stretch_bytes_max) + " bytes before " +
                                           describe_place(text_, offset())};
    } else {
      error_ = malformed(text_, bytes_read - 1, reason_of(exception));
    }
    return false;
  }

 private:
  [[nodiscard]] std::size_t offset() const { return static_cast<std::size_t>(place_.at - text_.data()); }

  void move_stop() { place_.stop = place_.at + std::min(text_.size() - offset(), limits_.stretch_bytes_max); }

  static bool going(Next next) { return next == Next::go_on; }

  // The parser has read one byte more, unless the text ends with the number.
  bool going_after_number(Next next) {
    move_stop();
    if (next == Next::stop) after_number_ = text_[offset() - 1] < '0' || text_[offset() - 1] > '9';
    return next == Next::go_on;
  }

  bool deeper() {
    if (depth_++ < limits_.depth_max) return true;
    error_ = Error{ErrorCode::limit, "JSON is nested deeper than " + std::to_string(limits_.depth_max) +
                                         " brackets at " + describe_place(text_, offset() - 1)};
    return false;
  }

  std::string_view text_;
  const EventLimits& limits_;
  Handler& handler_;
  Place place_;
  std::size_t depth_ = 0;
  bool after_number_ = false;
  std::optional<Error> error_;
};

}  // namespace

Result<Ending> parse_events(std::string_view text, const EventLimits& limits, Handler& handler) {
  if (text.size() > limits.bytes_max) {
    return Error{ErrorCode::limit, "JSON of " + std::to_string(text.size()) + " bytes is over the limit of " +
                                       std::to_string(limits.bytes_max)};
  }
  if (const std::size_t at = find_invalid_utf8(text); at != text.npos) {
    return malformed(text, at, "the bytes are not UTF-8");
  }
  if (const std::size_t at = text.find('\0'); at != text.npos) return malformed(text, at, "a NUL byte is not JSON");
  if (text.starts_with("\xEF\xBB\xBF")) return malformed(text, 0, "a byte order mark is not JSON");
  Bridge bridge(text, limits, handler);
  return bridge.run();
}

std::string describe_place(std::string_view text, std::size_t offset) {
  const std::string_view before = text.substr(0, offset);
  const auto line = std::count(before.begin(), before.end(), '\n') + 1;
  return "line " + std::to_string(line) + " (byte " + std::to_string(offset) + ")";
}

}  // namespace weightcheck::json
