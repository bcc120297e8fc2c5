"""Sessions that a person writes: vehicles that come to a site, what they want, and what holds for all of them."""

from typing import Annotated, Literal

from pydantic import Field, PlainValidator, WithJsonSchema

from evsite.model.quantity import Quantity
from evsite.model.vehicles import Vehicle, VehicleError, find_vehicle, names_a_vehicle
from evsite.sitefile.durations import read_duration_s
from evsite.sitefile.quantity_types import PositiveKiloWattHours, QuantityIn, Slot
from evsite.sitefile.share_type import Share
from evsite.sitefile.tables.base import Table, optional

_MOST = QuantityIn(("current", "power"), positive=True)


def read_accepted(value: object) -> Quantity | Vehicle:
    """What a vehicle accepts, as a quantity or as a vehicle of the list. Raises ValueError."""
    if isinstance(value, str) and names_a_vehicle(value):
        try:
            return find_vehicle(value)
        except VehicleError as error:
            raise ValueError(f"{error}; a current does as well, like 32 A") from None
    return _MOST.read(value)


Accepted = Annotated[
    Quantity | Vehicle,
    PlainValidator(read_accepted),
    WithJsonSchema({"type": "string", "examples": ["32 A", "Bolt EV"]}),
]
"""What a vehicle accepts: a current, a power, or what the vehicle of the list takes that is named."""


class TaperTable(Table):
    """How the current of a vehicle goes down towards the end."""

    taper_from: Share | None = optional("share of its energy from which a vehicle takes less")
    taper_to: Share | None = optional("share of its current that it takes at the end")
    taper: Literal["linear", "step"] | None = optional("whether the current goes down by and by, or at once")


class ScenarioTable(TaperTable):
    """What holds for all sessions of a file: its table `[scenario]`."""

    day: str | None = optional("day of the first arrival, where that says none")
    slot: Slot | None = optional("longest that a turn in a rotation lasts")
    until: str | None = optional("when the scenario ends")


DurationS = Annotated[
    float, PlainValidator(read_duration_s), WithJsonSchema({"type": "string", "examples": ["3 h", "01:30:00"]})
]
"""Seconds of a duration like "3 h"."""


class AnySessionTable(TaperTable):
    """A vehicle that comes to charge, at a port or at any that is free."""

    port: str | None = optional("port or station of one port that it comes to", example="S1.1")
    time: str = Field(
        description='when it comes, like "2019-06-01 08:05:00-07:00", "Mon 08:05" or "08:05"', examples=["Mon 08:05"]
    )
    energy: PositiveKiloWattHours | None = optional("energy that it wants", otherwise="all that it gets")
    accept: Accepted | None = optional("most that it accepts", otherwise="what the port can give")
    leave: str | None = optional("when it leaves, like time", example="17:00", otherwise="when the next one comes")
    stay: DurationS | None = optional("how long it stays from plugging in, instead of leave", example="8 h")
    patience: DurationS | None = optional("longest that it waits for a port", example="30 min")
    deadline: str | None = optional("when its driver said that it would leave, like time", example="16:30")
    delivered: PositiveKiloWattHours | None = optional("energy that a real session got")
    name: str | None = optional("what it is called", example="Van 3")


class PortSessionTable(AnySessionTable):
    """A vehicle that comes to one port."""

    port: str = Field(description="port or station of one port that it comes to", examples=["S1.1"])
