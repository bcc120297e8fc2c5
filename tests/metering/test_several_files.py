"""Several files: meters that are added, parts of one record, and files of which it cannot be told what they are."""

from datetime import datetime, timedelta

import numpy as np
import pytest
from records import csv_of, green_button, local_rows, wave

from evsite.metering.errors import DataError
from evsite.metering.options import ReadingOptions
from evsite.metering.reading import read_interval_files

PACIFIC = "America/Los_Angeles"
FIRST_S = 1_736_150_400
"""2025-01-06 00:00 in Los Angeles."""
WEEK = 96 * 7


@pytest.fixture
def read(tmp_path):
    def read(*contents, timezone=PACIFIC, **options):
        paths = []
        for place, content in enumerate(contents):
            path = tmp_path / f"{place}.csv"
            path.write_bytes(content if isinstance(content, bytes) else content.encode())
            paths.append(path)
        return read_interval_files(paths, ReadingOptions(timezone=timezone, **options))

    return read


def week(first="2025-01-06", *, days=7, value=wave, step_min=15, header="timestamp,kW"):
    return csv_of(local_rows(first, days * 1440 // step_min, step_min=step_min, value=value), header)


def of_meter(name, first="2025-01-06", *, value=wave, days=7):
    rows = [f"{name},{time},{load}" for time, load in local_rows(first, days * 96, value=value)]
    return "\n".join(["Meter,timestamp,kW", *rows])


def with_offset(first, offset, days=7):
    start = datetime.fromisoformat(first)
    rows = [f"{start + timedelta(minutes=15 * n):%Y-%m-%dT%H:%M:%S}{offset},{wave(n)}" for n in range(days * 96)]
    return "\n".join(["timestamp,kW", *rows])


def loads(series):
    return sum(series.channels.values())


def warnings(series):
    return {note.topic: note.message for note in series.notes if note.severity == "warning"}


def combine_ways(error):
    return {way[0].value for way in error.ways_out if way[0].key == "combine"}


def other(index):
    return wave(index) + 7


WAVES = [wave(index) for index in range(WEEK)]


@pytest.mark.parametrize("second", [week(value=other), week(), week(value=lambda _: 70, step_min=60)])
def test_files_of_the_same_time_are_asked_back(read, second):
    with pytest.raises(DataError) as caught:
        read(week(), second)
    assert (caught.value.about, combine_ways(caught.value)) == ("combine", {"sum", "sequence"})


def test_meters_are_added_exactly(read):
    assert list(loads(read(week(), week(value=other), combine="sum"))) == pytest.approx([2 * v + 7 for v in WAVES])
    hourly = week(value=lambda index: 70 + index, step_min=60)
    expected = [value + 70 + index // 4 for index, value in enumerate(WAVES)]
    assert list(loads(read(week(), hourly, combine="sum"))) == pytest.approx(expected)
    energy = week(value=lambda index: other(index) / 4, header="timestamp,kWh")
    assert list(loads(read(week(), energy, combine="sum"))) == pytest.approx([2 * v + 7 for v in WAVES])
    feed = green_button([(FIRST_S + 900 * n, round(250 * other(n))) for n in range(WEEK)])
    assert list(loads(read(week(), feed, combine="sum"))) == pytest.approx([2 * v + 7 for v in WAVES], rel=1e-4)


def test_files_that_follow_each_other_are_reported_to_be_one_record(read):
    energy = week("2025-01-13", value=lambda index: wave(index) / 4, header="timestamp,kWh")
    for second in (week("2025-01-13"), energy, week("2025-01-12", days=8)):
        for files in ((week(), second), (second, week())):
            series = read(*files)
            assert (series.days, len(series), series.gaps) == (14, 2 * WEEK, ())
            assert float(loads(series).max()) == 150
            assert any("parts of one record" in note.message for note in series.notes)


def test_a_file_within_a_longer_record_is_asked_back_however_many_there_are(read):
    for files in ((week(), week("2025-01-13", days=5), week()), (week(), week("2025-01-08", days=1))):
        with pytest.raises(DataError) as caught:
            read(*files)
        assert combine_ways(caught.value) == {"sum", "sequence"}
    overlapping = [week(), week("2025-01-12"), week("2025-01-18"), week("2025-01-25", days=2)]
    assert read(*overlapping).days == 21


def test_a_corrected_overlap_is_asked_back_and_the_part_given_later_holds(read):
    files = week(), week("2025-01-12", value=other)
    with pytest.raises(DataError) as caught:
        read(*files)
    assert combine_ways(caught.value) == {"sum", "sequence"}
    corrected = read(*files, combine="sequence")
    assert list(loads(corrected)) == pytest.approx([*WAVES[: 6 * 96], *(value + 7 for value in WAVES)])
    assert "96 of them with other values" in warnings(corrected)["duplicate"]
    reverse = read(*reversed(files), combine="sequence")
    assert list(loads(reverse)) == pytest.approx([*WAVES, *(value + 7 for value in WAVES[96:])])


def test_of_intervals_of_different_lengths_the_part_given_later_holds_for_all_its_time(read):
    hourly = week("2025-01-12", value=lambda index: 200 + index, step_min=60)
    series = read(week(), hourly, combine="sequence")
    assert float((loads(series) * series.seconds).sum()) / 3600 == pytest.approx(
        sum(WAVES[: 6 * 96]) / 4 + sum(200 + index for index in range(168))
    )
    series = read(hourly, week(), combine="sequence")
    assert float((loads(series) * series.seconds).sum()) / 3600 == pytest.approx(
        sum(WAVES) / 4 + sum(200 + index for index in range(24, 168))
    )


def test_meters_that_are_named_are_added(read):
    series = read(of_meter("M1"), of_meter("M2", value=other))
    assert list(loads(series)) == pytest.approx([2 * value + 7 for value in WAVES])
    assert '"M1" and "M2" are added' in warnings(series)["meters"]
    with pytest.raises(DataError) as caught:
        read(of_meter("M1"), of_meter("M1", value=other))
    assert combine_ways(caught.value) == {"sum", "sequence"}


def test_meters_that_are_named_and_share_no_time_are_reported(read):
    series = read(of_meter("M1"), of_meter("M2", "2025-01-13"))
    assert (series.days, float(loads(series).max())) == (14, 150)
    assert "2 meters" in warnings(series)["meters"]


@pytest.mark.parametrize("how", [None, "sum"])
def test_months_of_several_meters_are_joined_by_meter_and_added(read, how):
    files = [of_meter(name, first) for name in ("M1", "M2") for first in ("2025-01-06", "2025-01-12")]
    series = read(*files, combine=how)
    assert (series.days, float(loads(series).min()), float(loads(series).max())) == (13, 100, 300)


def test_months_of_meters_without_names_are_added_where_all_of_them_have_data(read):
    files = [week(), week("2025-01-13"), week(value=other), week("2025-01-13", value=other)]
    with pytest.raises(DataError):
        read(*files)
    series = read(*files, combine="sum")
    assert list(loads(series)) == pytest.approx([2 * value + 7 for value in WAVES] * 2)


@pytest.mark.parametrize(
    "files",
    [
        [week(), week(value=other), week("2025-01-13")],
        [week(), week("2025-01-12"), week(value=other), week("2025-01-12", value=other)],
    ],
)
def test_files_that_cannot_be_told_apart_are_not_added_in_part(read, files):
    with pytest.raises(DataError, match="one file for each meter") as caught:
        read(*files, combine="sum")
    assert not caught.value.ways_out, "a sequence would be the load of one of them"


def test_what_is_said_of_files_is_not_said_of_the_meters_in_them(read):
    def two(first, more):
        rows = [
            f"{name},{time},{value + more}"
            for name in ("M1", "M2")
            for time, value in local_rows(first, WEEK, value=wave)
        ]
        return "\n".join(["Meter,timestamp,kW", *rows])

    series = read(two("2025-01-06", 0), two("2025-01-12", 5), combine="sequence")
    assert (series.days, float(loads(series).max())) == (13, 310)


def test_a_meter_that_flows_back_is_reported_where_the_sum_does_not(read):
    series = read(week(), week(value=lambda _: -20), combine="sum")
    assert float(loads(series).min()) == 30
    assert series.generation
    assert "below zero" in warnings(series)["below-zero"]


def test_offsets_are_those_of_each_file(read):
    winter, summer = with_offset("2025-03-02", "-08:00"), with_offset("2025-03-10", "-07:00")
    for files in ((winter, summer), (summer, winter)):
        series = read(*files, timezone=None)
        assert [series.zone.offset_s(int(at)) // 3600 for at in series.start_s[[0, -1]]] == [-8, -7]
        assert "timezone" not in warnings(series)
    assert "timezone" in warnings(read(winter, with_offset("2025-03-10", "-05:00"), timezone=None))


def test_the_hour_that_comes_twice_is_the_second_where_a_file_ends_with_the_first(read):
    rows = list(local_rows("2024-11-02", 50, step_min=60, value=lambda index: index + 1))
    for how in (None, "sequence"):
        series = read(csv_of(rows[:26]), csv_of(rows[26:]), combine=how)
        assert list(loads(series)) == list(range(1, 51))
        assert np.all(np.diff(series.start_s) == 3600)
    whole = list(loads(read(csv_of(rows[:25]), csv_of(rows[25:]))))
    assert whole == list(range(1, 51))


@pytest.mark.parametrize(
    ("bad", "words"),
    [
        ("hello\nworld\n", "no header"),
        ("", "empty"),
        (week(header="timestamp,Therms"), "no electric load"),
        (week(header="timestamp,Export (kWh)"), "flows back"),
        (b"<feed", "XML"),
    ],
)
@pytest.mark.parametrize("how", [None, "sum", "sequence"])
def test_the_file_that_cannot_be_read_is_named(read, bad, words, how):
    for place in range(3):
        files = [week(), week("2025-01-13")]
        files.insert(place, bad)
        with pytest.raises(DataError, match=words) as caught:
            read(*files, combine=how)
        assert str(caught.value).startswith(f"{place}.csv: ")


def test_files_that_measure_something_else_are_refused(read):
    for how in (None, "sum", "sequence"):
        for header in ("timestamp,kVA", "timestamp,Current (A)"):
            with pytest.raises(DataError, match="do not measure the same"):
                read(week(), week(header=header), combine=how)


def test_files_of_one_name_are_reported_apart_by_their_folders(tmp_path):
    paths = [tmp_path / folder / "meter.csv" for folder in ("north", "south")]
    for path, content in zip(paths, (week(), b"hello"), strict=True):
        path.parent.mkdir()
        path.write_bytes(content)
    with pytest.raises(DataError, match=r"south.meter\.csv: "):
        read_interval_files(paths, ReadingOptions(timezone=PACIFIC))


def test_what_was_said_of_files_is_reported(read):
    for how, words in (("sum", "2 files are added"), ("sequence", "2 files are read as parts of one record")):
        messages = [note.message for note in read(week(), week(value=other), combine=how).notes]
        assert f"{words}, as was specified" in messages
