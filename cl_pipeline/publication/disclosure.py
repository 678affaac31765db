"""The table of figures that are not published, for the officer."""

from cl_pipeline.model.disclosure import HiddenFigure, Protection
from cl_pipeline.model.number_format import format_exact

REASONS = {
    Protection.SMALL: "a small count of people",
    Protection.WITHHELD: "withheld by the Member State",
    Protection.IMPLIED: "not reported, but the reported figures show that it is small",
    Protection.PROTECTS: "a hidden figure could be computed from it",
}


def hidden_row(hidden: HiddenFigure) -> dict[str, str]:
    """One row: the figure, why it is hidden, what for, what a reader can compute, and the cost."""
    low = "0" if hidden.low is None else format_exact(hidden.low)
    high = "any number" if hidden.high is None else format_exact(hidden.high)
    return {
        "figure": hidden.trace_key,
        "why": REASONS[hidden.reason],
        "protects": hidden.protects or "",
        "a reader can compute": f"{low} to {high}",
        "cost": str(hidden.cost or ""),
        "protected": "yes" if hidden.is_protected else "no: earlier papers give it away",
    }
