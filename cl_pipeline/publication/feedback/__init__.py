"""The return pack: what a sender is answered about one return.

Input: a submission with its findings, what was understood, and the cells as they were typed;
output: file names and bytes. Guarantee: the same input gives the same bytes; contact cells stand
in nothing; a figure withheld by its sender stands in no page, sheet or mail.
"""
