"""The bill of materials of a site: quantities, what is open in them, and what they cost by a user's prices."""

from __future__ import annotations

import math
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

from evsite.analysis.home_runs import home_runs
from evsite.analysis.site_analysis import SiteAnalysis
from evsite.model.prices import price_key
from evsite.rounding import ceil_to
from evsite.studies.takeoff.equipment import equipment_quantities
from evsite.studies.takeoff.items import merged, run_quantities
from evsite.studies.takeoff.run_lengths import run_lengths
from evsite.studies.takeoff.runs import take_off_runs

if TYPE_CHECKING:
    from collections.abc import Iterable

    from evsite.analysis.home_runs import HomeRuns
    from evsite.model.prices import PriceList
    from evsite.model.site import Site
    from evsite.studies.takeoff.items import Quantity
    from evsite.studies.takeoff.run_lengths import RunLengths
    from evsite.studies.takeoff.runs import Allowances, RunTakeoff

CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a bill: a quantity in whole feet or pieces, its price, and the amount; None without a price.

    What is there already is not bought, and has neither.
    """

    quantity: Quantity
    number: int
    price: Decimal | None = None
    amount: Decimal | None = None

    @property
    def to_price(self) -> bool:
        """Whether it is bought, so that it ought to have a price."""
        return self.quantity.status != "existing"

    @property
    def in_total(self) -> bool:
        """Whether all of it is in the total: it has a price, and no part of it is of unknown length."""
        return not self.to_price or (self.amount is not None and not self.quantity.unknown_runs)


@dataclass(frozen=True, slots=True)
class Bill:
    """What a site is built from."""

    allowances: Allowances
    runs: tuple[RunTakeoff, ...]
    lines: tuple[Line, ...]
    lengths: tuple[RunLengths, ...]
    home_runs: HomeRuns | None
    prices: PriceList | None = None

    def by_terminals(self, *, at_75_c: bool) -> tuple[Quantity, ...]:
        """Conductors, cables and raceways of the runs whose terminals nobody says: as they are, or for 75 degC."""
        not_stated = [run for run in self.runs if run.at_75_c is not None]
        return run_quantities(not_stated, self.allowances, at_75_c=at_75_c)

    @property
    def total(self) -> Decimal:
        """The sum of all amounts."""
        return sum((line.amount for line in self.lines if line.amount is not None), Decimal(0))

    @property
    def not_in_total(self) -> tuple[Line, ...]:
        """Lines that the total leaves out, wholly or in part."""
        return tuple(line for line in self.lines if not line.in_total)

    @property
    def unused_prices(self) -> tuple[tuple[str, str], ...]:
        """Prices that no line has, as they are written."""
        if self.prices is None:
            return ()
        known = {price_key(*line.quantity.item) for line in self.lines}
        return tuple(each for each in self.prices.names if price_key(*each) not in known)


def bill_of_materials(
    site: Site,
    allowances: Allowances,
    prices: PriceList | None = None,
    others: Iterable[Quantity] = (),
    *,
    analysis: SiteAnalysis | None = None,
) -> Bill:
    """The bill of materials of a site.

    Parameters
    ----------
    site
        The site.
    allowances
        Tails, waste, and the kind of raceway where the file says none.
    prices
        What items cost; None without prices.
    others
        Further quantities, such as labels.
    analysis
        The analysis of the site, where there is one already.
    """
    analysis = SiteAnalysis(site) if analysis is None else analysis
    runs = take_off_runs(analysis, allowances.raceway_kind)
    quantities = merged([*run_quantities(runs, allowances), *equipment_quantities(analysis), *others])
    lines = tuple(_line(each, prices) for each in quantities)
    return Bill(allowances, runs, lines, run_lengths(site, runs), home_runs(site), prices)


def _line(quantity: Quantity, prices: PriceList | None) -> Line:
    number = math.floor(ceil_to(quantity.number, 1.0) + 0.5)
    price = None
    if prices is not None and quantity.status != "existing":
        price = prices.price_of(*quantity.item)
    if price is None:
        return Line(quantity, number)
    return Line(quantity, number, price, (number * price).quantize(CENT, ROUND_HALF_UP))
