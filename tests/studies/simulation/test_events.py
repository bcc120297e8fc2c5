"""Simulations of a few drivers, with every number worked out by hand."""

import numpy as np
import pytest

import evsite
from evsite.metering.zones import UTC_ZONE, find_zone
from evsite.model.calendar import Calendar
from evsite.model.sessions import Session, SessionSet
from evsite.model.taper import Taper
from evsite.studies.simulation.simulate import SIMULATED_NAMES, simulate

H = 3600.0
KW = 32 * 0.208
WEEK = Calendar(4 * 86_400, UTC_ZONE, dated=False)
SITE = """
[site]
nec = 2023
[supplies.U]
kind = "service"
rating = "200 A"
system = "208Y/120"
[circuits.C]
panel = "U"
count = {ports}
breaker = "40 A"
phases = "AB"
[stations.S]
count = {ports}
ports = 1
max_current = "32 A"
circuits = "C"
[groups.G]
on = "U"
limit = "{limit_a} A"
"""


def site(ports, limit_a, more=""):
    return evsite.loads(SITE.format(ports=ports, limit_a=limit_a) + more)


def run(at, sessions, policy="equal", calendar=WEEK, **options):
    options.setdefault("policies", [policy])
    slot_h, until_s = options.pop("slot_h", None), options.pop("until_s", None)
    return simulate(at, SessionSet(tuple(sessions), calendar, slot_h, until_s), **options).runs[0]


def car(number, arrive_h, leave_h, kwh=None, port=None, **more):
    leave_s = None if leave_h is None else leave_h * H
    return Session(f"{number}", arrive_h * H, port or f"S{number}.1", leave_s, energy_kwh=kwh, **more)


def energies(found):
    return [each.energy_kwh for each in found.outcomes]


def test_patience_is_over_with_the_wait_for_a_port():
    for leave_h, ends_h in ((None, 4.0), (2.5, 2.5)):
        waits = Session("2", 0.5 * H, None, leave_h and leave_h * H, energy_kwh=3 * KW, patience_s=H)
        found = run(site(1, 32), [Session("1", 0, None, H, energy_kwh=KW), waits], wait_by="fifo")
        first, second = found.outcomes
        assert (first.end_s, second.plugged_s, second.end_s) == (H, H, pytest.approx(ends_h * H))
        assert second.energy_kwh == pytest.approx((ends_h - 1) * KW)


def test_who_has_gone_for_the_next_one_does_not_make_the_run_longer():
    found = run(site(1, 32), [car(1, 0, None), car(1, 3, None, KW)])
    assert [each.end_s for each in found.outcomes] == [3 * H, pytest.approx(4 * H)]
    assert found.power.end_s == pytest.approx(4 * H)


def test_notes_say_how_vehicles_without_a_leave_go():
    def notes(sessions, **options):
        played = SessionSet(tuple(sessions), WEEK)
        return "\n".join(simulate(site(2, 32), played, policies=["equal"], **options).notes)

    for_the_next, at_last = "gone when the next one comes", "say neither energy nor leave"
    found = notes([car(1, 0, None), car(1, 3, None, KW)])
    assert for_the_next in found
    assert at_last not in found
    found = notes([car(1, 0, None, KW), car(1, 3, None)])
    assert for_the_next in found
    assert at_last in found
    pool = notes([car(1, 0, None), car(1, 3, None, KW)], pool=["S1.1", "S2.1"])
    assert for_the_next not in pool
    assert at_last in pool


def test_what_a_full_vehicle_leaves_goes_to_the_other_at_once():
    found = run(site(2, 32), [car(1, 0, 10, 16 * 0.208 * 2), car(2, 0, 10, KW * 4)])
    first, second = found.outcomes
    assert first.full_s == pytest.approx(2 * H)
    # 2 h with half of the current, then 3 h with all of it
    assert second.full_s == pytest.approx(5 * H)
    assert second.possible_full_s == pytest.approx(4 * H)
    assert found.events <= 6


def test_stays_of_any_length_and_gaps_of_any_length():
    found = run(site(2, 32), [car(1, 8, 8 + 8 * 24, 500.0), car(2, 40 * 24, 40 * 24 + 1, 50.0)])
    assert energies(found) == pytest.approx([500, KW])


