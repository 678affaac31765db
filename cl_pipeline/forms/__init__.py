"""Forms: the workbooks that go out to Member States and come back.

A layout (data under ``layouts/``) and the framework make a description of every cell; the
description writes the workbook (``writer``) and its map, and later reads the submission.
"""
