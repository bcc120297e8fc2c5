"""A dwelling whose load is calculated: its floor, its appliances, what heats and cools it."""

from typing import Annotated, Literal

from pydantic import Field

from evsite.codebook.dwelling_loads import ApplianceKind
from evsite.sitefile.quantity_types import PositiveAmpsOrPower, PositiveArea, PositivePower, PositiveVolts
from evsite.sitefile.tables.base import Table, key, optional
from evsite.sitefile.value_types import StatedText

HowMany = Annotated[int, Field(ge=1, le=100)]
Circuits = Annotated[int, Field(ge=0, le=100)]


class NameplateTable(Table):
    """What all equipment of a dwelling has: a nameplate, and whether it is there."""

    name: StatedText | None = optional(
        "what rows of the calculation call it", example="wall oven", otherwise="its kind"
    )
    rating: PositiveAmpsOrPower = key(
        "nameplate of one, in kW, kVA or A; kW count as kVA", example="4500 VA", unit="A, kW or kVA"
    )
    volts: PositiveVolts | None = optional("its voltage; a nameplate in amperes needs it", example="240 V", unit="V")
    count: HowMany = key("how many alike", default=1, example=2)
    new: bool = key("whether it is to be added to an existing dwelling", default=False)


class ApplianceTable(NameplateTable):
    """Alike appliances."""

    kind: ApplianceKind = key("what it is; ranges, ovens, cooktops and dryers have sections of their own")
    fastened: bool = key("whether it is fastened in place", default=True)
    motor: bool = key("whether it is a motor", default=False)


class CoolingTable(NameplateTable):
    """Alike air conditioners; a heat pump belongs with the heating."""


class HeatingTable(NameplateTable):
    """Alike units of electric space heating."""

    kind: Literal["heat-pump", "central", "separate", "thermal-storage"] = key(
        "a heat pump, a central heater, heaters with a control each, or thermal storage"
    )
    supplemental: PositivePower | None = optional(
        "supplemental electric heat of one heat pump", example="10 kW", unit="kW or kVA"
    )
    together: bool = key("whether compressor and supplemental heat can run at one time", default=True)


class DwellingTable(Table):
    """A dwelling: from this the load of its service is calculated, with the charging equipment of the site."""

    on: str | None = optional("the service that it is on", example="Main", otherwise="the only one that there is")
    area: PositiveArea = key(
        "floor area by outside dimensions, without open porches, garages and spaces that cannot be finished",
        example="2000 ft2",
        unit="ft2 or m2",
    )
    existing: bool = key(
        "whether it is there already, so that 220.83 (120.83) is the optional method and not 220.82 (120.82)",
        default=False,
    )
    method: Literal["optional", "standard"] = key(
        "the optional calculation, or that of Part III of Article 220 (120 in 2026)", default="optional"
    )
    small_appliance_circuits: Circuits = key("small-appliance circuits of 20 A", default=2, example=3)
    laundry_circuits: Circuits = key("laundry circuits of 20 A", default=1, example=2)
    appliances: list[ApplianceTable] = key(
        "appliances with their nameplates", default=[], example=[{"kind": "range", "rating": "12 kW"}]
    )
    cooling: list[CoolingTable] = key("air conditioning", default=[], example=[{"rating": "18 A", "volts": "240 V"}])
    heating: list[HeatingTable] = key(
        "electric space heating", default=[], example=[{"kind": "central", "rating": "10 kW"}]
    )
