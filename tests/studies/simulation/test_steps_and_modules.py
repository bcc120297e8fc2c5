"""Stations that offer only some currents at two real garages, and ports that share power modules.

The figures of naive rounding (shares rounded down, nothing given again) were measured with an independent event
simulator on the same sessions, rounded to the nearest five minutes. Which currents stations offer is that of
acnportal: AeroVironment whole amperes from 6 A, ClipperCreek 8, 16, 24 and 32 A, these at the first pod of Caltech.
"""

import random

import numpy as np
import pytest
from acn import CALTECH, JPL, ROOT, sessions, to_five_minutes
from naive_simulator import play

import evsite
from evsite.allocation import sharing
from evsite.metering.zones import UTC_ZONE
from evsite.model.calendar import Calendar
from evsite.model.sessions import Session, SessionSet
from evsite.studies.simulation.simulate import SIMULATED_NAMES, simulate

WEEK = Calendar(4 * 86_400, UTC_ZONE, dated=False)
ANY = 'max_current = "32 A"'
WHOLE = f'{ANY}, current_step = "1 A"'
EIGHTS = f'{ANY}, currents = ["8 A", "16 A", "24 A", "32 A"]'
FLUID_KWH, FLUID_FULL = 28_829.564, 1029


def jpl(keys):
    return evsite.loads((ROOT / "examples" / "jpl-garage.toml").read_text().replace(ANY, keys))


def figures(site, arrivals, policy="equal"):
    run = simulate(site, arrivals, policies=[policy]).runs[0]
    for limit in run.limits:
        assert limit.peak_load <= limit.value * (1 + 1e-9)
    return round(run.energy_kwh, 3), sum(outcome.full_s is not None for outcome in run.outcomes)


def rounded_down(arrays, steps, share_a, ceiling_a, rate, rounding, order, wanted_a=None):
    return np.where(rounding, steps.round_down_a(share_a), share_a), np.full(len(share_a), -1)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("keys", "naive", "given_again"),
    [(WHOLE, (28_591.4, 1014), (28_818.194, 1028)), (EIGHTS, (24_965.1, 809), (28_679.442, 1019))],
)
def test_giving_again_what_rounding_leaves_saves_nearly_all_of_the_loss(monkeypatch, keys, naive, given_again):
    site, month = jpl(keys), sessions(JPL, to_five_minutes)
    energy_kwh, full = figures(site, month)
    assert (energy_kwh, full) == given_again
    assert naive[0] < energy_kwh < FLUID_KWH
    assert naive[1] < full < FLUID_FULL
    monkeypatch.setattr(sharing, "in_steps", rounded_down)
    energy_kwh, full = figures(site, month)
    assert (pytest.approx(energy_kwh, abs=0.05), full) == naive


@pytest.mark.slow
def test_two_makes_of_stations_at_caltech():
    text = (ROOT / "examples" / "caltech-garage.toml").read_text()
    first_pod = text.index("[stations.PodOne]")
    second_pod = text.index("[stations.PodTwo]")
    eights, whole = (keys.replace(", c", "\nc", 1) for keys in (EIGHTS, WHOLE))
    text = text[:first_pod] + text[first_pod:second_pod].replace(ANY, eights) + text[second_pod:].replace(ANY, whole)
    site = evsite.loads(text)
    assert {len(port.steps.currents_a) for port in site.ports.values()} == {4, 27}
    month = sessions(CALTECH, to_five_minutes)
    # with shares of any size 11,255.486 kWh and 746
    assert figures(site, month) == (11_254.525, 749)
    assert figures(site, month, "fcfs") == (11_242.461, 746)


def test_what_is_offered_counts_on_limits_and_what_is_drawn_in_energies():
    # both accept 7 A: they are offered 8 A each, all that the panel has
    text = (
        '[site]\nnec = 2023\n[supplies.U]\nkind = "service"\nrating = "200 A"\nsystem = "240/120"\n'
        '[circuits.C]\npanel = "U"\ncount = 2\nbreaker = "40 A"\n[stations.S]\ncount = 2\ncircuits = "C"\n'
        'max_current = "32 A"\ncurrents = ["8 A", "16 A"]\n[groups.G]\non = "U"\nlimit = "17 A"\n'
    )
    stays = tuple(Session(port, 0.0, port, 3600.0, accept_a=7.0) for port in ("S1.1", "S2.1"))
    run = simulate(evsite.loads(text), SessionSet(stays, WEEK), policies=["equal"]).runs[0]
    assert [outcome.energy_kwh for outcome in run.outcomes] == pytest.approx([7 * 0.24] * 2)
    assert run.power.power_kw.max() == pytest.approx(14 * 0.24)
    assert max(limit.peak_load for limit in run.limits if limit.limit.kind == "group") == pytest.approx(16)


