"""The Roadmap as data, and its loader.

Belongs here: one folder of TOML and CSV files per framework (``roadmap_2025``; its successor will
be another), the modules that read and validate them, and the effective framework of a round.
Does not belong here: the shape of what is loaded (``model.framework``), what a form looks like
(``forms``), and the Pandera schemas of the same tables (``checks.framework_tables``).
"""
