"""Checks: drafts of returns -> findings with the address of each cell they are about.

Input: ``SubmissionDraft`` with observations and entries already read; output: ``Finding``. Guarantee:
a value that cannot be is left out, a value that fits badly is kept and asked about, and a check
that cannot be made says so.
"""
