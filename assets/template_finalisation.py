"""Phase 1, March-April: the framework and the forms that go out."""

import dagster as dg
from pydantic import Field

from assets.metadata import FORM_NAMES, table
from assets.partitions import ROUNDS, round_of
from assets.versions import ONLY_FOLLOWED, version_of
from cl_pipeline.workflows.pipeline import Pipeline
from cl_pipeline.workflows.template_finalisation.consultation import step_text, version_states
from cl_pipeline.workflows.template_finalisation.forms import send_out_forms

GROUP = "1_template_finalisation"
OWNERS = ["team:asec-data-officer"]


@dg.asset(group_name=GROUP, owners=OWNERS, kinds={"csv", "toml"})
def roadmap_framework(pipeline: dg.ResourceParam[Pipeline]) -> dg.MaterializeResult[None]:
    """The Roadmap as data: who reports what, when, and under which rules.

    Member States with their dates of membership, the indicators of lists A, B and C, what is
    asked for each, the calendar of the rounds and the rules. Each row names the document it comes
    from. Change a file of the framework and everything made from it afterwards says so.
    """
    framework = pipeline.framework_in_force()
    indicators = [
        {"position": indicator.position, "indicator": indicator.name, "source": indicator.source}
        for indicator in framework.indicators
    ]
    states = [
        {
            "code": member_state.code,
            "Member State": member_state.name,
            "member since": member_state.member_from,
        }
        for member_state in framework.member_states
    ]
    return dg.MaterializeResult(
        data_version=dg.DataVersion(framework.digest),
        metadata={
            "dagster/row_count": len(framework.indicators),
            "indicators": table(indicators),
            "Member States": table(states),
            "digest": framework.digest,
        },
    )


@dg.asset(group_name=GROUP, owners=OWNERS, kinds={"csv"}, deps=[roadmap_framework])
def slom_calendar(pipeline: dg.ResourceParam[Pipeline]) -> dg.MaterializeResult[None]:
    """The calendar: every phase of every round with its dates.

    *basis* says whether a date stands in a document or is an assumption of ours. Only the round of
    2021 has dates in the documents.
    """
    rows = [
        {
            "round": entry.round,
            "phase": str(entry.phase).replace("_", " "),
            "from": entry.starts_on,
            "to": entry.ends_on,
            "basis": str(entry.basis),
            "source": entry.source,
        }
        for entry in pipeline.framework_in_force().calendar
    ]
    return dg.MaterializeResult(
        data_version=version_of(rows),
        metadata={"dagster/row_count": len(rows), "calendar": table(rows)},
    )


@dg.asset(group_name=GROUP, owners=OWNERS, kinds={"toml"}, deps=[roadmap_framework])
def form_versions(pipeline: dg.ResourceParam[Pipeline]) -> dg.MaterializeResult[None]:
    """The versions of the forms and how far each has come: draft, consulted, final.

    Only a final version goes out. A version becomes final by decision (job *record a decision*).
    Below it stands whom a draft was sent to and what they said.
    """
    states = version_states(pipeline)
    rows = [
        {
            "form": f"{FORM_NAMES[version.form]} {version.version}",
            "status": str(version.status),
            "rounds": " ".join(str(year) for year in version.rounds) or "none yet",
        }
        for version in states
    ]
    said = [step_text(step) for version in states for step in version.steps]
    return dg.MaterializeResult(
        data_version=version_of(rows),
        metadata={
            "dagster/row_count": len(rows),
            "versions": table(rows),
            "said in consultation": table(said),
        },
    )


class WhichForms(dg.Config):
    """What to send out."""

    member_states: list[str] = Field(
        default=[], description="ISO3 codes, e.g. KHM; empty means all that count in the round."
    )


@dg.asset(
    group_name=GROUP, owners=OWNERS, kinds={"excel"}, partitions_def=ROUNDS,
    deps=[form_versions, slom_calendar],
)  # fmt: skip
def forms_sent(
    context: dg.AssetExecutionContext, config: WhichForms, pipeline: dg.ResourceParam[Pipeline]
) -> dg.MaterializeResult[None]:
    """The forms of a round, one per Member State, on the drive under *outgoing*.

    Each is an Excel workbook with the figures already held beside the input cells, and a map that
    says what every cell means. Writing the same forms again changes nothing.
    """
    sent = send_out_forms(pipeline, round_of(context), senders=config.member_states)
    drive = pipeline.settings.drive
    rows = [
        {
            "Member State": one.sender,
            "form": f"{FORM_NAMES[one.form]} {one.version}",
            "file on the drive": one.path.removeprefix(f"{drive}/"),
        }
        for one in sent
    ]
    return dg.MaterializeResult(
        data_version=ONLY_FOLLOWED,
        metadata={"dagster/row_count": len(rows), "forms": table(rows)},
    )
