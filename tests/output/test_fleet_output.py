"""What a plan for fleets looks like as text, JSON, CSV and as a chart."""

import csv
import io
import json
import re
from dataclasses import replace

import pytest
from jsonschema import Draft202012Validator

from evsite.output.diagnostics.fleet import render_fleet
from evsite.output.fleet_csv import COLUMNS, fleet_csv
from evsite.output.fleet_files import fleet_files
from evsite.output.json.fleet import fleet_document
from evsite.output.json.schemas import output_schema
from evsite.output.json.writer import dumps
from evsite.output.text.fleet import fleet_verdict
from evsite.output.text.fleet_bars import level
from evsite.output.text.terminal_style import PLAIN, TerminalStyle, cells
from evsite.sitefile.document import Document
from evsite.sitefile.tariffs.load import load_tariff
from evsite.studies.fleets.results import Steadiness
from fleet_depot import SHORT, planned, trips_file

TARIFF = "sce-tou-ev-8-2025"
EIGHTY = TerminalStyle(80, color=False, unicode=True)
ASCII = TerminalStyle(80, color=False, unicode=False)


def checked(site, report):
    return fleet_files(Document.of_source(site.source), report)


def text_of(made, terminal=PLAIN, **options):
    site, _, report = made
    return "".join(render_fleet(site, report, checked(site, report), terminal, **options))


@pytest.fixture
def short(tmp_path):
    return planned(trips_file(tmp_path, SHORT))


@pytest.fixture
def priced(tmp_path):
    return planned(trips_file(tmp_path), tariff=TARIFF)


# --- text -------------------------------------------------------------------------------------------------------------


def test_the_answer_comes_first(short):
    lines = text_of(short).splitlines()
    assert lines[0] == "River Road Depot"
    _, plan, _ = short
    missing = float(plan.shortfall_kwh.sum())
    assert lines[3] == f"2 of 4 vehicles are ready by departure; {missing:.0f} kWh missing"
    assert lines[5].split() == ["Box", "Trucks", "rank", "1,", "by", "departure:", "2", "of", "2", "ready"]
    assert lines[6].split()[:10] == ["Vans", "rank", "2,", "as", "soon", "as", "possible:", "0", "of", "2"]


@pytest.mark.parametrize("columns", [40, 60, 100, 160])
def test_other_terminals_have_room_for_every_line_too(short, columns):
    text = text_of(short, TerminalStyle(columns, color=False, unicode=True))
    told = [line for line in text.splitlines() if not re.match(r" *(\d+ [|+-]|-->)", line)]
    assert max(map(cells, told)) <= columns


@pytest.mark.parametrize("terminal", [EIGHTY, ASCII], ids=["unicode", "ascii"])
def test_no_line_is_wider_than_the_terminal(short, priced, terminal):
    for made in (short, priced):
        text = text_of(made, terminal, tariff=load_tariff(TARIFF))
        # lines of the file are shown as they stand
        told = [line for line in text.splitlines() if not re.match(r" *(\d+ [|+-]|-->)", line)]
        assert max(cells(line) for line in told) <= 80
    assert terminal.unicode or text.isascii()


def test_the_rows_of_the_plan_stand_under_their_hours(tmp_path):
    made = planned(trips_file(tmp_path, "B1,Box Trucks,S1,2026-03-02 18:00,2026-03-02 20:00,3.328,1\n"), step_min=15)
    lines = text_of(made, ASCII).splitlines()
    row = next(line for line in lines if line.startswith("B1  ") and "." in line and "03-02" not in line)
    axis = lines[lines.index(row) + 1]
    # 8 steps from 18:00 to 20:00: half an hour of full power, then or later
    assert row[21:].count("@") == 2
    assert len(row[21:]) == 8
    assert axis[21:].split() == ["18", "19"]
    assert axis.index("19") == axis.index("18") + 4


def test_all_of_the_power_alone_has_the_last_sign():
    assert level(1.0, EIGHTY) == "█"
    assert level(0.999, EIGHTY) == "▇"
    assert level(0.001, EIGHTY) == "▁"
    assert [level(x, ASCII) for x in (0.001, 1.0)] == [":", "@"]


def test_costs_stand_beside_those_of_charging_on_arrival(priced):
    _, plan, report = priced
    text = text_of(priced, tariff=load_tariff(TARIFF))
    assert f"costs ${plan.cost_usd:,.2f} (energy ${plan.energy_usd:,.2f}, demand ${plan.demand_usd:,.2f})" in text
    saved = round(report.unplanned.cost_usd, 2) - round(plan.cost_usd, 2)
    assert saved > 0
    assert f"the plan saves ${saved:,.2f}" in text
    row = next(line for line in text.splitlines() if line.startswith("charging on arrival"))
    assert row.split()[-1] == f"{report.unplanned.cost_usd:,.2f}"


