"""Sheets side by side: the one that speaks, and what other institutions sent on the same sheet.

Belongs here: telling a correction by the same institution from a second voice. Does not belong
here: which sheet speaks (``gate``) and asking both institutions about it (``stages``).
"""

from collections.abc import Iterable
from unicodedata import normalize

from cl_pipeline.model.codes import FormKey
from cl_pipeline.model.identity import RoundYear, SenderCode, SubmissionId
from cl_pipeline.store.records import SpeakingSheet
from cl_pipeline.store.rows import Found


def side_by_side(newest_first: Iterable[Found]) -> tuple[SpeakingSheet, ...]:
    """Of each sheet the one that speaks and the newest of every other institution, sorted.

    An institution that is not named on either return may be the same one and is not set beside.
    """
    heard: dict[tuple[str, ...], set[str]] = {}
    kept = []
    for one in map(_sheet_of, newest_first):
        sheet, name = (one.sender, one.form, one.sheet), _same_name(one.institution)
        if one.speaks:
            heard[sheet] = {name}
        elif "" in heard[sheet] or name in heard[sheet] | {""}:
            continue
        heard[sheet].add(name)
        kept.append(one)
    return tuple(sorted(kept, key=_order))


def _sheet_of(row: Found) -> SpeakingSheet:
    return SpeakingSheet(
        round=RoundYear(row["round"]),
        sender=SenderCode(row["sender"]),
        form=FormKey(row["form"]),
        sheet=row["sheet"],
        submission_id=SubmissionId(row["submission_id"]),
        institution=row["institution"],
        received_at=row["received_at"],
        speaks=row["place"] == 1,
    )


def _same_name(institution: str | None) -> str:
    """The institution's name without what typing it again may change."""
    return " ".join(normalize("NFKC", institution or "").casefold().split())


def _order(one: SpeakingSheet) -> tuple[object, ...]:
    return (one.sender, one.form, one.sheet, not one.speaks, one.submission_id)
