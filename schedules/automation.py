"""What follows new submissions by itself: the tables of their round, without the papers."""

import dagster as dg

tables_follow_submissions = dg.AutomationConditionSensorDefinition(
    "tables_follow_submissions",
    target=dg.AssetSelection.all(),
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="Makes the tables of a round again when a submission for it came in: values, "
    "coverage, rule of five and what follows from them. The papers wait for "
    "*prepare_the_slom_review*.",
)