def test_a_stay_of_no_length_gets_nothing():
    found = run(site(2, 32), [car(1, 8, 8, 5.0)])
    (outcome,) = found.outcomes
    assert (outcome.energy_kwh, outcome.possible_kwh, outcome.full_s) == (0, 0, None)


def test_who_leaves_and_who_comes_in_one_instant_do_not_meet():
    found = run(site(1, 32), [car(1, 0, 2), car(2, 2, 4, port="S1.1")])
    assert energies(found) == pytest.approx([2 * KW, 2 * KW])


def test_a_driver_that_does_not_say_is_gone_when_the_next_one_comes():
    found = run(site(1, 32), [car(1, 0, None, 100.0), car(2, 3, 4, port="S1.1")])
    assert energies(found) == pytest.approx([3 * KW, KW])
    assert found.outcomes[0].end_s == 3 * H


SCHEDULE = """
[[groups.G.schedule]]
days = "daily"
from = "03:00"
to = "06:00"
limit = "8 A"
"""


@pytest.mark.parametrize(
    ("date_s", "before_h", "in_h"),
    [
        (1_772_956_800, 2, 1),  # 2026-03-08 00:00 PST: 03:00 comes after two hours
        (1_793_516_400, 4, 1),  # 2026-11-01 00:00 PDT: 03:00 comes after four
        (1_781_679_600, 3, 1),  # a day in June
    ],
)
def test_hours_of_the_week_are_those_of_the_clock_on_the_wall(date_s, before_h, in_h):
    calendar = Calendar(date_s, find_zone("America/Los_Angeles"), dated=True)
    found = run(site(1, 32, SCHEDULE), [car(1, 0, before_h + in_h)], calendar=calendar)
    assert calendar.show((before_h + in_h) * H).endswith("04:00")
    assert energies(found) == pytest.approx([before_h * KW + in_h * 8 * 0.208])


def test_a_schedule_recurs_every_week():
    found = run(site(1, 32, SCHEDULE), [car(1, 0, 24 * 21)])
    assert energies(found) == pytest.approx([21 * (21 * KW + 3 * 8 * 0.208)])


MINIMUM = """
[[groups.G.schedule]]
days = "Mon-Fri"
from = "12:00"
to = "18:00"
limit = "1.4 kW"
"""


@pytest.mark.parametrize("policy", ["equal", "proportional", "fcfs", "round-robin", "edf", "llf"])
def test_below_the_minimum_nobody_charges(policy):
    # 1.4 kW is 6.73 A, less than 8 A
    found = run(site(1, 32, MINIMUM), [car(1, 12.5, 17.5, 6.0)], policy)
    (outcome,) = found.outcomes
    assert outcome.energy_kwh == 0
    assert (outcome.unpowered_h, outcome.longest_unpowered_h) == pytest.approx((5, 5))
    found = run(site(1, 32, MINIMUM), [car(1, 12.5, 19.0, 6.0)], policy)
    assert found.outcomes[0].full_s == pytest.approx((18 + 6 / KW) * H)


def test_real_turns_give_what_their_averages_say_and_keep_the_limit():
    at = site(3, 20)  # on AB three minimums of 8 A do not fit into 20 A
    cars = [car(number, 0, 12) for number in (1, 2, 3)]
    means, turns = run(at, cars), run(at, cars, "round-robin")
    assert energies(turns) == pytest.approx(energies(means), rel=0.03)
    assert sum(energies(turns)) == pytest.approx(20 * 0.208 * 12)
    assert turns.power.power_kw.max() == pytest.approx(20 * 0.208)
    assert turns.events > 40 > means.events
    for outcome in turns.outcomes:
        assert 0 < outcome.longest_unpowered_h <= 0.5
        assert outcome.unpowered_h == pytest.approx(4, abs=0.5)


def test_slots_have_the_length_that_is_asked_for():
    cars = [car(number, 0, 12) for number in (1, 2, 3)]
    short = run(site(3, 20), cars, "round-robin", slot_h=0.1)
    assert max(each.longest_unpowered_h for each in short.outcomes) <= 0.2


