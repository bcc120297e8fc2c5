"""Alerts of plans for fleets: who leaves short and why, and ways out that hold when they are planned anew."""

import json
import re
import shlex
from dataclasses import replace

import numpy as np
import pytest

from evsite.network.compile import compile_network
from evsite.sitefile.edits import apply_edits
from evsite.sitefile.loading import loads
from evsite.sitefile.trips.loading import load_trips
from evsite.studies.fleets import remedies
from evsite.studies.fleets.alert_kinds import ALERTS
from evsite.studies.fleets.alerts import at_full_speed
from evsite.studies.fleets.binding import ports_under
from evsite.studies.fleets.plan import plan_fleets
from evsite.studies.fleets.results import MISSED_KWH
from fleet_depot import HEAD, READY, SHORT, SITE, planned, trips_file

STRONGER = """
[circuits.D]
panel = "EV1"
breaker = "100 A"
[stations.T]
max_current = "80 A"
circuit = "D"
"""


def codes(report):
    return [finding.code for finding in (*report.trip_findings, *report.site_findings)]


@pytest.fixture
def example_codes(evsite, tmp_path, monkeypatch):
    """What the command of an example finds, with the files that stand in its comments."""
    monkeypatch.chdir(tmp_path)

    def found(text):
        first, *rows = [line.removeprefix("# ") for line in text.splitlines() if line.startswith("# ")]
        command = first.removesuffix(", where the trips are")
        assert command != first
        trips, _, evening = "\n".join(rows).partition("\nand evening.csv says\n")
        for name, content in (("depot.toml", text), ("trips.csv", trips), ("evening.csv", evening)):
            (tmp_path / name).write_text(content)
        _, *arguments = shlex.split(command)
        return [finding["code"] for finding in json.loads(evsite(*arguments, "--format", "json").output)["findings"]]

    return found


@pytest.mark.parametrize("kind", ALERTS, ids=lambda each: each.code)
def test_the_failing_example_of_an_alert_has_it_and_the_passing_one_none(kind, example_codes):
    assert kind.code in example_codes(kind.fails)
    assert example_codes(kind.passes) == []


def test_alerts_have_codes_names_and_words_of_their_own():
    assert [kind.code for kind in ALERTS] == sorted({kind.code for kind in ALERTS})
    assert len({kind.name for kind in ALERTS}) == len(ALERTS)
    for kind in ALERTS:
        assert kind.asks.endswith(".")
        assert kind.why.endswith(".")
        assert len(kind.title) <= 60


@pytest.fixture
def short(tmp_path):
    return planned(trips_file(tmp_path, SHORT))


def test_one_that_is_too_slow_even_alone_is_told_from_one_that_others_keep_from_more(short):
    site, plan, report = short
    assert {alert.trip: alert.kind for alert in report.alerts} == {2: "short", 3: "impossible"}
    alone = at_full_speed(site, plan.trips.trips[3], plan.ports[3])
    # 32 A at 208 V for an hour, of which the battery gains 90 %
    assert float(plan.delivered_kwh[3]) == pytest.approx(0.9 * 6.656, abs=1e-6)
    assert alone.ready_s - plan.trips.trips[3].arrive_s == pytest.approx(30 / (0.9 * 6.656) * 3600)


def test_a_finding_points_at_the_departure_in_its_row(short):
    _, plan, report = short
    text = plan.trips.sources[0].text.splitlines()
    for finding, departs in zip(report.trip_findings, ("2026-03-02 21:00", "2026-03-02 23:00"), strict=True):
        span = finding.span
        assert text[span.line - 1][span.column - 1 : span.end_column - 1] == departs


def test_the_limit_that_keeps_a_vehicle_from_more_is_named_with_the_times_in_which_it_is_full(short):
    _, plan, report = short
    (limit,) = report.binding
    assert (limit.id.kind, limit.id.owner, limit.trips) == ("group", "EV1", (2,))
    (finding,) = report.site_findings
    assert finding.path == ("groups", "EV1", "limit")
    use = next(use for use in plan.limits if use.id.kind == "group")
    for begin_s, end_s in limit.full:
        inside = (plan.edge_s[:-1] >= begin_s) & (plan.edge_s[1:] <= end_s)
        assert (use.load[inside] >= use.limit[inside] * (1 - 1e-6)).all()
    covered = sum(end_s - begin_s for begin_s, end_s in limit.full)
    full = use.load >= use.limit * (1 - 1e-6)
    assert covered == pytest.approx(float(np.diff(plan.edge_s)[full].sum()))


def test_what_one_kw_more_is_worth_is_what_a_plan_with_it_gains(tmp_path):
    """To first order: a little more of the limit brings as much as its price says."""
    path = trips_file(tmp_path, SHORT)
    _, before, report = planned(path)
    _, after, _ = planned(path, SITE.replace("12 kW", "12.01 kW"))
    gained_kwh = float(before.shortfall_kwh.sum() - after.shortfall_kwh.sum())
    assert gained_kwh / 0.01 == pytest.approx(report.binding[0].kwh_per_unit, rel=1e-4)


