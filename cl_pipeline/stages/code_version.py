"""The version of the code that decides what a number is.

A vintage is named by what was accepted, the framework, and the code. The package's version alone
would not do: between two releases a rule can change. So the digest of the rooms that read, check
and consolidate goes with it.
"""

from functools import cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

DECIDING_ROOMS = ("consolidation", "forms", "model", "reading", "checks", "review")

PACKAGE = Path(__file__).parent.parent


@cache
def code_version() -> str:
    """Version of the package and first 12 digits of the digest over the deciding rooms."""
    digest = sha256()
    for path in sorted(_files()):
        digest.update(f"{path.relative_to(PACKAGE).as_posix()}\0".encode())
        digest.update(sha256(path.read_bytes()).digest())
    return f"{version('cl-pipeline')}+{digest.hexdigest()[:12]}"


def _files() -> list[Path]:
    endings = {".py", ".toml", ".csv"}
    rooms = (PACKAGE / room for room in DECIDING_ROOMS)
    return [path for room in rooms for path in room.rglob("*") if path.suffix in endings]
