"""Ways out of a refusal, as options and as keys: what is told can be followed as it stands."""

import shlex

import pytest
import tomli

from evsite.metering.advice import advice, message_with_advice, settings_of
from evsite.metering.errors import DataError, OptionValue

NASTY = ["kWh", "Usage (kWh)", 'it\'s "so"', "\\n", "a, b or c", "-1", "é µ"]


@pytest.mark.parametrize("value", NASTY)
def test_a_value_is_quoted_so_that_it_reads_back(value):
    error = DataError("which unit?", ways_out=(OptionValue("unit", value),))
    assert shlex.split(advice(error, "option")) == ["--unit", value]
    assert tomli.loads(advice(error, "key")) == {"unit": value}


def test_several_ways_are_reported_with_or_and_what_goes_together_with_and():
    error = DataError(
        "two columns",
        ways_out=(
            OptionValue("column", "A"),
            (OptionValue("column", "B"), OptionValue("column", "C")),
            (OptionValue("unit", "kW"), OptionValue("meter", "1")),
        ),
    )
    assert advice(error, "option") == "--column A, or --column B --column C, or --unit kW --meter 1"
    assert advice(error, "key") == 'column = "A", or column = ["B", "C"], or unit = "kW" and meter = "1"'
    assert message_with_advice(error, "option") == f"two columns; say {advice(error, 'option')}"


def test_numbers_are_numbers_in_a_site_file():
    error = DataError("no multiplier", ways_out=(OptionValue("multiplier", "40"), OptionValue("power_factor", "0.9")))
    assert advice(error, "key") == "multiplier = 40, or power_factor = 0.9"
    assert [settings_of(way) for way in error.ways_out] == [{"multiplier": 40}, {"power_factor": 0.9}]
    assert advice(error, "option") == "--multiplier 40, or --power-factor 0.9"


def test_a_zone_is_an_example():
    error = DataError("which zone?", about="timezone", ways_out=(OptionValue("timezone", "America/Los_Angeles"),))
    assert advice(error, "option") == "--timezone America/Los_Angeles, or the zone of the meter"


def test_without_a_way_the_message_stands_alone():
    assert message_with_advice(DataError("no readings"), "key") == "no readings"
