"""A small depot of three AC ports, and trips to it, for tests of plans and of what is told about them."""

from evsite.sitefile.loading import loads
from evsite.sitefile.tariffs.load import load_tariff
from evsite.sitefile.trips.loading import load_trips
from evsite.studies.fleets.costs import charges_of_plan
from evsite.studies.fleets.plan import plan_fleets
from evsite.studies.fleets.report import fleet_report

SITE = """
[site]
name = "River Road Depot"
nec = 2023

[supplies.U]
kind = "service"
rating = "200 A"
system = "208Y/120"

[panels.EV1]
fed_from = "U"
main = "200 A"
bus = "200 A"

[circuits.C]
panel = "EV1"
count = 3
breaker = "40 A"

[stations.S]
count = 3
max_current = "32 A"
circuits = "C"

[groups.EV1]
on = "EV1"
limit = "12 kW"

[fleets."Box Trucks"]
rank = 1

[fleets.Vans]
rank = 2
intent = "asap"
"""
"""Each port gives 32 A at 208 V: 6.656 kW."""
HEAD = "vehicle,fleet,port,arrive,depart,energy_kwh,efficiency\n"
READY = """\
B1,Box Trucks,S1,2026-03-02 17:00,2026-03-03 05:00,40,0.9
B2,Box Trucks,S2,2026-03-02 18:00,2026-03-03 04:00,30,0.9
V1,Vans,,2026-03-02 16:00,2026-03-02 19:00,12,0.9
"""
"""All can be ready."""
SHORT = """\
B1,Box Trucks,S1,2026-03-02 17:00,2026-03-02 22:00,25,0.9
B2,Box Trucks,S2,2026-03-02 17:00,2026-03-02 22:00,25,0.9
V1,Vans,S3,2026-03-02 17:00,2026-03-02 21:00,20,0.9
V2,Vans,,2026-03-02 22:00,2026-03-02 23:00,30,0.9
"""
"""V1 finds the limit of the group taken; V2 cannot get 30 kWh in an hour."""


def trips_file(folder, rows=READY, name="trips.csv"):
    path = folder / name
    path.write_text(HEAD + rows)
    return path


def planned(path, site=SITE, tariff=None, **how):
    """The site, its plan and the report on it."""
    site = site if not isinstance(site, str) else loads(site)
    trips = load_trips(path, site, zone="America/Los_Angeles")
    prices = None if tariff is None else load_tariff(tariff)

    def solve(site, trips, *, search=True):
        return plan_fleets(site, trips, tariff=prices, search=search, **how)

    plan = solve(site, trips)
    about = {name: how[name] for name in ("offline", "loads") if name in how}
    costs = {name: how[name] for name in ("step_min", "loads", "peak_so_far_kw") if name in how}
    charges = None if prices is None else charges_of_plan(site, plan, prices, **costs)
    return site, plan, fleet_report(site, plan, solve, charges=charges, **about)
