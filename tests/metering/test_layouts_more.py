"""Variants of known exports: what one cell, line or column less or more does not change."""

from datetime import datetime, timedelta

import pytest
from layout_samples import follow

from evsite.metering.errors import DataError
from evsite.metering.options import ReadingOptions
from evsite.metering.reading import read_interval_data
from evsite.model.measured import UnfitDataError, measured
from evsite.model.systems import SYSTEMS

PACIFIC = {"timezone": "America/Los_Angeles"}
EASTERN = {"timezone": "America/Toronto"}
OPOWER = "TYPE,DATE,START TIME,END TIME,USAGE (kWh),COST,NOTES\n"


def read(text, **options):
    return read_interval_data(text.encode(), "meter.csv", ReadingOptions(**options))


def highest_kw(series):
    return float(sum(series.channels.values()).max())


def energy_kwh(series):
    return sum(float((values * series.seconds).sum()) / 3600 for values in series.channels.values())


def reported(series):
    return " | ".join(note.message for note in series.notes)


def stamps(count, minutes, start=datetime(2025, 6, 17)):  # noqa: DTZ001 - the clock on the wall
    return [start + timedelta(minutes=minutes * index) for index in range(count)]


def test_an_end_that_is_too_late_does_not_make_less_power_of_the_energy():
    hours = [*stamps(8, 15, datetime(2025, 11, 2)), *stamps(92, 15, datetime(2025, 11, 2, 2))]  # noqa: DTZ001
    rows = []
    for start in hours:
        end = "01:00" if f"{start:%H:%M}" == "01:45" else f"{start + timedelta(minutes=15):%H:%M}"
        kwh = 5.0 if f"{start:%H:%M}" == "01:45" else 1.5
        rows.append(f"Electric usage,{start:%Y-%m-%d},{start:%H:%M},{end},{kwh},$0.60,\n")
    series = read(OPOWER + "".join(rows), **PACIFIC)
    assert highest_kw(series) == pytest.approx(20.0)
    assert len(series.gaps) == 1


@pytest.mark.parametrize("night", ["", "0,00"])
def test_what_is_taken_at_one_price_counts_where_the_other_cell_is_empty(night):
    head = "Contrat;Date et heure;kWh bas;kWh Haut;Code de consommation\n"
    rows = [
        f"3;{start:%Y-%m-%d %H:%M:%S};{night if start.hour >= 20 else '2,00'};{'3,00' if start.hour >= 20 else ''};R\n"
        for start in stamps(48, 60)
    ]
    series = read(head + "".join(rows), **EASTERN)
    assert energy_kwh(series) == pytest.approx(2 * (20 * 2 + 4 * 3))
    assert not series.gaps
    assert "an empty cell beside a filled one is nothing" in reported(series)


def test_an_empty_cell_beside_a_load_that_runs_at_the_same_time_is_missing():
    head = "Time,Panel 1 (kW),Panel 2 (kW)\n"
    rows = [f"{start:%Y-%m-%d %H:%M},{'' if index == 9 else 6},2\n" for index, start in enumerate(stamps(96, 15))]
    series = read(head + "".join(rows), column=("Panel 1 (kW)", "Panel 2 (kW)"), **PACIFIC)
    assert highest_kw(series) == pytest.approx(8.0)
    assert len(series) == 95


@pytest.mark.parametrize("between", ["A,", "0,", "Residential,0,", "AB1,,7,", "kWh,0,A,", "1,2,3,4,"])
def test_cells_before_the_multiplier_change_nothing(between):
    rows = [f"00000000,{start:%Y-%m-%d %H:%M:%S},0.1125,{between}40\n" for start in stamps(96, 15)]
    series = read("".join(rows), timezone="America/Anchorage")
    assert series.unit == "kW"
    assert highest_kw(series) == pytest.approx(18.0)


def test_two_services_in_one_file_are_added():
    def service(number):
        rows = [
            f"Electric usage,{start:%Y-%m-%d},{start:%H:%M},{start + timedelta(minutes=14):%H:%M},1.5,$0.60,\n"
            for start in stamps(96, 15)
        ]
        return f"Name,JANE DOE\nService,Service {number}\n\n{OPOWER}{''.join(rows)}\n"

    assert highest_kw(read(service(1) + service(2), **PACIFIC)) == pytest.approx(12.0)
    assert highest_kw(read(service(1), **PACIFIC)) == pytest.approx(6.0)


def test_an_input_of_a_meter_that_is_not_used_is_no_phase():
    house = SYSTEMS["240/120"]

    def shelly(third):
        rows = "".join(f"{1_750_143_600 + 60 * index},50,50,{third}\n" for index in range(1440))
        head = "timestamp,a_total_act_energy,b_total_act_energy,c_total_act_energy\n"
        return read(head + rows, **PACIFIC)

    record = measured(shelly("0"), house, "ABN", 1.0)
    assert record.peak_power_kva() == pytest.approx(6.0)
    assert "phase C has nothing but zeros" in reported(record.series)
    with pytest.raises(UnfitDataError, match="of phase A, B, C"):
        measured(shelly("1"), house, "ABN", 1.0)


