"""Two versions of a form side by side: what is asked more, less or elsewhere, sheet by sheet."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from cl_pipeline.forms.description import cell_key
from cl_pipeline.model.form import FormCell, FormDescription


@dataclass(frozen=True, slots=True)
class VersionDifference:
    """One kind of difference on one sheet; key (sheet, what).

    ``what``: ``asked now``, ``no longer asked``, ``stands elsewhere`` (input cells), ``printed
    now``, ``no longer printed`` (texts that must come back unchanged). ``details`` names them.
    """

    sheet: str
    what: str
    count: int
    details: tuple[str, ...]


def version_differences(
    before: FormDescription, after: FormDescription
) -> tuple[VersionDifference, ...]:
    """What differs, in the order of the newer version's sheets; empty where nothing does."""
    sheets = {name: at for at, name in enumerate((*after.sheets, *before.sheets))}
    found = [*_inputs(before, after), *_texts(before, after)]
    return tuple(sorted(found, key=lambda finding: (sheets[finding.sheet], finding.what)))


def _inputs(before: FormDescription, after: FormDescription) -> Iterator[VersionDifference]:
    old = {cell_key(cell): cell for cell in before.cells}
    new = {cell_key(cell): cell for cell in after.cells}
    elsewhere = [
        new[key]
        for key in new.keys() & old.keys()
        if (new[key].sheet, new[key].cell) != (old[key].sheet, old[key].cell)
    ]
    yield from _cells("asked now", (new[key] for key in new.keys() - old.keys()))
    yield from _cells("no longer asked", (old[key] for key in old.keys() - new.keys()))
    yield from _cells("stands elsewhere", elsewhere)


def _cells(what: str, cells: Iterable[FormCell]) -> Iterator[VersionDifference]:
    by_sheet: dict[str, list[str]] = {}
    for cell in cells:
        parts = (cell.field, cell.measure, cell.attribute, cell.column)
        said = " ".join(str(part).replace("_", " ") for part in parts if part)
        by_sheet.setdefault(cell.sheet, []).append(said)
    for sheet, names in by_sheet.items():
        yield VersionDifference(sheet, what, len(names), tuple(sorted(set(names))))


def _texts(before: FormDescription, after: FormDescription) -> Iterator[VersionDifference]:
    old = Counter((one.sheet, one.text) for one in before.fixed)
    new = Counter((one.sheet, one.text) for one in after.fixed)
    for what, texts in (("printed now", new - old), ("no longer printed", old - new)):
        by_sheet: dict[str, list[str]] = {}
        for sheet, text in texts.elements():
            by_sheet.setdefault(sheet, []).append(text)
        for sheet, found in by_sheet.items():
            yield VersionDifference(sheet, what, len(found), tuple(dict.fromkeys(found)))
