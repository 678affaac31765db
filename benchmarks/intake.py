"""What taking returns in costs, beside two libraries that only read the same files.

``python benchmarks/intake.py --files N [--json]`` makes N returns of the A list (see
``many_submissions``) and measures three paths over them, each in a process of its own:

- ``whole``: drive -> archive -> read -> check -> stored, by ``stages.collection.collect``;
- ``pandas_openpyxl``: ``pandas.read_excel(sheet_name=None, engine="openpyxl")``, reading only;
- ``calamine``: ``python_calamine``, every cell of every sheet, reading only.

CPU seconds are those of the process and of all its children. Times are given with and without the
start of the interpreter, its imports and the making of an empty store, which is the same whatever
N; the ratios are of the work, ``ratio_with_start…`` of everything. The results of a run are in
``benchmarks/README.md``.
"""

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

PATHS = ("whole", "pandas_openpyxl", "calamine")


def main() -> None:
    """Read the command line and print the figures."""
    given = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    given.add_argument("--files", type=int, default=200, help="how many returns are taken in")
    given.add_argument("--json", action="store_true", help="print one JSON object")
    given.add_argument("--alone", action="store_true", help="measure the whole path without peers")
    given.add_argument("--path", choices=PATHS, help=argparse.SUPPRESS)
    given.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    options = given.parse_args()
    if options.path:
        print(json.dumps(_measured(options.path, options.folder)))
        return
    figures = compare(options.files, PATHS[:1] if options.alone else PATHS)
    if options.json:
        print(json.dumps(figures, indent=2))
    else:
        for name, figure in figures.items():
            print(f"{name:38} {figure:>12,}")


def compare(files: int, paths: Sequence[str] = PATHS) -> dict[str, float]:
    """The figures of those paths over ``files`` returns, and the ratios of the first to each."""
    from many_submissions import write_submissions  # noqa: PLC0415 - the measured processes need none of it

    with tempfile.TemporaryDirectory() as folder:
        cells = write_submissions(Path(folder) / "drive", files)
        seen = {path: _in_own_process(path, Path(folder)) for path in paths}
    whole = seen["whole"]
    figures: dict[str, float] = {"files": files, "cells": files * cells, "cells_per_file": cells}
    figures |= {"observations": whole["observations"], "findings": whole["findings"]}
    for peer in paths[1:]:
        figures[f"ratio_to_{peer}"] = _ratio(whole, seen[peer], "cpu")
        figures[f"wall_ratio_to_{peer}"] = _ratio(whole, seen[peer], "wall")
        figures[f"ratio_with_start_to_{peer}"] = _ratio(whole, seen[peer], "cpu_with_start")
    figures["seconds_per_file"] = round(whole["wall"] / files, 5)
    figures["peak_rss_mb"] = whole["peak_rss_mb"]
    figures["rescan_seconds"] = round(whole["rescan"], 3)
    for path, usage in seen.items():
        figures[f"cpu_ms_per_file_{path}"] = round(1000 * usage["cpu"] / files, 2)
    figures["cpu_ms_per_file_whole_children"] = round(1000 * whole["cpu_children"] / files, 2)
    figures["start_cpu_seconds_whole"] = round(whole["cpu_with_start"] - whole["cpu"], 2)
    return figures


def _ratio(ours: Mapping[str, float], theirs: Mapping[str, float], what: str) -> float:
    return round(ours[what] / theirs[what], 3)


def _in_own_process(path: str, folder: Path) -> dict[str, float]:
    command = [sys.executable, __file__, "--path", path, "--folder", str(folder)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    figures: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return figures


def _measured(path: str, folder: Path) -> dict[str, float]:
    work = {"whole": _whole, "pandas_openpyxl": _pandas_openpyxl, "calamine": _calamine}[path]
    run = work(folder)
    before, started = _cpu(), time.perf_counter()
    figures = run()
    wall, after = time.perf_counter() - started, _cpu()
    rescan = figures.pop("rescan", 0.0)
    figures |= {"wall": wall - rescan, "rescan": rescan, "cpu": sum(after) - sum(before) - rescan}
    figures |= {"cpu_with_start": sum(after) - rescan, "cpu_children": after[1]}
    return figures | {"peak_rss_mb": _peak_mb()}


def _whole(folder: Path) -> Callable[[], dict[str, float]]:
    from cl_pipeline.settings import Settings  # noqa: PLC0415 - only this path may pay for it
    from cl_pipeline.workflows.a_list_collection.collection import collect  # noqa: PLC0415
    from cl_pipeline.workflows.pipeline import open_pipeline  # noqa: PLC0415

    data = folder / "data"
    settings = Settings(data, folder / "drive", f"sqlite:///{data / 'store.db'}")
    pipeline = open_pipeline(settings, "benchmark")

    def run() -> dict[str, float]:
        taken = collect(pipeline).submissions
        started = time.perf_counter()
        assert collect(pipeline).submissions == ()
        return {
            "rescan": time.perf_counter() - started,
            "observations": sum(submission.observation_count for submission in taken),
            "findings": sum(submission.finding_count for submission in taken),
        }

    return run


def _pandas_openpyxl(folder: Path) -> Callable[[], dict[str, float]]:
    import openpyxl  # noqa: F401, PLC0415 - pandas would import it while the clock runs
    import pandas as pd  # noqa: PLC0415

    def run() -> dict[str, float]:
        for path in _files(folder):
            pd.read_excel(path, sheet_name=None, engine="openpyxl")
        return {}

    return run


def _calamine(folder: Path) -> Callable[[], dict[str, float]]:
    from python_calamine import CalamineWorkbook  # noqa: PLC0415

    def run() -> dict[str, float]:
        for path in _files(folder):
            book = CalamineWorkbook.from_path(path)
            for name in book.sheet_names:
                book.get_sheet_by_name(name).to_python(skip_empty_area=False)
        return {}

    return run


def _files(folder: Path) -> list[Path]:
    return sorted((folder / "drive").rglob("*.xlsx"))


def _cpu() -> tuple[float, float]:
    """CPU seconds of this process, and of its children that have ended."""
    own, children = (
        resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    return own.ru_utime + own.ru_stime, children.ru_utime + children.ru_stime


def _peak_mb() -> float:
    """Peak memory of this process alone; ``ru_maxrss`` would count what its parent held."""
    status = Path("/proc/self/status").read_text()
    peak_kib = next(line for line in status.splitlines() if line.startswith("VmHWM")).split()[1]
    return round(int(peak_kib) / 1024, 1)


if __name__ == "__main__":
    main()
