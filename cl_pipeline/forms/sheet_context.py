"""What a block needs to know about its sheet, and how its wording is filled in."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import ceil

from cl_pipeline.errors import FrameworkError
from cl_pipeline.forms.elements import Printed
from cl_pipeline.forms.layout_files import Block, Grid, Layout
from cl_pipeline.forms.text_metrics import wrapped
from cl_pipeline.model.codes import COLLECTED_IN, Field
from cl_pipeline.model.form import FormCell
from cl_pipeline.model.framework import Framework, GapCode
from cl_pipeline.model.identity import ColumnKey, RoundYear, due_column
from cl_pipeline.model.indicators import Indicator
from cl_pipeline.model.labels import format_deadline

LINE_POINTS = 13.0
"""Height of one line of the 10-point text used throughout, in points."""

INDENT_WIDTH = 1.7
"""Column width that one step of indentation takes. Source: Excel, 9 pixels."""


@dataclass(frozen=True, slots=True)
class ReportingColumn:
    """One reporting column on a sheet: its place and how it relates to the round."""

    at: int
    key: ColumnKey
    order: int
    """-1 before the round's own column, 0 for it, 1 after; years of free choice are -1."""
    span: int
    """Sheet columns of the input and the known value next to it; words take them all."""
    shows_known: bool

    def is_open(self, opens: str) -> bool:
        """True where a row with that rule takes an entry in this column."""
        return self.order < 0 if opens == "before_due" else self.order <= 0


@dataclass(frozen=True, slots=True)
class SheetContext:
    """The sheet being laid out; ``indicator`` is None on sheets about no single indicator.

    Methods raise ``FrameworkError`` where the layout and the framework do not fit together.
    """

    framework: Framework
    layout: Layout
    round: RoundYear
    sheet: str
    grid: Grid
    indicator: Indicator | None = None

    @property
    def due(self) -> ColumnKey:
        """The column this round asks for."""
        return due_column(self.framework.rounds, self.round)

    def about(self) -> Indicator:
        """The indicator of the sheet."""
        if self.indicator is None:
            raise FrameworkError(f"layout {self.layout.version}: {self.sheet} has no indicator")
        return self.indicator

    def cell(self, field: Field) -> FormCell:
        """An input cell about the sheet's indicator, still without sheet and address."""
        indicator = self.indicator.key if self.indicator else None
        return FormCell(sheet="", cell="", field=field, indicator=indicator)

    def paragraph(self, text: str, style: str, first: int = 1, **more: bool) -> Printed:
        """The text from column ``first`` to the last one of the sheet."""
        return Printed(first, text, style, span=self.grid.columns - first + 1, **more)

    def reporting(self, name: str) -> Iterator[ReportingColumn]:
        """The reporting columns of that set, in order."""
        columns = self.layout.columns[name]
        due = columns.keys.index(self.due) if self.due in columns.keys else len(columns.keys)
        for number, key in enumerate(columns.keys):
            yield ReportingColumn(
                at=columns.first + columns.step * number,
                key=ColumnKey(key),
                order=(number > due) - (number < due),
                span=columns.step,
                shows_known=columns.held,
            )

    def choices(self, block: Block) -> tuple[str, ...]:
        """The wordings of a block's drop-down, from the layout or from a code list."""
        return tuple(name for _, name in self.codes(block.code_list)) or block.choices

    def codes(self, list_key: str) -> tuple[tuple[str, str], ...]:
        """Codes and names of a code list in the order of its file; none for an empty key."""
        found = tuple(self.framework.code_names(list_key).items())
        if list_key and not found:
            raise FrameworkError(f"the framework has no code list {list_key!r}; a form needs it")
        return found

    @property
    def gap_codes(self) -> tuple[GapCode, ...]:
        """The gap codes that the form version prints, in its order."""
        known = {gap.code: gap for gap in self.framework.gap_codes}
        missing = [code for code in self.layout.gap_codes if code not in known]
        if missing:
            place = f"layout {self.layout.form} {self.layout.version}"
            raise FrameworkError(
                f"the framework has no gap code {', '.join(missing)}; {place} prints it"
            )
        return tuple(known[code] for code in self.layout.gap_codes)

    def name_of(self, list_key: str, code: str) -> str:
        """The printed name of a code, the code itself where the list does not hold it."""
        return self.framework.code_names(list_key).get(code, code)

    def fill_in(self, text: str) -> str:
        """A layout's wording with its words in braces replaced; ``{{country}}`` stays for later."""
        try:
            return text.format_map(self._replacements()).strip()
        except KeyError as missing:
            place = f"layout {self.layout.form} {self.layout.version}, sheet {self.sheet}"
            raise FrameworkError(f"{place}: no word {missing} in {text!r}") from missing

    def _replacements(self) -> dict[str, str]:
        general = {
            "title": self.layout.title,
            "framework": self.framework.title,
            "round": str(self.round),
            "version": self.layout.version,
            "sheet": self.sheet,
            "due": self.layout.wording.get(f"column_{self.due}", self.due),
            "deadline": self._deadline(),
            "baseline_year": str(self.framework.rules.baseline_year),
        }
        indicator = self.indicator
        if indicator is None:
            return general
        is_aged = not indicator.age_range.startswith("_")
        return general | {
            "position": indicator.position,
            "name": indicator.name,
            "short_name": indicator.short_name,
            "guidance": indicator.guidance,
            "data_sources": "; ".join(indicator.data_sources),
            "headlines": "   ► ".join(measure.name for measure in indicator.headlines),
            "age_range": self.name_of("age", indicator.age_range) if is_aged else "",
            "definitions": _definitions(self.framework, indicator),
        }

    def _deadline(self) -> str:
        phase = COLLECTED_IN.get(self.layout.form)
        for entry in self.framework.calendar:
            if (entry.round, entry.phase) == (self.round, phase):
                return format_deadline(entry)
        return self.layout.wording["no_deadline"]

    def height(
        self, text: str, first: int, span: int, *, size: float = 10, bold: bool = False
    ) -> float:
        """Points that the text needs when wrapped into ``span`` columns from ``first`` on."""
        width = sum(self.grid.widths[first - 1 : first - 1 + span]) - INDENT_WIDTH
        lines = len(wrapped(text, width, size, bold=bold))
        return float(ceil(lines * LINE_POINTS * size / 10)) + 3


def _definitions(framework: Framework, indicator: Indicator) -> str:
    """The definitions an indicator rests on, and what is still open about them."""
    sentences = []
    for definition in framework.context.definitions_of(indicator.key):
        question = definition.open_question
        still_open = f" Still open: {question}." if question else ""
        sentences.append(f"{definition.term}: {definition.text or 'not agreed yet'}.{still_open}")
    return " ".join(sentences)
