"""A number leads back to its cell, or says in one sentence why it is not there."""

import re
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cl_pipeline.errors import NotFound
from cl_pipeline.framework.loader import load_framework
from cl_pipeline.lineage.absence import absence_text
from cl_pipeline.lineage.downstream import decided_lines
from cl_pipeline.lineage.unused_values import unused_value_sentence
from cl_pipeline.model.breakdown import UNBROKEN
from cl_pipeline.model.codes import DecisionKind, Field, Severity
from cl_pipeline.model.finding import Finding
from cl_pipeline.model.identity import Digest, IndicatorKey
from cl_pipeline.model.trace import Absence, ExclusionReason, Trace
from cl_pipeline.model.workbook import CellKind, RawCell
from cl_pipeline.reading.numbers import read_number
from cl_pipeline.store.records import FileSeen
from cl_pipeline.workflows.lineage.downstream import check_place, downstream_of, submission_named
from cl_pipeline.workflows.lineage.tracing import explain_number
from cl_pipeline.workflows.pipeline import Pipeline
from tests.builders.pipelines import consolidated, decided, on_day, pipeline_in, store_draft, traced
from tests.builders.submissions import CHILD_LABOUR, child_labour


@pytest.fixture
def pipeline(tmp_path: Path) -> Pipeline:
    """A pipeline over an empty folder of this test."""
    return pipeline_in(tmp_path)


def explained(pipeline: Pipeline, year: str = "baseline", **more: str) -> Trace | Absence:
    return explain_number(pipeline, "A2", "KHM", year, UNBROKEN, measure="children", **more)


def cell() -> str:
    """Where the form asks for the number of children in the baseline."""
    return (
        child_labour()
        .cell(Field.VALUE, CHILD_LABOUR, measure="children", column="baseline", breakdown=UNBROKEN)
        .cell
    )


def note(severity: Severity, sheet: str | None, cell: str | None, code: str = "SOME") -> Finding:
    words = ("found something odd", "a number", "please look again")
    return Finding(code, severity, sheet, cell, *words, IndicatorKey(CHILD_LABOUR))


def only_sentence(found: Trace | Absence) -> tuple[ExclusionReason, str]:
    """Why the only thing that was sent does not stand, and its sentence."""
    assert isinstance(found, Absence)
    (held,) = found.unused
    return held.why, unused_value_sentence(held)


def test_a_value_of_a_return_that_could_not_be_read_says_so(pipeline: Pipeline) -> None:
    """The sentence names the file, the value, its cell and what was found."""
    typed = child_labour("1234")
    typed.stored(pipeline, note(Severity.REJECT, None, None))
    consolidated(pipeline)

    why, sentence = only_sentence(explained(pipeline))

    assert why == ExclusionReason.UNREADABLE
    assert sentence.startswith("2021/KHM/a_list.xlsx (S-")
    assert f"says 1234 (2020) in sheet A2, cell {cell()}" in sentence
    assert sentence.endswith("the return could not be read: found something odd")


def test_a_file_from_which_nothing_was_read_says_so(pipeline: Pipeline) -> None:
    """A file that names nobody is looked for in the folder of the Member State."""
    nameless = replace(child_labour().draft(), identity=None, sheets=(), observations=())
    store_draft(pipeline, nameless, note(Severity.REJECT, None, None), name="KHM/a_list")
    consolidated(pipeline)

    why, sentence = only_sentence(explained(pipeline))

    assert why == ExclusionReason.UNREADABLE
    assert "may hold it, but it does not count: the return could not be read" in sentence


def test_a_cell_that_gave_no_value_says_so(pipeline: Pipeline) -> None:
    """The form says what the cell would have meant."""
    child_labour(None).stored(pipeline, note(Severity.OMIT, "A2", cell()))
    consolidated(pipeline)

    why, sentence = only_sentence(explained(pipeline))

    assert why == ExclusionReason.OMITTED
    assert f"has something in sheet A2, cell {cell()}, that gave no value" in sentence


def test_a_sheet_the_cover_does_not_declare_says_so(pipeline: Pipeline) -> None:
    """Entries on such a sheet are not read; the finding on the sheet tells of them."""
    other = child_labour(None)
    other.observations.clear()
    other.covers = ("A11",)
    finding = note(Severity.WARNING, "A2", None, code="SHEET_NOT_COVERED")
    other.stored(pipeline, finding)
    consolidated(pipeline)

    why, sentence = only_sentence(explained(pipeline))

    assert why == ExclusionReason.NOT_COVERED
    assert sentence.endswith("its cover does not declare sheet A2")


