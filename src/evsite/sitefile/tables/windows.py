"""Windows of the recurring local week: charging times, limits and loads by day and hour."""

from evsite.sitefile.quantity_types import Amps, AmpsOrPower, PowerAny
from evsite.sitefile.tables.base import Table, key, optional


class WindowTable(Table):
    """A window of the recurring local week."""

    days: str = key('days like "Mon-Fri", "weekdays", "Sat, Sun", "daily"', default="daily", example="Mon-Fri")
    from_: str = key('local time that it starts, like "06:00"', default="00:00", example="06:00", alias="from")
    to: str = key('local time that it ends; "24:00" is the end of the day', default="24:00", example="12:00")


class ScheduleTable(WindowTable):
    """A limit that holds in a window of the recurring local week."""

    limit: AmpsOrPower = key(
        "what the group may draw in the window; 0 is allowed", example="20 kW", unit="A, kW or kVA"
    )


class ProfileTable(WindowTable):
    """What another load draws in a window of the recurring local week."""

    current: Amps | None = optional(
        "current that it draws from each of its lines in the window", example="40 A", unit="A"
    )
    power: PowerAny | None = optional("power that it draws in all in the window", example="20 kW", unit="kW or kVA")
