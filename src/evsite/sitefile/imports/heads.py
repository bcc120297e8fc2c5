"""The head of a panel: what it is fed from, its system, main, bus and place."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from evsite.model.system_names import find_system, unclear
from evsite.sitefile import problems
from evsite.sitefile.imports.cells import CellError, plain, read_amount, read_breaker
from evsite.sitefile.imports.titles import TITLES
from evsite.sitefile.wording import shown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evsite.model.finding import Span
    from evsite.sitefile.imports.blocks import LooseLine, View
    from evsite.sitefile.imports.sheets import Sheet

_NAMED = re.compile(
    r"(?:\S{1,12}\s+)?(?P<kind>panel(?:board)?|switchboard|supply)(?:\s+schedule)?(?:\s*:\s*|\s+)(?P<name>\S.{0,100})",
    re.IGNORECASE,
)
_NOTHING = {"", "verify", "-", "--", "n/a", "none", "not stated", "tbd"}
_LEGS = re.compile(r"(?P<system>.{1,80}), legs (?P<legs>[ABC]{2}), single-phase")
"""How evsite's own schedules say that not all lines of a system reach a panel."""
_LUGS = {"mlo", "main lugs", "main lugs only", "lugs"}
_COUNTS = {"2", "3", "4", "5"}
"""Numbers that are those of wires, where a label says no more: of a size nobody would leave out the AWG."""
_MOST_LABEL = 60


class HeadField(NamedTuple):
    """A field of a head: what it says, and where."""

    text: str
    span: Span
    unit: str | None = None


@dataclass(slots=True)
class Head:
    """The fields of a head by what they hold, and which of them mark a supply in place of a panel."""

    sheet: Sheet
    fields: dict[str, HeadField] = field(default_factory=dict)
    is_supply: bool = False

    def text(self, role: str) -> str:
        """What a field says; empty where it says nothing."""
        found = self.fields.get(role)
        return "" if found is None or found.text.strip().lower() in _NOTHING else found.text.strip()

    def report(self, role: str, message: str, way: str | None = None) -> None:
        """Report what is wrong with a field."""
        self.sheet.report(problems.BAD_VALUE, self.fields[role].span, message, way)

    def where(self, role: str = "panel") -> str:
        """What messages about another place call it."""
        return f"{self.sheet.name}:{self.fields[role].span.line}"

    def amount(self, role: str, what: str = "current", unit: str = "A") -> str | None:
        """A field that is a quantity, as the site file has it; None where it says none, or no quantity."""
        text = self.text(role)
        if not text:
            return None
        try:
            return read_amount(text, self.fields[role].unit or unit, what)
        except CellError as error:
            self.report(role, str(error))
            return None

    def main(self) -> str | None:
        """The main breaker: "400 A MCB" or "400"; None for main lugs."""
        text = self.text("main")
        if not text or text.lower() in _LUGS or "mlo" in text.lower() or "lugs" in text.lower():
            return None
        try:
            return read_breaker(re.sub(r"\s*(?:main\s*(?:breaker)?|circuit\s*breaker)\s*$", "", text, flags=re.I))[0]
        except CellError as error:
            self.report("main", str(error))
            return None

    def system(self) -> str | None:
        """The voltage system; None where it is none, or may be several."""
        text = self.text("system")
        if not text:
            return None
        some = _LEGS.fullmatch(text)
        if some is not None:
            text = some["system"]
        parts = [text]
        phases, wires = self.text("phase_count"), self.text("wire_count")
        if phases[:1].isdigit():
            parts.append(f"{phases[0]}PH")
        if wires[:1].isdigit():
            parts.append(f"{wires[0]}W")
        found = find_system(" ".join(parts)) or find_system(text)
        if found is None:
            self.report("system", f"'{shown(text)}' {unclear(' '.join(parts))}")
            return None
        return found.name

    def legs(self) -> str | None:
        """The lines that reach it, where its system says that not all do."""
        some = _LEGS.fullmatch(self.text("system"))
        return None if some is None else some["legs"]

    def lines(self) -> int | None:
        """How many lines there are, where a field says it."""
        for role in ("lines", "phase_count"):
            number = plain(self.text(role)[:1])
            if number is not None:
                return int(number)
        return None


def head_of_row(view: View, row: int) -> Head:
    """The head that a row of a table of heads holds."""
    head = Head(view.block.sheet)
    for role in view.placed.places:
        text = view.written(row, role)
        if text:
            head.fields[role] = HeadField(text, view.span(row, role), view.placed.units.get(role))
    # a schedule of evsite says so of what circuits start from without a panel
    head.is_supply = view.written(row, "spaces").lower() == "none"
    return head


def head_of_lines(sheet: Sheet, lines: Sequence[LooseLine]) -> Head:
    """The head that stands in the lines above a schedule, as labels with values; other lines are noted."""
    head = Head(sheet)
    words = TITLES["head"]
    for line in lines:
        known = False
        filled = [cell for cell in line.cells if cell.text.strip()]
        place = 0
        while place < len(filled):
            cell = filled[place]
            label, colon, value = cell.text.strip().partition(":")
            found = words.read(label) if len(label) <= _MOST_LABEL else None
            named = _NAMED.fullmatch(cell.text.strip())
            if found is not None and (value.strip() or place + 1 < len(filled)):
                if not value.strip():
                    place += 1
                    value, cell = filled[place].text.strip(), filled[place]
                role = "wire_count" if found[0] == "wire" and value.strip() in _COUNTS else found[0]
                head.is_supply = head.is_supply or label.strip().lower() == "supply"
                head.fields.setdefault(role, HeadField(value.strip(), cell.span(line.number), found[1]))
                known = True
            elif named is not None and not colon and "schedule" not in named["name"].lower():
                head.is_supply = head.is_supply or named["kind"].lower() == "supply"
                head.fields.setdefault("panel", HeadField(named["name"], cell.span(line.number)))
                known = True
            place += 1
        if not known and line.text:
            sheet.not_read(line.number, f"'{line.text}'")
    return head