def test_a_superseded_value_says_which_return_speaks(pipeline: Pipeline) -> None:
    """A newer return of the round leaves the number out."""
    child_labour("1234").stored(pipeline)
    newer = child_labour(None).stored(pipeline, day=1)
    consolidated(pipeline)

    why, sentence = only_sentence(explained(pipeline))

    assert why == ExclusionReason.SUPERSEDED
    assert sentence.endswith(f"the newer return {newer.submission_id} speaks for sheet A2")


def test_a_withdrawn_value_says_who_decided_when_and_why(pipeline: Pipeline) -> None:
    """The decision is part of the sentence."""
    sent = child_labour("1234").stored(pipeline)
    decided(pipeline, DecisionKind.WITHDRAW, sent.submission_id, day=2)
    consolidated(pipeline)

    why, sentence = only_sentence(explained(pipeline))

    assert why == ExclusionReason.WITHDRAWN
    assert sentence.endswith("withdrawn on 03 July 2021 by the Secretariat (as agreed)")


def test_a_late_value_says_that_its_round_was_closed(pipeline: Pipeline) -> None:
    """It says also that a decision can let it count."""
    decided(pipeline, DecisionKind.CLOSE_ROUND, "2021", day=2)
    child_labour("1234").stored(pipeline, day=3)
    consolidated(pipeline)

    why, sentence = only_sentence(explained(pipeline))

    assert why == ExclusionReason.AFTER_CLOSING
    assert "it came after round 2021 was closed on 03 July 2021" in sentence
    assert sentence.endswith("a decision can let it count")


def test_a_value_that_came_after_the_vintage_says_so(pipeline: Pipeline) -> None:
    """The next consolidation takes it in."""
    child_labour(None).stored(pipeline)
    consolidated(pipeline)
    child_labour("1234").stored(pipeline, day=12)

    assert only_sentence(explained(pipeline))[0] == ExclusionReason.NOT_CONSOLIDATED


def test_a_value_revised_in_a_later_round_is_shown_beside_what_stands(pipeline: Pipeline) -> None:
    """The way back tells what the number was before."""
    child_labour("1000").stored(pipeline)
    later = child_labour(None, round=2022)
    later.type_value(CHILD_LABOUR, "children", "1100", column="baseline")
    later.stored(pipeline, day=400)
    consolidated(pipeline, 2022, day=410)

    found = explained(pipeline)

    assert isinstance(found, Trace)
    assert found.value.value == 1100
    (before,) = found.earlier
    assert before.why == ExclusionReason.LATER_ROUND
    assert "says 1000 (2020)" in unused_value_sentence(before)
    assert unused_value_sentence(before).endswith("says 1100 (2020) instead")


def test_what_nobody_sent_is_still_not_found(pipeline: Pipeline) -> None:
    """There is nothing to explain; the message names what is held."""
    child_labour().stored(pipeline)
    consolidated(pipeline)

    with pytest.raises(NotFound, match="held are children baseline"):
        explained(pipeline, "1999")


def test_a_number_that_does_not_stand_is_told_with_the_reason(pipeline: Pipeline) -> None:
    """The sentences say that none stands, and what became of what was sent."""
    sent = child_labour("1234").stored(pipeline)
    decided(pipeline, DecisionKind.WITHDRAW, sent.submission_id, day=2)
    consolidated(pipeline)

    found = explained(pipeline)

    assert isinstance(found, Absence)
    assert re.match(r"No number stands .*\n.* was withdrawn", absence_text(found))


def test_a_computed_rate_leads_to_the_cells_of_both_counts(pipeline: Pipeline) -> None:
    """Each input comes with its text as typed and its file."""
    child_labour("1000").stored(pipeline)
    consolidated(pipeline)

    found = traced(pipeline, "pct")

    assert [input_.observation.as_typed for input_ in found.inputs] == ["1000", "10000"]
    assert [input_.address for input_ in found.inputs] == list(found.value.inputs)


counts = st.integers(1, 9999)
returns = st.lists(
    st.tuples(st.sampled_from(["KHM", "LAO"]), st.sampled_from([2021, 2022]), counts, counts),
    min_size=1,
    max_size=5,
    unique_by=lambda row: row[:2],
)


