"""Plans for fleets of 100 and 1,000 vehicles over 96 steps, and the part of the time that the solver takes.

Vehicles of three fleets stand on panels with limits in kW below one for all, with three prices and a demand charge. The
last rows have limits in amperes on three phases, where sums of phasors count, and trips that begin within steps.

Seconds are processor time of one call, without reading the site. Pauses are runs of steps in which a vehicle charges,
beyond one for each vehicle that does.
"""

from __future__ import annotations

import argparse
import os
import time

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(name, "1")

from common import machine, table
from fleets import depot_site, depot_tariff, depot_trips

import evsite
from evsite.studies.fleets import programme
from evsite.studies.fleets.plan import plan_fleets

ROWS = (
    ("whole steps, power to spare", {}, {}),
    ("whole steps, too little power", {"share": 0.2}, {}),
    ("any times, too little power", {"share": 0.2}, {"on_grid": False}),
    ("amperes on three phases", {"limit": "A"}, {}),
)
AIM_S = {100: 1.0, 1000: 15.0}


class Watch:
    """Processor time within the solver."""

    def __init__(self):
        self.spent_s, self.calls = 0.0, 0
        inner = programme.Programme.minimise

        def timed(own, cost):
            begin = time.process_time()
            found = inner(own, cost)
            self.spent_s += time.process_time() - begin
            self.calls += 1
            return found

        programme.Programme.minimise = timed


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="100 vehicles only")
    options = parser.parse_args()
    print(machine())
    watch = Watch()
    rows = []
    for vehicles in (100,) if options.quick else (100, 1000):
        for title, of_site, of_trips in ROWS:
            if vehicles > 100 and of_site.get("limit") == "A":
                continue
            site = evsite.loads(depot_site(vehicles, **of_site))
            trips = depot_trips(site, vehicles, **of_trips)
            watch.spent_s, watch.calls = 0.0, 0
            begin = time.process_time()
            plan = plan_fleets(site, trips, tariff=depot_tariff())
            total_s = time.process_time() - begin
            on = plan.power_kw > 0
            runs = (on[:, 1:] & ~on[:, :-1]).sum(axis=1) + on[:, 0]
            gaps = [stage.value - stage.bound for stage in plan.stages if stage.kind == "shortfall"]
            rows.append(
                [
                    f"{vehicles:,}",
                    title,
                    f"{total_s:.2f}",
                    f"{total_s / AIM_S[vehicles]:.2f}",
                    f"{watch.spent_s / total_s:.0%}",
                    watch.calls,
                    f"{sum(gaps):.3f}",
                    int(runs.sum() - (runs > 0).sum()),
                ]
            )
    head = ["vehicles", "what", "s", "of the aim", "in the solver", "programmes", "gap of shortfalls, kWh", "pauses"]
    table("Plans for fleets", head, [[str(cell) for cell in row] for row in rows])


if __name__ == "__main__":
    main()