def departure(finding, calendar):
    """The departure that a finding proposes, in seconds since the origin of the trips."""
    words = re.search(r"departure at ([\d-]+ [\d:]+)", finding.remedy)[1]
    return next(s for s in range(0, 4 * 86_400, 60) if calendar.show(s) == words)


@pytest.mark.parametrize("number", [2, 3])
def test_a_later_departure_helps_and_none_a_step_earlier_does(short, number):
    site, plan, report = short
    finding = next(f for a, f in zip(report.alerts, report.trip_findings, strict=True) if a.trip == number)
    trips = [replace(trip, port=port) for trip, port in zip(plan.trips.trips, plan.ports, strict=True)]
    found = departure(finding, plan.trips.calendar)
    for depart_s, helps in ((found, True), (found - 900, False)):
        trips[number] = replace(trips[number], depart_s=float(depart_s))
        again = plan_fleets(site, replace(plan.trips, trips=tuple(trips)))
        others = [place for place in range(len(trips)) if place != number]
        no_other_misses_more = (again.shortfall_kwh[others] <= plan.shortfall_kwh[others] + MISSED_KWH).all()
        assert (again.shortfall_kwh[number] <= MISSED_KWH and no_other_misses_more) == helps


def test_a_greater_limit_helps_and_one_kw_less_does_not(short):
    _, plan, report = short
    ((edit,),) = report.site_findings[0].fix.edits
    assert edit.path == ("groups", "EV1", "limit")
    kw = float(edit.value.removesuffix(" kW"))
    for value, helps in ((kw, True), (kw - 1, False)):
        changed = loads(apply_edits(SITE, (replace(edit, value=f"{value:g} kW"),)))
        again = plan_fleets(changed, plan.trips)
        assert (again.shortfall_kwh[2] <= MISSED_KWH) == helps


def test_a_free_port_of_more_power_is_a_way_out(tmp_path):
    stronger = f"{SITE}{STRONGER}"
    rows = "B1,Box Trucks,S1,2026-03-02 17:00,2026-03-02 20:00,24,0.9\n"
    _, plan, report = planned(trips_file(tmp_path, rows), stronger)
    (finding,) = report.trip_findings
    assert finding.code == "EV801"
    assert "port T" in finding.remedy
    port = re.search(r"port (T[\w.]*)", finding.remedy)[1]
    moved = replace(plan.trips, trips=(replace(plan.trips.trips[0], port=port),))
    assert plan_fleets(loads(stronger), moved).shortfall_kwh[0] <= MISSED_KWH


def test_a_vehicle_that_takes_more_is_a_way_out_where_its_port_gives_more(tmp_path):
    path = tmp_path / "trips.csv"
    head = HEAD.replace("efficiency", "max_kw,efficiency")
    path.write_text(f"{head}B1,Box Trucks,S1,2026-03-02 17:00,2026-03-02 22:00,20,3,0.9\n")
    *_, report = planned(path)
    (finding,) = report.trip_findings
    takes_kw = float(re.search(r"takes ([\d.]+) kW", finding.remedy)[1])
    assert takes_kw == pytest.approx(20 / 0.9 / 5, abs=0.1)
    assert takes_kw >= 20 / 0.9 / 5


def test_remedies_that_were_not_tried_are_counted_and_not_shown(tmp_path, monkeypatch):
    monkeypatch.setattr(remedies, "MOST_SOLVES", 0)
    *_, report = planned(trips_file(tmp_path, SHORT))
    assert report.untried == 3
    assert all(not finding.remedy for finding in (*report.trip_findings, *report.site_findings))


def test_large_plans_are_not_made_again_and_again(tmp_path, monkeypatch):
    """What all plans together decide is bounded too: trips times steps."""
    monkeypatch.setattr(remedies, "MOST_CELLS", 150)
    made = []

    def counted(site, trips, **how):
        made.append(len(trips.trips))
        return plan_fleets(site, trips, **how)

    monkeypatch.setattr("fleet_depot.plan_fleets", counted)
    *_, report = planned(trips_file(tmp_path, SHORT))
    steps = len(report.plan.edge_s) - 1
    assert sum(trips * steps for trips in made[1:]) <= 150
    assert report.untried


def test_no_port_is_an_alert_and_its_need_is_missing(tmp_path):
    rows = "".join(f"V{number},Vans,,2026-03-02 17:00,2026-03-02 21:00,4,0.9\n" for number in range(4))
    _, plan, report = planned(trips_file(tmp_path, rows))
    (alert,) = report.alerts
    assert (alert.kind, alert.missing_kwh, plan.ports[alert.trip]) == ("no-port", 4.0, None)


