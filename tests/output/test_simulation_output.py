"""What a simulation looks like as JSON, CSV and text."""

import csv
import io
import json
import re
from dataclasses import fields, replace

import pytest
from jsonschema import Draft202012Validator

from evsite import load
from evsite.model.sessions import LeftOut, SessionSet
from evsite.output.json.contract.simulation import SessionFigures
from evsite.output.json.schemas import output_schema
from evsite.output.json.simulation import simulate_document
from evsite.output.json.writer import dumps
from evsite.output.session_csv import session_csv
from evsite.output.stamps import stamp
from evsite.output.text.simulation import headline_words, interval_words, left_out_words, render_simulation
from evsite.output.text.terminal_style import PLAIN, TerminalStyle
from evsite.sitefile.sessions.clock import weekday_calendar
from evsite.sitefile.tariffs.load import load_tariff
from evsite.studies.service.bills import UndatedError, bills
from evsite.studies.service.results import Interval, Lifted
from evsite.studies.service.service_level import service_report
from service_samples import DAY, LIMITS, OUTCOMES, SESSIONS, UNDATED, dated, fcfs_run, result, run


@pytest.fixture
def site(project):
    return load("examples/office.toml")


def text_of(site, played, terminal=PLAIN, **options):
    return render_simulation(site, service_report(played), terminal, **options)


# --- JSON -------------------------------------------------------------------------------------------------------------


def document(site, report, runs=()):
    found = simulate_document(site, report, ["sessions.csv"], runs)
    again = json.loads(dumps(found))
    errors = Draft202012Validator(output_schema("simulate")).iter_errors(again)
    assert [f"{error.json_path}: {error.message}"[:300] for error in errors] == []
    return again


def test_the_document_fits_its_schema_and_has_the_figures(site):
    played = result()
    lifted = (Lifted("equal", (LIMITS[1].limit,), 2.25, 15.0, 1),)
    report = service_report(played, interval=lambda *_: (0.2, 0.5), clairvoyant_kwh=80.0, lifted=lifted)
    found = document(site, report, played.runs)
    equal, fcfs = found["policies"]
    assert (equal["policy"], fcfs["policy"]) == ("equal", "fcfs")
    assert equal["tally"]["energy_kwh"] == 60
    assert equal["tally"]["full_of_possible"] == pytest.approx(1 / 3)
    assert equal["intervals"]["full_of_possible"] == {"low": 0.2, "high": 0.5}
    assert (equal["power"]["peak_at"], equal["power"]["peak_s"]) == ("2024-06-03T08:00:00-07:00", 28800)
    assert len(equal["power"]["by_hour"]) == 24
    assert equal["power"]["by_weekday"]["Tue"]["energy_kwh"] == pytest.approx(42)
    assert equal["limits"][0] == {
        "limit": {"kind": "group", "owner": "EV1", "side": None, "leg": "A", "title": "group EV1 phase A"},
        "bound_h": 2.25,
        "peak_at": "2024-06-03T08:30:00-07:00",
        "peak_s": 30600,
        "load_a": 40,
        "limit_a": 40,
    }
    assert found["sessions"]["first_arrival_at"] == "2024-06-03T08:00:00-07:00"
    assert found["sessions"]["end_s"] == 41 * 3600
    assert found["possible"] == {"can_be_full": 3, "possible_kwh": 85, "unstated_possible_kwh": 25}
    assert (found["clairvoyant_kwh"], found["lifted"][0]["gained_kwh"]) == (80, 15)
    assert [(row["policy"], row["session"]) for row in found["outcomes"]] == [
        (policy, number) for policy in ("equal", "fcfs") for number in (1, 2, 3, 4, 5)
    ]
    gave_up = found["outcomes"][4]
    assert (gave_up["port"], gave_up["plugged_at"], gave_up["waited_h"]) == (None, None, 1)


