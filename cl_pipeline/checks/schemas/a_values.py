"""Schema of the A-list values: what one number or gap must be by itself."""

import re
from collections.abc import Mapping
from decimal import Decimal

import pandas as pd
import pandera.pandas as pa

from cl_pipeline.checks import frames
from cl_pipeline.checks.schemas.contract import (
    NamedCheck,
    SourceSchema,
    SubmissionFrames,
    cell_check,
    quoted,
    row_check,
    text_column,
)
from cl_pipeline.model.breakdown import DIMENSIONS, LABEL_PREFIX, TOTAL
from cl_pipeline.model.codes import MeasureRole
from cl_pipeline.model.framework import FIRST_LEVEL_UNIT, Framework
from cl_pipeline.model.indicators import Measure

OWN_PATTERNS = {"age": r"Y[0-9]+(T[0-9]+)?|Y_GE[0-9]+"}
"""Codes a sender's own rows can get beside the listed ones.

Source: IAEG-SDGs CL_AGE is a pattern, not a closed list.
"""

OWN_LISTS = {"location": FIRST_LEVEL_UNIT}
"""Lists, by the start of their key, whose codes a sender's own rows can get."""

NOTHING = r"(?!)"
"""A pattern that no text matches."""

_DECIMAL = re.compile(r"-?[0-9]+(\.[0-9]+)?(E[+-]?[0-9]+)?")


def frame(returns: SubmissionFrames) -> pd.DataFrame:
    """The values with what the framework says about their measure: ``role``, ``unit_asked``.

    Grain and key as ``frames.a_values``; ``fraction`` is what a number has after the point.
    """
    values = frames.a_values(returns.drafts)
    known = {key: (one.role.value, one.unit) for key, one in _measures(returns.framework).items()}
    keys = zip(values["indicator"], values["measure"], strict=True)
    asked = [known.get(key, ("", "")) for key in keys]
    role = pd.Series([role for role, _ in asked], dtype="str")
    unit = pd.Series([unit for _, unit in asked], dtype="str")
    fraction = pd.Series([_fraction(text) for text in values["value_text"]], dtype="float64")
    return values.assign(role=role, unit_asked=unit, fraction=fraction)


def stages(framework: Framework) -> tuple[pa.DataFrameSchema, ...]:
    """First the text (keys, codes, units), then the numbers of the rows whose text was right."""
    return (_text_stage(framework), _number_stage())


def _text_stage(framework: Framework) -> pa.DataFrameSchema:
    gaps = [gap.code for gap in framework.gap_codes]
    columns = {name: text_column(_code_check(framework, name)) for name in DIMENSIONS}
    columns |= {
        "role": text_column(cell_check("key_is_known", lambda roles: roles != "")),
        "gap_code": text_column(cell_check("gap_is_listed", lambda codes: codes.isin(["", *gaps]))),
        "value_text": text_column(cell_check("value_is_finite", _is_finite)),
    }
    return pa.DataFrameSchema(
        columns,
        checks=[
            row_check("says_something", lambda rows: (rows["value_text"] + rows["gap_code"]) != ""),
            row_check("unit_is_asked", _unit_fits),
        ],
    )


def _number_stage() -> pa.DataFrameSchema:
    rate, amount = MeasureRole.RATE.value, MeasureRole.AMOUNT.value
    return pa.DataFrameSchema(
        {"number": pa.Column("float64", nullable=True)},
        checks=[
            row_check(
                "count_not_negative",
                lambda rows: rows["role"].isin([rate, amount]) | ~(rows["number"] < 0),
            ),
            row_check(
                "count_is_whole",
                lambda rows: rows["role"].isin([rate, amount]) | ~(rows["fraction"] > 0),
            ),
            row_check(
                "rate_in_range",
                lambda rows: (rows["role"] != rate) | ~_outside(rows["number"], 0, 100),
            ),
            row_check(
                "amount_not_negative",
                lambda rows: (rows["role"] != amount) | ~(rows["number"] < 0),
            ),
        ],
    )


def _is_finite(texts: "pd.Series[str]") -> "pd.Series[bool]":
    # Nine of ten are digits alone, which need no pattern.
    finite = [not text or text.isdecimal() or bool(_DECIMAL.fullmatch(text)) for text in texts]
    return pd.Series(finite, index=texts.index, dtype="bool")


def _outside(numbers: "pd.Series[float]", low: float, high: float) -> "pd.Series[bool]":
    # A gap has no number; comparing it is false on both sides, so it is never outside.
    return (numbers < low) | (numbers > high)


def _unit_fits(rows: pd.DataFrame) -> "pd.Series[bool]":
    # A gap has no unit of its own and an amount is in the currency the sender declares.
    exempt = (rows["value_text"] == "") | (rows["role"] == MeasureRole.AMOUNT.value)
    return exempt | (rows["unit"] == rows["unit_asked"])


def _code_check(framework: Framework, dimension: str) -> pa.Check:
    listed = {TOTAL, *(one.code for one in framework.codes if one.list_key == dimension)}
    if dimension in OWN_LISTS:
        start = OWN_LISTS[dimension]
        listed |= {one.code for one in framework.codes if one.list_key.startswith(start)}
    own = re.compile(OWN_PATTERNS.get(dimension, NOTHING))

    def is_listed(code: str) -> bool:
        return code in listed or code.startswith(LABEL_PREFIX) or bool(own.fullmatch(code))

    def holds(codes: "pd.Series[str]") -> "pd.Series[bool]":
        # A column has thousands of cells and a handful of codes: each code is looked at once.
        return codes.isin([code for code in codes.unique() if is_listed(code)])

    return cell_check(f"{dimension}_is_listed", holds)


def _measures(framework: Framework) -> dict[tuple[str, str], Measure]:
    return {
        (measure.indicator, measure.key): measure
        for each in framework.indicators
        for measure in each.measures
    }


def _fraction(text: str) -> float:
    """1 where a number has digits after the point, 0 where not, missing for what is no number.

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


SCHEMA = SourceSchema(
    "a_values",
    frame,
    stages,
    (
        NamedCheck(
            "key_is_known",
            "KEY_NOT_IN_FRAMEWORK",
            lambda row: f"{_typed(row)}, for {row['measure']} of {row['indicator']}",
        ),
        *(_listed(dimension) for dimension in DIMENSIONS),
        NamedCheck("value_is_finite", "VALUE_NOT_FINITE", _typed),
        NamedCheck("gap_is_listed", "STATUS_NOT_IN_LIST", _typed, _gap_text),
        NamedCheck("says_something", "STATUS_NOT_IN_LIST", _typed, _gap_text),
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
