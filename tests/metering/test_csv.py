"""CSV of meters: spellings, times, what is missing, what comes twice, and what is refused."""

from datetime import UTC, datetime

import pytest
from records import PACIFIC, csv_of, local_rows, record, week_minutes

from effort import for_each
from evsite.metering.errors import DataError
from evsite.metering.options import ReadingOptions
from evsite.metering.reading import read_interval_data
from evsite.metering.series import week_minute


def read(content, **options):
    if isinstance(content, str):
        content = content.encode()
    return read_interval_data(content, "meter.csv", ReadingOptions(**{"timezone": "America/Los_Angeles"} | options))


def topics(series):
    return {note.topic for note in series.notes}


def two(header, first="1,2,3", second="4,5,6"):
    """A file with two rows and as many values as the header has names."""
    number = header.count(",")
    cut = [",".join(row.split(",")[:number]) for row in (first, second)]
    return f"{header}\n2025-01-06 00:00,{cut[0]}\n2025-01-06 00:15,{cut[1]}\n"


@for_each(
    ("header", "unit", "channels"),
    [
        ("timestamp,kW", "kW", {"": [1, 4]}),
        ("Date/Time,power_kw", "kW", {"": [1, 4]}),
        ("Interval Start,Demand (kW)", "kW", {"": [1, 4]}),
        ("time,W", "kW", {"": [0.001, 0.004]}),
        ("time,kVA", "kVA", {"": [1, 4]}),
        ("time,A", "A", {"": [1, 4]}),
        ("time,Current (A)", "A", {"": [1, 4]}),
        ("time,amps_a,amps_b,amps_c", "A", {"A": [1, 4], "B": [2, 5], "C": [3, 6]}),
        ("time,A_phase (A),B_phase (A),C_phase (A)", "A", {"A": [1, 4], "B": [2, 5], "C": [3, 6]}),
        ("time,phase C amps,phase A amps,phase B amps", "A", {"A": [2, 5], "B": [3, 6], "C": [1, 4]}),
        ("time,Ia,Ib,Ic", "A", {"A": [1, 4], "B": [2, 5], "C": [3, 6]}),
        ("time,I_A,I_B,I_C", "A", {"A": [1, 4], "B": [2, 5], "C": [3, 6]}),
        ("time,L1 [A],L2 [A]", "A", {"A": [1, 4], "B": [2, 5]}),
        ("time,kW_A,kW_B,kW_C", "kW", {"A": [1, 4], "B": [2, 5], "C": [3, 6]}),
        ("time,PhaseA_kW,PhaseB_kW,PhaseC_kW", "kW", {"A": [1, 4], "B": [2, 5], "C": [3, 6]}),
        ("time,kW,kVA,PF", "kVA", {"": [2, 5]}),
        ("time,Usage (kWh)", "kW", {"": [4, 16]}),
        ("time,HVAC kW,kW", "kW", {"": [2, 5]}),
        ("time,Dryer kW,Range kW,Both kW", "kW", {"": [3, 6]}),
        ("time,kW,kW max", "kW", {"": [1, 4]}),
        ("time,phase A,phase B,phase C", "A", {"A": [1, 4], "B": [2, 5], "C": [3, 6]}),
    ],
)
def test_columns_are_known_by_many_names(header, unit, channels):
    rows = ("1,2,3", "2,4,6") if "Both" in header else ("1,2,3", "4,5,6")
    series = read(two(header, *rows), unit="A" if "phase A,phase B" in header else None)
    assert series.unit == unit
    assert series.channels.keys() == channels.keys()
    for leg, values in channels.items():
        assert list(series.channels[leg]) == pytest.approx(values)


@pytest.mark.parametrize(
    ("header", "words"),
    [
        ("time,HVAC kW,Lighting kW", "could be the load"),
        ("time,kW,HVAC kW", "could be the load"),
        ("time,phase A,phase B", "no unit in"),
        ("time,kW,kW", "could be the load"),
        ("time,kW max,kW min", "no load in the file"),
        ("time,usage,cost", 'no unit in "usage"'),
        ("kW,kVA", "no column of time"),
        ("2025-01-05 00:00,kW", "no unit in"),
    ],
)
def test_what_is_not_clear_is_asked_back(header, words):
    with pytest.raises(DataError, match=words):
        read(two(header))


