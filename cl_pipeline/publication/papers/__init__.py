"""Papers for people in a meeting: one content, shown as a page and as a Word document.

Belongs here: what stands in the meeting's paper and in the paper of one Member State (``review``,
``country``), the blocks they are made of (``blocks``), and the two media (``page``, ``document``).
Does not belong here: workbooks (``publication.review_workbook``) and any judgement on figures.
Withheld figures never reach a paper; every number carries its trace key.
"""

from cl_pipeline.publication.papers.blocks import Paper
from cl_pipeline.publication.papers.country import country_paper, figure_words
from cl_pipeline.publication.papers.document import paper_document
from cl_pipeline.publication.papers.page import paper_page
from cl_pipeline.publication.papers.review import review_paper

__all__ = [
    "Paper",
    "country_paper",
    "figure_words",
    "paper_document",
    "paper_page",
    "review_paper",
]
