"""Green Button files with several usage points, meter readings and tariff periods, against lxml and pandas."""

import pytest
from espi_files import (
    BASE,
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

DAY = hump(96)
OTHER = hump(96, peak=3000, base=700, at=30)


def two_points(first=DAY, second=OTHER, **more):
    points = [Point([Meter(readings(values))], title="Service") for values in (first, second)]
    return feed(*points, **more)


def test_usage_points_with_one_title_are_added_and_told():
    content = two_points()
    series = read(content)
    assert_same(series, frame(content).groupby("start")["kw"].sum())
    assert "the loads of 2 meters are added: 'Service (UsagePoint/1)', 'Service (UsagePoint/2)'" in reported(
        series, "meters"
    )


BY_ADDRESS = ["UsagePoint/2", "RetailCustomer/9/UsagePoint/2", f"{BASE}RetailCustomer/9/UsagePoint/2/"]


@pytest.mark.parametrize(
    ("key", "name"), [("meter", "2"), *((key, name) for key in ("meter", "column") for name in BY_ADDRESS)]
)
def test_one_of_them_is_chosen_by_its_id_or_address(key, name):
    content = two_points()
    table = frame(content)
    assert_same(
        read(content, **{key: (name,)}), table[table["meter"].str.contains("UsagePoint/2")].set_index("start")["kw"]
    )


def test_a_meter_reading_is_chosen_by_its_title():
    content = feed(Point([Meter(readings(DAY), title="House"), Meter(readings(OTHER), title="Barn")]))
    table = frame(content)
    assert_same(read(content), table.groupby("start")["kw"].sum())
    assert_same(read(content, column=("barn",)), table[table["meter"].str.endswith("2")].set_index("start")["kw"])
    assert_same(read(content, column=("Barn", "House")), table.groupby("start")["kw"].sum())


def test_a_name_that_nothing_has_is_refused_with_names_that_work():
    content = two_points()
    with pytest.raises(DataError, match="nothing is called 'Annex'") as caught:
        read(content, meter=("Annex",))
    peaks = [max(series.channels[""]) for series in follow(caught.value, content).values()]
    assert peaks == pytest.approx([18.0, 12.0])


def test_meters_that_follow_each_other_are_one_record():
    later = readings(OTHER, start=START + 96 * 900)
    content = feed(Point([Meter(readings(DAY))]), Point([Meter(later)]))
    series = read(content)
    assert_same(series, frame(content).set_index("start")["kw"])
    assert "follow each other in time" in reported(series, "sequence")
    assert not reported(series, "meters")


def test_meters_that_share_only_some_time_are_added_there_and_the_rest_is_a_gap():
    first = readings(hump(192))
    second = readings(hump(192, peak=3000, base=700, at=30), start=START + 96 * 900)
    content = feed(Point([Meter(first)]), Point([Meter(second)]))
    series = read(content)
    expected = frame(content).pivot_table(index="start", columns="meter", values="kw").dropna().sum(axis=1)
    assert_same(series, expected)
    assert "48 h in which only some of the meters have data are a gap" in reported(series, "left-out")


def test_meters_with_no_time_in_common_are_refused_with_each_of_them_as_a_way():
    odd, even = readings(DAY)[1::2], readings(OTHER)[::2]
    content = feed(Point([Meter(odd)]), Point([Meter(even)]))
    with pytest.raises(DataError, match="no time in common") as caught:
        read(content)
    assert [len(series) for series in follow(caught.value, content).values()] == [48, 48]


def test_intervals_of_different_length_are_added_piece_by_piece():
    hourly = [Reading(START + 3600 * hour, 4000 + hour, 3600) for hour in range(24)]
    content = feed(Point([Meter(readings(DAY))]), Point([Meter(hourly)]))
    table = frame(content)
    fine = table[table["duration"] == 900].set_index("start")["kw"]
    coarse = table[table["duration"] == 3600].set_index("start")["kw"].reindex(fine.index, method="ffill")
    assert_same(read(content), fine + coarse)


def test_gas_beside_electricity_is_left_aside_with_a_word():
    gas = Point([Meter(readings([5] * 96), type={"uom": 169, "commodity": 7})], kind=1)
    for content in (feed(gas, Point([Meter(readings(DAY))])), feed(Point([Meter(readings(DAY))]), gas)):
        series = read(content)
        assert max(series.channels[""]) == pytest.approx(18.0)
        assert "gas" in reported(series, "aside")
    with pytest.raises(DataError, match="no electricity"):
        read(feed(gas))


def test_meters_that_do_not_measure_the_same_are_not_added():
    content = feed(Point([Meter(readings(DAY))]), Point([Meter(readings(DAY), type={"uom": 61, "kind": 37})]))
    with pytest.raises(DataError, match="do not measure the same") as caught:
        read(content)
    assert [series.unit for series in follow(caught.value, content).values()] == ["kW", "kVA"]


def test_a_meter_that_may_be_a_copy_of_another_is_added_and_told():
    assert "may be a copy" in reported(read(two_points(DAY, DAY)), "meters")
    assert "may be a copy" not in reported(read(two_points()), "meters")


def test_hourly_data_before_finer_data_is_part_of_the_record():
    hourly = [Reading(START - 86_400 + 3600 * hour, 30_000 + hour, 3600) for hour in range(24)]
    content = feed(Point([Meter(readings(DAY)), Meter(hourly, type={"intervalLength": 3600})]))
    series = read(content)
    assert_same(series, frame(content).set_index("start")["kw"].sort_index())
    assert "follow each other" in reported(series, "sequence")


# --- tariff periods -----------------------------------------------------------------------------------------------


def test_tariff_periods_in_types_of_their_own_are_one_record():
    rows = readings(DAY)
    peak, rest = rows[48:80], rows[:48] + rows[80:]
    content = feed(Point([Meter(peak, type={"tou": 1}), Meter(rest, type={"tou": 2})]))
    series = read(content)
    assert_same(series, frame(content).sort_values("start").set_index("start")["kw"])
    assert "2 tariff periods are joined" in reported(series, "tariff")
    assert not series.gaps


@pytest.mark.parametrize("name", ["tou", "cpp", "consumptionTier"])
def test_tariff_periods_that_are_zero_outside_their_time_are_added(name):
    rows = readings(DAY)
    on = [Reading(row.start, row.value if 48 <= index < 80 else 0) for index, row in enumerate(rows)]
    off = [Reading(row.start, 0 if 48 <= index < 80 else row.value) for index, row in enumerate(rows)]
    content = feed(Point([Meter(on, type={name: 1}), Meter(off, type={name: 2})]))
    assert_same(read(content), frame(content).groupby("start")["kw"].sum())


def test_tariff_periods_on_readings_of_one_block_are_added_where_they_share_an_instant():
    rows = []
    for row in readings(DAY):
        rows += [
            Reading(row.start, row.value - 100, extra="<tou>1</tou>"),
            Reading(row.start, 100, extra="<tou>2</tou>"),
        ]
    content = feed(Point([Meter(rows)]))
    series = read(content)
    assert_same(series, frame(content).groupby("start")["kw"].sum())
    assert max(series.channels[""]) == pytest.approx(18.0)


def test_tariff_periods_on_readings_that_take_turns_are_read_as_they_stand():
    rows = [
        Reading(row.start, row.value, extra=f"<tou>{1 + index // 40}</tou>") for index, row in enumerate(readings(DAY))
    ]
    assert_same(read(feed(Point([Meter(rows)]))), frame(feed(Point([Meter(rows)]))).set_index("start")["kw"])


def test_tariff_periods_of_other_intervals_are_not_left_out():
    rows = readings(DAY)
    hourly = [Reading(START + 12 * 3600 + 3600 * hour, 40_000, 3600) for hour in range(12)]
    content = feed(Point([Meter(rows[:48], type={"tou": 1}), Meter(hourly, type={"tou": 2, "intervalLength": 3600})]))
    assert_same(read(content), frame(content).set_index("start")["kw"])


def test_the_total_beside_its_tariff_periods_is_the_load():
    rows = readings(DAY)
    on = [Reading(row.start, row.value if 48 <= index < 80 else 0) for index, row in enumerate(rows)]
    off = [Reading(row.start, 0 if 48 <= index < 80 else row.value) for index, row in enumerate(rows)]
    content = feed(Point([Meter(rows), Meter(on, type={"tou": 1}), Meter(off, type={"tou": 2})]))
    series = read(content)
    assert max(series.channels[""]) == pytest.approx(18.0)
    assert "the total beside its 2 tariff periods" in reported(series, "tariff")


def test_a_period_without_a_code_that_is_no_total_is_added():
    whole, part = readings(DAY), readings([400] * 96)
    content = feed(Point([Meter(whole), Meter(part, type={"tou": 1})]))
    assert_same(read(content), frame(content).groupby("start")["kw"].sum())


def test_two_meters_with_tariff_periods_each_are_two_meters():
    def halves(values):
        rows = readings(values)
        return [Meter(rows[:40], type={"tou": 1}), Meter(rows[40:], type={"tou": 2})]

    content = feed(Point([*halves(DAY), *halves(OTHER)]))
    series = read(content)
    assert_same(series, frame(content).groupby("start")["kw"].sum())
    assert "the loads of 2 meters are added" in reported(series, "meters")


# --- conductors ---------------------------------------------------------------------------------------------------


def test_currents_of_each_conductor_are_kept_apart_and_added_by_conductor():
    def legs(scale):
        return [
            Meter(readings([scale * (10 + leg)] * 96), type={"uom": 5, "kind": 4, "phase": code})
            for leg, code in enumerate((129, 65, 33))
        ]

    assert {leg: each[0] for leg, each in read(feed(Point(legs(1)))).channels.items()} == {"A": 10, "B": 11, "C": 12}
    both = read(feed(Point(legs(1)), Point(legs(2))))
    assert {leg: each[0] for leg, each in both.channels.items()} == {"A": 30, "B": 33, "C": 36}


def test_one_conductor_alone_is_read_with_a_warning():
    series = read(feed(Point([Meter(readings(DAY), type={"phase": 129})])))
    assert list(series.channels) == [""]
    assert "one conductor alone" in reported(series, "reading-type")


def test_power_of_each_conductor_beside_the_total_is_not_added_to_it():
    parts = [Meter(readings([500] * 96), type={"phase": code}) for code in (129, 65, 33)]
    series = read(feed(Point([*parts, Meter(readings([1500] * 96), type={"phase": 224})])))
    assert list(series.channels) == [""]
    assert max(series.channels[""]) == pytest.approx(6.0)
