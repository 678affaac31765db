"""The officer's buttons that make assets, named for what they do."""

import dagster as dg

CHOOSE_ROUND = "Press *Materialize…* and choose the round."

TABLES_OF_A_ROUND = dg.AssetSelection.tag("refreshed_after", "submissions")

ASSET_JOBS = (
    dg.define_asset_job(
        "show_the_framework",
        ("roadmap_framework", "slom_calendar", "form_versions"),
        description="Shows the framework in force: indicators, Member States, calendar, form "
        "versions. Changes nothing.",
    ),
    dg.define_asset_job(
        "send_out_forms",
        ("forms_sent",),
        description="Writes the forms of a round to the drive, under `outgoing`, one folder per "
        f"Member State. {CHOOSE_ROUND} Sending again changes nothing. A schedule does it on the "
        "first day of the collection.",
    ),
    dg.define_asset_job(
        "collect_the_a_list",
        dg.AssetSelection.assets("received_files", "feedback_reports")
        | dg.AssetSelection.checks_for_assets("submissions"),
        description="Takes in everything new on the drive, reads and checks it, and writes "
        "feedback to the senders. The drive sensor presses this button; pressing it again does "
        "no harm. What was read turns green under *submissions*, tab *Partitions*.",
        tags={"takes_turns": "collect"},
    ),
    dg.define_asset_job(
        "read_submission_again",
        ("submissions",),
        description="Reads the archived files of one Member State and round again, with today's "
        "rules. Press *Materialize…* and choose both. Use it after a rule or a form was fixed; "
        "nobody has to send anything.",
    ),
    dg.define_asset_job(
        "update_the_tables",
        TABLES_OF_A_ROUND,
        description="Makes the tables of a round again, without the papers: values, coverage, rule "
        "of five and what follows from them. The tables do so by themselves after each "
        "submission and, while the round runs, every night.",
    ),
    dg.define_asset_job(
        "prepare_the_slom_review",
        TABLES_OF_A_ROUND | dg.AssetSelection.assets("review_workbook"),
        description="From what is accepted now to the workbook for the meeting: consolidated "
        "table, who reports what, what the rule of five proposes. Press *Materialize all…* and "
        "choose the round. Repeat it whenever something came in.",
    ),
    dg.define_asset_job(
        "send_for_confirmation",
        ("confirmation_forms",),
        description="Before the meeting: shows each Member State its own figures in full and which "
        "of them others will not see, with a small form to answer. Prepare the review first. "
        f"{CHOOSE_ROUND} The answers come back through the drive.",
    ),
    dg.define_asset_job(
        "draft_reminders",
        ("reminders",),
        description="Writes for each Member State the draft of a reminder with what is still open "
        f"for it in a round. {CHOOSE_ROUND} Nothing is sent.",
    ),
    dg.define_asset_job(
        "evaluate_the_roadmap",
        ("roadmap_evaluation",),
        description="For the last year: from baseline to last value per key result area, over the "
        "newest round that was prepared. You can repeat it.",
    ),
    dg.define_asset_job(
        "assess_the_b_list",
        ("b_list_assessment",),
        description="Puts the qualitative answers of a round on list B together in a workbook. "
        f"{CHOOSE_ROUND}",
    ),
    dg.define_asset_job(
        "show_the_context",
        dg.AssetSelection.groups("6_context"),
        description="Shows what surrounds the indicators as of a round: data sources, activities "
        "of Annex 1, reference series, support and good practice, definitions, work programme. "
        "Press *Materialize all…* and choose the round. You can repeat it at any time.",
    ),
)
