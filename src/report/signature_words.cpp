// SPDX-License-Identifier: Apache-2.0
#include "report/signature_words.hpp"

#include "base/escape.hpp"
#include "base/wording.hpp"
#include "policy/wording.hpp"
#include "report/assemble.hpp"

namespace weightcheck::report {
namespace {

using evidence::SignatureSeen;
using signature::Method;
using signature::Signer;

std::string times_of(const Signer& signer) {
  std::string text;
  for (const std::int64_t time : signer.times)
    text += (text.empty() ? "" : " and ") + utc(time);
  return text;
}

std::string who(const Signer& signer) {
  switch (signer.method) {
    case Method::key:
      return "the key sha256:" + signer.key_hint;
    case Method::certificate:
      return "a certificate of " + (signer.subject.empty() ? "no name" : printable(signer.subject)) +
             ", sha256:" + signer.fingerprint + ", under the root sha256:" + signer.anchor_fingerprint;
    case Method::keyless:
      return printable(signer.identity) + " (issuer " + printable(signer.issuer) + "), logged " + times_of(signer);
  }
  return "";
}

std::vector<std::string> texts_of(const std::vector<ModelPath>& paths) {
  std::vector<std::string> texts;
  for (const ModelPath& path : paths)
    texts.push_back(path.text());
  return texts;
}

// A difference is told and not judged: the commit may be that of the code which made the model.
std::string source_sentence(const policy::Report& report) {
  const Signer& signer = report.signature->signer;
  if (signer.source_commit.empty()) return "";
  std::string text = " The issuer says that it was signed at commit " + printable(signer.source_commit);
  if (!signer.source_repository.empty()) text += " of " + printable(signer.source_repository);
  if (!report.pin) return text + ".";
  return text + (signer.source_commit == report.pin->commit.hex()
                     ? ", which is the pinned commit."
                     : ", which is not the pinned commit; it may be a commit of the code that made the model.");
}

std::string what_is_left_open(const SignatureSeen& seen) {
  std::string text;
  if (seen.asked_at) text += " The certificate was asked to be valid at " + utc(*seen.asked_at) + ".";
  if (seen.signer.is_any_of_the_anchor)
    text += " Any certificate under that root would do; name one with --certificate-identity.";
  if (seen.unsigned_are == evidence::Unsigned::passed && seen.unsigned_files > 0)
    text += " Not signed, and let pass: " + counted(seen.unsigned_files, "file") + ".";
  if (seen.ignored_files > 0)
    text += " Not signed, and let pass by --ignore: " + counted(seen.ignored_files, "file") + ".";
  if (!seen.left_out_files.empty())
    text += " Left out of the signature: " + policy::some_files(texts_of(seen.left_out_files)) +
            (seen.left_out_weights > 0 ? ", " + with_commas(seen.left_out_weights) + " of them weights." : ".");
  if (seen.empty_files > 0)
    text +=
        " Not signed, since they are empty and the signature is by shards: " + counted(seen.empty_files, "file") + ".";
  if (seen.left_out_in_vain > 0)
    text += " Of what the signer meant to leave out, " +
            counted(seen.left_out_in_vain, "entry is not a path and leaves", "entries are not paths and leave") +
            " nothing out.";
  return text;
}

}  // namespace

std::string signer_words(const policy::Report& report) {
  return report.signature ? "signed by " + who(report.signature->signer) : "";
}

std::string signature_sentences(const policy::Report& report) {
  if (!report.signature) return "";
  return signer_words(report) + "." + what_is_left_open(*report.signature) + source_sentence(report);
}

std::string trust_words(const policy::Report& report) {
  if (!report.signature) return std::string(evidence::name_of(report.trust));
  return report.trust == evidence::Trust::pinned ? "pinned+signed" : "signed";
}

}  // namespace weightcheck::report
