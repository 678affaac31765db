"""Pandera schemas, one per ingested source: a frame and its checks, declared in one table.

One call validates many drafts. Every check looks at whole rows; a row keeps its first failure in
the order of its source, and where two sources find fault with one cell, the earlier one counts.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TypeAlias

import pandas as pd
import pandera.pandas as pa

from cl_pipeline.catalogue import finding
from cl_pipeline.checks import frames
from cl_pipeline.checks.frames import Submissions
from cl_pipeline.errors import BrokenInvariant
from cl_pipeline.model.breakdown import DIMENSIONS, LABEL_PREFIX, TOTAL
from cl_pipeline.model.codes import PLAN_FIELDS, SOURCE_FIELDS, Field, MeasureRole
from cl_pipeline.model.finding import Finding
from cl_pipeline.model.framework import FIRST_LEVEL_UNIT, Framework
from cl_pipeline.model.identity import Digest, IndicatorKey

Row = Mapping[str, str]
"""One row of a frame as text, by column."""

Truths: TypeAlias = "pd.Series[bool]"

RATE, AMOUNT = MeasureRole.RATE.value, MeasureRole.AMOUNT.value

OWN_PATTERNS = {"age": r"Y[0-9]+(T[0-9]+)?|Y_GE[0-9]+"}
"""Codes that a sender's own rows can get that are not listed.

Source: IAEG-SDGs CL_AGE is a pattern, not a closed list.
"""

OWN_LISTS = {"location": FIRST_LEVEL_UNIT}
"""Lists, by the start of their key, whose codes a sender's own rows can get."""

NOTHING = r"(?!)"
"""A pattern that no text matches."""

YEAR_COLUMNS = ("data_year", "published_year", "from", "to", "year")
"""Columns of tables that take a year."""

YEAR = r"(19|20)[0-9]{2}"


@dataclass(frozen=True, slots=True)
class Check:
    """One check of a source: the rows for which it holds, and the finding where it does not.

    ``found`` takes the failing row; ``values`` fill the templates of the code in the catalogue.
    """

    code: str
    holds: "Callable[[Framework, pd.DataFrame], pd.Series[bool]]"
    found: Callable[[Row], str]
    values: Callable[[Row, Framework], Mapping[str, object]] = lambda _row, _framework: {}


@dataclass(frozen=True, slots=True)
class Source:
    """One ingested source."""

    name: str
    frame: Callable[[Submissions], pd.DataFrame]
    checks: tuple[Check, ...]


def validate(source: Source, submissions: Submissions) -> Iterator[tuple[Digest, Finding]]:
    """The findings of one source over all submissions, each with the digest of its file."""
    frame, framework = source.frame(submissions), submissions.framework
    if frame.empty:
        return
    holds = [partial(check.holds, framework) for check in source.checks]
    for index, place in first_failures(frame, holds, source.name).items():
        row = {str(column): str(frame.at[index, column]) for column in frame.columns}
        check = source.checks[place]
        yield (
            Digest(row["digest"]),
            finding(
                check.code,
                found=check.found(row),
                sheet=row["sheet"],
                cell=row["cell"],
                indicator=IndicatorKey(row["indicator"]) if row["indicator"] else None,
                **check.values(row, framework),
            ),
        )


def first_failures(
    frame: pd.DataFrame, holds: "Sequence[Callable[[pd.DataFrame], pd.Series[bool]]]", source: str
) -> dict[int, int]:
    """The place of the first check that each failing row fails, by row number, in row order.

    Raises:
        BrokenInvariant: a check could not run, or failed without naming a row.
    """
    checks = [pa.Check(check, name=str(place)) for place, check in enumerate(holds)]
    try:
        pa.DataFrameSchema(checks=checks).validate(frame, lazy=True)
    except pa.errors.SchemaErrors as failed:
        cases = failed.failure_cases
    else:
        return {}
    if cases["index"].isna().any():
        raise BrokenInvariant(f"source {source}: a check failed without a row:\n{cases}")
    first: dict[int, int] = {}
    for place, index in sorted(zip(cases["check"].astype(int), cases["index"], strict=True)):
        first.setdefault(int(index), place)
    return dict(sorted(first.items()))


