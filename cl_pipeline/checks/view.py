"""A submission as the rules see it, and where its form asks for something."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import TypeVar

from cl_pipeline.catalogue import finding
from cl_pipeline.errors import BrokenInvariant
from cl_pipeline.model.breakdown import UNBROKEN, Breakdown
from cl_pipeline.model.codes import Field, Severity
from cl_pipeline.model.finding import Finding
from cl_pipeline.model.form import FormCell, FormDescription, FormIdentity
from cl_pipeline.model.framework import Framework
from cl_pipeline.model.identity import ColumnKey, IndicatorKey, MeasureKey, column_order
from cl_pipeline.model.indicators import Indicator, Measure
from cl_pipeline.model.keys import address_order
from cl_pipeline.model.labels import breakdown_label
from cl_pipeline.model.number_format import format_exact
from cl_pipeline.model.observation import Entry, Observation
from cl_pipeline.model.submission import SubmissionDraft

Address = tuple[str, str]
"""Sheet and cell."""

YES, NO = "yes", "no"
"""Codes of an answer."""


class FormCells:
    """The input cells of one form description, found by what they mean."""

    def __init__(self, description: FormDescription) -> None:
        self.description = description
        self._cells: dict[tuple[object, ...], FormCell] = {}
        self._about: dict[IndicatorKey | None, list[FormCell]] = {}
        self._at = {(cell.sheet, cell.cell): cell for cell in description.cells}
        for cell in description.cells:
            self._about.setdefault(cell.indicator, []).append(cell)
            meaning = (cell.field, cell.indicator, cell.measure, cell.column, cell.attribute)
            self._cells.setdefault(meaning, cell)

    def find(
        self,
        field: Field,
        indicator: IndicatorKey | None,
        column: ColumnKey | None,
        measure: MeasureKey | None = None,
        attribute: str | None = None,
    ) -> FormCell | None:
        """The cell that takes this entry for this figure, or None.

        The nearest meaning is taken: the measure's own cell in that column, then the column's,
        then the sheet's; a form of another version may ask more coarsely.
        """
        places = ((measure, column), (None, column), (measure, None), (None, None))
        cells = (self._cells.get((field, indicator, *place, attribute)) for place in places)
        return next(filter(None, cells), None)

    def at(self, sheet: str, cell: str) -> FormCell | None:
        """The input cell at that address, or None."""
        return self._at.get((sheet, cell))

    def cells(self, indicator: IndicatorKey) -> Sequence[FormCell]:
        """The input cells of one indicator, in the order of the form."""
        return self._about.get(indicator, ())

    def headlines(self, indicator: IndicatorKey) -> Iterator[FormCell]:
        """Those of them that must hold a number or a gap code."""
        for cell in self.cells(indicator):
            if cell.field == Field.VALUE and cell.required and cell.is_open:
                yield cell


OnSheet = TypeVar("OnSheet", Observation, Entry)


@dataclass(frozen=True, slots=True)
class ReportedFigure:
    """One observation that holds a number, and the number, which is never None."""

    observation: Observation
    value: Decimal

    @property
    def address(self) -> Address:
        """Sheet and cell."""
        return (self.observation.sheet, self.observation.cell)

    @property
    def measure(self) -> MeasureKey:
        """The measure of the figure."""
        return self.observation.key.measure

    @property
    def year(self) -> int | None:
        """The reference year, None where it is not stated."""
        return self.observation.reference_year


class ColumnView:
    """What one submission reports about one indicator in one reporting column.

    ``figures`` are the numbers by measure and breakdown. Of two rows with the same name the first
    counts; that there are two is a finding of its own.
    """

    def __init__(
        self,
        framework: Framework,
        indicator: Indicator,
        column: ColumnKey,
        observations: tuple[Observation, ...],
    ) -> None:
        self.framework = framework
        self.indicator = indicator
        self.column = column
        self.observations = observations
        self.figures: dict[tuple[MeasureKey, Breakdown], ReportedFigure] = {}
        self.by_measure: dict[MeasureKey, dict[Breakdown, ReportedFigure]] = {}
        self.gaps: dict[tuple[MeasureKey, Breakdown], Observation] = {}
        for observation in observations:
            place = (observation.key.measure, observation.key.breakdown)
            if observation.value is None:
                self.gaps.setdefault(place, observation)
            elif place not in self.figures:
                self.figures[place] = ReportedFigure(observation, observation.value)
                own = self.by_measure.setdefault(observation.key.measure, {})
                own[observation.key.breakdown] = self.figures[place]

    def total(self, measure: Measure) -> ReportedFigure | None:
        """The figure of that measure that is not broken down, or None."""
        return self.figures.get((measure.key, UNBROKEN))

    def of(self, measure: MeasureKey) -> dict[Breakdown, ReportedFigure]:
        """All figures of that measure by breakdown."""
        return self.by_measure.get(measure, {})

    def name(self, figure: ReportedFigure) -> str:
        """The name of a figure's measure, and in brackets what it is broken down by."""
        measure = self.indicator.measure(figure.measure).name
        label = breakdown_label(figure.observation.key.breakdown, self.framework)
        return f"{measure} ({label})" if label else measure

    def label(self, figure: ReportedFigure) -> str:
        """The name of a figure and its number, e.g. ``Children (female): 1200``."""
        return f"{self.name(figure)}: {format_exact(figure.value)}"

    def declared(self, attribute: str) -> str | None:
        """What the sender declared for that attribute of this column, or None."""
        codes = (
            code
            for observation in self.observations
            for key, code in observation.attributes
            if key == attribute and code
        )
        return next(codes, None)

    def finding(self, code: str, address: Address, found: str, **values: object) -> Finding:
        """A finding of that code about this indicator."""
        sheet, cell = address
        key = self.indicator.key
        return finding(code, found=found, sheet=sheet, cell=cell, indicator=key, **values)


