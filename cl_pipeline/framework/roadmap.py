"""Member States, key result areas, code lists and calendar, built from their tables."""

from dataclasses import fields
from typing import Any

from cl_pipeline.framework.rows import Tables, note_repeats
from cl_pipeline.model.codes import Phase
from cl_pipeline.model.comparability import (
    AseanFigureRule,
    ComparabilityPhrase,
    ComparabilityRegistry,
    ComparabilityRule,
)
from cl_pipeline.model.context import (
    Body,
    Context,
    DataGap,
    DataSource,
    DataSourceAnswer,
    Definition,
    NationalVariant,
    Project,
    SupportOffer,
    Theme,
)
from cl_pipeline.model.framework import (
    FIRST_LEVEL_UNIT,
    CalendarEntry,
    Code,
    FormVersion,
    GapCode,
    KeyResultArea,
    MemberState,
)
from cl_pipeline.model.identity import RoundYear
from cl_pipeline.model.proposal import WITH_FREE_SUBJECT, Proposal
from cl_pipeline.model.rules import CHOICES, RULES, Aspect, CountingAlternative, Rules

LISTS_OF_AREAS = {"bodies": "body", "partners": "partner", "data_sources": "data_source"}
"""Lists of a key result area, each a table, with the column that holds its parts."""

NEEDED_PHASES = (Phase.A_LIST_COLLECTION, Phase.SLOM_REVIEW)
"""Phases of every round: submissions are late after one and states are counted on the other."""


def rules(tables: Tables) -> Rules:
    """The rules, each with the line it comes from, e.g. ``document: 03-roadmap-2025 line 12``."""
    rows = {row.cells["key"]: row for row in tables.rows["rules"]}
    values: dict[str, Any] = dict.fromkeys(RULES)
    for field in fields(Rules):
        row = rows.get(field.name)
        is_whole = field.type is int
        if row and is_whole and not row.cells["value"].isdecimal():
            row.note("value", "write a whole number such as 5")
        elif row:
            values[field.name] = int(row.cells["value"]) if is_whole else row.values["value"]
        elif field.name in RULES:
            tables.mistakes.note("rules.csv", 1, f"rule {field.name} is missing", "add its row")
    return Rules(
        **values,
        sources=tuple(
            (name, f"{row.values['basis']}: {row.cells['source']}") for name, row in rows.items()
        ),
        bindings=tuple(
            (name, row.cells["binding"]) for name, row in rows.items() if row.cells["binding"]
        ),
    )


def name_and_title(tables: Tables) -> tuple[str, str]:
    """The key of the framework and its title, from the one row of framework.csv."""
    rows = tables.rows["framework"]
    if len(rows) != 1:
        remedy = "write one row, with the key and the title of this framework"
        tables.mistakes.note("framework.csv", 1, f"it has {len(rows)} rows", remedy)
        tables.mistakes.raise_any()
    return rows[0].cells["key"], rows[0].cells["title"]


def member_states(tables: Tables) -> tuple[MemberState, ...]:
    """The Member States in file order, each with every name met in files, official first."""
    rows = tables.rows["member_states"]
    # A name met in a file has to lead to one Member State.
    note_repeats([*rows, *tables.rows["member_state_names"]], "name")
    names = tables.grouped("member_state_names", "code", "name")
    ages = {row.cells["sender"]: row.values for row in tables.rows["working_ages"]}
    states = []
    for row in rows:
        if row.cells["member_until"] and row.cells["member_until"] <= row.cells["member_from"]:
            row.note("member_until", "write a day after member_from, or leave it empty")
        own = ages.get(row.cells["code"], {})
        state = row.build(
            MemberState,
            names=(row.cells["name"], *names[row.cells["code"]]),
            minimum_age=own.get("minimum_age"),
            working_age=own.get("working_age"),
        )
        states.append(state)
    return tuple(states)


def key_result_areas(tables: Tables) -> tuple[KeyResultArea, ...]:
    """The key result areas in their order, with time frame, bodies, partners and data sources."""
    lists = {
        name: tables.grouped(f"key_result_area_{name}", "key_result_area", column)
        for name, column in LISTS_OF_AREAS.items()
    }
    return tuple(
        row.build(KeyResultArea, **{name: own[row.cells["key"]] for name, own in lists.items()})
        for row in tables.rows["key_result_areas"]
    )


def codes(tables: Tables) -> tuple[Code, ...]:
    """All codes in file order, those of ``first_level_unit:<ISO3>`` last."""
    lists = tables.grouped("codes", "list_key", "code")
    for row in tables.rows["codes"]:
        if row.cells["parent"] and row.cells["parent"] not in lists[row.cells["list_key"]]:
            row.note("parent", "write a code of its list")
    iso2 = {row.cells["code"]: row.cells["iso2"] for row in tables.rows["member_states"]}
    other_names = tables.grouped("first_level_unit_names", "code", "name")
    units = []
    for row in tables.rows["first_level_units"]:
        sender = row.cells["sender"]
        if not row.cells["code"].startswith(f"{iso2[sender]}-"):
            row.note("code", f"write an ISO 3166-2 code that begins with {iso2[sender]}-")
        list_key = f"{FIRST_LEVEL_UNIT}:{sender}"
        names = other_names[row.cells["code"]]
        units.append(row.build(Code, list_key=list_key, parent=None, other_names=names))
    return (*tables.records("codes", Code), *units)


