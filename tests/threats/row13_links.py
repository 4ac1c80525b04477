# SPDX-License-Identifier: Apache-2.0
"""A link is the file that it leads to while that lies inside; a snapshot of a hub cache may lead into its own blobs."""
import hashlib
import os
import shutil
import threading

import threat


def linked(model, name, target):
    (model / name).unlink(missing_ok=True)
    (model / name).symlink_to(target)


def hub_cache(row, name):
    """The example as a snapshot: every file a link into blobs/."""
    repository = row.work / name / "models--weightcheck--example"
    snapshot = repository / "snapshots" / threat.COMMIT
    snapshot.mkdir(parents=True)
    (repository / "blobs").mkdir()
    for path in sorted(row.example.iterdir()):
        if path.name == threat.MANIFEST:
            continue
        content = path.read_bytes()
        large = path.suffix == ".safetensors"
        etag = hashlib.sha256(content).hexdigest() if large else hashlib.sha1(b"blob %d\0" % len(content) + content).hexdigest()
        shutil.copyfile(path, repository / "blobs" / etag)
        (snapshot / path.name).symlink_to(f"../../blobs/{etag}")
    return repository, snapshot


def check(row):
    shutil.copyfile(row.example / "config.json", row.work / "outside.json")
    outside = row.work / "folder"
    outside.mkdir()
    shutil.copyfile(row.example / "config.json", outside / "config.json")
    targets = {"out of the model": "../outside.json", "an absolute path": str(row.work / "outside.json"), "a circle": "config.json",
               "nothing": "nowhere", "a device": "/dev/zero", "a folder": ".", "the folder above": "..", "out and in again": "../links/README.md",
               "the process itself": "/proc/self/root/etc/passwd", "a long way round": "a/../../outside.json"}
    for what, target in targets.items():
        model = row.model("links")
        linked(model, "config.json", target)
        rule = "special-file" if what == "device" else "symlink-escape"
        row.rejected(f"a link to {what}", ["verify", model], 1, rule, seconds=2)
        row.rejected(f"a link to {what}, not hashed", ["inspect", model], 1, rule, seconds=2)
        row.rejected(f"a link to {what}: manifest", ["manifest", model, "--output", "written"], 3, says=("cannot be published",))
    model = row.model("in a folder")
    (model / "sub").symlink_to(outside)
    row.rejected("a folder behind a link", ["verify", model], 1, "symlink-escape")
    model = row.model("two steps")
    linked(model, "config.json", "step")
    linked(model, "step", "../outside.json")
    row.rejected("a link to a link that leads out", ["verify", model], 1, "symlink-escape")
    model = row.model("circle of two")
    linked(model, "config.json", "step")
    linked(model, "step", "config.json")
    row.rejected("two links in a circle", ["verify", model], 1, "symlink-escape", seconds=2)

    model = row.model("inside")
    (model / "config.json").rename(model / "real.json")
    linked(model, "config.json", "real.json")
    row.accepted("a link that stays inside", ["verify", row.relisted(model)])

    # The commit may hold such a link, and then its text alone is what is held against the commit.
    for target in (".cache/huggingface/config.json", ".git/description", "COMMIT.proof"):
        model = row.model("left out")
        (model / target).parent.mkdir(parents=True, exist_ok=True)
        (model / "config.json").rename(model / target)
        linked(model, "config.json", target)
        row.rejected(f"a link to {target}, which holds no such file", ["verify", model], 4 if target == "COMMIT.proof" else 1,
                     "proof-invalid" if target == "COMMIT.proof" else "excluded-content")
        row.rejected(f"a link to {target}, not published", ["manifest", model, "--output", "written"], 3, says=("cannot be published",))

    repository, snapshot = hub_cache(row, "hub")
    row.may_be_opened.append(repository)
    row.accepted("a snapshot of a hub cache", ["verify", snapshot], says=("15 of 15",))
    blob = (snapshot / threat.SHARDS[0]).resolve()
    threat.flipped(blob, -1)
    row.rejected("a blob that was changed", ["verify", snapshot], 1, "file-modified")
    threat.flipped(blob, -1)
    shutil.copyfile(blob, row.work / blob.name)
    for what, target in {"out of the repository": f"../../../../{blob.name}", "to a blob of another repository": f"../../../other/blobs/{blob.name}",
                         "out by way of blobs": f"../../blobs/../../../{blob.name}", "to its refs": "../../refs/main"}.items():
        linked(snapshot, threat.SHARDS[0], target)
        row.rejected(f"a snapshot whose link leads {what}", ["verify", snapshot], 1, "symlink-escape")
    linked(snapshot, threat.SHARDS[0], f"../../blobs/{blob.name}")
    blob.unlink()
    blob.symlink_to(row.work / blob.name)
    row.rejected("a blob that is a link itself", ["verify", snapshot], 1, "symlink-escape")
    swapped(row)


def swapped(row):
    """The good bytes lie outside; inside the name changes between a link to them and a file with others. Never both at once right."""
    model = row.model("swapped")
    name = threat.SHARDS[1]
    (model / name).rename(row.work / "good")
    bad = bytearray((row.work / "good").read_bytes())
    bad[-1] ^= 1
    (model / name).write_bytes(bad)
    over = threading.Event()

    def swap():
        while not over.is_set():
            (row.work / "link").symlink_to(row.work / "good")
            os.replace(row.work / "link", model / name)
            (row.work / "file").write_bytes(bad)
            os.replace(row.work / "file", model / name)

    swapper = threading.Thread(target=swap)
    swapper.start()
    try:
        for number in range(20):
            run = row.run(f"a file that is swapped for a link, run {number}", ["verify", model])
            if run.exit_code not in (1, 3) or "weightcheck: verified" in run.out:
                row.lose(f"a file that is swapped for a link, run {number}", f"exit {run.exit_code}", run)
            row.rejections += 1
    finally:
        over.set()
        swapper.join()
