"""Layouts: sheets, blocks in order and wordings of a form version, as data.

A layout may extend an earlier one of the same form, or a part that forms share; its own tables then
add to, or replace, single entries of the other's tables, so that a file shows what is new in it.
"""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from functools import cache
from pathlib import Path
from typing import Any, TypeVar, cast

from cl_pipeline.errors import FrameworkError
from cl_pipeline.model.codes import FormKey

FOLDER = Path(__file__).parent / "layouts"

Table = dict[str, Any]

Kind = TypeVar("Kind")


@dataclass(frozen=True, slots=True)
class Grid:
    """Column widths of a sheet in characters, and which way its page is turned."""

    widths: tuple[float, ...]
    landscape: bool = False

    @property
    def columns(self) -> int:
        """How many columns the sheet uses."""
        return len(self.widths)


@dataclass(frozen=True, slots=True)
class ColumnSet:
    """Reporting columns in a row: input at ``first``, known value next to it, and so on.

    With ``held = false`` no known value is shown, and the input takes the width of both.
    """

    keys: tuple[str, ...]
    headings: tuple[str, ...]
    first: int
    step: int = 2
    held: bool = True


@dataclass(frozen=True, slots=True)
class SheetPlan:
    """One sheet, or one per indicator of a list (``one_per``), or a block per indicator inside it.

    ``before``, ``repeat`` and ``after`` name sequences of blocks. ``declared`` sheets are in the
    cover's table of what a submission covers.
    """

    name: str
    grid: str
    before: str
    one_per: str = ""
    repeat: str = ""
    repeat_list: str = ""
    after: str = ""
    declared: bool = False
    title: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """One block of a sheet; which entries matter depends on ``kind``."""

    key: str
    kind: str
    label: str = ""
    label_style: str = "text_label"
    text: tuple[str, ...] = ()
    style: str = ""
    side: str = ""
    field: str = ""
    attribute: str = ""
    columns: str = "main"
    opens: str = "until_round"
    place: str = "right"
    choices: tuple[str, ...] = ()
    code_list: str = ""
    height: float | None = None
    count: int = 0
    headings: tuple[str, ...] = ()
    attributes: tuple[str, ...] = ()
    names: tuple[tuple[str, str], ...] = ()
    """Key and wording of each row that is printed."""
    code_lists: tuple[str, ...] = ()
    """Code list of each column of a table, empty for words."""
    at: tuple[int, ...] = ()
    depth: str = "full"
    needs: str = ""
    unit: str = ""
    due_only: bool = False
    break_before: bool = False
    keep: bool = False
    """Its rows are printed on the same page as what follows."""


@dataclass(frozen=True, slots=True)
class Layout:
    """One form version as data; key (form, version).

    ``gap_codes`` are those that it prints and offers; all codes of the framework are read.
    """

    form: FormKey
    version: str
    title: str
    more_free_rows: int
    gap_codes: tuple[str, ...]
    grids: Mapping[str, Grid]
    columns: Mapping[str, ColumnSet]
    sheets: tuple[SheetPlan, ...]
    sequences: Mapping[str, tuple[str, ...]]
    blocks: Mapping[str, Block]
    wording: Mapping[str, str]

    def asking(self, years: Iterable[str], title: str) -> "Layout":
        """The layout with the columns ``main`` for these keys, and the title of a framework.

        Keys that the layout does not print yet come last, each with a pair of sheet columns of its
        own; keys that are not asked for are left out.
        """
        title, main = self.title.format(framework=title), self.columns.get("main")
        if main is None:
            return replace(self, title=title)
        headings = dict(zip(main.keys, main.headings, strict=True))
        keys = tuple(years)
        wider = replace(main, keys=keys, headings=tuple(headings.get(key, key) for key in keys))
        printed, needed = (
            group.first - 1 + group.step * len(group.keys) for group in (main, wider)
        )
        more = max(needed - printed, 0) // main.step
        grids = {
            name: replace(grid, widths=grid.widths + grid.widths[-main.step :] * more)
            if grid.columns == printed
            else grid
            for name, grid in self.grids.items()
        }
        return replace(self, title=title, grids=grids, columns={**self.columns, "main": wider})

    def sequence(self, name: str) -> tuple[Block, ...]:
        """The blocks of that sequence in order; none for an empty name."""
        return tuple(self.blocks[key] for key in self.sequences[name]) if name else ()


@cache
def load_layout(form: FormKey, version: str) -> Layout:
    """The layout of that form version.

    Raises:
        FrameworkError: no such layout file, or an entry in it that no block knows.
    """
    name = f"{form}_{version.replace('.', '_')}.toml"
    try:
        return _layout(form, version, _table(name))
    except (KeyError, TypeError, ValueError) as wrong:
        raise FrameworkError(f"forms/layouts/{name}: {wrong}; compare its neighbours") from wrong


def _table(name: str) -> Table:
    """The file with the entries of those it extends."""
    try:
        own = tomllib.loads((FOLDER / name).read_text("utf-8"))
    except FileNotFoundError as missing:
        raise FrameworkError(f"forms/layouts/{name} is missing; add this form version") from missing
    except tomllib.TOMLDecodeError as wrong:
        raise FrameworkError(f"forms/layouts/{name}: {wrong}") from wrong
    earlier = own.pop("extends", None)
    merged: Table = _table(earlier) if earlier else {}
    for key, entry in own.items():
        before = merged.get(key)
        merged[key] = (
            before | entry if isinstance(before, dict) and isinstance(entry, dict) else entry
        )
    return merged


def _layout(form: FormKey, version: str, table: Table) -> Layout:
    if (table["form"], table["version"]) != (form.value, version):
        raise ValueError("form and version in the file differ from its name")
    blocks = {key: {"key": key, **row} for key, row in _tables(table, "block").items()}
    sequences = {key: _frozen(keys) for key, keys in _tables(table, "sequence").items()}
    unknown = {key for keys in sequences.values() for key in keys} - set(blocks)
    if unknown:
        raise ValueError(f"sequence names unknown blocks {sorted(unknown)}")
    return Layout(
        form=form,
        version=version,
        title=table["title"],
        more_free_rows=table.get("more_free_rows", 0),
        gap_codes=tuple(table.get("gap_codes", ())),
        grids={key: _made(Grid, row) for key, row in _tables(table, "grid").items()},
        columns={key: _made(ColumnSet, row) for key, row in _tables(table, "columns").items()},
        sheets=tuple(_made(SheetPlan, row) for row in table["sheet"]),
        sequences=sequences,
        blocks={key: _made(Block, row) for key, row in blocks.items()},
        wording=table["wording"],
    )


def _tables(table: Table, name: str) -> dict[str, Any]:
    return cast("dict[str, Any]", table.get(name, {}))


def _made(kind: type[Kind], row: Table) -> Kind:
    known = {field.name for field in fields(kind)}  # type: ignore[arg-type]  # a dataclass
    unknown = set(row) - known
    if unknown:
        raise ValueError(f"unknown entries {sorted(unknown)} in {row}")
    return kind(**{key: _frozen(entry) for key, entry in row.items()})


def _frozen(entry: Any) -> Any:
    return tuple(map(_frozen, entry)) if isinstance(entry, list) else entry
