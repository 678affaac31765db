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
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from hashlib import sha256
from itertools import islice
from pathlib import Path

from sqlalchemy import Connection, insert, text

from cl_pipeline.consolidation.consolidate import consolidate
from cl_pipeline.framework.loader import load_framework
from cl_pipeline.model.breakdown import DIMENSIONS, Breakdown
from cl_pipeline.model.codes import (
    ConfidentialityStatus,
    CoverageState,
    FormKey,
    ListLetter,
    ObservationStatus,
)
from cl_pipeline.model.columns import due_column, reporting_columns
from cl_pipeline.model.identity import Digest, RoundYear, SubmissionId, VintageId, submission_id
from cl_pipeline.model.observation import Observation, ObservationKey
from cl_pipeline.model.vintage import AcceptedObservation, CoverageEntry, Vintage
from cl_pipeline.review.rule_of_five import rule_of_five
from cl_pipeline.settings import read_settings
from cl_pipeline.stages.differences import between_submissions
from cl_pipeline.stages.pipeline import Pipeline, open_pipeline
from cl_pipeline.stages.reach import reach_of
from cl_pipeline.stages.tracing import explain_number
from cl_pipeline.store import FileSeen
from cl_pipeline.store.tables import submission, submission_sheet
from cl_pipeline.store.vintage_rows import coverage_row, outcome_row
from cl_pipeline.store.vintage_tables import consolidation, coverage, rule_outcome, vintage

VALUES_PER_RETURN = 3_000
QUESTIONS = 200
"""How many numbers are asked for of each kind."""

WHOSE = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)

Took = tuple[float, float]
"""Seconds by the clock and of the processor; on a busy machine the first says little."""

FRAMEWORK = load_framework()
INDICATORS = FRAMEWORK.on_list(ListLetter.A)
SENDERS = sorted(state.code for state in FRAMEWORK.member_states)
ROUNDS = FRAMEWORK.rounds
LAST = max(ROUNDS)
KEY = "roadmap_2025"
DIMENSION_COLUMNS = ", ".join(DIMENSIONS)
DIMENSION_CODES = ", ".join("t.location" if one == "location" else "'_T'" for one in DIMENSIONS)


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
    """Random numbers of the last vintage, traced back and forward; a difference of two returns."""
    with pipeline.store.database.reading() as connection:
        count = connection.scalar(text("SELECT count(*) FROM observation"))
    print(f"{count} observations, {len(pipeline.store.submissions.list())} submissions")
    chosen = list(_chosen(pipeline))
    for name, computed in (("taken as reported", False), ("computed", True)):
        some = [one for one in chosen if (one[3] == "computed") == computed][:QUESTIONS]
        _report(f"back, {name}", [_timed(lambda one=one: _back(pipeline, one)) for one in some])
    cells = [one for one in chosen if one[3] != "computed"][:QUESTIONS]
    _report("forward, a cell", [_timed(lambda one=one: _forward(pipeline, one)) for one in cells])
    pairs = _pairs(pipeline)
    _report(
        f"diff of two returns of {VALUES_PER_RETURN} values, with its effect",
        [_timed(lambda pair=pair: between_submissions(pipeline, *pair)) for pair in pairs],
    )


def _back(pipeline: Pipeline, one: tuple[str, str, Breakdown, str, str]) -> None:
    indicator, sender, breakdown, _, measure_key = one
    explain_number(pipeline, indicator, sender, str(LAST), breakdown, measure=measure_key)


def _forward(pipeline: Pipeline, one: tuple[str, str, Breakdown, str, str]) -> None:
    place, sheet, cell = one[3].split("!")
    sent = pipeline.store.submissions.get(SubmissionId(place), deadlines=pipeline.deadlines)
    assert reach_of(pipeline, sent, sheet, cell).vintages


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
    by_sender = [[one for one in everything if one.sender == code] for code in SENDERS]
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


