"""The rule of five over the sample, counted a second time by SQL that shares no code with it."""

import sqlite3

import pytest

from cl_pipeline.framework.loader import load_framework
from cl_pipeline.model.codes import ListLetter
from tests.end_to_end.conftest import ROUNDS

COUNT = """
SELECT o.indicator, count(DISTINCT o.sender)
FROM observation o
JOIN submission s ON s.submission_id = o.submission_id AND s.read_state <> 'rejected'
WHERE o.round = ? AND o.reporting_column = ? AND o.indicator || '.' || o.measure IN ({headlines})
  AND '_T' = ALL_OF(o.sex, o.age, o.location, o.sector, o.nationality,
                    o.agency, o.channel, o.venue, o.scope)
  AND (o.value IS NOT NULL OR o.gap_code IN ('n', 'c')) AND o.sender <> 'TLS'
  AND NOT EXISTS (SELECT 1 FROM finding f WHERE f.submission_id = o.submission_id
                  AND f.sheet = o.sheet AND f.cell = o.cell AND f.severity = 'omit')
GROUP BY o.indicator
"""
"""Nothing was withdrawn, closed or sent twice in this run, so every readable submission counts."""


def _all_of(*codes: str) -> str:
    return codes[0] if len(set(codes)) == 1 else "broken down"


@pytest.mark.parametrize("round_year", ROUNDS)
def test_the_rule_counts_what_plain_sql_counts(sample_run, round_year):
    roadmap = load_framework()
    listed = roadmap.on_list(ListLetter.A)
    headlines = [
        f"{indicator.key}.{measure.key}" for indicator in listed for measure in indicator.headlines
    ]
    column = "baseline" if round_year == 2021 else str(round_year)
    database = sqlite3.connect(sample_run.line.data / "cl_pipeline.db")
    database.create_function("ALL_OF", -1, _all_of)

    places = ", ".join("?" * len(headlines))
    counted = dict(
        database.execute(COUNT.format(headlines=places), (round_year, column, *headlines))
    )
    database.close()

    outcomes = sample_run.line.ask("coverage", "--round", round_year)["indicators"]
    assert {outcome["indicator"]: outcome["count"] for outcome in outcomes} == {
        indicator.key: counted.get(indicator.key, 0) for indicator in listed
    }
    assert any(counted.values())
