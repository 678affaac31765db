"""A trace as W3C PROV-JSON, for other people's tools.

A consolidated value *was derived from* one observation, or from its inputs; an observation *was
quoted from* a file; reading and consolidating are the activities; the institution that sent the
file is the agent it *was attributed to*. No person is named.
"""

from urllib.parse import quote

from prov.model import ProvDocument, ProvEntity

from cl_pipeline.lineage.trace import trace_title
from cl_pipeline.lineage.unused_values import figure_label
from cl_pipeline.model.framework import Framework
from cl_pipeline.model.keys import CellRef
from cl_pipeline.model.observation import Observation
from cl_pipeline.model.submission import Submission
from cl_pipeline.model.trace import Trace, TraceInput

NAMESPACE = "urn:cl-pipeline:"


def prov_json(trace: Trace, framework: Framework) -> str:
    """The PROV-JSON text of a trace; the same trace gives the same text."""
    document = ProvDocument()
    document.set_default_namespace(NAMESPACE)
    value = trace.value
    number = document.entity(
        _name("value", trace.vintage_id, value.trace_key),
        {
            "prov:label": trace_title(value, framework),
            "prov:value": figure_label(value),
            "unit": value.unit,
            "formula": value.formula or "",
        },
    )
    consolidating = document.activity(_name("consolidation", trace.vintage_id))
    document.wasGeneratedBy(number, consolidating)
    for trace_input in trace.inputs or (TraceInput(trace.observation, trace.submission),):
        cell = _cell(document, trace_input.observation, trace_input.submission)
        document.used(consolidating, cell)
        document.wasDerivedFrom(number, cell, activity=consolidating)
    return str(document.serialize(format="json", indent=2, sort_keys=True)) + "\n"


def _name(*parts: str) -> str:
    return "/".join(quote(part, safe="") for part in parts)


def _cell(document: ProvDocument, observation: Observation, submission: Submission) -> ProvEntity:
    file = document.entity(
        _name("file", submission.digest),
        {
            "prov:label": submission.path,
            "sha256": submission.digest,
            "form": f"{submission.form} {submission.version}",
            "receivedAt": submission.received_at.isoformat(),
        },
    )
    reading = document.activity(_name("reading", submission.run_id or "unknown"))
    name = submission.institution or f"an institution of {submission.sender}"
    agent = document.agent(
        _name("sender", submission.sender or "", name),
        {"prov:label": name, "memberState": submission.sender or ""},
    )
    cell = document.entity(
        _name("cell", str(CellRef(submission.submission_id, observation.sheet, observation.cell))),
        {
            "prov:value": observation.as_typed,
            "sheet": observation.sheet,
            "cell": observation.cell,
            "howRead": observation.how_read,
        },
    )
    document.wasGeneratedBy(cell, reading)
    document.used(reading, file)
    document.quotation(cell, file, activity=reading)
    document.wasAttributedTo(file, agent)
    return cell