def fill(pipeline: Pipeline, observations: int) -> None:
    """As many returns as hold so many observations, and a vintage of every round."""
    newest: dict[tuple[str, int], str] = {}
    per_round = observations // VALUES_PER_RETURN // (len(SENDERS) * len(ROUNDS))
    for round_year in ROUNDS:
        for number in range(max(2, per_round)):
            _returns(pipeline, round_year, number, newest)
    with pipeline.store.database.writing() as connection:
        if connection.dialect.name == "sqlite":
            # Two gigabytes of pages in memory: the default of two megabytes makes filling slow.
            connection.execute(text("PRAGMA cache_size = -2000000"))
        _template(connection)
        connection.execute(text(OBSERVATIONS))
        for round_year in ROUNDS:
            _vintage(connection, round_year, newest)
    with pipeline.store.database.writing() as connection:
        connection.execute(text("ANALYZE"))


def _returns(
    pipeline: Pipeline, round_year: RoundYear, number: int, newest: dict[tuple[str, int], str]
) -> None:
    """One return of every Member State, a day after the one before."""
    when = datetime(round_year, 7, 1, tzinfo=UTC) + timedelta(days=number)
    digests = {
        sender: Digest(sha256(f"{sender}{round_year}{number}".encode()).hexdigest())
        for sender in SENDERS
    }
    files = [
        FileSeen(f"{round_year}/{sender}/{number}.xlsx", digest, 1, number, "return")
        for sender, digest in digests.items()
    ]
    pipeline.store.arrivals.record(files, received_at=when, run_id="benchmark")
    with pipeline.store.database.writing() as connection:
        for sender, digest in digests.items():
            key = {"framework": KEY, "submission_id": submission_id(digest)}
            connection.execute(
                insert(submission).values(
                    **key, digest=digest, form=FormKey.A_LIST.value, version="1.1",
                    round=round_year, sender=sender, institution="Ministry", is_sample=True,
                    read_state="accepted", finding_count=number,
                    observation_count=VALUES_PER_RETURN,
                    content_digest=digest, code_version="1", run_id="benchmark", read_at=when,
                )
            )  # fmt: skip
            sheets = [one.position for one in INDICATORS]
            rows = [{**key, "sheet": one, "position": at} for at, one in enumerate(sheets)]
            connection.execute(insert(submission_sheet), rows)
            newest[sender, round_year] = submission_id(digest)


def _template(connection: Connection) -> None:
    """The cells of one return: every indicator's measures by units of the first level."""
    connection.execute(
        text(
            "CREATE TEMPORARY TABLE cell_template (sheet text, cell text, indicator text, "
            "measure text, location text, unit text, number integer)"
        )
    )
    per_sheet = VALUES_PER_RETURN // len(INDICATORS)
    rows = []
    for indicator in INDICATORS:
        for number in range(per_sheet):
            place, which = divmod(number, len(indicator.measures))
            measure_ = indicator.measures[which]
            rows.append(
                {
                    "sheet": indicator.position,
                    "cell": f"C{number + 10}",
                    "indicator": indicator.key,
                    "measure": measure_.key,
                    "location": f"label:Unit {place}" if place else "_T",
                    "unit": measure_.unit,
                    "number": 1000 + number,
                }
            )
    names = ", ".join(f":{name}" for name in rows[0])
    connection.execute(text(f"INSERT INTO cell_template VALUES ({names})"), rows)


COLUMN = f"CASE WHEN s.round = {min(ROUNDS)} THEN 'baseline' ELSE CAST(s.round AS text) END"

NUMBER = "CAST(t.number + CASE WHEN t.number % 30 = 0 THEN s.finding_count ELSE 0 END AS text)"
"""One figure in thirty differs from return to return."""

OBSERVATIONS = f"""
INSERT INTO observation (framework, submission_id, sheet, cell, round, sender, indicator, measure,
    reporting_column, {DIMENSION_COLUMNS}, value, unit, reference_year, obs_status, conf_status,
    attributes, as_typed, how_read)
SELECT s.framework, s.submission_id, t.sheet, t.cell, s.round, s.sender, t.indicator, t.measure,
    {COLUMN}, {DIMENSION_CODES}, {NUMBER}, t.unit, s.round, 'A', 'F',
    '[]', {NUMBER}, 'number'
FROM (SELECT * FROM submission ORDER BY submission_id) AS s CROSS JOIN cell_template AS t
ORDER BY s.submission_id, t.sheet, t.cell
"""