def _are_listed(framework: Framework, rows: pd.DataFrame, dimension: str) -> Truths:
    listed = {TOTAL, *framework.code_names(dimension)}
    if dimension in OWN_LISTS:
        start = OWN_LISTS[dimension]
        listed |= {code.code for code in framework.codes if code.list_key.startswith(start)}
    own = re.compile(OWN_PATTERNS.get(dimension, NOTHING))
    # A column has thousands of cells and a handful of codes: each code is looked at once.
    fits = [
        code
        for code in rows[dimension].unique()
        if code in listed or code.startswith(LABEL_PREFIX) or own.fullmatch(code)
    ]
    return rows[dimension].isin(fits)


def _units_fit(framework: Framework, rows: pd.DataFrame) -> Truths:
    # A gap has no unit of its own and an amount is in the currency the sender declares.
    exempt = (rows["value_text"] == "") | (rows["role"] == AMOUNT)
    return exempt | (rows["unit"] == rows["unit_asked"])


def _gaps_are_listed(framework: Framework, rows: pd.DataFrame) -> Truths:
    is_listed = rows["gap_code"].isin([gap.code for gap in framework.gap_codes])
    return is_listed | ((rows["gap_code"] == "") & (rows["value_text"] != ""))


def _on_scale(framework: Framework, rows: pd.DataFrame, field: Field, list_key: str) -> Truths:
    codes = tuple(framework.code_names(list_key))
    if not codes:
        # Otherwise the check would pass silently.
        raise BrokenInvariant(f"the framework has no code list {list_key!r}; add it to its files")
    return (rows["field"] != field.value) | rows["code"].isin(codes)


def _named_once(framework: Framework, rows: pd.DataFrame) -> Truths:
    keys = rows[["digest", "sheet", "indicator", "column"]].assign(
        name=rows["text"].str.strip().str.casefold()
    )
    return ~keys.duplicated(keep="first")


def _quoted(text: str) -> str:
    """A typed text in quotes, as a finding shows it; cut after 80 characters."""
    return f'"{text}"' if len(text) <= 80 else f'"{text[:77]}…"'


def _typed(row: Row) -> str:
    return f"the cell says {_quoted(row['text'])}"


def _year(row: Row, name: str) -> str:
    return str(int(float(row[name])))


def _unit_text(row: Row, _framework: Framework) -> dict[str, object]:
    return {"unit": row["unit_asked"], "counted": row["unit_asked"]}


def _last(row: Row, _framework: Framework) -> dict[str, object]:
    return {"last": row["round"]}


def _code_is_listed(dimension: str) -> Check:
    return Check(
        "CODE_NOT_IN_LIST",
        partial(_are_listed, dimension=dimension),
        lambda row: f"the row is given as {_quoted(row[dimension])}",
        lambda _row, _framework: {"list_key": dimension},
    )


# A gap has no number, and every comparison with it holds.
A_VALUES = (
    Check(
        "KEY_NOT_IN_FRAMEWORK",
        lambda framework, rows: rows["role"] != "",
        lambda row: f"{_typed(row)}, for {row['measure']} of {row['indicator']}",
    ),
    *map(_code_is_listed, DIMENSIONS),
    Check(
        "VALUE_NOT_FINITE",
        lambda framework, rows: (rows["value_text"] == "") | rows["fraction"].notna(),
        _typed,
    ),
    Check(
        "STATUS_NOT_IN_LIST",
        _gaps_are_listed,
        _typed,
        lambda _row, framework: {"codes": ", ".join(gap.code for gap in framework.gap_codes)},
    ),
    Check(
        "UNIT_DIFFERS", _units_fit, lambda row: f"{_typed(row)}, read in {row['unit']}", _unit_text
    ),
    Check(
        "NEGATIVE_COUNT",
        lambda framework, rows: rows["role"].isin([RATE, AMOUNT]) | ~(rows["number"] < 0),
        _typed,
    ),
    Check(
        "AMOUNT_NEGATIVE",
        lambda framework, rows: (rows["role"] != AMOUNT) | ~(rows["number"] < 0),
        _typed,
    ),
    Check(
        "GROSS_NOT_NET",
        lambda framework, rows: ~((rows["number"] > 100) & (rows["number"] <= rows["gross_limit"])),
        lambda row: f"{_typed(row)}, read as a %",
    ),
    Check(
        "RATE_OUT_OF_RANGE",
        lambda framework, rows: (
            (rows["role"] != RATE) | ~((rows["number"] < 0) | (rows["number"] > 100))
        ),
        lambda row: f"{_typed(row)}, read as a %",
    ),
    Check(
        "COUNT_NOT_WHOLE",
        lambda framework, rows: rows["role"].isin([RATE, AMOUNT]) | ~(rows["fraction"] > 0),
        _typed,
        _unit_text,
    ),
)

