#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Runs the blocks of docs/serving.md: the gate is real, the servers and libraries behind it are stand-ins that say how they were called."""
import json
import pathlib
import re
import shutil
import subprocess
import sys

import support
import yaml

PAGE = (support.SOURCE / "docs" / "serving.md").read_text()
EXAMPLE = support.SOURCE / "manifests" / "example"  # with its manifest and its proof
COMMIT = re.search("^# commit: (.*)$", (EXAMPLE / "SHA256.manifest").read_text(), re.MULTILINE)[1]
SERVERS = ("vllm", "llama-server", "text-generation-launcher")
SERVER = '#!/bin/sh\necho "served: ${0##*/} $*"\n'
LIBRARIES = {
    "transformers.py": "class AutoModelForCausalLM:\n    @staticmethod\n    def from_pretrained(path, local_files_only):\n        print('loaded', path)\n",
    "vllm.py": "def LLM(model):\n    print('loaded', model)\n",
    "llama_index/llms/huggingface.py": "def HuggingFaceLLM(model_name, tokenizer_name):\n    print('loaded', model_name)\n",
    "langchain_huggingface.py":
        "class HuggingFacePipeline:\n    @staticmethod\n    def from_model_id(model_id, task):\n        print('loaded', model_id)\n",
}


def blocks(language):
    return re.findall(rf"^```{language}\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)


class ServingTest(support.Case):
    def setUp(self):
        super().setUp()
        self.model = shutil.copytree(EXAMPLE, self.folder / "model")
        stand_ins = self.folder / "stand-ins"
        for name, text in LIBRARIES.items():
            (stand_ins / name).parent.mkdir(parents=True, exist_ok=True)
            (stand_ins / name).write_text(text)
        for name in SERVERS:
            (stand_ins / name).write_text(SERVER)
            (stand_ins / name).chmod(0o755)
        self.environment["PATH"] = f"{stand_ins}:{self.environment['PATH']}"
        self.environment["PYTHONPATH"] = f"{stand_ins}:{support.SOURCE / 'python'}"
        self.environment |= {"COMMIT": COMMIT, "PYTHONDONTWRITEBYTECODE": "1"}
        (self.folder / "key").write_bytes(bytes(range(32)))
        (self.folder / "key").chmod(0o600)

    def change(self):
        (self.model / "config.json").write_text("{}")

    def run_it(self, *command):
        return subprocess.run(command, capture_output=True, text=True, env=self.environment, cwd=self.folder, check=False)

    def line(self, run):
        return json.loads(run.stderr.splitlines()[-1])

    def test_every_server_runs_behind_a_verified_model_and_no_other(self):
        scripts = blocks("sh")
        self.assertEqual({name for name in SERVERS if any(f"-- {name} " in script for script in scripts)}, set(SERVERS))
        for script in scripts:
            run = self.run_it("bash", "-euc", script)
            self.assertEqual((run.returncode, run.stdout), (0, "served: " + script.split(" -- ")[1]), run.stderr)
        self.change()
        for script in scripts:
            run = self.run_it("bash", "-euc", script)
            self.assertEqual((run.returncode, run.stdout), (1, ""), run.stderr)
            self.assertEqual(self.line(run)["allowed"], False)

    def test_the_line_in_the_page_has_the_members_that_are_written(self):
        self.change()
        written = self.line(self.run_it("weightcheck", "exec", "model", "-q", "--", "true"))
        shown = json.loads(blocks("json")[0])
        self.assertEqual(list(shown), list(written))
        for name in ("reasons", "checks"):
            self.assertEqual(list(shown[name][0]), list(written[name][0]))
        self.assertEqual(shown["reasons"][0]["rule"], written["reasons"][0]["rule"])

    def test_the_runtime_of_kserve_is_a_command_that_is_understood(self):
        container = yaml.safe_load(blocks("yaml")[0])["spec"]["containers"][0]
        pin = self.folder / "pin"
        pin.mkdir()
        for name in ("SHA256.manifest", "COMMIT.proof"):
            if (self.model / name).exists():
                shutil.move(self.model / name, pin / name)
        command = [word.replace("/mnt/models", str(self.model)).replace("/pin/", f"{pin}/").replace("$(MODEL_COMMIT)", COMMIT)
                   for word in container["command"]]
        if not (pin / "COMMIT.proof").exists():
            command = [word for word in command if not word.startswith("--proof")]
        run = self.run_it(*command)
        self.assertEqual((run.returncode, run.stdout), (0, f"served: vllm serve {self.model} --port=8080\n"), run.stderr)
        self.change()
        self.assertEqual(self.run_it(*command).returncode, 1)

    def test_every_loader_has_its_line_of_python(self):
        program = shutil.which("weightcheck", path=self.environment["PATH"])
        library = pathlib.Path(program).resolve().parents[1] / "lib" / "libweightcheck.so.0"
        if not library.exists():
            self.skipTest("no shared library was built")
        if b"__asan_init" in library.read_bytes() or b"__tsan_init" in library.read_bytes():
            self.skipTest("a sanitized library cannot be loaded into a Python that is not")
        self.environment["WEIGHTCHECK_LIBRARY"] = str(library)
        scripts = blocks("python")
        self.assertEqual(len(scripts), len(LIBRARIES) + 1)
        for script in scripts:
            run = self.run_it(sys.executable, "-c", f"COMMIT = {COMMIT!r}\n{script}")
            self.assertEqual(run.returncode, 0, run.stderr)
            self.assertEqual(run.stdout, "loaded ./model\n" if "require" in script else "")
        self.change()
        for script in scripts:
            run = self.run_it(sys.executable, "-c", f"COMMIT = {COMMIT!r}\n{script}")
            self.assertEqual(run.stdout, "")
            self.assertIn("NotVerified" if "require" in script else "WARNING:root:size-differs", run.stderr)


if __name__ == "__main__":
    support.main(__doc__)
