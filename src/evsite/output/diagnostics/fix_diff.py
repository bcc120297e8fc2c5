"""The change of a file that would put a finding right, as the lines that go and the lines that come.

    17 - main = "400 A"
    17 + main = "600 A"

Lines that go have their numbers in the file as it is, lines that come those in the file as it will be. The lines are
whole and as they will stand in the file: a change that cannot be shown so is not shown.
"""

from __future__ import annotations

from difflib import SequenceMatcher
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from evsite.model.remedy import Replacement


class ChangedLine(NamedTuple):
    """A line that goes ("-") or comes ("+"), without its end."""

    number: int
    sign: str
    text: str


class _Stretch(NamedTuple):
    """Whole lines, by offsets, and what stands there instead."""

    start: int
    end: int
    text: str


def changed_lines(text: str, found: Sequence[Replacement]) -> list[ChangedLine]:
    """The lines that go and come when stretches of a text are replaced.

    Parameters
    ----------
    text
        The text.
    found
        What is replaced, in the order of the text.
    """
    lines: list[ChangedLine] = []
    shift = 0
    for stretch in _whole_lines(text, found):
        old, new = _lines(text[stretch.start : stretch.end]), _lines(stretch.text)
        first = text.count("\n", 0, stretch.start) + 1
        for _, start, end, from_new, to_new in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
            if old[start:end] != new[from_new:to_new]:
                lines += _numbered("-", first + start, old[start:end])
                lines += _numbered("+", first + shift + from_new, new[from_new:to_new])
        shift += len(new) - len(old)
    return lines


def _lines(text: str) -> list[str]:
    """Lines as TOML and the numbers of lines have them: signs that other formats take for line ends are none."""
    lines = text.split("\n")
    if not lines[-1]:
        del lines[-1]
    return [line.removesuffix("\r") for line in lines]


def _numbered(sign: str, first: int, lines: Iterable[str]) -> Iterator[ChangedLine]:
    return (ChangedLine(number, sign, line) for number, line in enumerate(lines, first))


def _whole_lines(text: str, found: Sequence[Replacement]) -> list[_Stretch]:
    """Replacements widened to whole lines; those that meet in a line are one."""
    stretches: list[_Stretch] = []
    for start, end, new in found:
        before = text.rfind("\n", 0, start) + 1
        after = text.find("\n", end) + 1 or len(text)
        if start == before and (end == start or text[end - 1] == "\n") and (not new or new.endswith("\n")):
            after = end  # lines of their own
        if stretches and (
            before < stretches[-1].end or (before == stretches[-1].end and stretches[-1].text[-1:] not in {"", "\n"})
        ):
            last = stretches.pop()
            kept = last.text[: len(last.text) - (last.end - start)]
            stretches.append(_Stretch(last.start, max(after, last.end), kept + new + text[end : max(after, last.end)]))
        else:
            stretches.append(_Stretch(before, after, text[before:start] + new + text[end:after]))
    return stretches
