"""The parts of a workbook: its sheets in order, shared texts and styles, by their relations.

Source: ISO/IEC 29500-1, 18.2 (workbook); ISO/IEC 29500-2, Open Packaging Conventions, clause 9.3.
"""

from dataclasses import dataclass
from urllib.parse import unquote

from cl_pipeline.reading.xlsx.limits import Unreadable
from cl_pipeline.reading.xlsx.package import Package
from cl_pipeline.reading.xlsx.xml_part import RELATION_IDS

_STATES = ("visible", "hidden", "veryHidden")
_WITHOUT_CELLS = ("chartsheet", "dialogsheet")
_CONTENT_TYPES = "[Content_Types].xml"
_MACRO_PARTS = ("vbaproject.bin", "vbadata.xml")


@dataclass(frozen=True, slots=True)
class Relation:
    """One relation of one part. ``kind`` is the last word of its type."""

    kind: str
    target: str
    is_external: bool


@dataclass(frozen=True, slots=True)
class SheetPart:
    """One sheet of cells; key ``name``. ``part`` is its part in the package."""

    name: str
    state: str
    part: str


@dataclass(frozen=True, slots=True)
class WorkbookParts:
    """The parts of the workbook that are read; ``strings`` and ``styles`` may be missing."""

    sheets: tuple[SheetPart, ...]
    strings: str | None
    styles: str | None
    counts_from_1904: bool
    has_external_links: bool


def read_workbook_parts(package: Package, most_sheets: int) -> WorkbookParts:
    """The sheets and shared parts of the workbook."""
    if _CONTENT_TYPES.lower() not in package.names:
        raise Unreadable("NOT_A_WORKBOOK", "the file does not say what its parts are")
    part = _single_part(relations_of(package, ""), "officeDocument", package)
    if part is None:
        raise Unreadable("NOT_A_WORKBOOK", "the file does not say which of its parts is a workbook")
    relations = relations_of(package, part)
    _refuse_macros(package, part, relations)
    listed: list[tuple[str, str, str]] = []
    counts_from_1904 = False
    for depth, element, attributes in package.elements(part):
        if depth == 1 and element != "x:workbook":
            raise Unreadable("NOT_A_WORKBOOK", "the main part of the file is not a workbook")
        if depth == 2 and element == "x:workbookPr":
            counts_from_1904 = attributes.get("date1904") in ("1", "true", "on")
        elif depth == 3 and element == "x:sheet":
            name, state = attributes.get("name", ""), attributes.get("state", "visible")
            if not name or state not in _STATES:
                raise Unreadable("BROKEN_WORKBOOK", f"the sheet {name!r} is not properly listed")
            identifier = next((attributes[key] for key in RELATION_IDS if key in attributes), "")
            listed.append((name, state, identifier))
    if not listed:
        raise Unreadable("BROKEN_WORKBOOK", "the workbook has no sheets")
    if len(listed) > most_sheets:
        found = f"the workbook has {len(listed)} sheets; the limit is {most_sheets}"
        raise Unreadable("TOO_LARGE", found)
    return WorkbookParts(
        sheets=_sheet_parts(listed, relations, package),
        strings=_single_part(relations, "sharedStrings", package),
        styles=_single_part(relations, "styles", package),
        counts_from_1904=counts_from_1904,
        has_external_links=any(relation.kind == "externalLink" for relation in relations.values()),
    )


def _refuse_macros(package: Package, workbook: str, relations: dict[str, Relation]) -> None:
    """Raise ``Unreadable`` for a part that holds macros, and for a workbook of a kind with macros.

    What is declared for an ending alone says nothing: SheetJS and excelize declare "bin" to be for
    macros in every workbook, also where no such part is there.
    """
    by_ending, by_part = {}, {}
    for _, element, given in package.elements(_CONTENT_TYPES):
        kind = given.get("ContentType", "").lower()
        if element == "x:Default":
            by_ending[given.get("Extension", "").lower()] = kind
        elif element == "x:Override":
            by_part[_resolve("", given.get("PartName", "")).lower()] = kind
    kind_of_workbook = by_part.get(workbook.lower(), by_ending.get(workbook.rpartition(".")[2], ""))
    if (
        "macroenabled" in kind_of_workbook
        or any("vbaproject" in by_part.get(name, "") for name in package.names)
        or any(name.endswith(_MACRO_PARTS) for name in package.names)
        or any(relation.kind == "vbaProject" for relation in relations.values())
    ):
        raise Unreadable("MACROS", "the workbook is of a kind that carries macros")


