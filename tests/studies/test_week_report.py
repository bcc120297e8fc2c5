"""The week in a report: hours, gaps, windows judged one by one, and greatest loads over all of them."""

import pytest

import evsite
from evsite.model.limit_id import LimitId
from evsite.model.moments import lower_envelope
from evsite.proofs.lower_bound import share_bounds
from evsite.studies.week import MOST_STATES, week_report

SITE = """
[site]
nec = 2023
min_power = "2 kW"
[supplies.U]
kind = "service"
rating = "400 A"
system = "208Y/120"
[panels.P]
fed_from = "U"
main = "200 A"
[circuits.C]
panel = "P"
breaker = "60 A"
count = 6
[stations.S]
max_current = "48 A"
count = 6
circuits = "C"
[groups.G]
on = "P"
limit = "160 A"
"""


def window(days, start, end, limit):
    return f'\n[[groups.G.schedule]]\ndays = "{days}"\nfrom = "{start}"\nto = "{end}"\nlimit = "{limit}"\n'


def test_a_site_without_windows_has_no_week():
    assert week_report(evsite.loads(SITE)) is None


def test_hours_show_windows_and_gaps_and_the_lowest_where_the_limit_changes():
    week = week_report(evsite.loads(SITE + window("Mon-Fri", "06:30", "12:00", "80 A")))
    (group,) = week.groups
    monday = [(hour.value, hour.fixed) for hour in group.hours[0]]
    assert monday[:6] == [(160, True)] * 6
    assert monday[6:12] == [(80, False)] * 6
    assert monday[12:] == [(160, True)] * 12
    assert {(hour.value, hour.fixed) for hour in group.hours[6]} == {(160, True)}
    assert group.gaps[0] == (0, 390)
    assert all(len(day) == 24 for day in group.hours)


@pytest.mark.parametrize(
    ("limit", "verdict"),
    [
        ("0 kW", "no charging"),
        ("0 A", "no charging"),
        ("10 A", "below 6 A"),
        ("26 A", "below 8 A"),
        ("30 A", "below the least power"),
        ("100 A", "ok"),
    ],
)
def test_every_window_is_judged_by_what_it_leaves(limit, verdict):
    week = week_report(evsite.loads(SITE + window("Mon", "06:00", "12:00", limit)))
    judged = {window.stretches[0].start: window.groups[0] for window in week.windows}
    assert judged[360].verdict == verdict
    assert judged[0].verdict == "ok"
    assert judged[0].current_a == pytest.approx(160 / (2 * 3**0.5))
    assert judged[360].rotates == (verdict in {"below 6 A", "below 8 A"})


def test_charging_times_are_windows_too():
    text = SITE + '\n[[groups.G.charging]]\ndays = "Sat-Sun"\n'
    week = week_report(evsite.loads(text))
    assert [window.groups[0].verdict for window in week.windows] == ["no charging", "ok"]
    assert week.groups[0].charging == ((5 * 1440, 6 * 1440), (6 * 1440, 7 * 1440))


def test_a_metered_load_takes_its_hours_off_the_limit():
    text = SITE.replace('limit = "160 A"', 'limit = "160 A"\nsite_meter = true') + (
        '\n[loads.L]\non = "P"\ncurrent = "10 A"\nphases = "ABC"\n'
        '[[loads.L.profile]]\ndays = "Mon"\nfrom = "08:00"\nto = "10:00"\ncurrent = "100 A"\n'
    )
    (group,) = week_report(evsite.loads(text)).groups
    assert [hour.value for hour in group.hours[0][7:11]] == [150, 60, 60, 150]
    assert group.gaps == ()


