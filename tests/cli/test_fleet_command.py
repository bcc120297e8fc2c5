"""`evsite fleet`: from files to a plan, what is written, what is refused, and how it ends."""

import csv
import io
import json

import pytest
from jsonschema import Draft202012Validator

from evsite.output.json.schemas import output_schema
from fleet_depot import HEAD, READY, SHORT, SITE, trips_file

ZONE = ("--zone", "America/Los_Angeles")
TARIFF = ("--tariff", "sce-tou-ev-8-2025")
ONE_PLAN = """\
B1,Box Trucks,S1,2026-03-02 19:00,2026-03-02 23:00,11.9808,0.9
V1,Vans,,2026-03-02 16:00,2026-03-02 19:00,12,0.9
"""
"""B1 needs the two hours from 21:00 on in which power is cheap, at 6.656 kW, and V1 is to be ready at once."""
ONE_SHORT_PLAN = """\
B1,Box Trucks,S1,2026-03-02 17:00,2026-03-02 21:00,23.9616,0.9
V1,Vans,S3,2026-03-02 17:00,2026-03-02 21:00,22,0.9
V2,Vans,,2026-03-02 22:00,2026-03-02 23:00,30,0.9
"""
"""B1 needs 6.656 kW all the time, V1 gets the rest of 12 kW, and V2 cannot have 30 kWh in an hour."""


@pytest.fixture
def depot(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "depot.toml").write_text(SITE)
    trips_file(tmp_path, READY, "ready.csv")
    trips_file(tmp_path, SHORT, "short.csv")
    return tmp_path


def run(evsite, *words, trips="ready.csv", **options):
    return evsite("fleet", "depot.toml", "--trips", trips, *ZONE, *words, **options)


def test_a_depot_is_planned_from_end_to_end(evsite, depot, golden):
    """Only one plan is best, so that no other can be shown."""
    done = run(evsite, *TARIFF, trips=trips_file(depot, ONE_PLAN).name)
    assert (done.exit_code, done.stderr) == (0, "")
    golden("depot-ready.fleet.txt", done.stdout)


def test_alerts_stand_below_the_answer(evsite, depot, golden):
    done = run(evsite, trips=trips_file(depot, ONE_SHORT_PLAN).name)
    assert (done.exit_code, done.stderr) == (1, "")
    golden("depot-short.fleet.txt", done.stdout)


@pytest.mark.parametrize(
    ("trips", "fail_on", "code"),
    [
        ("ready.csv", "error", 0),
        ("ready.csv", "warning", 0),
        ("short.csv", "error", 1),
        ("short.csv", "never", 0),
        ("tight.csv", "error", 0),
        ("tight.csv", "warning", 1),
    ],
)
def test_the_exit_code_is_that_of_a_check(evsite, depot, trips, fail_on, code):
    trips_file(depot, "V1,Vans,S1,2026-03-02 17:00,2026-03-02 19:00,11.5,0.9\n", "tight.csv")
    assert run(evsite, "--fail-on", fail_on, trips=trips).exit_code == code


def test_json_fits_its_schema(evsite, depot):
    done = run(evsite, *TARIFF, "--peak-so-far", "5 kW", "--format", "json")
    document = json.loads(done.stdout)
    errors = Draft202012Validator(output_schema("fleet")).iter_errors(document)
    assert [f"{error.json_path}: {error.message}"[:300] for error in errors] == []
    assert document["trips"]["files"] == ["ready.csv"]
    assert document["tariff"] == "sce-tou-ev-8-2025"
    assert sum(each["shortfall_kwh"] for each in document["fleets"]) == 0
    assert done.exit_code == 0


def test_a_pipe_gets_no_colours_and_a_terminal_of_80_columns_no_longer_lines(evsite, depot):
    assert "\x1b" not in run(evsite, trips="short.csv").stdout
    assert "\x1b" in run(evsite, "--color", "always", trips="short.csv").stdout


def test_the_plan_and_the_chart_are_written(evsite, depot):
    done = run(evsite, "--csv", "plan.csv", "--svg", "plan.svg")
    assert done.exit_code == 0
    rows = list(csv.DictReader(io.StringIO((depot / "plan.csv").read_text())))
    assert {row["vehicle"] for row in rows} == {"B1", "B2", "V1"}
    assert (depot / "plan.svg").read_text().startswith("<?xml")


@pytest.mark.parametrize("option", ["--csv", "--svg"])
@pytest.mark.parametrize("name", ["ready.csv", "depot.toml"])
def test_what_is_read_is_not_written_over(evsite, depot, option, name):
    before = (depot / name).read_bytes()
    done = run(evsite, option, name)
    assert (done.exit_code, done.stdout) == (2, "")
    assert f"{option}: {name} is read, and what is read is not written over" in done.stderr
    assert (depot / name).read_bytes() == before


