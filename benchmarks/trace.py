"""A number's way back and forward in a store of five million observations.

``python -m benchmarks.trace --folder DIR`` fills a store in an empty folder of a disk (not in
memory) and measures; ``--url`` measures on PostgreSQL, ``--observations`` makes it smaller,
``--consolidate N`` measures a consolidation of N observations in this process instead.

Targets: back and forward median 20 ms and 95th percentile 50 ms at the store; a difference of two
returns of 3,000 values 200 ms; a million observations consolidated in 20 s and 1.5 GiB.
"""

import argparse
import random
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from decimal import Decimal
from itertools import islice
from pathlib import Path

from sqlalchemy import text

from benchmarks.large_store import (
    FRAMEWORK,
    INDICATORS,
    LAST,
    ROUNDS,
    SENDERS,
    VALUES_PER_SUBMISSION,
    fill,
)
from cl_pipeline.consolidation.consolidate import consolidate
from cl_pipeline.model.breakdown import Breakdown
from cl_pipeline.model.codes import (
    ConfidentialityStatus,
    ObservationStatus,
)
from cl_pipeline.model.identity import SubmissionId, due_column
from cl_pipeline.model.keys import CellRef
from cl_pipeline.model.observation import Observation, ObservationKey
from cl_pipeline.model.vintage import AcceptedObservation
from cl_pipeline.settings import read_settings
from cl_pipeline.workflows.lineage.differences import between_submissions
from cl_pipeline.workflows.lineage.downstream import downstream_of
from cl_pipeline.workflows.lineage.tracing import explain_number
from cl_pipeline.workflows.pipeline import Pipeline, open_pipeline

QUESTIONS = 200
"""How many numbers are asked for of each kind."""

WHOSE = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)

Took = tuple[float, float]
"""Seconds by the clock and of the processor; on a busy machine the first says little."""


