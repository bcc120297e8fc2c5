"""Ways out where vehicles draw nothing or a minimum: an integer programme is asked only for what seems to help."""

import re

import pytest

from evsite.sitefile.loading import loads
from evsite.sitefile.trips.loading import load_trips
from evsite.studies.fleets.plan import plan_fleets
from evsite.studies.fleets.report import fleet_report

SITE = """
[site]
nec = 2023
[supplies.U]
kind = "service"
rating = "400 A"
system = "240/120"
[circuits.C]
panel = "U"
count = 3
breaker = "40 A"
phases = "AB"
[stations.S]
count = 3
ports = 1
max_current = "32 A"
circuits = "C"
[groups.G]
on = "U"
limit = "{limit} kW"
min_current = "8 A"
defer_to_fleet = true
[fleets.vans]
rank = 1
"""
TRIPS = """vehicle,port,arrive,depart,energy_kwh,efficiency
A,S1,2026-01-05 18:00-08:00,2026-01-05 20:00-08:00,3.0,0.9
B,S2,2026-01-05 18:00-08:00,2026-01-05 21:00-08:00,3.0,0.9
C,S3,2026-01-05 19:00-08:00,2026-01-05 21:00-08:00,2.0,0.9
"""


@pytest.mark.slow
def test_few_plans_for_ways_out_are_searched_for_and_each_that_is_shown_holds(tmp_path):
    path = tmp_path / "trips.csv"
    path.write_text(TRIPS)
    made = []

    def solve(site, trips, *, search):
        made.append((search, len(trips.trips)))
        return plan_fleets(site, trips, step_min=60, search=search)

    site = loads(SITE.format(limit="2.5"))
    trips = load_trips(path, site)
    plan = plan_fleets(site, trips, step_min=60)
    report = fleet_report(site, plan, solve)
    assert plan.shortfall_kwh.sum() > 0.5
    (finding,) = report.site_findings
    limit = re.fullmatch(r'limit = "([\d.]+) kW"', finding.remedy)[1]
    after = plan_fleets(loads(SITE.format(limit=limit)), trips, step_min=60)
    assert after.shortfall_kwh.sum() == 0
    shown = sum(len(each.alternatives) for each in report.remedies) + 1
    assert made.count((False, 3)) > shown
    assert 1 <= made.count((True, 3)) <= shown
