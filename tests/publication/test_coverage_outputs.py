from io import BytesIO

from PIL import Image

from cl_pipeline.framework.loader import load_framework
from cl_pipeline.model.identity import RoundYear
from cl_pipeline.publication.coverage import coverage_table, voluntary_table
from cl_pipeline.publication.pictures import coverage_picture
from cl_pipeline.publication.tables import to_records
from cl_pipeline.review.rule_of_five import rule_of_five
from tests.builders.vintages import FRAMEWORK, consolidate, reported, vintage_of


def test_the_table_has_one_row_per_indicator_with_plain_texts():
    vintage = vintage_of(reported("KHM", 5), reported("VNM", "c"), reported("LAO", "m"))

    table = to_records(coverage_table(vintage, FRAMEWORK))

    assert [row["indicator"] for row in table] == ["A1", "A2", "A3"]
    assert table[1] == {
        "indicator": "A2", "name": "Children 5–17 in child labour",
        "BRN": "○", "IDN": "○", "KHM": "●", "LAO": "○", "PHL": "○", "TLS": "–", "VNM": "● c",
        "in_column": 2, "count": 2, "threshold": 5,
    }  # fmt: skip


def test_an_earlier_column_can_be_asked_for():
    vintage = vintage_of(reported("KHM", 5), round_year=2022)

    row = coverage_table(vintage, FRAMEWORK, "baseline").records()[1]

    assert (row["KHM"], row["in_column"]) == ("(●)", 1)
    assert "count" not in row


def test_the_picture_is_small_and_the_same_each_time():
    framework = load_framework()
    vintage = consolidate([reported("KHM", 5)], framework, RoundYear(2021), "1.0")

    picture = coverage_picture(vintage, framework)

    assert len(picture) < 100_000
    assert picture == coverage_picture(vintage, framework)


def test_the_sample_notice_is_in_the_picture():
    real = vintage_of(reported("KHM", 5))
    sample = vintage_of(reported("KHM", 5, is_sample=True))

    darkest = []
    for vintage in (real, sample):
        picture = Image.open(BytesIO(coverage_picture(vintage, FRAMEWORK))).convert("L")
        foot = picture.crop((0, picture.height - 22, picture.width, picture.height))
        darkest.append(foot.getextrema()[0])

    assert darkest[0] == 255
    assert darkest[1] < 100


def test_figures_on_list_c_are_counted_and_nothing_follows_from_them():
    framework, transition = load_framework(), "secondary_transition"
    senders = ("VNM", "THA", "PHL", "MYS", "LAO", "TLS")
    sent = [reported(sender, 80, indicator=transition, measure="pct") for sender in senders]
    nobody = consolidate([], framework, RoundYear(2021), "1.0")

    vintage = consolidate(sent, framework, RoundYear(2021), "1.0")

    (row,) = to_records(voluntary_table(vintage, framework))
    assert (row["position"], row["count"], row["label"]) == ("C4", 5, "C4: 5 of 10 Member States")
    assert "C4" not in {outcome.position for outcome in rule_of_five(vintage, framework)}
    assert voluntary_table(nobody, framework).rows == ()
