"""Which sessions are played: stays that cannot be, the time that is asked for, vehicles at one port at once."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from evsite.model.remedy import Edit, when
from evsite.model.week import DAY_MIN
from evsite.sitefile import problems
from evsite.sitefile.sessions.dated_rows import UNREADABLE, WITHOUT_ROW
from evsite.sitefile.sessions.row_files import Skipped
from evsite.sitefile.wording import shown
from evsite.words import count

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evsite.model.calendar import Calendar
    from evsite.model.remedy import Remedy, Way
    from evsite.sitefile.sessions.clock import InstantRow, TimedRow
    from evsite.sitefile.sessions.options import Overlaps, Unfit

_Row = TypeVar("_Row", bound="InstantRow")
ENDED_EARLIER = "ended when the next one comes to the port, earlier than the file says"
LEFT_OUT_AT_ONE_PORT = "at a port where another one still stands"
BEFORE = "before the time that is asked for"
AFTER = "at the end of the time that is asked for or later"


def with_possible_stays(rows: Sequence[TimedRow], calendar: Calendar, bad_rows: Unfit) -> list[TimedRow]:
    """Rows without those that leave before they come, which are refused or left out."""
    kept = []
    for row in rows:
        if row.leave_s is None or row.leave_s >= row.arrive_s:
            if row.leave_s is None or row.raw.stay_s is None or abs(row.leave_s - row.arrive_s - row.raw.stay_s) < 60:
                kept.append(row)
                continue
            message = f"{row.raw.title} stays until {_shown(calendar, row.leave_s)}, which is not how long it stays"
        else:
            moments = _shown(calendar, row.leave_s), _shown(calendar, row.arrive_s)
            message = f"leaves at {moments[0]}, before it comes at {moments[1]}{_skipped(row, calendar)}"
        if bad_rows == "skip":
            row.raw.file.skip(UNREADABLE, f"{row.raw.title}: {message}")
        else:
            row.raw.file.report(problems.BAD_VALUE, row.raw.row, "leave", message, WITHOUT_ROW)
    return kept


def _skipped(row: TimedRow, calendar: Calendar) -> str:
    """What the file says of an arrival, where the clock skips that time."""
    wall_s, offset_s = row.raw.arrive
    if offset_s is not None or int(calendar.wall_s(row.arrive_s - calendar.origin_s)) == wall_s:
        return ""
    hours, minutes = divmod(wall_s // 60 % DAY_MIN, 60)
    return f" (written as {hours:02d}:{minutes:02d}, in the hour that the clock skips)"


def within(rows: Sequence[_Row], since_s: int | None, until_s: int | None) -> list[_Row]:
    """Rows that come from a moment on and before another; the others are counted."""
    kept = []
    for row in rows:
        if since_s is not None and row.arrive_s < since_s:
            row.raw.file.skip(BEFORE, row.raw.title)
        elif until_s is not None and row.arrive_s >= until_s:
            row.raw.file.skip(AFTER, row.raw.title)
        else:
            kept.append(row)
    return kept


def alone_at_ports(rows: Sequence[TimedRow], calendar: Calendar, overlaps: Overlaps) -> tuple[list[TimedRow], Skipped]:
    """Rows in order of arrival, never two at one port at once.

    Returns
    -------
    tuple[list[TimedRow], Skipped]
        The rows, and those that leave earlier than the file says.
    """
    kept: list[TimedRow] = []
    ended = Skipped()
    at_port: dict[str, int] = {}
    for row in rows:
        port = row.raw.port
        place = None if port is None else at_port.get(port)
        before = None if place is None else kept[place]
        if before is not None and before.end_s is not None and before.end_s > row.arrive_s:
            assert port is not None
            assert place is not None
            if overlaps == "skip":
                row.raw.file.skip(LEFT_OUT_AT_ONE_PORT, f"{row.raw.title} at {shown(port)}")
                continue
            if overlaps == "end-earlier":
                ended.add(f"{before.raw.title} at {shown(port)}")
                filename = before.raw.file.document.filename
                if filename not in ended.files:
                    ended.files.append(filename)
                kept[place] = replace(before, leave_s=row.arrive_s, raw=replace(before.raw, stay_s=None))
            else:
                _refuse(row, before, calendar)
        if port is not None:
            at_port[port] = len(kept)
        kept.append(row)
    return kept, ended


def _refuse(row: TimedRow, before: TimedRow, calendar: Calendar) -> None:
    assert before.end_s is not None
    until = _shown(calendar, before.end_s)
    came = f"the vehicle of {_shown(calendar, before.arrive_s)} ({before.raw.title})"
    message = f"port {row.raw.port} is taken until {until} by {came}"
    path, span = row.raw.file.place_of(row.raw.row, "time")
    way: Way | Remedy = "end the earlier stay then, or leave the later one out: --overlaps end-earlier, or skip"
    if path and span is None and not calendar.dated:
        way = when(Edit(path, until), "or later, or use another port")
    row.raw.file.report(problems.CONFLICT, row.raw.row, "port", message, way)


def _shown(calendar: Calendar, instant_s: float) -> str:
    return calendar.show(instant_s - calendar.origin_s)


def zero_stays(rows: Sequence[TimedRow]) -> list[str]:
    """A note on vehicles that leave in the second in which they come."""
    number = sum(row.end_s == row.arrive_s for row in rows)
    if not number:
        return []
    return [
        f"{count(number, 'session')} of no length: the vehicle leaves in the second in which it comes, with nothing"
    ]
