"""The first columns of tables of ports: which ports a row is about, by name, however they alternate in the file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from evsite.output.text.names import ranges
from evsite.output.text.tables import Column
from evsite.words import count

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_SHORT = 24
"""Names that take up to so many columns stand in the row; otherwise all rows have theirs below."""
_MOST_NAMED, _FEW_NAMED, _MANY = 24, 6, 60
"""So many runs of neighbours are named of the ports of a row; of more than `_MANY` ports so few."""


@dataclass(frozen=True, slots=True)
class PortRows:
    """The columns that say which ports rows are about; the cells of each row, and what stands below it."""

    columns: tuple[Column, ...]
    cells: tuple[tuple[str, ...], ...]
    below: tuple[str, ...]


def port_rows(sets: Sequence[Sequence[str]], order: Mapping[str, int]) -> PortRows:
    """How rows name their ports.

    Parameters
    ----------
    sets
        The ports of each row.
    order
        The place of each port in the file.
    """
    if all(len(ports) == 1 for ports in sets):
        return PortRows((Column("port", cut="middle"),), tuple((ports[0],) for ports in sets), ("",) * len(sets))
    named = [ranges(ports, order, most=_FEW_NAMED if len(ports) > _MANY else _MOST_NAMED) for ports in sets]
    if all(len(names) <= _SHORT for names in named):
        columns = (Column("ports", cut="middle"), Column("number", "right"))
        cells = zip(named, (f"{len(ports):,}" for ports in sets), strict=True)
        return PortRows(columns, tuple(cells), ("",) * len(sets))
    several = [len(ports) > 1 for ports in sets]
    first = (count(len(ports), "port") if many else ports[0] for ports, many in zip(sets, several, strict=True))
    below = (names if many else "" for names, many in zip(named, several, strict=True))
    return PortRows((Column("ports", cut="middle"),), tuple((cell,) for cell in first), tuple(below))
