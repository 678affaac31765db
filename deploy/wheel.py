"""``make wheel``: builds the wheel and compares its list of files with what is tracked."""

import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

from cl_pipeline.cli.console import message

PACKAGES = ("cl_pipeline/", "assets/", "resources/", "schedules/", "definitions.py")


def main() -> int:
    """Exit 0 where the wheel holds exactly the tracked files of the packages."""
    tracked = subprocess.run(
        ["git", "ls-files", *PACKAGES], check=True, capture_output=True, text=True
    )
    with tempfile.TemporaryDirectory() as folder:
        build = ["-m", "hatchling", "build", "-t", "wheel", "-d", folder]
        subprocess.run([sys.executable, *build], check=True, stdout=subprocess.DEVNULL)
        (wheel,) = Path(folder).glob("*.whl")
        with zipfile.ZipFile(wheel) as archive:
            shipped = {name for name in archive.namelist() if ".dist-info/" not in name}
    expected = set(tracked.stdout.split())
    for name in sorted(expected ^ shipped):
        message(f"{'not in the wheel' if name in expected else 'only in the wheel'}: {name}")
    message(f"the wheel holds {len(shipped)} files")
    return 0 if shipped == expected else 1


if __name__ == "__main__":
    sys.exit(main())
