"""Where an answer goes: the folder of its sender, and the focal points who are written to.

Input: a submission and what was found in it; output: a folder or none, addresses or none.
Guarantee: an answer lies in the folder of a Member State only where everything that names one
names the same; otherwise it is the officer's to hand on.
"""

import re
from collections.abc import Collection, Sequence

from cl_pipeline.model.framework import Framework, all_senders
from cl_pipeline.model.identity import RoundYear, SenderCode
from cl_pipeline.model.submission import Submission
from cl_pipeline.store import FocalPoint

DIGEST_SIGNS = 8
"""Signs of the digest in the name of a folder; enough to tell the files of a sender apart."""

FORM_CONFLICT = "FORM_CONFLICT"
"""The finding of a workbook that names two things; its mark is then no witness."""

ROUND_FOLDER = re.compile(r"[0-9]{4}")


def feedback_recipient(
    submission: Submission, codes: Collection[str], framework: Framework
) -> SenderCode | None:
    """The Member State an answer is for, or None where that is not beyond doubt.

    The form's own word counts, and the folder the file lay in: any folder that names a Member
    State contradicts, but only ``<round>/<ISO3>/`` names the sender by itself.
    """
    known = set(all_senders(framework))
    steps = [step.upper() for step in submission.path.split("/")[:-1]]
    named = {SenderCode(step) for step in steps if step in known}
    in_own_folder = len(steps) >= 2 and bool(ROUND_FOLDER.fullmatch(steps[0])) and steps[1] in known
    has_word = submission.sender in known and FORM_CONFLICT not in codes
    if has_word and submission.sender:
        named.add(submission.sender)
    elif not in_own_folder:
        return None
    return named.pop() if len(named) == 1 else None


def folder_name(submission: Submission) -> str:
    """The folder of one answer: the round and the beginning of the file's digest."""
    known = submission.round or folder_round(submission) or "round_not_known"
    return f"{known}_{submission.digest[:DIGEST_SIGNS]}"


def folder_round(submission: Submission) -> RoundYear | None:
    """The round in whose folder the file lay, None where the folder names none."""
    first = submission.path.partition("/")[0]
    return RoundYear(int(first)) if ROUND_FOLDER.fullmatch(first) else None


def focal_points_of(
    submission: Submission,
    sender: SenderCode,
    registered: Sequence[FocalPoint],
    indicators: Collection[str],
) -> tuple[FocalPoint, ...]:
    """Who is written to about a return: those of its institution, or failing that of its subjects.

    Where neither names anybody, all focal points of the Member State are written to.
    ``indicators`` are those the return covers.
    """
    own = [one for one in registered if one.sender == sender]
    name = _squeezed(submission.institution or "")
    of_institution = [one for one in own if name and _squeezed(one.institution) == name]
    of_subjects = [one for one in own if set(one.indicators) & set(indicators)]
    return tuple(of_institution or of_subjects or own)


def _squeezed(text: str) -> str:
    return " ".join(text.split()).casefold()
