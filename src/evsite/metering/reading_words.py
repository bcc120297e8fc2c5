"""How columns and readings are named in messages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.metering.errors import OptionValue
from evsite.words import listed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evsite.metering.readings import Reading


def title_of(reading: Reading) -> str:
    """What a reading is called: its kind of rows, or its column."""
    return reading.group.kind or reading.column.name


def named(names: Sequence[str] | dict[str, None], word: str = "and") -> str:
    """Names for a message, the first eight of them."""
    shown = [quoted(name) for name in list(names)[:8]]
    return listed(shown, word) + (" and more" if len(names) > 8 else "")


def quoted(name: str) -> str:
    """A name for a message: printable, and not too long."""
    flat = "".join(letter if letter.isprintable() else "?" for letter in name.strip()[:41])
    return f'"{flat if len(flat) <= 40 else flat[:37] + "..."}"'


def one_or_all(key: str, names: Sequence[str]) -> tuple[OptionValue | tuple[OptionValue, ...], ...]:
    """Ways out where several could be meant: all of them together, which is never less, or one."""
    each = tuple(OptionValue(key, name) for name in names[:6])
    return (each, *each)
