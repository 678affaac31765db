"""From a form to a submission: what was filled is what is read, also after an office program.

The short form saves one A and one B form in LibreOffice. The long form, every form of every round
and Member State, takes some ten minutes::

    CL_TEST_FORMS=all .venv/bin/python -m pytest tests/end_to_end/test_round_trip.py -k libreoffice
"""

import os
from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from cl_pipeline.framework.loader import load_framework
from tests.builders.command_line import CommandLine
from tests.builders.libreoffice import needs_libreoffice, saved_again
from tests.builders.read_back import Address, address, drafted, values_of
from tests.builders.submissions_on_drive import MapRow, SentForm, Typed, cover, filled

pytestmark = pytest.mark.xdist_group("end to end")

GAPS = ("n", "a", "m", "nc", "c")
WORDS = (
    "Labour force survey 2019", "ទិន្នន័យ 2019", "Khảo sát, lần thứ hai", "=1+1", "007", "two\nlines",
    "+855 23 000 000", "yes", "m", "<b>& more</b>", "'quoted'", "x" * 400,
)  # fmt: skip
"""Words people type; some look like a formula, a number or a gap code, and are none of them."""


@dataclass(frozen=True)
class Filling:
    """Entries for one form, and what must be read from each of their cells."""

    typed: list[Typed]
    values: dict[Address, object]
    words: dict[Address, str]
    years: dict[tuple[object, object], int]
    """Reference year by indicator and column, where it is asked once for the column."""


def numbers(unit: str) -> st.SearchStrategy[str]:
    """A figure of that unit as text: counts are whole, shares lie between 0 and 100."""
    if unit == "percent":
        return st.decimals(0, 100, places=2, allow_nan=False).map(str)
    return st.integers(0, 300_000_000).map(str)


@st.composite
def fillings(draw: st.DrawFn, form: SentForm) -> Filling:
    """Random entries in a random subset of the open cells of a form."""
    ready = [
        row
        for row in form.cells
        if row["open"] and not any(str(text).startswith("row:") for text in row.values())
    ]
    filling = Filling(list(cover(form, draw(st.sampled_from(WORDS[:3])))), {}, {}, {})

    def some(*fields: str) -> list[MapRow]:
        return draw(subset(row for row in ready if row["field"] in fields))

    for row in some("value"):
        text = draw(st.one_of(numbers(str(row["unit"])), st.sampled_from(GAPS)))
        filling.typed.append((row, text))
        filling.values[address(row)] = text if text in GAPS else Decimal(text)
    worded = ("national_target", "progress_description", "narrative", "support", "good_practice")
    for row in [*some(*worded), *some("level")]:
        text = draw(st.sampled_from(list(row["choices"] or WORDS)))
        filling.typed.append((row, text))
        filling.words[address(row)] = text
    for row in some("reference_year"):
        year = draw(st.integers(2010, 2021))
        filling.typed.append((row, str(year)))
        if row["measure"] is None:
            filling.years[row["indicator"], row["column"]] = year
    return filling


def subset(rows: Iterable[MapRow]) -> st.SearchStrategy[list[MapRow]]:
    """Up to twenty of the rows, no cell twice."""
    found = list(rows)
    picked = st.lists(st.sampled_from(range(max(len(found), 1))), unique=True, max_size=20)
    return picked.map(lambda numbers: [found[n] for n in sorted(numbers) if found])


FEW = settings(
    max_examples=4,
    deadline=None,
    database=None,
    phases=(Phase.generate,),
    suppress_health_check=list(HealthCheck),
)
"""A form takes a second to fill and shrinking would take minutes; a failure names its cells."""


@pytest.mark.parametrize(
    ("round_year", "key"), [(2021, "a_list"), (2022, "a_list"), (2021, "b_list")]
)
@FEW
@given(data=st.data())
def test_what_is_filled_is_what_is_read(form_of, tmp_path_factory, round_year, key, data):
    form = form_of(round_year, "KHM", key)
    filling = data.draw(fillings(form))
    line = CommandLine(tmp_path_factory.mktemp("filled"))

    draft = drafted(filled(line, form, filling.typed, "random"))

    left_out = {
        finding.code for finding in draft.findings if finding.severity in {"reject", "omit"}
    }
    assert left_out == (set() if filling.values or filling.words else {"NOTHING_FILLED_IN"})
    assert values_of(draft) == filling.values
    words = {(entry.sheet, entry.cell): entry.text for entry in draft.entries}
    assert {cell: words.get(cell) for cell in filling.words} == filling.words
    for observation in draft.observations:
        asked = filling.years.get((observation.key.indicator, observation.key.column))
        assert asked in {None, observation.reference_year}, observation


def forms_to_save() -> list[tuple[str, int, str]]:
    """Form, round and sender of the forms that LibreOffice saves."""
    if os.environ.get("CL_TEST_FORMS") != "all":
        return [("a_list", 2021, "KHM"), ("b_list", 2021, "KHM")]
    framework = load_framework()
    return [
        (version.form, round_year, state.code)
        for version in framework.form_versions
        for round_year in version.rounds
        for state in framework.counted_states(round_year)
    ]


def test_a_form_with_years_and_a_cover_but_no_figure_is_reported_as_empty(form_of, tmp_path):
    form = form_of(2021, "KHM")
    described = [
        (row, "2019" if "year" in str(row["field"]) else "Labour force survey")
        for row in form.cells
        if row["open"] and row["field"] in {"reference_year", "source", "source_year"}
    ]
    typed = [*cover(form, "Ministry of Labour", "child_labour_5_17"), *described]

    draft = drafted(filled(CommandLine(tmp_path), form, typed, "years"))

    assert [finding.code for finding in draft.findings] == ["NOTHING_FILLED_IN"]


@pytest.mark.office
@needs_libreoffice
@pytest.mark.parametrize(("key", "round_year", "sender"), forms_to_save())
def test_a_submission_saved_twice_by_libreoffice_reads_back_the_same(
    form_of, tmp_path_factory, key, round_year, sender
):
    form = form_of(round_year, sender, key)
    line = CommandLine(tmp_path_factory.mktemp("office"))
    source = filled(line, form, every_kind_of_entry(form), "return")

    once = saved_again(source, line.folder / "once")
    twice = saved_again(once, line.folder / "twice")

    before, after = drafted(source), drafted(twice)
    assert len(before.observations) + len(before.entries) > 20
    assert replace(after, digest=before.digest) == before


def every_kind_of_entry(form: SentForm) -> list[Typed]:
    """An entry in every tenth open cell, of the kind the cell takes."""
    others = {"institution", "covers", "filled_on", "description_from"}
    return cover(form, "Ministry of Labour") + [
        (row, entry_for(row, number))
        for number, row in enumerate(form.cells)
        if row["open"] and row["field"] not in others
        if number % 10 == 0 or row["field"] == "level"
    ]


def entry_for(row: MapRow, number: int) -> str:
    if row["choices"]:
        return next(iter(row["choices"]))
    if row["field"] in {"reference_year", "source_year"}:
        return str(2010 + number % 10)
    if row["field"] == "value":
        is_share = row["unit"] == "percent"
        figures = ("1", "12.5", "0", "nc", "99.99") if is_share else ("7", "429380", "m")
        return figures[number % len(figures)]
    return WORDS[number % len(WORDS)]
