"""Phase 1, March-April: the framework and the forms that go out."""

import dagster as dg
from pydantic import Field

from assets.metadata import Made, Page
from assets.partitions import BY_ROUND, round_of
from cl_pipeline.model.labels import FORM_LABELS
from cl_pipeline.workflows.template_finalisation.consultation import step_row, version_states
from cl_pipeline.workflows.template_finalisation.forms import not_asked_hint, send_out_forms
from resources.pipeline import PipelineParam


@dg.asset(kinds={"csv", "toml"})
def roadmap_framework(pipeline: PipelineParam) -> Made:
    """The Roadmap as data: who reports what, when, and under which rules.

    Member States with their dates of membership, the indicators of lists A, B and C, what is
    asked for each, the calendar of the rounds and the rules. Each row names the document it comes
    from. If you change a file of the framework, everything made from it is marked *Unsynced*.
    """
    framework = pipeline.framework_in_force()
    indicators = [
        {"position": indicator.position, "indicator": indicator.name, "source": indicator.source}
        for indicator in framework.indicators
    ]
    states = [
        {"code": state.code, "Member State": state.name, "member since": state.member_from}
        for state in framework.member_states
    ]
    return Page(
        len(indicators),
        {"indicators": indicators, "Member States": states, "digest": framework.digest},
        version=framework.digest,
    ).result()


@dg.asset(kinds={"csv"}, deps=["roadmap_framework"])
def slom_calendar(pipeline: PipelineParam) -> Made:
    """The calendar: every phase of every round with its dates.

    *basis* says whether a document gives the date or we assume it. The documents have dates for
    the round of 2021 only.
    """
    framework = pipeline.framework_in_force()
    rows = [
        {
            "round": entry.round,
            "phase": str(entry.phase).replace("_", " "),
            "from": entry.starts_on,
            "to": entry.ends_on,
            "basis": str(entry.basis),
            "source": entry.source,
        }
        for entry in framework.calendar
    ]
    return Page(len(rows), {"calendar": rows}, version=framework.digest).result()


@dg.asset(kinds={"toml"}, deps=["roadmap_framework"])
def form_versions(pipeline: PipelineParam) -> Made:
    """The versions of the forms and the status of each: draft, consulted, final.

    Only a final version goes out. A version becomes final by decision (job *record_a_decision*).
    *consultation* lists to whom a draft was sent and what they answered.
    """
    states = version_states(pipeline)
    rows = [
        {
            "form": f"{FORM_LABELS[version.form]} {version.version}",
            "status": str(version.status),
            "rounds": " ".join(str(year) for year in version.rounds) or "none yet",
        }
        for version in states
    ]
    steps = [step_row(step) for version in states for step in version.steps]
    return Page(
        len(rows),
        {"versions": rows, "consultation": steps},
        version="; ".join(" ".join(row.values()) for row in rows),
    ).result()


class WhichForms(dg.Config):
    """What to send out."""

    member_states: list[str] = Field(
        default=[], description="ISO3 codes, e.g. KHM; empty means all that count in the round."
    )


@dg.asset(kinds={"excel"}, tags=BY_ROUND, deps=["form_versions", "slom_calendar"])
def forms_sent(
    context: dg.AssetExecutionContext, config: WhichForms, pipeline: PipelineParam
) -> Made:
    """The forms of a round, one per Member State, on the drive under *outgoing*.

    Each is an Excel workbook that shows the figures we already have next to the input cells, with
    a map that says what every cell means. Writing the same forms again changes nothing.
    """
    sent = send_out_forms(pipeline, round_of(context), senders=config.member_states)
    if hint := not_asked_hint(pipeline.framework_in_force(), round_of(context)):
        context.log.warning(hint)
    drive = pipeline.settings.drive
    rows = [
        {
            "Member State": form.sender,
            "form": f"{FORM_LABELS[form.form]} {form.version}",
            "file on the drive": form.path.removeprefix(f"{drive}/"),
        }
        for form in sent
    ]
    return Page(len(rows), {"forms": rows}).result()
