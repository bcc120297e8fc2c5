"""Quantities read like people write them, exactly, and say plainly what is wrong with the rest."""

from __future__ import annotations

import re
import subprocess
import sys
from fractions import Fraction

import pint
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from evsite.model.quantity import Quantity
from evsite.sitefile import quantity_units
from evsite.sitefile.quantities import LEAST, MOST, read_quantity
from evsite.sitefile.quantity_errors import QuantityError
from evsite.sitefile.quantity_types import Amps, AmpsOrPower, Celsius, Hours, Miles, PositiveAmps
from evsite.sitefile.tables.base import Table

REGISTRY = pint.UnitRegistry()
# spellings that mean something else to pint, or nothing
TRADE = {written: unit for unit, many in quantity_units._TRADE_SPELLINGS.items() for written in many.split()}
TO_PINT = {
    "C": "degC", "°C": "degC", "℃": "degC", "celsius": "degC", "Celsius": "degC",
    "F": "degF", "°F": "degF", "℉": "degF", "fahrenheit": "degF", "Fahrenheit": "degF",
    "Kelvin": "kelvin", "Amp": "ampere", "Amps": "ampere", "amps": "ampere", "Ampere": "ampere", "Amperes": "ampere",
    "Watt": "watt", "Watts": "watt", "Volt": "volt", "Volts": "volt", "hrs": "hour", "mins": "minute",
    "secs": "second", "%": "percent", "kVA": "kilovolt_ampere", "VA": "volt_ampere", "MVA": "megavolt_ampere",
    **dict.fromkeys(("LF", "lf", "L.F", "l.f", "lin ft", "lin. ft", "linear feet", "linear ft"), "foot"),
}  # fmt: skip
TO_PINT |= {"k A": "kA", "k V": "kV", "k W": "kW", "k VA": "kilovolt_ampere", "k Wh": "kWh"}
for _degree in ("º", "˚", "o", "º ", "˚ ", "o ", "° ", "deg ", "deg. ", "degs ", "degree ", "degrees "):
    TO_PINT |= {f"{_degree}C": "degC", f"{_degree}F": "degF"}
for _area, _pint in (("ft2", "foot ** 2"), ("m2", "meter ** 2")):
    TO_PINT |= dict.fromkeys(
        (text for text, unit in quantity_units.UNITS.items() if unit == quantity_units.UNITS[_area]), _pint
    )


@pytest.mark.parametrize(
    ("text", "dimension", "value", "unit"),
    [
        ("400 A", "current", 400.0, "A"),
        ("400A", "current", 400.0, "A"),
        ("  400   A ", "current", 400.0, "A"),
        ("1,200 A", "current", 1200.0, "A"),
        ("0.4 kA", "current", 400.0, "A"),
        ("0.1 kA", "current", 100.0, "A"),
        (".5 A", "current", 0.5, "A"),
        ("4e2 A", "current", 400.0, "A"),
        ("3.3 kW", "power", 3.3, "kW"),
        ("3300 W", "power", 3.3, "kW"),
        ("150 kVA", "apparent_power", 150.0, "kVA"),
        ("0.48 kV", "voltage", 480.0, "V"),
        ("120 ft", "length", 120.0, "ft"),
        ("12 in", "length", 1.0, "ft"),
        ("0.3048 m", "length", 1.0, "ft"),
        ("1 mi", "length", 5280.0, "ft"),
        ("40 mi", "distance", 40.0, "mi"),
        ("1.609344 km", "distance", 1.0, "mi"),
        ("3 mi/kWh", "energy_range", 3.0, "mi/kWh"),
        ("8 h", "time", 8.0, "h"),
        ("90 min", "time", 1.5, "h"),
        ("25 °C", "temperature", 25.0, "degC"),
        ("77 degF", "temperature", 25.0, "degC"),
        ("-40 °F", "temperature", -40.0, "degC"),
        ("4 %", "percent", 4.0, "%"),
        ("60 kWh", "energy", 60.0, "kWh"),
    ],
)
def test_everyday_spellings_are_exact(text, dimension, value, unit):
    assert read_quantity(text, dimension) == Quantity(value, unit, text.strip())


