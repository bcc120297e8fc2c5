"""Edits that go together: a way out that is not enough, with the edit that puts right what is left."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import islice
from typing import TYPE_CHECKING

from evsite.model.remedy import Alternative, Edit, Remedy
from evsite.model.remedy_words import sentence
from evsite.words import enumeration

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from evsite.model.finding import Finding
    from evsite.rules.remedies.trial import Trial

_MOST = 2
"""So many things are changed together at most; keys of one table that change together are one thing."""
_TRIED = 3
"""So many second edits are tried for one way out."""


def completions(way: Alternative, trial: Trial) -> Iterator[Alternative]:
    """A way out that is not enough, with each of the edits that put right what it leaves or makes wrong."""
    if trial.helps:
        wrong = (more for left in (*trial.left, *trial.new) for more in left.fix.alternatives)
        yield from islice(_completions(way, wrong), _TRIED)


def in_words(way: Alternative, trial: Trial, finding: Finding) -> Alternative:
    """What would help but is not enough, in words."""
    stated = sentence(Remedy((way,)), finding.path)
    if trial.left:
        return Alternative(words=f"{stated}, and so for each")
    codes = list(dict.fromkeys(new.code for new in trial.new))
    return Alternative(words=f"{stated}, and what {enumeration(codes)} then {'asks' if len(codes) == 1 else 'ask'} for")


def _completions(way: Alternative, others: Iterable[Alternative]) -> Iterator[Alternative]:
    for more in others:
        edits = _joined(way.edits, more.edits) if more.edits and not _takes_away(more) else None
        if edits is not None and len({_thing(edit) for edit in edits}) <= _MOST:
            words = " ".join(dict.fromkeys(filter(None, (way.words, more.words))))
            yield Alternative(edits, words, way.manner)


def _takes_away(way: Alternative) -> bool:
    """Whether fewer ports or stations are left: a way out of its own, and none beside larger equipment."""
    return any(edit.noun and isinstance(edit.value, int) for edit in way.edits)


def _joined(edits: tuple[Edit, ...], more: tuple[Edit, ...]) -> tuple[Edit, ...] | None:
    """All edits together; None where two of them set the same key. Keys of a new table go into it."""
    joined = list(edits)
    for edit in more:
        for number, known in enumerate(joined):
            if known.path == edit.path:
                return None
            if isinstance(known.value, Mapping) and edit.path[:-1] == known.path:
                if isinstance(edit.value, Mapping) or not isinstance(edit.value, (str, int, float)):
                    return None
                joined[number] = Edit(known.path, {**known.value, str(edit.path[-1]): edit.value}, known.noun)
                break
        else:
            joined.append(edit)
    return tuple(joined)


def _thing(edit: Edit) -> object:
    """What an edit changes: a table that it makes, the conductors of a run, or one key of a table."""
    return edit.path[:-1] if len(edit.path) > 3 else edit.path
