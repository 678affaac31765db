"""Findings about submission drafts, each with the address of its cell.

An impossible value is left out, an unlikely one is kept and asked about.
"""
