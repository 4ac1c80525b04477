# SPDX-License-Identifier: Apache-2.0
"""One escaper before everything that strangers wrote: no byte of theirs moves a cursor, begins a line or reorders one."""
import os

import hub
import threat

NAMES = [b"esc\x1b[31mred", b"line\n::error::x", b"return\r::warning::x", b"bidi\xe2\x80\xaetxt.exe", b"zero\xe2\x80\x8bwidth", b"latin\xe9", b"bell\x07",
         b"c1\xc2\x9bx", b"osc\x1b]0;title\x07", b"mark\xef\xbb\xbf", b"quote'`$(id)", b"##[stop-commands]x", b"##vso[task.setvariable variable=a]b"]
CARD = "---\nlicense: \"mit\\e[31m\"\nlicense_name: \"a\\nb\\u202Ec\"\nlicense_link: \"\\u001b]8;;x\"\nbase_model: \"org/\\e[2Jname\"\n---\n"


def objection(printed):
    for byte in range(32):
        if chr(byte) in printed and chr(byte) != "\n":
            return f"byte {byte}"
    for command in ("##[", "##vso["):
        if command in printed:
            return command
    for sign in "\x7f\x9b\u202e\u200b\ufeff":
        if sign in printed:
            return f"U+{ord(sign):04x}"
    return next((line for line in printed.splitlines() if line.lstrip().startswith("::")), None)


def check(row):
    def clean(case, arguments, exit_code, **others):
        run = row.rejected(case, arguments, exit_code, **others)
        if found := objection(run.out + run.err):
            row.lose(case, f"{found} is printed", run)

    model = row.model("names")
    for name in NAMES:
        with open(os.path.join(os.fsencode(model), name), "w") as file:
            file.write("x")
    for arguments in (["-v"], ["--format", "json"], ["--format", "text", "--color", "never"], ["-q"]):
        clean(f"names, {arguments}", ["verify", model, *arguments], 1, says=("failed",))
    clean("names, a manifest", ["manifest", model, "--output", "written"], 3, says=("no manifest was written",))
    for arguments in ([], ["--format", "json"]):
        clean(f"a card, {arguments}", ["verify", row.with_file("card", "README.md", CARD.encode()), "--fail-on", "warning", *arguments], 1,
              says=("failed",))
        config = b'{"auto_map": {"Auto\\u001b[31m": "x\\u001b[2J/\\u202ey--m\\n::error::.M"}}'
        clean(f"a config, {arguments}", ["verify", row.with_file("config", "config.json", config), *arguments], 1, says=("remote-code",))
        model = row.with_file("index", threat.INDEX, b'{"weight_map": {"a\\u001b[31m": "x\\u001b[2J\\n::error::.safetensors"}}')
        clean(f"an index, {arguments}", ["verify", model, *arguments], 1, says=("index-",))
        header = b'{"a\\u001b[31m\\n::error::": {"dtype": "\\u001b[2J", "shape": [4], "data_offsets": [0, 4]}}'
        model = row.with_file("header", "model-00005-of-00004.safetensors", threat.safetensors(header, b"abcd"))
        clean(f"a header, {arguments}", ["verify", model, *arguments], 1, says=("header-invalid",))
        model = row.model("manifest")
        (model / threat.MANIFEST).write_bytes(b"\x1b[31m\xe2\x80\xae\n")
        clean(f"a manifest, {arguments}", ["verify", model, *arguments], 4, says=("manifest-malformed",))
        (model / threat.MANIFEST).write_bytes(b"0" * 64 + b"  a\x1b[31m\n")
        clean(f"a manifest with an escape in a name, {arguments}", ["verify", model, *arguments], 1, says=("failed",))
        (model / "COMMIT.proof").write_bytes(b"\x1b[31m")
        clean(f"a proof, {arguments}", ["verify", model, *arguments], 4, says=("proof-invalid",))
    clean("the caller's own words", ["verify", "no\x1b[31m\n::error::x"], 2, says=("no",))
    answers = {"body": "30\x1b[31m", "status": 500, "headers": {"X-Error-Message": "go \x1b[31maway\x9b", "X-Error-Code": "\x1b[2J"}}
    with hub.Hub(row, {hub.INFO: answers}) as server:
        arguments, environment = server.question()
        clean("a message of the hub", arguments, 3, says=("500",), environment=environment)
    with hub.Hub(row, {"/m/info/refs?service=git-upload-pack": {
            "headers": {"Content-Type": "application/x-git-upload-pack-advertisement"},
            "body": "001e# service=git-upload-pack\n00000015ERR \x1b[31mgo away\n"}}) as server:
        arguments, environment = server.question(upstream=server.origin + "/m")
        clean("a message of a git server", arguments, 3, says=("go away",), environment=environment)
