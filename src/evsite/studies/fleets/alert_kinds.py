"""What a plan for fleets may alert of: codes and names, and trips that have the alert and that have it not.

The codes are stable. An example is a site file whose first lines, as comments, are the command and the trips that are
planned there, and what became of them where the command asks for that.
"""

from __future__ import annotations

from typing import Final

from evsite.model.finding import Severity
from evsite.sitefile.problem import Problem
from evsite.toml_text import assignment

_COLUMNS = "vehicle,fleet,port,arrive,depart,energy_kwh"
_DEPOT = """\

[site]
nec = 2023

[supplies.U]
kind = "service"
rating = "200 A"
system = "208Y/120"

[panels.EV1]
fed_from = "U"
main = "200 A"
bus = "200 A"

[circuits.C]
panel = "EV1"
count = 2
breaker = "40 A"

[stations.S]
count = 2
max_current = "32 A"
circuits = "C"

[groups.EV1]
on = "EV1"
limit = "10 kW"

[fleets.Vans]
rank = 1
"""
_DAY = "2026-03-02"


def _depot(
    *rows: str, limit: str = "10 kW", options: str = "", columns: str = _COLUMNS, evening: tuple[str, ...] = ()
) -> str:
    """A depot of two ports of 6.7 kW, and trips; "17:00" in a row is that time of one day."""
    lines = [f"evsite fleet depot.toml --trips trips.csv{options}, where the trips are", columns, *rows]
    if evening:
        lines += ["and evening.csv says", *evening]
    head = "".join(f"# {line}\n" for line in lines)
    return f"{head}{_DEPOT}".replace('limit = "10 kW"', assignment("limit", limit))


def _row(vehicle: str, port: str, arrive: str, depart: str, energy_kwh: float, more: str = "") -> str:
    return f"{vehicle},Vans,{port},{_DAY} {arrive}-08:00,{_DAY} {depart}-08:00,{energy_kwh:g}{more}"


IMPOSSIBLE: Final = Problem(
    "EV801",
    "fleet-impossible",
    "a vehicle cannot be ready by departure even alone",
    "A vehicle that is alone at the site, at the full power of its port, has what it needs when it departs.",
    "No schedule helps it: it needs a later departure, a port of more power, or less energy.",
    _depot(_row("V1", "S1", "17:00", "20:00", 40)),
    _depot(_row("V1", "S1", "14:00", "22:00", 40)),
)
SHORT: Final = Problem(
    "EV802",
    "fleet-short",
    "a vehicle leaves with less than it needs",
    "The plan gives every vehicle what it needs by its departure.",
    "Power is short where vehicles are there together: those of the last ranks leave with less. The limits that keep "
    "them from more are named, with the hours in which they are full.",
    _depot(_row("V1", "S1", "17:00", "21:00", 18), _row("V2", "S2", "17:00", "21:00", 18)),
    _depot(_row("V1", "S1", "17:00", "21:00", 18), _row("V2", "S2", "17:00", "21:00", 18), limit="40 kW"),
)
NO_PORT: Final = Problem(
    "EV803",
    "fleet-no-port",
    "a vehicle has no port",
    "A vehicle that names no port finds one of its fleet that is free for all of its stay.",
    "Without a port it gets nothing.",
    _depot(*(_row(name, "", "17:00", "21:00", 5) for name in ("V1", "V2", "V3"))),
    _depot(*(_row(name, "", "17:00", "21:00", 5) for name in ("V1", "V2"))),
)
TIGHT: Final = Problem(
    "EV804",
    "fleet-tight",
    "a vehicle has little time to spare",
    "At the full power of its port a vehicle has what it needs 30 minutes before it departs, and where it stays longer "
    "than ten hours 5 % of its stay before.",
    "One that comes a little later, or charges a little slower, leaves with less than it needs.",
    _depot(_row("V1", "S1", "17:00", "21:00", 22)),
    _depot(_row("V1", "S1", "17:00", "22:00", 22)),
    Severity.WARNING,
)
OFFLINE: Final = Problem(
    "EV805",
    "fleet-port-offline",
    "a vehicle stands at a port that is offline",
    "No vehicle stands at a port that is said to be offline.",
    "A port that cannot be reached keeps to its fallback and to no plan; what it draws is kept free for it.",
    _depot(_row("V1", "S1", "17:00", "21:00", 5), options=" --offline S1.1"),
    _depot(_row("V1", "S1", "17:00", "21:00", 5)),
    Severity.WARNING,
)
OVER_TARGET: Final = Problem(
    "EV806",
    "fleet-over-target",
    "more is asked for than a battery takes",
    "What a trip asks for fits in the battery of the vehicle beside what is in it.",
    "What is beyond a full battery cannot be charged and is left out of the plan.",
    _depot(_row("V1", "S1", "14:00", "22:00", 40, ",50 %,60"), columns=f"{_COLUMNS},soc,battery_kwh"),
    _depot(_row("V1", "S1", "17:00", "21:00", 5)),
    Severity.WARNING,
)
LIMIT_BINDS: Final = Problem(
    "EV807",
    "fleet-limit",
    "a limit keeps vehicles from what they need",
    "The limits of the site leave room for all that vehicles need by their departures.",
    "It is the limit at which one kW more brings vehicles most.",
    SHORT.fails,
    SHORT.passes,
    Severity.WARNING,
)
LATE: Final = Problem(
    "EV808",
    "fleet-late",
    "a vehicle is late",
    "A vehicle is there when its trip says so, or what became of the trip says that it has come, or will not.",
    "With --now, the plan counts with it from the end of the next step on; power is kept for it until its departure.",
    _depot(
        _row("V1", "S1", "17:00", "21:00", 5),
        options=f' --now "{_DAY} 17:30-08:00" --actual evening.csv',
        evening=("vehicle,arrive", "V1,-"),
    ),
    _depot(_row("V1", "S1", "17:00", "21:00", 5)),
    Severity.WARNING,
)
FAULT: Final = Problem(
    "EV809",
    "fleet-fault",
    "a vehicle is at a port that has a fault",
    "No vehicle stands at a port that gives nothing, or comes to one.",
    "It gets nothing more there, and nor does one that comes to that port later. It is an error where it leaves with "
    "less than it needs.",
    _depot(
        _row("V1", "S1", "17:00", "21:00", 5),
        options=f' --now "{_DAY} 17:30-08:00" --actual evening.csv',
        evening=("vehicle,fault", f"V1,{_DAY} 17:15-08:00"),
    ),
    _depot(_row("V1", "S1", "17:00", "21:00", 5)),
    Severity.WARNING,
)

ALERTS: Final[tuple[Problem, ...]] = (
    *(IMPOSSIBLE, SHORT, NO_PORT, TIGHT, OFFLINE, OVER_TARGET, LIMIT_BINDS),
    *(LATE, FAULT),
)
"""All of them, by code."""
