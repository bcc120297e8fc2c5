"""Plans from now on, and runs that are over: what is known then, alerts of it, and what not knowing has cost."""

import csv
import io
import math

import pytest
from asking import fixed
from hypothesis import given
from hypothesis import strategies as st

from evsite.model.fleets import Actual, Actuals
from evsite.output.fleet_csv import COLUMNS, fleet_csv
from evsite.output.fleet_files import fleet_files
from evsite.output.json.fleet import fleet_document
from evsite.sitefile.document import Document
from evsite.sitefile.loading import loads
from evsite.sitefile.sessions.named_columns import SessionOptionError
from evsite.sitefile.trips.actuals import load_actuals
from evsite.sitefile.trips.list_moments import read_now
from evsite.sitefile.trips.loading import load_trips
from evsite.sitefile.trips.rows import TripFilesError
from evsite.studies.fleets.rolling import carry_out
from evsite.studies.fleets.study import NothingLeftError, fleet_study
from fleet_depot import READY, SHORT, SITE, trips_file

HEAD = "vehicle,arrive,depart,fault,delivered_kwh\n"


@pytest.fixture
def depot(tmp_path):
    """The site, its trips by the texts of rows, and what became of them at a moment."""

    def made(rows=READY, actual=None, now=None):
        site = loads(SITE)
        trips = load_trips([trips_file(tmp_path, rows)], site, zone="-08:00")
        now_s = None if now is None else read_now(now, trips.calendar)
        if actual is None:
            return site, trips, {"now_s": now_s}
        path = tmp_path / "actual.csv"
        path.write_text(HEAD + actual)
        return site, trips, {"now_s": now_s, "actuals": load_actuals(path, site, trips, now_s=now_s)}

    return made


def codes(report):
    return sorted(finding.code for finding in (*report.trip_findings, *report.site_findings))


def test_with_nothing_new_the_rest_of_the_plan_stays(depot):
    site, trips, how = depot(now="2026-03-02 18:00")
    before, after = fleet_study(site, trips), fleet_study(site, trips, **how)
    at = int((after.plan.edge_s[0] - before.plan.edge_s[0]) / 900)
    drawn = before.plan.power_kw * before.plan.present_h
    # who of several alike vehicles draws first may be another one
    rest = (after.plan.power_kw * after.plan.present_h).sum(axis=0)
    assert rest[: drawn.shape[1] - at] == pytest.approx(drawn.sum(axis=0)[at:], abs=1e-6)
    # the van and a truck charge already, and go on; the other truck starts
    steadiness = after.plan.steadiness
    assert (steadiness.vehicles, steadiness.going_on, steadiness.starts, steadiness.bound) == (3, 2, 1, 1)
    left = after.since.positions
    assert after.plan.shortfall_kwh == pytest.approx(before.plan.shortfall_kwh[list(left)], abs=1e-6)
    assert codes(after) == codes(before)
    run = after.carried_out.run
    assert run.energy_kwh.sum() + (after.plan.power_kw * after.plan.present_h).sum() == pytest.approx(drawn.sum())


def test_trips_keep_their_numbers_when_those_before_them_are_over(depot):
    site, trips, how = depot(now="2026-03-02 20:00")
    report = fleet_study(site, trips, **how)
    assert report.since.positions == (0, 1)
    site, trips, how = depot(f"V0,Vans,,2026-03-02 15:00,2026-03-02 16:00,3,0.9\n{READY}", now="2026-03-02 17:30")
    report = fleet_study(site, trips, **how)
    assert [report.trip_number(place) for place in range(3)] == [2, 3, 4]
    document = fleet_document(site, report, fleet_files(Document.parse(SITE), report), ["trips.csv"])
    assert [each["trip"] for each in document["vehicles"]] == [2, 3, 4]
    assert [each["trip"] for each in document["schedule"]["trips"]] == [2, 3, 4]
    assert [each["trip"] for each in document["run"]["trips"]] == [1, 2, 3, 4]


