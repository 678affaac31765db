"""The table of figures that are not published, for the officer."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from cl_pipeline.model.codes import ListLetter
from cl_pipeline.model.disclosure import HiddenFigure, Protection
from cl_pipeline.model.framework import Framework
from cl_pipeline.model.identity import VintageId
from cl_pipeline.model.indicators import Measure
from cl_pipeline.model.keys import TraceKey
from cl_pipeline.model.labels import format_trace_key
from cl_pipeline.model.number_format import format_number
from cl_pipeline.model.vintage import ConsolidatedValue, Vintage

REASONS = {
    Protection.SMALL: "a small count of people",
    Protection.WITHHELD: "withheld by the Member State",
    Protection.IMPLIED: "not reported, but the reported figures show that it is small",
    Protection.PROTECTS: "a hidden figure could be computed from it",
}

GIVEN_AWAY = "no: what was shown before gives it away"

Row = dict[str, str]
ShownBefore = Sequence[tuple[VintageId, ConsolidatedValue]]
"""Figures, each with the vintage that showed it."""


def hidden_rows(
    vintage: Vintage,
    framework: Framework,
    hidden: Sequence[HiddenFigure],
    causes: Mapping[str, ShownBefore] | None = None,
) -> list[Row]:
    """The hidden figures of a vintage, those that the paper would show first.

    Each with why it is hidden, what for, and what a reader can compute; with ``causes`` also, by
    its trace key, what other vintages showed that matters to it.
    """
    table = _HiddenTable(vintage, framework)
    rows = [table.row(found) for found in hidden]
    if causes is not None:
        for row, found in zip(rows, hidden, strict=True):
            row["shown before"] = table.shown_before(causes.get(found.trace_key, ()))
    return sorted(rows, key=lambda row: row["in the paper"] != "yes")


class _HiddenTable:
    def __init__(self, vintage: Vintage, framework: Framework) -> None:
        self.framework = framework
        self.values = {value.trace_key: value for value in vintage.values}
        explained = {gap.code for gap in framework.gap_codes if gap.is_explained}
        self.totals = {
            (value.sender, value.key.indicator, value.key.measure, value.key.column)
            for value in vintage.values
            if value.key.breakdown.is_total
            and (value.value is not None or value.gap_code in explained)
        }
        self.no_limit = _no_limit(vintage.values)

    def row(self, hidden: HiddenFigure) -> Row:
        key = TraceKey.parse(hidden.trace_key)
        measure = self.framework.indicator(key.indicator).measure(key.measure)
        of_total = "headline" if measure.headline else "optional"
        return {
            "figure": self._name(hidden.trace_key),
            "in the paper": "yes" if self._is_in_paper(key, measure) else "no",
            "why": REASONS[hidden.reason],
            "protects": self._name(hidden.protects) if hidden.protects else "",
            "a reader can compute": self._range(hidden, measure),
            "importance": of_total if key.breakdown.is_total else "breakdown",
            "protected": "yes"
            if hidden.is_protected
            else "no: what was shown before gives it away",
        }

    def shown_before(self, causes: ShownBefore) -> str:
        return "; ".join(
            f"{vintage_id}: {self._name(figure.trace_key)} = {format_number(figure.value)}"
            for vintage_id, figure in causes
            if figure.value is not None
        )

    def _name(self, trace_key: str) -> str:
        value, key = self.values.get(trace_key), TraceKey.parse(trace_key)
        period = key.column.partition("/")[0]
        of_period = int(period) if period.isdigit() else None
        year = value.reference_year if value else of_period
        return format_trace_key(key, self.framework, year)

    def _is_in_paper(self, key: TraceKey, measure: Measure) -> bool:
        """Papers show headline totals, and parts only where nothing is said of the total."""
        is_on_list = self.framework.indicator(key.indicator).letter != ListLetter.B
        if str(key) not in self.values or not measure.headline or not is_on_list:
            return False
        has_total = (key.sender, key.indicator, key.measure, key.column) in self.totals
        return key.breakdown.is_total or (len(key.breakdown.given()) == 1 and not has_total)

    def _range(self, hidden: HiddenFigure, measure: Measure) -> str:
        """What a reader can compute, within what the mark itself says."""
        if measure.unit == "percent":
            return f"0 to {format_number(Decimal(measure.gross_limit or 100))}"
        low, high = hidden.low or Decimal(), hidden.high
        if hidden.reason is Protection.SMALL:
            largest = Decimal(self.framework.rules.smallest_count_shown - 1)
            low, high = max(low, Decimal(1)), largest if high is None else min(high, largest)
        if high is None or high > self.no_limit:
            return f"{format_number(low)} or more, no upper limit"
        return f"{format_number(low)} to {format_number(high)}"


def _no_limit(values: Iterable[ConsolidatedValue]) -> Decimal:
    """A bound above this comes from where the search ends, not from what is published."""
    counts, shares = [Decimal(1)], [Decimal(100)]
    for value in values:
        if value.value:
            (shares if value.unit == "percent" else counts).append(value.value)
    return 10 * max(counts) * 100 / min(shares)