YEARS_OF_SOURCES = (
    Check(
        "SOURCE_YEAR_IN_FUTURE",
        lambda framework, rows: ~(rows["source_year"] > rows["round"].astype("float64")),
        lambda row: f"the source is of {_year(row, 'source_year')}",
        _last,
    ),
    Check(
        "SOURCE_OLDER_THAN_VALUE",
        lambda framework, rows: ~(rows["source_year"] < rows["reference_year"]),
        lambda row: (
            f"the source is of {_year(row, 'source_year')}, "
            f"the figures are about {_year(row, 'reference_year')}"
        ),
        lambda row, _framework: {"year": _year(row, "reference_year")},
    ),
)

ON_PROGRESS_SCALE = Check(
    "PROGRESS_NOT_ON_SCALE", partial(_on_scale, field=Field.PROGRESS, list_key="progress"),
    _typed,
)  # fmt: skip

ON_LEVEL_SCALE = Check(
    "LEVEL_NOT_ON_SCALE", partial(_on_scale, field=Field.LEVEL, list_key="level"), _typed
)

HAS_TEXT = Check(
    "TEXT_EMPTY",
    lambda framework, rows: rows["text"].str.contains(r"\w", regex=True),
    lambda row: f"the cell says only {_quoted(row['text'])}",
)
"""Not an entry of dashes or dots, which are often a way to say that there is nothing to report."""

NAMED_ONCE = Check("INSTITUTION_GIVEN_TWICE", _named_once, _typed)

YEAR_IS_CLEAR = Check(
    "TABLE_YEAR_UNCLEAR",
    lambda framework, rows: (
        ~rows["attribute"].isin(YEAR_COLUMNS) | rows["text"].str.strip().str.fullmatch(YEAR)
    ),
    _typed,
)

YEAR_NOT_AFTER_ROUND = Check(
    "TABLE_YEAR_IN_FUTURE",
    # Text of four digits compares like the number it writes.
    lambda framework, rows: (
        ~(rows["attribute"].isin(YEAR_COLUMNS) & (rows["text"].str.strip() > rows["round"]))
    ),
    _typed,
    _last,
)
"""For sources; a plan may well give later years."""


def _entries(name: str, fields: Sequence[Field], *checks: Check) -> Source:
    return Source(name, partial(frames.entries, fields=fields), checks)


SOURCES: tuple[Source, ...] = (
    Source("a_values", frames.a_values, A_VALUES),
    Source("sources", frames.sources, YEARS_OF_SOURCES),
    _entries("progress", (Field.PROGRESS,), ON_PROGRESS_SCALE),
    _entries(
        "narrative",
        (
            Field.NATIONAL_TARGET,
            Field.PROGRESS_DESCRIPTION,
            Field.DESCRIPTION_FROM_OTHER,
            Field.REVISION_REASON,
        ),
        HAS_TEXT,
    ),
    _entries("contributors", (Field.INSTITUTION,), HAS_TEXT, NAMED_ONCE),
    _entries("support_and_good_practice", (Field.SUPPORT, Field.GOOD_PRACTICE), HAS_TEXT),
    _entries(
        "b_submissions", (Field.LEVEL, Field.NARRATIVE, Field.EVIDENCE), ON_LEVEL_SCALE, HAS_TEXT
    ),
    _entries(
        "data_source_survey",
        (*SOURCE_FIELDS, Field.DATA_GAP),
        HAS_TEXT,
        YEAR_IS_CLEAR,
        YEAR_NOT_AFTER_ROUND,
    ),
    _entries("activities_and_work_programme", PLAN_FIELDS, HAS_TEXT, YEAR_IS_CLEAR),
)
