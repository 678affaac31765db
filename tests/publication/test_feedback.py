"""The feedback on one submission: page, sheet, marked copy and mail."""

import html
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from email import message_from_bytes
from email.policy import default
from io import BytesIO

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import Cell

from cl_pipeline.catalogue import finding
from cl_pipeline.disclosure.feedback import make_feedback
from cl_pipeline.model.codes import ConfidentialityStatus, Field, Severity
from cl_pipeline.model.feedback import FeedbackReport, TypedCell
from cl_pipeline.model.finding import Finding
from cl_pipeline.model.form import FormCell
from cl_pipeline.model.identity import Digest, SubmissionId
from cl_pipeline.model.labels import SAMPLE_NOTICE
from cl_pipeline.model.observation import Observation
from cl_pipeline.model.submission import Submission
from cl_pipeline.publication.feedback.delivery import (
    copy_of_form,
    draft_mail,
    is_mail_address,
    pages_and_sheet,
)
from cl_pipeline.publication.feedback.files import feedback_page
from cl_pipeline.publication.feedback.sentences import ENGLISH, Language, languages_for
from cl_pipeline.publication.feedback.wording import feedback_text
from tests.builders.framework import small_framework
from tests.builders.office import perfect, value
from tests.builders.submissions import CHILD_LABOUR
from tests.builders.vintages import reported, submission_of

DIGEST = Digest("ab" * 32)
INDONESIAN = languages_for(["id"])[1]

TOTAL, GIRLS, RATE = value("children"), value("children", sex="F"), value("pct")


def submission(**changes: object) -> Submission:
    fields = {
        "submission_id": SubmissionId(f"S-{DIGEST[:16]}"),
        "digest": DIGEST,
        "path": "2021/KHM/return.xlsx",
        "received_at": datetime(2021, 7, 15, 2, 0, tzinfo=UTC),
    }
    return replace(submission_of("KHM", **fields), **changes)  # type: ignore[arg-type]


def understood(asked: FormCell, typed: str, **changes: object) -> Observation:
    """What was read from a cell that holds a plain number or a gap code."""
    place = {"sheet": asked.sheet, "cell": asked.cell, "how_read": "number"}
    return reported("KHM", typed, **(place | changes)).observation


def at(code: str, asked: FormCell, found: str = "what was found", **words: object) -> Finding:
    return finding(code, found=found, sheet=asked.sheet, cell=asked.cell, **words)


def feedback_on(
    *findings: Finding,
    typed: tuple[TypedCell, ...] = (),
    observations: tuple[Observation, ...] = (),
    recognised: bool = True,
    **changes: object,
) -> FeedbackReport:
    form = perfect().description if recognised else None
    return make_feedback(
        submission(**changes), findings, observations, form, typed, small_framework()
    )


def files_of(given: FeedbackReport, languages: Sequence[Language]) -> dict[str, bytes]:
    return {**pages_and_sheet(given, languages), **copy_of_form(given, languages)}


PAGE = "KHM_2021_a_list_feedback.html"


def opened(files: dict[str, bytes], kind: str) -> Workbook:
    return load_workbook(BytesIO(files[f"KHM_2021_a_list_{kind}.xlsx"]))


def cells_of(*books: Workbook) -> list[Cell]:
    return [cell for book in books for sheet in book for row in sheet.iter_rows() for cell in row]


def text_of(page: bytes) -> str:
    without = re.sub(r"<style>.*?</style>|<[^>]*>", " ", page.decode(), flags=re.DOTALL)
    return " ".join(html.unescape(without).split())


def unclear() -> Finding:
    return at("NUMBER_UNCLEAR", GIRLS, '"1.234" can mean 1234 or 1.234')


def test_a_submission_without_points_has_a_receipt_and_thanks():
    page = text_of(feedback_page(feedback_text(feedback_on(), ENGLISH)))

    for words in (
        "There is nothing to look at. Thank you for the return.",
        "2021/KHM/return.xlsx", "2021-07-15 09:00 (Jakarta time)", DIGEST, "version 1.0",
        "Cambodia", "Ministry of Labour", "A2",
    ):  # fmt: skip
        assert words in page
    assert "What to do next" not in page


