"""What a vintage rests on beside the returns, file by file, so that a change can be named."""

import platform
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

from cl_pipeline.framework.tables import FOLDER
from cl_pipeline.model.framework import Framework
from cl_pipeline.store import InputVersions
from cl_pipeline.workflows.code_version import deciding_code

LIBRARIES = ("pandas", "pandera")
"""Libraries that take part in deciding which value counts."""


def present_inputs(framework: Framework) -> InputVersions:
    """Digests of deciding files, states of form versions, lists, versions of libraries.

    ``framework``: the effective framework of the vintage's round.
    """
    code = {("code", name): content for name, content in deciding_code().items()}
    tables = {
        ("framework", path.name): _digest(path)
        for path in sorted(FOLDER.iterdir())
        if path.suffix in (".csv", ".toml")
    }
    forms = {
        (
            "form",
            f"{form_version.form} {form_version.version}",
        ): f"{form_version.status}, rounds {_listed(form_version.rounds)}"
        for form_version in framework.form_versions
    }
    lists = {("list", str(indicator.key)): indicator.position for indicator in framework.indicators}
    libraries = {("library", name): version(name) for name in LIBRARIES}
    python = {("library", "python"): platform.python_version()}
    return {**code, **tables, **forms, **lists, **libraries, **python}


def inputs_changed_since(before: InputVersions, now: InputVersions) -> tuple[str, ...]:
    """A phrase for each thing that is another, new or gone; in order."""
    found = []
    for key in sorted(before.keys() | now.keys()):
        old, new = before.get(key), now.get(key)
        if old != new:
            kind, name = key
            what = "is new" if old is None else "is gone" if new is None else "has changed"
            found.append(f"{kind} {name} {what}")
    return tuple(found)


def _digest(path: Path) -> str:
    return sha256(path.read_bytes()).hexdigest()


def _listed(rounds: tuple[int, ...]) -> str:
    return " ".join(map(str, rounds)) or "none"
