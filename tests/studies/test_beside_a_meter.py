"""One load beside vehicles: what is left of 400 A beside 78.3 kW is one figure, wherever it is asked for."""

from __future__ import annotations

import datetime as dt
import sys
from itertools import product
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "metering"))
from records import csv_of, local_rows, wave

import evsite
from evsite.analysis.beside_meter import lines_left
from evsite.metering.options import ReadingOptions
from evsite.metering.reading import read_interval_data
from evsite.model.remedy import REMOVE, Edit
from evsite.network.limits import site_limits
from evsite.rules import check
from evsite.sitefile.edits import apply_edits
from evsite.studies.load_calculation import load_calculation
from evsite.studies.load_study import load_study
from evsite.studies.site_report import report

PEAK_A = 78.3 / 0.92 / (0.208 * 3**0.5)
BY_DEVICE_A = 400 / 1.25 - PEAK_A
BY_METERING_A = 400 - 1.25 * PEAK_A
SITE = """[site]
name = "Elm Street Apartments"
nec = 2020

[supplies.Utility]
kind = "service"
system = "208Y/120"
rating = "400 A"

[panels.House]
fed_from = "Utility"
main = "400 A"
bus = "400 A"

[circuits.EV]
panel = "House"
breaker = "40 A"
count = 6

[stations.Garage]
model = "CT4021"
count = 6
circuits = "EV"
jumper = true

"""
STATED = '[loads.building]\non = "House"\npower = "78.3 kW"\npower_factor = 0.92\ncontinuous = true\n'
RECORDED = '[loads.building]\non = "House"\ndata = "meter.csv"\ntimezone = "America/New_York"\npower_factor = 0.92\n'
PUMP = '[loads.pump]\non = "House"\ncurrent = "10 A"\ncontinuous = false\n'
"""Load that no meter has seen."""
LIMIT = '[groups.Share]\non = "House"\nlimit = "{}"\n'
METER = '[groups.Share]\non = "House"\nsite_meter = true\n'


def meter(header="timestamp,kW", scale=78.3 / 150):
    """31 days, the highest quarter of an hour 78.3 kW, or as many amperes on each of three lines."""
    values = header.count(",")
    rows = local_rows("2026-10-01", 96 * 31, value=lambda i: ",".join([f"{wave(i) * scale:g}"] * values))
    return csv_of(rows, header)


def series(**options):
    return read_interval_data(meter(**options), "meter.csv", ReadingOptions(timezone="America/New_York"))


@pytest.fixture
def load(tmp_path):
    """A site whose file stands beside the record of a meter."""
    (tmp_path / "meter.csv").write_bytes(meter())

    def loaded(text):
        (tmp_path / "site.toml").write_text(text)
        return evsite.load(tmp_path / "site.toml")

    return loaded


def pasted(text, study):
    """The file with the block of a study in it, in place of the tables that it names."""
    without = apply_edits(text, [Edit(("loads", name), REMOVE) for name in study.replaces])
    return f"{without}\n{study.snippet}"


def codes(site):
    return sorted(finding.code for finding in check(site).findings)


def test_the_smaller_of_two_rules_is_left_and_the_other_is_reported():
    (line,) = lines_left({"A": PEAK_A}, (), 400)
    assert (line.by_device_a, line.by_metering_a) == pytest.approx((83.76, 104.70), abs=0.005)
    assert (line.left_a, line.governing) == (line.by_device_a, "overcurrent device")
    # more than the rating by metering already: that rule tells by how much
    (full,) = lines_left({"A": 340}, (), 400)
    assert (full.left_a, full.governing) == (-25, "metering")


def test_the_device_has_what_is_left_of_a_node_with_load_of_every_kind():
    """The same figure as the limit that ports are given, whatever of the load is continuous."""
    for current, continuous in product((0, 10, 55), ("true", "false")):
        extra = f'[loads.pump]\non = "House"\ncurrent = "{current} A"\ncontinuous = {continuous}\n'
        site = evsite.loads(SITE + STATED + extra)
        (line, *_) = lines_left({"A": PEAK_A}, [site.loads["pump"]], 400)
        limit = next(each for each in site_limits(site) if each.id.owner == "House" and each.leg == "A")
        assert line.by_device_a == pytest.approx(limit.value)