def test_a_point_has_place_content_and_remedy():
    given = feedback_on(unclear(), typed=(TypedCell(GIRLS, "1.234"),))

    (text,) = feedback_text(given, ENGLISH).points

    assert text.place == f"A2!{GIRLS.cell}"
    assert text.asks == "Children in child labour · Female · baseline"
    assert (text.typed, text.understood) == ("1.234", "left out")
    assert text.found == '"1.234" can mean 1234 or 1.234'
    assert text.remedy.startswith("We did not use the cell, because we do not guess.")


def test_a_kept_value_is_shown_as_it_was_understood():
    read = understood(TOTAL, "1234567", how_read="text; point as thousands")
    given = feedback_on(at("SOURCE_MISSING", TOTAL), observations=(read,))

    (text,) = feedback_text(given, ENGLISH).points

    shown = "1\N{NO-BREAK SPACE}234\N{NO-BREAK SPACE}567 children"
    assert text.understood == f"{shown} (read as: text; point as thousands)"


def test_points_come_in_the_order_of_the_form():
    later = at("SOURCE_MISSING", RATE)
    first = at("SOURCE_MISSING", perfect().cell(Field.COVERS))
    whole = finding("EXTRA_SHEET", found="the sheet 'x'")

    given = feedback_on(later, unclear(), first, whole)

    places = [(point.finding.sheet, point.finding.cell) for point in given.points]
    assert places == [
        (None, None), ("Cover", first.cell), ("A2", GIRLS.cell), ("A2", RATE.cell)
    ]  # fmt: skip
    sections = dict.fromkeys(point.section for point in feedback_text(given, ENGLISH).points)
    assert [section.split(" · ")[0] for section in sections] == [
        "The file as a whole", "Sheet Cover", "Sheet A2",
    ]  # fmt: skip


def test_the_page_needs_nothing_from_outside():
    page = feedback_page(feedback_text(feedback_on(unclear()), ENGLISH)).decode()

    assert '<html lang="en">' in page
    assert not re.search(r"https?:|<script|<img|<link|@import|url\(", page)


NASTY = '<script>alert("x")</script> & {braces} {{ 7 * 7 }}'


def test_typed_text_is_never_markup():
    given = feedback_on(
        at("NOT_A_NUMBER", TOTAL, f"{NASTY} is not a number"),
        typed=(TypedCell(TOTAL, NASTY),),
        institution=NASTY,
    )

    page = feedback_page(feedback_text(given, ENGLISH))

    assert b"<script" not in page
    assert text_of(page).count(NASTY) == 3


@pytest.mark.parametrize("typed", ["=1+1", "@SUM(A1)", "+855 12", "-"])
def test_text_like_a_formula_stays_text(typed):
    given = feedback_on(at("NOT_A_NUMBER", TOTAL, typed), typed=(TypedCell(TOTAL, typed),))

    files = files_of(given, [ENGLISH])

    copied = opened(files, "marked_copy")["A2"][TOTAL.cell]
    written = [cell for cell in cells_of(opened(files, "feedback")) if cell.value == typed]
    assert len(written) == 2
    for cell in (*written, copied):
        assert (cell.value, cell.data_type, cell.quotePrefix) == (typed, "s", True)


WITHHELD = [
    pytest.param(
        TypedCell(TOTAL, "c"),
        understood(TOTAL, "c", conf_status=ConfidentialityStatus.NOT_FOR_PUBLICATION),
        id="read-as-withheld",
    ),
    pytest.param(TypedCell(TOTAL, "c 4321"), None, id="code-with-a-figure"),
    pytest.param(TypedCell(TOTAL, "confidential: 4321"), None, id="spelled-out"),
]


