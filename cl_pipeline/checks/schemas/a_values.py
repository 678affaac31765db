"""Schemas of the A-list values, and of the sources and years next to them."""

import re
from collections.abc import Callable, Mapping
from decimal import Decimal

import pandas as pd
import pandera.pandas as pa

from cl_pipeline.checks import frames
from cl_pipeline.checks.schemas.contract import (
    NamedCheck,
    SourceSchema,
    SubmissionFrames,
    named_check,
    quoted,
    text_column,
)
from cl_pipeline.model.breakdown import DIMENSIONS, LABEL_PREFIX, TOTAL
from cl_pipeline.model.codes import MeasureRole
from cl_pipeline.model.framework import FIRST_LEVEL_UNIT, Framework

OWN_PATTERNS = {"age": r"Y[0-9]+(T[0-9]+)?|Y_GE[0-9]+"}
"""Codes that a sender's own rows can get that are not listed.

Source: IAEG-SDGs CL_AGE is a pattern, not a closed list.
"""

OWN_LISTS = {"location": FIRST_LEVEL_UNIT}
"""Lists, by the start of their key, whose codes a sender's own rows can get."""

NOTHING = r"(?!)"
"""A pattern that no text matches."""

_DECIMAL = re.compile(r"-?[0-9]+(\.[0-9]+)?(E[+-]?[0-9]+)?")


def _value_frame(submissions: SubmissionFrames) -> pd.DataFrame:
    """The values with what the framework asks of their measure: ``role``, ``unit_asked``.

    Grain and key as ``frames.a_values``; ``fraction`` is 1 where a number has digits after the
    point.
    """
    values = frames.a_values(submissions.drafts)
    known = {
        (measure.indicator, measure.key): (measure.role.value, measure.unit)
        for indicator in submissions.framework.indicators
        for measure in indicator.measures
    }
    keys = zip(values["indicator"], values["measure"], strict=True)
    asked = [known.get(key, ("", "")) for key in keys]
    role = pd.Series([role for role, _ in asked], dtype="str")
    unit = pd.Series([unit for _, unit in asked], dtype="str")
    fraction = pd.Series([_fraction(text) for text in values["value_text"]], dtype="float64")
    return values.assign(role=role, unit_asked=unit, fraction=fraction)


def _text_stage(framework: Framework) -> pa.DataFrameSchema:
    """Keys, codes and units."""
    gaps = [gap.code for gap in framework.gap_codes]
    columns = {name: text_column(_code_check(framework, name)) for name in DIMENSIONS}
    columns |= {
        "role": text_column(named_check("key_is_known", lambda roles: roles != "")),
        "gap_code": text_column(
            named_check("gap_is_listed", lambda codes: codes.isin(["", *gaps]))
        ),
        "value_text": text_column(named_check("value_is_finite", _is_finite)),
    }
    return pa.DataFrameSchema(
        columns,
        checks=[
            named_check("is_answered", lambda rows: (rows["value_text"] + rows["gap_code"]) != ""),
            named_check("unit_is_asked", _unit_fits),
        ],
    )


def _number_stage() -> pa.DataFrameSchema:
    """The numbers of the rows whose text was right; a gap has none, and every comparison holds."""
    rate, amount = MeasureRole.RATE.value, MeasureRole.AMOUNT.value
    rules: dict[str, Callable[[pd.DataFrame], pd.Series[bool]]] = {
        "count_not_negative": lambda rows: (
            rows["role"].isin([rate, amount]) | ~(rows["number"] < 0)
        ),
        "count_is_whole": lambda rows: rows["role"].isin([rate, amount]) | ~(rows["fraction"] > 0),
        "rate_in_range": lambda rows: (
            (rows["role"] != rate) | ~((rows["number"] < 0) | (rows["number"] > 100))
        ),
        "amount_not_negative": lambda rows: (rows["role"] != amount) | ~(rows["number"] < 0),
    }
    return pa.DataFrameSchema(
        {"number": pa.Column("float64", nullable=True)},
        checks=[named_check(name, holds) for name, holds in rules.items()],
    )


def _is_finite(texts: "pd.Series[str]") -> "pd.Series[bool]":
    # Nine of ten are digits alone, which need no pattern.
    finite = [not text or text.isdecimal() or bool(_DECIMAL.fullmatch(text)) for text in texts]
    return pd.Series(finite, index=texts.index, dtype="bool")


def _unit_fits(rows: pd.DataFrame) -> "pd.Series[bool]":
    # A gap has no unit of its own and an amount is in the currency the sender declares.
    exempt = (rows["value_text"] == "") | (rows["role"] == MeasureRole.AMOUNT.value)
    return exempt | (rows["unit"] == rows["unit_asked"])


