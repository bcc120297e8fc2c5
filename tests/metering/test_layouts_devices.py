"""Exports of energy monitors, loggers and inverters: right values, or a refusal whose advice leads to them."""

from dataclasses import replace
from functools import cache

import pytest
from layout_samples import (
    alaska_headerless,
    egauge,
    emporia,
    enphase,
    esb,
    hobo,
    home_assistant,
    sense,
    shelly,
    sma,
    solaredge,
    tesla,
)
from layout_samples.checks import (
    assert_advice_works,
    assert_names_layout,
    assert_right,
    energy_kwh,
    is_right,
    load_of,
    local_time,
    read,
    refusal,
    reported,
    right_or_refused,
)

from evsite.metering.errors import DataError

WRITERS = {
    "emporia-vue": emporia.emporia,
    "sense": sense.sense,
    "home-assistant-history": home_assistant.history,
    "home-assistant-energy": home_assistant.energy,
    "enphase": enphase.enphase,
    "solaredge": solaredge.solaredge,
    "tesla": tesla.tesla,
    "shelly-em": shelly.shelly,
    "egauge": egauge.egauge,
    "hobo": hobo.hobo,
    "golden-valley": alaska_headerless.golden_valley,
    "seward": alaska_headerless.seward,
    "esb-networks": esb.esb,
}
WRITERS = {name: cache(writer) for name, writer in WRITERS.items()}  # many tests begin with the same file
DAYS = ("ordinary", "spring", "autumn")
LONG = [name for name in WRITERS if name != "shelly-em"]  # a file of minutes has 36,000 rows
VARIANTS = {
    "emporia hours of three phases": lambda days: emporia.emporia(days, 60, unit="kWhs", legs="ABC"),
    "emporia saved by Excel": lambda days: emporia.emporia(days, style="excel"),
    "emporia saved by Excel, four digits": lambda days: emporia.emporia(days, style="excel-us"),
    "emporia without a device": lambda days: emporia.emporia(days, device=""),
    "sense with solar": lambda days: sense.sense(days, solar=True),
    "home assistant history held": lambda days: home_assistant.history(days, held=True),
    "home assistant history in kW": lambda days: home_assistant.history(days, unit="kW"),
    "home assistant history away": lambda days: home_assistant.history(days, away=(5, 6, 7)),
    "home assistant history of two": lambda days: home_assistant.history(days, other=("sensor.attic",)),
    "home assistant energy with solar": lambda days: home_assistant.energy(days, solar=True),
    "home assistant energy of the grid": lambda days: home_assistant.energy(days, solar=True, calculated=False),
    "enphase without an offset": lambda days: enphase.enphase(days, offset=False),
    "enphase at night": lambda days: enphase.enphase(days, sun=False),
    "solaredge without sun": lambda days: solaredge.solaredge(days, sun=False),
    "tesla of older days": lambda days: tesla.tesla(days, sun=False, remaining=False),
    "shelly three phases, all columns": lambda days: shelly.shelly(days, phases="abc", full=True),
    "shelly one phase": lambda days: shelly.shelly(days, phases=""),
    "egauge in kWh": lambda days: egauge.egauge(days, 60, unit="kWh", space=""),
    "egauge oldest first": lambda days: egauge.egauge(days, oldest=True, sun=False),
    "egauge of minutes": lambda days: egauge.egauge(days, 1),
    "hobo with a zone": lambda days: hobo.hobo(days, zone="America/Los_Angeles"),
    "hobo on two legs": lambda days: hobo.hobo(days, labels=("L1", "L2")),
    "hobo on three phases": lambda days: hobo.hobo(days, labels=("Phase A", "Phase B", "Phase C")),
    "esb in kWh with export": lambda days: esb.esb(days, unit="kWh", export=True),
    "esb with counted ends": lambda days: esb.esb(days, ends="counted"),
}


