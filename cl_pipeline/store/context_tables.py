"""The tables of what stands around the indicators, with grain and key each."""

from sqlalchemy import BigInteger, Column, Date, Index, Integer, Table, Text

from cl_pipeline.store.column_types import ExactDecimal, UtcDateTime
from cl_pipeline.store.tables import METADATA, Counted, in_framework, words

reference_series = Table(
    "reference_series",  # grain: one content of one series; the one loaded last speaks
    METADATA,
    Column("loading_id", Counted, primary_key=True),
    in_framework(),
    *words("series", "digest", "title", "source", "version", given=True),
    Column("fetched_on", Date, nullable=False),
    Column("tolerance_pct", ExactDecimal, nullable=False),
    *words("report", given=True),
    Column("loaded_at", UtcDateTime, nullable=False),
    Column("run_id", Text, nullable=False),
    Index(None, "framework", "series"),
)

reference_figure = Table(
    "reference_figure",  # grain: one figure of one content of a series; key: digest, line
    METADATA,
    in_framework(key=True),
    Column("digest", Text, primary_key=True),
    Column("line", BigInteger, primary_key=True, autoincrement=False),
    *words("series", "sender", given=True),
    Column("year", Integer, nullable=False),
    *words("indicator", "measure", "kind", "concept", "sex", "age", given=True),
    *words("location", "sector", given=True),
    Column("value", ExactDecimal, nullable=False),
    *words("unit", "edition", "definition", "source_title", "publisher", given=True),
    Column("source_year", Integer),
)

reference_decision = Table(
    "reference_decision",  # grain: one decision about one difference; append-only
    METADATA,
    Column("decision_id", Counted, primary_key=True),
    in_framework(),
    *words("difference", "decided", "decided_by", "words", given=True),
    Column("decided_at", UtcDateTime, nullable=False),
    Column("question", BigInteger),
)

workshop_input = Table(
    "workshop_input",  # grain: one input to the inter-sectoral workshop of a round; append-only
    METADATA,
    Column("input_id", Counted, primary_key=True),
    in_framework(),
    Column("round", Integer, nullable=False),
    *words("body", "kind", "about", "words", given=True),
    Column("noted_at", UtcDateTime, nullable=False),
)
