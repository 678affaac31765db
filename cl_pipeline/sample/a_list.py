"""The entries of one A-list submission: rows as a ministry's VALUES.csv would hold them.

Every number comes from one choice and so from one published figure; a headline total that has no
figure holds a gap code.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from cl_pipeline.errors import BrokenInvariant
from cl_pipeline.model.breakdown import OWN_ROW, TOTAL
from cl_pipeline.model.codes import Field, ListLetter
from cl_pipeline.model.framework import Framework
from cl_pipeline.model.identity import BASELINE, OTHER_PREFIX, ColumnKey, column_order, due_column
from cl_pipeline.model.indicators import Indicator
from cl_pipeline.sample.figures import (
    Choice,
    PublishedFigure,
    SampleSubmission,
    load_choices,
    load_figures,
)

NOT_AVAILABLE = "m"
"""The gap code for: not available, no reason given."""

CITED = "Illustration from published sources."
NOTHING_PUBLISHED = (
    "In the sources collected, no figure that fits this column had been published by the deadline."
)

NAMED_LOCATIONS = frozenset({TOTAL, "U", "R"})
OWN_AGES = {"Y5T12": "5-12", "Y13T14": "13-14"}
"""A country's own age groups, with the words the sender would type."""

ValueEntry = dict[str, str]
"""One row of VALUES.csv: the key columns that apply, and ``value``."""


def entry(field: Field, value: str, **keys: str) -> ValueEntry:
    """One row of VALUES.csv; a key that is not named does not apply."""
    return {"field": field.value, **keys, "value": value}


def a_list_entries(framework: Framework, submission: SampleSubmission) -> list[ValueEntry]:
    """All entries of one A-list submission, sheet by sheet.

    Grain: one cell. Key: the map's key columns, here only those that apply. ``value`` is the text
    to be typed: a number as published, a gap code or words.

    Raises:
        BrokenInvariant: figures of one column differ in reference year, year of publication or a
            declared property.
    """
    indicators = framework.on_list(ListLetter.A)
    rows = [*cover_entries(submission), *_covers(indicators, submission)]
    for indicator in indicators:
        if submission.is_covered(indicator.key):
            rows.extend(_sheet(framework, submission, indicator))
    return rows


def cover_entries(submission: SampleSubmission) -> Iterator[ValueEntry]:
    """The cover's own cells; the contact is a role at a domain reserved for examples."""
    yield entry(Field.INSTITUTION, submission.institution)
    yield entry(Field.CONTACT_NAME, "Focal point")
    yield entry(Field.CONTACT_ADDRESS, f"focal-point.{submission.sender.lower()}@example.org")
    yield entry(Field.FILLED_ON, submission.filled_on.isoformat())


def own_label(choice: Choice) -> tuple[str, str] | None:
    """Dimension and name where the sender must name the row itself, else None."""
    breakdown = choice.breakdown
    if breakdown.location not in NAMED_LOCATIONS:
        return "location", breakdown.location
    if breakdown.age in OWN_AGES:
        return "age", OWN_AGES[breakdown.age]
    return None


def _covers(indicators: Sequence[Indicator], submission: SampleSubmission) -> Iterator[ValueEntry]:
    for indicator in indicators:
        answer = "yes" if submission.is_covered(indicator.key) else "no"
        keys = {"indicator": indicator.key, "attribute": indicator.position}
        yield entry(Field.COVERS, answer, **keys)
    for sheet in ("C list", "Support needed", "Good practice"):
        yield entry(Field.COVERS, "no", attribute=sheet)


