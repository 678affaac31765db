"""The hidden sheets of a form: ``_meta`` with what it says about itself, ``_lists`` with choices."""

from hashlib import sha256

from openpyxl import Workbook

from cl_pipeline.model.form import FormIdentity

META_SHEET = "_meta"
LISTS_SHEET = "_lists"


def meta_rows(mark: FormIdentity, fingerprint: str) -> tuple[tuple[str, str], ...]:
    """Key and value of every row; the last is the checksum over the others.

    The checksum is SHA-256 over ``key=value`` and a line feed for each row in this order, first
    16 hexadecimal digits.
    """
    rows = (
        ("form", mark.form.value),
        ("version", mark.version),
        ("round", str(mark.round)),
        ("sender", mark.sender),
        ("sample", "1" if mark.is_sample else "0"),
        ("fingerprint", fingerprint),
    )
    lines = "".join(f"{key}={value}\n" for key, value in rows)
    return (*rows, ("checksum", sha256(lines.encode()).hexdigest()[:16]))


def write_meta_sheet(workbook: Workbook, mark: FormIdentity, fingerprint: str) -> None:
    """Adds the very hidden sheet that says what this workbook is."""
    sheet = workbook.create_sheet(META_SHEET)
    for row in meta_rows(mark, fingerprint):
        sheet.append(row)
    sheet.sheet_state = "veryHidden"
    sheet.protection.enable()
