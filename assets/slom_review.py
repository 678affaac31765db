"""Phase 3, September: what counts, who reports what, what the rule of five proposes, the papers."""

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import partial
from hashlib import sha256
from urllib.parse import quote

import dagster as dg

from assets.metadata import Page, picture, round_asset, table, vintage_page
from assets.partitions import REFRESHED_AFTER_SUBMISSIONS, round_of
from cl_pipeline.consolidation.consolidate import digest_of_accepted
from cl_pipeline.model.identity import RoundYear
from cl_pipeline.model.number_format import iso_day
from cl_pipeline.model.vintage import AcceptedObservation, Vintage
from cl_pipeline.publication.coverage import LEGEND, coverage_table, outcome_table, voluntary_table
from cl_pipeline.publication.disclosure import hidden_rows
from cl_pipeline.publication.pictures import coverage_picture
from cl_pipeline.review import rule_of_five as rule
from cl_pipeline.review.comparability import asean_row
from cl_pipeline.review.evaluation import progress_row
from cl_pipeline.review.proposals import tally_row
from cl_pipeline.review.reminders import timeliness_row
from cl_pipeline.workflows.a_list_collection.submissions import versions_of_rounds
from cl_pipeline.workflows.pipeline import Pipeline
from cl_pipeline.workflows.round_facts import RoundFacts, load_facts
from cl_pipeline.workflows.slom_review import comparisons, confirmations, vintages
from cl_pipeline.workflows.slom_review.proposals import near_threshold, tallies
from cl_pipeline.workflows.slom_review.questions import question_rows
from cl_pipeline.workflows.slom_review.reminders import draft_reminders, timeliness_of
from cl_pipeline.workflows.slom_review.review import write_review
from resources.pipeline import PipelineParam

MADE_FROM = "made_from"
"""Tag of the tables of a round: the version of what is current that they were made from."""

PAGE = "/assets/submissions?view=partitions&partition="

COVERAGE_LEGEND = " · ".join(
    (*map(" ".join, LEGEND), "other letters are the gap codes of the forms")
)


_table_spec = partial(dg.AssetSpec, kinds={"sql"}, tags=REFRESHED_AFTER_SUBMISSIONS)
_following_table = partial(
    round_asset,
    kinds={"sql"},
    tags=REFRESHED_AFTER_SUBMISSIONS,
)
"""Decorates the tables that are made again after each consolidation."""

decisions = dg.AssetSpec(
    "decisions",
    kinds={"sql"},
    description="Everything that was decided, with who, when and why: rounds closed and "
    "re-opened, deadlines extended, late submissions accepted, submissions withdrawn, forms made "
    "final, indicators moved between the lists, figures signed, decisions revoked. People decide; "
    "the job *record_a_decision* writes it down. No decision is ever deleted.",
)


def decisions_page(pipeline: Pipeline) -> Page:
    """The register of decisions as it is now, newest first."""
    in_force = set(pipeline.store.decisions.in_force())
    rows = [
        {
            "decided on": iso_day(decision.decided_at),
            "what": str(decision.kind).replace("_", " "),
            "about": " ".join(filter(None, (decision.subject, decision.details))),
            "round": str(decision.round or ""),
            "in force": "yes" if decision in in_force else "no longer",
            "by": decision.decided_by,
            "why": decision.reason,
            "written in": decision.origin or "",
        }
        for decision in reversed(pipeline.store.decisions.list())
    ]
    version = sha256(str(rows).encode()).hexdigest()[:16]
    return Page(len(rows), {"decisions": rows}, version=version)


