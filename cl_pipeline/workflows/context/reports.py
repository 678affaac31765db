"""Reports of the context: accepted forms and facts of the documents -> tables, workbook, picture.

Every row names its line in a document or its cell in a submission. Reference series are outside
figures: they are stored once, compared with a round, and the officer decides which difference is
put to a sender, as a question with both numbers and both definitions.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

from cl_pipeline.context.compendium import (
    common_gaps,
    compendium,
    compendium_report,
    present_gaps,
    present_sources,
    questions_to_senders,
)
from cl_pipeline.context.definitions import definitions_in_use, definitions_report
from cl_pipeline.context.form_rows import form_rows
from cl_pipeline.context.plans import (
    activities_report,
    activity_rows,
    activity_years,
    work_programme_report,
)
from cl_pipeline.context.reference import (
    Reported,
    differences,
    differences_report,
    question_text,
)
from cl_pipeline.context.reference_files import read_series_folder
from cl_pipeline.context.support import by_theme, register, supplier_rows, support_report
from cl_pipeline.disclosure.texts import ShownTexts
from cl_pipeline.errors import NotFound, UsageError
from cl_pipeline.model.codes import PLAN_FIELDS, SOURCE_FIELDS, Field, FormKey
from cl_pipeline.model.context_tables import ContextReport
from cl_pipeline.model.form import FormRow
from cl_pipeline.model.framework import Framework
from cl_pipeline.model.identity import RoundYear, SenderCode
from cl_pipeline.model.reference import ReferenceDecision, ReferenceDifference, ReferenceSeries
from cl_pipeline.publication.pictures import compendium_picture, gantt_picture, match_picture
from cl_pipeline.publication.workbook import tables_workbook
from cl_pipeline.sample.figures import FOLDER as SAMPLE_FOLDER
from cl_pipeline.workflows.audit import hidden_keys, shown_texts
from cl_pipeline.workflows.files import replace_bytes
from cl_pipeline.workflows.pipeline import Pipeline
from cl_pipeline.workflows.round_facts import RoundFacts, load_facts
from cl_pipeline.workflows.slom_review.questions import ask

SAMPLE_SERIES = SAMPLE_FOLDER / "reference"
"""The series of the sample: published figures that are near to what the indicators ask."""


class Topic(StrEnum):
    """What a report is about."""

    ACTIVITIES = "activities"
    COMPENDIUM = "compendium"
    DEFINITIONS = "definitions"
    REFERENCE = "reference"
    SUPPORT = "support"
    WORK_PROGRAMME = "work_programme"


@dataclass(frozen=True, slots=True)
class WrittenReport:
    """A report and its files; ``picture`` is None where the topic has none."""

    report: ContextReport
    workbook: Path
    picture: Path | None


Made = tuple[ContextReport, bytes | None]
"""A report and its picture, where the topic has one."""


@dataclass(frozen=True, slots=True)
class _Topic:
    make: Callable[[RoundFacts], Made]
    workbook: str
    picture: str = ""


@dataclass(frozen=True, slots=True)
class Loaded:
    """One series of a folder; ``is_new`` where its content differs from what was stored."""

    series: ReferenceSeries
    count: int
    is_new: bool


@dataclass(frozen=True, slots=True)
class Compared:
    """A round compared with the stored ``series``."""

    series: tuple[ReferenceSeries, ...]
    differences: tuple[ReferenceDifference, ...]
    is_sample: bool


def report_on(pipeline: Pipeline, topic: Topic, round_year: RoundYear) -> Made:
    """The report on a topic as of a round, and its picture.

    Raises:
        NotFound: reference series are asked about, and the round was never consolidated.
    """
    return TOPICS[topic].make(load_facts(pipeline, round_year))


def write_report(pipeline: Pipeline, topic: Topic, round_year: RoundYear) -> WrittenReport:
    """The report on a topic, written to the output folder of the round; fails as ``report_on``."""
    report, picture = report_on(pipeline, topic, round_year)
    folder = pipeline.settings.output_dir / str(round_year)
    workbook, drawn = folder / TOPICS[topic].workbook, folder / TOPICS[topic].picture
    content = tables_workbook(report.title, report.tables, is_sample=report.is_sample)
    replace_bytes(workbook, content)
    if picture is not None:
        replace_bytes(drawn, picture)
    return WrittenReport(report, workbook, None if picture is None else drawn)


def rows_of(
    facts: RoundFacts,
    form: FormKey,
    fields: Collection[Field],
    texts: ShownTexts | None = None,
) -> tuple[FormRow, ...]:
    """The rows of those fields of a form, up to and including the round.

    As others may read them, or as ``texts`` says. Grain: one row of one submission, in the order
    of sender, round and cell.
    """
    entries = facts.store.observations.entries(facts.round, form=form, fields=fields)
    entries = (texts or shown_texts(facts)).entries(entries)
    return form_rows(form, entries, facts.submissions, facts.framework_of_all_rounds)


def load_series(pipeline: Pipeline, folder: Path) -> tuple[Loaded, ...]:
    """Stores every series of a folder.

    Raises:
        NotFound: the folder holds none.
        ValuesError: a file is wrong.
    """
    return tuple(
        Loaded(
            file.series,
            len(file.figures),
            pipeline.store.reference.save(
                file.series, file.figures, loaded_at=pipeline.now(), run_id=pipeline.run_id
            ),
        )
        for file in read_series_folder(pipeline.framework_in_force(), folder)
    )


def reference_differences(facts: RoundFacts) -> Compared:
    """What differs between the newest vintage of a round and the stored series.

    Raises:
        NotFound: the round was never consolidated.
    """
    vintage, reference = facts.vintage, facts.store.reference
    series, figures = reference.series(), reference.figures()
    about = {(figure.sender, figure.indicator, figure.year) for figure in figures}
    values = [
        value
        for value in vintage.values
        if value.value is not None
        and value.formula is None
        and (value.sender, value.key.indicator, value.reference_year) in about
    ]
    observations = facts.observations_of(values)
    found = differences(
        facts.framework,
        [Reported(value, observations[value.address]) for value in values],
        {row.key: row for row in series},
        figures,
        {taken.difference: taken for taken in facts.store.reference_decisions.list()},
    )
    return Compared(series, found, vintage.is_sample)


def decide_difference(
    pipeline: Pipeline,
    round_year: RoundYear,
    key: str,
    *,
    is_put: bool,
    decided_by: str,
    words: str,
) -> ReferenceDecision:
    """Records what the officer decided; put to the sender, it becomes a question about the number.

    Raises:
        NotFound: the round has no such difference.
        UsageError: who or why is missing.
    """
    if not decided_by.strip() or not words.strip():
        raise UsageError("a decision needs who takes it (a body or role) and why")
    facts = load_facts(pipeline, round_year)
    found = {row.key: row for row in reference_differences(facts).differences}
    if key not in found:
        raise NotFound(
            f"round {round_year} has no difference {key!r}; `cl-pipeline context reference` lists "
            "them"
        )
    question = None
    if is_put:
        text = question_text(found[key], facts.framework)
        question = ask(pipeline, found[key].trace_key, stated_by=decided_by, words=text).number
    decision = ReferenceDecision(
        key, is_put, decided_by.strip(), words.strip(), pipeline.now(), question
    )
    pipeline.store.reference_decisions.add(decision)
    return decision


def _activities(facts: RoundFacts) -> Made:
    statuses = rows_of(facts, FormKey.ACTIVITY_STATUS, [Field.ACTIVITY])
    choices = rows_of(facts, FormKey.ACTIVITY_CHOICE, [Field.ACTIVITY])
    rows = activity_rows(facts.framework, statuses, choices)
    is_sample = any(row.is_sample for row in (*statuses, *choices))
    report = activities_report(facts.framework, facts.round, rows, is_sample=is_sample)
    return report, gantt_picture(rows, activity_years(rows), report.title, is_sample=is_sample)


def _compendium(facts: RoundFacts) -> Made:
    framework, context = facts.framework, facts.framework.context
    reported = rows_of(facts, FormKey.DATA_SOURCE_SURVEY, (*SOURCE_FIELDS, Field.DATA_GAP))
    sources = present_sources(context, reported)
    rows = compendium(sources, framework, facts.round)
    values = facts.newest_vintage.values if facts.newest_vintage else ()
    report = compendium_report(
        framework,
        facts.round,
        rows,
        sources,
        common_gaps(present_gaps(context, reported), context.themes),
        questions_to_senders(rows, facts.coverage, values, framework, facts.round),
        is_sample=any(row.is_sample for row in reported) or facts.is_sample,
    )
    shown = _with_members(facts, {row.sender for row in rows})
    return report, compendium_picture(rows, shown, report.title, is_sample=report.is_sample)


def _with_members(facts: RoundFacts, named: Collection[SenderCode]) -> Framework:
    """The framework with the members of the round and who is named: nobody else is silent."""
    members = facts.framework.counted_states(facts.round)
    states = facts.framework.member_states
    shown = tuple(state for state in states if state in members or state.code in named)
    return replace(facts.framework, member_states=shown)


def _definitions(facts: RoundFacts) -> Made:
    texts = shown_texts(facts)
    accepted = [
        replace(row, observation=texts.observation(row.sender, row.observation))
        for row in facts.accepted
    ]
    rows = definitions_in_use(facts.framework, accepted)
    is_sample = any(row.is_sample for row in facts.accepted)
    return definitions_report(facts.framework, facts.round, rows, is_sample=is_sample), None


def _reference(facts: RoundFacts) -> Made:
    checked = reference_differences(facts)
    hidden = hidden_keys(facts, facts.vintage)
    texts = shown_texts(facts)
    shown = tuple(
        replace(
            found,
            reported_definition=texts.shown(found.figure.sender, found.reported_definition),
        )
        for found in checked.differences
        if found.trace_key not in hidden
    )
    report = differences_report(facts.round, shown, checked.series, is_sample=checked.is_sample)
    return report, None


def _support(facts: RoundFacts) -> Made:
    framework, context = facts.framework, facts.framework.context
    gaps = rows_of(facts, FormKey.DATA_SOURCE_SURVEY, [Field.DATA_GAP])
    reported = rows_of(facts, FormKey.A_LIST, (Field.SUPPORT, Field.GOOD_PRACTICE))
    entries = facts.store.observations.entries(facts.round, fields=[Field.INSTITUTION])
    institutions = shown_texts(facts).entries(entries)
    themes = by_theme(register(context, gaps, reported), context.themes)
    suppliers = supplier_rows(framework, institutions, facts.coverage, facts.round)
    is_sample = facts.is_sample or any(row.is_sample for row in (*gaps, *reported))
    is_sample = is_sample or any(institution.is_sample for institution in institutions)
    report = support_report(facts.round, themes, suppliers, is_sample=is_sample)
    named = {entry.sender for row in themes for entry in (*row.wishes, *row.offers)}
    shown = _with_members(facts, named)
    return report, match_picture(themes, shown, report.title, is_sample=is_sample)


def _work_programme(facts: RoundFacts) -> Made:
    rows = rows_of(facts, FormKey.SCORECARD, PLAN_FIELDS)
    is_sample = any(row.is_sample for row in rows)
    return work_programme_report(facts.framework, facts.round, rows, is_sample=is_sample), None


TOPICS: Mapping[Topic, _Topic] = {
    Topic.ACTIVITIES: _Topic(_activities, "activities.xlsx", "activities.png"),
    Topic.COMPENDIUM: _Topic(_compendium, "compendium.xlsx", "compendium.png"),
    Topic.DEFINITIONS: _Topic(_definitions, "definitions.xlsx"),
    Topic.REFERENCE: _Topic(_reference, "reference_differences.xlsx"),
    Topic.SUPPORT: _Topic(_support, "support_and_good_practice.xlsx", "support_match.png"),
    Topic.WORK_PROGRAMME: _Topic(_work_programme, "work_programme.xlsx"),
}
