"""Pages from templates: everything that is put in is escaped, and nothing may be missing."""

from collections.abc import Callable, Mapping
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup

TEMPLATE, STYLE = "page.html.jinja", "page.css"


def page_template(
    folder: Path,
    filters: Mapping[str, Callable[..., object]] | None = None,
    tests: Mapping[str, Callable[..., bool]] | None = None,
) -> Template:
    """The template of a folder with the filters and tests it uses."""
    environment = Environment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters.update(filters or {})
    environment.tests.update(tests or {})
    return environment.get_template(TEMPLATE)


def page_style(folder: Path) -> Markup:
    """The style of a folder, to stand in the page itself."""
    return Markup((folder / STYLE).read_text("utf-8").strip())
