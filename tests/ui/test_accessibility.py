"""Pages people receive, looked at by axe in a headless browser."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from cl_pipeline.publication.document_html import to_html
from cl_pipeline.publication.papers import confirmation_paper, review_paper
from tests.builders.vintages import own_review_of, redacted_review_of, reported

pytestmark = [pytest.mark.ui, pytest.mark.xdist_group("accessibility")]

ACCEPTED = (
    reported("KHM", 429380, year=2012),
    reported("KHM", 3, year=2016, column="other_1"),
    reported("VNM", 1031944, year=2018),
    reported("VNM", "5.30", year=2018, measure="pct"),
    reported("LAO", "nc"),
)
PACK = redacted_review_of(*ACCEPTED)

PAGES = {
    "meeting": review_paper(PACK),
    "Member State": confirmation_paper(own_review_of("KHM", *ACCEPTED), PACK, "KHM"),
}

WEIGHTY = {"serious", "critical"}


@pytest.mark.parametrize("name", PAGES)
def test_a_page_can_be_read_by_everybody(browser, tmp_path, name):
    path = tmp_path / "page.html"
    path.write_bytes(to_html(PAGES[name]))
    window = browser.new_page()
    window.goto(path.as_uri())

    found = Axe().run(window).response

    weighty = [finding for finding in found["violations"] if finding["impact"] in WEIGHTY]
    assert [(violation["id"], violation["nodes"][0]["html"]) for violation in weighty] == []
    assert len(found["passes"]) > 10
