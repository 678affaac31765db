"""Files outside the archive: write one atomically, its digest, the text of a table."""

import os
from hashlib import file_digest
from itertools import count
from pathlib import Path, PurePath

from cl_pipeline.errors import NotFound, UsageError
from cl_pipeline.model.identity import Digest


def digest_of(path: Path) -> Digest:
    """The digest of a file's bytes; NotFound if the path is not a file."""
    if not path.is_file():
        raise NotFound(f"{path} is not a file; give the path of a form")
    with path.open("rb") as stream:
        return Digest(file_digest(stream, "sha256").hexdigest())


def text_of(table: Path) -> str:
    """The text of a table that a person saved as CSV.

    Raises:
        NotFound: the path is not a file.
        UsageError: the file is not UTF-8; the message names the line.
    """
    if not table.is_file():
        raise NotFound(f"{table} is not a file; give the path of a table")
    try:
        return table.read_text("utf-8-sig")
    except UnicodeDecodeError as wrong:
        line = wrong.object[: wrong.start].count(b"\n") + 1
        raise UsageError(f"line {line}: not UTF-8; save {table.name} as CSV (UTF-8)") from wrong


def separator_of(text: str) -> str:
    """The separator of a table, by its heading; many spreadsheet programs write semicolons.

    >>> separator_of("sender;address"), separator_of("value")
    (';', ',')
    """
    return max(",;\t", key=text.partition("\n")[0].count)


def replace_bytes(path: Path, content: bytes) -> bool:
    """Write that content to the path atomically; False if the file has it already.

    The file is for its owner alone: most of what is written has figures in it.

    Raises:
        UsageError: nothing can be written there.
    """
    if path.is_file() and path.read_bytes() == content:
        return False
    make_folder(path.parent)
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        temporary.touch(mode=0o600)
        temporary.write_bytes(content)
        temporary.replace(path)
    except OSError as wrong:
        raise _cannot_be_written(path, wrong) from wrong
    finally:
        temporary.unlink(missing_ok=True)
    return True


def add_file(path: Path, content: bytes) -> Path:
    """Write a file that a person will fill, and return where it is.

    A file of that name with another content stays: a person may have filled it. The new one gets
    the next free name: ``form (2).xlsx``.
    """
    places = (Path(numbered(str(path), number)) for number in count(1))
    place = next(free for free in places if not free.exists() or _holds(free, content))
    replace_bytes(place, content)
    return place


def put_filled(path: Path, content: bytes) -> Path:
    """Write a form that we filled, and return where it is.

    One that we filled before is replaced. What a person saved there stays, and the new one gets the
    next free name.
    """
    # What writes workbooks takes long to load, and most files need none of it.
    from cl_pipeline.forms.writer import is_as_written  # noqa: PLC0415

    places = (Path(numbered(str(path), number)) for number in count(1))
    place = next(free for free in places if not free.exists() or is_as_written(free))
    replace_bytes(place, content)
    return place


def _holds(path: Path, content: bytes) -> bool:
    return path.is_file() and path.read_bytes() == content


def numbered(path: str, number: int) -> str:
    """The path with a number in its name, as file managers write it.

    >>> numbered("KHM/a_list.xlsx", 2), numbered("KHM/a_list.map.json", 1)
    ('KHM/a_list (2).xlsx', 'KHM/a_list.map.json')
    """
    if number == 1:
        return path
    place = PurePath(path)
    stem, dot, ending = place.name.partition(".")
    return str(place.with_name(f"{stem} ({number}){dot}{ending}"))


def make_folder(path: Path) -> None:
    """Create the folder and those above it; UsageError if that is not possible."""
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as wrong:
        raise _cannot_be_written(path, wrong) from wrong


def _cannot_be_written(path: Path, wrong: OSError) -> UsageError:
    return UsageError(
        f"{path} cannot be written: {wrong.strerror}; free some space, or give another path"
    )
