#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Local stores as MODEL: what verify and inspect say of each kind, whole, damaged and hostile.

  stores.py --program PATH [NAME ...]
"""
import argparse
import json
import os
import pathlib
import struct
import subprocess
import sys
import tarfile
import tempfile

import founding_case
import sandbox

sys.path.insert(0, str(sandbox.SOURCE / "tests" / "support"))
import store_maker as make  # noqa: E402
from store_maker import OLLAMA, PACK, RUNNER  # noqa: E402

APACHE = (sandbox.SOURCE / "manifests" / "example" / "LICENSE").read_bytes()
QWEN = "registry.ollama.ai/library/qwen3/8b"
SECONDS = 60


class Case:
    def __init__(self, folder, environment):
        self.folder, self.environment = folder, environment

    def run(self, *words):
        return subprocess.run(["weightcheck", *map(str, words)], env=self.environment, cwd=self.folder, capture_output=True, timeout=SECONDS,
                              check=False)

    def report(self, *words, expect=None):
        done = self.run(*words, "--format", "json")
        assert done.stdout.startswith(b"{"), f"no report: {done.stderr.decode()}"
        report = json.loads(done.stdout)
        assert expect in (None, done.returncode), f"exit {done.returncode}, not {expect}: {told(report)}"
        return report

    def refused(self, *words, saying, code=2):
        done = self.run(*words)
        said = done.stderr.decode()
        assert done.returncode == code and saying in said, f"exit {done.returncode}, not {code}: {said}"

    def ollama(self):
        store = make.Ollama(self.folder / "ollama")
        self.environment["OLLAMA_MODELS"] = str(store.root)
        return store

    def qwen(self):
        store = self.ollama()
        store.image(QWEN, [store.blob(OLLAMA + "model", make.gguf()), store.blob(OLLAMA + "license", APACHE),
                           store.blob(OLLAMA + "template", b"{{ .Prompt }}"), store.blob(OLLAMA + "params", b'{"stop":["x"]}')])
        return store


def told(report):
    return [(finding["rule"], finding["severity"], finding["message"]) for finding in report["findings"]]


def message(report, rule):
    found = [finding["message"] for finding in report["findings"] if finding["rule"] == rule]
    assert found, f"{rule} is not told: {told(report)}"
    return " | ".join(found)


def silent(report, *rules):
    found = [one for one in told(report) if one[0] in rules]
    assert not found, f"told: {found}"


def whole(report):
    """Nothing is wrong but that no commit is pinned."""
    errors = [one for one in told(report) if one[1] == "error" and one[0] != "pin-missing"]
    assert not errors and ("integrity", "passed") in [(check["id"], check["outcome"]) for check in report["checks"]], told(report)
    return report


def paths(report):
    return [file["path"] for file in report["files"]]


# Ollama


def ollama_whole(case):
    case.qwen()
    report = whole(case.report("verify", "ollama:qwen3:8b", expect=1))
    assert paths(report) == ["LICENSE", "image-config.json", "model.gguf", "params.json", "template.txt"], paths(report)
    assert report["license"]["detected"] == "Apache-2.0", report["license"]
    (case.folder / "policy").write_text('{"schema_version": 1, "checks": ["integrity", "shape"], "levels": {"pin-missing": "note"}}')
    report = case.report("verify", "ollama:qwen3:8b", "--policy", "policy", expect=0)
    assert report["verdict"] == "verified" and report["trust"] == "none", report["verdict"]
    text = case.run("verify", "ollama:qwen3:8b").stdout.decode()
    assert "5 of 5 files match the Ollama store" in text, text
    inspected = case.report("inspect", "ollama:qwen3:8b", expect=0)
    assert inspected["verdict"] == "inspected"


def ollama_joined_with_a_commit(case):
    case.qwen()
    commit, proof = make.proof({"qwen3-8b-q8.gguf": make.gguf(), "other.gguf": make.gguf("other")}, {"LICENSE.md": APACHE})
    (case.folder / "proof").write_bytes(proof)
    held = ("--proof", "proof", "--commit", commit)
    report = case.report("inspect", "ollama:qwen3:8b", *held)
    said = message(report, "store-joined")
    assert "claims-match" in said and "bytes-match" not in said and "qwen3-8b-q8.gguf" in said and commit in said, said
    report = case.report("verify", "ollama:qwen3:8b", *held, expect=0)
    said = message(report, "store-joined")
    assert "bytes-match" in said and "claims-match" not in said, said
    anchors = {file["path"]: file["anchor"] for file in report["files"]}
    assert anchors["qwen3-8b-q8.gguf"] == "anchored-lfs" and anchors["LICENSE.md"] == "anchored-raw", anchors
    assert "of the Ollama store alone" in message(report, "hash-unanchored"), told(report)
    case.report("verify", "ollama:qwen3:8b", *held, "--strict", expect=1)


def ollama_of_another_commit(case):
    case.qwen()
    commit, proof = make.proof({"model.gguf": make.gguf("another")}, {"LICENSE": b"another"})
    (case.folder / "proof").write_bytes(proof)
    report = case.report("verify", "ollama:qwen3:8b", "--proof", "proof", "--commit", commit, expect=1)
    silent(report, "store-joined", "anchor-differs")
    assert "store/model.gguf" in message(report, "hash-unanchored")


def ollama_joined_with_a_manifest(case):
    case.qwen()
    (case.folder / "list").write_text(f"{make.sha256(make.gguf())}  q.gguf\n")
    report = case.report("verify", "ollama:qwen3:8b", "--manifest", "list")
    said = message(report, "store-joined")
    assert [one[1] for one in told(report) if one[0] == "file-unlisted"] == ["warning"], told(report)
    assert "bytes-match" in said and "q.gguf" in said and "the manifest" in said, said


def ollama_blob_changed(case):
    store = case.qwen()
    digest = make.sha256(make.gguf())
    path = store.path(digest)
    data = bytearray(path.read_bytes())
    data[-1] ^= 1
    path.write_bytes(data)
    said = message(case.report("verify", "ollama:qwen3:8b", expect=1), "file-modified")
    assert digest in said and make.sha256(bytes(data)) in said and "the Ollama store" in said, said
    commit, proof = make.proof({"q.gguf": make.gguf()})
    (case.folder / "proof").write_bytes(proof)
    report = case.report("verify", "ollama:qwen3:8b", "--proof", "proof", "--commit", commit, expect=1)
    silent(report, "store-joined")


def ollama_blob_short_or_long(case):
    store = case.qwen()
    path = store.path(make.sha256(make.gguf()))
    for data in (make.gguf()[:-1], make.gguf() + b"\0"):
        path.write_bytes(data)
        said = told(case.report("verify", "ollama:qwen3:8b", expect=1))
        assert any(rule in ("size-differs", "shard-truncated") and "model.gguf" in words for rule, _, words in said), said


def ollama_blob_missing(case):
    store = case.qwen()
    store.path(make.sha256(make.gguf())).unlink()
    assert "model.gguf" in message(case.report("verify", "ollama:qwen3:8b", expect=1), "file-missing")


def ollama_blob_is_a_link(case):
    store = case.qwen()
    (case.folder / "outside").write_bytes(make.gguf())
    path = store.path(make.sha256(make.gguf()))
    path.unlink()
    path.symlink_to(case.folder / "outside")
    message(case.report("verify", "ollama:qwen3:8b", expect=1), "symlink-escape")
    path.unlink()
    os.mkfifo(path)
    message(case.report("verify", "ollama:qwen3:8b", expect=1), "special-file")


def ollama_names(case):
    store = case.qwen()
    weights = store.blob(OLLAMA + "model", make.gguf())
    for place in ("registry.ollama.ai/library/plain/latest", "registry.ollama.ai/me/own/1", "hf.co/org/repo-GGUF/Q4_K_M"):
        store.image(place, [weights])
    for name in ("plain", "plain:latest", "library/plain", "me/own:1", "hf.co/org/repo-GGUF:Q4_K_M", "registry.ollama.ai/library/plain:latest"):
        report = case.report("inspect", f"ollama:{name}")
        assert "model.gguf" in paths(report)
    for name in ("../../etc/passwd", "a/../b", "..", "a:../b", "a/b/c/d", "x y", "a:", "/abs", "a//b"):
        case.refused("verify", f"ollama:{name}", saying="not a name of Ollama's")
    case.refused("verify", "ollama:nothing", saying="holds no such model")
    case.refused("verify", "ollama:", saying="inspect --list")
    listed = case.run("inspect", "--list", "ollama:").stdout.decode()
    assert "ollama:qwen3:8b  4 layers" in listed and "ollama:hf.co/org/repo-GGUF:Q4_K_M" in listed and "4 models" in listed, listed
    models = json.loads(case.run("inspect", "--list", "ollama:", "--format", "json").stdout)["models"]
    assert [model["name"] for model in models] == ["hf.co/org/repo-GGUF:Q4_K_M", "me/own:1", "plain:latest", "qwen3:8b"], models


def ollama_names_in_another_case(case):
    """As Ollama has it: one that is there is meant by its letters."""
    store = case.qwen()
    weights = store.blob(OLLAMA + "model", make.gguf())
    store.image("hf.co/Org/Repo-GGUF/Q4_K_M", [weights])
    for name in ("QWEN3:8B", "Library/Qwen3:8b", "hf.co/org/repo-gguf:q4_k_m"):
        assert "model.gguf" in paths(case.report("inspect", f"ollama:{name}"))
    store.image("registry.ollama.ai/library/Qwen3/8b", [weights])
    assert "LICENSE" in paths(case.report("inspect", "ollama:qwen3:8b"))  # its own letters come first
    case.refused("inspect", "ollama:QWEN3:8B", saying="could mean 2 images")


def pulls_that_were_broken_off(case):
    store, data = case.qwen(), make.gguf()
    digest = make.sha256(data)
    place = store.path(digest)
    place.unlink()
    (place.parent / f"{place.name}-partial").write_bytes(data[:50])
    said = message(case.report("verify", "ollama:qwen3:8b", expect=1), "download-partial")
    assert f"{place.name}-partial" in said and "'model.gguf' is not here" in said, said
    place.write_bytes(data)  # what is left over of an earlier pull is nobody's business then
    silent(case.report("verify", "ollama:qwen3:8b"), "download-partial")

    runner = make.Runner(case.folder / "runner")
    case.environment["MODELS_PATH"] = str(runner.root)
    layer = runner.blob(RUNNER + "gguf.v3", data)
    runner.image([layer], "ai/m:latest")
    runner.path(digest).rename(runner.path(digest + ".incomplete"))
    message(case.report("verify", "docker:ai/m", expect=1), "download-partial")


def ollama_usual_place(case):
    store = make.Ollama(pathlib.Path(case.environment["HOME"]) / ".ollama" / "models")
    store.image(QWEN, [store.blob(OLLAMA + "model", make.gguf())])
    case.report("inspect", "ollama:qwen3:8b")


def ollama_manifest_is_a_link(case):
    """As new versions write them: manifests-v2 holds links to blobs."""
    store = case.qwen()
    text = (store.root / "manifests" / QWEN).read_bytes()
    store.write(f"blobs/sha256-{make.sha256(text)}", text)
    link = store.root / "manifests-v2" / QWEN
    link.parent.mkdir(parents=True)
    link.symlink_to(os.path.relpath(store.path(make.sha256(text)), link.parent))
    whole(case.report("verify", "ollama:qwen3:8b", expect=1))
    (case.folder / "outside").write_bytes(text)
    link.unlink()
    link.symlink_to(case.folder / "outside")
    case.refused("verify", "ollama:qwen3:8b", saying="leads out", code=3)
    link.unlink()
    (store.root / "other").write_bytes(text + b"\n")
    link.symlink_to(os.path.relpath(store.root / "other", link.parent))
    case.refused("verify", "ollama:qwen3:8b", saying="leads to no blob", code=4)


def ollama_tensors(case):
    store = case.ollama()
    layers = [store.blob(OLLAMA + "tensor", make.safetensors(name), name=name) for name in ("model.a.weight", "model.b.weight")]
    layers.append(store.blob(OLLAMA + "json", b'{"model_type": "qwen3"}', name="config.json"))
    store.image(QWEN, layers)
    report = case.report("verify", "ollama:qwen3:8b")
    assert {"tensors/model.a.weight.safetensors", "tensors/model.b.weight.safetensors", "config.json"} <= set(paths(report)), paths(report)
    silent(report, "file-modified", "weights-missing", "store-unexamined")


def ollama_hostile_manifests(case):
    store = case.ollama()
    weights = store.blob(OLLAMA + "model", make.gguf())
    hexes = weights["digest"][7:]
    for digest in (f"sha256:../../{hexes[6:]}", f"sha256:{hexes[:-2]}/x", f"sha256:{hexes.upper()}", "sha256:", f"sha512:{hexes}", 7):
        store.image(QWEN, [{**weights, "digest": digest}])
        done = case.run("verify", "ollama:qwen3:8b")
        assert done.returncode in (2, 3, 4) and b"digest" in done.stderr, (digest, done.returncode, done.stderr)
    for size in (-1, "1", 1.5, None):
        store.image(QWEN, [{**weights, "size": size}])
        case.refused("verify", "ollama:qwen3:8b", saying="not a whole number", code=3)
    store.name(QWEN, b'{"layers":[],"layers":[]}')
    case.refused("verify", "ollama:qwen3:8b", saying="layers", code=3)
    store.name(QWEN, b"[" * 1000)
    case.refused("verify", "ollama:qwen3:8b", saying="manifests/", code=3)


def ollama_layers_named_twice(case):
    store = case.ollama()
    weights = store.blob(OLLAMA + "model", make.gguf())
    store.image(QWEN, [weights, weights])
    report = case.report("verify", "ollama:qwen3:8b", "--fail-on", "error")
    assert paths(report).count("model.gguf") == 1 and "model-2.gguf" not in paths(report)
    store.image(QWEN, [weights, {**weights, "size": 5}])
    message(case.report("verify", "ollama:qwen3:8b", expect=1), "size-differs")


def ollama_spellings(case):
    store = case.ollama()
    weights = store.blob(OLLAMA + "model", make.gguf())
    store.image(QWEN, [{**weights, "digest": weights["digest"].replace(":", "-")}])
    assert "model.gguf" in paths(case.report("inspect", "ollama:qwen3:8b"))


def lineage_of_a_store(case):
    """Tensors of a layer each, as Ollama's new form has them, and an archive's members, against a ledger."""
    tensors = founding_case.tensors()
    founding_case.write_shards(case.folder / "base", tensors, 2)
    oid = founding_case.commit(case.folder / "base")
    made = case.run("ledger", "base", "--upstream", founding_case.UPSTREAM, "--commit", oid, "--output", "base.ledger")
    assert made.returncode == 0, made.stderr
    shards = sorted((case.folder / "base").glob("*.safetensors"))
    ollama, oci = case.ollama(), make.Oci(case.folder / "oci")
    layers = []
    for name, shape, bits in tensors:
        data = struct.pack(f"<{len(bits)}H", *bits)
        header = json.dumps({name: {"dtype": "BF16", "shape": list(shape), "data_offsets": [0, len(data)]}}).encode()
        header += b" " * (-len(header) % 8)
        layers.append(ollama.blob(OLLAMA + "tensor", struct.pack("<Q", len(header)) + header + data, name=name))
    ollama.image(QWEN, layers)
    oci.image([oci.layer(PACK + "weight.v1.tar", make.tar(*(make.member(path.name, path.read_bytes()) for path in shards)), "m")], "v1")
    for word in ("ollama:qwen3:8b", "oci:oci:v1"):
        found = case.report("lineage", word, "--base", "base.ledger", "--base-commit", oid, expect=0)
        assert found["verdict"] == "identical" and found["bases"][0]["bytes"]["proven"] == found["bytes"], (word, found["verdict"], found["bases"])
        assert case.report("verify", word, "--base", "base.ledger")["lineage"]["bases"][0]["bytes"] == found["bases"][0]["bytes"], word


def unknown_media_type(case):
    store = case.ollama()
    store.image(QWEN, [store.blob(OLLAMA + "model", make.gguf()), store.blob("application/x-news", b"new")])
    report = case.report("verify", "ollama:qwen3:8b")
    assert "application/x-news" in message(report, "store-unexamined")
    assert any(path.startswith("layers/sha256-") for path in paths(report))
    path = store.path(make.sha256(b"new"))
    path.write_bytes(b"old")
    message(case.report("verify", "ollama:qwen3:8b", expect=1), "file-modified")


def only_folders_elsewhere(case):
    case.qwen()
    for words in (("manifest",), ("ledger",), ("plan", "--parts", "2"), ("verify", "--receipt", "r", "--receipt-key", "k")):
        (case.folder / "k").write_bytes(bytes(64))
        done = case.run(words[0], "ollama:qwen3:8b", *words[1:])
        assert done.returncode == 2 and b"folder" in done.stderr or b"directory" in done.stderr, (words, done.returncode, done.stderr)


# OCI layouts and Docker Model Runner


def oci_raw(case):
    store = make.Oci(case.folder / "oci")
    weights = make.safetensors("a", "b")
    store.image([store.layer(PACK + "weight.v1.raw", weights, "sub/model.safetensors"), store.layer(PACK + "doc.v1.raw", APACHE, "LICENSE")], "v1")
    for word in ("oci:oci", "oci:oci:v1", f"oci:oci@{store.entries[0]['digest']}"):
        report = whole(case.report("verify", word, expect=1))
        assert {"sub/model.safetensors", "LICENSE"} <= set(paths(report)), paths(report)
    case.refused("verify", "oci:oci:v2", saying="holds no such model")
    case.refused("verify", "oci:nowhere", saying="nowhere")
    commit, proof = make.proof({"model.safetensors": weights}, {"LICENSE": APACHE})
    (case.folder / "proof").write_bytes(proof)
    report = case.report("verify", "oci:oci", "--proof", "proof", "--commit", commit, expect=0)
    assert "bytes-match" in message(report, "store-joined") and "model.safetensors" in paths(report)


def oci_whole_reference(case):
    store = make.Oci(case.folder / "oci")
    store.image([store.layer(PACK + "weight.v1.raw", make.gguf("one"), "a.gguf")], "registry.example.org/acme/model:v1")
    store.image([store.layer(PACK + "weight.v1.raw", make.gguf("two"), "b.gguf")], "v2")
    assert "a.gguf" in paths(case.report("inspect", "oci:oci:v1")) and "b.gguf" in paths(case.report("inspect", "oci:oci:v2"))
    store.image([store.layer(PACK + "weight.v1.raw", make.gguf("three"), "c.gguf")], "registry.example.org/acme/other:v2")
    assert "b.gguf" in paths(case.report("inspect", "oci:oci:v2"))
    case.refused("inspect", "oci:oci:1", saying="holds no such model")


def oras_files(case):
    """ORAS calls a file that it was given no type for a layer of a container, and no program unpacks it."""
    store = make.Oci(case.folder / "oci")
    usual, packed = "application/vnd.oci.image.layer.v1.tar", make.tar(make.member("inner.safetensors", make.safetensors("c")))
    files = {"model.safetensors": make.safetensors("a"), "config.json": b"{}", "tokenizer.json": b'{"model": {}}', "LICENSE": APACHE}
    store.image([store.blob(usual, data, annotations={make.TITLE: name}) for name, data in files.items()], "v1")
    report = whole(case.report("verify", "oci:oci:v1"))
    assert set(files) <= set(paths(report)), paths(report)
    silent(report, "file-unreadable", "store-unexamined", "weights-unexamined")
    store.path(make.sha256(files["config.json"])).write_bytes(b"[]")
    assert "config.json" in message(case.report("verify", "oci:oci:v1", expect=1), "file-modified")
    store.image([store.blob("application/x-own", data, annotations={make.TITLE: name}) for name, data in files.items()], "v2")
    silent(case.report("verify", "oci:oci:v2"), "store-unexamined")
    store.image([store.blob(usual, packed, annotations={make.TITLE: "folder"})], "v3")
    assert "inner.safetensors" in paths(case.report("verify", "oci:oci:v3"))
    store.image([store.blob(usual, make.safetensors("b"))], "v4")  # nothing names it: it is what its type says, or nothing
    message(case.report("verify", "oci:oci:v4", expect=1), "file-unreadable")


def oci_several(case):
    store = make.Oci(case.folder / "oci")
    store.image([store.layer(PACK + "weight.v1.raw", make.gguf("one"), "a.gguf")], "one")
    store.image([store.layer(PACK + "weight.v1.raw", make.gguf("two"), "a.gguf")], "two")
    case.refused("verify", "oci:oci", saying="could mean 2 images")
    case.report("inspect", "oci:oci:two")
    listed = case.run("inspect", "--list", "oci:oci").stdout.decode()
    assert "oci:oci:one" in listed and "oci:oci:two" in listed and "2 models" in listed, listed
    for entry in store.entries:
        entry["platform"] = {"os": "linux", "architecture": entry["annotations"][make.TAG]}
        entry["annotations"] = {make.TAG: "v1"}
    store.index()
    case.refused("verify", "oci:oci:v1", saying="linux/two")


def oci_nested_indexes(case):
    store = make.Oci(case.folder / "oci")
    entry = store.image([store.layer(PACK + "weight.v1.raw", make.gguf(), "a.gguf")])
    for depth in range(1, 6):
        inner = store.blob(make.OCI_INDEX, make.as_json({"manifests": [entry], "n": depth}))
        store.entries = [{**inner, "annotations": {make.TAG: "v1"}}]
        store.index()
        if depth < 4:
            case.report("inspect", "oci:oci:v1")
        else:
            case.refused("inspect", "oci:oci:v1", saying="nested", code=3)
        entry = inner


def oci_many_indexes(case):
    store = make.Oci(case.folder / "oci")
    entry = store.image([store.layer(PACK + "weight.v1.raw", make.gguf(), "a.gguf")])
    inner = store.blob(make.OCI_INDEX, make.as_json({"manifests": [entry]}))
    store.entries = [{**inner, "annotations": {make.TAG: f"v{number}"}} for number in range(101)]
    store.index()
    case.refused("inspect", "oci:oci:v1", saying="more than 100 indexes", code=3)


def oci_holds_its_own_manifest(case):
    """What a publisher wrote beside the weights is read from the image as it is from a folder."""
    store = make.Oci(case.folder / "oci")
    files = {"model.gguf": make.gguf(), "LICENSE": APACHE}
    commit, proof = make.proof({"model.gguf": make.gguf()}, {"LICENSE": APACHE})
    upstream = "# upstream: https://huggingface.co/acme/model\n"
    listing = f"# weightcheck manifest v1\n{upstream}# commit: {commit}\n" + "".join(
        f"{make.sha256(files[name])}  {name}\n" for name in sorted(files))
    files |= {"SHA256.manifest": listing.encode(), "COMMIT.proof": proof}
    for form in ("raw", "tar"):
        store.entries = []
        if form == "raw":
            store.image([store.layer(PACK + "weight.v1.raw", data, name) for name, data in files.items()])
        else:
            store.image([store.layer(PACK + "weight.v1.tar", make.tar(*(make.member(*file) for file in files.items())), "m")])
        report = case.report("verify", "oci:oci", "--commit", commit)
        assert report["pin"]["commit"] == commit and not {"SHA256.manifest", "COMMIT.proof"} & set(paths(report)), paths(report)
        anchors = {file["path"]: file["anchor"] for file in report["files"]}
        assert anchors["model.gguf"] == "anchored-lfs" and anchors["LICENSE"] == "anchored-raw", anchors
        silent(report, "file-missing", "file-modified", "unsafe-file", "manifest-missing")
        assert report["exit_code"] == 0, told(report)


def oci_documents_changed(case):
    store = make.Oci(case.folder / "oci")
    entry = store.image([store.layer(PACK + "weight.v1.raw", make.gguf(), "a.gguf")])
    path = store.path(entry["digest"][7:])
    path.write_bytes(path.read_bytes() + b" ")
    done = case.run("verify", "oci:oci")
    assert done.returncode == 4 and entry["digest"][7:].encode() in done.stderr and b"its sha256 is" in done.stderr, (done.returncode, done.stderr)
    store.write("oci-layout", b'{"imageLayoutVersion":"9"}')
    done = case.run("verify", "oci:oci")
    assert done.returncode != 0 and b"not known" in done.stderr


def oci_hostile_names(case):
    store = make.Oci(case.folder / "oci")
    layer = lambda data, path: store.layer(PACK + "weight.v1.raw", data, path)
    store.image([layer(make.gguf(), "a.gguf"), layer(b"x", "../x"), layer(b"y", "/etc/y"), layer(b"z", "a/../../z")])
    said = message(case.report("verify", "oci:oci", expect=1), "name-unsafe")
    assert "../x" in said and "/etc/y" in said and "a/../../z" in said, said
    store = make.Oci(case.folder / "twice")
    layer = lambda data, path: store.layer(PACK + "weight.v1.raw", data, path)
    store.image([layer(make.gguf(), "a.gguf"), layer(make.gguf("other"), "a.gguf")])
    assert "two layers" in message(case.report("verify", "oci:twice", expect=1), "name-unsafe")


def oci_layer_under_another_name(case):
    """Who unpacks the image goes by its names; the commit's name is taken where loaders read both alike."""
    first, second = make.safetensors("a"), make.safetensors("b")
    commit, proof = make.proof({"model.safetensors": first, "other.safetensors": second}, {"LICENSE": APACHE, "config.json": b"{}"})
    (case.folder / "proof").write_bytes(proof)
    raw = PACK + "weight.v1.raw"

    def report(name, *layers, expect=None, held=("--proof", "proof", "--commit", commit)):
        store = make.Oci(case.folder / name)
        store.image([store.blob(raw, data, annotations=annotations) for data, annotations in layers] + [store.layer(raw, APACHE, "LICENSE")])
        return case.report("verify", f"oci:{name}", *held, expect=expect)

    said = message(report("folder", (first, {make.PATH: "sub/model.safetensors"}), expect=0), "store-joined")
    assert "'model.safetensors' is stored as 'sub/model.safetensors'" in said, said
    said = message(report("weights", (first, {make.PATH: "x.safetensors"}), (second, {make.PATH: "y.safetensors"}), expect=0), "store-joined")
    assert "'model.safetensors' is stored as 'x.safetensors', and 1 more under other names" in said, said
    said = message(report("exchanged", (second, {make.PATH: "model.safetensors"}), expect=1), "anchor-differs")
    assert "model.safetensors" in said, said
    (case.folder / "list").write_text(f"{make.sha256(first)}  model.safetensors\n{make.sha256(second)}  other.safetensors\n")
    said = report("listed", (second, {make.PATH: "model.safetensors"}), expect=1, held=("--manifest", "list"))
    assert "model.safetensors" in message(said, "file-modified"), told(said)
    for name in ("model.py", "m.pkl", "config"):
        said = message(report(name, (first, {make.PATH: name}), expect=1), "hash-unanchored")
        assert name in said, said
    said = message(report("hidden", (first, {make.PATH: "x\u202e.safetensors"})), "name-unsafe")
    assert "stored as" in said, said
    for number, other in enumerate(("evil.py", "sub/other.safetensors")):
        said = message(report(f"title{number}", (first, {make.PATH: "model.safetensors", make.TITLE: other}), expect=1), "name-unsafe")
        assert other in said and "model.safetensors" in said, said
    silent(report("alike", (first, {make.PATH: "sub/model.safetensors", make.TITLE: "model.safetensors"})), "name-unsafe")