def test_two_outputs_of_one_name_are_refused(evsite, depot):
    done = run(evsite, "--csv", "plan", "--svg", "plan")
    assert done.exit_code == 2
    assert "plan is named twice" in done.stderr
    assert not (depot / "plan").exists()


def test_a_folder_that_is_not_there_is_told_before_anything_is_planned(evsite, depot):
    done = run(evsite, "--csv", "nowhere/plan.csv")
    assert (done.exit_code, done.stdout) == (2, "")
    assert "no folder 'nowhere'" in done.stderr


def test_trips_are_read_from_standard_input(evsite, depot):
    done = run(evsite, trips="-", stdin=HEAD + READY)
    assert done.exit_code == 0
    assert "3 of 3 vehicles are ready" in done.stdout
    assert "only once" in evsite("fleet", "-", "--trips", "-", stdin=SITE).stderr


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--step", "7 min"], "--step: found '7 min', expected whole minutes of which a whole number makes an hour"),
        (["--step", "2 h"], "--step: found '2 h'"),
        (["--step", "soon"], "--step: "),
        (["--step", "-5 min"], "--step: "),
        (["--offline", "S9"], "--offline: no port, station or group 'S9'"),
        (["--load", "X=5 kW"], "--load: no supply, panel or circuit 'X'"),
        (["--peak-so-far", "5 kW"], "--peak-so-far is about the demand charges of a tariff; it goes with --tariff"),
        ([*TARIFF, "--peak-so-far", "Winter=5 kW"], "--peak-so-far: no demand charge 'Winter'"),
        ([*TARIFF, "--peak-so-far", "5 A"], "--peak-so-far: "),
        (["--since", "2031-01-01"], "no trip"),
        (["--columns", "nothing"], "--columns: "),
        (["--fail-on", "info"], "fail-on"),
    ],
)
def test_wrong_usage_is_told_with_what_would_be_accepted(evsite, depot, words, message):
    done = run(evsite, *words)
    assert (done.exit_code, done.stdout) == (2, "")
    assert message in done.stderr


def test_no_trips_at_all_is_wrong_usage(evsite, depot):
    done = evsite("fleet", "depot.toml")
    assert done.exit_code == 2
    assert "--trips: no file of trips is named" in done.stderr


def test_every_problem_of_trips_is_told_at_its_place(evsite, depot):
    rows = (
        "B1,Box Trucks,S9,2026-03-02 17:00,2026-03-03 05:00,40,0.9\n"
        "B2,Nobody,S2,2026-03-02 18:00,2026-03-03 04:00,30,0.9\n"
        "V1,Vans,,2026-03-02 16:00,2026-03-02 19:00,-12,0.9\n"
    )
    trips_file(depot, rows, "wrong.csv")
    done = run(evsite, trips="wrong.csv")
    assert (done.exit_code, done.stdout) == (1, "")
    for line in (2, 3, 4):
        assert f"--> wrong.csv:{line}:" in done.stderr


def test_files_that_are_not_there_exit_with_3(evsite, depot):
    assert run(evsite, trips="nowhere.csv").exit_code == 3
    assert evsite("fleet", "nowhere.toml", "--trips", "ready.csv").exit_code == 3
    assert run(evsite, "--tariff", "nowhere.toml").exit_code == 3


def test_a_tariff_needs_dates(evsite, depot):
    (depot / "weekly.csv").write_text("vehicle,fleet,arrive,depart,energy_kwh\nB1,Vans,Mon 17:00,Tue 05:00,10\n")
    assert evsite("fleet", "depot.toml", "--trips", "weekly.csv").exit_code == 0
    done = evsite("fleet", "depot.toml", "--trips", "weekly.csv", *TARIFF)
    assert done.exit_code == 2
    assert "--tariff: prices need dates" in done.stderr
    dated = evsite("fleet", "depot.toml", "--trips", "weekly.csv", *TARIFF, "--since", "2026-03-02", *ZONE)
    assert (dated.exit_code, dated.stderr) == (0, "")


def test_the_plan_is_the_same_in_every_run(evsite, depot):
    one, two = (run(evsite, *TARIFF, "--format", "json").stdout for _ in range(2))
    assert one == two


def test_an_alert_is_explained_and_listed(evsite):
    text = evsite("explain", "EV802").stdout
    assert text.startswith("EV802 fleet-short (error)\n")
    assert "this change makes it pass" in text
    assert "EV807" in evsite("rules").stdout


