# SPDX-License-Identifier: Apache-2.0
"""Builds the wheel (PEP 517): the package's files, the metadata of pyproject.toml, and a list of both. No other tool is needed, so
that installing works where no registry is in reach. The same files give the same bytes."""
import base64
import hashlib
import io
import pathlib
import tarfile
import tomllib
import zipfile

HERE = pathlib.Path(__file__).resolve().parent
PROJECT = tomllib.loads((HERE / "pyproject.toml").read_text())["project"]
FULL_NAME = f"{PROJECT['name']}-{PROJECT['version']}"
LONG_AGO = (1980, 1, 1, 0, 0, 0)


def _package():
    return {path.relative_to(HERE).as_posix(): path.read_bytes()
            for path in sorted((HERE / PROJECT["name"]).iterdir()) if path.suffix == ".py" or path.name == "py.typed"}


def _metadata():
    return "\n".join((
        "Metadata-Version: 2.1", f"Name: {PROJECT['name']}", f"Version: {PROJECT['version']}", f"Summary: {PROJECT['description']}",
        f"License: {PROJECT['license']['text']}", f"Requires-Python: {PROJECT['requires-python']}",
        "Description-Content-Type: text/markdown", "", (HERE / PROJECT["readme"]).read_text())).encode()


def _digest(content):
    return "sha256=" + base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()


def build_wheel(wheel_directory, config_settings=None, metadata_directory=None):
    info = f"{FULL_NAME}.dist-info"
    files = _package() | {
        f"{info}/METADATA": _metadata(),
        f"{info}/WHEEL": b"Wheel-Version: 1.0\nGenerator: weightcheck\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    record = "".join(f"{name},{_digest(content)},{len(content)}\n" for name, content in files.items())
    files[f"{info}/RECORD"] = (record + f"{info}/RECORD,,\n").encode()
    name = f"{FULL_NAME}-py3-none-any.whl"
    with zipfile.ZipFile(pathlib.Path(wheel_directory) / name, "w", zipfile.ZIP_DEFLATED) as wheel:
        for path, content in files.items():
            entry = zipfile.ZipInfo(path, LONG_AGO)
            entry.external_attr = 0o100644 << 16
            wheel.writestr(entry, content, zipfile.ZIP_DEFLATED)
    return name


def build_sdist(sdist_directory, config_settings=None):
    files = _package() | {name: (HERE / name).read_bytes() for name in ("pyproject.toml", "backend.py", "README.md")}
    files["PKG-INFO"] = _metadata()
    name = f"{FULL_NAME}.tar.gz"
    with tarfile.open(pathlib.Path(sdist_directory) / name, "w:gz") as archive:
        for path, content in files.items():
            entry = tarfile.TarInfo(f"{FULL_NAME}/{path}")
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
    return name
