// SPDX-License-Identifier: Apache-2.0
// The laws of the verdict, as properties of generated models: what somebody says of a model, what then happened to it,
// and what is told with one more source than before. WEIGHTCHECK_SEED and WEIGHTCHECK_CASES choose other cases.
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <random>
#include <set>

#include "hash/sha256.hpp"
#include "policy/rule.hpp"
#include "support/hub_cache.hpp"
#include "support/proof_builder.hpp"
#include "workflow/verify.hpp"

namespace weightcheck::workflow {
namespace {

namespace fs = std::filesystem;
using policy::Report;
using policy::Severity;
using policy::Verdict;
using test::HubFiles;

// Who says what the files must be. All of them say the truth of what was published.
enum class Source : std::uint8_t { manifest_inside, manifest_outside, proof, proof_with_pointers, download_records };
constexpr std::array all_sources = {Source::manifest_inside, Source::manifest_outside, Source::proof,
                                    Source::proof_with_pointers, Source::download_records};
using Sources = std::set<Source>;

std::string shard(std::string_view tensor, std::size_t bytes) {
  const std::string size = std::to_string(bytes);
  std::string header =
      "{\"" + std::string(tensor) + R"(":{"dtype":"U8","shape":[)" + size + R"(],"data_offsets":[0,)" + size + "]}}";
  header.resize((header.size() + 7) / 8 * 8, ' ');
  std::string file = test::safetensors_file(header, bytes);
  file.back() = 'w';  // all zeros would be something else
  return file;
}

class Case {
 public:
  explicit Case(std::uint64_t seed) : random_(seed) {
    files_["README.md"] = {"---\nlicense: mit\n---\n# A model\n"};
    files_["config.json"] = {"{\"model_type\": \"llama\"}\n"};
    files_["tokenizer.json"] = {"{\"version\": \"1.0\"}\n"};
    if (coin()) {
      files_["model.safetensors"] = {shard("a", 200), true};
    } else {
      files_["model-00001-of-00002.safetensors"] = {shard("a", 200), true};
      files_["model-00002-of-00002.safetensors"] = {shard("b", 300), true};
      files_["model.safetensors.index.json"] = {R"({"metadata": {"total_size": 500}, "weight_map": )"
                                                R"({"a": "model-00001-of-00002.safetensors", )"
                                                R"("b": "model-00002-of-00002.safetensors"}})"};
    }
    if (coin()) files_["extra/notes.txt"] = {"Notes on how it was made.\n"};
    if (coin()) files_["vocab.txt"] = {"a\nb\nc\n"};
    for (const auto& [name, file] : files_)
      test::write_file(model() / name, file.content);
  }

  std::size_t below(std::size_t count) { return random_() % count; }
  bool coin() { return below(2) == 0; }
  template <typename List>
  const auto& one_of(const List& list) {
    return list[below(std::size(list))];
  }

  [[nodiscard]] fs::path model() const { return folder_.path() / "model"; }
  [[nodiscard]] const std::set<std::string>& touched() const { return touched_; }
  [[nodiscard]] const std::string& story() const { return story_; }
  [[nodiscard]] bool only_removals() const { return only_removals_; }
  [[nodiscard]] bool published(const std::string& name) const { return files_.contains(name); }

  // What a download, a disk or a neighbour may do to it.
  void mishap() {
    const bool adds = below(4) == 0;
    if (adds) return add_a_file();
    const std::string name = one_of(names());
    if (touched_.contains(name)) return;
    touched_.insert(name);
    const fs::path path = model() / name;
    const std::string content = files_.at(name).content;
    const std::size_t kind = below(11);
    only_removals_ = only_removals_ && kind == 0;
    fs::remove(path);
    switch (kind) {
      case 0:
        return tell("removed", name);
      case 1:
        return replace(name, "flipped", flipped(content));
      case 2:
        return replace(name, "cut", content.substr(0, below(content.size())));
      case 3:
        return replace(name, "appended", content + "x");
      case 4:
        return replace(name, "emptied", "");
      case 5:
        return replace(name, "zeroed", std::string(content.size(), '\0'));
      case 6:
        return replace(name, "a page", "<!DOCTYPE html><html><body>404 Not Found</body></html>\n");
      case 7:
        return replace(name, "a pointer", git::canonical_lfs_pointer(hash::sha256(bytes_of(content)), content.size()));
      case 8:
        fs::create_symlink("/etc/hostname", path);
        return tell("a link out", name);
      case 9:
        fs::create_symlink("nowhere", path);
        return tell("a dangling link", name);
      default:
        if (::mkfifo(path.c_str(), 0600) != 0) throw std::runtime_error("mkfifo");
        return tell("a FIFO", name);
    }
  }