def test_a_simulation_of_nothing_fits_too(site):
    found = document(site, service_report(result(run(outcomes=()), sessions=(), calendar=UNDATED, notes=())))
    assert found["sessions"]["first_arrival_at"] is None
    assert found["policies"][0]["tally"]["full_of_possible"] is None


def test_a_moment_has_the_offset_that_holds_then():
    calendar = dated("2024-11-02")
    assert stamp(calendar, 0) == "2024-11-02T00:00:00-07:00"
    assert stamp(calendar, 25.5 * 3600) == "2024-11-03T01:30:00-07:00"
    assert stamp(calendar, 26.5 * 3600) == "2024-11-03T01:30:00-08:00"
    assert stamp(UNDATED, DAY + 3600) == "Tue 01:00"


# --- CSV --------------------------------------------------------------------------------------------------------------


def rows_of(played):
    return list(csv.DictReader(io.StringIO("".join(session_csv(played)))))


def test_a_row_for_each_session_and_policy(site):
    rows = rows_of(result())
    assert len(rows) == 10
    assert list(rows[0]) == [field.name for field in fields(SessionFigures)]
    first = rows[0]
    assert (first["policy"], first["session"], first["name"], first["port"]) == ("equal", "1", "A", "S1.1")
    assert first["arrive_at"] == "2024-06-03T08:00:00-07:00"
    assert first["full_at"] == "2024-06-03T11:00:00-07:00"
    assert (first["energy_kwh"], first["served"], first["late_h"], first["full"]) == ("20.0", "1.0", "1.0", "true")
    waits = rows[3]
    assert (waits["asked_port"], waits["waited_h"], waits["wanted_kwh"], waits["served"]) == ("", "0.5", "", "")


def test_the_rows_are_those_of_the_json_document(site):
    played = result()
    found = document(site, service_report(played), played.runs)["outcomes"]
    for row, each in zip(rows_of(played), found, strict=True):
        for key, value in each.items():
            if isinstance(value, float):
                assert float(row[key]) == value
            elif value is None:
                assert row[key] == ""


@pytest.mark.parametrize("name", ["=1+2", "+1", "-1", "@SUM(A1)", "\t=1", "plain", "a,b", 'say "x"'])
def test_no_name_is_a_formula_to_a_spreadsheet(name):
    sessions = (replace(SESSIONS[0], name=name), *SESSIONS[1:])
    shown = rows_of(result(sessions=sessions))[0]["name"]
    assert not shown.startswith(("=", "+", "-", "@", "\t"))
    assert shown.lstrip("'").replace("\\u0009", "\t") == name


def test_a_long_list_is_written_in_pieces():
    sessions = tuple(replace(SESSIONS[0], name=f"v{number}") for number in range(2500))
    outcomes = [replace(OUTCOMES[0], number=number) for number in range(2500)]
    pieces = list(session_csv(result(run(outcomes=outcomes), sessions=sessions)))
    assert len(pieces) > 2
    assert [row["name"] for row in csv.DictReader(io.StringIO("".join(pieces)))] == [each.name for each in sessions]


# --- text -------------------------------------------------------------------------------------------------------------


def test_the_answer_comes_first(site):
    lines = text_of(site, result()).splitlines()
    assert lines[:9] == [
        "Harbor Office",
        "5 sessions at 20 ports, 2024-06-03 08:00 to 2024-06-04 17:00",
        "",
        "  equal (this site)  1 of 3 drivers who could be full leaves full (33 %); 60.0 of 85.0 kWh possible",
        "  fcfs               1 of 3 (33 %); 60.0 of 85.0 kWh",
        "  wanted             95.0 kWh, of which 89 % could be had alone at full speed; 3 of 4 drivers could be full",
        "  recorded           24.0 kWh by the file for 2 of the sessions, under the management that was there",
        "  no amount          1 session states no energy and is counted apart: equal 12.0, fcfs 12.0 kWh",
        "",
    ]


