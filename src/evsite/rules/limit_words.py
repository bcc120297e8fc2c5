"""Limits and shares for messages: what they are called, and where they stand in the site file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.network.titles import limit_title
from evsite.words import amps, count, digits_apart, format_number, kw, names

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evsite.analysis.site_analysis import Holder, SiteAnalysis
    from evsite.model.finding import Anchor, Path
    from evsite.model.site import Group, Port


def limit_path(group: Group) -> Path:
    """Where a group's limit stands, or its table where the limit is the default."""
    return group.limit_path if group.limit_given else group.path


def limit_anchor(group: Group) -> Anchor:
    """Point at a limit that is written down, or at the table whose default it is."""
    return "value" if group.limit_given else "header"


def limit_text(group: Group) -> str:
    """A group's limit for a message."""
    if group.limit_a is not None:
        return amps(group.limit_a)
    assert group.limit_kw is not None
    return f"{format_number(group.limit_kw)} {group.power_unit}"


def holder_place(analysis: SiteAnalysis, holder: Holder | None, ports: Sequence[Port]) -> tuple[str, Path, Anchor]:
    """What holds ports: its title, and where it stands; ports in no group are held by their stations."""
    if holder is None:
        return names(dict.fromkeys(port.station for port in ports)), analysis.station_of(ports[0]).path, "header"
    title = limit_title(analysis.site, holder.limit)
    return title, holder.path, "value" if holder.group is None else limit_anchor(holder.group)


def share_text(port: Port, share_a: float, digits: int | None = None, *, how: str = "") -> str:
    """A share of a port with its power: "8 A (1.66 kW at 208 V)"; `how` stands behind the current, "each" say."""
    power = f"{kw(share_a * port.output_kw_per_a)} at {format_number(port.voltage_v)} V"
    return f"{amps(share_a, digits)}{' ' if how else ''}{how} ({power})"


def power_texts(port: Port, share_a: float, least_kw: float) -> tuple[str, str]:
    """The power of a share, and the one that it misses: "1.33 kW (6.4 A at 208 V)", "1.5 kW (7.21 A)"."""
    power_kw, least_a = share_a * port.output_kw_per_a, least_kw / port.output_kw_per_a
    kw_digits, a_digits = digits_apart(power_kw, least_kw), digits_apart(share_a, least_a)
    return (
        f"{kw(power_kw, kw_digits)} ({amps(share_a, a_digits)} at {format_number(port.voltage_v)} V)",
        f"{kw(least_kw, kw_digits)} ({amps(least_a, a_digits)})",
    )


def ratio_text(value: float, limit: float | None = None) -> str:
    """A ratio for a message, beside a limit that it misses with as many decimals as distinguish the two."""
    return f"{format_number(value, None if limit is None else digits_apart(value, limit))}:1"


def ports_verb(ports: Sequence[Port], one: str, many: str) -> str:
    """Ports with what they do: "1 port gets", "3 ports get"."""
    return f"{count(len(ports), 'port')} {one if len(ports) == 1 else many}"


def ports_get(ports: Sequence[Port], *, exact: bool) -> str:
    """What ports get, for a share: "with everything in use 3 ports get"; "no more is proved for 3 ports than".

    `exact` says that some occupancy gives the share that is reported; without it the share is a lower bound, which the
    ports may well get more than with everything in use.
    """
    if exact:
        return f"with everything in use {ports_verb(ports, 'gets', 'get')}"
    return f"no more is proved for {count(len(ports), 'port')} than"


def chargers(analysis: SiteAnalysis, ports: Sequence[Port]) -> str:
    """Ports as an electrician counts them: "2 chargers"; "4 ports" where a station has several."""
    single = all(len(analysis.station_of(port).ports) == 1 for port in ports)
    return count(len(ports), "charger" if single else "port")


def equipment_title(analysis: SiteAnalysis, nodes: Sequence[str]) -> str:
    """What a message about equipment is about: "Branch circuits C1 to C20", "Feeder to EV1", "Service U"."""
    site, first = analysis.site, nodes[0]
    if first in site.circuits:
        return f"Branch circuit{'s' if len(nodes) > 1 else ''} {names(nodes)}"
    if first in site.panels:
        return f"Feeder to {names(nodes)}"
    return f"{site.supplies[first].kind.capitalize()} {names(nodes)}"