def test_a_column_can_be_named():
    assert list(read(two("time,HVAC kW,Lighting kW"), column=("lighting KW",)).channels[""]) == [2, 5]
    with pytest.raises(DataError, match='no column "Pool"') as caught:
        read(two("time,HVAC kW,Lighting kW"), column=("Pool",))
    assert caught.value.about == "column"


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("2025-01-06T00:00:00-08:00", "2025-01-06T00:15:00-08:00"),
        ("2025-01-06 08:00Z", "2025-01-06 08:15Z"),
        ("2025-01-06 00:00", "2025-01-06 00:15"),
        ("1/6/2025 12:00 AM", "1/6/2025 12:15 AM"),
        ("01/06/25 0:00", "01/06/25 0:15"),
        ("06-Jan-2025 00:00", "06-Jan-2025 00:15"),
        ("Jan 6 2025 12:00 a.m.", "Jan 6 2025 12:15 a.m."),
        ("2025/1/6 00:00", "2025/1/6 00:15"),
        ("01/06/2025 00:00 PST", "01/06/2025 00:15 PST"),
        ("1736150400", "1736151300"),
        ("1736150400000", "1736151300000"),
        ("01/05/2025 24:00", "01/06/2025 00:15"),
    ],
)
def test_times_are_written_in_many_ways(first, second):
    series = read(f"time,kW\n{first},1\n{second},2\n")
    assert series.start_s[0] == datetime(2025, 1, 6, 8, tzinfo=UTC).timestamp()
    assert list(series.seconds) == [900, 900]
    assert week_minutes(series) == [0, 15]


def test_days_and_months_are_reported_apart_by_the_whole_column():
    day_first = read("time,kW\n12/04/2025 23:45,1\n13/04/2025 00:00,1\n")
    assert week_minutes(day_first) == [6 * 1440 - 15, 6 * 1440]
    assert "date-order" in topics(read("time,kW\n05/04/2025 00:00,1\n05/04/2025 00:15,1\n"))
    with pytest.raises(DataError, match="day first"):
        read("time,kW\n14/04/2025 00:00,1\n04/15/2025 00:00,1\n")


def test_local_time_needs_a_zone_and_says_so():
    with pytest.raises(DataError, match="how far they are from UTC") as caught:
        read(two("time,kW"), timezone=None)
    assert (caught.value.about, caught.value.ways_out[0][0].key) == ("timezone", "timezone")
    with pytest.raises(DataError, match="did you mean 'America/Los_Angeles'"):
        read(two("time,kW"), timezone="America/Los_Angles")
    fixed, named = read(two("time,kW"), timezone="-08:00"), read(two("time,kW"))
    assert list(fixed.start_s) == list(named.start_s)


def test_the_clock_that_a_header_names_is_reported():
    series = read(two('"Date Time, GMT-07:00",kW'), timezone=None)
    (note,) = [note for note in series.notes if note.topic == "timezone"]
    assert "-07:00" in note.message
    assert series.start_s[0] == datetime(2025, 1, 6, 7, tzinfo=UTC).timestamp()


def test_dates_times_and_ends_of_a_utility_export():
    text = (
        "Name,SOMEBODY\nAddress,1 MAIN ST\n\nTYPE,DATE,START TIME,END TIME,USAGE (kWh),COST\n"
        'Electric usage,2025-01-06,00:00,00:14,"1,000.5",$1\nElectric usage,2025-01-06,00:15,00:29,2.00,$1\n'
    )
    series = read(text)
    assert list(series.channels[""]) == pytest.approx([4002, 8])
    assert list(series.seconds) == [900, 900]


def test_stamps_of_the_end_are_taken_as_that():
    series = read("Interval End,kW\n2025-01-06 00:15,1\n2025-01-06 00:30,2\n2025-01-06 00:45,3\n")
    assert week_minutes(series) == [0, 15, 30]


def test_semicolons_decimal_commas_and_marks_at_the_start():
    series = read("\ufefftime;kW\r\n2025-01-06 00:00;1,5\r\n2025-01-06 00:15;2,5\r\n")
    assert list(series.channels[""]) == [1.5, 2.5]
    assert list(read("time\tkW\n2025-01-06 00:00\t1\n2025-01-06 00:15\t2\n".encode("utf-16")).channels[""]) == [1, 2]


def test_gaps_are_found_and_told_and_count_as_missing():
    rows = list(local_rows("2025-01-06", 96 * 4))
    series = read(csv_of(rows[:100] + rows[104:200] + rows[201:]))
    assert [gap.seconds for gap in series.gaps] == [3600, 900]
    assert series.missing_share == pytest.approx(5 / (96 * 4))
    (note,) = [note for note in series.notes if note.topic == "gap"]
    assert note.message.startswith("2 gaps: 1.25 h in all, the longest 1 h, from 2025-01-07 01:00 to 2025-01-07 02:00")


def test_of_a_stamp_that_comes_twice_the_larger_value_is_kept():
    series = read("time,kW\n2025-01-06 00:00,1\n2025-01-06 00:00,7\n2025-01-06 00:15,3\n2025-01-06 00:15,3\n")
    assert list(series.channels[""]) == [7, 3]
    (note,) = [note for note in series.notes if note.topic == "duplicate"]
    assert (note.severity, "larger" in note.message) == ("warning", True)