def test_tables_put_the_policies_side_by_side(site):
    text = text_of(site, result())
    for line in (
        "policy         full  share  of all   kWh  share  of wanted  peak kW  at                load factor",
        "equal             1   33 %    25 %  60.0   71 %       63 %     12.0  2024-06-03 08:00         0.18",
        "at full speed     3  100 %    75 %  85.0  100 %       89 %        -  -                           -",
        "equal      2.0  12.0  28.0        5 %  54 %  96 %  2024-06-04   67 %",
        "equal           0.44  0.92     1.00      0.75  1.83  3.70     4.00",
        "equal                     4        1       1       7.5     25.5         30.0",
        "group EV1              2.2   2.2  40.0  40.0 A",
        "  full        ████████████████████████████████████████ 1   25 %",
        "note: 2 sessions: the port is not of this site (line 7, line 9)",
        "note: times are local",
        "note: what is assumed",
    ):
        assert line in text.splitlines(), text


def test_hours_and_days_are_drawn_for_one_policy(site):
    lines = text_of(site, result(), shown="fcfs").splitlines()
    assert "power by hour of the day, fcfs" in " ".join(lines).replace("first come, first served", "fcfs")
    nine = next(line for line in lines if line.startswith("  09:00"))
    assert nine.split()[2:] == ["8.0", "12.0", "16", "2", "50", "%"]
    assert [line[2:5] for line in lines if line[2:5] in {"Mon", "Tue", "Wed"}] == ["Mon", "Tue"]


def test_what_upgrades_and_foresight_would_give(site):
    lifted = (
        Lifted("equal", (LIMITS[0].limit,), 0.5, 1.0, 0),
        Lifted("equal", (LIMITS[1].limit,), 2.25, 15.0, 1),
    )
    report = service_report(result(), clairvoyant_kwh=99.0, lifted=lifted)
    lines = render_simulation(site, report, PLAIN).splitlines()
    assert not [line for line in lines if line.startswith("perfect foresight")], "it is of all, the others are not"
    certain = [run(outcomes=[each for each in OUTCOMES if each.wanted_kwh is not None])]
    bound = render_simulation(site, service_report(result(*certain), clairvoyant_kwh=76.5), PLAIN).splitlines()
    assert any(line.startswith("perfect foresight") and "76.5   90 %" in line for line in bound)
    at = lines.index("the next equipment to upgrade")
    assert [" ".join(line.split()) for line in lines[at + 2 : at + 4]] == [
        "group EV1 equal 2.2 +15.0 +1",
        "panel EV1 equal 0.5 +1.0 +0",
    ]


def test_every_limit_that_was_lifted_has_its_row(site):
    """Whoever asks for more than usual gets them all."""
    lifted = tuple(Lifted("equal", (LIMITS[0].limit._replace(owner=f"P{n}"),), 0.5, float(n), 0) for n in range(9))
    lines = render_simulation(site, service_report(result(), lifted=lifted), PLAIN).splitlines()
    at = lines.index("the next equipment to upgrade")
    assert [line.split()[1] for line in lines[at + 2 : at + 11]] == [f"P{n}" for n in reversed(range(9))]


def test_a_bill_is_told_with_what_its_tariff_lacks(site):
    played = result()
    report = service_report(played, bills=bills(played, load_tariff("sce-tou-ev-8-2018")))
    # 67.2 kWh at 0.12597 $ and, from 16:00 to 17:00, 4.8 kWh at 0.49619 $
    cost_usd = 67.2 * 0.12597 + 4.8 * 0.49619
    found = document(site, report)["policies"][0]["bill"]
    assert found["tariff"] == "sce-tou-ev-8-2018"
    assert (found["energy_kwh"], found["total_usd"]) == pytest.approx((72, cost_usd))
    month = found["months"][0]
    assert (month["month"], month["whole"], month["fixed_usd"]) == ("2024-06", False, None)
    assert month["energy_usd"] == pytest.approx(cost_usd)
    lines = render_simulation(site, report, PLAIN).splitlines()
    at = next(place for place, line in enumerate(lines) if line.startswith("bill, USD"))
    assert lines[at + 1].split() == ["equal", "10.85", "0.00", "0.00", "10.85", "0.1507"]
    assert "note: fixed charge not in the file" in lines


