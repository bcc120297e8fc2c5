"""TOML as evsite writes it, to be pasted into a site file: by tomli-w, with nothing in it that a terminal swallows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import tomli_w


def document(data: Mapping[str, Any]) -> str:
    """Tables and keys as lines of TOML.

    Characters that are not printable are written as escapes, which read back as the same: messages show the text as
    it is, and would otherwise replace them.
    """
    text = tomli_w.dumps(data)
    if text.replace("\n", "").isprintable():
        return text
    # outside of strings there are only printable characters and line ends, which strings cannot hold
    return "".join(letter if letter.isprintable() or letter == "\n" else _escape(letter) for letter in text)


def assignment(key: str, value: object) -> str:
    """A key and its value on one line: `limit = "64 A"`, or `members = ["S1", "S2"]`."""
    return document({key: ""}).rstrip("\n").removesuffix('""') + value_text(value)


def value_text(value: object) -> str:
    """A value on one line: `"64 A"`, `["S1", "S2"]`, or `{ size = "3 AWG" }`."""
    if isinstance(value, Mapping):
        return f"{{ {', '.join(assignment(key, inner) for key, inner in value.items())} }}" if value else "{}"
    if isinstance(value, (list, tuple)):
        return f"[{', '.join(value_text(item) for item in value)}]"
    return document({"x": value}).removeprefix("x = ").rstrip("\n")


def header(*names: str) -> str:
    """The header of a table: `[circuits.C1]`."""
    data: dict[str, Any] = {}
    for name in reversed(names):
        data = {name: data}
    return document(data).rstrip("\n")


def dotted(keys: Iterable[str | int]) -> str:
    """Keys that lead into each other, on one line: `conductor.size`."""
    return header(*map(str, keys))[1:-1]


def _escape(letter: str) -> str:
    return f"\\u{ord(letter):04x}" if ord(letter) < 0x10000 else f"\\U{ord(letter):08x}"
