"""How well one session was served."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from evsite.rounding import fits

if TYPE_CHECKING:
    from evsite.model.sessions import Session
    from evsite.studies.simulation.results import SessionOutcome

_HOUR_S = 3600


@dataclass(frozen=True, slots=True)
class SessionService:
    """What follows from one outcome.

    `served` is the share of what it wanted. `late_h` is the time from when it could have been full alone to when it
    was, or to its end if it never was; None for one that cannot be full. Who never has a port is late to when it would
    have left, and not at all where it does not say. Sessions that state no energy are never full, and have neither.
    """

    can_be_full: bool
    full: bool
    served: float | None
    waited_h: float
    late_h: float | None


def session_service(session: Session, outcome: SessionOutcome, until_s: float | None = None) -> SessionService:
    """How well a session was served.

    Parameters
    ----------
    session
        The session.
    outcome
        What it got.
    until_s
        When everything ended, where that was said.
    """
    free_s = outcome.end_s if outcome.plugged_s is None else outcome.plugged_s
    waited_h = max(0.0, free_s - session.arrive_s) / _HOUR_S
    wanted = outcome.wanted_kwh
    if wanted is None:
        return SessionService(can_be_full=False, full=False, served=None, waited_h=waited_h, late_h=None)
    full = outcome.full_s is not None or fits(wanted, outcome.energy_kwh)
    can_be_full = full or outcome.possible_full_s is not None or fits(wanted, outcome.possible_kwh)
    late_h = None
    full_s = _left_s(session, outcome, until_s) if outcome.full_s is None else outcome.full_s
    if can_be_full and full_s is not None:
        earliest_s = full_s if outcome.possible_full_s is None else outcome.possible_full_s
        late_h = max(0.0, full_s - earliest_s) / _HOUR_S
    served = 1.0 if full else outcome.energy_kwh / wanted
    return SessionService(can_be_full, full, served, waited_h, late_h)


def _left_s(session: Session, outcome: SessionOutcome, until_s: float | None) -> float | None:
    """When a vehicle left, or would have left had it found a port; None where nothing says it."""
    if outcome.plugged_s is not None:
        return outcome.end_s
    leave_s = session.leave_s
    if leave_s is None and session.stay_s is not None:
        leave_s = session.arrive_s + session.stay_s
    return leave_s if leave_s is None or until_s is None else min(leave_s, until_s)
