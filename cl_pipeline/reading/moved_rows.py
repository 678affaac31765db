"""Rows that a sender inserted, deleted, sorted or copied: the form's are found by their labels.

Source of the rule: a label is what a person reads before typing a number, so a row is what its
printed texts say and not where it is.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from cl_pipeline.model.keys import column_letters
from cl_pipeline.model.workbook import CellKind, RawCell, RawSheet
from cl_pipeline.reading.xlsx.addresses import area_corners, place_of

CELLS_OF_A_FORM = 5_000
"""A sheet of a form has some hundred cells; a sheet of more is not searched."""

Row = Mapping[int, tuple[str, ...]]
"""The words of each filled cell of a row, by the number of the column."""

Candidates = Mapping[int, Sequence[int]]
"""The rows of the form that have the printed texts of a row of the file, in order."""

Label = tuple[tuple[int, tuple[str, ...]], ...]
"""The printed texts of a row, to compare."""


@dataclass(frozen=True, slots=True)
class FormRows:
    """The rows of one sheet of a form, by number.

    ``labelled`` have printed texts that say what they are about; ``unlabelled`` take entries
    without such texts, or are named by the sender and have a unit at most (the words). ``inputs``
    are the columns of the input cells of each row, ``alike`` what they ask for but for the number
    of the entry. ``headers`` name columns; every row counts from the header above it.
    """

    labelled: Mapping[int, Row]
    unlabelled: Mapping[int, Row]
    inputs: Mapping[int, frozenset[int]]
    alike: Mapping[int, object]
    title: int
    headers: tuple[int, ...]
    fixed: Mapping[str, str]

    def label(self, row: int) -> Label:
        """The printed texts of a row, to compare."""
        return tuple(sorted(self.labelled[row].items()))

    @property
    def headings(self) -> Iterator[int]:
        """The rows that take no entry and whose texts no other row has."""
        times = Counter(map(self.label, self.labelled))
        for row in self.labelled:
            if row not in self.inputs and times[self.label(row)] == 1:
                yield row


@dataclass(frozen=True, slots=True)
class PlacedRows:
    """Where the rows of a form are in a file: ``rows`` of the file by those of the form.

    ``copies`` are rows of the file with the same label and different entries, of which none is
    placed; ``repeats`` say nothing that the placed row of their label does not say.
    """

    rows: dict[int, int]
    copies: tuple[tuple[int, ...], ...]
    repeats: frozenset[int]


def form_rows(
    fixed: Mapping[str, str], inputs: Mapping[str, object], own: Iterable[str]
) -> FormRows:
    """The rows of a sheet with those printed texts and input cells.

    ``inputs`` give for each address what the cell asks for but for the number of its entry;
    ``own`` are the addresses in which the sender names a row.
    """
    labels: dict[int, dict[int, tuple[str, ...]]] = defaultdict(dict)
    columns: dict[int, set[int]] = defaultdict(set)
    alike: dict[int, list[object]] = defaultdict(list)
    for address, text in fixed.items():
        row, column = place_of(address)
        labels[row][column] = tuple(text.split())
    for address, meaning in inputs.items():
        row, column = place_of(address)
        columns[row].add(column)
        alike[row].append((column, meaning))
    named_by_sender = {place_of(address)[0] for address in own}
    taking_entries = {column for row in columns.values() for column in row} - {1}
    return FormRows(
        labelled={row: labels[row] for row in sorted(labels.keys() - named_by_sender)},
        unlabelled={
            row: labels.get(row, {})
            for row in sorted(columns)
            if row not in labels or row in named_by_sender
        },
        inputs={row: frozenset(found) for row, found in columns.items()},
        alike={row: tuple(found) for row, found in alike.items()},
        title=min(labels, default=0),
        headers=tuple(
            row
            for row in sorted(labels)
            if row not in columns and taking_entries & labels[row].keys()
        ),
        fixed=fixed,
    )


def placed_rows(sheet: RawSheet, form: FormRows) -> PlacedRows | None:
    """Where the rows of the form are in that sheet, None where title or columns are not its own.

    A row is placed only where its printed texts, and its order where several rows have the same,
    leave one row of the form. What is between two placed rows is placed by its number.
    """
    if len(sheet.cells) > CELLS_OF_A_FORM:
        return None
    search = _Search(form, _rows(sheet))
    search.place_labelled()
    needed = (form.title, *form.headers)
    order = [search.placed.get(row, 0) for row in needed]
    if not all(order) or order != sorted(order):
        return None
    search.leave_out_rows_below_another_header()
    search.place_unlabelled()
    repeats = {
        number for row in search.repeats.keys() & search.placed for number in search.repeats[row]
    }
    return PlacedRows(search.placed, tuple(search.copies), frozenset(repeats))


def put_back(sheet: RawSheet, rows: Mapping[int, int], form: FormRows) -> RawSheet:
    """The sheet with its cells in the rows of the form; each keeps the address it has in the file.

    Rows that are not placed are left out; printed texts that are missing are there.
    """
    form_row = {found: row for row, found in rows.items()}
    cells = {
        address: RawCell(address, CellKind.TEXT, text)
        for address, text in form.fixed.items()
        if place_of(address)[0] not in rows
    }
    for address, cell in sheet.cells.items():
        row, column = place_of(address)
        if row in form_row:
            cells[f"{column_letters(column)}{form_row[row]}"] = cell
    merged = []
    for area in sheet.merged:
        left, top, right, bottom = area_corners(area)
        if top in form_row and bottom in form_row:
            corners = (f"{column_letters(left)}{form_row[top]}", column_letters(right))
            merged.append(f"{corners[0]}:{corners[1]}{form_row[bottom]}")
    return replace(sheet, cells=cells, merged=tuple(merged))


@dataclass(slots=True)
class _Search:
    """The search in one sheet; ``found`` are the rows of the file."""

    form: FormRows
    found: dict[int, Row]
    placed: dict[int, int] = field(default_factory=dict)
    copies: list[tuple[int, ...]] = field(default_factory=list)
    repeats: dict[int, set[int]] = field(default_factory=dict)
    candidates: dict[int, Sequence[int]] = field(init=False)
    is_in_order: bool = field(init=False, default=True)

    def __post_init__(self) -> None:
        by_text: dict[tuple[int, tuple[str, ...]], list[int]] = defaultdict(list)
        for row, label in self.form.labelled.items():
            by_text[next(iter(label.items()))].append(row)
        self.candidates = {}
        for number, texts in sorted(self.found.items()):
            fitting: dict[Label, list[int]] = defaultdict(list)
            for row in sorted(row for text in texts.items() for row in by_text.get(text, ())):
                if self.form.labelled[row].items() <= texts.items():
                    fitting[self.form.label(row)].append(row)
            longest = [label for label in fitting if len(label) == max(map(len, fitting))]
            if len(longest) == 1:
                self.candidates[number] = fitting[longest[0]]

    def place_labelled(self) -> None:
        """Place the rows with printed texts: all in order where they are, else block by block."""
        placed = _in_order(self.candidates)
        if placed is not None:
            self.placed = placed
            return
        self.is_in_order = False
        blocks = [_Block(self, *block) for block in self._blocks()]
        short = {label for block in blocks for label in block.labels if block.has_fewer(label)}
        mixed = {
            label
            for block in blocks
            for label in block.labels
            if block.order is None or block.has_more(label)
        }
        everything = _Block(self, list(self.form.labelled), self.candidates)
        for label in everything.labels:
            if len(everything.asked[label]) == 1:
                everything.place(label)
            elif label not in short & mixed:
                for block in blocks:
                    block.place(label)

    def _blocks(self) -> Iterator[tuple[list[int], Candidates]]:
        """The rows of form and file between two headings that are there once and in order."""
        times = Counter(row for rows in self.candidates.values() for row in rows)
        headings = set(self.form.headings)
        at = [
            (rows[0], number)
            for number, rows in self.candidates.items()
            if rows[0] in headings and times[rows[0]] == 1
        ]
        kept = [
            (row, number)
            for row, number in at
            if all((row < other) == (number < place) for other, place in at if other != row)
        ]
        ends = (max(self.form.labelled, default=0) + 1, max(self.found, default=0) + 1)
        for (first, start), (last, end) in pairwise([(0, 0), *kept, ends]):
            rows = [row for row in self.form.labelled if first < row < last]
            inside = [number for number in self.candidates if start < number < end]
            yield rows, {number: self.candidates[number] for number in inside}

    def leave_out_rows_below_another_header(self) -> None:
        """Take back the rows whose columns another header names in the file."""
        headers = [(header, self.placed[header]) for header in self.form.headers]
        for row, number in list(self.placed.items()):
            if any((header < row) != (place < number) for header, place in headers):
                del self.placed[row]

    def place_unlabelled(self) -> None:
        """Place the rows without printed texts that are between the same two rows as in the form.

        Rows before the first label do not move.
        """
        last = max((*self.found, *self.placed.values()), default=0)
        ends = (max((*self.form.inputs, *self.form.labelled)) + 1, last + 1)
        around = [*sorted(self.placed.items()), ends]
        for row in range(1, around[0][0]):
            if row not in self.candidates:
                self.placed[row] = row
        settled = {number for copies in self.copies for number in copies}.union(
            *self.repeats.values()
        )
        for (above, start), (below, end) in pairwise(around):
            between = range(above + 1, below)
            there = [number for number in range(start + 1, end) if number not in settled]
            if end <= start or any(number in self.candidates for number in there):
                continue
            asked = [row for row in between if row in self.form.unlabelled]
            is_whole = not any(row in self.form.labelled for row in between)
            is_exact = len(between) == len(there)
            if is_whole and is_exact and not self._is_named(asked):
                self.placed.update(zip(between, there, strict=True))
            elif asked and len({self.form.alike[row] for row in asked}) == 1:
                is_sure = is_whole and (is_exact or self.is_in_order)
                self._place_in_turn(asked, there, is_sure=is_sure)

    def _is_named(self, rows: Iterable[int]) -> bool:
        return any(self.form.unlabelled[row] for row in rows)

    def _place_in_turn(self, rows: Sequence[int], there: Sequence[int], *, is_sure: bool) -> None:
        """Place rows that ask for the same and can change places, as many as the form has.

        Not ``is_sure``: only if nothing else is there.
        """
        unit, columns = self.form.unlabelled[rows[0]], self.form.inputs[rows[0]]
        fitting = [number for number in there if unit.items() <= self.found.get(number, {}).items()]
        if not is_sure and not len(there) == len(fitting) == len(rows):
            return
        filled = [number for number in fitting if self.found.get(number, {}).keys() & columns]
        chosen = fitting if len(fitting) <= len(rows) else filled
        if len(chosen) <= len(rows):
            self.placed.update(zip(rows, chosen, strict=False))

    def entries(self, number: int, row: int) -> tuple[tuple[int, tuple[str, ...]], ...]:
        """What a row of the file says in the input cells of that row of the form."""
        texts = self.found[number]
        return tuple((at, texts[at]) for at in sorted(self.form.inputs.get(row, ())) if at in texts)


class _Block:
    """Labelled rows: ``asked`` of the form and ``there`` in the file, by label.

    ``order`` are the certain rows of the form if all are in order but for copies, else None.
    """

    def __init__(self, search: _Search, rows: Iterable[int], candidates: Candidates) -> None:
        self._search = search
        self.asked: dict[Label, list[int]] = defaultdict(list)
        self.there: dict[Label, list[int]] = defaultdict(list)
        for row in rows:
            self.asked[search.form.label(row)].append(row)
        for number, found in candidates.items():
            self.there[search.form.label(found[0])].append(number)
        self.labels = {*self.asked, *self.there}
        self.order = _in_order(
            {
                number: self.asked[label]
                for label in self.labels
                for number in self._without_copies(label)
            }
        )

    def has_fewer(self, label: Label) -> bool:
        """Whether the file has fewer rows of that label than the form."""
        return len(self.there[label]) < len(self.asked[label])

    def has_more(self, label: Label) -> bool:
        """Whether the file has more rows of that label than the form."""
        return len(self.there[label]) > len(self.asked[label])

    def place(self, label: Label) -> None:
        """Place the rows of a label where there is no doubt, and note copies that differ."""
        rows, there = self.asked[label], self.there[label]
        if len(rows) == 1 and there:
            row, *_ = rows
            filled = {self._search.entries(number, row): number for number in reversed(there)}
            filled.pop((), None)
            if len(filled) > 1:
                self._search.copies.append(tuple(there))
            else:
                chosen = next(iter(filled.values()), there[0])
                self._search.placed[row] = chosen
                self._search.repeats[row] = {*there} - {chosen}
        elif self.order:
            certain = {row: self.order[row] for row in rows if row in self.order}
            self._search.placed.update(certain)

    def _without_copies(self, label: Label) -> list[int]:
        there = self.there[label]
        return there[:1] if len(self.asked[label]) == 1 else there


def _in_order(candidates: Candidates) -> dict[int, int] | None:
    """The rows of the form that are certain if all are in its order; None if they cannot be.

    A row is certain that is the same whether the first or the last possible one is taken for all.
    """
    numbers = sorted(candidates)
    first = _taken(numbers, candidates)
    last = _taken(numbers[::-1], {n: [-row for row in candidates[n][::-1]] for n in numbers})
    if first is None or last is None:
        return None
    return {row: number for number, row in first.items() if last[number] == -row}


def _taken(numbers: Iterable[int], candidates: Candidates) -> dict[int, int] | None:
    taken, before = {}, float("-inf")
    for number in numbers:
        row = next((row for row in candidates[number] if row > before), None)
        if row is None:
            return None
        taken[number] = before = row
    return taken


def _rows(sheet: RawSheet) -> dict[int, Row]:
    rows: dict[int, dict[int, tuple[str, ...]]] = defaultdict(dict)
    for address, cell in sheet.cells.items():
        row, column = place_of(address)
        words = tuple(cell.text.split())
        if words or cell.has_formula:
            rows[row][column] = words
    return dict(rows)
