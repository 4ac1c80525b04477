// SPDX-License-Identifier: Apache-2.0
// Names are looked for in the text's words without "version" and "the", so that "Apache License, Version 2.0" and
// "apache license v2.0" are one name. The longest name wins at the place where the first one stands.
#include "license/mentions.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <span>

#include "base/ascii.hpp"

namespace weightcheck::license {
namespace {

struct Name {
  std::string_view words;
  std::string_view id;
};

constexpr std::array<Name, 105> names = {{
    {"academic free license 3 0", "AFL-3.0"},
    {"afl 3 0", "AFL-3.0"},
    {"apache 2", "Apache-2.0"},
    {"apache2", "Apache-2.0"},
    {"apache 2 0", "Apache-2.0"},
    {"apache license", "Apache-2.0"},
    {"apache license 1 1", "Apache-1.1"},
    {"apache license 2 0", "Apache-2.0"},
    {"apache software license", "Apache-2.0"},
    {"apache software license 1 1", "Apache-1.1"},
    {"apache software license 2 0", "Apache-2.0"},
    {"artistic 2 0", "Artistic-2.0"},
    {"artistic license 2 0", "Artistic-2.0"},
    {"bigcode openrail", "bigcode-openrail-m-v1"},
    {"bigcode open rail", "bigcode-openrail-m-v1"},
    {"bigscience bloom rail", "bigscience-bloom-rail-1.0"},
    {"bigscience rail", "bigscience-bloom-rail-1.0"},
    {"bigscience openrail", "bigscience-openrail-m"},
    {"bigscience open rail", "bigscience-openrail-m"},
    {"boost software license", "BSL-1.0"},
    {"bsd 2 clause", "BSD-2-Clause"},
    {"bsd 3 clause", "BSD-3-Clause"},
    {"bsd license", "bsd"},
    {"bsd style", "bsd"},
    {"bsd clear", "BSD-3-Clause-Clear"},
    {"bsd 3 clause clear", "BSD-3-Clause-Clear"},
    {"2 clause bsd", "BSD-2-Clause"},
    {"3 clause bsd", "BSD-3-Clause"},
    {"new bsd", "BSD-3-Clause"},
    {"modified bsd", "BSD-3-Clause"},
    {"revised bsd", "BSD-3-Clause"},
    {"simplified bsd", "BSD-2-Clause"},
    {"cc0", "CC0-1.0"},
    {"cdla permissive 1 0", "CDLA-Permissive-1.0"},
    {"cdla permissive 2 0", "CDLA-Permissive-2.0"},
    {"cdla sharing 1 0", "CDLA-Sharing-1.0"},
    {"community data license agreement permissive 1 0", "CDLA-Permissive-1.0"},
    {"community data license agreement permissive 2 0", "CDLA-Permissive-2.0"},
    {"community data license agreement sharing 1 0", "CDLA-Sharing-1.0"},
    {"creative commons zero", "CC0-1.0"},
    {"creativeml open rail", "creativeml-openrail-m"},
    {"creativeml openrail", "creativeml-openrail-m"},
    {"deepfloyd if license", "deepfloyd-if-license"},
    {"deepseek license", "deepseek-model-1.0"},
    {"do what fuck you want to public license", "WTFPL"},
    {"ecl 2 0", "ECL-2.0"},
    {"eclipse public license 1 0", "EPL-1.0"},
    {"eclipse public license 2 0", "EPL-2.0"},
    {"epl 1 0", "EPL-1.0"},
    {"epl 2 0", "EPL-2.0"},
    {"educational community license 2 0", "ECL-2.0"},
    {"etalab 2 0", "etalab-2.0"},
    {"eupl", "EUPL-1.2"},
    {"eupl 1 1", "EUPL-1.1"},
    {"eupl 1 2", "EUPL-1.2"},
    {"european union public license", "EUPL-1.2"},
    {"european union public license 1 1", "EUPL-1.1"},
    {"expat license", "MIT"},
    {"fair noncommercial research license", "fair-noncommercial-research-license"},
    {"falcon llm license", "falcon-llm-license"},
    {"gemma terms of use", "gemma-terms"},
    {"grok 2 community license", "grok2-community"},
    {"gnu free documentation license 1 1", "GFDL-1.1"},
    {"gnu free documentation license 1 2", "GFDL-1.2"},
    {"gnu free documentation license", "GFDL-1.3"},
    {"isc license", "ISC"},
    {"latex project public license", "LPPL-1.3c"},
    {"lppl", "LPPL-1.3c"},
    {"llama license", "llama-license"},
    {"llama community license", "llama-license"},
    {"llama 2 community license", "llama2"},
    {"llama 3 community license", "llama3"},
    {"llama 3 1 community license", "llama3.1"},
    {"llama 3 2 community license", "llama3.2"},
    {"llama 3 3 community license", "llama3.3"},
    {"llama 4 community license", "llama4"},
    {"microsoft public license", "MS-PL"},
    {"ms pl", "MS-PL"},
    {"mit license", "MIT"},
    {"mit licensed", "MIT"},
    {"license mit", "MIT"},
    {"mpl 1 1", "MPL-1.1"},
    {"mpl 2 0", "MPL-2.0"},
    {"mozilla public license 1 1", "MPL-1.1"},
    {"mozilla public license", "MPL-2.0"},
    {"mistral ai research license", "mrl-0.1"},
    {"ncsa open source license", "NCSA"},
    {"nvidia open model license", "nvidia-open-model"},
    {"odc attribution license", "ODC-By-1.0"},
    {"open data commons attribution license", "ODC-By-1.0"},
    {"odbl", "ODbL-1.0"},
    {"open database license", "ODbL-1.0"},
    {"open font license", "OFL-1.1"},
    {"open software license 3 0", "OSL-3.0"},
    {"openmdw 1 0", "OpenMDW-1.0"},
    {"openmdw 1 1", "OpenMDW-1.1"},
    {"public domain dedication and license", "PDDL-1.0"},
    {"postgresql license", "PostgreSQL"},
    {"qwen research license", "qwen-research"},
    {"stability ai community license", "stability-ai-community"},
    {"tongyi qianwen license", "tongyi-qianwen"},
    {"unlicense", "Unlicense"},
    {"wtfpl", "WTFPL"},
    {"zlib license", "Zlib"},
    {"zlib libpng license", "Zlib"},
}};

struct Address {
  std::string_view part;  // lower case
  std::string_view id;
};
constexpr std::array<Address, 14> addresses = {{{"apache.org/licenses/license-2.0", "Apache-2.0"},
                                                {"creativecommons.org/publicdomain/zero/1.0", "CC0-1.0"},
                                                {"gnu.org/licenses/gpl-3.0", "GPL-3.0"},
                                                {"gnu.org/licenses/agpl-3.0", "AGPL-3.0"},
                                                {"gnu.org/licenses/lgpl-3.0", "LGPL-3.0"},
                                                {"gnu.org/licenses/old-licenses/gpl-2.0", "GPL-2.0"},
                                                {"gnu.org/licenses/old-licenses/lgpl-2.1", "LGPL-2.1"},
                                                {"mozilla.org/mpl/2.0", "MPL-2.0"},
                                                {"opensource.org/licenses/mit", "MIT"},
                                                {"opensource.org/license/mit", "MIT"},
                                                {"opensource.org/licenses/apache-2.0", "Apache-2.0"},
                                                {"opensource.org/licenses/bsd-3-clause", "BSD-3-Clause"},
                                                {"ai.google.dev/gemma/terms", "gemma-terms"},
                                                {"eclipse.org/legal/epl-2.0", "EPL-2.0"}}};

using Mentioned = std::vector<std::string_view>;

bool is_number(std::string_view word) {
  return !word.empty() && word.find_first_not_of("0123456789") == std::string_view::npos;
}

Mentioned mentioned_in(const std::vector<Word>& words) {
  Mentioned out;
  out.reserve(words.size());
  for (const Word& word : words) {
    std::string_view text = word.text;
    if (text == "version" || text == "the") continue;
    if (text.size() > 1 && text[0] == 'v' && is_number(text.substr(1))) text.remove_prefix(1);
    out.push_back(text);
  }
  return out;
}

std::size_t length_at(std::span<const std::string_view> tokens, std::string_view phrase) {
  std::size_t length = 0;
  while (!phrase.empty()) {
    const std::size_t end = std::min(phrase.find(' '), phrase.size());
    if (length == tokens.size() || tokens[length] != phrase.substr(0, end)) return 0;
    phrase.remove_prefix(std::min(end + 1, phrase.size()));
    ++length;
  }
  return length;
}

std::string_view next_number(std::span<const std::string_view> tokens, std::size_t within) {
  for (std::size_t i = 0; i < std::min(within, tokens.size()); ++i) {
    if (is_number(tokens[i]) && tokens[i].size() == 1) return tokens[i];
  }
  return {};
}

// The GNU licenses are named with their version several words later, or not at all.
std::optional<std::string> gnu_license(std::span<const std::string_view> tokens) {
  struct Gnu {
    std::string_view phrase;
    std::string_view family;
  };
  constexpr std::array<Gnu, 11> forms = {{{"gnu affero general public license", "AGPL"},
                                          {"affero general public license", "AGPL"},
                                          {"gnu agpl", "AGPL"},
                                          {"agpl", "AGPL"},
                                          {"gnu lesser general public license", "LGPL"},
                                          {"gnu library general public license", "LGPL"},
                                          {"gnu lgpl", "LGPL"},
                                          {"lgpl", "LGPL"},
                                          {"gnu general public license", "GPL"},
                                          {"gnu gpl", "GPL"},
                                          {"gpl", "GPL"}}};
  for (const Gnu& form : forms) {
    const std::size_t length = length_at(tokens, form.phrase);
    if (length == 0) continue;
    const std::span<const std::string_view> rest = tokens.subspan(length);
    const std::string_view version = next_number(rest, 24);
    if (form.family == "AGPL") return std::string(version == "1" ? "AGPL-1.0" : "AGPL-3.0");
    if (form.family == "LGPL" && version == "2") {
      const auto at = std::find(rest.begin(), rest.end(), "2");
      return std::string(at + 1 != rest.end() && at[1] == "1" ? "LGPL-2.1" : "LGPL-2.0");
    }
    if (version == "3" || (form.family == "GPL" && (version == "1" || version == "2"))) {
      return std::string(form.family) + "-" + std::string(version) + ".0";
    }
    return form.family == "LGPL" ? "lgpl" : "gpl";
  }
  return std::nullopt;
}

// "cc by nc sa 4 0", "creative commons attribution noncommercial 4 0 international".
std::optional<std::string> creative_commons_license(std::span<const std::string_view> tokens) {
  std::size_t at = length_at(tokens, "cc by");
  if (at == 0) at = length_at(tokens, "creative commons attribution");
  if (at == 0) return std::nullopt;
  std::string id = "CC-BY";
  for (; at < tokens.size(); ++at) {
    const std::string_view word = tokens[at];
    if (word == "nc" || word == "noncommercial") {
      id += "-NC";
    } else if (word == "sa" || word == "sharealike") {
      id += "-SA";
    } else if (word == "share" && at + 1 < tokens.size() && tokens[at + 1] == "alike") {
      id += "-SA";
      ++at;
    } else if (word == "nd" || word == "noderivatives" || word == "noderivs" || word == "noderivative") {
      id += "-ND";
    } else {
      break;
    }
  }
  const auto rest = tokens.subspan(at);
  for (std::size_t i = 0; i + 1 < std::min<std::size_t>(rest.size(), 8); ++i) {
    if (is_number(rest[i]) && rest[i].size() == 1 && (rest[i + 1] == "0" || rest[i + 1] == "5")) {
      return id.append("-").append(rest[i]).append(".").append(rest[i + 1]);
    }
  }
  return std::nullopt;
}

std::optional<std::string> name_at(std::span<const std::string_view> tokens) {
  std::size_t longest = 0;
  std::optional<std::string> id;
  for (const Name& name : names) {
    if (name.words[0] != tokens[0][0]) continue;
    const std::size_t length = length_at(tokens, name.words);
    if (length <= longest) continue;
    longest = length;
    id = std::string(name.id);
  }
  if (id) return id;
  if (auto gnu = gnu_license(tokens)) return gnu;
  return creative_commons_license(tokens);
}

// "SPDX-License-Identifier: Apache-2.0" names one id; an expression names several, and is not for one id to stand for.
std::optional<std::string> tagged_id(std::string_view plain) {
  constexpr std::string_view tag = "SPDX-License-Identifier:";
  const std::size_t at = plain.find(tag);
  if (at == std::string_view::npos) return std::nullopt;
  std::string_view value = plain.substr(at + tag.size());
  value = value.substr(0, value.find('\n'));
  while (!value.empty() && value.front() == ' ')
    value.remove_prefix(1);
  std::string_view id =
      value.substr(0, value.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.-+"));
  const std::string_view after = value.substr(id.size());
  if (id.empty() || id.size() > 64 || after.find_first_not_of(" */-#>") != std::string_view::npos) return std::nullopt;
  for (const std::string_view suffix : {"-only", "-or-later", "+"}) {
    if (id.ends_with(suffix)) id.remove_suffix(suffix.size());
  }
  return std::string(id);
}

// creativecommons.org/licenses/by-nc/4.0 tells the id by its parts.
std::optional<std::string> creative_commons_address(std::string_view lower) {
  constexpr std::string_view base = "creativecommons.org/licenses/by";
  const std::size_t at = lower.find(base);
  if (at == std::string_view::npos) return std::nullopt;
  std::string_view rest = lower.substr(at + base.size() - 2);
  const std::size_t slash = rest.find('/');
  if (slash > 8 || rest.size() < slash + 4) return std::nullopt;  // npos is, too
  const std::string_view version = rest.substr(slash + 1, 3);
  if (!is_number(version.substr(0, 1)) || version[1] != '.' || !is_number(version.substr(2))) return std::nullopt;
  std::string id = "CC-";
  for (const char c : rest.substr(0, slash)) {
    if (c != '-' && !is_lower(c)) return std::nullopt;
    id += upper(c);
  }
  return id.append("-").append(version);
}

std::optional<std::string> license_at_address(std::string_view plain) {
  const std::string lower = lowered(plain);
  for (const Address& address : addresses) {
    if (lower.find(address.part) != std::string::npos) return std::string(address.id);
  }
  return creative_commons_address(lower);
}

}  // namespace

std::optional<std::string> license_named(std::string_view plain, const std::vector<Word>& words) {
  if (auto id = tagged_id(plain)) return id;
  const Mentioned tokens = mentioned_in(words);
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    if (auto id = name_at(std::span(tokens).subspan(i))) return id;
  }
  return license_at_address(plain);
}

std::string license_of_address(std::string_view address) {
  for (const std::string_view list : {"opensource.org/licenses/", "opensource.org/license/", "spdx.org/licenses/",
                                      "choosealicense.com/licenses/", "licenses.nuget.org/"}) {
    if (!address.starts_with(list)) continue;
    std::string_view id = address.substr(list.size());
    for (const std::string_view ending : {"-license", "-only", "-or-later"}) {
      if (id.ends_with(ending)) id.remove_suffix(ending.size());
    }
    return std::string(id);
  }
  for (const Address& known : addresses) {
    if (address == known.part) return lowered(known.id);
  }
  if (!address.starts_with("creativecommons.org/licenses/")) return "";
  for (const std::string_view ending : {"/legalcode", "/deed", "/legalcode.en", "/deed.en"}) {
    if (address.ends_with(ending)) address.remove_suffix(ending.size());
  }
  if (address.rfind('/') + 4 != address.size()) return "";  // ends with the version
  return lowered(creative_commons_address(std::string(address)).value_or(""));
}

std::string license_of_link(std::string_view link) {
  const std::string lower = lowered(link.substr(0, link.find_first_of("?#")));
  std::string_view address = trimmed(lower);
  if (const std::size_t scheme = address.find("://"); scheme != std::string_view::npos)
    address.remove_prefix(scheme + 3);
  if (address.starts_with("www.")) address.remove_prefix(4);
  for (const std::string_view ending : {"/", ".txt", ".html", ".php", ".en", ".md", "/"}) {
    if (address.ends_with(ending)) address.remove_suffix(ending.size());
  }
  return license_of_address(address);
}

std::optional<std::string> place_named(std::string_view plain) {
  constexpr std::string_view ends = " \n<>()[]\"'`";
  const auto chunk_around = [&](std::size_t at) {
    const std::size_t before = plain.find_last_of(ends, at);
    const std::size_t begin = before == std::string_view::npos ? 0 : before + 1;
    std::string_view chunk = plain.substr(begin, std::min(plain.find_first_of(ends, at), plain.size()) - begin);
    while (!chunk.empty() && (chunk.back() == '.' || chunk.back() == ',' || chunk.back() == ';'))
      chunk.remove_suffix(1);
    return std::string(chunk.substr(0, 300));
  };
  for (const std::string_view mark : {"://", "www."}) {
    if (const std::size_t at = plain.find(mark); at != std::string_view::npos) return chunk_around(at);
  }
  for (const std::string_view file :
       {"LICENSE", "LICENCE", "COPYING", "NOTICE", "README", "license.", "License.", "licenses/", "LICENSES/"}) {
    if (const std::size_t at = plain.find(file); at != std::string_view::npos) {
      const std::string chunk = chunk_around(at);
      if (chunk.find_first_of("./") != std::string::npos || file[0] < 'a') return chunk;
    }
  }
  return std::nullopt;
}

}  // namespace weightcheck::license
