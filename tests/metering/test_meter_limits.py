"""What is no file of meter data, or more than one, is refused in words; large files are read."""

import io
import os
import tracemalloc

import pytest

from evsite.metering import espi_feed, text_rows
from evsite.metering.errors import DataError
from evsite.metering.options import ReadingOptions
from evsite.metering.reading import MAX_BYTES, read_interval_data, read_interval_files
from evsite.metering.text_rows import MAX_COLUMNS, TextRows

PACIFIC = ReadingOptions(timezone="America/Los_Angeles")
GREEN_BUTTON = (
    "<IntervalBlock>"
    + "".join(
        f"<IntervalReading><timePeriod><duration>3600</duration><start>{1736150400 + 3600 * hour}</start></timePeriod>"
        f"<value>{hour}</value></IntervalReading>"
        for hour in range(24)
    )
    + "</IntervalBlock>"
)
ROWS = "".join(f"2025-01-06 {hour:02}:00,{hour + 1}\n" for hour in range(24))


def refused(content, words):
    with pytest.raises(DataError, match=words):
        read_interval_data(content, "meter.csv", PACIFIC)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"\n\n\n", "empty"),
        (b"PK\x03\x04" + bytes(2000), "save its sheet as CSV"),
        (b"\x1f\x8b\x08" + bytes(2000), "not a text file"),
        (b"time,kW\n2025-01-06 00:00," + b"1" * 2_000_000 + b"\n", "a line of more than"),
        (
            b"time," + b",".join(b"c%d" % i for i in range(200_000)) + b"\n",
            "a line of more than|columns, expected at most",
        ),
        (b"time," + b"," * 200_000 + b"kW\n" + ROWS.encode(), "columns, expected at most"),
        (b'"' + b"x" * 500_000 + b"\n" + b"time,kW\n", "CSV|no header"),
        (b"<" * 100_000, "XML"),
    ],
)
def test_what_is_not_meter_data_is_refused(content, words):
    refused(content, words)


def test_what_is_no_regular_file_is_not_opened(tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    for path, words in ((pipe, "a pipe or a device"), ("/dev/zero", "a pipe or a device"), (tmp_path, "a folder")):
        with pytest.raises(DataError, match=words) as caught:
            read_interval_files([path])
        assert caught.value.unreadable
    with pytest.raises(DataError, match="no such file"):
        read_interval_files([tmp_path / "none.csv"])
    with pytest.raises(DataError, match="name of a file"):
        read_interval_files(["a\0b"])


def test_a_file_that_is_too_large_is_refused_by_its_size(tmp_path):
    path = tmp_path / "large.csv"
    with path.open("wb") as file:
        file.truncate(MAX_BYTES + 1)
    with pytest.raises(DataError, match="the file has 101 MiB, expected at most 100 MiB"):
        read_interval_files([path])


@pytest.mark.parametrize("content", ["time,kW\n" + ROWS, GREEN_BUTTON], ids=["rows", "Green Button"])
def test_more_readings_than_are_read_are_refused(content, monkeypatch):
    for module in (text_rows, espi_feed):
        monkeypatch.setattr(module, "MAX_ROWS", 10)
    monkeypatch.setattr(text_rows, "_ABOVE", 1)
    with pytest.raises(DataError, match="expected at most 10"):
        read_interval_data(content.encode(), "meter", PACIFIC)


def test_a_quote_that_is_not_closed_ends_with_its_line():
    series = read_interval_data(f'"For location: 1 MAIN ST\ntime,kW\n{ROWS}'.encode(), "meter.csv", PACIFIC)
    assert len(series) == 24


def test_rows_are_not_kept_while_they_are_read():
    """The memory of a pass over a file does not grow with it."""
    most = []
    for count in (10_000, 80_000):
        stream = io.BytesIO(b"time,kW\n" + b"2025-01-06 00:00,1\n" * count)
        tracemalloc.start()
        with TextRows(stream) as rows:
            assert sum(1 for _ in rows) == count + 1
        most.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert most[1] < 1.5 * most[0]


def test_every_part_of_a_file_is_reported_to_have_been_read(tmp_path):
    path = tmp_path / "meter.csv"
    path.write_text(
        "timestamp,kW\n"
        + "".join(
            f"2025-{m:02}-{d:02} {h:02}:{q:02},1\n"
            for m in range(1, 13)
            for d in range(1, 29)
            for h in range(24)
            for q in (0, 15, 30, 45)
        )
    )
    reported = []
    read_interval_files([path], PACIFIC, lambda done, total: reported.append((done, total)))
    assert reported
    assert reported == sorted(reported)
    assert all(done <= total == path.stat().st_size for done, total in reported)


def test_as_many_columns_as_hours_of_two_years_are_read():
    assert MAX_COLUMNS > 2 * 366 * 24
