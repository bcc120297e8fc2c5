"""What is left for vehicles in time is what one moment after the other says, each asked by itself."""

import json
import random
from dataclasses import replace
from statistics import median

import pytest
import tomli
import tomli_w
from asking import fixed
from hypothesis import given
from hypothesis import strategies as st
from sites import cases

import evsite
from evsite.allocation.allocator import Allocator
from evsite.metering.demand import quarter_hours
from evsite.model.limit_id import LimitId
from evsite.model.moments import site_at
from evsite.network.limits import site_limits
from evsite.studies.left_over import left_over

WEEK_H = 7 * 24


def one_moment(moment, group, unit):
    """What is left for a group and whether all of its AC ports have their minimum, from a site at one moment."""
    left = min(limit.value for limit in site_limits(moment) if limit.group == group)
    assert (moment.groups[group].limit_a is not None) == (unit == "A")
    allocator = Allocator(moment)
    amps = allocator.shares(allocator.moment()).current_a
    ports = [moment.ports[name] for name in moment.groups[group].ports if not moment.ports[name].dc]
    if not ports:
        return left, None
    charging = [port.name for port in ports if port.max_a > 0]
    enough = [
        amps[allocator.number[name]]
        >= min(allocator.minimum_a[allocator.number[name]], allocator.arrays.cap_a[allocator.number[name]]) * (1 - 1e-7)
        for name in charging
    ]
    return left, float(bool(enough) and all(enough))


def in_time(draw, text):
    """A site of the tests of sharing, with its other load by the hour and schedules on some of its groups."""
    file = tomli.loads(text)
    file["site"]["site_meter"] = True
    for table in file.get("loads", {}).values():
        table["profile"] = [
            {"days": days, "from": f"{start:02}:00", "to": f"{start + 5:02}:00", "current": f"{amps} A"}
            for days, start in (("Mon-Fri", 6), ("Mon-Fri", 12), ("Sat-Sun", 9))
            for amps in [draw(st.integers(0, 60))]
        ]
    for table in file.get("groups", {}).values():
        unit = "kW" if "kW" in table.get("limit", "kW") or "kVA" in table["limit"] else "A"
        if draw(st.booleans()):
            limit = f"{draw(st.integers(0, 40))} {unit}"
            table["schedule"] = [{"days": "Mon-Sun", "from": "14:00", "to": "20:00", "limit": limit}]
        if draw(st.integers(0, 3)) == 0:
            table["charging"] = [{"from": "10:00", "to": "16:00"}]
    return tomli_w.dumps(file)


@pytest.mark.slow
@pytest.mark.parametrize(("number", "scale"), [(1, 1), (4, 4), (5, 4)])
def test_every_hour_of_a_profile_is_what_the_moment_says(number, scale):
    seen = []

    @fixed(number, 80)
    @given(cases(max_ports=8, policies=("equal", "proportional", "equal", "fcfs"), scale=scale), st.data())
    def holds(case, data):
        if "[loads" not in case.text:
            return
        site = evsite.loads(in_time(data.draw, case.text))
        found = left_over(site)
        for group in found.groups if found is not None else ():
            for hour in data.draw(st.lists(st.integers(0, WEEK_H - 1), min_size=6, max_size=6)):
                moment = site_at(site, hour * 60 + 30)
                if (moment.groups[group.group].limit_a is None) == (group.unit == "A"):
                    continue
                left, served = one_moment(moment, group.group, group.unit)
                reported = group.week[hour]
                assert reported.least == reported.median == pytest.approx(left, rel=1e-9, abs=1e-9)
                assert reported.served == served
                seen.append(served)

    holds()
    assert seen


PANEL = """
[site]
name = "x"
nec = 2023
site_meter = true
[supplies.T]
kind = "transformer"
rating = "112.5 kVA"
primary = "480 delta"
system = "208Y/120"
[panels.P]
fed_from = "T"
main = "300 A"
[circuits.C]
panel = "P"
count = 8
breaker = "60 A"
[stations.S]
count = 8
max_current = "48 A"
circuits = "C"
[groups.G]
on = "P"
limit = "240 A"
[[groups.G.schedule]]
days = "Mon-Fri"
from = "12:10"
to = "18:00"
limit = "60 A"
[loads.B]
on = "P"
data = "meter.csv"
timezone = "America/New_York"
"""


