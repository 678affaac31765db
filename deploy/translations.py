"""``make translations``: collects the sentences that senders read and updates every translation.

Writes ``publication/locale/feedback.pot`` (all sentences), adds new ones to each language's
``.po`` and compiles its ``.mo``. A new language is begun by an empty ``.po`` in a folder of its
code.
"""

import io
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_file
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from cl_pipeline.catalogue import catalogue as findings
from cl_pipeline.cli.console import message
from cl_pipeline.publication.feedback.sentences import DOMAIN, LOCALE

FEEDBACK = LOCALE.parent / "feedback"
PAGE = LOCALE.parent / "templates" / "feedback.html.jinja"
KEYWORDS = {"translate": None, "to_translate": None}
NOBODY = ""
"""No names of persons in these files."""

BEGUN = datetime(2021, 1, 1, tzinfo=UTC)
"""In the files instead of the day of the last run, so that nothing changes by itself."""


def template() -> Catalog:
    """Every sentence that is translated: those of the feedback, then those of the findings."""
    gathered = Catalog(
        project="cl-pipeline", version="1", creation_date=BEGUN, revision_date=BEGUN,
        header_comment="# What senders read about their submissions.",
        last_translator=NOBODY, language_team=NOBODY, msgid_bugs_address=NOBODY,
    )  # fmt: skip
    for sentence in sorted(set(feedback_sentences())):
        gathered.add(sentence)
    for sentence in sorted(set(finding_sentences())):
        gathered.add(sentence, auto_comments=["text of a finding; keep the braces as they are"])
    return gathered


def feedback_sentences() -> Iterator[str]:
    """The fixed sentences of page, sheet, copy and mail."""
    for path in (*sorted(FEEDBACK.iterdir()), PAGE):
        method = {".py": "python", ".jinja": "jinja2.ext:babel_extract"}.get(path.suffix)
        for _, text, _, _ in extract_from_file(method, path, KEYWORDS) if method else ():
            if isinstance(text, str):
                yield text


def finding_sentences() -> Iterator[str]:
    """Title, expectation and remedy of every finding."""
    for kind in findings().values():
        yield from (kind.title, kind.expected, kind.remedy)


def languages() -> tuple[str, ...]:
    """The languages that have a folder."""
    return tuple(sorted(path.parent.parent.name for path in LOCALE.glob(f"*/*/{DOMAIN}.po")))


def po_path(language: str) -> Path:
    """The file with a language's sentences, for a translator to edit."""
    return LOCALE / language / "LC_MESSAGES" / f"{DOMAIN}.po"


def translated(language: str) -> Catalog:
    """The language's sentences, brought up to date with the template."""
    with po_path(language).open("rb") as stream:
        own = read_po(stream, locale=language)
    own.update(template(), no_fuzzy_matching=True, update_header_comment=False)
    own.creation_date = own.revision_date = BEGUN
    own.last_translator = own.language_team = own.msgid_bugs_address = NOBODY
    return own


def untranslated(language: str) -> tuple[str, ...]:
    """The sentences without a translation into that language."""
    return tuple(str(entry.id) for entry in translated(language) if entry.id and not entry.string)


def po_bytes(catalog: Catalog) -> bytes:
    """The sentences as text; the same sentences give the same bytes."""
    written = io.BytesIO()
    write_po(written, catalog, width=100, omit_header=False, no_location=True, ignore_obsolete=True)
    return written.getvalue()


def mo_bytes(catalog: Catalog) -> bytes:
    """The sentences in the form that Python reads."""
    written = io.BytesIO()
    write_mo(written, catalog)
    return written.getvalue()


def files() -> dict[Path, bytes]:
    """Every file this command writes, with its content."""
    made = {LOCALE / f"{DOMAIN}.pot": po_bytes(template())}
    for language in languages():
        catalog = translated(language)
        made[po_path(language)] = po_bytes(catalog)
        made[po_path(language).with_suffix(".mo")] = mo_bytes(catalog)
    return made


def main() -> None:
    """Write what has changed and report what is left to translate."""
    for path, content in files().items():
        if not path.is_file() or path.read_bytes() != content:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
            message(f"written: {path.relative_to(LOCALE)}")
    for language in languages():
        message(f"{language}: {len(untranslated(language))} sentences not translated")


if __name__ == "__main__":
    main()