def test_of_a_week_of_many_states_the_lowest_and_the_highest_are_judged():
    quarters = "".join(
        window("Mon", f"{q // 4:02}:{q % 4 * 15:02}", f"{(q + 1) // 4:02}:{(q + 1) % 4 * 15:02}", f"{40 + q} A")
        for q in range(60)
    )
    week = week_report(evsite.loads(SITE + quarters))
    assert week.left_out == 61 - 2
    assert week.left_out + 2 > MOST_STATES
    assert sorted(window.groups[0].limit_a for window in week.windows) == [40, 160]


def test_the_least_share_of_a_group_counts_every_window_that_is_not_shut():
    text = SITE + window("Mon", "06:00", "12:00", "0 A") + window("Tue", "06:00", "12:00", "60 A")
    for toml, limit_a in ((SITE, 160), (text, 60)):
        site = lower_envelope(evsite.loads(toml), shut=False)
        least_a = min(bound.current_a for bound in share_bounds(site).values())
        assert least_a == pytest.approx(limit_a / (2 * 3**0.5))
    guaranteed = evsite.report(evsite.loads(text)).guarantees["S1.1"]
    assert guaranteed.current_a == pytest.approx(60 / (2 * 3**0.5))


def test_a_group_that_is_never_open_guarantees_nothing():
    text = SITE + window("daily", "00:00", "24:00", "0 A")
    assert evsite.report(evsite.loads(text)).guarantees["S1.1"].current_a == 0


def test_what_a_window_lets_onto_equipment_is_found_though_the_fixed_limit_does_not():
    bigger = SITE.replace('breaker = "60 A"', 'breaker = "100 A"').replace(
        'max_current = "48 A"', 'max_current = "80 A"'
    )
    fixed = {load.limit: load for load in evsite.report(evsite.loads(bigger)).equipment}
    assert fixed[LimitId("panel", "P", leg="A")].safe
    text = bigger + window("Sun", "00:00", "24:00", "190 A")
    weekly = {load.limit: load for load in evsite.report(evsite.loads(text)).equipment}
    assert weekly[LimitId("panel", "P", leg="A")].overloaded
    assert weekly[LimitId("panel", "P", leg="A")].reached == pytest.approx(190)


ONE_PORT = """
[site]
nec = 2023
[supplies.U]
kind = "service"
rating = "400 A"
system = "208Y/120"
[circuits.C]
panel = "U"
breaker = "100 A"
phases = "AB"
[stations.S]
max_current = "32 A"
circuit = "C"
[groups.C]
on = "C"
limit = "32 A"
min_current = "6 A"
[[groups.C.schedule]]
days = "Mon-Fri"
from = "12:00"
to = "18:00"
limit = "LIMIT A"
"""


@pytest.mark.parametrize(
    ("limit_a", "verdict"), [(8, "ok"), (7.92, "below 8 A"), (7.999, "below 8 A"), (6, "below 8 A")]
)
def test_a_minimum_has_no_margin_of_a_hundredth(limit_a, verdict):
    site = evsite.loads(ONE_PORT.replace("LIMIT", f"{limit_a}"))
    verdicts = {group.limit_a: group.verdict for window in week_report(site).windows for group in window.groups}
    assert verdicts == {32: "ok", limit_a: verdict}
    found = {finding.code for finding in evsite.check(site).findings if finding.severity != "info"}
    assert ("EV406" in found) is (limit_a < 8)


@pytest.mark.parametrize(
    ("at", "limit_a"), [("11:59", 32), ("12:00", 9), ("12:04", 9), ("17:55", 9), ("17:59", 9), ("18:00", 32)]
)
def test_a_window_holds_from_its_first_minute_to_its_last(at, limit_a):
    site = evsite.loads(ONE_PORT.replace("LIMIT", "9"))
    (share,) = evsite.allocate(site, at=f"Mon {at}").shares
    assert share.current_a == limit_a
    (window,) = [each for each in week_report(site).windows if each.groups[0].limit_a == 9]
    day_min = 24 * 60
    assert window.stretches == tuple((day * day_min + 12 * 60, day * day_min + 18 * 60) for day in range(5))
