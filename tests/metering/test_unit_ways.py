"""The ways out of a unit that is not understood lead to what the name means, and never to a smaller load first."""

import pytest

from evsite.metering.advice import message_with_advice
from evsite.metering.errors import DataError
from evsite.metering.options import ReadingOptions
from evsite.metering.reading import read_interval_data

MOST = 11
"""The highest value of the file, which has hours."""


def read(title, **said):
    rows = "".join(f"2025-01-06 {hour:02}:00,{hour * 7 % 11 + 1}\n" for hour in range(24))
    options = ReadingOptions(timezone="America/Los_Angeles", **said)
    return read_interval_data(f"Time,{title}\n{rows}".encode(), "meter.csv", options)


def followed(title):
    """The refusal of a title, and the highest value by each way out, in kW or the unit that is read."""
    with pytest.raises(DataError) as caught:
        read(title)
    found = []
    for way in caught.value.ways_out:
        said = {each.key: (each.value,) if each.key == "column" else each.value for each in way}
        if "multiplier" in said:
            said["multiplier"] = float(said["multiplier"])
        found.append(max(read(title, **said).channels[""]))
    return caught.value, found


@pytest.mark.parametrize(
    ("title", "factors"),
    [
        ("kWh (x1000)", [1000]),
        ("kW x 10", [10]),
        ("kWh 10^3", [1000]),
        ("10\u00b3 kWh", [1000]),
        ("Usage in 1000 kWh", [1000, 1]),
        ('"1,000 kWh"', [1000, 1]),
        ("Usage '000 kWh", [1000]),
        ("kWh in 1000s", [1000]),
        ("1e3 kWh", [1000]),
        ("kWh 1000", [1000, 1]),
        ("Usage (10 kWh)", [10, 1]),
        ("kW h 13", [1, 1]),
        ("thousand kWh", [1000]),
        ("kWh (thousands)", [1000]),
        ("Energy kWh x 80", [80]),
        ("kW per phase", [3, 2]),
        ("Load (mw)", [1000, 1e-6]),
        ("mwh", [1000, 1e-6]),
        ("Mw", [1000, 1e-6]),
        ("mva", [1000]),
        ("MVA kW", [1000, 1]),
        ("kW / kWh", [1, 1]),
    ],
)
def test_each_way_out_reads_what_the_name_can_mean(title, factors):
    _, found = followed(title)
    assert found == pytest.approx([MOST * factor for factor in factors])
    assert found == sorted(found, reverse=True)


@pytest.mark.parametrize("title", ["kWatt-x", "kW/h", "USAGEKWH"])
def test_a_unit_of_which_nothing_is_known_is_energy_or_power(title):
    _, found = followed(title)
    assert found == [MOST, MOST]


def test_a_scale_is_never_lost_in_the_words():
    error, _ = followed("kWh (x1000)")
    assert "--unit kWh --multiplier 1000" in message_with_advice(error, "option")
