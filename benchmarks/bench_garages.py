"""What two real garages would have delivered in June 2019: figures to compare with those of other simulators.

1. Policies at the garages as they are, beside figures that two independent event simulators agree on. With a folder
   of ACN-Data, eight months of JPL too.
2. Policies over the capacity of the Caltech garage, once as lines of a three-phase transformer, once as one limit in
   kW, beside what perfect foresight could have delivered. As in acnportal's own experiments, what was delivered counts
   as what is wanted, any ampere is given, and pods have no limit. Those experiments use sessions of March 2019, which
   the published data used here does not have: only the order of policies can be compared, not the figures.
"""

from __future__ import annotations

import argparse
import os
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(name, "1")

import csv
import gzip

from common import machine, shown, table
from garages import acn_files, full_of, garage, june, play

if TYPE_CHECKING:
    from evsite.model.sessions import SessionSet

KNOWN = {
    ("caltech", "equal", False): (11_255.486, 746),
    ("caltech", "fcfs", False): (11_242.461, 746),
    ("jpl", "equal", False): (28_829.564, 1_029),
    ("jpl", "fcfs", False): (28_232.421, 986),
    ("jpl", "fcfs", True): (28_245.627, 987),
}
"""Energy [kWh] and sessions that are full; True where any ampere is given."""
KNOWN_MONTHS = (240_631.678, 8_301, 29_045)
"""JPL, May to December 2019, equal: energy [kWh], full, events."""
CAPACITIES_KW = (20, 25, 30, 40, 50, 60, 70, 80, 100, 120, 150)
QUICK_KW = (20, 50, 100)
POLICIES = ("fcfs", "equal", "edf", "llf")
THREE_PHASE, ONE_LIMIT = "three-phase lines", "one limit in kW"
NEARLY = 1e-6
"""As a part: the plan behind the bound is no nearer."""


def known(folder: Path | None) -> None:
    """The garages as they are."""
    from evsite.studies.simulation.simulate import SIMULATED_NAMES

    rows = []
    for name in ("caltech", "jpl"):
        sessions = june(name)
        for policy in SIMULATED_NAMES:
            for any_ampere in (False, True):
                if any_ampere and policy != "fcfs":
                    continue
                run, took = play(garage(name, any_ampere=any_ampere), sessions, policy)
                title = f"{policy}, any ampere" if any_ampere else policy
                expected = KNOWN.get((name, policy, any_ampere))
                told = "-" if expected is None else f"{expected[0]:,.3f}, {expected[1]:,}"
                ours = (round(run.energy_kwh, 3), full_of(run))
                same = "" if expected is None else "same" if ours == expected else "DIFFERENT"
                window = f"{name}, June, {len(sessions.sessions):,}"
                rows.append(
                    [window, title, f"{ours[0]:,.3f}", f"{ours[1]:,}", f"{run.events:,}", told, same, shown(took)]
                )
    if folder is not None:
        rows.append(months(folder))
    head = ["sessions", "policy", "kWh", "full", "events", "known kWh, full", "", "time"]
    table("Two garages, sessions at the nearest 5 min", head, rows)


def months(folder: Path) -> list[str]:
    """Eight months of JPL, with times cut to the minute as in the known figures."""
    from evsite.sitefile.sessions.loading import load_sessions

    site = garage("jpl")
    given = load_sessions([str(path) for path in acn_files(folder, "jpl", 2019)], site)
    each = [replace(one, arrive_s=_minute(one.arrive_s), leave_s=_minute(one.leave_s)) for one in given.sessions]
    sessions = replace(given, sessions=tuple(sorted(each, key=lambda one: one.arrive_s)))
    run, took = play(site, sessions, "equal")
    energy_kwh, full, events = KNOWN_MONTHS
    same = "same" if (round(run.energy_kwh, 3), full_of(run)) == KNOWN_MONTHS[:2] else "DIFFERENT"
    title = f"jpl, May to December, to the minute, {len(sessions.sessions):,}"
    told = f"{energy_kwh:,.3f}, {full:,} ({events:,} events)"
    return [title, "equal", f"{run.energy_kwh:,.3f}", f"{full_of(run):,}", f"{run.events:,}", told, same, shown(took)]


