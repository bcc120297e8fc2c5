"""The length of a turn: long enough to charge in, and no longer than a day."""

import pytest

import evsite
from evsite.sitefile.equipment_quantities import read_slot
from evsite.sitefile.quantity_errors import QuantityError


@pytest.mark.parametrize(("text", "hours"), [("15 min", 0.25), ("1 min", 1 / 60), ("24 h", 24.0)])
def test_a_turn_of_a_minute_to_a_day_is_read(text, hours):
    assert read_slot(text).value == pytest.approx(hours)


@pytest.mark.parametrize("text", ["0.001 s", "59 s", "25 h", "1e9 h"])
def test_a_turn_that_is_too_short_or_too_long_is_refused(text):
    with pytest.raises(QuantityError, match="expected 1 min to 24 h"):
        read_slot(text)


@pytest.mark.parametrize(
    ("number", "fits"), [("15", ("15 min", "15 h")), ("5", ("5 h", "5 min")), ("90", ("90 min", "90 h"))]
)
def test_a_number_without_a_unit_may_be_of_hours_or_minutes(number, fits):
    with pytest.raises(QuantityError) as caught:
        read_slot(number)
    assert caught.value.fits == fits
    assert str(caught.value) == f'{number} needs a unit: write "{fits[0]}" or "{fits[1]}"'


def test_the_command_line_refuses_it_too(evsite):
    result = evsite("compare-policies", "examples/office.toml", "--slot", "1 s")
    assert result.exit_code == 2
    assert "expected 1 min to 24 h" in result.stderr


TWO = """
[site]
nec = 2023
[supplies.U]
kind = "service"
rating = "100 A"
system = "208Y/120"
[panels.P]
fed_from = "U"
main = "100 A"
[circuits.C]
panel = "P"
breaker = "40 A"
count = 3
phases = "AB"
[stations.S]
ports = 1
max_current = "32 A"
count = 3
circuits = "C"
[groups.G]
on = "P"
limit = "12 A"
slot = "20 min"
[groups.All]
on = "U"
"""


def test_a_group_that_gives_no_length_does_not_shorten_the_turns_of_another():
    site = evsite.loads(TWO)
    assert [slot.length_h for slot in evsite.allocate(site).slots] == pytest.approx([1 / 3] * 3)
    assert evsite.compare_policies(site).slot_h == pytest.approx(1 / 3)
    shorter = evsite.loads(TWO.replace('on = "U"', 'on = "U"\nslot = "10 min"'))
    assert [slot.length_h for slot in evsite.allocate(shorter).slots] == pytest.approx([1 / 6] * 3)


def test_nothing_is_proposed_to_be_fed_from_itself(evsite):
    result = evsite("check", "-", stdin=TWO.replace('fed_from = "U"', 'fed_from = "X"'))
    assert "no panel or supply is called 'X'" in result.stdout
    assert "there is U" in result.stdout
    assert "there is P" not in result.stdout
    assert ", P" not in result.stdout
