"""Checks: drafts of returns -> findings with the address of each cell they are about.

Input: ``ReturnDraft`` with observations and entries already read; output: ``Finding``. Guarantee:
a value that cannot be is left out, a value that fits badly is kept and asked about, and a check
that cannot be made says so.

Belongs here: Pandera schemas, one per ingested source (``schemas``), rules that compare cells
with each other (``rules``), and the schemas of the framework's own tables. Does not belong here:
whether a file is a form at all and whether a cell can be read (``reading``); comparing returns
with each other (``consolidation``); the words of a finding (``catalogue``).
"""
