// SPDX-License-Identifier: Apache-2.0
// Every option that keeps libcurl from doing more than was asked stands here, in one function.
#include "http/transfer.hpp"

#include <curl/curl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <memory>
#include <new>
#include <stdexcept>
#include <utility>

#include "base/ascii.hpp"
#include "base/escape.hpp"

namespace weightcheck::http {
namespace {

struct FreeEasy {
  void operator()(CURL* easy) const noexcept { curl_easy_cleanup(easy); }
};
struct FreeList {
  void operator()(curl_slist* list) const noexcept { curl_slist_free_all(list); }
};

// What the callbacks share. A refusal ends the transfer and is told apart from a failure of the network by it.
struct Exchange {
  const Hop& hop;
  Reach& reach;
  const std::stop_token& stop;
  std::string body{};
  std::vector<std::pair<std::string, std::string>> headers{};
  std::size_t header_bytes = 0;
  std::optional<Error> refusal{};

  std::size_t refuse(ErrorCode code, std::string message) {
    refusal = Error{code, std::move(message)};
    return 0;
  }
};

std::size_t on_header(char* data, std::size_t size, std::size_t count, void* user) {
  Exchange& exchange = *static_cast<Exchange*>(user);
  const std::string_view line(data, size * count);
  exchange.header_bytes += line.size();
  if (exchange.header_bytes > limits::http_header_bytes_max) {
    return exchange.refuse(ErrorCode::limit,
                           "headers are over the limit of " + std::to_string(limits::http_header_bytes_max) + " bytes");
  }
  if (line.starts_with("HTTP/")) exchange.headers.clear();  // a 100 Continue came before
  const std::size_t colon = line.find(':');
  if (colon == std::string_view::npos) return line.size();
  exchange.headers.emplace_back(lowered(line.substr(0, colon)), trimmed(line.substr(colon + 1)));
  return line.size();
}

std::size_t on_body(char* data, std::size_t size, std::size_t count, void* user) {
  Exchange& exchange = *static_cast<Exchange*>(user);
  const std::size_t bytes = size * count;
  if (bytes > exchange.hop.body_bytes_max - exchange.body.size()) {
    return exchange.refuse(ErrorCode::limit,
                           "answer is over the limit of " + std::to_string(exchange.hop.body_bytes_max) + " bytes");
  }
  exchange.body.append(data, bytes);
  return bytes;
}

curl_socket_t on_open_socket(void* user, curlsocktype, curl_sockaddr* peer) {
  Exchange& exchange = *static_cast<Exchange*>(user);
  const auto address = Address::of(peer->addr);
  const bool plain = exchange.hop.url.origin().scheme == "http";
  if (!address || !exchange.reach.admits(*address) || (plain && !address->is_loopback())) {
    exchange.refuse(ErrorCode::denied, "address is not one that may be led to from here");
    return CURL_SOCKET_BAD;
  }
  return ::socket(peer->family, peer->socktype | SOCK_CLOEXEC, peer->protocol);
}

int on_progress(void* user, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
  return static_cast<const Exchange*>(user)->stop.stop_requested() ? 1 : 0;
}

template <typename Value>
void set(CURL* easy, CURLoption option, Value value) {
  if (curl_easy_setopt(easy, option, value) != CURLE_OK)
    throw std::runtime_error("libcurl refuses an option this program depends on");
}

void set_up(CURL* easy, const Settings& settings, Exchange& exchange, curl_slist* headers, char* words) {
  const Hop& hop = exchange.hop;
  const bool plain = hop.url.origin().scheme == "http";
  set(easy, CURLOPT_URL, hop.url.text().c_str());
  set(easy, CURLOPT_PROTOCOLS_STR, plain ? "http" : "https");
  set(easy, CURLOPT_FOLLOWLOCATION, 0L);
  set(easy, CURLOPT_HTTPGET, 1L);
  set(easy, CURLOPT_HTTPHEADER, headers);
  set(easy, CURLOPT_USERAGENT, "weightcheck/" WEIGHTCHECK_VERSION);
  set(easy, CURLOPT_NETRC, static_cast<long>(CURL_NETRC_IGNORED));
  set(easy, CURLOPT_DISALLOW_USERNAME_IN_URL, 1L);
  set(easy, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
  if (plain) set(easy, CURLOPT_NOPROXY, "*");

  set(easy, CURLOPT_SSL_VERIFYPEER, 1L);
  set(easy, CURLOPT_SSL_VERIFYHOST, 2L);
  set(easy, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  if (!settings.cacert_file.empty()) set(easy, CURLOPT_CAINFO, settings.cacert_file.c_str());

  set(easy, CURLOPT_NOSIGNAL, 1L);
  set(easy, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(settings.connect_time_max.count()));
  set(easy, CURLOPT_TIMEOUT_MS, static_cast<long>(hop.time_max.count()));
  set(easy, CURLOPT_QUICK_EXIT, 1L);  // else the end of a name lookup is waited for, which has a time limit of its own
  set(easy, CURLOPT_ERRORBUFFER, words);

  set(easy, CURLOPT_HEADERFUNCTION, on_header);
  set(easy, CURLOPT_HEADERDATA, &exchange);
  set(easy, CURLOPT_WRITEFUNCTION, on_body);
  set(easy, CURLOPT_WRITEDATA, &exchange);
  set(easy, CURLOPT_OPENSOCKETFUNCTION, on_open_socket);
  set(easy, CURLOPT_OPENSOCKETDATA, &exchange);
  set(easy, CURLOPT_NOPROGRESS, 0L);
  set(easy, CURLOPT_XFERINFOFUNCTION, on_progress);
  set(easy, CURLOPT_XFERINFODATA, &exchange);
}

Error explain(CURLcode code, std::string_view words, const Settings& settings) {
  const std::string reason = printable(trimmed(words.empty() ? curl_easy_strerror(code) : words));
  switch (code) {
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_ISSUER_ERROR:
      return {ErrorCode::denied,
              "certificate is not trusted (" + reason + "); name the authority's file with --cacert if it should be"};
    case CURLE_SSL_CACERT_BADFILE:
      return {ErrorCode::usage, "authorities in '" + printable(settings.cacert_file) + "' cannot be read"};
    case CURLE_OPERATION_TIMEDOUT:
      return {ErrorCode::network, "no complete answer in time (" + reason + ")"};
    case CURLE_PARTIAL_FILE:
      return {ErrorCode::network, "answer broke off (" + reason + ")"};
    case CURLE_ABORTED_BY_CALLBACK:
      return {ErrorCode::interrupted, "stopped"};
    default:
      return {ErrorCode::network, reason};
  }
}

bool is_usable_token(std::string_view token) {
  return token.size() <= 4096 && std::ranges::all_of(token, [](char c) { return c > 0x20 && c < 0x7f; });
}

}  // namespace

Result<Response> transfer(const Hop& hop, const Settings& settings, Reach& reach, const std::stop_token& stop) {
  static const bool started = curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK;
  if (!started) return Error{ErrorCode::network, "libcurl could not be started"};
  if (!is_usable_token(hop.bearer_token)) return Error{ErrorCode::usage, "token holds characters that no token has"};

  std::unique_ptr<curl_slist, FreeList> headers;
  if (!hop.bearer_token.empty()) {
    headers.reset(curl_slist_append(nullptr, ("Authorization: Bearer " + hop.bearer_token).c_str()));
    if (headers == nullptr) throw std::bad_alloc();
  }
  Exchange exchange{hop, reach, stop};
  std::array<char, CURL_ERROR_SIZE> words{};
  const std::unique_ptr<CURL, FreeEasy> easy(curl_easy_init());
  if (easy == nullptr) throw std::bad_alloc();
  set_up(easy.get(), settings, exchange, headers.get(), words.data());

  const CURLcode code = curl_easy_perform(easy.get());
  if (exchange.refusal) return within(std::move(*exchange.refusal), hop.url.origin().text());
  if (code != CURLE_OK) return within(explain(code, words.data(), settings), hop.url.origin().text());
  long status = 0;
  curl_easy_getinfo(easy.get(), CURLINFO_RESPONSE_CODE, &status);
  return Response{static_cast<int>(status), hop.url, std::move(exchange.body), std::move(exchange.headers), {}};
}

}  // namespace weightcheck::http
