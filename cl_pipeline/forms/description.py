"""The description of a form: every input cell and every printed cell that must come back."""

from collections.abc import Iterator
from functools import cache
from hashlib import sha256

from cl_pipeline.errors import BrokenInvariant, NotAllowed
from cl_pipeline.forms.elements import PlacedSheet, Printed
from cl_pipeline.forms.layout import place
from cl_pipeline.forms.layout_files import load_layout
from cl_pipeline.model.breakdown import DIMENSIONS
from cl_pipeline.model.codes import FormKey, FormStatus, ListLetter
from cl_pipeline.model.form import FixedCell, FormCell, FormDescription
from cl_pipeline.model.framework import FormVersion, Framework
from cl_pipeline.model.identity import IndicatorKey, RoundYear


@cache
def describe(
    framework: Framework, form: FormKey, version: str, round_year: RoundYear
) -> FormDescription:
    """The form of that version in that round, the same for every sender.

    ``sheets`` are the visible sheets in order; the written workbook has hidden sheets besides,
    whose names start with ``_``. ``indicator_sheets`` are the sheets about one indicator each.

    Raises:
        FrameworkError: there is no such layout, or it does not fit the framework.
        BrokenInvariant: two input cells mean the same.
    """
    sheets = place(framework, form, version, round_year)
    cells = tuple(piece.cell for sheet in sheets for piece in sheet.pieces if piece.cell)
    fixed = tuple(_fixed_cells(sheets))
    _refuse_doubles(cells)
    return FormDescription(
        form=form,
        version=version,
        round=round_year,
        sheets=tuple(sheet.name for sheet in sheets),
        indicator_sheets=_indicator_sheets(framework.in_round(round_year), form, version),
        cells=cells,
        fixed=fixed,
        fingerprint=_fingerprint(cells, fixed),
    )


def version_for(framework: Framework, form: FormKey, round_year: RoundYear) -> FormVersion:
    """The newest final version of a form for a round.

    Raises:
        NotAllowed: no final version is meant for that round.
    """
    fitting = [
        version
        for version in framework.form_versions
        if version.form == form
        and version.status == FormStatus.FINAL
        and round_year in version.rounds
    ]
    if not fitting:
        raise NotAllowed(
            f"form {form} has no final version for round {round_year}; "
            "record the decision final_form for one first"
        )
    return max(fitting, key=lambda one: tuple(int(part) for part in one.version.split(".")))


def cell_key(cell: FormCell) -> tuple[str, ...]:
    """What an input cell means, as one comparable key without its address.

    Parts: field, indicator, measure, column, one code per dimension, attribute, entry; empty
    where the cell has none.
    """
    named = (cell.field, cell.indicator, cell.measure, cell.column)
    codes = (getattr(cell.breakdown, dimension) for dimension in DIMENSIONS)
    rest = (cell.attribute, cell.entry)
    return tuple("" if part is None else str(part) for part in (*named, *codes, *rest))


def _fixed_cells(sheets: tuple[PlacedSheet, ...]) -> Iterator[FixedCell]:
    for sheet in sheets:
        for placed in sheet.pieces:
            if isinstance(placed.piece, Printed) and placed.piece.is_fixed:
                yield FixedCell(sheet.name, placed.address, placed.piece.text)


def _indicator_sheets(
    framework: Framework, form: FormKey, version: str
) -> tuple[tuple[str, IndicatorKey], ...]:
    letters = [plan.one_per for plan in load_layout(form, version).sheets if plan.one_per]
    return tuple(
        (indicator.position, indicator.key)
        for letter in letters
        for indicator in framework.on_list(ListLetter(letter))
    )


def _refuse_doubles(cells: tuple[FormCell, ...]) -> None:
    seen: dict[tuple[str, ...], FormCell] = {}
    for cell in cells:
        key = cell_key(cell)
        if key in seen:
            raise BrokenInvariant(
                f"{cell.sheet}!{cell.cell} and {seen[key].sheet}!{seen[key].cell} mean the same; "
                "correct the layout"
            )
        seen[key] = cell


def _fingerprint(cells: tuple[FormCell, ...], fixed: tuple[FixedCell, ...]) -> str:
    lines = [f"fixed\t{one.sheet}\t{one.cell}\t{one.text}" for one in fixed]
    lines += ["\t".join(("input", cell.sheet, cell.cell, *cell_key(cell))) for cell in cells]
    return sha256("\n".join(lines).encode()).hexdigest()
