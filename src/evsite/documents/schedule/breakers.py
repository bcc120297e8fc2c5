"""The tables of a panel schedule: its spaces as they are seen in the panel, and every breaker with what it serves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.documents.model import Column, Number, Table, Verify
from evsite.documents.wires import WIRE_COLUMNS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from evsite.documents.model import Cell
    from evsite.documents.schedule.positions import Position

BELOW = "|"
"""What stands where a breaker of several poles goes on."""
SPACE = "SPACE"
"""Where no breaker is."""


def _side(side: str) -> list[Column]:
    return [
        Column(f"{side}_space", "ckt", align="right", label=side == "left"),
        Column(f"{side}_description", "description", wrap=True),
        Column(f"{side}_breaker", "A/P", align="right"),
        Column(f"{side}_va", "VA", "VA", "right"),
    ]


def spaces_table(positions: Sequence[Position], legs: Sequence[str], spaces: int | None) -> Table:
    """The spaces of a panel, two to a row, odd ones on the left; a row is on one leg, and the legs take turns.

    Parameters
    ----------
    positions
        What is in the panel.
    legs
        The legs of the panel.
    spaces
        How many it has; None where that is not known: then there are as many rows as are used, and what is
        not used in them is left open.
    """
    held = {space: (each, pole) for each in positions for pole, space in enumerate(each.spaces)}
    empty = "" if spaces is None else SPACE
    last = max(held, default=0) if spaces is None else spaces
    rows = []
    for row in range((last + 1) // 2):
        leg = legs[row % len(legs)]
        left, right = (
            _space_cells(2 * row + side, leg, held, empty if 2 * row + side <= last else None) for side in (1, 2)
        )
        rows.append((*left, leg, *right))
    right_columns = [*reversed(_side("right"))]
    columns = (*_side("left"), Column("phase", "ph"), *right_columns)
    return Table("spaces", "spaces", columns, tuple((*row[:5], *reversed(row[5:])) for row in rows))


def _space_cells(
    space: int, leg: str, held: dict[int, tuple[Position, int]], empty: str | None
) -> tuple[Cell, Cell, Cell, Cell]:
    """The cells of a space; `empty` is what stands there without a breaker, None where there is no such space."""
    if space not in held:
        return ("", "", "", "") if empty is None else (Number(space), empty, "", "")
    found, pole = held[space]
    va = Number(found.va.get(leg, 0.0), "VA")
    if pole:
        return Number(space), BELOW, BELOW, va
    breaker: Cell = found.breaker
    if isinstance(breaker, Number):
        breaker = f"{breaker}/{found.poles}" if isinstance(found.poles, Number) else str(breaker)
    return Number(space), found.description, breaker, va


def va_column(leg: str) -> str:
    """The key of the column with the volt-amperes of a leg."""
    return f"phase_{leg.lower()}_va"


def breakers_table(positions: Iterable[Position], legs: Sequence[str]) -> Table:
    """Every breaker of a panel or a supply, with what it serves and its connected volt-amperes by leg."""
    columns = (
        Column("spaces", "ckt", wrap=True, label=True),
        Column("name", "name", wrap=True, label=True),
        Column("kind", "kind"),
        Column("breaker_a", "A", "A", "right"),
        Column("poles", "poles", align="right"),
        Column("phases", "phases"),
        *(Column(va_column(leg), f"{leg} VA", "VA", "right") for leg in legs),
        Column("load", "load"),
        Column("managed_by", "managed by", wrap=True),
        Column("serves", "serves", wrap=True),
        *WIRE_COLUMNS,
    )
    return Table("breakers", "breakers", columns, tuple(_breaker_row(each, legs) for each in positions))


def _breaker_row(each: Position, legs: Sequence[str]) -> tuple[Cell, ...]:
    load = f"{'C' if each.continuous else ''}{'N' if each.noncontinuous else ''}"
    return (
        each.place,
        each.name,
        each.kind,
        each.breaker,
        each.poles,
        "".join(each.lines),
        *(Number(each.va.get(leg, 0.0), "VA") if leg in each.lines else "" for leg in legs),
        load,
        ", ".join(each.groups),
        each.serves,
        *each.wire,
    )


def unplaced(positions: Iterable[Position]) -> list[str]:
    """Circuits and feeders that have no spaces in the file, by name."""
    return [each.name for each in positions if each.kind != "load" and isinstance(each.place, Verify)]
