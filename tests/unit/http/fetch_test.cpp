// SPDX-License-Identifier: Apache-2.0
// Against tests/support/hub_server.py on loopback.
#include "http/fetch.hpp"

#include <gtest/gtest.h>

#include <string>
#include <thread>

#include "support/hub_server.hpp"

namespace weightcheck::http {
namespace {

using test::HubServer;
using test::Routes;

const HubServer::Options plain{.tls = HubServer::Tls::no};

// Whoever runs the tests may sit behind a proxy; loopback does not.
class Fetch : public testing::Test {
 protected:
  Fetch() {
    for (const char* name : {"https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY", "no_proxy", "NO_PROXY"})
      ::unsetenv(name);
  }
};

Settings trusting() {
  Settings settings;
  settings.cacert_file = test::certificate().file();
  settings.time_max = std::chrono::seconds(20);
  return settings;
}

Result<Response> get(const std::string& url, const std::string& token = {}) {
  return fetch({.url = url, .bearer_token = token}, trusting());
}

bool holds(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

TEST_F(Fetch, gives_status_headers_and_body) {
  const HubServer server(
      {{.path = "/a?b=c", .status = 418, .headers = {{"X-Error-Code", " GatedRepo "}}, .body = "tea"}});
  const auto response = get(server.origin() + "/a?b=c").value();
  EXPECT_EQ(response.status, 418);
  EXPECT_EQ(response.body, "tea");
  EXPECT_EQ(response.header("x-error-code"), "GatedRepo");
  EXPECT_EQ(response.header("x-none"), "");
  ASSERT_EQ(response.contacted.size(), 1U);
  EXPECT_EQ(response.contacted[0].text(), server.origin());
}

TEST_F(Fetch, says_who_it_is_and_nothing_of_the_user) {
  const HubServer server(Routes{{.path = "/"}});
  ASSERT_TRUE(get(server.origin() + "/").ok());
  const std::string log = server.log();
  EXPECT_TRUE(holds(log, "User-Agent: weightcheck/")) << log;
  EXPECT_FALSE(holds(log, "Authorization")) << log;
  EXPECT_FALSE(holds(log, "Cookie")) << log;
}

TEST_F(Fetch, refuses_a_certificate_nobody_vouches_for) {
  const HubServer server(Routes{{.path = "/"}});
  const auto response = fetch({.url = server.origin() + "/"}, Settings{});
  EXPECT_EQ(response.error().code, ErrorCode::denied);
  EXPECT_TRUE(holds(response.error().message, "--cacert")) << response.error().message;
  EXPECT_EQ(server.log(), "");
}

TEST_F(Fetch, refuses_a_certificate_for_another_name) {
  const HubServer server(Routes{{.path = "/"}});
  const auto response = get("https://127.0.0.2:" + server.port() + "/");
  ASSERT_FALSE(response.ok());
  EXPECT_EQ(server.log(), "");
}

TEST_F(Fetch, says_when_the_file_of_authorities_is_no_such_thing) {
  Settings settings = trusting();
  settings.cacert_file = "/dev/null";
  const HubServer server(Routes{{.path = "/"}});
  EXPECT_FALSE(fetch({.url = server.origin() + "/"}, settings).ok());
  settings.cacert_file = "/nowhere";
  EXPECT_EQ(fetch({.url = server.origin() + "/"}, settings).error().code, ErrorCode::usage);
}

TEST_F(Fetch, speaks_plain_http_on_loopback_and_when_asked_only) {
  const HubServer server(Routes{{.path = "/", .body = "x"}}, plain);
  EXPECT_EQ(get(server.origin() + "/").error().code, ErrorCode::usage);
  Settings settings = trusting();
  settings.plain_http = PlainHttp::on_loopback;
  EXPECT_EQ(fetch({.url = server.origin() + "/"}, settings)->body, "x");
  EXPECT_EQ(fetch({.url = "http://192.0.2.1/"}, settings).error().code, ErrorCode::usage);
  EXPECT_EQ(fetch({.url = "http://hub.example/"}, settings).error().code, ErrorCode::usage);
}

TEST_F(Fetch, gives_the_token_to_the_origin_it_was_asked_for) {
  const HubServer server(
      {{.path = "/", .status = 302, .headers = {{"Location", "/next"}}}, {.path = "/next", .body = "here"}});
  EXPECT_EQ(get(server.origin() + "/", "hf_secret")->body, "here");
  const std::string log = server.log();
  EXPECT_TRUE(holds(log.substr(log.find("GET /next")), "Authorization: Bearer hf_secret")) << log;
}

TEST_F(Fetch, takes_the_token_to_no_other_origin_and_not_back_from_one) {
  const HubServer storage(Routes{{.path = "/blob", .body = "bytes"}});
  const HubServer hub(Routes{{.path = "/", .status = 302, .headers = {{"Location", storage.origin() + "/blob"}}}});
  const auto response = get(hub.origin() + "/", "hf_secret").value();
  EXPECT_EQ(response.body, "bytes");
  EXPECT_EQ(response.contacted.size(), 2U);
  EXPECT_TRUE(holds(hub.log(), "hf_secret"));
  EXPECT_FALSE(holds(storage.log(), "hf_secret")) << storage.log();
  EXPECT_FALSE(holds(storage.log(), "Authorization")) << storage.log();
}

TEST_F(Fetch, refuses_tokens_that_would_break_the_request) {
  const HubServer server(Routes{{.path = "/"}});
  const auto response = get(server.origin() + "/", "hf\r\nX-Evil: 1");
  EXPECT_EQ(response.error().code, ErrorCode::usage);
  EXPECT_FALSE(holds(response.error().message, "Evil"));
}

TEST_F(Fetch, follows_no_redirect_to_another_scheme) {
  const HubServer other(Routes{{.path = "/", .body = "x"}}, plain);
  const HubServer hub(Routes{{.path = "/http", .status = 301, .headers = {{"Location", other.origin() + "/"}}},
                             {.path = "/file", .status = 301, .headers = {{"Location", "file:///etc/passwd"}}},
                             {.path = "/user", .status = 301, .headers = {{"Location", "https://a:b@127.0.0.1/"}}}});
  Settings settings = trusting();
  settings.plain_http = PlainHttp::on_loopback;
  for (const char* path : {"/http", "/file", "/user"}) {
    EXPECT_EQ(fetch({.url = hub.origin() + path}, settings).error().code, ErrorCode::denied) << path;
  }
  EXPECT_EQ(other.log(), "");
}

TEST_F(Fetch, goes_through_the_proxy_of_the_environment_and_tells_it_nothing) {
  const HubServer hub(Routes{{.path = "/", .body = "through"}});
  const HubServer proxy(Routes{}, {.tls = HubServer::Tls::no, .tunnel = hub.port()});
  ::setenv("HTTPS_PROXY", proxy.origin().c_str(), 1);
  const auto response = get("https://hub.example/", "hf_secret");
  ::unsetenv("HTTPS_PROXY");
  EXPECT_EQ(response->body, "through");
  EXPECT_TRUE(holds(proxy.log(), "CONNECT hub.example:443")) << proxy.log();
  EXPECT_FALSE(holds(proxy.log(), "hf_secret")) << proxy.log();
  EXPECT_TRUE(holds(hub.log(), "hf_secret"));
}

TEST_F(Fetch, lets_no_public_host_send_the_proxy_into_its_private_network) {
  const HubServer hub(Routes{{.path = "/", .status = 302, .headers = {{"Location", "https://169.254.169.254/latest"}}},
                             {.path = "/local", .status = 302, .headers = {{"Location", "https://localhost/"}}}});
  const HubServer proxy(Routes{}, {.tls = HubServer::Tls::no, .tunnel = hub.port()});
  ::setenv("HTTPS_PROXY", proxy.origin().c_str(), 1);
  const auto metadata = get("https://hub.example/");
  const auto local = get("https://hub.example/local");
  ::unsetenv("HTTPS_PROXY");
  EXPECT_EQ(metadata.error().code, ErrorCode::denied);
  EXPECT_EQ(local.error().code, ErrorCode::denied);
  EXPECT_FALSE(holds(proxy.log(), "169.254")) << proxy.log();
  EXPECT_FALSE(holds(proxy.log(), "localhost")) << proxy.log();
}

TEST_F(Fetch, counts_redirects) {
  Routes routes;
  for (int i = 0; i < 6; ++i) {
    routes.push_back(
        {.path = "/" + std::to_string(i), .status = 307, .headers = {{"Location", "/" + std::to_string(i + 1)}}});
  }
  routes.push_back({.path = "/6", .body = "end"});
  routes.push_back({.path = "/loop", .status = 302, .headers = {{"Location", "/loop"}}});
  const HubServer server(routes);
  EXPECT_EQ(get(server.origin() + "/1")->body, "end") << "five are allowed";
  EXPECT_EQ(get(server.origin() + "/0").error().code, ErrorCode::limit);
  EXPECT_EQ(get(server.origin() + "/loop").error().code, ErrorCode::limit);
}

TEST_F(Fetch, bounds_body_headers_and_time) {
  const HubServer server(Routes{{.path = "/endless", .behaviour = "endless"},
                                {.path = "/headers", .behaviour = "headers"},
                                {.path = "/stall", .behaviour = "stall"},
                                {.path = "/ten", .body = "0123456789"}});
  EXPECT_EQ(get(server.origin() + "/endless").error().code, ErrorCode::limit);
  EXPECT_EQ(get(server.origin() + "/headers").error().code, ErrorCode::limit);
  Settings settings = trusting();
  EXPECT_TRUE(fetch({.url = server.origin() + "/ten", .body_bytes_max = 10}, settings).ok());
  EXPECT_EQ(fetch({.url = server.origin() + "/ten", .body_bytes_max = 9}, settings).error().code, ErrorCode::limit);
  settings.time_max = std::chrono::milliseconds(200);
  EXPECT_EQ(fetch({.url = server.origin() + "/stall"}, settings).error().code, ErrorCode::network);
}

TEST_F(Fetch, knows_an_answer_that_broke_off) {
  const HubServer server(Routes{{.path = "/", .body = "half of it", .behaviour = "cut"}});
  EXPECT_EQ(get(server.origin() + "/").error().code, ErrorCode::network);
}

TEST_F(Fetch, says_when_nobody_is_there) {
  std::string origin;
  {
    const HubServer server(Routes{});
    origin = server.origin();
  }
  const auto response = get(origin + "/");
  EXPECT_EQ(response.error().code, ErrorCode::network);
  EXPECT_TRUE(holds(response.error().message, origin)) << response.error().message;
}

TEST_F(Fetch, stops_when_asked) {
  const HubServer server(Routes{{.path = "/stall", .behaviour = "stall"}});
  std::stop_source stop;
  stop.request_stop();
  EXPECT_EQ(fetch({.url = server.origin() + "/stall"}, trusting(), stop.get_token()).error().code,
            ErrorCode::interrupted);
}

}  // namespace
}  // namespace weightcheck::http