def test_a_plan_that_brings_more_is_not_told_to_save_less(short):
    assert "saves" not in text_of(short, tariff=load_tariff(TARIFF))


def test_of_many_alerts_the_first_are_shown_and_the_others_counted(tmp_path):
    rows = "".join(
        f"V{number},Vans,S1,2026-03-0{number} 17:00,2026-03-0{number} 18:00,30,0.9\n" for number in range(1, 9)
    )
    made = planned(trips_file(tmp_path, rows))
    text = text_of(made)
    assert text.count("error[EV801]") == 5
    assert "3 more of EV801: --all shows them" in text
    assert text_of(made, every=True).count("error[EV801]") == 8


def test_names_do_not_steer_the_terminal(tmp_path):
    rows = "V\x1b[31m1\u202e,Box Trucks,S1,2026-03-02 17:00,2026-03-02 18:00,30,0.9\n"
    text = text_of(planned(trips_file(tmp_path, rows)), EIGHTY, every=True)
    assert "\x1b" not in text
    assert "\u202e" not in text


# --- JSON -------------------------------------------------------------------------------------------------------------


def document(made, tariff=None):
    site, _, report = made
    found = json.loads(dumps(fleet_document(site, report, checked(site, report), ["trips.csv"], tariff)))
    errors = Draft202012Validator(output_schema("fleet")).iter_errors(found)
    assert [f"{error.json_path}: {error.message}"[:300] for error in errors] == []
    return found


def test_the_document_fits_its_schema_and_has_the_figures_of_the_plan(short):
    _, plan, report = short
    found = document(short)
    assert [(each["fleet"], each["rank"], each["ready"]) for each in found["fleets"]] == [
        ("Box Trucks", 1, 2),
        ("Vans", 2, 0),
    ]
    assert found["fleets"][1]["shortfall_kwh"] == pytest.approx(float(plan.shortfall_kwh[2:].sum()), rel=1e-9)
    assert found["shortfall_kwh"] == pytest.approx(sum(each["shortfall_kwh"] for each in found["fleets"]))
    assert found["cost_usd"] is None
    assert [each["code"] for each in found["findings"]] == ["EV802", "EV801", "EV807"]
    assert [each["file"].rpartition("/")[2] for each in found["findings"]] == ["trips.csv", "trips.csv", "<string>"]
    assert found["summary"] == {"error": 2, "warning": 1, "info": 0, "ignored": 0, "remedies_not_tried": report.untried}
    (group,) = (each for each in found["limits"] if each["limit"]["kind"] == "group")
    assert (group["limit_kw"], group["load_kw"]) == (12.0, pytest.approx(12.0))
    assert group["kwh_per_kw"] > 0


def test_energy_of_steps_adds_up_to_what_vehicles_get(priced):
    found = document(priced, load_tariff(TARIFF))
    for trip, row in zip(found["vehicles"], found["schedule"]["trips"], strict=True):
        assert (row["trip"], row["vehicle"], row["port"]) == (trip["trip"], trip["vehicle"], trip["port"])
        assert sum(row["energy_kwh"]) == pytest.approx(trip["drawn_kwh"])
        assert trip["drawn_kwh"] * trip["efficiency"] == pytest.approx(trip["delivered_kwh"])
        assert max(row["power_kw"]) == pytest.approx(trip["peak_kw"])
        first = found["schedule"]["steps"][row["first_step"]]
        assert first["start_s"] <= trip["arrive_s"] < first["end_s"]
        assert row["current_a"] == pytest.approx([kw / 0.208 for kw in row["power_kw"]])
    assert found["cost_usd"] == pytest.approx(found["energy_usd"] + found["demand_usd"])
    assert found["unplanned"]["cost_usd"] > found["cost_usd"]


def test_stages_have_their_values_under_their_unit(priced):
    found = document(priced, load_tariff(TARIFF))
    for stage in found["stages"]:
        keys = {"shortfall": "shortfall_kwh", "delay": "delay_kwh_h", "cost": "cost_usd"}
        if stage["kind"] in keys:
            assert stage[keys[stage["kind"]]] >= 0
    assert [stage["kind"] for stage in found["stages"]] == ["shortfall", "shortfall", "delay", "cost", "steadiness"]
    steadiness = found["stages"][-1]
    on = [[power_kw > 0 for power_kw in row["power_kw"]] for row in found["schedule"]["trips"]]
    starts = sum(now and not before for row in on for before, now in zip([False, *row], row, strict=False))
    assert steadiness == {
        "kind": "steadiness",
        "fleet": None,
        "rank": None,
        "proved": starts == steadiness["starts_bound"],
        "starts": starts,
        "starts_bound": steadiness["starts_bound"],
    }