def test_rounding_makes_nothing_besides_energy_and_demand_less_than_nothing(site):
    played = result()
    report = service_report(played, bills=bills(played, load_tariff("sce-tou-ev-8-2018")))
    bill = report.bills["equal"]
    (month,) = bill.months
    total_usd = bill.total_usd - 1e-12
    bill = replace(bill, months=(replace(month, total_usd=total_usd),), total_usd=total_usd)
    lines = render_simulation(site, replace(report, bills={"equal": bill}), PLAIN).splitlines()
    at = next(place for place, line in enumerate(lines) if line.startswith("bill, USD"))
    assert lines[at + 1].split() == ["equal", "10.85", "0.00", "0.00", "10.85", "0.1507"]


def test_weekdays_without_dates_have_no_months_to_bill():
    with pytest.raises(UndatedError, match="needs dates"):
        bills(result(calendar=UNDATED), load_tariff("sce-tou-ev-8-2018"))


def test_months_are_told_one_by_one(site):
    sessions = (SESSIONS[0], SESSIONS[1], *(replace(each, arrive_s=each.arrive_s + 30 * DAY) for each in SESSIONS[2:]))
    lines = text_of(site, result(sessions=sessions)).splitlines()
    at = next(place for place, line in enumerate(lines) if line.startswith("month"))
    assert [line.split()[:4] for line in lines[at + 1 : at + 3]] == [
        ["2024-06", "2", "100", "%"],
        ["2024-07", "3", "0", "%"],
    ]


def test_without_certain_energies_the_headline_is_what_was_possible(site):
    sessions = tuple(replace(session, energy_kwh=None) for session in SESSIONS)
    outcomes = [replace(outcome, wanted_kwh=None, full_s=None) for outcome in OUTCOMES]
    text = text_of(site, result(run(outcomes=outcomes), sessions=sessions))
    assert "72.0 of 110.0 kWh possible at full speed (65 %)" in text
    assert "how much drivers get" not in text


def test_a_little_less_than_possible_never_reads_like_all():
    outcomes = [replace(OUTCOMES[0], possible_kwh=20.0, energy_kwh=19.99, full_s=None)]
    level = service_report(result(run(outcomes=outcomes), sessions=SESSIONS[:1])).policies[0]
    assert headline_words(level) == "0 of 1 driver who could be full leave full (0 %); 19.99 of 20.00 kWh possible"


def test_an_interval_in_words():
    assert interval_words(Interval(0.881, 0.934)) == ", 88 to 93 % over days"
    assert interval_words(Interval(0.881, 0.934), in_short=True) == ", 88 to 93 %"
    assert interval_words(Interval(0.9, 0.9)) == ", 90 % over days"
    assert interval_words(None) == ""


@pytest.mark.parametrize("width", [26, 30, 35, 40, 60, 80, 100])
@pytest.mark.parametrize("unicode", [True, False])
def test_no_line_is_wider_than_the_terminal(site, width, unicode):
    sessions = tuple(replace(each, arrive_s=each.arrive_s + n * 20 * DAY) for n, each in enumerate(SESSIONS))
    lifted = (Lifted("equal", (LIMITS[1].limit,), 2.25, 15.0, 1),)
    report = service_report(result(sessions=sessions), interval=lambda *_: (0.2, 0.5), lifted=lifted)
    text = render_simulation(site, report, TerminalStyle(width, unicode=unicode))
    assert max(map(len, text.splitlines())) <= width
    if not unicode:
        assert text.isascii()


