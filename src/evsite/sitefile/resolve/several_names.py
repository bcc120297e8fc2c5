"""Several names in one text, as people write them: "S1, S2", "C1-C4", "C1 to C4"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

_MOST_NAMES = 1_000
"""Names that one text is read as at most."""
_LONGEST = 1_000
"""Characters of the longest text that is looked into."""
_LONGEST_RANGE = 100
"""Characters of the longest range that is looked into."""
_BETWEEN = re.compile(r"\s*[,;&+/\n]\s*(?:and\s+)?|\s+and\s+")
_RANGE = re.compile(
    r"(?P<stem>.*?)(?P<first>[0-9]{1,6})\s*(?:-|–|—|\.\.\.?|:|\bto\b|\bthrough\b|\bthru\b)\s*(?P<again>.*?)(?P<last>[0-9]{1,6})"
)


def names_in(text: str, is_known: Callable[[str], bool]) -> list[str]:
    """The names that a text holds several of.

    Parameters
    ----------
    text
        What stands where one name is expected.
    is_known
        Whether something has a name.

    Returns
    -------
    list[str]
        The names, each once; empty where not every part of the text is a name, or a range of names, that is known.
    """
    if len(text) > _LONGEST:
        return []
    names: dict[str, None] = {}
    for part in filter(None, (part.strip() for part in _BETWEEN.split(text))):
        found = [part] if is_known(part) else _range(part, _MOST_NAMES - len(names))
        if not found or not all(is_known(name) for name in found):
            return []
        names.update(dict.fromkeys(found))
    return list(names)


def _range(part: str, most: int) -> list[str]:
    shape = _RANGE.fullmatch(part) if len(part) <= _LONGEST_RANGE else None
    if shape is None or shape["again"].strip() not in {"", shape["stem"]}:
        return []
    numbers = range(int(shape["first"]), int(shape["last"]) + 1)
    return [f"{shape['stem']}{number}" for number in numbers] if 1 < len(numbers) <= most else []
