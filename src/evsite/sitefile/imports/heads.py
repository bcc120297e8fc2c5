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
    from evsite.sitefile.csv_lines import Cell
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
_MAIN_WORDS = re.compile(
    r"^(?:mains?\s*(?:circuit\s*)?(?:breaker|cb)?|m\.?c\.?b\.?)[\s:,=-]+"
    r"|\s*(?:mains?\s*(?:circuit\s*)?(?:breaker|cb)?|m\.c\.b\.|circuit\s*breaker)\s*$",
    re.IGNORECASE,
)
"""Words around the rating of a main breaker: "MAIN BREAKER 400A", "400 A MAIN CB"."""
_COUNTS = {"2", "3", "4", "5"}
"""Numbers that are those of wires, where a label says no more: of a size nobody would leave out the AWG."""
_MOST_LABEL = 60
_VALUE_AFTER = re.compile(
    r"(?P<label>[A-Za-z][A-Za-z .]{0,40}?)[\s=-]+(?P<value>[0-9][0-9.,]{0,12}\s*[kK]?[Aa][A-Za-z0-9 /]{0,30})"
)
"""A rating behind its label: "MAIN BREAKER 400A", "BUS 225 A"."""
_MAIN_AFTER = re.compile(
    r"[0-9][0-9,]{0,8}\s*A(?:MPS?)?\s*(?:MAINS?(?:\s+(?:CIRCUIT\s+)?BREAKER|\s+CB)?|MCB|M\.C\.B\.|MLO|MAIN\s+LUGS(?:\s+ONLY)?)",
    re.IGNORECASE,
)
"""A main before its label: "400A MCB", "225 A MLO"."""
_RATINGS = {"main", "bus", "interrupting", "available_fault"}
_TITLE = re.compile(r"(?:electrical\s+)?(?:panel(?:board)?|switchboard)(?:\s+schedule)?", re.IGNORECASE)
"""The title of a sheet that names no panel; a label "NAME" below it is that of the panel."""


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
            return read_breaker(_MAIN_WORDS.sub("", text))[0]
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
    """The head that stands in the lines above a schedule; what of them says nothing that is known is noted.

    A field is a label with its value behind a colon or in the next cell, or both in one cell: "BUS 225A", "400A MCB".
    """
    head = Head(sheet)
    titled = False
    for line in lines:
        filled = [cell for cell in line.cells if cell.text.strip()]
        unread = []
        place = 0
        while place < len(filled):
            taken = _take_cell(head, line.number, filled[place : place + 2], titled=titled)
            titled = titled or _TITLE.fullmatch(filled[place].text.strip()) is not None
            if not taken:
                unread.append(filled[place].text.strip())
            place += taken or 1
        if unread:
            sheet.not_read(line.number, f"'{shown(' '.join(unread))}'")
    if head.fields and "panel" not in head.fields:
        said = ", ".join(f"{role.replace('_', ' ')} {shown(each.text)}" for role, each in head.fields.items())
        first = min(each.span.line for each in head.fields.values())
        sheet.not_read(first, f"the head names no panel, and says {said}")
    return head


def _take_cell(head: Head, line: int, cells: Sequence[Cell], *, titled: bool) -> int:
    """Take a cell into a head, with the next one where it has the value; how many cells that is, none for others."""
    cell = cells[0]
    text = cell.text.strip()
    label, colon, value = text.partition(":")
    role, unit = _role_of(label, titled=titled)
    named = _NAMED.fullmatch(text)
    if role and (value.strip() or len(cells) > 1):
        count = 1 if value.strip() else 2
        if count == 2:
            cell = cells[1]
            value = cell.text
        if role == "panel" and role in head.fields:
            return 0  # "SUPPLY: NORMAL" in the head of a panel makes no supply of it
        if role == "wire" and value.strip() in _COUNTS:
            role = "wire_count"
        head.is_supply = head.is_supply or label.strip().lower() == "supply"
        head.fields.setdefault(role, HeadField(value.strip(), cell.span(line), unit))
        return count
    if named is not None and "panel" not in head.fields and not colon and "schedule" not in named["name"].lower():
        head.is_supply = head.is_supply or named["kind"].lower() == "supply"
        head.fields.setdefault("panel", HeadField(named["name"], cell.span(line)))
        return 1
    role, value = _unlabelled(text)
    if role:
        head.fields.setdefault(role, HeadField(value, cell.span(line)))
    return 1 if role else 0


def _role_of(label: str, *, titled: bool) -> tuple[str, str | None]:
    """What a label says that its value is, and its unit; nothing for a text that is no label."""
    found = TITLES["head"].read(label) if len(label) <= _MOST_LABEL else None
    if found is None and titled and label.strip().lower() == "name":
        return "panel", None
    return ("", None) if found is None else found


def _unlabelled(text: str) -> tuple[str, str]:
    """What a cell says that holds a value with its label, or a system alone; nothing for other texts."""
    if _MAIN_AFTER.fullmatch(text):
        return "main", text
    rating = _VALUE_AFTER.fullmatch(text)
    if rating is not None:
        role, _ = _role_of(rating["label"], titled=False)
        return (role, rating["value"]) if role in _RATINGS else ("", "")
    return ("system", text) if len(text) <= _MOST_LABEL and find_system(text) is not None else ("", "")
