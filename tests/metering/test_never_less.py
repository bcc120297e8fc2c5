"""Files that could be read as a smaller load than they tell: what stands in them decides, or they are refused."""

import pytest

from evsite.metering.errors import DataError
from evsite.metering.options import ReadingOptions
from evsite.metering.reading import read_interval_data
from evsite.metering.series import week_minute


def read(content, **options):
    return read_interval_data(
        content.encode(), "meter.csv", ReadingOptions(**{"timezone": "America/Los_Angeles"} | options)
    )


def rows(cells=lambda value, _: f"{value}", *, step_min=15, days=1, day="2025-01-{:02}", time="{:02}:{:02}", first=6):
    """Quarters (or more) of days, with values 1 to 24 by the hour; `cells` writes what stands behind the stamp."""
    lines = []
    for number in range(days):
        for place, minute in enumerate(range(0, 1440, step_min)):
            stamp = f"{day.format(first + number)} {time.format(*divmod(minute, 60))}"
            lines.append(f"{stamp},{cells(minute // 60 + 1, place)}")
    return "\n".join(lines)


def highest(series):
    return float(max(sum(series.channels.values())))


def first_minute(series):
    return week_minute(int(series.start_s[0]), series.zone)


def topics(series):
    return {note.topic: note.severity for note in series.notes}


def test_rows_told_apart_by_a_flag_tell_together_how_long_an_interval_is():
    for header in (
        "Time,Usage (kWh),Register",
        "Time,Usage (kWh),Day Type",
        "Time,Usage (kWh),Read Type",
        "Time,Usage (kWh),Season",
    ):
        series = read(f"{header}\n" + rows(lambda value, place: f"{value},{'A' if place % 3 else 'E'}", days=3))
        assert highest(series) == 96
        assert set(series.seconds) == {900}
        assert not series.gaps


def test_a_flag_of_a_letter_is_no_unit():
    for name in ("Register", "Type", "Read Type", "Channel"):
        with pytest.raises(DataError) as caught:
            read(f"Time,Usage,{name}\n" + rows(lambda value, _: f"{value},A"))
        assert caught.value.about == "unit"


def test_the_hour_that_comes_twice_is_kept_whatever_flags_its_rows_have():
    text = "".join(
        f"2024-11-03 {hour:02}:00,{value},{'AB'[value % 2]}\n" for value, hour in enumerate([0, 1, 1, *range(2, 24)])
    )
    series = read(f"Time,Usage (kWh),TOU\n{text}2024-11-04 00:00,1,A\n2024-11-04 01:00,1,B\n")
    assert [int(each) for each in series.channels[""]] == [*range(25), 1, 1]
    assert not series.gaps


def test_a_unit_in_the_cells_is_read_and_may_change_from_one_to_the_next():
    assert highest(read("Time,Usage\n" + rows(lambda value, _: f"{value} kWh"))) == 96
    scaled = read("Time,Power\n" + rows(lambda value, _: f"{value * 100} W" if value < 10 else f"{value / 10} kW"))
    assert [float(each) for each in scaled.channels[""][::4]] == pytest.approx([value / 10 for value in range(1, 25)])
    beside = read("Time,Outdoor,Usage\n" + rows(lambda value, _: f"70 F,{value} kWh"))
    assert highest(beside) == 96


@pytest.mark.parametrize("name", ["Reading (kWh)", "Total (kWh)", "Usage (kWh)", "Cumulative (kWh)"])
def test_a_register_beside_the_energy_is_not_read(name):
    header = f"Time,{name},Interval Energy (kWh)\n"
    series = read(header + rows(lambda value, place: f"{5000 + 30 * place + value},{value}"))
    assert highest(series) == 96
    with pytest.raises(DataError, match="register") as caught:
        read(f"Time,{name}\n" + rows(lambda _, place: f"{5000 + 30 * place}"))
    assert caught.value.about in {"column", "data"}


def test_a_register_is_known_whatever_the_order_of_its_rows():
    lines = rows(lambda _, place: f"{5000 + 30 * place}").splitlines()
    with pytest.raises(DataError, match="register"):
        read("Time,Usage (kWh)\n" + "\n".join([*lines[50:], *lines[:50]]))


