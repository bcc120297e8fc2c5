"""The sessions of two garages in June 2019, read in the simplest way, with times rounded as known figures have them.

The stations of the Caltech garage stand in the published model (acnportal, `caltech_acn`) by phase and pod; in the
example they have other names.
"""

import csv
import gzip
import math
from datetime import datetime
from functools import cache
from pathlib import Path

from evsite.metering.zones import find_zone
from evsite.model.calendar import Calendar
from evsite.model.sessions import Session, SessionSet

ROOT = Path(__file__).parents[2]
JPL = ROOT / "examples" / "data" / "jpl-2019-06.csv.gz"
CALTECH = Path(__file__).parent / "simulation" / "data" / "caltech-2019-06.csv.gz"
ZONE = find_zone("America/Los_Angeles")
_CALTECH_STATIONS = {
    "PodOne": [322, 493, 496, 320, 495, 321, 323, 494],
    "PodTwo": [324, 325, 326, 327, 489, 490, 491, 492],
    "OnAB": [308, 508, 303, 513, 310, 506, 316, 500, 318, 498],
    "OnBC": [304, 512, 305, 511, 313, 503, 311, 505, 317, 499, 148, 149, 212, 213],
    "OnCA": [307, 509, 309, 507, 306, 510, 315, 501, 319, 497, 312, 504, 314, 502],
}
CALTECH_PORTS = {
    f"CA-{number}": f"{family}{place}.1"
    for family, numbers in _CALTECH_STATIONS.items()
    for place, number in enumerate(numbers, 1)
}


@cache
def rows(path):
    """Arrival, departure, wanted energy [kWh] and station of each row."""
    with gzip.open(path, "rt", newline="") as text:
        return [
            (
                datetime.fromisoformat(row["arrival"]).timestamp(),
                datetime.fromisoformat(row["departure"]).timestamp(),
                float(row["requested_energy (kWh)"]),
                row["station_id"],
            )
            for row in csv.DictReader(text)
        ]


def sessions(path, rounded, first=1, last=30):
    """The sessions that arrive from one day of June to another, with times that `rounded` makes of seconds."""
    origin_s = datetime.fromisoformat(f"2019-06-{first:02}T00:00-07:00").timestamp()
    end_s = datetime.fromisoformat(f"2019-06-{last:02}T00:00-07:00").timestamp() + 86_400
    found = [
        Session(
            name=f"row {number}",
            arrive_s=float(rounded(arrive_s - origin_s)),
            port=CALTECH_PORTS.get(station, f"{station}.1"),
            leave_s=float(rounded(leave_s - origin_s)),
            energy_kwh=energy_kwh,
        )
        for number, (arrive_s, leave_s, energy_kwh, station) in enumerate(rows(path), 2)
        if origin_s <= arrive_s < end_s
    ]
    found.sort(key=lambda session: session.arrive_s)
    return SessionSet(tuple(found), Calendar(int(origin_s), ZONE, dated=True))


def to_five_minutes(at_s):
    """The nearest full five minutes."""
    return round(at_s / 300) * 300


def to_minute(at_s):
    """The full minute before."""
    return math.floor(at_s / 60) * 60
