"""Returns around the indicators for the sample drive: invented, and saying so."""

import csv
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from pathlib import Path

from cl_pipeline.model.codes import Field, FormKey
from cl_pipeline.model.identity import RoundYear
from cl_pipeline.sample.values import Entry, entry

FILE = Path(__file__).parent / "context_rows.csv"


@dataclass(frozen=True, slots=True)
class ContextSubmission:
    """One invented return; key (round, form, sender). ``entries`` are rows of a VALUES.csv."""

    round: RoundYear
    form: FormKey
    sender: str
    entries: tuple[Entry, ...]


def load_context_submissions() -> tuple[ContextSubmission, ...]:
    """The invented returns in file order."""
    with FILE.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    groups = groupby(rows, key=itemgetter("round", "form", "sender", "institution"))
    return tuple(
        ContextSubmission(
            RoundYear(int(year)),
            FormKey(form),
            sender,
            (entry(Field.INSTITUTION, institution), *(_entry(row) for row in own)),
        )
        for (year, form, sender, institution), own in groups
    )


def _entry(row: dict[str, str]) -> Entry:
    return entry(Field(row["field"]), row["value"], attribute=row["attribute"], entry=row["entry"])
