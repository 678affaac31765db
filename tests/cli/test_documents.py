"""What ``--json`` and the terminal show with the numbers."""

import json

import pytest

from cl_pipeline.cli.console import show
from cl_pipeline.cli.rounds import coverage_result
from cl_pipeline.model.labels import SAMPLE_NOTICE
from cl_pipeline.review.rule_of_five import rule_of_five
from tests.builders.vintages import FRAMEWORK, reported, vintage_of


@pytest.mark.parametrize("is_sample", [True, False])
def test_coverage_of_the_sample_carries_the_notice_wherever_it_is_printed(capsys, *, is_sample):
    """Nobody may take an illustration for what a Member State sent."""
    vintage = vintage_of(reported("KHM", 429380, is_sample=is_sample))
    result = coverage_result(FRAMEWORK, vintage, rule_of_five(vintage, FRAMEWORK))

    show(result, as_json=False)
    printed = " ".join(capsys.readouterr().out.split())
    show(result, as_json=True)
    document = json.loads(capsys.readouterr().out)

    assert (SAMPLE_NOTICE in printed) is is_sample
    assert document["notice"] == (SAMPLE_NOTICE if is_sample else None)
