"""How much of a file is read before it is refused, and how long a reader may take."""

from dataclasses import dataclass

_KIB, _MIB = 1024, 1024 * 1024


@dataclass(frozen=True, slots=True)
class ReadingLimits:
    """Bounds for one file.

    Source: reference/excel.md, table of limits, measured on 4,108 real workbooks; the largest
    real figure stands behind each. ``text_characters`` is ours: it bounds the answer of the child.
    """

    file_bytes: int = 20 * _MIB  # largest real file 2.7 MB
    entries: int = 2_000  # 1,033
    directory_bytes: int = _MIB
    part_bytes: int = 128 * _MIB  # 57 MB
    total_bytes: int = 256 * _MIB  # 60 MB
    ratio: int = 250  # 121
    ratio_from_bytes: int = _MIB
    sheets: int = 200
    depth: int = 64
    filled_cells: int = 200_000
    all_cells: int = 500_000
    text_characters: int = 8 * _MIB
    memory_bytes: int = 512 * _MIB
    cpu_seconds: int = 20
    wall_seconds: float = 60.0
    answer_bytes: int = 64 * _MIB
