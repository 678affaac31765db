"""A document as Markdown, for the metadata of a run; text from outside is escaped."""

from cl_pipeline.model.document import Block, Document, Heading, ItemList, Paragraph, Picture
from cl_pipeline.publication.tables import escape_markdown, to_markdown


def document_markdown(document: Document) -> str:
    """The document without its pictures, of which it shows the descriptions."""
    parts = [f"### {escape_markdown(document.title)}", f"**{escape_markdown(document.subtitle)}**"]
    parts += map(_block, document.blocks)
    parts += [document.notice] if document.notice else []
    return "\n\n".join(parts)


def _block(block: Block) -> str:
    match block:
        case Heading():
            return f"**{escape_markdown(block.text)}**"
        case Paragraph():
            return escape_markdown(block.text)
        case ItemList():
            bullet = "1." if block.is_numbered else "-"
            return "\n".join(f"{bullet} {escape_markdown(item)}" for item in block.items)
        case Picture():
            return escape_markdown(block.description)
        case _:
            return to_markdown(block)
