"""Two real garages and their sessions, and a session file played under one policy."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING

from common import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from evsite.model.sessions import SessionSet
    from evsite.model.site import Site
    from evsite.studies.simulation.results import PolicyRun

# the sessions of June 2019 that are tested against known figures
sys.path.insert(0, str(ROOT / "tests" / "studies"))

ANY_AMPERE, MOST = 'min_current = "0.001 A"', 'max_current = "32 A"'
STEP_S = 300


def garage(name: str, *, any_ampere: bool = False, change: Callable[[str], str] | None = None) -> Site:
    """A garage of the examples; with `any_ampere` no vehicle waits because its share is small."""
    from evsite.sitefile.loading import loads

    text = (ROOT / "examples" / f"{name}-garage.toml").read_text()
    if any_ampere:
        text = text.replace("[site]\n", f"[site]\n{ANY_AMPERE}\n", 1)
        text = text.replace(f"{MOST},", f"{MOST}, {ANY_AMPERE},").replace(f"{MOST}\n", f"{MOST}\n{ANY_AMPERE}\n")
    return loads(text if change is None else change(text))


def june(name: str, first: int = 1, last: int = 30) -> SessionSet:
    """Sessions of June 2019 from one day to another, at the nearest 5 min."""
    import acn

    return acn.sessions(acn.JPL if name == "jpl" else acn.CALTECH, acn.to_five_minutes, first, last)


def play(site: Site, sessions: SessionSet, policy: str) -> tuple[PolicyRun, float]:
    """Sessions under one policy, and the processor time of it [s]."""
    from evsite.studies.simulation.simulate import simulate

    start = time.process_time()
    result = simulate(site, sessions, policies=[policy])
    return result.runs[0], time.process_time() - start


def wall_s(site: Site, sessions: SessionSet, policy: str, jobs: int) -> float:
    """How long the same takes in so many processes, by the clock [s]."""
    from evsite.studies.simulation.simulate import simulate

    start = time.perf_counter()
    simulate(site, sessions, policies=[policy], jobs=jobs)
    return time.perf_counter() - start


def full_of(run: PolicyRun) -> int:
    """How many had all that they wanted."""
    return sum(outcome.full_s is not None for outcome in run.outcomes)


def acn_files(folder: Path, name: str, year: int) -> list[Path]:
    """Files of ACN-Data in a folder, named SITE_FIRST_LAST.csv or .csv.gz, of one site and year."""
    found = sorted(folder.glob(f"{name}_{year}-*.csv*"))
    if not found:
        sys.exit(f"{folder}: no files {name}_{year}-*.csv[.gz]")
    return found
