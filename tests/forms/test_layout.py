"""Layout files: a slip in one is named with its file, a later version builds on an earlier one."""

from dataclasses import replace
from pathlib import Path

import pytest

from cl_pipeline.errors import FrameworkError
from cl_pipeline.forms import layout_files
from cl_pipeline.forms.description import describe
from cl_pipeline.forms.layout_files import load_layout
from cl_pipeline.model.codes import FormKey
from cl_pipeline.model.framework import Framework
from cl_pipeline.model.identity import RoundYear
from tests.builders.framework import small_framework

SOUND = """
form = "a_list"
version = "{version}"
title = "Test"
[grid.page]
widths = [20, 20]
[[sheet]]
name = "Cover"
grid = "page"
before = "cover"
[sequence]
cover = ["top"]
[block.top]
kind = "top"
label = "{label}"
[wording]
no_deadline = "later"
"""


def written(folder: Path, version: str, text: str) -> None:
    name = f"a_list_{version.replace('.', '_')}.toml"
    (folder / name).write_text(text, "utf-8")


@pytest.mark.parametrize(
    ("version", "change", "message"),
    [
        ("7.1", ('kind = "top"', 'kind = "top"\ncolour = "red"'), "unknown entries"),
        ("7.2", ('cover = ["top"]', 'cover = ["bottom"]'), "unknown blocks"),
        ("7.3", ('title = "Test"', ""), "'title'"),
        ("7.4", ('version = "7.4"', 'version = "1.0"'), "differ from its name"),
        ("7.5", ("[wording]", "[wording"), "a_list_7_5.toml"),
    ],
    ids=["unknown entry", "unknown block", "no title", "other version", "no TOML"],
)
def test_a_slip_in_a_layout_is_named_with_its_file(tmp_path, monkeypatch, version, change, message):
    monkeypatch.setattr(layout_files, "FOLDER", tmp_path)
    text = SOUND.replace("{version}", version).replace("{label}", "Title")
    written(tmp_path, version, text.replace(*change))

    with pytest.raises(FrameworkError, match=message) as refused:
        load_layout(FormKey.A_LIST, version)

    assert "forms/layouts/a_list_7_" in str(refused.value)


def test_a_word_that_the_sheet_does_not_have_is_named(tmp_path, monkeypatch):
    monkeypatch.setattr(layout_files, "FOLDER", tmp_path)
    written(tmp_path, "7.6", SOUND.replace("{version}", "7.6").replace("{label}", "{weather}"))

    with pytest.raises(FrameworkError, match="no word 'weather'"):
        describe(small_framework(), FormKey.A_LIST, "7.6", RoundYear(2021))


def test_a_later_version_replaces_single_entries_of_an_earlier_one():
    first, second = (load_layout(FormKey.A_LIST, version) for version in ("1.0", "1.1"))

    assert set(second.blocks) - set(first.blocks) >= {"self_assessment", "national_target"}
    assert set(first.blocks) <= set(second.blocks)
    assert first.sheets == second.sheets


def changed(*, free_rows: int) -> Framework:
    framework = small_framework()
    (a2,) = (indicator for indicator in framework.indicators if indicator.position == "A2")
    measure = a2.measures[0]
    crossed = next(breakdown for breakdown in measure.breakdowns if len(breakdown.dimensions) == 2)
    measure = replace(measure, breakdowns=(replace(crossed, free_rows=free_rows),))
    return replace(framework, indicators=(replace(a2, measures=(measure,)),))


def test_own_rows_of_two_dimensions_are_refused():
    """One label cell cannot name two codes; the message names the measure."""
    with pytest.raises(FrameworkError, match=r"child_labour_5_17\.children: own rows"):
        describe(changed(free_rows=2), FormKey.A_LIST, "1.0", RoundYear(2021))


def test_a_missing_code_list_is_named():
    framework = small_framework()
    codes = tuple(code for code in framework.codes if code.list_key != "level")

    with pytest.raises(FrameworkError, match="no code list 'level'"):
        describe(replace(framework, codes=codes), FormKey.B_LIST, "1.0", RoundYear(2021))
