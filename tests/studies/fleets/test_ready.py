"""A vehicle that the plan counts as ready has a time at which it is, and no other has one."""

import pytest

from evsite.sitefile.loading import loads
from evsite.sitefile.tariffs.load import load_tariff
from evsite.sitefile.trips.loading import load_trips
from evsite.studies.fleets.plan import plan_fleets
from evsite.studies.fleets.report import fleet_report
from evsite.studies.fleets.results import MISSED_KWH

SITE = """
[site]
nec = 2023
[supplies.Service]
kind = "service"
rating = "400 A"
system = "480Y/277"
[supplies.T1]
kind = "transformer"
rating = "150 kVA"
system = "208Y/120"
fed_from = "Main"
primary = "480Y/277"
[panels.Main]
fed_from = "Service"
main = "400 A"
[panels.L2]
fed_from = "T1"
main = "500 A"
bus = "600 A"
[circuits.C]
panel = "L2"
count = 12
breaker = "60 A"
[stations.Van]
count = 12
max_current = "48 A"
circuits = "C"
[groups.Vans]
on = "L2"
limit = "240 A"
[fleets.Vans]
rank = 2
"""
TRIPS = """vehicle,fleet,arrive,depart,miles,max_kw
V1,Vans,2026-12-01 15:40,2026-12-02 06:09,57,9.6
V2,Vans,2026-12-01 17:38,2026-12-02 07:19,96,9.6
V3,Vans,2026-12-01 15:32,2026-12-02 06:16,40,9.6
V4,Vans,2026-12-01 15:01,2026-12-02 06:26,67,9.6
V5,Vans,2026-12-01 15:42,2026-12-02 06:21,77,9.6
V6,Vans,2026-12-01 16:20,2026-12-02 06:25,109,9.6
V7,Vans,2026-12-01 17:53,2026-12-02 07:20,66,9.6
V8,Vans,2026-12-01 15:46,2026-12-02 07:28,65,9.6
V9,Vans,2026-12-01 16:38,2026-12-02 06:38,42,9.6
V10,Vans,2026-12-01 16:32,2026-12-02 06:53,61,9.6
V11,Vans,2026-12-01 15:37,2026-12-02 06:33,48,9.6
V12,Vans,2026-12-01 16:24,2026-12-02 06:38,40,9.6
"""


@pytest.mark.slow
def test_every_van_that_is_ready_has_its_time(tmp_path):
    """Amperes on three phases are planned by cuts and scaled into them, so vans lack what rounding is."""
    site = loads(SITE)
    path = tmp_path / "trips.csv"
    path.write_text(TRIPS)
    trips = load_trips(path, site, zone="America/Los_Angeles")
    plan = plan_fleets(site, trips, tariff=load_tariff("sce-tou-ev-9-2025"))
    assert plan.shortfall_kwh.max() < MISSED_KWH
    assert plan.shortfall_kwh.any(), "a plan without rounding shows nothing here"
    assert None not in plan.ready_s
    assert all(trip.arrive_s < ready <= trip.depart_s for trip, ready in zip(trips.trips, plan.ready_s, strict=True))
    (fleet,) = fleet_report(site, plan, lambda *_, **__: pytest.fail("all are ready: nothing is planned anew")).tallies
    assert (fleet.ready, fleet.trips) == (12, 12)
