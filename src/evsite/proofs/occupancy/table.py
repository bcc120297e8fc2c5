"""The occupancy table, every row of it or those that describe its curve."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from evsite.proofs.occupancy.best import MOST_MOVED
from evsite.proofs.occupancy.results import ShownRows
from evsite.proofs.occupancy.rows import Rows
from evsite.proofs.occupancy.thinning import CLOSE, thinned

if TYPE_CHECKING:
    from collections.abc import Iterable

    from evsite.model.site import Site
    from evsite.proofs.occupancy.results import OccupancyRow, PlacementResult

MOST_WHOLE = 100
"""Up to so many numbers of vehicles every row is shown."""
_MOST_IN_TURNS = 100
"""Up to so many ports every number of vehicles that take turns is shown."""
_PLACED_IN_TURNS, _FEWEST_SHOWN, _MOST_REPORTED = 20_000, 6, 24
"""Beyond, so many numbers that all their placements have about so many ports."""


def occupancy_table(
    site: Site, vehicles: Iterable[int] | None = None, *, upto: int | None = None
) -> tuple[OccupancyRow, ...]:
    """The least that any vehicle gets, in the worst, a balanced and the best placement of each number of vehicles.

    Parameters
    ----------
    site
        The site.
    vehicles
        Numbers of vehicles; default every one from 1 to the number of ports. On a large site only some of
        the numbers at which vehicles take turns, since each of these takes a rotation of its own.
    upto
        The largest number of vehicles by default.

    Returns
    -------
    tuple[OccupancyRow, ...]
        A row for each number, in their order. The worst is exact where `worst_bound_a` equals it, which it does at any
        size as long as no minimum binds and all ports weigh the same; the best where `best_bound_a` does.

    Raises
    ------
    ValueError
        For a number of vehicles below 1 or above the number of ports.
    """
    wanted = _up_to(site, upto) if vehicles is None else list(vehicles)
    if not wanted:
        return ()
    rows = Rows(site, wanted)
    if vehicles is None:
        plain, turning = _parted(site, rows, wanted)
        wanted = sorted([*plain, *turning])
    return tuple(rows.of(number).row(number) for number in wanted)


def rows_to_show(site: Site, *, upto: int | None = None) -> ShownRows:
    """The rows of the occupancy table that describe its curve: all of a short one, at most some dozens of a long one.

    Kept are the first and the last row, those at which something else limits the worst placement, and as many between
    that the figures of the others lie close to straight lines.

    Parameters
    ----------
    site
        The site.
    upto
        The largest number of vehicles; default the number of ports.

    Returns
    -------
    ShownRows
        The rows, and what is known of those left out.
    """
    wanted = _up_to(site, upto)
    if not wanted:
        return ShownRows((), 0)
    rows = Rows(site, wanted)
    plain, turning = _parted(site, rows, wanted)
    rows_kept, found = plain, None
    if len(plain) > MOST_WHOLE:
        figures = rows.figures(np.array(plain, dtype=np.int64))
        found = thinned(figures)
        rows_kept = [plain[index] for index in found.kept.tolist()]
    numbers = sorted([*rows_kept, *turning])
    if len(site.ports) > MOST_MOVED:
        rows.narrow(numbers)
    return ShownRows(
        rows=tuple(rows.of(number).row(number) for number in numbers),
        left_out=len(wanted) - len(numbers),
        thinned=0 if found is None else len(plain) - len(rows_kept),
        within=0.0 if found is None else max(CLOSE, found.within),
        every_change=found is None or found.every_change,
        turning_after=_turning_after(wanted, plain, turning),
    )


def all_rows(site: Site, *, upto: int | None = None) -> ShownRows:
    """Every row of the occupancy table, however long it takes: each number at which vehicles take turns is a rotation.

    Parameters
    ----------
    site
        The site.
    upto
        The largest number of vehicles; default the number of ports.
    """
    return ShownRows(occupancy_table(site, _up_to(site, upto)), 0)


def balanced_placement(site: Site, vehicles: int) -> PlacementResult:
    """The least that any vehicle gets in the balanced placement: that of the row of the occupancy table.

    Far less work than the row, which asks for the worst and the best of all placements.

    Parameters
    ----------
    site
        The site.
    vehicles
        How many vehicles.

    Raises
    ------
    ValueError
        For a number of vehicles below 1 or above the number of ports.
    """
    return Rows(site, [vehicles], balanced_only=True).of(vehicles).balanced_result(vehicles)


def _up_to(site: Site, upto: int | None) -> list[int]:
    return list(range(1, (len(site.ports) if upto is None else min(upto, len(site.ports))) + 1))


def _parted(site: Site, rows: Rows, wanted: list[int]) -> tuple[list[int], list[int]]:
    """The numbers at which no port takes turns, and those shown of the others: evenly spread on a large site."""
    plain = rows.plain(np.array(wanted, dtype=np.int64))
    steady = [number for number, equal in zip(wanted, plain.tolist(), strict=True) if equal]
    turning = [number for number, equal in zip(wanted, plain.tolist(), strict=True) if not equal]
    if turning and len(site.ports) > _MOST_IN_TURNS:
        some = max(_FEWEST_SHOWN, min(_MOST_REPORTED, _PLACED_IN_TURNS // len(site.ports)))
        kept = {round(place) for place in np.linspace(0, len(turning) - 1, some)}
        turning = [turning[place] for place in sorted(kept)]
    return steady, turning


def _turning_after(wanted: list[int], plain: list[int], turning: list[int]) -> int | None:
    """Beyond how many vehicles only some of the numbers at which they take turns are shown; None for all."""
    if len(plain) + len(turning) == len(wanted):
        return None
    return min(turning) - 1
