#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Runs the pre-commit hooks in repositories of git whose weights are LFS pointers, none of which has its content."""
import hashlib
import subprocess

import support

HOOK = support.SOURCE / "integrations" / "pre-commit" / "check-manifests"
COMMIT = support.sandbox.COMMIT
HEADER = f"# weightcheck manifest v1\n# upstream: https://example.com/a/b\n# commit: {COMMIT}\n"


def pointer(content, size=None):
    return f"version https://git-lfs.github.com/spec/v1\noid sha256:{sha256(content)}\nsize {len(content) if size is None else size}\n".encode()


def sha256(content):
    return hashlib.sha256(content).hexdigest()


def manifest_of(files, header=HEADER):
    """What the publisher wrote beside `files` (name -> bytes that a user gets), in the form of `weightcheck manifest`."""
    lines = [header.encode()]
    for name, content in sorted(files.items()):
        escaped = name.replace(b"\\", b"\\\\").replace(b"\n", b"\\n").replace(b"\r", b"\\r")
        mark = b"\\" if escaped != name else b""
        lines.append(b"# size: %d\n%s%s  %s\n" % (len(content), mark, sha256(content).encode(), b"./-" if name == b"-" else escaped))
    return b"".join(lines)


class HookTest(support.Case):
    def setUp(self):
        super().setUp()
        self.repository = self.folder / "repository"
        self.git("init", "-q", "-b", "main", str(self.repository), cwd=self.folder)
        self.weights = {b"model.safetensors": b"weights" * 1000}
        self.plain = {b"config.json": b"{}\n", b"empty": b"", b"crlf.txt": b"a\r\nb\x00\n"}

    def git(self, *arguments, cwd=None, data=None):
        run = subprocess.run(["git", *arguments], cwd=cwd or self.repository, env=self.environment, input=data, capture_output=True, check=True)
        return run.stdout

    def stage(self, path, content, mode="100644"):
        """Into the index alone: the hooks have to look at nothing else."""
        blob = self.git("hash-object", "-w", "--stdin", data=content).strip()
        self.git("update-index", "-z", "--index-info", data=mode.encode() + b" " + blob + b"\t" + path + b"\0")

    def stage_model(self, folder=b"", manifest=None):
        for name, content in self.weights.items():
            self.stage(folder + name, pointer(content))
        for name, content in self.plain.items():
            self.stage(folder + name, content)
        self.stage(folder + b"SHA256.manifest", manifest_of({**self.weights, **self.plain}) if manifest is None else manifest)

    def hook(self, what, cwd=None):
        run = subprocess.run([str(HOOK), what], cwd=cwd or self.repository, env=self.environment, capture_output=True)
        self.assertEqual(run.stdout, b"")
        return run.returncode, run.stderr.decode("ascii").splitlines()  # whatever the names are

    def test_a_current_manifest_passes_without_the_weights(self):
        for folder in (b"models/a b/", b"models/c/"):
            self.stage_model(folder)
        self.assertEqual(self.hook("current"), (0, []))
        self.assertEqual(self.hook("pinned"), (0, []))

    def test_every_difference_is_told_by_path(self):
        self.stage_model(b"deep/model/")
        self.stage(b"deep/model/config.json", b"{ }\n")
        self.stage(b"deep/model/model.safetensors", pointer(b"others" * 1000))
        self.stage(b"deep/model/new.txt", b"new")
        self.git("update-index", "--force-remove", "deep/model/empty")
        status, told = self.hook("current")
        self.assertEqual(status, 1)
        old, new = sha256(b"weights" * 1000), sha256(b"others" * 1000)
        self.assertEqual(told, [
            f"deep/model/config.json: the manifest says {sha256(b'{}' + bytes([10]))}, 3 bytes; the index has {sha256(b'{ }' + bytes([10]))}, 4 bytes",
            "deep/model/empty: in the manifest, and not in the index",
            f"deep/model/model.safetensors: the manifest says {old}, 7000 bytes; the index has {new}, 6000 bytes",
            "deep/model/new.txt: in the index, and not in the manifest"])

    def test_a_pointer_with_another_size_differs(self):
        self.stage_model()
        self.stage(b"model.safetensors", pointer(self.weights[b"model.safetensors"], size=7001))
        status, told = self.hook("current")
        self.assertEqual((status, len(told)), (1, 1))
        self.assertIn("7001 bytes", told[0])

    def test_weights_that_were_not_put_into_lfs_are_hashed(self):
        self.stage_model()
        self.stage(b"model.safetensors", self.weights[b"model.safetensors"])
        self.assertEqual(self.hook("current"), (0, []))

    def test_a_pointer_with_more_in_it_is_refused(self):
        self.stage_model()
        content = self.weights[b"model.safetensors"]
        for odd in (pointer(content) + b"x", pointer(content).replace(b"\nsize", b"\next-0-a sha256:1\nsize"), pointer(content)[:-1],
                    pointer(content).replace(b"size ", b"size 0"), pointer(content).replace(b"sha256:", b"sha256:\0")):
            self.stage(b"model.safetensors", odd)
            status, told = self.hook("current")
            self.assertEqual(status, 1, odd)
            self.assertIn("model.safetensors: an LFS pointer with something in it that is not understood", told)

    def test_hostile_names_are_held_and_told_harmlessly(self):
        names = [b"a\nb", b"a\rb", b"back\\slash", b"back\\nslash", b"\x1b[31mred", b"$(touch pwned)", b"`touch pwned`", b"; touch pwned", b"'", b'"',
                 b"-", b"-rf", b"*", b"x  ./y", b"tab\tname", b" blank ", b"@", b"]", b"\xff\xfe", "\u202etxt".encode(), b"#c", b"%s%n", b"a\nSHA256.manifest"]
        self.plain.update({name: b"content of " + name for name in names})
        self.stage_model(b"mo del\n/")
        self.assertEqual(self.hook("current"), (0, []))
        for name in names:
            self.stage(b"mo del\n/" + name, b"changed")
        status, told = self.hook("current")
        self.assertEqual(status, 1)
        self.assertEqual(len(told), len(names))
        self.assertTrue(all("the manifest says" in line for line in told), told)
        self.assertTrue(any(line.startswith(r"$'mo del\n/a\nb': ") for line in told), told)
        self.assertFalse(any("\x1b" in line for line in told))
        self.assertEqual([path.name for path in self.repository.iterdir()], [".git"])

    def test_names_the_program_wrote_are_read_back(self):
        model = self.repository / "model"
        model.mkdir()
        for name in ("-", "back\\slash", "x  .y", "*star", "#c"):
            (model / name).write_text(name)
        subprocess.run(["weightcheck", "manifest", "-q", str(model)], env=self.environment, check=True)
        self.git("add", "model")
        self.assertEqual(self.hook("current"), (0, []))

    def test_the_real_lfs_filter_makes_what_the_hook_reads(self):
        if not support.has("git-lfs"):
            self.skipTest("no git-lfs")
        self.git("lfs", "install", "--local")
        self.git("lfs", "track", "*.safetensors")
        model = support.sandbox.make_example(self.environment).rename(self.repository / "model")
        self.git("add", ".")
        self.assertTrue(self.git("show", ":model/model-00001-of-00004.safetensors").startswith(b"version https://git-lfs"))
        self.git("lfs", "uninstall", "--local")
        subprocess.run(["rm", "-rf", str(model), str(self.repository / ".git" / "lfs")], check=True)
        self.assertEqual(self.hook("current"), (0, []))

    def test_every_committed_file_is_asked_for_wherever_it_lies(self):
        self.stage_model()
        names = ("COMMIT.proof", ".cache/huggingface/x", "part.incomplete", "SHA256.manifest.resume", "sub/COMMIT.proof")
        for name in names:
            self.stage(name.encode(), b"x")
        status, told = self.hook("current")
        self.assertEqual((status, sorted(told)), (1, sorted(name + ": in the index, and not in the manifest" for name in names)))

    def test_a_proof_that_is_one_belongs_to_no_model(self):
        self.stage_model()
        self.git("-c", "user.name=n", "-c", "user.email=e@f", "commit", "-qm", "model")
        listed = subprocess.run(["git", "rev-list", "--objects", "--filter=blob:none", "--no-object-names", "-n1", "HEAD"],
                                cwd=self.repository, env=self.environment, check=True, capture_output=True).stdout
        proof = subprocess.run(["git", "cat-file", "--batch"], cwd=self.repository, env=self.environment, input=listed, check=True,
                               capture_output=True).stdout
        self.stage(b"COMMIT.proof", proof)
        self.assertEqual(self.hook("current"), (0, []))

    def test_a_manifest_further_down_is_a_file_of_the_model_above(self):
        self.plain[b"inner/SHA256.manifest"] = manifest_of({b"a.txt": b"a"})
        self.plain[b"inner/a.txt"] = b"a"
        self.stage_model(b"outer/")
        self.assertEqual(self.hook("current"), (0, []))

    def test_links_and_submodules_are_told(self):
        self.stage_model()
        self.stage(b"link", b"config.json", mode="120000")
        status, told = self.hook("current")
        self.assertEqual(status, 1)
        self.assertIn("link: a symbolic link or a submodule, which a manifest cannot be held against here", told)
        self.stage(b"other/SHA256.manifest", b"config.json", mode="120000")
        self.assertIn("other/SHA256.manifest: not a regular file", self.hook("pinned")[1])

    def test_weights_without_a_manifest_are_told(self):
        self.stage_model(b"a/")
        self.stage(b"b/new.safetensors", pointer(b"x"))
        self.assertEqual(self.hook("current"), (1, ["b/new.safetensors: no manifest in its folder or above"]))

    def test_nothing_to_check_is_no_pass(self):
        for what in ("current", "pinned"):
            status, told = self.hook(what)
            self.assertEqual((status, told[0].split(":")[0]), (1, "there is no SHA256.manifest in the index"))

    def test_a_malformed_manifest_is_told_with_its_line(self):
        self.stage_model(manifest=HEADER.encode() + b"garbage\n")
        for what in ("current", "pinned"):
            status, told = self.hook(what)
            self.assertEqual(status, 1)
            self.assertIn("SHA256.manifest: error[manifest-malformed] SHA256.manifest: line 4:", told[0])

    def test_plain_sums_are_neither_current_nor_pinned(self):
        self.stage_model(manifest=f"# upstream: https://example.com/a/b\n# commit: {COMMIT}\n{sha256(b'x')}  config.json\n".encode())
        self.assertEqual(self.hook("current"), (1, ["SHA256.manifest: not in the form that `weightcheck manifest` writes"]))
        self.assertEqual(self.hook("pinned"),
                         (1, ["SHA256.manifest: plain sums, which are pinned to nothing: write it with `weightcheck manifest`"]))

    def test_an_unpinned_manifest_is_told(self):
        everything = {**self.weights, **self.plain}
        self.stage_model(manifest=manifest_of(everything, "# weightcheck manifest v1\n"))
        self.assertEqual(self.hook("pinned"), (1, ["SHA256.manifest: names no upstream: write it with --upstream URL",
                                                   "SHA256.manifest: names no commit: write it with --commit and the full id"]))
        self.stage_model(manifest=manifest_of(everything, "# weightcheck manifest v1\n# upstream: https://example.com/a/b\n"))
        self.assertEqual(self.hook("pinned")[0], 1)
        self.stage_model(manifest=manifest_of(everything, HEADER.replace(COMMIT, COMMIT[:12])))
        status, told = self.hook("pinned")
        self.assertEqual(status, 1)
        self.assertIn("pin-not-a-commit", told[0])

    def test_conflicts_and_a_missing_program_are_no_verdict(self):
        self.stage_model()
        missing = {**self.environment, "PATH": "/usr/bin:/bin"}
        run = subprocess.run([str(HOOK), "current"], cwd=self.repository, env=missing, capture_output=True)
        self.assertEqual((run.returncode, run.stderr), (3, b"check-manifests: weightcheck is not on the PATH\n"))
        blob = self.git("hash-object", "-w", "--stdin", data=b"x").strip()
        self.git("update-index", "--index-info", data=b"100644 " + blob + b" 2\tconfig.json\n")
        self.assertEqual(self.hook("current"), (3, ["check-manifests: config.json has conflicts"]))
        self.assertEqual(self.hook("everything")[0], 2)

    def test_a_lost_object_is_no_verdict(self):
        self.stage_model()
        blob = self.git("rev-parse", ":config.json").decode().strip()
        (self.repository / ".git" / "objects" / blob[:2] / blob[2:]).unlink()
        status, told = self.hook("current")
        self.assertEqual((status, told[-1]), (3, f"check-manifests: cannot read object {blob}"))

    def test_it_runs_from_a_folder_of_the_repository_and_under_a_policy(self):
        self.stage_model(b"model/")
        below = self.repository / "below"
        below.mkdir()
        self.environment["WEIGHTCHECK_POLICY"] = "/nowhere"
        self.assertEqual(self.hook("current", cwd=below), (0, []))

    def test_pre_commit_runs_the_hooks(self):
        if not support.has("pre-commit"):
            self.skipTest("no pre-commit")
        hooks = self.folder / "hooks"
        (hooks / "integrations" / "pre-commit").mkdir(parents=True)
        for name in (".pre-commit-hooks.yaml", "integrations/pre-commit/check-manifests"):
            (hooks / name).write_bytes((support.SOURCE / name).read_bytes())
            (hooks / name).chmod(0o755)
        self.git("init", "-q", str(hooks), cwd=self.folder)
        self.git("add", ".", cwd=hooks)
        self.git("commit", "-qm", "hooks", cwd=hooks)
        revision = self.git("rev-parse", "HEAD", cwd=hooks).decode().strip()
        configuration = (f"repos:\n- repo: {hooks}\n  rev: {revision}\n  hooks:\n  - id: weightcheck-manifest-current\n"
                         "  - id: weightcheck-manifest-pinned\n").encode()
        self.stage_model(b"model/")
        self.stage(b".pre-commit-config.yaml", configuration)
        (self.repository / ".pre-commit-config.yaml").write_bytes(configuration)
        environment = {**self.environment, "PRE_COMMIT_HOME": str(self.folder / "pre-commit")}

        def run():
            return subprocess.run(["pre-commit", "run"], cwd=self.repository, env=environment, capture_output=True, text=True)
        good = run()
        self.assertEqual(good.returncode, 0, good.stdout + good.stderr)
        self.assertEqual(good.stdout.count("Passed"), 2, good.stdout)
        self.stage(b"model/new.txt", b"new")
        bad = run()
        self.assertEqual(bad.returncode, 1)
        self.assertIn("model/new.txt: in the index, and not in the manifest", bad.stdout)


if __name__ == "__main__":
    support.main(__doc__)
