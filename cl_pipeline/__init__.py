"""The monitoring of the ASEAN Roadmap, without an orchestrator.

The walk, in order:

1. ``framework``      the Roadmap as data: who reports what, when, and under which rules
2. ``forms``          the workbooks that go out, and what each of their cells means
3. ``intake``         shared drive -> archive: nothing is opened before its bytes are kept
4. ``reading``        archived file -> cells -> a draft of the return
5. ``checks``         what is unclear in a draft, as findings with addresses
6. ``consolidation``  which value speaks; baseline; coverage
7. ``review``         the rule of five and what stands behind it
8. ``assessment``     the B list
9. ``lineage``        from a number back to the cell it was typed in
10. ``context``       what stands around the indicators: sources, activities, reference series
11. ``publication``   workbooks that people read

Beside the walk stand ``model`` (the nouns), ``store`` (SQL, and only there), ``stages`` (the walk
as plain functions, where steps meet), ``settings``, ``errors`` and ``cli``.
"""