@pytest.mark.parametrize(("limit", "fits"), [("104.7 A", False), ("83.8 A", False), ("83.7 A", True)])
def test_a_study_and_a_check_say_the_same_of_the_vehicles(limit, fits):
    site = evsite.loads(SITE + STATED + LIMIT.format(limit))
    study = load_study(site, "House", series=series(), power_factor=0.92)
    assert study.worst.left_a == pytest.approx(BY_DEVICE_A)
    assert study.worst.left_by_metering_a == pytest.approx(BY_METERING_A)
    assert (study.fits, study.fits_by_metering) == (fits, True)
    overloads = [finding for finding in check(site).findings if finding.code == "EV401"]
    assert bool(overloads) is not fits
    assert study.failed is not fits
    if not fits:
        assert "83.7 A is left" in overloads[0].message
        note = next(note for note in study.notes if note.topic == "does-not-fit")
        assert "83.7 A are left" in note.message
        assert "220.87 alone has room" in note.message


def test_a_check_explains_the_other_figure_beside_a_metered_load(load):
    (finding,) = [
        each for each in check(load(SITE + RECORDED + LIMIT.format("104.7 A"))).findings if each.code == "EV401"
    ]
    (note,) = [note for note in finding.notes if "220.87" in note]
    assert note.startswith("83.76 A is left for vehicles on line A, by the overcurrent device")
    assert note.endswith("would leave 104.7 A")


def test_a_report_heads_a_group_with_a_site_meter_by_what_is_left(load):
    (group,) = report(load(SITE + RECORDED + METER)).groups
    assert (group.limit_a, group.beside.loads) == (320, ("building",))
    assert group.beside.left_a == pytest.approx(BY_DEVICE_A)
    assert group.beside.governing == "overcurrent device"
    assert group.beside.left_by_metering_a == pytest.approx(BY_METERING_A)
    # six feeds of 32 A at 208 V over what is left, not over 320 A
    assert group.oversubscription.power == pytest.approx(6 * 32 * 0.208 / (BY_DEVICE_A * 0.208 * 3**0.5))


def test_load_by_the_hour_leaves_what_its_highest_hour_does(project):
    """60 A outside of all windows, 240 A in the highest, off 300 A."""
    (group,) = report(evsite.load(project / "examples" / "dynamic-load.toml")).groups
    assert group.beside.left_a == pytest.approx(60)


def test_without_a_meter_or_a_load_nothing_is_taken_off():
    for text in (SITE + METER, SITE + STATED + LIMIT.format("80 A")):
        (group,) = report(evsite.loads(text)).groups
        assert group.beside is None


def test_a_stated_load_and_a_limit_in_kw_are_taken_off_too():
    (amperes,) = report(evsite.loads(SITE + STATED + METER)).groups
    assert amperes.beside.left_a == pytest.approx(BY_DEVICE_A)
    assert amperes.beside.governing is None
    text = SITE + STATED + METER.replace("site_meter", 'limit = "100 kW"\nsite_meter')
    (power,) = report(evsite.loads(text)).groups
    assert (power.beside.left_kw, power.beside.left_a) == (pytest.approx(100 - 78.3 / 0.92), None)


# --- the block to paste -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("more", ["", PUMP])
@pytest.mark.parametrize("given", [True, False], ids=["data given", "data in the file"])
def test_the_block_goes_in_place_of_the_load_and_keeps_the_power_factor(load, given, more):
    text = SITE + (STATED if given else RECORDED) + ("" if given else more) + LIMIT.format("60 A")
    before = load(text)
    study = load_study(before, "House", **({"series": series(), "power_factor": 0.92} if given else {}))
    assert study.replaces == ("building",)
    assert "power_factor = 0.92" in study.snippet
    after = load(pasted(text, study))
    assert set(after.loads) == set(before.loads)
    assert after.loads["building"].line_a == pytest.approx(before.loads["building"].line_a)
    assert set(codes(after)) <= set(codes(before))
    again = load_study(after, "House", **({"series": series(), "power_factor": 0.92} if given else {}))
    assert again.worst.left_a == pytest.approx(study.worst.left_a)
    assert again.snippet == study.snippet