@dg.multi_asset(
    specs=[
        _table_spec(
            "accepted_observations",
            deps=["submissions", "decisions"],
            description="The values and gaps that count: of each sheet the newest accepted one.\n\n"
            "Submissions that could not be read, were withdrawn or replaced are left out. So are "
            "those received after the round was closed, unless it was decided that they count.",
        ),
        _table_spec(
            "consolidated_values",
            deps=["accepted_observations", "roadmap_framework"],
            description="The consolidated table of a round: one vintage.\n\nThe same accepted "
            "submissions, framework and code give the same vintage. Nothing is added up over "
            "Member States. Each value keeps the file, sheet and cell it was typed in.",
        ),
        _table_spec(
            "coverage",
            deps=["consolidated_values"],
            description="Which Member State reports which indicator, and why not where it does "
            "not.\n\nChoose a round under *Partitions*. *Show Markdown* opens the picture; the "
            "table below it shows the same, one line per indicator and one column per Member "
            "State; *list C* shows who reports it voluntarily. The file *coverage.png* of the "
            "round is for slides.",
        ),
        _table_spec(
            "rule_of_five",
            deps=["coverage"],
            description="What the rule of five proposes for each indicator of list A, and which "
            "Member States report.\n\nA current figure in the baseline or in any yearly column up "
            "to the round counts, whichever round brought it. An indicator reported by at least "
            "five Member States stays on list A. For one reported by fewer, the rule proposes "
            "to assess whether it can move to list B, and otherwise to list C. SLOM decides. "
            "The second table counts in other ways and shows which outcomes depend on one "
            "submission: for the Secretariat only.",
        ),
    ]
)
def consolidation(
    context: dg.AssetExecutionContext, pipeline: PipelineParam
) -> Iterator[dg.MaterializeResult[None]]:
    """The vintage of a round and what follows from it, from one consolidation."""
    made_from = versions_of_rounds(pipeline).get(round_of(context), "")
    facts = load_facts(pipeline, round_of(context))
    accepted = _accepted_page(facts.accepted).result("accepted_observations")
    yield accepted._replace(tags={**(accepted.tags or {}), MADE_FROM: made_from})
    vintage = vintages.store_vintage(pipeline, facts)
    yield _values_page(facts, vintage).result("consolidated_values")
    yield _coverage_page(facts, vintage).result("coverage")
    yield _rule_of_five_page(facts, vintage).result("rule_of_five")


def _accepted_page(accepted: Sequence[AcceptedObservation]) -> Page:
    counted = Counter((observation.sender, observation.round) for observation in accepted)
    rows = [
        {"Member State": sender, "round": year, "values and gaps": count}
        for (sender, year), count in sorted(counted.items())
    ]
    return Page(
        len(accepted),
        {"by Member State": rows},
        is_sample=any(observation.is_sample for observation in accepted),
        version=digest_of_accepted(accepted),
    )


def _values_page(facts: RoundFacts, vintage: Vintage) -> Page:
    counted = Counter((value.sender, value.from_round) for value in vintage.values)
    links = [
        f"- [{sender} {year}]({PAGE}{quote(f'{sender}|{year}')}): {count} values and gaps"
        for (sender, year), count in sorted(counted.items())
    ]
    return vintage_page(
        vintage,
        len(vintage.values),
        {
            "dagster/table_name": "consolidated",
            "vintage": vintage.vintage_id,
            "submissions behind it": dg.MetadataValue.md("\n".join(links) or "none yet"),
            "questions": question_rows(facts, vintage),
        },
    )


def _coverage_page(facts: RoundFacts, vintage: Vintage) -> Page:
    framework = facts.framework
    alternative_text = f"Coverage of list A in round {vintage.round} by Member State"
    # Names and thresholds are left out: with them the last columns are cut.
    matrix = coverage_table(vintage, framework).without("name").without("threshold")
    return vintage_page(
        vintage,
        len(vintage.coverage),
        {
            "picture": picture(coverage_picture(vintage, framework), alternative_text),
            "legend": COVERAGE_LEGEND,
            "matrix": matrix,
            "list C": voluntary_table(vintage, framework).without("label"),
        },
    )


def _rule_of_five_page(facts: RoundFacts, vintage: Vintage) -> Page:
    framework = facts.framework
    outcomes = outcome_table(rule.rule_of_five(vintage, framework), framework)
    otherwise = vintages.sensitivity_of(facts, vintage)
    legend = (rule.LEGEND, *rule.alternative_legend(framework))
    return vintage_page(
        vintage,
        len(outcomes.rows),
        {
            "proposals": outcomes.select("indicator", "name", "count", "suggestion", "reporting"),
            "counted otherwise (for the Secretariat only)": rule.sensitivity_rows(
                otherwise, framework
            ),
            "legend": " · ".join(legend),
            "the two rules": "\n\n".join(rule.rule_sentences(framework)),
        },
    )


@_following_table(deps=["consolidated_values"])
def asean_figures(pipeline: Pipeline, round_year: RoundYear) -> Page:
    """What may be said for ASEAN about each headline measure: a total, or why there is none.

    We give a total only where the framework allows it and the figures may be added; it says how
    many Member States it covers. Otherwise we give the range of what is reported and say in what
    the figures differ.
    """
    facts = load_facts(pipeline, round_year)
    rows = [asean_row(row) for row in comparisons.asean_rows(facts)]
    return vintage_page(facts.vintage, len(rows), {"figures": rows})


