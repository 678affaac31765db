"""What a rule sees of one return: its figures by indicator and column, and where the form asks."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import TypeVar

from cl_pipeline.checks.addresses import Address, FormCells
from cl_pipeline.errors import BrokenInvariant
from cl_pipeline.model.breakdown import UNBROKEN, Breakdown
from cl_pipeline.model.codes import Field, Severity
from cl_pipeline.model.finding import Finding
from cl_pipeline.model.framework import Framework
from cl_pipeline.model.identity import ColumnKey, IndicatorKey, MeasureKey, RoundYear, column_order
from cl_pipeline.model.indicators import Indicator, Measure
from cl_pipeline.model.keys import cell_order, sheet_order
from cl_pipeline.model.labels import breakdown_label
from cl_pipeline.model.observation import Entry, Observation
from cl_pipeline.model.submission import SubmissionDraft

OnSheet = TypeVar("OnSheet", Observation, Entry)


@dataclass(frozen=True, slots=True)
class Figure:
    """One observation that holds a number, and that number apart so that it is never None."""

    observation: Observation
    value: Decimal

    @property
    def address(self) -> Address:
        """Sheet and cell."""
        return (self.observation.sheet, self.observation.cell)

    @property
    def breakdown(self) -> Breakdown:
        """What the figure is broken down by."""
        return self.observation.key.breakdown


class ColumnView:
    """What one return says about one indicator in one reporting column.

    ``figures`` are the numbers by measure and breakdown. Where a sender gave two rows the same
    name the first stands here; that there are two is a finding of its own.
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
        self.figures: dict[tuple[MeasureKey, Breakdown], Figure] = {}
        self.by_measure: dict[MeasureKey, dict[Breakdown, Figure]] = {}
        self.gaps: dict[tuple[MeasureKey, Breakdown], Observation] = {}
        for observation in observations:
            place = (observation.key.measure, observation.key.breakdown)
            if observation.value is None:
                self.gaps.setdefault(place, observation)
            elif place not in self.figures:
                self.figures[place] = Figure(observation, observation.value)
                own = self.by_measure.setdefault(observation.key.measure, {})
                own[observation.key.breakdown] = self.figures[place]

    def total(self, measure: Measure) -> Figure | None:
        """The figure of that measure that is not broken down, or None."""
        return self.figures.get((measure.key, UNBROKEN))

    def of(self, measure: MeasureKey) -> dict[Breakdown, Figure]:
        """All figures of that measure by breakdown."""
        return self.by_measure.get(measure, {})

    def name(self, figure: Figure) -> str:
        """A figure in words: its measure, and in brackets what it is broken down by."""
        measure = self.indicator.measure(figure.observation.key.measure).name
        given = breakdown_label(figure.breakdown, self.framework)
        return f"{measure} ({given})" if given else measure

    def declared(self, attribute: str) -> str | None:
        """What the sender declared for that attribute of this column, or None."""
        for observation in self.observations:
            for key, code in observation.attributes:
                if key == attribute and code:
                    return code
        return None


class SubmissionView:
    """One return as the rules see it: without the cells that are left out anyway.

    ``omitted`` are the addresses that have a finding of severity omit, from reading or from the
    schemas; they were answered, though not readably. ``told`` are all addresses reading has a
    finding on.
    """

    def __init__(
        self,
        draft: SubmissionDraft,
        framework: Framework,
        form: FormCells | None,
        known: Iterable[Finding] = (),
    ) -> None:
        self.draft = draft
        self.framework = framework
        self.form = form
        self.omitted: frozenset[Address] = omitted_addresses((*draft.findings, *known))
        self.told = frozenset((finding.sheet, finding.cell) for finding in draft.findings)

    def left_out(self, field: Field, indicator: IndicatorKey) -> bool:
        """True where an entry of that kind about that indicator could not be read."""
        cells = () if self.form is None else self.form.cells(indicator)
        return any(
            cell.field == field and (cell.sheet, cell.cell) in self.omitted for cell in cells
        )

    @property
    def round(self) -> RoundYear:
        """The round of the form.

        Raises:
            BrokenInvariant: a draft that was not recognised is viewed.
        """
        if self.draft.identity is None:
            raise BrokenInvariant(f"draft {self.draft.digest} names no form; please report")
        return self.draft.identity.round

    @cached_property
    def entries(self) -> tuple[Entry, ...]:
        """All worded entries that are not left out, in the order of the workbook."""
        kept = (
            entry for entry in self.draft.entries if (entry.sheet, entry.cell) not in self.omitted
        )
        return tuple(sorted(kept, key=lambda one: (sheet_order(one.sheet), cell_order(one.cell))))

    @cached_property
    def observations(self) -> tuple[Observation, ...]:
        """Everything read and not left out, in the order of the workbook."""
        kept = (
            observation
            for observation in self.draft.observations
            if (observation.sheet, observation.cell) not in self.omitted
        )
        return tuple(sorted(kept, key=lambda one: (sheet_order(one.sheet), cell_order(one.cell))))

    @cached_property
    def observations_by_sheet(self) -> dict[str, tuple[Observation, ...]]:
        """The same, sheet by sheet."""
        return _by_sheet(self.observations)

    @cached_property
    def entries_by_sheet(self) -> dict[str, tuple[Entry, ...]]:
        """All worded entries, sheet by sheet."""
        return _by_sheet(self.entries)

    @cached_property
    def columns(self) -> tuple[ColumnView, ...]:
        """One view per indicator and column that anything was read for, in order."""
        known = {indicator.key: indicator for indicator in self.framework.indicators}
        groups: dict[tuple[IndicatorKey, ColumnKey], list[Observation]] = {}
        for observation in self.observations:
            if observation.key.indicator in known:
                groups.setdefault((observation.key.indicator, observation.key.column), []).append(
                    observation
                )
        ordered = sorted(groups, key=lambda key: (known[key[0]].position, column_order(key[1])))
        return tuple(
            ColumnView(self.framework, known[indicator], column, tuple(groups[indicator, column]))
            for indicator, column in ordered
        )


def _by_sheet(read: Iterable[OnSheet]) -> dict[str, tuple[OnSheet, ...]]:
    groups: dict[str, list[OnSheet]] = {}
    for one in read:
        groups.setdefault(one.sheet, []).append(one)
    return {sheet: tuple(own) for sheet, own in groups.items()}


def omitted_addresses(findings: Iterable[Finding]) -> frozenset[Address]:
    """The addresses of the cells that these findings leave out."""
    return frozenset(
        (finding.sheet, finding.cell)
        for finding in findings
        if finding.severity == Severity.OMIT
        and finding.sheet is not None
        and finding.cell is not None
    )


def plain(value: Decimal) -> str:
    """A number in plain digits, without separators that two languages read differently.

    >>> plain(Decimal("1E+3")), plain(Decimal("12.50"))
    ('1000', '12.5')
    """
    digits = format(value, "f")
    return digits.rstrip("0").rstrip(".") if "." in digits else digits
