#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Man pages and completions against what --help says: no option is missing, none is made up. Pages are read by man and checked by
mandoc, completions are really asked in bash, zsh and fish; whichever of these a machine lacks is named, and its tests skip."""
import json
import re
import shlex
import shutil
import unittest

from prefix import SOURCE, InstalledCase, main, run


def options_in(help_text):
    """{name: whether it takes a value} of every option that a help text lists."""
    found = {}
    for line in re.sub(r" (Excludes|Needs): \S+", "  ", help_text).splitlines():
        match = re.match(r"  (-[\w,-]+)( \S+)?", line)
        if match:
            found.update({name: match.group(2) not in (None, " ") for name in match.group(1).split(",")})
    return found


def commands_in(help_text):
    return re.findall(r"^  (\w+) ", help_text.partition("Subcommands:")[2], re.MULTILINE)


def words_in(page):
    return page.replace("\\-", "-")


def without(program):
    return unittest.skipUnless(shutil.which(program), f"{program} is not installed")


class Pages(InstalledCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.share = cls.prefix / "share"
        cls.help = {(): run([cls.program, "--help"])}
        for path in list(cls.walk(())):
            cls.help[path] = run([cls.program, *path, "--help"])

    @classmethod
    def walk(cls, path):
        for name in commands_in(cls.help.get(path) or run([cls.program, *path, "--help"])):
            yield (*path, name)
            yield from cls.walk((*path, name))

    def test_documents_link_to_what_is_installed(self):
        folder = self.share / "doc/weightcheck"
        dead = [f"{page.relative_to(folder)}: {link}" for page in sorted(folder.rglob("*.md"))
                for link in re.findall(r"\]\((?!https?:|#)([^)#]+)", page.read_text()) if not (page.parent / link).exists()]
        self.assertEqual(dead, [])
        self.assertTrue((self.share / "weightcheck/licenses.json").is_file())

    def pages(self):
        return sorted((self.share / "man").glob("man*/*"))

    def test_every_command_has_its_page(self):
        names = {page.name for page in self.pages()}
        commands = commands_in(self.help[()])
        self.assertGreater(len(commands), 5)
        self.assertEqual(names, {"weightcheck.1", "weightcheck-manifest.5", "weightcheck-policy.5"} |
                         {f"weightcheck-{name}.1" for name in commands})

    def test_a_page_has_the_options_of_help_and_no_other(self):
        for path, text in self.help.items():
            page = words_in((self.share / f"man/man1/weightcheck{'-' + path[0] if path else ''}.1").read_text())
            listed = re.split(r"^\.S[HS] ", page, flags=re.MULTILINE)
            section = next(part for part in listed if part.startswith(path[1] if len(path) > 1 else "OPTIONS"))
            shown = {}
            for line in re.findall(r"^\.TP\n(\\fB-.*)$", section, re.MULTILINE):
                names = re.findall(r"\\fB(-[\w-]+)", line)
                shown.update({name: not line.endswith(f"\\fB{names[-1]}\\fR") for name in names})
            self.assertEqual(shown, options_in(text), path)

    def test_the_page_of_policies_names_every_member(self):
        page = words_in((self.share / "man/man5/weightcheck-policy.5").read_text())
        schema = json.loads((SOURCE / "manifests/schema/policy-1.schema.json").read_text())
        for member in schema["properties"]:
            self.assertIn(f"\n.B {member}\n", page)

    def test_the_page_of_manifests_names_every_header(self):
        page = words_in((self.share / "man/man5/weightcheck-manifest.5").read_text())
        headers = re.findall(r"^\| `# ([\w-]+):", (SOURCE / "docs/manifest-format.md").read_text(), re.MULTILINE)
        self.assertIn("base-model", headers)
        for header in headers:
            self.assertIn(f'.BI "# {header}: "', page)

    @without("mandoc")
    def test_mandoc_has_nothing_to_object(self):
        for page in self.pages():
            self.assertEqual(run(["mandoc", "-Tlint", "-Wwarning", page]), "")

    @without("man")
    def test_man_shows_every_page(self):
        for page in self.pages():
            text = run(["man", "--warnings=w", "-l", page], environment={"MANWIDTH": "100", "MANPAGER": "cat"})
            self.assertIn(page.stem.upper(), text)

    def offered_by_bash(self, line):
        """What bash offers at the end of LINE, whose words are given as readline splits them: at blanks and at '='."""
        words = re.findall(r"=|[^ =]+", line) + ([""] if line.endswith(" ") else [])
        script = """compopt() { :; }
            source "$1"; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _weightcheck; printf '%s\\n' "${COMPREPLY[@]}" """
        return set(run(["bash", "--norc", "-uc", script, "bash", self.share / "bash-completion/completions/weightcheck", *words]).split())

    @without("fish")
    def test_fish(self):
        self.check(lambda line: {entry.split("\t")[0] for entry in run(
            ["fish", "--no-config", "-c", f"source {self.share}/fish/vendor_completions.d/weightcheck.fish; complete -C {shlex.quote(line)}"],
            cwd=self.folder, environment={"HOME": str(self.folder)}).splitlines()})

    @without("bash")
    def test_bash(self):
        self.check(self.offered_by_bash)
        self.assertEqual(self.offered_by_bash("weightcheck verify --format=js"), {"json"})
        self.assertLessEqual({"json", "text"}, self.offered_by_bash("weightcheck verify --format="))

    @without("zsh")
    def test_zsh(self):
        self.check(self.offered_by_zsh)

    def offered_by_zsh(self, line):
        shutil.copy(self.share / "zsh/site-functions/_weightcheck", self.folder)
        return set(run(["zsh", "-f", SOURCE / "tests/install/offered_by_zsh", self.folder, line], timeout=60).split())

    def check(self, offered):
        self.assertEqual(offered("weightcheck "), set(commands_in(self.help[()])))
        for path, text in self.help.items():
            if not path:
                continue
            line = " ".join(("weightcheck", *path, ""))
            named = {name for name in options_in(text) if name.startswith("--")}
            self.assertEqual({word.rstrip("=") for word in offered(line + "--") if word.startswith("--")}, named, line)
        self.assertEqual(offered("weightcheck verify --fail-on "), {"error", "warning"})
        self.assertEqual(offered("weightcheck policy "), {"check"})
        self.assertIn("--commit", {word.rstrip("=") for word in offered("weightcheck verify --strict --comm")})


main()
