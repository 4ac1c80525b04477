# SPDX-License-Identifier: Apache-2.0
"""A hub on loopback (tests/support/hub_server.py) that `weightcheck anchor` is sent to, and a repository for it to serve."""
import base64
import json
import os
import subprocess

import threat

SERVER = threat.sandbox.SOURCE / "tests" / "support" / "hub_server.py"
TOKEN = "hf_secret"
SECRETS = (TOKEN, base64.b64encode(f"weightcheck:{TOKEN}".encode()).decode(), "Authorization", "signature=")
API = "/api/models/org/name"
INFO = "info"  # stands for the routes of the commit that is asked for
TREE = "tree"
REFS, PACK = "/org/name/info/refs?service=git-upload-pack", "/org/name/git-upload-pack"  # of git's own protocol


def repository(row):
    """A bare repository as org/name, and the id of its commit; made once."""
    root, source = row.folder / "hub", row.folder / "source"
    environment = {**row.environment, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}

    def git(*arguments):
        return subprocess.run(["git", "-c", "user.name=n", "-c", "user.email=e", *map(str, arguments)], env=environment, check=True,
                              capture_output=True, text=True).stdout.strip()

    if not root.exists():
        source.mkdir()
        (source / "config.json").write_text("{}")
        git("init", "-q", "-b", "main", source)
        git("-C", source, "add", "-A")
        git("-C", source, "commit", "-qm", "a model")
        git("clone", "-q", "--bare", source, root / "org" / "name")
        git("-C", root / "org" / "name", "config", "uploadpack.allowFilter", "true")
    return root, git("-C", source, "rev-parse", "HEAD"), git("-C", source, "rev-parse", "HEAD:config.json")


def certificate(row):
    """For 127.0.0.1 and hub.example, its own authority; made once."""
    file, key = row.folder / "certificate.pem", row.folder / "key.pem"
    if not file.exists():
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", key, "-out",
                        file, "-days", "2", "-subj", "/CN=a test", "-addext", "subjectAltName=IP:127.0.0.1,DNS:hub.example", "-batch"],
                       check=True, capture_output=True)
    return file, key


class Hub:
    """Serves the repository, and answers about it: truthfully, but for the routes given. A context."""

    def __init__(self, row, routes=None, tls=True, tunnel=None, token=""):
        self.row, self.tls = row, tls
        root, self.commit, blob = repository(row)
        self.certificate, key = certificate(row)
        self.folder = row.folder / f"server{len(list(row.folder.glob('server*')))}"
        self.folder.mkdir()
        places = {INFO: f"{API}/revision/{self.commit}", TREE: f"{API}/tree/{self.commit}?recursive=true&expand=false"}
        answers = {INFO: {"body": json.dumps({"sha": self.commit, "gated": False})},
                   TREE: {"body": json.dumps([{"type": "file", "oid": blob, "size": 2, "path": "config.json"}])}}
        answers.update(routes or {})
        (self.folder / "routes").write_text(json.dumps({places.get(path, path): answer for path, answer in answers.items()}))
        argv = ["python3", "-I", SERVER, "--routes", self.folder / "routes", "--log", self.folder / "log", "--git-root", root, "--token", token]
        argv += ["--certificate", self.certificate, "--key", key] if tls else []
        argv += ["--tunnel", str(tunnel)] if tunnel else []
        self.process = subprocess.Popen(argv, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
                                        env=row.environment)
        self.port = self.process.stdout.readline().strip()
        self.origin = f"{'https' if tls else 'http'}://127.0.0.1:{self.port}"

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()

    def log(self):
        file = self.folder / "log"
        return file.read_text() if file.exists() else ""

    def question(self, commit=None, upstream="hf:org/name", cacert=True, environment=None, options=()):
        """The arguments and the environment of a run that asks this hub."""
        model = self.row.work / "asking"
        model.mkdir(exist_ok=True)
        arguments = ["anchor", model, "--upstream", upstream, "--commit", commit or self.commit, *options]
        arguments += ["--cacert", self.certificate] if cacert else []
        arguments += ["-vv", "--log-file", self.row.folder / "anchor.log"]  # which no secret may reach either
        endpoint = self.origin if upstream.startswith("hf:") else ""
        return arguments, {"HF_ENDPOINT": endpoint, "HF_TOKEN": TOKEN, "https_proxy": "", "http_proxy": "", **(environment or {})}

    def kept_silent(self, case):
        """Every line of the log is JSON, and none holds a secret."""
        log = self.row.folder / "anchor.log"
        lines = log.read_text().splitlines() if log.exists() else []
        log.unlink(missing_ok=True)
        for line in lines:
            json.loads(line)
            if any(secret in line for secret in SECRETS):
                raise threat.Lost(f"{case}: the log tells a secret: {line}")
        return lines

    def rejected(self, case, exit_code, *rules, says=(), seconds=threat.SECONDS, **others):
        """Nothing is written, and the token is not printed."""
        arguments, environment = self.question(**others)
        self.row.rejected(case, arguments, exit_code, *rules, says=says, never=SECRETS, environment=environment, seconds=seconds)
        self.kept_silent(case)
        if any((self.row.work / "asking").iterdir()):
            raise threat.Lost(f"{case}: something was written")

    def accepted(self, case, **others):
        arguments, environment = self.question(**others)
        run = self.row.accepted(case, arguments, never=SECRETS, environment=environment)
        if not any('"event":"program"' in line for line in self.kept_silent(case)):
            raise threat.Lost(f"{case}: the log tells of no call of git")
        (self.row.work / "asking" / "COMMIT.proof").unlink()
        return run
