"""A session that a person writes: a vehicle that comes to a site, and what it wants."""

from typing import Annotated

from pydantic import Field, PlainValidator, WithJsonSchema

from evsite.sitefile.durations import read_duration_s
from evsite.sitefile.quantity_types import PositiveKiloWattHours
from evsite.sitefile.tables.base import optional
from evsite.sitefile.tables.scenario import Accepted, TaperTable

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