def record(folder, days=9, seed=3, missing=()):
    """Readings by phase, at random, without those of some quarters."""
    dice = random.Random(seed)
    lines = ["timestamp,amps_a,amps_b,amps_c"]
    for number in range(days * 96):
        if number not in missing:
            day, quarter = divmod(number, 96)
            amps = ",".join(f"{dice.uniform(0, 230):.2f}" for _ in range(3))
            lines.append(f"2025-06-{day + 2:02} {quarter // 4:02}:{quarter % 4 * 15:02},{amps}")
    (folder / "meter.csv").write_text("\n".join(lines) + "\n")
    return folder


def at_site(folder, text=PANEL):
    (folder / "site.toml").write_text(text)
    return evsite.load(str(folder / "site.toml"))


def by_reading(site):
    """Minute of the week, what is left and whether all are served, for each reading cut into pieces of five minutes."""
    load = site.loads["B"]
    quarters = quarter_hours(load.measured.series)
    for number, minute in enumerate(quarters.minute):
        values = {leg: each[number] for leg, each in quarters.channels.items()}
        drawn = {"line_a": load.measured.line_a(values), "power_kva": load.measured.power_kva(values)}
        known = {}
        for piece in range(minute, minute + 15, 5):
            moment = site_at(site, piece)
            limit = moment.groups["G"].limit_a
            if limit not in known:
                now = replace(moment, loads={"B": replace(load, **drawn)})
                known[limit] = one_moment(now, "G", "A")
            yield piece, *known[limit]


