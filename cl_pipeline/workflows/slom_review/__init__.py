"""SLOM review: vintages, questions, decisions and the papers of the meeting."""
