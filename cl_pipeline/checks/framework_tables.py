"""Pandera schemas of the framework's own tables: the Roadmap as data, cell by cell.

In: the tables as text (``framework.tables.raw_tables``). Out: failures with table, line and
column; none where the files are as declared. The loader stops at such mistakes; this list shows
them as a check of their own, so that an officer sees that the tables were checked.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import pandas as pd
import pandera.pandas as pa

from cl_pipeline.checks.schemas.contract import cell_check, first_failures, row_check
from cl_pipeline.model.codes import (
    Basis,
    ConfidentialityStatus,
    FormKey,
    FormStatus,
    ListLetter,
    MeasureRole,
    ObservationStatus,
    Phase,
)
from cl_pipeline.model.comparability import Effect
from cl_pipeline.model.proposal import ProposalKind
from cl_pipeline.model.rules import Aspect

RawTables = Mapping[str, Sequence[Mapping[str, str]]]

LINE = "line"
"""Column of a raw table that holds the line of the row in its file."""


@dataclass(frozen=True, slots=True, order=True)
class TableFailure:
    """One cell of one framework table that is not as declared; key table, line, column."""

    table: str
    line: int
    column: str
    found: str
    expected: str


@dataclass(frozen=True, slots=True)
class Kind:
    """What a column holds: a pattern the whole cell matches, and the same in words."""

    pattern: str
    expected: str


def _one_of(codes: type[StrEnum]) -> Kind:
    listed = [code.value for code in codes]
    return Kind("|".join(listed), f"one of {', '.join(listed)}")


WORDS = Kind(r"\S(.*\S)?", "words, without spaces around them")
ANYTHING = Kind(r"(?s).*", "anything")
KEY = Kind(r"[a-z][a-z0-9_]*", "a stable word of lower-case letters, digits and _")
WHOLE = Kind(r"[0-9]+", "a whole number")
MAYBE_WHOLE = Kind(r"[0-9]*", "a whole number, or nothing where it is open")
TRUTH = Kind(r"true|false", "true or false")
DAY = Kind(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", "a date such as 2021-05-01")
MAYBE_DAY = Kind(rf"({DAY.pattern})?", "a date such as 2021-05-01, or nothing")
YEAR = Kind(r"[0-9]{4}", "a year such as 2021")
MAYBE_YEAR = Kind(r"([0-9]{4})?", "a year such as 2021, or nothing")
ISO3 = Kind(r"[A-Z]{3}", "three capital letters of ISO 3166-1")

KINDS: Mapping[str, Kind] = {
    "code": WORDS,
    "position": WHOLE,
    "number": WHOLE,
    "sender": ISO3,
    "indicator": KEY,
    "key_result_area": KEY,
    "focus_area": KEY,
    "basis": _one_of(Basis),
    "years_from": YEAR,
    "years_to": YEAR,
    "role": _one_of(MeasureRole),
    "headline": TRUTH,
    "local": TRUTH,
    "adds_up": TRUTH,
    "is_explained": TRUTH,
    "counts_as_reported": TRUTH,
    "free_rows": WHOLE,
    "letter": _one_of(ListLetter),
    "obs_status": _one_of(ObservationStatus),
    "conf_status": _one_of(ConfidentialityStatus),
    "phase": _one_of(Phase),
    "round": YEAR,
    "starts_on": DAY,
    "ends_on": DAY,
    "member_from": DAY,
    "member_until": MAYBE_DAY,
    "iso2": Kind(r"[A-Z]{2}", "two capital letters of ISO 3166-1"),
    "m49": Kind(r"[0-9]{3}", "three digits of M49"),
    "locale": Kind(r"[a-z]{2,3}_[A-Z]{2}", "a locale such as km_KH"),
    "form": _one_of(FormKey),
    "status": _one_of(FormStatus),
    "version": Kind(r"[0-9]+\.[0-9]+", "a version such as 1.0"),
    "rounds_from": MAYBE_YEAR,
    "rounds_to": MAYBE_YEAR,
    "minimum_age": MAYBE_WHOLE,
    "working_age": MAYBE_WHOLE,
    "dimensions": Kind(r"[a-z]+(\*[a-z]+)?", "a dimension, or two crossed such as sex*age"),
    "aspect": _one_of(Aspect),
    "about": ANYTHING,
    "allowed": TRUTH,
    "facet": KEY,
    "adding": _one_of(Effect),
    "across": _one_of(Effect),
    "over_time": _one_of(Effect),
    "if_unknown": _one_of(Effect),
    "parent": ANYTHING,
    "hint": ANYTHING,
    "numerator": ANYTHING,
    "denominators": ANYTHING,
    "denominator_attribute": ANYTHING,
    "part_of": ANYTHING,
    "ratified": ANYTHING,
    "codes": ANYTHING,
    "data_year": MAYBE_YEAR,
    "published_year": MAYBE_YEAR,
    "publisher": ANYTHING,
    "sector": ANYTHING,
    "indicators": ANYTHING,
    "from_whom": ANYTHING,
    "year_from": MAYBE_YEAR,
    "year_to": MAYBE_YEAR,
    "timeline": ANYTHING,
    "coordinators": ANYTHING,
    "partners": ANYTHING,
    LINE: WHOLE,
}
"""What a column of that name holds in every table; every other column holds words."""

BASIS_OF_A_WISH = Kind("document|optional", "document or optional")

OWN_KINDS: Mapping[tuple[str, str], Kind] = {
    ("proposals", "sender"): Kind(r"([A-Z]{3})?", "three capital letters, or nothing"),
    ("proposals", "kind"): _one_of(ProposalKind),
    ("member_states", "code"): ISO3,
    ("member_state_names", "code"): ISO3,
    ("measures", "key"): KEY,
    ("measures", "basis"): BASIS_OF_A_WISH,
    ("breakdowns", "basis"): BASIS_OF_A_WISH,
    ("attributes", "basis"): BASIS_OF_A_WISH,
    ("attributes", "key"): KEY,
    ("indicators", "key"): KEY,
    ("data_sources", "state"): Kind(r"[A-Z_]+", "a code of the list source_state"),
    ("support_themes", "key"): KEY,
    ("definitions", "status"): Kind(r"stated|in_part|open", "stated, in_part or open"),
    ("definitions", "text"): ANYTHING,
    ("definitions", "open_question"): ANYTHING,
    ("definitions", "key"): KEY,
    ("counting_alternatives", "key"): KEY,
}
"""Columns that hold something else in one table than in the rest."""

UNIQUE: Mapping[str, tuple[str, ...]] = {
    "activities": ("key",),
    "attribute_choices": ("indicator", "attribute", "code"),
    "attributes": ("indicator", "key"),
    "bodies": ("key",),
    "breakdowns": ("indicator", "measures", "dimensions"),
    "calendar": ("round", "phase"),
    "codes": ("list_key", "code"),
    "data_gaps": ("sender", "respondent", "number"),
    "data_source_answers": ("sender", "respondent", "kind"),
    "data_sources": ("sender", "respondent", "kind", "number"),
    "asean_figures": ("indicator", "measure"),
    "comparability": ("facet",),
    "comparability_labels": ("facet", "words"),
    "counting_alternatives": ("key",),
    "definition_variants": ("definition", "sender"),
    "definitions": ("key",),
    "first_level_units": ("code",),
    "focus_areas": ("key",),
    "form_versions": ("form", "version"),
    "gap_code_spellings": ("spelling",),
    "gap_codes": ("code",),
    "indicator_key_result_areas": ("indicator", "key_result_area"),
    "indicators": ("key",),
    "key_result_area_bodies": ("key_result_area", "body"),
    "key_result_area_data_sources": ("key_result_area", "data_source"),
    "key_result_area_partners": ("key_result_area", "partner"),
    "key_result_areas": ("key",),
    "measures": ("indicator", "key"),
    "member_state_names": ("name",),
    "member_states": ("code",),
    "projects": ("key",),
    "proposals": ("sender", "kind", "subject"),
    "ratifications": ("sender", "convention"),
    "subsidiary_bodies": ("key",),
    "suppliers": ("sender", "institution", "indicator"),
    "support_offers": ("sender", "number"),
    "support_themes": ("key",),
    "working_ages": ("sender",),
}
"""What makes a row of a table unique, as the loader has it."""

REPEATED = "row_stands_once"


def check_framework_tables(raw_tables: RawTables) -> list[TableFailure]:
    """Every cell that is not as declared, by table and line; an empty list where all are.

    Raises:
        BrokenInvariant: a schema failed without naming a row, which is ours to mend.
    """
    failures = [
        failure for table, rows in raw_tables.items() for failure in _failures(table, list(rows))
    ]
    return sorted(failures)


def _failures(table: str, rows: list[Mapping[str, str]]) -> Iterator[TableFailure]:
    if not rows:
        return
    columns = [column for column in rows[0] if column != LINE]
    # Text stays text, and an empty cell stays empty: nothing may turn into a missing value.
    frame = pd.DataFrame({name: [row[name] for row in rows] for name in rows[0]}, dtype="str")
    for column in columns:
        schema = pa.DataFrameSchema({column: pa.Column("str", _cell_check(table, column))})
        for index in first_failures(schema, frame, [column], table):
            found = str(frame.at[index, column])
            yield _failure(table, frame, index, column, found, _kind(table, column).expected)
    yield from _repeats(table, frame)


def _repeats(table: str, frame: pd.DataFrame) -> Iterator[TableFailure]:
    key = list(UNIQUE.get(table, ()))
    if not key:
        return
    schema = pa.DataFrameSchema(
        checks=[row_check(REPEATED, lambda rows: ~rows.duplicated(subset=key))]
    )
    for index in first_failures(schema, frame, [REPEATED], table):
        found = ", ".join(str(frame.at[index, column]) for column in key)
        expected = "a row that stands once; the same key stands above"
        yield _failure(table, frame, index, ", ".join(key), found, expected)


def _cell_check(table: str, column: str) -> pa.Check:
    pattern = _kind(table, column).pattern
    return cell_check(column, lambda cells: cells.str.fullmatch(pattern))


def _kind(table: str, column: str) -> Kind:
    return OWN_KINDS.get((table, column), KINDS.get(column, WORDS))


def _failure(
    table: str, frame: pd.DataFrame, index: int, column: str, found: str, expected: str
) -> TableFailure:
    return TableFailure(table, int(str(frame.at[index, LINE])), column, found, expected)
