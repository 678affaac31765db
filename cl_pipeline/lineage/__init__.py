"""Lineage of numbers: traces, derived values, differences, unused values. Pure."""
