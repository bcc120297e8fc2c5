"""`evsite compare-policies`, and what `report` and `table` say of the week."""

import json

import pytest
from test_startup import process_on_terminal

from evsite.allocation.policies import COMPARED

OFFICE = "examples/office-schedule.toml"


def document(evsite, *arguments):
    result = evsite(*arguments, "--format", "json")
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def test_the_example_of_one_moment(evsite, project, golden):
    result = evsite("compare-policies", OFFICE, "--at", "Mon 07:00", "--order", "S3.1,S1.1")
    assert (result.exit_code, result.stderr) == (0, "")
    golden("office-schedule.compare-policies.txt", result.stdout)


def test_one_moment_in_json(evsite, project):
    found = document(evsite, "compare-policies", "examples/dc-and-ac.toml", "--order", "AC.1,DC.1")
    assert found.keys() >= {"format_version", "tool", "file", "slot_h", "policies"}
    assert [policy["policy"] for policy in found["policies"]] == [policy.name for policy in COMPARED]
    kw = {
        policy["policy"]: {port["port"]: round(port["power_kw"], 6) for port in policy["ports"]}
        for policy in found["policies"]
    }
    assert (
        kw
        | {
            "equal": {"DC.1": 15, "AC.1": 10},
            "proportional": {"DC.1": 20, "AC.1": 5},
            "fcfs": {"DC.1": 15, "AC.1": 10},
            "round-robin": {"DC.1": 15, "AC.1": 10},
        }
        == kw
    )


def test_the_slot_says_how_long_a_turn_is(evsite, project):
    stdin = (project / "examples" / "ten-ports-one-circuit.toml").read_text().replace("count = 10", "count = 20")
    result = evsite("compare-policies", "-", "--slot", "10 min", stdin=stdin)
    assert "10 min (2 slots of up to 10 min)" in result.stdout
    assert "equal, prop., robin: turns, up to 10 min without power" in result.stdout
    assert result.stdout.count("equal, prop., robin: ") == 2, "ports with the same figures are told once"


def test_alike_ports_are_reported_together_on_a_big_site(evsite, project):
    stdin = (project / "examples" / "ten-ports-one-circuit.toml").read_text().replace("count = 10", "count = 70")
    lines = evsite("compare-policies", "-", "--policy", stdin=stdin)
    assert lines.exit_code == 2
    lines = evsite("compare-policies", "-", stdin=stdin).stdout.splitlines()
    assert any(line.startswith("S2.1 to S70.1") for line in lines)
    assert len(evsite("compare-policies", "-", "--all", stdin=stdin).stdout.splitlines()) > 70


def test_a_window_of_nothing_is_reported(evsite, project):
    found = document(evsite, "compare-policies", OFFICE, "--at", "Mon 13:00")
    assert all(policy["total_power_kw"] == 0 and len(policy["waiting"]) == 10 for policy in found["policies"])
    assert "gets nothing now" in evsite("compare-policies", OFFICE, "--at", "Mon 13:00").stdout


def test_everything_that_is_wrong_with_the_options_is_said_at_once(evsite, project):
    result = evsite(
        "compare-policies",
        OFFICE,
        "--occupied",
        "S9",
        "--at",
        "noon",
        "--slot",
        "0 min",
        "--offline",
        "Q",
    )
    assert (result.exit_code, result.stdout) == (2, "")
    lines = result.stderr.splitlines()
    assert len(lines) == 4
    for words in (
        "'S9'",
        "'Q'",
        "'noon'",
        "'0 min' is not more than zero",
    ):
        assert any(words in line for line in lines), words


@pytest.mark.parametrize("words", [["--scenario", "arrivals.csv"], ["--scenario=arrivals.csv"]])
def test_who_asks_for_a_scenario_is_led_to_simulate(evsite, project, words):
    result = evsite("compare-policies", OFFICE, *words)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "evsite simulate FILE --sessions ARRIVALS" in result.stderr
    elsewhere = evsite("allocate", OFFICE, *words)
    assert elsewhere.exit_code == 2
    assert "simulate" not in elsewhere.stderr


def test_the_report_draws_the_week_and_judges_its_windows(evsite, project):
    text = evsite("report", OFFICE).stdout
    assert "  Mon  " + "█" * 12 + "▄" * 12 + "·" * 12 + "▄" * 12 in text
    assert "█ 40 kW, ▄ 20 kW, · 0 kW, no charging" in text
    assert "Mon-Fri 12:00-18:00" in text
    week = document(evsite, "report", OFFICE)["week"]
    assert [window["groups"][0]["verdict"] for window in week["windows"]] == ["ok", "ok", "no charging"]
    assert week["groups"][0]["hours"]["Mon"][6] == {"limit_kw": 20, "fixed": False}
    assert "week" not in document(evsite, "report", "examples/office.toml")


def test_what_no_window_covers_is_shown(evsite, project):
    stdin = (project / OFFICE).read_text().partition('\n[[groups.Office.schedule]]\ndays = "Sat-Sun"')[0]
    text = evsite("report", "-", stdin=stdin).stdout
    assert "no window holds Sat-Sun all day: there the fixed limit does, 40 kW" in text
    assert "░ 40 kW outside of all windows" in text


def test_report_and_table_take_a_moment(evsite, project):
    assert document(evsite, "report", OFFICE, "--at", "Sat 13:00")["groups"][0]["limit_kw"] == 40
    assert document(evsite, "report", OFFICE, "--at", "Mon 13:00")["groups"][0]["limit_kw"] == 0
    rows = document(evsite, "table", OFFICE, "--at", "Mon 07:00")["rows"]
    assert rows[-1]["worst"]["power_kw"] == pytest.approx(2)
    assert document(evsite, "table", OFFICE, "--at", "Mon 13:00")["rows"][-1]["best"]["current_a"] == 0
    for command in ("report", "table"):
        result = evsite(command, OFFICE, "--at", "Mon-Fri 13:00")
        assert (result.exit_code, result.stdout) == (2, "")
        assert "--at: cannot read" in result.stderr


@pytest.mark.slow
@pytest.mark.parametrize(
    ("arguments", "columns"),
    [
        (["report", "examples/dynamic-load.toml"], 40),
        (["report", "examples/dynamic-load.toml"], 100),
        (["compare-policies", OFFICE], 40),
        (["compare-policies", OFFICE], 100),
    ],
)
def test_no_line_is_wider_than_the_terminal(on_terminal, project, arguments, columns):
    code, text = on_terminal(*arguments, columns=columns, env={"NO_COLOR": "1"})
    assert code == 0
    assert max(map(len, text.splitlines())) <= columns


@pytest.mark.slow
def test_a_stream_of_ascii_gets_letters(project):
    code, text = process_on_terminal("report", OFFICE, env={"NO_COLOR": "1", "PYTHONIOENCODING": "ascii"})
    assert code == 0
    assert "b" * 24 in text
    assert text.isascii()
