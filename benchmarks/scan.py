"""How long a look at an unchanged drive takes, next to a bare scan of the same files.

    .venv/bin/python benchmarks/scan.py [--files 10000] [--json]

A look is what the drive sensor does at every tick: the register's stamps, the listing, the
comparison. The bare scan is ``os.scandir`` with ``stat``, which any look needs. The files are small
texts, taken in once before anything is measured; with one changed among them, the whole call is
measured: the look, and taking in that one. Medians of several rounds. The look is reported in
CPU seconds too, which say more where the machine has other work.
"""

import argparse
import json
import os
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median

from cl_pipeline.settings import Settings
from cl_pipeline.workflows.a_list_collection.collection import collect, look_at_drive
from cl_pipeline.workflows.pipeline import Pipeline, open_pipeline

ROUNDS = 7
FILES_IN_FOLDER = 100
SAVED_AT = 1_625_126_400


def main() -> None:
    """Measures and prints."""
    asked = argparse.ArgumentParser(description=__doc__, add_help=True)
    asked.add_argument("--files", type=int, default=10_000)
    asked.add_argument("--json", action="store_true", help="print one JSON document")
    given = asked.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        figures = measured(Path(folder), given.files)
    if given.json:
        print(json.dumps(figures))
    else:
        for name, figure in figures.items():
            print(f"{name:28} {figure:g}")


def measured(folder: Path, files: int) -> dict[str, float]:
    """Seconds, and their ratios."""
    drive, data = folder / "drive", folder / "data"
    paths = [write(drive, number) for number in range(files)]
    pipeline = open_pipeline(
        Settings(data, drive, f"sqlite:///{data / 'cl_pipeline.db'}"), "benchmark"
    )
    first = seconds(lambda: collect(pipeline))
    rounds = [one_round(pipeline, drive, paths, number) for number in range(ROUNDS)]
    look, look_cpu, scan_seconds, call, changed = (
        median(column) for column in zip(*rounds, strict=True)
    )
    return {
        "files": files,
        "bare_scan_seconds": round(scan_seconds, 4),
        "look_seconds": round(look, 4),
        "look_cpu_seconds": round(look_cpu, 4),
        "look_ratio_to_bare_scan": round(look / scan_seconds, 2),
        "unchanged_call_seconds": round(call, 4),
        "one_changed_call_seconds": round(changed, 4),
        "first_call_seconds": round(first, 2),
    }


def one_round(
    pipeline: Pipeline, drive: Path, paths: list[Path], number: int
) -> tuple[float, float, float, float, float]:
    """Seconds of a look, in CPU too, of a bare scan, and of calls with nothing and one file new."""
    cpu_before = time.process_time()
    look = seconds(lambda: look_at_drive(pipeline))
    look_cpu = time.process_time() - cpu_before
    scan_seconds = seconds(lambda: sum(1 for _ in bare_scan(drive)))
    call = seconds(lambda: collect(pipeline))
    changed = paths[number * len(paths) // ROUNDS]
    changed.write_text(f"changed in round {number}")
    os.utime(changed, (SAVED_AT + 60 + number, SAVED_AT + 60 + number))
    one_changed = seconds(lambda: collect(pipeline))
    return look, look_cpu, scan_seconds, call, one_changed


def write(drive: Path, number: int) -> Path:
    """One small file in a folder of a hundred."""
    path = (
        drive / f"{2021 + number % 5}" / f"{number // FILES_IN_FOLDER:03}" / f"letter_{number}.txt"
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"letter {number}")
    os.utime(path, (SAVED_AT, SAVED_AT))
    return path


def bare_scan(folder: Path) -> Iterator[tuple[int, int]]:
    """Size and time of every file below a folder."""
    with os.scandir(folder) as listing:
        for entry in listing:
            if entry.is_dir(follow_symlinks=False):
                yield from bare_scan(Path(entry.path))
            else:
                found = entry.stat(follow_symlinks=False)
                yield found.st_size, found.st_mtime_ns


def seconds(act: Callable[[], object]) -> float:
    """How long one call takes."""
    start = time.perf_counter()
    act()
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
