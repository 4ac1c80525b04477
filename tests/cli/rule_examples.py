#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Every rule carries an example that fires it and the change that silences it; this runs them, as docs/rules.md shows them.

  rule_examples.py --program PATH [--slowness N] [RULE ...]

The page says in what place an example runs. Of each it is asserted: the rule is not told before, told at the page's level after the first
part, and not told after the second. What comes before is the run that ends the second part, in the untouched model.
"""
import argparse
import concurrent.futures
import functools
import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import tempfile

import sandbox

SECONDS = 30  # an example; none takes a tenth of it
RUN = re.compile(r"weightcheck (verify|inspect|anchor|lineage) ")


def examples_of(page):
    """{rule: (level, [first lines, lines that fire it, lines that silence it])}, as Markdown shows them."""
    examples = {}
    for section in re.split(r"^### ", page, flags=re.M)[1:]:
        rule = section.split("\n", 1)[0]
        level = re.search(r"Level: (\w+)", section)[1]
        blocks = {name.lower(): lines for name, lines in re.findall(r"^\*(\w+):\*\n\n```sh\n(.*?)```$", section, flags=re.M | re.S)}
        examples[rule] = level, [blocks.get("given", ""), blocks["fires"], blocks["silenced"]]
    return examples


def judged(lines, file):
    """The lines with what their last one, the run, says kept in a file."""
    *before, run = lines.splitlines()
    assert RUN.search(run), f"no run at the end: {run}"
    if "weightcheck anchor" in run:
        return "\n".join([*before, f"{run} 2>{file} || :"])
    return "\n".join([*before, f"{run} --format json >{file} || :"])


def told(file, rule):
    """At which level the rule is told in what a run said; None where it is not. The rules of `anchor` stand in its errors."""
    text = file.read_text()
    if not text.startswith("{"):
        return "error" if f"({rule})" in text else None
    return next((finding["severity"] for finding in json.loads(text)["findings"] if finding["rule"] == rule), None)


def run_example(rule, level, parts, work, environment, seconds):
    """What is wrong with the example; "" where nothing is."""
    folder = work / rule
    for copy in ("example", "model"):
        shutil.copytree(sandbox.SOURCE / "manifests" / "example", folder / copy)
    given, fires, silenced = parts
    if os.getuid() == 0 and "chmod 000" in fires:  # for root no file is unreadable
        fires, silenced = (RUN.sub(r"unprivileged \g<0>", part) for part in (fires, silenced))
    before = silenced.splitlines()[-1]
    script = "\n".join(["set -e", given, judged(before, "../before"), judged(fires, "../fired"), judged(silenced, "../silenced")])
    process = subprocess.Popen(["sh", "-c", script], cwd=folder / "model", env=environment, stdin=subprocess.DEVNULL,
                               stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True)
    try:
        said, _ = process.communicate(timeout=seconds)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        return f"{rule}: still running after {seconds} s"
    if process.returncode != 0:
        return f"{rule}: exit {process.returncode}\n{said}"
    seen = [told(folder / name, rule) for name in ("before", "fired", "silenced")]
    return "" if seen == [None, level, None] else f"{rule}: told at {seen} before, after and silenced, instead of [None, {level!r}, None]\n{said}"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    sandbox.add_options(parser)
    parser.add_argument("rules", nargs="*", metavar="RULE", help="these alone")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        folder.chmod(0o755)
        environment = sandbox.environment_in(folder, options)
        page = subprocess.run(["weightcheck", "explain", "--markdown"], env=environment, capture_output=True, text=True, check=True).stdout
        examples = examples_of(page)
        wanted = options.rules or list(examples)
        work = folder / "work"
        with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
            run = functools.partial(run_example, work=work, environment=environment, seconds=SECONDS * options.slowness)
            wrong = [why for why in pool.map(lambda rule: run(rule, *examples[rule]), wanted) if why]
    print("\n".join(wrong))
    print(f"{len(wanted)} examples, {len(wrong)} wrong")
    return 1 if wrong or not wanted else 0


if __name__ == "__main__":
    sys.exit(main())
