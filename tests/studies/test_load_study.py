"""Existing load from metering (NEC 220.87): the sum, the bases, what is refused, and a table that loads."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "metering"))
from records import csv_of, local_rows, wave

import evsite
from evsite.metering.options import ReadingOptions
from evsite.metering.reading import read_interval_data
from evsite.studies.load_study import LoadStudyError, load_study

SITE = """
[site]
nec = {nec}
{more}
[supplies.Main]
kind = "service"
rating = "800 A"
system = "208Y/120"
[panels.EV]
fed_from = "Main"
main = "400 A"
[circuits.C]
panel = "EV"
count = 12
breaker = "60 A"
[stations.S]
count = 12
ports = 1
max_current = "48 A"
circuits = "C"
[groups.EV]
on = "EV"
limit = "{limit}"
"""
SAID = "has_generation = false\npeak_shaving = false"


def site(*, nec=2023, more=SAID, limit="240 A", loads=""):
    return evsite.loads(SITE.format(nec=nec, more=more, limit=limit) + loads)


def series(days=31, header="timestamp,amps_a,amps_b,amps_c", scale=1.0, first="2025-01-06"):
    phases = header.count(",")
    rows = local_rows(
        first, int(96 * days), value=lambda i: ",".join(f"{wave(i) * scale * (1 - p / 10):g}" for p in range(phases))
    )
    return read_interval_data(csv_of(rows, header), "meter.csv", ReadingOptions(timezone="America/Los_Angeles"))


def topics(study, severity):
    return {note.topic for note in study.notes if note.severity == severity}


def test_each_line_has_the_rating_less_125_percent_of_its_highest_quarter():
    study = load_study(site(), "Main", series=series(scale=2))
    assert [line.leg for line in study.lines] == ["A", "B", "C"]
    assert [line.demand_a for line in study.lines] == pytest.approx([300, 270, 240])
    assert study.worst.leg == "A"
    assert study.worst.left_by_metering_a == pytest.approx(800 - 375)
    assert study.worst.left_a == study.worst.left_by_device_a == pytest.approx((800 - 375) / 1.25)
    assert study.worst.governing == "overcurrent device"
    assert study.worst.vehicles_a == pytest.approx(240)
    assert (study.fits, study.fits_by_metering, study.failed) == (True, True, False)


@pytest.mark.parametrize(
    ("scale", "limit", "fits", "by_metering", "topic"),
    [
        (2.2, "310 A", True, True, None),
        (2.2, "320 A", False, True, ("error", "does-not-fit")),
        (2.7, "320 A", False, False, ("error", "does-not-fit")),
        (4.5, "320 A", False, False, ("error", "no-room")),
    ],
)
def test_the_rule_that_governs_is_judged_and_the_other_is_reported(scale, limit, fits, by_metering, topic):
    study = load_study(site(limit=limit), "Main", series=series(scale=scale))
    assert study.worst.left_by_metering_a == pytest.approx(800 - 1.25 * 150 * scale)
    assert (study.fits, study.fits_by_metering) == (fits, by_metering)
    if topic:
        assert topic[1] in topics(study, topic[0])


def test_a_year_is_the_rule_a_month_the_exception_and_less_is_nothing():
    year = load_study(site(), "Main", series=series(days=365))
    assert (year.basis, "record-length" in topics(year, "warning")) == ("year", False)
    month = load_study(site(), "Main", series=series(days=30))
    assert month.basis == "30 days"
    assert "record-length" in topics(month, "warning")
    assert not month.failed
    week = load_study(site(), "Main", series=series(days=7))
    assert (week.basis, week.failed) == ("too short", True)


@pytest.mark.slow
@pytest.mark.parametrize("more", ["has_generation = true", "peak_shaving = true"])
def test_the_exception_is_barred_by_generation_and_peak_shaving(more):
    assert "generation" in topics(load_study(site(more=more), "Main", series=series()), "error")
    assert "generation" in topics(load_study(site(more=more), "Main", series=series(days=366)), "warning")


def test_what_nobody_said_about_generation_is_asked():
    assert "generation" in topics(load_study(site(more=""), "Main", series=series()), "warning")


def test_data_that_shows_generation_bars_the_exception_whatever_the_file_says():
    data = series(header="timestamp,kVA", scale=1.0)
    back = read_interval_data(
        csv_of(local_rows("2025-01-06", 96 * 31, value=lambda i: -5 if i == 9 else 50), "timestamp,kVA"),
        "m.csv",
        ReadingOptions(timezone="America/Los_Angeles"),
    )
    assert "generation" not in topics(load_study(site(), "Main", series=data), "error")
    assert "generation" in topics(load_study(site(), "Main", series=back), "error")


def test_kilowatts_without_a_power_factor_are_not_compared_with_amperes():
    data = series(header="timestamp,kW")
    unsure = load_study(site(), "Main", series=data)
    assert (unsure.lines, unsure.fits, unsure.demand_kw) == ((), None, pytest.approx(150))
    assert "not checked" in next(note.message for note in unsure.notes if note.topic == "power-factor")
    study = load_study(site(), "Main", series=data, power_factor=0.85)
    assert study.demand_kva == pytest.approx(150 / 0.85)
    assert study.worst.demand_a == pytest.approx(150 / 0.85 / (3**0.5 * 0.208))


def test_the_published_example_of_440_kw_at_085():
    text = SITE.format(nec=2023, more=SAID, limit="100 A").replace('"800 A"', '"3000 A"')
    data = series(header="timestamp,kW", scale=440 / 150)
    study = load_study(evsite.loads(text), "Main", series=data, power_factor=0.85)
    assert study.demand_kva == pytest.approx(517.6, abs=0.1)
    assert study.left_kva == pytest.approx((1080.8 - 1.25 * 517.65) / 1.25, abs=0.2)
    assert study.worst.left_by_metering_a * 0.208 * 3**0.5 == pytest.approx(1080.8 - 1.25 * 517.65, abs=0.2)


@pytest.mark.parametrize(("nec", "text"), [(2017, "220.87"), (2026, "120.87")])
def test_the_section_is_that_of_the_edition(nec, text):
    study = load_study(site(nec=nec), "Main", series=series())
    assert any(text in note.message for note in study.notes)


def test_hours_hide_peaks_and_days_are_refused():
    hourly = local_rows("2025-01-06", 24 * 31, step_min=60)
    data = read_interval_data(csv_of(hourly, "timestamp,A"), "m.csv", ReadingOptions(timezone="America/Los_Angeles"))
    assert "interval" in topics(load_study(site(), "Main", series=data), "warning")
    daily = read_interval_data(
        csv_of(local_rows("2025-01-06", 40, step_min=1440), "timestamp,A"), "m.csv", ReadingOptions(timezone="-08:00")
    )
    assert "interval" in topics(load_study(site(), "Main", series=daily), "error")


def test_season_is_added_and_asked_for():
    assert "season" in topics(load_study(site(), "Main", series=series()), "warning")
    study = load_study(site(), "Main", series=series(), seasonal_a=40)
    assert study.worst.demand_a == pytest.approx(190)
    assert "season" not in topics(study, "warning")


@pytest.mark.parametrize(
    ("node", "data", "words"),
    [
        ("Mian", series(days=1), "did you mean 'Main'"),
        ("Main", None, "no data"),
        ("C1", series(days=1), "the data is of phase A, B, C, expected"),
    ],
)
def test_what_cannot_be_studied_is_said(node, data, words):
    with pytest.raises(LoadStudyError, match=words):
        load_study(site(), node, series=data)


@pytest.mark.parametrize("header", ["timestamp,amps_a,amps_b,amps_c", "timestamp,kW", "timestamp,kVA"])
def test_the_table_to_paste_loads_and_carries_the_demand(header):
    study = load_study(site(), "Main", series=series(header=header))
    load = site(loads=study.snippet).loads["building"]
    assert load.on == "Main"
    assert load.continuous
    if study.lines:
        assert max(load.line_a.values()) == pytest.approx(study.worst.demand_a, abs=0.1)
        assert max(load.line_a.values()) >= study.worst.demand_a - 1e-9


# --- data that the file names -------------------------------------------------------------------------------------


def write(tmp_path, *, days=31, loads="", header="timestamp,amps_a,amps_b,amps_c", **options):
    phases = header.count(",")
    for name, scale in (("a.csv", 1), ("b.csv", 0.5)):
        rows = local_rows("2025-01-06", 96 * days, value=lambda i, s=scale: ",".join([f"{wave(i) * s:g}"] * phases))
        (tmp_path / name).write_bytes(csv_of(rows, header))
    path = tmp_path / "site.toml"
    path.write_text(SITE.format(nec=2023, more=SAID, limit="240 A") + loads)
    return path


MEASURED = '[loads.{name}]\non = "Main"\ndata = "{file}"\ntimezone = "America/Los_Angeles"\n'


def test_a_load_with_data_counts_with_its_highest_quarter(tmp_path):
    found = evsite.load(write(tmp_path, loads=MEASURED.format(name="B", file="a.csv")))
    assert found.loads["B"].line_a == pytest.approx({"A": 150, "B": 150, "C": 150})
    assert found.loads["B"].measured.series.days == pytest.approx(31)
    assert [notice.name for notice in found.notices] == ["measured-load"]


def test_a_number_beside_the_data_goes_first(tmp_path):
    text = MEASURED.format(name="B", file="a.csv") + 'current = "80 A"\n'
    assert evsite.load(write(tmp_path, loads=text)).loads["B"].line_a["A"] == 80


def test_kilowatts_are_calculated_with_their_power_factor_or_with_a_warning(tmp_path):
    text = MEASURED.format(name="B", file="a.csv")
    unsure = evsite.load(write(tmp_path, loads=text, header="timestamp,kW"))
    assert "power-factor-assumed" in [notice.name for notice in unsure.notices]
    sure = evsite.load(write(tmp_path, loads=text + "power_factor = 0.8\n", header="timestamp,kW"))
    assert sure.loads["B"].line_a["A"] == pytest.approx(unsure.loads["B"].line_a["A"] / 0.8)
    assert [notice.name for notice in sure.notices] == ["measured-load"]


def test_several_meters_are_added_at_the_same_time(tmp_path):
    loads = MEASURED.format(name="B", file="a.csv") + MEASURED.format(name="H", file="b.csv")
    loads += '[loads.Pump]\non = "EV"\ncurrent = "20 A"\n'
    study = load_study(evsite.load(write(tmp_path, loads=loads)), "Main")
    assert study.worst.demand_a == pytest.approx(225)
    assert study.worst.other_a == 20
    assert study.worst.left_by_metering_a == pytest.approx(800 - 1.25 * 225 - 20)
    # other load is continuous unless said: the device counts 125 % of it too
    assert study.worst.left_a == pytest.approx(800 / 1.25 - 225 - 20)


@pytest.mark.parametrize(
    ("text", "key", "words"),
    [
        ('data = "nowhere.csv"', "data", "no such file"),
        ('data = "site.toml"', "data", "no header"),
        ('data = "a.csv"', "data", "from UTC"),
        ('data = "a.csv"\ntimezone = "Mars/Base"', "timezone", "no time zone"),
        ('data = "a.csv"\ntimezone = "UTC"\ncolumn = "Z"', "column", 'no column "Z"'),
        ('data = "a.csv"\ntimezone = "UTC"\nphases = "AB"', "data", "phase A, B, C, expected A, B"),
        ('current = "4 A"\ntimezone = "UTC"', "timezone", "names none"),
    ],
)
def test_data_that_cannot_be_used_is_reported_at_its_key(tmp_path, text, key, words):
    with pytest.raises(evsite.SiteFileError) as caught:
        evsite.load(write(tmp_path, loads=f'[loads.B]\non = "Main"\n{text}\n', days=1))
    (finding,) = caught.value.findings
    assert finding.path == ("loads", "B", key)
    assert words in finding.message
