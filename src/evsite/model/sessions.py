"""Sessions: vehicles that come to a site one after the other, with what they want and how long they stay."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from evsite.model.calendar import Calendar
    from evsite.model.taper import Taper


@dataclass(frozen=True, slots=True)
class Session:
    """A vehicle that comes to charge. Times are seconds since the origin of its list, by elapsed time.

    Without `leave_s` and `stay_s` it stays until the next session at its port, or to the end.
    """

    name: str
    """What the file calls it, or the place in the file: "line 12"."""
    arrive_s: float
    port: str | None = None
    """The port that it comes to; None for any free port."""
    leave_s: float | None = None
    """When it leaves, whether it has plugged in or still waits for a port."""
    stay_s: float | None = None
    """How long it stays from plugging in, instead of `leave_s`; it then waits for a port as long as `patience_s`."""
    patience_s: float | None = None
    """The longest that it waits for a port; None for until it leaves (for ever with `stay_s`)."""
    deadline_s: float | None = None
    """When its driver said that it would leave, for policies that go by that; None where only `leave_s` is known."""
    energy_kwh: float | None = None
    """What it wants; None for as much as it gets."""
    accept_a: float | None = None
    """The most that it draws from each line conductor; None for what the port can give."""
    taper: Taper | None = None
    """How it accepts less towards the end."""
    delivered_kwh: float | None = None
    """What the file says that it got, where it does: of a real session, under the management that was there."""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Sessions of a file that are not played, or not as they stand: why, how many, and the first few of them."""

    reason: str
    count: int
    examples: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    """The files that have them."""


@dataclass(frozen=True, slots=True)
class SessionSet:
    """Sessions in order of arrival (as in the file, where they arrive at once), and the clock that they go by."""

    sessions: tuple[Session, ...]
    calendar: Calendar
    slot_h: float | None = None
    """Time slot in which vehicles take turns; None for what the groups say."""
    until_s: float | None = None
    """When it ends; None for when nothing is left to happen."""
    left_out: tuple[LeftOut, ...] = ()
    notes: tuple[str, ...] = ()
    """What was assumed when it was read or made, and where it is from."""
