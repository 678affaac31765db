"""What is read back from a filled form, by its cells.

Belongs here: reading through the same stage as ``cl-pipeline check``. Does not belong here: filling
(``returns_on_drive``).
"""

from pathlib import Path

from cl_pipeline.framework.loader import load_framework
from cl_pipeline.model.submission import ReturnDraft
from cl_pipeline.stages.checking import check_files
from tests.builders.returns_on_drive import MapRow

Address = tuple[str, str]


def address(row: MapRow) -> Address:
    """Sheet and cell of a row of a map."""
    return str(row["sheet"]), str(row["cell"])


def drafted(path: Path) -> ReturnDraft:
    """What ``check`` reads from the file."""
    (checked,) = check_files(load_framework(), [path]).forms
    return checked.draft


def values_of(draft: ReturnDraft) -> dict[Address, object]:
    """The number, or the gap code, of every observation by its cell."""
    return {
        (one.sheet, one.cell): one.gap_code if one.value is None else one.value
        for one in draft.observations
    }
