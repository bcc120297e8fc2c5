"""What a key of the site file is and takes, as Markdown: on the page of all keys, and in editors."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from evsite.addresses import DOCUMENTATION
from evsite.output.markdown_cells import documentation_text
from evsite.sitefile.tables.places import ANY
from evsite.toml_text import value_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evsite.output.topics import KeyTopic
    from evsite.sitefile.tables.places import KeyPlace

KEYS_ADDRESS = f"{DOCUMENTATION}site-file/"
"""The page of all keys."""
_MOST_VALUES = 12
"""Of a longer list of values only so many are shown."""
_UNIT = re.compile(r" \[[^\]]*\]\Z")
_LEFT_OUT = re.compile(r"; [^;]* unless given\Z")
"""Units and defaults at the end of a meaning; they stand behind it here."""


def key_anchor(place: KeyPlace) -> str:
    """The anchor of a key on the page: "groups-limit" for `groups.*.limit`, "loads" for all of `loads.*`."""
    return "-".join(part for part in place if part != ANY).replace("_", "-")


def key_title(topic: KeyTopic) -> str:
    """The name of a key, whether it has to be there, and what it means."""
    key = topic.key
    meaning = documentation_text(_LEFT_OUT.sub("", _UNIT.sub("", key.meaning)))
    return f"**`{key.name}`**{' (required)' if key.required else ''}: {meaning}"


def key_takes(topic: KeyTopic, page: str) -> str:
    """What a key takes, and what counts unless given; `page` is the address of the page of all keys, "" on it."""
    return f"Takes {_takes(topic, page)}." + _unless_given(topic)


def _takes(topic: KeyTopic, page: str) -> str:
    key = topic.key
    if key.keys:
        return f"{key.kind}, with [its keys]({page}#{key_anchor(key.places[0])})"
    parts = [documentation_text(key.kind.replace(", as a text with its unit", ""))]
    if key.values:
        parts[0] = f"one of {_first_of(key.values)}"
        if "list" in key.kind:
            parts[0] = f"a list of {_first_of(key.values)}"
    if key.open:
        parts.append("or names of your own")
    if key.spellings:
        parts.append(f"read as well: {_first_of(key.spellings)}")
    example = key.example.splitlines()[1]
    return "; ".join([*parts, f"for instance `{example}`"])


def _unless_given(topic: KeyTopic) -> str:
    key = topic.key
    if key.default is not None:
        return f" Unless given: `{value_text(key.default)}`."
    return f" Unless given: {documentation_text(key.otherwise)}." if key.otherwise else ""


def _first_of(values: Sequence[str | int]) -> str:
    written = [f'`"{value}"`' if isinstance(value, str) else f"`{value}`" for value in values]
    if len(written) <= _MOST_VALUES + 1:
        return ", ".join(written)
    return f"{', '.join(written[:_MOST_VALUES])} and {len(written) - _MOST_VALUES} more"
