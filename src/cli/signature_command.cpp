// SPDX-License-Identifier: Apache-2.0
// weightcheck signature inspect FILE: what a signature says, in words or as JSON. The word that `verify` has for what
// it has checked does not stand here.
#include <fmt/chrono.h>
#include <fmt/core.h>

#include "base/escape.hpp"
#include "base/wording.hpp"
#include "cli/command.hpp"
#include "cli/console.hpp"
#include "json/write.hpp"
#include "workflow/inspect_signature.hpp"

namespace weightcheck::cli {
namespace {

using signature::Method;
using signature::SignedFile;
using signature::Statement;
using workflow::SignatureSaid;

constexpr std::size_t files_shown_max = 20;

std::string utc_of(std::int64_t seconds) {
  constexpr std::int64_t last_with_four_digits = 253'402'300'799;
  if (seconds < 0 || seconds > last_with_four_digits) return std::to_string(seconds) + " seconds after 1970";
  return fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(static_cast<std::time_t>(seconds)));
}

std::string utc_of(const std::optional<signature::Moment>& moment) { return moment ? utc_of(moment->seconds) : ""; }

std::string row(std::string_view label, std::string_view text) { return fmt::format("{:<12} {}\n", label, text); }

std::string listed(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names)
    text += (text.empty() ? "" : ", ") + printable(name);
  return text;
}

std::vector<std::string> texts_of(const std::vector<ModelPath>& paths) {
  std::vector<std::string> texts;
  for (const ModelPath& path : paths)
    texts.push_back(path.text());
  return texts;
}

// Who it says has signed.
std::string claimed_signer(const SignatureSaid& said) {
  if (said.method == Method::key) return "the key sha256:" + printable(said.key_hint);
  if (said.method == Method::keyless)
    return fmt::format("{} (issuer {})", said.identities.empty() ? "nobody by name" : listed(said.identities),
                       said.issuers.empty() ? "none" : listed(said.issuers));
  return fmt::format("the certificate sha256:{} of {}", said.fingerprint,
                     said.names.empty() ? "nobody by name" : listed(said.names));
}

std::string words_of_signer(const SignatureSaid& said) {
  std::string text = row("method", name_of(said.method)) + row("signer", claimed_signer(said) + ", by its own word");
  if (said.method == Method::key) return text;
  text += row("certificate", "sha256:" + said.fingerprint);
  text += row("valid", fmt::format("{} to {}", utc_of(said.valid.start), utc_of(said.valid.end)));
  if (said.method == Method::certificate) return text + row("chain", counted(said.certificates, "certificate"));
  if (!said.origin.repository.empty()) text += row("repository", printable(said.origin.repository));
  if (!said.origin.commit.empty()) text += row("commit", printable(said.origin.commit));
  text += row("log", fmt::format("{}, {}", counted(said.log_entries, "entry", "entries"),
                                 counted(said.time_stamps, "time stamp")));
  for (const std::int64_t time : said.logged)
    text += row("logged", utc_of(time) + ", by its own word");
  return text;
}

std::string words_of_statement(const Statement& statement) {
  std::string text = row("format", fmt::format("OpenSSF Model Signing {}", name_of(statement.version)));
  if (!statement.subject.empty()) text += row("model", printable(statement.subject));
  if (statement.root) text += row("root", "sha256:" + statement.root->hex());
  text += row("signed", fmt::format("{}{}", counted(statement.files.size(), "file"),
                                    statement.shard_bytes
                                        ? fmt::format(", in shards of {}", counted(*statement.shard_bytes, "byte"))
                                        : ""));
  if (!statement.left_out.empty()) text += row("left out", listed(texts_of(statement.left_out)));
  if (!statement.left_out_in_vain.empty())
    text += row("", "these leave out nothing: " + listed(statement.left_out_in_vain));
  if (statement.links == signature::Links::allowed) text += row("links", "allowed inside the model");
  if (statement.order == signature::Order::other) text += row("order", "not by name, as the format asks");
  return text;
}