def main() -> None:
    """Fills or opens the store, measures, prints."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--folder", type=Path, required=True)
    asked.add_argument("--url", default="")
    asked.add_argument("--observations", type=int, default=5_000_000)
    asked.add_argument("--consolidate", type=int, default=0)
    given = asked.parse_args()
    if given.consolidate:
        measure_consolidation(given.consolidate)
        return
    environment = {"CL_DATA_DIR": str(given.folder), "CL_DATABASE_URL": given.url}
    pipeline = open_pipeline(read_settings(environment), "benchmark")
    if not pipeline.store.vintages.list():
        began = time.perf_counter()
        fill(pipeline, given.observations)
        print(f"filled in {time.perf_counter() - began:.0f} s")
    measure(pipeline)
    if not given.url:
        cold_start(given.folder)


def measure(pipeline: Pipeline) -> None:
    """Random numbers of the last vintage, traced back and forward; a difference of two."""
    with pipeline.store.database.reading() as connection:
        count = connection.scalar(text("SELECT count(*) FROM observation"))
    print(f"{count} observations, {len(pipeline.store.submissions.list())} submissions")
    chosen = list(_chosen(pipeline))
    for name, computed in (("taken as reported", False), ("computed", True)):
        some = [number for number in chosen if (number[3] == "computed") == computed][:QUESTIONS]
        _report(
            f"back, {name}",
            [_timed(lambda number=number: _back(pipeline, number)) for number in some],
        )
    cells = [number for number in chosen if number[3] != "computed"][:QUESTIONS]
    _report(
        "forward, a cell", [_timed(lambda cell=cell: _forward(pipeline, cell)) for cell in cells]
    )
    pairs = _pairs(pipeline)
    _report(
        f"diff of two submissions of {VALUES_PER_SUBMISSION} values, with its effect",
        [_timed(lambda pair=pair: between_submissions(pipeline, *pair)) for pair in pairs],
    )


def _back(pipeline: Pipeline, number: tuple[str, str, Breakdown, str, str]) -> None:
    indicator, sender, breakdown, _, measure_key = number
    framework, about = pipeline.framework_in_force(), (indicator, sender, str(LAST), breakdown)
    explain_number(pipeline, framework, *about, measure=measure_key)


def _forward(pipeline: Pipeline, number: tuple[str, str, Breakdown, str, str]) -> None:
    place, sheet, cell = CellRef.parse(number[3])
    sent = pipeline.store.submissions.get(place, deadlines=pipeline.deadlines_in_force())
    assert downstream_of(pipeline, sent, sheet, cell).vintages


def _chosen(pipeline: Pipeline) -> Iterator[tuple[str, str, Breakdown, str, str]]:
    """Numbers of the last round by what they are about, with their address."""
    rows = text(
        "SELECT sender, indicator, measure, location, submission_id, sheet, cell, formula "
        "FROM consolidated WHERE round = :last AND reporting_column = :column"
    )
    with pipeline.store.database.reading() as connection:
        found = connection.execute(rows, {"last": LAST, "column": str(LAST)}).all()
    random.Random(2021).shuffle(found := list(found))
    for row in found:
        at = "computed" if row.formula else f"{row.submission_id}!{row.sheet}!{row.cell}"
        yield row.indicator, row.sender, Breakdown(location=row.location), at, row.measure


def _pairs(pipeline: Pipeline) -> list[tuple[object, object]]:
    everything = pipeline.store.submissions.list(LAST)
    by_sender = [
        [observation for observation in everything if observation.sender == code]
        for code in SENDERS
    ]
    return [(own[-2], own[-1]) for own in by_sender if len(own) > 1]


def cold_start(folder: Path) -> None:
    """The command line from nothing to an answer."""
    command = [
        sys.executable, "-c", "from cl_pipeline.cli import main; main()",
        "trace", INDICATORS[0].position, SENDERS[0], str(LAST), "--json",
    ]  # fmt: skip
    environment = {"CL_DATA_DIR": str(folder), "PATH": ""}
    times = []
    for _ in range(7):
        times.append(
            _timed(
                lambda: subprocess.run(
                    command, env=environment, check=True, stdout=subprocess.DEVNULL
                )
            )
        )
    _report("command line, cold start", times)


def measure_consolidation(number: int) -> None:
    """One vintage over so many observations, in this process."""
    rows = list(islice(_accepted(), number))
    held = _peak_mib()
    began, worked = time.perf_counter(), _processor_seconds()
    made = consolidate(rows, FRAMEWORK, LAST, "1")
    took, busy = time.perf_counter() - began, _processor_seconds() - worked
    print(
        f"{len(rows)} observations consolidated to {len(made.values)} values in {took:.1f} s "
        f"({busy:.1f} s of the processor); "
        f"peak memory {_peak_mib()} MiB, of which {held} MiB are the observations"
    )


def _accepted() -> Iterator[AcceptedObservation]:
    when = datetime(2025, 8, 1, tzinfo=UTC)
    for number in range(10**9):
        for sender in SENDERS:
            for indicator in INDICATORS:
                for measure_ in indicator.measures:
                    seen = Observation(
                        ObservationKey(
                            indicator.key, measure_.key, due_column(ROUNDS, LAST),
                            Breakdown(location=f"label:Unit {number}"),
                        ),
                        Decimal(1000 + number), measure_.unit, LAST, ObservationStatus.NORMAL,
                        ConfidentialityStatus.FREE, None, None, None, None, None, None, (),
                        indicator.position, f"{measure_.key}{number}", str(number), "number",
                    )  # fmt: skip
                    place = SubmissionId(f"S-{sender}")
                    yield AcceptedObservation(sender, LAST, place, when, False, seen)


def _timed(work: Callable[[], object]) -> Took:
    began, worked = time.perf_counter(), _processor_seconds()
    work()
    return time.perf_counter() - began, _processor_seconds() - worked


def _processor_seconds() -> float:
    """Of this process and those it has waited for."""
    own, waited = (resource.getrusage(process) for process in WHOSE)
    return own.ru_utime + own.ru_stime + waited.ru_utime + waited.ru_stime


def _report(name: str, took: list[Took]) -> None:
    for clock, which in (("by the clock", 0), ("of the processor", 1)):
        ordered = sorted(1000 * usage[which] for usage in took)
        median, late = ordered[len(ordered) // 2], ordered[int(len(ordered) * 0.95)]
        print(f"{name}: median {median:.1f} ms, 95th percentile {late:.1f} ms {clock}")


def _peak_mib() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


if __name__ == "__main__":
    main()
