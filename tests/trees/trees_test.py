#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Twelve kinds of model folders as hubs serve them, small: what every command says of each, whole and with one thing wrong.

With --table the answers are printed as a Markdown table (docs/folders.md holds one) and compared with nothing.
"""
import collections
import argparse
import hashlib
import io
import json
import os
import pathlib
import pickle
import shutil
import struct
import subprocess
import sys
import tempfile
import zipfile

SOURCE = pathlib.Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(SOURCE / "tests" / "cli"))
import sandbox  # noqa: E402

APACHE = (SOURCE / "manifests" / "example" / "LICENSE").read_bytes()
MIT = b"""MIT License

Copyright (c) 2026 weightcheck

Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated documentation files (the "Software"), to deal in the Software without restriction, including without limitation the rights to use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies of the Software, and to permit persons to whom the Software is furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.
"""
ATTRIBUTES = b"*.safetensors filter=lfs diff=lfs merge=lfs -text\n"
UPSTREAM = "https://huggingface.co/acme/model"


def tensors(*names):
    """A safetensors file: of each tensor two floats, which differ from name to name."""
    header, data = {}, b""
    for name in names:
        header[name] = {"dtype": "F32", "shape": [2], "data_offsets": [len(data), len(data) + 8]}
        data += hashlib.sha256(name.encode()).digest()[:8]
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    return struct.pack("<Q", len(text)) + text + data


def document(**members):
    return json.dumps(members, indent=2).encode() + b"\n"


def card(text="apache-2.0", **members):
    lines = [f"license: {text}", *(f"{key}: {value}" for key, value in members.items())]
    return ("---\n" + "\n".join(lines) + "\n---\n\n# A model\n").encode()


def shards(stem="model", count=2, names=("model.embed.weight", "model.layers.0.weight")):
    """COUNT shards and their index."""
    files = {f"{stem}-{number:05}-of-{count:05}.safetensors": (name,) for number, name in enumerate(names, 1)}
    index = document(metadata={"total_size": 8 * count}, weight_map={name: file for file, held in files.items() for name in held})
    return {**{file: tensors(*held) for file, held in files.items()}, f"{stem}.safetensors.index.json": index}


def checkpoint():
    """As torch.save makes it: a pickle in a zip, of containers that have to be imported."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(zipfile.ZipInfo("archive/data.pkl"), pickle.dumps(collections.OrderedDict(a=[1.0, 2.0]), protocol=2))
        archive.writestr(zipfile.ZipInfo("archive/version"), b"3\n")
    return packed.getvalue()


def gguf(number):
    """Part `number` of two, as llama.cpp's gguf-split writes them: a tensor of 64 bytes each."""
    text = lambda words: struct.pack("<Q", len(words)) + words
    out = b"GGUF" + struct.pack("<IQQ", 3, 1, 2) + text(b"split.no") + struct.pack("<IH", 2, number - 1)
    out += text(b"split.count") + struct.pack("<IH", 2, 2) + text(b"blk.%d.weight" % number) + struct.pack("<IQIQ", 1, 64, 24, 0)
    return out + bytes(-len(out) % 32) + bytes([number]) * 64


TOKENIZER = {"tokenizer.json": document(version="1.0", model={"type": "BPE", "vocab": {"a": 0}, "merges": []}),
             "tokenizer_config.json": document(tokenizer_class="PreTrainedTokenizerFast")}
CONFIG = document(architectures=["Qwen3ForCausalLM"], model_type="qwen3")
SHARDED = {"config.json": CONFIG, "generation_config.json": document(do_sample=True), **TOKENIZER, **shards(), "LICENSE": APACHE,
           "README.md": card(library_name="transformers")}
CODE = b'"""The model."""\nfrom torch import nn\nfrom transformers import PreTrainedModel\n\n\nclass Moe(PreTrainedModel):\n    pass\n'

