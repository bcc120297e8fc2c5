"""A line about what an answer of a diagnosis rests on, and the words that several of them have."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from evsite.network.titles import limited_by_title
from evsite.output.text import figures
from evsite.output.text.terminal_style import printable
from evsite.studies.diagnosis.sharing import limit_without_leg
from evsite.words import amps, format_number, kva, kw

if TYPE_CHECKING:
    from collections.abc import Hashable

    from evsite.model.limit_id import LimitedBy
    from evsite.model.site import Site


@dataclass(frozen=True, slots=True)
class Line:
    """A line about some things: their names, how many there are, what is stated of each, and what makes lines alike."""

    kind: str
    names: tuple[str, ...]
    noun: str
    text: str
    equal_key: Hashable = None


def power(current_a: float, power_kw: float, voltage_v: float) -> str:
    """A current with its power: "26.3 A, 5.47 kW at 208 V"."""
    return f"{amps(current_a, 2)}, {kw(power_kw, 2)} at {figures.volts(voltage_v)}"


def held_by(site: Site, found: LimitedBy) -> str:
    """What holds a port, its conductors described together."""
    return printable(limited_by_title(site, whole(found)))


def whole(found: LimitedBy) -> LimitedBy:
    """What holds a port, without the conductor where its limit has a name without it."""
    return found if found.limit is None else found._replace(limit=limit_without_leg(found.limit))


def wait(longest_wait_h: float | None) -> str:
    """That a figure is an average over turns; empty for a port that takes none."""
    if longest_wait_h is None:
        return ""
    if not math.isfinite(longest_wait_h):
        return ", and its turn never comes"
    return f" on average, in turns, up to {figures.duration(longest_wait_h)} without power"


def limit_text(found: object) -> str:
    """The limit of a result, with its unit."""
    for unit, text in (("a", amps), ("kw", kw), ("kva", kva)):
        value = getattr(found, f"limit_{unit}", None)
        if value is not None:
            return text(value, 2)
    return ""


def load_of_limit(found: object, load: str) -> str:
    """A load beside its limit: "60 of 300 A"; `load` is the beginning of its key."""
    for unit, word in (("a", "A"), ("kw", "kW"), ("kva", "kVA")):
        value, limit = getattr(found, f"{load}_{unit}"), getattr(found, f"limit_{unit}")
        if value is not None and limit is not None:
            return f"{format_number(value, 2)} of {format_number(limit, 2)} {word}"
    return ""