def oci_weights_without_a_type(case):
    for number, (media_type, data, extension) in enumerate((("", make.safetensors("a"), ".safetensors"), ("application/x", make.gguf(), ".gguf"),
                                                            (RUNNER + "model.file", make.safetensors("a"), ".safetensors"))):
        store = make.Oci(case.folder / f"oci{number}")
        store.image([store.blob(media_type, data), store.blob("application/x", b"new"), store.layer(PACK + "doc.v1.raw", APACHE, "LICENSE")])
        report = whole(case.report("verify", f"oci:oci{number}", expect=1))
        name = "layers/sha256-" + make.sha256(data)[:12]
        assert name + extension in paths(report), paths(report)
        said = message(report, "store-unexamined")
        assert name not in said and make.sha256(b"new")[:12] in said, said
        cut = store.blob(media_type, data[:-1])
        store.entries = []
        store.image([cut])
        message(case.report("verify", f"oci:oci{number}", expect=1), "shard-truncated")


def oci_blob_of_another_size(case):
    """It has failed before it is read: a sparse blob of 8 TiB takes hours."""
    store = make.Oci(case.folder / "oci")
    data = make.safetensors("a")
    store.image([store.layer(PACK + "weight.v1.raw", data, "model.safetensors"), store.layer(PACK + "weight.v1.tar", make.tar(make.member("a", b"a")), "t")])
    commit, proof = make.proof({"other.safetensors": data}, {"model.safetensors": b"x"})
    (case.folder / "proof").write_bytes(proof)
    for digest in (make.sha256(data), make.sha256(make.tar(make.member("a", b"a")))):
        os.truncate(store.path(digest), 1 << 43)
    for held in ((), ("--proof", "proof", "--commit", commit)):
        report = case.report("verify", "oci:oci", *held, expect=1)
        said = message(report, "size-differs")
        assert str(1 << 43) in said and "of another size, too" in said and "a" not in paths(report), (said, paths(report))


