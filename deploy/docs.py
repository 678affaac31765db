"""``make docs``: writes the pages of ``docs/`` that are made from the package."""

from pathlib import Path

from cl_pipeline.catalogue.documentation import catalogue_page
from cl_pipeline.cli.console import message
from cl_pipeline.framework.documentation import schema_page

DOCS = Path(__file__).resolve().parent.parent / "docs"


def pages() -> dict[Path, str]:
    """Every generated page with its text."""
    return {DOCS / "findings.md": catalogue_page(), DOCS / "framework.md": schema_page()}


def main() -> None:
    """Writes the pages that have changed."""
    for path, text in pages().items():
        if not path.is_file() or path.read_text("utf-8") != text:
            path.write_text(text, "utf-8")
            message(f"written: {path.relative_to(DOCS.parent)}")


if __name__ == "__main__":
    main()
