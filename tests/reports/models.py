# SPDX-License-Identifier: Apache-2.0
"""Models and what is reported of them: a good one, a changed one, and one whose every name, card and pin is hostile. Each is
verified once, and that run writes all formats."""
import pathlib
import shutil
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "cli"))
sys.path.insert(0, str(HERE.parent / "golden"))
import golden_test  # noqa: E402
import sandbox  # noqa: E402

# Names as bytes; a '/' in one makes folders.
HOSTILE_NAMES = [
    b"esc\x1b[31mred", b"nul-like\x01\x02", b"line\n::error::injected", b"cr\r::warning::injected", b"::error::first in its line",
    b"##[error]old command", b"%0A::error::encoded", b"a,line=1::b", b"cdata]]>end", b"quote\"'`tick`",
    b"<script>document.title='PWNED'<" + b"/script>", b"<img src=x onerror=document.title='PWNED'>",
    b"</title><svg onload=document.title='PWNED'>", b"\"><style>*{display:none}<" + b"/style>", b"&lt;entity&#60;",
    b"|pipe|table|", b"[link](javascript:alert(1))", b"![image](https:" + b"/evil.example/x)", b"@everyone #1", b"https:" + b"/evil.example",
    b"latin\xe9\xff", b"c1\xc2\x9bx", b"bidi\xe2\x80\xaetxt.exe", b"nonchar\xef\xbf\xbe", b"{0}{1}", b"$(id)`id`",
    b"/".join([b"deep" * 50] * 19) + b"/x",
    b"shard<b>-00001-of-00002.safetensors",
]

HOSTILE_CARD = """---
license: "<script>document.title='PWNED'</script>"
base_model: "evil/<img src=x onerror=document.title='PWNED'>]]>|`x`"
base_model_relation: "</script><script>document.title='PWNED'</script>"
---
# <script>document.title='PWNED'</script>
"""


def hostile(model):
    for name in HOSTILE_NAMES:
        path = bytes(model) + b"/" + name
        pathlib.Path(path.decode("utf-8", "surrogateescape")).parent.mkdir(parents=True, exist_ok=True)
        with open(path, "wb") as file:
            file.write(b"x")
    (model / "README.md").write_text(HOSTILE_CARD)


def fork(model):
    """A card that names its base, and a license of its own choosing."""
    card = (model / "README.md").read_text().split("---\n", 2)[-1]
    (model / "README.md").write_text("---\nlicense: apache-2.0\nbase_model: Qwen/Qwen3-8B\nbase_model_relation: finetune\n---\n" + card)


def shards(model):
    """More than any service wants to be told of one by one."""
    for number in range(150):
        (model / f"part-{number:03}.safetensors").write_bytes(b"\x02\0\0\0\0\0\0\0{}" + b"x" * number)


SCRIPT_AS_NAME = "<img src=x onerror=document.title='PWNED'>"

MODELS = {"anchored": golden_test.good, "good": golden_test.good, "changed": golden_test.changed, "hostile": hostile, "fork": fork, "shards": shards,
          SCRIPT_AS_NAME: hostile, "refused": golden_test.refused, "bare": golden_test.bare}


SOURCES = {"anchored": sandbox.SOURCE / "manifests" / "example"}  # others are copies of the example
REPUBLISHED = {"fork": ["--upstream", "https://huggingface.co/someone/fork", "--commit", sandbox.COMMIT]}

# What the caller says of the model: without it no report gives it an identity.
PIN = dict(line[2:].split(": ", 1) for line in (SOURCES["anchored"] / "SHA256.manifest").read_text().splitlines() if ": " in line)
ASKED = {"anchored": ["--upstream", PIN["upstream"], "--commit", PIN["commit"]]}


class Reports:
    """folder/NAME.FORMAT for each model and format; exit_codes[NAME]."""

    def __init__(self, folder, options):
        self.folder = folder
        self.environment = sandbox.environment_in(folder, options)
        self.example = sandbox.make_example(self.environment)
        self.exit_codes = {}

    def write(self, name, formats, arguments=()):
        model = self.folder / name
        shutil.rmtree(model, ignore_errors=True)
        shutil.copytree(SOURCES.get(name, self.example), model)
        MODELS[name](model)
        if name in REPUBLISHED:
            subprocess.run(["weightcheck", "manifest", name, "-q", *REPUBLISHED[name]], cwd=self.folder, env=self.environment, check=True)
        reports = [f"--report={kind}={name}.{kind}" for kind in formats]
        ran = subprocess.run(["weightcheck", "verify", name, *reports, *ASKED.get(name, []), *arguments], cwd=self.folder, env=self.environment,
                             capture_output=True, timeout=120)
        assert ran.returncode in (0, 1, 4), ran.stderr
        self.exit_codes[name] = ran.returncode
        return ran.stdout

    def text(self, name, kind):
        return (self.folder / f"{name}.{kind}").read_text(encoding="utf-8")  # strictly
