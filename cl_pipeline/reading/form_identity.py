"""What a form says about itself: the sheet of keys and values, and one visible cell a sheet."""

from dataclasses import dataclass
from hashlib import sha256

from cl_pipeline.model.codes import FormKey
from cl_pipeline.model.form import FormIdentity
from cl_pipeline.model.identity import RoundYear, SenderCode
from cl_pipeline.model.workbook import RawSheet, RawWorkbook

MARK_PREFIX = "CL-FORM|"
_KEYS = ("form", "version", "round", "sender", "sample", "fingerprint")
_CHECKSUM = "checksum"
_ALL_KEYS = frozenset({*_KEYS, _CHECKSUM})


@dataclass(frozen=True, slots=True)
class IdentitySheet:
    """The key/value sheet as found; ``is_whole`` is true where its checksum fits."""

    values: tuple[tuple[str, str], ...]
    is_whole: bool

    def get(self, key: str) -> str:
        """The value of a key, empty where the sheet has none."""
        return dict(self.values).get(key, "")

    def mark(self) -> FormIdentity | None:
        """The mark it spells, or None where form or round make no sense."""
        if self.get("form") not in list(FormKey) or not self.get("round").isdecimal():
            return None
        return FormIdentity(
            form=FormKey(self.get("form")),
            version=self.get("version"),
            round=RoundYear(int(self.get("round"))),
            sender=SenderCode(self.get("sender")),
            is_sample=self.get("sample") == "1",
        )


def identity_sheet_of(raw: RawWorkbook) -> IdentitySheet | None:
    """The key/value sheet of the form, found by its keys on whatever sheet they stand."""
    for sheet in raw.sheets:
        values = _key_values(sheet)
        if len(values) == len(_ALL_KEYS):
            lines = "".join(f"{key}={values[key]}\n" for key in _KEYS)
            checksum = sha256(lines.encode()).hexdigest()[:16]
            pairs = tuple((key, values[key]) for key in _KEYS)
            return IdentitySheet(pairs, checksum == values[_CHECKSUM])
    return None


def visible_identity(sheet: RawSheet) -> tuple[str, str] | None:
    """Cell and text of the mark printed on a sheet."""
    first = sheet.cells.get("A1")
    if first and first.text.startswith(MARK_PREFIX):
        return "A1", first.text.strip()
    for cell in sheet.cells.values():
        if cell.text.startswith(MARK_PREFIX):
            return cell.cell, cell.text.strip()
    return None


def _key_values(sheet: RawSheet) -> dict[str, str]:
    values = {}
    for address, cell in sheet.cells.items():
        if address[0] != "A" or address[1] > "9" or cell.text.strip() not in _ALL_KEYS:
            continue
        beside = sheet.cells.get(f"B{address[1:]}")
        if address[1:].isdigit() and beside:
            values[cell.text.strip()] = beside.text.strip()
    return values