def oci_files_that_are_folders(case):
    store = make.Oci(case.folder / "oci")
    raw = PACK + "weight.v1.raw"
    members = (make.member("f", b"x"), make.member("f/", type=tarfile.DIRTYPE), make.member("g/model.safetensors", make.safetensors("a")))
    for layers in ([store.layer(PACK + "weight.v1.tar", make.tar(*members), "m")],
                   [store.layer(PACK + "weight.v1.tar", make.tar(*members[1:]), "m"), store.layer(raw, b"y", "f")],
                   [store.layer(raw, b"y", "f"), store.layer(raw, b"z", "f/b/c")]):
        store.entries = []
        store.image(layers)
        said = message(case.report("verify", "oci:oci", expect=1), "name-unsafe")
        assert "'f'" in said and "a file and a folder" in said and "'g'" not in said, said
    store.entries = []
    store.image([store.layer(PACK + "weight.v1.tar", make.tar(*members[1:], make.member("g/", type=tarfile.DIRTYPE)), "./m/")])
    silent(case.report("verify", "oci:oci"), "name-unsafe")
    store.entries = []
    store.image([store.layer(PACK + "weight.v1.tar", make.tar(*members[2:]), "../m")])
    assert "'../m'" in message(case.report("verify", "oci:oci", expect=1), "name-unsafe")


