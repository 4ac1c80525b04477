// SPDX-License-Identifier: Apache-2.0
// Control groups of both versions are read, and the tightest quota counts; what cannot be read limits nothing.
#include "pipeline/processors.hpp"

#include <sched.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <fstream>
#include <sstream>
#include <thread>

namespace weightcheck::pipeline {
namespace {

unsigned bound_to() {
  cpu_set_t set;
  CPU_ZERO(&set);
  if (sched_getaffinity(0, sizeof set, &set) == 0 && CPU_COUNT(&set) > 0) return static_cast<unsigned>(CPU_COUNT(&set));
  return std::max(1U, std::thread::hardware_concurrency());  // more than 1024 processors do not fit the set
}

std::optional<double> number_in(const std::string& path) {
  std::ifstream file(path);
  double value = 0;
  if (!(file >> value)) return std::nullopt;
  return value;
}

std::optional<double> quota_at(const std::string& folder) {
  std::ifstream file(folder + "/cpu.max");
  std::string quota;
  double period = 0;
  if (file >> quota >> period && period > 0) {
    std::istringstream digits(quota);
    double granted = 0;
    if (digits >> granted && granted > 0) return granted / period;
    return std::nullopt;  // "max"
  }
  const auto granted = number_in(folder + "/cpu.cfs_quota_us");
  const auto granted_per = number_in(folder + "/cpu.cfs_period_us");
  if (!granted || !granted_per || *granted <= 0 || *granted_per <= 0) return std::nullopt;
  return *granted / *granted_per;
}

// Lines of /proc/self/cgroup are "hierarchy:controllers:path"; version 2 has no controllers.
std::optional<double> own_quota() {
  std::optional<double> tightest;
  std::ifstream file("/proc/self/cgroup");
  for (std::string line; std::getline(file, line);) {
    const std::size_t first = line.find(':');
    const std::size_t second = first == std::string::npos ? first : line.find(':', first + 1);
    if (second == std::string::npos) continue;
    const std::string controllers = "," + line.substr(first + 1, second - first - 1) + ",";
    std::string mount;
    if (controllers == ",,") {
      mount = "/sys/fs/cgroup";
    } else if (controllers.find(",cpu,") != std::string::npos) {
      mount = "/sys/fs/cgroup/cpu";
    } else {
      continue;
    }
    const std::optional<double> quota = group_quota(mount, line.substr(second + 1));
    if (quota && (!tightest || *quota < *tightest)) tightest = quota;
  }
  return tightest;
}

}  // namespace

std::optional<double> group_quota(const std::string& mount, std::string group) {
  std::optional<double> tightest;
  while (true) {
    if (group == "/") group.clear();
    const std::optional<double> quota = quota_at(mount + group);
    if (quota && (!tightest || *quota < *tightest)) tightest = quota;
    const std::size_t slash = group.rfind('/');
    if (group.empty() || slash == std::string::npos) return tightest;
    group.resize(slash);
  }
}

unsigned usable_processors() {
  const unsigned bound = bound_to();
  const std::optional<double> quota = own_quota();
  if (!quota || *quota >= bound) return bound;
  return std::max(1U, static_cast<unsigned>(std::ceil(*quota)));
}

}  // namespace weightcheck::pipeline