@_following_table(deps=["consolidated_values", "decisions"])
def progress(pipeline: Pipeline, round_year: RoundYear) -> Page:
    """The change against the baseline where both figures may be compared, and why not elsewhere.

    The baseline is the signed one once its round is signed. If a nearer year is found later, it is
    proposed below and changes nothing by itself. National targets and self-assessments are shown
    next to the figures in the words of the Member State; nothing is judged.
    """
    facts = load_facts(pipeline, round_year)
    found = comparisons.compared_with_baseline(facts)
    return vintage_page(
        facts.vintage,
        len(found.rows),
        {
            "baseline": "signed" if found.is_baseline_signed else "not signed yet",
            "change": [progress_row(row) for row in found.rows],
            "proposed baselines": found.proposals,
        },
    )


@_following_table(deps=["consolidated_values", "decisions"])
def changes_since_sign_off(pipeline: Pipeline, round_year: RoundYear) -> Page:
    """What changed after the figures of a round were signed: old, new and what follows.

    The signed figures stay as they are; the changes are for the next meeting. If nothing was
    signed yet, there is nothing to compare with.
    """
    found = comparisons.changes_since_sign_off(load_facts(pipeline, round_year))
    if found is None:
        return Page(0, {"signed": "not signed yet"})
    rows = comparisons.change_rows(found)
    changed = table(rows, empty="nothing has changed")
    shown = {"signed": found.signed.vintage_id, "changed": changed}
    return Page(len(rows), shown, is_sample=found.before.is_sample)


@_following_table(deps=["consolidated_values"])
def proposals(pipeline: Pipeline, round_year: RoundYear) -> Page:
    """What Member States propose about the lists, and what could help an indicator to five.

    We count only proposals that name a Member State. *what could help* lists, for each indicator
    with three or four Member States, the sources named in the data source survey and the practices
    offered that could help others.
    """
    rows = [tally_row(tally) for tally in tallies(pipeline)]
    near = near_threshold(load_facts(pipeline, round_year))
    return Page(len(rows), {"proposals": rows, "what could help": near})


@round_asset(kinds={"excel", "word"}, deps=["consolidated_values", "rule_of_five"])
def review_workbook(pipeline: Pipeline, round_year: RoundYear) -> Page:
    """The workbook for the meeting: agenda, coverage, one page per indicator, open questions.

    With it come the paper for the meeting, as a page for a browser and as a Word document, and one
    page per Member State with what will be shown for it. *workbook* and the lines after it say
    where they are. Every number has a key that leads to its file, sheet and cell. The workbook is
    for the Secretariat; withheld figures never appear in the papers.
    """
    review = write_review(pipeline, round_year)
    framework = pipeline.framework_in_force(round_year)
    return vintage_page(
        review.vintage,
        len(review.vintage.values),
        {
            "workbook": review.workbook,
            "paper as a page": review.page,
            "paper as a Word document": review.document,
            "one page per Member State": review.country_papers,
            "not published": hidden_rows(review.vintage, framework, review.hidden),
            "confirmed by Member States": confirmations.confirmation_rows(review.confirmations),
            "picture for slides": review.picture,
            "vintage": review.vintage.vintage_id,
        },
    )


@round_asset(kinds={"excel"}, deps=["consolidated_values"])
def confirmation_forms(pipeline: Pipeline, round_year: RoundYear) -> Page:
    """Before the meeting: for each Member State a page of its figures in full, and a small form.

    Both are on the drive under `outgoing`. The page says which figures others will not see. The
    Member State chooses *agree* or *should be changed* and saves the form on the drive like any
    other; *review_workbook* and the paper show who answered what.
    """
    vintage, sent = confirmations.send_for_confirmation(pipeline, round_year)
    rows = [{"Member State": form.sender, "form": form.path} for form in sent]
    return Page(
        len(rows), {"sent": rows, "vintage": vintage.vintage_id}, is_sample=vintage.is_sample
    )


@round_asset(kinds={"text"}, deps=["accepted_observations"])
def reminders(pipeline: Pipeline, round_year: RoundYear) -> Page:
    """For each Member State the draft of a courteous reminder: what is still open for it.

    The drafts are text files; read them before you send one. They name sheet, cell and the
    institution that supplies the indicator, where the documents or submissions name one. *when
    submissions came* is for the Secretariat only.
    """
    drafts = draft_reminders(pipeline, round_year)
    rows = [{"Member State": draft.state.code, "open": len(draft.items)} for draft in drafts]
    received = [timeliness_row(row) for row in timeliness_of(load_facts(pipeline, round_year))]
    folder = dg.MetadataValue.path(str(drafts[0].path.parent) if drafts else "")
    return Page(
        len(drafts),
        {"still open": rows, "when submissions came": received, "drafts": folder},
    )
