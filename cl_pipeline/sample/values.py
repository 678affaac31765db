"""The entries of one A-list return: rows as a ministry's VALUES.csv would hold them.

Input: the framework and a row of ``submissions.csv``; output: rows with the map's key columns and
``value``. Guarantee: every number comes from one choice and so from one published figure; a total
that must be given and has no figure holds a gap code.
"""

from collections.abc import Iterator, Sequence
from itertools import groupby

from cl_pipeline.model.breakdown import OWN_ROW, TOTAL
from cl_pipeline.model.codes import Field, ListLetter
from cl_pipeline.model.framework import Framework
from cl_pipeline.model.identity import ColumnKey, column_order, due_column
from cl_pipeline.model.indicators import Indicator
from cl_pipeline.sample.column_labels import format_column
from cl_pipeline.sample.figures import Choice, SampleSubmission, load_choices, load_figures

NOT_AVAILABLE = "m"
"""The gap code for: not available, no reason given."""

CITED = "Illustration from published sources."
NOTHING_PUBLISHED = (
    "In the sources collected, no figure that fits this column had been published by the deadline."
)

NAMED_LOCATIONS = frozenset({TOTAL, "U", "R"})
OWN_AGES = {"Y5T12": "5-12", "Y13T14": "13-14"}
"""A country's own age groups, with the words the sender would type."""

Entry = dict[str, str]


def entry(field: Field, value: str, **keys: str) -> Entry:
    """One row of VALUES.csv; a key that is not named does not apply."""
    return {"field": field.value, **keys, "value": value}


def a_list_values(framework: Framework, sample_submission: SampleSubmission) -> list[Entry]:
    """All entries of one A-list return, sheet by sheet.

    Grain: one cell. Key: the map's key columns, here only those that apply. ``value`` is the text
    to be typed: a number as published, a gap code or words.
    """
    indicators = framework.on_list(ListLetter.A)
    rows = [*cover_entries(sample_submission), *_covers(indicators, sample_submission)]
    for indicator in indicators:
        if sample_submission.is_covered(indicator.key):
            rows.extend(_sheet(framework, sample_submission, indicator))
    return rows


def cover_entries(sample_submission: SampleSubmission) -> Iterator[Entry]:
    """The cover's own cells; the contact is a role at a domain reserved for examples."""
    yield entry(Field.INSTITUTION, sample_submission.institution)
    yield entry(Field.CONTACT_NAME, "Focal point")
    yield entry(
        Field.CONTACT_ADDRESS, f"focal-point.{sample_submission.sender.lower()}@example.org"
    )
    yield entry(Field.FILLED_ON, sample_submission.filled_on.isoformat())


def _covers(
    indicators: Sequence[Indicator], sample_submission: SampleSubmission
) -> Iterator[Entry]:
    for indicator in indicators:
        answer = "yes" if sample_submission.is_covered(indicator.key) else "no"
        keys = {"indicator": indicator.key, "attribute": indicator.position}
        yield entry(Field.COVERS, answer, **keys)
    for sheet in ("C list", "Support needed", "Good practice"):
        yield entry(Field.COVERS, "no", attribute=sheet)


def _sheet(
    framework: Framework, sample_submission: SampleSubmission, indicator: Indicator
) -> Iterator[Entry]:
    due = due_column(framework.rounds, sample_submission.round)
    chosen = [
        choice
        for choice in load_choices()
        if (choice.round, choice.sender, choice.indicator)
        == (sample_submission.round, sample_submission.sender, indicator.key)
    ]
    about = {"indicator": indicator.key}
    yield entry(Field.INSTITUTION, _contributor(framework, sample_submission, indicator), **about)
    yield entry(Field.AVAILABLE, _available(chosen, due, indicator), **about)
    yield entry(Field.PROGRESS_DESCRIPTION, _description(chosen, due), **about, column=due)
    ticked = {"column": due, "attribute": "THIS_REPORT", "entry": "1"}
    yield entry(Field.DESCRIPTION_FROM, "x", **about, **ticked)
    yield from _gaps(chosen, due, indicator)
    chosen.sort(key=lambda choice: column_order(choice.column))
    for column, group in groupby(chosen, key=lambda choice: choice.column):
        yield from format_column(indicator, column, list(group))
    yield from _values(chosen)


def _contributor(
    framework: Framework, sample_submission: SampleSubmission, indicator: Indicator
) -> str:
    for supplier in framework.suppliers:
        if (supplier.sender, supplier.indicator) == (sample_submission.sender, indicator.key):
            return supplier.institution
    return sample_submission.institution


def _given_totals(chosen: Sequence[Choice], column: ColumnKey) -> set[str]:
    return {one.measure for one in chosen if one.column == column and one.place.is_total}


def _available(chosen: Sequence[Choice], due: ColumnKey, indicator: Indicator) -> str:
    given = _given_totals(chosen, due)
    if given.issuperset(measure.key for measure in indicator.headlines):
        return "yes"
    return "partly" if chosen else "no"


def _description(chosen: Sequence[Choice], due: ColumnKey) -> str:
    reasons = dict.fromkeys(one.reason for one in chosen if one.column == due)
    said = f"How the figures were chosen: {'; '.join(reasons)}." if reasons else NOTHING_PUBLISHED
    return f"{CITED} {said}"


def _gaps(chosen: Sequence[Choice], due: ColumnKey, indicator: Indicator) -> Iterator[Entry]:
    given = _given_totals(chosen, due)
    for measure in indicator.headlines:
        if measure.key not in given:
            keys = {"indicator": indicator.key, "measure": measure.key, "column": due}
            yield entry(Field.VALUE, NOT_AVAILABLE, **keys)


def _values(chosen: Sequence[Choice]) -> Iterator[Entry]:
    own_rows: dict[tuple[str, str], list[str]] = {}
    for one in chosen:
        keys = {"indicator": one.indicator, "measure": one.measure}
        label = own_label(one)
        cell = {"sex": one.place.sex, "sector": one.place.sector}
        if label is None:
            cell |= {"age": one.place.age, "location": one.place.location}
        else:
            dimension, name = label
            names = own_rows.setdefault((one.measure, dimension), [])
            if name not in names:
                names.append(name)
                number = str(len(names))
                place = {dimension: f"{OWN_ROW}{number}", "entry": number}
                yield entry(Field.ROW_LABEL, name, **keys, **place)
            number = str(names.index(name) + 1)
            cell |= {dimension: f"{OWN_ROW}{number}", "entry": number}
        yield entry(Field.VALUE, _text(one), **keys, **cell, column=one.column)


def own_label(choice: Choice) -> tuple[str, str] | None:
    """Dimension and name where the sender must name the row itself, else None."""
    if choice.place.location not in NAMED_LOCATIONS:
        return "location", choice.place.location
    if choice.place.age in OWN_AGES:
        return "age", OWN_AGES[choice.place.age]
    return None


def _text(choice: Choice) -> str:
    return choice.gap or load_figures()[choice.figure_id or ""].printed