  void remove_all_weights() {
    for (const auto& [name, file] : files_) {
      if (!file.lfs) continue;
      fs::remove(model() / name);
      touched_.insert(name);
    }
    only_removals_ = false;
    story_ += " no weights;";
  }

  // The request that hands over these sources, which are written where they belong.
  VerifyRequest hand_over(const Sources& sources) {
    VerifyRequest request;
    request.model = model().string();
    request.demands.completeness = policy::Completeness::whole;
    request.demands.checks = {policy::CheckId::integrity, policy::CheckId::shape};
    request.demands.levels["pin-missing"] = Severity::note;
    for (const Source source : sources)
      add(source, request);
    return request;
  }

 private:
  std::vector<std::string> names() const {
    std::vector<std::string> all;
    for (const auto& [name, file] : files_)
      all.push_back(name);
    return all;
  }

  void tell(std::string_view what, const std::string& name) { story_ += " " + name + " " + std::string(what) + ";"; }

  void replace(const std::string& name, std::string_view what, const std::string& content) {
    test::write_file(model() / name, content);
    tell(what, name);
  }

  std::string flipped(std::string content) {
    char& byte = content[below(content.size())];
    byte = static_cast<char>(byte ^ (1 << below(8)));
    return content;
  }

  void add_a_file() {
    static const std::array<std::pair<std::string, std::string>, 10> additions = {{
        {"extra.txt", "words that nobody listed\n"},
        {"handler.py", "import os\n"},
        {"other.bin", std::string("\x80\x02}q\0.", 6)},
        {"sub/more.json", "{}"},
        {"other.safetensors", shard("c", 50)},
        {".hidden", "x"},
        {".cache/huggingface/payload.bin", std::string("\x80\x02}q\0.", 6)},
        {".cache/huggingface/download/x.metadata", std::string("\x80\x02}q\0.", 6)},
        {".git/payload.bin", "x"},
        {"SHA256.manifest.resume", std::string("\x80\x02}q\0.", 6)},
    }};
    const auto& [name, content] = one_of(additions);
    if (touched_.contains(name)) return;
    touched_.insert(name);
    only_removals_ = false;
    test::write_file(model() / name, content);
    tell("added", name);
  }

  void add(Source source, VerifyRequest& request) const {
    switch (source) {
      case Source::manifest_inside:
        return test::write_file(model() / "SHA256.manifest", manifest());
      case Source::manifest_outside:
        request.manifest_file = (folder_.path() / "list").string();
        return test::write_file(*request.manifest_file, manifest());
      case Source::proof:
      case Source::proof_with_pointers: {
        const auto built = proof(source == Source::proof_with_pointers);
        request.commit = built.commit;
        return test::write_file(model() / "COMMIT.proof", built.proof);
      }
      case Source::download_records:
        for (const auto& [name, file] : files_)
          test::write_download_record(model(), name, proof(false).commit.hex(), file.etag());
    }
  }

  [[nodiscard]] std::string manifest() const {
    std::string text = "# weightcheck manifest v1\n";
    for (const auto& [name, file] : files_) {
      text += "# size: " + std::to_string(file.content.size()) + "\n" + hash::sha256(bytes_of(file.content)).hex() +
              "  " + name + "\n";
    }
    return text;
  }

  [[nodiscard]] test::ProofBuilder::Built proof(bool with_pointers) const {
    test::ProofBuilder builder;
    for (const auto& [name, file] : files_) {
      const std::string pointer = git::canonical_lfs_pointer(hash::sha256(bytes_of(file.content)), file.content.size());
      builder.file(name, file.lfs ? pointer : file.content);
      if (file.lfs && with_pointers) builder.blob(pointer);
    }
    return builder.build();
  }

