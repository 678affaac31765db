"""Everything the review workbook shows, looked up once: the vintage and what stands behind it."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from cl_pipeline.errors import BrokenInvariant
from cl_pipeline.model.codes import ListLetter
from cl_pipeline.model.finding import Finding
from cl_pipeline.model.framework import Framework
from cl_pipeline.model.identity import (
    BASELINE,
    ColumnKey,
    SenderCode,
    SubmissionId,
    due_column,
    reporting_columns,
)
from cl_pipeline.model.indicators import Indicator, Measure
from cl_pipeline.model.labels import SAMPLE_NOTICE
from cl_pipeline.model.observation import Observation
from cl_pipeline.model.review import RuleOutcome
from cl_pipeline.model.submission import Submission
from cl_pipeline.model.vintage import ConsolidatedValue, Vintage

SOURCES = "Sources"
SOURCES_HEADER_ROW = 5
"""Row of the header on the sheet of sources; figures on other sheets jump below it."""

UNIT_SIGNS = {"percent": "%", "currency": "currency declared"}

FLAG_LABELS = {
    "carried": "carried from an earlier round",
    "corrected": "corrected by the Secretariat",
    "revised": "revised since an earlier round",
    "withheld": "not for release",
    "computed": "computed from two counts",
    "break": "break in series",
    "definition_differs": "definition differs",
    "estimated": "estimated",
    "experimental": "pilot",
    "imputed": "imputed",
    "provisional": "provisional",
    "low_reliability": "low reliability",
    "includes_other": "includes another category",
}


@dataclass(frozen=True, slots=True)
class ReviewData:
    """What the review workbook and the papers of a meeting are made from.

    ``observations`` holds, by address (``ConsolidatedValue.address``), at least those of the
    vintage's A-list totals; ``findings`` those of the submissions in use that are still open.
    """

    vintage: Vintage
    outcomes: tuple[RuleOutcome, ...]
    framework: Framework
    submissions: Mapping[SubmissionId, Submission]
    observations: Mapping[str, Observation]
    findings: Mapping[SubmissionId, Sequence[Finding]]

    @property
    def notice(self) -> str | None:
        """The sample notice where anything in the vintage is sample data."""
        return SAMPLE_NOTICE if self.vintage.is_sample else None

    @property
    def indicators(self) -> tuple[Indicator, ...]:
        """The indicators of list A, one page each."""
        return self.framework.on_list(ListLetter.A)

    @property
    def due(self) -> ColumnKey:
        """The column this round asks for."""
        return due_column(self.framework.rounds, self.vintage.round)

    @property
    def columns(self) -> tuple[ColumnKey, ...]:
        """The reporting columns up to this round."""
        asked = reporting_columns(self.framework.rounds, self.vintage.round)
        return tuple(column for column, _ in asked)

    @property
    def senders(self) -> tuple[SenderCode, ...]:
        """Every Member State, in the framework's order: that of their English names."""
        return tuple(state.code for state in self.framework.member_states)

    def in_order(self, senders: Iterable[SenderCode]) -> tuple[SenderCode, ...]:
        """Some Member States, in the order in which every sheet shows them."""
        return tuple(sorted(senders, key=self.senders.index))

    def country(self, sender: SenderCode) -> str:
        """The Member State's name."""
        return self.framework.member_state(sender).name

    def totals(self, indicator: Indicator) -> tuple[ConsolidatedValue, ...]:
        """Numbers and gaps of the indicator that are not broken down, by Member State."""
        found = (
            value
            for value in self.vintage.values
            if value.key.indicator == indicator.key and value.key.breakdown.is_total
        )
        return tuple(sorted(found, key=lambda value: self.senders.index(value.sender)))

    def observation(self, value: ConsolidatedValue) -> Observation:
        """The observation a value was taken from; for a computed one that of its numerator.

        Raises:
            BrokenInvariant: the caller did not hand it in.
        """
        try:
            return self.observations[value.address]
        except KeyError:
            raise BrokenInvariant(
                f"{value.trace_key}: no observation at {value.address} was handed to the workbook"
            ) from None

    def submission(self, value: ConsolidatedValue) -> Submission:
        """The submission a value came with.

        Raises:
            BrokenInvariant: the caller did not hand it in.
        """
        try:
            return self.submissions[value.submission_id]
        except KeyError:
            raise BrokenInvariant(
                f"{value.trace_key}: submission {value.submission_id} was not handed in"
            ) from None


def figures(pack: ReviewData) -> tuple[ConsolidatedValue, ...]:
    """Every number on the indicators' pages, in the order of the sheet of sources."""
    return tuple(
        value
        for indicator in pack.indicators
        for value in pack.totals(indicator)
        if value.value is not None
    )


def source_places(pack: ReviewData) -> dict[str, str]:
    """Where on the sheet of sources each trace key stands, for jumping there."""
    first = SOURCES_HEADER_ROW + 1
    return {
        value.trace_key: f"'{SOURCES}'!A{row}" for row, value in enumerate(figures(pack), first)
    }


def format_column(column: ColumnKey) -> str:
    """A column's heading."""
    if column == BASELINE:
        return "Baseline"
    return column if column.isdigit() else "Other year"


def format_measure(measure: Measure) -> str:
    """A measure's name with its unit, which is left out where the name ends in it."""
    unit = UNIT_SIGNS.get(measure.unit, measure.unit)
    return f"{measure.name} ({unit})"


def format_flags(value: ConsolidatedValue) -> str:
    """The flags in words."""
    return "; ".join(FLAG_LABELS.get(flag, flag.replace("_", " ")) for flag in value.flags)


DOCUMENT = re.compile(r"\b[0-9]{2}-([A-Za-z][A-Za-z0-9-]*) ?")
"""How the framework names a document it was taken from: the name of a file."""


def source_label(source: str) -> str:
    """Where something is from, for readers who do not know our files.

    >>> source_label("00-README Cambodian report: May")
    'Cambodian report: May'
    >>> source_label("ours: the months of 2021 again; 01-monitoring-workshop-2021 template")
    'Our assumption: the months of 2021 again; monitoring workshop 2021, template'
    """
    plain = source.removeprefix("document: ").replace("ours: ", "our assumption: ")
    named = DOCUMENT.sub(lambda found: _document_name(found.group(1)), plain)
    return named[:1].upper() + named[1:]


def _document_name(key: str) -> str:
    return "" if key == "README" else f"{key.replace('-', ' ')}, "


def format_year(year: int | None) -> str:
    """The reference year, or that it was not stated."""
    return "not stated" if year is None else str(year)


def format_source(observation: Observation) -> str:
    """The source with its year, as the sender named it."""
    if not observation.source:
        return "not stated"
    year = f" ({observation.source_year})" if observation.source_year is not None else ""
    return f"{observation.source}{year}"
