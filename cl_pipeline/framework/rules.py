"""The framework's name and its rules, from framework.toml."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, fields
from decimal import Decimal, InvalidOperation

from cl_pipeline.framework.tables import SETTINGS_FILE, Mistakes
from cl_pipeline.model.codes import Basis
from cl_pipeline.model.rules import Rules

RULES = tuple(field.name for field in fields(Rules) if field.name not in {"sources", "bindings"})
"""Names of the rules, which are the tables of framework.toml under ``rules``."""


@dataclass(frozen=True, slots=True)
class SettingsText:
    """The text of framework.toml next to its content, so that a mistake can name its line."""

    text: str
    content: dict[str, object]
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

    def rule(self, name: str) -> dict[str, object]:
        """The table of one rule: value, basis, source, binding."""
        rules = self.content.get("rules")
        found = rules.get(name) if isinstance(rules, dict) else None
        if isinstance(found, dict):
            return found
        self.note("[rules", f"rule {name} is missing", f"add [rules.{name}] with value and source")
        return {}


def read_settings_text(mistakes: Mistakes) -> SettingsText:
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
    return SettingsText(text, content, mistakes)


def rules(settings: SettingsText) -> Rules:
    """The rules, each with the line it comes from."""
    return Rules(
        reporting_threshold=_whole(settings, "reporting_threshold"),
        removal_agreement=_whole(settings, "removal_agreement"),
        baseline_year=_whole(settings, "baseline_year"),
        reference_year_window=_whole(settings, "reference_year_window"),
        rounding_tolerance_pct=_exact(settings, "rounding_tolerance_pct"),
        part_tolerance_pct=_exact(settings, "part_tolerance_pct"),
        smallest_count_shown=_whole(settings, "smallest_count_shown"),
        sources=tuple((name, _source(settings, name)) for name in RULES),
        bindings=tuple(_bindings(settings)),
    )


def _bindings(settings: SettingsText) -> Iterator[tuple[str, str]]:
    for name in RULES:
        binding = settings.rule(name).get("binding")
        if isinstance(binding, str) and binding:
            yield name, binding
        elif binding is not None:
            found = f"its binding is {binding!r}"
            settings.note(f"[rules.{name}]", found, "write in words how far it binds")


def _whole(settings: SettingsText, name: str) -> int:
    value = settings.rule(name).get("value")
    if type(value) is int and value >= 0:
        return value
    settings.note(f"[rules.{name}]", f"its value is {value!r}", "write a whole number such as 5")
    return 0


def _exact(settings: SettingsText, name: str) -> Decimal:
    value = settings.rule(name).get("value")
    try:
        number = Decimal(value if isinstance(value, str) else "")
    except InvalidOperation:
        number = Decimal("NaN")
    if number.is_finite() and number >= 0:
        return number
    remedy = 'write a number in quotes such as "0.5"'
    settings.note(f"[rules.{name}]", f"its value is {value!r}", remedy)
    return Decimal(0)


def _source(settings: SettingsText, name: str) -> str:
    """Basis and source of a rule in one phrase, e.g. ``document: 03-roadmap-2025 line 12``."""
    basis, source = (settings.rule(name).get(key) for key in ("basis", "source"))
    if basis not in list(Basis) or not isinstance(source, str) or not source:
        found = f"basis {basis!r} and source {source!r}"
        remedy = "write basis (document or assumption) and the line it comes from"
        settings.note(f"[rules.{name}]", found, remedy)
    return f"{basis}: {source}"
