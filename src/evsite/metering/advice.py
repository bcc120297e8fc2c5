"""What would help where data cannot be used, in words: as options of the command line, or as keys of a site file."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING, Literal

from evsite.toml_text import assignment
from evsite.words import alternatives, enumeration

if TYPE_CHECKING:
    from collections.abc import Iterable

    from evsite.metering.errors import DataError, OptionValue

Manner = Literal["option", "key"]
"""Where something is said: on the command line, or in a site file."""
_NUMBERS = frozenset({"multiplier", "power_factor"})
"""Keys that hold a number."""


def option_of(key: str) -> str:
    """The option that is called like a key: `--time-column` for "time_column"."""
    return f"--{key.replace('_', '-')}"


def settings_of(way: Iterable[OptionValue]) -> dict[str, str | int | float | list[str]]:
    """The values that a way out gives to keys; what is stated of one key several times is a list."""
    found: dict[str, list[str]] = {}
    for option in way:
        found.setdefault(option.key, []).append(option.value)
    return {key: _value(key, values) for key, values in found.items()}


def _value(key: str, values: list[str]) -> str | int | float | list[str]:
    if len(values) > 1:
        return values
    if key not in _NUMBERS:
        return values[0]
    number = float(values[0])
    return int(number) if number.is_integer() else number


def way_words(way: tuple[OptionValue, ...], manner: Manner) -> str:
    """One way out as it is written: `--unit kWh`, or `unit = "kWh"`."""
    if manner == "option":
        return " ".join(f"{option_of(option.key)} {shlex.quote(option.value)}" for option in way)
    return enumeration([assignment(key, value) for key, value in settings_of(way).items()])


def advice(error: DataError, manner: Manner) -> str:
    """What to say so that the data can be used: `--unit kWh, or --unit kW`; nothing where no way is known."""
    return alternatives([*(way_words(way, manner) for way in error.ways_out), example_of(error)])


def example_of(error: DataError) -> str:
    """What else would do where a way out is an example."""
    return "the zone of the meter" if any(option.key == "timezone" for way in error.ways_out for option in way) else ""


def message_with_advice(error: DataError, manner: Manner) -> str:
    """The message with what would help behind it."""
    ways = advice(error, manner)
    return f"{error}; say {ways}" if ways else str(error)
