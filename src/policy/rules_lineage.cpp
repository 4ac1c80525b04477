// SPDX-License-Identifier: Apache-2.0
// "Lineage" in the catalogue: what was found of given bases in a model, held against what the model says of itself.
// Said of established bases only, in words that claim no more than bytes and samples show.
#include <algorithm>
#include <cstdio>
#include <iterator>
#include <set>

#include "base/ascii.hpp"
#include "base/escape.hpp"
#include "base/wording.hpp"
#include "hubs/upstream.hpp"
#include "lineage/outcome.hpp"
#include "policy/adjust.hpp"
#include "policy/base_terms.hpp"
#include "policy/lineage.hpp"
#include "policy/rule.hpp"
#include "policy/wording.hpp"

namespace weightcheck::policy {
namespace {

using lineage::BaseTotals;
using lineage::Outcome;
using lineage::Relation;
using lineage::Row;

// What these rules go by; `seen` is what the model says of itself.
struct Found {
  const Outcome& outcome;
  const evidence::Evidence& seen;
  const Context& context;
};

std::vector<const BaseTotals*> established_in(const Outcome& outcome) {
  std::vector<const BaseTotals*> bases;
  for (const BaseTotals& base : outcome.bases) {
    if (base.established) bases.push_back(&base);
  }
  return bases;
}

// What the model itself says that it was made from: its card, its manifest, the metadata of its weight files.
std::vector<std::string> declared_bases(const evidence::Evidence& seen) {
  std::vector<std::string> names;
  if (seen.license.card) names = seen.license.card->declared.base_models;
  for (const evidence::HeaderDeclaration& header : seen.license.headers)
    std::ranges::copy(header.declared.base_models, std::back_inserter(names));
  if (seen.manifest) {
    for (const manifest::BaseModel& base : seen.manifest->base_models)
      names.push_back(base.upstream);
  }
  return names;
}

std::string lowered(std::string_view text) {
  std::string out(text);
  std::ranges::transform(out, out.begin(), lower);
  return out;
}

bool is_one_repository(const std::string& a, const std::string& b) {
  const auto left = hubs::read_upstream(a), right = hubs::read_upstream(b);
  return left.ok() && right.ok() && left->key() == right->key();
}

bool is_its_name(const std::string& declared, const BaseTotals& base) {
  if (declared.find("://") != std::string::npos) return is_one_repository(declared, base.upstream);
  return !base.upstream.empty() && lowered(declared) == lowered(short_name_of(base));
}

Drafts lineage_undeclared(const Found& found) {
  if (!declared_bases(found.seen).empty()) return {};
  Drafts drafts;
  const auto& pin = found.seen.pin;
  for (const BaseTotals* base : established_in(found.outcome)) {
    if (pin && pin->upstream && is_one_repository(*pin->upstream, base->upstream)) continue;
    const bool is_named = !base->upstream.empty();
    const std::string name = short_name_of(*base);
    drafts.push_back({.subject = base->commit,
                      .message = "nothing here names a base model, and its weights share content with those of " +
                                 (is_named ? in_quotes(name) + " at " : "a base whose upstream is not known, at ") +
                                 "commit " + base->commit,
                      .help = is_named
                                  ? "Add `base_model: " + printable(name) + "` to README.md, and the base's license."
                                  : "Find out which repository has this commit, and name it as `base_model` in "
                                    "README.md; add its license."});
  }
  return drafts;
}

Drafts lineage_contradicted(const Found& found) {
  const auto declared = declared_bases(found.seen);
  const auto bases = established_in(found.outcome);
  const bool all_known = std::ranges::all_of(bases, [](const BaseTotals* base) { return !base->upstream.empty(); });
  if (declared.empty() || bases.empty() || !all_known) return {};
  for (const std::string& name : declared) {
    if (std::ranges::any_of(bases, [&](const BaseTotals* base) { return is_its_name(name, *base); })) return {};
  }
  std::string names;
  for (const BaseTotals* base : bases)
    names += (names.empty() ? "" : ", ") + in_quotes(short_name_of(*base));
  return {{.subject = "",
           .message = "the model says that it was made from " + quoted_text(declared.front()) +
                      (declared.size() > 1 ? " and others" : "") + ", and what was found in it is of " + names}};
}

Drafts lineage_common_only(const Found& found) {
  Drafts drafts;
  for (const BaseTotals& base : found.outcome.bases) {
    if (base.established || base.common.tensors == 0) continue;
    drafts.push_back({.subject = base.commit,
                      .message = counted(base.common.tensors, "tensor") + " of " + counted(base.common.bytes, "byte") +
                                 " are equal to some of " + in_quotes(short_name_of(base)) +
                                 ", and are such as many models have: they show no relation"});
  }
  return drafts;
}

// As abliteration tools name what they change.
bool writes_into_residual(std::string_view name) {
  constexpr std::string_view parts[] = {"o_proj", "down_proj", "out_proj", "attn_output", "ffn_down", "w2"};
  for (std::size_t begin = 0; begin <= name.size();) {
    const std::size_t end = std::min(name.find('.', begin), name.size());
    if (std::ranges::find(parts, name.substr(begin, end - begin)) != std::end(parts)) return true;
    begin = end + 1;
  }
  return false;
}

Drafts lineage_abliterated(const Found& found) {
  constexpr double one_direction_min = 0.97;
  if (established_in(found.outcome).empty()) return {};
  std::uint64_t edited = 0, bytes = 0;
  for (const Row& row : found.outcome.rows) {
    if (row.relation != Relation::edited) continue;
    if (!writes_into_residual(row.tensor.name) || !row.numbers || row.numbers->rank1 < one_direction_min) return {};
    ++edited;
    bytes += row.tensor.bytes;
  }
  if (edited == 0) return {};
  return {{.subject = "",
           .message = counted(edited, "matrix", "matrices") + " of " + counted(bytes, "byte") +
                      " differ from the base by one direction each, as abliteration tools leave them; such edits "
                      "usually remove refusals"}};
}

Drafts lineage_below_expected(const Found& found) {
  if (!found.outcome.expected) return {};
  const lineage::Expected& expected = *found.outcome.expected;
  const std::uint64_t bytes = found.outcome.bytes_at_least(expected.evidence);
  const double percent =
      found.outcome.bytes == 0 ? 0 : 100.0 * static_cast<double>(bytes) / static_cast<double>(found.outcome.bytes);
  if (percent >= expected.percent && found.outcome.unread.empty()) return {};
  const std::string why = percent >= expected.percent ? ", and there are weights that could not be read" : "";
  return {{.subject = "",
           .message = percent_words(percent) + " % of the bytes are " + std::string(name_of(expected.evidence)) +
                      " or better, and " + percent_words(expected.percent) + " % were expected" + why}};
}

Drafts ledger_wrong(const Found& found) {
  Drafts drafts;
  for (const lineage::WrongLine& wrong : found.outcome.wrong) {
    const BaseTotals& base = found.outcome.bases[wrong.base];
    drafts.push_back({.subject = base.commit + "\n" + wrong.shard.text() + "\n" + wrong.tensor,
                      .message = "the ledger of " + in_quotes(short_name_of(base)) + " says of the tensor " +
                                 quoted_text(wrong.tensor) + " in " + quoted(wrong.shard) +
                                 " a digest that bytes here have, and a state that they do not lead to",
                      .level = Level::locked});
  }
  return drafts;
}

Drafts ledger_unpinned(const Found& found) {
  Drafts drafts;
  for (const BaseTotals& base : found.outcome.bases) {
    if (!base.is_ledger || base.pinned) continue;
    drafts.push_back({.subject = base.commit,
                      .message = "that " + in_quotes(short_name_of(base)) + " is commit " + base.commit +
                                 " is the ledger's own word",
                      .help = "Give --base-commit with the id that the upstream's page shows."});
  }
  return drafts;
}

// What "Inheritance" asks of terms, and, where the model's folder is known, what has to lie beside the weights.
std::vector<std::span<const Rule>> license_rules_of(const Outcome& outcome) {
  if (outcome.is_one_file) return {inheritance_rules()};
  return {inheritance_rules(), inheritance_duty_rules()};
}

// A base whose license nobody states may still be known by its name.
evidence::BaseSeen seen_as_base(const BaseTotals& base) {
  evidence::BaseSeen seen{.name = short_name_of(base), .source = evidence::BaseSource::card, .pinned = true};
  if (base.license.empty()) return seen;
  license::ModelCard card;
  card.has_front_matter = true;
  card.declared.licenses = {base.license};
  seen.source = evidence::BaseSource::directory;
  seen.license.examined = true;
  seen.license.card = std::move(card);
  return seen;
}

// A stock license is found by its id, so that its text is missed less than one that stands nowhere else.
Severity severity_of(const Draft& draft, const Rule& rule, const Context& context, const evidence::BaseSeen& base) {
  const Severity severity = draft.severity.value_or(rule.severity);
  const auto its = terms_of_base(context, base);
  const bool is_stock = its && !its->terms.spdx.empty();
  return rule.id == "base-license-copy-missing" && is_stock ? std::min(severity, Severity::warning) : severity;
}

// Over the bases that were found.
Drafts lineage_license(const Found& found) {
  const Context& context = found.context;
  Drafts drafts;
  for (const BaseTotals* base : established_in(found.outcome)) {
    evidence::Evidence with_found = found.seen;
    with_found.bases_seen = {seen_as_base(*base)};
    const Context of_base{with_found, context.rows, context.demands, context.waiver_uses, context.declared};
    for (const std::span<const Rule> rules : license_rules_of(found.outcome)) {
      for (const Rule& rule : rules) {
        for (Draft& draft : rule.check(of_base).take(rule)) {
          draft.severity = severity_of(draft, rule, of_base, with_found.bases_seen.front());
          draft.subject = std::string(rule.id) + "\n" + draft.subject;
          if (draft.help.empty()) draft.help = std::string(rule.cure);
          drafts.push_back(std::move(draft));
        }
      }
    }
  }
  return drafts;
}

// Silent where no base was given to look for.
template <Drafts (*ask)(const Found&)>
Drafts asked(const Context& context) {
  const lineage::Outcome* outcome = context.evidence.lineage;
  return outcome == nullptr ? Drafts() : ask({*outcome, context.evidence, context});
}

constexpr Rule lineage_table[] = {
    {.id = "lineage-undeclared",
     .area = Area::inheritance,
     .severity = Severity::warning,
     .title = "a base was found, and nothing here names one",
     .reason = "Who uses this model is to know under whose license it is, and cannot if its base is not named.",
     .cure = "Name the base in README.md, and add its license.",
     .example =
         {.given = R"sh(rm SHA256.manifest
sed 's|^license:|base_model: weightcheck/example\nlicense:|' ../example/README.md > README.md)sh",
          .fires = R"sh(cp ../example/README.md .
weightcheck lineage . --base ../example)sh",
          .silenced =
              R"sh(sed 's|^license:|base_model: weightcheck/example\nlicense:|' ../example/README.md > README.md)sh"},
     .check = asked<lineage_undeclared>},
    {.id = "lineage-contradicted",
     .area = Area::inheritance,
     .title = "the bases that are named are not those that were found",
     .reason = "The terms of the base that is in it apply, whichever base is named.",
     .cure = "Name the base that was found, or find out how its weights came into this model.",
     .example =
         {.given = R"sh(rm SHA256.manifest
sed 's|^license:|base_model: weightcheck/example\nlicense:|' ../example/README.md > README.md)sh",
          .fires = R"sh(sed 's|^license:|base_model: weightcheck/other\nlicense:|' ../example/README.md > README.md
weightcheck lineage . --base ../example)sh",
          .silenced =
              R"sh(sed 's|^license:|base_model: weightcheck/example\nlicense:|' ../example/README.md > README.md)sh"},
     .check = asked<lineage_contradicted>},
    {.id = "lineage-license",
     .area = Area::inheritance,
     .title = "the license here does not do what that of a base that was found asks for",
     .reason = "As the rules of inheritance, but of bases that were found in the weights, named or not.",
     .cure = "Publish under the base's license, and with its text.",
     .example = {.given = R"sh(cp -r ../example ../base)sh",
                 .fires = R"sh(sed 's/apache-2.0/llama3.1/' ../example/README.md > ../base/README.md
weightcheck lineage . --base ../base)sh",
                 .silenced = "cp ../example/README.md ../base"},
     .check = asked<lineage_license>},
    {.id = "lineage-common-only",
     .area = Area::inheritance,
     .severity = Severity::note,
     .title = "what is equal to a base's is what many models have",
     .reason = "Tables that a formula gives, norms and small tensors are alike in models that share nothing else.",
     .cure = "Nothing is to be done: no relation was found.",
     .example = {.fires = R"sh(rm *.safetensors model.safetensors.index.json
printf '\100\0\0\0\0\0\0\0{"a":{"dtype":"BF16","shape":[32],"data_offsets":[0,64]}}       ' > model.safetensors
tail -c 64 ../example/model-00003-of-00003.safetensors >> model.safetensors
weightcheck lineage . --base ../example)sh",
                 .silenced = "cp ../example/*.safetensors ."},
     .check = asked<lineage_common_only>},
    {.id = "lineage-abliterated",
     .area = Area::inheritance,
     .severity = Severity::note,
     .title = "matrices were edited along one direction",
     .reason = "Tools that take refusals out of a model leave such a change in what writes into its residual stream.",
     .cure = "Look whether the card says what was edited.",
     .example = {.fires = R"sh(python3 -c '
import struct
name = "model-00001-of-00003.safetensors"
data = bytearray(open(name, "rb").read())
for i in range(2048):  # model.layers.0.mlp.down_proj.weight: 32 rows of 64
    at = 22904 + 2 * i
    value, = struct.unpack("<f", b"\0\0" + data[at:at + 2])
    change = 0.004 * (i // 64 % 5 - 2) * (i % 64 % 7 - 3)
    data[at:at + 2] = struct.pack("<f", value + change)[2:]
open(name, "wb").write(data)'
weightcheck lineage . --base ../example)sh",
                 .silenced = "cp ../example/*.safetensors ."},
     .check = asked<lineage_abliterated>},
    {.id = "lineage-below-expected",
     .area = Area::inheritance,
     .title = "less of the model is a base's than was expected",
     .reason = "The caller asked for it with --expect.",
     .cure = "Fetch what `--missing` lists and give it with --fill, or expect less.",
     .example =
         {.fires =
              R"sh(printf 'weights' | dd of=model-00001-of-00003.safetensors bs=1 seek=40000 conv=notrunc 2>/dev/null
weightcheck lineage . --base ../example --expect proven=100)sh",
          .silenced = "cp ../example/*.safetensors ."},
     .check = asked<lineage_below_expected>},
    {.id = "ledger-wrong",
     .area = Area::inheritance,
     .level = Level::locked,
     .title = "a ledger says of bytes that are here what they do not come to",
     .reason = "It lies or is damaged. What is called proven or chained beside it stands all the same.",
     .cure = "Get the ledger from elsewhere, or make it again from the base.",
     .example =
         {.given = R"sh(weightcheck ledger ../example --output ../base.ledger)sh",
          .fires =
              R"sh(sed '0,/^tensor/s/^\(tensor [0-9a-f]*\) [0-9a-f]\{8\}/\1 00000000/' ../base.ledger > ../bent.ledger
weightcheck lineage . --base ../bent.ledger)sh",
          .silenced = "weightcheck lineage . --base ../base.ledger"},
     .check = asked<ledger_wrong>},
    {.id = "ledger-unpinned",
     .area = Area::inheritance,
     .severity = Severity::note,
     .title = "nobody but the ledger says which commit it is of",
     .reason =
         "What is proven is in the commit whose id the ledger gives; that it is the upstream's is for others to say.",
     .cure = "Give --base-commit.",
     .example =
         {.given = R"sh(weightcheck ledger ../example --output ../base.ledger)sh",
          .fires = R"sh(weightcheck lineage . --base ../base.ledger)sh",
          .silenced =
              R"sh(weightcheck lineage . --base ../base.ledger --base-commit 86bc93c2cebd282ac4a3171333570c385b73e68b)sh"},
     .check = asked<ledger_unpinned>},
};

}  // namespace

std::span<const Rule> lineage_rules() { return lineage_table; }

std::string short_name_of(const lineage::BaseTotals& base) {
  if (base.upstream.empty()) return base.commit;
  const auto upstream = hubs::read_upstream(base.upstream);
  return upstream.ok() ? upstream->short_name() : base.upstream;
}

std::string percent_words(double percent) {
  char text[32];
  std::snprintf(text, sizeof text, "%.1f", percent);
  return text;
}

std::vector<Finding> lineage_findings(const evidence::Evidence& evidence, const Demands& demands) {
  const auto declared = declared_licenses(evidence, demands.known_licenses());
  Adjuster adjuster(demands);
  const std::vector<evidence::FileRow> rows;
  const Context context{evidence, rows, demands, adjuster.uses(), declared};
  std::vector<Finding> findings;
  for (const Rule& rule : lineage_rules()) {
    for (Draft& draft : rule.check(context).take(rule)) {
      if (auto adjusted = adjuster.adjust(rule, std::move(draft))) findings.push_back(finding_of(*std::move(adjusted)));
    }
  }
  std::ranges::stable_sort(findings, [](const Finding& a, const Finding& b) { return a.severity > b.severity; });
  return findings;
}

}  // namespace weightcheck::policy