def test_queues_by_arrival_deadline_and_laxity():
    late, early = car(1, 0, 10, 3 * KW), car(2, 0.5, 3.5, 2 * KW)
    full = {}
    for policy in ("fcfs", "edf", "llf"):
        found = run(site(2, 32), [late, early], policy)
        full[policy] = [outcome.full_s and outcome.full_s / H for outcome in found.outcomes]
        assert sum(energies(found)) == pytest.approx(5 * KW if policy != "fcfs" else 3.5 * KW)
    assert full["fcfs"] == [pytest.approx(3), None]
    # the second one leaves first, and has less time to spare
    assert full["edf"] == [pytest.approx(5), pytest.approx(2.5)]
    assert full["llf"] == [pytest.approx(5), pytest.approx(2.5)]


def test_a_deadline_that_a_driver_says_counts_before_the_one_that_comes_true():
    says = car(1, 0, 10, 2 * KW, deadline_s=1 * H)
    found = run(site(2, 32), [says, car(2, 0, 4, 2 * KW)], "edf")
    assert [outcome.full_s / H for outcome in found.outcomes] == pytest.approx([2, 4])


def test_a_taper_takes_longer_and_is_counted_in_what_is_possible():
    taper = Taper(0.8, 0.5, linear=False)
    found = run(site(1, 32), [car(1, 0, 10, 10.0, taper=taper)])
    (outcome,) = found.outcomes
    assert outcome.full_s == pytest.approx((8 / KW + 2 / (KW / 2)) * H)
    assert outcome.possible_full_s == pytest.approx(outcome.full_s)


def test_without_a_waiting_line_who_finds_no_port_leaves():
    anybody = [Session(f"{number}", number * H, None, 10 * H, energy_kwh=200.0) for number in range(3)]
    found = run(site(2, 64), anybody)
    assert [each.port for each in found.outcomes] == ["S1.1", "S2.1", None]
    refused = found.outcomes[2]
    assert (refused.energy_kwh, refused.end_s) == (0, 2 * H)
    assert refused.possible_kwh == pytest.approx(8 * KW)


@pytest.mark.parametrize(
    ("pool", "used"),
    [(["S1.1"], "1 port is used of the 3"), (["S1.1", "S2.1"], "2 ports are used of the 3"), (None, None)],
)
def test_ports_outside_of_the_pool_are_told_to_stay_empty(pool, used):
    played = simulate(site(3, 64), SessionSet((car(1, 0, 2, 5.0),), WEEK), policies=["equal"], pool=pool)
    told = [note for note in played.notes if "stay empty" in note]
    assert told == ([] if used is None else [f"{used}, the others stay empty"])
    assert played.shared_ports == (None if pool is None else len(pool))


def test_patience_ends_a_wait():
    anybody = [
        Session("1", 0.0, None, 5 * H, energy_kwh=200.0),
        Session("2", 1 * H, None, 9 * H, energy_kwh=5.0, patience_s=1 * H),
        Session("3", 1 * H, None, 9 * H, energy_kwh=5.0),
    ]
    _, second, third = run(site(1, 32), anybody, wait_by="fifo").outcomes
    assert (second.port, second.end_s) == (None, 2 * H)
    assert (third.plugged_s, third.port) == (5 * H, "S1.1")


def test_who_needs_most_is_next():
    anybody = [
        Session("1", 0.0, None, 2 * H, energy_kwh=200.0),
        Session("2", 1 * H, None, 9 * H, energy_kwh=5.0),
        Session("3", 1 * H, None, 5 * H, energy_kwh=20.0),
    ]
    _, second, third = run(site(1, 32), anybody, wait_by="need").outcomes
    assert (third.plugged_s, second.plugged_s) == (2 * H, 5 * H)


def test_any_number_of_drivers_who_want_nothing_pass_through_one_port_in_an_instant():
    anybody = [Session("first", 0.0, None, 2 * H, energy_kwh=200.0)]
    anybody += [Session(f"{number}", 1 * H, None, 9 * H, energy_kwh=0.0) for number in range(2000)]
    anybody.append(Session("last", 1 * H, None, 9 * H, energy_kwh=KW))
    *_, nothing, last = run(site(1, 32), anybody, wait_by="fifo", move_when_full=True).outcomes
    assert (nothing.plugged_s, nothing.freed_s, nothing.end_s) == (2 * H, 2 * H, 9 * H)
    assert (last.plugged_s, last.full_s) == (2 * H, pytest.approx(3 * H))


