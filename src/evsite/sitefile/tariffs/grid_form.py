"""The grids of the tariffs that come with evsite: twelve texts of 24 letters, one letter an hour, a price a letter."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from evsite.metering.errors import DataError
from evsite.metering.zones import find_zone
from evsite.sitefile import problems
from evsite.sitefile.tariffs.json_values import found
from evsite.sitefile.wording import shown
from evsite.tariffs.model import (
    ALWAYS,
    INTERVALS_MIN,
    USUAL_INTERVAL_MIN,
    DemandCharge,
    EnergyPeriod,
    Recurring,
    Subscription,
    Tariff,
    TariffSource,
    hourly_grid,
)
from evsite.words import listed

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from evsite.sitefile.tariffs.json_places import Route
    from evsite.sitefile.tariffs.json_values import JsonValues
    from evsite.tariffs.model import Grid

_TEXTS = (
    *("id", "utility", "schedule", "applies", "includes", "state", "mark", "effective", "effective_basis"),
    *("currency", "timezone"),
)
_KEYS = {
    (): (*_TEXTS, "energy", "demand", "fixed_per_month", "subscription", "source", "not_seen", "notes"),
    ("energy",): ("unit", "rates", "names", "weekday", "weekend"),
    ("demand",): ("name", "usd_per_kw_month", "interval_min", "weekday", "weekend"),
    ("subscription",): ("block_kw", "usd_per_block_month", "overage_usd_per_kw"),
    ("source",): ("what", "address"),
}  # fmt: skip
"""What each object may have."""
_DAY_KINDS = ("weekday", "weekend")
_MOST_LETTERS = 30
"""So many letters are named in a message."""


def is_grid(raw: Mapping[str, Any]) -> bool:
    """Whether an object is meant as a tariff in grids."""
    return isinstance(raw.get("energy"), dict)


def read_grid(raw: Mapping[str, Any], name: str, values: JsonValues) -> Tariff | None:
    """The tariff that an object says; None, and findings, where something is wrong with it.

    Parameters
    ----------
    raw
        The object.
    name
        What the tariff is called where it has no `id`.
    values
        Reads its values, and takes what is wrong.
    """
    _known(raw, (), values)
    texts = {key: values.text(raw, key, ()) for key in _TEXTS}
    if texts["currency"] not in {"", "USD"}:
        values.report(("currency",), f"found {found(texts['currency'])}, expected USD: evsite adds up in no other")
    _check_zone(texts["timezone"], values)
    periods, hours = _energy(raw["energy"], values)
    demand = _demand(raw.get("demand"), values)
    fixed = values.number_or_none(raw.get("fixed_per_month"), ("fixed_per_month",))
    subscription = _subscription(raw.get("subscription"), values)
    sources = tuple(_sources(raw.get("source"), values))
    not_seen, notes = values.texts(raw, "not_seen", ()), values.texts(raw, "notes", ())
    if values.wrong or hours is None:
        return None
    return Tariff(
        name=texts["id"] or name,
        periods=periods,
        hours=hours,
        demand=demand,
        fixed=None if fixed is None else Recurring(fixed),
        subscription=subscription,
        timezone=texts["timezone"] or None,
        sources=sources,
        not_seen=not_seen,
        notes=notes,
        utility=texts["utility"],
        schedule=texts["schedule"],
        applies=texts["applies"],
        includes=texts["includes"],
        state=texts["state"],
        mark=texts["mark"],
        effective=texts["effective"],
        effective_basis=texts["effective_basis"],
    )


def _check_zone(name: str, values: JsonValues) -> None:
    """Refuse a zone that does not exist."""
    try:
        find_zone(name or "UTC")
    except DataError as error:
        values.report(("timezone",), str(error))


def _known(raw: Mapping[str, Any], route: Route, values: JsonValues) -> None:
    keys = _KEYS[tuple(part for part in route if isinstance(part, str))]
    for key in raw:
        if key not in keys:
            near = values.nearest(key, keys)
            way = f"did you mean '{near}'?" if near else f"there are {listed(keys, 'and')}"
            values.report((*route, key), f"unknown key '{shown(key)}'", way, problems.UNKNOWN_KEY)


def _energy(raw: Mapping[str, Any], values: JsonValues) -> tuple[tuple[EnergyPeriod, ...], Grid | None]:
    route: Route = ("energy",)
    _known(raw, route, values)
    if raw.get("unit", "USD/kWh") != "USD/kWh":
        values.report((*route, "unit"), f"found {found(raw['unit'])}, expected USD/kWh")
    rates = values.table(raw.get("rates"), (*route, "rates"), 'a price by letter, like {"P": 0.49619}')
    names = values.table(raw.get("names", {}), (*route, "names"), 'a name by letter, like {"P": "on-peak"}') or {}
    if rates is None:
        return (), None
    letters = list(rates)
    for letter in letters:
        if len(letter) != 1:
            values.report((*route, "rates", letter), f"found '{shown(letter)}', expected one letter")
    periods = tuple(
        EnergyPeriod(
            values.text(names, letter, (*route, "names")) or letter,
            values.number_or_none(rates[letter], (*route, "rates", letter)),
        )
        for letter in letters
    )
    hours = _grid(raw, route, {letter: number for number, letter in enumerate(letters)}, values)
    if hours is not None:
        used = {number for week in hours for day in week for number in day}
        for number, letter in enumerate(letters):
            if number not in used:
                values.report((*route, "rates", letter), "no hour has this price", "use it, or leave it out")
    return periods, hours


def _grid(raw: Mapping[str, Any], route: Route, numbers: Mapping[str, int], values: JsonValues) -> Grid | None:
    """The two tables of an object as a grid of numbers, one for each letter."""
    kinds: list[list[list[int]]] = []
    sound = True
    for kind in _DAY_KINDS:
        months = values.rows(raw.get(kind), (*route, kind), 12, "texts, January first")
        table: list[list[int]] = []
        for month, text in enumerate(months or ()):
            here = (*route, kind, month)
            hours = values.letters(text, here, 24, "letters, the hour from midnight first")
            unknown = sorted({*hours} - numbers.keys()) if isinstance(hours, str) else []
            if unknown:
                some = [*numbers][:_MOST_LETTERS]
                known = listed(some, "and") if len(some) == len(numbers) else f"{', '.join(some)} and so on"
                wrong = ", ".join(map(found, unknown[:_MOST_LETTERS]))
                values.report(here, f"found {wrong}, expected of {known}")
            if not isinstance(hours, str) or unknown:
                sound = False
            else:
                table.append([numbers[hour] for hour in hours])
        sound = sound and months is not None
        kinds.append(table)
    return hourly_grid(*kinds) if sound else None


def _demand(raw: object, values: JsonValues) -> tuple[DemandCharge, ...] | None:
    if raw is None:
        return None
    if not isinstance(raw, list):
        values.report(
            ("demand",), f"found {found(raw)}, expected a list of demand charges", problem=problems.WRONG_TYPE
        )
        return None
    charges = []
    for number, each in enumerate(raw):
        route: Route = ("demand", number)
        table = values.table(each, route, "a demand charge")
        if table is None:
            continue
        _known(table, route, values)
        price = values.number(table.get("usd_per_kw_month"), (*route, "usd_per_kw_month"))
        given = any(kind in table for kind in _DAY_KINDS)
        window = _grid(table, route, {"0": 0, "1": 1}, values) if given else ALWAYS
        interval = table.get("interval_min")
        if interval is not None and (type(interval) is not int or interval not in INTERVALS_MIN):
            lengths = listed([str(length) for length in INTERVALS_MIN])
            values.report((*route, "interval_min"), f"found {found(interval)}, expected {lengths}")
        if price is not None and window is not None:
            name = values.text(table, "name", route) or f"demand {number + 1}"
            minutes = interval if isinstance(interval, int) else USUAL_INTERVAL_MIN
            charges.append(DemandCharge(name, (price,) * 12, window, minutes, interval is not None))
    # a charge of nothing asks for nothing
    return tuple(charge for charge in charges if any(charge.usd_per_kw))


def _subscription(raw: object, values: JsonValues) -> Subscription | None:
    route: Route = ("subscription",)
    table = None if raw is None else values.table(raw, route, "block_kw, usd_per_block_month and overage_usd_per_kw")
    if table is None:
        return None
    _known(table, route, values)
    block_kw, price = (values.number(table.get(key), (*route, key)) for key in ("block_kw", "usd_per_block_month"))
    overage = values.number_or_none(table.get("overage_usd_per_kw"), (*route, "overage_usd_per_kw"))
    if block_kw == 0:
        values.report((*route, "block_kw"), "found 0, expected a number above 0")
    return Subscription(block_kw, price, overage) if block_kw and price is not None else None


def _sources(raw: object, values: JsonValues) -> Iterable[TariffSource]:
    if raw is not None and not isinstance(raw, list):
        values.report(("source",), f"found {found(raw)}, expected a list of sources", problem=problems.WRONG_TYPE)
        return
    for number, each in enumerate(raw or ()):
        route: Route = ("source", number)
        table = values.table(each, route, "what is from where")
        if table is not None:
            _known(table, route, values)
            yield TariffSource(values.text(table, "what", route), values.text(table, "address", route))