@pytest.mark.parametrize("days", DAYS)
@pytest.mark.parametrize("name", WRITERS)
def test_file_is_read_right_by_its_layout(name, days):
    sample = WRITERS[name](days)
    assert sample.layout == name
    series = read(sample)
    assert_right(sample, series)
    assert_names_layout(sample, series)


@pytest.mark.slow
@pytest.mark.parametrize("name", LONG)
def test_many_days_are_read_right(name):
    sample = WRITERS[name]("long")
    assert_right(sample, read(sample))


@pytest.mark.parametrize("days", ["autumn", *(pytest.param(each, marks=pytest.mark.slow) for each in DAYS[:2])])
@pytest.mark.parametrize("name", VARIANTS)
def test_variant_is_read_right(name, days):
    sample = VARIANTS[name](days)
    series = read(sample)
    assert_right(sample, series)
    assert_names_layout(sample, series)


@pytest.mark.parametrize("name", WRITERS)
def test_layout_can_be_forced_and_another_one_is_refused(name):
    sample = WRITERS[name]()
    assert_right(sample, read(sample, layout=name))
    other = "tesla" if name != "tesla" else "sense"
    error = refusal(sample, layout=other)
    assert error.about == "layout"


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("sense", "timezone"),
        ("home-assistant-history", "unit"),
        ("solaredge", "timezone"),
        ("egauge", "timezone"),
        ("golden-valley", "timezone"),
        ("seward", "timezone"),
        ("esb-networks", "timezone"),
    ],
)
def test_what_the_file_does_not_say_is_asked_for(name, key):
    assert_advice_works(WRITERS[name](), key)


def test_sensor_to_read_is_asked_for():
    assert_advice_works(home_assistant.history(other=("sensor.attic", "sensor.car")), "meter")


def test_zone_of_enphase_without_offset_is_asked_for():
    assert_advice_works(enphase.enphase(offset=False), "timezone")


def test_phases_are_kept_apart():
    series = read(emporia.emporia())
    assert set(series.channels) == {"A", "B"}
    assert max(series.channels["A"]) == pytest.approx(18 * 0.625)
    series = read(shelly.shelly(phases="abc"))
    assert set(series.channels) == {"A", "B", "C"}
    assert max(series.channels["C"]) == pytest.approx(18 * 0.2, abs=1e-3)
    series = read(hobo.hobo(labels=("L1", "L2")))
    assert series.unit == "A"
    assert {leg: max(values) for leg, values in series.channels.items()} == pytest.approx({"A": 18, "B": 9})


def test_swapped_phases_change_no_total():
    sample = emporia.emporia()
    swapped = (
        sample.content.replace(b"Mains_A", b"Mains_X").replace(b"Mains_B", b"Mains_A").replace(b"Mains_X", b"Mains_B")
    )
    series = read(sample, swapped)
    assert_right(sample, series)
    assert max(series.channels["B"]) == pytest.approx(18 * 0.625)


@pytest.mark.parametrize(
    ("sample", "generation"),
    [
        (sense.sense(solar=True), True),
        (home_assistant.energy(), False),
        (home_assistant.energy(solar=True), True),
        (home_assistant.energy(solar=True, calculated=False), True),
        (enphase.enphase(), True),
        (enphase.enphase(sun=False), False),
        (solaredge.solaredge(), True),
        (solaredge.solaredge(sun=False), False),
        (tesla.tesla(), True),
        (tesla.tesla(sun=False), False),
        (egauge.egauge(), True),
        (egauge.egauge(sun=False), False),
        (esb.esb(export=True), True),
        (shelly.shelly(back=False), False),
    ],
    ids=str,
)
def test_generation_is_reported_by_values_and_never_counts(sample, generation):
    assert_right(sample, read(sample), generation=generation)


def test_power_below_zero_at_the_mains_is_reported():
    sample = emporia.emporia()
    lines = sample.content.decode().splitlines()
    for place in range(40, 48):
        stamp, _, rest = lines[place].partition(",")
        lines[place] = ",".join([stamp, "-4.000000", "-3.000000", *rest.split(",")[2:]])
    series = read(sample, "\n".join(lines).encode())
    assert series.generation
    assert min(load_of(series)) == pytest.approx(-7)
    assert is_right(sample, series)


