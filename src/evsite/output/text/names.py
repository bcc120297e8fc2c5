"""Long lists of names in few words: "S1.1 to S10.2", "AB 8, BC 6, CA 6"."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING

from evsite.output.text.terminal_style import printable
from evsite.words import runs

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from evsite.model.limit_id import LimitedBy, LimitId

_DIGITS = re.compile(r"\d+")


def positions(names: Iterable[str]) -> dict[str, int]:
    """The place of every name in the order of the file."""
    return {name: place for place, name in enumerate(names)}


def ranges(names: Sequence[str], order: Mapping[str, int] | None, *, most: int = 3) -> str:
    """`names` (in the order of the file) as runs of neighbours, at most `most` of them; see `words.runs`."""
    found = runs(names, order)
    shown = found[:most] if len(found) > most + 1 else found
    left = sum(len(run) for run in found[len(shown) :])
    words = ", ".join(_run(run) for run in shown)
    return f"{words} and {left:,} more" if left else words


def _run(run: Sequence[str]) -> str:
    if len(run) == 1:
        return printable(run[0])
    joint = ", " if len(run) == 2 else " to "
    return f"{printable(run[0])}{joint}{printable(run[-1])}"


def shape(name: str) -> str:
    """A name without its numbers: names of one shape are summarized together."""
    return _DIGITS.sub("#", name)


def limit_shape(limit: LimitId) -> tuple[str | None, ...]:
    """What limits that are summarized together have in common: all but the numbers in the names of their owners."""
    return limit.kind, limit.side, limit.leg, shape(limit.owner), shape(limit.partner or "")


def holder_shape(found: LimitedBy) -> tuple[str | None, ...]:
    """The same of what holds a port."""
    return found.kind, *(() if found.limit is None else limit_shape(found.limit))


def summarize_names(names: Iterable[str], order: Mapping[str, int] | None = None) -> str:
    """Names of one shape, each once: all of them in few words, or the first three and how many more."""
    distinct = list(dict.fromkeys(names))
    found = runs(distinct, order)
    if sum(1 if len(run) > 2 else len(run) for run in found) > 4:
        return f"{', '.join(map(printable, distinct[:3]))} and {len(distinct) - 3:,} more"
    return ", ".join(map(_run, found))


def count_words(words: Iterable[str], *, most: int = 12) -> str:
    """How often each word comes: "AB 8, BC 6, CA 6"; the first `most` words, and how many more there are."""
    counts: dict[str, int] = {}
    for word in words:
        counts[word] = counts.get(word, 0) + 1
    return counts_text(counts.items(), len(counts), most=most)


def counts_text(counts: Iterable[tuple[str, int]], words: int, *, most: int = 12) -> str:
    """Words with their counts, of which there are so many; see `count_words`."""
    shown = words if words <= most + 1 else most
    in_words = ", ".join(f"{printable(word)} {number}" for word, number in islice(counts, shown))
    return f"{in_words} and {words - shown:,} more places" if words > shown else in_words
