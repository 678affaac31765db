"""The whole pack of one answer: names and bytes of its files."""

from collections.abc import Sequence

from cl_pipeline.model.feedback import FeedbackReport
from cl_pipeline.publication.feedback.marked_copy import marked_copy
from cl_pipeline.publication.feedback.page import feedback_page
from cl_pipeline.publication.feedback.sentences import Language
from cl_pipeline.publication.feedback.sheet import feedback_workbook


def pages_and_sheet(answer: FeedbackReport, languages: Sequence[Language]) -> dict[str, bytes]:
    """A page per language and the sheet, by name; they also go with the mail."""
    stem = file_stem(answer)
    files = {}
    for language in languages:
        ending = f"_{language.code}" if language.is_translation else ""
        files[f"{stem}_answer{ending}.html"] = feedback_page(answer, language)
    files[f"{stem}_answer.xlsx"] = feedback_workbook(answer, languages)
    return files


def copy_of_form(answer: FeedbackReport, languages: Sequence[Language]) -> dict[str, bytes]:
    """The marked copy by name; nothing where the file could not be recognised as a form."""
    if answer.description is None or answer.country is None:
        return {}
    return {f"{file_stem(answer)}_marked_copy.xlsx": marked_copy(answer, languages)}


def file_stem(answer: FeedbackReport) -> str:
    """How every file of the pack begins: like the form, or the beginning of the digest."""
    one = answer.submission
    if not one.form or answer.country is None:
        return f"file_{one.digest[:8]}"
    return f"{answer.country.code}_{one.round}_{one.form}"