def test_state_that_is_unavailable_is_a_gap():
    sample = home_assistant.history(away=(5, 6, 7))
    series = read(sample)
    assert [gap.seconds for gap in series.gaps] == [45 * 60]


def test_sensor_of_energy_is_refused_as_a_register():
    rows = [f"sensor.energy,{1000 + n * 1.5:.2f},2025-06-17T{n // 4:02d}:{n % 4 * 15:02d}:00.000Z" for n in range(96)]
    content = "\n".join(["entity_id,state,last_changed", *rows]).encode()
    error = refusal(home_assistant.history(), content, unit="kWh")
    assert "register" in str(error)


def test_hobo_stays_on_the_offset_of_its_header():
    sample = hobo.hobo("autumn", zone="America/Los_Angeles")
    series = read(sample)
    load = load_of(series)
    assert local_time(series, load.index(max(load))) == "2025-11-02 14:00"
    assert not series.gaps


def test_sensors_without_phases_are_not_added():
    sample = hobo.hobo(labels=("Panel north", "Panel south"))
    column = sample.content.decode("utf-8-sig").splitlines()[1].split('","')[2]
    error = refusal(sample)
    assert any(say.key == "column" for way in error.ways_out for say in way)
    series = read(sample, column=(column,))
    assert is_right(sample, series)


@pytest.mark.parametrize("comma", [True, False])
@pytest.mark.parametrize("title", [True, False])
@pytest.mark.parametrize("inverters", [1, 2])
def test_yield_of_inverters_is_no_load(comma, title, inverters):
    sample = replace(sense.sense(), content=sma.sma(comma=comma, title=title, inverters=inverters))
    error = refusal(sample, timezone="Europe/Berlin")
    assert "no load" in str(error) or "generation" in str(error) or "produce" in str(error)


def test_chart_of_production_alone_is_no_load():
    error = refusal(solaredge.solaredge(), solaredge.production_alone())
    assert "generation" in str(error) or "produc" in str(error)


def _without_column(content, name):
    lines = content.decode().splitlines()
    place = lines[0].split(",").index(name)
    return "\n".join(",".join(c for n, c in enumerate(line.split(",")) if n != place) for line in lines).encode()


def _blank(content, name):
    head, *lines = content.decode().splitlines()
    place = head.split(",").index(name)
    rows = [",".join("" if n == place else c for n, c in enumerate(line.split(","))) for line in lines]
    return "\n".join([head, *rows]).encode()


@pytest.mark.parametrize(
    ("sample", "name"),
    [
        (enphase.enphase(), "Energy Consumed (Wh)"),
        (solaredge.solaredge(), "Consumption (W)"),
        (tesla.tesla(), "Home (kW)"),
        (egauge.egauge(), "Usage [kW]"),
    ],
    ids=str,
)
@pytest.mark.parametrize("change", [_without_column, _blank])
def test_without_its_load_a_file_is_not_read_by_what_is_less(sample, name, change):
    """Import is less than the load under sun, and circuits are less than their total.

    What the grid gives may be read where nothing says the load, as in the data of a utility: with a warning.
    """
    try:
        series = read(sample, change(sample.content, name))
    except DataError:
        return
    assert change is _without_column
    assert series.generation
    assert '"Grid (kW)" in kW' in reported(series)


def test_without_the_house_devices_are_not_read():
    sample = sense.sense()
    content = "\n".join(line for line in sample.content.decode().splitlines() if "Total Usage" not in line)
    refusal(sample, content.encode())


def test_without_the_mains_circuits_are_not_read():
    sample = emporia.emporia()
    content = sample.content
    for leg in "ABC":
        content = _without_column(content, f"House-Mains_{leg} (kWatts)")
    refusal(sample, content)


