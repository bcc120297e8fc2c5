"""`evsite load-study`: options, exit codes, JSON, and the example."""

import dataclasses
import json

import pytest
import tomli

from evsite import toml_text
from evsite.metering import reading
from evsite.metering.errors import DataError
from evsite.metering.layouts import layouts
from evsite.metering.options import ReadingOptions

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


UNFIT = {
    "short": [f"2025-01-{day:02} {hour:02}:00,{100 + hour}" for day in range(6, 13) for hour in range(24)],
    "daily": [f"2025-0{1 + day // 28}-{1 + day % 28:02} 00:00,{100 + day}" for day in range(112)],
}


@pytest.mark.parametrize("rows", UNFIT.values(), ids=list(UNFIT))
def test_after_an_error_in_the_record_nothing_fits_and_nothing_is_to_be_pasted(evsite, project, tmp_path, rows):
    meter = tmp_path / "meter.csv"
    meter.write_text("\n".join(["time,A", *rows]) + "\n")
    command = ("load-study", EXAMPLE, "--on", "Main", "--data", meter, "--timezone", "-08:00")
    text = evsite(*command)
    assert text.exit_code == 1
    assert "what is left for vehicles is not established" in text.stdout
    for word in ("those of the file", "to paste", "[loads.", "left for vehicles: ", "left A"):
        assert word not in text.stdout
    document = json.loads(evsite(*command, "--format", "json").stdout)
    assert (document["fits"], document["fits_by_metering"], document["snippet"]) == (None, None, None)
    assert document["lines"]


def test_a_verdict_on_the_site_leaves_the_block_to_paste(evsite, project, tmp_path):
    """Vehicles that do not fit are no fault of the record."""
    site = tmp_path / "site.toml"
    text = (project / EXAMPLE).read_text().replace('limit = "240 A"', 'limit = "330 A"')
    site.write_text(text.replace('"data/', f'"{project}/examples/data/'))
    options = ("--on", "Main", "--format", "json", "--allow-outside")
    document = json.loads(evsite("load-study", site, *options).stdout)
    assert document["fits"] is False
    assert tomli.loads(document["snippet"])["loads"]["Building"]["current"] == "321.0 A"


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
        (("--on", "Main", "--data", "x.csv", "--multiplier", "0"), "--multiplier: 0 is not a number above 0"),
        (("--on", "Main", "--unit", "kWh"), "--unit goes with --data"),
        (("--on", "Main", "--time-column", "Date"), "--time-column goes with --data"),
        ((), "missing option '--on'"),
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


def test_without_a_site_file_it_asks_for_one(evsite):
    result = evsite("load-study")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == "evsite: missing argument 'FILE'\nevsite: missing option '--on'\n"


def test_the_layouts_are_listed_without_a_site_file(evsite):
    text = evsite("load-study", "--layouts")
    assert (text.exit_code, text.stderr) == (0, "")
    document = json.loads(evsite("load-study", "--layouts", "--format", "json").stdout)
    assert {each["layout"] for each in document["layouts"]} == set(layouts())
    known = {line.split()[0]: line for line in text.stdout.splitlines() if line.strip()}
    for each in document["layouts"]:
        line = known[each["layout"]]
        assert each["mark"] in line
        assert each["form"] in line
        assert all(name in line for name in each["exporters"])


READING = {
    "layout": "smart-meter-texas",
    "unit": "kWh",
    "column": ("a", "b"),
    "meter": ("1", "2"),
    "time_column": ("Date", "Time"),
    "end_column": "End",
    "stamps": "end",
    "timezone": "UTC",
    "multiplier": 40.0,
    "decimal": "comma",
    "combine": "sum",
}


def test_every_reading_option_has_an_option_and_a_key_of_its_name(evsite, project, monkeypatch, tmp_path):
    """What is said either way reaches the reader."""
    assert set(READING) == {field.name for field in dataclasses.fields(ReadingOptions)}
    seen = []

    def read(paths, options, progress=None):
        seen.append(options)
        raise DataError("as far as here")

    monkeypatch.setattr(reading, "read_interval_files", read)
    words = [
        word
        for key, value in READING.items()
        for each in (value if isinstance(value, tuple) else (value,))
        for word in (f"--{key.replace('_', '-')}", str(each))
    ]
    result = evsite("load-study", "examples/office.toml", "--on", "EV1", "--data", "m.csv", *words)
    assert (result.exit_code, result.stderr) == (2, "evsite: --data: m.csv: as far as here\n")
    lines = [toml_text.assignment(key, value) for key, value in READING.items()]
    text = (project / EXAMPLE).read_text().replace('timezone = "America/Los_Angeles"', "\n".join(lines))
    assert evsite("check", "-", stdin=text).exit_code == 1
    assert seen == [ReadingOptions(**READING)] * 2


def test_a_layout_that_there_is_not_is_refused_with_the_one_that_was_meant(evsite, project):
    data = ("--data", "examples/data/building-30-days.csv", "--timezone", "UTC")
    result = evsite("load-study", EXAMPLE, "--on", "Main", *data, "--layout", "smart-meter-texs")
    assert result.exit_code == 2
    assert "--layout: " in result.stderr
    assert "; say --layout smart-meter-texas" in result.stderr
