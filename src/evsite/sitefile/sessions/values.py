"""Cells of session files to numbers; each text is read once, as most come many times."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING

from evsite.metering.numbers import NOTHING
from evsite.model.vehicles import Vehicle
from evsite.sitefile import problems
from evsite.sitefile.durations import read_duration_s
from evsite.sitefile.quantities import read_quantity
from evsite.sitefile.quantity_errors import QuantityError
from evsite.sitefile.wording import shown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evsite.model.finding import Finding
    from evsite.model.quantity import Quantity
    from evsite.model.site import Site
    from evsite.sitefile.sessions.csv_table import CsvTable

_PLAIN = re.compile(r"\+?\d{1,12}(?:\.\d{0,12})?|\.\d{1,12}", re.ASCII)
_PER_KWH = {"kWh": 1.0, "Wh": 1000.0, "MWh": 1 / 1000}
_PLAIN_LOOKED_AT = 20
GREATEST_KWH = 1e6
"""No vehicle takes more: such a number is in another unit [kWh]."""


def is_nothing(text: str) -> bool:
    """Whether a cell says that there is no value."""
    return not text or text.lower() in NOTHING


def without_unit(table: CsvTable, place: int, column: Sequence[str], role: str, unit: str) -> Finding | None:
    """That the first numbers of a column are plain, and its title says no unit; None where a cell has one."""
    filled = [text for text in column[:1000] if not is_nothing(text)][:_PLAIN_LOOKED_AT]
    if not filled or not all(text.removeprefix("-").replace(".", "", 1).isdigit() for text in filled):
        return None
    title = table.titles[place]
    message = f"the numbers under '{shown(title)}' have no unit, like {shown(filled[0])}"
    way = f'call the column "{shown(title)} ({unit})", or say --columns {role}_{unit.lower()}=TITLE'
    return problems.BAD_QUANTITY.finding(message, remedy=way, span=table.title_span(place))


def with_unit(text: str, unit: str | None) -> str:
    """A cell with the unit that its title says; as it is where it has one of its own, or is a clock."""
    return text if not text or not unit or text[-1].isalpha() or ":" in text else f"{text} {unit}"


class EnergyCells:
    """Energies of a column, in kWh."""

    def __init__(self, unit: str | None) -> None:
        self._unit = unit
        self._known: dict[str, float | None] = {}

    def read(self, text: str) -> float | None:
        """The energy of a cell; None where it says none.

        Raises
        ------
        QuantityError
            It is no energy, or has no unit.
        """
        if text in self._known:
            return self._known[text]
        energy_kwh = None if is_nothing(text) else self._read(text)
        self._known[text] = energy_kwh
        return energy_kwh

    def _read(self, text: str) -> float:
        if self._unit is not None and _PLAIN.fullmatch(text):
            energy_kwh = float(text) / _PER_KWH[self._unit]
        else:
            energy_kwh = read_quantity(with_unit(text, self._unit), "energy").value
        if not math.isfinite(energy_kwh) or energy_kwh > GREATEST_KWH:
            reason = f"'{shown(text)}' is more than {GREATEST_KWH:,.0f} kWh"
            raise QuantityError(f"{reason}, expected the energy of one vehicle", reason)
        return energy_kwh


class DurationCells:
    """Durations of a column, in seconds."""

    def __init__(self, unit: str | None) -> None:
        self._unit = unit
        self._known: dict[str, float | None] = {}

    def read(self, text: str) -> float | None:
        """The duration of a cell; None where it says none.

        Raises
        ------
        QuantityError
            It is no duration, or has no unit.
        """
        if text in self._known:
            return self._known[text]
        duration_s = None if is_nothing(text) else read_duration_s(with_unit(text, self._unit))
        self._known[text] = duration_s
        return duration_s


class AcceptError(ValueError):
    """Raised where what a vehicle accepts is no current at its port."""


def accepted_a(value: Quantity | Vehicle | None, port_name: str | None, site: Site) -> float | None:
    """What a vehicle draws at most from each line conductor of a port; of any port where none is named.

    Raises
    ------
    AcceptError
        A vehicle whose AC charging is listed comes to a DC port, or a power is another current at each port.
    """
    if value is None:
        return None
    if not isinstance(value, Vehicle) and value.unit == "A":
        return value.value
    ports = list(site.ports.values()) if port_name is None else [site.ports[port_name]]
    currents = set()
    for port in ports:
        if not isinstance(value, Vehicle):
            currents.add(value.value / port.output_kw_per_a)
        elif not port.dc:
            currents.add(value.accept_a(port.voltage_v))
        else:
            message = f"accept: what {value.name} takes is listed for AC alone, and {shown(port.name)} is DC"
            raise AcceptError(message)
    if len(currents) > 1:
        what = value.name if isinstance(value, Vehicle) else value.text
        raise AcceptError(f"accept: {shown(what)} is another current at each port, expected a current like 32 A")
    return currents.pop() if currents else None