@pytest.mark.parametrize(("typed", "read"), WITHHELD)
def test_a_withheld_figure_is_not_repeated(typed, read):
    point = at("SOURCE_MISSING", TOTAL, f'it contains "{typed.text}"')
    given = feedback_on(point, typed=(typed,), observations=(read,) if read else ())

    files = pages_and_sheet(given, [ENGLISH])

    page = text_of(files[PAGE])
    texts = [str(cell.value) for cell in cells_of(opened(files, "feedback"))]
    assert "Entries that are confidential or personal are not repeated on this page." in page
    assert not any("4321" in text or "it contains" in text for text in (page, *texts))


def test_a_text_that_begins_like_the_code_is_not_withheld():
    source = perfect().cell(Field.SOURCE, CHILD_LABOUR, column="baseline", measure=None)
    given = feedback_on(
        at("NOT_A_NUMBER", TOTAL),
        at("SOURCE_MISSING", source),
        typed=(TypedCell(TOTAL, "children"), TypedCell(source, "C: survey")),
    )

    assert not any(point.is_hidden for point in given.points)


def test_contact_cells_are_in_no_file():
    person = perfect().cell(Field.CONTACT_NAME)
    given = feedback_on(
        at("CELL_ERROR", person, "the cell shows Contact Person"),
        typed=(TypedCell(person, "Contact Person"),),
    )

    files = files_of(given, [ENGLISH])

    copy = opened(files, "marked_copy")
    texts = [str(cell.value) for cell in cells_of(copy, opened(files, "feedback"))]
    assert copy["Cover"][person.cell].value is None
    assert not any("Contact Person" in text for text in texts)
    assert "Contact Person" not in text_of(files[PAGE])


def test_the_copy_has_what_was_typed_and_colours_its_points():
    given = feedback_on(
        unclear(),
        at("PARTS_EXCEED_WHOLE", TOTAL),
        typed=(
            TypedCell(TOTAL, "429380", Decimal(429380)),
            TypedCell(GIRLS, "1.234"),
            TypedCell(RATE, "12.5%", Decimal("0.125"), is_percent=True),
        ),
    )

    copy = opened(files_of(given, [ENGLISH]), "marked_copy")

    sheet = copy["A2"]
    assert [sheet[asked.cell].value for asked in (TOTAL, GIRLS, RATE)] == [429380, "1.234", 0.125]
    assert "%" in sheet[RATE.cell].number_format
    assert sheet[GIRLS.cell].comment.text.startswith("2 · left out until it is clear\n")
    assert sheet[RATE.cell].comment is None
    fills = [sheet[asked.cell].fill.fgColor.rgb for asked in (TOTAL, GIRLS, RATE)]
    assert len(set(fills)) == 3


def test_the_first_sheet_of_the_copy_jumps_to_the_cells():
    given = feedback_on(unclear(), finding("EXTRA_SHEET", found="the sheet 'x'", sheet="x"))

    copy = opened(files_of(given, [ENGLISH]), "marked_copy")

    links = [cell.hyperlink.location for cell in cells_of(copy) if cell.hyperlink]
    assert copy.sheetnames[0] == "Feedback"
    assert links == [f"'A2'!{GIRLS.cell}"]


def test_a_file_that_is_no_form_has_page_and_sheet_only():
    given = feedback_on(
        finding("NOT_A_WORKBOOK", found="it is a picture"),
        recognised=False, form=None, version=None, sender=None, round=None, institution=None,
    )  # fmt: skip

    files = files_of(given, [ENGLISH])

    assert sorted(files) == ["file_abababab_feedback.html", "file_abababab_feedback.xlsx"]
    page = text_of(files["file_abababab_feedback.html"])
    assert "could not be recognised as one of the forms" in page
    assert "please send again" in page


@pytest.mark.parametrize("code", ["DOCUMENT", "PACKED_FILE", "LINK_FILE"])
def test_a_file_that_was_no_form_is_received_and_kept(code):
    """An annex to a form must not read as if something were wrong."""
    given = feedback_on(
        finding(code, found="the file is a PDF document"),
        recognised=False, form=None, version=None, sender=None, round=None, institution=None,
    )  # fmt: skip

    page = text_of(files_of(given, [ENGLISH])["file_abababab_feedback.html"])

    assert "We received the file and keep it" in page
    assert "received and kept" in page
    assert "send again" not in page


