"""The schema of one ingested source: a frame, stages of named checks, and codes for failures.

Stages: a check on numbers runs only over rows whose text was right, because one text cell keeps
pandera from reporting the other bad values of its column (tested, 0.35.0).
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd
import pandera.pandas as pa

from cl_pipeline.catalogue import finding
from cl_pipeline.checks.view import FormCells
from cl_pipeline.errors import BrokenInvariant
from cl_pipeline.model.finding import Finding
from cl_pipeline.model.framework import Framework
from cl_pipeline.model.identity import Digest, IndicatorKey
from cl_pipeline.model.submission import SubmissionDraft

Values = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class NamedCheck:
    """One check of a source: its name in the schema, its code in the catalogue, what was found.

    ``found`` and ``values`` take the failing row by column name; ``values`` fill the catalogue's
    templates.
    """

    name: str
    code: str
    found: Callable[[Mapping[str, str]], str]
    values: Callable[[Mapping[str, str], Framework], Values] = lambda _row, _framework: {}


@dataclass(frozen=True, slots=True)
class SubmissionFrames:
    """The drafts of one call, with the form each was typed into (None where it is not known)."""

    drafts: tuple[SubmissionDraft, ...]
    forms: Mapping[Digest, FormCells | None]
    framework: Framework


@dataclass(frozen=True, slots=True)
class SourceSchema:
    """One ingested source. ``checks`` are in order of precedence: a row keeps its first failure."""

    name: str
    frame: Callable[[SubmissionFrames], pd.DataFrame]
    stages: Callable[[Framework], tuple[pa.DataFrameSchema, ...]]
    checks: tuple[NamedCheck, ...]


def validate(
    source: SourceSchema, submissions: SubmissionFrames
) -> Iterator[tuple[Digest, Finding]]:
    """The findings of one source over all submissions, each with the digest of its file.

    Raises:
        BrokenInvariant: a check failed that the source does not declare, or for no row: the frame
            and its schema do not fit each other.
    """
    frame = source.frame(submissions)
    if frame.empty:
        return
    checks = {check.name: check for check in source.checks}
    for schema in source.stages(submissions.framework):
        failures = first_failures(schema, frame, list(checks), source.name)
        for index, name in failures.items():
            row = {str(column): str(frame.at[index, column]) for column in frame.columns}
            yield Digest(row["digest"]), _finding(checks[name], row, submissions.framework)
        frame = frame.drop(index=list(failures))


def first_failures(
    schema: pa.DataFrameSchema, frame: pd.DataFrame, names: Sequence[str], source: str
) -> dict[int, str]:
    """The first failing check of each failing row, by row number, in row order."""
    try:
        schema.validate(frame, lazy=True)
    except pa.errors.SchemaErrors as failed:
        cases = failed.failure_cases
    else:
        return {}
    pairs = {(index, str(name)) for index, name in zip(cases["index"], cases["check"], strict=True)}
    rank = {name: place for place, name in enumerate(names)}
    undeclared = sorted(str(name) for index, name in pairs if name not in rank or index is None)
    if undeclared:
        raise BrokenInvariant(f"source {source}: failed without a row or a code: {undeclared}")
    first: dict[int, str] = {}
    for index, name in sorted(pairs, key=lambda pair: (pair[0], rank[pair[1]])):
        first.setdefault(int(index), name)
    return first


def allowed_codes(framework: Framework, list_key: str) -> tuple[str, ...]:
    """The codes of one list of the framework, in its order.

    Raises:
        BrokenInvariant: the framework has no such list, so the check would pass silently.
    """
    codes = tuple(framework.code_names(list_key))
    if not codes:
        raise BrokenInvariant(f"the framework has no code list {list_key!r}; add it to its files")
    return codes


def text_column(*checks: pa.Check) -> pa.Column:
    """A column of text; text that was not given is the empty string (see ``frames``)."""
    return pa.Column("str", list(checks))


def named_check(name: str, holds: "Callable[..., pd.Series[bool]]") -> pa.Check:
    """A check of one column, or of the rows of a frame."""
    return pa.Check(holds, name=name, error=name)


def quoted(text: object) -> str:
    """A typed text in quotes, as a finding shows it; cut after 80 characters.

    >>> quoted("about half")
    '"about half"'
    """
    shown = str(text)
    return f'"{shown}"' if len(shown) <= 80 else f'"{shown[:77]}…"'


def _finding(check: NamedCheck, row: Mapping[str, str], framework: Framework) -> Finding:
    return finding(
        check.code,
        found=check.found(row),
        sheet=row["sheet"],
        cell=row["cell"],
        indicator=IndicatorKey(row["indicator"]) if row.get("indicator") else None,
        **check.values(row, framework),
    )
