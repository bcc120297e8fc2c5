"""Options that are quantities with their unit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.rounding import exceeds

if TYPE_CHECKING:
    from evsite.model.quantity import Dimension

LONGEST_FT = 1000.0
MOST_PERCENT = 100.0


def length_ft(option: str, text: str, problems: list[str]) -> float:
    """A length from 0 to 1,000 ft [ft]; what is wrong with it goes to the problems."""
    return _read(option, text, "length", LONGEST_FT, problems)


def percent(option: str, text: str, problems: list[str]) -> float:
    """A share from 0 to 100 % [%]; what is wrong with it goes to the problems."""
    return _read(option, text, "percent", MOST_PERCENT, problems)


def _read(option: str, text: str, dimension: Dimension, most: float, problems: list[str]) -> float:
    from evsite.sitefile.quantities import read_quantity
    from evsite.sitefile.quantity_errors import QuantityError
    from evsite.sitefile.quantity_units import example_of

    try:
        value = read_quantity(text, dimension).value
    except QuantityError as error:
        problems.append(f"{option}: {error.with_example(example_of(dimension))}")
        return 0.0
    if exceeds(value, most):
        problems.append(f"{option}: found {text!r}, expected at most {most:g} {'ft' if dimension == 'length' else '%'}")
    return value
