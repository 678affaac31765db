"""Monitoring of the ASEAN Roadmap on child labour, without an orchestrator.

The pipeline, in order:

1. ``framework``      the Roadmap as data: who reports what, when, and under which rules
2. ``forms``          the workbooks that go out, and what each of their cells means
3. ``intake``         shared drive -> archive: the bytes are kept before a file is opened
4. ``reading``        archived file -> cells -> submission draft
5. ``checks``         what is unclear in a draft, as findings with addresses
6. ``consolidation``  which value is current; baseline; coverage
7. ``review``         the rule of five, comparability, progress
8. ``assessment``     the B list
9. ``context``        sources, activities and reference series around the indicators
10. ``disclosure``    what may leave the Secretariat
11. ``publication``   workbooks, papers and pages
12. ``lineage``       from a number back to the cell it was typed in

``workflows`` runs these steps, one package per phase; ``cli`` calls them. ``store`` holds the
SQL, ``model`` the dataclasses, ``catalogue`` the findings.
"""
