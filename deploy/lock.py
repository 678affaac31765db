"""``make lock``: pins every package with its hashes, for every platform, naming no index.

``requirements.lock`` is what an officer's machine installs, with the environment's own pip;
``requirements-dev.lock`` is the same with what tests, checks and packaging need besides.
"""

import subprocess
import sys
from pathlib import Path

COMMAND = (
    "uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes "
    "--no-header --no-annotate --no-strip-extras --no-emit-index-url"
)
LOCKS = (
    "--group installer --upgrade -o requirements.lock",
    "--group installer --group dev -c requirements.lock -o requirements-dev.lock",
)

if __name__ == "__main__":
    binaries = Path(sys.executable).parent
    for options in LOCKS:
        tool, *arguments = f"{COMMAND} {options}".split()
        subprocess.run([binaries / tool, *arguments], check=True)
