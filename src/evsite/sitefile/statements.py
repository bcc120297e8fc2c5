"""Where the statements of a text begin and end, also of one that tomli refuses.

A statement is a header, or a key with its value; its value may go over several lines in brackets or triple quotes.
Nothing is judged here: a line with a quote or bracket that nothing closes is a statement that ends where the next one
seems to begin.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evsite.sitefile.spans import Range

_TEXTS = (
    r'"""(?:[^"\\]|\\.|"{1,2}(?!"))*+"{3,5}'
    r"|\'\'\'(?:[^']|'{1,2}(?!'))*+'{3,5}"
    r'|"(?:[^"\\\n]|\\[^\n])*+"'
    r"|'[^'\n]*+'"
)
_PLAIN = rf"""(?:{_TEXTS}|[^"'#\[\]{{}}\n])"""
_SIMPLE = re.compile(rf"""(?>(?:{_PLAIN}|\[{_PLAIN}*+\]|\{{{_PLAIN}*+\}})*)(?:\#[^\n]*+)?(?=\n|\Z)""", re.DOTALL)
"""A statement whose brackets all close, with none in each other but once."""
_PART = re.compile(rf"""{_TEXTS}|\#[^\n]*+|[\[\]{{}}]|\n|[^"'#\[\]{{}}\n]++""", re.DOTALL)
_LINE = re.compile(r"[^\n]*")
_BEGINS = re.compile(
    r"""[ \t]*(?:\[\[?[^\n\[\],"']*(?:"[^"\n]*"|'[^'\n]*')?[^\n\[\],"']*\]\]?[ \t\r]*(?:#[^\n]*)?(?=\n|\Z)"""
    r"""|(?:[\w.-]+|"[^"\n]*"|'[^'\n]*')(?:[ \t]+[\w.-]+){0,2}[ \t]*=)"""
)
"""What looks like a header, or like a key with its equals sign."""
_HEADER = re.compile(r"[ \t]*\[[^\n\[\],]*\][ \t\r]*(?:#[^\n]*)?(?=\n|\Z)|[ \t]*\[\[")


def statements(text: str, start: int = 0) -> Iterator[Range]:
    """The statements of a text from an offset on, in order: comments and empty lines are left out.

    Parameters
    ----------
    text
        The text of a TOML file, sound or not.
    start
        Where to begin: the first character of a line.

    Yields
    ------
        Where each one begins, at the first character of its line, and ends, before the end of its last line.
    """
    # looking for the end of open brackets in vain costs at most a few runs over the text, however many there are
    left = 4 * len(text)
    at = start
    while at < len(text):
        simple = _SIMPLE.match(text, at)
        if simple is not None:
            end = simple.end()
        else:
            end, looked = _end_of(text, at, at + left)
            left -= max(looked - end, 0)
        line = text[at:end].strip()
        if line and not line.startswith("#"):
            yield at, end
        at = end + 1


def _end_of(text: str, at: int, limit: int) -> tuple[int, int]:
    """Where a statement ends, and how far had to be looked for that; not beyond a limit."""
    line_end = _line_end(text, at)
    depth, here = 0, at
    table = False
    while here < len(text):
        part = _PART.match(text, here)
        if part is None or here > max(limit, line_end):
            # a quote that nothing closes
            return (_cut(text, at, here, table=table), here) if depth > 0 else (_line_end(text, here), here)
        sign = part[0]
        if sign == "\n":
            if depth <= 0:
                return here, here
            begins = _HEADER if table else _BEGINS
            if begins.match(text, part.end()):
                return _cut(text, at, here, table=table), here
        elif sign in "[{":
            table = table or sign == "{"
            depth += 1
        elif sign in "]}":
            depth -= 1
        here = part.end()
    return (_cut(text, at, here, table=table), here) if depth > 0 else (len(text), here)


def _cut(text: str, at: int, here: int, *, table: bool) -> int:
    """The end of a statement with a bracket that nothing closes: before what looks like the next one."""
    end = _line_end(text, at)
    if table:
        return end
    while end < min(here, len(text)):
        following = end + 1
        line_end = _line_end(text, following)
        if _BEGINS.match(text, following) or not text[following:line_end].strip():
            break
        end = line_end
    return end


def _line_end(text: str, at: int) -> int:
    found = _LINE.match(text, at)
    assert found is not None
    return found.end()
