"""What columns of trip files are called."""

from __future__ import annotations

from typing import Final, Literal

from evsite.sitefile.sessions.title_words import TitleWords

TripRole = Literal[
    "vehicle",
    "fleet",
    "port",
    "time",
    "leave",
    "days",
    "energy",
    "soc",
    "target",
    "battery",
    "miles",
    "mi_per_kwh",
    "reserve",
    "max",
    "efficiency",
]
"""What a column holds; moments are called as those of sessions are."""

_ENERGY_UNITS = {"kwh": "kWh", "wh": "Wh", "mwh": "MWh"}
_PART_UNITS = {"percent": "%", "pct": "%"}
_WORDS: Final[dict[TripRole, tuple[str, ...]]] = {
    "vehicle": ("vehicle", "vehicle_id", "vehicle_name", "name"),
    "fleet": ("fleet", "fleet_name"),
    "port": ("port", "station", "charger"),
    "time": ("arrive", "arrival", "arrival_time", "time"),
    "leave": ("depart", "departure", "departure_time", "leave"),
    "days": ("days",),
    "energy": ("energy", "need", "energy_needed"),
    "soc": ("soc", "arrival_soc", "soc_at_arrival", "state_of_charge"),
    "target": ("target_soc", "target", "required_soc", "departure_soc"),
    "battery": ("battery", "battery_capacity", "capacity"),
    "miles": ("miles", "trip_miles", "trip_length", "distance"),
    "mi_per_kwh": ("mi_per_kwh", "miles_per_kwh"),
    "reserve": ("reserve", "reserve_soc"),
    "max": ("max", "max_power"),
    "efficiency": ("efficiency",),
}
IN_MILES: Final = ("miles", "trip_miles")
"""Titles that say the unit of their numbers."""

SHOWN: Final[dict[TripRole, str]] = {
    role: {"time": "arrive", "leave": "depart", "target": "target_soc", "max": "max_kw"}.get(role, role)
    for role in _WORDS
}
"""What messages call a column."""

TRIP_TITLES: Final[TitleWords[TripRole]] = TitleWords(
    {word: role for role, words in _WORDS.items() for word in words},
    {
        "energy": _ENERGY_UNITS,
        "battery": _ENERGY_UNITS,
        "soc": _PART_UNITS,
        "target": _PART_UNITS,
        "reserve": _PART_UNITS,
        "efficiency": _PART_UNITS,
        "miles": {"mi": "mi", "miles": "mi", "km": "km"},
        "max": {"kw": "kW", "w": "W"},
    },
    (
        *("vehicle", "fleet", "port", "arrive", "depart", "days", "energy_kwh", "soc", "target_soc", "battery_kwh"),
        *("miles", "mi_per_kwh", "reserve", "max_kw", "efficiency"),
    ),
    (
        *("vehicle", "fleet", "port", "arrive", "depart", "days", "energy_kwh", "soc", "target_soc", "battery_kwh"),
        *("miles", "mi_per_kwh", "reserve", "max_kw", "efficiency"),
    ),
    {},
    SHOWN,
)
"""The titles of files of trips."""
