"""What a vintage depends on apart from the submissions: code, framework files, forms, libraries.

The package version alone would not do, because a rule can change between two releases.
"""

import platform
from collections.abc import Iterator, Mapping
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

from cl_pipeline.framework.rows import FOLDER
from cl_pipeline.model.framework import Framework
from cl_pipeline.store.vintages import InputVersions

DECIDING_PACKAGES = (
    "catalogue", "checks", "consolidation", "forms", "framework", "model", "reading", "review",
)  # fmt: skip
"""Packages that decide what a number is, and which one is used."""

LIBRARIES = ("pandas", "pandera")
"""Libraries that take part in deciding which value counts."""

PACKAGE = Path(__file__).parent.parent


@cache
def code_version() -> str:
    """The version of the package, and the first 12 digits of a digest over ``deciding_code``."""
    digest = sha256()
    for name, content in deciding_code().items():
        digest.update(f"{name}\0".encode())
        digest.update(bytes.fromhex(content))
    return f"{version('cl-pipeline')}+{digest.hexdigest()[:12]}"


@cache
def deciding_code() -> Mapping[str, str]:
    """The SHA-256 of every file of the deciding packages, by its name in the package.

    Computed once: a running program does what it loaded, whatever the files contain since. The
    framework's tables have a digest of their own.
    """
    return {
        path.relative_to(PACKAGE).as_posix(): _digest(path) for path in sorted(_deciding_files())
    }


def present_inputs(framework: Framework) -> InputVersions:
    """What a vintage depends on now: a version, digest or state by kind and name.

    ``framework``: the framework in force of the vintage's round.
    """
    tables = (path for path in sorted(FOLDER.iterdir()) if path.suffix in (".csv", ".toml"))
    return {
        **{("code", name): digest for name, digest in deciding_code().items()},
        **{("framework", path.name): _digest(path) for path in tables},
        **{
            ("form", f"{form.form} {form.version}"): f"{form.status}, rounds "
            f"{' '.join(map(str, form.rounds)) or 'none'}"
            for form in framework.form_versions
        },
        **{("list", str(indicator.key)): indicator.position for indicator in framework.indicators},
        **{("library", name): version(name) for name in LIBRARIES},
        ("library", "python"): platform.python_version(),
    }


def inputs_changed_since(before: InputVersions, now: InputVersions) -> tuple[str, ...]:
    """A phrase for each input that has changed, is new or is gone; in order."""
    found = []
    for key in sorted(before.keys() | now.keys()):
        old, new = before.get(key), now.get(key)
        if old != new:
            kind, name = key
            change = "is new" if old is None else "is gone" if new is None else "has changed"
            found.append(f"{kind} {name} {change}")
    return tuple(found)


def _deciding_files() -> Iterator[Path]:
    for package in DECIDING_PACKAGES:
        for path in (PACKAGE / package).rglob("*"):
            if path.suffix in {".py", ".toml", ".csv"} and path.parent != FOLDER:
                yield path


def _digest(path: Path) -> str:
    return sha256(path.read_bytes()).hexdigest()
