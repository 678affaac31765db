import json
from dataclasses import replace

import pytest

from cl_pipeline.errors import BrokenInvariant, NotFound
from cl_pipeline.lineage.trace import build_trace, find_value, trace_document, trace_text
from cl_pipeline.model.breakdown import UNBROKEN, Breakdown
from cl_pipeline.model.labels import SAMPLE_NOTICE
from tests.builders.vintages import FRAMEWORK, reported, submission_of, vintage_of

FEMALE = Breakdown(sex="F")

ACCEPTED = (
    reported("KHM", 429380, year=2012, as_typed="429,380", definition="ages as in the law"),
    reported("KHM", 3956022, year=2012, measure="population"),
    reported("KHM", 150000, year=2012, breakdown=FEMALE),
    reported("KHM", 390000, column="other_1", year=2014),
    reported("KHM", "nc", indicator="young_workers", measure="persons", gap_note="no survey"),
    reported("KHM", "m", indicator="young_workers", measure="pct"),
)

VINTAGE = vintage_of(*ACCEPTED)


def _find(indicator="A2", sender="KHM", year="baseline", breakdown=UNBROKEN, **more):
    return find_value(VINTAGE, FRAMEWORK, indicator, sender, year, breakdown, **more)


def _trace(value, at=None, **more):
    address = at or value.address
    observation = next(one.observation for one in ACCEPTED if one.address == address)
    return build_trace(VINTAGE, value, observation, submission_of("KHM", **more))


@pytest.mark.parametrize(
    ("asked", "number"),
    [
        ({}, 429380),
        ({"indicator": "child_labour_5_17", "sender": "khm"}, 429380),
        ({"indicator": "a2", "sender": "Cambodia"}, 429380),
        ({"year": "Baseline"}, 429380),
        ({"year": 2012}, 429380),
        ({"year": 2014}, 390000),
        ({"year": "other_1"}, 390000),
        ({"breakdown": FEMALE}, 150000),
        ({"measure": "population"}, 3956022),
    ],
    ids=[
        "first headline with a number",
        "by key and lower-case code",
        "by name of the country",
        "baseline as a word",
        "a reference year",
        "a reference year of another year's column",
        "a column by its name",
        "a breakdown",
        "a named measure",
    ],
)
def test_a_number_is_found(asked, number):
    """Indicator by key or position, country by code or name, year as column or reference year."""
    assert _find(**asked).value == number


def test_a_gap_of_the_headline_answers_before_the_number_of_a_denominator():
    """The population of Cambodia is not the number of its children in child labour."""
    vintage = vintage_of(reported("KHM", "m"), reported("KHM", 3956022, measure="population"))

    found = find_value(vintage, FRAMEWORK, "A2", "KHM", "baseline", UNBROKEN)

    assert (found.key.measure, found.gap_code) == ("children", "m")


def test_a_gap_is_found_where_there_is_no_number():
    """The first headline gap answers when no headline measure has a number."""
    value = _find(indicator="A3")

    assert (value.key.measure, value.gap_code) == ("persons", "nc")


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ({"indicator": "A99"}, "there is no indicator 'A99'; give its key or its position (A1, A2"),
        ({"sender": "XXX"}, "there is no Member State 'XXX'; give one of BRN Brunei Darussalam"),
        ({"breakdown": Breakdown(sex="Q")}, "sex has no code 'Q'; its codes are F"),
        ({"breakdown": Breakdown(location="VN-HN")}, "location has no code 'VN-HN'; its codes are"),
        ({"measure": "boats"}, "A2 has no measure 'boats'; its measures are children, population"),
        (
            {"sender": "VNM"},
            "no return of Viet Nam on this indicator counts in it yet",
        ),
        (
            {"year": 2022},
            "nothing is held for A2 (Children 5–17 in child labour) of Cambodia, 2022, total",
        ),
        (
            {"breakdown": Breakdown(age="Y5T11")},
            "held are children baseline (2012) total; children baseline (2012) sex F; "
            "population baseline (2012) total; pct baseline (2012) total; "
            "children other_1 (2014) total",
        ),
    ],
    ids=[
        "indicator",
        "country",
        "code",
        "unit of another",
        "measure",
        "nothing returned",
        "year",
        "breakdown",
    ],
)
def test_what_is_not_there_is_said_helpfully(asked, sentence):
    """The sentence names the thing asked for and what there is instead."""
    with pytest.raises(NotFound) as raised:
        _find(**asked)

    assert sentence in str(raised.value)