def _sheet(
    framework: Framework, submission: SampleSubmission, indicator: Indicator
) -> Iterator[ValueEntry]:
    due = due_column(framework.rounds, submission.round)
    about = (submission.round, submission.sender, indicator.key)
    chosen = [
        choice
        for choice in load_choices()
        if (choice.round, choice.sender, choice.indicator) == about
    ]
    given = {
        choice.measure for choice in chosen if choice.column == due and choice.breakdown.is_total
    }
    missing = [measure.key for measure in indicator.headlines if measure.key not in given]
    institutions = (
        supplier.institution
        for supplier in framework.suppliers
        if (supplier.sender, supplier.indicator) == about[1:]
    )
    reasons = dict.fromkeys(choice.reason for choice in chosen if choice.column == due)
    how = f"How the figures were chosen: {'; '.join(reasons)}." if reasons else NOTHING_PUBLISHED
    keys = {"indicator": indicator.key}
    yield entry(Field.INSTITUTION, next(institutions, submission.institution), **keys)
    yield entry(Field.AVAILABLE, ("partly" if chosen else "no") if missing else "yes", **keys)
    yield entry(Field.PROGRESS_DESCRIPTION, f"{CITED} {how}", **keys, column=due)
    ticked = {"column": due, "attribute": "THIS_REPORT", "entry": "1"}
    yield entry(Field.DESCRIPTION_FROM, "x", **keys, **ticked)
    for measure in missing:
        yield entry(Field.VALUE, NOT_AVAILABLE, **keys, measure=measure, column=due)
    chosen.sort(key=lambda choice: column_order(choice.column))
    revisions: dict[ColumnKey, dict[str, None]] = defaultdict(dict)
    for choice in chosen:
        if choice.revision_reason:
            # Columns for other years have no cell for it; any of the sheet serves.
            is_other = choice.column.startswith(OTHER_PREFIX)
            revisions[BASELINE if is_other else choice.column][choice.revision_reason] = None
    for column, texts in revisions.items():
        yield entry(Field.REVISION_REASON, " ".join(texts), **keys, column=column)
    for column, group in groupby(chosen, key=lambda choice: choice.column):
        yield from _column_head(indicator, column, list(group))
    yield from _values(chosen)


def _column_head(
    indicator: Indicator, column: ColumnKey, chosen: Sequence[Choice]
) -> Iterator[ValueEntry]:
    """The entries that describe the figures of one column: years, source, definition, ages."""
    figures = [load_figures()[choice.figure_id] for choice in chosen if choice.figure_id]
    figures.sort(key=lambda figure: not figure.breakdown.is_total)
    keys = {"indicator": indicator.key, "column": column}
    for field, text in _descriptions(indicator, figures):
        if text:
            yield entry(field, text, **keys)
    choices = {attribute.key: dict(attribute.choices) for attribute in indicator.attributes}
    for key, code in sorted({pair for figure in figures for pair in figure.attributes}):
        if code not in choices.get(key, {}):
            raise BrokenInvariant(f"{indicator.position} has no {key}={code}; see figures.csv")
        yield entry(Field.ATTRIBUTE, choices[key][code], **keys, attribute=key)


def _descriptions(
    indicator: Indicator, figures: Sequence[PublishedFigure]
) -> Iterator[tuple[Field, str]]:
    years = {(figure.reference_year, figure.source_year) for figure in figures}
    if len(years) != 1:
        raise BrokenInvariant(
            f"{indicator.position}: one column holds figures of several years, of reference and of "
            f"publication: {sorted(years)}; give them columns of their own in choices.csv"
        )
    ((reference_year, source_year),) = years
    yield Field.REFERENCE_YEAR, str(reference_year)
    yield Field.SOURCE, _sources(figures)
    yield Field.SOURCE_YEAR, str(source_year)
    yield Field.DEFINITION, _joined(figure.definition for figure in figures)
    if indicator.age_range != "_Z":
        ages = [figure.age_range for figure in figures if figure.breakdown.is_total]
        yield Field.AGE_RANGE, _joined(ages or [figure.age_range for figure in figures])


def _sources(figures: Sequence[PublishedFigure]) -> str:
    # Girls' and boys' series of one publication have titles of their own; the total's is enough.
    named: dict[tuple[str, str], str] = {}
    for figure in figures:
        measure = figure.measure if figure.breakdown.is_total else ""
        if measure or not any(publisher == figure.publisher for publisher, _ in named):
            named[figure.publisher, measure] = figure.source
    return _joined(named.values())


def _joined(texts: Iterable[str]) -> str:
    return " · ".join(dict.fromkeys(text for text in texts if text))


def _values(chosen: Sequence[Choice]) -> Iterator[ValueEntry]:
    own_rows: dict[tuple[str, str], list[str]] = {}
    for choice in chosen:
        keys = {"indicator": choice.indicator, "measure": choice.measure}
        breakdown = choice.breakdown
        cell = {"sex": breakdown.sex, "sector": breakdown.sector}
        label = own_label(choice)
        if label is None:
            cell |= {"age": breakdown.age, "location": breakdown.location}
        else:
            dimension, name = label
            names = own_rows.setdefault((choice.measure, dimension), [])
            is_new = name not in names
            if is_new:
                names.append(name)
            number = str(names.index(name) + 1)
            row = {dimension: f"{OWN_ROW}{number}", "entry": number}
            if is_new:
                yield entry(Field.ROW_LABEL, name, **keys, **row)
            cell |= row
        text = choice.gap or load_figures()[choice.figure_id or ""].printed
        yield entry(Field.VALUE, text, **keys, **cell, column=choice.column)
