"""The header of a table that is no TOML, as it was probably meant."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from evsite.sitefile.key_kinds import inner_tables
from evsite.sitefile.table_names import section_meant
from evsite.toml_text import header

if TYPE_CHECKING:
    from typing import Final


class MendedHeader(NamedTuple):
    """A header as it was probably meant, and what is wrong with it as it stands."""

    text: str
    wrong: str
    words: str = ""


_SHAPE: Final = re.compile(
    r"(?P<indent>\s*)(?P<open>[\[({<]*)\s*(?P<inner>[^\[\](){}<>\n]+?)\s*(?:(?P<close>[\])}>]+)(?P<after>[^\n]*)"
    r"|(?=[ \t]\#|$)(?P<comment>[^\n]*))"
)
_BRACKET: Final = re.compile(r"[\[\](){}<>]")
_LONGEST: Final = 500
"""Characters of the longest header that is looked into: a name has at most 200."""
_SECTION: Final = re.compile(r"(?P<section>[A-Za-z_-]+)\s*(?:[./:\\]|\s|$)\s*(?P<name>.*)")


def mend_header(statement: str) -> MendedHeader | None:
    """What the header was probably meant to be; None where the statement is none, or it cannot be determined."""
    found = _SHAPE.fullmatch(statement) if len(statement) <= _LONGEST and _BRACKET.search(statement) else None
    if found is None:
        return None
    inner, opened, closed = found["inner"].strip().rstrip(":,;"), found["open"], found["close"] or ""
    shape = _SECTION.fullmatch(inner)
    if shape is None or "=" in inner or not (opened or closed):
        return None
    section, name = shape["section"], shape["name"].strip()
    meant = section_meant(section)
    if meant is None or (opened and opened[0] != "[" and closed and closed[0] != "]" and meant != section):
        return None
    parts = [section, *_names(name)] if name else [section]
    many = meant == "ignore" or (len(parts) > 2 and inner_tables().get(parts[-1], False))
    many = many or (opened == "[[" and closed == "]]")
    text = header(*parts)
    text = f"[{text}]" if many else text
    rest = (found["after"] or found["comment"] or "").strip().lstrip(":,; ")
    line = "" if not rest else f"  {rest}" if rest.startswith("#") else f"\n{rest}" if "=" in rest else f"  # {rest}"
    return MendedHeader(f"{found['indent']}{text}{line}", _wrong(opened, closed, inner, rest))


def _names(name: str) -> list[str]:
    """The name of a thing, with the table that stands in its own: `House Panel`, or `C.conductor`."""
    thing, dot, inner = name.rpartition(".")
    if dot and inner.strip() in inner_tables():
        return [_bare(thing), inner.strip()]
    return [_bare(name)]


def _bare(name: str) -> str:
    return name.strip().strip("\"'").strip() or name


def _wrong(opened: str, closed: str, inner: str, rest: str) -> str:
    if not opened or not closed:
        return f"a header without its {'[' if not opened else ']'}"
    if set(opened) != {"["} or set(closed) != {"]"} or len(opened) != len(closed):
        return f"a header in '{opened}' and '{closed}', expected '[' and ']'"
    if rest and not rest.startswith("#") and re.fullmatch(r"[\w.-]+", inner):
        return "more after the header of a table, expected a new line, or '#' before a remark"
    return "a name that needs quotes in the header of a table"
