"""What a DC station draws from its circuit for what it delivers to a vehicle.

The input current on the nameplate decides where it is known: in the site file, in a `[catalog]` table, or in the
catalogue. Otherwise the current follows from kW, efficiency and power factor; what of these is not known is assumed
(see `evsite.codebook.dc_input`), and the assumption is reported. A station draws the same power at any voltage: more
current below the voltage that it is built for, and above that, where nothing is known, as much as there.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from evsite.codebook.dc_input import assumed
from evsite.model.stated import unseen
from evsite.rounding import fits
from evsite.sitefile.resolve.context import value_of

if TYPE_CHECKING:
    from evsite.codebook.dc_input import Quantity
    from evsite.model.catalog import StationModel
    from evsite.model.stated import Figure, UnseenValue
    from evsite.sitefile.tables.stations import StationTable


@dataclass(frozen=True, slots=True)
class AssumedLosses:
    """What was assumed about a station, and whether its current follows from it or its power."""

    of: Literal["current", "power"]
    quantities: tuple[Quantity, ...]


@dataclass(frozen=True, slots=True)
class DcRating:
    """What a port of a DC station draws and delivers at one place.

    `station_a` is what all ports of one cabinet draw together. `limit_kw_per_a` is the power that a limit in kW counts
    for an ampere: what is drawn, or without what was only assumed, which is what the station is said to deliver.
    """

    rated_a: float
    station_a: float
    output_kw_per_a: float
    limit_kw_per_a: float
    assumed: AssumedLosses | None = None


class TooMuchOutput(ValueError):  # noqa: N818 - it is caught where it is raised for
    """Raised where a station would deliver more than it draws: its efficiency times power factor would be above 1."""

    def __init__(self, power_kw: float, current_a: float) -> None:
        self.power_kw = power_kw
        self.current_a = current_a
        super().__init__(f"{power_kw:g} kW out of {current_a:g} A")


@dataclass(frozen=True, slots=True)
class _Losses:
    """Power out per ampere in [kW/A]: known, or partly assumed."""

    output_kw_per_a: float
    known: float = 1.0
    """Product of the losses that are known, where others are assumed."""
    assumed: tuple[Quantity, ...] = ()


def dc_rating(table: StationTable, model: StationModel | None, kva_per_a: float, voltage_v: float) -> DcRating:
    """What a port of a DC station draws and delivers.

    Parameters
    ----------
    table
        The station's table.
    model
        Its model, if it has one.
    kva_per_a
        Apparent power per ampere where it is [kVA/A].
    voltage_v
        Voltage there [V].

    Raises
    ------
    TooMuchOutput
        The current that is given cannot carry the power that is given.
    """
    own_kw = None if model is None else model.port_dc_kw
    cabinet = [] if own_kw is None else [own_kw]
    if table.modules is not None and model is not None and model.module_kw is not None:
        cabinet.append(table.modules * model.module_kw)
    given_kw = value_of(table.max_power)
    power_kw = min([*cabinet, *([] if given_kw is None else [given_kw])], default=None)
    given_a = value_of(table.max_current)
    losses, most_a = _of_model(model, kva_per_a, voltage_v)
    known_power = power_kw is not None
    if given_a is None and most_a is not None and own_kw is None:
        # the model has a current and no power of its own
        given_a, most_a = most_a, None
    if given_a is not None:
        rated_a = given_a
        if power_kw is not None and fits(power_kw, given_a * kva_per_a):
            losses = _Losses(power_kw / given_a)
        elif power_kw is not None and (model is None or given_kw is not None):
            raise TooMuchOutput(power_kw, given_a)
        else:
            known_power = False
    elif power_kw is not None:
        rated_a = power_kw / losses.output_kw_per_a
        if most_a is not None and most_a < rated_a:
            rated_a, known_power = most_a, False
    else:
        rated_a = value_of(table.setting) or 0.0
    station_a = min(cabinet) / losses.output_kw_per_a if cabinet else rated_a
    if model is not None and model.port_max_a is not None and model.input_is_nameplate and table.max_current is None:
        station_a = max(rated_a, _nameplate_a(model, voltage_v) or 0.0)
    assumed_losses = AssumedLosses("current" if known_power else "power", losses.assumed) if losses.assumed else None
    counted = losses.output_kw_per_a / losses.known if assumed_losses is not None and known_power else kva_per_a
    return DcRating(rated_a, station_a, losses.output_kw_per_a, counted, assumed_losses)


def unseen_losses(table: StationTable, model: StationModel | None) -> tuple[UnseenValue, ...]:
    """Figures of a DC model that its rating follows from and not confirmed in a document."""
    if model is None:
        return ()
    used: list[tuple[Figure, float | None]] = [] if table.max_power is not None else [("dc_kw", model.dc_kw)]
    if table.modules is not None:
        used = [("module_kw", model.module_kw)]
    if table.max_current is None:
        used.append(("port_max_a", model.port_max_a))
        if model.module_input_a is not None:
            used += [("module_kw", model.module_kw), ("module_input_a", model.module_input_a)]
        else:
            used.append(("ac_input_a", model.ac_input_a))
            if not model.input_is_nameplate:
                used += [("efficiency", model.efficiency), ("power_factor", model.power_factor)]
    return tuple(dict.fromkeys(unseen(used)))


def _of_model(model: StationModel | None, kva_per_a: float, voltage_v: float) -> tuple[_Losses, float | None]:
    """What a model delivers per ampere, and the most that a port of it draws where that is given by itself [A]."""
    if model is None:
        return _by_losses(None, None, kva_per_a), None
    power_kw, most_a = model.port_dc_kw, model.port_max_a
    if most_a is not None and power_kw is not None:
        if fits(power_kw, most_a * kva_per_a):
            return _Losses(power_kw / most_a), None
        if model.current_with_power:
            raise TooMuchOutput(power_kw, most_a)
    built_v = min(model.input_v[0], voltage_v) if model.input_v else voltage_v
    at_built = kva_per_a * built_v / voltage_v
    nameplate_a = _nameplate_a(model, voltage_v)
    if nameplate_a is not None and power_kw is None:
        return _by_losses(model.efficiency, model.power_factor, at_built), most_a or nameplate_a
    if model.module_input_a is not None and model.module_kw is not None:
        per_module_a = model.module_input_a * (model.input_v[0] / built_v if model.input_v else 1.0)
        return _Losses(min(model.module_kw / per_module_a, kva_per_a)), most_a
    if nameplate_a is None or power_kw is None:
        return _by_losses(model.efficiency, model.power_factor, at_built), most_a
    by_current = min(power_kw / nameplate_a, kva_per_a)
    if model.input_is_nameplate:
        return _Losses(by_current), most_a
    # derived from the losses and rounded, or published and then other losses given: the greater current counts
    return _Losses(min(by_current, at_built * (model.efficiency or 1.0) * (model.power_factor or 1.0))), most_a


def _nameplate_a(model: StationModel, voltage_v: float) -> float | None:
    """The input current of a whole station, at the voltage where it is [A]."""
    if model.ac_input_a is None or not model.input_v:
        return model.ac_input_a
    return model.ac_input_a * max(1.0, model.input_v[0] / voltage_v)


def _by_losses(efficiency: float | None, power_factor: float | None, kva_per_a: float) -> _Losses:
    given: dict[Quantity, float | None] = {"efficiency": efficiency, "power_factor": power_factor}
    known, unknown = 1.0, 1.0
    for quantity, value in given.items():
        if value is None:
            unknown *= assumed(quantity).value
        else:
            known *= value
    missing = tuple(quantity for quantity, value in given.items() if value is None)
    return _Losses(kva_per_a * known * unknown, known, missing)
