"""Two revisions as they were really published, shown with their effect; replayed."""

import pytest

from cl_pipeline.reading import numbers
from cl_pipeline.workflows.slom_review import vintage_inputs
from tests.builders.command_line import CommandLine

VNM, PHL = ("2022/VNM/VNM_2022_a_list.xlsx", "2024/VNM/VNM_2024_a_list.xlsx"), (
    "2023/PHL/PHL_2023_a_list.xlsx",
    "2024/PHL/PHL_2024_a_list.xlsx",
)  # fmt: skip


def test_a_withdrawn_and_a_corrected_value_of_viet_nam(revised: CommandLine) -> None:
    """13.12 (2014) is taken back, 6.6 (2021) becomes 6.94."""
    shown = revised.do("diff", *VNM).out

    assert "child_labour_5_17|VNM|baseline|pct|total  13.12 (2014) -> gap code m (2018)" in shown
    assert "child_labour_5_17|VNM|2022|pct|total  6.6 (2021) -> 6.94 (2021), by +0.34" in shown
    assert "Effect on round 2024" in shown


def test_a_corrected_value_of_the_philippines(revised: CommandLine) -> None:
    """1 (2020) becomes 0.99, in a column for another year."""
    document = revised.ask("diff", *PHL)

    changed = [one for one in document["changes"] if one["kind"] == "changed"]
    assert [(one["before"]["value"], one["after"]["value"], one["by"]) for one in changed] == [
        (1, 0.99, -0.01)
    ]
    assert changed[0] in [{**one, "key": changed[0]["key"]} for one in document["effect"]["values"]]


def test_the_same_revisions_between_two_vintages(revised: CommandLine) -> None:
    """Rounds name their newest vintages."""
    shown = revised.do("diff", "2023", "2024").out

    assert "pct|total  13.12 (2014) -> gap code m (2018)" in shown
    assert "1 (2020) -> 0.99 (2020), by -0.01" in shown


def test_the_withdrawn_value_says_what_became_of_it(revised: CommandLine) -> None:
    """One sentence in the text, the same in the document, exit code 1; a year before it stood."""
    asked = ("trace", "A2", "VNM", "2014", "--measure", "pct")

    called, document = revised.call(*asked), revised.call(*asked, "--json").document
    before = revised.do(*asked, "--as-of", "2023-12-31")

    assert called.code == 1
    assert "says 13.12 (2014)" in called.out
    assert "says gap code m (2018) instead" in called.out
    assert [one["why_not"] for one in document["not_standing"]] == ["later_round"]
    assert "13.12 %" in before.out


def test_a_trace_is_written_as_a_page_and_as_prov(revised: CommandLine) -> None:
    """Both files lead to the cell."""
    page, prov = revised.folder / "page.html", revised.folder / "prov.json"

    revised.do("trace", "A2", "VNM", "2021", "--html", page, "--prov", prov)

    assert "6.94 %" in page.read_text("utf-8")
    assert '"prov:value": "6.94"' in prov.read_text("utf-8")


def test_every_vintage_says_the_same_again(revised: CommandLine) -> None:
    """From the archive and the decisions alone, under the same name."""
    documents = revised.ask("replay", "all")

    assert len(documents) == 4
    for document in documents:
        assert (document["same"], document["changed"]) == (True, [])
        assert document["made_again"] == document["vintage"]


def test_a_vintage_with_a_declared_correction_says_the_same_again(revised: CommandLine) -> None:
    """The correction is replayed as the decisions are; a return that changed has none."""
    key = "child_labour_5_17|VNM|2022|pct|total"
    said = ("--by", "Secretariat", "--why", "rounding", "--evidence", "survey report, table 3")
    revised.do("correction", "declare", key, "--from", "6.94", "--to", "6.95", *said)
    revised.do("consolidate", "--round", "2024")

    document = revised.ask("replay", "2024")
    traced = revised.ask("trace", "A2", "VNM", "2022", "--measure", "pct")

    assert (document["same"], document["made_again"]) == (True, document["vintage"])
    assert (traced["value"], traced["as_typed"]) == (6.95, "6.94")
    assert traced["correction"]["evidence"] == "survey report, table 3"
    assert [one["reason"] for one in revised.ask("correction", "list")] == ["rounding"]


def test_a_flipped_byte_in_the_archive_is_named(revised: CommandLine) -> None:
    """The message names the file to restore."""
    victim = sorted(one for one in (revised.data / "archive").rglob("*") if one.is_file())[0]
    content = bytearray(victim.read_bytes())
    content[100] ^= 1
    victim.chmod(0o640)
    victim.write_bytes(content)

    called = revised.call("replay", "2024")

    assert called.code == 3
    assert victim.name in called.err


def test_a_changed_framework_file_and_a_changed_rule_are_named(
    revised: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the numbers are the same, it is said that they are, and what has changed."""
    digest, code = vintage_inputs._digest, dict(vintage_inputs.deciding_code())
    monkeypatch.setattr(
        vintage_inputs,
        "_digest",
        lambda path: "other" if path.name == "indicators.csv" else digest(path),
    )
    monkeypatch.setattr(
        vintage_inputs, "deciding_code", lambda: {**code, "reading/numbers.py": "other"}
    )

    document = revised.ask("replay", "2021")

    assert document["same"]
    assert document["changed"] == [
        "code reading/numbers.py has changed",
        "framework indicators.csv has changed",
    ]


def test_a_rule_that_reads_otherwise_is_found_out(
    revised: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Returns, values and what follows from them are named; exit code 1."""
    shown_value = numbers.shown_value
    monkeypatch.setattr(
        numbers, "shown_value", lambda stored: shown_value(stored).quantize(shown_value("1"))
    )

    called = revised.call("replay", "2022")

    assert called.code == 1
    assert "VNM_2022_a_list.xlsx" in called.out
    assert "is read otherwise than before" in called.out
    assert "6.6 (2021) -> 7 (2021), by +0.4" in called.out
