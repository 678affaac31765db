"""A framework's CSV files as rows of text, and the mistakes found in them."""

import csv
import hashlib
import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from cl_pipeline.errors import FrameworkError
from cl_pipeline.framework.schema import TABLES


@dataclass(frozen=True, slots=True, order=True)
class Mistake:
    """One mistake in one file; ``line`` counts from 1, the header being line 1."""

    file: str
    line: int
    found: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.file} line {self.line}: {self.found}; {self.remedy}"


@dataclass(frozen=True, slots=True)
class Mistakes:
    """All mistakes met while one folder is read."""

    folder: Path
    found: list[Mistake] = field(default_factory=list)

    def note(self, file: str, line: int, found: str, remedy: str) -> None:
        """Keep one mistake; reading goes on, so that the message can name all of them."""
        self.found.append(Mistake(file, line, found, remedy))

    def raise_any(self) -> None:
        """Raise a ``FrameworkError`` with one line per mistake, in file order, if there is any."""
        if not self.found:
            return
        lines = [f"  {mistake}" for mistake in sorted(set(self.found))]
        count = "1 mistake" if len(lines) == 1 else f"{len(lines)} mistakes"
        raise FrameworkError("\n".join([f"framework {self.folder.name} has {count}:", *lines]))


FOLDER = Path(__file__).parent / "roadmap_2025"
"""The framework that is used where no other is named."""

SETTINGS_FILE = "framework.toml"


def raw_tables(folder: Path | None = None) -> dict[str, list[dict[str, str]]]:
    """Every table by name, its rows as text with their line in the file.

    Grain: one row of one file. Keys of a row: the table's columns and ``line`` (from 1, the header
    being 1). Cells are passed through as written; nothing is trimmed.

    Raises:
        FrameworkError: a file is missing, unknown, not UTF-8, or has other columns than declared.
    """
    mistakes = Mistakes(folder or FOLDER)
    tables = read_tables(mistakes)
    mistakes.raise_any()
    return tables


def read_tables(mistakes: Mistakes) -> dict[str, list[dict[str, str]]]:
    """The tables of the folder that ``mistakes`` is about, noting there what cannot be read."""
    known = {SETTINGS_FILE, *(f"{name}.csv" for name in TABLES)}
    for path in _files(mistakes.folder):
        if path.name not in known:
            remedy = "rename it to one of the framework's tables or move it out of the folder"
            mistakes.note(path.name, 1, "no table of a framework has this name", remedy)
    return {name: list(_read_table(name, mistakes)) for name in TABLES}


def framework_digest(folder: Path) -> str:
    """SHA-256 over names and bytes of the framework's files; changes with any byte of them."""
    digest = hashlib.sha256()
    for path in _files(folder):
        content = path.read_bytes()
        digest.update(f"{path.name}\n{len(content)}\n".encode())
        digest.update(content)
    return digest.hexdigest()


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.glob("*") if path.suffix in (".csv", ".toml"))


def _read_table(name: str, mistakes: Mistakes) -> Iterator[dict[str, str]]:
    """The rows of a table with the line each begins on; a quoted cell can run over several."""
    file, columns = f"{name}.csv", tuple(TABLES[name].columns)
    text = _text_of(file, mistakes)
    if text == "":
        mistakes.note(file, 1, "the file is empty", "add its header line")
    if not text:
        return
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    line = 1
    try:
        for cells in reader:
            if line == 1 and tuple(cells) != columns:
                found = f"the columns are {','.join(cells) or 'missing'}"
                mistakes.note(file, 1, found, f"write them as {','.join(columns)}")
                return
            if len(cells) != len(columns):
                found = f"{len(cells)} cells instead of {len(columns)}"
                remedy = "give every column a cell and quote cells that hold a comma"
                mistakes.note(file, line, found, remedy)
            elif line > 1:
                yield {**dict(zip(columns, cells, strict=True)), "line": str(line)}
            line = reader.line_num + 1
    except csv.Error as wrong:
        remedy = "close the quotes, and double those inside a quoted cell"
        mistakes.note(file, line, f"the row that begins here cannot be read ({wrong})", remedy)


def _text_of(file: str, mistakes: Mistakes) -> str | None:
    try:
        # A spreadsheet program may put a byte order mark before the header.
        return (mistakes.folder / file).read_text("utf-8-sig")
    except FileNotFoundError:
        remedy = "add it, with its header line even if it has no rows"
        mistakes.note(file, 1, "the file is missing", remedy)
    except UnicodeDecodeError as wrong:
        line = wrong.object[: wrong.start].count(b"\n") + 1
        mistakes.note(file, line, "the text is not UTF-8", "save the file as UTF-8")
    return None
