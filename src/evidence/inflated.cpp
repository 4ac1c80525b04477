// SPDX-License-Identifier: Apache-2.0
// RFC 1950 to 1952, by zlib.
#include "evidence/inflated.hpp"

#include <zlib.h>

#include <algorithm>
#include <limits>

#include "base/ascii.hpp"
#include "evidence/raw_text.hpp"

namespace weightcheck::evidence {
namespace {

constexpr std::size_t packed_at_once = std::size_t{16} << 10;
constexpr std::size_t unpacked_at_once = std::size_t{64} << 10;

}  // namespace

struct InflatedReader::Stream {
  z_stream state{};
  std::uint64_t at = 0;  // of the packed bytes
  std::string input{};   // that state.next_in points into
  bool is_open = false;
  bool may_go_on = false;  // a second member of gzip may follow
  bool has_ended = false;
};

InflatedReader::InflatedReader(ByteReader& packed, Packing packing, std::uint64_t size, Budget& budget)
    : packed_(packed), size_(size), budget_(budget), stream_(std::make_unique<Stream>()) {
  const int window = packing == Packing::deflate ? -MAX_WBITS : MAX_WBITS + 32;  // 32: the header says which
  stream_->may_go_on = packing == Packing::zlib_or_gzip;
  stream_->is_open = inflateInit2(&stream_->state, window) == Z_OK;
}

InflatedReader::~InflatedReader() {
  if (stream_->is_open) inflateEnd(&stream_->state);
}

Status InflatedReader::refill() {
  auto input = packed_.read(stream_->at, packed_at_once);
  if (!input.ok()) return input.error();
  stream_->input = *std::move(input);
  stream_->at += stream_->input.size();
  stream_->state.next_in = reinterpret_cast<Bytef*>(stream_->input.data());
  stream_->state.avail_in = static_cast<uInt>(stream_->input.size());
  return done;
}

// Whoever reads gzip goes on behind its end: over zeros to the next member, of which he takes no end of the text.
Result<bool> InflatedReader::goes_on() {
  z_stream& state = stream_->state;
  if (!stream_->may_go_on) return false;
  while (state.avail_in == 0 || *state.next_in == 0) {
    if (state.avail_in > 0) {
      ++state.next_in;
      --state.avail_in;
      continue;
    }
    if (Status drawn = budget_.draw(Cost::bytes, packed_at_once); !drawn.ok()) return drawn.error();
    if (Status filled = refill(); !filled.ok()) return filled.error();
    if (state.avail_in == 0) return false;
  }
  constexpr unsigned char mark = 0x1f;
  return *state.next_in == mark && inflateReset2(&state, MAX_WBITS + 16) == Z_OK;
}

Status InflatedReader::unpack(std::size_t wanted) {
  if (!stream_->is_open) return Error{ErrorCode::io, "zlib has no memory"};
  std::string out(unpacked_at_once, '\0');
  while (unpacked_.size() < wanted && !stream_->has_ended) {
    if (unpacked_.size() >= inflated_bytes_max)
      return Error{ErrorCode::limit, "more than " + std::to_string(inflated_bytes_max) + " bytes are packed in it"};
    z_stream& state = stream_->state;
    if (state.avail_in == 0) {
      if (Status filled = refill(); !filled.ok()) return filled;
      if (state.avail_in == 0) return malformed("what is packed in it is cut off");
    }
    state.next_out = reinterpret_cast<Bytef*>(out.data());
    state.avail_out = static_cast<uInt>(std::min(out.size(), wanted - unpacked_.size()));
    const std::size_t room = state.avail_out;
    const int answer = inflate(&state, Z_NO_FLUSH);
    const std::size_t made = room - state.avail_out;
    if (Status drawn = budget_.draw(Cost::bytes, made); !drawn.ok()) return drawn;
    unpacked_.append(out, 0, made);
    if (answer == Z_STREAM_END) {
      const auto more = goes_on();
      if (!more.ok()) return more.error();
      stream_->has_ended = !*more;
    }
    if (answer != Z_OK && answer != Z_STREAM_END && !(answer == Z_BUF_ERROR && made > 0))
      return malformed("what is packed in it cannot be unpacked");
  }
  return done;
}

Result<std::string> InflatedReader::read(std::uint64_t offset, std::size_t count) {
  if (offset >= size_) return std::string();
  if (offset > inflated_bytes_max)
    return Error{ErrorCode::limit, "more than " + std::to_string(inflated_bytes_max) + " bytes are packed in it"};
  const auto begin = static_cast<std::size_t>(offset);
  const Status unpacked = unpack(std::min(begin + count, inflated_bytes_max));
  // What came before the fault is there, and was seen by whoever unpacks it.
  if (!unpacked.ok() && unpacked_.size() <= begin) return unpacked.error();
  if (stream_->has_ended) size_ = std::min<std::uint64_t>(size_, unpacked_.size());
  if (begin >= unpacked_.size() && !stream_->has_ended)
    return Error{ErrorCode::limit, "more than " + std::to_string(inflated_bytes_max) + " bytes are packed in it"};
  return begin >= unpacked_.size() ? std::string() : unpacked_.substr(begin, count);
}

bool begins_like_zlib(std::string_view head) {
  if (head.size() < 2) return false;
  const unsigned method = static_cast<unsigned char>(head[0]), flags = static_cast<unsigned char>(head[1]);
  constexpr unsigned deflate = 8, window_max = 7;
  return (method & 0xfU) == deflate && method >> 4U <= window_max && (method * 256 + flags) % 31 == 0 &&
         (flags & 0x20U) == 0;
}

std::optional<std::uint64_t> zfile_stream(std::string_view head) {
  constexpr std::string_view mark = "ZF";
  constexpr std::size_t length_bytes = 19, begin = mark.size() + length_bytes;
  if (!head.starts_with(mark) || head.size() <= begin) return std::nullopt;
  // What int(text, 16) takes.
  const auto is_of_a_number = [](char c) {
    return is_hex_digit(c) || c == 'x' || c == 'X' || c == '_' || c == '+' || c == '-' || is_space(c);
  };
  if (!std::ranges::all_of(head.substr(mark.size(), length_bytes), is_of_a_number)) return std::nullopt;
  if (begins_like_zlib(head.substr(begin))) return begin;
  if (head[begin] == ' ' && begins_like_zlib(head.substr(begin + 1))) return begin + 1;
  return std::nullopt;
}

std::optional<std::string> unpacked_head(std::string_view head, std::uint64_t size, std::size_t count) {
  const bool is_stream = head.starts_with("\x1f\x8b") || begins_like_zlib(head);
  const auto begin = is_stream ? std::optional<std::uint64_t>(0) : zfile_stream(head);
  if (!begin) return std::nullopt;
  Budget budget;
  HeadReader whole(head, size);
  PartReader packed(whole, *begin, size);
  InflatedReader stream(packed, Packing::zlib_or_gzip, std::numeric_limits<std::uint64_t>::max(), budget);
  auto unpacked = stream.read(0, count);
  return unpacked.ok() ? std::optional(*std::move(unpacked)) : std::nullopt;
}

}  // namespace weightcheck::evidence
