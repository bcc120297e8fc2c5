"""The directory card of a panel: every space with what it is for, the source of supply, and the site file's hash."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.codebook.labels import labels
from evsite.documents.labels.purposes import purposes
from evsite.documents.model import Column, Number, Table, Verify, made_sheet
from evsite.documents.schedule.breakers import BELOW, SPACE
from evsite.documents.schedule.positions import SPARE
from evsite.documents.site_file import site_digest
from evsite.model.distribution import Panel

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from evsite.documents.labels.labelled import Labelled
    from evsite.documents.model import Cell, Sheet
    from evsite.documents.schedule.positions import Position
    from evsite.model.distribution import Supply

HASH_DIGITS = 16
ABBREVIATIONS_FROM = 2023
"""From this edition on the abbreviations of a directory are explained on it."""


def card(labelled: Labelled, node: Panel | Supply, number: str) -> Sheet:
    """The directory of a panel, or of a supply that circuits start from."""
    positions = labelled.positions.at(node.name)
    texts = purposes(labelled.positions, positions)
    tables = [_head(labelled, node)]
    listed = [each for each in positions if not each.spaces]
    if isinstance(node, Panel):
        tables.append(_directory(positions, texts, node.spaces if node.spaces_given else None))
    if listed or not isinstance(node, Panel):
        tables.append(_others(listed, texts))
    if labelled.site.nec >= ABBREVIATIONS_FROM:
        tables.append(_abbreviations(tables))
    title = f"directory of {'panel' if isinstance(node, Panel) else 'supply'} {node.name}"
    return made_sheet(number, title, node.name, tuple(tables), tuple(_notes(labelled, node)))


def _head(labelled: Labelled, node: Panel | Supply) -> Table:
    columns = (
        Column("fed_from", "fed from", wrap=True),
        Column("source_location", "where that is", wrap=True),
        Column("system", "system"),
        Column("location", "location", wrap=True),
        Column("spaces", "spaces", align="right"),
        Column("site_file", "site file, SHA-256"),
    )
    spaces: Cell = "none"
    if isinstance(node, Panel):
        spaces = (
            Number(node.spaces) if node.spaces_given else Verify("number of spaces", node.name, (*node.path, "spaces"))
        )
    cells = (
        labelled.source_words(node.name),
        labelled.source_location(node.name),
        node.system.name,
        labelled.location(node.name),
        spaces,
        site_digest(labelled.site)[:HASH_DIGITS],
    )
    return Table("card", "card", columns, (cells,), form=True)


def _side(side: str) -> tuple[Column, ...]:
    return (
        Column(f"{side}_space", "ckt", align="right", label=side == "left"),
        Column(f"{side}_breaker", "A/P", align="right"),
        Column(f"{side}_purpose", "purpose", wrap=True),
    )


def _directory(positions: Sequence[Position], texts: Mapping[str, str], spaces: int | None) -> Table:
    """Spaces two to a row, as seen in the panel; not more rows than are used where their number is not stated."""
    held = {space: (each, pole) for each in positions for pole, space in enumerate(each.spaces)}
    empty = "" if spaces is None else SPACE
    last = max(held, default=0) if spaces is None else spaces
    rows = []
    for row in range((last + 1) // 2):
        left, right = (_cells(2 * row + side, held, texts, empty, last) for side in (1, 2))
        rows.append((*left, *right))
    return Table("directory", "directory", (*_side("left"), *_side("right")), tuple(rows))


def _cells(
    space: int, held: Mapping[int, tuple[Position, int]], texts: Mapping[str, str], empty: str, last: int
) -> tuple[Cell, Cell, Cell]:
    if space not in held:
        return (Number(space), "", empty) if space <= last else ("", "", "")
    each, pole = held[space]
    if pole:
        return Number(space), BELOW, BELOW
    return Number(space), _breaker(each), texts[each.name]


def _breaker(each: Position) -> Cell:
    if isinstance(each.breaker, Number) and isinstance(each.poles, Number):
        return f"{each.breaker}/{each.poles}"
    return each.breaker


def _others(positions: Sequence[Position], texts: Mapping[str, str]) -> Table:
    columns = (
        Column("place", "ckt"),
        Column("breaker", "A/P", align="right"),
        Column("name", "name", wrap=True, label=True),
        Column("purpose", "purpose", wrap=True),
    )
    rows = tuple((each.place, _breaker(each), each.name, texts[each.name]) for each in positions)
    return Table("without_space", "circuits without spaces", columns, rows)


_MEANINGS = (
    ("EV", "electric vehicle"),
    (SPARE, "a breaker that serves nothing"),
    (SPACE, "room for a breaker"),
    ("ckt", "number of the circuit: that of its first space"),
    ("A/P", "amperes and poles of the breaker"),
    (BELOW, "the breaker above goes on"),
)


def _abbreviations(tables: Sequence[Table]) -> Table:
    """What the card abbreviates, as far as it does."""
    cells = [cell for table in tables for row in table.rows for cell in row if isinstance(cell, str)]
    words = {word.strip(",;:()") for cell in cells for word in cell.split()} | {"ckt", "A/P"}
    rows = tuple((short, meaning) for short, meaning in _MEANINGS if short in words)
    columns = (Column("abbreviation", "short"), Column("meaning", "for", wrap=True))
    return Table("abbreviations", "abbreviations", columns, rows)


def _notes(labelled: Labelled, node: Panel | Supply) -> list[str]:
    label = labels(labelled.site.nec)["circuit-directory"]
    notes = [f"{label.place}; {label.cited(labelled.site.nec)}"]
    if isinstance(node, Panel) and not node.spaces_given:
        notes.append("the site file does not say how many spaces the panel has: shown are the rows that are used")
    notes.append(
        "the hash says which version of the site file this is; no purpose may depend on who is there at the time"
    )
    return notes