@pytest.mark.slow
def test_every_reading_of_a_record_is_what_its_moment_says(tmp_path):
    site = at_site(record(tmp_path, missing=range(100, 130)))
    expected = list(by_reading(site))
    found = left_over(site)
    (group,) = found.groups
    assert (group.group, group.unit, group.minimum_a, group.loads) == ("G", "A", 8.0, ("B",))
    assert found.quarters == 9 * 96 - 30
    assert found.filled == 0
    for hour in range(WEEK_H):
        here = [(left, served) for minute, left, served in expected if minute // 60 == hour]
        reported = group.week[hour]
        if not here:
            assert reported == (None, None, None)
            continue
        assert reported.least == pytest.approx(min(left for left, _ in here))
        assert reported.median == pytest.approx(median(left for left, _ in here))
        assert reported.served == pytest.approx(sum(served for _, served in here) / len(here))
    assert group.total.served == pytest.approx(sum(served for *_, served in expected) / len(expected))
    assert 0 < group.total.served < 1
    noons = [left for minute, left, _ in expected if minute // 60 % 24 == 12 and minute // 1440 < 5]
    assert group.weekdays[12].median == pytest.approx(median(noons))
    sundays = [left for minute, left, _ in expected if minute // 60 % 24 == 3 and minute // 1440 >= 5]
    assert group.weekend[3].least == pytest.approx(min(sundays))


def test_a_second_load_without_a_reading_counts_with_the_highest_of_that_time_of_the_week(tmp_path):
    record(tmp_path, days=8, seed=5, missing=range(7 * 96, 7 * 96 + 4))
    (tmp_path / "meter.csv").rename(tmp_path / "two.csv")
    text = PANEL + '[loads.Two]\non = "P"\ndata = "two.csv"\ntimezone = "America/New_York"\n'
    site = at_site(record(tmp_path, days=8), text)
    found = left_over(site)
    assert found.filled == 4
    group = found.groups[0]
    one, two = site.loads["B"].measured, site.loads["Two"].measured
    quarters = quarter_hours(one.series)
    monday = [number for number, minute in enumerate(quarters.minute) if minute < 60]
    lefts = []
    for number in monday:
        minute = quarters.minute[number]
        first = one.line_a({leg: each[number] for leg, each in quarters.channels.items()})
        second = two.week[minute][0]
        if number < 96:
            others = quarter_hours(two.series)
            second = two.line_a({leg: each[number] for leg, each in others.channels.items()})
        lefts.append(min(max(0, 240 - first[leg] - second[leg]) for leg in "ABC"))
    assert group.week[0].least == pytest.approx(min(lefts))
    assert group.week[0].median == pytest.approx(median(lefts))


def test_a_profile_comes_before_the_record_and_the_record_before_nothing(tmp_path):
    text = PANEL + '[[loads.B.profile]]\ndays = "Tue"\nfrom = "00:00"\nto = "24:00"\ncurrent = "100 A"\n'
    site = at_site(record(tmp_path), text)
    group = left_over(site).groups[0]
    assert {(hour.least, hour.median) for hour in group.week[24:36]} == {(140, 140)}
    assert group.week[0].least != group.week[1].least
    assert site.loads["B"].line_a["A"] > 200


def test_given_current_comes_before_the_record(tmp_path):
    site = at_site(record(tmp_path), PANEL + 'current = "100 A"\n')
    assert left_over(site) is None
    assert site_at(site, 0, by_record=True).loads["B"].line_a == {"A": 100, "B": 100, "C": 100}


def test_without_a_meter_nothing_is_reported(tmp_path):
    assert left_over(at_site(record(tmp_path), PANEL.replace("site_meter = true", "site_meter = false"))) is None


def test_a_limit_that_the_load_exceeds_is_zero_and_serves_nobody():
    text = PANEL.replace('data = "meter.csv"\ntimezone = "America/New_York"', 'current = "10 A"')
    text += '[[loads.B.profile]]\ndays = "Sat"\nfrom = "01:00"\nto = "02:00"\ncurrent = "250 A"\n'
    group = left_over(evsite.loads(text)).groups[0]
    assert group.week[5 * 24 + 1] == (0, 0, 0)
    assert group.week[5 * 24 + 2] == (230, 230, 1)


def test_a_moment_of_the_week_takes_the_highest_that_was_ever_measured_then(tmp_path):
    site = at_site(record(tmp_path, days=16))
    load = site.loads["B"]
    quarters = quarter_hours(load.measured.series)
    then = [number for number, minute in enumerate(quarters.minute) if minute == 2 * 1440 + 9 * 60 + 15]
    assert len(then) >= 2
    highest = {leg: max(quarters.channels[leg][number] for number in then) for leg in "ABC"}
    assert site_at(site, 2 * 1440 + 9 * 60 + 20, by_record=True).loads["B"].line_a == pytest.approx(highest)
    assert site_at(site, 2 * 1440 + 9 * 60 + 20).loads["B"].line_a == load.line_a
    answer = evsite.allocate(site, at="Wed 09:20")
    limits = {use.limit: use.limit_a for use in answer.limits}
    assert limits[LimitId("group", "G", leg="A")] == pytest.approx(240 - highest["A"])
    assert any("B is taken to draw" in note and "from Wed 09:15 in 16.0 days" in note for note in answer.notes)


def test_a_quarter_of_an_hour_holds_from_its_first_minute_to_its_last(tmp_path):
    site = at_site(record(tmp_path, days=16))
    quarters = quarter_hours(site.loads["B"].measured.series)
    for start in (9 * 60, 9 * 60 + 15, 9 * 60 + 30):
        then = [number for number, minute in enumerate(quarters.minute) if minute == 2 * 1440 + start]
        highest = {leg: max(quarters.channels[leg][number] for number in then) for leg in "ABC"}
        for minute in (start, start + 5, start + 10, start + 14):
            found = site_at(site, 2 * 1440 + minute, by_record=True).loads["B"].line_a
            assert found == pytest.approx(highest), minute


def test_a_time_of_the_week_that_no_reading_is_of_takes_the_highest_of_all(tmp_path):
    site = at_site(record(tmp_path, days=2))
    answer = evsite.allocate(site, at="Sat 09:20")
    peak = site.loads["B"].measured.peak_line_a()
    assert {use.limit: use.limit_a for use in answer.limits}[LimitId("group", "G", leg="B")] == pytest.approx(
        240 - peak["B"]
    )
    assert any("at any time, since none is of then, in 2.0 days" in note for note in answer.notes)


def test_the_report_tells_hours_that_are_alike_together_and_fits_80_columns(evsite, tmp_path):
    text = PANEL.replace('data = "meter.csv"\ntimezone = "America/New_York"', 'current = "10 A"')
    text += '[[loads.B.profile]]\ndays = "Mon-Sun"\nfrom = "08:00"\nto = "10:00"\ncurrent = "200 A"\n'
    (tmp_path / "site.toml").write_text(text)
    reported = evsite("report", str(tmp_path / "site.toml")).stdout.splitlines()
    first = reported.index("left for group G: its limit less B")
    assert reported[first + 2 : first + 8] == [
        "hours        Mon-Fri least A  median A    8 A  Sat-Sun least A  median A    8 A",
        "00:00-08:00              230       230  100 %              230       230  100 %",
        "08:00-10:00               40        40    0 %               40        40    0 %",
        "10:00-12:00              230       230  100 %              230       230  100 %",
        "12:00-18:00               50        50  100 %              230       230  100 %",
        "18:00-24:00              230       230  100 %              230       230  100 %",
    ]
    assert max(map(len, reported[first + 2 : first + 8])) < 80


def test_the_json_report_has_every_hour_of_the_week(evsite, tmp_path):
    at_site(record(tmp_path))
    document = json.loads(evsite("report", str(tmp_path / "site.toml"), "--format", "json").stdout)
    left = document["left_over"]
    (group,) = left["groups"]
    assert left["days_of_record"] == 9
    assert left["quarter_hours"] == 9 * 96
    assert (group["group"], group["loads"], group["min_current_a"]) == ("G", ["B"], 8)
    assert {day: len(hours) for day, hours in group["hours"].items()}["Sun"] == 24
    assert group["hours"]["Mon"][0].keys() == {"least_a", "median_a", "time_all_get_minimum"}
    assert json.loads(evsite("report", "-", "--format", "json", stdin=circuit_alone()).stdout)["left_over"] is None


def circuit_alone():
    """A site without any other load."""
    return PANEL[: PANEL.index("[loads.B]")]


@pytest.mark.parametrize(("limit", "overloaded"), [("240 A", False), ("250 A", True)])
def test_a_limit_that_a_load_is_taken_off_is_judged_while_the_load_rests_too(tmp_path, limit, overloaded):
    # at its highest the load takes more off the limit than, not being continuous, off what the main carries
    text = PANEL.replace('"240 A"', f'"{limit}"').replace("112.5 kVA", "300 kVA").replace("count = 8", "count = 18")
    site = at_site(record(tmp_path), f"{text}continuous = false\n")
    found = {load.limit: load for load in evsite.report(site).equipment}[LimitId("panel", "P", leg="A")]
    assert (found.overloaded, found.safe) == (overloaded, not overloaded)
    assert found.allowed == 240


def test_minimums_come_before_what_dc_stations_draw():
    """54.4 A less 20 A: 8 A for each of three on one pair leave next to nothing for DC, which has no minimum."""
    text = """
[site]
nec = 2023
site_meter = true
[supplies.U]
kind = "service"
rating = "68 A"
system = "480Y/277"
[circuits.D]
panel = "U"
breaker = "250 A"
poles = 3
count = 2
[circuits.C]
panel = "U"
breaker = "40 A"
phases = "BC"
count = 4
[stations.D]
count = 2
type = "dc"
max_power = "45 kW"
max_current = "60 A"
circuits = "D"
[stations.C]
count = 4
max_current = "30 A"
circuits = "C"
[groups.G]
on = "U"
limit = "54.4 A"
[loads.L]
on = "U"
profile = [{ days = "Mon-Sun", from = "00:00", to = "12:00", current = "20 A" }]
"""
    site = evsite.loads(text)
    (group,) = left_over(site).groups
    assert group.week[6].least == pytest.approx(34.4)
    assert one_moment(site_at(site, 6 * 60), "G", "A") == (pytest.approx(34.4), 1.0)
    assert {hour.served for hour in group.week} == {1.0}
