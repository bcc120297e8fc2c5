"""Types of the keys that hold a quantity: read from its text, refused in plain words, described to editors."""

from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, core_schema

from evsite.codebook.formulas import LEAST_IMPEDANCE_PERCENT, MOST_IMPEDANCE_PERCENT
from evsite.model.quantity import Dimension, Quantity
from evsite.sitefile.equipment_quantities import read_breaker, read_impedance, read_slot
from evsite.sitefile.quantities import read_quantity
from evsite.sitefile.quantity_errors import QuantityError
from evsite.sitefile.quantity_units import example_of
from evsite.sitefile.trade import read_breaker_text


@dataclass(frozen=True)
class QuantityIn:
    """Marks a key as a quantity of one of the dimensions; `positive` refuses zero too."""

    dimensions: tuple[Dimension, ...]
    positive: bool = False

    @property
    def bounds(self) -> str:
        """Which of them will do, in words."""
        if "temperature" in self.dimensions:
            return "from -273.15 degC on"
        return "above zero" if self.positive else "zero or more"

    def read(self, value: object) -> Quantity:
        """Read a raw value of the file; a `Quantity` passes as it is. Raises QuantityError."""
        return value if isinstance(value, Quantity) else read_quantity(value, self.dimensions, positive=self.positive)

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:  # noqa: ANN401
        """Read with `read`, write the text as it was written."""
        return core_schema.no_info_plain_validator_function(
            self.read, serialization=core_schema.plain_serializer_function_ser_schema(str)
        )

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """A string with a unit, for editors."""
        more = "|^\\s*[0-9].*['\"′″’”]\\s*$" if "length" in self.dimensions else ""
        sign = "[+−-]?" if "temperature" in self.dimensions else r"\+?"
        return {
            "type": "string",
            "examples": [example_of(dimension) for dimension in self.dimensions],
            "pattern": rf"^\s*{sign}\s*[0-9.,]+([eE][+-]?[0-9]+)?\s*[^0-9.,\s].*${more}",
        }


class SlotIn(QuantityIn):
    """Marks a key as the length of a turn."""

    @property
    def bounds(self) -> str:
        """Which of them will do, in words."""
        return "from 1 min to 24 h"

    def read(self, value: object) -> Quantity:
        """Read a raw value of the file; a `Quantity` passes as it is. Raises QuantityError."""
        return value if isinstance(value, Quantity) else read_slot(value)


class ImpedanceIn(QuantityIn):
    """Marks a key as the impedance of a transformer."""

    @property
    def bounds(self) -> str:
        """Which of them will do, in words."""
        return f"from {LEAST_IMPEDANCE_PERCENT:g} % to {MOST_IMPEDANCE_PERCENT:g} %"

    def read(self, value: object) -> Quantity:
        """Read a raw value of the file; a `Quantity` passes as it is. Raises QuantityError."""
        return value if isinstance(value, Quantity) else read_impedance(value)


class BreakerIn(QuantityIn):
    """Marks a key as the rating of a breaker, which may say its poles too."""

    def read(self, value: object) -> Quantity:
        """Read a raw value of the file; a `Quantity` passes as it is. Raises QuantityError."""
        return value if isinstance(value, Quantity) else read_breaker(value)

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """A string with a unit or poles, for editors."""
        return {"type": "string", "examples": ["40 A", "40A 2P", "2P40", "400AF/350AT"], "pattern": "[0-9]"}


class DeviceIn(BreakerIn):
    """Marks a key as the rating of a device whose poles follow from its system."""

    def read(self, value: object) -> Quantity:
        """Read a raw value of the file; a `Quantity` passes as it is. Raises QuantityError."""
        quantity = super().read(value)
        stated = read_breaker_text(quantity.text)
        if stated is not None and stated.poles is not None:
            reason = f"'{quantity.text}' says poles too, which follow from the voltage system here"
            raise QuantityError(f"{reason}, expected a current", reason, [f"{stated.current} A"], "a current")
        return quantity


Breaker = Annotated[Quantity, BreakerIn(("current",), positive=True)]
Device = Annotated[Quantity, DeviceIn(("current",), positive=True)]
Slot = Annotated[Quantity, SlotIn(("time",), positive=True)]
Impedance = Annotated[Quantity, ImpedanceIn(("percent",), positive=True)]
Amps = Annotated[Quantity, QuantityIn(("current",))]
Feet = Annotated[Quantity, QuantityIn(("length",))]
Celsius = Annotated[Quantity, QuantityIn(("temperature",))]
Percent = Annotated[Quantity, QuantityIn(("percent",))]
Miles = Annotated[Quantity, QuantityIn(("distance",))]
Hours = Annotated[Quantity, QuantityIn(("time",))]
AmpsOrPower = Annotated[Quantity, QuantityIn(("current", "power", "apparent_power"))]
PowerAny = Annotated[Quantity, QuantityIn(("power", "apparent_power"))]

PositiveAmps = Annotated[Quantity, QuantityIn(("current",), positive=True)]
PositiveVolts = Annotated[Quantity, QuantityIn(("voltage",), positive=True)]
PositiveKiloWatts = Annotated[Quantity, QuantityIn(("power",), positive=True)]
PositiveKiloWattHours = Annotated[Quantity, QuantityIn(("energy",), positive=True)]
PositiveAmpsOrKva = Annotated[Quantity, QuantityIn(("current", "apparent_power"), positive=True)]
PositiveAmpsOrPower = Annotated[Quantity, QuantityIn(("current", "power", "apparent_power"), positive=True)]
PositivePower = Annotated[Quantity, QuantityIn(("power", "apparent_power"), positive=True)]
PositiveFeet = Annotated[Quantity, QuantityIn(("length",), positive=True)]
PositiveArea = Annotated[Quantity, QuantityIn(("area",), positive=True)]
PositiveHours = Annotated[Quantity, QuantityIn(("time",), positive=True)]
PositiveMiles = Annotated[Quantity, QuantityIn(("distance",), positive=True)]
PositiveMilesPerKwh = Annotated[Quantity, QuantityIn(("energy_range",), positive=True)]
