"""The same pipeline with the store in PostgreSQL: one setting, the same results."""

import os
from collections.abc import Iterator

import pytest

from cl_pipeline.store import open_store
from tests.builders.command_line import CommandLine
from tests.builders.dump import dump
from tests.builders.postgres import database, opened_server
from tests.builders.submissions import EDUCATION
from tests.builders.submissions_on_drive import put

pytestmark = [pytest.mark.postgres, pytest.mark.xdist_group("end to end")]

OF_THE_RUN = frozenset({"run_id"})


@pytest.fixture
def postgres_url() -> Iterator[str]:
    """The address of an empty database of this test's own."""
    with opened_server() as server, database(server, f"cl_pipeline_{os.getpid()}") as url:
        yield url


def test_the_pipeline_on_postgresql_gives_what_it_gives_on_sqlite(line, submitted, postgres_url):
    put(line, submitted(A2="1000"), "2021/KHM/labour.xlsx")
    put(line, submitted(A11="95.5", institution=EDUCATION), "2021/KHM/education.xlsx")
    put(line, submitted(sender="LAO", A2="300"), "2021/LAO/return.xlsx")

    on_sqlite = results_of(line)
    line.settings["CL_DATABASE_URL"] = postgres_url
    on_postgres = results_of(line)

    assert on_postgres == on_sqlite
    with open_store(f"sqlite:///{line.data / 'cl_pipeline.db'}") as store:
        expected = dump(store, without=OF_THE_RUN)
    with open_store(postgres_url) as store:
        assert dump(store, without=OF_THE_RUN) == expected


def results_of(line: CommandLine) -> list[object]:
    line.do("ingest")
    second = line.ask("ingest")
    put(line, line.drive / "2021/LAO/return.xlsx", "2021/LAO/again.xlsx", minute=9)
    line.do("ingest")
    vintage = line.ask("consolidate", "--round", "2021")
    coverage = line.ask("coverage", "--round", "2021")
    traced = line.ask("trace", "A2", "KHM", "baseline")
    education = next(
        submission
        for submission in line.ask("submissions")
        if submission["institution"] == EDUCATION
    )
    line.do(
        "decide", "withdraw", education["submission_id"], "--by", "ASEC", "--why", "At its wish."
    )
    after = line.ask("consolidate", "--round", "2021")
    (line.drive / "2021/LAO/again.xlsx").unlink()
    states = [(submission["path"], submission["state"]) for submission in line.ask("submissions")]
    return [second["unchanged"], vintage, coverage, traced["value"], after, states]