@pytest.mark.parametrize(
    ("text", "dimension", "value"),
    [
        ("1 horsepower", "power", 0.7456998715822702),
        ("3 km/MJ", "energy_range", 6.710808876163208),
        ("500 degR", "temperature", 4.627777777777794),
        ("3600 kJ", "energy", 1.0),
        ("10 kilovolt_ampere", "apparent_power", 10.0),
        ("1 fathom", "length", 6.0),
        ("1 fortnight", "time", 336.0),
        ("5 hp", "power", 3.7284993579113508),
        ("12,000 Btu/h", "power", 3.516852842),
        ("3 kWh/day", "power", 0.125),
        ("9 µA", "current", 9e-6),
        ("4 permille", "percent", 0.4),
    ],
)
def test_any_other_unit_goes_to_pint(text, dimension, value):
    assert read_quantity(text, dimension).value == pytest.approx(value, rel=1e-5)


@pytest.mark.parametrize(
    "dimension", [kind for kind in quantity_units.KINDS if kind not in {"apparent_power", "percent"}]
)
def test_every_unit_of_the_dimension_is_read_as_pint_reads_it(dimension):
    target = quantity_units.KINDS[dimension].pint_unit
    for unit in map(str, REGISTRY.get_compatible_units(target)):
        if unit == "volt_ampere" or unit.endswith("_90"):
            continue  # an apparent power here; the units of a calibration laboratory, with a year for a name
        expected = REGISTRY.Quantity(2, unit).m_as(target)
        if expected > MOST:  # a Planck current, a light year
            with pytest.raises(QuantityError, match="too large"):
                read_quantity(f"2 {unit}", dimension)
            continue
        assert read_quantity(f"2 {unit}", dimension).value == pytest.approx(expected, rel=1e-9, abs=1e-9)


@pytest.mark.parametrize(
    ("text", "dimension", "message"),
    [
        ("500 kcmil", "current", "'500 kcmil' is in kilocircular_mil, expected a current"),
        ("5 hp", "current", "'5 hp' is a power, expected a current"),
        ("5 hp", "apparent_power", "'5 hp' is a power, expected an apparent power"),
        ("12000 Btu/h", "energy", "'12000 Btu/h' is a power, expected an energy"),
        ("3 yd", "time", "'3 yd' is a length, expected a time"),
        ("70 degF", "voltage", "'70 degF' is a temperature, expected a voltage"),
        ("500 mA", "power", "'500 mA' is a current, expected a power"),
        ("3 A*h", "current", "'3 A*h' is in ampere * hour, expected a current"),
        ("5 rad", "percent", "'5 rad' is in radian, expected a percentage"),
    ],
)
def test_a_unit_of_another_dimension_is_refused_with_what_it_is(text, dimension, message):
    with pytest.raises(QuantityError, match=f"^{re.escape(message)}$"):
        read_quantity(text, dimension)


@pytest.mark.parametrize("value", ["3300", 3300, "3,300"])
def test_a_number_that_is_one_of_watts_is_reported_so_first(value):
    with pytest.raises(QuantityError, match=r'write "3,?300 W" or "3,?300 kW"'):
        read_quantity(value, "power")
    with pytest.raises(QuantityError, match=r'write "7\.2 kW"$'):
        read_quantity("7.2", "power")


def test_a_power_is_no_apparent_power():
    either = ("current", "power", "apparent_power")
    assert [read_quantity(text, either).unit for text in ("20 A", "20 kW", "20 kVA")] == ["A", "kW", "kVA"]
    with pytest.raises(QuantityError, match="'20 kW' is a power, expected a current or an apparent power"):
        read_quantity("20 kW", ("current", "apparent_power"))


