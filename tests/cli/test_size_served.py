"""`evsite size --served`: what it refuses, and that its share is the one that `evsite simulate` gives."""

import json
import shlex

import pytest
from jsonschema import Draft202012Validator

from evsite.output.json.schemas import output_schema

SIZE = ("size", "--system", "208Y/120", "--stalls", "12", "--station", "32 A")
DRIVERS = ("--drivers", "16", "--days", "7", "--seed", "3")


@pytest.fixture(scope="module")
def done():
    return {}


@pytest.mark.slow
def test_the_share_is_that_of_the_written_file(evsite, tmp_path):
    site = tmp_path / "site.toml"
    words = (*SIZE, "--served", "90 %", *DRIVERS, "--profile", "workplace")
    result = evsite(*words, "--format", "json", "-o", site)
    assert result.exit_code == 0, result.stderr
    document = json.loads(result.stdout)
    errors = Draft202012Validator(output_schema("size")).iter_errors(document)
    assert [f"{error.json_path}: {error.message}"[:300] for error in errors] == []
    served = document["designs"][0]["served"]
    assert served["share"] >= 0.9
    assert document["requested"]["need"]["served_percent"] == 90
    play = ("simulate", site, *DRIVERS, "--profile", "workplace", "--policy", "as-designed", "--waitlist", "fifo")
    tally = json.loads(evsite(*play, "--no-bound", "--lift", "0", "--format", "json").stdout)["policies"][0]["tally"]
    assert (tally["full"], tally["can_be_full"]) == (served["full"], served["can_be_full"])
    assert tally["full_of_possible"] == served["share"]
    text = site.read_text(encoding="utf-8")
    assert f"# simulated: {served['full']} of {served['can_be_full']} drivers who could be full leave full" in text
    assert "seed 3" in text
    (command,) = [line for line in text.splitlines() if line.startswith("# evsite size ")]
    again = evsite(*shlex.split(command[1:])[1:], "-o", "-")
    assert (again.exit_code, again.stdout) == (0, text)
    assert evsite("check", site).exit_code == 0


def test_sessions_of_a_file_come_to_any_port(evsite, tmp_path):
    file = tmp_path / "sessions.csv"
    rows = [f"anything {n},2024-06-03 08:00,2024-06-03 12:00,13.312 kWh\n" for n in range(4)]
    file.write_text("port,arrival,leave,energy\n" + "".join(rows))
    words = ("size", "--system", "208Y/120", "--stalls", "4", "--station", "32 A", "--circuits", "own")
    result = evsite(*words, "--served", "1.0", "--sessions", file, "--zone", "America/Los_Angeles")
    assert (result.exit_code, result.stderr) == (0, "")
    assert "4 of 4 drivers who could be full leave full (100 %), 100 % asked for" in result.stdout
    assert f"note: sessions of {file}" in result.stdout.replace("\n      ", " ")


@pytest.mark.parametrize(
    ("written", "hint"),
    [
        ("95", "did you mean 95%?"),
        ("0%", ""),
        ("101%", ""),
        ("1.2", "did you mean 1.2%?"),
        ("most", ""),
        ("", ""),
        ("%", ""),
    ],
)
def test_what_is_no_share_is_refused(evsite, written, hint):
    result = evsite(*SIZE, "--served", written, *DRIVERS, "--profile", "workplace")
    assert result.exit_code == 2
    assert f'--served: found {written!r}, expected a share of drivers such as "95%" or 0.95' in result.stderr
    assert hint in result.stderr


def test_drivers_are_never_assumed(evsite):
    result = evsite(*SIZE, "--served", "95%")
    assert result.exit_code == 2
    assert "--served: needs drivers: --sessions PATH" in result.stderr
    result = evsite(*SIZE, "--drivers", "10", "--since", "2024-01-01")
    assert result.exit_code == 2
    assert "--drivers goes with --served" in result.stderr
    assert "--since goes with --served" in result.stderr
    result = evsite(*SIZE, "--served", "95%", *DRIVERS)
    assert result.exit_code == 2
    assert "--profile: no profile is given" in result.stderr


def test_days_are_those_of_the_record_or_of_drivers(evsite):
    result = evsite(*SIZE, "--days", "7")
    assert "--days: goes with --peak" in result.stderr
