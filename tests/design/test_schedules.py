"""Schedules, charging times and load profiles of a site file: what holds when, and what is wrong with them."""

import pytest

import evsite
from evsite.model.moments import changes, distinct_moments, lower_envelope, site_at, states, upper_envelope, varies
from evsite.model.week import DAY_MIN, WEEK_MIN, read_moment

SITE = """
[site]
nec = 2023

[supplies.T1]
kind = "transformer"
rating = "75 kVA"
system = "208Y/120"

[panels.P]
fed_from = "T1"
main = "200 A"

[circuits.C]
panel = "P"
breaker = "60 A"
count = 4

[stations.S]
max_current = "48 A"
count = 4
circuits = "C"

[groups.P]
on = "P"
limit = "30 kW"
"""


def window(days="daily", start="00:00", end="24:00", limit="10 kW", table="groups.P.schedule"):
    key = "current" if table.endswith("profile") else "limit"
    value = "" if table.endswith("charging") else f'{key} = "{limit}"\n'
    return f'\n[[{table}]]\ndays = "{days}"\nfrom = "{start}"\nto = "{end}"\n{value}'


def site(*windows):
    return evsite.loads(SITE + "".join(windows))


def limit_at(resolved, moment):
    group = site_at(resolved, read_moment(moment)).groups["P"]
    return group.limit_kw if group.limit_kw is not None else group.limit_a


def findings(text):
    with pytest.raises(evsite.SiteFileError) as caught:
        evsite.loads(text)
    error = caught.value
    return [(finding.name, finding.message, error.document.locate(finding).line) for finding in error.findings]


def line_of(text, words, number=0):
    return [line for line, content in enumerate(text.splitlines(), 1) if words in content][number]


def test_a_window_holds_from_its_first_minute_up_to_its_last():
    resolved = site(window("Mon-Fri", "06:00", "12:00"))
    for moment, kw in {"Mon 05:59": 30, "Mon 06:00": 10, "Mon 11:59": 10, "Mon 12:00": 30, "Sat 08:00": 30}.items():
        assert limit_at(resolved, moment) == kw


def test_a_window_over_midnight_and_over_the_end_of_the_week():
    resolved = site(window("Sun", "22:00", "06:00"))
    found = {moment: limit_at(resolved, moment) for moment in ("Sun 21:59", "Sun 22:00", "Mon 05:59", "Mon 06:00")}
    assert found == {"Sun 21:59": 30, "Sun 22:00": 10, "Mon 05:59": 10, "Mon 06:00": 30}


def test_24_00_is_the_end_of_the_day_and_touches_the_next_window():
    resolved = site(window("Mon", "18:00", "24:00"), window("Tue", "00:00", "06:00", "5 kW"))
    assert limit_at(resolved, "Mon 23:59") == 10
    assert limit_at(resolved, "Tue 00:00") == 5


def test_limits_may_be_in_amperes_or_nothing():
    resolved = site(window("Mon", limit="40 A"), window("Tue", limit="0 A"), window("Wed", limit="0 kW"))
    assert [limit_at(resolved, f"{day} 10:00") for day in ("Mon", "Tue", "Wed", "Thu")] == [40, 0, 0, 30]
    assert site_at(resolved, 0).groups["P"].limit_kw is None


def test_overlapping_windows_are_reported_at_the_second_with_the_first_beside_it():
    text = SITE + window("Mon-Fri", "06:00", "12:00") + window("Fri", "11:00", "13:00", "5 kW")
    assert findings(text) == [
        (
            "overlapping-windows",
            "two windows of [groups.P.schedule] hold on Fri 11:00",
            line_of(text, "[[groups.P.schedule]]", 1),
        )
    ]


def test_windows_overlap_over_midnight_and_over_the_end_of_the_week():
    text = SITE + window("Sun", "22:00", "06:00") + window("Mon", "05:00", "07:00", "5 kW")
    assert [message for _, message, _ in findings(text)] == ["two windows of [groups.P.schedule] hold on Mon 05:00"]
    text = SITE + window("Mon", "22:00", "06:00") + window("Tue", "00:00", "01:00", "5 kW")
    assert [message for _, message, _ in findings(text)] == ["two windows of [groups.P.schedule] hold on Tue 00:00"]


