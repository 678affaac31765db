"""What is read back from a filled form."""

from hashlib import sha256
from pathlib import Path

from cl_pipeline.framework.loader import load_framework
from cl_pipeline.model.framework import Framework
from cl_pipeline.model.identity import Digest
from cl_pipeline.model.submission import SubmissionDraft
from cl_pipeline.reading.draft import draft_submission
from cl_pipeline.reading.recognise import recognise
from cl_pipeline.reading.xlsx.document import read_document
from cl_pipeline.reading.xlsx.limits import ReadingLimits
from cl_pipeline.reading.xlsx.protocol import raw_workbook
from cl_pipeline.workflows.a_list_collection.reading import check_files
from tests.builders.submissions_on_drive import MapRow

Address = tuple[str, str]

WORDS = (
    "Labour force survey 2019", "ទិន្នន័យ 2019", "Khảo sát, lần thứ hai", "=1+1", "007", "two\nlines",
    "+855 23 000 000", "yes", "m", "<b>& more</b>", "'quoted'", "x" * 400,
)  # fmt: skip
"""Words people type; some look like a formula, a number or a gap code, and are none of them."""


def address(row: MapRow) -> Address:
    """Sheet and cell of a row of a map."""
    return str(row["sheet"]), str(row["cell"])


def read_draft(
    content: bytes, framework: Framework | None = None, digest: str = ""
) -> SubmissionDraft:
    """What is read from a form, in this process and without checks."""
    framework = framework or load_framework()
    raw = raw_workbook(read_document(content, ReadingLimits()))
    digest = digest or sha256(content).hexdigest()
    return draft_submission(Digest(digest), raw, recognise(raw, framework), framework)


def drafted(path: Path) -> SubmissionDraft:
    """What ``check`` reads from the file."""
    (checked,) = check_files(load_framework(), [path]).forms
    return checked.draft


def values_of(draft: SubmissionDraft) -> dict[Address, object]:
    """The number, or the gap code, of every observation by its cell."""
    return {
        (observation.sheet, observation.cell): observation.gap_code
        if observation.value is None
        else observation.value
        for observation in draft.observations
    }
