"""Papers for people in a meeting: one content, shown as a page and as a Word document."""

from cl_pipeline.publication.papers.blocks import Paper
from cl_pipeline.publication.papers.country import country_paper, format_figure
from cl_pipeline.publication.papers.document import paper_document
from cl_pipeline.publication.papers.page import paper_page
from cl_pipeline.publication.papers.review import review_paper

__all__ = [
    "Paper",
    "country_paper",
    "format_figure",
    "paper_document",
    "paper_page",
    "review_paper",
]