def test_a_vehicle_that_is_overdue_is_an_alert_at_its_row(depot):
    site, trips, how = depot(actual="B2,-,,,\n", now="2026-03-02 18:10")
    report = fleet_study(site, trips, **how)
    (late,) = (finding for finding in report.trip_findings if finding.code == "EV808")
    assert late.span[:2] == (2, 4)
    assert "counts with it from 2026-03-02 18:30 on" in late.message
    assert report.carried_out.run.delivered_kwh[1] == 0


@pytest.mark.parametrize(
    ("actual", "now", "code", "told"),
    [
        ("V1,-,,,\n", "17:10", "EV808", "has not come, and was to depart at 2026-03-02 17:00; its 5 kWh are missing"),
        # B1 comes early to the port at which V1 is expected, and stays
        (
            "V1,-,,,\nB1,2026-03-02 16:30,,,\n",
            "16:45",
            "EV803",
            "finds port S1.1 taken until it departs at 2026-03-02 17",
        ),
    ],
)
def test_a_vehicle_that_can_get_nothing_any_more_stays_an_alert_at_its_row(depot, actual, now, code, told):
    rows = READY.replace(
        "V1,Vans,,2026-03-02 16:00,2026-03-02 19:00,12", "V1,Vans,S1,2026-03-02 16:00,2026-03-02 17:00,5"
    )
    site, trips, how = depot(rows, actual=actual, now=f"2026-03-02 {now}")
    report = fleet_study(site, trips, **how)
    (found,) = report.missed_findings
    assert (found.code, found.span[:2]) == (code, (2, 4))
    assert told in found.message
    assert 2 not in report.since.positions
    _, became, _ = fleet_files(Document.parse(SITE), report)
    assert found in became.findings


def test_one_that_is_known_not_to_come_or_has_been_there_is_not_missed(depot):
    site, trips, how = depot(actual="V1,never,,,\nB2,,2026-03-02 18:15,,\n", now="2026-03-02 19:10")
    assert fleet_study(site, trips, **how).missed_findings == ()


def test_a_fault_leaves_nothing_for_its_port_and_fails_where_energy_is_missing(depot):
    site, trips, how = depot(actual="B1,,,2026-03-02 18:00,\n", now="2026-03-02 18:10")
    report = fleet_study(site, trips, **how)
    (fault,) = (finding for finding in report.trip_findings if finding.code == "EV809")
    assert (fault.severity, fault.span[:2]) == ("error", (2, 6))
    place = report.since.positions.index(0)
    assert not report.plan.power_kw[place].any()
    run = report.carried_out.run
    missing = 40 - float(run.delivered_kwh[0])
    assert float(report.plan.shortfall_kwh[place]) == pytest.approx(missing)
    assert not any(finding.code in {"EV801", "EV802"} for finding in report.trip_findings)


def test_a_vehicle_at_a_port_with_a_fault_is_sent_to_a_free_one_that_has_what_it_needs(depot):
    site, trips, how = depot(actual="B1,,,2026-03-02 18:00,\n", now="2026-03-02 19:10")
    (fault,) = (each for each in fleet_study(site, trips, **how).trip_findings if each.code == "EV809")
    assert fault.remedy == "port S3.1"
    site, trips, how = depot(actual="B1,,,2026-03-02 18:00,\n", now="2026-03-02 18:40")
    (fault,) = (each for each in fleet_study(site, trips, **how).trip_findings if each.code == "EV809")
    assert not fault.remedy, "V1 stands there until 19:00"


def test_what_a_battery_is_measured_to_have_counts_from_then_on(depot):
    site, trips, how = depot(actual="B1,,,,6.5\n", now="2026-03-02 19:00")
    report = fleet_study(site, trips, **how)
    place = report.since.positions.index(0)
    assert report.plan.trips.trips[place].need_kwh == pytest.approx(40 - 6.5)


