"""`evsite chart`, and charts made of characters with `--plot`: what they show, how wide they are, what they refuse."""

import json
import re
import unicodedata
import xml.etree.ElementTree as ET
from itertools import product

import pytest
from jsonschema import Draft202012Validator

from evsite.output.json.schemas import output_schema
from evsite.output.text.bars import bar_signs, fill_bar, fitted, shares_bar
from evsite.output.text.charts import render_report_plot, render_table_plot
from evsite.output.text.terminal_style import TerminalStyle, cells
from evsite.sitefile.loading import load, loads
from evsite.studies.charts.site_charts import site_charts

OFFICE = "examples/office.toml"
SCHEDULE = "examples/office-schedule.toml"
SHOP = "examples/dynamic-load.toml"
MULTIFAMILY = "examples/multifamily.toml"


def test_the_vehicles_are_the_chart_unless_another_is_asked_for(evsite, project, golden):
    shown = evsite("chart", MULTIFAMILY)
    assert (shown.exit_code, shown.stderr) == (0, "")
    golden("multifamily.chart.txt", shown.stdout)
    reported = json.loads(evsite("chart", MULTIFAMILY, "--format", "json").stdout)
    Draft202012Validator(output_schema("chart")).validate(reported)
    assert {row["table"] for row in reported["rows"]} == {"vehicles"}


def test_numbers_of_the_chart_are_those_of_the_table(evsite, project):
    chart = json.loads(evsite("chart", OFFICE, "--format", "json").stdout)
    table = json.loads(evsite("table", OFFICE, "--format", "json").stdout)
    rows = [row["cells"] for row in chart["rows"]]
    assert [row["vehicles"] for row in rows] == [row["vehicles"] for row in table["rows"]]
    for key in ("worst", "balanced", "best"):
        for figure in ("current_a", "power_kw"):
            assert [row[f"{key}_{figure}"] for row in rows] == [row[key][figure] for row in table["rows"]]


def test_one_chart_is_one_file_and_several_have_their_names(evsite, project, tmp_path):
    one = evsite("chart", SHOP, "-o", tmp_path / "one.svg")
    assert (one.exit_code, one.output) == (0, "")
    root = ET.fromstring((tmp_path / "one.svg").read_text(encoding="utf-8"))
    assert "Shop with a meter" in "".join(root.itertext())
    every = evsite("chart", SHOP, "--chart", "all", "-o", tmp_path / "all.svg")
    assert every.exit_code == 0
    names = {path.stem for path in tmp_path.glob("all-*.svg")}
    assert names == {"all-vehicles", "all-service", "all-limits", "all-week", "all-offline"}
    two = evsite("chart", SHOP, "--chart", "week", "--chart", "limits", "--format", "json")
    assert [sheet["sheet"] for sheet in json.loads(two.stdout)["sheets"]] == ["limits", "week"]


def test_a_chart_of_nothing_is_reported_and_is_no_picture(evsite, project, tmp_path):
    shown = evsite("chart", OFFICE, "--chart", "week")
    assert (shown.exit_code, "no chart week: nothing about the limits" in shown.stdout) == (0, True)
    done = evsite("chart", OFFICE, "--chart", "week", "-o", tmp_path / "week.svg")
    assert (done.exit_code, "there is no drawing to show" in done.stderr) == (2, True)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["chart", OFFICE, "--chart", "weak"], "week"),
        (["chart", OFFICE, "--chart", "service", "--at", "Mon 08:00"], "of the whole week"),
        (["chart", OFFICE, "--at", "Someday"], "--at"),
        (["chart", OFFICE, "-o", "chart.docx"], ".svg"),
        (["chart", OFFICE, "--table", "limits"], "vehicles, verify"),
        (["table", OFFICE, "--plot", "--format", "json"], "--format json"),
        (["table", OFFICE, "--plot", "--vehicles", "all"], "--vehicles"),
        (["report", OFFICE, "--plot", "--conductors"], "--conductors"),
    ],
)
def test_what_cannot_be_is_refused(evsite, project, arguments, said):
    done = evsite(*arguments)
    assert (done.exit_code, done.stdout) == (2, "")
    assert said in done.stderr


def test_a_moment_of_the_week_holds_for_charts_of_a_moment(evsite, project):
    at = ("--at", "Mon 20:00", "--format", "json")
    chart = json.loads(evsite("chart", SCHEDULE, *at).stdout)
    table = json.loads(evsite("table", SCHEDULE, *at).stdout)
    assert [row["cells"]["worst_current_a"] for row in chart["rows"]] == [
        row["worst"]["current_a"] for row in table["rows"]
    ]


@pytest.mark.parametrize("name", ["multifamily", "office-schedule"])
def test_an_example_has_its_expected_plot(evsite, project, golden, name):
    golden(f"{name}.report-plot.txt", evsite("report", f"examples/{name}.toml", "--plot").stdout)


def rows_of(text, start, count):
    """The numbers at the ends of the rows after a line that begins so."""
    lines = text.splitlines()
    first = next(number for number, line in enumerate(lines) if line.startswith(start)) + 1
    return [[float(word) for word in re.findall(r"\d+\.\d\d", line)] for line in lines[first : first + count]]