def test_possible_is_the_largest_current_that_is_offered():
    text = (
        '[site]\nnec = 2023\n[supplies.U]\nkind = "service"\nrating = "200 A"\nsystem = "240/120"\n'
        '[circuits.C]\npanel = "U"\nbreaker = "40 A"\n[stations.S]\ncircuit = "C"\n'
        'max_current = "32 A"\ncurrents = ["8 A", "30 A"]\n[groups.G]\non = "U"\nlimit = "100 A"\n'
    )
    run = simulate(evsite.loads(text), SessionSet((Session("1", 0.0, "S.1", 3600.0),), WEEK), policies=["equal"]).runs[
        0
    ]
    assert run.outcomes[0].energy_kwh == run.outcomes[0].possible_kwh == pytest.approx(7.2)


def test_an_offline_port_gives_its_fallback_though_it_offers_no_such_current():
    text = (
        '[site]\nnec = 2023\n[supplies.U]\nkind = "service"\nrating = "200 A"\nsystem = "240/120"\n'
        '[circuits.C]\npanel = "U"\nbreaker = "40 A"\n[stations.S]\ncircuit = "C"\n'
        'max_current = "32 A"\ncurrents = ["8 A", "12 A"]\nfallback = "15 A"\n[groups.G]\non = "U"\nlimit = "100 A"\n'
    )
    site, stay = evsite.loads(text), SessionSet((Session("1", 0.0, "S.1", 3600.0),), WEEK)
    outcome = simulate(site, stay, policies=["equal"], offline=["S.1"]).runs[0].outcomes[0]
    assert outcome.energy_kwh == outcome.possible_kwh == pytest.approx(15 * 0.24)
    outcome = simulate(site, stay, policies=["equal"]).runs[0].outcomes[0]
    assert outcome.energy_kwh == outcome.possible_kwh == pytest.approx(12 * 0.24)


def test_who_comes_before_charging_is_allowed_charges_later():
    text = (
        '[site]\nnec = 2023\n[supplies.U]\nkind = "service"\nrating = "200 A"\nsystem = "240/120"\n'
        '[circuits.C]\npanel = "U"\nbreaker = "40 A"\n[stations.S]\ncircuit = "C"\nmax_current = "32 A"\n'
        '[[stations.S.charging]]\nfrom = "12:00"\nto = "24:00"\n[groups.G]\non = "U"\nlimit = "100 A"\n'
    )
    hour_s = 3600.0
    run = simulate(
        evsite.loads(text),
        SessionSet((Session("1", 0.0, "S.1", hour_s), Session("2", 10 * hour_s, "S.1", 13 * hour_s)), WEEK),
        policies=["equal"],
    ).runs[0]
    assert [outcome.energy_kwh for outcome in run.outcomes] == pytest.approx([0.0, 32 * 0.24])


@pytest.mark.slow
@pytest.mark.parametrize("name", ["paired-express", "express-plus", "dc-and-ac", "campus"])
def test_power_modules_are_shared_as_the_allocator_says(name):
    site = evsite.load(ROOT / "examples" / f"{name}.toml")
    dice = random.Random(name)
    stays = []
    for port in dice.sample(list(site.ports), min(12, len(site.ports))):
        free_s = 0
        for _ in range(4):
            arrive_s = free_s + dice.randint(0, 6 * 3600)
            free_s = arrive_s + dice.randint(0, 10 * 3600)
            energy_kwh = dice.choice([None, dice.uniform(1, 80)])
            accept_a = dice.choice([None, dice.uniform(3, 100)])
            stays.append(Session(port, float(arrive_s), port, float(free_s), energy_kwh=energy_kwh, accept_a=accept_a))
    arrivals = SessionSet(tuple(sorted(stays, key=lambda session: session.arrive_s)), WEEK)
    for policy in [*SIMULATED_NAMES, "as-designed"]:
        run = simulate(site, arrivals, policies=[policy]).runs[0]
        assert all(limit.peak_load <= limit.value * (1 + 1e-9) for limit in run.limits)
        assert all(each.energy_kwh <= each.possible_kwh * (1 + 1e-9) + 1e-9 for each in run.outcomes)
        if policy in {"equal", "proportional", "fcfs", "edf", "as-designed"}:
            expected = [energy_kwh for energy_kwh, _ in play(site, arrivals, policy)]
            assert [each.energy_kwh for each in run.outcomes] == pytest.approx(expected, rel=1e-6, abs=1e-6)