TREES = {
    "sharded LLM": SHARDED,
    "diffusers pipeline": {
        "model_index.json": document(_class_name="StableDiffusionPipeline", unet=["diffusers", "UNet2DConditionModel"], vae=["diffusers", "AutoencoderKL"],
                                     text_encoder=["transformers", "CLIPTextModel"], tokenizer=["transformers", "CLIPTokenizer"],
                                     scheduler=["diffusers", "PNDMScheduler"], safety_checker=[None, None]),
        "unet/config.json": document(_class_name="UNet2DConditionModel"), "unet/diffusion_pytorch_model.safetensors": tensors("conv_in.weight"),
        "vae/config.json": document(_class_name="AutoencoderKL"), "vae/diffusion_pytorch_model.safetensors": tensors("decoder.weight"),
        "text_encoder/config.json": document(architectures=["CLIPTextModel"]), "text_encoder/model.safetensors": tensors("text_model.weight"),
        "tokenizer/vocab.json": b'{"a": 0}\n', "tokenizer/merges.txt": b"#version: 0.2\n", "scheduler/scheduler_config.json": document(steps_offset=1),
        "LICENSE": APACHE, "README.md": card(pipeline_tag="text-to-image")},
    "LoRA adapter": {
        "adapter_config.json": document(peft_type="LORA", base_model_name_or_path="acme/base", r=8, target_modules=["q_proj"]),
        "adapter_model.safetensors": tensors("base_model.model.q_proj.lora_A.weight", "base_model.model.q_proj.lora_B.weight"),
        "LICENSE": APACHE, "README.md": card(base_model="acme/base", library_name="peft")},
    "GGUF set": {"Model-Q4_K_M-00001-of-00002.gguf": gguf(1), "Model-Q4_K_M-00002-of-00002.gguf": gguf(2), "LICENSE": APACHE, "README.md": card()},
    "sentence-transformers": {
        "modules.json": json.dumps([{"idx": 0, "name": "0", "path": "", "type": "sentence_transformers.models.Transformer"},
                                    {"idx": 1, "name": "1", "path": "1_Pooling", "type": "sentence_transformers.models.Pooling"}]).encode(),
        "config_sentence_transformers.json": document(__version__={"pytorch": "2.4.0"}), "sentence_bert_config.json": document(max_seq_length=256),
        "1_Pooling/config.json": document(word_embedding_dimension=384), "config.json": document(architectures=["BertModel"]),
        "model.safetensors": tensors("embeddings.weight"), "vocab.txt": b"[PAD]\n[UNK]\n", "special_tokens_map.json": document(unk_token="[UNK]"),
        **TOKENIZER, "LICENSE": APACHE, "README.md": card(library_name="sentence-transformers")},
    "whisper": {
        "config.json": document(architectures=["WhisperForConditionalGeneration"]), "preprocessor_config.json": document(feature_size=80),
        "model.safetensors": tensors("model.encoder.weight"), "pytorch_model.bin": checkpoint(), "vocab.json": b'{"a": 0}\n', "merges.txt": b"#version: 0.2\n",
        "normalizer.json": b'{"colour": "color"}\n', "added_tokens.json": b'{"<|en|>": 1}\n', **TOKENIZER, "LICENSE": APACHE, "README.md": card()},
    "GPTQ": {"config.json": document(architectures=["LlamaForCausalLM"], quantization_config={"quant_method": "gptq", "bits": 4}),
             "quantize_config.json": document(bits=4, group_size=128), "gptq_model-4bit-128g.safetensors": tensors("model.layers.0.qweight"),
             **TOKENIZER, "LICENSE": APACHE, "README.md": card()},
    "ONNX": {"config.json": CONFIG, "onnx/model.onnx": b"\x08\x0a\x12\x07pytorch" + bytes(64), "onnx/model.onnx_data": bytes(range(1, 65)), **TOKENIZER,
             "LICENSE": APACHE, "README.md": card(library_name="transformers.js")},
    "merge": {**SHARDED, "mergekit_config.yml": b"merge_method: slerp\nbase_model: acme/one\nmodels:\n  - model: acme/one\n  - model: acme/two\ndtype: bfloat16\n",
              "README.md": card(base_model="\n- acme/one\n- acme/two", library_name="transformers")},
    "MoE with code": {**SHARDED, "config.json": document(architectures=["Moe"], auto_map={"AutoModelForCausalLM": "modeling_moe.Moe"}),
                      "modeling_moe.py": CODE},
    "multi-license": {**{name: data for name, data in SHARDED.items() if name != "LICENSE"}, "LICENSE-CODE": MIT, "LICENSE-MODEL": APACHE},
}
PLAIN = {name: {".gitattributes": ATTRIBUTES, **files} for name, files in TREES.items()}


def put(folder, files):
    for name, data in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)


def put_cache(cache, files, commit):
    """As huggingface_hub keeps a download: blobs under their git ids, and a snapshot of links. Gives the snapshot."""
    repository = cache / "models--acme--model"
    snapshot = repository / "snapshots" / commit
    for name, data in files.items():
        blob = hashlib.sha1(b"blob %d\0" % len(data) + data).hexdigest()
        put(repository / "blobs", {blob: data})
        (snapshot / name).parent.mkdir(parents=True, exist_ok=True)
        (snapshot / name).symlink_to(os.path.relpath(repository / "blobs" / blob, (snapshot / name).parent))
    put(repository / "refs", {"main": commit.encode()})
    return snapshot


