"""`evsite simulate`: from files of sessions to the service level, and what it refuses."""

import csv
import gzip
import io
import json
import os
import signal
import subprocess
import sys
import time
from inspect import signature
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from evsite.cli.simulate import command
from evsite.output.json.schemas import output_schema
from evsite.studies.simulation.lifting import MOST_LIFTED

OFFICE = "examples/office.toml"
HEADER = "port,arrival,leave,energy\n"
ROWS = (
    "S1.1,2024-06-03 08:00,2024-06-03 12:00,10 kWh\n"
    "S1.2,2024-06-03 08:30,2024-06-03 09:00,30 kWh\n"
    "S2.1,2024-06-04 09:00,2024-06-04 17:00,20 kWh\n"
)
ZONE = ("--zone", "America/Los_Angeles")


@pytest.fixture
def sessions(tmp_path):
    file = tmp_path / "sessions.csv"
    file.write_text(HEADER + ROWS)
    return file


def test_the_answer_comes_first(evsite, project, sessions):
    done = evsite("simulate", OFFICE, "--sessions", sessions, *ZONE)
    assert (done.exit_code, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    assert lines[0] == "Harbor Office"
    assert lines[3].startswith("  equal (this site)  2 of 2 drivers who could be full leave full (100 %)")
    assert [line.split()[0] for line in lines[3:9]] == ["equal", "prop.", "fcfs", "robin", "edf", "llf"]


def test_json_fits_its_schema_and_has_the_policies_that_were_asked_for(evsite, project, sessions):
    words = ("--policy", "equal", "--policy", "as-designed", "--all", "--lift", "0", "--format", "json")
    document = json.loads(evsite("simulate", OFFICE, "--sessions", sessions, *ZONE, *words).stdout)
    errors = Draft202012Validator(output_schema("simulate")).iter_errors(document)
    assert [f"{error.json_path}: {error.message}"[:300] for error in errors] == []
    assert [each["policy"] for each in document["policies"]] == ["equal", "as-designed"]
    first, second = (each["tally"] for each in document["policies"])
    assert first == second
    assert (first["sessions"], first["can_be_full"], first["full"]) == (3, 2, 2)
    assert len(document["outcomes"]) == 6
    assert document["sessions"]["files"] == [str(sessions)]


def test_a_row_for_each_session_and_policy_is_written(evsite, project, sessions, tmp_path):
    target = tmp_path / "rows.csv"
    done = evsite("simulate", OFFICE, "--sessions", sessions, *ZONE, "--policy", "fcfs", "--csv", target)
    assert done.exit_code == 0
    rows = list(csv.DictReader(io.StringIO(target.read_text())))
    assert [(row["policy"], row["port"], row["full"]) for row in rows] == [
        ("fcfs", "S1.1", "true"),
        ("fcfs", "S1.2", "false"),
        ("fcfs", "S2.1", "true"),
    ]
    assert rows[0]["arrive_at"] == "2024-06-03T08:00:00-07:00"


def test_what_is_read_is_not_written_over(evsite, project, sessions):
    before = sessions.read_bytes()
    done = evsite("simulate", OFFICE, "--sessions", sessions, *ZONE, "--csv", sessions)
    assert done.exit_code == 2
    assert "--csv: " in done.stderr
    assert sessions.read_bytes() == before


def test_a_name_that_cannot_be_written_is_refused_before_anything_is_played(evsite, project):
    done = evsite("simulate", OFFICE, "--drivers", "500", "--days", "1000", "--csv", "nowhere/rows.csv")
    assert (done.exit_code, done.stdout) == (2, "")
    assert "--csv: no folder" in done.stderr


def test_sessions_wait_for_fewer_ports(evsite, project, tmp_path):
    file = tmp_path / "all-day.csv.gz"
    rows = "".join(f"2024-06-03 0{hour}:00,2024-06-03 1{hour}:00,5 kWh\n" for hour in range(5, 10))
    file.write_bytes(gzip.compress(("arrival,leave,energy\n" + rows).encode()))
    words = ("--ports", "2", "--waitlist", "fifo", "--policy", "equal", "--format", "json")
    document = json.loads(evsite("simulate", OFFICE, "--sessions", file, *ZONE, *words).stdout)
    # who comes at 7 waits until 15:00, who comes at 8 until 16:00, and who comes at 9 until 17:00
    ports = document["policies"][0]["ports"]
    assert (ports["waited"], ports["gave_up"]) == (3, 0)
    assert ports["wait"]["longest_h"] == 8
    moved = json.loads(
        evsite("simulate", OFFICE, "--sessions", file, *ZONE, *words, "--move-when-full", "--lift", "0").stdout
    )
    assert moved["policies"][0]["ports"]["waited"] == 0


def test_it_is_told_whether_drivers_wait_for_a_port(evsite, project, sessions):
    # S1.1 is there until 12:00; who comes at 08:30 leaves at 09:00, and who comes the day after has the port
    words = ("simulate", OFFICE, "--sessions", sessions, *ZONE, "--ports", "1", "--policy", "equal", "--lift", "0")
    nobody_waits = evsite(*words).stdout
    assert "no port: found none free; nobody got one after a wait (--waitlist fifo lets drivers wait)" in nobody_waits
    sessions.write_text(HEADER + ROWS.replace("09:00,30", "14:00,30"))
    assert "no port: left before one was free; mean and P95" in evsite(*words, "--waitlist", "fifo").stdout


def test_drivers_are_made_up(evsite, project):
    words = ("--drivers", "12", "--days", "7", "--policy", "equal", "--lift", "0", "--format", "json")
    one, two = (evsite("simulate", OFFICE, "--profile", "workplace", *words) for _ in range(2))
    assert one.stdout == two.stdout
    document = json.loads(one.stdout)
    assert document["sessions"]["sessions"] > 10
    assert not document["sessions"]["dated"]


def test_a_tariff_bills_each_policy(evsite, project, sessions):
    words = ("--tariff", "sce-tou-ev-8-2018", "--policy", "equal", "--lift", "0", "--format", "json")
    document = json.loads(evsite("simulate", OFFICE, "--sessions", sessions, *ZONE, *words).stdout)
    assert document["policies"][0]["bill"]["total_usd"] > 0
    assert evsite("simulate", OFFICE, "--drivers", "3", "--profile", "campus", "--tariff", "nowhere").exit_code == 3


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "--sessions PATH is missing"),
        (("--drivers", "5", "--columns", "port=x"), "--columns is about files"),
        (("--sessions", "x.csv", "--drivers", "5"), "--drivers does not go with --sessions"),
        (("--sessions", "x.csv", "--profile", "campus"), "--profile does not go with --sessions"),
        (("--sessions", "x.csv", "--days", "3"), "--days does not go with --sessions"),
        (("--sessions", "x.csv", "--seed", "1"), "--seed does not go with --sessions"),
        (("--drivers", "5", "--overlaps", "skip"), "--overlaps is about files"),
        (("--drivers", "5", "--unknown", "skip"), "--unknown is about files"),
        (("--drivers", "5", "--bad-rows", "skip"), "--bad-rows is about files"),
        (("--drivers", "5", "--csv", "-"), "--csv: - is not the screen here, expected the name of a file"),
        (("--drivers", "5", "--policy", "eqal"), "--policy: found 'eqal'; did you mean equal?"),
        (("--drivers", "5", "--policy", "all"), "--policy: found 'all'; all are played without --policy"),
        (
            ("--drivers", "5", "--policy", "equal,fcfs"),
            "--policy: found 'equal,fcfs'; each is named by itself: --policy equal --policy fcfs",
        ),
        (("--drivers", "5", "--ports", "99"), "--ports: found 99, and the site has 20"),
        (("--drivers", "5", "--profile", "moon"), "--profile: no profile is called 'moon'"),
        (("--drivers", "5", "--start", "soon"), "--start: 'soon' is no date"),
        (("--drivers", "5", "--profile", "campus", "--zone", "Asia/Tokyo"), "--zone: sessions without a start"),
        (("--drivers", "5", "--zone", "Nowhere"), "--zone: no time zone is called 'Nowhere'"),
        (("--drivers", "5", "--load", "X=1 kW"), "--load: no supply, panel or circuit 'X'"),
        (("--drivers", "5", "--slot", "soon"), "--slot: "),
        (("--drivers", "5", "--profile", "campus", "--tariff", "sce-tou-ev-8-2018"), "--tariff: a bill needs dates"),
        (("--drivers", "5", "--offline", "S99"), "--offline: no port, station or group 'S99'"),
    ],
)
def test_wrong_usage_ends_in_a_line(evsite, project, words, said):
    done = evsite("simulate", OFFICE, *words)
    assert (done.exit_code, done.stdout) == (2, "")
    assert said in done.stderr


