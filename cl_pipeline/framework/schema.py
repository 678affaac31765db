"""The framework's tables, declared once for loading, checks and documentation."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from cl_pipeline.framework.kinds import (
    AREA,
    ASKED_BY,
    BASIS,
    DAY,
    DAY_TEXT,
    EFFECT,
    INDICATOR,
    ISO3,
    KEY,
    MEASURES_OF,
    NAMED,
    PART,
    STATE,
    SURVEY_QUESTION,
    TEXT,
    THEME,
    TRUTH,
    WHOLE,
    YEAR,
    Kind,
    key_of,
    listed,
    member_of,
    one_of,
)
from cl_pipeline.model.codes import (
    ConfidentialityStatus,
    FormKey,
    FormStatus,
    ListLetter,
    MeasureRole,
    ObservationStatus,
    Phase,
)
from cl_pipeline.model.proposal import ProposalKind
from cl_pipeline.model.rules import Aspect


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


def _table(unique: str, numbered: str = "", /, **columns: Kind) -> TableSchema:
    """A table, every row of which names its source; keys are separated by a bar."""
    keys = tuple(tuple(key.split()) for key in unique.split("|"))
    return TableSchema({**columns, "source": TEXT}, keys, tuple(numbered.split()))


TABLES: Mapping[str, TableSchema] = {
    "activities": _table(
        "key", "position key_result_area", key=TEXT, key_result_area=AREA, position=WHOLE, name=TEXT
    ),
    "asean_figures": _table(
        "indicator measure",
        indicator=INDICATOR,
        measure=KEY,
        is_allowed=TRUTH,
        reason=TEXT,
        basis=BASIS,
    ),
    "attribute_choices": _table(
        "indicator attribute code|indicator attribute wording",
        indicator=INDICATOR,
        attribute=KEY,
        code=TEXT,
        wording=TEXT,
    ),
    "attributes": _table(
        "indicator key", indicator=INDICATOR, key=KEY, name=TEXT, basis=ASKED_BY, hint=TEXT
    ),
    "bodies": _table("key", **NAMED),
    "breakdowns": _table(
        "indicator measures dimensions",
        indicator=replace(
            MEASURES_OF, expected=f"{INDICATOR.expected} that has measures in measures.csv"
        ),
        measures=TEXT,
        dimensions=Kind(r"[a-z]+(\*[a-z]+)?", "a dimension, or two crossed such as sex*age"),
        codes=TEXT.or_empty(""),
        adds_up=TRUTH,
        free_rows=WHOLE,
        basis=ASKED_BY,
    ),
    "calendar": _table(
        "round phase", round=YEAR, phase=member_of(Phase), starts_on=DAY, ends_on=DAY, basis=BASIS
    ),
    "codes": _table(
        "list_key code", list_key=TEXT, code=TEXT, name=TEXT, local=TRUTH, parent=TEXT.or_empty()
    ),
    "data_gaps": _table(
        "sender respondent number",
        "number sender respondent",
        sender=STATE,
        respondent=TEXT,
        number=WHOLE,
        kind=one_of(("gap", "wish")),
        theme=THEME,
        text=TEXT,
    ),
    "data_source_answers": _table(
        "sender respondent kind",
        sender=STATE,
        respondent=TEXT,
        kind=SURVEY_QUESTION,
        answer=one_of(("yes", "no", "see_other")),
    ),
    "data_sources": _table(
        "sender respondent kind number",
        "number sender respondent kind",
        sender=STATE,
        respondent=TEXT,
        kind=SURVEY_QUESTION,
        number=WHOLE,
        title=TEXT,
        publisher=TEXT.or_empty(""),
        data_year=YEAR.or_empty(),
        published_year=YEAR.or_empty(),
        child_labour=listed("child_labour_content"),
        sector=TEXT.or_empty(""),
        state=listed("source_state"),
        indicators=INDICATOR.several(),
    ),
    "comparability": _table(
        "comparability_attribute",
        comparability_attribute=KEY,
        name=TEXT,
        adding=EFFECT,
        across=EFFECT,
        over_time=EFFECT,
        if_unknown=EFFECT,
        basis=BASIS,
    ),
    "comparability_labels": _table(
        "comparability_attribute phrase",
        comparability_attribute=key_of(
            "comparability", "comparability_attribute", "comparability_attribute"
        ),
        code=TEXT,
        phrase=TEXT,
    ),
    "counting_alternatives": _table(
        "key",
        key=KEY,
        name=TEXT,
        aspect=member_of(Aspect),
        about=key_of("gap_codes", "code", "code").or_empty(),
        choice=TEXT,
        basis=BASIS,
    ),
    "definition_variants": _table(
        "definition sender", definition=key_of("definitions"), sender=STATE, text=TEXT
    ),
    "definitions": _table(
        "key",
        key=KEY,
        term=TEXT,
        text=TEXT.or_empty(""),
        status=one_of(("stated", "in_part", "open")),
        open_question=TEXT.or_empty(""),
        indicators=INDICATOR.several(is_optional=False),
    ),
    "first_level_units": _table("code", sender=STATE, code=TEXT, name=TEXT, kind=TEXT),
    "focus_areas": _table("key", "position", key=TEXT, position=WHOLE, name=TEXT),
    "form_versions": _table(
        "form version",
        form=member_of(FormKey),
        version=Kind(r"[0-9]+\.[0-9]+", "a version such as 1.0"),
        status=member_of(FormStatus),
        rounds_from=YEAR.or_empty(),
        rounds_to=YEAR.or_empty(),
        basis=BASIS,
    ),
    # A spelling of two codes could be read in two ways, and nothing is guessed.
    "gap_code_spellings": _table(
        "spelling", code=key_of("gap_codes", "code", "code"), spelling=TEXT
    ),
    "gap_codes": _table(
        "code",
        code=TEXT,
        name=TEXT,
        obs_status=member_of(ObservationStatus),
        conf_status=member_of(ConfidentialityStatus),
        is_explained=TRUTH,
        counts_as_reported=TRUTH,
    ),
    "indicator_key_result_areas": _table(
        "indicator key_result_area", indicator=INDICATOR, key_result_area=AREA
    ),
    "indicators": _table(
        "key|letter short_name",
        "number letter",
        key=KEY,
        letter=member_of(ListLetter),
        number=WHOLE,
        name=TEXT,
        short_name=TEXT,
        age_range=listed("age"),
        guidance=TEXT,
    ),
    "key_result_area_bodies": _table(
        "key_result_area body", key_result_area=AREA, body=key_of("bodies")
    ),
    "key_result_area_data_sources": _table(
        "key_result_area data_source", key_result_area=AREA, data_source=TEXT
    ),
    "key_result_area_partners": _table(
        "key_result_area partner", key_result_area=AREA, partner=TEXT
    ),
    "key_result_areas": _table(
        "key",
        "position",
        key=KEY,
        focus_area=key_of("focus_areas"),
        position=WHOLE,
        name=TEXT,
        years_from=YEAR,
        years_to=YEAR,
    ),
    "measures": _table(
        "indicator key",
        "position indicator",
        indicator=INDICATOR,
        key=KEY,
        position=WHOLE,
        name=TEXT,
        unit=listed("unit"),
        role=member_of(MeasureRole),
        headline=TRUTH,
        basis=ASKED_BY,
        numerator=KEY.or_empty(),
        denominators=KEY.several(),
        denominator_attribute=KEY.or_empty(),
        part_of=KEY.or_empty(),
        hint=TEXT,
    ),
    "member_state_names": _table("name", code=STATE, name=TEXT),
    "member_states": _table(
        "code|iso2|m49",
        code=ISO3,
        iso2=Kind(r"[A-Z]{2}", "two capital letters of ISO 3166-1"),
        m49=Kind(r"[0-9]{3}", "three digits of M49"),
        name=TEXT,
        member_from=DAY,
        member_until=DAY.or_empty(),
        locale=Kind(r"[a-z]{2,3}_[A-Z]{2}", "a locale such as km_KH"),
    ),
    "projects": _table(
        "key",
        "position body",
        key=TEXT,
        body=TEXT,
        position=WHOLE,
        thematic_area=TEXT,
        name=TEXT,
        year_from=YEAR.or_empty(),
        year_to=YEAR.or_empty(),
        timeline=TEXT.or_empty(""),
        coordinators=Kind(PART, "names").several(),
        partners=Kind(PART, "names").several(),
    ),
    "proposals": _table(
        "sender kind subject",
        sender=STATE.or_empty(),
        kind=member_of(ProposalKind),
        subject=TEXT,
        text=TEXT,
        basis=BASIS,
    ),
    "ratifications": _table(
        "sender convention",
        sender=STATE,
        convention=TEXT,
        ratified=TEXT.or_empty(""),
        as_of=DAY_TEXT,
    ),
    "subsidiary_bodies": _table("key", **NAMED),
    "suppliers": _table(
        "sender institution indicator", sender=STATE, institution=TEXT, indicator=INDICATOR
    ),
    "support_offers": _table(
        "sender number",
        "number sender",
        sender=STATE,
        number=WHOLE,
        kind=one_of(("wish", "offer")),
        theme=THEME,
        text=TEXT,
        from_whom=TEXT.or_empty(""),
    ),
    "support_themes": _table("key", key=KEY, name=TEXT, words=TEXT.several()),
    "working_ages": _table(
        "sender", sender=STATE, minimum_age=WHOLE.or_empty(), working_age=WHOLE.or_empty()
    ),
}
"""Every table by the name of its file. Every row names the line of its source."""
