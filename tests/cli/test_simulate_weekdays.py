"""`evsite simulate` with files that people write: weekdays as CSV and TOML, from the file to what each driver gets."""

import json
from pathlib import Path

import pytest

from evsite.studies.simulation.simulate import SIMULATED_NAMES

OFFICE = "examples/office-schedule.toml"
ARRIVALS = "examples/data/arrivals-office.csv"
FILES = Path(__file__).parent.parent / "design" / "session_files"
TWO = """
[site]
name = "Two"
nec = 2023
[supplies.U]
kind = "service"
rating = "200 A"
system = "208Y/120"
[circuits.C]
panel = "U"
count = 2
breaker = "40 A"
phases = "AB"
[stations.S]
count = 2
ports = 1
max_current = "32 A"
circuits = "C"
[groups.G]
on = "U"
limit = "32 A"
"""
"""Two ports of 32 A at 208 V (6.656 kW), with 32 A between them."""
AT_NOON = """
[[groups.G.schedule]]
days = "Mon-Fri"
from = "12:00"
to = "18:00"
limit = "1.4 kW"
"""
KW = 32 * 0.208


def document(evsite, *arguments):
    result = evsite("simulate", *arguments, "--all", "--lift", "0", "--no-bound", "--format", "json")
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def outcomes_of(found, policy):
    return [each for each in found["outcomes"] if each["policy"] == policy]


@pytest.fixture
def two(tmp_path):
    """A site of two ports."""
    path = tmp_path / "two.toml"
    path.write_text(TWO)
    return path


@pytest.mark.slow
def test_the_example_of_a_day(evsite, project, golden):
    result = evsite("simulate", OFFICE, "--sessions", ARRIVALS)
    assert (result.exit_code, result.stderr) == (0, "")
    golden("office-schedule.simulate.txt", result.stdout)


def test_the_arrivals_go_with_the_other_office_too(evsite, project):
    found = document(evsite, "examples/office.toml", "--sessions", ARRIVALS)
    for policy in found["policies"]:
        assert (policy["tally"]["sessions"], policy["tally"]["full"]) == (14, 14)
        assert policy["tally"]["energy_kwh"] == pytest.approx(255)


def test_what_every_driver_gets_is_in_json(evsite, project):
    found = document(evsite, OFFICE, "--sessions", ARRIVALS)
    assert [policy["policy"] for policy in found["policies"]] == list(SIMULATED_NAMES)
    for policy in found["policies"]:
        drivers = outcomes_of(found, policy["policy"])
        assert [driver["session"] for driver in drivers] == list(range(1, 15))
        assert policy["tally"]["total_energy_kwh"] == pytest.approx(sum(driver["energy_kwh"] for driver in drivers))
        assert policy["power"]["peak_kw"] <= 40
        assert policy["trade_off"]
        assert all(limit.keys() >= {"limit", "peak_at", "peak_s"} for limit in policy["limits"])
        for driver in drivers:
            assert driver["full"] == (driver["full_s"] is not None)
            assert driver["served"] == pytest.approx(driver["energy_kwh"] / driver["wanted_kwh"])
            assert driver["longest_unpowered_h"] <= driver["unpowered_h"]
    first = outcomes_of(found, "equal")[0]
    assert (first["name"], first["port"], first["arrive_at"], first["end_at"]) == (
        "line 4",
        "S1.1",
        "Mon 05:40",
        "Mon 16:30",
    )
    assert (first["arrive_s"], first["end_s"], first["wanted_kwh"]) == (20_400, 59_400, 30)
    assert outcomes_of(found, "fcfs")[0]["full_s"] < outcomes_of(found, "equal")[2]["full_s"]
    # 12:00 to 16:30 with a limit of nothing, and before that no turn at all
    assert (first["unpowered_h"], first["longest_unpowered_h"]) == pytest.approx((4.5, 4.5))


