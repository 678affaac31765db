"""Sheets side by side: the one that speaks, and what other institutions sent on the same sheet."""

from collections.abc import Iterable
from unicodedata import normalize

from cl_pipeline.model.codes import FormKey
from cl_pipeline.model.identity import RoundYear, SenderCode, SubmissionId
from cl_pipeline.store.records import CurrentSheet
from cl_pipeline.store.rows import Found


def conflicting_reports(newest_first: Iterable[Found]) -> tuple[CurrentSheet, ...]:
    """Of each sheet the one that speaks and the newest of every other institution, sorted.

    An institution that is not named on either return may be the same one and is not set beside.
    """
    heard: dict[tuple[str, ...], set[str]] = {}
    kept = []
    for one in map(_sheet_of, newest_first):
        sheet, name = (one.sender, one.form, one.sheet), _same_name(one.institution)
        if one.is_current:
            heard[sheet] = {name}
        elif "" in heard[sheet] or name in heard[sheet] | {""}:
            continue
        heard[sheet].add(name)
        kept.append(one)
    return tuple(sorted(kept, key=_order))


def _sheet_of(row: Found) -> CurrentSheet:
    return CurrentSheet(
        round=RoundYear(row["round"]),
        sender=SenderCode(row["sender"]),
        form=FormKey(row["form"]),
        sheet=row["sheet"],
        submission_id=SubmissionId(row["submission_id"]),
        institution=row["institution"],
        received_at=row["received_at"],
        is_current=row["place"] == 1,
    )


def _same_name(institution: str | None) -> str:
    """The institution's name without what typing it again may change."""
    return " ".join(normalize("NFKC", institution or "").casefold().split())


def _order(current_sheet: CurrentSheet) -> tuple[object, ...]:
    return (
        current_sheet.sender,
        current_sheet.form,
        current_sheet.sheet,
        not current_sheet.is_current,
        current_sheet.submission_id,
    )