def gap_codes(tables: Tables) -> tuple[GapCode, ...]:
    """The gap codes in file order, each with its spellings."""
    spellings = tables.grouped("gap_code_spellings", "code", "spelling")
    return tuple(
        row.build(GapCode, spellings=spellings[row.cells["code"]])
        for row in tables.rows["gap_codes"]
    )


def calendar(tables: Tables) -> tuple[CalendarEntry, ...]:
    """The phases of all rounds, by round and first day.

    Rounds follow one another year by year, and each has the phases of ``NEEDED_PHASES``.
    """
    rows = tables.rows["calendar"]
    phases: dict[int, set[str]] = {}
    for row in rows:
        phases.setdefault(int(row.cells["round"]), set()).add(row.cells["phase"])
    for year, own in phases.items():
        row = next(row for row in rows if row.values["round"] == year)
        for phase in NEEDED_PHASES:
            if phase not in own:
                row.note("round", f"add a row for its phase {phase}")
        if year != min(phases) and year - 1 not in phases:
            row.note("round", f"rounds follow one another: add round {year - 1}")
    entries = tables.records("calendar", CalendarEntry)
    return tuple(sorted(entries, key=lambda entry: (entry.round, entry.starts_on, entry.phase)))


def form_versions(tables: Tables) -> tuple[FormVersion, ...]:
    """The form versions in file order, which is from old to new within a form."""
    known = tables.column("calendar", "round")
    versions = []
    for row in tables.rows["form_versions"]:
        first, last = row.cells["rounds_from"], row.cells["rounds_to"]
        rounds: tuple[RoundYear, ...] = ()
        if first in known and last in known:
            rounds = tuple(map(RoundYear, range(int(first), int(last) + 1)))
        elif first or last:
            remedy = "write the first and the last round, both in calendar.csv, or none"
            row.note("rounds_to", remedy)
        versions.append(row.build(FormVersion, rounds=rounds))
    return tuple(versions)


def counting_alternatives(tables: Tables) -> tuple[CountingAlternative, ...]:
    """The alternatives in file order, which is the order in which they are shown."""
    for row in tables.rows["counting_alternatives"]:
        aspect = Aspect(row.cells["aspect"])
        if bool(row.cells["about"]) != (aspect == Aspect.GAP_CODE):
            row.note("about", "name a gap code where the aspect is gap_code, and only there")
        if row.cells["choice"] not in CHOICES[aspect]:
            row.note("choice", f"write one of {', '.join(CHOICES[aspect])}")
    return tables.records("counting_alternatives", CountingAlternative)


def comparability(tables: Tables) -> ComparabilityRegistry:
    """The registry of what makes figures differ, each table in file order."""
    measures = (row.cells for row in tables.rows["measures"])
    roles = {(cells["indicator"], cells["key"]): cells["role"] for cells in measures}
    for row in tables.rows["asean_figures"]:
        role = roles.get((row.cells["indicator"], row.cells["measure"]))
        if role is None:
            row.note("measure", "write the key of a measure of that indicator")
        elif row.values["is_allowed"] and role == "rate":
            row.note("is_allowed", "write false: shares of different wholes are never added")
    return ComparabilityRegistry(
        tables.records("comparability", ComparabilityRule),
        tables.records("comparability_labels", ComparabilityPhrase),
        tables.records("asean_figures", AseanFigureRule),
    )


def proposals(tables: Tables) -> tuple[Proposal, ...]:
    """The proposals of the documents in file order; only new ones name no indicator."""
    indicators = tables.column("indicators", "key")
    for row in tables.rows["proposals"]:
        is_free = row.values["kind"] in WITH_FREE_SUBJECT
        if not is_free and row.cells["subject"] not in indicators:
            row.note("subject", "write the key of a row of indicators.csv")
    return tables.records("proposals", Proposal)


def context(tables: Tables) -> Context:
    """Data sources, gaps, support, definitions and the work programme, each with its source."""
    bodies = {*tables.column("bodies", "key"), *tables.column("subsidiary_bodies", "key")}
    for row in tables.rows["projects"]:
        if row.cells["body"] not in bodies:
            row.note("body", "write a body of bodies.csv or subsidiary_bodies.csv")
    return Context(
        data_sources=tables.records("data_sources", DataSource),
        data_source_answers=tables.records("data_source_answers", DataSourceAnswer),
        data_gaps=tables.records("data_gaps", DataGap),
        themes=tables.records("support_themes", Theme),
        support_offers=tables.records("support_offers", SupportOffer),
        subsidiary_bodies=tables.records("subsidiary_bodies", Body),
        definitions=_definitions(tables),
        projects=tables.records("projects", Project),
    )


def _definitions(tables: Tables) -> tuple[Definition, ...]:
    variants = tables.records("definition_variants", NationalVariant)
    definitions = []
    for row in tables.rows["definitions"]:
        if bool(row.cells["text"]) == (row.cells["status"] == "open"):
            row.note("text", "write the definition, or status open and nothing")
        own = tuple(variant for variant in variants if variant.definition == row.cells["key"])
        definitions.append(row.build(Definition, variants=own))
    return tuple(definitions)
