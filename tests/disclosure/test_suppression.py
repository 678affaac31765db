"""No hidden figure can be computed from what is published."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cl_pipeline.disclosure.suppression import hidden_figures, shown_causes
from cl_pipeline.framework.loader import load_framework
from cl_pipeline.model.breakdown import Breakdown
from cl_pipeline.model.codes import ConfidentialityStatus
from cl_pipeline.model.disclosure import Protection
from cl_pipeline.model.identity import MeasureKey
from cl_pipeline.model.vintage import ConsolidatedValue
from tests.builders import figures
from tests.builders.examples import examples

FRAMEWORK = load_framework()
IDENTIFIED, LABOUR = "children_identified", "child_labour_5_17"
IN_LABOUR, ACCEPTABLE = "young_workers_child_labour", "young_workers_acceptable"


def figure(
    value: str | int | None,
    measure: str = "children",
    *,
    indicator: str = LABOUR,
    column: str = "baseline",
    year: int = 2016,
    is_withheld: bool = False,
    **codes: str,
) -> ConsolidatedValue:
    """One value of Cambodia; a gap where ``value`` is None."""
    status = ConfidentialityStatus
    asked = FRAMEWORK.indicator(indicator)
    return figures.figure(
        None if value is None else Decimal(value),
        asked,
        asked.measure(measure),
        column=column,
        year=year,
        breakdown=Breakdown(**codes),
        conf_status=status.NOT_FOR_PUBLICATION if is_withheld else status.FREE,
    )


def hidden_of(*values: ConsolidatedValue) -> dict[str, Protection]:
    """Why a figure is hidden, by measure and breakdown; with the position of the other sheets."""
    found = {}
    for hidden in hidden_figures(values, FRAMEWORK):
        place = "|".join(hidden.trace_key.split("|")[3:])
        is_main = hidden.indicator == LABOUR
        found[place if is_main else f"{FRAMEWORK.indicator(hidden.indicator).position} {place}"] = (
            hidden.reason
        )
    return found


SMALL, PROTECTS = Protection.SMALL, Protection.PROTECTS
IMPLIED, WITHHELD = Protection.IMPLIED, Protection.WITHHELD


@pytest.mark.parametrize(
    ("values", "hidden"),
    [
        pytest.param(
            [figure(13), figure(3, sex="F"), figure(10, sex="M")],
            {"children|sex=F": SMALL, "children|sex=M": PROTECTS},
            id="the other part, not the total",
        ),
        pytest.param(
            [figure(113), figure(110, sex="M")],
            {"children|sex=F": IMPLIED, "children|sex=M": PROTECTS},
            id="a part that nobody reported",
        ),
        pytest.param(
            [figure(1013, "population"), figure("0.29615", "pct")],
            {"children|total": IMPLIED, "pct|total": PROTECTS},
            id="a share and its whole",
        ),
        pytest.param(
            [figure(1000, "population"), figure("0.3", "pct")],
            {"children|total": IMPLIED, "pct|total": PROTECTS},
            id="a rounded share and its whole",
        ),
        pytest.param(
            [figure(1013, "population"), figure("0.4", "pct")],
            {"children|total": IMPLIED, "pct|total": PROTECTS},
            id="a rounded share of which only one whole count is small",
        ),
        pytest.param(
            [
                figure(None, is_withheld=True),
                figure(100003, "population"),
                figure("1.234", "pct"),
            ],
            {"children|total": WITHHELD, "pct|total": PROTECTS},
            id="a withheld count",
        ),
        pytest.param(
            [figure(500), figure(4000, "population"), figure("12.5", "pct", is_withheld=True)],
            {"pct|total": WITHHELD, "population|total": PROTECTS},
            id="a withheld share",
        ),
        pytest.param(
            [
                figure(3, "persons", indicator=IN_LABOUR),
                figure(110, "persons", indicator=ACCEPTABLE),
                figure(113, "young_workers", indicator=ACCEPTABLE),
            ],
            {"A3 persons|total": SMALL, "A4 young_workers|total": PROTECTS},
            id="a complement on another sheet",
        ),
        pytest.param(
            [figure(113), figure(3, age="label:5-13"), figure(110, age="label:14 to 17")],
            {"children|age=label:5-13": SMALL, "children|age=label:14 to 17": PROTECTS},
            id="ages the sender named",
        ),
        pytest.param(
            [
                figure(13),
                figure(13, column="other_1"),
                figure(3, sex="F"),
                figure(10, column="other_1", sex="M"),
            ],
            {"children|sex=F": SMALL, "children|sex=M": PROTECTS},
            id="two columns about one year",
        ),
        pytest.param(
            [figure(20), figure(3, sector="AGR"), figure(9, sector="SER")],
            {"children|sector=AGR": SMALL},
            id="parts that need not be all",
        ),
        pytest.param(
            [
                figure("12.5", "pct", indicator=IN_LABOUR, is_withheld=True),
                figure("87.5", "pct", indicator=ACCEPTABLE),
            ],
            {"A3 pct|total": WITHHELD, "A4 pct|total": PROTECTS},
            id="two shares of one whole",
        ),
        pytest.param(
            [
                figure(13),
                figure(3, sex="F"),
                figure(1000, "population"),
                figure(1001, "population", column="other_1"),
                figure(10, column="other_1", sex="M"),
            ],
            {"children|sex=F": SMALL, "children|sex=M": PROTECTS},
            id="two columns that contradict each other elsewhere",
        ),
        pytest.param(
            [
                figure(413),
                figure(300, sex="M"),
                figure(113, column="other_1"),
                figure(110, column="other_1", sex="M"),
            ],
            {"children|sex=F": IMPLIED, "children|sex=M": PROTECTS},
            id="a part that the other of two columns does not have either",
        ),
        pytest.param(
            [
                figure(None, "pct", is_withheld=True),
                figure(1000, "population"),
                figure(60, sex="F"),
                figure(65, sex="M"),
            ],
            {"pct|total": WITHHELD, "children|sex=F": PROTECTS},
            id="a withheld share that was not given",
        ),
        pytest.param(
            [figure(12), figure(3, sector="AGR"), figure(9, sector="SER")],
            {"children|sector=AGR": SMALL, "children|sector=SER": PROTECTS},
            id="parts that leave less than four",
        ),
        pytest.param(
            [
                figure(60, location="U"),
                figure(40, location="R"),
                figure(97, location="label:Capital"),
                figure(3, location="label:Hills"),
            ],
            {"children|location=label:Hills": SMALL, "children|location=label:Capital": PROTECTS},
            id="provinces of a whole that others give",
        ),
        pytest.param(
            [
                figure(20, indicator=IDENTIFIED),
                figure(10, indicator=IDENTIFIED, sex="F"),
                figure(7, indicator=IDENTIFIED, sex="M"),
                figure(3, indicator=IDENTIFIED, sex="_U"),
                figure(20, indicator=IDENTIFIED, age="Y5T11"),
                figure(10, indicator=IDENTIFIED, sex="F", age="Y5T11"),
                figure(7, indicator=IDENTIFIED, sex="M", age="Y5T11"),
            ],
            {
                "A1 children|sex=_U": SMALL,
                "A1 children|sex=F": PROTECTS,
                "A1 children|sex=F,age=Y5T11": PROTECTS,
                "A1 children|sex=_U,age=Y5T11": IMPLIED,
            },
            id="those of unknown sex, also by age",
        ),
        pytest.param(
            [
                figure(None, "persons", indicator=IN_LABOUR),
                figure(20, "young_workers", indicator=IN_LABOUR),
                figure(1000, "population", indicator=IN_LABOUR),
                figure("0.3", "pct", indicator=IN_LABOUR),
            ],
            {"A3 persons|total": IMPLIED, "A3 pct|total": PROTECTS},
            id="a share of one of two wholes",
        ),
        pytest.param(
            [figure(1000, "population"), figure("0.3", "pct", sector="AGR")],
            {"children|sector=AGR": IMPLIED, "pct|sector=AGR": PROTECTS},
            id="a share by sector is one of all",
        ),
        pytest.param(
            [
                figure(0, sex="F", is_withheld=True),
                figure(0, "persons", indicator=IN_LABOUR, sex="F"),
            ],
            {"children|sex=F": WITHHELD},
            id="equal by chance",
        ),
        pytest.param([figure(13), figure(0, sex="F"), figure(13, sex="M")], {}, id="nobody"),
        pytest.param([figure(3, "inspections", indicator="inspections_with_tools")], {}, id="acts"),
    ],
)
def test_what_is_hidden(values, hidden):
    assert hidden_of(*values) == hidden


AGES, SEXES = ("Y5T11", "Y12T14", "Y15T17"), ("F", "M")
CELLS = [*product(SEXES, AGES), *((sex, "_T") for sex in SEXES), *(("_T", age) for age in AGES)]
CELLS.append(("_T", "_T"))
Table = Mapping[tuple[str, str], int]


def with_margins(cells: Table) -> Table:
    sums = {(sex, "_T"): sum(cells[sex, age] for age in AGES) for sex in SEXES}
    sums |= {("_T", age): sum(cells[sex, age] for sex in SEXES) for age in AGES}
    return {**cells, **sums, ("_T", "_T"): sum(cells.values())}


def tables_like(shown: Table, most: int) -> Iterator[Table]:
    """Every table of counts up to ``most`` that agrees with what is shown."""

    def options(sex: str) -> Iterator[tuple[int, ...]]:
        ranges = [[shown[sex, age]] if (sex, age) in shown else range(most + 1) for age in AGES]
        for row in product(*ranges):
            if sum(row) == shown.get((sex, "_T"), sum(row)):
                yield row

    for girls, boys in product(list(options("F")), list(options("M"))):
        cells = {("F", age): count for age, count in zip(AGES, girls, strict=True)}
        cells |= {("M", age): count for age, count in zip(AGES, boys, strict=True)}
        table = with_margins(cells)
        if all(table[place] == count for place, count in shown.items()):
            yield table


small_tables = st.fixed_dictionaries(
    {place: st.sampled_from((0, 1, 2, 3, 4, 6)) for place in product(SEXES, AGES)}
)


@examples(10)
@given(small_tables, st.sets(st.sampled_from(CELLS), min_size=6))
def test_every_small_count_can_be_any_small_count(cells, reported):
    """Proved by going through all tables that agree with what is published."""
    full = with_margins(cells)
    values = {place: figure(full[place], sex=place[0], age=place[1]) for place in sorted(reported)}

    hidden = {found.trace_key for found in hidden_figures(values.values(), FRAMEWORK)}

    shown = {p: full[p] for p, value in values.items() if value.trace_key not in hidden}
    small = {p for p in reported if 0 < full[p] < 5}
    possible: dict[tuple[str, str], set[int]] = {place: set() for place in small}
    for table in tables_like(shown, most=10):
        for place in small:
            possible[place].add(table[place])
        if all(counts >= {1, 2, 3, 4} for counts in possible.values()):
            break
    assert all(counts >= {1, 2, 3, 4} for counts in possible.values())


def test_what_was_shown_before_cannot_be_hidden():
    before = (figure(13),)
    now = (figure(13), figure(3, sex="F"), figure(10, sex="M"))

    found = hidden_figures(now, FRAMEWORK, before)

    assert "children|total" not in {found.trace_key for found in found}
    assert all(hidden.is_protected for hidden in found)


def test_it_is_said_that_what_was_shown_before_gives_a_figure_away():
    before = (figure(13), figure(10, sex="M"))

    (hidden,) = hidden_figures((figure(3, sex="F"),), FRAMEWORK, before)

    assert (hidden.reason, hidden.is_protected) == (SMALL, False)


def test_a_difference_between_two_vintages_gives_nothing_away():
    """Ten boys of 12 were shown; with the corrected total of 13 the girls would be three."""
    before = (figure(12), figure(10, sex="M"))

    found = hidden_figures((figure(13), figure(3, sex="F")), FRAMEWORK, before)

    assert {hidden.trace_key.split("|")[-1] for hidden in found} == {"sex=F", "total"}
    assert found[0].is_protected


def test_a_figure_hidden_before_stays_hidden_when_another_is_corrected():
    """Of 13 three girls and ten boys were hidden; with ten boys shown now, three are left."""
    before = (figure(13),)

    found = hidden_figures((figure(16), figure(6, sex="F"), figure(10, sex="M")), FRAMEWORK, before)

    assert all(hidden.is_protected for hidden in found)
    assert found


def test_a_declared_denominator_is_the_whole_of_a_rate():
    """0.4 % of 1,013 young workers are four; of 20,000 persons they would be 80."""
    values = (
        figure(1013, "young_workers", indicator=IN_LABOUR),
        figure(20_000, "population", indicator=IN_LABOUR),
        figure("0.4", "pct", indicator=IN_LABOUR),
    )

    def hidden_over(denominator: str) -> set[str]:
        declared = {values[-1].trace_key: MeasureKey(denominator)}
        found = hidden_figures(values, FRAMEWORK, denominators=declared)
        return {hidden.trace_key.split("|")[3] for hidden in found}

    assert hidden_over("young_workers") == {"persons", "pct"}
    assert hidden_over("population") == set()


def test_a_figure_withheld_before_stays_protected_when_it_is_gone():
    """500 in all were withheld; with 200 girls and 300 boys shown now, they would be known."""
    before = figure(500, is_withheld=True)
    now = (figure(None), figure(200, sex="F"), figure(300, sex="M"))

    found = hidden_figures(now, FRAMEWORK, protected_before=(before,))

    assert before.trace_key in {hidden.trace_key for hidden in found}
    assert all(hidden.is_protected for hidden in found)
    assert len(found) == 2


def test_a_figure_withheld_before_and_shown_now_is_not_protected():
    assert (
        hidden_figures((figure(510),), FRAMEWORK, protected_before=(figure(500, is_withheld=True),))
        == ()
    )


@pytest.mark.parametrize(
    ("before", "now", "about", "cause"),
    [
        pytest.param(
            (figure(13), figure(10, sex="M")),
            (figure(3, sex="F"),),
            "children|sex=F",
            "children|sex=M",
            id="what gives a small count away",
        ),
        pytest.param(
            (figure(40, sex="F"),),
            (figure(40, sex="F", is_withheld=True),),
            "children|sex=F",
            "children|sex=F",
            id="the figure itself, withheld later",
        ),
        pytest.param(
            (figure(12), figure(10, sex="M")),
            (figure(13), figure(3, sex="F")),
            "children|total",
            "children|sex=M",
            id="why a dear figure is hidden",
        ),
    ],
)
def test_the_figure_shown_before_that_matters_is_named(before, now, about, cause):
    found = shown_causes(now, FRAMEWORK, before)

    assert {
        name.split("|", 3)[3]: [v.trace_key.split("|", 3)[3] for v in values]
        for name, values in found.items()
    }[about] == [cause]


def test_what_would_be_hidden_anyway_has_no_cause_in_what_was_shown_before():
    now = (figure(13), figure(3, sex="F"), figure(10, sex="M"))

    assert shown_causes(now, FRAMEWORK, (figure(13),)) == {}


def test_a_figure_withheld_without_its_number_after_it_was_shown_is_listed_once():
    now = (figure(13_000), figure(None, sex="F", is_withheld=True))

    found = hidden_figures(now, FRAMEWORK, (figure(13_000), figure(3_000, sex="F")))

    (hidden,) = (entry for entry in found if entry.trace_key.endswith("sex=F"))
    assert (hidden.reason, hidden.is_protected) == (Protection.WITHHELD, False)


def test_where_nothing_is_hidden_nothing_shown_before_matters():
    assert shown_causes((figure(None),), FRAMEWORK, (figure(None, "pct"), figure(1_300))) == {}
    assert shown_causes((figure("12.5", "pct"),), FRAMEWORK, (figure("12.5", "pct"),)) == {}