@pytest.mark.parametrize("width", range(26, 100, 3))
def test_plots_have_their_legend_and_tell_what_they_leave_out(site, width):
    plots = text_of(site, result(), TerminalStyle(width)).split("power by ")[1:]
    shown = set()
    for plot in (plots[0], plots[1].split("how much drivers")[0]):
        head = next(line for line in plot.splitlines() if "mean kW" in line)
        assert re.search("█ mean(, up to)? ▒ peak ", " ".join(plot.split()))
        words = " ".join(plot.split()).partition("left out on this narrow terminal: ")[2]
        for heading in ("kWh", "peak kW", "arrive", "served"):
            assert (heading in head) != (heading in re.split(r" \w+: ", words)[0])
            shown |= {heading} if heading in head else set()
    told = " ".join(plots[1].split())
    for heading in ("kWh", "arrive", "served"):
        assert (f"{heading}: " in told) == (heading in shown)


def test_ports_that_stay_empty_are_not_counted(site):
    played = replace(result(), shared_ports=7)
    assert "5 sessions at 7 of 20 ports, " in text_of(site, played)
    assert "5 sessions at 20 ports, " in text_of(site, replace(played, shared_ports=20))


def test_a_site_without_sessions_is_told(site):
    text = text_of(site, result(run(outcomes=()), sessions=(), notes=()))
    assert "0 sessions at 20 ports" in text
    assert "policy" not in text.splitlines()[3]


def test_names_steer_no_terminal(site):
    played = result()
    named = replace(played, notes=("\x1b[31mred",))
    assert "\x1b" not in text_of(site, named)


@pytest.mark.parametrize("wanted_kwh", [10.0, None])
def test_no_share_is_told_of_what_could_not_be_had_at_all(site, wanted_kwh):
    nothing = replace(OUTCOMES[0], wanted_kwh=wanted_kwh, possible_kwh=0.0, energy_kwh=0.0, full_s=None)
    nothing = replace(nothing, possible_full_s=None, end_s=nothing.plugged_s)
    sessions = (replace(SESSIONS[0], energy_kwh=wanted_kwh, leave_s=SESSIONS[0].arrive_s, delivered_kwh=None),)
    text = text_of(site, result(run(outcomes=(nothing,)), sessions=sessions))
    assert re.search(r"0\.0 of 0\.0 kWh possible( at full speed)?$", text, re.MULTILINE)
    assert "(-)" not in text
    (speed,) = re.findall(r"^at full speed.*", text, re.MULTILINE)
    assert "100 %" not in speed


def test_another_order_of_policies_tells_the_same(site):
    one = service_report(result(run(), fcfs_run()))
    two = service_report(result(fcfs_run(), run()))
    assert one.policies == two.policies[::-1]


def test_sessions_that_are_left_out_are_told_with_their_number_the_first_rows_and_the_file():
    left = LeftOut("later", 1302, ("line 84", "line 85", "line 86"), ("a.csv",))
    alone = LeftOut("before", 1, ("line 2",), ("a.csv", "b.csv"))
    unread = LeftOut("cannot be read", 3, ("line 3: leaves, before it comes", "line 5: no port"), ("a.csv",))
    sessions = SessionSet((), weekday_calendar(), left_out=(left, alone, unread))
    assert [*left_out_words(sessions.left_out)] == [
        "1,302 sessions of a.csv: later (line 84, line 85, line 86, ...)",
        "1 session of a.csv and b.csv: before (line 2)",
        "3 sessions of a.csv: cannot be read (line 3: leaves, before it comes; line 5: no port; ...)",
    ]


def test_a_bound_that_may_be_too_much_says_between_what_it_is():
    told = service_report(result(), clairvoyant_kwh=200.0, clairvoyant_gap=0.015).notes
    (note,) = [each for each in told if "foresight" in each]
    assert "between 197.0 and 200.0 kWh: the latter is the bound" in note
    assert service_report(result(), clairvoyant_kwh=200.0, clairvoyant_gap=1e-5).notes == result().notes