def oci_index_is_held(case):
    store = make.Oci(case.folder / "oci")
    entry = store.image([store.layer(PACK + "weight.v1.raw", make.gguf(), "a.gguf")], "v1")
    entry = store.entries[0]
    store.entries = [{**entry, "size": entry["size"] + 1}]
    store.index()
    case.refused("inspect", "oci:oci", saying="the store says that it has", code=4)
    document = lambda **members: store.write("index.json", make.as_json({"manifests": [entry], **members}))
    for version in (1, 3, "2", None):
        document(schemaVersion=version)
        case.refused("inspect", "oci:oci", saying="schemaVersion", code=3)
    document(layers=[])
    case.refused("inspect", "oci:oci", saying="an index and a manifest at once", code=3)
    store.entries = []
    store.image([store.layer(PACK + "weight.v1.raw", make.gguf(), "a.gguf")], manifests=[])
    case.refused("inspect", "oci:oci", saying="a manifest and an index at once", code=3)
    store.entries = []
    store.image([store.layer(PACK + "weight.v1.raw", make.gguf(), "a.gguf")], Layers=[])
    case.refused("inspect", "oci:oci", saying="'Layers'", code=3)
    store.entries = [{**entry, "digest": "sha512:00"}]
    store.index()
    case.refused("inspect", "oci:oci", saying="sha512", code=3)


