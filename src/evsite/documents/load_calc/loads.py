"""The tables of what there is on a supply: chargers, load management, other loads, and how existing load is known."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.codebook.editions import cite
from evsite.documents.flat import all_names
from evsite.documents.model import Column, Number, Table, Verify

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evsite.documents.model import Cell
    from evsite.model.distribution import Supply
    from evsite.model.finding import Path
    from evsite.model.site import Load, Site
    from evsite.studies.load_calculation_results import Chargers, Managed, Method, SupplyCalculation

KVA_DIGITS = AMPERE_DIGITS = 2
NONE = "does not apply"
EXISTING = 'existing load (none where status = "new")'
_LEVEL_1_V = 120.0
_METHODS: dict[Method, str] = {
    "metered peak": "measured, peak of the meter",
    "record": "measured, record of the demand",
    "calculated": "calculated load of the dwelling",
    "connected": "connected load",
    "none": "none: the equipment is new",
}


def existing_table(supply: Supply, found: SupplyCalculation, nec: int) -> Table:
    """Row 2: by which method the existing load is known."""
    own, metered = found.own, supply.metered
    columns = (
        Column("method", "method", wrap=True),
        Column("basis", "basis", wrap=True),
        Column("peak_kva", "peak", "kVA", "right"),
        Column("days", "days of record", align="right"),
        Column("generation", "generation behind the meter"),
        Column("peak_shaving", "peak shaving"),
        Column("annex", "annex"),
    )
    path = (*supply.path, "metered")
    peak: Cell = NONE
    days: Cell = NONE
    generation: Cell = NONE
    shaving: Cell = NONE
    if metered is not None:
        peak = (
            Verify("power factor of the metered peak", supply.name, (*path, "power_factor"))
            if metered.peak_kva is None
            else Number(metered.peak_kva, "kVA", KVA_DIGITS)
        )
        days = (
            Verify("length of the record", supply.name, (*path, "days"))
            if metered.days is None
            else Number(metered.days)
        )
        generation = _yes_or_no(
            "generation behind the meter", supply.name, (*path, "generation"), stated=metered.generation
        )
        shaving = _yes_or_no("peak shaving", supply.name, (*path, "peak_shaving"), stated=metered.peak_shaving)
    elif own.demand.any:
        peak = Number(own.demand.power_kva, "kVA", KVA_DIGITS)
        days = generation = shaving = "in the load study"
    method: Cell = _METHODS.get(own.method, "")
    if own.method == "not stated":
        method = Verify(EXISTING, supply.name, path)
    basis = cite(("existing-load",), nec) if own.method in {"metered peak", "record"} else NONE
    if found.dwelling is not None and own.method == "calculated":
        basis = f"NEC {nec} {found.dwelling.managed.section}"
    annex = "load study below" if found.studies else "attach the record" if metered is not None else NONE
    row = (method, basis, peak, days, generation, shaving, annex)
    return Table("existing", "2 existing load", columns, (row,), form=True, titled=True)


def _yes_or_no(what: str, of: str, where: Path, *, stated: bool | None) -> Cell:
    return Verify(what, of, where) if stated is None else "yes" if stated else "no"


def evse_table(chargers: Sequence[Chargers], nec: int) -> Table:
    """Row 3: chargers, those that are alike together, with what each counts."""
    columns = (
        Column("stations", "stations", wrap=True, label=True),
        Column("model", "model", wrap=True),
        Column("count", "count", align="right"),
        Column("ports", "ports each", align="right"),
        Column("level", "level"),
        Column("mounting", "mounting"),
        Column("listed", "listed"),
        Column("volts", "volts", "V", "right"),
        Column("port_a", "A a port", "A", "right"),
        Column("each_kva", "each kVA", "kVA", "right"),
        Column("counted_kva", "counts kVA", "kVA", "right"),
        Column("connected_kva", "all kVA", "kVA", "right"),
        Column("basis", "value by", wrap=True),
    )
    basis = cite(("evse-load-value",), nec) or f"NEC {nec} {'' if nec > 2020 else '220.14(A), '}nameplate"
    return Table(
        "evse", "3 charging equipment", columns, tuple(_evse_row(each, basis) for each in chargers), titled=True
    )


def _evse_row(each: Chargers, basis: str) -> tuple[Cell, ...]:
    first = each.stations[0]
    port = first.ports[0]
    names = [station.name for station in each.stations]
    listed = _yes_or_no("listing", all_names(names), (*first.path, "listed"), stated=first.installation.listed)
    mounting = first.description.mounting
    return (
        all_names(names),
        "" if first.model is None else first.model.id,
        Number(len(each.stations)),
        Number(len(first.ports)),
        "DC" if port.dc else "1" if port.voltage_v <= _LEVEL_1_V else "2",
        mounting or Verify("mounting", all_names(names), (*first.path, "mounting")),
        listed,
        Number(port.voltage_v, "V"),
        Number(port.max_a, "A", AMPERE_DIGITS),
        Number(each.nameplate_kva, "kVA", KVA_DIGITS),
        Number(each.counted_kva, "kVA", KVA_DIGITS),
        Number(each.connected_kva, "kVA", KVA_DIGITS),
        basis,
    )


def ems_table(groups: Sequence[Managed], nec: int) -> Table:
    """Row 6: load management, the setpoint of each group at its highest of the week."""
    columns = (
        Column("group", "group", wrap=True, label=True),
        Column("on", "takes hold at", wrap=True),
        Column("ports", "ports", align="right"),
        Column("setpoint", "setpoint", align="right"),
        Column("unit", "unit"),
        Column("site_meter", "less other load"),
        Column("listing", "listed as"),
        Column("restricted_access", "restricted access"),
        Column("fails_safe", "fails safe"),
        Column("basis", "basis", wrap=True),
    )
    basis = cite(("ems-load", "ems-limits"), nec)
    rows = tuple(_ems_row(each, basis) for each in groups)
    return Table("ems", "load management" if not rows else "6 load management", columns, rows, titled=True)


def _ems_row(each: Managed, basis: str) -> tuple[Cell, ...]:
    group, name = each.group, each.group.name
    setpoint: Cell = ""
    unit = "A each line" if group.limit_a is not None else group.power_unit
    value = group.limit_a if group.limit_a is not None else group.limit_kw
    if value is not None:
        setpoint = Number(value, "A" if group.limit_a is not None else group.power_unit, AMPERE_DIGITS)
    return (
        name,
        each.anchor or "its members",
        Number(each.ports_here),
        setpoint,
        unit,
        "yes, by a site meter" if group.metered else "no",
        group.listing or Verify("listing of its load management", name, (*group.path, "listing")),
        _yes_or_no("restricted access", name, (*group.path, "restricted_access"), stated=group.restricted_access),
        _yes_or_no("whether it fails safe", name, (*group.path, "fails_safe"), stated=group.fails_safe),
        basis,
    )


def loads_table(site: Site, found: SupplyCalculation) -> Table:
    """Rows 2 and 7: every other load on the supply, at its highest of the week; its amperes where it stands.

    Behind a transformer these are other ones, which are reported with that transformer.
    """
    legs = site.supplies[found.supply].system.legs
    columns = (
        Column("load", "load", wrap=True, label=True),
        Column("on", "on", wrap=True),
        Column("status", "new or existing"),
        Column("continuous", "continuous"),
        Column("source", "known by"),
        *(Column(f"phase_{leg.lower()}_a", f"{leg} A", "A", "right") for leg in legs),
        Column("power_kva", "kVA", "kVA", "right"),
    )
    rows = tuple(
        (
            load.name,
            load.on,
            _status(load),
            "yes" if load.continuous_given and load.continuous else "taken so" if load.continuous else "no",
            "record" if load.recorded else "connected load",
            *(_amperes(site, found.supply, load, leg) for leg in legs),
            Number(load.power_kva, "kVA", KVA_DIGITS),
        )
        for load in found.loads
    )
    return Table("loads", "other loads on it in the site file", columns, rows, titled=bool(rows))


def _amperes(site: Site, supply: str, load: Load, leg: str) -> Cell:
    nearest = next(name for name in site.way_up(load.on) if name in site.supplies)
    return Number(load.line_a.get(leg, 0.0), "A", AMPERE_DIGITS) if nearest == supply else ""


def _status(load: Load) -> Cell:
    if load.recorded:
        return "existing"
    return load.status or Verify("whether it is new or existing", load.name, (*load.path, "status"))