def test_it_ends_when_it_is_said_to():
    found = run(site(2, 64), [car(1, 0, 10), car(2, 5, 10)], until_s=3 * H)
    assert energies(found) == pytest.approx([3 * KW, 0])
    assert found.outcomes[1].plugged_s is None


@pytest.mark.parametrize("leave_h", [10, None])
def test_who_has_made_its_port_free_before_the_end_ends_no_earlier(leave_h):
    anybody = [Session("1", 1 * H, None, leave_h and leave_h * H, energy_kwh=KW)]
    (moved,) = run(site(1, 32), anybody, move_when_full=True, until_s=4 * H).outcomes
    assert moved.freed_s == pytest.approx(2 * H)
    assert moved.end_s == pytest.approx(2 * H if leave_h is None else 4 * H)
    assert moved.possible_kwh == moved.energy_kwh == KW


@pytest.mark.parametrize("wait_by", [None, "fifo", "need"])
def test_who_has_no_port_before_the_end_could_have_charged_until_then(wait_by):
    anybody = [Session("1", 0.0, None, 20 * H, energy_kwh=200.0), Session("2", 1 * H, None, 20 * H, energy_kwh=200.0)]
    _, waiting = run(site(1, 32), anybody, wait_by=wait_by, until_s=4 * H).outcomes
    assert waiting.end_s == (1 * H if wait_by is None else 4 * H)
    assert waiting.possible_kwh == pytest.approx(3 * KW)


def test_who_does_not_say_when_to_leave_could_be_full_though_no_port_is_free():
    anybody = [Session(f"{number}", number * H, None, None, energy_kwh=KW) for number in range(2)]
    _, refused = run(site(1, 32), anybody).outcomes
    assert (refused.port, refused.energy_kwh, refused.possible_kwh) == (None, 0, KW)


def test_hours_in_which_a_limit_stops_somebody():
    found = run(site(2, 32), [car(1, 0, 4, 16 * 0.208 * 2), car(2, 0, 4)])
    (bound,) = found.bound
    assert (bound.limit.kind, bound.limit.owner) == ("group", "G")
    assert bound.bound_h == pytest.approx(2)
    peaks = {(run.limit.kind, run.limit.leg): run.peak_load for run in found.limits}
    assert peaks["group", "A"] == pytest.approx(32)


@pytest.mark.parametrize("policy", SIMULATED_NAMES)
@pytest.mark.parametrize("third_leaves_h", [4, 3])
@pytest.mark.parametrize("steps", ["", 'current_step = "1 A"\n'])
def test_a_limit_that_is_full_counts_also_where_another_one_stops_everybody_who_is_short(policy, third_leaves_h, steps):
    # 40 A for the first two, 32 A for the third: that of all is full then, and would hold the two if theirs did not
    below = '[groups.H]\nmembers = ["S1", "S2"]\nlimit = "40 A"\n'
    at = evsite.loads(SITE.format(ports=3, limit_a=72).replace("ports = 1\n", f"ports = 1\n{steps}") + below)
    found = run(at, [car(1, 0, 4), car(2, 0, 4), car(3, 0, third_leaves_h)], policy)
    hours = {each.limit.owner: each.bound_h for each in found.bound}
    assert hours == {"H": pytest.approx(4), "G": pytest.approx(third_leaves_h)}


@pytest.mark.parametrize("policy", SIMULATED_NAMES)
@pytest.mark.parametrize(("limit_a", "accept_a"), [(96, 32.0), (72, 24.0), (30, 10.0)])
@pytest.mark.parametrize("steps", ["", 'current_step = "1 A"\n'])
def test_a_limit_that_is_full_counts_only_where_somebody_below_is_short(policy, limit_a, accept_a, steps):
    at = evsite.loads(SITE.format(ports=3, limit_a=limit_a).replace("ports = 1\n", f"ports = 1\n{steps}"))
    found = run(at, [car(number, 0, 4, accept_a=accept_a) for number in (1, 2, 3)], policy)
    assert found.bound == ()


