"""Lineage: back from a number to its cell, and downstream from a cell."""
