"""A scenario: vehicles that arrive, and what holds for all of them."""

from typing import Annotated, Literal

from pydantic import Field, PlainValidator, WithJsonSchema

from evsite.model.quantity import Quantity
from evsite.model.vehicles import Vehicle, VehicleError, find_vehicle, names_a_vehicle
from evsite.sitefile.quantities import QuantityError, read_quantity
from evsite.sitefile.quantity_types import PositiveKiloWattHours, QuantityIn, Slot
from evsite.sitefile.tables.base import Table, optional
from evsite.sitefile.wording import shown


def read_share(value: object) -> float:
    """A share above 0 and up to 1. Raises ValueError."""
    share: float | None = None
    if isinstance(value, str):
        try:
            share = read_quantity(value, "percent").value / 100 if "%" in value else float(value)
        except (QuantityError, ValueError):
            share = None
    elif isinstance(value, (int, float)) and not isinstance(value, bool):
        share = float(value)
    if share is None or not 0 < share <= 1:
        raise ValueError(f"found {shown(value)}, expected a share like 0.8, above 0 and up to 1")
    return share


Share = Annotated[float, PlainValidator(read_share), WithJsonSchema({"type": ["number", "string"], "examples": [0.8]})]
"""A share above 0 and up to 1, as a number or like "80 %"."""
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
    """What holds for a whole scenario."""

    day: str | None = optional("day of the first arrival, where that says none")
    slot: Slot | None = optional("longest that a turn in a rotation lasts")
    until: str | None = optional("when the scenario ends")


class ArrivalTable(TaperTable):
    """A vehicle that plugs in."""

    port: str = Field(description="where it plugs in", examples=["S1.1"])
    time: str = Field(description='when it plugs in, like "08:15" or "Mon 08:15"', examples=["08:15"])
    energy: PositiveKiloWattHours | None = optional("energy that it wants")
    accept: Accepted | None = optional("most that it accepts")
    leave: str | None = optional("when it leaves")