@given(returns)
@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_every_number_ends_in_cells_that_give_it_and_these_lead_to_it(
    rows: list[tuple[str, int, int, int]],
) -> None:
    """Back to typed texts that re-read to the inputs, the formula gives the number, and forward."""
    with TemporaryDirectory() as folder:
        pipeline = pipeline_in(Path(folder))
        for day, (sender, year, children, more) in enumerate(rows):
            typed = child_labour(None, round=year, sender=sender)
            typed.observations.clear()
            typed.type_value(CHILD_LABOUR, "children", str(children))
            typed.type_value(CHILD_LABOUR, "population", str(children + more))
            typed.stored(pipeline, day=day, name=str(day))
        vintage = consolidated(on_day(pipeline, 20), 2022, day=500)

        for value in vintage.values:
            about = (value.key.indicator, value.sender, value.key.column)
            found = traced(pipeline, value.key.measure, about=about, breakdown=value.key.breakdown)
            assert found.value == value
            inputs = [(input_.observation, input_.submission) for input_ in found.inputs]
            numbers = []
            for seen, sent in inputs or [(found.observation, found.submission)]:
                raw = RawCell(seen.cell, CellKind.NUMBER, seen.as_typed)
                numbers.append(read_number(raw, "en", load_framework().gap_codes).value)
                assert numbers[-1] == seen.value
                reached = downstream_of(pipeline, sent, seen.sheet, seen.cell).vintages
                assert any(value in one.values for one in reached)
            assert value.value == _formula(value.formula, numbers)


def _formula(name: str | None, numbers: list[Decimal | None]) -> Decimal | None:
    if name is None:
        return numbers[0]
    above, below = numbers
    assert above is not None
    assert below is not None
    return round(100 * above / below, 2)


def test_a_file_is_found_by_path_by_id_and_by_itself(pipeline: Pipeline, tmp_path: Path) -> None:
    """Whatever a person has at hand names the submission."""
    sent = child_labour().stored(pipeline)

    names = [sent.submission_id, sent.path]

    assert [submission_named(pipeline, name).digest for name in names] == [sent.digest] * 2
    with pytest.raises(NotFound, match="nothing was taken in as"):
        submission_named(pipeline, "elsewhere.xlsx")


def test_a_local_file_that_was_never_taken_in_is_named(pipeline: Pipeline, tmp_path: Path) -> None:
    """Its digest would tell nobody which file is meant."""
    (tmp_path / "mine.xlsx").write_bytes(b"of my own")

    with pytest.raises(NotFound, match=r"nothing was read from .*mine\.xlsx"):
        submission_named(pipeline, str(tmp_path / "mine.xlsx"))


@pytest.mark.parametrize(
    ("sheet", "at", "said"),
    [("A77", None, "has no sheet 'A77'; its sheets are"), ("A2", "29C", "'29C' is no cell")],
)
def test_a_place_that_no_form_has_is_told(
    pipeline: Pipeline, sheet: str, at: str | None, said: str
) -> None:
    """It is a slip, and not a place that nothing stands on."""
    sent = child_labour().stored(pipeline)

    check_place(pipeline, sent, "A2", cell())
    with pytest.raises(NotFound, match=said):
        check_place(pipeline, sent, sheet, at)


@pytest.mark.parametrize("noted", ["removed", "waiting"])
def test_a_file_no_longer_on_the_drive_is_still_known_by_its_path(
    pipeline: Pipeline, noted: str
) -> None:
    """What the register notes about a path has no content; the file that lay there has."""
    sent = child_labour().stored(pipeline)
    note_of_it = FileSeen(sent.path, Digest(""), 0, 0, noted)
    pipeline.store.received_files.record([note_of_it], received_at=pipeline.now(), run_id="run-1")

    assert submission_named(pipeline, sent.path).digest == sent.digest


def test_a_cell_reaches_coverage_outcome_and_decisions(pipeline: Pipeline) -> None:
    """Everything that rests on the headline cell is named."""
    sent = child_labour().stored(pipeline)
    decided(pipeline, DecisionKind.CLOSE_ROUND, "2021", day=9)
    consolidated(pipeline)

    found = downstream_of(pipeline, sent, "A2", cell())

    (vintage,) = found.vintages
    assert [value.key.measure for value in vintage.values] == ["children", "pct"]
    assert [one.column for one in vintage.coverage] == ["baseline"]
    assert [outcome.position for outcome in vintage.outcomes] == ["A2"]
    assert [decision.kind for decision in found.decisions] == [DecisionKind.CLOSE_ROUND]
    assert list(decided_lines(found)) == []
