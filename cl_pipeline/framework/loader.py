"""Load one folder of a framework's files as one validated ``Framework``.

Every reference leads somewhere, every key is unique and every row names its source. Mistakes are
reported together: first those of cells and keys, then those of rows that contradict each other.
"""

import tomllib
from dataclasses import dataclass, fields
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from pathlib import Path
from typing import Any

from cl_pipeline.framework import roadmap
from cl_pipeline.framework.indicators import indicators, wholes
from cl_pipeline.framework.rows import (
    FOLDER,
    SETTINGS_FILE,
    Mistakes,
    framework_digest,
    open_tables,
)
from cl_pipeline.model.codes import Basis
from cl_pipeline.model.context import Body
from cl_pipeline.model.framework import Activity, FocusArea, Framework, Ratification, Supplier
from cl_pipeline.model.rules import Rules


@dataclass(frozen=True, slots=True)
class Settings:
    """The text of framework.toml next to its content, so that a mistake can name its line."""

    text: str
    content: dict[str, Any]
    mistakes: Mistakes

    def note(self, start: str, found: str, remedy: str) -> None:
        """Note a mistake on the line that begins with ``start``, on line 1 where none does."""
        lines = enumerate(self.text.splitlines(), 1)
        number = next((number for number, line in lines if line.startswith(start)), 1)
        self.mistakes.note(SETTINGS_FILE, number, found, remedy)

    def text_of(self, name: str) -> str:
        """A text at the top of the file; empty, and noted, where there is none."""
        found = self.content.get(name)
        if isinstance(found, str) and found:
            return found
        self.note(f"{name} =", f"{name} is {found!r}", f'write {name} = "…"')
        return ""


def read_settings(mistakes: Mistakes) -> Settings:
    """The content of framework.toml; empty, and noted, where it cannot be read."""
    text, content = "", {}
    try:
        text = (mistakes.folder / SETTINGS_FILE).read_text("utf-8")
        content = tomllib.loads(text)
    except FileNotFoundError:
        mistakes.note(SETTINGS_FILE, 1, "the file is missing", "add it with key, title and rules")
    except UnicodeDecodeError:
        mistakes.note(SETTINGS_FILE, 1, "the text is not UTF-8", "save the file as UTF-8")
    except tomllib.TOMLDecodeError as wrong:
        mistakes.note(SETTINGS_FILE, 1, f"it is not TOML ({wrong})", "fix the place it names")
    return Settings(text, content, mistakes)


def rules(settings: Settings) -> Rules:
    """The rules, each with the line it comes from.

    A rule is a table of framework.toml under ``rules`` with value, basis, source and binding. Its
    source is given in one phrase, e.g. ``document: 03-roadmap-2025 line 12``.
    """
    declared = settings.content.get("rules")
    values: dict[str, Any] = {}
    sources: list[tuple[str, str]] = []
    bindings: list[tuple[str, str]] = []
    for field in fields(Rules):
        name, start = field.name, f"[rules.{field.name}]"
        if name in {"sources", "bindings"}:
            continue
        rule = declared.get(name) if isinstance(declared, dict) else None
        if not isinstance(rule, dict):
            remedy = f"add [rules.{name}] with value and source"
            settings.note("[rules", f"rule {name} is missing", remedy)
            rule = {}
        value, basis, source, binding = map(rule.get, ("value", "basis", "source", "binding"))
        read = _exact if field.type is Decimal else _whole
        values[name] = read(value)
        if values[name] is None:
            remedy = (
                'write a number in quotes such as "0.5"'
                if read is _exact
                else "write a whole number such as 5"
            )
            settings.note(start, f"its value is {value!r}", remedy)
        if basis not in list(Basis) or not isinstance(source, str) or not source:
            remedy = "write basis (document or assumption) and the line it comes from"
            settings.note(start, f"basis {basis!r} and source {source!r}", remedy)
        sources.append((name, f"{basis}: {source}"))
        if isinstance(binding, str) and binding:
            bindings.append((name, binding))
        elif binding is not None:
            settings.note(start, f"its binding is {binding!r}", "write in words how far it binds")
    return Rules(**values, sources=tuple(sources), bindings=tuple(bindings))


def _whole(value: object) -> int | None:
    return value if type(value) is int and value >= 0 else None


def _exact(value: object) -> Decimal | None:
    try:
        number = Decimal(value if isinstance(value, str) else "")
    except InvalidOperation:
        return None
    return number if number.is_finite() and number >= 0 else None


def load_framework(folder: Path | None = None) -> Framework:
    """The framework in that folder; without a folder the one of this project, read once.

    Raises:
        FrameworkError: files are missing or hold mistakes; names file, line and remedy of each.
    """
    return _own_framework() if folder is None else _load(folder)


@lru_cache(maxsize=1)
def _own_framework() -> Framework:
    return _load(FOLDER)


def _load(folder: Path) -> Framework:
    mistakes = Mistakes(folder)
    settings, tables = read_settings(mistakes), open_tables(mistakes)
    areas = roadmap.key_result_areas(tables)
    framework = Framework(
        key=settings.text_of("key"),
        title=settings.text_of("title"),
        digest=framework_digest(folder),
        member_states=roadmap.member_states(tables),
        focus_areas=tables.records("focus_areas", FocusArea),
        key_result_areas=areas,
        activities=tables.records("activities", Activity),
        bodies=tables.records("bodies", Body),
        indicators=indicators(tables, areas),
        calendar=roadmap.calendar(tables),
        rules=rules(settings),
        gap_codes=roadmap.gap_codes(tables),
        codes=roadmap.codes(tables),
        suppliers=tables.records("suppliers", Supplier),
        ratifications=tables.records("ratifications", Ratification),
        form_versions=roadmap.form_versions(tables),
        context=roadmap.context(tables),
        counting_alternatives=roadmap.counting_alternatives(tables),
        comparability=roadmap.comparability(tables),
        wholes=wholes(tables),
        proposals=roadmap.proposals(tables),
    )
    mistakes.raise_any()
    return framework
