"""The strict .xlsx reader: bytes in, a ``RawWorkbook`` or a refusal out."""
