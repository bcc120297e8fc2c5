"""Which columns of load are read, where a file has several."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.metering.errors import DataError, OptionValue
from evsite.metering.plan_by_names import LOADS
from evsite.metering.plans import normal
from evsite.metering.reading_words import named, one_or_all, quoted
from evsite.metering.series import Note
from evsite.metering.ways_out import load_ways
from evsite.metering.whole_load import total_column

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evsite.metering.options import ReadingOptions
    from evsite.metering.plans import ValuePlan
    from evsite.metering.readings import Reading


def load_columns(
    load: list[Reading], readings: Sequence[Reading], options: ReadingOptions, notes: list[Note]
) -> list[Reading]:
    """The columns to read, where there are several."""
    if options.column:
        wanted = {normal(name) for name in options.column}
        load = [each for each in load if normal(each.column.name) in wanted] or load
        require_units(load)
        return load
    whole = [each for each in load if each.group.plan.layout is not None and each.column.whole]
    if whole:
        require_units(whole)
        _require_one_of_each(whole)
        return _best(whole, notes, added=True)
    known = [each for each in load if each.unit is not None]
    if not known:
        require_units(load)
    left = dict.fromkeys(each.column.name for each in load if each.unit is None)
    if left and known:
        notes.append(Note("columns", "info", f"{named(left)} not read: no unit"))
    return _best(known, notes, added=False, parts=[each for each in readings if each.role == "part"])


def _require_one_of_each(whole: Sequence[Reading]) -> None:
    """Refuse the columns of load of a layout where they are no phases of one supply, and no loads that add up.

    Raises
    ------
    DataError
        A column or a phase is there twice (two devices), or currents are not distinguished by phase.
    """
    columns = list(dict.fromkeys(each.column for each in whole))
    names_there = [normal(column.name) for column in columns]
    twice = next((name for name in names_there if names_there.count(name) > 1), None)
    if twice is not None:
        raise DataError(f"{names_there.count(twice)} columns are called {quoted(twice)}, expected one", about="data")
    legs = [column.leg for column in columns]
    currents = any(each.unit is not None and each.unit.measure == "A" for each in whole)
    if len(columns) == 1 or (len(set(legs)) == len(legs) if any(legs) or currents else True):
        return
    devices: list[list[ValuePlan]] = [[]]
    for column in columns:
        if not column.leg or column.leg in {other.leg for other in devices[-1]}:
            devices.append([])
        devices[-1].append(column)
    ways = [tuple(OptionValue("column", column.name) for column in device) for device in devices if device]
    if not currents:
        # all devices first: that is never less
        ways = [tuple(OptionValue("column", column.name) for column in columns), *ways]
    names = named([column.name for column in columns], "or")
    raise DataError(
        f"{names} could be the load: they are not one supply by phase", about="column", ways_out=tuple(ways)
    )


def require_units(load: Sequence[Reading]) -> None:
    """Refuse readings that have no unit.

    Raises
    ------
    DataError
        There are some; the ways out name units, or a column and its unit.
    """
    without = [each for each in load if each.unit is None]
    if not without:
        return
    names = dict.fromkeys(each.column.name for each in without)
    # a state that holds until the next one is no energy
    held = without[0].group.plan.form == "changes"
    units = tuple(OptionValue("unit", unit) for unit in (("W", "kW", "A") if held else ("kWh", "kW", "Wh", "W", "A")))
    message = f"no unit in {named(names)}, nor beside or above"
    legs = [each.column.leg for each in without]
    if len(names) > 1 and not (all(legs) and len(set(legs)) == len(legs)):
        # which of them, and in which unit, are two things to say
        ways = load_ways(list(names))
        raise DataError(f"{message}; several columns could be the load", about="column", ways_out=ways)
    raise DataError(message, about="unit", ways_out=(*units, *load_ways(without[0].group.plan.loads)))


def _best(load: list[Reading], notes: list[Note], *, added: bool, parts: Sequence[Reading] = ()) -> list[Reading]:
    """Amperes before kVA, kW and energy: what comes nearest to the rating of a conductor; then the whole of it."""
    for measure in LOADS:
        same = [each for each in load if each.unit is not None and each.unit.measure == measure]
        if not same:
            continue
        same = same if added else _whole(same)
        left = dict.fromkeys(
            each.column.name for each in [*load, *parts] if each.column not in {e.column for e in same}
        )
        if left:
            notes.append(
                Note(
                    "columns",
                    "info",
                    f"{named(left)} not read, {named(dict.fromkeys(e.column.name for e in same))} is",
                )
            )
        return same
    raise DataError("no column of load with a unit")


def _whole(same: list[Reading]) -> list[Reading]:
    """Of several columns in one measure those that are all of the load: phases, or the total beside its parts."""
    columns = list(dict.fromkeys(each.column for each in same))
    if len(columns) == 1:
        return same
    legs = [column for column in columns if column.leg and not column.about]
    if len({column.leg for column in legs}) == len(legs) > 1:
        others = [column for column in columns if column not in legs]
        if all(not column.about for column in others):
            # a total beside its phases says less
            return [each for each in same if each.column in legs]
    total = total_column(same, columns)
    if total is not None:
        return [each for each in same if each.column == total]
    names = [column.name for column in columns]
    raise DataError(f"{named(names, 'or')} could be the load", about="column", ways_out=one_or_all("column", names))
