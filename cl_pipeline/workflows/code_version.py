"""The version of the code that decides what a number is.

A vintage is named by what was accepted, the framework, and the code. The package's version alone
would not do: between two releases a rule can change. So the digest of the rooms that read, check
and consolidate goes with it. The framework's tables have a digest of their own and are no code.
"""

from collections.abc import Mapping
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

from cl_pipeline.framework.tables import FOLDER

DECIDING_PACKAGES = (
    "catalogue", "checks", "consolidation", "forms", "framework", "model", "reading", "review",
)  # fmt: skip
"""The catalogue's severities decide what is left out, the framework's loader what a file means."""

PACKAGE = Path(__file__).parent.parent


@cache
def code_version() -> str:
    """Version of the package and first 12 digits of the digest over the deciding rooms."""
    digest = sha256()
    for name, content in deciding_code().items():
        digest.update(f"{name}\0".encode())
        digest.update(bytes.fromhex(content))
    return f"{version('cl-pipeline')}+{digest.hexdigest()[:12]}"


@cache
def deciding_code() -> Mapping[str, str]:
    """The digest of every file of the rooms that read, check and consolidate, by its name.

    Taken once: what a running program does is what it loaded, whatever the files say since.
    """
    return {
        path.relative_to(PACKAGE).as_posix(): sha256(path.read_bytes()).hexdigest()
        for path in sorted(_files())
    }


def _files() -> list[Path]:
    endings = {".py", ".toml", ".csv"}
    rooms = (PACKAGE / room for room in DECIDING_PACKAGES)
    return [
        path
        for room in rooms
        for path in room.rglob("*")
        if path.suffix in endings and path.parent != FOLDER
    ]
