"""What columns of files are called that say what became of trips."""

from __future__ import annotations

from typing import Final, Literal

from evsite.sitefile.sessions.title_words import TitleWords

ActualRole = Literal["vehicle", "trip", "time", "leave", "fault", "energy", "soc"]
"""What a column holds; moments are called as those of trips are."""

_WORDS: Final[dict[ActualRole, tuple[str, ...]]] = {
    "vehicle": ("vehicle", "vehicle_id", "vehicle_name", "name"),
    "trip": ("trip", "planned_arrival", "planned"),
    "time": ("arrive", "arrived", "arrival", "arrival_time"),
    "leave": ("depart", "departed", "departure", "departure_time", "leave"),
    "fault": ("fault", "fault_since", "port_fault"),
    "energy": ("delivered", "energy", "energy_delivered"),
    "soc": ("soc", "state_of_charge"),
}
ACTUAL_SHOWN: Final[dict[ActualRole, str]] = {
    role: {"time": "arrive", "leave": "depart", "energy": "delivered_kwh"}.get(role, role) for role in _WORDS
}
"""What messages call a column."""

_LISTED = ("vehicle", "trip", "arrive", "depart", "fault", "delivered_kwh", "soc")
ACTUAL_TITLES: Final[TitleWords[ActualRole]] = TitleWords(
    {word: role for role, words in _WORDS.items() for word in words},
    {"energy": {"kwh": "kWh", "wh": "Wh", "mwh": "MWh"}, "soc": {"percent": "%", "pct": "%"}},
    _LISTED,
    _LISTED,
    {},
    ACTUAL_SHOWN,
)
"""The titles of files of what became of trips."""
