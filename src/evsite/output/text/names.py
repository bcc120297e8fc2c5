"""Long lists of names in few words: "S1.1 to S10.2", "AB 8, BC 6, CA 6"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from evsite.output.text.terminal_style import printable

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from evsite.model.limit_id import LimitedBy, LimitId

_DIGITS = re.compile(r"\d+")


def positions(names: Iterable[str]) -> dict[str, int]:
    """The place of every name in the order of the file."""
    return {name: place for place, name in enumerate(names)}


def ranges(names: Sequence[str], order: Mapping[str, int], *, most: int = 3) -> str:
    """`names` (in the order of the file) as runs of neighbours, at most `most` of them."""
    runs: list[list[str]] = []
    for name in names:
        if runs and order[name] == order[runs[-1][-1]] + 1:
            runs[-1].append(name)
        else:
            runs.append([name])
    shown = runs[:most] if len(runs) > most + 1 else runs
    left = sum(len(run) for run in runs[len(shown) :])
    words = ", ".join(_run(run) for run in shown)
    return f"{words} and {left} more" if left else words


def _run(run: Sequence[str]) -> str:
    if len(run) == 1:
        return printable(run[0])
    joint = ", " if len(run) == 2 else " to "
    return f"{printable(run[0])}{joint}{printable(run[-1])}"


def shape(name: str) -> str:
    """A name without its numbers: names of one shape are told in one breath."""
    return _DIGITS.sub("#", name)


def limit_shape(limit: LimitId) -> tuple[str | None, ...]:
    """What limits that are told in one breath have in common: all but the numbers in the names of their owners."""
    return limit.kind, limit.side, limit.leg, shape(limit.owner), shape(limit.partner or "")


def holder_shape(found: LimitedBy) -> tuple[str | None, ...]:
    """The same of what holds a port."""
    return found.kind, *(() if found.limit is None else limit_shape(found.limit))


def breath(names: Sequence[str]) -> str:
    """Names of one shape: the only one, or the first and the last and how many they are."""
    distinct = list(dict.fromkeys(names))
    if len(distinct) == 1:
        return printable(distinct[0])
    if len(distinct) == 2:
        return f"{printable(distinct[0])}, {printable(distinct[1])}"
    return f"{printable(distinct[0])} to {printable(distinct[-1])}"


def count_words(words: Iterable[str]) -> str:
    """How often each word comes: "AB 8, BC 6, CA 6"."""
    counts: dict[str, int] = {}
    for word in words:
        counts[word] = counts.get(word, 0) + 1
    return ", ".join(f"{printable(word)} {number}" for word, number in counts.items())
