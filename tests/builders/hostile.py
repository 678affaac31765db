"""A drive on which every text that a sender can choose is hostile, and where it came alive."""

import re
from collections.abc import Iterator
from email import message_from_bytes
from email.policy import default
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

from openpyxl import Workbook, load_workbook

from cl_pipeline.forms.description import describe
from cl_pipeline.forms.writer import write_form
from cl_pipeline.framework.loader import load_framework
from cl_pipeline.model.codes import Field, FormKey
from cl_pipeline.model.form import FormDescription
from cl_pipeline.model.framework import Framework
from cl_pipeline.model.identity import RoundYear
from cl_pipeline.sample.drive import described, filled_form
from cl_pipeline.sample.figures import load_sample_submissions

HIDDEN = "\u202e"
"""What follows it is read backwards."""

HOSTILE = (
    "=1 ![x](planted.png) <img src=planted.png onerror='document.title=1'> www.planted.example "
    '[red]{{7*7}}|"&amp;'
    f"{HIDDEN}"
)
"""A formula, a picture and an address in Markdown, an element, markup, a template and HIDDEN."""

MAIL_ADDRESS = "x@planted.example"
"""Personal data as well, so in the name of a file alone."""

IN_A_SHEET_NAME = "=1 ![x](planted.png)<img>".translate({ord(c): "'" for c in "[]:*?/\\"})

ROUND = RoundYear(2021)
FORM = "2021/KHM/KHM_2021_a_list.xlsx"

ALIVE_IN_XML = r"<(?:f|w:instrText)\b[^>]*>[^<]*planted|Target=\"[^\"]*planted"
"""A formula, a field or a link with the text in it."""

READ_AS_A_WHOLE = {Field.SENDER, Field.COVERS, Field.INSTITUTION}
"""Cells without which nothing of a form is read; one more form has these hostile too."""


def write_hostile_drive(drive: Path) -> None:
    """Every form of the round with hostile texts, under hostile names, and other files."""
    framework = load_framework()
    files = {
        f"2021/KHM/{HOSTILE}.xlsx": hostile_form(),
        f"2021/KHM/{HOSTILE}/whole.xlsx": hostile_form(all_cells=True),
        f"2021/LAO/{HOSTILE}.xlsx": b"PK torn",
        f"2021/{HOSTILE}/a.xlsx": b"PK torn too",
        f"2021/KHM/{MAIL_ADDRESS} https:--planted.example.xlsx": b"PK torn",
        f"2021/KHM/{HOSTILE}.pdf": b"%PDF-1.7\n",
        f"{HOSTILE}.xls": b"\xd0\xcf\x11\xe0",
        f"decisions/{HOSTILE}.xlsx": decisions(),
        f"decisions/torn {HOSTILE}.xlsx": b"PK",
    }
    for name, blank, about in blank_forms(framework):
        files[f"2021/KHM/{name}.xlsx"] = planted(blank, about, all_cells=False)
    for path, content in files.items():
        target = drive / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)


def hostile_form(*, all_cells: bool = False) -> bytes:
    """A submission of the sample with the text in its cells."""
    framework = load_framework()
    (sample,) = (row for row in load_sample_submissions() if row.path == FORM)
    form, description = filled_form(framework, sample), described(framework, sample)
    return planted(form, description, all_cells=all_cells)


def blank_forms(framework: Framework) -> Iterator[tuple[str, bytes, FormDescription]]:
    """The other forms that go out in the round."""
    for version in framework.form_versions:
        if version.form != FormKey.A_LIST and ROUND in version.rounds:
            description = describe(framework, version.form, version.version, ROUND)
            state = framework.member_state("KHM")
            yield (
                version.form,
                write_form(description, framework, state, known_values={}, is_sample=True),
                description,
            )


def planted(form: bytes, description: FormDescription, *, all_cells: bool) -> bytes:
    """The form with the text in its cells and in the name of one more sheet.

    Of numbers, years and choices the last cell of each sheet; of texts all.
    """
    book = load_workbook(BytesIO(form))
    last = {(cell.sheet, cell.field): cell for cell in description.cells if cell.is_open}
    for cell in description.cells:
        is_typed = cell.field not in (Field.VALUE, Field.REFERENCE_YEAR) and not cell.choices
        is_kept = cell.field in READ_AS_A_WHOLE and not all_cells
        if cell.is_open and not is_kept and (is_typed or last[cell.sheet, cell.field] == cell):
            book[cell.sheet][cell.cell].value = HOSTILE
            book[cell.sheet][cell.cell].data_type = "s"
    book.create_sheet(IN_A_SHEET_NAME)["A1"] = f" {HOSTILE}"
    changed = BytesIO()
    book.save(changed)
    return changed.getvalue()


def decisions() -> bytes:
    """A decisions workbook; its rows are understood and what they are about is hostile."""
    book = Workbook()
    sheet = book.active
    sheet.append(["decision", "about", "to", "decided by", "why"])
    sheet.append(["extend deadline", "a_list 2021", "2021-10-01", *[f" {HOSTILE}"] * 2])
    sheet.append(["close round", f" {HOSTILE}", f" {HOSTILE}", *[f" {HOSTILE}"] * 2])
    changed = BytesIO()
    book.save(changed)
    return changed.getvalue()


def came_alive(name: str, content: bytes) -> list[str]:
    """Where the text is more than text in a file; empty where it is shown as it is."""
    if name.endswith((".xlsx", ".docx")):
        return _in_package(content)
    if name.endswith(".html"):
        return _in_page(content.decode())
    if name.endswith(".eml"):
        mail = message_from_bytes(content, policy=default)
        page, text = mail.get_body(("html",)), mail.get_body(("plain",))
        found = _in_page(page.get_content()) if page else []
        return found + re.findall(HIDDEN, f"{mail['Subject']} {text and text.get_content()}")
    if name.endswith(".csv"):
        return re.findall(r"(?m)(?:^|[,;\"])=1 ", content.decode())
    return []


def alive_in_markdown(text: str) -> list[str]:
    """Pictures, elements and tables that the text would make where Markdown is drawn."""
    alive = rf"(?<!\\)!\[x\]\(planted|<img src=planted|(?:\bwww\.|@)planted|{HIDDEN}"
    return re.findall(alive, text)


def all_text(package: bytes) -> str:
    """The parts of a workbook or document, one after the other."""
    with ZipFile(BytesIO(package)) as opened:
        return "".join(
            opened.read(part).decode() for part in opened.namelist() if part.endswith(".xml")
        )


def _in_package(content: bytes) -> list[str]:
    """Formulas, links and fields with the text in them, by the part of the file they are in."""
    found = []
    with ZipFile(BytesIO(content)) as package:
        for part in package.namelist():
            if not part.endswith((".xml", ".rels")):
                continue
            text = package.read(part).decode()
            alive = re.findall(f"{ALIVE_IN_XML}|{HIDDEN}", text)
            found += [f"{part}: {what}" for what in alive]
    return found


class _Elements(HTMLParser):
    """The elements that name the picture of the text."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """One element that begins; texts that people read may be attributes."""
        live = [name for name, text in attrs if text == "planted.png" or name == "onerror"]
        if live:
            self.found.append(f"<{tag} {' '.join(live)}>")


def _in_page(text: str) -> list[str]:
    parser = _Elements()
    parser.feed(text)
    found = {"template": "[red]49", "hidden character": HIDDEN}
    return parser.found + [what for what, alive in found.items() if alive in text]
