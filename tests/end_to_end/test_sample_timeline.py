"""The sample through the whole pipeline: counts, traces, the same when run twice."""

import csv
import random
from collections import defaultdict
from decimal import Decimal
from hashlib import sha256
from pathlib import Path

import pytest
from openpyxl import load_workbook

from cl_pipeline.model.vintage import ConsolidatedValue
from cl_pipeline.sample.figures import FOLDER
from cl_pipeline.store import open_store
from tests.builders.command_line import CommandLine
from tests.builders.dump import dump
from tests.end_to_end.conftest import ROUNDS

pytestmark = pytest.mark.xdist_group("sample")

THRESHOLD = 5
"""The rule of five: indicators with data from at least five Member States."""


def counted_independently(round_year: int) -> dict[str, set[str]]:
    """Ten lines over the reviewed choices: who has a published figure, baseline or up to a year."""
    columns = {"baseline", *map(str, range(2022, round_year + 1))}
    with (FOLDER / "choices.csv").open(encoding="utf-8", newline="") as stream:
        rows = [row for row in csv.DictReader(stream) if int(row["round"]) <= round_year]
    reporting = defaultdict(set)
    for row in rows:
        is_total = {row["sex"], row["age"], row["location"], row["sector"]} == {"_T"}
        if row["figure"] and row["column"] in columns and is_total:
            reporting[row["indicator"]].add(row["sender"])
    return reporting


@pytest.mark.parametrize("round_year", ROUNDS)
def test_an_independent_count_agrees_with_the_coverage(sample_run, round_year):
    expected = counted_independently(round_year)

    coverage = sample_run.line.ask("coverage", "--round", round_year)

    assert coverage["round"] == round_year
    assert len(coverage["indicators"]) == 14
    for row in coverage["indicators"]:
        states = sorted(expected[row["indicator"]])
        meets = len(states) >= THRESHOLD
        assert sorted(row["reporting"]) == states, row["indicator"]
        assert (row["count"], row["threshold"]) == (len(states), THRESHOLD)
        assert row["meets_threshold"] == meets
        assert row["suggestion"] == ("keep" if meets else "assess_feasibility")


def test_nothing_of_the_sample_is_left_out(sample_run):
    rows = sample_run.line.ask("submissions")
    severities = {finding["severity"] for finding in sample_run.line.ask("findings")}

    assert len(rows) == len(sample_run.written)
    assert {row["state"] for row in rows} == {"accepted", "accepted_with_findings"}
    assert {row["sample"] for row in rows} == {True}
    assert severities <= {"warning", "question"}


def test_taking_the_same_drive_in_again_changes_no_row(sample_run, sampled):
    url = f"sqlite:///{sampled.data / 'cl_pipeline.db'}"
    archived = files_below(sampled.data / "archive")
    with open_store(url) as store:
        before = dump(store)

    again = sampled.ask("ingest", CL_NOW="2021-07-20T09:00:00+07:00")
    for year in ROUNDS:
        sampled.do("consolidate", "--round", year, CL_NOW="2021-07-20T09:00:00+07:00")

    with open_store(url) as store:
        after = dump(store)
    assert (again["arrivals"], again["unchanged"]) == (0, len(sample_run.written))
    assert again["submissions"] == []
    assert {name: rows for name, rows in before.items() if rows} != {}
    assert after == before
    assert files_below(sampled.data / "archive") == archived


def test_a_trace_agrees_with_the_cell_as_openpyxl_reads_it(sample_run):
    line = sample_run.line
    picked = numbers_picked_at_random(line, 10)

    for value in picked:
        traced = line.ask("trace", *question_for(value))

        source = line.drive / traced["submission"]["path"]
        typed = typed_in(source, traced["sheet"], traced["cell"])
        expected = {
            "key": value.trace_key, "sheet": value.sheet, "cell": value.cell,
            "unit": value.unit, "status": value.obs_status,
        }  # fmt: skip
        assert traced | expected == traced
        numbers = {Decimal(str(text)) for text in (typed, traced["value"], traced["as_typed"])}
        assert numbers == {value.value}
        assert traced["how_read"]
        assert traced["submission"]["sha256"] == sha256(source.read_bytes()).hexdigest()
        assert traced["submission"]["submission_id"] == value.submission_id


def numbers_picked_at_random(line: CommandLine, count: int) -> list[ConsolidatedValue]:
    """Numbers of the newest vintage and of the first, some of them broken down."""
    with open_store(f"sqlite:///{line.data / 'cl_pipeline.db'}") as store:
        newest, first = store.vintages.newest(), store.vintages.newest(ROUNDS[0])
    held = [value for value in newest.values if value.value is not None and not value.formula]
    assert first is not None
    assert {v.trace_key for v in first.values} <= {v.trace_key for v in newest.values}
    return random.Random(2025).sample(held, count)


def question_for(value: ConsolidatedValue) -> list[str]:
    """The words of ``cl-pipeline trace`` that ask for this value."""
    key = value.key
    options = [part for name, code in key.breakdown.given() for part in (f"--{name}", code)]
    return [key.indicator, value.sender, key.column, "--measure", key.measure, *options]


def typed_in(path: Path, sheet: str, cell: str) -> object:
    workbook = load_workbook(path, read_only=True)
    try:
        return workbook[sheet][cell].value
    finally:
        workbook.close()


def files_below(folder: Path) -> dict[str, int]:
    return {
        str(path.relative_to(folder)): path.stat().st_mtime_ns
        for path in folder.rglob("*")
        if path.is_file()
    }