@pytest.mark.parametrize(
    ("cell", "factor"), [("80", 80), ("80.0", 80), ("400:5", 80), ("80:1", 80), ("x80", 80), ("1", 1)]
)
@pytest.mark.parametrize("name", ["Multiplier", "CT Ratio", "Meter Constant", "Mult", "Scale Factor", "CTR"])
def test_a_column_of_multipliers_is_multiplied_with(name, cell, factor):
    series = read(f"Time,Demand (kW),{name}\n" + rows(lambda value, _: f"{value},{cell}"))
    assert highest(series) == 24 * factor


@pytest.mark.parametrize("header", ["CT Ratio,PT Ratio", "CT Ratio,Multiplier", "Dial Multiplier (of year),PT Ratio"])
def test_two_multipliers_are_asked_back(header):
    text = f"Time,Demand (kW),{header}\n" + rows(lambda value, _: f"{value},80,20")
    with pytest.raises(DataError, match="multiplied") as caught:
        read(text)
    found = [highest(read(text, multiplier=float(way[0].value))) for way in caught.value.ways_out]
    assert found == [24 * factor for factor in (1600, 80, 20, 1)], "the largest first, and nothing twice"


def test_of_two_multipliers_one_that_is_always_1_says_nothing():
    series = read("Time,Demand (kW),CT Ratio,PT Ratio\n" + rows(lambda value, _: f"{value},80,1"))
    assert highest(series) == 24 * 80


def test_a_multiplier_said_by_hand_stands_in_place_of_that_of_the_file():
    text = "Time,Demand (kW),Multiplier\n" + rows(lambda value, _: f"{value},80")
    assert highest(read(text, multiplier=40)) == 24 * 40


def test_an_end_with_the_length_of_its_interval_is_an_end():
    for name in ("End", "Interval End", "IntervalEnd", "ReadingEndTime"):
        plain = read(f"{name},kWh\n" + rows())
        beside = read(f"{name},kWh,Minutes\n" + rows(lambda value, _: f"{value},15"))
        assert (
            first_minute(plain) == first_minute(beside) == 7 * 1440 - 15 - 6 * 1440 or first_minute(plain) == 10080 - 15
        )
        assert list(plain.channels[""]) == list(beside.channels[""])


def test_times_of_four_digits_are_times():
    text = "\n".join(line.replace(" ", ",", 1) for line in rows(time="{:02}{:02}").splitlines())
    series = read(f"Date,Interval Time,Usage (kWh)\n{text}")
    assert (highest(series), first_minute(series), len(series)) == (96, 0, 96)


def test_seconds_since_1970_stand_below_lines_with_dates():
    text = "\n".join(f"{1736150400 + 900 * place},{96 - place if place % 2 else 1}" for place in range(96))
    series = read(f"Report generated,June 1 2025\nepoch,kWh\n{text}")
    assert (highest(series), first_minute(series)) == (95 * 4, 0)


def test_a_layout_without_names_is_none_of_a_table_with_names():
    text = "\n".join(
        f"{'AE'[not place % 9]},01/06/2025,{place // 4:02}:{place % 4 * 15:02},x,{96 - place if place % 2 else 1}"
        for place in range(96)
    )
    assert highest(read(f"Flag,Date,Time,Note,Usage (MWh)\n{text}")) == 95 * 4 * 1000


def test_days_that_follow_each_other_tell_which_number_is_the_month():
    day_first = read("Time,kW\n" + rows(day="{:02}/03/2025", days=3, first=3))
    month_first = read("Time,kW\n" + rows(day="03/{:02}/2025", days=3, first=3))
    assert list(day_first.start_s) == list(month_first.start_s)
    assert not day_first.gaps
    assert "date-order" not in {**topics(day_first), **topics(month_first)}


def test_a_row_that_ends_early_is_read_where_nothing_tells_rows_apart():
    lines = rows(lambda value, _: f"{value},80,101").splitlines()
    lines[-1] = lines[-1].replace(",80,101", "")
    assert highest(read("Time,kW,Multiplier,Meter\n" + "\n".join(lines))) == 24 * 80
    lines[3] = lines[3].replace(",80,", ",40,")
    assert topics(read("Time,kW,Multiplier,Meter\n" + "\n".join(lines)))["unreadable"] == "warning"


def test_columns_of_units_hold_for_the_column_before_them():
    text = rows(lambda value, _: f"{value},kWh,{value * 4},kW,3,USD")
    series = read(f"Time,Usage,Usage Units,Demand,Demand Units,Price,Price Unit\n{text}")
    assert highest(series) == 96
    one = read("Time,Kitchen,Measurement Unit\n" + rows(lambda value, _: f"{value},MWh"))
    assert highest(one) == 96_000


