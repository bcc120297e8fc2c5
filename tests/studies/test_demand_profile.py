"""What a load study tells of demand: months, windows and quarters, levels, what is left by the hour, and days."""

import re
import sys
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "metering"))
from staircases import series_of

import evsite
from evsite.metering.zones import find_zone
from evsite.model.measured import Measured
from evsite.output.json.load_study import load_study_document
from evsite.output.text.load_study import render_load_study
from evsite.output.text.terminal_style import TerminalStyle
from evsite.studies.demand_profile import demand_profile
from evsite.studies.load_study import load_study

SITE = """
[site]
nec = 2023
has_generation = false
peak_shaving = false
[supplies.Main]
kind = "service"
rating = "800 A"
system = "208Y/120"
"""
PACIFIC = find_zone("America/Los_Angeles")
START_S = int(datetime(2025, 1, 6, 8, tzinfo=UTC).timestamp())
"""Monday, the sixth of January, midnight in Los Angeles."""
DAY_S = 86_400


def record(values, step_s=900, *, start_s=START_S, unit="kW", zone=PACIFIC, clock=None):
    channels = values if isinstance(values, dict) else {"": values}
    length = len(next(iter(channels.values())))
    return series_of(start_s + step_s * np.arange(length), np.full(length, step_s), channels, zone, unit, clock)


def study(series, **options):
    return load_study(evsite.loads(SITE), "Main", series=series, **options)


def text(found, *, width=None, unicode=True):
    return render_load_study(found, TerminalStyle(width, unicode=unicode))


def three_lines(days=31, step_s=900):
    rng = np.random.default_rng(7)
    count = days * DAY_S // step_s
    return {leg: rng.integers(10, 200, count) * 1.0 for leg in "ABC"}


def test_the_record_and_each_month_have_their_highest_15_minutes_on_every_line():
    values = three_lines()
    found = study(record(values, unit="A")).profile
    table = pd.DataFrame(values, index=pd.to_datetime(START_S + 900 * np.arange(31 * 96), unit="s", utc=True))
    local = table.tz_convert("America/Los_Angeles")
    assert found.by_clock is None
    assert [month.month for month in found.months] == ["2025-01", "2025-02"]
    for demand, part in [
        (found.sliding, local),
        *zip(
            (month.sliding for month in found.months),
            (each for _, each in local.groupby(local.index.strftime("%Y-%m"))),
            strict=True,
        ),
    ]:
        assert [(line.leg, line.demand_a, line.peak_local) for line in demand.lines] == [
            (leg, part[leg].max(), f"{part[leg].idxmax():%Y-%m-%d %H:%M}") for leg in "ABC"
        ]
        total = part.sum(axis=1)
        assert demand.demand_kva == pytest.approx(0.12 * total.max(), rel=1e-3)
        assert demand.peak_local == f"{total.idxmax():%Y-%m-%d %H:%M}"
        assert demand.demand_kw is None
    assert [month.covered_days for month in found.months] == pytest.approx([26, 5])


def test_finer_data_is_reported_by_windows_and_by_the_clock():
    values = np.full(31 * 288, 40.0)
    # from 10:10 on for 15 minutes: two quarters by the clock share them
    values[10 * 12 + 2 : 10 * 12 + 5] = 100.0
    found = study(record(values, 300))
    assert (found.profile.sliding.demand_kw, found.profile.sliding.peak_local) == (100, "2025-01-06 10:10")
    assert found.profile.by_clock.demand_kw == pytest.approx(80)
    assert found.profile.by_clock.peak_local == "2025-01-06 10:15"
    assert found.demand_kw == 100
    assert found.peak_local == "2025-01-06 10:10"
    assert found.profile.months[0].by_clock == found.profile.by_clock
    assert "those by the clock are never more" in text(found)
    assert re.search(r"record +100\.0 +2025-01-06 10:10 +80\.0 +2025-01-06 10:15", text(found))


def test_a_power_without_a_factor_has_no_amperes():
    found = study(record(np.arange(31 * 96) % 96 + 1.0)).profile
    assert (found.sliding.demand_kw, found.sliding.demand_kva, found.sliding.lines) == (96, None, ())
    assert found.left_by_hour_a is None
    reported = study(record(np.arange(31 * 96) % 96 + 1.0), power_factor=0.8).profile
    assert reported.sliding.demand_kva == pytest.approx(120)
    assert [line.demand_a for line in reported.sliding.lines] == pytest.approx([120 / (0.208 * 3**0.5)] * 3, rel=1e-3)


def test_levels_tell_shares_of_the_time():
    found = study(record(np.r_[np.full(96 * 30, 25.0), np.full(96, 100.0)]))
    levels = {level.level_kw: (level.time_share, level.time_h) for level in found.profile.duration}
    assert levels[25.0] == (1.0, 744)
    assert levels[30.0] == (pytest.approx(1 / 31), 24)
    assert levels[100.0] == (pytest.approx(1 / 31), 24)
    assert len(levels) == 20
    lines = [line for line in text(found).splitlines() if "█" in line or "▏" in line]
    assert len(lines) == 10
    assert lines[0].split()[0::2][0] == "100"
    assert lines[-1].endswith("100 %")
    assert len(lines[-1].split()[2]) == 40


