"""Before the meeting: what goes to a Member State, and what comes back through the drive."""

import re
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook

from cl_pipeline.model.codes import DecisionKind, Field, FormKey
from cl_pipeline.model.identity import RoundYear
from cl_pipeline.model.question import AGREE, CORRECT, Confirmation
from cl_pipeline.workflows.context.forms import describe_newest
from cl_pipeline.workflows.round_facts import load_facts
from cl_pipeline.workflows.slom_review.confirmations import confirmations, send_for_confirmation
from cl_pipeline.workflows.slom_review.decisions import decide
from cl_pipeline.workflows.slom_review.redacted import redacted_review
from cl_pipeline.workflows.slom_review.review import write_review
from cl_pipeline.workflows.slom_review.vintages import consolidate_round
from tests.builders.framework import small_framework
from tests.builders.office import Office, perfect, value

ROUND = RoundYear(2021)


@pytest.fixture
def office(office):
    """An office with one submission, consolidated."""
    office.send("KHM")
    consolidate_round(office.pipeline, ROUND)
    return office


def sent_to(office: Office, sender: str) -> Path:
    send_for_confirmation(office.pipeline, ROUND)
    return office.drive / "outgoing" / sender / f"{sender}_2021_confirmation.xlsx"


def answer(office: Office, choice: str, remark: str = "") -> None:
    description = describe_newest(small_framework(), FormKey.CONFIRMATION, ROUND)
    places = {c.attribute: c for c in description.cells if c.field is Field.CONFIRMATION}
    workbook = load_workbook(sent_to(office, "KHM"))
    for column, text in (("answer", choice), ("remark", remark)):
        cell = places[f"child_labour_5_17.{column}"]
        workbook[cell.sheet][cell.cell] = text or None
    saved = BytesIO()
    workbook.save(saved)
    office.save("2021/KHM/answer.xlsx", saved.getvalue())
    office.take_in()


def said(office: Office, sender: str = "KHM") -> Confirmation:
    facts = load_facts(office.pipeline, ROUND)
    (found,) = (
        confirmation
        for confirmation in confirmations(facts, redacted_review(facts, facts.vintage))
        if (confirmation.position, confirmation.sender) == ("A2", sender)
    )
    return found


def test_what_is_sent_shows_the_own_figures_only(office):
    form = sent_to(office, "KHM")

    texts = [cell.value for row in load_workbook(form)["Figures"].iter_rows() for cell in row]
    assert any("429,380 (2016)" in str(text) for text in texts)
    assert "429,380" in form.with_suffix(".html").read_text("utf-8")
    other = office.drive / "outgoing" / "VNM" / "VNM_2021_confirmation.html"
    assert "429,380" not in other.read_text("utf-8")


def test_a_small_count_is_in_the_own_page_and_in_no_other(office):
    three = perfect().file((value("children"), "3"), (value("pct"), "nc"))
    office.save("2021/KHM/three.xlsx", three)
    office.take_in()
    consolidate_round(office.pipeline, ROUND)

    own = sent_to(office, "KHM").with_suffix(".html").read_text("utf-8")
    papers = write_review(office.pipeline, ROUND).country_papers
    of_the_meeting = (papers / "KHM_slom_review_2021.html").read_text("utf-8")

    assert re.search(r">3<", own) and "<td>&lt;5</td>" in own
    assert not re.search(r">3<", of_the_meeting)


@pytest.mark.parametrize(
    ("choice", "code", "remark"),
    [("agree", AGREE, ""), ("should be changed", CORRECT, "It is 430,000.")],
)
def test_an_answer_comes_back_through_the_drive(office, choice, code, remark):
    assert (said(office).answer, said(office).address) == ("", "")

    answer(office, choice, remark)

    found = said(office)
    assert (found.answer, found.remark, found.was_shown) == (code, remark, found.shown)
    assert found.address.startswith("S-") and "!Figures!" in found.address
    assert said(office, "VNM").answer == ""


def test_an_agreement_with_a_figure_that_changed_says_so(office):
    """Nobody is shown as having agreed with another figure."""
    answer(office, "agree")
    changed = perfect().file((value("children"), "430000"), (value("pct"), "nc"))
    office.save("2021/KHM/corrected.xlsx", changed)
    office.take_in()
    consolidate_round(office.pipeline, ROUND)

    found = said(office)

    assert found.is_about_another_figure
    assert "of what was shown before: Baseline: 429,380" in found.response_label


def test_the_paper_of_the_meeting_says_who_confirmed(office):
    answer(office, "agree")

    page = write_review(office.pipeline, ROUND).page.read_text("utf-8")

    confirmed = page[page.index('id="confirmed"') :].partition("</table>")[0]
    assert "Cambodia" in confirmed and "A2" in confirmed
    assert "Not confirmed yet" in confirmed


def paper(office: Office) -> str:
    return write_review(office.pipeline, ROUND).page.read_text("utf-8")


def test_the_paper_says_that_figures_were_shown_only_where_a_form_was_sent(office):
    assert "were shown their own figures" not in paper(office)

    send_for_confirmation(office.pipeline, ROUND, senders=["KHM"])

    confirmed = paper(office).partition('id="confirmed"')[2].partition("</table>")[0]
    assert "These Member States were shown their own figures" in confirmed
    assert "Cambodia" in confirmed
    assert "Viet Nam" not in confirmed


def test_after_the_sign_off_the_paper_says_what_was_signed_and_what_changed(office):
    assert "accept the data as shown" in paper(office)
    signed = office.pipeline.store.vintages.newest(ROUND).vintage_id
    decide(office.pipeline, DecisionKind.SIGN_OFF, "2021", decided_by="SLOM", reason="accepted")

    assert f"signed the figures of vintage {signed}" in paper(office)
    assert "None of them has changed since then" in paper(office)

    changed = perfect().file((value("children"), "430000"), (value("pct"), "nc"))
    office.save("2021/KHM/corrected.xlsx", changed)
    office.take_in()
    consolidate_round(office.pipeline, ROUND)

    page = paper(office)
    assert "accept the data as shown" not in page
    listed = page.partition(f"Changed since vintage {signed} was signed")[2]
    changes = listed.partition("</table>")[0]
    assert "429,380 (2016)" in changes
    assert "430,000 (2016)" in changes


def test_a_figure_that_is_withheld_now_is_not_shown_as_signed_either(office):
    decide(office.pipeline, DecisionKind.SIGN_OFF, "2021", decided_by="SLOM", reason="accepted")
    withheld = perfect().file((value("children"), "c"), (value("pct"), "nc"))
    office.save("2021/KHM/withheld.xlsx", withheld)
    office.take_in()
    consolidate_round(office.pipeline, ROUND)

    page = paper(office)

    assert "no longer shown" in page
    assert "429,380" not in page
