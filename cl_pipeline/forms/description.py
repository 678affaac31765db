"""The description of a form: what every cell means, as a map, and how two versions differ."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from hashlib import sha256

from cl_pipeline.errors import BrokenInvariant, NotAllowed
from cl_pipeline.forms.elements import Printed
from cl_pipeline.forms.layout import place
from cl_pipeline.forms.layout_files import load_layout
from cl_pipeline.model.breakdown import DIMENSIONS
from cl_pipeline.model.codes import FormKey, FormStatus, ListLetter
from cl_pipeline.model.form import FixedCell, FormCell, FormDescription, FormIdentity
from cl_pipeline.model.framework import FormVersion, Framework
from cl_pipeline.model.identity import RoundYear

KEY_COLUMNS = (
    "field", "indicator", "measure", "column", *DIMENSIONS, "attribute", "entry",
)  # fmt: skip
"""The columns of a map that say what a cell means; sheet and cell say where it is."""

IDENTITY_SHEET, LISTS_SHEET, KNOWN_SHEET = "_meta", "_lists", "_known"
HIDDEN_SHEETS = frozenset({IDENTITY_SHEET, LISTS_SHEET, KNOWN_SHEET})
"""The sheets of a written form that nobody fills in: what it is, the long lists, and the values it
shows next to the inputs (one row each: sheet, cell, text).
"""


@cache
def describe(
    framework: Framework, form: FormKey, version: str, round_year: RoundYear
) -> FormDescription:
    """The form of that version in that round, the same for every sender.

    ``sheets`` are the visible sheets in order; the written workbook has ``HIDDEN_SHEETS`` besides.
    ``indicator_sheets`` are the sheets about one indicator each.

    Raises:
        FrameworkError: there is no such layout, or it does not fit the framework.
        BrokenInvariant: two input cells mean the same.
    """
    sheets = place(framework, form, version, round_year)
    cells = tuple(placed.cell for sheet in sheets for placed in sheet.elements if placed.cell)
    fixed = tuple(
        FixedCell(sheet.name, placed.address, placed.element.text)
        for sheet in sheets
        for placed in sheet.elements
        if isinstance(placed.element, Printed) and placed.element.is_fixed
    )
    _refuse_doubles(cells)
    lists = [plan.one_per for plan in load_layout(form, version).sheets if plan.one_per]
    return FormDescription(
        form=form,
        version=version,
        round=round_year,
        sheets=tuple(sheet.name for sheet in sheets),
        indicator_sheets=tuple(
            (indicator.position, indicator.key)
            for letter in lists
            for indicator in framework.in_round(round_year).on_list(ListLetter(letter))
        ),
        cells=cells,
        fixed=fixed,
        fingerprint=_fingerprint(cells, fixed),
    )


def identity_rows(identity: FormIdentity, fingerprint: str) -> tuple[tuple[str, str], ...]:
    """Key and value of every row of the identity sheet; the last is the checksum of the others.

    The checksum is SHA-256 over ``key=value`` and a line feed for each row in this order, first
    16 hexadecimal digits.
    """
    rows = (
        ("form", identity.form.value),
        ("version", identity.version),
        ("round", str(identity.round)),
        ("sender", identity.sender),
        ("sample", "1" if identity.is_sample else "0"),
        ("fingerprint", fingerprint),
    )
    lines = "".join(f"{key}={value}\n" for key, value in rows)
    return (*rows, ("checksum", sha256(lines.encode()).hexdigest()[:16]))


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
    return max(fitting, key=lambda found: tuple(int(part) for part in found.version.split(".")))


def cell_key(cell: FormCell) -> tuple[str, ...]:
    """What an input cell means: the texts of ``KEY_COLUMNS``, empty where the cell has none."""
    return tuple("" if part is None else str(part) for part in _meaning(cell))


def _meaning(cell: FormCell) -> tuple[object, ...]:
    codes = (getattr(cell.breakdown, dimension) for dimension in DIMENSIONS)
    named = (cell.field.value, cell.indicator, cell.measure, cell.column)
    return (*named, *codes, cell.attribute, cell.entry)


def form_map(description: FormDescription) -> list[dict[str, object]]:
    """One ``map_row`` per input cell in the order of the sheets; key (sheet, cell)."""
    return [map_row(cell) for cell in description.cells]


def map_row(cell: FormCell) -> dict[str, object]:
    """The row of the map for one input cell.

    Columns: ``sheet``, ``cell``, then ``KEY_COLUMNS`` (one code per dimension, ``_T`` where not
    broken down; null where a key does not apply), ``unit``, ``choices`` (wordings of the
    drop-down), ``open`` (false where locked) and ``required`` (a number or a gap code is needed).
    """
    return {
        "sheet": cell.sheet,
        "cell": cell.cell,
        **dict(zip(KEY_COLUMNS, _meaning(cell), strict=True)),
        "unit": cell.unit,
        "choices": list(cell.choices),
        "open": cell.is_open,
        "required": cell.required,
    }


@dataclass(frozen=True, slots=True)
class VersionDifference:
    """One kind of difference on one sheet; key (sheet, what).

    ``what``: ``asked now``, ``no longer asked``, ``moved`` (input cells), ``printed now``, ``no
    longer printed`` (texts that must come back unchanged). ``details`` names them.
    """

    sheet: str
    what: str
    count: int
    details: tuple[str, ...]


def version_differences(
    before: FormDescription, after: FormDescription
) -> tuple[VersionDifference, ...]:
    """What differs, in the order of the newer version's sheets; empty where nothing does."""
    old = {cell_key(cell): cell for cell in before.cells}
    new = {cell_key(cell): cell for cell in after.cells}
    moved = [
        new[key]
        for key in new.keys() & old.keys()
        if (new[key].sheet, new[key].cell) != (old[key].sheet, old[key].cell)
    ]
    old_texts = Counter((fixed.sheet, fixed.text) for fixed in before.fixed)
    new_texts = Counter((fixed.sheet, fixed.text) for fixed in after.fixed)
    found = [
        *_differences("asked now", _labels(new[key] for key in new.keys() - old.keys())),
        *_differences("no longer asked", _labels(old[key] for key in old.keys() - new.keys())),
        *_differences("moved", _labels(moved)),
        *_differences("printed now", (new_texts - old_texts).elements()),
        *_differences("no longer printed", (old_texts - new_texts).elements()),
    ]
    sheets = {name: at for at, name in enumerate((*after.sheets, *before.sheets))}
    return tuple(sorted(found, key=lambda difference: (sheets[difference.sheet], difference.what)))


