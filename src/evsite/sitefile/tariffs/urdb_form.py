"""A record of the OpenEI utility rate database (URDB), alone or in the `items` of an answer of its API.

What evsite has no sum for is refused by name: several tiers, feeding in, coincident peaks, reactive power, units other
than kW and kWh.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from evsite.sitefile import problems
from evsite.sitefile.tariffs.json_values import found
from evsite.sitefile.tariffs.urdb_demand import demand_charges
from evsite.sitefile.tariffs.urdb_fields import (
    ATTRIBUTES,
    HARMLESS,
    NOT_PRICED,
    PRICED,
    field_of,
    says_nothing,
)
from evsite.sitefile.tariffs.urdb_record import Record
from evsite.sitefile.wording import shown
from evsite.tariffs.model import EnergyPeriod, Recurring, Tariff, TariffSource

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from evsite.sitefile.tariffs.json_places import Route
    from evsite.sitefile.tariffs.json_values import JsonValues
    from evsite.tariffs.model import Grid

_PERIODS: dict[str, tuple[str, float]] = {
    "$/month": ("month", 1.0),
    "$/day": ("day", 1.0),
    "$/year": ("month", 12.0),
}
"""What a fixed charge may be for, and how many parts of that it is divided into."""


def is_record(raw: Mapping[str, Any]) -> bool:
    """Whether an object is meant as a record of the database, or as an answer with some."""
    return "items" in raw or any(field_of(key) in {"energyratestructure", "eiaid"} for key in raw)


def read_record(raw: Mapping[str, Any], name: str, values: JsonValues, route: Route = ()) -> Tariff | None:
    """The tariff that a record says; None, and findings, where something is wrong with it.

    Parameters
    ----------
    raw
        The record, or an object with `items` of which one is a record.
    name
        What the tariff is called.
    values
        Reads its values, and takes what is wrong.
    route
        Where it stands in its file.
    """
    if "items" in raw:
        items = raw["items"]
        if not isinstance(items, list) or len(items) != 1:
            held = f"{len(items)} records" if isinstance(items, list) else found(items)
            values.report((*route, "items"), f"found {held}, expected one", "leave the record that is meant")
            return None
        route = (*route, "items", 0)
        item = values.table(items[0], route, "a record of the utility rate database")
        if item is None:
            return None
        raw = item
    record = Record(raw, route, values)
    _refuse_what_is_not_priced(record)
    periods, hours = _energy(record)
    demand, notes = demand_charges(record)
    fixed = _recurring(record, "fixedchargefirstmeter", "fixedchargeunits", "fixedmonthlycharge", yearly=True)
    minimum = _recurring(record, "mincharge", "minchargeunits", "minmonthlycharge", yearly=False)
    texts = {field: record.text(field) for field in ("utility", "name", "label", "servicetype", "uri", "source")}
    notes = (*notes, *_attributes(record))
    if values.wrong or hours is None:
        return None
    source = texts["uri"] or texts["source"]
    return Tariff(
        name=name,
        utility=texts["utility"],
        schedule=texts["name"],
        periods=periods,
        hours=hours,
        demand=demand,
        fixed=fixed,
        minimum=minimum,
        effective=_effective(record),
        effective_basis="startdate of the record" if record.value("startdate") else "",
        includes=texts["servicetype"],
        state="" if record.value("approved") is not False else "not approved in the database",
        sources=(
            TariffSource(f"record {texts['label']} of the OpenEI utility rate database".replace("  ", " "), source),
        ),
        notes=notes,
    )


def _refuse_what_is_not_priced(record: Record) -> None:
    for key, value in record.raw.items():
        field = field_of(key)
        if field in NOT_PRICED and not says_nothing(value):
            message = f"{NOT_PRICED[field]}, which evsite does not price"
            way = "take it out of the file where it does not matter, and add it to the bill yourself"
            record.values.report((*record.route, key), message, way)
        elif field not in PRICED | HARMLESS | ATTRIBUTES | NOT_PRICED.keys() and not says_nothing(value):
            near = record.values.nearest(field, sorted(PRICED))
            way = f"did you mean '{near}'?" if near else "take it out of the file where no bill depends on it"
            message = f"unknown field '{shown(key)}' of a record of the utility rate database"
            record.values.report((*record.route, key), message, way, problems.UNKNOWN_KEY)


def _energy(record: Record) -> tuple[tuple[EnergyPeriod, ...], Grid | None]:
    rates = record.rates("energyratestructure", units=("kWh",))
    if rates is None:
        message = "the record has no 'energyratestructure': the prices of energy"
        if record.value("energyratestructure") is None:
            record.values.report(record.route, message, problem=problems.MISSING_KEY)
        return (), None
    hours = record.grid("energyweekdayschedule", "energyweekendschedule", len(rates), needed=len(rates) > 1)
    labels = record.labels("energytoulabels", len(rates), "period")
    return tuple(EnergyPeriod(label, rate) for label, rate in zip(labels, rates, strict=True)), hours


def _recurring(record: Record, field: str, units: str, monthly: str, *, yearly: bool) -> Recurring | None:
    """An amount by month or day: of a field with its unit, or of the older field that is by month."""
    older = record.value(monthly)
    value = record.value(field)
    if value is None:
        usd = None if older is None else record.number(monthly)
        return None if usd is None else Recurring(usd)
    usd, unit = record.number(field), record.value(units)
    if older is not None:
        record.report(monthly, f"an amount beside {field}, expected one of the two")
    period = _PERIODS.get(unit) if isinstance(unit, str) else ("month", 1.0) if usd == 0 and unit is None else None
    if period is None or (unit == "$/year" and usd and not yearly):
        known = [known for known in _PERIODS if yearly or known != "$/year"]
        held = "no unit" if unit is None else found(unit)
        record.report(units if unit is not None else field, f"found {held} of {field}, expected {' or '.join(known)}")
        return None
    return None if usd is None else Recurring(usd / period[1], period[0])  # type: ignore[arg-type]


def _effective(record: Record) -> str:
    """The days of a record, which are seconds since 1970 or dates as text."""
    first, last = (_day(record, field) for field in ("startdate", "enddate"))
    return f"{first} to {last}" if first and last else first or (f"until {last}" if last else "")


def _day(record: Record, field: str) -> str:
    value = record.value(field)
    if isinstance(value, str):
        return record.text(field)
    if isinstance(value, (int, float)) and not isinstance(value, bool) and abs(value) < 2**35:
        # midnight of somebody's clock, an hour before UTC or hours after it
        return (datetime.fromtimestamp(value, UTC) + timedelta(hours=12)).date().isoformat()
    if value is not None:
        record.report(field, f"found {found(value)}, expected seconds since 1970")
    return ""


def _attributes(record: Record) -> Iterable[str]:
    """What a record says of charges that have no field, as notes."""
    for key, value in record.raw.items():
        if field_of(key) not in ATTRIBUTES or says_nothing(value):
            continue
        pairs = value if isinstance(value, list) else [value]
        said = [f"{name} {text}" for pair in pairs if isinstance(pair, dict) for name, text in pair.items()]
        words = "; ".join(said)[:300] if said else "something that is no list of words"
        yield f"in no total, as the record has it in words alone ({shown(key)}): {' '.join(words.split())}"