def test_units_above_that_do_not_agree_are_none():
    with pytest.raises(DataError, match="no unit"):
        read("Units,kWh\nUnit of measure,kW\nTime,Reading\n" + rows())
    assert highest(read("All values in MWh\nTime,Reading\n" + rows())) == 96_000


@pytest.mark.parametrize("names", ["HVAC,Lighting", "HVAC (kW),Lighting (kW)"])
def test_all_columns_together_are_a_way_out_where_one_is_not_chosen(names):
    text = f"Time,{names}\n" + rows(lambda value, _: f"{value},{2 * value}")
    with pytest.raises(DataError) as caught:
        read(text)
    found = []
    for way in caught.value.ways_out:
        column = tuple(say.value for say in way if say.key == "column")
        unit = next((say.value for say in way if say.key == "unit"), None)
        found.append(highest(read(text, column=column, unit=unit)))
    assert 72 in found


@pytest.mark.parametrize(
    "text",
    [
        "Time;kWh\n" + rows(lambda value, _: f"{value}.{value * 30:03}").replace(",", ";"),
        "Time\tkWh\n" + rows(lambda value, _: f"{value}.{value * 30:03}" if value > 2 else "930").replace(",", "\t"),
        "Time|kWh|Volts\n"
        + rows(lambda value, _: f"{value}.{value * 30:03}|480;2").replace(",", "|").replace(";", ","),
    ],
)
def test_a_dot_before_three_digits_is_asked_about_where_commas_may_stand_before_decimals(text):
    with pytest.raises(DataError, match=r"may be 1\.03 or 1030|may be 3\.09 or 3090") as caught:
        read(text)
    comma, dot = (highest(read(text, decimal=way[0].value)) for way in caught.value.ways_out)
    assert (comma, dot) == (4 * 24720, max(4 * 24.72, 4 * 930 * ("930\n" in text)))


@pytest.mark.parametrize(("decimal", "cell"), [("comma", "1.5"), ("dot", "1,5")])
def test_what_is_said_of_decimals_holds_for_every_number(decimal, cell):
    text = rows(lambda value, _: f"{value}#").replace(",", ";").replace("#", cell[1:])
    with pytest.raises(DataError, match="no reading"):
        read(f"Time;kWh\n{text}", decimal=decimal)


def test_the_length_of_intervals_is_no_load():
    text = rows(lambda value, _: f"{value},MWh,15")
    assert highest(read(f"Time,Net,Units,Interval Length\n{text}")) == 96_000


def test_flags_of_both_hours_that_come_twice_are_flags():
    values = enumerate([0, 1, 1, *range(2, 24)])
    text = "".join(
        f"2024-11-03 {hour:02}:00,{value if value < 24 else 9},{'AE'[value % 2]}\n" for value, hour in values
    )
    series = read(f"Time,Usage (kWh),Read Type\n{text}")
    assert [int(each) for each in series.channels[""]] == [*range(24), 9]


def test_numbers_of_channels_tell_rows_apart():
    text = rows(lambda value, _: f"1,{value}") + "\n" + rows(lambda value, _: f"2,{2 * value}")
    with pytest.raises(DataError, match="could be the load") as caught:
        read(f"Time,Channel,Usage (kWh)\n{text}")
    ways = [tuple(say.value for say in way) for way in caught.value.ways_out]
    found = [highest(read(f"Time,Channel,Usage (kWh)\n{text}", meter=way)) for way in ways]
    assert sorted(found) == [96, 192, 288]


def test_dots_before_thousands_are_known_by_numbers_with_two_of_them():
    text = rows(lambda value, _: f"1.{value + 100}.500" if value > 20 else f"{value}.500").replace(",", "\t")
    with pytest.raises(DataError, match="may be") as caught:
        read(f"Time\tWh\n{text}")
    assert highest(read(f"Time\tWh\n{text}", decimal=caught.value.ways_out[0][0].value)) == 1_124_500 * 4 / 1000