def test_a_run_that_is_over_stands_beside_the_plan_that_had_known_it(depot):
    """B1 comes five hours late and stays long enough; V1 leaves an hour early, and would have been charged first."""
    actual = "B1,2026-03-02 22:00,2026-03-03 06:00,,\nV1,,2026-03-02 18:00,,\n"
    site, trips, how = depot(actual=actual)
    report = fleet_study(site, trips, **how)
    assert report.plan is report.carried_out.run.planned
    run, regret = report.carried_out.run, report.carried_out.regret
    gained = run.delivered_kwh + run.shortfall_kwh
    assert gained == pytest.approx([trip.need_kwh for trip in trips.trips])
    # the fleet of the first rank never does better than a plan that knows all
    assert regret.shortfall_kwh["Box Trucks"] >= -1e-4
    assert run.delivered_kwh[2] <= 0.9 * 6.656 * 2 + 1e-9
    document = fleet_document(site, report, fleet_files(Document.parse(SITE), report), ["trips.csv"])
    told = document["run"]["regret"]
    assert told["shortfall_kwh"] == pytest.approx(sum(regret.shortfall_kwh.values()))
    assert told["foresight_shortfall_kwh"] == pytest.approx(float(regret.foresight.shortfall_kwh.sum()))


def test_a_run_as_planned_has_no_regret_and_is_never_planned_anew(depot):
    site, trips, _ = depot(SHORT)
    report = fleet_study(site, trips, actuals=Actuals({}))
    assert not report.carried_out.run.replans
    assert all(abs(kwh) < 1e-6 for kwh in report.carried_out.regret.shortfall_kwh.values())
    assert report.carried_out.run.shortfall_kwh == pytest.approx(report.plan.shortfall_kwh, abs=1e-6)


def test_rows_of_what_was_drawn_stand_above_those_of_the_plan(depot):
    site, trips, how = depot(now="2026-03-02 18:05")
    report = fleet_study(site, trips, **how)
    rows = list(csv.DictReader(io.StringIO("".join(fleet_csv(site, report)))))
    assert tuple(rows[0]) == (*COLUMNS, "state")
    states = [row["state"] for row in rows]
    assert states == sorted(states)
    for number, trip in enumerate(trips.trips, start=1):
        own = sorted((row for row in rows if row["trip"] == str(number)), key=lambda row: row["start_at"])
        assert [row["end_at"] for row in own[:-1]] == [row["start_at"] for row in own[1:]]
        assert sum(float(row["energy_kwh"]) for row in own) * 0.9 == pytest.approx(trip.need_kwh)


@pytest.mark.parametrize("now", ["2026-03-03 06:00", "2027-03-03 06:00"])
def test_where_nothing_is_left_there_is_no_plan(depot, now):
    site, trips, how = depot(now=now)
    with pytest.raises(NothingLeftError):
        fleet_study(site, trips, **how)


@pytest.mark.parametrize(
    ("rows", "reported"),
    [
        ("B9,,,,\n", "no trip is of a vehicle 'B9'"),
        ("B1,soon,,,\n", "cannot read 'soon'"),
        ("B1,2026-03-02 23:00,,,\n", "is later than --now"),
        ("B1,2026-03-02 17:00,2026-03-02 16:50,,\n", "leaves at 2026-03-02 16:50, and comes at 2026-03-02 17:00"),
        ("B1,-,2026-03-02 17:30,,\n", "has not come"),
        ("B1,,,,30\n", "more than the battery can have gained"),
        ("B1,,,,\nB1,,,,\n", "twice"),
    ],
)
def test_what_cannot_have_happened_is_told_with_its_cell(depot, rows, reported):
    with pytest.raises(TripFilesError) as raised:
        depot(actual=rows, now="2026-03-02 18:00")
    (error,) = raised.value.errors
    assert any(reported in finding.message and finding.span.line >= 2 for finding in error.findings)