def test_what_is_next_to_nothing_is_refused_where_zero_is():
    assert read_quantity(f"{LEAST} A", "current", positive=True).value == LEAST
    assert read_quantity("1e-300 A", "current").value == 1e-300
    with pytest.raises(QuantityError, match="'1e-300 A' is too small to be a current"):
        read_quantity("1e-300 A", "current", positive=True)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("400", '400 needs a unit: write "400 A"'),
        (400, '400 needs a unit: write "400 A"'),
        (7.5, '7.5 needs a unit: write "7.5 A"'),
        (True, 'found true, expected a current such as "400 A"'),
        ([], 'found a list, expected a current such as "400 A"'),
        (10**400, 'found a number without a unit, expected a current such as "400 A"'),
        ("", 'nothing is written here, expected a current such as "400 A"'),
        ("many A", "'many A' has no number, expected a current such as \"400 A\""),
        ("nan A", "'nan A' is not a finite number, expected a current such as \"400 A\""),
        ("-inf A", "'-inf A' is not a finite number, expected a current such as \"400 A\""),
        ("1e999 A", "'1e999 A' is too large to be a current"),
        ("1e10 A", "'1e10 A' is too large to be a current"),
        ("-3 A", "'-3 A' is negative, expected a current such as \"400 A\""),
        ("3,5 A", "'3,5 A' has a comma in its number, expected a point: \"3.5 A\""),
        ("400A MB", "'400A MB' says more than a quantity, expected a current such as \"400 A\""),
        ("400 A*bit", "'400 A*bit' says more than a quantity, expected a current such as \"400 A\""),
        ("208 V", "'208 V' is a voltage, expected a current"),
        ("3 furlong", "'3 furlong' is a length, expected a current"),
        ("3 aMps", "unknown unit 'aMps' in '3 aMps', did you mean \"amps\"?"),
        ("3 a", "unknown unit 'a' in '3 a', did you mean \"A\"?"),
        ("3 \x1b[2J", "unknown unit '\\x1b[2J' in '3 \\x1b[2J', expected a current such as \"400 A\""),
    ],
)
def test_what_is_wrong_is_said(text, message):
    with pytest.raises(QuantityError, match=f"^{re.escape(message)}$"):
        read_quantity(text, "current")


def test_nothing_is_colder_than_absolute_zero():
    assert read_quantity("0 K", "temperature").value == -273.15
    with pytest.raises(QuantityError, match="below absolute zero"):
        read_quantity("-300 degC", "temperature")


@pytest.mark.parametrize(
    "text",
    [
        "1 A**9**9**9**9",
        "10**10**10 A",
        "1 " + "A*" * 1000,
        "9" * 10**6,
        "1e99999999 A",
        "1 (A)",
        "1 __import__",
        "1 A;A",
    ],
)
def test_arithmetic_never_reaches_the_unit_reader(text):
    with pytest.raises(QuantityError):
        read_quantity(text, "current")


CASES = [
    (dimension, spelling, TO_PINT.get(TRADE.get(spelling, spelling), TRADE.get(spelling, spelling)))
    for spelling, (dimension, _) in quantity_units.UNITS.items()
]


@given(
    case=st.sampled_from(CASES),
    number=st.decimals(min_value=0, max_value=10**6, places=4, allow_nan=False, allow_infinity=False),
    blank=st.sampled_from(["", " ", "\t", "\u00a0"]),
)
def test_the_small_reader_agrees_with_pint(case, number, blank):
    dimension, spelling, name = case
    kind = quantity_units.KINDS[dimension]
    expected = REGISTRY.Quantity(float(number), name).to(kind.pint_unit).magnitude
    found = read_quantity(f"{number}{blank}{spelling}", dimension)
    assert found.value == pytest.approx(expected, rel=1e-9, abs=1e-9)
    assert found.unit == kind.unit


@given(
    number=st.decimals(min_value=0, max_value=10**6, places=6, allow_nan=False, allow_infinity=False),
    case=st.sampled_from(
        [("kA", "current", 1000), ("W", "power", Fraction(1, 1000)), ("in", "length", Fraction(1, 12))]
    ),
)
def test_scaling_rounds_only_once(number, case):
    spelling, dimension, factor = case
    assert read_quantity(f"{number} {spelling}", dimension).value == float(Fraction(number) * factor)