std::string words_of_files(const Statement& statement, bool all) {
  std::string text;
  std::size_t shown = 0;
  for (const SignedFile& file : statement.files) {
    if (!all && shown == files_shown_max) break;
    ++shown;
    const std::string digest =
        statement.shard_bytes ? counted(file.spans.size(), "shard") : file.spans.front().sha256.hex();
    text += fmt::format("  {}  {}\n", digest, printable(file.path.text()));
  }
  if (shown < statement.files.size())
    text += fmt::format("  and {} more; --list-files shows them\n", with_commas(statement.files.size() - shown));
  return text;
}

json::Value or_null(const std::string& text) { return text.empty() ? json::Value() : json::Value(printable(text)); }

json::Array array_of(const std::vector<std::string>& texts) {
  json::Array array;
  for (const std::string& text : texts)
    array.emplace_back(printable(text));
  return array;
}

void add_signer(const SignatureSaid& said, json::ObjectText& text) {
  json::Array logged;
  for (const std::int64_t time : said.logged)
    logged.emplace_back(utc_of(time));
  text.add(json::Object{{"method", name_of(said.method)},
                        {"key_hint", or_null(said.key_hint)},
                        {"names", array_of(said.names)},
                        {"fingerprint", or_null(said.fingerprint)},
                        {"not_before", or_null(utc_of(said.valid.start))},
                        {"not_after", or_null(utc_of(said.valid.end))},
                        {"certificates", said.certificates},
                        {"identities", array_of(said.identities)},
                        {"issuers", array_of(said.issuers)},
                        {"source_repository", or_null(said.origin.repository)},
                        {"source_commit", or_null(said.origin.commit)},
                        {"log_entries", said.log_entries},
                        {"time_stamps", said.time_stamps},
                        {"logged", std::move(logged)}});
}

void add_statement(const Statement& statement, json::ObjectText& text) {
  text.add(json::Object{{"statement", name_of(statement.version)},
                        {"model", or_null(statement.subject)},
                        {"root_digest", statement.root ? json::Value(statement.root->hex()) : json::Value()},
                        {"signed_files", statement.files.size()},
                        {"shard_bytes", statement.shard_bytes ? json::Value(*statement.shard_bytes) : json::Value()},
                        {"links_allowed", statement.links == signature::Links::allowed},
                        {"sorted_by_name", statement.order == signature::Order::by_name},
                        {"left_out", array_of(texts_of(statement.left_out))},
                        {"left_out_in_vain", array_of(statement.left_out_in_vain)}});
  text.begin_list("files");
  for (const SignedFile& file : statement.files)
    text.add_item(
        json::Object{{"path", printable(file.path.text())},
                     {"sha256", statement.shard_bytes ? json::Value() : json::Value(file.spans.front().sha256.hex())},
                     {"shards", statement.shard_bytes ? json::Value(file.spans.size()) : json::Value()}});
  text.end_list();
}

class SignatureInspectCommand final : public Command {
 public:
  Options options() override {
    return {{.names = "FILE", .help = "signature to read", .into = &file_, .need = Need::required},
            {.names = "--format", .help = "what to print", .into = one_of(format_, {"text", "json"})},
            {.names = "--list-files", .help = "print every file, not the first ones", .into = &list_files_}};
  }

  Result<int> run(std::stop_token) override {
    const auto said = workflow::inspect_signature(file_);
    if (!said.ok()) return said.error();
    return print(format_ == "json" ? as_json(*said) : as_text(*said));
  }

 private:
  [[nodiscard]] std::string as_text(const SignatureSaid& said) const {
    return row("signature", printable(file_)) + words_of_signer(said) + words_of_statement(said.statement) +
           words_of_files(said.statement, list_files_) +
           fmt::format("weightcheck: inspected {} ({}; it says: {}); nothing was checked\n", printable(file_),
                       counted(said.statement.files.size(), "file"), claimed_signer(said));
  }

  [[nodiscard]] std::string as_json(const SignatureSaid& said) const {
    json::ObjectText text;
    text.add(json::Object{{"schema_version", 1}, {"signature", printable(file_)}, {"checked", false}});
    add_signer(said, text);
    add_statement(said.statement, text);
    return std::move(text).take();
  }

  std::string file_, format_ = "text";
  bool list_files_ = false;
};

}  // namespace

std::unique_ptr<Command> make_signature_inspect() { return std::make_unique<SignatureInspectCommand>(); }

}  // namespace weightcheck::cli
