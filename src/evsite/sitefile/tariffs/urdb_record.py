"""The fields of a record of the utility rate database, read by name in any case."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from evsite.sitefile import problems
from evsite.sitefile.tariffs.json_values import found
from evsite.sitefile.tariffs.urdb_fields import field_of, says_nothing
from evsite.tariffs.model import hourly_grid
from evsite.words import listed

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from evsite.sitefile.tariffs.json_places import Route
    from evsite.sitefile.tariffs.json_values import JsonValues
    from evsite.tariffs.model import Grid

_ENDLESS = 1e9
"""From here on the end of a tier is none: software writes 1e38."""
_TIER = ("max", "rate", "adj", "sell", "unit")


class Record:
    """One record, where it stands in its file, and who takes what is wrong with it."""

    def __init__(self, raw: Mapping[str, Any], route: Route, values: JsonValues) -> None:
        self.raw = raw
        self.route = route
        self.values = values
        self._keys: dict[str, str] = {}
        for key in raw:
            field = field_of(key)
            if field in self._keys:
                values.report((*route, key), f"the same field as '{self._keys[field]}', expected one of them")
            self._keys[field] = key

    def value(self, field: str) -> Any:  # noqa: ANN401 - a value of JSON
        """What stands in a field; None where it is not there."""
        return self.raw.get(self._keys.get(field, field))

    def at(self, field: str, *more: str | int) -> Route:
        """The route to a field, or to what is in it."""
        return (*self.route, self._keys.get(field, field), *more)

    def report(self, field: str, message: str) -> None:
        """Put down what is wrong with a field."""
        self.values.report(self.at(field), message)

    def number(self, field: str) -> float | None:
        """The number of a field; None where there is none."""
        return self.values.number_or_none(self.value(field), self.at(field))

    def text(self, field: str) -> str:
        """The text of a field on one line; empty where there is none."""
        return self.values.text(self.raw, self._keys.get(field, field), self.route)

    def labels(self, field: str, length: int, word: str) -> list[str]:
        """Names of periods, as the record has them, else by number as the schedules have them."""
        value = self.value(field)
        if isinstance(value, list) and len(value) == length and all(isinstance(each, str) for each in value):
            return [" ".join(each.split()) or f"{word} {number}" for number, each in enumerate(value)]
        return [f"{word} {number}" for number in range(length)]

    def rates(self, field: str, units: Sequence[str]) -> list[float] | None:
        """The prices of the periods of a structure, each of one tier; None, and findings, where they are others."""
        structure = self.value(field)
        if structure is None:
            return None
        if not isinstance(structure, list) or not structure:
            held = "an empty list" if structure == [] else found(structure)
            self.values.report(self.at(field), f"found {held}, expected a list of periods", problem=problems.WRONG_TYPE)
            return None
        rates = [self._rate(field, number, tiers, units) for number, tiers in enumerate(structure)]
        return None if None in rates else [rate for rate in rates if rate is not None]

    def _rate(self, field: str, number: int, tiers: object, units: Sequence[str]) -> float | None:
        here = self.at(field, number)
        if not isinstance(tiers, list) or not tiers:
            held = "an empty list" if tiers == [] else found(tiers)
            self.values.report(here, f"found {held}, expected a list of one tier", problem=problems.WRONG_TYPE)
            return None
        if len(tiers) > 1:
            message = f"found {len(tiers)} tiers, expected one: evsite does not price energy or demand by amount"
            self.values.report((*here, 1), message)
            return None
        tier = self.values.table(tiers[0], (*here, 0), "a tier with its rate")
        if tier is None:
            return None
        return self._of_tier(tier, (*here, 0), units)

    def _of_tier(self, tier: Mapping[str, Any], here: Route, units: Sequence[str]) -> float | None:
        before = len(self.values.wrong) + self.values.unreported
        for key, value in tier.items():
            if key not in _TIER and not says_nothing(value):
                self.values.report((*here, key), f"unknown field of a tier, expected {listed(_TIER, 'and')}")
        if not says_nothing(tier.get("sell")):
            self.values.report((*here, "sell"), "a price of energy that is fed in, which evsite does not count")
        most = tier.get("max")
        if not says_nothing(most) and not (isinstance(most, (int, float)) and most >= _ENDLESS):
            self.values.report((*here, "max"), f"found {found(most)} as the end of the only tier: above it is no price")
        unit = tier.get("unit")
        if unit not in (None, "", *units):
            self.values.report((*here, "unit"), f"found {found(unit)}, expected {listed(units)}")
        if tier.get("rate") is None and tier.get("adj") is None:
            self.values.report(here, "a tier without a rate", problem=problems.MISSING_KEY)
        rate = self.values.number_or_none(tier.get("rate"), (*here, "rate")) or 0.0
        adjustment = self._signed(tier.get("adj"), (*here, "adj"))
        if rate + adjustment < 0:
            self.values.report((*here, "adj"), "rate and adj together are below 0, which evsite does not price")
        return rate + adjustment if len(self.values.wrong) + self.values.unreported == before else None

    def _signed(self, raw: object, here: Route) -> float:
        """An adjustment, which may lower a price."""
        if isinstance(raw, (int, float)) and not isinstance(raw, bool) and raw < 0:
            return -(self.values.number(-raw, here) or 0.0)
        return self.values.number_or_none(raw, here) or 0.0

    def grid(self, weekday: str, weekend: str, periods: int, *, needed: bool) -> Grid | None:
        """Two schedules of 12 months by 24 hours as a grid of periods; all of the first where none is `needed`."""
        if not needed and self.value(weekday) is None and self.value(weekend) is None:
            return hourly_grid([[0] * 24] * 12, [[0] * 24] * 12)
        tables = [self._schedule(field, periods) for field in (weekday, weekend)]
        return None if None in tables else hourly_grid(*(table for table in tables if table is not None))

    def _schedule(self, field: str, periods: int) -> list[list[int]] | None:
        months = self.values.rows(self.value(field), self.at(field), 12, "lists, January first")
        if months is None:
            return None
        table = [self.period_numbers(self.at(field, month), hours, 24, periods) for month, hours in enumerate(months)]
        return None if None in table else [hours for hours in table if hours is not None]

    def period_numbers(self, here: Route, raw: object, length: int, periods: int) -> list[int] | None:
        """A list of numbers of periods; None, and findings, for anything else."""
        numbers = self.values.rows(raw, here, length, "numbers of periods")
        sound = numbers is not None
        for place, number in enumerate(numbers or ()):
            if isinstance(number, bool) or not isinstance(number, (int, float)) or number not in range(periods):
                last = f"0 to {periods - 1}" if periods > 1 else "0"
                self.values.report((*here, place), f"found {found(number)}, expected the number of a period, {last}")
                sound = False
        return [int(number) for number in numbers] if sound and numbers is not None else None
