"""A file with several headers: no reading is taken for one below another header, and none is left out unsaid."""

import pytest
from layout_samples import alaska, alter, canada, opower

from evsite.metering.errors import DataError
from evsite.metering.options import ReadingOptions
from evsite.metering.reading import read_interval_data


def read(content, sample):
    return read_interval_data(content, sample.filename, ReadingOptions(**sample.options))


def test_rows_below_a_first_header_that_is_not_understood_are_not_left_out():
    sample = canada.hydro_quebec()
    table = alter.Table(sample)
    table.rows.insert(20, list(table.header))
    table.header[2] = "Foo"
    with pytest.raises(DataError, match="20 rows like readings stand above"):
        read(table.write(), sample)


def test_rows_of_another_form_above_a_table_without_a_header_are_not_left_out():
    sample = alaska.chugach()
    lines = sample.content.decode().splitlines()
    lines[:5] = [line.rpartition(",")[0] + ",x" for line in lines[:5]]
    with pytest.raises(DataError, match="5 rows like readings stand above"):
        read("\n".join(lines).encode(), sample)


@pytest.mark.parametrize("name", ["Foo", "USAGE (Wh)"])
def test_rows_below_a_later_header_that_is_not_understood_are_refused(name):
    sample = opower.pge_usage()
    table = alter.Table(sample)
    header = list(table.header)
    header[4] = name
    table.rows.insert(len(table.rows) // 2, header)
    with pytest.raises(DataError, match="another header"):
        read(table.write(), sample)


def test_rows_below_a_later_header_in_another_order_are_read_by_it():
    sample = opower.pge_usage()
    table = alter.Table(sample)
    middle = len(table.rows) // 2
    turned = [[*row[:2], row[3], row[2], *row[4:]] for row in [table.header, *table.rows[middle:]]]
    table.rows[middle:] = turned
    series = read(table.write(), sample)
    assert len(series) == sample.readings
    assert max(series.channels[""]) == pytest.approx(sample.expected_kw)


def test_a_block_of_gas_below_that_of_electricity_is_left_aside():
    sample = opower.pge_usage()
    table = alter.Table(sample)
    gas = [["Natural gas usage", *row[1:4], "77.0", "$1"] for row in table.rows]
    table.rows += [["USAGE (therms)" if "USAGE" in name else name for name in table.header], *gas]
    series = read(table.write(), sample)
    assert len(series) == sample.readings
    assert max(series.channels[""]) == pytest.approx(sample.expected_kw)
    assert any("Natural gas usage" in note.message for note in series.notes if note.topic == "aside")


def test_a_table_of_months_above_the_readings_is_no_part_of_them():
    rows = "".join(f"2025-06-17 {hour:02d}:00,{6 + hour % 5}\n" for hour in range(24))
    months = "From,To,kWh\n2025-04-17,2025-05-16,4320\n2025-05-17,2025-06-16,4410\n\n"
    content = f"{months}Timestamp,kW\n{rows}".encode()
    series = read_interval_data(content, "data.csv", ReadingOptions(timezone="America/New_York"))
    assert len(series) == 24
    assert max(series.channels[""]) == 10
