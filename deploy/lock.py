"""``make lock``: pins every package with its hashes, for every platform, naming no index."""

import subprocess
import sys
from pathlib import Path

COMMAND = (
    "uv pip compile pyproject.toml --group dev --universal --python-version 3.11 --upgrade "
    "--generate-hashes --no-header --no-annotate --no-strip-extras --no-emit-index-url "
    "-o requirements.lock"
)

if __name__ == "__main__":
    binaries = Path(sys.executable).parent
    tool, *arguments = COMMAND.split()
    sys.exit(subprocess.run([binaries / tool, *arguments], check=False).returncode)