def test_of_rows_in_two_units_at_one_time_the_larger_value_is_kept():
    rows = "".join(
        f"2025-01-06 {hour:02}:00,{hour % 5 + 1},kWh\n2025-01-06 {hour:02}:00,500,Wh\n" for hour in range(24)
    )
    series = read(f"time,usage,unit\n{rows}")
    assert list(series.channels[""]) == [hour % 5 + 1 for hour in range(24)]
    assert "the larger value holds" in " ".join(note.message for note in series.notes)


def test_rows_out_of_order_are_sorted_and_newest_first_is_fine():
    rows = list(local_rows("2025-01-06", 8, value=float))
    assert "order" not in topics(read(csv_of(reversed(rows))))
    mixed = read(csv_of([rows[1], rows[0], *rows[2:]]))
    assert list(mixed.channels[""]) == list(range(8))
    assert "order" in topics(mixed)


def test_cells_without_a_value_are_gaps_and_other_words_are_reported():
    rows = [[text, value] for text, value in local_rows("2025-01-06", 12)]
    rows[1][1], rows[5][1] = "", "bad"
    series = read(csv_of(rows))
    assert topics(series) >= {"gap", "missing", "unreadable"}
    assert "line 7: 'bad'" in next(note.message for note in series.notes if note.topic == "unreadable")


def test_power_that_flows_back_is_flagged():
    series = read("time,kW\n2025-01-06 00:00,1\n2025-01-06 00:15,-4\n")
    assert series.generation
    assert "below-zero" in topics(series)
    assert read("time,kWh,Generation kWh\n2025-01-06 00:00,1,0\n2025-01-06 00:15,1,2\n").generation


def test_the_hour_that_comes_twice_is_two_hours():
    rows = list(local_rows("2024-11-03", 100, value=float))
    for order in (rows, rows[::-1]):
        series = read(csv_of(order))
        assert list(series.channels[""]) == list(range(100))
        assert not series.gaps
        assert set(series.seconds) == {900}
    assert [text for text, _ in rows].count("2024-11-03 01:15") == 2


def test_the_hour_that_comes_twice_but_stands_there_once_leaves_a_gap():
    rows = dict(local_rows("2024-11-03", 100))
    series = read(csv_of(rows.items()))
    assert [gap.seconds for gap in series.gaps] == [3600]
    assert any(note.topic == "daylight-saving" and note.severity == "warning" for note in series.notes)


def test_the_hour_that_never_comes_is_no_gap_and_rows_in_it_are_reported():
    rows = list(local_rows("2024-03-10", 92))
    assert not any(text.startswith("2024-03-10 02") for text, _ in rows)
    assert not read(csv_of(rows)).gaps
    filled = rows[:8] + [(f"2024-03-10 02:{minute:02}", 0) for minute in (0, 15, 30, 45)] + rows[8:]
    series = read(csv_of(filled))
    assert list(series.channels[""]) == [100.0] * 92
    assert topics(series) - {"layout", "unit", "stamps"} == {"daylight-saving"}


def test_the_week_is_the_local_one_on_both_sides_of_a_change():
    series = read(record("2024-11-02", 96 * 3))
    for start, minute in zip(series.start_s, week_minutes(series), strict=True):
        local = datetime.fromtimestamp(start, PACIFIC)
        assert minute == local.weekday() * 1440 + local.hour * 60 + local.minute
        assert minute == week_minute(start, series.zone)


def test_intervals_of_two_lengths_are_no_gaps():
    first = list(local_rows("2025-01-06", 48, step_min=60))
    second = list(local_rows("2025-01-08", 192))
    series = read(csv_of(first + second))
    assert set(series.seconds) == {900, 3600}
    assert not series.gaps
    assert "mixed-intervals" in topics(series)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "the file is empty"),
        ("time,kW\n", "no rows"),
        ("time,kW\n2025-01-06 00:00,1\n", "one reading alone"),
        ("time,kW\nyesterday,1\ntoday,2\n", "no times that are understood, like 'yesterday'"),
        ("time,kW\n2025-01-01,1\n2025-02-01,2\n2025-03-01,3\n", "bills"),
        (
            "time,kWh\n"
            + "".join(f"2025-01-06 {h:02}:{m:02},{1000 + 4 * h + m / 15}\n" for h in range(24) for m in (0, 15)),
            "register",
        ),
        ("time,kW\n2025-01-06 00:00,1e300\n2025-01-06 00:15,nan\n", "no readings in the data, as in line 2"),
        ("time,kW\n2025-01-06 00:00Z,1\n2025-01-06 00:15,2\n", "some time stamps"),
        ("\0\1\2", "not a text file"),
    ],
)
def test_what_is_no_interval_data_is_refused_in_words(text, words):
    with pytest.raises(DataError, match=words):
        read(text)