def test_a_long_list_of_what_is_held_is_cut():
    """Eight are named, the rest counted."""
    accepted = [
        reported("KHM", 1, breakdown=Breakdown(location=f"label:Unit {place}"))
        for place in range(11)
    ]

    with pytest.raises(NotFound, match=r"and 3 more$"):
        find_value(vintage_of(*accepted), FRAMEWORK, "A2", "KHM", "baseline", UNBROKEN)


def test_the_document_has_the_way_back():
    """Key, value, status, submission, cell, text as typed and the rule that read it."""
    document = trace_document(_trace(_find()), FRAMEWORK)

    submission = document.pop("submission")
    assert document["key"] == "child_labour_5_17|KHM|baseline|children|total"
    assert (document["value"], document["unit"], document["status"]) == (429380, "children", "A")
    assert (document["as_typed"], document["how_read"]) == ("429,380", "number cell")
    assert (document["sheet"], document["cell"]) == ("child_labo", "children-baseline-")
    assert submission["submission_id"] == "S-khm202100000000"
    assert submission["path"] == "2021/KHM/a_list.xlsx"
    assert json.loads(json.dumps(document))["gap"] is None


def test_the_text_reads_from_the_number_to_the_file():
    """What it is first, then how it came here."""
    text = trace_text(_trace(_find()), FRAMEWORK)

    lines = text.splitlines()
    assert lines[0] == "A2 Children · Cambodia · baseline (2012) · total"
    assert lines[1] == "429,380 children"
    assert "  As typed      429,380" in lines
    assert "  Cell          sheet child_labo, cell children-baseline-" in lines
    assert "  Received      01 July 2021 09:30 UTC; complete, thank you" in lines
    assert "  Source        Labour force survey (2017)" in lines


def test_breakdowns_are_worded_with_the_names_of_their_codes():
    """F is Female; a row the sender named itself keeps its name."""
    assert trace_text(_trace(_find(breakdown=FEMALE)), FRAMEWORK).startswith(
        "A2 Children · Cambodia · baseline (2012) · Female\n"
    )


@pytest.mark.parametrize(
    ("measure", "why"),
    [
        ("persons", "No number: Not collected (no survey), code nc; the sender explains it so."),
        ("pct", "No number: Not available, code m; no reason is given yet."),
    ],
    ids=["explained", "no reason yet"],
)
def test_a_gap_says_why_it_is_one(measure, why):
    """The gap's name, its note and whether the sender explained it."""
    trace = _trace(_find(indicator="A3", measure=measure))

    assert trace_text(trace, FRAMEWORK).splitlines()[1] == why
    assert trace_document(trace, FRAMEWORK)["gap"]["why"] == why


def test_a_computed_rate_shows_formula_and_inputs():
    """A rate nobody typed leads to the two counts it was computed from."""
    value = _find(measure="pct")

    trace = _trace(value)

    text = trace_text(trace, FRAMEWORK)
    assert "10.85 %" in text
    assert "100 × numerator ÷ denominator" in text
    assert " and ".join(one.address for one in ACCEPTED[:2]) in text
    assert trace_document(trace, FRAMEWORK)["value"] == 10.85


def test_a_sample_says_so():
    """The notice stands in the text and in the document."""
    trace = _trace(_find(), is_sample=True)

    assert trace_text(trace, FRAMEWORK).endswith(SAMPLE_NOTICE)
    assert trace_document(trace, FRAMEWORK)["notice"] == SAMPLE_NOTICE


def test_a_carried_number_says_from_which_round_and_in_which_it_does_not_count():
    """Two years tell more than "an earlier one" and "this one"."""
    carried = replace(_find(), flags=("carried",), from_round=2021)
    trace = replace(_trace(carried), round=2025)

    assert trace_text(trace, FRAMEWORK).splitlines()[2] == (
        "(carried from round 2021; does not count in round 2025)"
    )


def test_a_late_return_says_so():
    """After the deadline is a fact of the way back, in the words of every list of returns."""
    assert "UTC; complete, thank you, late" in trace_text(_trace(_find(), is_late=True), FRAMEWORK)


def test_an_observation_from_another_cell_makes_no_trace():
    """A trace is only made from what stands at the value's own address."""
    with pytest.raises(BrokenInvariant, match="child_labour_5_17"):
        _trace(_find(), at=ACCEPTED[1].address)
