"""Checks of 2,000 generated stores of 4 to 60 ports, 21 of them broken: one process, a pool, and a cluster of Dask.

All in one run, by the clock on the wall; the documents have to be the same to the last byte. The memory is the highest
of the process that hands out and of its largest child so far; it hardly grows with the number of sites.
"""

from __future__ import annotations

import json
import os
import random
import resource
import sys
import time
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(name, "1")

from common import PORTS_A_PANEL, arguments, machine, shown, table, times

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evsite.portfolio.cases import Case
    from evsite.portfolio.run import Engine

SITES, QUICK, BROKEN = 2000, 200, 21
JOBS = 2
STORE = """\
[site]
name = "Store {number}"
nec = 2023

[supplies.U]
kind = "service"
rating = "{rating} A"
system = "208Y/120"
"""
PANEL = """
[panels.EV{place}]
fed_from = "U"
main = "400 A"
bus = "400 A"

[circuits.C{place}_]
panel = "EV{place}"
count = {ports}
breaker = "40 A"

[stations.S{place}_]
count = {ports}
max_current = "{amps} A"
circuits = "C{place}_"

[groups.EV{place}]
on = "EV{place}"
limit = "{limit} A"
"""


def write_stores(folder: Path, number: int) -> list[Case]:
    """Stores with 4 to 60 ports; some have no end of a header, a wrong word, or no text in them."""
    from evsite.portfolio.cases import Case

    dice = random.Random(1)
    wrong = set(dice.sample(range(number), BROKEN))
    cases = []
    for place in range(number):
        ports, amps = dice.randint(4, 60), dice.choice((24, 30, 32, 32))
        text = STORE.format(number=place, rating=400 * (1 + ports // PORTS_A_PANEL))
        for panel, first in enumerate(range(0, ports, PORTS_A_PANEL)):
            there = min(PORTS_A_PANEL, ports - first)
            limit = round(min(320, amps * there / dice.choice((1, 1.5, 2))))
            text += PANEL.format(place=panel, ports=there, amps=amps, limit=limit)
        if place in wrong:
            text = (text.replace("]", "", 1), text.replace('"service"', '"servcie"'), "")[place % 3]
        path = folder / f"store-{place:04}.site.toml"
        path.write_text(text)
        cases.append(Case(str(path)))
    return cases


def played(cases: list[Case], engine: Engine, file: Path) -> tuple[float, float, str, int]:
    """Time on the wall, time within sites, the hash of the document, and how many sites have an error."""
    from evsite.output.json.portfolio import portfolio_document
    from evsite.output.json.writer import pieces
    from evsite.portfolio.journal import Journal
    from evsite.portfolio.run import run_portfolio
    from evsite.portfolio.tasks import Asked
    from evsite.studies.portfolio.summary import summarize

    asked = Asked()
    paths = sorted(case.path for case in cases)
    started = time.perf_counter()
    with Journal(file) as journal:
        run_portfolio(cases, asked, engine, journal)
        summary = summarize(journal.lines(paths), asked.do)
        digest = sha256()
        for piece in pieces(portfolio_document(summary, journal.lines(paths), asked.words)):
            digest.update(piece.encode())
    wall_s = time.perf_counter() - started
    within_s = sum(json.loads(line)["elapsed_s"] for line in file.read_text().splitlines())
    assert len(file.read_text().splitlines()) == len(cases)
    return wall_s, within_s, digest.hexdigest(), summary.refused + summary.unreadable


@contextmanager
def local_cluster() -> Iterator[Engine]:
    """A cluster of two workers here."""
    from distributed import LocalCluster

    from evsite.portfolio.cluster import Cluster

    with LocalCluster(
        n_workers=JOBS, threads_per_worker=1, dashboard_address=None, host="127.0.0.1", silence_logs="CRITICAL"
    ) as cluster:
        cluster.wait_for_workers(JOBS)
        yield Cluster(cluster.scheduler_address)


def peak_mb() -> str:
    """The most memory of this process, and of the largest of its children that have ended."""
    found = (resource.getrusage(who).ru_maxrss / 1024 for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return " + ".join(f"{each:,.0f} MB" for each in found)


def main() -> None:
    flags = arguments(__doc__.splitlines()[0], quick=f"{QUICK} sites")
    print(f"{machine()}")
    from evsite.portfolio.pool import Pool
    from evsite.portfolio.serial import Serial

    number = QUICK if flags.quick else SITES
    rows, digests, first_s = [], set(), None
    with TemporaryDirectory() as folder:
        cases = write_stores(Path(folder), number)
        for title, engine in (("one process", Serial()), (f"pool of {JOBS}", Pool(JOBS)), ("Dask", None)):
            started = time.perf_counter()
            if engine is None:
                with local_cluster() as cluster:
                    start_s = time.perf_counter() - started
                    found = played(cases, cluster, Path(folder) / "dask")
            else:
                start_s = 0.0
                found = played(cases, engine, Path(folder) / title)
            wall_s, within_s, digest, wrong = found
            digests.add(digest)
            first_s = first_s or wall_s
            each = shown(wall_s / number)
            rows.append(
                [
                    title,
                    shown(start_s) if start_s else "-",
                    shown(wall_s),
                    each,
                    shown(within_s),
                    times(first_s, wall_s),
                    peak_mb(),
                ]
            )
    head = ["engine", "start", "wall", "a site", "within sites", "beside one process", "peak memory, and of a child"]
    table(f"Checks of {number:,} sites, {wrong} of them no site", head, rows)
    print("\nthe documents are the same" if len(digests) == 1 else "\nTHE DOCUMENTS DIFFER")
    sys.exit(len(digests) > 1)


if __name__ == "__main__":
    main()
