"""How long a form saved on the drive takes to reach the store, by itself.

    .venv/bin/python benchmarks/sensor.py [--drops 7] [--at-once 1000] [--json]

The daemon runs with the shipped ``dagster.yaml`` and the shipped sensor, over folders of its own.
A drop is one form moved onto the drive as a program saves it: with the time of now. The clock
stops when its figures are in the store. Each drop waits until the run before it has ended and then
a random time, so that it does not always meet the sensor's look at the same point. The first drop
also waits for the daemon to start and is reported apart. With ``--at-once`` that many forms are
dropped together, and taken in once more by ``cl-pipeline ingest`` alone; their ratio is reported.
"""

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

import dagster as dg
from many_submissions import write_submissions

from cl_pipeline.store import Store, open_store

ROOT = Path(__file__).resolve().parent.parent
BINARIES = Path(sys.executable).parent
LOOK_SECONDS = 5.0
"""The sensor's interval; a drop meets it at a random time."""

GIVE_UP_SECONDS = 900.0

UNFINISHED = (
    dg.DagsterRunStatus.QUEUED,
    dg.DagsterRunStatus.STARTING,
    dg.DagsterRunStatus.STARTED,
)


def main() -> None:
    """Measures and prints."""
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("--drops", type=int, default=7)
    asked.add_argument("--at-once", type=int, default=0)
    asked.add_argument("--json", action="store_true", help="print one JSON document")
    given = asked.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        figures = measured(Path(folder), given.drops, given.at_once)
    if given.json:
        print(json.dumps(figures, indent=2))
    else:
        for name, figure in figures.items():
            print(f"{name:28} {figure:g}")


def measured(folder: Path, drops: int, at_once: int) -> dict[str, float]:
    """Seconds from drop to store, and the ratio to the command line for many at once."""
    write_submissions(folder / "made", 1 + drops + at_once)
    made = sorted((folder / "made").rglob("*.xlsx"))
    drive, times = folder / "drive" / "2021" / "KHM", random.Random(1)
    drive.mkdir(parents=True)
    with daemon(folder) as store:
        first, *others = (
            drop(store, drive, [path], times.uniform(0, LOOK_SECONDS)) for path in made[: 1 + drops]
        )
        figures = {"first_drop_seconds": first, "drops": drops}
        if others:
            figures |= {"median_seconds": median(others), "longest_seconds": max(others)}
        if at_once:
            together = drop(store, drive, made[1 + drops :], 0.0)
            runs_have_ended()
            alone = by_command_line(folder)
            figures |= {"at_once_files": at_once, "at_once_seconds": together}
            figures |= {"command_line_seconds": alone}
            figures |= {"ratio_to_command_line": together / alone * (1 + drops + at_once) / at_once}
        runs_have_ended()
    return {name: round(figure, 2) for name, figure in figures.items()}


def drop(store: Store, drive: Path, paths: list[Path], wait_seconds: float) -> float:
    """Seconds from the move of files onto the drive until all of them are in the store."""
    runs_have_ended()
    time.sleep(wait_seconds)
    wanted = len(store.submissions.contents()) + len(paths)
    started = time.monotonic()
    for path in paths:
        os.utime(path)
        path.rename(drive / path.name)
    until(lambda: len(store.submissions.contents()) >= wanted)
    return time.monotonic() - started


def runs_have_ended() -> None:
    """Returns once no run is waiting or at work."""
    with dg.DagsterInstance.get() as instance:
        unfinished = dg.RunsFilter(statuses=list(UNFINISHED))
        until(lambda: not instance.get_run_records(unfinished))


def until(holds: Callable[[], bool]) -> None:
    """Returns once that holds."""
    end = time.monotonic() + GIVE_UP_SECONDS
    while not holds():
        if time.monotonic() > end:
            raise SystemExit(f"nothing came within {GIVE_UP_SECONDS:g} seconds")
        time.sleep(0.1)


@contextmanager
def daemon(folder: Path) -> Iterator[Store]:
    """The shipped daemon over that folder, and its store."""
    os.environ |= {
        "DAGSTER_HOME": str(ROOT),
        "CL_DATA_DIR": str(folder / "data"),
        "CL_DAGSTER_DIR": str(folder / "dagster"),
        "CL_DRIVE": str(folder / "drive"),
        "CL_DATABASE_URL": f"sqlite:///{folder / 'data' / 'cl_pipeline.db'}",
    }
    (folder / "dagster").mkdir()
    with dg.DagsterInstance.get():
        pass  # makes its tables before two processes would at the same time
    command = [str(BINARIES / "dagster-daemon"), "run", "-w", str(ROOT / "workspace.yaml")]
    quiet = ["--log-level", "warning", "--code-server-log-level", "warning"]
    silent = subprocess.DEVNULL
    running = subprocess.Popen([*command, *quiet], stdout=silent, stderr=silent)
    try:
        with open_store(os.environ["CL_DATABASE_URL"]) as store:
            yield store
    finally:
        running.terminate()
        running.wait(60)


def by_command_line(folder: Path) -> float:
    """Seconds that ``cl-pipeline ingest`` takes for the whole drive, into an empty store."""
    data = folder / "alone"
    environment = os.environ | {
        "CL_DATA_DIR": str(data),
        "CL_DATABASE_URL": f"sqlite:///{data / 'cl_pipeline.db'}",
    }
    started = time.monotonic()
    subprocess.run(
        [str(BINARIES / "cl-pipeline"), "ingest"],
        env=environment,
        stdout=subprocess.DEVNULL,
        check=False,
    )
    return time.monotonic() - started


if __name__ == "__main__":
    main()
