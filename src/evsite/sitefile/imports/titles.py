"""What columns of panel schedules, of the heads of panels and of lists of stations are called."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

from evsite.sitefile.imports.cells import plain
from evsite.sitefile.sessions.title_words import TitleWords, folded

if TYPE_CHECKING:
    from collections.abc import Mapping

ImportKind = Literal["schedule", "stations", "acnportal"]
TableKind = Literal["schedule", "head", "stations"]
KINDS: Final[dict[ImportKind, str]] = {
    "schedule": "a panel schedule",
    "stations": "a list of stations or ports",
    "acnportal": "a network of acnportal",
}
"""What can be imported."""

_A, _LENGTH = {"a": "A", "amps": "A", "amp": "A", "amperes": "A"}, {"ft": "ft", "feet": "ft", "m": "m"}
_VA = {"va": "VA", "kva": "kVA"}
_KW = {"kw": "kW", "w": "W"}
_V = {"v": "V", "volts": "V"}

_WIRE: Final[dict[str, tuple[str, ...]]] = {
    "wire": ("wire", "wires", "wire_size", "conductor", "conductors", "conductor_size", "cable_size"),
    "egc": ("egc", "ground", "gnd", "ground_wire", "equipment_ground"),
    "raceway": ("raceway", "conduit", "conduit_type", "raceway_type"),
    "trade_size": ("trade_size", "conduit_size", "raceway_size"),
    "length": ("length", "feeder_length", "run", "run_length", "wire_length", "circuit_length", "distance"),
}


def _units_first(line: str) -> tuple[str, ...]:
    """Titles of the loads of a line that begin with their unit: "kVA A"."""
    return tuple(f"{unit}_{of}" for unit in _VA for of in (line, f"phase_{line}", f"ph_{line}"))


_SCHEDULE: Final[dict[str, tuple[str, ...]]] = {
    "circuit": (
        *("circuit", "ckt", "ckt_no", "circuit_no", "circuit_number", "circuit_numbers", "ckt_number", "cct", "cct_no"),
        *("spaces", "space", "pole_no", "position", "circuits", "no"),
    ),
    "name": ("name", "circuit_name", "tag"),
    "panel": ("panel", "panel_name", "panelboard", "switchboard", "board"),
    "description": (
        *("description", "load_description", "circuit_description", "load_served", "serves", "served", "load_name"),
        *("equipment", "desc", "use", "directory"),
    ),
    "load": ("load",),
    "kind": ("kind",),
    "breaker": (
        *("breaker", "trip", "trip_amps", "breaker_size", "breaker_rating", "breaker_trip", "cb", "ocp", "ocpd", "amp"),
        *("amps", "bkr", "bkr_size", "a_p", "at", "cb_trip", "breaker_amps", "trip_rating", "rating"),
        "circuit_breaker",
    ),
    "poles": ("poles", "pole", "p", "no_of_poles", "number_of_poles"),
    "phases": ("phases", "phase", "ph", "lines"),
    "phase_a": (
        "phase_a",
        "a_phase",
        "load_a",
        "ph_a",
        "l1",
        "line_a",
        "a",
        "va_a",
        "kva_a",
        "va_phase_a",
        "kva_phase_a",
    ),
    "phase_b": (
        "phase_b",
        "b_phase",
        "load_b",
        "ph_b",
        "l2",
        "line_b",
        "b",
        "va_b",
        "kva_b",
        "va_phase_b",
        "kva_phase_b",
    ),
    "phase_c": (
        "phase_c",
        "c_phase",
        "load_c",
        "ph_c",
        "l3",
        "line_c",
        "c",
        "va_c",
        "kva_c",
        "va_phase_c",
        "kva_phase_c",
    ),
    "connected": ("va", "kva", "connected_load", "connected", "volt_amperes", "load_connected", "load_va", "load_kva"),
    **_WIRE,
}
_HEAD: Final[dict[str, tuple[str, ...]]] = {
    "panel": (
        "panel",
        "panel_name",
        "panelboard",
        "switchboard",
        "panel_designation",
        "panel_schedule",
        "panelboard_schedule",
        "board",
        "supply",
    ),
    "fed_from": ("fed_from", "fed_by", "supplied_from", "source", "feeder_from", "supply_from", "feed_from"),
    "source_spaces": ("source_spaces", "feeder_spaces_at_the_source"),
    "source_device": ("source_device", "device_at_the_source", "feeder_breaker", "source_breaker"),
    "system": ("system", "voltage", "volts", "voltage_system", "service_voltage"),
    "phase_count": ("phases", "phase", "ph", "number_of_phases"),
    "wire_count": ("number_of_wires", "wires", "no_of_wires"),
    "lines": ("lines",),
    "main": (
        "main",
        "mains",
        "main_breaker",
        "mcb",
        "main_cb",
        "mains_rating",
        "main_rating",
        "mains_type",
        "main_size",
    ),
    "bus": ("bus", "bus_rating", "bus_amps", "busbar", "bussing", "bus_bar"),
    "spaces": ("spaces", "number_of_spaces", "no_of_spaces", "poles", "number_of_poles", "circuits"),
    "interrupting": ("interrupting", "interrupting_rating", "aic", "aic_rating", "kaic", "ka_i_c", "scca"),
    "available_fault": ("available_fault", "available_fault_current", "fault_current"),
    "rated_100": ("rated_100_percent", "assembly_rated_100_percent"),
    "status": ("status", "new_or_existing"),
    "location": ("location", "room"),
    "mounting": ("mounting", "mount"),
    "enclosure": ("enclosure", "nema_enclosure", "enclosure_type", "nema_type"),
    "wire": ("wire", "feeder", "feeder_size", "feeder_wire"),
    **{role: words for role, words in _WIRE.items() if role != "wire"},
}
_STATIONS: Final[dict[str, tuple[str, ...]]] = {
    "station": (
        *("station", "station_name", "station_id", "name", "charger", "charger_name", "charger_id", "evse", "evse_id"),
        *("evse_name", "tag", "unit"),
    ),
    "port": ("port", "port_name"),
    "connector": ("connector", "connector_id", "port_number", "port_no"),
    "model": ("model", "station_model", "model_number", "charger_model", "evse_model", "type_of_station"),
    "ports": (
        "ports",
        "number_of_ports",
        "no_of_ports",
        "port_count",
        "connectors",
        "number_of_connectors",
        "qty_of_ports",
    ),
    "panel": ("panel", "panel_name", "panelboard", "board", "source_panel"),
    "circuit": ("circuit", "circuit_name", "ckt", "circuit_id"),
    "spaces": ("spaces", "circuit_no", "circuit_number", "ckt_no", "breaker_spaces"),
    "breaker": ("breaker", "breaker_size", "breaker_rating", "ocp", "ocpd", "cb", "trip"),
    "poles": ("poles", "pole"),
    "phases": ("phases", "phase", "lines"),
    "max_current": ("max_current", "maximum_current", "max", "current", "max_amps", "output_current", "amps"),
    "min_current": ("min_current", "minimum_current", "min"),
    "max_power": ("max_power", "maximum_power", "power", "output_power"),
    "voltage": ("voltage", "volts"),
    "current_type": ("dc", "ac_dc", "current_type"),
    "cable_length": ("cable_length", "cable"),
    "location": ("location", "area", "level"),
    "stall": ("stall", "stall_name", "parking_space", "stall_number"),
    "serial": ("serial", "serial_number", "serial_no"),
    "mac": ("mac", "mac_address"),
    "group": ("group", "groups", "group_name", "sharing_group", "plan", "power_group"),
    "limit": ("group_limit", "limit", "shared_limit"),
    **_WIRE,
}
_UNITS: Final[dict[str, Mapping[str, str]]] = {
    **dict.fromkeys(("breaker", "source_device", "main", "bus", "max_current", "min_current", "limit"), _A),
    "interrupting": {**_A, "ka": "kA", "kaic": "kA"},
    "available_fault": {**_A, "ka": "kA"},
    **dict.fromkeys(("phase_a", "phase_b", "phase_c", "connected"), _VA),
    **dict.fromkeys(("length", "cable_length"), _LENGTH),
    "max_power": _KW,
    "system": _V,
    "voltage": _V,
}


def _words(roles: Mapping[str, tuple[str, ...]]) -> TitleWords[str]:
    own = {word: role for role, words in reversed(list(roles.items())) for word in words}
    units = {role: _UNITS[role] for role in roles if role in _UNITS}
    titles = tuple(words[0] for words in roles.values())
    return TitleWords(own, units, titles, titles, {}, {})


TITLES: Final[dict[TableKind, TitleWords[str]]] = {
    "schedule": _words(_SCHEDULE),
    "head": _words(_HEAD),
    "stations": _words(_STATIONS),
}
"""The titles of each kind of table."""
EXAMPLES: Final[dict[TableKind, str]] = {
    "schedule": "circuit,description,breaker,poles,phase_a_va,phase_b_va,phase_c_va",
    "head": "panel,fed_from,system,main,bus,spaces",
    "stations": "station,model,ports,panel,circuit,breaker,poles",
}
"""A line of titles that would do."""


_ALSO_OF_CIRCUITS = {"name", "tag", "unit"}
"""Titles of stations that circuits have too."""


def table_kind(titles: list[str]) -> TableKind | None:
    """What kind of table has these titles; None where it is none that is imported."""
    filled = [title for title in titles if title]
    if any(plain(title) is not None for title in filled):
        return None  # "SPACE" and "A" are words of rows too, beside numbers
    roles = {kind: {found[0] for title in filled if (found := words.read(title))} for kind, words in TITLES.items()}
    schedule, stations, head = roles["schedule"], roles["stations"], roles["head"]
    named = any(
        words[0] == "station" and folded(title) not in _ALSO_OF_CIRCUITS
        for title in filled
        if (words := TITLES["stations"].read(title))
    )
    if (
        len(stations) > 1
        and stations & {"station", "port", "connector"}
        and (named or stations & {"port", "connector", "ports", "model"})
    ):
        return "stations"
    if schedule & {"circuit", "name"} and schedule & {"breaker", "poles", "description", "phase_a"}:
        return "schedule"
    return "head" if "panel" in head and len(head) > 2 and 2 * len(head) > len(filled) else None