@given(case=st.sampled_from(CASES), wanted=st.sampled_from(list(quantity_units.KINDS)))
def test_the_wrong_dimension_is_always_refused(case, wanted):
    dimension, spelling, _ = case
    if quantity_units.SAME_DIMENSION.get(wanted, wanted) == dimension:
        assert read_quantity(f"1 {spelling}", wanted).unit == quantity_units.KINDS[wanted].unit
    else:
        with pytest.raises(QuantityError, match=re.escape(quantity_units.KINDS[dimension].noun)):
            read_quantity(f"1 {spelling}", wanted)


@given(text=st.text(max_size=80) | st.from_regex(r"[0-9]{1,3} ?[a-zA-Z*/^0-9°% ]{1,12}", fullmatch=True))
def test_any_text_is_a_quantity_or_an_error(text):
    try:
        found = read_quantity(text, ("current", "length", "time"))
    except QuantityError as error:
        shown = str(error)
    else:
        assert found.value >= 0
        shown = found.unit
    assert shown.isprintable()


class Reading(Table):
    main: Amps | None = None
    bus: PositiveAmps | None = None
    limit: AmpsOrPower | None = None
    stay: Hours | None = None
    air: Celsius | None = None
    trip: Miles | None = None


def test_tables_hold_quantities():
    table = Reading.model_validate({"main": "0.4 kA", "limit": "20 kW", "trip": "40 mi"})
    assert table.main == Quantity(400.0, "A", "0.4 kA")
    assert table.limit == Quantity(20.0, "kW", "20 kW")
    assert Reading(main=table.main).main is table.main
    assert table.model_dump(exclude_none=True) == {"main": "0.4 kA", "limit": "20 kW", "trip": "40 mi"}


def test_tables_report_every_wrong_quantity_in_plain_words():
    with pytest.raises(ValidationError) as caught:
        Reading.model_validate({"main": 400, "bus": "0 A", "stay": "3 {ft}", "limit": "3 ft"})
    found = {error["loc"]: error["ctx"]["error"] for error in caught.value.errors()}
    assert all(isinstance(error, QuantityError) for error in found.values())
    assert str(found[("main",)]) == '400 needs a unit: write "400 A"'
    assert str(found[("bus",)]) == "'0 A' is not more than zero, expected a current such as \"400 A\""
    assert str(found[("stay",)]).startswith("unknown unit '{ft}' in '3 {ft}'")
    assert str(found[("limit",)]) == "'3 ft' is a length, expected a current, a power or an apparent power"


def test_the_schema_of_a_quantity_tells_an_editor_what_to_write():
    properties = Reading.model_json_schema()["properties"]
    limit = properties["limit"]["anyOf"][0]
    assert limit["type"] == "string"
    assert limit["examples"] == ["400 A", "3.3 kW", "150 kVA"]
    for text, good in [("400 A", True), ("1,200 A", True), ("3.3kW", True), ("400", False), ("A", False)]:
        assert bool(re.search(limit["pattern"], text)) is good
    assert re.search(properties["air"]["anyOf"][0]["pattern"], "-40 °F")


def test_everyday_units_do_not_import_pint():
    code = (
        "import sys; from evsite.sitefile.quantities import read_quantity as r; r('400 A', 'current'); r('1 m', 'length')\n"  # noqa: E501
        "assert not {'pint', 'numpy', 'rich', 'pydantic'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


@pytest.mark.parametrize("number", ["0", "-0", "-5", "−5", "0.0", "1,000", "-1,000", "5", 0, -5, -0.5, 5, 2.5])
@pytest.mark.parametrize("dimension", ["time", "current", ("current", "power")])
@pytest.mark.parametrize("positive", [False, True])
def test_who_writes_what_is_said_of_a_number_without_a_unit_is_understood(number, dimension, positive):
    with pytest.raises(QuantityError) as caught:
        read_quantity(number, dimension, positive=positive)
    shown = re.findall(r'"([^"]+)"', str(caught.value))
    assert shown
    for text in shown:
        read_quantity(text, dimension, positive=positive)


def test_a_temperature_without_a_unit_may_be_negative():
    with pytest.raises(QuantityError, match='-5 needs a unit: write "-5 degC"'):
        read_quantity("-5", "temperature")
