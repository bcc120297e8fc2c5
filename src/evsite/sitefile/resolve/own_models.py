"""Stations of one's own: the `[catalog.ID]` tables of a site file as models."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from evsite.model.catalog import USUAL_INPUT_V, StationModel
from evsite.model.remedy import REMOVE, Edit, added, when
from evsite.model.stated import Stated, given, not_read
from evsite.rounding import ceil_to, exceeds
from evsite.sitefile import problems
from evsite.sitefile.resolve.context import value_of
from evsite.sitefile.resolve.current_steps import step_slips
from evsite.sitefile.wording import header_of

if TYPE_CHECKING:
    from evsite.model.finding import Finding, Path
    from evsite.model.remedy import Way
    from evsite.sitefile.tables.stations import CatalogTable


def own_model(key: str, table: CatalogTable, base: StationModel | None) -> StationModel:
    """A model from a `[catalog.ID]` table, over the one it starts from.

    Without a base it is DC where a power or an input current is given, and AC where only max_current is.
    """
    powered = table.max_power is not None or table.input_current is not None
    dc = table.type == "dc" or (table.type is None and (base.dc if base is not None else powered))
    start = base or StationModel(
        key, maker="", name=key, category="dcfc" if dc else "ac_l2", ports=1, phases=3 if dc else 1
    )
    port_max_a = start.port_max_a if table.max_current is None else given(table.max_current.value)
    if table.input_current is not None and table.max_current is None:
        # what a port of the base draws says nothing beside the nameplate
        port_max_a = None
    settings = start.settings
    if table.settings is not None:
        settings = {breaker: Stated(amps, seen=True) for breaker, amps in sorted(table.settings.items())}
    elif port_max_a is not None and table.max_current is not None:
        settings = {breaker: min(port_max_a, amps) for breaker, amps in settings.items()}
    jumper = start.jumper_settings
    if table.jumper_settings is not None:
        jumper = {
            breaker: (Stated(one, seen=True), Stated(each, seen=True))
            for breaker, (one, each) in sorted(table.jumper_settings.items())
        }
    phases = table.phases or start.phases
    return replace(
        start,
        id=key,
        maker=table.maker or start.maker,
        name=table.name or (start.name if base is not None else key),
        category=("dcfc" if dc else "ac_l2") if dc != start.dc else start.category,
        ports=table.ports or start.ports,
        phases=phases,
        input_v=_input_v(table, start, phases),
        port_max_a=port_max_a,
        breaker_a=start.breaker_a if table.breaker is None else given(table.breaker.value),
        max_ocpd_a=start.max_ocpd_a if table.max_breaker is None else given(table.max_breaker.value),
        settings=settings,
        jumper_settings=jumper,
        dc_kw=start.dc_kw if table.max_power is None else given(table.max_power.value),
        **_own_input(table, start),
        current_with_power=start.current_with_power
        if table.max_current is None and table.max_power is None
        else table.max_current is not None and table.max_power is not None,
        efficiency=given(table.efficiency) or start.efficiency,
        power_factor=given(table.power_factor) or start.power_factor,
        min_a=start.min_a if table.min_current is None else given(table.min_current.value),
        **_own_steps(table, start),
        source_title=table.source or "the site file",
        source_url="",
        confidence="site-file",
        seen_fields="",
    )


def _input_v(table: CatalogTable, start: StationModel, phases: int | None) -> tuple[float, ...]:
    """The voltages that an own station is built for: as given, those of its base, or 480 V for an input current."""
    if table.input_voltage is not None:
        return (table.input_voltage.value,)
    if table.input_current is not None and not start.input_v and phases == 3:
        return (USUAL_INPUT_V,)
    return start.input_v


def _own_input(table: CatalogTable, start: StationModel) -> dict[str, Any]:
    """What is known of the input current of an own station."""
    if table.input_current is not None:
        return {"ac_input_a": given(table.input_current.value), "input_is_nameplate": True, "module_input_a": None}
    losses = table.efficiency is not None or table.power_factor is not None
    # a current belongs to the power that it was published with, and a derived one to the losses it was derived from
    kept = table.max_power is None and (start.input_is_nameplate or not losses)
    return {
        "ac_input_a": start.ac_input_a if kept else None,
        "input_is_nameplate": kept and start.input_is_nameplate and not losses,
        "module_input_a": None if losses else start.module_input_a,
    }


def _own_steps(table: CatalogTable, start: StationModel) -> dict[str, Any]:
    """The currents that a port of an own station can offer: as given in either way, or those of its base."""
    if table.current_step is None and table.currents is None:
        return {"current_step_a": start.current_step_a, "currents_a": start.currents_a}
    return {"current_step_a": value_of(table.current_step), "currents_a": table.currents or ()}


def input_slip(path: Path, table: CatalogTable, model: StationModel) -> Finding | None:
    """What is wrong with the input current of an own station.

    Parameters
    ----------
    path
        Where the station's table stands.
    table
        The station's table.
    model
        The station that was made of it.
    """

    def slip(key: str, message: str, way: Way) -> Finding:
        return problems.BAD_CATALOG.finding(f"{header_of(path)}: {message}", (*path, key), remedy=way)

    given = next((key for key in ("input_current", "input_voltage") if getattr(table, key) is not None), None)
    if given is not None and not model.dc:
        way = when(Edit((*path, given), REMOVE), "max_current says what a port of it draws")
        return slip(given, f"{given} is for DC stations, and this one is AC", way)
    if table.input_current is None:
        return None
    input_a, text = table.input_current.value, table.input_current.text
    if not model.input_v:
        way = added(Edit((*path, "input_voltage"), "240 V"), "for instance")
        return slip("input_current", f"input_current is {text} at an unknown voltage", way)
    if table.max_current is not None and exceeds(table.max_current.value, input_a):
        message = f"a port draws max_current, {table.max_current.text}, and the whole station input_current, {text}"
        return slip("max_current", message, when(Edit((*path, "max_current"), text), "or less"))
    built_v = model.input_v[0]
    kva = input_a * built_v * (math.sqrt(3) if model.phases == 3 else 1.0) / 1000
    if model.port_dc_kw is not None and not not_read(model.port_dc_kw) and exceeds(model.port_dc_kw, kva):
        wires = "three-phase" if model.phases == 3 else "on two wires"
        message = (
            f"cannot deliver {model.port_dc_kw:g} kW from {text}: at {built_v:g} V, {wires}, that is {kva:.4g} kVA"
        )
        least_a = ceil_to(input_a * model.port_dc_kw / kva, 0.1)
        return slip("input_current", message, f"the input current of the nameplate, which is above {least_a:g} A")
    return None


def minimum_slip(path: Path, table: CatalogTable, model: StationModel) -> Finding | None:
    """What is wrong with the least current that an own AC station offers; the arguments are those of `input_slip`."""
    least, most_a = table.min_current, model.port_max_a
    if least is None or most_a is None or not_read(most_a) or model.dc or not exceeds(least.value, most_a):
        return None
    message = f"{header_of(path)}: a port offers at least {least.text}, and draws at most {most_a:g} A"
    place = (*path, "min_current")
    return problems.BAD_CATALOG.finding(message, place, remedy=when(Edit(place, f"{most_a:g} A"), "or less"))


def steps_slip(path: Path, table: CatalogTable, model: StationModel) -> Finding | None:
    """What is wrong with the currents that an own station offers; the arguments are those of `input_slip`."""
    most_a = None if model.port_max_a is None or not_read(model.port_max_a) else model.port_max_a
    least_a = None if table.min_current is None else table.min_current.value
    slip = next(step_slips(path, table, dc=model.dc, least_a=least_a, most_a=most_a), None)
    if slip is None:
        return None
    return problems.BAD_CATALOG.finding(f"{header_of(path)}: {slip.message}", slip.place, remedy=slip.way)