def test_all_that_is_wrong_is_told_in_one_run(depot):
    with pytest.raises(TripFilesError) as raised:
        depot(actual="B9,,,,\nB1,soon,,,\nB2,,later,,\n", now="2026-03-02 18:00")
    (error,) = raised.value.errors
    assert [finding.span.line for finding in error.findings] == [2, 3, 4]


def test_a_moment_that_is_none_is_refused_by_the_option(depot):
    with pytest.raises(SessionOptionError):
        depot(now="teatime")


# --- whatever happens, limits hold ------------------------------------------------------------------------------------

MOMENTS = st.integers(0, 4 * 14).map(lambda quarters: 900.0 * quarters)


@st.composite
def happened(draw):
    """What may become of the three trips of the depot; moments are seconds after the first arrival."""
    found = {}
    for position in range(3):
        arrive_s, stay_s = draw(st.none() | MOMENTS), draw(st.none() | MOMENTS)
        found[position] = (arrive_s, stay_s, draw(st.none() | MOMENTS), draw(st.booleans()))
    return found


@pytest.mark.slow
@fixed(20, 60)
@given(happened())
def test_whatever_happens_no_limit_is_exceeded_and_nobody_gets_more_than_it_needs(tmp_path_factory, happened):
    site = loads(SITE)
    trips = load_trips([trips_file(tmp_path_factory.mktemp("trips"), READY)], site, zone="-08:00")
    first_s = min(trip.arrive_s for trip in trips.trips)
    actuals = {}
    for position, (arrive_s, stay_s, fault_s, comes) in happened.items():
        trip = trips.trips[position]
        came_s = trip.arrive_s if arrive_s is None else first_s + arrive_s
        left_s = max(trip.depart_s, came_s + 900) if stay_s is None else came_s + 900 + stay_s
        fault = None if fault_s is None else first_s + fault_s
        actuals[position] = Actual(came_s, left_s, fault) if comes else Actual(depart_s=-math.inf)
    run = carry_out(site, trips, actuals)
    hours = (run.edge_s[1:] - run.edge_s[:-1]) / 3600
    assert (run.energy_kwh.sum(axis=0) <= 12 * hours * (1 + 1e-9)).all()
    assert (run.energy_kwh <= 6.656 * hours * (1 + 1e-9)).all()
    for position, trip in enumerate(run.trips.trips):
        assert run.delivered_kwh[position] == pytest.approx(0.9 * run.energy_kwh[position].sum())
        assert run.delivered_kwh[position] <= trip.need_kwh * (1 + 1e-9)
        stay = run.stays[position]
        away = (run.edge_s[1:] <= stay.arrive_s) | (run.edge_s[:-1] >= stay.until_s)
        assert not run.energy_kwh[position][away].any()


@pytest.mark.parametrize("rows", [READY, SHORT], ids=["ready", "short"])
def test_with_all_limits_and_needs_doubled_the_plan_is_doubled(tmp_path, rows):
    doubled = SITE.replace('"40 A"', '"80 A"').replace('"32 A"', '"64 A"').replace('"200 A"', '"400 A"')
    doubled = loads(doubled.replace('"12 kW"', '"24 kW"').replace("nec = 2023", 'nec = 2023\nmin_current = "16 A"'))
    needs = [line.split(",") for line in rows.splitlines()]
    more = "".join(",".join([*cells[:5], str(2 * float(cells[5])), cells[6]]) + "\n" for cells in needs)
    site = loads(SITE)
    once = fleet_study(site, load_trips([trips_file(tmp_path, rows)], site, zone="-08:00")).plan
    twice = fleet_study(doubled, load_trips([trips_file(tmp_path, more)], doubled, zone="-08:00")).plan
    assert twice.shortfall_kwh == pytest.approx(2 * once.shortfall_kwh, abs=1e-4)
    by_step = [(plan.power_kw * plan.present_h).sum(axis=0) for plan in (once, twice)]
    assert by_step[1] == pytest.approx(2 * by_step[0], abs=1e-4)
