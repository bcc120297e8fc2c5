"""Sessions by minutes of a week that begins on a Monday, for tests that play a few of them."""

from evsite.metering.zones import UTC_ZONE
from evsite.model.calendar import Calendar
from evsite.model.sessions import Session, SessionSet

MONDAY = Calendar(4 * 86_400, UTC_ZONE, dated=False)


def by_minutes(*rows, until_min=None, slot_h=None):
    """A set of sessions from (port, minute, kWh, A, minute of leaving, taper), each as far as it goes."""
    sessions = (session(f"v{number}", *row) for number, row in enumerate(rows))
    return SessionSet(tuple(sessions), MONDAY, slot_h, None if until_min is None else 60.0 * until_min)


def session(name, port, at_min, energy_kwh=None, accept_a=None, leave_min=None, taper=None):
    """One session."""
    leave_s = None if leave_min is None else 60.0 * leave_min
    return Session(name, 60.0 * at_min, port, leave_s, energy_kwh=energy_kwh, accept_a=accept_a, taper=taper)