class Runs:
    def __init__(self, folder, options):
        self.folder = folder
        self.environment = sandbox.environment_in(folder, options) | {
            "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1", "GIT_AUTHOR_NAME": "n", "GIT_AUTHOR_EMAIL": "e", "GIT_COMMITTER_NAME": "n",
            "GIT_COMMITTER_EMAIL": "e", "GIT_AUTHOR_DATE": "2026-01-01T00:00:00Z", "GIT_COMMITTER_DATE": "2026-01-01T00:00:00Z"}

    def git(self, *arguments, **others):
        return subprocess.run(["git", "-C", self.folder / "repository", *arguments], env=self.environment, check=True, capture_output=True, **others).stdout

    def commit_of(self, files):
        """The id of a commit of these files, and its proof as docs/proof-format.md makes it."""
        put(self.folder / "repository", files)
        self.git("init", "-q")
        self.git("add", "-A", "-f")
        self.git("commit", "-qm", "a model")
        objects = self.git("rev-list", "--objects", "--filter=blob:none", "--no-object-names", "-n1", "HEAD")
        proof = self.git("cat-file", "--batch", input=objects)
        commit = self.git("rev-parse", "HEAD").decode().strip()
        shutil.rmtree(self.folder / "repository")
        return commit, proof

    def told(self, *arguments):
        """Exit code, and the rules of what stands above a note."""
        run = subprocess.run(["weightcheck", *map(str, arguments), "--format", "json"], env=self.environment, capture_output=True, text=True, check=False)
        report = json.loads(run.stdout)
        return run.returncode, sorted({finding["rule"] + ("!" if finding["severity"] == "error" else "") for finding in report["findings"]
                                       if finding["severity"] != "note"})

    def written(self, model):
        run = subprocess.run(["weightcheck", "manifest", str(model), "--output", str(self.folder / "made"), "-q"], env=self.environment, capture_output=True,
                             text=True, check=False)
        return run.returncode, [run.stderr.strip()] if run.returncode else []


def rows(runs):
    """(tree, command) -> (exit code, rules)."""
    answers = {}
    for name, files in [*PLAIN.items(), ("hub cache", PLAIN["sharded LLM"])]:
        home = runs.folder / name.replace(" ", "-")
        commit, proof = runs.commit_of(files)
        if name == "hub cache":
            model = put_cache(home, files, commit)
        else:
            model = home
            put(model, files)
        (runs.folder / "proof").write_bytes(proof)
        pinned = ("--commit", commit, "--upstream", UPSTREAM, "--proof", runs.folder / "proof")
        answers[name, "inspect"] = runs.told("inspect", model)
        answers[name, "verify"] = runs.told("verify", model)
        answers[name, "verify, pinned and proven"] = runs.told("verify", model, *pinned)
        answers[name, "manifest"] = runs.written(model)
        # In place, behind whatever names the file.
        weights = max((path for path in model.rglob("*") if path.suffix in (".safetensors", ".gguf", ".onnx_data")), key=lambda path: path.name)
        place = weights.resolve()
        data = place.read_bytes()
        place.write_bytes(data[:-1] + bytes([data[-1] ^ 1]))
        answers[name, "one bit changed"] = runs.told("verify", model, *pinned)
        weights.unlink()
        answers[name, "one file gone"] = runs.told("verify", model, *pinned)
    return answers


COMMANDS = ("inspect", "verify", "verify, pinned and proven", "manifest", "one bit changed", "one file gone")


def table(answers):
    lines = ["| | " + " | ".join(COMMANDS) + " |", "|---" * (len(COMMANDS) + 1) + "|"]
    for name in dict.fromkeys(name for name, _ in answers):
        cells = [f"{code} {' '.join(rules)}".strip() for code, rules in (answers[name, command] for command in COMMANDS)]
        lines.append("| " + " | ".join([name, *cells]) + " |")
    return "\n".join(lines)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    sandbox.add_options(parser)
    parser.add_argument("--table", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="weightcheck-trees-") as folder:
        made = table(rows(Runs(pathlib.Path(folder), options)))
    print(made)
    if options.table:
        return
    if made not in (SOURCE / "docs" / "folders.md").read_text():
        sys.exit("docs/folders.md holds another table")


if __name__ == "__main__":
    main()