def test_the_curve_of_amperes_is_of_the_fullest_line_and_nothing_has_none():
    found = study(record(three_lines(), unit="A")).profile
    highest = max(found.sliding.lines, key=lambda line: line.demand_a)
    assert found.duration_line == highest.leg
    assert found.duration[-1].level_a == highest.demand_a
    assert study(record(np.zeros(96 * 31))).profile.duration == ()
    assert "load duration" not in text(study(record(np.zeros(96 * 31))))


def test_what_is_left_by_the_hour_is_that_beside_the_highest_quarter_of_the_hour():
    values = three_lines()
    found = study(record(values, unit="A"), seasonal_a=10.0)
    local = pd.to_datetime(START_S + 900 * np.arange(31 * 96), unit="s", utc=True).tz_convert("America/Los_Angeles")
    highest = pd.DataFrame(values).max(axis=1).groupby([local.day_of_week, local.hour]).max()
    for place, hours in enumerate(found.profile.left_by_hour_a.values()):
        assert list(hours) == pytest.approx([(800 - 1.25 * (highest[place, hour] + 10)) / 1.25 for hour in range(24)])
    assert min(min(hours) for hours in found.profile.left_by_hour_a.values()) == pytest.approx(found.worst.left_a)
    rows = text(found).partition("by the hour of the week")[2].splitlines()
    assert rows[1].split() == ["from", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
    monday = found.profile.left_by_hour_a["Mon"][13]
    assert rows[15].split()[:2] == ["13:00", f"{monday:.1f}"]


def test_hours_without_data_are_left_open():
    two_days = record({leg: np.full(96 * 2, 50.0) for leg in "ABC"}, unit="A")
    line_a = {leg: (leg, 1.0) for leg in "ABC"}
    measured = Measured(two_days, line_a, dict.fromkeys("ABC", 0.12), None, assumed=False, balanced=False)
    found = demand_profile(measured, (), 800.0, 0.0).left_by_hour_a
    known = {day: {hour is not None for hour in hours} for day, hours in found.items()}
    assert known == {day: {day in {"Mon", "Tue"}} for day in ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")}


def test_a_record_that_cannot_carry_a_study_leaves_nothing_by_the_hour():
    found = study(record(three_lines(days=20), unit="A"))
    assert found.unfit
    assert found.profile.left_by_hour_a is None
    assert "by the hour of the week" not in text(found)


def test_moments_are_reported_by_the_clock_of_a_file_that_keeps_standard_time():
    start_s = int(datetime(2025, 6, 2, 7, tzinfo=UTC).timestamp())
    values = np.full(31 * 96, 10.0)
    values[16 * 4] = 18.0
    summer, standard = (
        study(record(values, start_s=start_s, clock=clock), power_factor=1.0) for clock in (None, find_zone("-08:00"))
    )
    assert (summer.peak_local, standard.peak_local) == ("2025-06-02 16:00", "2025-06-02 15:00")
    assert (summer.profile.standard_time, standard.profile.standard_time) == (False, True)
    assert summer.profile.left_by_hour_a == standard.profile.left_by_hour_a
    assert "2025-06-02 16:00 local time" in text(summer)
    assert "2025-06-02 15:00 standard time" in text(standard)
    assert "keeps standard time all the year" in text(standard)


@pytest.mark.parametrize(
    ("first", "hours", "basis"),
    [
        ("2025-02-20", 719, "30 days"),
        ("2025-02-20", 717, "too short"),
        ("2025-10-20", 721, "30 days"),
        ("2025-10-20", 720, "30 days"),
        ("2025-10-20", 718, "too short"),
        ("2025-01-06", 718, "too short"),
        ("2025-03-08", 365 * 24, "year"),
    ],
)
def test_days_are_those_of_the_local_clock(first, hours, basis):
    start = pd.Timestamp(first, tz="America/Los_Angeles")
    found = study(record(np.full(hours, 10.0), 3600, start_s=int(start.timestamp())), power_factor=1.0)
    assert found.basis == basis
    assert ("record-length" in {note.topic for note in found.notes if note.severity == "error"}) == (
        basis == "too short"
    )
    if hours == 719:
        assert found.days == found.covered_days == 30


@pytest.mark.parametrize("width", [40, 80, 120])
@pytest.mark.parametrize("unit", ["A", "kW"])
def test_everything_fits_on_a_terminal_and_goes_without_signs(width, unit):
    values = three_lines(step_s=300) if unit == "A" else three_lines(step_s=300)["A"]
    found = study(record(values, 300, unit=unit), **({} if unit == "A" else {"power_factor": 0.9}))
    for unicode in (False, True):
        lines = text(found, width=width, unicode=unicode).partition("highest 15 minutes\n")[2]
        lines = lines.partition("to paste")[0].splitlines()
        assert max(map(len, lines)) <= width
        assert "\n".join(lines).isascii() is not unicode
    assert "#" in text(found, width=width, unicode=False)


def test_many_months_are_cut_short_in_text_and_whole_in_json():
    found = study(record(np.full(24 * 800, 50.0), 3600), power_factor=0.9)
    assert len(found.profile.months) == 27
    assert "and 14 months before" in text(found)
    document = load_study_document("site.toml", found)
    assert [month["month"] for month in document["profile"]["months"]][:2] == ["2025-01", "2025-02"]
    assert len(document["profile"]["months"]) == 27
