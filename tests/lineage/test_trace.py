"""Find a value by what it is about; a trace as text and as a document."""

import json
from dataclasses import replace

import pytest

from cl_pipeline.errors import BrokenInvariant, NotFound
from cl_pipeline.lineage.documents import OLD_KEYS, trace_document
from cl_pipeline.lineage.find import find_value, nothing_reported, parse_request
from cl_pipeline.lineage.trace import check_trace, gap_reason, headline, trace_text, trace_title
from cl_pipeline.model.breakdown import UNBROKEN, Breakdown
from cl_pipeline.model.labels import SAMPLE_NOTICE, format_unit
from cl_pipeline.model.trace import Trace
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


def requested(indicator="A2", sender="KHM", year="baseline", breakdown=UNBROKEN, measure=None):
    return parse_request(FRAMEWORK, indicator, sender, year, breakdown, measure=measure)


def test_one_of_a_unit_is_singular():
    accepted = [reported("KHM", 1), reported("LAO", 2)]
    values = vintage_of(*accepted).values

    units = [format_unit(value.value, value.unit) for value in values if value.value]

    assert units == ["child", "children"]


def found(vintage=VINTAGE, **request):
    value = find_value(vintage, requested(**request))
    assert value is not None
    return value


def trace_of(value, at=None, **more):
    address = at or value.address
    observation = next(row.observation for row in ACCEPTED if row.address == address)
    submission = submission_of("KHM", **more)
    return Trace(VINTAGE.vintage_id, VINTAGE.round, value, observation, submission)


@pytest.mark.parametrize(
    ("request_", "number"),
    [
        pytest.param({}, 429380, id="first headline with a number"),
        pytest.param({"indicator": "child_labour_5_17", "sender": "khm"}, 429380, id="by key"),
        pytest.param({"indicator": "a2", "sender": "Cambodia"}, 429380, id="by name of the state"),
        pytest.param({"year": "Baseline"}, 429380, id="baseline as a word"),
        pytest.param({"year": 2012}, 429380, id="a reference year"),
        pytest.param({"year": 2014}, 390000, id="a reference year of another column"),
        pytest.param({"year": "other_1"}, 390000, id="a column by its name"),
        pytest.param({"breakdown": FEMALE}, 150000, id="a breakdown"),
        pytest.param({"measure": "population"}, 3956022, id="a named measure"),
    ],
)
def test_a_number_is_found(request_, number):
    assert found(**request_).value == number


def test_a_gap_is_found_if_no_headline_has_a_number():
    vintage = vintage_of(reported("KHM", "m"), reported("KHM", 3956022, measure="population"))

    values = [found(vintage), found(indicator="A3")]

    assert [(value.key.measure, value.gap_code) for value in values] == [
        ("children", "m"),
        ("persons", "nc"),
    ]


@pytest.mark.parametrize(
    ("request_", "valid"),
    [
        ({"indicator": "A99"}, "A1, A2"),
        ({"sender": "XXX"}, "BRN Brunei Darussalam"),
        ({"breakdown": Breakdown(sex="Q")}, "F"),
        ({"breakdown": Breakdown(location="VN-HN")}, "its codes are"),
        ({"measure": "boats"}, "children, population"),
    ],
    ids=["indicator", "state", "code", "unit of another state", "measure"],
)
def test_an_invalid_request_is_refused_with_the_valid_names(request_, valid):
    with pytest.raises(NotFound, match=valid):
        requested(**request_)


@pytest.mark.parametrize(
    ("request_", "available"),
    [
        ({"sender": "VNM"}, "Viet Nam"),
        ({"year": 2022}, "children baseline (2012) total"),
        (
            {"breakdown": Breakdown(age="Y5T11")},
            "children baseline (2012) total; children baseline (2012) sex F; "
            "population baseline (2012) total; pct baseline (2012) total; "
            "children other_1 (2014) total",
        ),
    ],
    ids=["nothing reported", "year", "breakdown"],
)
def test_a_number_that_is_not_there_names_what_is_available(request_, available):
    request = requested(**request_)

    assert find_value(VINTAGE, request) is None
    assert available in nothing_reported(VINTAGE, request)


def test_the_document_has_submission_cell_and_text_as_typed():
    document = trace_document(trace_of(found()), FRAMEWORK)

    submission = document.pop("submission")
    assert document["key"] == "child_labour_5_17|KHM|baseline|children|total"
    assert (document["value"], document["unit"], document["status"]) == (429380, "children", "A")
    assert (document["as_typed"], document["how_read"]) == ("429,380", "number cell")
    assert (document["sheet"], document["cell"]) == ("child_labo", "children-baseline-")
    assert submission["submission_id"] == "S-khm202100000000"
    assert submission["path"] == "2021/KHM/a_list.xlsx"
    assert json.loads(json.dumps(document))["gap"] is None
    assert all(document[old] == document[new] for new, old in OLD_KEYS.items() if new in document)


def test_the_text_reads_from_the_number_to_the_file():
    lines = trace_text(trace_of(found()), FRAMEWORK).splitlines()

    assert lines[:2] == ["A2 Children · Cambodia · baseline (2012) · total", "429,380 children"]
    rows = {line[2:16].strip(): line[16:] for line in lines[3:]}
    assert rows["As typed"] == "429,380"
    assert rows["Cell"] == "sheet child_labo, cell children-baseline-"
    assert rows["Source"] == "Labour force survey (2017)"
    assert trace_title(found(breakdown=FEMALE), FRAMEWORK).endswith(" · Female")


@pytest.mark.parametrize(
    ("measure", "code", "is_explained"), [("persons", "nc", True), ("pct", "m", False)]
)
def test_a_gap_has_its_code_and_reason(measure, code, is_explained):
    trace = trace_of(found(indicator="A3", measure=measure))

    gap = trace_document(trace, FRAMEWORK)["gap"]

    assert (gap["code"], gap["is_explained"]) == (code, is_explained)
    assert gap["why"] == gap_reason(trace, FRAMEWORK) == headline(trace, FRAMEWORK)


def test_a_computed_rate_shows_formula_and_inputs():
    """A rate nobody typed leads to the two counts it was computed from."""
    trace = trace_of(found(measure="pct"))

    text = trace_text(trace, FRAMEWORK)
    assert "10.85 %" in text
    assert "100 × numerator ÷ denominator" in text
    assert " and ".join(row.address for row in ACCEPTED[:2]) in text
    assert trace_document(trace, FRAMEWORK)["value"] == 10.85


def test_a_sample_carries_its_notice():
    trace = trace_of(found(), is_sample=True)

    assert trace_text(trace, FRAMEWORK).endswith(SAMPLE_NOTICE)
    assert trace_document(trace, FRAMEWORK)["notice"] == SAMPLE_NOTICE


def test_a_carried_number_names_its_round_and_that_in_which_it_does_not_count():
    carried = replace(found(), flags=("carried",), from_round=2021)
    shown = headline(replace(trace_of(carried), round=2025), FRAMEWORK)

    assert "2021" in shown
    assert "2025" in shown


def test_a_trace_with_an_observation_of_another_cell_is_refused():
    check_trace(trace_of(found()))
    with pytest.raises(BrokenInvariant, match="child_labour_5_17"):
        check_trace(trace_of(found(), at=ACCEPTED[1].address))
