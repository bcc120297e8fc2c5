"""What charts show is what the commands say: table, report, allocate and load-calc as JSON."""

import json
from functools import cache
from pathlib import Path

import pytest

from evsite.allocation.api import allocate
from evsite.model.week import DAYS
from evsite.proofs.occupancy import occupancy_table
from evsite.sitefile.loading import load, loads
from evsite.studies.charts.limits import fallback_bars, limit_bars
from evsite.studies.charts.service import service_bars
from evsite.studies.charts.vehicles import thinned, vehicles_chart
from evsite.studies.charts.week import week_charts
from evsite.studies.load_calculation import load_calculation
from evsite.studies.site_report import report
from evsite.studies.week import week_report

EXAMPLES = Path(__file__).parents[2] / "examples"
SITES = ["office-schedule", "dynamic-load", "campus", "multifamily", "dc-and-ac", "designs/hotel", "designs/house"]
every_site = pytest.mark.parametrize("name", SITES)


@cache
def site_of(name):
    return load(str(EXAMPLES / f"{name}.toml"))


@pytest.fixture
def reported(evsite):
    """The JSON of a command on an example."""

    def run(command, name, *options):
        return json.loads(evsite(command, str(EXAMPLES / f"{name}.toml"), "--format", "json", *options).stdout)

    return run


def near(value):
    return pytest.approx(value, rel=1e-9, abs=1e-9)


@every_site
def test_vehicles_are_those_of_the_table(reported, name):
    site = site_of(name)
    points = vehicles_chart(site, occupancy_table(site)).points
    rows = reported("table", name)["rows"]
    assert len(points) == len(rows)
    for point, row in zip(points, rows, strict=True):
        assert point.vehicles == row["vehicles"]
        for got, key in ((point.worst, "worst"), (point.balanced, "balanced"), (point.best, "best")):
            assert (got.current_a, got.power_kw) == near((row[key]["current_a"], row[key]["power_kw"]))


@every_site
def test_limits_are_those_of_the_allocation_and_fallbacks_those_of_the_report(reported, name):
    site = site_of(name)
    assert_bars(limit_bars(allocate(site).limits), reported("allocate", name)["limits"])
    fallbacks = report(site).fallbacks
    assert_bars(fallback_bars(site, fallbacks), reported("report", name)["fallbacks"])


def assert_bars(bars, rows):
    """Every limit is in one bar, with its own figures, and the fullest come first."""
    found = {limit: (bar.load, bar.allowed, bar.unit) for bar in bars for limit in bar.limits}
    assert sum(len(bar.limits) for bar in bars) == len(rows) == len(found)
    for row in rows:
        unit = next(unit for unit in ("A", "kW", "kVA") if f"limit_{unit.lower()}" in row)
        key = tuple(row["limit"][part] for part in ("kind", "owner", "side", "leg"))
        load, allowed, its_unit = next(found[limit] for limit in found if limit[:4] == key and found[limit][2] == unit)
        assert its_unit == unit
        assert (load, allowed) == near((row[f"load_{unit.lower()}"], row[f"limit_{unit.lower()}"]))
    fullness = [bar.fullness for bar in bars]
    assert fullness == pytest.approx(sorted(fullness, reverse=True))


def test_limits_that_are_alike_share_a_bar_where_there_are_many():
    bars = limit_bars(allocate(site_of("office")).limits)
    assert max(len(bar.limits) for bar in bars) > 1
    assert len(bars) < len(allocate(site_of("office")).limits)


@pytest.mark.parametrize("name", ["office-schedule", "dynamic-load", "designs/depot"])
def test_weeks_are_those_of_the_report(reported, name):
    site = site_of(name)
    (chart,) = week_charts(site, week_report(site), report(site).left_over)
    told_week = reported("report", name)
    unit = chart.unit.lower()
    (group,) = told_week["week"]["groups"]
    limits = [hour[f"limit_{unit}"] for day in DAYS for hour in group["hours"][day]]
    assert len(chart.hours) == len(limits) == 168
    assert [hour.left_least for hour in chart.hours] == near(limits)
    if told_week["left_over"] is None:
        assert [hour.limit for hour in chart.hours] == near(limits)
        assert {hour.load for hour in chart.hours} == {None}
        return
    (left,) = told_week["left_over"]["groups"]
    hours = [hour for day in DAYS for hour in left["hours"][day]]
    assert [hour.left_least for hour in chart.hours] == near([hour[f"least_{unit}"] for hour in hours])
    assert [hour.left_median for hour in chart.hours] == near([hour[f"median_{unit}"] for hour in hours])
    assert [hour.limit - hour.load for hour in chart.hours] == near([hour.left_least for hour in chart.hours])


@pytest.mark.parametrize("name", [*SITES, "office", "designs/multifamily-40", "broken/overloaded-panel"])
def test_a_service_is_reported_by_a_row_of_the_load_calculation(reported, name):
    bars = service_bars(load_calculation(site_of(name)))
    rows = [row["cells"] for row in reported("load-calc", name, "--table", "totals")["rows"]]
    assert bars
    for bar in bars:
        mine = [row for row in rows if row["at"] == f"{bar.kind} {bar.supply}" and row["line"] == bar.leg]
        figures = [(row["unmanaged"], row["rating"], row["unit"]) for row in mine]
        assert any(row[:2] == near((bar.unmanaged, bar.rating)) and row[2] == bar.check.unit for row in figures)
        row = next(row for row in mine if (row["unmanaged"], row["rating"]) == near((bar.unmanaged, bar.rating)))
        assert row["existing"] == near(bar.existing) if bar.existing is not None else "verify" in row["existing"]
        assert bar.managed is None or row["managed"] == near(bar.managed)


def test_a_metered_service_counts_what_the_meter_saw_and_no_part_of_it():
    (bar,) = service_bars(load_calculation(site_of("designs/hotel")))
    assert (bar.check.kind, bar.existing, bar.managed, bar.rating) == ("metered at 125 %", 800.0, 1100.0, 1200.0)


def test_empty_sites_have_no_bars():
    site = loads('[site]\nnec = 2023\n[supplies.U]\nkind = "service"\nrating = "100 A"\nsystem = "120/240"\n')
    assert vehicles_chart(site, occupancy_table(site)).points == ()
    assert limit_bars(allocate(site).limits) == ()
    assert service_bars(load_calculation(site)) == ()
    assert week_charts(site, week_report(site), None) == ()


def test_a_week_with_limits_of_two_kinds_is_reported_in_the_unit_of_the_fixed_one():
    text = (EXAMPLES / "office.toml").read_text(encoding="utf-8")
    text += '\n[[groups.EV1.schedule]]\ndays = "weekdays"\nfrom = "08:00"\nto = "09:30"\nlimit = "36 kW"\n'
    site = loads(text)
    (chart,) = week_charts(site, week_report(site), None)
    assert chart.unit == "A"
    by_window = 36000 / 208 / 3**0.5
    assert [hour.limit for hour in chart.hours[7:11]] == near([320.0, by_window, by_window, 320.0])


def test_thinned_keeps_both_ends_and_no_more_than_asked_for():
    for length in range(60):
        for most in (2, 7, 20):
            found = thinned(range(length), most)
            assert len(found) == min(length, most)
            assert list(found) == sorted(set(found))
            assert length == 0 or (found[0], found[-1]) == (0, length - 1)