class SubmissionView:
    """One submission as the rules see it: without the cells that are left out.

    ``omitted`` are the addresses that have a finding of severity omit, from reading or from the
    schemas; they were filled in, but could not be read. ``reported`` are all addresses that have a
    finding from reading. ``entries`` and ``observations`` are in the order of the workbook.
    """

    def __init__(
        self,
        draft: SubmissionDraft,
        framework: Framework,
        form: FormCells | None,
        known: Iterable[Finding] = (),
    ) -> None:
        self.draft = draft
        self.round = identity_of(draft).round
        self.framework = framework
        self.form = form
        self.omitted: frozenset[Address] = omitted_addresses((*draft.findings, *known))
        self.reported = frozenset((finding.sheet, finding.cell) for finding in draft.findings)
        self.entries: tuple[Entry, ...] = self._kept(draft.entries)
        self.observations: tuple[Observation, ...] = self._kept(draft.observations)

    def left_out(self, field: Field, indicator: IndicatorKey) -> bool:
        """True where an entry of that kind about that indicator could not be read."""
        cells = () if self.form is None else self.form.cells(indicator)
        return any(
            cell.field == field and (cell.sheet, cell.cell) in self.omitted for cell in cells
        )

    def asked_at(
        self,
        field: Field,
        column: ColumnView,
        otherwise: Address,
        measure: MeasureKey | None = None,
        attribute: str | None = None,
    ) -> Address:
        """Where the form asks for that entry, or ``otherwise`` where the form is not known."""
        about = (column.indicator.key, column.column, measure, attribute)
        cell = self.form.find(field, *about) if self.form else None
        return (cell.sheet, cell.cell) if cell else otherwise

    def _kept(self, read: Iterable[OnSheet]) -> tuple[OnSheet, ...]:
        kept = (item for item in read if (item.sheet, item.cell) not in self.omitted)
        return tuple(sorted(kept, key=lambda item: address_order(item.sheet, item.cell)))

    @cached_property
    def columns(self) -> tuple[ColumnView, ...]:
        """One view per indicator and column that anything was read for, in order."""
        known = {indicator.key: indicator for indicator in self.framework.indicators}
        groups: dict[tuple[IndicatorKey, ColumnKey], list[Observation]] = defaultdict(list)
        for observation in self.observations:
            if observation.key.indicator in known:
                groups[observation.key.indicator, observation.key.column].append(observation)
        ordered = sorted(groups, key=lambda key: (known[key[0]].position, column_order(key[1])))
        return tuple(
            ColumnView(self.framework, known[indicator], column, tuple(groups[indicator, column]))
            for indicator, column in ordered
        )


def identity_of(draft: SubmissionDraft) -> FormIdentity:
    """The identity of the form a draft was typed into; only drafts that name one are checked."""
    if draft.identity is None:
        raise BrokenInvariant(f"draft {draft.digest} names no form; please report")
    return draft.identity


def omitted_addresses(findings: Iterable[Finding]) -> frozenset[Address]:
    """The addresses of the cells that these findings leave out."""
    return frozenset(
        (finding.sheet, finding.cell)
        for finding in findings
        if finding.severity == Severity.OMIT and finding.sheet and finding.cell
    )


def answer_of(entry: Entry) -> str:
    """The answer to a question of yes or no, as its code."""
    return (entry.code or entry.text).strip().casefold()


def finding_at(read: Observation | Entry, code: str, found: str) -> Finding:
    """A finding of that code at the cell from which something was read."""
    indicator = read.indicator if isinstance(read, Entry) else read.key.indicator
    return finding(code, found=found, sheet=read.sheet, cell=read.cell, indicator=indicator)