@pytest.mark.parametrize("text", ["Time,Usage (kWh)\n{}", "Units,kWh\nTime,Usage\n{}", "Time,Usage,Unit\n{}"])
def test_a_unit_said_by_hand_that_is_not_that_of_the_file_is_reported(text):
    cells = (lambda value, _: f"{value},kWh") if "Unit\n" in text else (lambda value, _: f"{value}")
    series = read(text.format(rows(cells)), unit="kW")
    assert [note.message for note in series.notes if note.severity == "warning"] == [
        "the file says kWh, and kW was specified"
    ]
    assert "warning" not in topics(read(text.format(rows(cells)), unit="kWh")).values()


def test_ends_said_of_starts_are_reported():
    assert topics(read("Interval Start,kWh\n" + rows(), stamps="end"))["stamps"] == "warning"
    assert topics(read("Interval End,kWh\n" + rows(), stamps="start"))["stamps"] == "warning"
    assert "warning" not in topics(read("Interval End,kWh\n" + rows(), stamps="end")).values()


@pytest.mark.parametrize("name", ["Voltage (V)", "Gas (therms)", "Cost ($)"])
def test_a_column_of_no_load_cannot_be_named_as_the_load(name):
    with pytest.raises(DataError, match="no load") as caught:
        read(f"Time,{name},kWh\n" + rows(lambda value, _: f"{value},{value}"), column=(name,))
    assert [way[0].value for way in caught.value.ways_out] == ["kWh"]


@pytest.mark.parametrize("multiplier", [0.0, -1.0, float("nan"), float("inf")])
def test_a_multiplier_is_above_zero(multiplier):
    with pytest.raises(DataError, match="no multiplier"):
        read("Time,kWh\n" + rows(), multiplier=multiplier)


@pytest.mark.parametrize("name", ["Time", "Room"])
def test_a_column_named_as_ends_holds_other_times(name):
    with pytest.raises(DataError, match=r"starts|no times") as caught:
        read("Time,kWh,Room\n" + rows(lambda value, _: f"{value},7"), end_column=name)
    assert caught.value.about == "end_column"


@pytest.mark.parametrize("name", ["Service", "Fuel", "Commodity"])
def test_gas_below_the_rows_of_electricity_is_left_aside(name):
    text = rows(lambda value, _: f"Electric,{value}") + "\n" + rows(lambda value, _: f"Gas,{9 * value}")
    series = read(f"Time,{name},Usage (kWh)\n{text}")
    assert (highest(series), topics(series)["aside"]) == (96, "info")


@pytest.mark.parametrize(
    "header", ["Net (kWh),Delivered (kWh)", "Net kWh,Grid Import kWh", "Net Usage (kWh),Usage (kWh)"]
)
def test_net_energy_below_zero_beside_the_load_tells_that_power_flows_back(header):
    series = read(f"Time,{header}\n" + rows(lambda value, _: f"{value - 5},{value}"))
    assert highest(series) == 96
    assert series.generation
    assert topics(series)["generation"] == "warning"
    plain = read(f"Time,{header}\n" + rows(lambda value, _: f"{value},{value + 5}"))
    assert highest(plain) == 29 * 4
    assert not plain.generation
    assert "generation" not in topics(plain)


def test_net_energy_above_the_load_is_asked_back():
    text = "Time,Usage (kWh),Net (kWh)\n" + rows(lambda value, _: f"{value},{value + 5}")
    with pytest.raises(DataError, match="above the load") as caught:
        read(text)
    assert {way[0].value: highest(read(text, column=(way[0].value,))) for way in caught.value.ways_out} == {
        "Net (kWh)": 29 * 4,
        "Usage (kWh)": 96,
    }


@pytest.mark.parametrize("separator", [",", ";"])
def test_a_comma_before_thousands_is_no_decimal_comma(separator):
    beside = "987" if separator == "," else "987.5"
    text = "\n".join(
        separator.join((f"2025-01-06 {hour:02}:00", f'"1,{100 + hour}"' if hour % 2 else beside)) for hour in range(24)
    )
    assert highest(read(f"Time{separator}Demand (kW)\n{text}")) == 1123


def test_energy_is_that_of_the_interval_to_its_end_where_only_some_are_in_the_file():
    lines = rows(lambda value, place: f"2025-01-06 {place // 4:02}:{place % 4 * 15 + 14},{value}").splitlines()
    series = read("Start,End,kWh\n" + "\n".join(lines[::2]))
    assert set(series.seconds) == {900}
    assert highest(series) == 96
    assert len(series.gaps) == 47
    assert topics(series)["gap"] == "warning"