  std::mt19937_64 random_;
  test::TemporaryFolder folder_;
  HubFiles files_;
  std::set<std::string> touched_;
  std::string story_;
  bool only_removals_ = true;
};

std::string name_of(const Sources& sources) {
  constexpr std::array<std::string_view, 5> words = {"manifest inside", "manifest outside", "proof",
                                                     "proof with pointers", "download records"};
  std::string text;
  for (const Source source : sources)
    text += std::string(text.empty() ? "" : " + ") + std::string(words[static_cast<std::size_t>(source)]);
  return text;
}

// The gravest word about each path. What is only said of missing evidence is not among them.
std::map<std::string, Severity> told_of_paths(const Report& report) {
  std::map<std::string, Severity> told;
  for (const policy::Finding& finding : report.findings) {
    for (const std::string& path : finding.paths) {
      const auto [entry, is_new] = told.try_emplace(path, finding.severity);
      if (!is_new) entry->second = std::max(entry->second, finding.severity);
    }
  }
  return told;
}

// These may say less of a file that the pinned commit holds.
bool may_be_lowered(std::string_view rule) { return rule == "unsafe-file" || rule == "remote-code"; }

bool is_of_content(const policy::Finding& finding) {
  const policy::Rule* rule = policy::find_rule(finding.rule);
  return rule->area == policy::Area::integrity || rule->area == policy::Area::shape ||
         rule->area == policy::Area::danger;
}

std::string all_findings(const Report& report) {
  std::string text = std::string(name_of(report.verdict)) + ":";
  for (const policy::Finding& finding : report.findings)
    text += "\n  " + std::string(name_of(finding.severity)) + " " + finding.rule + ": " + finding.message;
  return text;
}

void expect_everything_accounted_for(const Case& model, const Report& report) {
  std::set<std::string> known;
  for (const auto& row : report.files)
    known.insert(row.path.text());
  for (const policy::Finding& finding : report.findings)
    known.insert(finding.paths.begin(), finding.paths.end());
  const auto is_excluded = [&](const std::string& name) {
    return evidence::find_excluded(report.excluded, name) != nullptr;
  };
  for (const auto& entry : fs::recursive_directory_iterator(model.model())) {
    if (entry.symlink_status().type() == fs::file_type::directory) continue;
    const std::string name = entry.path().lexically_relative(model.model()).string();
    EXPECT_TRUE(known.contains(name) || is_excluded(name)) << name << "\n" << all_findings(report);
  }
}

void expect_nothing_hidden(const Report& less, const Report& more) {
  const auto told = told_of_paths(more);
  for (const policy::Finding& finding : less.findings) {
    if (finding.severity == Severity::note || !is_of_content(finding)) continue;
    const Severity least = may_be_lowered(finding.rule) ? Severity::warning : finding.severity;
    for (const std::string& path : finding.paths) {
      const auto found = told.find(path);
      EXPECT_TRUE(found != told.end() && found->second >= least)
          << finding.rule << " of " << path << "\nless: " << all_findings(less) << "\nmore: " << all_findings(more);
    }
  }
  if (less.exit_code == 1) {
    EXPECT_NE(more.verdict, Verdict::verified) << all_findings(less);
  }
}

// Of what was published: an added file may be wrong for what it is and for where it lies. What a changed index says
// of a file is a cause beside what became of the file.
void expect_each_cause_told_once(const Case& model, const Report& report) {
  const bool index_was_changed = model.touched().contains("model.safetensors.index.json");
  std::map<std::string, std::vector<std::string>> errors;
  for (const policy::Finding& finding : report.findings) {
    if (finding.severity != Severity::error || !is_of_content(finding)) continue;
    if (finding.rule == "file-modified") continue;  // what was told before the digests were known stays
    if (index_was_changed && finding.rule == "weights-unindexed") continue;
    for (const std::string& path : finding.paths) {
      if (model.published(path)) errors[path].push_back(finding.rule);
    }
  }
  for (const auto& [path, rules] : errors)
    EXPECT_EQ(rules.size(), 1U) << path << "\n" << all_findings(report);
}

