"""What a service carries, for a chart: existing load, and chargers without and with management, beside its rating."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable

    from evsite.studies.load_calculation_results import Check, NodeCalculation, Outcome, SupplyCalculation


@dataclass(frozen=True, slots=True)
class ServiceBars:
    """One comparison of a load calculation: the one that leaves a service or transformer least, on its fullest line.

    Loads carry every factor of that comparison (`check`); `unmanaged` and `managed` are totals, existing load and other
    new load among them. `leg` is "all" where volt-amperes of all lines count.
    """

    supply: str
    kind: Literal["service", "transformer"]
    check: Check
    leg: str
    existing: float | None
    """None where the site file does not say it."""
    unmanaged: float
    managed: float | None
    """None where nothing is managed there."""
    outcome: Outcome
    unmanaged_outcome: Outcome

    @property
    def rating(self) -> float:
        """What the loads are compared with, in the unit of the check."""
        return self.check.rating


def service_bars(calculations: Iterable[SupplyCalculation]) -> tuple[ServiceBars, ...]:
    """What each supply is judged by, in the order of the file; supplies without chargers are left out.

    Parameters
    ----------
    calculations
        The load calculation of a site.
    """
    return tuple(bars for found in calculations if found.chargers and (bars := _of(found)) is not None)


def deciding_check(node: NodeCalculation) -> tuple[Check, str] | None:
    """The comparison that leaves a node least, and its fullest line; None where nothing is compared.

    Parameters
    ----------
    node
        The node.
    """
    # where one comparison has not all of the existing load in it, or another represents it, it does not decide
    whole = [check for check in node.checks if check.partial is None and not check.superseded]
    return max(
        ((check, leg) for check in whole for leg in check.managed),
        key=lambda one: (one[0].managed[one[1]] / one[0].rating, one[0].unmanaged[one[1]] / one[0].rating),
        default=None,
    )


def _of(found: SupplyCalculation) -> ServiceBars | None:
    own = found.own
    deciding = deciding_check(own)
    if deciding is None:
        return None
    check, leg = deciding
    return ServiceBars(
        supply=found.supply,
        kind="transformer" if own.kind == "transformer" else "service",
        check=check,
        leg=leg,
        existing=None if own.method == "not stated" else check.existing[leg],
        unmanaged=check.unmanaged[leg],
        managed=check.managed[leg] if own.has_groups else None,
        outcome=own.outcome,
        unmanaged_outcome=own.unmanaged_outcome,
    )