def test_without_energy_from_the_grid_nothing_of_the_dashboard_is_read():
    sample = home_assistant.energy()
    lines = [line for line in sample.content.decode().splitlines() if ",grid_consumption," not in line]
    refusal(sample, "\n".join(lines).encode())


@pytest.mark.parametrize("sample", [tesla.tesla(), egauge.egauge(), enphase.enphase(), solaredge.solaredge()], ids=str)
def test_column_of_load_that_is_there_twice_is_not_added(sample):
    rows = [line.split(",") for line in sample.content.decode().splitlines()]
    place = next(
        n for n, name in enumerate(rows[0]) if name.startswith(("Home", "Usage", "Energy Cons", "Consumption"))
    )
    content = "\n".join(",".join([*row, row[place]]) for row in rows).encode()
    assert "2 columns are called" in str(refusal(sample, content))


def test_row_of_a_dashboard_that_is_there_twice_counts_once():
    sample = home_assistant.energy()
    head, *rows = sample.content.decode().splitlines()
    assert_right(sample, read(sample, "\n".join([head, *rows, *rows]).encode()))


def test_tariffs_without_names_are_added():
    sample = home_assistant.energy()
    content = sample.content.replace(b"sensor.grid_day", b"").replace(b"sensor.grid_night", b"")
    assert_right(sample, read(sample, content))


def test_second_device_is_asked_about():
    sample = emporia.emporia()
    rows = [line.split(",") for line in sample.content.decode().splitlines()]
    more = [[cell.replace("House", "Barn") for cell in rows[0][1:3]], *(["1.0", "1.0"] for _ in rows[1:])]
    content = "\n".join(",".join([*row, *add]) for row, add in zip(rows, more, strict=True)).encode()
    error = refusal(sample, content)
    assert any(say.key == "column" for way in error.ways_out for say in way)
    series = read(sample, content, column=("House-Mains_A (kWatts)", "House-Mains_B (kWatts)"))
    assert_right(sample, series)


def test_second_meter_is_added_with_a_warning():
    sample = esb.esb()
    head, *rows = sample.content.decode().splitlines()
    other = [row.replace("10300000000", "10399999999") for row in rows]
    content = "\n".join([head, *rows, *other]).encode()
    both = read(sample, content)
    assert max(load_of(both)) == pytest.approx(2 * sample.expected_kw)
    assert any(note.severity == "warning" and "10399999999" in note.message for note in both.notes)
    assert_right(sample, read(sample, content, meter=("10300000000",)))


@pytest.mark.parametrize(
    ("sample", "old", "new"),
    [
        (emporia.emporia(), "(kWatts)", "(kXatts)"),
        (enphase.enphase(), "(Wh)", "(Wx)"),
        (solaredge.solaredge(), "(W)", "(Wx)"),
        (tesla.tesla(), "(kW)", "(kWx)"),
        (egauge.egauge(), "[kW]", "[kWx]"),
        (esb.esb(), "(kW)", "(kWx)"),
        (home_assistant.energy(), ",kWh,", ",kXh,"),
        (hobo.hobo(), "Amps", "Amqs"),
    ],
    ids=str,
)
def test_unit_that_is_not_known_is_refused(sample, old, new):
    refusal(sample, sample.content.replace(old.encode(), new.encode()))


@pytest.mark.parametrize(
    ("sample", "old", "column", "unit"),
    [
        (solaredge.solaredge(), "Consumption (W)", "Verbrauch (W)", "W"),
        (tesla.tesla(), "Home (kW)", "Maison (kW)", "kW"),
        (egauge.egauge(), "Usage [kW]", "Verbrauch [kW]", "kW"),
        (enphase.enphase(), "Energy Consumed (Wh)", "Verbrauch (Wh)", "Wh"),
        (shelly.shelly(phases=""), "total_act_energy", "energie", "Wh"),
    ],
    ids=str,
)
def test_renamed_load_is_read_right_or_can_be_named(sample, old, column, unit):
    content = sample.content.replace(f",{old}".encode(), f",{column}".encode())
    right_or_refused(sample, content, answers={"column": (column,), "unit": unit})


