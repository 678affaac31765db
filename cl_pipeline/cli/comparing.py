"""Commands that set figures side by side: for ASEAN, and against the baseline."""

from cl_pipeline.cli.options import AsJson, RoundOption, opened
from cl_pipeline.cli.tables import console, print_json, print_rows
from cl_pipeline.model.labels import SAMPLE_NOTICE


def asean(round_year: RoundOption, as_json: AsJson = False) -> None:
    """Show what may be said for ASEAN: a total with n of N, or why there is none."""
    from cl_pipeline.review.asean_figures import asean_row
    from cl_pipeline.workflows.round_facts import newest_vintage
    from cl_pipeline.workflows.slom_review.comparisons import asean_rows

    pipeline = opened()
    vintage = newest_vintage(pipeline, pipeline.round(round_year))
    rows = [asean_row(row) for row in asean_rows(pipeline, vintage)]
    notice = SAMPLE_NOTICE if vintage.is_sample else None
    if as_json:
        print_json({"vintage": vintage.vintage_id, "notice": notice, "figures": rows})
        return
    print_rows(rows, f"Round {round_year}, {vintage.vintage_id}: for ASEAN")
    if notice:
        console().print(notice)


def progress(round_year: RoundOption, as_json: AsJson = False) -> None:
    """Show the change against the baseline, where the two may be compared."""
    from cl_pipeline.review.progress import progress_row
    from cl_pipeline.workflows.round_facts import newest_vintage
    from cl_pipeline.workflows.slom_review.comparisons import compared_with_baseline

    pipeline = opened()
    vintage = newest_vintage(pipeline, pipeline.round(round_year))
    found = compared_with_baseline(pipeline, vintage)
    rows = [progress_row(row) for row in found.rows]
    proposals = [
        {
            "indicator": proposal.indicator, "measure": proposal.measure, "Member State": proposal.sender,
            "stands": proposal.current, "proposed": proposal.proposed, "why": proposal.why, "at": proposal.address,
        }
        for proposal in found.proposals
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
