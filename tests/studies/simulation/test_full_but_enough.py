"""A limit that is full where everybody below it has all that they take keeps nobody from more."""

import pytest

import evsite
from evsite.metering.zones import UTC_ZONE
from evsite.model.calendar import Calendar
from evsite.model.sessions import Session, SessionSet
from evsite.studies.simulation.results import AS_DESIGNED
from evsite.studies.simulation.simulate import simulate

WEEK = Calendar(4 * 86_400, UTC_ZONE, dated=False)
SITE = """
[site]
nec = 2023
[supplies.U]
kind = "service"
rating = "400 A"
system = "208Y/120"
[panels.Ample]
fed_from = "U"
main = "200 A"
[panels.Tight]
fed_from = "U"
main = "200 A"
[circuits.C]
panel = "Ample"
count = 3
breaker = "40 A"
phases = "AB"
[stations.S]
count = 3
max_current = "32 A"
circuits = "C"
[circuits.D]
panel = "Tight"
count = 5
breaker = "40 A"
phases = "AB"
[stations.T]
count = 5
max_current = "32 A"
circuits = "D"
[groups.Both]
on = "U"
limit = "{both_a} A"
[groups.Enough]
on = "Ample"
limit = "{enough_a} A"
[groups.Turns]
on = "Tight"
limit = "30 A"
"""


@pytest.mark.parametrize("policy", ["equal", "proportional", "round-robin", AS_DESIGNED])
@pytest.mark.parametrize("each_a", [11.3, 12.1, 14.7, 16.0])
def test_limits_that_are_just_enough_beside_vehicles_that_take_turns(policy, each_a):
    # three of the five that accept 8 A fit at once, beside three that have what they take: one network, and room
    site = evsite.loads(SITE.format(both_a=3 * each_a + 29, enough_a=3 * each_a))
    accepts_a = dict.fromkeys(site.ports, 8.0) | dict.fromkeys(list(site.ports)[:3], each_a)
    sessions = tuple(
        Session(port, 60.0 * place, port, 4 * 3600.0, accept_a=accepts_a[port]) for place, port in enumerate(site.ports)
    )
    (run,) = simulate(site, SessionSet(sessions, WEEK), policies=[policy]).runs
    assert [bound.limit.owner for bound in run.bound] == ["Turns"]
    assert {limit.limit.owner for limit in run.limits if limit.bound_h} == {"Turns"}
    full = [limit for limit in run.limits if limit.limit.owner == "Enough"]
    assert [limit.peak_load for limit in full] == pytest.approx([limit.value for limit in full], rel=1e-9)
