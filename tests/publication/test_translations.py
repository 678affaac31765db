"""The translations: up to date, compiled, and safe to fill with values."""

from gettext import GNUTranslations
from io import BytesIO
from string import Formatter

import pytest
from babel.messages.pofile import read_po

from cl_pipeline.publication.feedback.sentences import DOMAIN, LOCALE, languages_for
from deploy import translations

LANGUAGES = translations.languages()
FINDING_SENTENCES_TRANSLATED = 0.9
"""Share of the findings' sentences a language must have; a new finding is English at first."""


def braces(sentence: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(sentence) if name}


def own(language: str) -> dict[str, str]:
    with translations.po_path(language).open("rb") as stream:
        return {str(message.id): str(message.string) for message in read_po(stream) if message.id}


def test_the_template_has_every_sentence():
    with (LOCALE / f"{DOMAIN}.pot").open("rb") as stream:
        written = {str(message.id) for message in read_po(stream) if message.id}

    assert written == {str(message.id) for message in translations.template() if message.id}


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_compiled_is_what_translators_see(language):
    sentences = own(language)
    compiled = GNUTranslations(
        BytesIO(translations.po_path(language).with_suffix(".mo").read_bytes())
    )

    differing = {
        sentence
        for sentence, translated in sentences.items()
        if compiled.gettext(sentence) != (translated or sentence)
    }

    assert differing == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_has_the_same_braces(language):
    differing = [
        sentence
        for sentence, translated in own(language).items()
        if translated and braces(sentence) != braces(translated)
    ]

    assert differing == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_feedback_is_translated_completely_and_findings_almost(language):
    sentences, findings = own(language), set(translations.finding_sentences())

    left = [text for text in translations.feedback_sentences() if not sentences.get(text)]
    done = [text for text in findings if sentences.get(text)]

    assert left == []
    assert len(done) >= FINDING_SENTENCES_TRANSLATED * len(findings)


def test_a_sentence_without_translation_is_english():
    _, indonesian = languages_for(["id"])

    assert indonesian.translate("A sentence nobody has seen.") == "A sentence nobody has seen."
    assert indonesian.translate("") == ""
