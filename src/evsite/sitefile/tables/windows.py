"""Windows of the recurring local week: charging times, limits and loads by day and hour."""

from pydantic import Field

from evsite.sitefile.quantity_types import Amps, AmpsOrPower, PowerAny
from evsite.sitefile.tables.base import Table, optional


class WindowTable(Table):
    """A window of the recurring local week."""

    days: str = Field(default="daily", description='days like "Mon-Fri", "weekdays", "Sat, Sun", "daily"')
    from_: str = Field(default="00:00", alias="from", description='local time that it starts, like "06:00"')
    to: str = Field(default="24:00", description='local time that it ends; "24:00" is the end of the day')


class ScheduleTable(WindowTable):
    """A limit that holds in a window of the recurring local week."""

    limit: AmpsOrPower = Field(description="what the group may draw in the window; 0 is allowed [A, kW or kVA]")


class ProfileTable(WindowTable):
    """What another load draws in a window of the recurring local week."""

    current: Amps | None = optional("current that it draws from each of its lines in the window [A]")
    power: PowerAny | None = optional("power that it draws in all in the window [kW or kVA]")