def oci_tag_and_digest(case):
    store = make.Oci(case.folder / "oci")
    store.image([store.layer(PACK + "weight.v1.raw", make.gguf("one"), "a.gguf")], "one")
    store.image([store.layer(PACK + "weight.v1.raw", make.gguf("two"), "b.gguf")], "two")
    digest = store.entries[0]["digest"]
    assert "a.gguf" in paths(case.report("inspect", f"oci:oci:one@{digest}"))
    case.refused("inspect", f"oci:oci:two@{digest}", saying="holds no such model")
    for entry in store.entries:
        store.path(entry["digest"][7:]).write_bytes(b"{}")
    listed = case.run("inspect", "--list", "oci:oci")
    assert listed.returncode == 3 and listed.stdout.count(b"cannot be read") == 2, (listed.returncode, listed.stdout)
    store.image([store.layer(PACK + "weight.v1.raw", make.gguf("three"), "c.gguf")], "three")
    assert case.run("inspect", "--list", "oci:oci").returncode == 0


def oci_strict(case):
    """The image's own config describes it, and is in no commit."""
    store = make.Oci(case.folder / "oci")
    card = b"---\nlicense: apache-2.0\n---\n# A model\n"
    files = {"model.gguf": make.gguf(), "LICENSE": APACHE, "README.md": card}
    store.image([store.layer(PACK + "weight.v1.raw", data, name) for name, data in files.items()])
    commit, proof = make.proof({"model.gguf": make.gguf()}, {"LICENSE": APACHE, "README.md": card})
    (case.folder / "proof").write_bytes(proof)
    (case.folder / "list").write_text("".join(f"{make.sha256(files[name])}  {name}\n" for name in sorted(files)))
    report = case.report("verify", "oci:oci", "--proof", "proof", "--commit", commit, "--manifest", "list", "--strict", expect=0)
    assert [one[1] for one in told(report) if one[0] == "hash-unanchored"] == ["note"], told(report)


