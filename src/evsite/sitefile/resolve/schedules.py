"""Windows of the week, resolved: limits by day and hour, charging times, and what other loads draw when."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from evsite.model.finding import Label
from evsite.model.remedy import REMOVE, Edit, added, remedy, when
from evsite.model.week import (
    LoadWindow,
    Stretch,
    WeekError,
    Window,
    overlap,
    read_clock,
    read_days,
    show_moment,
    stretches_of,
)
from evsite.sitefile import problems
from evsite.sitefile.wording import header_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evsite.model.finding import Path
    from evsite.model.quantity import Quantity
    from evsite.model.remedy import Way
    from evsite.sitefile.resolve.context import ResolveContext
    from evsite.sitefile.tables.sharing import GroupTable, LoadTable
    from evsite.sitefile.tables.windows import WindowTable


def resolve_schedule(context: ResolveContext, path: Path, table: GroupTable, *, amperes: bool) -> tuple[Window, ...]:
    """The schedule of a group; `amperes` says whether a limit in A means something for its members."""
    found = _stretches(context, (*path, "schedule"), table.schedule)
    windows = []
    for number, stretches in found:
        limit: Quantity = table.schedule[number].limit
        if limit.unit == "A" and not amperes:
            message = f"limit is {limit.text}, but the members hang on different supplies, or on none"
            place = (*path, "schedule", number, "limit")
            way = when(Edit(place, "20 kW"), "or another limit in kW")
            context.report(problems.GROUP_LIMIT, message, place, remedy=way)
            continue
        in_a = limit.unit == "A"
        limit_a, limit_kw = (limit.value, None) if in_a else (None, limit.value)
        windows.append(Window(stretches, limit_a, limit_kw, number, limit_apparent=limit.unit == "kVA"))
    return tuple(windows)


def resolve_charging(
    context: ResolveContext, path: Path, windows: Sequence[WindowTable] | None
) -> tuple[Stretch, ...] | None:
    """The stretches of the week in which charging is allowed; None without windows."""
    if windows is None:
        return None
    found = _stretches(context, (*path, "charging"), windows)
    return tuple(sorted(stretch for _, stretches in found for stretch in stretches))


def resolve_profile(
    context: ResolveContext, path: Path, table: LoadTable, legs: Sequence[str], kva_per_a: float
) -> tuple[LoadWindow, ...]:
    """What another load draws by day and hour, on these legs."""
    windows = []
    for number, stretches in _stretches(context, (*path, "profile"), table.profile):
        entry = table.profile[number]
        if (entry.current is None) == (entry.power is None):
            place = (*path, "profile", number)
            message = f"{header_of(place)} needs current or power, one of the two"
            way: Way = added(Edit((*place, "current"), "40 A"), "for instance")
            if entry.current is not None:
                way = Edit((*place, "power"), REMOVE)
            context.report(problems.MISSING_KEY, message, place, anchor="header", remedy=way)
            continue
        if entry.current is not None:
            amps = entry.current.value
        else:
            assert entry.power is not None
            amps = entry.power.value / kva_per_a
        windows.append(LoadWindow(stretches, dict.fromkeys(legs, amps), amps * kva_per_a))
    return tuple(windows)


def _stretches(
    context: ResolveContext, path: Path, windows: Sequence[WindowTable]
) -> list[tuple[int, tuple[Stretch, ...]]]:
    """The stretches of each window by its number; what cannot be read or overlaps is reported and left out."""
    found: list[tuple[int, tuple[Stretch, ...]]] = []
    for number, window in enumerate(windows):
        stretches = _read(context, (*path, number), window)
        if stretches is None:
            continue
        for earlier, others in found:
            both = overlap(stretches, others)
            if both is not None:
                context.report(
                    problems.OVERLAPPING_WINDOWS,
                    f"two windows of {header_of(path)} hold on {show_moment(both.start)}",
                    (*path, number),
                    anchor="header",
                    labels=(Label((*path, earlier), "the other window", "header"),),
                    remedy=remedy("let one end where the other starts", Edit((*path, number), REMOVE)),
                )
                break
        else:
            found.append((number, stretches))
    return found


def _read(context: ResolveContext, path: Path, window: WindowTable) -> tuple[Stretch, ...] | None:
    found: dict[str, Any] = {}
    for key, text, read in (
        ("days", window.days, read_days),
        ("from", window.from_, partial(read_clock, starts=True)),
        ("to", window.to, read_clock),
    ):
        try:
            found[key] = read(text)
        except WeekError as error:
            context.report(problems.BAD_VALUE, f"{key}: {error}", (*path, key))
    if len(found) < 3:
        return None
    if found["from"] == found["to"]:
        message = f"the window from {window.from_} to {window.to} is empty"
        whole = [Edit((*path, "from"), "00:00"), Edit((*path, "to"), "24:00")]
        context.report(problems.BAD_VALUE, message, (*path, "to"), remedy=when(whole, "for a whole day"))
        return None
    return stretches_of(found["days"], found["from"], found["to"])
