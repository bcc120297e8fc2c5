"""A text with some stretches of it replaced, and the way back from its places to those of the text before."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING

from evsite.model.remedy import Replacement

if TYPE_CHECKING:
    from collections.abc import Iterable

    from evsite.sitefile.spans import Range


class Rewriting:
    """Stretches of a text replaced, all at once; `text` is what comes of it."""

    __slots__ = ("_edits", "_starts", "text")

    def __init__(self, text: str, edits: Iterable[Replacement]) -> None:
        self._edits: list[tuple[Replacement, int]] = []
        pieces, at, grown = [], 0, 0
        for edit in sorted(set(edits)):
            if edit.start < at:
                continue
            pieces += [text[at : edit.start], edit.text]
            self._edits.append((edit, edit.start + grown))
            grown += len(edit.text) - (edit.end - edit.start)
            at = edit.end
        pieces.append(text[at:])
        self.text = "".join(pieces)
        self._starts = [start for _, start in self._edits]

    def before(self, place: Range) -> Range:
        """Where a stretch of the new text stood in the one before: all of what was replaced, where it meets that."""
        start, end = self._back(place[0], ends=False), self._back(place[1], ends=True)
        return start, max(start, end)

    def untouched(self, place: Range) -> bool:
        """Whether a stretch of the new text stands there as it did before."""
        number = bisect_right(self._starts, place[0]) - 1
        if number >= 0:
            edit, start = self._edits[number]
            if place[0] < start + len(edit.text):
                return False
        following = self._starts[number + 1] if number + 1 < len(self._starts) else None
        return following is None or place[1] <= following

    def _back(self, offset: int, *, ends: bool) -> int:
        number = bisect_right(self._starts, offset - 1 if ends else offset) - 1
        if number < 0:
            return offset
        edit, start = self._edits[number]
        inside = offset - start
        if inside >= len(edit.text) and not (ends and inside == len(edit.text)):
            return edit.end + inside - len(edit.text)
        return edit.end if ends else edit.start


def changed_stretch(old: str, new: str, offset: int = 0) -> Replacement:
    """What to replace in a text to make it another one: all between what both begin and end with."""
    same = 0
    while same < min(len(old), len(new)) and old[same] == new[same]:
        same += 1
    tail = 0
    while tail < min(len(old), len(new)) - same and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    return Replacement(offset + same, offset + len(old) - tail, new[same : len(new) - tail])
