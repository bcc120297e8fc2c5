"""What vehicles take on AC: the list that ships with evsite, and mixes of them.

Table `data/vehicles.csv`, one row a vehicle with its source; `data/SOURCES.md` says how far it can be trusted.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from typing import TYPE_CHECKING, Literal

from evsite.codebook.tables import number, rows
from evsite.model.spelling import folded

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_NAMED_POWER = 1.1
"""The most that a vehicle of the list draws over the power that its charger is named after, losses included."""
USUAL_V = 240.0
"""Voltage that the current of a vehicle is given at [V]."""

_GOLDEN = (5**0.5 - 1) / 2
"""Multiples of it, whole parts left out, lie evenly between 0 and 1, however many there are."""

VehicleConfidence = Literal["seen-in-source", "epa-seen", "from-knowledge"]


class VehicleError(ValueError):
    """A vehicle or a mix that cannot be read; the text says what was found and what would do."""


@dataclass(frozen=True, slots=True)
class Vehicle:
    """A vehicle that one can buy; None is not known."""

    vehicle: str
    """What it is called in files and on the command line."""
    make: str
    model: str
    years: str
    type: Literal["BEV", "PHEV"]
    onboard_power_kw: float | None
    """AC power of its charger."""
    max_current_a: float
    """The most that it draws at 240 V and below."""
    current_from_power: bool
    """Whether that current is the charger's power at 240 V, because no current was found."""
    min_current_a: float | None
    """The least current that it charges with, where that was reported."""
    miles_per_kwh: float | None
    """Range per energy from the wall."""
    confidence: VehicleConfidence
    not_read: tuple[str, ...]
    """Its figures not confirmed in a document."""
    source_title: str
    source_url: str
    min_current_source: str
    note: str

    @property
    def name(self) -> str:
        """Make and model, once each."""
        return self.model if self.model.startswith(self.make) else f"{self.make} {self.model}"

    def accept_a(self, voltage_v: float) -> float:
        """The most that it draws at a voltage [A]: above 240 V its charger's power is what holds it."""
        return self.max_current_a * min(1.0, USUAL_V / voltage_v)

    def surely_at_most_a(self, voltage_v: float) -> float:
        """What it does not draw more than [A]: chargers that are called 11 kW take up to 48 A at 240 V."""
        return self.accept_a(voltage_v) * (_NAMED_POWER if self.current_from_power else 1.0)


_FIGURES = ("onboard_power_kw", "max_current_a", "min_current_a", "miles_per_kwh")


@cache
def load_vehicles() -> Mapping[str, Vehicle]:
    """The vehicles of which it is known what they take, by id, in the order of their table."""
    return {row["id"]: _vehicle(row) for row in rows("vehicles") if _takes_something(row)}


@cache
def _others() -> tuple[Vehicle, ...]:
    """The vehicles of which only the consumption was found: no mix can have them."""
    return tuple(_vehicle(row) for row in rows("vehicles") if not _takes_something(row))


def _takes_something(row: dict[str, str]) -> bool:
    return bool(row["onboard_power_kw"] or row["max_current_a"])


def _vehicle(row: dict[str, str]) -> Vehicle:
    onboard_power_kw, listed_a = number(row["onboard_power_kw"]), number(row["max_current_a"])
    current_a = listed_a if listed_a is not None else 1000 * (onboard_power_kw or 0.0) / USUAL_V
    return Vehicle(
        vehicle=row["id"],
        make=row["make"],
        model=row["model"],
        years=row["years"],
        type=row["type"],  # type: ignore[arg-type]
        onboard_power_kw=onboard_power_kw,
        max_current_a=current_a,
        current_from_power=listed_a is None,
        min_current_a=number(row["min_current_a"]),
        miles_per_kwh=number(row["miles_per_kwh"]),
        confidence=row["confidence"],  # type: ignore[arg-type]
        not_read=tuple(figure for figure in _FIGURES if row[figure] and figure not in row["seen_values"].split(";")),
        source_title=row["source_title"],
        source_url=row["source_url"],
        min_current_source=row["min_current_source"],
        note=row["note"],
    )


