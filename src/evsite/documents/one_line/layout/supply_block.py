"""A service or a transformer as a block: a chain of symbols, and the row of what hangs on it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from evsite.analysis.devices import service_rating_a
from evsite.documents.drawing import Circle, Group
from evsite.documents.one_line.layout.measures import (
    BESIDE_PX,
    LEAD_PX,
    LONGEST_PX,
    conductor,
    fitted,
    label,
    label_size,
)
from evsite.documents.one_line.layout.node_words import fault_words, suffix
from evsite.documents.one_line.layout.style import mark_of, weight_of
from evsite.documents.one_line.wording import capitals, compact_names, device_words, system_words
from evsite.documents.symbols.devices import (
    breaker,
    current_transformer,
    feeder_tag,
    ground,
    meter,
    transformer,
    utility,
)
from evsite.model.distribution import Panel
from evsite.network.limits import rating_kva
from evsite.words import format_number, kva

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from evsite.documents.drawing import Item, Point
    from evsite.documents.one_line.collapse import DrawnNode
    from evsite.documents.one_line.layout.row import Row
    from evsite.documents.one_line.layout.style import DrawingStyle
    from evsite.documents.symbols.devices import WindingMark
    from evsite.documents.symbols.symbol import Symbol
    from evsite.model.distribution import Supply


@dataclass(frozen=True, slots=True)
class _Link:
    """A symbol of the chain of a supply, made at a point, with the label on its right and the one of its ground."""

    make: Callable[[Point], Symbol]
    lines: tuple[str, ...]
    grounded: tuple[str, ...] = ()
    bold: int = 0


class SupplyBlock:
    """A service or a transformer: a chain of symbols, and below it what hangs on it, from one dot.

    Parameters
    ----------
    look
        What all blocks share.
    node
        The supply.
    row
        What hangs on it here.
    more
        What else is said below, where not everything hangs on it here.
    number
        Which row of it this is, from 1: only the first has its equipment; 0 as for panels.
    stretch_px
        How much longer conductors are, to fill a sheet.
    """

    def __init__(
        self,
        look: DrawingStyle,
        node: DrawnNode,
        row: Row,
        more: Sequence[str] = (),
        number: int = 1,
        *,
        stretch_px: float = 0.0,
    ) -> None:
        self._look = look
        self._node = node
        self._row = row
        supply = look.drawing.equipment(node.first)
        assert not isinstance(supply, Panel)
        self._supply = supply
        self._id = f"supply-{supply.name}{suffix(number, more)}"
        links = _links(look, node, supply) if number <= 1 else [_continued(node, supply)]
        self._links = [*links[:-1], replace(links[-1], lines=(*links[-1].lines, *more))]
        self._lead = LEAD_PX + stretch_px / (2 * len(self._links))

    @cached_property
    def _left_px(self) -> float:
        grounds = [50 + label_size(link.grounded)[0] for link in self._links if link.grounded]
        return max([46.0, *grounds])

    @cached_property
    def _chain_px(self) -> float:
        return sum(self._link_height(link) for link in self._links)

    def _link_height(self, link: _Link) -> float:
        symbol = link.make((0.0, 0.0))
        height = max(symbol.bottom[1] + 2 * self._lead, label_size(link.lines, link.bold)[1] + 8)
        below = (height - symbol.bottom[1]) / 2
        # what is stated at its ground stands above whatever is drawn below
        return height + max(0.0, 19 + label_size(link.grounded)[1] / 2 - below) if link.grounded else height

    @cached_property
    def _middle(self) -> float:
        found = self._row.inlets
        return (found[0] + found[-1]) / 2 if found else 0.0

    @cached_property
    def inlets(self) -> tuple[float, ...]:
        """Where its conductor comes in [px]."""
        return (max(self._left_px, self._middle),)

    @cached_property
    def _row_left(self) -> float:
        return self.inlets[0] - self._middle

    @cached_property
    def width(self) -> float:
        """Its width [px]."""
        labels = max(label_size(link.lines, link.bold)[0] for link in self._links)
        return max(self.inlets[0] + 2 * BESIDE_PX + labels, self._row_left + self._row.width)

    @property
    def height(self) -> float:
        """Its height [px]."""
        row = self._row.height + LEAD_PX if self._row.children else 0.0
        return self._chain_px + row

    def draw(self, x: float, y: float) -> list[Item]:
        """Its parts."""
        look, at = self._look, x + self.inlets[0]
        own: list[Item] = []
        top = y
        for link in self._links:
            height = self._link_height(link)
            natural = link.make((0.0, 0.0))
            spare = max(natural.bottom[1] + 2 * self._lead, label_size(link.lines, link.bold)[1] + 8)
            symbol = look.seen(link.make((at, top + (spare - natural.bottom[1]) / 2)))
            if symbol.kind != "utility":
                own.append(conductor((at, top), symbol.top))
            own += [*symbol.items, conductor(symbol.bottom, (at, top + height))]
            middle = (symbol.top[1] + symbol.bottom[1]) / 2
            words = label_size(link.lines, link.bold)
            beside = max(BESIDE_PX, symbol.side[0] - at + 6)
            own += label((at + beside, middle - words[1] / 2), link.lines, bold_lines=link.bold)
            if link.grounded:
                earth = look.seen(ground((at, symbol.bottom[1] + 4), weight_of(self._supply.description)))
                own += earth.items
                words = label_size(link.grounded)
                own += label((earth.box.left - 4, earth.side[1] - words[1] / 2), link.grounded, left=True)
            top += height
        items: list[Item] = [Group(self._id, tuple(own), self._supply.path)]
        if self._row.children:
            inlets = [x + self._row_left + inlet for inlet in self._row.inlets]
            items.append(conductor((at, top), (at, top + LEAD_PX)))
            if len(inlets) > 1 or abs(inlets[0] - at) > 0.01:
                items.append(conductor((min([at, *inlets]), top + LEAD_PX), (max([at, *inlets]), top + LEAD_PX)))
                items.append(Circle((at, top + LEAD_PX), 2.5, filled=True))
            items += self._row.draw(x + self._row_left, top + LEAD_PX)
        return items


def _links(look: DrawingStyle, node: DrawnNode, supply: Supply) -> list[_Link]:
    """The chain of a supply from the top down."""
    description, weight = supply.description, weight_of(supply.description)
    root = supply.fed_from is None
    links: list[_Link] = []
    system = supply.system if supply.kind == "service" else supply.primary
    if root:
        project = look.site.project
        by = f": {project.utility}" if project is not None and project.utility else ""
        volts = "VOLTS: VERIFY" if system is None else system_words(system)
        links.append(_Link(lambda at: utility(at, weight), (*fitted(f"UTILITY{by}", LONGEST_PX), volts)))
        links.append(_Link(lambda at: feeder_tag(at, node.tag, weight), ()))
    if description.ct_cabinet:
        links.append(_Link(lambda at: current_transformer(at, weight), ("CT CABINET",)))
    if description.meter is not None or description.meter_status is not None or root:
        status = {"new": " (N)", "existing": " (E)", None: ""}[description.meter_status]
        number = description.meter or ("" if status == " (N)" else "VERIFY")
        words = f"METER{status}{f': {number}' if number else ''}"
        links.append(_Link(lambda at: meter(at, weight), tuple(fitted(words, LONGEST_PX))))
    title = _supply_title(node, supply)
    if supply.kind == "service":
        device = device_words(service_rating_a(supply), len(supply.system.legs))
        lines = [*title, f"{device} MAIN", system_words(supply.system), f"AIC: VERIFY, FAULT: {fault_words(supply)}"]
        if supply.rated_100_percent:
            lines.append("100% RATED")
        links.append(
            _Link(
                lambda at: breaker(at, weight),
                (*lines, *_location(supply)),
                _grounded(supply, "MBJ"),
                len(title),
            )
        )
        return links
    if supply.primary_breaker_a is not None:
        poles = len(supply.primary.legs) if supply.primary is not None else 3
        before_it = (device_words(supply.primary_breaker_a, poles), "PRIMARY")
        links.append(_Link(lambda at: breaker(at, weight), before_it))
    primary, secondary = _windings(supply)
    impedance = "VERIFY" if supply.impedance_percent is None else format_number(supply.impedance_percent)
    before = "PRIMARY: VERIFY" if supply.primary is None else capitals(supply.primary.name)
    lines = [
        *title,
        f"{kva(rating_kva(supply))}, {impedance} %Z",
        f"{before} TO {system_words(supply.system)}",
        f"FAULT: {fault_words(supply)}",
        *_location(supply),
    ]
    links.append(
        _Link(
            lambda at: transformer(at, primary, secondary, weight), tuple(lines), _grounded(supply, "SBJ"), len(title)
        )
    )
    if supply.secondary_breaker_a is not None:
        after_it = (device_words(supply.secondary_breaker_a, len(supply.system.legs)), "SECONDARY")
        links.append(_Link(lambda at: breaker(at, weight), after_it))
    return links


def _continued(node: DrawnNode, supply: Supply) -> _Link:
    title = _supply_title(node, supply)
    lines = (*title, "CONTINUED")
    return _Link(lambda at: feeder_tag(at, node.tag, weight_of(supply.description)), lines, bold=len(title))


def _supply_title(node: DrawnNode, supply: Supply) -> list[str]:
    kind = "SERVICE" if supply.kind == "service" else "TRANSFORMER"
    lines = fitted(f"{kind} {compact_names(node.members)}{mark_of(supply.description)}", LONGEST_PX, bold=True)
    if node.count > 1:
        lines.append(f"TYP. OF {node.count:,}" if node.count == len(node.members) else f"TYP. OF {node.count:,} EACH")
    return lines


def _location(supply: Supply) -> list[str]:
    description = supply.description
    return fitted(f"AT {description.location}", LONGEST_PX) if description.location else []


def _grounded(supply: Supply, jumper: str) -> tuple[str, ...]:
    """What is stated at the ground of a supply; nothing where nothing of it is grounded."""
    description = supply.description
    if supply.system.ground_v is None:
        return ()
    electrode = capitals(f"GEC {description.electrode_conductor}") if description.electrode_conductor else "GEC: VERIFY"
    bond = f"{jumper} {description.bonding_jumper}" if description.bonding_jumper else f"{jumper}: VERIFY"
    return (electrode, bond)


def _windings(supply: Supply) -> tuple[WindingMark | None, WindingMark | None]:
    if supply.winding is None or supply.winding == "single-phase":
        return None, None
    marks: dict[str, WindingMark] = {"delta": "delta", "wye": "wye"}
    before, after = supply.winding.split("-")
    return marks[before], marks[after]