CONSOLIDATED = f"""
INSERT INTO consolidated (framework, vintage_id, position, round, sender, indicator, measure,
    reporting_column, {DIMENSION_COLUMNS}, value, unit, reference_year, obs_status, conf_status,
    from_round, submission_id, sheet, cell, inputs, flags)
SELECT o.framework, :vintage, row_number() OVER (), :round, o.sender, o.indicator, o.measure,
    o.reporting_column, {", ".join(f"o.{one}" for one in DIMENSIONS)}, o.value, o.unit,
    o.reference_year, o.obs_status, o.conf_status, o.round, o.submission_id, o.sheet, o.cell, '[]',
    CASE WHEN o.round < :round THEN '["carried"]' ELSE '[]' END
FROM observation AS o JOIN newest_return AS n ON n.submission_id = o.submission_id
WHERE n.round <= :round
"""

COMPUTED = f"""
UPDATE consolidated SET formula = 'rate', inputs = '["' || submission_id || '!' || sheet || '!'
    || cell || '", "' || submission_id || '!' || sheet || '!C10"]'
WHERE vintage_id = :vintage AND measure = 'children' AND indicator = '{INDICATORS[1].key}'
"""
"""Some values count as computed from two cells; what they say does not matter to a trace."""


def _vintage(
    connection: Connection, round_year: RoundYear, newest: dict[tuple[str, int], str]
) -> None:
    name = VintageId(f"V-{round_year}-benchmark")
    made_at = datetime(round_year, 9, 1, tzinfo=UTC)
    key = {"framework": KEY, "vintage_id": name}
    head = {"accepted_digest": "", "framework_digest": "", "code_version": "1"}
    connection.execute(
        insert(vintage).values(**key, round=round_year, is_sample=True, content_digest="", **head)
    )
    made = {"round": round_year, "made_at": made_at, "run_id": "benchmark"}
    connection.execute(insert(consolidation).values(**key, **made))
    connection.execute(text("DROP TABLE IF EXISTS newest_return"))
    connection.execute(
        text("CREATE TEMPORARY TABLE newest_return (submission_id text, round integer)")
    )
    rows = [{"one": one, "round": year} for (_, year), one in newest.items()]
    connection.execute(text("INSERT INTO newest_return VALUES (:one, :round)"), rows)
    given = {"vintage": name, "round": round_year}
    connection.execute(text(CONSOLIDATED), given)
    connection.execute(text(COMPUTED), given)
    entries = tuple(_entries(round_year, newest))
    made_of = Vintage(name, round_year, "", "", "1", (), entries, (), (), True)
    outcomes = [outcome_row(one) for one in rule_of_five(made_of, FRAMEWORK)]
    for table, parts in ((coverage, map(coverage_row, entries)), (rule_outcome, outcomes)):
        numbered = [
            {**key, "round": round_year, "position": at, **row} for at, row in enumerate(parts)
        ]
        connection.execute(insert(table), numbered)


def _entries(round_year: RoundYear, newest: dict[tuple[str, int], str]) -> Iterator[CoverageEntry]:
    for indicator in INDICATORS:
        for sender in SENDERS:
            for column, year in reporting_columns(ROUNDS, round_year):
                evidence = f"{newest[sender, year]}!{indicator.position}!C10"
                entry = CoverageEntry(
                    indicator.key, sender, column, CoverageState.REPORTED, True, "", evidence
                )
                yield replace(entry, counts=year == round_year)


def _timed(work: Callable[[], object]) -> Took:
    began, worked = time.perf_counter(), _processor_seconds()
    work()
    return time.perf_counter() - began, _processor_seconds() - worked


def _processor_seconds() -> float:
    """Of this process and those it has waited for."""
    own, waited = (resource.getrusage(one) for one in WHOSE)
    return own.ru_utime + own.ru_stime + waited.ru_utime + waited.ru_stime


def _report(name: str, took: list[Took]) -> None:
    for clock, which in (("by the clock", 0), ("of the processor", 1)):
        ordered = sorted(1000 * one[which] for one in took)
        median, late = ordered[len(ordered) // 2], ordered[int(len(ordered) * 0.95)]
        print(f"{name}: median {median:.1f} ms, 95th percentile {late:.1f} ms {clock}")


def _peak_mib() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


if __name__ == "__main__":
    main()
