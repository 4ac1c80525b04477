// SPDX-License-Identifier: Apache-2.0
// weightcheck sign MODEL --key KEY
#include <fmt/core.h>

#include <algorithm>
#include <chrono>
#include <filesystem>

#include "base/escape.hpp"
#include "base/wording.hpp"
#include "cli/command.hpp"
#include "cli/common_options.hpp"
#include "cli/log.hpp"
#include "cli/outputs.hpp"
#include "cli/password_prompt.hpp"
#include "cli/sandbox_option.hpp"
#include "io/model_directory.hpp"
#include "io/sandbox.hpp"
#include "io/token_key.hpp"
#include "workflow/sign_model.hpp"

namespace weightcheck::cli {
namespace {

using workflow::SignOutcome;

std::int64_t now_seconds() {
  return std::chrono::duration_cast<std::chrono::seconds>(std::chrono::system_clock::now().time_since_epoch()).count();
}

class SignCommand final : public Command {
 public:
  Options options() override {
    return joined({signing_options(),
                   manifest_options(),
                   hashing_.options(),
                   progress_flag_.options(),
                   {{.names = "-q,--quiet", .help = "say nothing on success", .into = &quiet_}},
                   log_.options(),
                   sandbox_.options()});
  }

  Result<int> run(std::stop_token stop) override {
    if (Status usable = take_options(); !usable.ok()) return usable.error();
    const auto events = log_.open(together({request_.place.model}, named_files()), {request_.place.output});
    if (!events.ok()) return events.error();
    request_.hashing = hashing_.chosen(*events);
    if (Status kept = io::keep_memory_private(); !kept.ok()) complain(kept.error().message);
    bool is_locked = false;
    const auto signer = workflow::read_signer(
        signer_,
        [&] {
          is_locked = true;
          return password(stop);
        },
        now_seconds());
    if (!signer.ok()) return signer.error();
    if (!is_locked && (!password_file_.empty() || password_fd_ >= 0))
      complain("the key needs no password, and the one that is given was not read");
    if (Status entered = enter_sandbox(*events); !entered.ok()) return entered.error();
    pipeline::Progress progress;
    const auto outcome = [&] {
      const ProgressView view(progress, quiet_ ? ProgressMode::never : progress_flag_.mode);
      return workflow::sign_model(request_, *signer, stop, &progress);
    }();
    if (!outcome.ok()) return outcome.error();
    return tell(*outcome, signer->words);
  }

 private:
  Options signing_options() {
    return {{.names = "MODEL",
             .help = "directory of the model, or one file",
             .into = &request_.place.model,
             .need = Need::required},
            {.names = "--key",
             .value = "FILE",
             .help = "private key in PEM, on the curve P-256, P-384 or P-521; or pkcs11:URI of one on a token",
             .into = &signer_.key,
             .need = Need::required},
            {.names = "--key-password-file",
             .value = "FILE",
             .help = "password of an encrypted key (default: it is asked for at the terminal)",
             .into = &password_file_},
            {.names = "--key-password-fd",
             .value = "N",
             .help = "the same, from an open file descriptor",
             .into = in_range(password_fd_, 0, 1'000'000)},
            {.names = "--certificate",
             .value = "FILE",
             .help = "certificate of the key, in PEM: the signature then names it, and not the key",
             .into = &signer_.certificate},
            {.names = "--chain",
             .value = "FILE",
             .help = "certificates that lead from it towards a root; may be given again",
             .into = &signer_.chain,
             .with = "--certificate"},
            {.names = "--output",
             .value = "FILE",
             .help = "file to write, '-' for standard output (default: MODEL/model.sig; of a file FILE.sig)",
             .into = &request_.place.output},
            {.names = "--ignore",
             .value = "PATH",
             .help = "leave out this file or folder of the model, and say so in the signature; may be given again",
             .into = &request_.place.ignored}};
  }

