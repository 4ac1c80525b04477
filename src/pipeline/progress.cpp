// SPDX-License-Identifier: Apache-2.0
// The slow half of Progress: the name of a file in work, behind a lock that no reading loop takes per block.
#include <utility>

#include "pipeline/hash_files.hpp"

namespace weightcheck::pipeline {

void Progress::begin(std::uint64_t bytes, std::uint64_t files) {
  bytes_total_.fetch_add(bytes, std::memory_order_relaxed);
  files_total_.fetch_add(files, std::memory_order_relaxed);
}

void Progress::working_on(const ModelPath& path) {
  const std::lock_guard lock(mutex_);
  current_ = shown_name_ ? shown_name_(path) : path.text();
}

void Progress::show_as(std::function<std::string(const ModelPath&)> name) {
  const std::lock_guard lock(mutex_);
  shown_name_ = std::move(name);
}

void Progress::engines_used(std::string names) {
  const std::lock_guard lock(mutex_);
  engines_ = std::move(names);
}

std::string Progress::engines() const {
  const std::lock_guard lock(mutex_);
  return engines_;
}

std::string Progress::current() const {
  const std::lock_guard lock(mutex_);
  return current_;
}

}  // namespace weightcheck::pipeline