def _single_part(relations: dict[str, Relation], kind: str, package: Package) -> str | None:
    found = list({relation for relation in relations.values() if relation.kind == kind})
    if len(found) > 1:
        raise Unreadable("BROKEN_WORKBOOK", f"the workbook has several parts of the kind {kind}")
    if not found:
        return None
    if found[0].is_external or found[0].target.lower() not in package.names:
        raise Unreadable("BROKEN_WORKBOOK", f"the part {found[0].target[:80]} is missing")
    return found[0].target


def _sheet_parts(
    sheets: list[tuple[str, str, str]], relations: dict[str, Relation], package: Package
) -> tuple[SheetPart, ...]:
    parts: list[SheetPart] = []
    names, taken = set(), set()
    for name, state, identifier in sheets:
        relation = relations.get(identifier)
        if relation is None or relation.is_external or relation.target.lower() not in package.names:
            raise Unreadable("BROKEN_WORKBOOK", f"the sheet {name!r} is listed and not there")
        if name.lower() in names:
            raise Unreadable("BROKEN_WORKBOOK", f"two sheets are named {name!r}")
        if relation.target.lower() in taken:
            raise Unreadable("SUSPICIOUS_ZIP", f"the sheet {name!r} shares its cells with another")
        names.add(name.lower())
        taken.add(relation.target.lower())
        if relation.kind == "worksheet":
            parts.append(SheetPart(name, state, relation.target))
        elif relation.kind not in _WITHOUT_CELLS:
            raise Unreadable("MACROS", f"the sheet {name!r} holds macros")
    return tuple(parts)


def relations_of(package: Package, part: str) -> dict[str, Relation]:
    """The relations of a part by identifier; the package's own for an empty name."""
    folder, _, name = part.rpartition("/")
    rels = f"{folder}/_rels/{name}.rels".lstrip("/")
    relations: dict[str, Relation] = {}
    for depth, element, attributes in (
        package.elements(rels) if rels.lower() in package.names else ()
    ):
        if element != "x:Relationship" or depth != 2:
            continue
        identifier, target = attributes.get("Id", ""), attributes.get("Target", "")
        kind = attributes.get("Type", "").rpartition("/")[2]
        is_external = attributes.get("TargetMode") == "External"
        resolved = target if is_external else _resolve(folder, target)
        relation = Relation(kind, resolved, is_external)
        if relations.setdefault(identifier, relation) != relation:
            raise Unreadable("BROKEN_WORKBOOK", f"the relation {identifier} is there twice")
    return relations


def _resolve(folder: str, target: str) -> str:
    r"""The part a target names, seen from the folder of its source; nothing is above the top.

    Source: RFC 3986, 5.2.4.

    >>> _resolve("xl", "worksheets/sheet1.xml"), _resolve("xl", "/xl/styles.xml")
    ('xl/worksheets/sheet1.xml', 'xl/styles.xml')
    >>> _resolve("", "../customXml/item1.xml"), _resolve("xl", r"worksheets\sheet1.xml")
    ('customXml/item1.xml', 'xl/worksheets/sheet1.xml')
    """
    path = unquote(target.partition("#")[0]).replace("\\", "/")
    steps = [] if path.startswith("/") else [step for step in folder.split("/") if step]
    for step in path.split("/"):
        if step == "..":
            del steps[-1:]
        elif step not in ("", "."):
            steps.append(step)
    return "/".join(steps)
