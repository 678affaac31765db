"""How much of a file is read before it is refused, and the exception that refuses it."""

from dataclasses import dataclass

from cl_pipeline.reading.serving import Bounds

_MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class ReadingLimits(Bounds):
    """Bounds for one file; the comments name the largest real figure.

    Three are ours: ``text_characters`` bounds the answer of the worker, ``element_bytes`` what a
    row (or another element directly below a sheet) may take up before it is read and forgotten,
    ``merged_areas`` the areas that are compared with all input cells of a form.

    Source: reference/excel.md, table of limits, measured on 4,108 real workbooks.
    """

    memory_bytes: int = 512 * _MIB
    cpu_seconds: int = 20
    wall_seconds: float = 60.0
    answer_bytes: int = 64 * _MIB
    file_bytes: int = 20 * _MIB  # 2.7 MB
    entries: int = 2_000  # 1,033
    directory_bytes: int = _MIB
    part_bytes: int = 128 * _MIB  # 57 MB
    total_bytes: int = 256 * _MIB  # 60 MB
    ratio: int = 250  # 121
    ratio_from_bytes: int = _MIB
    sheets: int = 200
    depth: int = 64
    element_bytes: int = 8 * _MIB
    filled_cells: int = 200_000
    all_cells: int = 500_000
    merged_areas: int = 20_000
    text_characters: int = 8 * _MIB


class Unreadable(Exception):
    """The file cannot be read; carries the code of the finding and what was found."""

    def __init__(self, code: str, found: str) -> None:
        super().__init__(f"{code}: {found}")
        self.code = code
        self.found = found


def refuse_size(size_bytes: int, limits: ReadingLimits) -> None:
    """Raise ``Unreadable`` for a file above the limit, with its real size."""
    if size_bytes > limits.file_bytes:
        found = f"the file has {_size(size_bytes)}; the limit is {_size(limits.file_bytes)}"
        raise Unreadable("TOO_LARGE", found)


def _size(size_bytes: int) -> str:
    return f"{size_bytes:,} bytes ({size_bytes / _MIB:.1f} MB)"


class Budget:
    """Counts what has been read so far in one file against a limit."""

    __slots__ = ("limit", "used", "what")

    def __init__(self, what: str, limit: int) -> None:
        self.what = what
        self.limit = limit
        self.used = 0

    def take(self, amount: int) -> None:
        """Count ``amount`` more."""
        self.used += amount
        if self.used > self.limit:
            raise Unreadable("TOO_LARGE", f"the number of {self.what} is above {self.limit:,}")
