"""Sharing at a moment: offline first, other load taken off, charging times that only lower."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import evsite
from effort import examples
from evsite.model.limit_id import CHARGING_TIMES, LimitId
from evsite.model.week import WEEK_MIN, show_moment

SITE = """
[site]
nec = 2023

[supplies.U]
kind = "service"
rating = "600 A"
system = "208Y/120"

[panels.P]
fed_from = "U"
main = "400 A"

[circuits.C]
panel = "P"
breaker = "60 A"
count = 9

[stations.S]
max_current = "48 A"
count = 9
circuits = "C"
fallback = "10 A"

[groups.P]
on = "P"
limit = "150 A"
site_meter = true
"""


def amps(allocation):
    return {share.port: share.current_a for share in allocation.shares}


def use_of(allocation, leg):
    """How full the limit of group P is on a leg."""
    return next(use for use in allocation.limits if use.limit == LimitId("group", "P", leg=leg))


def test_who_is_offline_is_reserved_first_and_the_rest_is_shared():
    site = evsite.loads(SITE.replace("150 A", "9 kW"))
    allocation = evsite.allocate(site, offline=["S1.1", "S2.1"])
    found = {share.port: share for share in allocation.shares}
    assert {found[name].current_a for name in ("S1.1", "S2.1")} == {10}
    assert {found[name].state for name in ("S1.1", "S2.1")} == {"offline"}
    assert sum(share.power_kw for share in allocation.shares) == pytest.approx(9)
    kw = 9 - 2 * 10 * 0.208
    mean = {
        share.average_current_a if share.average_current_a is not None else share.current_a
        for share in list(found.values())[2:]
    }
    assert sum(mean) / len(mean) == pytest.approx(kw / 7 / 0.208, rel=1e-6)


def test_a_fallback_is_reserved_whether_a_vehicle_is_there_or_not():
    site = evsite.loads(SITE)
    allocation = evsite.allocate(site, occupied=["S9.1"], offline=["S1.1"])
    assert amps(allocation)["S1.1"] == 10


@settings(max_examples=examples(30), deadline=None)
@given(st.sets(st.integers(1, 9)), st.sampled_from(["equal", "proportional", "fcfs"]))
def test_no_limit_is_exceeded_whoever_is_offline(offline, policy):
    site = evsite.loads(SITE)
    allocation = evsite.allocate(site, offline=[f"S{number}.1" for number in offline], policy=policy)
    assert all(use.fullness <= 1 + 1e-9 for use in allocation.limits)


@pytest.mark.parametrize("load_a", [0, 40, 149.5, 150, 400])
def test_measured_load_is_taken_off_every_phase_and_never_below_nothing(load_a):
    allocation = evsite.allocate(evsite.loads(SITE), loads={"P": f"{load_a} A"})
    for leg in "ABC":
        use = use_of(allocation, leg)
        assert use.limit_a == pytest.approx(max(0, 150 - load_a))
        assert use.load_a <= use.limit_a * (1 + 1e-9)
    if load_a >= 150:
        assert set(amps(allocation).values()) == {0}


def test_a_load_on_one_phase_leaves_the_others_alone():
    text = SITE + '\n[loads.L]\non = "P"\ncurrent = "100 A"\nphases = "A"\n'
    allocation = evsite.allocate(evsite.loads(text))
    assert [use_of(allocation, leg).limit_a for leg in "ABC"] == [50, 150, 150]
    shares = {evsite.loads(text).ports[name].connection: value for name, value in amps(allocation).items()}
    assert shares["BC"] > shares["AB"]


def test_without_a_meter_a_load_in_the_file_leaves_the_group_alone():
    text = SITE.replace("site_meter = true\n", "") + '\n[loads.L]\non = "P"\ncurrent = "100 A"\n'
    allocation = evsite.allocate(evsite.loads(text))
    assert use_of(allocation, "A").limit_a == 150


def test_a_profile_is_taken_off_hour_by_hour():
    text = SITE + (
        '\n[loads.L]\non = "P"\ncurrent = "20 A"\nphases = "ABC"\n'
        '\n[[loads.L.profile]]\ndays = "Mon"\nfrom = "08:00"\nto = "10:00"\ncurrent = "120 A"\n'
    )
    site = evsite.loads(text)
    limits = [use_of(evsite.allocate(site, at=at), "B").limit_a for at in ("Mon 07:59", "Mon 08:00")]
    assert limits == [130, 30]


@settings(max_examples=examples(40), deadline=None)
@given(st.integers(0, WEEK_MIN - 1), st.sampled_from(["equal", "proportional", "fcfs"]))
def test_charging_times_only_lower_the_power_of_the_site(minute, policy):
    text = SITE + '\n[[stations.S.charging]]\ndays = "Mon-Fri"\nfrom = "20:00"\nto = "07:00"\n'
    at = show_moment(minute)
    free = evsite.allocate(evsite.loads(SITE), at=at, policy=policy)
    timed = evsite.allocate(evsite.loads(text), at=at, policy=policy)
    assert all(mine <= other for mine, other in zip(amps(timed).values(), amps(free).values(), strict=True))
    resting = [share for share in timed.shares if share.limited_by == CHARGING_TIMES]
    assert all((share.current_a, share.state) == (0, "waiting") for share in resting)


def test_what_resting_stations_leave_goes_to_the_others():
    table = '\n[groups.Night]\nmembers = ["S1", "S2", "S3"]\nlimit = "144 A"\n'
    night = table + '\n[[groups.Night.charging]]\ndays = "daily"\nfrom = "22:00"\nto = "06:00"\n'
    site = evsite.loads(SITE.replace("150 A", "100 A") + night)
    noon, midnight = (amps(evsite.allocate(site, at=at)) for at in ("Mon 12:00", "Mon 23:00"))
    assert {noon[f"S{number}.1"] for number in (1, 2, 3)} == {0}
    assert noon["S9.1"] > midnight["S9.1"] > 0
    assert midnight["S1.1"] > 0


def test_all_at_once_at_a_moment_with_load_and_stations_offline():
    text = SITE + '\n[[groups.P.schedule]]\ndays = "Mon"\nlimit = "100 A"\n'
    allocation = evsite.allocate(evsite.loads(text), at="Mon 08:00", offline=["S1.1"], loads={"U": "30 A", "P": "40 A"})
    assert use_of(allocation, "A").limit_a == 60
    assert all(use.fullness <= 1 + 1e-9 for use in allocation.limits)
    assert amps(allocation)["S1.1"] == 10


def test_a_moment_that_cannot_be_read_is_an_error():
    with pytest.raises(ValueError, match="Mon 13:00"):
        evsite.allocate(evsite.loads(SITE), at="noon")
    with pytest.raises(KeyError):
        evsite.allocate(evsite.loads(SITE), offline=["S99.1"])
