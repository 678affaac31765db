"""Forms: the workbooks that go out to Member States and come back.

A layout (data under ``layouts/``) and the framework make a description of every cell; the
description writes the workbook (``writer``), the map beside it (``mapping``) and later reads the
return.
"""