def test_the_same_feedback_gives_the_same_bytes():
    first, second = (
        files_of(feedback_on(unclear(), typed=(TypedCell(GIRLS, "1.234"),)), [ENGLISH, INDONESIAN])
        for _ in range(2)
    )

    assert first == second


def test_everything_made_from_the_sample_has_the_notice():
    given = feedback_on(unclear(), is_sample=True)

    files = files_of(given, [ENGLISH])

    mail = drafted(given)
    shown = [cell.value for cell in cells_of(opened(files, "marked_copy"))]
    assert SAMPLE_NOTICE in text_of(files[PAGE])
    assert SAMPLE_NOTICE in shown
    assert SAMPLE_NOTICE in " ".join(mail.split())


def drafted(given: FeedbackReport, *languages: str) -> str:
    languages_used = languages_for(languages)
    draft = draft_mail(
        given,
        languages_used,
        sender="roadmap@example.org",
        recipients=["labour@example.org"],
        place="outgoing/KHM/answers/2021_abababab",
        attachments=pages_and_sheet(given, languages_used),
    )
    body = draft.get_body()
    assert body is not None
    return str(body.get_content())


def test_the_mail_counts_and_names_cells_and_repeats_nothing():
    given = feedback_on(
        at("NUMBER_UNCLEAR", GIRLS, '"98765.432" can mean two things'),
        typed=(TypedCell(GIRLS, "98765.432"),),
        institution="Ministry with a name",
    )

    text = drafted(given, "id")

    assert f"A2!{GIRLS.cell}: left out until it is clear" in text
    assert f"A2!{GIRLS.cell}: belum disertakan sampai jelas" in text
    assert "98765" not in text
    assert "can mean" not in text
    assert "Ministry with a name" not in text


def test_the_draft_opens_as_a_draft_with_page_and_sheet():
    given = feedback_on(unclear())
    files = pages_and_sheet(given, [ENGLISH])

    draft = draft_mail(
        given, [ENGLISH], sender=None, recipients=["labour@example.org"], place=None,
        attachments=files,
    )  # fmt: skip

    read = message_from_bytes(draft.as_bytes(), policy=default)
    assert (read["To"], read["X-Unsent"], read["Date"], read["From"]) == (
        "labour@example.org", "1", None, None,
    )  # fmt: skip
    attached = {part.get_filename(): part for part in read.iter_attachments()}
    assert {name: part.get_payload(decode=True) for name, part in attached.items()} == files


@pytest.mark.parametrize(
    "text", ["", "Ministry", "a@b\nBcc: c@d", "a@b, c@d", "@b", "a@", "é@example.org"]
)
def test_text_that_is_not_a_mail_address_is_recognised(text):
    assert not is_mail_address(text)


def test_filled_in_words_are_taken_into_a_translation():
    point = at("YEAR_OUTSIDE_COLUMN", TOTAL, first="2014", last="{2016}")
    given = feedback_on(point)

    (english,), (indonesian,) = (
        feedback_text(given, language).points for language in (ENGLISH, INDONESIAN)
    )

    assert english.expected == "a year from 2014 to {2016}"
    assert indonesian.expected == "tahun dari 2014 sampai {2016}"
    assert indonesian.title == "Tahun acuan jauh dari kolomnya"


def test_texts_stored_before_the_catalogue_changed_are_kept():
    old = Finding("YEAR_OUTSIDE_COLUMN", Severity.QUESTION, "A2", "C9", "f", "old words", "do so")
    gone = replace(old, code="NO_SUCH_CODE")

    words = feedback_text(feedback_on(old, gone), INDONESIAN).points

    assert [(word.expected, word.remedy) for word in words] == [("old words", "do so")] * 2


def test_a_language_without_a_catalogue_is_left_to_english():
    languages_used = languages_for(["km_KH", "en", "id-ID", "id", "../x"])

    assert [language.code for language in languages_used] == ["en", "id"]
