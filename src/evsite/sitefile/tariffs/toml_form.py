"""Evsite's own form of a tariff, to be written by hand.

    [tariff]
    name = "TOU-EV-8"
    utility = "Southern California Edison"
    effective = 2018-10-12
    fixed = "226.04 USD/month"

    [[energy]]
    name = "summer on-peak"
    months = "Jun-Sep"
    days = "weekdays"
    from = "16:00"
    to = "21:00"
    price = "0.49619 USD/kWh"

    [[demand]]
    price = "15.51 USD/kW"
    interval = "15 min"

An [[energy]] without from and to is the price of all hours of its months and days that no other has. Every problem of a
file is reported at once, each at its place.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from evsite.metering.errors import DataError
from evsite.metering.zones import find_zone
from evsite.model.finding import SiteFileError
from evsite.sitefile import problems
from evsite.sitefile.nearest import Nearest
from evsite.sitefile.reading import read_table
from evsite.sitefile.tables.tariff import DemandTable, EnergyTable, TariffTable
from evsite.sitefile.tariffs.toml_hours import energy_grid, renumbered, window_grid
from evsite.sitefile.wording import found, header_of, shown
from evsite.tariffs.model import (
    INTERVALS_MIN,
    USUAL_INTERVAL_MIN,
    DemandCharge,
    EnergyPeriod,
    Ratchet,
    Recurring,
    Subscription,
    Tariff,
    TariffSource,
)
from evsite.words import listed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evsite.model.finding import Anchor, Finding, Path
    from evsite.sitefile.document import Document
    from evsite.sitefile.money import Price
    from evsite.sitefile.problem import Problem
    from evsite.sitefile.tables.tariff import SeasonTable

    _Season = TypeVar("_Season", bound=SeasonTable)

_TABLES = {"tariff": "[tariff]", "energy": "[[energy]]", "demand": "[[demand]]"}
_YEAR = 12


def read_toml(document: Document, name: str) -> Tariff:
    """The tariff in a document.

    Parameters
    ----------
    document
        The file.
    name
        What the tariff is called.

    Raises
    ------
    SiteFileError
        With every problem of the file, in file order.
    """
    reader = _Reader(document)
    tariff = reader.tariff(name)
    if tariff is None or reader.findings:
        raise SiteFileError(document, sorted(reader.findings, key=lambda finding: document.locate(finding)[:2]))
    return tariff


class _Reader:
    """Reads tables into a tariff; what is wrong goes to the findings."""

    def __init__(self, document: Document) -> None:
        self.data = document.data
        self.findings: list[Finding] = []
        self.nearest = Nearest()

    def tariff(self, name: str) -> Tariff | None:
        for key in self.data:
            if key not in _TABLES:
                near = self.nearest(key, list(_TABLES))
                way = f"did you mean {_TABLES[near]}?" if near else f"a tariff has {listed([*_TABLES.values()], 'and')}"
                self._report(problems.UNKNOWN_KEY, f"unknown key '{shown(key)}' in a tariff", (key,), way)
        head = self._head()
        energy = self._seasons("energy", EnergyTable)
        demand = self._seasons("demand", DemandTable)
        if energy == [] and not self.findings:
            way = 'add one with price = "0.15 USD/kWh", for instance'
            self._report(problems.MISSING_KEY, "the tariff has no [[energy]]: what a kWh costs", (), way)
        hours = energy_grid(energy, self.findings) if energy and not self._turned("energy", energy) else None
        if demand:
            self._turned("demand", demand)
        charges = [self._charge(number, table) for number, table in enumerate(demand or ())]
        if self.findings or head is None or hours is None or energy is None:
            return None
        # hours of one name and price are one line of a bill
        periods = [EnergyPeriod(_name(each, number), each.price.usd) for number, each in enumerate(energy)]
        lines = list(dict.fromkeys(periods))
        return Tariff(
            name=name,
            utility=head.utility or "",
            schedule=head.name,
            periods=tuple(lines),
            hours=renumbered(hours, [lines.index(period) for period in periods]),
            demand=None if demand is None else tuple(charge for charge in charges if charge is not None),
            fixed=_recurring(head.fixed),
            minimum=_recurring(head.minimum),
            subscription=_subscription(head),
            timezone=head.timezone,
            effective="" if head.effective is None else head.effective.isoformat(),
            effective_basis="" if head.effective is None else "stated in the file",
            applies=head.applies or "",
            includes=head.includes or "",
            sources=tuple(TariffSource("", line) for line in head.source or ()),
            notes=head.notes or (),
        )

    def _head(self) -> TariffTable | None:
        raw = self.data.get("tariff")
        if raw is None:
            message = "the file has no [tariff]: what the tariff is called"
            self._report(problems.MISSING_KEY, message, (), 'add [tariff] with name = "TOU-EV-8", for instance')
            return None
        if not isinstance(raw, dict):
            self._report(
                problems.WRONG_TYPE, f"found {found(raw)} for tariff, expected the table [tariff]", ("tariff",)
            )
            return None
        head = read_table(TariffTable, raw, ("tariff",), self.findings, self.nearest)
        if head is not None and head.timezone is not None:
            try:
                find_zone(head.timezone)
            except DataError as error:
                self._report(problems.BAD_VALUE, f"timezone: {error}", ("tariff", "timezone"), anchor="value")
        return head

    def _seasons(self, section: str, model: type[_Season]) -> list[_Season] | None:
        """The tables of a section; None where it is not there, or one of them cannot be read."""
        raw = self.data.get(section)
        if raw is None:
            return [] if section == "energy" else None
        if not isinstance(raw, list) or not all(isinstance(each, dict) for each in raw):
            held = f"[{section}]" if isinstance(raw, dict) else found(raw)
            self._report(problems.WRONG_TYPE, f"found {held}, expected tables like [[{section}]]", (section,))
            return None
        tables = [
            read_table(model, each, (section, number), self.findings, self.nearest) for number, each in enumerate(raw)
        ]
        return None if None in tables else [table for table in tables if table is not None]

    def _turned(self, section: str, tables: Sequence[SeasonTable]) -> bool:
        """Whether hours of some table end before they begin; each of them is reported."""
        before = len(self.findings)
        for number, table in enumerate(tables):
            if table.to <= table.from_:
                message = f"to: {_clock(table.to)} is not after {_clock(table.from_)}, expected hours of one day"
                way = "write those after midnight as a table of their own"
                self._report(problems.BAD_VALUE, message, (section, number, "to"), way, anchor="value")
        return len(self.findings) > before

    def _charge(self, number: int, table: DemandTable) -> DemandCharge | None:
        path: Path = ("demand", number)
        minutes: float = USUAL_INTERVAL_MIN if table.interval is None else round(table.interval.value * 60, 6)
        if minutes not in INTERVALS_MIN:
            lengths = listed([str(length) for length in INTERVALS_MIN])
            message = f"interval: found '{table.interval}', expected {lengths} min"
            self._report(problems.BAD_VALUE, message, (*path, "interval"), 'like interval = "15 min"', anchor="value")
            return None
        for key, at_min in (("from", table.from_), ("to", table.to)):
            if at_min % minutes:
                message = f"{key}: {_clock(at_min)} is within an interval of {minutes:g} min"
                self._report(
                    problems.CONFLICT, message, (*path, key), "the window holds whole intervals", anchor="value"
                )
        ratchet = self._ratchet(path, table)
        prices = tuple(table.price.usd if month in table.months else 0.0 for month in range(_YEAR))
        name = table.name or ("demand" if number == 0 else f"demand {number + 1}")
        return DemandCharge(name, prices, window_grid(table), int(minutes), table.interval is not None, ratchet)

    def _ratchet(self, path: Path, table: DemandTable) -> Ratchet | None:
        if (table.ratchet is None) != (table.ratchet_months is None):
            there, missing = (
                ("ratchet", "ratchet_months") if table.ratchet_months is None else ("ratchet_months", "ratchet")
            )
            message = f"{header_of(path)} has {there} and no {missing}, expected both"
            example = "ratchet_months = 11" if missing == "ratchet_months" else 'ratchet = "80 %"'
            self._report(problems.MISSING_KEY, message, (*path, there), f"add {example}, for instance")
            return None
        if table.ratchet is None or table.ratchet_months is None:
            return None
        if table.ratchet.value > 100:
            message = f"ratchet: found '{table.ratchet}', expected at most 100 %"
            self._report(problems.BAD_VALUE, message, (*path, "ratchet"), anchor="value")
        if not 1 <= table.ratchet_months <= 10 * _YEAR:
            message = f"ratchet_months: found {found(table.ratchet_months)}, expected 1 to {10 * _YEAR}"
            self._report(problems.BAD_VALUE, message, (*path, "ratchet_months"), anchor="value")
            return None
        return Ratchet((table.ratchet.value / 100,) * _YEAR, table.ratchet_months)

    def _report(self, problem: Problem, message: str, path: Path, way: str = "", anchor: Anchor = "key") -> None:
        self.findings.append(problem.finding(message, path, anchor=anchor, remedy=way))


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


def _name(table: EnergyTable, number: int) -> str:
    return table.name or f"energy {number + 1}"


def _recurring(price: Price | None) -> Recurring | None:
    return None if price is None else Recurring(price.usd, "day" if price.per == "day" else "month")


def _subscription(head: TariffTable) -> Subscription | None:
    table = head.subscription
    if table is None:
        return None
    return Subscription(table.block.value, table.price.usd, None if table.overage is None else table.overage.usd)