def test_a_time_without_power_goes_on_where_the_limit_changes(evsite, project):
    found = document(evsite, OFFICE, "--sessions", ARRIVALS, "--policy", "fcfs")
    # in line from 08:15 to 12:00, and then nobody charges until 18:00
    driver = outcomes_of(found, "fcfs")[8]
    assert (driver["unpowered_h"], driver["longest_unpowered_h"]) == pytest.approx((9.75, 9.75))


def test_both_forms_of_a_file_are_played_alike(evsite, two, tmp_path):
    (tmp_path / "a.csv").write_text("port,time,energy,accept,leave\nS1,Mon 08:00,9 kWh,16 A,12:00\nS2,09:00,9 kWh,,\n")
    (tmp_path / "a.toml").write_text(
        '[[arrivals]]\nname = "line 2"\nport = "S1"\ntime = "08:00"\nenergy = "9 kWh"\naccept = "16 A"\n'
        'leave = "12:00"\n[[arrivals]]\nname = "line 3"\nport = "S2"\ntime = "09:00"\nenergy = "9 kWh"\n'
    )
    one, other = (document(evsite, two, "--sessions", tmp_path / name) for name in ("a.csv", "a.toml"))
    assert one["outcomes"] == other["outcomes"]
    assert one["policies"] == other["policies"]


def test_a_turn_has_the_length_that_the_file_or_the_command_line_says(evsite, tmp_path):
    site, sessions = tmp_path / "site.toml", tmp_path / "a.toml"
    site.write_text(TWO.replace('limit = "32 A"', 'limit = "8 A"'))
    rows = "".join(f'[[arrivals]]\nport = "S{n}"\ntime = "08:00"\nleave = "12:00"\n' for n in (1, 2))
    sessions.write_text('[scenario]\nslot = "10 min"\n' + rows)
    words = ("--sessions", sessions, "--policy", "round-robin")
    for slot, hours in (((), 1 / 6), (("--slot", "30 min"), 0.5)):
        found = document(evsite, site, *words, *slot)
        assert found["slot_h"] == pytest.approx(hours)
        assert [each["longest_unpowered_h"] for each in found["outcomes"]] == pytest.approx([hours, hours])


# what drivers once got wrongly


@pytest.mark.parametrize("policy", SIMULATED_NAMES)
def test_below_the_minimum_nobody_charges_under_any_policy(evsite, tmp_path, policy):
    """1.4 kW is 6.73 A, less than the 8 A that a vehicle needs."""
    site, sessions = tmp_path / "site.toml", tmp_path / "a.csv"
    site.write_text(TWO + AT_NOON)
    sessions.write_text("port,time,energy,accept,leave\nS1,Mon 12:30,6 kWh,,Mon 17:30\n")
    found = document(evsite, site, "--sessions", sessions, "--policy", policy)
    (driver,) = found["outcomes"]
    assert (driver["energy_kwh"], driver["unpowered_h"], driver["possible_kwh"]) == pytest.approx((0, 5, 6))
    allocated = json.loads(evsite("allocate", site, "--at", "Mon 13:00", "--occupied", "S1", "--format", "json").stdout)
    assert [port["current_a"] for port in allocated["ports"] if port["port"] == "S1.1"] == [0]


def test_a_stay_of_no_length_is_refused_with_what_would_do(evsite, two):
    result = evsite("simulate", two, "--sessions", FILES / "zero_stay.csv")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "zero_stay.csv:2:20" in result.stderr
    assert "leave: Mon 08:00 is when the vehicle comes" in result.stderr
    assert 'stay = "7 days"' in result.stderr


@pytest.mark.parametrize("stay", ["0 h", "0 min"])
def test_a_stay_that_is_said_to_have_no_length_gets_nothing(evsite, two, tmp_path, stay):
    (tmp_path / "a.csv").write_text(f"port,time,energy,stay\nS1,Mon 08:00,5 kWh,{stay}\n")
    found = document(evsite, two, "--sessions", tmp_path / "a.csv")
    assert {each["energy_kwh"] for each in found["outcomes"]} == {0}
    assert any("1 session of no length" in note for note in found["sessions"]["notes"])