def test_an_option_about_files_that_cannot_be_is_named(evsite, project, sessions):
    done = evsite("simulate", OFFICE, "--sessions", sessions, "--overlaps", "maybe")
    assert done.exit_code == 2
    assert done.stderr.startswith("evsite: --overlaps: found 'maybe'")


def test_problems_of_every_file_are_shown_in_one_run(evsite, project, tmp_path):
    one, two = tmp_path / "one.csv", tmp_path / "two.csv"
    one.write_text(HEADER + ROWS.replace("S1.1", "S99.1"))
    two.write_text(HEADER + ROWS.replace("10 kWh", "ten"))
    done = evsite("simulate", OFFICE, "--sessions", one, "--sessions", two, *ZONE)
    assert (done.exit_code, done.stdout) == (1, "")
    assert "S99.1" in done.stderr
    assert "ten" in done.stderr


def test_a_file_that_is_not_there_is_unreadable(evsite, project):
    assert evsite("simulate", OFFICE, "--sessions", "nowhere.csv").exit_code == 3


def test_as_many_limits_are_lifted_as_in_python():
    assert signature(command).parameters["lift"].default == MOST_LIFTED


def test_a_file_without_ports_is_told_that_any_port_will_do(evsite, project, tmp_path):
    path = tmp_path / "anybody.csv"
    path.write_text("arrival,leave,energy\n2026-03-02T08:00Z,2026-03-02T12:00Z,10 kWh\n")
    found = evsite("simulate", OFFICE, "--sessions", str(path), "--policy", "equal", "--allow-outside")
    assert found.exit_code == 1
    assert "--ports N" in found.stderr + found.stdout
    pooled = evsite("simulate", OFFICE, "--sessions", str(path), "--policy", "equal", "--ports", "2", "--allow-outside")
    assert pooled.exit_code == 0


