"""What stations, groups and counts are called on a one-line, in its schedules alike."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from evsite.allocation.policies import policy_named
from evsite.model.week import show_stretches
from evsite.words import amps, count, format_number, kw, runs

if TYPE_CHECKING:
    from collections.abc import Iterable

    from evsite.model.site import Group, Load, Station
    from evsite.model.systems import VoltageSystem

SHORT = {"new": "(N)", "existing": "(E)"}
"""Marks of drawings for what is new and what is there."""


def compact_names(listed: Iterable[str]) -> str:
    """Names as runs: "C1-C20, D3"; where a name has a dash in it, "C-1 to C-20"."""
    parts = []
    for run in runs(listed):
        joint = " to " if "-" in run[0] else "-"
        parts += [f"{run[0]}{joint}{run[-1]}"] if len(run) > 2 else run
    return ", ".join(parts)


def pair_words(connections: Iterable[str]) -> str:
    """How many are on each pair, or leg: "AB 8, CA 6, BC 6"."""
    return ", ".join(f"{name} {number}" for name, number in Counter(connections).items())


def port_parts(station: Station) -> list[str]:
    """What the ports of a station are rated for, as installed: "2 ports", "80 A", "208 V", "16.6 kW each"."""
    rated = dict.fromkeys((port.max_a, port.voltage_v, port.output_kw_per_a, port.dc) for port in station.ports)
    each = " each" if len(station.ports) > 1 else ""
    parts = [count(len(station.ports), "port")]
    for max_a, voltage_v, kw_per_a, dc in rated:
        power = kw(max_a * kw_per_a)
        if dc:
            parts += [f"{power} DC{each}", f"{amps(max_a)} at {volts(voltage_v)} in"]
        else:
            parts += [amps(max_a), volts(voltage_v), f"{power}{each}"]
    return parts


def port_words(station: Station) -> str:
    """The same in one line."""
    return ", ".join(port_parts(station))


def volts(value_v: float) -> str:
    """A nominal voltage: "208 V"."""
    return f"{value_v:.0f} V"


def model_words(station: Station) -> str:
    """The model of a station; empty where the file names none."""
    return "" if station.model is None else f"{station.model.maker} {station.model.id.upper()}".strip()


def setting_words(station: Station) -> str:
    """How a station is set and fed: "power select 48 A, jumper 80 A in all"."""
    parts = []
    if station.setting_a is not None:
        parts.append(f"power select {amps(station.setting_a)}")
    if station.jumper and any(port.dc for port in station.ports):
        parts.append("one feed")
    elif station.jumper:
        total = "" if station.jumper_total_a is None else f" {amps(station.jumper_total_a)} in all"
        parts.append(f"jumper{total}")
    return ", ".join(parts)


def limit_words(group: Group) -> str:
    """The setpoint of a group: "320 A per line", "25 kW, by schedule"."""
    if group.limit_a is not None:
        text = f"{amps(group.limit_a)} per line"
    elif group.limit_kw is not None:
        text = f"{kw(group.limit_kw).removesuffix('kW')}{group.power_unit}"
    else:
        text = "no limit"
    if group.schedule:
        text += ", by schedule"
    return f"{text}, less other load" if group.metered else text


def window_words(group: Group) -> str:
    """The schedule of a group: "Mon-Fri 06:00-12:00 20 kW; ..."; empty without one."""
    found = []
    for window in group.schedule:
        unit = "kVA" if window.limit_apparent else "kW"
        limit = amps(window.limit_a) if window.limit_a is not None else kw(window.limit_kw or 0.0)
        found.append(f"{show_stretches(window.stretches)} {limit.replace('kW', unit)}")
    return "; ".join(found)


def policy_title(group: Group) -> str:
    """What people call the policy of a group."""
    return policy_named(group.policy).title


def load_words(load: Load) -> str:
    """What another load draws, line by line: "60 A per line", "A 20 A, B 30 A"; by its record where that is known."""
    if load.recorded:
        return "by its meter's record"
    drawn = {leg: value for leg, value in load.line_a.items() if value}
    if len(set(drawn.values())) > 1:
        return ", ".join(f"{leg} {amps(value)}" for leg, value in drawn.items())
    text = f"{amps(next(iter(drawn.values()), 0.0))} per line"
    return f"{text}, more by profile" if load.profile else text


_WORD = re.compile(r"[^\W\d_]+")
_UNITS = frozenset({"kW", "kVA", "kcmil", "kV"})


def capitals(text: str) -> str:
    """Words as drawings write them, in capitals but for units; names of the file are never passed through this."""
    return _WORD.sub(lambda match: match[0] if match[0] in _UNITS else match[0].upper(), text)


def device_words(rating_a: float, poles: int) -> str:
    """A device as drawings write it: "100A/2P"."""
    return f"{format_number(rating_a)}A/{poles}P"


def system_words(system: VoltageSystem) -> str:
    """A system as drawings write it: "208Y/120, 3PH 4W"."""
    wires = len(system.legs) + (system.neutral_v is not None)
    phases = "" if "PHASE" in system.name.upper() else f" {3 if system.three_phase else 1}PH"
    return f"{capitals(system.name)},{phases} {wires}W"
