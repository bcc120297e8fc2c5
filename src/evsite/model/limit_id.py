"""What distinguishes one limit of a site from the others, and what can hold a port: as data, never as text.

Titles for people are made from these in one place, `network/titles.py`.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

LimitKind = Literal["jumper", "modules", "group", "circuit", "panel", "service", "transformer"]
Side = Literal["primary", "secondary"]


class LimitId(NamedTuple):
    """The identity of a limit: what kind of object sets it, the name of that object, and the conductor it is about.

    `side` is given for the lines of transformers alone. `leg` is None where plain amperes are added (a circuit, a
    jumper) and for limits of power. `owner` is a station for a jumper and for power modules; `partner` is the other
    station where two paired ones share their modules. A group that is limited in amperes at one time and in power at
    another may have two limits of one identity; their units differ.
    """

    kind: LimitKind
    owner: str
    side: Side | None = None
    leg: str | None = None
    partner: str | None = None


Hold = Literal[
    "limit",
    "vehicle",
    "port-rating",
    "power-select",
    "charging-times",
    "order",
    "turn",
    "current-step",
    "fallback",
    "no-vehicle",
]
"""Why a port gets no more: a limit, what the vehicle accepts, its rating as built or as set by Power Select, hours in
which it may not charge, the order of arrival, a turn in a rotation that has not come, that its station offers no
current between what it has and what it could have, the fallback of a station that is offline, or that there is no
vehicle."""


class LimitedBy(NamedTuple):
    """What keeps a port from getting more.

    `limit` is the limit that does, because of which turns are taken, or that has no room for another step.
    """

    kind: Hold
    limit: LimitId | None = None


VEHICLE = LimitedBy("vehicle")
PORT_RATING = LimitedBy("port-rating")
POWER_SELECT = LimitedBy("power-select")
PORT_ALONE: frozenset[Hold] = frozenset({PORT_RATING.kind, POWER_SELECT.kind})
"""What holds a port that has all it can give, whichever other ports are in use."""
CHARGING_TIMES = LimitedBy("charging-times")
ORDER = LimitedBy("order")
FALLBACK = LimitedBy("fallback")
NO_VEHICLE = LimitedBy("no-vehicle")


def by_limit(limit: LimitId) -> LimitedBy:
    """A port that a limit holds."""
    return LimitedBy("limit", limit)


def by_step(found: LimitedBy) -> LimitedBy:
    """A port that offers less than what holds it would leave, as its station offers no current between."""
    return LimitedBy("current-step", found.limit)