def _labels(cells: Iterable[FormCell]) -> list[tuple[str, str]]:
    """Sheet and label of each cell, labels in alphabetical order."""
    labels = []
    for cell in cells:
        parts = (cell.field, cell.measure, cell.attribute, cell.column)
        label = " ".join(str(part).replace("_", " ") for part in parts if part)
        labels.append((cell.sheet, label))
    return sorted(labels)


def _differences(what: str, named: Iterable[tuple[str, str]]) -> Iterator[VersionDifference]:
    by_sheet: dict[str, list[str]] = {}
    for sheet, name in named:
        by_sheet.setdefault(sheet, []).append(name)
    for sheet, names in by_sheet.items():
        yield VersionDifference(sheet, what, len(names), tuple(dict.fromkeys(names)))


def _refuse_doubles(cells: tuple[FormCell, ...]) -> None:
    seen: dict[tuple[str, ...], FormCell] = {}
    for cell in cells:
        first = seen.setdefault(cell_key(cell), cell)
        if first is not cell:
            raise BrokenInvariant(
                f"{cell.sheet}!{cell.cell} and {first.sheet}!{first.cell} mean the same; "
                "correct the layout"
            )


def _fingerprint(cells: tuple[FormCell, ...], fixed: tuple[FixedCell, ...]) -> str:
    lines = [f"fixed\t{printed.sheet}\t{printed.cell}\t{printed.text}" for printed in fixed]
    lines += ["\t".join(("input", cell.sheet, cell.cell, *cell_key(cell))) for cell in cells]
    return sha256("\n".join(lines).encode()).hexdigest()
