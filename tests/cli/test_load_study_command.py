"""`evsite load-study`: options, exit codes, JSON, and the example."""

import json

import pytest
import tomli

EXAMPLE = "examples/load-study.toml"


def test_the_example_says_what_is_left(evsite, project, golden):
    result = evsite("load-study", EXAMPLE, "--on", "Main")
    assert (result.exit_code, result.stderr) == (0, "")
    golden("load-study.txt", result.stdout)


def test_json_has_the_figures_and_a_table_that_loads(evsite, project):
    result = evsite("load-study", EXAMPLE, "--on", "Main", "--format", "json")
    document = json.loads(result.stdout)
    assert document["basis"] == "30 days"
    demand_a = max(line["demand_a"] for line in document["lines"])
    assert document["left_by_metering_a"] == pytest.approx(800 - 1.25 * demand_a)
    assert document["left_a"] == document["left_by_device_a"] == pytest.approx(800 / 1.25 - demand_a)
    assert (document["governing"], document["replaces"]) == ("overcurrent device", ["Building"])
    assert document["fits"] is True
    assert document["notes"][0].keys() == {"topic", "severity", "message"}
    assert tomli.loads(document["snippet"])["loads"]["Building"]["on"] == "Main"
    text = (project / EXAMPLE).read_text()
    table = text[text.index("[loads.Building]") : text.index("[panels.EV]")]
    pasted = text.replace(table, document["snippet"] + "\n").replace('"data/', '"examples/data/')
    snippet = document["snippet"].replace('"data/', '"examples/data/')
    assert evsite("check", "-", stdin=pasted.replace(document["snippet"], snippet)).exit_code == 0


def test_data_may_be_given_beside_the_file(evsite, project):
    common = ("load-study", "examples/office.toml", "--on", "EV1", "--data", "examples/data/building-30-days.csv")
    result = evsite(*common, "--timezone", "America/Los_Angeles", "--seasonal", "10 A")
    assert result.exit_code in {0, 1}
    assert "10 A on each line were added for the season" in result.stdout


def test_a_study_that_fails_exits_with_1(evsite, project, tmp_path):
    short = tmp_path / "short.csv"
    short.write_text("time,A\n2025-01-06 00:00,10\n2025-01-06 00:15,12\n")
    result = evsite("load-study", EXAMPLE, "--on", "Main", "--data", short, "--timezone", "UTC")
    assert result.exit_code == 1
    assert "0.0 days of data" in result.stdout


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--on", "Mian"), "did you mean 'Main'"),
        (("--on", "qqq"), "there are Main, "),
        (("--on", "EV"), "no data"),
        (("--on", "Main", "--data", "examples/data/building-30-days.csv"), "--timezone: "),
        (("--on", "Main", "--timezone", "UTC"), "--timezone goes with --data"),
        (("--on", "Main", "--power-factor", "1.2"), "--power-factor: 1.2"),
        (("--on", "Main", "--seasonal", "4 kW"), "--seasonal: "),
        ((), "--on"),
    ],
)
def test_wrong_usage_exits_with_2_and_says_why(evsite, project, options, words):
    result = evsite("load-study", EXAMPLE, *options)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert words in result.stderr


@pytest.mark.parametrize("name", ["nowhere.csv", "examples", "x" * 300, "examples/office.toml/x"])
def test_data_that_cannot_be_read_exits_with_3_and_says_so_in_a_line(evsite, project, name):
    result = evsite("load-study", EXAMPLE, "--on", "Main", "--data", name, "--timezone", "UTC")
    assert (result.exit_code, result.stdout) == (3, "")
    assert result.stderr.startswith(f"evsite: --data: {name}: ")
    assert result.stderr.count("\n") == 1
