"""The length of a turn: long enough to charge in, and no longer than a day."""

import pytest

from evsite.sitefile.quantities import QuantityError, read_slot


@pytest.mark.parametrize(("text", "hours"), [("15 min", 0.25), ("1 min", 1 / 60), ("24 h", 24.0)])
def test_a_turn_of_a_minute_to_a_day_is_read(text, hours):
    assert read_slot(text).value == pytest.approx(hours)


@pytest.mark.parametrize("text", ["0.001 s", "59 s", "25 h", "1e9 h"])
def test_a_turn_that_is_too_short_or_too_long_is_refused(text):
    with pytest.raises(QuantityError, match="expected 1 min to 24 h"):
        read_slot(text)


def test_the_command_line_refuses_it_too(evsite):
    result = evsite("compare-policies", "examples/office.toml", "--slot", "1 s")
    assert result.exit_code == 2
    assert "expected 1 min to 24 h" in result.stderr