def find_vehicle(text: str) -> Vehicle:
    """The vehicle of an id, of make and model, or of words that only one of them has; in any case and punctuation.

    Raises
    ------
    VehicleError
        For words that no vehicle has, or several.
    """
    wanted = folded(text)
    exact = [each for each in load_vehicles().values() if wanted in _names(each)]
    if exact:
        return exact[0]
    words = wanted.split()
    # a single letter is a slip, though one vehicle may have it in its name
    matching = [each for each in load_vehicles().values() if len(wanted) > 1 and set(words) <= set(_words(each))]
    if len(matching) == 1:
        return matching[0]
    others = [each for each in _others() if wanted in _names(each)]
    others += [each for each in _others() if not matching and len(wanted) > 1 and set(words) <= set(_words(each))]
    if others:
        raise VehicleError(f"what {others[0].name} takes on AC was not found: give its amperes instead")
    shown = text.strip() if len(text) <= 60 else f"{text[:57]}..."
    if matching:
        some = ", ".join(each.vehicle for each in matching[:6]) + (", ..." if len(matching) > 6 else "")
        raise VehicleError(f"'{shown}' may be one of {some}")
    near = _nearest(wanted)
    hint = f"did you mean {' or '.join(near)}?" if near else "`evsite catalog vehicles` lists those that there are"
    raise VehicleError(f"no vehicle is called '{shown}'; {hint}")


def names_a_vehicle(text: str) -> bool:
    """Whether a text that may be a quantity is meant as a vehicle: it has no number in front, or a vehicle has it."""
    try:
        return text.strip()[:1].isalpha() or bool(find_vehicle(text))
    except VehicleError:
        return False


def _names(each: Vehicle) -> set[str]:
    return {folded(text) for text in (each.vehicle, each.name, each.model)}


def _words(each: Vehicle) -> Iterator[str]:
    for text in (each.vehicle, each.name):
        yield from folded(text).split()


def _nearest(wanted: str) -> list[str]:
    names: dict[str, str] = {}
    for each in load_vehicles().values():
        for name in (*_names(each), *(word for word in _words(each) if len(word) > 2)):
            names.setdefault(name, each.vehicle)
    return list(dict.fromkeys(names[match] for match in get_close_matches(wanted[:80], names, n=3, cutoff=0.7)))


@dataclass(frozen=True, slots=True)
class Mix:
    """Kinds of vehicles and the share of each; the shares add up to 1."""

    parts: tuple[tuple[Vehicle, float], ...]

    def assign(self, number_of_vehicles: int) -> list[Vehicle]:
        """So many vehicles of the mix, one by one.

        Of every beginning of them the shares are as near as can be; which kind comes first where several lack as much
        is spread over small and great currents, so that a few vehicles of a long list are not all alike.
        """
        by_current = sorted(self.parts, key=lambda part: (part[0].max_current_a, part[0].vehicle))
        parts = [part for _, part in sorted(enumerate(by_current), key=lambda each: each[0] * _GOLDEN % 1)]
        assigned: list[Vehicle] = []
        given = [0] * len(parts)
        for place in range(1, number_of_vehicles + 1):
            lacking = [share * place - count for (_, share), count in zip(parts, given, strict=True)]
            part = max(range(len(parts)), key=lambda index: (round(lacking[index], 9), -index))
            given[part] += 1
            assigned.append(parts[part][0])
        return assigned


ALL = "all"
"""The mix of every vehicle in the list, each as often as any other."""


def read_mix(text: str) -> Mix:
    """A mix from a text like "Bolt EV=3, Model 3 RWD=1" (parts or percent), "Bolt EV" or "all".

    Raises
    ------
    VehicleError
        For a vehicle that is not known, and for parts that are no numbers above zero.
    """
    if text.strip().casefold() == ALL:
        listed = load_vehicles().values()
        return Mix(tuple((each, 1 / len(listed)) for each in listed))
    parts: dict[str, tuple[Vehicle, float]] = {}
    for item in filter(None, (item.strip() for item in text.split(","))):
        name, equals, share = item.rpartition("=")
        vehicle = find_vehicle(name if equals else item)
        before = parts[vehicle.vehicle][1] if vehicle.vehicle in parts else 0.0
        parts[vehicle.vehicle] = vehicle, before + (_part(item, share) if equals else 1.0)
    if not parts:
        raise VehicleError('found no vehicle, expected a mix like "chevy-bolt-2022=3, tesla-model3-rwd=1", or all')
    total = sum(part for _, part in parts.values())
    return Mix(tuple((vehicle, part / total) for vehicle, part in parts.values()))


def _part(item: str, text: str) -> float:
    try:
        part = float(text.strip().removesuffix("%"))
    except ValueError:
        part = math.nan
    if not 0 < part <= 1e9:
        raise VehicleError(f"{item}: expected a part like 3 or 25 %, a number above zero")
    return part
