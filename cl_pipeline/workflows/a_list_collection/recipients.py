"""Who receives the feedback on a submission: the folder of its sender, and the focal points.

Guarantee: feedback is put into the folder of a Member State only if everything that names a
Member State names the same one; otherwise the officer forwards it.
"""

import re
from collections.abc import Collection, Sequence

from cl_pipeline.model.framework import Framework, all_senders
from cl_pipeline.model.identity import RoundYear, SenderCode
from cl_pipeline.model.submission import Submission
from cl_pipeline.store.records import FocalPoint

DIGEST_CHARACTERS = 8
"""Characters of the digest in the name of a folder; enough to distinguish a sender's files."""

FORM_CONFLICT = "FORM_CONFLICT"
"""The finding on a workbook that names two Member States; its form identity then proves nothing."""

ROUND_FOLDER = re.compile(r"[0-9]{4}")


def feedback_recipient(
    submission: Submission, codes: Collection[str], framework: Framework
) -> SenderCode | None:
    """The Member State that receives the feedback, or None if it is not certain.

    ``codes``: those of the submission's findings. The form identity counts, and the folder in
    which the file was: any folder that names a Member State contradicts, but only
    ``<round>/<ISO3>/`` names the sender by itself.
    """
    known = set(all_senders(framework))
    folders = [folder.upper() for folder in submission.path.split("/")[:-1]]
    named = {SenderCode(folder) for folder in folders if folder in known}
    is_own_folder = folder_round(submission) is not None and folders[1:2] and folders[1] in known
    has_identity = submission.sender in known and FORM_CONFLICT not in codes
    if has_identity and submission.sender:
        named.add(submission.sender)
    elif not is_own_folder:
        return None
    return named.pop() if len(named) == 1 else None


def folder_name(submission: Submission) -> str:
    """The folder of the feedback: the round and the beginning of the file's digest."""
    known = submission.round or folder_round(submission) or "round_not_known"
    return f"{known}_{submission.digest[:DIGEST_CHARACTERS]}"


def folder_round(submission: Submission) -> RoundYear | None:
    """The round that the first folder of the path names, or None."""
    first = submission.path.partition("/")[0]
    return RoundYear(int(first)) if ROUND_FOLDER.fullmatch(first) else None


def focal_points_of(
    submission: Submission,
    sender: SenderCode,
    registered: Sequence[FocalPoint],
    indicators: Collection[str],
) -> tuple[FocalPoint, ...]:
    """The focal points who receive a mail about a submission.

    Those of its institution; if there are none, those of the ``indicators`` that it covers; if
    there are none either, all of the Member State.
    """
    own = [focal_point for focal_point in registered if focal_point.sender == sender]
    name = _normalised(submission.institution or "")
    of_institution = [
        focal_point for focal_point in own if name and _normalised(focal_point.institution) == name
    ]
    of_indicators = [
        focal_point for focal_point in own if set(focal_point.indicators) & set(indicators)
    ]
    return tuple(of_institution or of_indicators or own)


def _normalised(text: str) -> str:
    return " ".join(text.split()).casefold()