@pytest.mark.parametrize("policy", SIMULATED_NAMES)
@pytest.mark.parametrize("steps", ["", 'current_step = "1 A"\n'])
def test_every_limit_of_nothing_counts(policy, steps):
    text = SITE.format(ports=3, limit_a=72).replace("ports = 1\n", f"ports = 1\n{steps}")
    for name, members in (("H", ["S1", "S2"]), ("K", ["S2", "S3"])):
        text += f'[groups.{name}]\nmembers = {members}\nlimit = "40 A"\n'
        text += f'[[groups.{name}.schedule]]\ndays = "Mon-Sun"\nlimit = "0 A"\n'
    found = run(evsite.loads(text), [car(2, 0, 4)], policy)
    assert {each.limit.owner: each.bound_h for each in found.bound} == {"H": pytest.approx(4), "K": pytest.approx(4)}


@pytest.mark.parametrize("policy", ["equal", "proportional", "round-robin"])
def test_every_line_that_is_full_counts_where_a_minimum_holds_a_share_up(policy):
    text = SITE.format(ports=1, limit_a=16).replace('phases = "AB"', 'phases = "BC"')
    third = '[circuits.D]\npanel = "U"\nbreaker = "40 A"\nphases = "ABC"\n'
    third += '[stations.T]\nmax_current = "32 A"\ncircuit = "D"\n'
    found = run(evsite.loads(text + third), [car(1, 0, 4), car(2, 0, 4, port="T.1", accept_a=10.0)], policy)
    full = {each.limit.leg: each.bound_h for each in found.limits if each.limit.owner == "G"}
    assert full == {"B": pytest.approx(4), "C": pytest.approx(4)}


@pytest.mark.parametrize("low_kw", [10.6, 11.4, 13.4, 15.0])
@pytest.mark.parametrize("from_h", [0, 3])
def test_where_a_limit_is_as_full_at_several_hours_its_greatest_load_is_told(low_kw, from_h):
    # three ports of 20 kW together, so that the group is full all the while
    low = f'[[groups.G.schedule]]\nfrom = "03:00"\nto = "06:00"\nlimit = "{low_kw} kW"\n'
    at = evsite.loads(SITE.format(ports=3, limit_a=0).replace('"0 A"', '"17.9 kW"') + low)
    found = run(at, [car(number, from_h, 8) for number in (1, 2, 3)])
    (group,) = [each for each in found.limits if each.limit.kind == "group"]
    assert (group.peak_load, group.value) == pytest.approx((17.9, 17.9))
    assert group.peak_load == pytest.approx(found.power.power_kw.max())


def test_offline_ports_give_their_fallback_and_the_others_share_the_rest():
    fallback = '[stations.T]\nports = 1\nmax_current = "32 A"\ncircuit = "D"\nfallback = "12 A"\n'
    circuit = '[circuits.D]\npanel = "U"\nbreaker = "40 A"\nphases = "AB"\n'
    at = site(1, 32, circuit + fallback)
    (station,) = [name for name in at.ports if name.startswith("T")]
    cars = [car(1, 0, 2), car(2, 0, 2, port=station)]
    assert energies(run(at, cars, offline=[station])) == pytest.approx([20 * 0.208 * 2, 12 * 0.208 * 2])


@pytest.mark.parametrize(
    ("offline", "full"), [(("S1.1",), 1.0), (("S1.1", "S2.1"), 1.0), (("S1.1", "S2.1", "S3.1"), 1.5)]
)
def test_what_offline_ports_take_of_a_limit_is_told_also_where_nobody_shares_it(offline, full):
    text = SITE.format(ports=3, limit_a=16)
    at = evsite.loads(text.replace('"32 A"', '"32 A"\nfallback = "8 A"'))
    vehicles = [car(number, 0, 4, 100.0) for number in (1, 2)]
    played = simulate(at, SessionSet(tuple(vehicles), WEEK), policies=["equal"], offline=offline)
    (line,) = {round(each.peak_load / each.value, 9) for each in played.runs[0].limits if each.limit.kind == "group"}
    told = [note for note in played.notes if "cannot be reached" in note]
    assert line == pytest.approx(full)
    assert [f"group G may carry {16 * full:.1f} of 16.0 A" in note for note in told] == [True] * (full > 1)


def test_the_power_curve_is_drawn_from_the_supplies():
    found = run(site(2, 64), [car(1, 0, 2), car(2, 1, 2)])
    np.testing.assert_allclose(found.power.start_s, [0, 1 * H, 2 * H])
    np.testing.assert_allclose(found.power.power_kw, [KW, 2 * KW, 0])
