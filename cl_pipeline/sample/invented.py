"""Entries invented for illustration: B-list submissions, and forms around the indicators."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter

from cl_pipeline.errors import BrokenInvariant
from cl_pipeline.model.codes import Field, FormKey, ListLetter
from cl_pipeline.model.framework import Framework
from cl_pipeline.model.identity import RoundYear
from cl_pipeline.sample.a_list import ValueEntry, cover_entries, entry
from cl_pipeline.sample.figures import SampleSubmission, rows_of

INVENTED = "Invented for illustration:"
"""How every invented text begins, so that none is taken for a statement of a Member State."""

LEVEL_LIST = "level"


@dataclass(frozen=True, slots=True)
class ContextSubmission:
    """One invented submission; key (round, form, sender). ``entries`` are rows of a VALUES.csv."""

    round: RoundYear
    form: FormKey
    sender: str
    entries: tuple[ValueEntry, ...]


def b_list_entries(framework: Framework, submission: SampleSubmission) -> list[ValueEntry]:
    """All entries of one B-list submission, sheet by sheet; shaped like those of the A list.

    Raises:
        BrokenInvariant: a level of ``b_list.csv`` is not in the framework's code list.
    """
    rows_of_sender = [row for row in rows_of("b_list.csv") if row["sender"] == submission.sender]
    texts = {row["indicator"]: row for row in rows_of_sender}
    rows = list(cover_entries(submission))
    for indicator in framework.on_list(ListLetter.B):
        text = texts.get(indicator.key)
        keys = {"indicator": indicator.key, "attribute": indicator.position}
        rows.append(entry(Field.COVERS, "yes" if text else "no", **keys))
        if text:
            rows.extend(_sheet(framework, submission, text))
    return rows


def _sheet(
    framework: Framework, submission: SampleSubmission, text: Mapping[str, str]
) -> Iterator[ValueEntry]:
    levels = framework.code_names(LEVEL_LIST)
    if text["level"] not in levels:
        raise BrokenInvariant(
            f"b_list.csv: {text['level']} is not in the list {LEVEL_LIST!r}; add it"
        )
    about = {"indicator": text["indicator"]}
    yield entry(Field.INSTITUTION, submission.institution, **about)
    yield entry(Field.LEVEL, levels[text["level"]], **about)
    yield entry(Field.NARRATIVE, text["narrative"], **about)
    if text["evidence"]:
        yield entry(Field.EVIDENCE, text["evidence"], **about, attribute="title", entry="1")


def load_context_submissions() -> tuple[ContextSubmission, ...]:
    """The invented submissions around the indicators in file order."""
    groups = groupby(
        rows_of("context_rows.csv"), key=itemgetter("round", "form", "sender", "institution")
    )
    return tuple(
        ContextSubmission(
            RoundYear(int(year)),
            FormKey(form),
            sender,
            (entry(Field.INSTITUTION, institution), *map(_context_entry, rows)),
        )
        for (year, form, sender, institution), rows in groups
    )


def _context_entry(row: dict[str, str]) -> ValueEntry:
    return entry(Field(row["field"]), row["value"], attribute=row["attribute"], entry=row["entry"])