def test_a_stay_may_be_longer_than_a_week(evsite, two, tmp_path):
    # weekdays alone say the next such moment: 25 hours
    short = document(evsite, two, "--sessions", FILES / "long_stay.csv", "--policy", "equal")
    assert short["outcomes"][0]["energy_kwh"] == pytest.approx(25 * KW)
    for row in ("Mon 08:00,500 kWh,week 2 Tue 09:00", "2019-06-03 08:00Z,500 kWh,2019-06-11 09:00Z"):
        (tmp_path / "a.csv").write_text(f"port,time,energy,leave\nS1,{row}\n")
        found = document(evsite, two, "--sessions", tmp_path / "a.csv")
        for driver in found["outcomes"]:
            assert driver["energy_kwh"] == pytest.approx(500)
            assert driver["full_s"] - driver["arrive_s"] == pytest.approx(500 / KW * 3600)
            assert driver["end_s"] - driver["arrive_s"] == (8 * 24 + 1) * 3600


def test_vehicles_may_come_more_than_a_week_after_each_other(evsite, two, tmp_path):
    near = document(evsite, two, "--sessions", FILES / "gap.csv", "--policy", "equal")["outcomes"]
    assert near[1]["arrive_s"] - near[0]["arrive_s"] == 31.5 * 3600
    for first, second in (("Wed 08:00", "week 2 Thu 15:30"), ("2019-06-05 08:00Z", "2019-06-13 15:30Z")):
        (tmp_path / "a.csv").write_text(f"port,time,energy,stay\nS1,{first},10 kWh,4 h\nS2,{second},10 kWh,4 h\n")
        one, other = document(evsite, two, "--sessions", tmp_path / "a.csv", "--policy", "equal")["outcomes"]
        assert other["arrive_s"] - one["arrive_s"] == (8 * 24 + 7.5) * 3600
        assert one["energy_kwh"] == other["energy_kwh"] == 10


def test_dates_are_read_with_the_zone_that_they_are_in(evsite, two):
    refused = evsite("simulate", two, "--sessions", FILES / "dates.csv")
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert "--zone America/Los_Angeles" in refused.stderr
    found = document(evsite, two, "--sessions", FILES / "dates.csv", "--zone", "America/Los_Angeles")
    for driver in found["outcomes"]:
        assert (driver["arrive_at"], driver["energy_kwh"]) == ("2019-06-01T08:00:00-07:00", 50)
        assert driver["full_s"] - driver["arrive_s"] == pytest.approx(50 / KW * 3600)


# what is wrong


def test_a_file_with_mistakes_shows_its_lines(evsite, project, tmp_path):
    path = tmp_path / "bad.csv"
    path.write_text("port,time,energy\nS1.3,08:00,2 kWh\nS2.1,07:00,2\n")
    result = evsite("simulate", OFFICE, "--sessions", path)
    assert (result.exit_code, result.stdout) == (1, "")
    assert "bad.csv:2:1" in result.stderr
    assert "S1.3,08:00,2 kWh" in result.stderr
    assert "did you mean 'S" in result.stderr
    assert result.stderr.count("error[") == 3


def test_a_file_that_is_not_there_is_named_and_no_site_is_offered(evsite, project, tmp_path):
    missing = evsite("simulate", OFFICE, "--sessions", tmp_path / "none.csv")
    assert missing.exit_code == 3
    assert "no such file" in missing.stderr
    # that writes a site, and no sessions
    assert "evsite init" not in missing.stderr


@pytest.mark.slow
@pytest.mark.parametrize("columns", [40, 100])
def test_no_line_is_wider_than_the_terminal(on_terminal, project, columns):
    code, text = on_terminal("simulate", OFFICE, "--sessions", ARRIVALS, columns=columns, env={"NO_COLOR": "1"})
    assert code == 0
    assert max(map(len, text.splitlines())) <= columns