def test_every_bad_word_of_every_window_is_reported_at_once_at_its_place():
    text = (
        SITE
        + window("Funday", "06:00", "12:00")
        + window("Mon", "6", "25:00", "5 kW")
        + window("Tue", "07:00", "07:00", "5 kW")
        + window("Wed", "24:00", "02:00", "5 kW")
        + window("Noday", table="stations.S.charging")
    )
    found = findings(text)
    words = ('days = "Noday"', 'days = "Funday"', 'from = "6"', 'to = "25:00"', 'to = "07:00"', 'from = "24:00"')
    assert sorted(line for _, _, line in found) == sorted(line_of(text, word) for word in words)
    assert {name for name, _, _ in found} == {"bad-value"}
    assert sum("expected like Mon-Fri" in message for _, message, _ in found) == 2
    assert any("is empty" in message for _, message, _ in found)


def test_keys_and_quantities_of_windows_are_reported_like_all_others():
    text = SITE + window("Thu", limit="5 ft") + '\n[[groups.P.schedule]]\nday = "Fri"\nlimit = "4 kW"\n'
    found = {name: line for name, _, line in findings(text)}
    assert found == {"bad-quantity": line_of(text, 'limit = "5 ft"'), "unknown-key": line_of(text, 'day = "Fri"')}


def test_charging_times_belong_to_groups_and_stations_and_only_take_away():
    table = "stations.S.charging"
    resolved = site(window("Mon-Fri", "22:00", "06:00", table=table))
    assert {port.max_a for port in site_at(resolved, read_moment("Mon 23:00")).ports.values()} == {48}
    assert {port.max_a for port in site_at(resolved, read_moment("Mon 12:00")).ports.values()} == {0}
    assert resolved.stations["S1"].charging[0] == (DAY_MIN - 120, DAY_MIN + 360)
    by_group = site(window("Sat", table="groups.P.charging"))
    assert {port.max_a for port in site_at(by_group, read_moment("Sun 12:00")).ports.values()} == {0}


PROFILE = '\n[loads.L]\non = "P"\ncurrent = "20 A"\nphases = "ABC"\n'


def test_a_profile_replaces_the_load_in_its_windows():
    resolved = site(PROFILE, window("Mon-Fri", "08:00", "17:00", "90 A", "loads.L.profile"))
    for moment, amps in {"Mon 07:59": 20, "Mon 08:00": 90, "Mon 17:00": 20, "Sat 10:00": 20}.items():
        assert site_at(resolved, read_moment(moment)).loads["L"].line_a == dict.fromkeys("ABC", amps)


def test_a_profile_window_says_what_it_draws():
    text = SITE + PROFILE + '\n[[loads.L.profile]]\ndays = "Mon"\n'
    assert [(name, line) for name, _, line in findings(text)] == [("missing-key", line_of(text, "[[loads.L.profile]]"))]


def test_a_moment_has_no_week_of_its_own():
    resolved = site(
        window("Mon"),
        PROFILE,
        window("Tue", limit="90 A", table="loads.L.profile"),
        window("Wed", table="stations.S.charging"),
    )
    assert varies(resolved)
    for minute in changes(resolved):
        now = site_at(resolved, minute)
        assert not varies(now)
        assert site_at(now, 0) == now or site_at(now, 0).groups == now.groups


def test_the_states_of_a_week_cover_it_once():
    resolved = site(window("Mon-Fri", "06:00", "12:00"), window("Mon-Fri", "18:00", "20:00"))
    found = states(resolved)
    minutes = sorted(minute for stretches in found.values() for start, end in stretches for minute in range(start, end))
    assert minutes == list(range(WEEK_MIN))
    assert len(found) == 2  # both windows have one limit
    assert distinct_moments(resolved) == tuple(found)


def test_the_tightest_and_the_widest_of_a_week():
    resolved = site(window("Mon", limit="10 kW"), window("Tue", limit="0 kW"), window("Wed", limit="35 kW"))
    assert lower_envelope(resolved).groups["P"].limit_kw == 0
    assert lower_envelope(resolved, shut=False).groups["P"].limit_kw == 10
    assert upper_envelope(resolved).groups["P"].limit_kw == 35
    shut = site(window(limit="0 kW"))
    assert lower_envelope(shut, shut=False).groups["P"].limit_kw == 0
    covered = site(window(limit="20 kW"))
    assert lower_envelope(covered).groups["P"].limit_kw == upper_envelope(covered).groups["P"].limit_kw == 20


def test_limits_in_a_and_in_kw_are_both_kept_at_the_tightest():
    groups = lower_envelope(site(window("Mon", limit="40 A"))).groups.values()
    assert [(group.limit_a, group.limit_kw) for group in groups] == [(40, 30)]
    assert upper_envelope(site(window("Mon", limit="40 A"))).groups == {}
