"""What the type of a Green Button reading says: unit, power of ten, direction, accumulation, quality."""

import io
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from espi_files import (
    PACIFIC_RULES,
    START,
    Meter,
    Point,
    Reading,
    assert_same,
    feed,
    follow,
    frame,
    hump,
    read,
    readings,
    reported,
)

from evsite.metering.errors import DataError
from evsite.metering.green_button import read_green_button
from evsite.metering.options import ReadingOptions
from evsite.metering.zones import day_and_time

DAY = hump(96)


def one(values=DAY, **more):
    """A file of one meter reading; keywords are fields of its type."""
    return feed(Point([Meter(readings(values), type=more)]))


def peak(series):
    return max(series.channels[""])


# --- unit and power of ten ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("uom", "kind", "unit"), [(72, 12, "kW"), (38, 37, "kW"), (38, 8, "kW"), (61, 37, "kVA"), (71, 12, "kVA")]
)
@pytest.mark.parametrize("power", [-6, -3, -1, 0, 1, 2, 3])
def test_every_power_of_ten_of_every_unit_of_power_and_energy(uom, kind, unit, power):
    values = [value * 10 ** max(0, -power) if power < 0 else value // 10**power for value in DAY]
    series = read(one(values, uom=uom, kind=kind, powerOfTenMultiplier=power))
    expected = max(values) * 10.0**power / 1000 * (4 if uom in {71, 72} else 1)
    assert series.unit == unit
    assert peak(series) == pytest.approx(expected)


def test_values_in_kwh_with_decimals_count_with_their_power_of_ten():
    rows = [Reading(START + 900 * index, f"{value / 1000:.3f}") for index, value in enumerate(DAY)]
    content = feed(Point([Meter(rows, type={"powerOfTenMultiplier": 3})]))
    assert peak(read(content)) == pytest.approx(18.0)
    assert "Wh x 10^3 in each interval of 15 min" in reported(read(content), "unit")


@pytest.mark.parametrize("power", [0, None])
def test_decimals_without_a_power_of_ten_are_asked_back(power):
    rows = [Reading(START + 900 * index, f"{value / 1000:.3f}") for index, value in enumerate(DAY)]
    content = feed(Point([Meter(rows, type={"powerOfTenMultiplier": power})]))
    with pytest.raises(DataError, match="decimals") as caught:
        read(content)
    assert [peak(series) for series in follow(caught.value, content).values()] == pytest.approx([18.0, 0.018])


@pytest.mark.parametrize("uom", [None, 0, 999, "kWh"])
def test_a_file_that_does_not_say_its_unit_is_asked_back(uom):
    content = one(uom=uom)
    with pytest.raises(DataError, match="unit") as caught:
        read(content)
    found = {way[0][1]: peak(series) for way, series in follow(caught.value, content).items()}
    assert found == pytest.approx({"Wh": 18.0, "kWh": 18_000.0, "W": 4.5, "kW": 4500.0})


def test_without_a_type_at_all_the_unit_is_asked_back():
    content = (
        feed(Point([Meter(readings(DAY))]))
        .replace(b"ReadingType ", b"Nothing ")
        .replace(b"/ReadingType>", b"/Nothing>")
    )
    with pytest.raises(DataError, match="does not say the unit") as caught:
        read(content)
    assert peak(follow(caught.value, content)[("unit", "Wh"),]) == pytest.approx(18.0)


def test_a_unit_that_is_said_goes_before_that_of_the_file_and_keeps_its_power_of_ten():
    assert peak(read(one(powerOfTenMultiplier=0), unit="kWh")) == pytest.approx(18_000)
    assert peak(read(one([4] * 96, powerOfTenMultiplier=-1), unit="kWh")) == pytest.approx(1.6)
    with pytest.raises(DataError, match="no unit of load") as caught:
        read(one(), unit="therm")
    assert [way[0].key for way in caught.value.ways_out] == ["unit", "unit"]


def test_a_unit_that_is_said_makes_no_load_of_what_is_none():
    reactive = Meter(readings([9000] * 96), type={"uom": 73})
    assert peak(read(feed(Point([Meter(readings(DAY)), reactive])), unit="Wh")) == pytest.approx(18.0)


@pytest.mark.parametrize("power", ["x", "99", "3.5"])
def test_a_power_of_ten_that_is_none_is_asked_back(power):
    content = one(powerOfTenMultiplier=power)
    with pytest.raises(DataError, match="no power of ten") as caught:
        read(content)
    assert peak(follow(caught.value, content)[("unit", "Wh"),]) == pytest.approx(18.0)


@pytest.mark.parametrize(
    ("uom", "kind", "right", "expected"), [(38, 12, "Wh", 18.0), (72, 37, "W", 4.5), (72, 8, "W", 4.5)]
)
def test_energy_in_a_unit_of_power_and_the_other_way_round_are_asked_back(uom, kind, right, expected):
    content = one(uom=uom, kind=kind)
    with pytest.raises(DataError, match="the type is") as caught:
        read(content)
    assert peak(follow(caught.value, content)[("unit", right),]) == pytest.approx(expected)


def test_a_multiplier_that_is_said_counts():
    assert peak(read(one(), multiplier=40.0)) == pytest.approx(720.0)


def test_values_that_no_meter_measures_are_asked_back():
    content = one([value * 10**6 for value in DAY], powerOfTenMultiplier=3)
    with pytest.raises(DataError, match="no meter measures") as caught:
        read(content)
    assert [way[0].key for way in caught.value.ways_out] == ["multiplier"]
    assert len(follow(caught.value, content)) == 1


# --- direction ----------------------------------------------------------------------------------------------------


def flows(forward, other, code):
    return feed(
        Point(
            [
                Meter(readings(forward), title="Delivered"),
                Meter(readings(other), title="Other", type={"flowDirection": code}),
            ]
        )
    )


@pytest.mark.parametrize("code", [19, 10, 4, 20, 21, 2, 3, 9, 15])
def test_only_what_is_delivered_is_load(code):
    content = flows(DAY, hump(96, peak=20_000, at=3), code)
    series = read(content)
    assert_same(series, frame(content)[lambda t: t["meter"].str.endswith("1")].set_index("start")["kw"])
    assert series.generation == (code in {19, 10})
    assert "Other" in reported(series, "generation" if series.generation else "columns")


def test_received_energy_of_zeros_is_no_generation():
    series = read(flows(DAY, [0] * 96, 19))
    assert not series.generation
    assert not reported(series, "generation")


@pytest.mark.parametrize("said", [{}, {"column": ("Energy",)}, {"unit": "Wh"}])
def test_received_energy_is_never_load(said):
    with pytest.raises(DataError, match="no electric load"):
        read(one(flowDirection=19), **said)


@pytest.mark.parametrize(("code", "word"), [(4, "net energy"), (20, "delivered and received energy in one")])
def test_net_and_total_alone_are_read_with_a_warning(code, word):
    assert word in reported(read(one(flowDirection=code)), "reading-type")


def test_a_direction_that_is_not_known_is_read_only_when_it_is_named():
    content = one(flowDirection=77)
    with pytest.raises(DataError, match="code 77") as caught:
        read(content)
    assert [peak(series) for series in follow(caught.value, content).values()] == [18.0]


# --- accumulation, qualifier, and which of several ----------------------------------------------------------------


@pytest.mark.parametrize("code", [1, 2, 3, 9, 13, 14])
def test_registers_are_refused_and_left_aside_beside_intervals(code):
    rising = [sum(DAY[:index]) for index in range(96)]
    with pytest.raises(DataError, match="register"):
        read(one(rising, accumulationBehaviour=code))
    with pytest.raises(DataError, match="register"):
        read(one(rising, accumulationBehaviour=code), column=("Energy",))
    beside = Meter(readings(rising), type={"accumulationBehaviour": code}, title="Register")
    series = read(feed(Point([beside, Meter(readings(DAY))])))
    assert peak(series) == pytest.approx(18.0)
    assert "Register" in reported(series, "columns")


@pytest.mark.parametrize("code", [3, 9])
def test_what_is_marked_as_a_register_and_does_not_rise_is_read_when_it_is_named(code):
    content = one(accumulationBehaviour=code)
    with pytest.raises(DataError, match="may be load or not") as caught:
        read(content)
    for series in follow(caught.value, content).values():
        assert peak(series) == pytest.approx(18.0)
        assert "because it is named" in reported(series, "reading-type")


def test_the_register_of_another_usage_point_is_not_left_out_in_silence():
    rising = [sum(DAY[:index]) for index in range(96)]
    register = Point([Meter(readings(rising), type={"accumulationBehaviour": 1})])
    content = feed(Point([Meter(readings(DAY))], title="House"), register)
    with pytest.raises(DataError, match="register") as caught:
        read(content)
    assert [peak(series) for series in follow(caught.value, content).values()] == pytest.approx([18.0])


@pytest.mark.parametrize("code", [9, 17, 4, 5, 7, 11, 16])
def test_a_minimum_is_no_load_beside_or_alone(code):
    low = Meter(readings([5000] * 96), type={"dataQualifier": code}, title="Low")
    assert peak(read(feed(Point([low, Meter(readings(DAY))])))) == pytest.approx(18.0)
    with pytest.raises(DataError, match="no electric load"):
        read(one(dataQualifier=code))


def test_a_maximum_is_read_only_where_there_is_no_mean():
    high = Meter(readings([9000] * 96), type={"dataQualifier": 8, "uom": 38, "kind": 37}, title="High")
    assert peak(read(feed(Point([high, Meter(readings(DAY))])))) == pytest.approx(18.0)
    alone = read(feed(Point([high])))
    assert peak(alone) == pytest.approx(9.0)
    assert "maximum" in reported(alone, "reading-type")


def test_of_several_kinds_the_finest_that_covers_the_time_is_read():
    hourly = Meter([Reading(START + 3600 * hour, 6000, 3600) for hour in range(24)], type={"intervalLength": 3600})
    monthly = Meter([Reading(START, 4500, 86_400)], type={"uom": 38, "kind": 8, "intervalLength": 86_400})
    short = Meter([Reading(START + 60 * minute, 1, 60) for minute in range(60)], title="Short")
    series = read(feed(Point([hourly, monthly, short, Meter(readings(DAY))])))
    assert peak(series) == pytest.approx(18.0)
    assert len(series) == 96


def test_a_reading_of_zeros_is_not_chosen_before_one_with_values():
    empty = Meter(readings([0] * 96), type={"uom": 5, "kind": 4}, title="Current")
    assert read(feed(Point([empty, Meter(readings(DAY))]))).unit == "kW"


# --- quality ------------------------------------------------------------------------------------------------------


def marked(text, every=4, values=DAY):
    rows = [
        Reading(row.start, row.value, extra=text if index % every == 0 else "")
        for index, row in enumerate(readings(values))
    ]
    return feed(Point([Meter(rows)]))


@pytest.mark.parametrize(
    "form", ["<ReadingQuality><quality>{}</quality></ReadingQuality>", "<readingQuality>{}</readingQuality>"]
)
@pytest.mark.parametrize("code", [7, 8, 9, 11, 12, 13, 15])
def test_estimated_readings_are_counted(form, code):
    series = read(marked(form.format(code)))
    warned = "24 of 96 readings are estimated or edited by the utility: the peak may be missing, or one of them"
    assert reported(series, "estimated") == warned


@pytest.mark.parametrize("code", [0, 17, 18, 19])
def test_valid_readings_are_not_spoken_of(code):
    series = read(marked(f"<ReadingQuality><quality>{code}</quality></ReadingQuality>"))
    assert not reported(series, "estimated")
    assert not reported(series, "quality")


@pytest.mark.parametrize("code", [10, 16, 99, "odd"])
def test_questionable_readings_are_reported(code):
    assert "24 of 96" in reported(
        read(marked(f"<ReadingQuality><quality>{code}</quality></ReadingQuality>")), "quality"
    )


def test_the_worst_of_several_qualities_counts():
    both = "<ReadingQuality><quality>17</quality></ReadingQuality><ReadingQuality><quality>8</quality></ReadingQuality>"
    assert "24 of 96" in reported(read(marked(both)), "estimated")


def test_the_quality_of_the_type_counts_where_a_reading_has_none():
    assert "96 of 96" in reported(read(one(defaultQuality=8)), "estimated")


def test_readings_marked_missing_or_without_a_value_are_a_gap():
    missing = read(marked("<readingQuality>Missing</readingQuality>", every=95))
    assert len(missing) == 94
    rows = readings(DAY)
    rows[5] = Reading(rows[5].start, "")
    series = read(feed(Point([Meter(rows)])))
    assert len(series) == 95
    assert "1 interval reading" in reported(series, "missing")
    assert len(series.gaps) == 1


@pytest.mark.parametrize("value", ["1,5", "1_000", "nan", "1e999", "0x10", "kWh", "9" * 60])
def test_a_value_that_is_no_number_is_refused_with_its_line(value):
    rows = readings(DAY)
    rows[50] = Reading(rows[50].start, value)
    with pytest.raises(DataError, match="is no number") as caught:
        read(feed(Point([Meter(rows)]), pretty=True))
    assert caught.value.line


# --- time ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("month", [3, 11])
def test_local_time_on_the_day_that_the_clock_is_turned(month):
    pacific = ZoneInfo("America/Los_Angeles")
    day = datetime(2025, month, 9 if month == 3 else 2, tzinfo=pacific).astimezone(UTC)
    count = 92 if month == 3 else 100
    at = int((datetime(2025, day.month, day.day, 15, tzinfo=pacific) - day).total_seconds()) // 900
    rows = readings(hump(count, at=at), start=int(day.timestamp()))
    series = read(feed(Point([Meter(rows)])))
    moment = int(series.start_s[list(series.channels[""]).index(18.0)])
    assert day_and_time(moment, series.zone) == f"2025-{month:02}-{day.day:02} 15:00"
    assert not series.gaps


@pytest.mark.parametrize(
    ("local", "offset_s", "reported_of"),
    [
        ({"tzOffset": -28800}, -28800, ""),
        ({"tzOffset": -28800, "dstOffset": 3600, "dstStartRule": "FFFFFFFF", "dstEndRule": "FFFFFFFF"}, -28800, ""),
        ({**PACIFIC_RULES, "dstStartRule": "rule"}, -28800, "standard time is kept"),
        ({**PACIFIC_RULES, "dstOffset": 99999}, -28800, "standard time is kept"),
        ({"tzOffset": -8}, 0, "UTC"),
        (None, 0, "UTC"),
        (PACIFIC_RULES, -25200, ""),
    ],
)
def test_local_time_that_is_said_in_part_or_not_at_all(local, offset_s, reported_of):
    series = read(feed(Point([Meter(readings(DAY))]), local=local))
    assert series.zone.offset_s(START) == offset_s
    assert reported_of in reported(series, "timezone")
    assert bool(reported(series, "timezone")) == bool(reported_of)
    assert read(feed(Point([Meter(readings(DAY))]), local=local), timezone="+02:00").zone.offset_s(START) == 7200


def test_stamps_that_are_ends_are_taken_as_ends():
    assert read(one(), stamps="end").start_s[0] == START - 900


def test_lengths_that_the_starts_contradict_do_not_make_the_load_smaller():
    rows = [Reading(row.start, row.value, 86_400) for row in readings(DAY)]
    series = read(feed(Point([Meter(rows)])))
    assert peak(series) == pytest.approx(18.0)
    assert "900 s is taken" in reported(series, "interval")


def test_lengths_in_minutes_give_way_to_what_the_type_and_the_starts_say():
    rows = [Reading(row.start, row.value, 15) for row in readings(DAY)]
    assert peak(read(feed(Point([Meter(rows, type={"intervalLength": 900})])))) == pytest.approx(18.0)


def test_the_sum_of_a_day_among_its_quarter_hours_is_left_aside():
    rows = [Reading(START, int(sum(DAY)), 86_400), *readings(DAY)]
    series = read(feed(Point([Meter(rows)])))
    assert peak(series) == pytest.approx(18.0)
    assert "left aside as their totals" in reported(series, "overlap")


def test_progress_is_reported_in_bytes():
    seen = []
    content = one()
    read_green_button(io.BytesIO(content), ReadingOptions(), seen.append)
    assert seen[-1] == len(content)