def test_a_vehicle_at_a_port_that_cannot_be_reached_is_an_error_only_where_it_leaves_short(tmp_path):
    rows = (
        "B1,Box Trucks,S1,2026-03-02 17:00,2026-03-03 05:00,{},0.9\n"
        "B2,Box Trucks,S2,2026-03-02 17:00,2026-03-03 05:00,5,0.9\n"
    )
    *_, enough = planned(trips_file(tmp_path, rows.format(5)), offline=("S1.1",))
    *_, less = planned(trips_file(tmp_path, rows.format(50)), offline=("S1.1",))
    assert [(f.code, f.severity) for f in enough.trip_findings] == [("EV805", "warning")]
    assert [(f.code, f.severity) for f in less.trip_findings] == [("EV805", "error")]


def test_where_no_port_can_be_reached_no_vehicle_is_sent_to_one(tmp_path):
    *_, report = planned(trips_file(tmp_path, READY), offline=("S1.1", "S2.1", "S3.1"))
    assert [alert.kind for alert in report.alerts] == ["offline", "offline", "no-port"]


def test_a_limit_that_holds_a_vehicle_alone_too_is_named(tmp_path):
    rows = "B1,Box Trucks,S1,2026-03-02 17:00,2026-03-02 22:00,25,0.9\n"
    *_, report = planned(trips_file(tmp_path, rows), SITE.replace("12 kW", "5 kW"))
    (alert,) = report.alerts
    assert (alert.kind, [limit.id.owner for limit in alert.limits]) == ("impossible", ["EV1"])
    assert "with no other vehicle too group EV1 is full" in report.trip_findings[0].notes[1]
    assert report.site_findings[0].remedy == 'limit = "6 kW"'


def test_a_limit_without_any_room_is_named(tmp_path):
    rows = "B1,Box Trucks,S1,2026-03-02 17:00,2026-03-02 22:00,5,0.9\n"
    *_, report = planned(
        trips_file(tmp_path, rows), SITE.replace('"12 kW"', '"12 kW"\nsite_meter = true'), loads={"EV1": "50 kW"}
    )
    (alert,) = report.alerts
    assert (alert.kind, [limit.id.owner for limit in alert.limits]) == ("impossible", ["EV1"])
    assert report.site_findings[0].notes == ()


def test_what_is_beyond_a_full_battery_is_told(tmp_path):
    path = tmp_path / "trips.csv"
    path.write_text(
        "vehicle,fleet,port,arrive,depart,soc,target_soc,battery_kwh\n"
        "B1,Box Trucks,S1,2026-03-02 17:00,2026-03-03 05:00,60 %,110 %,60\n"
    )
    _, _, report = planned(path)
    assert codes(report) == ["EV806"]
    assert "6 kWh beyond a full battery" in report.trip_findings[0].message


def test_charging_on_arrival_is_what_the_sharing_of_the_site_gives(tmp_path):
    """One vehicle alone draws all that its port gives from its arrival on, until it has what it needs."""
    *_, report = planned(trips_file(tmp_path, "B1,Box Trucks,S1,2026-03-02 17:00,2026-03-03 05:00,18,0.9\n"))
    drawn = np.array(report.unplanned.drawn_kwh)
    assert drawn[:12] == pytest.approx([6.656 / 4] * 12)
    assert drawn.sum() == pytest.approx(20)
    assert report.unplanned.delivered_kwh == pytest.approx((18,))
    assert report.tallies[0].unplanned_ready == 1


def test_ready_vehicles_have_no_alert(tmp_path):
    *_, report = planned(trips_file(tmp_path, READY))
    assert [tally.ready for tally in report.tallies] == [2, 1]
    assert codes(report) == []


def test_the_ports_under_a_limit_are_those_that_its_network_counts():
    site = loads(SITE)
    under, paths = ports_under(site)
    network = compile_network(site)
    for limit in network.limits:
        if limit.id.kind in {"group", "panel", "service"} and limit.id.leg is None:
            assert under[limit.id] == frozenset(site.ports)
        assert paths[limit.id] == limit.path


def test_names_mean_nothing(tmp_path):
    """Vehicles and fleets of other names, and rows in another order, have the same alerts."""
    *_, one = planned(trips_file(tmp_path, SHORT))
    renamed = SHORT.replace("Vans", "primary").replace("V1", "group EV1").replace("Box Trucks", "A")
    site = SITE.replace('"Box Trucks"', "A").replace("Vans", "primary")
    rows = "".join(reversed(renamed.splitlines(keepends=True)))
    *_, other = planned(trips_file(tmp_path, rows), site)
    assert sorted((a.kind, round(a.missing_kwh, 6)) for a in one.alerts) == sorted(
        (a.kind, round(a.missing_kwh, 6)) for a in other.alerts
    )
    assert [limit.trips for limit in other.binding] == [(1,)]


def test_trips_of_two_files_point_into_their_own(tmp_path):
    site = loads(SITE)
    ready, short = (
        trips_file(tmp_path, READY, "one.csv"),
        trips_file(tmp_path, SHORT.replace("03-02", "03-04"), "two.csv"),
    )
    trips = load_trips([ready, short], site, zone="America/Los_Angeles")
    assert [source.filename.rpartition("/")[2] for source in trips.sources] == ["one.csv", "two.csv"]
    assert [trip.file for trip in trips.trips] == [0, 0, 0, 1, 1, 1, 1]