def test_of_how_many_alerts_ways_out_were_not_tried_is_said(short):
    site, plan, report = short
    alerts = len(report.alerts) + len(report.binding)
    text = text_of((site, plan, replace(report, untried=2)))
    assert f"ways out of 2 of {alerts} alerts were not tried to the end" in text
    assert "tried to the end" not in text_of(short)


@pytest.mark.parametrize(
    ("steadiness", "words"),
    [
        ((3, 0, 3, 3), "3 vehicles charge, each without a pause"),
        ((1, 1, 0, 0), "1 vehicle charges without a pause"),
        ((3, 2, 1, 1), "3 vehicles charge, each without a pause"),
        ((1, 0, 2, 2), "1 vehicle charges and starts 2 times, the fewest at this power in each step"),
        ((3, 0, 5, 4), "3 vehicles charge and start 5 times; not proved to be the fewest, which are 4 or more"),
        ((3, 1, 4, 2), "3 vehicles charge, 1 of them from before, and start 4 times; not proved to be the fewest"),
    ],
)
def test_how_often_vehicles_start_stands_below_the_fleets(priced, steadiness, words):
    site, _, report = priced
    plan = replace(report.plan, steadiness=Steadiness(*steadiness))
    assert words in fleet_verdict(site, replace(report, plan=plan), PLAIN).splitlines()[-1]


# --- CSV --------------------------------------------------------------------------------------------------------------


def test_a_row_for_each_vehicle_and_step_covers_its_stay_without_gaps(tmp_path):
    rows = (
        "B1,Box Trucks,S1,2026-03-02 17:05,2026-03-03 05:10,40,0.9\nV1,Vans,,2026-03-02 16:00,2026-03-02 19:00,12,0.9\n"
    )
    site, plan, report = planned(trips_file(tmp_path, rows))
    table = list(csv.DictReader(io.StringIO("".join(fleet_csv(site, report)))))
    assert tuple(table[0]) == COLUMNS
    for number, trip in enumerate(plan.trips.trips, start=1):
        own = [row for row in table if row["trip"] == str(number)]
        assert [row["end_at"] for row in own[:-1]] == [row["start_at"] for row in own[1:]]
        assert sum(float(row["energy_kwh"]) for row in own) * trip.efficiency == pytest.approx(trip.need_kwh)
    assert table[0]["start_at"] == "2026-03-02T17:05:00-08:00"
    assert table[0]["end_at"] == "2026-03-02T17:15:00-08:00"


def test_a_spreadsheet_obeys_no_name(tmp_path):
    site, _, report = planned(trips_file(tmp_path, "=1+1,Box Trucks,S1,2026-03-02 17:00,2026-03-02 18:00,3,0.9\n"))
    assert all(
        not row["vehicle"].startswith("=") for row in csv.DictReader(io.StringIO("".join(fleet_csv(site, report))))
    )


def test_the_axis_of_a_plan_over_days_has_their_dates_where_they_begin(tmp_path):
    rows = "".join(f"V{day},Vans,S1,2026-03-0{day} 18:00,2026-03-0{day + 1} 05:00,20,0.9\n" for day in range(2, 8))
    lines = text_of(planned(trips_file(tmp_path, rows))).splitlines()
    start = next(place for place, line in enumerate(lines) if line.startswith("plan by vehicle"))
    assert re.search(r"\d h( \d+ min)? a column", lines[start] + lines[start + 1])
    axis = next(line for line in lines[start:] if line.strip().startswith("03-02"))
    assert re.findall(r"\S+", axis) == sorted(set(re.findall(r"03-0[2-8]", axis)))
    bars = {line[:2]: line for line in lines[start:] if re.match(r"V\d ", line)}
    for day in range(3, 8):
        if f"03-0{day}" in axis:
            # a vehicle comes three quarters of a day after the date that stands under the beginning of its day
            apart = bars[f"V{day}"].index(next(sign for sign in bars[f"V{day}"][20:] if sign != " "), 20)
            width = (axis.index("03-07") - axis.index("03-04")) / 3 if "03-04" in axis and "03-07" in axis else None
            if width:
                assert 0.5 * width <= apart - axis.index(f"03-0{day}") <= width
