"""Ways out where vehicles draw nothing or a minimum: an integer programme is asked only for what seems to help."""

import re

import pytest

from evsite.sitefile.loading import loads
from evsite.sitefile.tariffs.load import load_tariff
from evsite.sitefile.trips.loading import load_trips
from evsite.studies.fleets.plan import plan_fleets
from evsite.studies.fleets.programme import Programme
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


PHASES = """
[site]
nec = 2023
[supplies.U]
kind = "service"
rating = "600 A"
system = "208Y/120"
[panels.P]
fed_from = "U"
main = "600 A"
[circuits.C]
panel = "P"
count = 7
breaker = "60 A"
[stations.V]
count = 7
max_current = "48 A"
circuits = "C"
[groups.P]
on = "P"
limit = "75 A"
[fleets.Vans]
rank = 1
"""
PHASE_TRIPS = """vehicle,fleet,port,arrive,depart,energy_kwh
V1,Vans,V1,2026-12-01 15:07,2026-12-02 06:30,20
V2,Vans,V2,2026-12-01 16:14,2026-12-02 07:30,22
V3,Vans,V3,2026-12-01 17:21,2026-12-02 05:30,14
V4,Vans,V4,2026-12-01 18:28,2026-12-02 06:30,26
V5,Vans,V5,2026-12-01 19:35,2026-12-02 07:30,36
V6,Vans,V6,2026-12-01 20:42,2026-12-02 05:30,16
V7,Vans,V7,2026-12-01 18:00,2026-12-02 01:15,60
"""


@pytest.mark.slow
def test_few_integer_programmes_are_solved_behind_phasors(tmp_path, monkeypatch):
    """Cuts are found with integers held: without that these vans took 70 integer programmes, and a minute."""
    path = tmp_path / "trips.csv"
    path.write_text(PHASE_TRIPS)
    solved = []
    minimise = Programme.minimise

    def counted(self, cost):
        solution = minimise(self, cost)
        # an integer programme has no multipliers
        solved.append(len(solution.multiplier) == 0)
        return solution

    monkeypatch.setattr(Programme, "minimise", counted)
    site = loads(PHASES)
    plan = plan_fleets(
        site, load_trips(path, site, zone="America/Los_Angeles"), tariff=load_tariff("sce-tou-ev-9-2025")
    )
    assert 1 <= sum(solved) <= 10
    assert plan.shortfall_kwh.max() == 0
    assert all(stage.proved for stage in plan.stages if stage.kind == "cost")
