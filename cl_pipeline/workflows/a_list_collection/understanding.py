"""What our program makes of the content of one file; called in the bounded process."""

from collections.abc import Sequence

from cl_pipeline.model.feedback import TypedCell
from cl_pipeline.model.form import FormIdentity
from cl_pipeline.model.framework import Framework
from cl_pipeline.model.identity import Digest
from cl_pipeline.model.submission import SubmissionDraft
from cl_pipeline.model.workbook import RawWorkbook
from cl_pipeline.reading.draft import draft_submission
from cl_pipeline.reading.form_index import index_for
from cl_pipeline.reading.recognise import recognise
from cl_pipeline.reading.typed_cells import typed_cells


def understood(
    framework: Framework, digest: Digest, raw: RawWorkbook, folder: str
) -> SubmissionDraft:
    """What the workbook reports, with the findings of reading."""
    return draft_submission(digest, raw, recognise(raw, framework, folder), framework)


def checked(framework: Framework, drafts: Sequence[SubmissionDraft]) -> list[SubmissionDraft]:
    """The drafts with the findings of the checks too, without the cells left out."""
    # Only the process that calls it needs the second that pandas takes to load.
    from cl_pipeline.checks.run import apply_omissions, check_drafts  # noqa: PLC0415

    found = check_drafts(drafts, framework)
    return [apply_omissions(draft, found.get(draft.digest, ())) for draft in drafts]


def filled(
    framework: Framework, raw: RawWorkbook
) -> tuple[FormIdentity | None, tuple[TypedCell, ...]]:
    """The form of the workbook and its cells as typed; nothing if it is not recognised."""
    recognition = recognise(raw, framework)
    if recognition.identity is None or recognition.description is None:
        return None, ()
    form = index_for(framework, recognition.identity)
    return recognition.identity, tuple(typed_cells(form, raw))
