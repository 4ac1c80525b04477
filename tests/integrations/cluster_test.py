#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The engines of docs/cluster.md as they are: Slurm, Open MPI and GNU parallel, each over models of every kind. What they find together has to be
what one process finds, and what goes wrong with one of them has to be said. An engine whose packages are not here is skipped, and named."""
import hashlib
import json
import os
import pathlib
import random
import shlex
import shutil
import signal
import subprocess
import sys
import time
import unittest

import slurm
import support

PARTS = 4
ALL_KINDS = ("sharded", "unequal", "one-large", "many-small", "hub-cache", "damaged")
GRID = "65536"
MPI = {"OMPI_ALLOW_RUN_AS_ROOT": "1", "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM": "1", "OMPI_MCA_oob_tcp_if_include": "lo", "OMPI_MCA_btl_tcp_if_include": "lo",
       "OMPI_MCA_rmaps_base_oversubscribe": "1", "OMPI_MCA_plm_rsh_agent": "false"}
SECONDS_MAX = 300


def write(path, size, seed):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(random.Random(seed).randbytes(size))


class Models:
    """Six kinds, or those that are asked for; the names are those of folders below `folder`."""

    def __init__(self, folder, environment, kinds):
        self.folder, self.environment = folder, environment
        support.sandbox.make_example(environment)
        example = pathlib.Path(environment["EXAMPLE"])
        self.names = kinds
        for name in kinds:
            if name == "hub-cache":
                self.hub_cache(example)
                continue
            shutil.copytree(example, folder / name)
            if name == "unequal":
                for i, size in enumerate((300_000, 1_700_001, 65_537, 900_000, 2_500_000)):
                    write(folder / name / f"data-{i}.bin.txt", size, i)
            elif name == "one-large":
                write(folder / name / "data.txt", 9_000_001, 7)
            elif name == "many-small":
                for i in range(5000):
                    (folder / name / f"note-{i:04}.txt").write_text(f"note {i}\n" * 5)
            elif name == "damaged":
                self.damage(folder / name)
            if name in ("unequal", "one-large", "many-small"):
                self.manifest(name, "--midstates", "--midstates-grid", GRID)

    def manifest(self, name, *options):
        subprocess.run(["weightcheck", "manifest", name, "-q", "--upstream", support.sandbox.UPSTREAM, "--commit", support.sandbox.COMMIT, *options],
                       env=self.environment, cwd=self.folder, check=True)

    def damage(self, folder):
        with open(folder / "config.json", "a") as file:
            file.write("\n")
        (folder / "README.md").unlink()
        (folder / "new.txt").write_text("new\n")

    def hub_cache(self, example):
        repository = self.folder / "hub-cache"
        snapshot = repository / "snapshots" / support.sandbox.COMMIT
        snapshot.mkdir(parents=True)
        (repository / "blobs").mkdir()
        (repository / "refs").mkdir()
        (repository / "refs" / "main").write_text(support.sandbox.COMMIT)
        renamed = self.folder / "models--weightcheck--example"
        repository.rename(renamed)
        repository.symlink_to(renamed.name)
        for file in example.iterdir():
            if file.name == "SHA256.manifest":
                continue
            digest = hashlib.sha256(file.read_bytes()).hexdigest()
            shutil.copy(file, renamed / "blobs" / digest)
            (renamed / "snapshots" / support.sandbox.COMMIT / file.name).symlink_to(f"../../blobs/{digest}")


class Case(support.Case):
    def setUp(self):
        super().setUp()
        self.kinds = []

    def make(self, *kinds):
        self.kinds = Models(self.folder, self.environment, kinds or ALL_KINDS).names

    def run_here(self, *command, env=None):
        return subprocess.run(command, env=env or self.environment, cwd=self.folder, capture_output=True, text=True, timeout=SECONDS_MAX)

    def model(self, name):
        return str((self.folder / name).resolve())

    def report(self, *command):
        """Exit code and JSON report without what depends on time and machine."""
        run = self.run_here(*command, "--format", "json", "--progress", "never")
        self.assertTrue(run.stdout, run.stderr)
        report = json.loads(run.stdout)
        del report["timing"], report["finished_at"], report["tool"]["sha256_engine"]
        return run.returncode, report

    def expect_the_same(self, name, parts):
        one = self.report("weightcheck", "verify", self.model(name))
        together = self.report("weightcheck", "merge", str(parts))
        self.assertEqual(one, together, name)
        self.assertEqual(one[0], 1 if name == "damaged" else 0)

    def for_each_model(self, start):
        """`start` runs all parts of a model with an engine, as command and folder of the parts say."""
        for name in self.kinds:
            with self.subTest(model=name):
                parts = self.folder / f"parts-{name}"
                parts.mkdir()
                start(["weightcheck", "verify", self.model(name), "--progress", "never", "--part-file", f"{parts}/"], name)
                self.assertEqual(len(list(parts.iterdir())), PARTS)
                self.expect_the_same(name, parts)

    def expect_objection(self, parts, words):
        run = self.run_here("weightcheck", "merge", str(parts))
        self.assertEqual(run.returncode, 3, run.stdout + run.stderr)
        self.assertIn(words, run.stdout + run.stderr)
        self.assertNotIn("verified", run.stdout)


class ParallelTest(Case):
    def setUp(self):
        if not support.has("parallel"):
            self.skipTest("no GNU parallel")
        super().setUp()

    def test_finds_what_one_process_finds(self):
        self.make()

        def start(command, name):
            run = self.run_here("parallel", "-j2", "--will-cite", "--joblog", f"{name}.log", *command, "--partition", f"{{}}/{PARTS}", ":::", *map(str, range(1, PARTS + 1)))
            self.assertEqual(run.returncode, 1 if name == "damaged" else 0, run.stderr)
        self.for_each_model(start)

    def test_what_failed_is_run_again_alone(self):
        self.make("sharded")
        parts = self.folder / "parts"
        command = ["parallel", "-j2", "--will-cite", "--joblog", "log", "weightcheck", "verify", self.model("sharded"), "--partition", f"{{}}/{PARTS}", "--part-file", f"{parts}/", ":::", *map(str, range(1, PARTS + 1))]
        parts.write_text("in the way\n")
        self.assertEqual(self.run_here(*command).returncode, PARTS)
        parts.unlink()
        parts.mkdir()
        self.assertEqual(self.run_here(*command[:3], "--resume-failed", *command[3:]).returncode, 0)
        self.expect_the_same("sharded", parts)


class MpiTest(Case):
    def setUp(self):
        if not support.has("mpirun"):
            self.skipTest("no mpirun")
        super().setUp()
        self.environment |= MPI

    def test_finds_what_one_process_finds(self):
        self.make()

        def start(command, name):
            run = self.run_here("mpirun", "-n", str(PARTS), "sh", "-c", shlex.join([*command, "--partition", "auto:mpi"]) + " || true")
            self.assertEqual(run.returncode, 0, run.stderr)
        self.for_each_model(start)

    def test_script_ends_with_the_answer(self):
        self.make("sharded", "damaged")
        script = str(support.SOURCE / "integrations" / "mpi" / "verify-mpirun")
        for name, status in (("sharded", 0), ("damaged", 1)):
            run = self.run_here(script, self.model(name), "-n", "3", env=self.environment | {"WEIGHTCHECK_SHARED_TMP": str(self.folder)})
            self.assertEqual(run.returncode, status, run.stdout + run.stderr)
            self.assertEqual(run.stdout.splitlines()[-1].split()[1], "verified" if status == 0 else "failed")

    def test_process_that_no_launcher_started_is_refused(self):
        self.make("sharded")
        run = self.run_here("weightcheck", "verify", self.model("sharded"), "--partition", "auto:mpi", "--part-file", "x.part")
        self.assertEqual(run.returncode, 2)
        self.assertIn("mpirun", run.stderr)


class SlurmTest(Case):
    def setUp(self):
        if why := slurm.why_not():
            self.skipTest(f"Slurm: {why}")
        super().setUp()
        os.chmod(self.folder, 0o755)
        cluster = slurm.Cluster(self.environment | {"WEIGHTCHECK_SHARED_TMP": str(self.folder)})
        self.addCleanup(cluster.stop)
        self.environment = cluster.environment

    def script(self, name, text):
        path = self.folder / name
        path.write_text("#!/bin/bash\n" + text + "\n")
        return str(path)

    def test_srun_and_array_find_what_one_process_finds(self):
        self.make()
        self.for_each_model(lambda command, name: self.run_here("srun", "-N2", f"-n{PARTS}", "--kill-on-bad-exit=0", *command, "--partition", "auto:slurm"))
        script = str(support.SOURCE / "integrations" / "slurm" / "verify-on-slurm")
        for name in self.kinds:
            with self.subTest(array=name):
                run = self.run_here(script, self.model(name), str(PARTS))
                one = self.run_here("weightcheck", "verify", self.model(name))
                self.assertEqual(run.returncode, one.returncode, run.stdout + run.stderr)
                self.assertEqual(run.stdout.splitlines()[-1].split()[1], one.stdout.splitlines()[-1].split()[1])

    def batch(self, text, *options):
        """What a batch script says, and its exit code."""
        out = self.folder / "batch.out"
        run = self.run_here("sbatch", "--wait", f"--output={out}", *options, self.script("batch", text))
        return run.returncode, out.read_text() if out.exists() else run.stderr

    def test_traps_are_refused(self):
        self.make("sharded")
        verify = f"weightcheck verify {self.model('sharded')} --progress never --part-file {self.folder}/trap.part"
        cases = [
            ("body without srun", f"{verify} --partition auto:slurm", ["-n2"], "srun"),
            ("array without its number", f"{verify} --partition auto:slurm-array", ["--array=0-0"], "--partitions N"),
            ("array with gaps", f"{verify} --partition auto:slurm-array --partitions 2", ["--array=1,3"], "--array=0-1"),
            ("array with steps", f"{verify} --partition auto:slurm-array --partitions 2", ["--array=0-3:3"], "--array=0-1"),
            ("tasks times arrays", f"srun -n2 {verify} --partition auto:slurm", ["--array=0-0", "-n2"], "auto:slurm-array"),
        ]
        for name, text, options, cure in cases:
            with self.subTest(trap=name):
                status, said = self.batch(text, *options)
                self.assertEqual(status, 2, said)
                self.assertIn(cure, said)
        with self.subTest(trap="shell of salloc"):
            run = self.run_here("salloc", "-n2", "sh", "-c", f"{verify} --partition auto:slurm")
            self.assertEqual(run.returncode, 2, run.stderr)
            self.assertIn("srun", run.stderr)
        self.assertFalse((self.folder / "trap.part").exists())

    def test_task_that_is_submitted_again_alone_is_its_part(self):
        self.make("unequal")
        parts = self.folder / "parts"
        parts.mkdir()
        verify = f"weightcheck verify {self.model('unequal')} --progress never --part-file {parts}/ --partition auto:slurm-array --partitions 3"
        self.assertEqual(self.batch(f'[ "$SLURM_ARRAY_TASK_ID" = 1 ] && exit 9; {verify}', "--array=0-2")[0], 9)
        self.expect_objection(parts, "part 2 of 3 is missing")
        self.assertEqual(self.batch(verify, "--array=1")[0], 0)
        self.expect_the_same("unequal", parts)


class FaultTest(Case):
    """What goes wrong with one of the processes: the engine does not matter."""

    def setUp(self):
        super().setUp()
        self.make("one-large")
        self.parts = self.folder / "parts"
        self.parts.mkdir()

    def part(self, number, model="one-large", *options, **settings):
        return subprocess.Popen(["weightcheck", "verify", self.model(model), "--progress", "never", "--partition", f"{number}/3", "--part-file", f"{self.parts}/", *options],
                                env=self.environment, cwd=self.folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **settings)

    def test_rank_that_was_killed(self):
        for number in (1, 3):
            self.assertEqual(self.part(number).wait(), 0)
        killed = self.part(2)
        killed.send_signal(signal.SIGKILL)
        killed.wait()
        self.expect_objection(self.parts, "part 2 of 3 is missing")
        self.assertEqual(self.part(2).wait(), 0)
        self.expect_the_same("one-large", self.parts)

    def test_rank_that_stalls(self):
        for number in (1, 3):
            self.assertEqual(self.part(number).wait(), 0)
        stalled = self.part(2)
        stalled.send_signal(signal.SIGSTOP)
        if not list(self.parts.glob("part-2*")):
            self.expect_objection(self.parts, "part 2 of 3 is missing")
        stalled.send_signal(signal.SIGCONT)
        self.assertEqual(stalled.wait(), 0)
        self.expect_the_same("one-large", self.parts)

    def test_rank_with_another_copy_of_the_model(self):
        shutil.copytree(self.folder / "one-large", self.folder / "copy")
        for number, model in ((1, "one-large"), (2, "copy"), (3, "one-large")):
            self.assertEqual(self.part(number, model).wait(), 0)
        run = self.run_here("weightcheck", "merge", str(self.parts), "--model", self.model("one-large"))
        self.assertEqual(run.returncode, 3, run.stdout)
        self.assertIn("changed-while-read", run.stdout)
        with open(self.folder / "copy" / "data.txt", "a") as file:
            file.write("more")
        self.part(2, "copy").wait()
        run = self.run_here("weightcheck", "merge", str(self.parts), "--model", self.model("one-large"))
        self.assertEqual(run.returncode, 3, run.stdout)
        self.assertIn("another plan", run.stderr)

    def test_rank_whose_disk_is_full(self):
        full = self.folder / "full"
        full.mkdir()
        if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=4k", "none", str(full)], capture_output=True).returncode != 0:
            self.skipTest("no small file system can be mounted here")
        self.addCleanup(subprocess.run, ["umount", str(full)], check=True)
        (full / "filler").write_bytes(b"x" * 4096)
        run = self.run_here("weightcheck", "verify", self.model("one-large"), "--partition", "1/3", "--part-file", f"{full}/")
        self.assertEqual(run.returncode, 3, run.stdout)
        self.assertEqual(sorted(os.listdir(full)), ["filler"])
        self.expect_objection(full, "there is none")


if __name__ == "__main__":
    begin = time.monotonic()
    try:
        support.main(__doc__)
    finally:
        print(f"{time.monotonic() - begin:.0f} s", file=sys.stderr)
