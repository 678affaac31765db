"""What leaves the computer: workbooks, pictures and plain tables. Shows, and decides nothing.

Belongs here: layout and wording of what people look at. Does not belong here: what is shown; it
comes in as vintages, outcomes and rows. Every number that leaves here carries its trace key, and
everything made from the sample carries the sample notice. Same input, same bytes.
"""
