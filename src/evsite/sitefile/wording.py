"""How messages show what a site file holds: names, headers, and values of any kind and length, on one short line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.toml_text import header

if TYPE_CHECKING:
    from evsite.model.finding import Path

_KINDS = {
    bool: "a true/false value",
    int: "a number",
    float: "a number",
    str: "a text",
    list: "a list",
    dict: "a table",
}


LONGEST_NAME = 60
"""Longer names are cut in messages [characters]."""


def shown(text: object) -> str:
    """A name as a message shows it: on one line, and not endless."""
    flat = "".join(letter if letter.isprintable() else "�" for letter in str(text)[:61])
    return flat if len(flat) <= LONGEST_NAME else flat[:57] + "..."


def name_to_paste(name: str) -> str:
    """A name as it is, for what a message gives to be pasted; one that is endless is cut here too."""
    return name if len(name) <= LONGEST_NAME else shown(name)


def header_of(path: Path) -> str:
    """The header of a table as a message shows it: "[circuits.C1]", or "[[groups.G.schedule]]" for one of several."""
    if path and isinstance(path[-1], int):
        return "[" + header_of(path[:-1]) + "]"
    return header(*(name_to_paste(str(part)) for part in path))


def kind_of(value: object) -> str:
    """What kind of value of TOML stands there: "a number", "a text", "a date"."""
    return _KINDS.get(type(value), f"a {type(value).__name__}")


def number(value: object) -> str:
    """A whole number with its thousands set off; Python refuses to write those of thousands of digits."""
    return f"{value:,}" if isinstance(value, int) and abs(value) < 10**30 else "a very long number"


def found(value: object) -> str:
    """A value of TOML as it was written, where that is short; else what kind of value it is."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return f'"{shown(value)}"'
    if isinstance(value, int):
        return number(value).replace(",", "")
    if isinstance(value, float):
        return repr(value)
    return kind_of(value)