def test_the_block_stands_for_all_loads_that_the_meter_has_seen(load):
    text = SITE + STATED.replace("78.3", "60") + PUMP + LIMIT.format("60 A")
    study = load_study(load(text), "House", series=series(), power_factor=0.92)
    assert study.replaces == ("building", "pump")
    assert "in place of [loads.building] and [loads.pump]" in study.snippet
    after = load(pasted(text, study))
    assert sum(each.line_a["A"] for each in after.loads.values()) == pytest.approx(PEAK_A)


def test_a_block_for_a_node_without_loads_is_a_new_load(load):
    text = SITE + LIMIT.format("60 A")
    study = load_study(load(text), "House", series=series(header="timestamp,amps_a,amps_b,amps_c", scale=1.0))
    assert study.replaces == ()
    assert max(load(pasted(text, study)).loads["building"].line_a.values()) == pytest.approx(150)
    assert not set(codes(load(pasted(text, study)))) - set(codes(load(text)))


def test_a_season_goes_into_the_amperes_of_the_block(load):
    text = SITE + RECORDED + LIMIT.format("60 A")
    study = load_study(load(text), "House", seasonal_a=10)
    after = load(pasted(text, study)).loads["building"]
    assert after.line_a["A"] == pytest.approx(PEAK_A + 10, abs=0.1)
    assert "power_factor = 0.92" in study.snippet


@pytest.mark.parametrize("name", ["load-study", "dynamic-load"])
def test_a_block_for_as_much_load_as_there_was_can_be_pasted_into_the_examples(project, name):
    """A meter at the node of the first load: the load of the file once, and no new finding."""
    path = project / "examples" / f"{name}.toml"
    before = evsite.load(path)
    node = next(iter(before.loads.values())).on
    seen = [each for each in before.loads.values() if node in before.way_up(each.on)]
    drawn_a = sum(max(each.line_a.values()) for each in seen)
    record = series(header="timestamp,amps_a,amps_b,amps_c", scale=drawn_a / 150)
    study = load_study(before, node, series=record)
    after = evsite.loads(pasted(path.read_text(), study))
    assert len(after.loads) == len(before.loads) - len(study.replaces) + 1
    assert not set(codes(after)) - set(codes(before))
    seen = [each for each in after.loads.values() if node in after.way_up(each.on)]
    assert sum(max(each.line_a.values()) for each in seen) == pytest.approx(drawn_a, abs=0.11)


@pytest.mark.parametrize(("demand_kw", "severity"), [(21.6, "error"), (18.0, "warning")])
def test_an_assembly_for_100_percent_is_not_spared_the_125_percent_of_a_recorded_demand(tmp_path, demand_kw, severity):
    """21.6 kW are 59.96 A, at 125 % 74.94 A, and sqrt(3) x 20 A of chargers 34.64 A: 109.59 A of 100 A by 220.87.

    18 kW are 49.96 A: 62.45 A and 34.64 A are 97.1 A, and 105.76 A with 125 % on chargers too.
    """
    start = dt.datetime(2024, 1, 1, tzinfo=dt.UTC)
    times = [f"{start + dt.timedelta(hours=hour):%Y-%m-%dT%H:%M}" for hour in range(8784)]
    rows = [f"{time},{demand_kw if hour == 5000 else 9 + hour % 2}" for hour, time in enumerate(times)]
    (tmp_path / "r.csv").write_text("\n".join(["start,kW", *rows]), encoding="utf-8")
    (tmp_path / "site.toml").write_text(
        "[site]\nnec = 2020\n"
        '[supplies.U]\nkind = "service"\nrating = "100 A"\nsystem = "208Y/120"\nrated_100_percent = true\n'
        '[panels.P]\nfed_from = "U"\nmain = "100 A"\n'
        '[circuits.C]\npanel = "P"\ncount = 3\nbreaker = "30 A"\nphases = ["AB", "BC", "CA"]\n'
        '[stations.S]\nmax_current = "20 A"\ncount = 3\ncircuits = "C"\n'
        '[loads.B]\non = "U"\ndata = "r.csv"\npower_factor = 1.0\ntimezone = "UTC"\n',
        encoding="utf-8",
    )
    site = evsite.load(tmp_path / "site.toml")
    found = check(site, select=["EV103", "EV113", "EV403"]).findings
    assert [each.severity for each in found if each.severity != "info"] == [severity]
    assert load_calculation(site)[0].own.outcome == ("does not fit" if severity == "error" else "ask the authority")
