"""`evsite compare` of two designs as a comment on a change, never longer than a comment may be."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

from evsite.output.markdown_cells import cell
from evsite.words import NOTICE, count

if TYPE_CHECKING:
    from evsite.output.text.design_sections import ComparisonText, Section

LONGEST_BYTES = 60_000
"""A comment on GitHub may have 65,536 characters; this leaves room for what others write."""
_LONGEST_LINE = 1_500
_OPEN = 2
"""So many sections are open; the others unfold."""
_SIGNS = {"better": "✅", "worse": "❌", "mixed": "⚠️"}


def comment_marker(file: str) -> str:
    """What a comment about a file begins with, which no reader sees: by it the comment is found again."""
    return f"<!-- evsite compare {sha256(file.encode('utf-8', 'surrogatepass')).hexdigest()[:16]} -->"


def render_design_markdown(comparison: ComparisonText, files: tuple[str, str]) -> str:
    """The comment: the verdict first, then sections, of which all but the first unfold.

    Parameters
    ----------
    told
        The comparison in words.
    files
        The names of both files; the comment is about the second.
    """
    word, _, rest = comparison.verdict.partition(": ")
    sign = f"{_SIGNS[word]} " if word in _SIGNS else ""
    lines = [
        comment_marker(files[1]),
        f"### {sign}{cell(word)}: {_short(rest)}",
        "",
        f"{_short(files[0])} → {_short(files[1])}",
        "",
        *(f"- {_short(line)}" for line in comparison.summary),
    ]
    tail = ["", f"<sub>{cell(NOTICE)}</sub>"]
    room = LONGEST_BYTES - _size(lines) - _size(tail)
    missing = 0
    for number, section in enumerate(comparison.sections):
        block, left = _block(section, opened=number < _OPEN, room=room)
        missing += left
        room -= _size(block)
        lines += block
    if missing:
        lines += ["", f"{count(missing, 'line')} more: `evsite compare --all` lists them."]
    return "\n".join([*lines, *tail]) + "\n"


def _block(section: Section, *, opened: bool, room: int) -> tuple[list[str], int]:
    """The lines of a section as far as there is room, and how many lines of it are missing."""
    title = f"{section.title} ({len(section.lines) + section.left_out:,})"
    head = ["", f"#### {cell(title)}", ""] if opened else ["", f"<details><summary>{title}</summary>", ""]
    foot = [] if opened else ["", "</details>"]
    room -= _size(head) + _size(foot) + 200  # for what says that lines are missing
    body: list[str] = []
    for each in section.lines:
        line = f"- {_short(each)}"
        room -= _size([line])
        if room < 0:
            break
        body.append(line)
    missing = section.left_out + len(section.lines) - len(body)
    return ([*head, *body, *foot], missing) if body else ([], missing)


def _short(text: str) -> str:
    """A text in which nothing is markup, cut where it is longer than any reader wants it."""
    cut = text if len(text) <= _LONGEST_LINE else f"{text[: _LONGEST_LINE - 1]}…"
    return cell(cut)


def _size(lines: list[str]) -> int:
    return sum(len(line.encode()) + 1 for line in lines)