@pytest.mark.parametrize("first", [0, 1])
def test_hours_that_are_numbers_are_read_though_the_layout_has_times(first):
    rows = [
        f"{start.month}/{start.day}/{start.year},{start.hour + first},{18 if start.hour == 15 else 6},$0.84\n"
        for start in stamps(48, 60)
    ]
    series = read("Usage Date,Hour,kWh,Cost\n" + "".join(rows), timezone="America/Phoenix")
    values = series.channels[""]
    assert [index for index, value in enumerate(values) if value == pytest.approx(18)] == [15, 39]


def test_energy_is_read_where_the_column_of_power_is_empty():
    head = "DateTime,Device ID,Name,Device Type,Avg Wattage,kWh\n"
    rows = [f"{start:%Y-%m-%d %H:%M:%S},mains,Total Usage,,,6.5\n" for start in stamps(48, 60)]
    assert highest_kw(read(head + "".join(rows), **PACIFIC)) == pytest.approx(6.5)


def test_surplus_is_no_load_however_it_is_called():
    head = (
        "ESIID,USAGE_DATE,REVISION_DATE,USAGE_START_TIME,USAGE_END_TIME,USAGE_KWH,ESTIMATED_ACTUAL,"
        "CONSUMPTION_SURPLUSGENERATION\n"
    )
    rows = [
        f"'1008,{start:%m/%d/%Y},, {start:%H:%M}, {start + timedelta(minutes=15):%H:%M},{kwh},A,{kind}\n"
        for start in stamps(96, 15)
        for kind, kwh in (("Consumption", 1.5), ("Surplus_Generation", 5))
    ]
    series = read(head + "".join(rows), timezone="America/Chicago")
    assert highest_kw(series) == pytest.approx(6.0)
    assert series.generation


def test_columns_of_two_devices_are_added_by_the_first_advice():
    columns = ",".join(f"{device}-Mains_{leg} (kWatts)" for device in "HG" for leg in "AB")
    head = f"Time Bucket (America/Los_Angeles),{columns}\n"
    text = head + "".join(f"{start:%m/%d/%Y %H:%M:%S},3,3,1,1\n" for start in stamps(96, 15))
    with pytest.raises(DataError, match="not one supply") as refused:
        read(text, **PACIFIC)
    first, *others = refused.value.ways_out
    assert highest_kw(read(text, **follow.with_way(PACIFIC, first))) == pytest.approx(8.0)
    assert [highest_kw(read(text, **follow.with_way(PACIFIC, way))) for way in others] == pytest.approx([6.0, 2.0])


def test_sensors_are_added_by_the_first_advice():
    rows = [
        f"sensor.{leg}_power,3000.{index % 2},{start:%Y-%m-%dT%H:%M:%S}.000Z\n"
        for leg in ("l1", "l2")
        for index, start in enumerate(stamps(96, 15))
    ]
    text = "entity_id,state,last_changed\n" + "".join(rows)
    with pytest.raises(DataError, match="could be the load") as refused:
        read(text, unit="W", **PACIFIC)
    options = follow.with_way({"unit": "W", **PACIFIC}, refused.value.ways_out[0])
    assert highest_kw(read(text, **options)) == pytest.approx(6.0, abs=0.001)


def test_devices_without_a_total_can_be_named():
    head = "DateTime,Device ID,Name,Device Type,Avg Wattage,kWh\n"
    text = head + "".join(
        f"{start:%Y-%m-%d %H:%M:%S},x,{name},,{watts},{watts / 1000}\n"
        for start in stamps(48, 60)
        for name, watts in (("Fridge", 120), ("Dryer", 4000))
    )
    found = follow.outcomes(text.encode(), "meter.csv", dict(PACIFIC))
    assert found[0] == pytest.approx(4.12)
    assert None not in found


def test_own_use_of_solar_power_is_no_way_out():
    head = "Time,Consumption (W),System Production (W),Self Consumption (W)\n"
    text = head + "".join(f"{start:%m/%d/%Y %H:%M},,6000,0\n" for start in stamps(96, 15))
    assert follow.outcomes(text.encode(), "meter.csv", dict(PACIFIC)) == [None]


@pytest.mark.parametrize("last", ["0:00", "00:00", "24:00"])
def test_the_last_label_of_a_day_may_be_written_in_other_ways(last):
    labels = [f"{hour}:00" for hour in range(1, 24)]
    rows = [
        f"1,D,{day:%m/%d/%Y},X,{','.join('18' if hour == 15 else '6' for hour in range(24))}\n"
        for day in stamps(2, 1440)
    ]
    series = read(f"SA_ID,DIR,DATE,RS,{','.join(labels)},{last}\n{''.join(rows)}", **PACIFIC)
    assert "pge-dir" in reported(series)
    assert [index for index, value in enumerate(series.channels[""]) if value == pytest.approx(18)] == [15, 39]


@pytest.mark.parametrize("names", [("A Phase", "B Phase", "C Phase"), ("Leg A", "Leg B", "Leg C"), ("L1", "L2", "L3")])
def test_labels_of_current_transformers_name_phases(names):
    head = "".join(f',"AC Curr, Amps (LGR S/N: 1, SEN S/N: {at}, LBL: {name})"' for at, name in enumerate(names))
    rows = "".join(f"{index},{start:%m/%d/%y %I:%M:%S %p},10,20,30\n" for index, start in enumerate(stamps(96, 15)))
    series = read(f'"#","Date Time, GMT-07:00"{head}\n{rows}')
    assert {leg: float(values.max()) for leg, values in series.channels.items()} == {"A": 10, "B": 20, "C": 30}
