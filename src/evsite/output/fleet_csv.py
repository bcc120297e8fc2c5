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
    from evsite.studies.fleets.report_results import CarriedOut, FleetReport

COLUMNS = ("trip", "vehicle", "fleet", "port", "start_at", "end_at", "power_kw", "current_a", "energy_kwh")


def fleet_csv(site: Site, report: FleetReport) -> Iterator[str]:
    """The text of the file, in pieces.

    Parameters
    ----------
    site
        The site; it knows the voltages of its ports.
    report
        The plan. A step in which a vehicle comes or leaves is cut to the time in which it is there. Of a run that is
        over the rows are what was really drawn; beside a plan from now on those stand above it, and a column `state`
        tells the two apart.
    """
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    done = report.carried_out
    writer.writerow(COLUMNS if done is None else (*COLUMNS, "state"))
    if done is not None:
        for row in _carried_out(site, done):
            writer.writerow([*row, "carried out"])
            yield _taken(stream)
    if done is None or done.now_s is not None:
        for row in _planned(site, report):
            writer.writerow(row if done is None else [*row, "planned"])
            yield _taken(stream)
    yield _taken(stream)


def _taken(stream: io.StringIO) -> str:
    text = stream.getvalue()
    stream.seek(0)
    stream.truncate()
    return text


def _planned(site: Site, report: FleetReport) -> Iterator[list[object]]:
    plan = report.plan
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
            yield [
                report.trip_number(place),
                *texts,
                stamp(calendar, float(begin_s)),
                stamp(calendar, float(end_s)),
                number(power_kw),
                number(power_kw / kw_per_a),
                number(power_kw * float(plan.present_h[place, step])),
            ]


def _carried_out(site: Site, done: CarriedOut) -> Iterator[list[object]]:
    """What was drawn; powers are means over the part of a step in which the vehicle was there."""
    run = done.run
    calendar = run.trips.calendar
    for position, (trip, stay) in enumerate(zip(run.trips.trips, run.stays, strict=True)):
        if trip.port is None:
            continue
        kw_per_a = site.ports[trip.port].input_kw_per_a
        texts = [guarded(printable(text)) for text in (trip.vehicle, trip.fleet, trip.port)]
        for step in range(run.until_step):
            begin_s = max(stay.arrive_s, float(run.edge_s[step]))
            end_s = min(stay.until_s, float(run.edge_s[step + 1]))
            if end_s <= begin_s:
                continue
            energy_kwh = float(run.energy_kwh[position, step])
            power_kw = energy_kwh / ((end_s - begin_s) / 3600)
            yield [
                position + 1,
                *texts,
                stamp(calendar, begin_s),
                stamp(calendar, end_s),
                number(power_kw),
                number(power_kw / kw_per_a),
                number(energy_kwh),
            ]
