#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Holds the files for CI systems, Kubernetes, containers and systemd to what their readers take, and runs what can be run of them here."""
import hashlib
import json
import re
import shlex
import subprocess

import support
import yaml

FOLDER = support.SOURCE / "integrations"
COMMIT = support.sandbox.COMMIT
DOCS = (support.SOURCE / "docs" / "ci.md").read_text()
SIGNING = (support.SOURCE / "docs" / "signing.md").read_text()


def output_of(*command, **settings):
    return subprocess.run(command, capture_output=True, text=True, **settings)


def blocks(language, text=DOCS):
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


def documents(name):
    return list(yaml.safe_load_all((FOLDER / "kubernetes" / name).read_text()))


class FilesTest(support.Case):
    def need(self, program):
        if not support.has(program):
            self.skipTest(f"no {program}")

    def verify(self, arguments, status):
        run = output_of("weightcheck", *arguments, env=self.environment, cwd=self.folder)
        self.assertEqual(run.returncode, status, run.stdout + run.stderr)

    def test_yaml_is_clean(self):
        self.need("yamllint")
        files = [support.SOURCE / "action.yml", support.SOURCE / ".pre-commit-hooks.yaml", *FOLDER.rglob("*.yaml"), *FOLDER.rglob("*.yml")]
        self.assertEqual(len(files), 8)
        run = output_of("yamllint", "--strict", "--config-file", str(support.SOURCE / ".yamllint.yaml"), *map(str, files))
        self.assertEqual(run.returncode, 0, run.stdout + run.stderr)

    def test_shell_scripts_are_clean(self):
        self.need("shellcheck")
        scripts = []
        for path in sorted(support.SOURCE.rglob("*")):
            parts = path.relative_to(support.SOURCE).parts
            if parts[0] in ("build", ".git") or not path.is_file() or path.suffix not in ("", ".sh", ".sbatch"):
                continue
            with open(path, "rb") as file:
                if re.match(rb"#!.*\b(ba|da)?sh\b", file.readline()):
                    scripts.append(str(path))
        self.assertIn(str(FOLDER / "pre-commit" / "check-manifests"), scripts)
        # SC2016: backticks in messages.
        run = output_of("shellcheck", "--severity=warning", "--exclude=SC2016", *scripts)
        self.assertEqual(run.stdout, "")

    def test_hooks_are_what_pre_commit_takes(self):
        hooks = yaml.safe_load((support.SOURCE / ".pre-commit-hooks.yaml").read_text())
        self.assertEqual({hook["id"] for hook in yaml.safe_load(blocks("yaml")[1])["repos"][0]["hooks"]}, {hook["id"] for hook in hooks})
        for hook in hooks:
            self.assertTrue((support.SOURCE / hook["entry"]).stat().st_mode & 0o100, hook["entry"])
        self.need("pre-commit")
        run = output_of("pre-commit", "validate-manifest", str(support.SOURCE / ".pre-commit-hooks.yaml"), env=self.environment)
        self.assertEqual(run.returncode, 0, run.stdout + run.stderr)

    def test_the_workflow_in_the_docs_uses_inputs_and_outputs_that_exist(self):
        action = yaml.safe_load((support.SOURCE / "action.yml").read_text())
        steps = yaml.safe_load(blocks("yaml")[0])["jobs"]["verify"]["steps"]
        used = next(step for step in steps if "/weightcheck@" in step["uses"])
        self.assertLessEqual(set(used["with"]), set(action["inputs"]))
        outputs = set(re.findall(r"steps\.weightcheck\.outputs\.([\w-]+)", blocks("yaml")[0]))
        self.assertTrue(outputs)
        self.assertLessEqual(outputs, set(action["outputs"]))

    def test_gitlabs_script_verifies_and_reports(self):
        job = yaml.safe_load((FOLDER / "gitlab" / "weightcheck.gitlab-ci.yml").read_text())[".weightcheck"]
        model = support.sandbox.make_example(self.environment)
        shell = ["dash"] if support.has("dash") else ["sh"]
        script = "\n".join(job["script"])
        self.assertNotIn("eval", script)
        named = yaml.safe_load(blocks("yaml")[2])["verify-model"]["variables"]
        self.assertLessEqual(set(named) - {"WEIGHTCHECK_IMAGE"}, set(job["variables"]))

        def run(**variables):
            environment = {**self.environment, **job["variables"], **variables}
            return output_of(*shell, "-e", "-c", script, env=environment, cwd=self.folder)
        good = run(WEIGHTCHECK_MODEL="example", WEIGHTCHECK_COMMIT=COMMIT, WEIGHTCHECK_UPSTREAM=support.sandbox.UPSTREAM)
        self.assertEqual(good.returncode, 0, good.stdout + good.stderr)
        reports = [*job["artifacts"]["paths"], *job["artifacts"]["reports"].values()]
        for name in reports:
            self.assertGreater((self.folder / name).stat().st_size, 0, name)
            (self.folder / name).unlink(missing_ok=True)
        (model / "config.json").write_text("{}")
        self.assertEqual(run(WEIGHTCHECK_MODEL="example").returncode, 1)
        self.assertTrue(json.loads((self.folder / "gl-code-quality-report.json").read_text()))
        hostile = "$(touch pwned)`touch pwned`\"'; touch pwned"
        for name in set(job["variables"]):
            self.assertNotEqual(run(**{"WEIGHTCHECK_MODEL": "example", name: hostile}).returncode, 0, name)
        self.assertFalse((self.folder / "pwned").exists())

    def pods(self):
        for name in ("init-container.yaml", "job.yaml", "signed-model.yaml"):
            for document in documents(name):
                yield name, document["spec"]["template"]["spec"]

    def test_pods_have_no_rights(self):
        for name, pod in self.pods():
            self.assertIs(pod["automountServiceAccountToken"], False, name)
            self.assertIs(pod["securityContext"]["runAsNonRoot"], True)
            self.assertGreater(pod["securityContext"]["runAsUser"], 0)
            self.assertEqual(pod["securityContext"]["seccompProfile"], {"type": "RuntimeDefault"})
            for container in pod.get("initContainers", []) + pod["containers"]:
                context = container["securityContext"]
                self.assertEqual((context["readOnlyRootFilesystem"], context["allowPrivilegeEscalation"], context["capabilities"]),
                                 (True, False, {"drop": ["ALL"]}), container["name"])
                self.assertRegex(container["image"], r"@sha256:[0-9a-f]{64}$")
                self.assertTrue(all(mount["readOnly"] for mount in container["volumeMounts"]), container["name"])
                self.assertLessEqual({mount["name"] for mount in container["volumeMounts"]}, {volume["name"] for volume in pod["volumes"]})

    def test_the_check_of_the_pods_runs(self):
        """Their arguments, with the mounts of this machine in the place of theirs."""
        model = support.sandbox.make_example(self.environment)
        pin = self.folder / "pin"
        pin.mkdir()
        (model / "SHA256.manifest").rename(pin / "SHA256.manifest")
        (pin / "policy.json").write_text('{"schema_version": 1, "checks": ["integrity"], "levels": {"anchor-unproven": "note"}}')
        checks = [pod.get("initContainers", pod["containers"])[0] for name, pod in self.pods() if name != "signed-model.yaml"]
        checks.append(yaml.safe_load(blocks("yaml")[3])["initContainers"][0])
        for check in checks:
            self.assertEqual((check["name"], check["args"][:2]), ("weightcheck", ["verify", "/model"]))
            self.assertIn("--strict", check["args"])
            arguments = [re.sub(r"(?<==)/pin|^/model$", lambda match: str(pin if "pin" in match[0] else model), argument)
                         for argument in check["args"] if not argument.startswith(("--commit=", "--proof="))]
            if not any(argument.startswith("--policy=") for argument in arguments):
                arguments.append(f"--policy={pin}/policy.json")
            self.verify([*arguments, f"--commit={COMMIT}"], status=0)
            self.verify([*arguments, f"--commit={'0' * 40}"], status=4)

    def signed_example(self):
        """(model, trust): a model with the signature of models@example.org, and a folder with the root and a policy."""
        self.need("openssl")
        model = support.sandbox.make_example(self.environment)
        (model / "SHA256.manifest").unlink()
        trust = self.folder / "trust"
        trust.mkdir()
        for line in ("openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout root.key -out trust/root.pem -days 9 -subj /CN=root",
                     "openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout key.pem -out request -subj /CN=signer",
                     "openssl x509 -req -in request -CA trust/root.pem -CAkey root.key -CAcreateserial -days 9 -extfile extensions -out leaf.pem"):
            (self.folder / "extensions").write_text("keyUsage=digitalSignature\nextendedKeyUsage=codeSigning\nsubjectAltName=email:models@example.org\n")
            done = output_of(*line.split(), env=self.environment, cwd=self.folder)
            self.assertEqual(done.returncode, 0, done.stderr)
        signed = output_of("weightcheck", "sign", str(model), "--key=key.pem", "--certificate=leaf.pem", env=self.environment, cwd=self.folder)
        self.assertEqual(signed.returncode, 0, signed.stderr)
        der = subprocess.run(["openssl", "x509", "-in", str(trust / "root.pem"), "-outform", "DER"], capture_output=True, check=True).stdout
        self.write_policy(trust, hashlib.sha256(der).hexdigest())
        return model, trust

    def write_policy(self, trust, root):
        signers = [{"root": f"sha256:{root}", "identity": "models@example.org"}]
        (trust / "policy.json").write_text(json.dumps({"schema_version": 1, "checks": ["integrity"], "signers": signers}))

    def test_the_check_of_a_signed_model_runs(self):
        model, trust = self.signed_example()
        pod = next(pod for name, pod in self.pods() if name == "signed-model.yaml")
        in_document = yaml.safe_load(blocks("yaml", SIGNING)[1])["initContainers"][0]
        for check in (pod["initContainers"][0], in_document):
            self.assertEqual((check["name"], check["args"][:2]), ("weightcheck", ["verify", "/model"]))
            self.assertIn("--strict", check["args"])
            arguments = [argument.replace("=/trust", f"={trust}") if argument != "/model" else str(model) for argument in check["args"]]
            self.verify(arguments, status=0)
            self.verify([one.replace("models@", "other@") for one in arguments], status=4)
        expression = yaml.safe_load(blocks("yaml", SIGNING)[2])["validations"][1]["expression"]
        for argument in pod["initContainers"][0]["args"]:
            self.assertIn(f"'{argument}'", expression)
        self.write_policy(trust, "0" * 64)
        self.verify([argument.replace("=/trust", f"={trust}") if argument != "/model" else str(model) for argument in pod["initContainers"][0]["args"]], status=4)

    def test_ci_jobs_ask_for_a_signature(self):
        model, trust = self.signed_example()
        action, gitlab = [yaml.safe_load(text) for text in blocks("yaml")[4:6]]
        arguments = [line.replace("trusted/", f"{trust}/") for line in action[0]["with"]["args"].splitlines()]
        self.verify(["verify", str(model), f"--policy={trust}/policy.json", *arguments], status=0)
        job = yaml.safe_load((FOLDER / "gitlab" / "weightcheck.gitlab-ci.yml").read_text())[".weightcheck"]
        self.assertLessEqual(set(gitlab["verify-signed-model"]["variables"]), set(job["variables"]))

        def run(**variables):
            shell = ["dash"] if support.has("dash") else ["sh"]
            environment = {**self.environment, **job["variables"], "WEIGHTCHECK_MODEL": "example", **variables}
            return output_of(*shell, "-e", "-c", "\n".join(job["script"]), env=environment, cwd=self.folder)
        by = {"WEIGHTCHECK_CERTIFICATE_CHAIN": "trust/root.pem", "WEIGHTCHECK_CERTIFICATE_IDENTITY": "models@example.org"}
        self.assertEqual(run(**by).returncode, 0, run(**by).stderr)
        self.assertEqual(run(**{**by, "WEIGHTCHECK_CERTIFICATE_IDENTITY": "other@example.org"}).returncode, 4)

    def test_the_admission_policy_demands_the_check_of_the_example(self):
        """No API server here: what its rules say is held against the example, and its structure."""
        policy, binding = documents("validating-admission-policy.yaml")
        self.assertEqual((policy["kind"], binding["kind"]), ("ValidatingAdmissionPolicy", "ValidatingAdmissionPolicyBinding"))
        self.assertEqual(binding["spec"]["policyName"], policy["metadata"]["name"])
        self.assertEqual((policy["spec"]["failurePolicy"], binding["spec"]["validationActions"]), ("Fail", ["Deny"]))
        text = " ".join(validation["expression"] for validation in policy["spec"]["validations"])
        defined = {variable["name"] for variable in policy["spec"]["variables"]}
        expressions = text + " " + " ".join(variable["expression"] for variable in policy["spec"]["variables"])
        self.assertEqual(set(re.findall(r"variables\.(\w+)", expressions)), defined)
        for rule in [*policy["spec"]["variables"], *policy["spec"]["validations"]]:
            code = re.sub(r"'[^']*'", "", rule["expression"])
            self.assertEqual((code.count("("), code.count("[")), (code.count(")"), code.count("]")), rule["expression"])
        image_pattern, commit_pattern, argument_pattern = re.findall(r"matches\(\s*'([^']+)'\)", text)
        pod = next(pod for name, pod in self.pods() if name == "init-container.yaml")
        check = pod["initContainers"][0]
        self.assertRegex(check["image"], image_pattern)
        self.assertEqual(sum(bool(re.search(commit_pattern, argument)) for argument in check["args"]), 1)
        for argument in check["args"][2:]:
            self.assertRegex(argument, argument_pattern)
        for argument in ("--help", "-h", "--manifest=/model/SHA256.manifest", "--policy=/pin/../model/x", "--report=json=/pin/x", "--fail-on=error", "x"):
            self.assertNotRegex(argument, argument_pattern)

    def test_the_jobs_exit_codes_are_the_programs(self):
        job, = documents("job.yaml")
        self.assertNotIn("completionMode", job["spec"])
        rule = job["spec"]["podFailurePolicy"]["rules"][0]
        self.assertEqual((rule["action"], rule["onExitCodes"]["values"]), ("FailJob", [1, 2, 4]))  # 3, could not finish, is tried again
        self.assertEqual(job["spec"]["template"]["spec"]["restartPolicy"], "Never")

    def test_the_image_has_every_library_of_the_program(self):
        for program in ("dpkg", "readelf"):
            self.need(program)
        text = (FOLDER / "container" / "Containerfile").read_text()
        self.assertEqual(len(re.findall(r"^FROM ", text, re.MULTILINE)), 2)
        self.assertRegex(text, r"\nUSER [1-9]\d*:[1-9]\d*\n")
        listed = set(re.findall(r"^      ([a-z0-9.+-]+) \\$", text, re.MULTILINE))
        needed = re.findall(r"\(NEEDED\).*\[(.*)\]", output_of("readelf", "--dynamic", str(support.options.program)).stdout)
        self.assertTrue(needed)
        packages, base = set(), {"libc6", "libgcc-s1", "libstdc++6"}
        for library in needed:
            if re.match(r"lib(asan|ubsan|tsan)\.", library):
                continue
            owners = {line.split(":")[0] for line in output_of("dpkg", "--search", f"*/{library}").stdout.splitlines()}
            if not owners:
                self.skipTest(f"{library} is of no package")
            # Packages for another architecture own files of the same name.
            packages.add(min(owners, key=lambda owner: (owner not in listed | base, owner)))
        self.assertEqual(packages - base, listed)

    def test_the_image_is_built_from_everything_that_the_build_asks_for(self):
        text = (FOLDER / "container" / "Containerfile").read_text()
        copy = self.folder / "source"
        copy.mkdir()
        for source in re.findall(r"^COPY (?!--from)(.*) \S+$", text, re.MULTILINE):
            for name in source.split():
                output_of("cp", "-r", str(support.SOURCE / name), str(copy), check=True)
        self.need("ninja")
        run = output_of("cmake", "--preset", "release", cwd=copy, env=self.environment)
        self.assertEqual(run.returncode, 0, run.stdout + run.stderr)
        run = output_of("ninja", "-C", "build/release", "-n", cwd=copy, env=self.environment)
        self.assertEqual(run.returncode, 0, run.stdout[-500:] + run.stderr)

    def unit_folder(self):
        units = self.folder / "units"
        units.mkdir()
        for unit in (FOLDER / "systemd").iterdir():
            text = unit.read_text().replace("ExecStart=weightcheck", "ExecStart=" + str(support.options.program.resolve()))
            (units / unit.name.replace("@", "@example")).write_text(text)
        return units

    def test_systemd_takes_the_units(self):
        self.need("systemd-analyze")
        units = self.unit_folder()
        run = output_of("systemd-analyze", "verify", "--man=no", *map(str, sorted(units.iterdir())))
        self.assertEqual((run.returncode, run.stdout + run.stderr), (0, ""))
        run = output_of("systemd-analyze", "security", "--offline=true", "--threshold=15", str(units / "weightcheck@example.service"))
        self.assertEqual(run.returncode, 0, run.stdout[-300:] + run.stderr)

    def test_the_service_runs(self):
        text = (FOLDER / "systemd" / "weightcheck@.service").read_text()
        command = re.search(r"^ExecStart=weightcheck (.*)$", text, re.MULTILINE)[1]
        model = support.sandbox.make_example(self.environment)
        policy = self.folder / "policy.json"
        policy.write_text('{"schema_version": 1, "checks": ["integrity"], "levels": {"anchor-unproven": "note"}}')
        values = {"${MODEL}": str(model), "${COMMIT}": COMMIT, "${STATE_DIRECTORY}": str(self.folder)}

        def start(**changed):
            words = [word.replace("%i", "example") for word in shlex.split(command)]
            for name, value in {**values, **{f"${{{key}}}": value for key, value in changed.items()}}.items():
                words = [word.replace(name, value) for word in words]
            self.assertFalse(any("$" in word or "%" in word for word in words), words)
            return output_of("weightcheck", *words, env={**self.environment, "WEIGHTCHECK_POLICY": str(policy)}).returncode
        self.assertEqual(start(), 0)
        self.assertEqual(json.loads((self.folder / "example.json").read_text())["verdict"], "verified")
        for name in ("MODEL", "COMMIT"):
            self.assertNotEqual(start(**{name: ""}), 0, name)  # not set in the .env
        (model / "config.json").write_text("{}")
        self.assertEqual(start(), 1)


if __name__ == "__main__":
    support.main(__doc__)