def test_other_load_and_offline_ports_take_their_part(evsite, depot):
    alone = json.loads(run(evsite, "--format", "json").stdout)
    loaded = json.loads(run(evsite, "--load", "EV1=58 kW", "--fail-on", "never", "--format", "json").stdout)
    assert loaded["shortfall_kwh"] > alone["shortfall_kwh"] == 0
    offline = json.loads(run(evsite, "--offline", "S1", "--fail-on", "never", "--format", "json").stdout)
    assert "EV805" in {each["code"] for each in offline["findings"]}


# --- from now on, and when all is over --------------------------------------------------------------------------------

NOW = ("--now", "2026-03-02 18:10")


@pytest.fixture
def became(depot):
    """Writes what became of trips."""

    def written(text):
        (depot / "became.csv").write_text("vehicle,arrive,depart,fault\n" + text)
        return "--actual", "became.csv"

    return written


def test_the_rest_is_planned_anew_and_what_came_before_stands_beside_it(evsite, depot, became):
    actual = became("B2,-,,\nV1,,2026-03-02 17:00,\n")
    done = run(evsite, *NOW, *actual, "--csv", "plan.csv")
    assert (done.exit_code, done.stderr) == (0, "")
    assert "2 trips at 3 ports, planned from 2026-03-02 18:15" in done.stdout
    assert "warning[EV808]: a vehicle is late: B2\n --> became.csv:2:4" in done.stdout
    assert "carried out until 2026-03-02 18:15\n1 vehicle whose stay is over had less than needed; 6" in done.stdout
    assert "2026-03-02 17:00: planned anew, V1 has left early" in done.stdout
    states = {row["state"] for row in csv.DictReader(io.StringIO((depot / "plan.csv").read_text()))}
    assert len(states) == 2
    assert run(evsite, *NOW, *actual, "--fail-on", "warning").exit_code == 1
    fault = became("B1,,,2026-03-02 17:30\n")
    assert run(evsite, *NOW, *fault).exit_code == 1


@pytest.mark.parametrize("now", [(), NOW])
def test_json_of_a_run_fits_its_schema(evsite, depot, became, now):
    done = run(evsite, *TARIFF, *now, *became("B2,2026-03-02 18:05,,\nV1,,2026-03-02 17:00,\n"), "--format", "json")
    document = json.loads(done.stdout)
    errors = Draft202012Validator(output_schema("fleet")).iter_errors(document)
    assert [f"{error.json_path}: {error.message}"[:300] for error in errors] == []
    assert (document["run"]["regret"] is None) == bool(now)
    assert [each["news"] for each in document["run"]["trips"]] == [None, "late", "left"]


def test_a_run_of_one_vehicle_that_has_left_costs_what_it_drew(evsite, depot, became):
    """Nobody is left then: there is nothing to plan, with a tariff too."""
    trips = trips_file(depot, "B1,Box Trucks,S1,2026-03-02 17:00,2026-03-02 21:00,20,0.9\n", "one.csv").name
    left = became("B1,,2026-03-02 18:00,\n")
    done = run(evsite, *TARIFF, *left, trips=trips)
    assert done.exit_code == 0, done.stderr
    # 6.656 kW for an hour, of which the battery gains 90 %
    assert "0 of 1 vehicle had what they need; 14 kWh missing; it cost $" in done.stdout
    assert "not to know it has cost nothing" in done.stdout
    done = run(evsite, *TARIFF, *left, "--now", "2026-03-02 18:30", trips=trips)
    assert (done.exit_code, done.stdout) == (2, "")
    assert "--now: no vehicle is there any more" in done.stderr


def test_before_the_first_trip_the_plan_is_that_of_all(evsite, depot):
    done = run(evsite, "--now", "2026-03-01 08:00")
    assert done.exit_code == 0
    assert "3 trips at 3 ports, planned from 2026-03-02 16:00" in done.stdout
    assert "no vehicle has come yet" in done.stdout


@pytest.mark.parametrize("now", ["soon", "", "19:00", "Mon 19:00"])
def test_a_moment_that_is_no_date_is_refused(evsite, depot, now):
    done = run(evsite, "--now", now)
    assert (done.exit_code, done.stdout) == (2, "")
    assert f"--now: cannot read '{now}'" in done.stderr


def test_all_that_is_wrong_with_what_became_of_trips_is_told_at_once(evsite, depot, became):
    done = run(evsite, *NOW, *became("B9,,,\nB1,soon,,\nB2,,2026-03-02 23:00,\n"))
    assert (done.exit_code, done.stdout) == (1, "")
    for line, column in ((2, 1), (3, 4), (4, 5)):
        assert f"--> became.csv:{line}:{column}\n" in done.stderr


def test_what_became_of_trips_is_not_written_over(evsite, depot, became):
    done = run(evsite, *became(""), "--csv", "became.csv")
    assert (done.exit_code, done.stdout) == (2, "")
    assert "--csv: became.csv is read" in done.stderr
