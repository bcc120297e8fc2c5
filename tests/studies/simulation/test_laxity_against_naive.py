"""Least laxity first against sorting everybody anew at every event, and every 5 minutes while somebody waits."""

import random

import pytest
from naive_simulator import play

import evsite
from evsite.metering.zones import UTC_ZONE
from evsite.model.calendar import Calendar
from evsite.model.sessions import Session, SessionSet
from evsite.studies.simulation.simulate import simulate

# every port stands under the panel, so that what happens at one is an event for all
SITE = """
[site]
nec = 2023
[supplies.T]
kind = "transformer"
rating = "75 kVA"
system = "208Y/120"
[panels.P]
fed_from = "T"
main = "{main} A"
[circuits.C_]
panel = "P"
count = 12
breaker = "40 A"
[stations.S_]
count = 12
max_current = "32 A"
circuits = "C_"
[groups.P]
on = "P"
"""


def day(site, seed):
    """Sessions of a day: as few ties as numbers at random leave."""
    dice = random.Random(seed)
    found = []
    for port in site.ports:
        free_s = 0.0
        while (arrive_s := free_s + dice.uniform(0, 6 * 3600)) < 20 * 3600:
            free_s = arrive_s + dice.uniform(600, 8 * 3600)
            most_kwh = 1.2 * (free_s - arrive_s) / 3600 * site.ports[port].output_kw_per_a * 32
            accept_a = dice.choice([None, None, 16.0, 24.0])
            found.append((arrive_s, free_s, port, dice.uniform(0.1, most_kwh), accept_a))
    return SessionSet(
        tuple(
            Session(f"{number}", arrive_s, port, leave_s, energy_kwh=energy_kwh, accept_a=accept_a)
            for number, (arrive_s, leave_s, port, energy_kwh, accept_a) in enumerate(sorted(found))
        ),
        Calendar(4 * 86_400, UTC_ZONE, dated=False),
    )


@pytest.mark.slow
@pytest.mark.parametrize("main", [50, 100, 150])
@pytest.mark.parametrize("seed", range(2))
def test_those_with_least_time_to_spare_are_served_first(main, seed):
    site = evsite.loads(SITE.format(main=main))
    sessions = day(site, seed)
    run = simulate(site, sessions, policies=["llf"]).runs[0]
    expected = play(site, sessions, "llf")
    assert [each.energy_kwh for each in run.outcomes] == pytest.approx([kwh for kwh, _ in expected], rel=1e-6, abs=1e-6)
    fcfs = simulate(site, sessions, policies=["fcfs"]).runs[0]
    assert [each.energy_kwh for each in fcfs.outcomes] != pytest.approx([kwh for kwh, _ in expected], rel=1e-3)
