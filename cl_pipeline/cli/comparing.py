"""Commands that set figures side by side: for ASEAN, and against the baseline.

Belongs here: printing. Does not belong here: what may be compared (``review.comparability``).
"""

from cl_pipeline.cli.options import AsJson, RoundOption, opened
from cl_pipeline.cli.tables import console, print_json, print_rows
from cl_pipeline.model.notices import SAMPLE_NOTICE


def asean(round_year: RoundOption, as_json: AsJson = False) -> None:
    """Show what may be said for ASEAN: a total with n of N, or why there is none."""
    from cl_pipeline.stages.comparing import asean_rows, asean_words
    from cl_pipeline.stages.vintages import newest_vintage

    pipeline = opened()
    vintage = newest_vintage(pipeline, pipeline.round(round_year))
    rows = [asean_words(one) for one in asean_rows(pipeline, vintage)]
    notice = SAMPLE_NOTICE if vintage.is_sample else None
    if as_json:
        print_json({"vintage": vintage.vintage_id, "notice": notice, "figures": rows})
        return
    print_rows(rows, f"Round {round_year}, {vintage.vintage_id}: for ASEAN")
    if notice:
        console().print(notice)


def progress(round_year: RoundOption, as_json: AsJson = False) -> None:
    """Show the change against the baseline, where the two may be compared."""
    from cl_pipeline.stages.comparing import compared_with_baseline, progress_words
    from cl_pipeline.stages.vintages import newest_vintage

    pipeline = opened()
    vintage = newest_vintage(pipeline, pipeline.round(round_year))
    found = compared_with_baseline(pipeline, vintage)
    rows = [progress_words(one) for one in found.rows]
    proposals = [
        {
            "indicator": one.indicator, "measure": one.measure, "Member State": one.sender,
            "stands": one.stands, "proposed": one.proposed, "why": one.why, "at": one.address,
        }
        for one in found.proposals
    ]  # fmt: skip
    notice = SAMPLE_NOTICE if vintage.is_sample else None
    if as_json:
        print_json(
            {"vintage": vintage.vintage_id, "notice": notice, "progress": rows,
             "baseline_signed": found.is_baseline_signed, "baseline_proposals": proposals}
        )  # fmt: skip
        return
    print_rows(rows, f"Round {round_year}, {vintage.vintage_id}: change against the baseline")
    print_rows(proposals, "Proposed baselines; the signed ones stand until SLOM decides")
    if notice:
        console().print(notice)
