# SPDX-License-Identifier: Apache-2.0
"""Makes local stores of models as their runners do: Ollama, Docker Model Runner, OCI image layouts with raw and tar layers. The same bytes
on every run. Also what ties them to a commit: a proof with the canonical Git LFS pointers of their blobs."""
import gzip
import hashlib
import io
import json
import pathlib
import struct
import tarfile

OLLAMA = "application/vnd.ollama.image."
RUNNER = "application/vnd.docker.ai."
PACK = "application/vnd.cncf.model."
CONTAINER_CONFIG = "application/vnd.docker.container.image.v1+json"
OCI_MANIFEST = "application/vnd.oci.image.manifest.v1+json"
OCI_INDEX = "application/vnd.oci.image.index.v1+json"
PATH = "org.cncf.model.filepath"
TITLE = "org.opencontainers.image.title"
TAG = "org.opencontainers.image.ref.name"


def sha256(data):
    return hashlib.sha256(data).hexdigest()


def gguf(seed="weights", values=64):
    """A GGUF file of one F32 tensor whose values differ from seed to seed."""
    text = lambda word: struct.pack("<Q", len(word)) + word.encode()
    pairs = text("general.architecture") + struct.pack("<I", 8) + text("llama")
    data = b"".join(struct.pack("<f", byte / 7) for byte in (hashlib.sha256(seed.encode()).digest() * (values // 32 + 1))[:values])
    head = b"GGUF" + struct.pack("<IQQ", 3, 1, 1) + pairs + text("token_embd.weight") + struct.pack("<IQIQ", 1, values, 0, 0)
    return head + bytes(-len(head) % 32) + data


def safetensors(*names):
    header, data = {}, b""
    for name in names:
        header[name] = {"dtype": "F32", "shape": [2], "data_offsets": [len(data), len(data) + 8]}
        data += hashlib.sha256(name.encode()).digest()[:8]
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    return struct.pack("<Q", len(text)) + text + data


def as_json(value):
    return json.dumps(value, separators=(",", ":")).encode()


class Store:
    """Blobs under their digests; `between` stands between "sha256" and the digits."""

    def __init__(self, root, between):
        self.root, self.between = pathlib.Path(root), between

    def write(self, name, data):
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        return path

    def path(self, digest):
        return self.root / "blobs" / f"sha256{self.between}{digest}"

    def blob(self, media_type, data, **members):
        digest = sha256(data)
        self.write(f"blobs/sha256{self.between}{digest}", data)
        return {"mediaType": media_type, "digest": f"sha256:{digest}", "size": len(data), **members}

    def layer(self, media_type, data, path):
        return self.blob(media_type, data, annotations={PATH: path})

    def manifest(self, layers, config=None, **members):
        config = config or self.blob(CONTAINER_CONFIG, b'{"model_format":"gguf"}')
        return as_json({"schemaVersion": 2, "mediaType": OCI_MANIFEST, "config": config, "layers": layers, **members})


class Ollama(Store):
    def __init__(self, root):
        super().__init__(root, "-")
        (self.root / "manifests").mkdir(parents=True)
        (self.root / "blobs").mkdir()

    def name(self, place, manifest):
        return self.write(f"manifests/{place}", manifest)

    def image(self, place, layers, **members):
        return self.name(place, self.manifest(layers, **members))


class Oci(Store):
    def __init__(self, root):
        super().__init__(root, "/")
        self.write("oci-layout", b'{"imageLayoutVersion":"1.0.0"}')
        self.entries = []
        self.index()

    def index(self):
        self.write("index.json", as_json({"schemaVersion": 2, "mediaType": OCI_INDEX, "manifests": self.entries}))

    def image(self, layers, tag=None, **members):
        entry = self.blob(OCI_MANIFEST, self.manifest(layers, **members))
        self.entries.append({**entry, "annotations": {TAG: tag}} if tag else entry)
        self.index()
        return entry


class Runner(Store):
    def __init__(self, root):
        super().__init__(root, "/")
        self.write("layout.json", b'{"version":"1.0.0"}')
        self.models = []

    def image(self, layers, *tags):
        manifest = self.manifest(layers, config=self.blob(RUNNER + "model.config.v0.1+json", b'{"config":{"format":"gguf"}}'))
        digest = sha256(manifest)
        self.write(f"manifests/sha256/{digest}", manifest)
        self.models.append({"id": f"sha256:{digest}", "tags": list(tags), "files": [layer["digest"] for layer in layers]})
        self.write("models.json", as_json({"models": self.models}))
        return digest


def member(name, data=b"", **members):
    info = tarfile.TarInfo(name)
    info.size = len(data)
    for key, value in members.items():
        setattr(info, key, value)
    return info, data


def tar(*members, form=tarfile.PAX_FORMAT):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=form) as archive:
        for info, data in members:
            archive.addfile(info, io.BytesIO(data))
    return out.getvalue()


def packed(data):
    return gzip.compress(data, mtime=0)


def pointer(data):
    return f"version https://git-lfs.github.com/spec/v1\noid sha256:{sha256(data)}\nsize {len(data)}\n".encode()


def git_object(kind, data):
    return hashlib.sha1(f"{kind} {len(data)}\0".encode() + data).hexdigest()


def proof(lfs, raw=()):
    """(commit, COMMIT.proof) of a commit with these files, {name: bytes}, all of them at its root."""
    blobs = {name: pointer(data) for name, data in lfs.items()} | dict(raw)
    tree = b"".join(b"100644 " + name.encode() + b"\0" + bytes.fromhex(git_object("blob", blobs[name])) for name in sorted(blobs))
    commit = f"tree {git_object('tree', tree)}\nauthor n <e> 0 +0000\ncommitter n <e> 0 +0000\n\nmodel\n".encode()
    text = b"".join(f"{git_object(kind, data)} {kind} {len(data)}\n".encode() + data + b"\n"
                    for kind, data in (("commit", commit), ("tree", tree)))
    return git_object("commit", commit), text
