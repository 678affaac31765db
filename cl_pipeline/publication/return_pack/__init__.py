"""The return pack: what a sender is answered about one return.

Belongs here: the receipt and the list of points as a page and as a sheet, the marked copy of the
return, the draft of the mail, and the language all of it is worded in. Does not belong here: what
is unclear in a return (``reading``, ``checks``), where a pack is put and sending the mail
(``stages``).

Input: a submission with its findings, what was understood, and the cells as they were typed;
output: file names and bytes. Guarantee: the same input gives the same bytes; contact cells stand
in nothing; a figure withheld by its sender stands in no page, sheet or mail.
"""
