"""What the blocks of a one-line ask: the site, the drawn things, and on which sheet each of them is."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from evsite.documents.one_line.wording import SHORT
from evsite.documents.symbols.symbol import EXISTING_PX, NEW_PX

if TYPE_CHECKING:
    from evsite.documents.one_line.collapse import DrawnNode, OneLine
    from evsite.documents.symbols.symbol import Symbol, SymbolKind
    from evsite.model.description import Description
    from evsite.model.site import ModulePool, Site


@dataclass(slots=True)
class DrawingStyle:
    """What is shared by everything on the sheets of a one-line."""

    drawing: OneLine
    sheet_of: dict[str, str] = field(default_factory=dict)
    """The sheet of what was cut off, by the tag of its node; "E-0" until that is known."""
    source_of: dict[str, str] = field(default_factory=dict)
    """The sheet on which the feeder to what was cut off starts, by the tag of its node."""
    kinds: set[SymbolKind] = field(default_factory=set)
    """The symbols that were drawn, for the legend."""
    framed: set[str] = field(default_factory=set)
    """Groups whose boundary is drawn; all others are named at each station."""

    pool_of: dict[str, ModulePool] = field(init=False)
    """The power modules that each station shares."""

    def __post_init__(self) -> None:
        self.pool_of = {name: pool for pool in self.site.pools for name in pool.stations}

    @property
    def site(self) -> Site:
        """The site."""
        return self.drawing.shapes.site

    def seen(self, symbol: Symbol) -> Symbol:
        """A symbol, which goes into the legend."""
        self.kinds.add(symbol.kind)
        return symbol

    def legs_on(self, node: DrawnNode) -> str:
        """Where the legs of a node are that was cut off."""
        sheet = self.sheet_of.get(node.tag, "E-00")
        return "DRAWN APART ON THIS SHEET" if sheet == self.source_of.get(node.tag) else f"SEE SHEET {sheet}"

    def fed_on(self, node: DrawnNode) -> str:
        """Where the feeder to a node that was cut off starts."""
        sheet = self.source_of.get(node.tag, "E-00")
        return "FROM THIS SHEET" if sheet == self.sheet_of.get(node.tag) else f"FROM SHEET {sheet}"


def mark_of(description: Description) -> str:
    """What stands after the name of what is stated to be new or existing: "(N)" or "(E)", set off; else nothing."""
    return f" {SHORT[description.status]}" if description.status else ""


def weight_of(description: Description) -> float:
    """The width of the lines of a symbol [px]: thin for what exists."""
    return EXISTING_PX if description.status == "existing" else NEW_PX
