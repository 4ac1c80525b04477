// SPDX-License-Identifier: Apache-2.0
// Starts tests/support/hub_server.py on a port of loopback that the system chooses, and stops it with the object.
#pragma once

#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "support/command.hpp"
#include "support/git_repository.hpp"

namespace weightcheck::test {

// A certificate for 127.0.0.1, localhost and hub.example that is its own authority, fresh in every test program.
class Certificate {
 public:
  Certificate() {
    const CommandOutput made =
        run_command({"openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
                     "-keyout", key(), "-out", file(), "-days", "2", "-subj", "/CN=a test", "-addext",
                     "subjectAltName=IP:127.0.0.1,DNS:localhost,DNS:hub.example", "-batch"},
                    folder_.path(), {}, {}, ErrorOutput::dropped);
    if (made.status != 0) throw std::runtime_error("openssl req");
  }
  [[nodiscard]] std::string file() const { return (folder_.path() / "certificate.pem").string(); }
  [[nodiscard]] std::string key() const { return (folder_.path() / "key.pem").string(); }

 private:
  TemporaryFolder folder_;
};

inline const Certificate& certificate() {
  static const Certificate made;
  return made;
}

struct Route {
  std::string path;  // with its query
  int status = 200;
  std::vector<std::pair<std::string, std::string>> headers{};
  std::string body{};
  std::string behaviour{};
};

using Routes = std::vector<Route>;

// Text as a JSON string.
inline std::string json_text(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out.push_back('\\');
    if (static_cast<unsigned char>(c) < 0x20) {
      std::array<char, 8> escape{};
      std::snprintf(escape.data(), escape.size(), "\\u%04x", static_cast<unsigned>(c));
      out += escape.data();
    } else {
      out.push_back(c);
    }
  }
  return out + "\"";
}

class HubServer {
 public:
  enum class Tls { yes, no };
  struct Options {
    Tls tls = Tls::yes;
    std::string git_root{};
    std::string token{};
    std::string tunnel{};  // a port
  };

  explicit HubServer(const Routes& routes, const Options& options) : tls_(options.tls) {
    std::string json = "{";
    for (const Route& route : routes) {
      json += (json.size() > 1 ? "," : "") + json_text(route.path) + ":{\"status\":" + std::to_string(route.status) +
              ",\"headers\":{";
      for (std::size_t i = 0; i < route.headers.size(); ++i) {
        json += (i > 0 ? "," : "") + json_text(route.headers[i].first) + ":" + json_text(route.headers[i].second);
      }
      json += "},\"body\":" + json_text(route.body) + ",\"behaviour\":" + json_text(route.behaviour) + "}";
    }
    write_file(folder_.path() / "routes.json", json + "}");
    std::vector<std::string> argv{"python3",
                                  "-I",
                                  WEIGHTCHECK_SOURCE "/tests/support/hub_server.py",
                                  "--routes",
                                  (folder_.path() / "routes.json").string(),
                                  "--log",
                                  log_file().string()};
    if (options.tls == Tls::yes)
      argv.insert(argv.end(), {"--certificate", certificate().file(), "--key", certificate().key()});
    if (!options.git_root.empty()) argv.insert(argv.end(), {"--git-root", options.git_root});
    if (!options.token.empty()) argv.insert(argv.end(), {"--token", options.token});
    if (!options.tunnel.empty()) argv.insert(argv.end(), {"--tunnel", options.tunnel});
    start(argv);
  }
  explicit HubServer(const Routes& routes) : HubServer(routes, Options{}) {}
  ~HubServer() {
    ::kill(child_, SIGTERM);
    ::waitpid(child_, nullptr, 0);
  }
  HubServer(const HubServer&) = delete;
  HubServer& operator=(const HubServer&) = delete;

  [[nodiscard]] std::string origin() const {
    return (tls_ == Tls::yes ? "https://127.0.0.1:" : "http://127.0.0.1:") + port_;
  }
  [[nodiscard]] const std::string& port() const { return port_; }
  // Request lines and headers, as they came.
  [[nodiscard]] std::string log() const { return read_file(log_file()); }

 private:
  [[nodiscard]] std::filesystem::path log_file() const { return folder_.path() / "log"; }

  void start(const std::vector<std::string>& argv) {
    std::vector<char*> arguments;
    for (const std::string& argument : argv)
      arguments.push_back(const_cast<char*>(argument.c_str()));
    arguments.push_back(nullptr);
    std::array<int, 2> pipe_ends{};
    if (::pipe2(pipe_ends.data(), O_CLOEXEC) != 0) throw std::runtime_error("pipe2");
    const pid_t parent = ::getpid();
    child_ = ::fork();
    if (child_ == 0) {
      ::prctl(PR_SET_PDEATHSIG, SIGKILL);
      if (::getppid() != parent) ::_exit(127);
      ::dup2(pipe_ends[1], 1);
      ::execvp(arguments[0], arguments.data());
      ::_exit(127);
    }
    ::close(pipe_ends[1]);
    char c = 0;
    while (::read(pipe_ends[0], &c, 1) == 1 && c != '\n')
      port_.push_back(c);
    ::close(pipe_ends[0]);
    if (port_.empty()) throw std::runtime_error("hub_server.py did not start");
  }

  TemporaryFolder folder_;
  Tls tls_;
  pid_t child_ = -1;
  std::string port_;
};

}  // namespace weightcheck::test
