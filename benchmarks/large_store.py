"""A store of millions of observations, filled in the database itself."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from sqlalchemy import Connection, insert, text

from cl_pipeline.framework.loader import load_framework
from cl_pipeline.model.breakdown import DIMENSIONS
from cl_pipeline.model.codes import (
    CoverageState,
    FormKey,
    ListLetter,
)
from cl_pipeline.model.identity import (
    Digest,
    RoundYear,
    VintageId,
    reporting_columns,
    submission_id,
)
from cl_pipeline.model.vintage import CoverageEntry, Vintage
from cl_pipeline.review.rule_of_five import rule_of_five
from cl_pipeline.store.mapper import to_row
from cl_pipeline.store.records import FileSeen
from cl_pipeline.store.tables import (
    consolidation,
    coverage,
    rule_outcome,
    submission,
    submission_sheet,
    vintage,
)
from cl_pipeline.store.vintages import outcome_row
from cl_pipeline.workflows.pipeline import Pipeline

VALUES_PER_SUBMISSION = 3_000

FRAMEWORK = load_framework()
INDICATORS = FRAMEWORK.on_list(ListLetter.A)
SENDERS = sorted(state.code for state in FRAMEWORK.member_states)
ROUNDS = FRAMEWORK.rounds
LAST = max(ROUNDS)
KEY = "roadmap_2025"
DIMENSION_COLUMNS = ", ".join(DIMENSIONS)
DIMENSION_CODES = ", ".join(
    "t.location" if dimension == "location" else "'_T'" for dimension in DIMENSIONS
)


def fill(pipeline: Pipeline, observations: int) -> None:
    """As many returns as hold so many observations, and a vintage of every round."""
    newest: dict[tuple[str, int], str] = {}
    per_round = observations // VALUES_PER_SUBMISSION // (len(SENDERS) * len(ROUNDS))
    for round_year in ROUNDS:
        for number in range(max(2, per_round)):
            _submissions(pipeline, round_year, number, newest)
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


def _submissions(
    pipeline: Pipeline, round_year: RoundYear, number: int, newest: dict[tuple[str, int], str]
) -> None:
    """One return of every Member State, a day after the one before."""
    when = datetime(round_year, 7, 1, tzinfo=UTC) + timedelta(days=number)
    digests = {
        sender: Digest(sha256(f"{sender}{round_year}{number}".encode()).hexdigest())
        for sender in SENDERS
    }
    files = [
        FileSeen(f"{round_year}/{sender}/{number}.xlsx", digest, 1, number, "submission")
        for sender, digest in digests.items()
    ]
    pipeline.store.received_files.record(files, received_at=when, run_id="benchmark")
    with pipeline.store.database.writing() as connection:
        for sender, digest in digests.items():
            key = {"framework": KEY, "submission_id": submission_id(digest)}
            connection.execute(
                insert(submission).values(
                    **key, digest=digest, form=FormKey.A_LIST.value, version="1.1",
                    round=round_year, sender=sender, institution="Ministry", is_sample=True,
                    read_state="accepted", finding_count=number,
                    observation_count=VALUES_PER_SUBMISSION,
                    content_digest=digest, code_version="1", run_id="benchmark", read_at=when,
                )
            )  # fmt: skip
            sheets = [indicator.position for indicator in INDICATORS]
            rows = [{**key, "sheet": sheet, "position": at} for at, sheet in enumerate(sheets)]
            connection.execute(insert(submission_sheet), rows)
            newest[sender, round_year] = submission_id(digest)


def _template(connection: Connection) -> None:
    """The cells of one submission: every indicator's measures by units of the first level."""
    connection.execute(
        text(
            "CREATE TEMPORARY TABLE cell_template (sheet text, cell text, indicator text, "
            "measure text, location text, unit text, number integer)"
        )
    )
    per_sheet = VALUES_PER_SUBMISSION // len(INDICATORS)
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
    o.reporting_column, {", ".join(f"o.{dimension}" for dimension in DIMENSIONS)}, o.value, o.unit,
    o.reference_year, o.obs_status, o.conf_status, o.round, o.submission_id, o.sheet, o.cell, '[]',
    CASE WHEN o.round < :round THEN '["carried"]' ELSE '[]' END
FROM observation AS o JOIN newest_submission AS n ON n.submission_id = o.submission_id
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
    connection.execute(text("DROP TABLE IF EXISTS newest_submission"))
    connection.execute(
        text("CREATE TEMPORARY TABLE newest_submission (submission_id text, round integer)")
    )
    rows = [{"submission": submission, "round": year} for (_, year), submission in newest.items()]
    connection.execute(text("INSERT INTO newest_submission VALUES (:submission, :round)"), rows)
    given = {"vintage": name, "round": round_year}
    connection.execute(text(CONSOLIDATED), given)
    connection.execute(text(COMPUTED), given)
    entries = tuple(_entries(round_year, newest))
    made_of = Vintage(name, round_year, "", "", "1", (), entries, (), (), True)
    outcomes = [outcome_row(outcome) for outcome in rule_of_five(made_of, FRAMEWORK)]
    for table, parts in ((coverage, map(to_row, entries)), (rule_outcome, outcomes)):
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