def _minute(at_s: float | None) -> float | None:
    """The full minute before."""
    return None if at_s is None else at_s // 60 * 60


def delivered(sessions: SessionSet) -> SessionSet:
    """The sessions of the Caltech garage, each wanting what it got."""
    import acn

    with gzip.open(acn.CALTECH, "rt", newline="") as text:
        got_kwh = [float(row["delivered_energy (kWh)"]) for row in csv.DictReader(text)]
    # a session is called by its row, of which the first is the head
    each = [replace(one, energy_kwh=got_kwh[int(one.name.split()[1]) - 2]) for one in sessions.sessions]
    return replace(sessions, sessions=tuple(each))


def with_capacity(kind: str, capacity_kw: int):
    """From the text of the Caltech garage to that with another capacity."""

    def change(text: str) -> str:
        head, pods = text.split("[groups.Pod1]")
        assert "[groups.Garage]" in pods
        if kind == THREE_PHASE:
            head = head.replace('rating = "150 kVA"', f'rating = "{capacity_kw} kVA"')
            limit = f"{capacity_kw} kVA"
        else:
            head = head.replace('rating = "150 kVA"', 'rating = "2000 kVA"')
            limit = f"{capacity_kw} kW"
        # breakers of the pods that never bind, and no groups on them
        head = head.replace('main = "100 A"', 'main = "400 A"').replace('bus = "100 A"', 'bus = "400 A"')
        return f'{head}[groups.Garage]\non = "T1"\nlimit = "{limit}"\n'

    return change


def by_capacity(capacities_kw: tuple[int, ...]) -> None:
    """What is delivered of what is wanted, by capacity and policy."""
    from evsite.studies.simulation.clairvoyant import clairvoyant_bound
    from evsite.studies.simulation.stays import stays_of

    sessions = delivered(june("caltech"))
    wanted_kwh = sum(each.energy_kwh for each in sessions.sessions)
    for kind in (THREE_PHASE, ONE_LIMIT):
        rows, percents = [], []
        for capacity_kw in capacities_kw:
            site = garage("caltech", any_ampere=True, change=with_capacity(kind, capacity_kw))
            runs = [play(site, sessions, policy)[0] for policy in POLICIES]
            bound = clairvoyant_bound(site, sessions, stays_of(runs[0]))
            shares = [*(100 * run.energy_kwh / wanted_kwh for run in runs), 100 * bound.energy_kwh / wanted_kwh]
            percents.append(shares)
            rows.append([f"{capacity_kw} kW", *(f"{share:.3f}" for share in shares), order(shares)])
        mean = [sum(column) / len(column) for column in zip(*percents, strict=True)]
        rows.append(["mean", *(f"{share:.3f}" for share in mean), order(mean)])
        head = ["capacity", "fcfs", "equal", "edf", "llf", "perfect foresight", "order"]
        table(f"Caltech, June 2019: % of {wanted_kwh:,.1f} kWh delivered, {kind}", head, rows)


def order(shares: list[float]) -> str:
    """The policies by what they deliver, least first; nothing may exceed perfect foresight."""
    names = [*POLICIES, "foresight"]
    assert max(shares) <= shares[-1] * (1 + NEARLY), "a policy delivers more than perfect foresight"
    # of equal shares the first named stands first
    ranked = sorted(zip(shares, names, strict=True), key=lambda pair: round(pair[0], 6))
    told = ranked[0][1]
    for (less, _), (more, name) in pairwise(ranked):
        told += f" {'<' if more > less * (1 + NEARLY) else '='} {name}"
    return told


def main() -> None:
    """Print all tables."""
    parser = argparse.ArgumentParser(description="what two real garages would have delivered")
    parser.add_argument("--quick", action="store_true", help="three capacities")
    parser.add_argument("--acn", type=Path, help="folder with CSV files of ACN-Data, named SITE_FIRST_LAST.csv[.gz]")
    options = parser.parse_args()
    print(machine())
    known(options.acn)
    by_capacity(QUICK_KW if options.quick else CAPACITIES_KW)


if __name__ == "__main__":
    main()
