"""Whether the readings of a type are load, in which unit, and what is odd about them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from evsite.metering import espi_codes as codes
from evsite.metering.errors import DataError, OptionValue
from evsite.metering.espi_codes import ENERGY, LOAD_UNITS, LoadUnit
from evsite.metering.units import accepted_units, unit_of

State = Literal["load", "aside", "unclear", "register"]

UNIT_WAYS = (OptionValue("unit", "Wh"), OptionValue("unit", "kWh"))


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the readings of a type are. `why` says it in words where they are not plainly load."""

    state: State
    unit: LoadUnit
    power: int = 0
    """The power of ten that every value is multiplied with."""
    why: str = ""
    ways: tuple[OptionValue, ...] = ()
    received: bool = False
    direction: Literal["forward", "total", "net", "other"] = "forward"
    maximum: bool = False
    register: bool = False
    """Whether the type says that readings accumulate."""
    sampled: bool = False

    @property
    def scale(self) -> float:
        """What a value is multiplied with to be in `unit.measure`."""
        return float(10.0**self.power * self.unit.scale)

    @property
    def unit_text(self) -> str:
        """The unit of the values as they stand in the file."""
        return f"{self.unit.name} x 10^{self.power}" if self.power else self.unit.name


def stated_unit(text: str) -> LoadUnit:
    """The unit that a person gives.

    Raises
    ------
    DataError
        It is no unit of load.
    """
    unit = unit_of(text)
    if unit is None or not unit.is_load:
        raise DataError(
            f"'{text[:20]}' is no unit of load: expected {accepted_units()}", about="unit", ways_out=UNIT_WAYS
        )
    return LoadUnit(unit.text, unit.measure, unit.factor)


_NO_UNIT = LoadUnit("?", "", 1.0)


def judge(fields: dict[str, str], stated: LoadUnit | None, *, named: bool) -> Verdict:
    """What the readings of a type are.

    Parameters
    ----------
    fields
        The type as the file has it.
    said
        The unit that a person gives; counts before that of the file, unless the file names another quantity.
    named
        Whether a person has chosen these readings: only readings of received energy are then no load.
    """
    uom = fields.get("uom", "")
    unit = LOAD_UNITS.get(uom, _NO_UNIT)
    direction = fields.get("flowDirection", "")
    if direction in codes.REVERSE:
        return Verdict("aside", unit, _power(fields) or 0, "energy received", received=True)
    if fields.get("commodity", "") not in codes.ELECTRIC:
        code = fields["commodity"]
        return Verdict("aside", unit, why=codes.COMMODITIES.get(code, f"commodity {code}"))
    if uom in codes.OTHER_UNITS and (stated is None or not named):
        return Verdict("aside", unit, why=f"in {codes.OTHER_UNITS[uom]}")
    power = _power(fields)
    why, ways = _unclear_reason(fields, power) if stated is None else ("", ())
    if stated is not None:
        unit, power = stated, power or 0
    if why:
        return Verdict("unclear", unit, power or 0, why, ways)
    assert power is not None
    accumulation, qualifier = fields.get("accumulationBehaviour", ""), fields.get("dataQualifier", "")
    state: State = "load"
    if accumulation in codes.REGISTERS:
        state, why = "register", f"accumulation: {codes.REGISTERS[accumulation]}"
    elif accumulation not in codes.BY_INTERVAL:
        state, why = "unclear", f"accumulationBehaviour {accumulation} is not known"
    elif unit.measure in ENERGY and accumulation in codes.SAMPLED:
        state, why = "unclear", f"energy that is read at an instant (accumulationBehaviour {accumulation})"
    elif qualifier not in codes.MEAN | codes.MAXIMUM:
        state = "aside" if qualifier in codes.QUALIFIERS else "unclear"
        why = codes.QUALIFIERS.get(qualifier, f"dataQualifier {qualifier} is not known")
    elif _direction(direction) == "other":
        state = "unclear"
        why = f"flow direction: {codes.DIRECTIONS.get(direction, f'code {direction} is not known')}"
    return Verdict(
        "load" if named else state,
        unit,
        power,
        why,
        direction=_direction(direction),
        maximum=qualifier in codes.MAXIMUM,
        register=accumulation in codes.REGISTERS,
        sampled=unit.measure not in ENERGY and accumulation in codes.SAMPLED,
    )


def _unclear_reason(fields: dict[str, str], power: int | None) -> tuple[str, tuple[OptionValue, ...]]:
    """Why the unit is not clear, and what to say of it; nothing where it is."""
    uom, kind = fields.get("uom", ""), fields.get("kind", "")
    if not uom:
        return "the file does not say the unit", (*UNIT_WAYS, OptionValue("unit", "W"), OptionValue("unit", "kW"))
    if uom not in LOAD_UNITS:
        return f"the unit of measure {uom} is not known", (
            *UNIT_WAYS,
            OptionValue("unit", "W"),
            OptionValue("unit", "kW"),
        )
    unit = LOAD_UNITS[uom]
    if power is None:
        return f"powerOfTenMultiplier '{fields['powerOfTenMultiplier'][:20]}' is no power of ten", UNIT_WAYS
    if kind not in codes.KINDS[unit.measure]:
        other = "Wh" if kind == "12" else "W"
        stated = codes.KIND_NAMES.get(kind, f"of kind {kind}")
        return f"the type is {stated}, its unit is {unit.name}", (
            OptionValue("unit", other),
            OptionValue("unit", unit.name),
        )
    return "", ()


def _power(fields: dict[str, str]) -> int | None:
    text = fields.get("powerOfTenMultiplier", "").strip() or "0"
    try:
        power = int(text) if len(text) < 5 and "_" not in text else 99
    except ValueError:
        return None
    return power if -12 <= power <= 12 else None


def _direction(code: str) -> Literal["forward", "total", "net", "other"]:
    if code in codes.FORWARD:
        return "forward"
    if code in codes.TOTAL:
        return "total"
    return "net" if code in codes.NET else "other"
