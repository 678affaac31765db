"""What stands around the indicators: sources, activities, reference series, support, definitions.

Input: rows the documents give (``model.context``) and rows Member States and ASEAN bodies sent
(``model.form_rows``); output: tables people read. Guarantee: pure functions; nobody is graded,
nothing is overdue, and a difference is for the officer to decide about.
"""
