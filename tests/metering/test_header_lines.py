"""Which line of a file is its header: lines about the file, lines of units, headers that come again."""

import pytest

from evsite.metering.options import ReadingOptions
from evsite.metering.reading import read_interval_data


def read(content, **options):
    return read_interval_data(
        content.encode(), "meter.csv", ReadingOptions(**{"timezone": "America/Los_Angeles"} | options)
    )


ROWS = "".join(f"2025-01-06 {hour:02}:{minute:02},{hour + 1}\n" for hour in range(24) for minute in (0, 15, 30, 45))


def highest(series):
    return float(max(sum(series.channels.values())))


@pytest.mark.parametrize(
    "line", ["Address,1 Main St", "Name,Total Power", "Meter,Building kW", "Service,Electric kWh", "Report,Energy"]
)
def test_a_line_about_the_file_is_no_header(line):
    series = read(f"{line}\nUnit,MWh\nStart Time,Reading\n{ROWS}")
    assert highest(series) == 24 * 4 * 1000


def test_a_line_about_the_file_is_no_header_of_a_wider_table():
    rows = "".join(line.replace(",", ",0.9,1,") + "\n" for line in ROWS.splitlines())
    series = read(f"Measurement,kWh\nStart,PF,HVAC (kW),Lighting (kW)\n{rows}", column=("HVAC (kW)", "Lighting (kW)"))
    assert highest(series) == 25


def test_a_line_of_units_belongs_to_the_names_above_it():
    rows = ROWS.replace(",", ",80,")
    for header in (f"Time,Multiplier,Usage\n,,Wh\n{rows}", f"Interval End,Scale Factor,Demand\nlocal,-,(W)\n{rows}"):
        series = read(header)
        assert highest(series) == pytest.approx(24 * 80 / 1000 * (4 if "Wh" in header else 1))
        assert (int(series.start_s[0]) % 86400 == 8 * 3600) == ("Wh" in header), "ends are ends"


def test_a_header_with_units_below_it_may_come_again():
    lines = ROWS.splitlines(keepends=True)
    head = "Time,Usage\n,Wh\n"
    once, again = read(head + ROWS), read(head + "".join(lines[:40]) + head + "".join(lines[40:]))
    assert list(once.channels[""]) == list(again.channels[""])
