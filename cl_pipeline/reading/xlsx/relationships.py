"""Relations between the parts of a package.

Source: ISO/IEC 29500-2, Open Packaging Conventions, clause 9.3.
"""

from dataclasses import dataclass
from urllib.parse import unquote

from cl_pipeline.reading.xlsx.limits import ReadingLimits
from cl_pipeline.reading.xlsx.package import Package
from cl_pipeline.reading.xlsx.unreadable import Unreadable
from cl_pipeline.reading.xlsx.xml_part import Attributes, parse_part


@dataclass(frozen=True, slots=True)
class Relation:
    """One relation of one part; key ``identifier``. ``kind`` is the last word of its type."""

    identifier: str
    kind: str
    target: str
    is_external: bool


def relations_of(package: Package, part: str, limits: ReadingLimits) -> dict[str, Relation]:
    """The relations of a part by identifier; the package's own for an empty name.

    Raises:
        Unreadable: BROKEN_WORKBOOK where a target lies outside the package or an identifier
            stands twice, or what ``parse_part`` raises.
    """
    folder, _, name = part.rpartition("/")
    rels = f"{folder}/_rels/{name}.rels".lstrip("/")
    if rels.lower() not in package.names:
        return {}
    reader = _RelationsReader(folder)
    parse_part(rels, package.chunks(rels), reader, limits.depth)
    return reader.relations


class _RelationsReader:
    def __init__(self, folder: str) -> None:
        self._folder = folder
        self.relations: dict[str, Relation] = {}

    def start(self, name: str, attributes: Attributes, depth: int) -> None:
        if name != "Relationship" or depth != 2:
            return
        identifier, target = attributes.get("Id", ""), attributes.get("Target", "")
        if identifier in self.relations:
            raise Unreadable("BROKEN_WORKBOOK", f"the relation {identifier} stands twice")
        kind = attributes.get("Type", "").rpartition("/")[2]
        is_external = attributes.get("TargetMode") == "External"
        resolved = target if is_external else _resolve(self._folder, target)
        self.relations[identifier] = Relation(identifier, kind, resolved, is_external)

    def end(self, name: str) -> None:
        pass

    def text(self, data: str) -> None:
        pass


def _resolve(folder: str, target: str) -> str:
    """The part a target names, seen from the folder of its source.

    >>> _resolve("xl", "worksheets/sheet1.xml"), _resolve("xl", "/xl/styles.xml")
    ('xl/worksheets/sheet1.xml', 'xl/styles.xml')
    """
    path = unquote(target.partition("#")[0])
    steps = [] if path.startswith("/") else [step for step in folder.split("/") if step]
    for step in path.split("/"):
        if step == "..":
            if not steps:
                raise Unreadable("BROKEN_WORKBOOK", "a relation points outside the workbook")
            steps.pop()
        elif step not in ("", "."):
            steps.append(step)
    return "/".join(steps)
