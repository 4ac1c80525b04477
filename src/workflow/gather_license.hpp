// SPDX-License-Identifier: Apache-2.0
// What a directory says of its license: its own, or that of a model it was made from.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "evidence/budget.hpp"
#include "evidence/evidence.hpp"
#include "license/declaring_files.hpp"
#include "workflow/model_reader.hpp"
#include "workflow/once_per_file.hpp"
#include "workflow/verify.hpp"

namespace weightcheck::workflow {

class LicenseGatherer {
 public:
  LicenseGatherer(const ModelReader& model, evidence::Budget& budget, evidence::LicenseSeen& seen)
      : model_(model), budget_(budget), seen_(seen) {}

  // Reads the file if its name is that of a license, a notice or the model card; else false. What cannot be read, or
  // what there is no budget for, leaves `seen.examined` false.
  bool look_at(const evidence::ModelFile& file);

  // What a config says of the license.
  void look_at_config(const evidence::ModelFile& file, std::string_view text);

  // What the card's license_link names among these files, once all were looked at: a license by that, whatever its
  // name.
  void look_at_linked(const std::vector<evidence::ModelFile>& files);

 private:
  enum class Role : std::uint8_t { license, terms, use_policy, linked, quoted };
  struct Read {
    license::Identification text;
    std::vector<license::Statement> statements;
    bool speaks_of_terms = false;
    std::string unread;
    std::string restriction;
  };

  void read_license(const evidence::ModelFile& file, Role role);
  [[nodiscard]] const Read* identified(const evidence::ModelFile& file, Role role);
  static bool is_license_by_chance(const evidence::ModelFile& file, Role role, const Read& read);
  void read_notice(const evidence::ModelFile& file);
  void read_card(const evidence::ModelFile& file);
  void take_card(const license::ModelCard& card);
  void read_card_beside(const evidence::ModelFile& file, std::string_view text);
  void read_declaring(const evidence::ModelFile& file, license::DeclaringFile form);
  bool can_look_over(const evidence::ModelFile& file, std::uint64_t bytes_max);
  bool can_read(const evidence::ModelFile& file, std::uint64_t bytes_max);

  const ModelReader& model_;
  evidence::Budget& budget_;
  evidence::LicenseSeen& seen_;
  OncePerFile<bool, Role> of_no_terms_;   // files of any name that were looked over
  OncePerFile<Read, std::string> texts_;  // under the name, which tells the form of a text
};

// Fills evidence.bases_seen, after everything else that needs no hashing. Errors: usage for a --base that is no
// directory, io, limit, interrupted.
[[nodiscard]] Status gather_bases(const VerifyRequest& request, evidence::Budget& budget, evidence::Evidence& evidence);

}  // namespace weightcheck::workflow