def test_numbers_beside_bars_are_those_of_the_json(evsite, project):
    shown = evsite("table", SCHEDULE, "--plot").stdout
    rows = json.loads(evsite("table", SCHEDULE, "--format", "json").stdout)["rows"]
    reported = [
        [round(row[key][figure], 2) for figure in ("current_a", "power_kw") for key in ("worst", "balanced", "best")]
        for row in rows
    ]
    assert rows_of(shown, "vehicles", len(rows)) == reported
    shown = evsite("report", SCHEDULE, "--plot").stdout
    limits = json.loads(evsite("allocate", SCHEDULE, "--format", "json").stdout)["limits"]
    figures = {
        (round(use[f"load_{unit}"], 2), round(use[f"limit_{unit}"], 2))
        for use in limits
        for unit in ("a", "kw", "kva")
        if f"load_{unit}" in use
    }
    bars = rows_of(shown, "how full each limit", 9)
    assert {tuple(bar[:2]) for bar in bars} == figures


@pytest.mark.parametrize(
    "name", ["office", "office-schedule", "dynamic-load", "designs/multifamily-40", "express-plus"]
)
def test_charts_keep_within_the_terminal_and_80_columns(project, name):
    site = load(f"examples/{name}.toml")
    charts = site_charts(site, site)
    for width, unicode in product([None, 60, 80, 200], [True, False]):
        terminal = TerminalStyle(width, unicode=unicode)
        plots = [
            render_report_plot(site, charts, terminal, None, every=False),
            render_report_plot(site, charts, terminal, None, every=True),
            render_table_plot(site, charts.vehicles, terminal, "Mon 08:00", (), every=False),
        ]
        for line in "\n".join(plots).splitlines():
            assert cells(line) <= min(80, width or 80)
            assert unicode or line.isascii()


def test_colour_changes_no_sign(project):
    site = load(SHOP)
    charts = site_charts(site, site)
    plain = render_report_plot(site, charts, TerminalStyle(80), None, every=False)
    colored = render_report_plot(site, charts, TerminalStyle(80, color=True), None, every=False)
    assert colored != plain
    assert re.sub(r"\x1b\[[0-9;]*m", "", colored) == plain


def test_long_and_odd_names_are_cut_and_steer_no_terminal():
    name = "Zoë 電気 \U0001f50c " + "x" * 80
    text = SMALL.replace("panels.P1", f'panels."{name}"').replace('"P1"', f'"{name}"')
    text = text.replace("nec = 2023", f'nec = 2023\nname = "{"y" * 200}\\u001b[31m"')
    text += f'\n[groups."{name}"]\non = "{name}"\nlimit = "20 A"\n[[groups."{name}".schedule]]\ndays = "Mon"\n'
    site = loads(f'{text}from = "08:00"\nto = "12:00"\nlimit = "12 A"\n')
    shown = render_report_plot(site, site_charts(site, site), TerminalStyle(60), "Mon 08:00", every=True)
    assert "…" in shown
    assert max(cells(line) for line in shown.splitlines() if not line.startswith("note")) <= 60
    assert not any(unicodedata.category(letter) == "Cc" for letter in shown.replace("\n", ""))


SMALL = """
[site]
nec = 2023
[supplies.U]
kind = "service"
system = "120/240"
rating = "200 A"
[panels.P1]
fed_from = "U"
main = "100 A"
[circuits.C]
panel = "P1"
breaker = "40 A"
[stations.S]
circuit = "C"
max_current = "32 A"
"""


def test_one_port_in_no_group_is_charted(evsite):
    shown = evsite("report", "-", "--plot", stdin=SMALL)
    assert shown.exit_code == 0
    assert rows_of(shown.stdout, "vehicles", 1) == [[32.0] * 3 + [7.68] * 3]
    assert "offline" not in shown.stdout
    assert "in no power-sharing group" in " ".join(shown.stdout.split())


def test_parts_of_a_bar_are_as_long_as_their_shares():
    terminal = TerminalStyle(80)
    assert shares_bar([0.5, 0.75, 1.0], 8, terminal) == "████▒▒░░"
    assert shares_bar([0.0, 0.0, 0.5], 8, terminal) == "░░░░    "
    assert shares_bar([0.001, 0.5, 0.5], 4, TerminalStyle(80, unicode=False)) == "#=  "
    assert bar_signs(TerminalStyle(unicode=False)) == ("#", "=", "-")


@pytest.mark.parametrize("unicode", [True, False])
def test_a_bar_is_full_only_when_the_limit_is(unicode):
    terminal = TerminalStyle(80, unicode=unicode)
    full = fill_bar(1.0, 20, terminal)
    assert set(full) == {"█" if unicode else "#"}
    assert fill_bar(0.9999, 20, terminal) != full
    assert fill_bar(1.01, 20, terminal).endswith("▶" if unicode else ">")
    assert len({len(fill_bar(share / 100, 20, terminal)) for share in range(130)}) == 1


def test_a_text_is_fitted_to_its_columns():
    terminal = TerminalStyle(80)
    assert [fitted(text, 4, terminal) for text in ("ab", "abcd", "abcde", "電気電")] == ["ab  ", "abcd", "abc…", "電 …"]


@pytest.mark.slow
def test_the_commands_of_the_page_about_charts_do_what_it_says(evsite, project, tmp_path):
    pytest.importorskip("resvg_py", reason="PNG is written by resvg-py")
    pytest.importorskip("typst", reason="PDF is written by typst")
    page = (project / "docs/charts.md").read_text(encoding="utf-8")
    commands = [line.split()[1:] for line in page.splitlines() if line.startswith("evsite ")]
    for command in commands:
        if "-o" in command:
            command[-1] = str(tmp_path / command[-1])
        assert evsite(*command).exit_code == 0
    assert len(commands) == 5
    written = {path.name for path in tmp_path.iterdir()}
    assert written == {"office.svg", "hotel-service.png", "hotel-limits.png", "office.pdf"}
    assert (tmp_path / "hotel-service.png").read_bytes().startswith(b"\x89PNG")
    assert (tmp_path / "office.pdf").read_bytes().startswith(b"%PDF")
