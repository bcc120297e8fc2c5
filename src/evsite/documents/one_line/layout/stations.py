"""The end of a leg: stations, other loads, what is drawn elsewhere, or nothing."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from evsite.documents.drawing import Group, Text
from evsite.documents.one_line.layout.measures import (
    BESIDE_PX,
    LABEL_PX,
    LEAD_PX,
    conductor,
    fitted,
    label,
    label_size,
    packed,
)
from evsite.documents.one_line.layout.style import mark_of, weight_of
from evsite.documents.one_line.legs import circuits_of, home_of
from evsite.documents.one_line.wording import (
    capitals,
    compact_names,
    load_words,
    model_words,
    pair_words,
    port_parts,
    port_words,
    setting_words,
)
from evsite.documents.symbols.devices import disconnect, fused_switch
from evsite.documents.symbols.equipment import load as load_symbol
from evsite.documents.symbols.equipment import reference
from evsite.documents.symbols.equipment import station as station_symbol
from evsite.words import amps, count

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evsite.documents.drawing import Item
    from evsite.documents.one_line.collapse import DrawnLeg
    from evsite.documents.one_line.layout.style import DrawingStyle
    from evsite.documents.symbols.symbol import Symbol
    from evsite.model.site import Load, Station

BOX_PX = 128.0
"""Words in a box are wrapped to this."""


@dataclass(frozen=True, slots=True)
class End:
    """One box at the end of a leg: what is stated in it, and what stands on its conductor before it."""

    kind: str
    lines: tuple[str, ...]
    path: tuple[str | int, ...] | None
    id: str
    ports: int = 0
    weight_px: float = 1.4
    switch: str = ""
    """What disconnects it: a "disconnect" or a "fused switch", or nothing."""
    switch_lines: tuple[str, ...] = ()


MOST_FEEDS, MOST_ENDS = 4, 4
"""No more conductors are drawn to one station, and no more boxes at one conductor."""


def feeds_drawn(leg: DrawnLeg) -> int:
    """How many conductors of a leg are drawn: all, or one that stands for very many."""
    number = len(leg.first.circuits)
    return max(1, number) if number <= MOST_FEEDS else 1


class LegBlock:
    """The boxes of a leg: one below its conductors, or several beside the one conductor that feeds them.

    Parameters
    ----------
    look
        What all blocks share.
    leg
        The leg.
    pitch_px
        Between the conductors of a station that has several.
    """

    def __init__(self, look: DrawingStyle, leg: DrawnLeg, pitch_px: float) -> None:
        self._look = look
        self._leg = leg
        self._pitch = pitch_px
        self._feeds = feeds_drawn(leg)
        self.ends = _ends(look, leg)

    @cached_property
    def inlets(self) -> tuple[float, ...]:
        """Where conductors come in [px]."""
        if len(self.ends) > 1:
            return (LEAD_PX,)
        middle = self._middle
        return tuple(middle + (number - (self._feeds - 1) / 2) * self._pitch for number in range(self._feeds))

    @cached_property
    def _middle(self) -> float:
        return max((self._symbol(end, 0, 0).box.width / 2 for end in self.ends), default=20.0) + 1

    @cached_property
    def width(self) -> float:
        """Its width [px]."""
        if len(self.ends) > 1:
            return 3 * LEAD_PX + 2 * self._middle
        beside = self.inlets[-1] + BESIDE_PX + max((label_size(end.switch_lines)[0] for end in self.ends), default=0)
        return max(2 * self._middle, beside)

    @cached_property
    def height(self) -> float:
        """Its height [px]."""
        if not self.ends:
            return 24.0
        if len(self.ends) == 1:
            return self._switch_height(self.ends[0]) + self._symbol(self.ends[0], 0, 0).box.height
        return LEAD_PX + sum(self._symbol(end, 0, 0).box.height + LEAD_PX for end in self.ends)

    def draw(self, x: float, y: float) -> list[Item]:
        """Its parts."""
        inlets = [x + inlet for inlet in self.inlets]
        if not self.ends:
            spare = Text((inlets[0], y + 19), "SPARE", LABEL_PX, "middle")
            return [conductor((inlets[0], y), (inlets[0], y + 8)), spare]
        if len(self.ends) == 1:
            return self._single(self.ends[0], x, y, inlets)
        items: list[Item] = []
        top, upper = y + LEAD_PX, y
        for end in self.ends:
            symbol = self._symbol(end, x + 3 * LEAD_PX + self._middle, top)
            box = symbol.box
            tap = top + min(20.0, box.height / 2)
            items.append(conductor((inlets[0], upper), (inlets[0], tap), (box.left, tap)))
            items.append(self._grouped(end, symbol.items))
            upper = tap
            top = box.bottom + LEAD_PX
        return items

    def _single(self, end: End, x: float, y: float, inlets: Sequence[float]) -> list[Item]:
        height = self._switch_height(end)
        items: list[Item] = []
        own: list[Item] = []
        for number, inlet in enumerate(inlets):
            if not end.switch:
                items.append(conductor((inlet, y), (inlet, y + height)))
                continue
            make = fused_switch if end.switch == "fused switch" else disconnect
            symbol = self._look.seen(make((inlet, y + LEAD_PX), end.weight_px))
            items += [conductor((inlet, y), symbol.top), conductor(symbol.bottom, (inlet, y + height))]
            own += symbol.items
            if number == len(inlets) - 1:
                middle = symbol.side[1] - label_size(end.switch_lines)[1] / 2
                own += label((inlet + BESIDE_PX, max(middle, y + 1)), end.switch_lines)
        symbol = self._symbol(end, x + self._middle, y + height)
        items.append(self._grouped(end, (*own, *symbol.items)))
        return items

    def _grouped(self, end: End, items: Sequence[Item]) -> Group:
        return Group(end.id, tuple(items), end.path)

    def _switch_height(self, end: End) -> float:
        if not end.switch:
            return LEAD_PX
        tall = 49.0 if end.switch == "fused switch" else 25.0
        return max(2 * LEAD_PX + tall, label_size(end.switch_lines)[1] + 4)

    def _symbol(self, end: End, x: float, y: float) -> Symbol:
        if end.kind == "station":
            feeds = self._feeds if len(self.ends) == 1 else 1
            return self._look.seen(
                station_symbol(
                    (x, y),
                    end.lines,
                    end.ports,
                    feeds,
                    end.weight_px,
                    size_px=LABEL_PX,
                    feed_pitch_px=self._pitch,
                )
            )
        if end.kind == "elsewhere":
            return reference((x, y), end.lines, size_px=LABEL_PX)
        return self._look.seen(load_symbol((x, y), end.lines, end.weight_px, size_px=LABEL_PX))


def _ends(look: DrawingStyle, leg: DrawnLeg) -> tuple[End, ...]:
    site, first = look.site, leg.first
    found = [_station_end(look, leg, names) for names in _group_equal_stations(look, first.stations)]
    if first.elsewhere:
        homes = dict.fromkeys(home_of(site, site.stations[name]) or "" for name in first.elsewhere)
        names = [name for member in leg.members for name in member.elsewhere]
        lines = (
            "ALSO FEEDS EVSE",
            *fitted(compact_names(names), BOX_PX),
            *fitted(f"SHOWN AT {', '.join(homes)}", BOX_PX),
        )
        found.append(End("elsewhere", lines, None, f"feeds-{first.name}"))
    shown = enumerate(first.loads[: MOST_ENDS + 1])
    found += [_load_end(leg, site.loads[name], place) for place, name in shown]
    if len(found) > MOST_ENDS or len(first.loads) > MOST_ENDS:
        left = len(found) - MOST_ENDS + 1 + max(0, len(first.loads) - MOST_ENDS - 1)
        more = End("elsewhere", (f"AND {left:,} MORE", "SEE SCHEDULES"), None, f"more-{first.name}")
        found[MOST_ENDS - 1 :] = [more]
    return tuple(found)


def _group_equal_stations(look: DrawingStyle, names: Sequence[str]) -> list[list[str]]:
    """Stations that look the same, by name."""
    found: dict[object, list[str]] = {}
    for name in names:
        station = look.site.stations[name]
        groups = tuple(_named_groups(look, station))
        key = (model_words(station), port_words(station), setting_words(station), groups, station.installation)
        found.setdefault(key, []).append(name)
    return list(found.values())


def _named_groups(look: DrawingStyle, station: Station) -> list[str]:
    """The groups that are reported in the box of a station, because no boundary shows them."""
    held = look.drawing.shapes.loads.groups_of_port
    names = dict.fromkeys(group.name for port in station.ports for group in held.get(port.name, ()))
    return [name for name in names if name not in look.framed]


def _station_end(look: DrawingStyle, leg: DrawnLeg, names: Sequence[str]) -> End:
    site = look.site
    station = site.stations[names[0]]
    description, first = station.description, leg.first
    everywhere = list(names)
    if len(leg.members) > 1:
        alone = len(names) == len(first.stations)
        everywhere = [n for each in leg.members for n in each.stations] if alone else []
    lines = [*fitted(compact_names(everywhere) or "SEE SCHEDULE", BOX_PX)]
    if len(names) > 1:
        lines.append(f"{len(names):,} ON THIS CIRCUIT")
    lines += fitted(model_words(station) or "MODEL: VERIFY", BOX_PX)
    lines += packed([capitals(part) for part in port_parts(station)], BOX_PX)
    if setting := setting_words(station):
        lines += packed([capitals(part) for part in setting.split(", ")], BOX_PX)
    lines += _pool_lines(look, station)
    circuits = [site.circuits[name].connection for each in leg.members[: leg.count] for name in each.circuits]
    if len(circuits) > 1 and leg.count == 1:
        lines += packed([f"PHASES {circuits[0]}", *circuits[1:]], BOX_PX)
    elif len(circuits) > 1:
        lines += packed([f"{count(len(circuits), 'CIRCUIT')[:-1]}S:", *pair_words(circuits).split(", ")], BOX_PX)
    elif circuits:
        lines.append(f"PHASES {circuits[0]}")
    if other := [name for name in circuits_of(station) if name not in first.circuits]:
        words = compact_names(other) if len(leg.members) == len(names) == 1 else "OTHERS, SEE SCHEDULE"
        lines += fitted(f"ALSO FED BY {words}", BOX_PX)
    named = _named_groups(look, station)
    if named:
        lines += fitted(f"EMS: {', '.join(named)}", BOX_PX)
    elif site.groups and not any(look.drawing.shapes.loads.groups_of_port.get(port.name) for port in station.ports):
        lines.append("NOT IN AN EMS GROUP")
    if mark := mark_of(description):
        lines[0:0] = [mark.strip()]
    switch, switch_lines = _switch(station, len(names))
    return End(
        "station",
        tuple(lines),
        station.path,
        f"station-{names[0]}",
        len(station.ports),
        weight_of(description),
        switch,
        switch_lines,
    )


def _pool_lines(look: DrawingStyle, station: Station) -> list[str]:
    pool = look.pool_of.get(station.name)
    if pool is None:
        return []
    modules = f"{sum(pool.modules)} MODULES OF {pool.module_kw:g} kW"
    return [modules, "SHARED BY A PAIR" if pool.paired else "SHARED BY ITS PORTS"]


def _switch(station: Station, number: int) -> tuple[str, tuple[str, ...]]:
    """The disconnect of a station: its symbol, and its label, which says where it stands for one at each of several."""
    description, known = station.description, station.installation.disconnect
    if not known and description.disconnect_rating_a is None:
        return "", ()
    kind = "fused switch" if description.disconnect_kind == "fused switch" else "disconnect"
    poles = len(station.ports[0].connection.replace("N", "")) if station.ports and station.ports[0].connection else 0
    rating = "DISC. A: VERIFY"
    if description.disconnect_rating_a is not None:
        rating = f"{amps(description.disconnect_rating_a).replace(' ', '')}/{poles}P"
    lines = [rating, *fitted(capitals(description.disconnect_kind or "DISCONNECT"), 92)]
    if number > 1:
        lines.append("AT EACH")
    return kind, tuple(lines)


def _load_end(leg: DrawnLeg, load: Load, place: int) -> End:
    names = [each.loads[place] for each in leg.members if place < len(each.loads)]
    lines = [*fitted(compact_names(names), BOX_PX), *fitted(capitals(load_words(load)), BOX_PX)]
    lines.append("CONTINUOUS" if load.continuous else "NONCONTINUOUS")
    description = load.description
    if mark := mark_of(description):
        lines[0:0] = [mark.strip()]
    return End("load", tuple(lines), load.path, f"load-{load.name}", 0, weight_of(description))
