"""Writing files so that nobody ever sees half of one.

Belongs here: the one function every stage writes its results with. Does not belong here: the
archive, which keeps what comes in (``intake.archive``).
"""

import os
from pathlib import Path


def replace_bytes(path: Path, content: bytes) -> bool:
    """Puts that content at the path, all or nothing; False where it stood there already."""
    if path.is_file() and path.read_bytes() == content:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        temporary.write_bytes(content)
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
    return True
