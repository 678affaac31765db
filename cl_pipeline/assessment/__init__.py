"""The B list: what Member States wrote, side by side. Pure; describes and grades nobody.

Belongs here: choosing and ordering the accepted entries of B-list returns. Does not belong here:
the layout of the workbook (``publication``).
"""
