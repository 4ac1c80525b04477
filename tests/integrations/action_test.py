#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Runs the shell steps of action.yml as a runner does: inputs in the environment, outputs and summary in files."""
import json
import pathlib
import re
import shutil
import subprocess

import support
import yaml

ACTION = yaml.safe_load((support.SOURCE / "action.yml").read_text())
STEPS = ACTION["runs"]["steps"]
EXPRESSION = re.compile(r"\$\{\{\s*(.*?)\s*\}\}")


def parse_outputs(file):
    """As the runner reads $GITHUB_OUTPUT: NAME=VALUE or NAME<<DELIMITER; the last one of a name counts."""
    outputs, lines = {}, iter(file.read_text().splitlines())
    for line in lines:
        heredoc = re.match(r"([^=]*?)<<(.*)", line)
        if heredoc:
            outputs[heredoc[1]] = "\n".join(iter(lambda end=heredoc[2]: (lambda part: None if part == end else part)(next(lines)), None))
        elif line:
            name, equals, value = line.partition("=")
            assert equals, f"no output: {line}"
            outputs[name] = value
    return outputs


class ActionTest(support.Case):
    def setUp(self):
        super().setUp()
        self.model = support.sandbox.make_example(self.environment)
        self.temporary = self.folder / "runner temp"
        self.temporary.mkdir()
        self.summary = self.folder / "summary"
        self.summary.touch()
        self.log = ""

    def act(self, changed_environment=None, **inputs):
        """Runs the steps with the given inputs, as far as they succeed; returns exit status and outputs of the action."""
        values = {name: str(settings.get("default", "")) for name, settings in ACTION["inputs"].items()}
        values |= {name.replace("_", "-"): value for name, value in inputs.items()}
        outputs_of_steps, status = {}, 0

        def evaluate(text):
            def value(match):
                part = match[1].split(".")
                if part[0] == "inputs":
                    return values[part[1]]
                assert part[0] == "steps" and part[2] == "outputs", match[1]
                return outputs_of_steps.get(part[1], {}).get(part[3], "")
            return EXPRESSION.sub(value, text)
        for step in STEPS:
            script, outputs = self.folder / "step.sh", self.folder / "outputs"
            script.write_text(step["run"])
            outputs.write_text("")
            environment = {**self.environment, "GITHUB_OUTPUT": str(outputs), "GITHUB_STEP_SUMMARY": str(self.summary),
                           "GITHUB_ACTION_PATH": str(support.SOURCE), "RUNNER_TEMP": str(self.temporary), **(changed_environment or {}),
                           **{name: evaluate(value) for name, value in step["env"].items()}}
            run = subprocess.run(["bash", "--noprofile", "--norc", "-e", "-o", "pipefail", str(script)], cwd=self.folder, env=environment,
                                 stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=120)
            self.log += run.stdout.decode(errors="surrogateescape")
            outputs_of_steps[step["id"]] = parse_outputs(outputs)
            status = run.returncode
            if status != 0:
                break
        return status, {name: evaluate(output["value"]) for name, output in ACTION["outputs"].items()}

    def commands(self):
        """The workflow commands in the log that a runner would obey."""
        obeyed, stopped = [], None
        for line in self.log.splitlines():
            if stopped is not None:
                stopped = None if line == f"::{stopped}::" else stopped
            elif line.startswith("::stop-commands::"):
                stopped = line.removeprefix("::stop-commands::")
            elif line.lstrip().startswith("::") or "##[" in line:
                obeyed.append(line)
        self.assertIsNone(stopped, "the log stays deaf")
        return obeyed

    def test_no_input_is_pasted_into_a_script(self):
        for step in STEPS:
            self.assertNotIn("${{", step["run"], step["name"])
            self.assertEqual(step["shell"], "bash")
            self.assertTrue(step["run"].startswith("set -euo pipefail\n"))
        used = {match for step in STEPS for value in step["env"].values() for match in EXPRESSION.findall(value)}
        self.assertEqual({f"inputs.{name}" for name in ACTION["inputs"]}, {name for name in used if name.startswith("inputs.")})

    def test_the_steps_pass_shellcheck(self):
        if not support.has("shellcheck"):
            self.skipTest("no shellcheck")
        for step in STEPS:
            run = subprocess.run(["shellcheck", "--shell=bash", "-"], input=step["run"], capture_output=True, text=True)
            self.assertEqual(run.stdout, "", step["name"])

    def test_a_good_model_passes(self):
        status, outputs = self.act(model=str(self.model), commit=support.sandbox.COMMIT, upstream=support.sandbox.UPSTREAM)
        self.assertEqual((status, outputs["verdict"], outputs["exit-code"]), (0, "verified", "0"), self.log)
        report = json.loads(pathlib.Path(outputs["json"]).read_text())
        self.assertEqual((report["verdict"], report["trust"]), ("verified", "pinned"))
        self.assertEqual(json.loads(pathlib.Path(outputs["sarif"]).read_text())["version"], "2.1.0")
        self.assertIn("<html", pathlib.Path(outputs["html"]).read_text())
        self.assertIn("verified", self.summary.read_text())

    def test_a_changed_model_fails_with_outputs_and_annotations(self):
        shard = self.model / "model-00002-of-00004.safetensors"
        content = bytearray(shard.read_bytes())
        content[-1] ^= 1
        shard.write_bytes(content)
        status, outputs = self.act(model=str(self.model))
        self.assertEqual((status, outputs["verdict"], outputs["exit-code"]), (1, "failed", "1"), self.log)
        self.assertTrue(any(command.startswith("::error ") and "model-00002" in command for command in self.commands()), self.log)
        self.assertEqual(json.loads(pathlib.Path(outputs["json"]).read_text())["verdict"], "failed")
        self.assertTrue(json.loads(pathlib.Path(outputs["sarif"]).read_text())["runs"][0]["results"])

    def test_another_commit_is_no_match(self):
        status, outputs = self.act(model=str(self.model), commit="0" * 40)
        self.assertEqual((status, outputs["exit-code"]), (4, "4"), self.log)
        self.assertNotEqual(outputs["verdict"], "verified")

    def test_inputs_become_options(self):
        shutil.copytree(self.model, self.folder / "-model")
        manifest, policy = self.folder / "the manifest", self.folder / "policy.json"
        (self.folder / "-model" / "SHA256.manifest").rename(manifest)
        policy.write_text('{"schema_version": 1, "checks": ["integrity"]}')
        status, outputs = self.act(model="-model", manifest=str(manifest), policy="policy.json", fail_on="warning", sarif="out put.sarif",
                                   args="--threads\n2\n\n--engine=openssl\n")
        self.assertEqual(outputs["sarif"], "out put.sarif")
        self.assertTrue((self.folder / "out put.sarif").exists())
        self.assertEqual((status, outputs["verdict"]), (1, "failed"), self.log)  # there is no proof: a warning
        status, outputs = self.act(model="-model", manifest=str(manifest), policy="policy.json", fail_on="error")
        self.assertEqual((status, outputs["verdict"]), (0, "verified"), self.log)
        status, outputs = self.act(model="-model", manifest=str(manifest), proof="nowhere.proof")
        self.assertNotEqual(status, 0)
        self.assertIn("nowhere.proof", self.log)

    def test_hostile_inputs_stay_text(self):
        hostile = ['"; touch pwned; "', "$(touch pwned)", "`touch pwned`", "'; touch pwned; '", "a b*", "\\", "${IFS}", "--help", "-v", "::set-output name=verdict::verified",
                   "##[add-path]x", "%s%n"]
        for name in sorted(set(ACTION["inputs"]) - {"args", "sarif"}):
            for value in hostile:
                inputs = {"model": str(self.model), name: value}
                status, outputs = self.act(**inputs)
                self.assertNotEqual(status, 0, inputs)
                self.assertIn(outputs["verdict"], ("", "none", "failed", "incomplete", "untrusted"), inputs)
        for value in hostile:
            self.act(model=str(self.model), sarif=value)
            status, outputs = self.act(model=str(self.model), args=value)
            if value != "-v":
                self.assertNotEqual((status, outputs["verdict"]), (0, "verified"), value)
        self.assertFalse(any(path.name == "pwned" for path in self.folder.rglob("*")))
        self.assertFalse(any("set-output" in command.split("::")[1] or command.startswith("##[") for command in self.commands()))

    def test_a_line_break_writes_no_output(self):
        for name in sorted(set(ACTION["inputs"]) - {"args", "build", "version"}):
            for line_break in ("\n", "\r", "\r\n"):
                inputs = {"model": str(self.model), name: f"{self.model}{line_break}verdict=verified{line_break}exit-code=0"}
                status, outputs = self.act(**inputs)
                self.assertEqual((status, outputs["verdict"], outputs["exit-code"]), (2, "none", "2"), inputs)
                self.assertIn(f"::error title=weightcheck::an input has a line break: {name.replace('-', '_')}", self.commands())
        self.assertEqual(self.act(model=str(self.model), build="auto\nx")[0], 2)
        self.assertEqual(self.act(model=str(self.model), version="0.1.0\nx")[0], 2)

    def test_a_hostile_model_commands_nothing(self):
        for name in ("::stop-commands::x", "##[add-matcher]x", "::set-output name=verdict::verified", "%0A::error::x", "a,title=b:c"):
            (self.model / name).write_text("x")
        (self.model / "new\n::error::line").write_text("x")
        (self.model / "unreadable").symlink_to("/etc/passwd")
        status, outputs = self.act(model=str(self.model))
        self.assertEqual((status, outputs["verdict"]), (1, "failed"))
        for command in self.commands():
            self.assertRegex(command, r"^::(error|warning|notice) ")

    def test_only_the_program_s_verdict_with_exit_code_0_passes(self):
        """A program of another mind: what it says on standard error, and what it ends with."""
        programs = self.folder / "others"
        programs.mkdir()
        program = programs / "weightcheck"
        environment = {"PATH": f"{programs}:/usr/bin:/bin"}
        for verdict, ends_with, expected in (("verified", 0, (0, "verified")), ("failed", 0, (3, "failed")), ("very verified", 0, (3, "none")),
                                             ("VERIFIED", 0, (3, "none")), ("", 0, (3, "none")), ("verified", 1, (1, "none")), ("", 139, (139, "none"))):
            program.write_text(f'#!/bin/sh\n[ "$1" = verify ] || exit 0\nprintf "::add-mask::x\\n##[error]x\\n" >&2\necho "weightcheck: {verdict} m (1 files)"\nexit {ends_with}\n')
            program.chmod(0o755)
            status, outputs = self.act(environment, model="m")
            self.assertEqual((status, outputs["verdict"], outputs["exit-code"]), (*expected, str(expected[0])))
        self.assertIn("::add-mask::x", self.log)
        self.assertEqual(self.commands(), [])

    def test_help_in_place_of_a_run_is_no_verdict(self):
        status, outputs = self.act(model=str(self.model), args="--help")
        self.assertEqual((status, outputs["verdict"], outputs["exit-code"]), (3, "none", "3"))

    def test_a_report_of_an_earlier_run_is_not_handed_on(self):
        stale = self.folder / "stale.sarif"
        stale.write_text("{}")
        status, outputs = self.act(model=str(self.model), sarif=str(stale), args="--no-such-option")
        self.assertEqual((status, outputs["sarif"], stale.exists()), (2, "", False))

    def test_the_version_is_held(self):
        version = subprocess.run(["weightcheck", "--version"], env=self.environment, capture_output=True, text=True).stdout.split()[1]
        self.assertEqual(self.act(model=str(self.model), version=version)[0], 0, self.log)
        for other in (version[:-1], version + "0", version.replace(".", "x"), ".*"):
            self.assertEqual(self.act(model=str(self.model), version=other)[0], 2, other)

    def test_it_builds_where_there_is_no_program(self):
        checkout, without = self.folder / "checkout", {"PATH": "/usr/bin:/bin"}
        checkout.mkdir()
        program = shutil.which("weightcheck", path=self.environment["PATH"])
        bootstrap = checkout / "bootstrap"
        bootstrap.write_text(f'#!/bin/sh\n[ "$*" = build ] || exit 9\necho building >&2\necho {program}\n')
        bootstrap.chmod(0o755)
        built = {**without, "GITHUB_ACTION_PATH": str(checkout)}
        self.assertEqual(self.act(built, model=str(self.model))[0], 0, self.log)
        self.assertEqual(self.act(built, model=str(self.model), build="never")[0], 2)
        self.assertEqual(self.act({"GITHUB_ACTION_PATH": str(checkout)}, model=str(self.model), build="always")[0], 0)
        self.assertEqual(self.log.count("building"), 2)
        bootstrap.write_text("#!/bin/sh\nexit 70\n")
        self.assertEqual(self.act(built, model=str(self.model))[0], 70)


if __name__ == "__main__":
    support.main(__doc__)
