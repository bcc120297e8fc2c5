"""A list of prices that a user keeps in a TOML file.

    [price_list]
    currency = "USD"

    [prices.wire]
    "3 AWG Cu THWN-2" = "1.85"

    [prices.breaker]
    "100 A 2-pole" = 62

A name is that of the item in the bill of materials. Every problem of a file is reported at once, each at its place.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from evsite.model.finding import SiteFileError
from evsite.model.prices import CATEGORIES, PriceList, price_key
from evsite.sitefile import problems
from evsite.sitefile.document import Document
from evsite.sitefile.nearest import Nearest
from evsite.sitefile.reading import read_table
from evsite.sitefile.tables.base import keys_of
from evsite.sitefile.tables.prices import PriceListTable, PricesTable
from evsite.sitefile.wording import found, shown

if TYPE_CHECKING:
    import os
    from collections.abc import Mapping
    from decimal import Decimal

    from evsite.model.finding import Finding

_TABLES = ("price_list", "prices")


def load_prices(path: str | os.PathLike[str]) -> PriceList:
    """Read a list of prices from a TOML file.

    Raises
    ------
    SiteFileError
        With every problem of the file, in file order; `unreadable` if there was nothing to look at.
    """
    return read_prices(Document.read(path))


def read_prices(document: Document) -> PriceList:
    """The list of prices in a document.

    Raises
    ------
    SiteFileError
        As `load_prices`.
    """
    findings: list[Finding] = []
    nearest = Nearest()
    for key in document.data:
        if key not in _TABLES:
            near = nearest(key, list(_TABLES))
            way = f"did you mean '{near}'?" if near else "a list of prices has [price_list] and [prices.CATEGORY]"
            message = f"unknown key '{shown(key)}'"
            findings.append(problems.UNKNOWN_KEY.finding(message, (key,), anchor="key", remedy=way))
    settings = _settings(document, findings, nearest)
    prices = read_table(PricesTable, _table(document, "prices", findings), ("prices",), findings, nearest)
    known: dict[tuple[str, str], Decimal] = {}
    names: list[tuple[str, str]] = []
    for category in CATEGORIES if prices is not None else ():
        for name, price in getattr(prices, category).items():
            item = price_key(category, name)
            if item in known:
                message = f"a second price for {shown(name)}; the case of letters and the width of spaces do not matter"
                findings.append(
                    problems.CONFLICT.finding(
                        message, ("prices", category, name), anchor="key", remedy="one price for each item"
                    )
                )
            known[item] = price
            names.append((category, name))
    if findings or settings is None:
        raise SiteFileError(document, sorted(findings, key=lambda finding: document.locate(finding)[:2]))
    return PriceList(document.filename, settings.currency, known, settings.date, settings.source, tuple(names))


def _settings(document: Document, findings: list[Finding], nearest: Nearest) -> PriceListTable | None:
    before = len(findings)
    raw = _table(document, "price_list", findings)
    path = ("price_list",)
    if len(findings) > before:
        return None
    near = any(nearest(key, ["currency"]) for key in raw if key not in keys_of(PriceListTable))
    if "currency" in raw or near:
        return read_table(PriceListTable, raw, path, findings, nearest)
    # what else is wrong in it is reported too
    read_table(PriceListTable, {**raw, "currency": "USD"}, path, findings, nearest)
    message = "the list of prices does not say its currency"
    way = 'add currency = "USD", for instance, under [price_list]'
    place = path if "price_list" in document.data else ()
    findings.append(problems.MISSING_KEY.finding(message, place, anchor="header" if place else "value", remedy=way))
    return None


def _table(document: Document, name: str, findings: list[Finding]) -> Mapping[str, Any]:
    raw = document.data.get(name, {})
    if isinstance(raw, dict):
        return raw
    message = f"found {found(raw)} for {name}, expected the table [{name}]"
    findings.append(problems.WRONG_TYPE.finding(message, (name,), anchor="key"))
    return {}
