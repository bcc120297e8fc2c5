"""The schedule of a plan for fleets as CSV: a row for each vehicle and step in which it is there."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

import numpy as np  # noqa: TID253 - this module is imported where fleets are planned

from evsite.model.spreadsheet import guarded
from evsite.output.json.writer import number
from evsite.output.stamps import stamp
from evsite.words import printable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evsite.model.site import Site
    from evsite.studies.fleets.results import FleetPlan

COLUMNS = ("trip", "vehicle", "fleet", "port", "start_at", "end_at", "power_kw", "current_a", "energy_kwh")


def fleet_csv(site: Site, plan: FleetPlan) -> Iterator[str]:
    """The text of the file, in pieces.

    Parameters
    ----------
    site
        The site; it knows the voltages of its ports.
    plan
        The plan. A step in which a vehicle comes or leaves is cut to the time in which it is there.
    """
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(COLUMNS)
    calendar = plan.trips.calendar
    for place, trip in enumerate(plan.trips.trips):
        port = plan.ports[place]
        if port is None:
            continue
        kw_per_a = site.ports[port].input_kw_per_a
        texts = [guarded(printable(text)) for text in (trip.vehicle, trip.fleet, port)]
        for step in np.flatnonzero(plan.present_h[place] > 0).tolist():
            begin_s, end_s = max(trip.arrive_s, plan.edge_s[step]), min(trip.depart_s, plan.edge_s[step + 1])
            power_kw = float(plan.power_kw[place, step])
            writer.writerow(
                [
                    place + 1,
                    *texts,
                    stamp(calendar, float(begin_s)),
                    stamp(calendar, float(end_s)),
                    number(power_kw),
                    number(power_kw / kw_per_a),
                    number(power_kw * float(plan.present_h[place, step])),
                ]
            )
        yield stream.getvalue()
        stream.seek(0)
        stream.truncate()
    yield stream.getvalue()
