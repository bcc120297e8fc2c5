"""What a vehicle needs, by any of the ways in which a row says it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class NeedCells:
    """What the cells of a row say of the energy that a vehicle needs; None for what they do not say.

    Shares of the battery are from 0 to 1, `target` also above; `reserve` is what is left when its trip ends.
    """

    energy_kwh: float | None = None
    soc: float | None = None
    target: float | None = None
    battery_kwh: float | None = None
    miles: float | None = None
    mi_per_kwh: float | None = None
    reserve: float | None = None


@dataclass(frozen=True, slots=True)
class Need:
    """What a vehicle needs, at its battery, and what it is asked to take beyond a full one."""

    need_kwh: float
    over_kwh: float = 0.0
    soc: float | None = None
    target_soc: float | None = None
    battery_kwh: float | None = None


class NeedError(ValueError):
    """Raised where a row does not say what a vehicle needs, or says it twice; `role` is the column to blame."""

    def __init__(self, role: str, message: str, *, missing: bool = False) -> None:
        self.role = role
        self.missing = missing
        super().__init__(message)


def need_of(cells: NeedCells, fleet_target: float | None, usual_mi_per_kwh: float) -> Need:
    """The need of a row.

    Parameters
    ----------
    cells
        What the row says.
    fleet_target
        State of charge that vehicles of the fleet leave with, where the row says nothing else.
    usual_mi_per_kwh
        Miles for each kWh, where the row says nothing else.

    Raises
    ------
    NeedError
        The row says nothing, too little, or two things.
    """
    said = {"energy": cells.energy_kwh, "miles": cells.miles, "target": cells.target}
    ways = [name for name, value in said.items() if value is not None]
    if len(ways) > 1:
        titles = {"energy": "energy_kwh", "miles": "miles", "target": "target_soc"}
        message = f"{titles[ways[0]]} and {titles[ways[1]]} both say what the vehicle needs, keep one of them"
        raise NeedError(ways[1], message)
    if cells.reserve is not None and (cells.miles is None or cells.soc is None or cells.battery_kwh is None):
        message = "a reserve is left over after a trip: it needs miles, soc and battery_kwh in the row"
        raise NeedError("reserve", message, missing=True)
    if cells.energy_kwh is not None:
        return _capped(cells.energy_kwh, cells, None)
    if cells.miles is not None:
        return _of_miles(cells, cells.miles / (cells.mi_per_kwh or usual_mi_per_kwh))
    return _of_charge(cells, fleet_target)


def _of_miles(cells: NeedCells, trip_kwh: float) -> Need:
    """The energy of the trip that comes, less what the battery has where that is known."""
    if cells.soc is None or cells.battery_kwh is None:
        return _capped(trip_kwh, cells, None)
    held_kwh = cells.soc * cells.battery_kwh
    wanted_kwh = trip_kwh + (cells.reserve or 0.0) * cells.battery_kwh
    return _capped(max(0.0, wanted_kwh - held_kwh), cells, min(1.0, wanted_kwh / cells.battery_kwh))


def _of_charge(cells: NeedCells, fleet_target: float | None) -> Need:
    target = fleet_target if cells.target is None else cells.target
    if cells.soc is None or cells.battery_kwh is None:
        lacking = [title for title, value in (("soc", cells.soc), ("battery_kwh", cells.battery_kwh)) if value is None]
        if len(lacking) == 2 and cells.target is None:
            message = "nothing says what the vehicle needs: energy_kwh, miles, or soc with battery_kwh"
            raise NeedError("vehicle", message, missing=True)
        beside = "soc" if cells.soc is not None else "battery_kwh" if cells.battery_kwh is not None else "target_soc"
        raise NeedError(
            "soc" if cells.soc is not None else "battery" if cells.battery_kwh is not None else "target",
            f"{beside} needs {' and '.join(lacking)} beside it",
            missing=True,
        )
    if target is None:
        message = "soc needs target_soc beside it, or a fleet of the site file that has one"
        raise NeedError("soc", message, missing=True)
    return _capped(max(0.0, target - cells.soc) * cells.battery_kwh, cells, target)


def _capped(wanted_kwh: float, cells: NeedCells, target: float | None) -> Need:
    """What is wanted, as far as the battery has room for it; what its charge is then, where that is known."""
    soc, battery_kwh = cells.soc, cells.battery_kwh
    room_kwh = None if battery_kwh is None else (1.0 - (soc or 0.0)) * battery_kwh
    need_kwh = wanted_kwh if room_kwh is None else min(wanted_kwh, room_kwh)
    if target is None and soc is not None and battery_kwh is not None:
        target = min(1.0, soc + need_kwh / battery_kwh)
    return Need(need_kwh, wanted_kwh - need_kwh, soc, None if target is None else min(1.0, target), battery_kwh)
