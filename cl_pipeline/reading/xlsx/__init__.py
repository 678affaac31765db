"""The strict .xlsx reader: bytes in, a ``RawWorkbook`` or a refusal out.

Every function here raises ``Unreadable``, with the code of a finding, where a file is above a limit
or could be read in two ways.
"""
