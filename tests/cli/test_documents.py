"""What ``--json`` and the terminal show with the numbers."""

import json
import os

import pytest

from cl_pipeline.cli.console import show
from cl_pipeline.cli.rounds import coverage_result
from cl_pipeline.model.labels import SAMPLE_NOTICE
from cl_pipeline.review.rule_of_five import rule_of_five
from tests.builders.command_line import CommandLine
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


@pytest.mark.parametrize("locale", ["C", "C.UTF-8", "en_US.ISO-8859-1"])
@pytest.mark.parametrize("option", [(), ("--json",)])
def test_a_name_that_is_not_utf8_is_printed_as_utf8(tmp_path, option, locale):
    """Another program reads it, and would lose the whole list."""
    path = os.fsdecode(os.fsencode(tmp_path) + b"/Cambodge_donn\xe9es.xlsx")
    with open(path, "wb") as file:  # noqa: PTH123 - a path of bytes
        file.write(b"%PDF-1.7")

    called = CommandLine(tmp_path).call_apart("check", path, *option, LC_ALL=locale)

    shown = called.document[0]["file"] if option else called.out
    assert "Cambodge_donn\\udce9es.xlsx" in shown
