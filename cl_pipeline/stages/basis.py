"""What a vintage rests on beside the returns, file by file, so that a change can be named.

Belongs here: the list as it is now, and the difference of two lists. Does not belong here: keeping
it (``store.vintage_basis``).
"""

import platform
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

from cl_pipeline.framework.tables import FOLDER
from cl_pipeline.model.framework import Framework
from cl_pipeline.stages.code_version import deciding_code
from cl_pipeline.store.vintage_basis import Basis

LIBRARIES = ("pandas", "pandera")
"""Libraries that take part in deciding which value counts."""


def present_basis(framework: Framework) -> Basis:
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
        ("form", f"{one.form} {one.version}"): f"{one.status}, rounds {_listed(one.rounds)}"
        for one in framework.form_versions
    }
    lists = {("list", str(one.key)): one.position for one in framework.indicators}
    libraries = {("library", name): version(name) for name in LIBRARIES}
    python = {("library", "python"): platform.python_version()}
    return {**code, **tables, **forms, **lists, **libraries, **python}


def changed_since(before: Basis, now: Basis) -> tuple[str, ...]:
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
