"""What was understood of files that are imported, for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.output.text.tables import Column, Table
from evsite.toml_text import dotted
from evsite.words import count, names, printable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evsite.output.text.terminal_style import TerminalStyle
    from evsite.sitefile.imports.draft import Missing
    from evsite.sitefile.imports.loading import Imported

_SECTIONS = ("supplies", "panels", "circuits", "stations", "groups", "loads")
_MOST_NOTES = 40


def render_import(imported: Imported, terminal: TerminalStyle) -> Iterator[str]:
    """What was read, what it is in a site file, what that still needs, and what was left out.

    Parameters
    ----------
    imported
        What was read of the files.
    terminal
        What the terminal shows.
    """
    yield "".join(f"{printable(each)}\n" for each in imported.read)
    draft = imported.draft
    table = Table([Column("understood"), Column("number", "right"), Column("which", wrap=True)])
    for section in _SECTIONS:
        tables = draft.section(section)
        number = sum(_several(keys) for keys in tables.values())
        if tables:
            table.add(section, f"{number:,}", printable(names(tables)))
    ports = [keys["ports"].value for keys in draft.section("stations").values() if "ports" in keys]
    if ports:
        table.add("ports", f"{sum(each for each in ports if isinstance(each, int)):,}", "of stations without a model")
    yield f"\n{table.render(terminal)}\n"
    missing = draft.missing()
    if missing:
        yield f"\nmissing: {count(len(missing), 'key')}, asked for in comments of the site file\n"
        yield from (f"{line}\n" for line in missing_lines(missing))
    remarks = [f"{dotted(route)}: {text}" for route, texts in draft.remarks.items() for text in texts]
    yield from _listed("to look at", [*draft.heads, *remarks])
    yield from _listed("not read, and noted", imported.notes)


def missing_lines(missing: list[Missing]) -> list[str]:
    """Keys that are missing: those of one kind on one line."""
    alike: dict[tuple[str, ...], list[Missing]] = {}
    for each in missing:
        alike.setdefault((each.route[0], *each.route[2:], each.key, each.says), []).append(each)
    lines = []
    for found in alike.values():
        first = found[0]
        path = dotted((*first.route, first.key))
        if len(found) > 1:
            path = dotted((first.route[0], "NAME", *first.route[2:], first.key))
            path += f" of {names([each.route[1] for each in found])}"
        lines.append(printable(f"  {path}: {first.says}"))
    return lines


def _several(keys: object) -> int:
    stated = keys.get("count") if isinstance(keys, dict) else None
    value = getattr(stated, "value", 1)
    return value if isinstance(value, int) else 1


def _listed(title: str, lines: list[str]) -> Iterator[str]:
    if not lines:
        return
    yield f"\n{title}:\n"
    yield from (f"  {printable(line)}\n" for line in lines[:_MOST_NOTES])
    if len(lines) > _MOST_NOTES:
        yield f"  and {len(lines) - _MOST_NOTES:,} more\n"
