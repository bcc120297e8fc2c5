"""The rows of a list of stations or ports: stations, their circuits and the groups that they share power in."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from evsite.sitefile import problems
from evsite.sitefile.imports.cells import CellError, plain, read_amount, read_breaker, read_numbers, read_poles
from evsite.sitefile.imports.needed import is_known_model, model_ports
from evsite.sitefile.imports.stations_draft import unknown_model
from evsite.sitefile.imports.values import fits, put_wire
from evsite.sitefile.wording import shown

if TYPE_CHECKING:
    from evsite.sitefile.imports.blocks import View
    from evsite.sitefile.imports.draft import Route, SiteDraft
    from evsite.sitefile.imports.stations_draft import StationsDraft

_AMOUNTS = {
    "max_current": ("max_current", "current", "A"),
    "min_current": ("min_current", "current", "A"),
    "max_power": ("max_power", "power", "kW"),
    "cable_length": ("cable_length", "length", "ft"),
}
_UNITS_NEEDED = {"max_power", "cable_length"}
"""Amounts that people give in several units: their numbers need one."""
_OF_PORTS = re.compile(r".+\.[1-9]\d{0,3}", re.DOTALL)
_MOST_PORTS = 1000


def _spaces_of(circuit: str) -> tuple[int, ...]:
    """The spaces of a circuit that is called by several numbers, like "1,3"; none of one that has a name."""
    try:
        found = read_numbers(circuit) if circuit else ()
    except CellError:
        return ()
    return found if len(found) > 1 else ()


class StationRows:
    """Reads lists of stations into a draft."""

    def __init__(self, draft: SiteDraft, stations: StationsDraft) -> None:
        self._draft, self._stations = draft, stations
        self._members: dict[str, list[str]] = {}
        self._stalls: dict[str, list[str]] = {}
        self._without_circuit = 0

    def take(self, view: View) -> None:
        """Read the rows of a table."""
        for row in range(len(view.block.rows)):
            self._row(view, row)

    def finish(self) -> None:
        """Put groups and stalls into the draft, and say what was assumed."""
        for group, members in self._members.items():
            self._draft.put(("groups", group), "members", members, "")
        for station, stalls in self._stalls.items():
            value: object = stalls[0] if len(stalls) == 1 else stalls
            self._draft.put(("stations", station), "stalls", value, "")
        if self._without_circuit:
            self._draft.heads.append(
                "Rows with a breaker and without a circuit: each is a circuit of its own, with all ports of its row."
            )

    def _row(self, view: View, row: int) -> None:
        name, port = view.text(row, "station"), view.text(row, "port") or view.text(row, "connector")
        unit = self._unit(name, port)
        if unit is None:
            filled = [text for text in view.block.rows[row] if text]
            if len(filled) > 1:
                message = "the row names no station and no port"
                view.block.sheet.report(problems.MISSING_KEY, view.span(row, "station"), message)
            else:
                view.block.sheet.not_read(view.block.lines[row], f"'{shown(' '.join(filled))}'")
            return
        where = view.where(row)
        circuit = view.text(row, "circuit")
        if not circuit and (view.text(row, "breaker") or view.text(row, "spaces") or view.text(row, "panel")):
            circuit = unit
            self._without_circuit += 1
        spaces = _spaces_of(circuit)
        panel = view.text(row, "panel")
        if spaces and panel:
            circuit = f"{panel}-{spaces[0]}"
            self._put(view, row, "circuit", ("circuits", circuit), "spaces", list(spaces), where)
        if circuit:
            self._circuit(view, row, circuit, where)
            station = self._stations.add(unit, circuit, where)
        else:
            station = unit.rpartition(".")[0] if _OF_PORTS.fullmatch(unit) else unit
            self._draft.table("stations", station)
        route = ("stations", station)
        self._keys(view, row, route, where)
        stall = view.text(row, "stall")
        if stall and not fits("stations", "stalls", stall):
            self._draft.remark(route, f"stall in the source: {shown(stall)}")
        elif stall:
            self._stalls.setdefault(station, []).append(stall)
        self._groups(view, row, unit, where)

    @staticmethod
    def _unit(name: str, port: str) -> str | None:
        """What a row is about: a station, or one of its ports ("S1.2")."""
        if name and port and port != name:
            if port.isdigit() and 0 < int(port) <= _MOST_PORTS:
                return f"{name}.{int(port)}"
            return port if port.startswith(f"{name}.") else f"{name}.{port}" if port.isdigit() else port
        return name or port or None

    def _keys(self, view: View, row: int, route: Route, where: str) -> None:
        model = view.text(row, "model")
        if model and is_known_model(model):
            self._put(view, row, "model", route, "model", model, where)
        elif model:
            self._draft.remark(route, unknown_model(model))
        ports = view.text(row, "ports")
        if ports:
            number = plain(ports)
            if number is None or number != int(number) or not 1 <= number <= _MOST_PORTS:
                self._report(view, row, "ports", f"found {shown(ports)}, expected a number of ports like 2")
            elif not model or model_ports(model) != number:
                self._put(view, row, "ports", route, "ports", int(number), where)
        for role, (key, what, unit) in _AMOUNTS.items():
            self._amount(view, row, role, key, what, unit, route, where)
        kind = view.text(row, "current_type").lower()
        if kind in {"dc", "true", "yes", "ac", "false", "no"} and not model:
            value = "dc" if kind in {"dc", "true", "yes"} else "ac"
            self._put(view, row, "current_type", route, "type", value, where)
        for role in ("location", "serial", "mac"):
            text = view.text(row, role)
            if text and fits("stations", role, text):
                self._put(view, row, role, route, role, text, where)
            elif text:
                self._draft.remark(route, f"{role} in the source: {shown(text)}")

    def _amount(
        self, view: View, row: int, role: str, key: str, what: str, unit: str, route: Route, where: str
    ) -> None:
        text = view.text(row, role)
        if not text or (role == "min_current" and plain(text) == 0):
            return
        stated = view.placed.units.get(role, "" if role in _UNITS_NEEDED else unit)
        try:
            self._put(view, row, role, route, key, read_amount(text, stated, what), where)
        except CellError as error:
            self._report(view, row, role, str(error))

    def _circuit(self, view: View, row: int, circuit: str, where: str) -> None:
        route = ("circuits", circuit)
        self._draft.table(*route)
        panel = view.text(row, "panel")
        if panel:
            if ("supplies", panel) not in self._draft.tables:
                self._draft.table("panels", panel)
            self._put(view, row, "panel", route, "panel", panel, where)
        poles: int | None = None
        try:
            if view.text(row, "breaker"):
                breaker, poles = read_breaker(view.text(row, "breaker"))
                self._put(view, row, "breaker", route, "breaker", breaker, where)
        except CellError as error:
            self._report(view, row, "breaker", str(error))
        try:
            if view.text(row, "poles"):
                poles = read_poles(view.text(row, "poles"))
        except CellError as error:
            self._report(view, row, "poles", str(error))
        if poles is not None:
            self._put(view, row, "poles", route, "poles", poles, where)
        self._place(view, row, route, where)
        put_wire(
            self._draft,
            (*route, "conductor"),
            lambda role: view.text(row, role),
            lambda role, error: self._report(view, row, role, str(error)),
            where,
            view.placed.units.get("length", "ft"),
        )

    def _place(self, view: View, row: int, route: Route, where: str) -> None:
        spaces, phases = view.text(row, "spaces"), view.text(row, "phases").upper()
        if spaces:
            try:
                self._put(view, row, "spaces", route, "spaces", list(read_numbers(spaces)), where)
            except CellError as error:
                self._report(view, row, "spaces", str(error))
        elif phases and self._draft.value(route, "spaces") is None:
            if fits("circuits", "phases", phases):
                self._put(view, row, "phases", route, "phases", phases, where)
            else:
                self._report(view, row, "phases", f"found {shown(phases)}, expected lines like AB")

    def _groups(self, view: View, row: int, unit: str, where: str) -> None:
        groups = [each for each in map(str.strip, view.text(row, "group").split(";")) if each]
        for group in groups:
            members = self._members.setdefault(group, [])
            members.append(unit)
            route = ("groups", group)
            self._draft.table(*route)
            if view.text(row, "limit") and len(groups) == 1:
                self._amount(view, row, "limit", "limit", "current", "A", route, where)
            self._draft.ask(route, "limit", "what the group may draw in all, like 160 A")

    def _put(self, view: View, row: int, role: str, route: Route, key: str, value: object, where: str) -> None:
        known = self._draft.put(route, key, value, where)
        if known is not None:
            message = f"{key} of {shown(route[1])} is {shown(value)}, and {shown(known.value)} in {known.where}"
            view.block.sheet.report(problems.CONFLICT, view.span(row, role), message, "keep one of them")

    @staticmethod
    def _report(view: View, row: int, role: str, message: str) -> None:
        view.block.sheet.report(problems.BAD_VALUE, view.span(row, role), message)
