"""A framework's CSV files as rows of text, each with the line it stands on."""

import csv
import hashlib
import io
from collections.abc import Iterator
from pathlib import Path

from cl_pipeline.framework.mistakes import Mistakes

FOLDER = Path(__file__).parent / "roadmap_2025"
"""The framework that is used where no other is named."""

SETTINGS_FILE = "framework.toml"

COLUMNS: dict[str, tuple[str, ...]] = {
    name: tuple(columns.split())
    for name, columns in {
        "activities": "key key_result_area position name source",
        "asean_figures": "indicator measure allowed reason basis source",
        "attribute_choices": "indicator attribute code wording source",
        "attributes": "indicator key name basis hint source",
        "bodies": "key name source",
        "breakdowns": "indicator measures dimensions codes adds_up free_rows basis source",
        "calendar": "round phase starts_on ends_on basis source",
        "codes": "list_key code name local parent source",
        "data_gaps": "sender respondent number kind theme text source",
        "data_source_answers": "sender respondent kind answer source",
        "data_sources": (
            "sender respondent kind number title publisher data_year published_year child_labour"
            " sector state indicators source"
        ),
        "comparability": "facet name adding across over_time if_unknown basis source",
        "comparability_labels": "facet code words source",
        "counting_alternatives": "key name aspect about choice basis source",
        "definition_variants": "definition sender text source",
        "definitions": "key term text status open_question indicators source",
        "first_level_units": "sender code name kind source",
        "focus_areas": "key position name source",
        "form_versions": "form version status rounds_from rounds_to basis source",
        "gap_code_spellings": "code spelling source",
        "gap_codes": ("code name obs_status conf_status is_explained counts_as_reported source"),
        "indicator_key_result_areas": "indicator key_result_area source",
        "indicators": "key letter number name short_name age_range guidance source",
        "key_result_area_bodies": "key_result_area body source",
        "key_result_area_data_sources": "key_result_area data_source source",
        "key_result_area_partners": "key_result_area partner source",
        "key_result_areas": "key focus_area position name years_from years_to source",
        "measures": (
            "indicator key position name unit role headline basis numerator denominators"
            " denominator_attribute part_of hint source"
        ),
        "member_state_names": "code name source",
        "member_states": "code iso2 m49 name member_from member_until locale source",
        "projects": (
            "key body position thematic_area name year_from year_to timeline coordinators partners"
            " source"
        ),
        "proposals": "sender kind subject text basis source",
        "ratifications": "sender convention ratified as_of source",
        "subsidiary_bodies": "key name source",
        "suppliers": "sender institution indicator source",
        "support_offers": "sender number kind theme text from_whom source",
        "support_themes": "key name words source",
        "working_ages": "sender minimum_age working_age source",
    }.items()
}
"""Columns of every table, in file order. Every row carries the line of its source."""


def raw_tables(folder: Path | None = None) -> dict[str, list[dict[str, str]]]:
    """Every table by name, its rows as text with the line they stand on.

    Grain: one row of one file. Keys of a row: the table's columns and ``line`` (from 1, the header
    being 1). Cells are passed through as written; nothing is trimmed.

    Raises:
        FrameworkError: a file is missing, unknown, not UTF-8, or has other columns than declared.
    """
    mistakes = Mistakes(folder or FOLDER)
    tables = read_tables(mistakes)
    mistakes.settle()
    return tables


def read_tables(mistakes: Mistakes) -> dict[str, list[dict[str, str]]]:
    """The tables of the folder that ``mistakes`` is about, noting there what cannot be read."""
    _note_unknown_files(mistakes)
    return {name: list(_read_table(name, mistakes)) for name in COLUMNS}


def framework_digest(folder: Path) -> str:
    """SHA-256 over names and bytes of the framework's files; changes with any byte of them."""
    digest = hashlib.sha256()
    for path in _files(folder):
        content = path.read_bytes()
        digest.update(f"{path.name}\n{len(content)}\n".encode())
        digest.update(content)
    return digest.hexdigest()


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.glob("*") if path.suffix in (".csv", ".toml"))


def _note_unknown_files(mistakes: Mistakes) -> None:
    known = {SETTINGS_FILE, *(f"{name}.csv" for name in COLUMNS)}
    for path in _files(mistakes.folder):
        if path.name not in known:
            remedy = "rename it to one of the framework's tables or move it out of the folder"
            mistakes.note(path.name, 1, "no table of a framework has this name", remedy)


def _read_table(name: str, mistakes: Mistakes) -> Iterator[dict[str, str]]:
    file, columns = f"{name}.csv", COLUMNS[name]
    rows = list(_lines_of(file, mistakes))
    if not rows:
        return
    _, header = rows[0]
    if tuple(header) != columns:
        found = f"the columns are {','.join(header) or 'missing'}"
        mistakes.note(file, 1, found, f"write them as {','.join(columns)}")
        return
    for line, cells in rows[1:]:
        if len(cells) == len(columns):
            yield {**dict(zip(columns, cells, strict=True)), "line": str(line)}
        else:
            found = f"{len(cells)} cells instead of {len(columns)}"
            remedy = "give every column a cell and quote cells that hold a comma"
            mistakes.note(file, line, found, remedy)


def _lines_of(file: str, mistakes: Mistakes) -> Iterator[tuple[int, list[str]]]:
    """The rows of a file with the line each begins on; a quoted cell can run over several."""
    text = _text_of(file, mistakes)
    if text is None:
        return
    if not text:
        mistakes.note(file, 1, "the file is empty", "add its header line")
        return
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    line = 1
    try:
        for cells in reader:
            yield line, cells
            line = reader.line_num + 1
    except csv.Error as wrong:
        remedy = "close the quotes, and double those inside a quoted cell"
        mistakes.note(file, line, f"the row that begins here cannot be read ({wrong})", remedy)


def _text_of(file: str, mistakes: Mistakes) -> str | None:
    try:
        # A spreadsheet program may put a byte order mark before the header.
        return (mistakes.folder / file).read_text("utf-8-sig")
    except FileNotFoundError:
        remedy = "add it, with its header line even if it has no rows"
        mistakes.note(file, 1, "the file is missing", remedy)
    except UnicodeDecodeError as wrong:
        line = wrong.object[: wrong.start].count(b"\n") + 1
        mistakes.note(file, line, "the text is not UTF-8", "save the file as UTF-8")
    return None