def ollama_manifests_are_a_link(case):
    store = case.qwen()
    os.rename(store.root / "manifests", case.folder / "elsewhere")
    (store.root / "manifests").symlink_to(case.folder / "elsewhere")
    for words in (("verify", "ollama:qwen3:8b"), ("inspect", "--list", "ollama:")):
        case.refused(*words, saying="'manifests' is a link", code=3)


def runner(case):
    store = make.Runner(case.folder / "runner")
    case.environment["MODELS_PATH"] = str(store.root)
    digest = store.image([store.blob(RUNNER + "gguf.v3", make.gguf()), store.blob(RUNNER + "license", APACHE)], "ai/smollm2:latest")
    case.refused("verify", f"docker:ai/other@sha256:{digest}", saying="holds no such model")
    for word in (f"docker:ai/smollm2@sha256:{digest}", "docker:ai/smollm2", "docker:ai/smollm2:latest", "docker:docker.io/ai/smollm2", f"docker:sha256:{digest}", "oci:runner"):
        report = whole(case.report("verify", word, expect=1))
        assert paths(report) == ["LICENSE", "image-config.json", "model.gguf"], paths(report)
    assert "the Docker Model Runner store" in case.run("verify", "docker:ai/smollm2").stdout.decode()
    case.refused("verify", "docker:ai/other", saying="holds no such model")
    assert "docker:ai/smollm2:latest" in case.run("inspect", "--list", "docker:").stdout.decode()
    path = store.path(make.sha256(make.gguf()))
    path.write_bytes(make.gguf("other"))
    message(case.report("verify", "docker:ai/smollm2", expect=1), "file-modified")


