"""A trace as W3C PROV-JSON, so that other people's tools can read it.

A consolidated value *was derived from* one observation, or from its inputs; an observation *was
quoted from* a file; reading and consolidating are the activities; the institution that sent the
file is the agent it *was attributed to*. No person is named.
"""

from urllib.parse import quote

from prov.model import ProvDocument, ProvEntity

from cl_pipeline.lineage.trace_report import title
from cl_pipeline.lineage.unused_values import said
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
            "prov:label": title(value, framework),
            "prov:value": said(value),
            "unit": value.unit,
            "formula": value.formula or "",
        },
    )
    consolidating = document.activity(_name("consolidation", trace.vintage_id))
    document.wasGeneratedBy(number, consolidating)
    for input_ in trace.inputs or (TraceInput(trace.observation, trace.submission),):
        cell = _cell(document, input_.observation, input_.submission)
        document.used(consolidating, cell)
        document.wasDerivedFrom(number, cell, activity=consolidating)
    return str(document.serialize(format="json", indent=2, sort_keys=True)) + "\n"


def _name(*parts: str) -> str:
    """A name that PROV can write in each of its notations."""
    return "/".join(quote(part, safe="") for part in parts)


def _cell(document: ProvDocument, seen: Observation, sent: Submission) -> ProvEntity:
    """The cell, with the file it stands in and the run that read it."""
    file = document.entity(
        _name("file", sent.digest),
        {
            "prov:label": sent.path,
            "sha256": sent.digest,
            "form": f"{sent.form} {sent.version}",
            "receivedAt": sent.received_at.isoformat(),
        },
    )
    reading = document.activity(_name("reading", sent.run_id or "unknown"))
    name = sent.institution or f"an institution of {sent.sender}"
    agent = document.agent(
        _name("sender", sent.sender or "", name),
        {"prov:label": name, "memberState": sent.sender or ""},
    )
    cell = document.entity(
        _name("cell", str(CellRef(sent.submission_id, seen.sheet, seen.cell))),
        {
            "prov:value": seen.as_typed,
            "sheet": seen.sheet,
            "cell": seen.cell,
            "howRead": seen.how_read,
        },
    )
    document.wasGeneratedBy(cell, reading)
    document.used(reading, file)
    document.quotation(cell, file, activity=reading)
    document.wasAttributedTo(file, agent)
    return cell
