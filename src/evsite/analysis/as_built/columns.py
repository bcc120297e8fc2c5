"""How each column of the record is compared with the design: what a field means, and which key says the same."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from evsite.analysis.as_built import typed
from evsite.analysis.as_built.design import JUMPER
from evsite.model.policy import read_policy
from evsite.rounding import fits
from evsite.words import trimmed

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from evsite.analysis.as_built.design import PortDesign
    from evsite.model.finding import Path
    from evsite.model.remedy import TomlValue


class Reading(NamedTuple):
    """What a field means: whether that is the design, how it is reported, and the value of its key."""

    same: bool
    as_recorded: str
    value: TomlValue | None = None


@dataclass(frozen=True, slots=True)
class Compared:
    """A column that is compared.

    `what` it is about, `accepted` what it takes, `read` what a text in it means beside the design (None where that is
    not understood), `unit` that of the design's number, and `of` what it belongs to: a circuit, a station or a port.
    `key` says the same in the site file, in the table of that.
    """

    what: str
    accepted: str
    read: Callable[[str, PortDesign], Reading | None]
    of: str
    key: str
    unit: str = ""


def path_of(compared: Compared, each: PortDesign) -> Path:
    """Where the site file says what a column is compared with."""
    if compared.of == "circuit" and each.circuit is not None:
        return (*each.circuit.path, compared.key)
    return (*each.station.path, compared.key)


def owner_of(compared: Compared, each: PortDesign) -> str:
    """The name of what a column is about."""
    if compared.of == "circuit" and each.circuit is not None:
        return each.circuit.name
    return each.port.name if compared.of == "port" else each.station.name


def _amperes(text: str, value: float, least_decimals: int = 1) -> Reading | None:
    read = typed.amount(text, "A")
    if read is None:
        return None
    as_recorded = f"{trimmed(read.value, 6)} A"
    return Reading(read.is_about(value, least_decimals), as_recorded, as_recorded)


def _model(text: str, each: PortDesign) -> Reading | None:
    model = each.station.model
    assert model is not None
    known = {typed.folded(name) for name in (model.id, model.name, model.shipped_as) if name}
    return Reading(typed.folded(text) in known, text, text)


def _name(name: str) -> Callable[[str, PortDesign], Reading | None]:
    def read(text: str, each: PortDesign) -> Reading | None:
        wanted = {
            "station": each.station.name,
            "stall": each.stall,
            "panel": each.circuit and each.circuit.fed_from,
            "circuit": each.circuit and each.circuit.name,
        }[name]
        return Reading(typed.folded(text) == typed.folded(wanted or ""), text)

    return read


def _breaker(text: str, each: PortDesign) -> Reading | None:
    read = typed.breaker(text)
    if read is None or each.circuit is None:
        return None
    as_recorded = f"{trimmed(read.rating_a, 6)} A"
    return Reading(fits(abs(read.rating_a - each.circuit.breaker_a), 0.0), as_recorded, as_recorded)


def _poles(text: str, each: PortDesign) -> Reading | None:
    read = typed.poles(text)
    return None if read is None or each.circuit is None else Reading(read == each.circuit.poles, str(read), read)


def _spaces(text: str, each: PortDesign) -> Reading | None:
    read = typed.spaces(text)
    if read is None or each.circuit is None:
        return None
    wanted = each.circuit.spaces
    # one number alone names the first space of a breaker
    same = read in {wanted, wanted[:1]}
    return Reading(same, ", ".join(map(str, read)), list(read))


def _phases(text: str, each: PortDesign) -> Reading | None:
    read = typed.phases(text)
    if read is None or each.circuit is None:
        return None
    usual = [each.port.connection or "", *each.circuit.system.connections()]
    as_recorded = next((known for known in usual if frozenset(known) == read), "".join(sorted(read)))
    return Reading(read == frozenset(usual[0]), as_recorded, as_recorded)


def _feed(text: str, each: PortDesign) -> Reading | None:
    read = typed.feed(text)
    if read is None:
        return None
    jumpered = JUMPER in read
    return Reading(read == each.feed, ", ".join(sorted(read)), None if jumpered is each.station.jumper else jumpered)


def _setting(text: str, each: PortDesign) -> Reading | None:
    setting_a = each.station.setting_a
    if typed.is_nothing(text):
        return Reading(setting_a is None, "none")
    return _amperes(text, each.port.max_a if setting_a is None else setting_a)


def _policy(text: str, each: PortDesign) -> Reading | None:
    read = typed.NOTHING if typed.is_nothing(text) else read_policy(text)
    return None if read is None else Reading(read == each.policy, read)


def _fallback(unit: str) -> Callable[[str, PortDesign], Reading | None]:
    """A fallback in amperes or kilowatts, whichever stands with it; without a unit in that of the column."""

    def read(text: str, each: PortDesign) -> Reading | None:
        if typed.is_nothing(text):
            return Reading(not each.managed, typed.NOTHING)
        found = typed.amount(text, "A", "kW")
        if found is None:
            return None
        in_kw = (found.unit or unit) == "kW"
        as_recorded = f"{trimmed(found.value, 6)} {'kW' if in_kw else 'A'}"
        value = each.fallback_a * (each.port.output_kw_per_a if in_kw else 1.0)
        return Reading(each.managed and found.is_about(value, 1), as_recorded, as_recorded)

    return read


def _serial(text: str, each: PortDesign) -> Reading | None:
    return Reading(typed.folded(text) == typed.folded(each.station.identity.serial or ""), text, text)


def _mac(text: str, each: PortDesign) -> Reading | None:
    read = typed.mac(text)
    return None if read is None else Reading(read == each.station.identity.mac, read, read)


def _scheduled(text: str, each: PortDesign) -> Reading | None:
    wanted = {typed.folded(group.name) for groups in each.groups.values() for group in groups if group.schedule}
    read = {typed.folded(name) for name in typed.listed(text)}
    return Reading(read == wanted, text)


def _groups(level: str) -> Callable[[str, PortDesign], Reading | None]:
    def read(text: str, each: PortDesign) -> Reading | None:
        wanted = {typed.folded(part) for group in each.groups[level] for part in typed.listed(group.name)}
        return Reading({typed.folded(name) for name in typed.listed(text)} == wanted, text)

    return read


_AMPERES = '"48 A" or "48"'
COMPARED: Mapping[str, Compared] = {
    "station": Compared("station", "the name of a station", _name("station"), "station", "model"),
    "model": Compared("model", "a model", _model, "station", "model"),
    "serial": Compared("serial number", "a serial number", _serial, "station", "serial"),
    "mac": Compared("MAC address", "twelve hexadecimal digits", _mac, "station", "mac"),
    "stall": Compared("stall", "a stall", _name("stall"), "port", "stalls"),
    "panel": Compared("panel", "the name of a panel", _name("panel"), "circuit", "panel"),
    "circuit": Compared("circuit", "the name of a circuit", _name("circuit"), "port", "circuits"),
    "spaces": Compared("spaces", '"1, 3"', _spaces, "circuit", "spaces"),
    "breaker_a": Compared("breaker", '"100 A" or "100/2"', _breaker, "circuit", "breaker", "A"),
    "poles": Compared("poles", "1, 2 or 3", _poles, "circuit", "poles"),
    "phases": Compared("phases", '"AB" or "ABC"', _phases, "circuit", "phases"),
    "feed": Compared("feed", '"own", "jumper" or "shared circuit"', _feed, "station", "jumper"),
    "setting_a": Compared("Power Select setting", f'{_AMPERES}, or "none"', _setting, "station", "setting", "A"),
    "max_a": Compared(
        "most of a port", _AMPERES, lambda text, each: _amperes(text, each.port.max_a), "station", "setting", "A"
    ),
    "circuit_group": Compared("group of the circuit", "names of groups", _groups("circuit"), "port", ""),
    "panel_group": Compared("group of the panel", "names of groups", _groups("panel"), "port", ""),
    "site_group": Compared("group of the site", "names of groups", _groups("site"), "port", ""),
    "policy": Compared("policy", '"equal", "proportional" or "fcfs"', _policy, "port", ""),
    "schedule": Compared("schedule", "names of groups", _scheduled, "port", ""),
    "fallback_a": Compared("fallback", '"8 A" or "8"', _fallback("A"), "station", "fallback", "A"),
    "fallback_kw": Compared("fallback", '"1.8 kW" or "1.8"', _fallback("kW"), "station", "fallback", "kW"),
}
"""How columns are compared whose design is said of a circuit, a station or a port; limits are those of groups."""