# Layers that are archives


def archive(case, data, media_type=PACK + "weight.v1.tar"):
    store = make.Oci(case.folder / "oci")
    store.image([store.layer(media_type, data, "model")], "v1")
    return store


def tar_members(case):
    weights = make.safetensors("a")
    long = "d" * 70 + "/" + "e" * 70 + "/model.safetensors"
    for form in (tarfile.PAX_FORMAT, tarfile.GNU_FORMAT, tarfile.USTAR_FORMAT):
        data = make.tar(make.member("./config.json", b'{"model_type": "qwen3"}'), make.member("LICENSE", APACHE), make.member("d", type=tarfile.DIRTYPE),
                        make.member(long, weights), make.member("b.safetensors", make.safetensors("b")), form=form)
        with tempfile.TemporaryDirectory(dir=case.folder) as folder:
            part = Case(pathlib.Path(folder), case.environment)
            store = archive(part, data)
            commit, proof = make.proof({"b.safetensors": make.safetensors("b")}, {"LICENSE": APACHE, "config.json": b'{"model_type": "qwen3"}'})
            report = whole(part.report("verify", "oci:oci", expect=1))
            assert {"config.json", "LICENSE", long, "b.safetensors"} < set(paths(report)), paths(report)
            assert report["license"]["detected"] == "Apache-2.0"
            (part.folder / "proof").write_bytes(proof)
            report = part.report("verify", "oci:oci", "--proof", "proof", "--commit", commit, expect=1)
            anchors = {file["path"]: file["anchor"] for file in report["files"]}
            assert anchors["b.safetensors"] == "anchored-lfs" and anchors["LICENSE"] == "anchored-raw" and anchors[long] == "unanchored", anchors
            path = store.path(make.sha256(data))
            path.write_bytes(data.replace(b"qwen3", b"qwen4"))
            said = message(part.report("verify", "oci:oci", expect=1), "file-modified")
            assert make.sha256(data) in said