@pytest.mark.parametrize("name", ["emporia-vue", "solaredge", "tesla", "egauge", "enphase"])
def test_decimal_comma_of_another_program_is_read_right_or_refused(name):
    """Saved where the comma is the decimal mark: semicolons between the cells."""
    sample = WRITERS[name]()
    head, *rows = sample.content.decode().splitlines()
    body = [";".join(cell.replace(".", ",") for cell in row.split(",")) for row in rows]
    content = "\n".join([head.replace(",", ";"), *body]).encode()
    right_or_refused(sample, content)


@pytest.mark.parametrize("name", ["emporia-vue", "solaredge", "tesla", "egauge", "enphase"])
def test_decimal_comma_in_quotes_is_read_right_or_refused(name):
    sample = WRITERS[name]()
    head, *rows = sample.content.decode().splitlines()
    body = [",".join(f'"{cell}"'.replace(".", ",") for cell in row.split(",")) for row in rows]
    right_or_refused(sample, "\n".join([head, *body]).encode())


@pytest.mark.parametrize("name", WRITERS)
@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig"])
def test_encoding_changes_nothing(name, encoding):
    sample = WRITERS[name]()
    assert_right(sample, read(sample, sample.content.decode("utf-8-sig").encode(encoding)))


@pytest.mark.parametrize("name", [name for name in WRITERS if not name.startswith("home-assistant")])
def test_order_of_rows_changes_nothing(name):
    """Where no clock changes, rows may stand in any order."""
    sample = WRITERS[name]()
    lines = sample.content.decode().splitlines()
    above = 2 if name in {"sense", "hobo"} else 1
    content = "\n".join([*lines[:above], *reversed(lines[above:])]).encode()
    assert_right(sample, read(sample, content))


def test_readings_of_a_dashboard_are_energy():
    sample = home_assistant.energy(minutes=60)
    assert energy_kwh(read(sample)) == pytest.approx(sample.total_kwh)


def test_kind_of_reading_that_is_not_known_is_refused_by_name():
    sample = home_assistant.energy()
    content = sample.content.replace(b"device_consumption", b"device_something")
    assert "device_something" in str(refusal(sample, content))
    sample = esb.esb()
    content = sample.content.replace(b"Active Import Interval (kW)", b"Daily Import Register (kW)", 1)
    assert "Daily Import Register" in str(refusal(sample, content))


def test_layout_is_reported_with_its_note():
    text = reported(read(egauge.egauge()))
    assert "eGauge" in text


@pytest.mark.parametrize(
    ("sample", "names", "factor"),
    [
        (alaska_headerless.seward(), b"Meter,Date,Time,Quality,kWh", 4),
        (alaska_headerless.golden_valley(), b"Meter,Account,Timestamp,kW", 1 / 4),
    ],
    ids=str,
)
def test_files_without_names_are_read_by_their_layout_only_where_that_is_said(sample, names, factor):
    """Other files have cells of the same kinds, in another unit: what is above them, or a person, says which."""
    error = refusal(sample, layout=None)
    assert any(say.key == "column" for way in error.ways_out for say in way)
    series = read(sample, sample.content.replace(b"Interval data", names), layout=None)
    assert max(load_of(series)) == pytest.approx(sample.expected_kw * factor)


@pytest.mark.parametrize("unit", [b"kW", b"W"])
def test_names_above_cells_are_not_passed_over(unit):
    rows = [f"1002003,2025-06-17 {n // 4:02d}:{n % 4 * 15:02d}:00,{6 + n % 7}.5,80" for n in range(96)]
    content = b"Meter,Timestamp," + unit + b",Multiplier\n" + "\n".join(rows).encode()
    series = read(sense.sense(), content)
    assert max(load_of(series)) == pytest.approx(12.5 * 80 * (1 if unit == b"kW" else 1e-3))
