// SPDX-License-Identifier: Apache-2.0
// What re-uploaders add to a name (-GGUF, -AWQ, -4bit) is taken off before a name is compared.
#include "license/families.hpp"

#include <algorithm>
#include <array>

#include "base/ascii.hpp"

namespace weightcheck::license {
namespace {

bool is_same(std::string_view one, std::string_view other) { return std::ranges::equal(one, other, {}, lower, lower); }

bool ends_in(std::string_view name, std::string_view end) {
  return name.size() > end.size() && is_same(name.substr(name.size() - end.size()), end);
}

// "Phi-2-GGUF" is phi-2 in another form.
std::string_view without_form(std::string_view name) {
  constexpr std::array<std::string_view, 24> forms = {
      "-gguf", "-awq",  "-gptq", "-exl2", "-exl3", "-onnx", "-mlx", "-fp8", "-nf4", "-fp4",   "-nvfp4", "-mxfp4",
      "-int4", "-int8", "-4bit", "-8bit", "-6bit", "-3bit", "-bnb", "-hf",  "-i1",  "-w4a16", "-bf16",  "-fp16"};
  for (bool shorter = true; shorter;) {
    shorter = false;
    for (const std::string_view form : forms) {
      if (!ends_in(name, form)) continue;
      name.remove_suffix(form.size());
      shorter = true;
    }
  }
  return name;
}

// "meta-llama_Llama-3.1-8B" begins with the owner whom it was taken from.
std::string_view without_owner(std::string_view name, std::span<const std::string> owners) {
  for (const std::string& owner : owners) {
    if (name.size() <= owner.size() + 1 || !is_same(name.substr(0, owner.size()), owner)) continue;
    if (name[owner.size()] == '_') return name.substr(owner.size() + 1);
  }
  return name;
}

bool is_among(std::string_view owner, std::span<const std::string> owners) {
  return std::ranges::any_of(owners, [&](const std::string& one) { return is_same(owner, one); });
}

}  // namespace

bool fits(std::string_view name, std::string_view pattern) {
  std::size_t at = 0, place = 0;
  std::size_t star = std::string_view::npos, after = 0;  // the last '*', and where what it stands for ends
  while (at < name.size()) {
    if (place < pattern.size() && pattern[place] == '*') {
      star = place++;
      after = at;
    } else if (place < pattern.size() && lower(pattern[place]) == lower(name[at])) {
      ++place;
      ++at;
    } else if (star != std::string_view::npos) {
      place = star + 1;
      at = ++after;
    } else {
      return false;
    }
  }
  return pattern.find_first_not_of('*', place) == std::string_view::npos;
}

const Family* family_of(std::string_view model, std::span<const Family> families,
                        std::span<const std::string> reuploaders) {
  const std::size_t slash = model.rfind('/');
  const std::string_view owner = slash == std::string_view::npos ? "" : model.substr(0, slash);
  const std::string_view written = slash == std::string_view::npos ? model : model.substr(slash + 1);
  const bool any_owner = owner.empty() || is_among(owner, reuploaders);
  for (const Family& family : families) {
    if (!any_owner && !is_among(owner, family.owners) && !is_among("*", family.owners)) continue;
    const std::string_view name = any_owner ? without_owner(written, family.owners) : written;
    const std::string_view plain = without_form(name);
    // "acme/*" is for what acme publishes, and not for any name that somebody else published again.
    const bool of_owner = is_among(owner, family.owners) || name.size() != written.size();
    const bool found = std::ranges::any_of(family.names, [&](const std::string& pattern) {
      const bool tells = of_owner || pattern.find_first_not_of('*') != std::string::npos;
      return tells && (fits(name, pattern) || fits(plain, pattern));
    });
    if (found) return &family;
  }
  return nullptr;
}

}  // namespace weightcheck::license