def tar_hostile(case):
    cases = {
        "dots": (make.member("../x", b"x"), "name-unsafe", "../x"),
        "absolute": (make.member("/etc/x", b"x"), "name-unsafe", "/etc/x"),
        "link": (make.member("x", type=tarfile.SYMTYPE, linkname="/etc/passwd"), "special-file", "symbolic link"),
        "hard": (make.member("x", type=tarfile.LNKTYPE, linkname="a.gguf"), "special-file", "hard link"),
        "fifo": (make.member("x", type=tarfile.FIFOTYPE), "special-file", "FIFO"),
        "whiteout": (make.member(".wh.a.gguf", b""), "name-unsafe", "takes away"),
        "twice": (make.member("a.gguf", b"other"), "name-unsafe", "two files"),
        "sparse": (make.member("x", b"x", pax_headers={"GNU.sparse.major": "1"}), "file-unreadable", "sparse"),
        "unknown": (make.member("x", type=b"Z"), "file-unreadable", "not known"),
    }
    for name, (hostile, rule, saying) in cases.items():
        with tempfile.TemporaryDirectory(dir=case.folder) as folder:
            part = Case(pathlib.Path(folder), case.environment)
            archive(part, make.tar(make.member("a.gguf", make.gguf()), hostile))
            said = message(part.report("verify", "oci:oci", expect=1 if rule != "file-unreadable" else None), rule)
            assert saying in said, (name, said)


def tar_cut_off(case):
    whole = make.tar(make.member("a.gguf", make.gguf()), make.member("b.gguf", make.gguf("b")))
    for data in (whole[:700], whole[:512], whole[:1536], whole + bytes(512) + b"more" + bytes(508), b"x" * 512, b"", whole[:100] + b"?" + whole[101:]):
        with tempfile.TemporaryDirectory(dir=case.folder) as folder:
            part = Case(pathlib.Path(folder), case.environment)
            archive(part, data)
            report = part.report("verify", "oci:oci")
            message(report, "file-unreadable")
            assert report["exit_code"] != 0


def tar_packed(case):
    data = make.packed(make.tar(make.member("a.gguf", make.gguf())))
    for form in ("tar+gzip", "tar+zstd", "tar.gz"):
        with tempfile.TemporaryDirectory(dir=case.folder) as folder:
            part = Case(pathlib.Path(folder), case.environment)
            store = archive(part, data, PACK + "weight.v1." + form)
            report = part.report("verify", "oci:oci")
            assert "packed or compressed" in message(report, "unsafe-file") and report["exit_code"] != 0, told(report)
            silent(report, "store-unexamined")  # one cause, one finding
            store.path(make.sha256(data)).write_bytes(data + b"x")
            message(part.report("verify", "oci:oci", expect=1), "size-differs")


# Folders that are no stores


def lm_studio(case):
    """Plain folders PUBLISHER/REPOSITORY/FILE.gguf: a proof says which file of the repository each is."""
    folder = case.folder / ".lmstudio" / "models" / "org" / "repo-GGUF"
    folder.mkdir(parents=True)
    (folder / "repo-Q8_0.gguf").write_bytes(make.gguf())
    case.report("inspect", folder)
    commit, proof = make.proof({"repo-Q8_0.gguf": make.gguf(), "repo-Q4_0.gguf": make.gguf("q4")})
    (case.folder / "proof").write_bytes(proof)
    report = case.report("verify", folder, "--proof", "proof", "--commit", commit)
    assert {file["path"]: file["anchor"] for file in report["files"]}["repo-Q8_0.gguf"] == "anchored-lfs", report["files"]


def llama_cpp(case):
    """llama.cpp's `-hf` keeps models in the hub client's cache: a blob's name is its SHA-256."""
    commit, data = "1" * 40, make.gguf()
    repository = case.folder / "hub" / "models--org--repo-GGUF"
    (repository / "blobs").mkdir(parents=True)
    (repository / "blobs" / make.sha256(data)).write_bytes(data)
    (repository / "snapshots" / commit).mkdir(parents=True)
    (repository / "snapshots" / commit / "q8.gguf").symlink_to(f"../../blobs/{make.sha256(data)}")
    report = case.report("verify", repository, "--commit", commit)
    assert report["files"][0]["integrity"] == "ok" and report["pin"]["commit"] == commit, report["files"]
    (repository / "blobs" / make.sha256(data)).write_bytes(make.gguf("other"))
    message(case.report("verify", repository, "--commit", commit, expect=1), "file-modified")


CASES = [value for value in list(globals().values()) if callable(value) and getattr(value, "__code__", None)
         and value.__code__.co_varnames[:1] == ("case",) and value.__code__.co_argcount == 1]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    sandbox.add_options(parser)
    parser.add_argument("names", nargs="*", metavar="NAME", help="these alone")
    options = parser.parse_args()
    wrong = 0
    wanted = [case for case in CASES if not options.names or case.__name__ in options.names]
    for case in wanted:
        with tempfile.TemporaryDirectory() as folder:
            folder = pathlib.Path(folder)
            environment = sandbox.environment_in(folder, options)
            (folder / "work").mkdir()
            try:
                case(Case(folder / "work", environment))
            except Exception as error:  # one case after another, whatever becomes of one
                wrong += 1
                print(f"{case.__name__}: {type(error).__name__}: {error}")
    print(f"{len(wanted)} cases, {wrong} wrong")
    return 1 if wrong or not wanted else 0


if __name__ == "__main__":
    sys.exit(main())
