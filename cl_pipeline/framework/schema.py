"""The framework's tables, declared once for loading, checks and documentation."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from cl_pipeline.model.codes import (
    SOURCE_FIELDS,
    Basis,
    ConfidentialityStatus,
    Field,
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

SEPARATOR = ";"
"""Separates the parts of a cell that holds several codes."""


class Target(NamedTuple):
    """The column that a reference leads to; ``list_key`` limits it to one list of codes.csv."""

    table: str
    column: str
    list_key: str = ""


@dataclass(frozen=True, slots=True)
class Kind:
    """What a cell holds: a pattern for the whole cell, the same in words, and its value.

    ``convert`` raises ``ValueError`` for a text that fits the pattern and has no value. A cell may
    be empty where ``is_optional``; its value is then ``empty``. ``is_list``: several parts.
    """

    pattern: str
    expected: str
    convert: Callable[[str], object] = str
    target: Target | None = None
    is_optional: bool = False
    empty: object = None
    is_list: bool = False

    def or_empty(self, empty: object = None) -> "Kind":
        """The same kind for a cell that may be empty."""
        return replace(self, is_optional=True, empty=empty)

    def several(self, *, is_optional: bool = True) -> "Kind":
        """The same kind for a cell of several parts with ``;`` between them."""
        return replace(
            self,
            pattern=rf"{self.pattern}({SEPARATOR} *{self.pattern})*",
            expected=f"with {SEPARATOR} between them {self.expected}",
            is_list=True,
            is_optional=is_optional,
            empty=(),
        )

    @property
    def cell_pattern(self) -> str:
        """The pattern of the whole cell, where it may be empty too."""
        return rf"(?:{self.pattern})?" if self.is_optional else self.pattern

    def value(self, text: str) -> object:
        """The value of a cell that fits the pattern.

        Raises:
            ValueError: the text has no value, such as the 31st of April.
        """
        if not text:
            return self.empty
        if self.is_list:
            return tuple(self.convert(part.strip()) for part in text.split(SEPARATOR))
        return self.convert(text)


def one_of(codes: Iterable[str], convert: Callable[[str], object] = str) -> Kind:
    """The kind of a cell that holds one of a closed set."""
    listed = list(codes)
    return Kind("|".join(listed), f"one of {', '.join(listed)}", convert)


def _enum(codes: type[StrEnum]) -> Kind:
    return one_of([code.value for code in codes], codes)


def _key_of(table: str, column: str = "key", what: str = "key") -> Kind:
    return Kind(_PART, f"the {what} of a row of {table}.csv", target=Target(table, column))


def _listed(list_key: str) -> Kind:
    target = Target("codes", "code", list_key)
    return Kind(_PART, f"a code of list {list_key} in codes.csv", target=target)


_PART = rf"[^\s{SEPARATOR}](?:[^{SEPARATOR}]*[^\s{SEPARATOR}])?"

TEXT = Kind(r"(?s:\S(?:.*\S)?)", "a text")
KEY = Kind(r"[a-z][a-z0-9_]*", "a key of lower-case letters, digits and _")
WHOLE = Kind(r"[0-9]+", "a whole number such as 3", int)
YEAR = Kind(r"[0-9]{4}", "a year such as 2021", int)
DAY = Kind(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}", "a day that exists, such as 2021-08-31", date.fromisoformat
)
DAY_TEXT = replace(DAY, convert=lambda text: date.fromisoformat(text).isoformat())
TRUTH = one_of(("true", "false"), lambda text: text == "true")
ISO3 = Kind(r"[A-Z]{3}", "three capital letters of ISO 3166-1")
BASIS = _enum(Basis)
ASKED_BY = replace(
    one_of(("document", "optional")),
    expected="document where Annex 2 or the workshop asks for it, else optional",
)
STATE = _key_of("member_states", "code", "ISO3 code")
INDICATOR = _key_of("indicators")
AREA = _key_of("key_result_areas")
MEASURES_OF = _key_of("measures", "indicator", "indicator")
SURVEY_QUESTION = one_of([field.value for field in SOURCE_FIELDS], Field)
EFFECT = _enum(Effect)
THEME = _key_of("support_themes")
NAMED = {"key": TEXT, "name": TEXT}


@dataclass(frozen=True, slots=True)
class TableSchema:
    """One table: its columns in order, its unique keys, and its running number.

    ``unique``: groups of columns of which no two rows have the same cells, whatever their case;
    the first is the key. ``numbered``: a column that counts from 1 without gaps, and the columns
    within whose cells it does so.
    """

    columns: Mapping[str, Kind]
    unique: tuple[tuple[str, ...], ...]
    numbered: tuple[str, ...] = ()


def _table(unique: str, columns: Mapping[str, Kind], numbered: str = "") -> TableSchema:
    """A table, every row of which names its source; keys are separated by a bar."""
    keys = tuple(tuple(key.split()) for key in unique.split("|") if key)
    return TableSchema({**columns, "source": TEXT}, keys, tuple(numbered.split()))


TABLES: Mapping[str, TableSchema] = {
    "activities": _table(
        "key",
        {"key": TEXT, "key_result_area": AREA, "position": WHOLE, "name": TEXT},
        numbered="position key_result_area",
    ),
    "asean_figures": _table(
        "indicator measure",
        {
            "indicator": INDICATOR,
            "measure": KEY,
            "is_allowed": TRUTH,
            "reason": TEXT,
            "basis": BASIS,
        },
    ),
    "attribute_choices": _table(
        "indicator attribute code|indicator attribute wording",
        {"indicator": INDICATOR, "attribute": KEY, "code": TEXT, "wording": TEXT},
    ),
    "attributes": _table(
        "indicator key",
        {"indicator": INDICATOR, "key": KEY, "name": TEXT, "basis": ASKED_BY, "hint": TEXT},
    ),
    "bodies": _table("key", NAMED),
    "breakdowns": _table(
        "indicator measures dimensions",
        {
            "indicator": replace(
                MEASURES_OF, expected=f"{INDICATOR.expected} that has measures in measures.csv"
            ),
            "measures": TEXT,
            "dimensions": Kind(r"[a-z]+(\*[a-z]+)?", "a dimension, or two crossed such as sex*age"),
            "codes": TEXT.or_empty(""),
            "adds_up": TRUTH,
            "free_rows": WHOLE,
            "basis": ASKED_BY,
        },
    ),
    "calendar": _table(
        "round phase",
        {"round": YEAR, "phase": _enum(Phase), "starts_on": DAY, "ends_on": DAY, "basis": BASIS},
    ),
    "codes": _table(
        "list_key code",
        {
            "list_key": TEXT,
            "code": TEXT,
            "name": TEXT,
            "local": TRUTH,
            "parent": TEXT.or_empty(),
        },
    ),
    "data_gaps": _table(
        "sender respondent number",
        {
            "sender": STATE,
            "respondent": TEXT,
            "number": WHOLE,
            "kind": one_of(("gap", "wish")),
            "theme": THEME,
            "text": TEXT,
        },
        numbered="number sender respondent",
    ),
    "data_source_answers": _table(
        "sender respondent kind",
        {
            "sender": STATE,
            "respondent": TEXT,
            "kind": SURVEY_QUESTION,
            "answer": one_of(("yes", "no", "see_other")),
        },
    ),
    "data_sources": _table(
        "sender respondent kind number",
        {
            "sender": STATE,
            "respondent": TEXT,
            "kind": SURVEY_QUESTION,
            "number": WHOLE,
            "title": TEXT,
            "publisher": TEXT.or_empty(""),
            "data_year": YEAR.or_empty(),
            "published_year": YEAR.or_empty(),
            "child_labour": _listed("child_labour_content"),
            "sector": TEXT.or_empty(""),
            "state": _listed("source_state"),
            "indicators": INDICATOR.several(),
        },
        numbered="number sender respondent kind",
    ),
    "comparability": _table(
        "comparability_attribute",
        {
            "comparability_attribute": KEY,
            "name": TEXT,
            "adding": EFFECT,
            "across": EFFECT,
            "over_time": EFFECT,
            "if_unknown": EFFECT,
            "basis": BASIS,
        },
    ),
    "comparability_labels": _table(
        "comparability_attribute phrase",
        {
            "comparability_attribute": _key_of(
                "comparability", "comparability_attribute", "comparability_attribute"
            ),
            "code": TEXT,
            "phrase": TEXT,
        },
    ),
    "counting_alternatives": _table(
        "key",
        {
            "key": KEY,
            "name": TEXT,
            "aspect": _enum(Aspect),
            "about": _key_of("gap_codes", "code", "code").or_empty(),
            "choice": TEXT,
            "basis": BASIS,
        },
    ),
    "definition_variants": _table(
        "definition sender", {"definition": _key_of("definitions"), "sender": STATE, "text": TEXT}
    ),
    "definitions": _table(
        "key",
        {
            "key": KEY,
            "term": TEXT,
            "text": TEXT.or_empty(""),
            "status": one_of(("stated", "in_part", "open")),
            "open_question": TEXT.or_empty(""),
            "indicators": INDICATOR.several(is_optional=False),
        },
    ),
    "first_level_units": _table(
        "code", {"sender": STATE, "code": TEXT, "name": TEXT, "kind": TEXT}
    ),
    "focus_areas": _table(
        "key", {"key": TEXT, "position": WHOLE, "name": TEXT}, numbered="position"
    ),
    "form_versions": _table(
        "form version",
        {
            "form": _enum(FormKey),
            "version": Kind(r"[0-9]+\.[0-9]+", "a version such as 1.0"),
            "status": _enum(FormStatus),
            "rounds_from": YEAR.or_empty(),
            "rounds_to": YEAR.or_empty(),
            "basis": BASIS,
        },
    ),
    # A spelling of two codes could be read in two ways, and nothing is guessed.
    "gap_code_spellings": _table(
        "spelling", {"code": _key_of("gap_codes", "code", "code"), "spelling": TEXT}
    ),
    "gap_codes": _table(
        "code",
        {
            "code": TEXT,
            "name": TEXT,
            "obs_status": _enum(ObservationStatus),
            "conf_status": _enum(ConfidentialityStatus),
            "is_explained": TRUTH,
            "counts_as_reported": TRUTH,
        },
    ),
    "indicator_key_result_areas": _table(
        "indicator key_result_area", {"indicator": INDICATOR, "key_result_area": AREA}
    ),
    "indicators": _table(
        "key|letter short_name",
        {
            "key": KEY,
            "letter": _enum(ListLetter),
            "number": WHOLE,
            "name": TEXT,
            "short_name": TEXT,
            "age_range": _listed("age"),
            "guidance": TEXT,
        },
        numbered="number letter",
    ),
    "key_result_area_bodies": _table(
        "key_result_area body", {"key_result_area": AREA, "body": _key_of("bodies")}
    ),
    "key_result_area_data_sources": _table(
        "key_result_area data_source", {"key_result_area": AREA, "data_source": TEXT}
    ),
    "key_result_area_partners": _table(
        "key_result_area partner", {"key_result_area": AREA, "partner": TEXT}
    ),
    "key_result_areas": _table(
        "key",
        {
            "key": KEY,
            "focus_area": _key_of("focus_areas"),
            "position": WHOLE,
            "name": TEXT,
            "years_from": YEAR,
            "years_to": YEAR,
        },
        numbered="position",
    ),
    "measures": _table(
        "indicator key",
        {
            "indicator": INDICATOR,
            "key": KEY,
            "position": WHOLE,
            "name": TEXT,
            "unit": _listed("unit"),
            "role": _enum(MeasureRole),
            "headline": TRUTH,
            "basis": ASKED_BY,
            "numerator": KEY.or_empty(),
            "denominators": KEY.several(),
            "denominator_attribute": KEY.or_empty(),
            "part_of": KEY.or_empty(),
            "hint": TEXT,
        },
        numbered="position indicator",
    ),
    "member_state_names": _table("name", {"code": STATE, "name": TEXT}),
    "member_states": _table(
        "code|iso2|m49",
        {
            "code": ISO3,
            "iso2": Kind(r"[A-Z]{2}", "two capital letters of ISO 3166-1"),
            "m49": Kind(r"[0-9]{3}", "three digits of M49"),
            "name": TEXT,
            "member_from": DAY,
            "member_until": DAY.or_empty(),
            "locale": Kind(r"[a-z]{2,3}_[A-Z]{2}", "a locale such as km_KH"),
        },
    ),
    "projects": _table(
        "key",
        {
            "key": TEXT,
            "body": TEXT,
            "position": WHOLE,
            "thematic_area": TEXT,
            "name": TEXT,
            "year_from": YEAR.or_empty(),
            "year_to": YEAR.or_empty(),
            "timeline": TEXT.or_empty(""),
            "coordinators": Kind(_PART, "names").several(),
            "partners": Kind(_PART, "names").several(),
        },
        numbered="position body",
    ),
    "proposals": _table(
        "sender kind subject",
        {
            "sender": STATE.or_empty(),
            "kind": _enum(ProposalKind),
            "subject": TEXT,
            "text": TEXT,
            "basis": BASIS,
        },
    ),
    "ratifications": _table(
        "sender convention",
        {"sender": STATE, "convention": TEXT, "ratified": TEXT.or_empty(""), "as_of": DAY_TEXT},
    ),
    "subsidiary_bodies": _table("key", NAMED),
    "suppliers": _table(
        "sender institution indicator",
        {"sender": STATE, "institution": TEXT, "indicator": INDICATOR},
    ),
    "support_offers": _table(
        "sender number",
        {
            "sender": STATE,
            "number": WHOLE,
            "kind": one_of(("wish", "offer")),
            "theme": THEME,
            "text": TEXT,
            "from_whom": TEXT.or_empty(""),
        },
        numbered="number sender",
    ),
    "support_themes": _table("key", {"key": KEY, "name": TEXT, "words": TEXT.several()}),
    "working_ages": _table(
        "sender",
        {"sender": STATE, "minimum_age": WHOLE.or_empty(), "working_age": WHOLE.or_empty()},
    ),
}
"""Every table by the name of its file. Every row names the line of its source."""
