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


TWO = """
[site]
nec = 2023
[supplies.T]
kind = "service"
rating = "400 A"
system = "208Y/120"
[panels.P]
fed_from = "T"
main = "200 A"
[circuits]
{circuits}
[stations]
{stations}
[groups.P]
on = "P"
limit = "20 A"
"""


def two_ports(*pairs, keys=""):
    """A site with a port on each of these pairs of lines, and a group of 20 A on each line."""
    circuits = [
        f'C{number} = {{ panel = "P", breaker = "60 A", phases = "{pair}" }}' for number, pair in enumerate(pairs)
    ]
    stations = [f'S{number} = {{ circuits = "C{number}", max_current = "48 A"{keys} }}' for number in range(len(pairs))]
    return evsite.loads(TWO.format(circuits="\n".join(circuits), stations="\n".join(stations)))


def played(site, *rows, until_s=None):
    sessions = SessionSet(
        tuple(
            Session(f"{number}", arrive_s, f"S{number}.1", leave_h * 3600.0, energy_kwh=energy_kwh, accept_a=accept_a)
            for number, (arrive_s, leave_h, energy_kwh, accept_a) in enumerate(rows)
        ),
        Calendar(4 * 86_400, UTC_ZONE, dated=False),
        until_s=until_s,
    )
    return [each.energy_kwh for each in simulate(site, sessions, policies=["llf"]).runs[0].outcomes]


def test_a_port_that_nobody_uses_changes_no_laxity():
    # lines A and C hold one port each until the others are there; 30 kWh take 3 h at 48 A, and 7.2 h at 20 A
    rows = (0.0, 8.0, 30.0, None), (0.0, 4.0, 10.0, 16.0)
    alone = played(two_ports("AB", "BC"), *rows)
    assert played(two_ports("AB", "BC", "AB", "BC"), *rows) == pytest.approx(alone)
    # the second has 1 h to spare, the first 5 h
    assert alone[1] == pytest.approx(10.0)


def test_laxity_is_that_of_what_a_vehicle_draws_whatever_current_it_is_offered():
    site = two_ports("AB", "AB", keys=', currents = ["16 A"]')
    # at 9 A the first needs 10 of its 11 h, and would need 5.6 h at the 16 A that it is offered; the second needs 9 h
    rows = (0.0, 11.0, 18.72, 9.0), (0.0, 11.0, 29.952, 16.0)
    assert played(site, *rows, until_s=300.0) == pytest.approx([18.72 / 120, 0.0])


def test_who_has_more_time_to_spare_is_without_power_until_the_first_is_full():
    # 10 kWh take 2.404 h at 20 A
    site = two_ports("AB", "AB")
    rows = (0.0, 3.0, 10.0), (0.0, 12.0, 5.0)
    sessions = SessionSet(
        tuple(
            Session(f"{number}", arrive_s, f"S{number}.1", leave_h * 3600.0, energy_kwh=energy_kwh)
            for number, (arrive_s, leave_h, energy_kwh) in enumerate(rows)
        ),
        Calendar(4 * 86_400, UTC_ZONE, dated=False),
    )
    first, second = simulate(site, sessions, policies=["llf"]).runs[0].outcomes
    assert (first.unpowered_h, first.longest_unpowered_h) == (0, 0)
    assert (second.unpowered_h, second.longest_unpowered_h) == pytest.approx((10 / 4.16, 10 / 4.16), rel=1e-3)