def _code_check(framework: Framework, dimension: str) -> pa.Check:
    listed = {TOTAL, *framework.code_names(dimension)}
    if dimension in OWN_LISTS:
        start = OWN_LISTS[dimension]
        listed |= {code.code for code in framework.codes if code.list_key.startswith(start)}
    own = re.compile(OWN_PATTERNS.get(dimension, NOTHING))

    def is_listed(code: str) -> bool:
        return code in listed or code.startswith(LABEL_PREFIX) or bool(own.fullmatch(code))

    def holds(codes: "pd.Series[str]") -> "pd.Series[bool]":
        # A column has thousands of cells and a handful of codes: each code is looked at once.
        return codes.isin([code for code in codes.unique() if is_listed(code)])

    return named_check(f"{dimension}_is_listed", holds)


def _fraction(text: str) -> float:
    """1 where a number has digits after the point, 0 where not, missing for other texts.

    >>> _fraction("12.50"), _fraction("12.0"), _fraction("1.5E+3"), _fraction("")
    (1.0, 0.0, 0.0, nan)
    """
    if text.isdecimal():
        return 0.0
    if not _DECIMAL.fullmatch(text):
        return float("nan")
    return float(Decimal(text) != Decimal(text).to_integral_value())


def _unit_text(row: Mapping[str, str], _framework: Framework) -> dict[str, object]:
    return {"unit": row["unit_asked"], "counted": row["unit_asked"]}


def _gap_text(_row: Mapping[str, str], framework: Framework) -> dict[str, object]:
    return {"codes": ", ".join(gap.code for gap in framework.gap_codes)}


def _typed(row: Mapping[str, str]) -> str:
    return f"the cell says {quoted(row['as_typed'])}"


def _listed(dimension: str) -> NamedCheck:
    return NamedCheck(
        f"{dimension}_is_listed",
        "CODE_NOT_IN_LIST",
        lambda row: f"the row is given as {quoted(row[dimension])}",
        lambda _row, _framework: {"list_key": dimension},
    )


VALUES = SourceSchema(
    "a_values",
    _value_frame,
    lambda framework: (_text_stage(framework), _number_stage()),
    (
        NamedCheck(
            "key_is_known",
            "KEY_NOT_IN_FRAMEWORK",
            lambda row: f"{_typed(row)}, for {row['measure']} of {row['indicator']}",
        ),
        *(_listed(dimension) for dimension in DIMENSIONS),
        NamedCheck("value_is_finite", "VALUE_NOT_FINITE", _typed),
        NamedCheck("gap_is_listed", "STATUS_NOT_IN_LIST", _typed, _gap_text),
        NamedCheck("is_answered", "STATUS_NOT_IN_LIST", _typed, _gap_text),
        NamedCheck(
            "unit_is_asked",
            "UNIT_DIFFERS",
            lambda row: f"{_typed(row)}, read in {row['unit']}",
            _unit_text,
        ),
        NamedCheck("count_not_negative", "NEGATIVE_COUNT", _typed),
        NamedCheck("amount_not_negative", "AMOUNT_NEGATIVE", _typed),
        NamedCheck("rate_in_range", "RATE_OUT_OF_RANGE", lambda row: f"{_typed(row)}, read as a %"),
        NamedCheck("count_is_whole", "COUNT_NOT_WHOLE", _typed, _unit_text),
    ),
)


def _source_stages(_framework: Framework) -> tuple[pa.DataFrameSchema, ...]:
    """One stage: the years are numbers already, ``reading`` has read their text."""
    year = pa.Column("float64", nullable=True)
    not_after = named_check(
        "source_not_after_round",
        lambda rows: ~(rows["source_year"] > rows["round"].astype("float64")),
    )
    not_before = named_check(
        "source_not_before_value", lambda rows: ~(rows["source_year"] < rows["reference_year"])
    )
    columns = {"round": text_column(), "reference_year": year, "source_year": year}
    return (pa.DataFrameSchema(columns, checks=[not_after, not_before]),)


def _year(row: Mapping[str, str], name: str) -> str:
    return str(int(float(row[name])))


SOURCES = SourceSchema(
    "sources",
    lambda submissions: frames.sources(submissions.drafts, submissions.forms),
    _source_stages,
    (
        NamedCheck(
            "source_not_after_round",
            "SOURCE_YEAR_IN_FUTURE",
            lambda row: f"the source is of {_year(row, 'source_year')}",
            lambda row, _framework: {"last": row["round"]},
        ),
        NamedCheck(
            "source_not_before_value",
            "SOURCE_OLDER_THAN_VALUE",
            lambda row: (
                f"the source is of {_year(row, 'source_year')}, "
                f"the figures are about {_year(row, 'reference_year')}"
            ),
            lambda row, _framework: {"year": _year(row, "reference_year")},
        ),
    ),
)