  Options manifest_options() {
    return {{.names = "--manifest",
             .value = "FILE",
             .help = "sign only if the model is what this manifest says; exit status 1 if it is not",
             .into = &manifest_},
            {.names = "--from-manifest",
             .help = "sign what the manifest says (default: MODEL/SHA256.manifest); names and sizes are compared, and "
                     "nothing is hashed",
             .into = &from_manifest_}};
  }

  Status take_options() {
    if (!password_file_.empty() && password_fd_ >= 0)
      return Error{ErrorCode::usage, "--key-password-file and --key-password-fd exclude each other"};
    if (!manifest_.empty()) request_.manifest_file = manifest_;
    if (from_manifest_) request_.digests = workflow::Digests::of_manifest;
    if (!io::is_token_uri(signer_.key)) request_.secrets = {signer_.key};
    if (!password_file_.empty()) request_.secrets.push_back(password_file_);
    return check_outputs(named_files(), {request_.place.output});
  }

  [[nodiscard]] std::vector<std::string> named_files() const {
    std::vector<std::string> files = together(signer_.chain, request_.secrets);
    for (const std::string& one : {signer_.certificate, manifest_}) {
      if (!one.empty()) files.push_back(one);
    }
    return files;
  }

  [[nodiscard]] Result<Secret> password(const std::stop_token& stop) const {
    if (!password_file_.empty()) return workflow::read_password_file(password_file_);
    if (password_fd_ >= 0) return workflow::read_password_descriptor(password_fd_);
    return ask_for_password(
        "password of " + printable(signer_.key) + ": ",
        "the key needs a password, and nobody is at a terminal: give it with --key-password-file FILE", stop);
  }

  // What signs has been read by now, but for a key on a token: its module may open any file or socket when it signs. A
  // single file is opened by way of its folder.
  Status enter_sandbox(const EventHook& events) {
    if (io::is_token_uri(signer_.key)) return done;
    const std::string& model = request_.place.model;
    std::error_code unknown;
    const bool is_folder = std::filesystem::is_directory(model, unknown);
    const std::size_t slash = model.rfind('/');
    const std::string folder = is_folder ? model : slash == std::string::npos ? "." : model.substr(0, slash + 1);
    std::vector<std::string> inputs{folder};
    for (const std::string& one : {manifest_, request_.place.output}) {
      if (!one.empty() && one != "-") inputs.push_back(one);
    }
    const std::string usual = is_folder ? model + "/" + std::string(io::signature_name) : model + ".sig";
    return sandbox_.enter(inputs, {request_.place.output.empty() ? usual : request_.place.output}, events);
  }

  // Nobody is left to believe that the files were read.
  [[nodiscard]] int tell(const SignOutcome& outcome, const std::string& signer) const {
    if (!outcome.differences.empty())
      return tell_differences(
          "no signature was written: the model is not what " + printable(outcome.manifest) + " says",
          outcome.differences);
    if (outcome.written_to.empty() && print(outcome.text) != 0) return exit_unfinished;
    if (quiet_) return exit_done;
    std::ranges::for_each(outcome.notes, remark);
    remark(fmt::format("{}: {}, {}, root sha256:{}, signed with {}",
                       outcome.written_to.empty() ? "signature" : "wrote " + printable(outcome.written_to),
                       counted(outcome.files, "file"), counted(outcome.bytes, "byte"), outcome.root.hex(), signer));
    if (request_.digests == workflow::Digests::of_manifest)
      remark("nothing was hashed: the signature says what " + printable(outcome.manifest) + " says");
    return exit_done;
  }

  workflow::SignRequest request_;
  workflow::SignerFiles signer_;
  std::string password_file_, manifest_;
  int password_fd_ = -1;
  HashingFlags hashing_;
  ProgressFlag progress_flag_;
  LogOptions log_;
  SandboxOption sandbox_;
  bool from_manifest_ = false;
  bool quiet_ = false;
};

}  // namespace

std::unique_ptr<Command> make_sign() { return std::make_unique<SignCommand>(); }

}  // namespace weightcheck::cli
