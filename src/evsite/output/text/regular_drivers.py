"""What drivers get beside a regular installation, and what costs leave out, in rows and sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.output.text import figures
from evsite.output.text.names import ranges
from evsite.words import amps, count, enumeration, kw, printable

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from evsite.studies.comparison.regular_results import DriverClass, RegularComparison

_MOST_CLASSES = 12
_MOST_PRICES = 6


def driver_rows(compared: RegularComparison, order: Mapping[str, int]) -> tuple[list[tuple[str, ...]], str]:
    """A row for each class of drivers, and what is left out.

    Parameters
    ----------
    compared
        The comparison.
    order
        The place of every port in the file.
    """
    shown = compared.drivers[:_MOST_CLASSES]
    rows = [_driver_row(each, order) for each in shown]
    left = sum(len(each.ports) for each in compared.drivers[len(shown) :])
    return rows, f"and {count(left, 'port')} more in {len(compared.drivers) - len(shown):,} classes" if left else ""


def _driver_row(each: DriverClass, order: Mapping[str, int]) -> tuple[str, ...]:
    return (
        ranges(each.ports, order),
        f"{len(each.ports):,}",
        figures.trimmed(each.voltage_v, 1),
        figures.trimmed(each.regular.current_a, 2),
        f"{each.regular.power_kw:.2f}",
        f"{each.guaranteed.current_a:.2f}",
        f"{each.guaranteed.power_kw:.2f}",
        f"{each.guaranteed.range_mi_per_h:.1f}",
        {"exact": "exact", "bound": "bound", "none": "no group"}[each.proof],
    )


def typical_sentence(compared: RegularComparison) -> Sequence[str]:
    """What a vehicle gets where half of the ports are in use."""
    typical = compared.typical
    if typical is None:
        return ()
    rate = typical.rate
    reported = f"{amps(rate.current_a, 2)}, {kw(rate.power_kw, 2)}, {figures.miles(rate.range_mi_per_h)}"
    used = f"with {typical.vehicles:,} of {count(typical.ports, 'port')} in use, spread evenly, each gets"
    return (f"{used} at least {reported}; in a regular installation each gets its rating at any time",)


def cost_sentences(compared: RegularComparison) -> tuple[str, ...]:
    """What the costs leave out, and prices for what is in neither installation."""
    found = []
    for name, side in (("regular", compared.regular), ("sharing", compared.sharing)):
        if side.cost is not None and side.cost.lines_not_in_total:
            found.append(
                f"{name}: {side.cost.lines_not_in_total:,} of {count(side.cost.lines, 'line')} of the bill have no "
                "price or runs of unknown length, and are not or not wholly in its cost"
            )
    if compared.unused_prices:
        names = [f"{each.category} {printable(each.item)}" for each in compared.unused_prices[:_MOST_PRICES]]
        more = len(compared.unused_prices) - len(names)
        names += [f"{more:,} more"] if more else []
        found.append(f"prices for what is in neither installation: {enumeration(names)}")
    return tuple(found)