std::uint64_t number_from(const char* variable, std::uint64_t otherwise) {
  const char* text = std::getenv(variable);
  return text == nullptr ? otherwise : std::strtoull(text, nullptr, 10);
}

class Laws : public testing::Test {
 protected:
  static Report report_of(const VerifyRequest& request) {
    auto report = verify(request, {});
    if (!report.ok()) throw std::runtime_error(report.error().message);
    return std::move(*report);
  }

  // Calls `judge` for each case; its seed is told with whatever fails.
  template <typename Judge>
  static void for_all_cases(const Judge& judge) {
    const std::uint64_t first = number_from("WEIGHTCHECK_SEED", std::random_device{}());
    const std::uint64_t count = number_from("WEIGHTCHECK_CASES", 200);
    RecordProperty("seed", std::to_string(first));
    for (std::uint64_t seed = first; seed < first + count && !HasFailure(); ++seed) {
      Case model(seed);
      SCOPED_TRACE("WEIGHTCHECK_SEED=" + std::to_string(seed));
      judge(model);
    }
    std::printf("%llu cases from seed %llu\n", static_cast<unsigned long long>(count),
                static_cast<unsigned long long>(first));
  }

  static Sources some_sources(Case& model) {
    Sources sources = {model.one_of(all_sources)};
    if (model.coin()) add_another(model, sources);
    return sources;
  }
  // One proof at a time: both would be the same file.
  static void add_another(Case& model, Sources& sources) {
    const Source more = model.one_of(all_sources);
    const bool is_proof = more == Source::proof || more == Source::proof_with_pointers;
    if (is_proof) {
      sources.erase(Source::proof);
      sources.erase(Source::proof_with_pointers);
    }
    sources.insert(more);
  }
};

TEST_F(Laws, a_model_that_is_what_everybody_says_is_verified) {
  for_all_cases([](Case& model) {
    const Sources sources = some_sources(model);
    const Report report = report_of(model.hand_over(sources));
    EXPECT_EQ(report.verdict, Verdict::verified) << name_of(sources) << "\n" << all_findings(report);
    expect_everything_accounted_for(model, report);
  });
}

TEST_F(Laws, what_happened_to_a_model_is_told_whoever_speaks_for_it) {
  for_all_cases([](Case& model) {
    for (std::size_t i = model.below(3) + 1; i > 0; --i)
      model.mishap();
    const Sources sources = some_sources(model);
    const Report report = report_of(model.hand_over(sources));
    SCOPED_TRACE(name_of(sources) + ":" + model.story());
    // The commit alone allows a part of it to be here: then that is told, and no more.
    const bool may_pass = model.touched().empty() || model.only_removals();
    if (!may_pass) {
      EXPECT_NE(report.verdict, Verdict::verified) << all_findings(report);
    }
    const auto told = told_of_paths(report);
    for (const std::string& path : model.touched())
      EXPECT_TRUE(told.contains(path)) << path << "\n" << all_findings(report);
    expect_everything_accounted_for(model, report);
    expect_each_cause_told_once(model, report);
  });
}

TEST_F(Laws, more_evidence_hides_nothing) {
  for_all_cases([](Case& model) {
    for (std::size_t i = model.below(3) + 1; i > 0; --i)
      model.mishap();
    Sources sources = some_sources(model);
    const std::string before = name_of(sources);
    const Report less = report_of(model.hand_over(sources));
    add_another(model, sources);
    SCOPED_TRACE(before + ", then " + name_of(sources) + ":" + model.story());
    expect_nothing_hidden(less, report_of(model.hand_over(sources)));
  });
}

TEST_F(Laws, a_check_that_looked_at_nothing_did_not_pass) {
  for_all_cases([](Case& model) {
    model.remove_all_weights();
    const Sources sources = some_sources(model);
    const Report report = report_of(model.hand_over(sources));
    EXPECT_NE(report.verdict, Verdict::verified) << name_of(sources) << "\n" << all_findings(report);
    for (const policy::CheckRecord& check : report.checks) {
      if (check.check == policy::CheckId::shape) {
        EXPECT_NE(check.outcome, policy::Outcome::passed) << model.story() << "\n" << all_findings(report);
      }
    }
  });
}

}  // namespace
}  // namespace weightcheck::workflow