def test_names_change_no_number(evsite, project, tmp_path, sessions):
    words = ("--policy", "equal", "--format", "json", "--lift", "1")
    renamed = tmp_path / "renamed.toml"
    renamed.write_text((project / OFFICE).read_text().replace("EV1", "group").replace("T1", "primary"))
    figures = []
    for file in (OFFICE, renamed):
        document = json.loads(evsite("simulate", file, "--sessions", sessions, *ZONE, *words).stdout)
        level = document["policies"][0]
        figures.append({key: level[key] for key in ("tally", "power", "served", "late", "unpowered")})
    assert figures[0] == figures[1]


@pytest.mark.slow
def test_several_processes_tell_what_one_tells(process, project, tmp_path):
    """In a process of its own, in which no other thread runs, so that it can have others."""
    rows = [f"S1.1,2024-06-{day:02} 08:00,2024-06-{day:02} 12:00,10 kWh\n" for day in range(3, 12)]
    rows += [f"S1.2,2024-06-{day:02} 08:30,2024-06-{day:02} 11:00,30 kWh\n" for day in range(3, 12, 2)]
    (tmp_path / "sessions.csv").write_text(HEADER + "".join(sorted(rows, key=lambda row: row.split(",")[1])))
    words = [
        "simulate",
        OFFICE,
        "--sessions",
        str(tmp_path / "sessions.csv"),
        *ZONE,
        "--all",
        "--lift",
        "1",
        "--no-bound",
    ]
    words += ["--policy", "equal", "--policy", "llf"]
    one, several = (process(*words, "--jobs", jobs, "--format", "json") for jobs in ("1", "2"))
    assert (one.returncode, one.stderr) == (several.returncode, several.stderr) == (0, "")
    assert json.loads(several.stdout) == json.loads(one.stdout)


def test_processes_are_one_at_least(evsite, project, sessions):
    done = evsite("simulate", OFFICE, "--sessions", sessions, *ZONE, "--jobs", "0")
    assert done.exit_code == 2
    assert "--jobs" in done.stderr


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="one process plays all elsewhere")
@pytest.mark.parametrize(
    ("whom", "code", "told"),
    [
        ("all", 130, "evsite: interrupted"),
        ("one", 3, "evsite: cannot go on: a process of this command ended before its work: it crashed, was killed"),
    ],
)
def test_an_interrupt_and_a_process_that_dies_end_all_in_a_line(project, whom, code, told):
    words = ["simulate", OFFICE, "--drivers", "15", "--days", "400", "--policy", "equal", "--jobs", "2"]
    process = subprocess.Popen(
        [sys.executable, "-m", "evsite", *words], stderr=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True
    )
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
    while process.poll() is None and len(children.read_text().split()) < 2:
        time.sleep(0.02)
    workers = [int(pid) for pid in children.read_text().split()]
    if whom == "all":
        os.killpg(process.pid, signal.SIGINT)
    else:
        os.kill(workers[1], signal.SIGKILL)
    stdout, stderr = process.communicate(timeout=60)
    assert (process.returncode, stdout) == (code, b"")
    (line,) = stderr.decode().splitlines()
    assert line.startswith(told)
    for pid in workers:
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)
