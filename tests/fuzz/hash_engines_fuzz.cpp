// SPDX-License-Identifier: Apache-2.0
// Any messages, in any mix of lanes, cut at any block and continued in any engine this CPU has, come out as OpenSSL's
// EVP interface says. Input: the number of lanes; for each two bytes of length and one of misalignment; then, as long
// as lanes are unfinished, one byte each for the engine, the number of lanes that go on together, which one is first,
// and the number of blocks. What follows is the messages' bytes, repeated as needed.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <vector>

#include "hash/engine.hpp"
#include "hash/rates.hpp"
#include "hash/sha256.hpp"

namespace {

using namespace weightcheck;

void require(bool condition) {
  if (!condition) std::abort();
}

class Input {
 public:
  explicit Input(ByteSpan bytes) : bytes_(bytes) {}
  std::size_t next() {
    if (bytes_.empty()) return 0;
    const auto value = std::to_integer<std::size_t>(bytes_.front());
    bytes_ = bytes_.subspan(1);
    return value;
  }
  [[nodiscard]] ByteSpan rest() const { return bytes_; }

 private:
  ByteSpan bytes_;
};

struct Message {
  std::size_t size = 0;
  std::size_t shift = 0;
  std::vector<std::byte> memory;  // the padded message lies at `shift`
  std::size_t padded = 0;
  hash::LaneState state;

  [[nodiscard]] ByteSpan content() const { return ByteSpan(memory).subspan(shift, size); }
  [[nodiscard]] ByteSpan blocks() const { return ByteSpan(memory).subspan(shift, padded); }
  [[nodiscard]] std::size_t left() const { return padded - static_cast<std::size_t>(state.bytes); }
};

std::vector<Message> messages_of(Input& input) {
  std::vector<Message> messages(1 + input.next() % 24);
  for (Message& message : messages) {
    message.size = (input.next() * 256 + input.next()) % 5000;
    message.shift = input.next() % 64;
  }
  return messages;
}

void fill(Message& message, ByteSpan pattern, std::size_t salt) {
  message.memory.resize(message.shift + message.size + hash::padding_bytes_max);
  for (std::size_t i = 0; i < message.size; ++i) {
    const std::byte noise = static_cast<std::byte>((i * 31 + salt * 17) & 0xFF);
    message.memory[message.shift + i] = pattern.empty() ? noise : pattern[(i + salt) % pattern.size()] ^ noise;
  }
  message.padded = hash::pad(std::span(message.memory).subspan(message.shift), message.size, message.size);
}

// One step as the input asks for it: some unfinished lanes, one engine, some blocks.
void step(std::vector<Message*>& unfinished, const std::vector<const hash::Engine*>& engines, Input& input) {
  const hash::Engine& engine = *engines[input.next() % engines.size()];
  const std::size_t count = 1 + input.next() % unfinished.size();
  const std::size_t first = input.next() % unfinished.size();
  std::size_t blocks = 1 + input.next() % 80;
  std::vector<hash::LaneInput> lanes;
  for (std::size_t i = 0; i < count; ++i) {
    Message& message = *unfinished[(first + i) % unfinished.size()];
    lanes.push_back({&message.state, message.blocks().data() + message.state.bytes});
    blocks = std::min(blocks, message.left() / hash::block_bytes);
  }
  hash::advance(engine, lanes, blocks);
  std::erase_if(unfinished, [](const Message* message) { return message->left() == 0; });
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const std::vector<const hash::Engine*> engines = hash::select("").value();
  static const hash::Rates rates = hash::Rates::assumed(engines);
  Input input(std::as_bytes(std::span(data, size)));
  std::vector<Message> messages = messages_of(input);
  const ByteSpan pattern = input.rest();
  std::vector<Message*> unfinished;
  for (std::size_t i = 0; i < messages.size(); ++i) {
    fill(messages[i], pattern, i);
    unfinished.push_back(&messages[i]);
  }
  while (!unfinished.empty())
    step(unfinished, engines, input);

  std::vector<ByteSpan> padded;
  for (const Message& message : messages)
    padded.push_back(message.blocks());
  const hash::BatchDigests batch = hash::digests_of(rates, padded);
  for (std::size_t i = 0; i < messages.size(); ++i) {
    const Digest expected = hash::sha256(messages[i].content());
    require(hash::digest_of(messages[i].state) == expected);
    require(batch.digests[i] == expected);
  }
  return 0;
}
