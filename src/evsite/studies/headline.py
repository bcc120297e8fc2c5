"""What a host asks first: what is sure, what is usual, and whether that is enough for the time that cars stay."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from evsite.allocation.policies import policy_named
from evsite.allocation.rates import deciding_groups
from evsite.analysis.dwell import usual_stay
from evsite.analysis.site_analysis import SiteAnalysis
from evsite.model.moments import without_charging
from evsite.model.week import most_within
from evsite.proofs.occupancy import balanced_placement
from evsite.rounding import exceeds, first_least
from evsite.studies.capacity import capacity
from evsite.studies.premise import unheld_equipment

if TYPE_CHECKING:
    from collections.abc import Iterable

    from evsite.analysis.dwell import Stay
    from evsite.model.finding import Finding
    from evsite.model.limit_id import LimitedBy
    from evsite.model.site import Site
    from evsite.model.week import Stretch
    from evsite.proofs.guarantee import Guarantee
    from evsite.studies.capacity import Capacity
    from evsite.studies.results import SiteReport

Outcome = Literal["passes", "does not pass", "not established"]


@dataclass(frozen=True, slots=True)
class PortFigures:
    """What a port gets."""

    port: str
    current_a: float
    power_kw: float
    range_mi_per_h: float
    voltage_v: float
    longest_wait_h: float | None = None
    """The longest time without power between two turns; None for a port that takes none. For a guarantee that with
    every port in use."""


@dataclass(frozen=True, slots=True)
class Headline:
    """The answer in short.

    `guaranteed` is the least of all guarantees by power, None where there is none; `exact` says whether it is reached.
    `sharing` ports are promised at least that, `in_order` ports are in a group that serves in order of arrival, which
    promises nothing to who comes last. `with_offline` is the least where others may be offline at their fallback, None
    where that takes nothing away; `unheld` is the equipment that groups do not keep within its rating, which every
    figure counts as a limit. `without_charging` is when any of the sharing ports, or of all ports where none shares,
    may not charge; the least does not count that. `limited_by` is what holds the ports whose guarantee is the least,
    each once. `typical` is what the least vehicle gets with `typical_vehicles` of them evenly spread.
    """

    outcome: Outcome
    errors: int
    warnings: int
    guaranteed: PortFigures | None
    exact: bool
    with_offline: PortFigures | None
    unheld: tuple[str, ...]
    without_charging: tuple[Stretch, ...]
    sharing: int
    in_order: int
    limited_by: tuple[LimitedBy, ...]
    typical: PortFigures | None
    typical_vehicles: int
    stay: Stay
    capacity: Capacity

    @property
    def idle_h(self) -> float:
        """The longest time of a stay in which ports may not charge [h]."""
        if self.stay.hours_h is None:
            return 0.0
        return most_within(self.without_charging, 60 * self.stay.hours_h) / 60

    @property
    def charging_h(self) -> float | None:
        """The least time of a stay in which ports may charge [h]; None where the stay is not known."""
        return None if self.stay.hours_h is None else self.stay.hours_h - self.idle_h

    @property
    def guaranteed_mi(self) -> float | None:
        """The range that is sure to be added in the stay [mi]; None where one of the two is not known."""
        if self.guaranteed is None or self.charging_h is None:
            return None
        return self.guaranteed.range_mi_per_h * self.charging_h

    @property
    def typical_mi(self) -> float | None:
        """The range that is added in the stay at the typical occupancy [mi]."""
        if self.typical is None or self.charging_h is None:
            return None
        return self.typical.range_mi_per_h * self.charging_h

    @property
    def needed_kw(self) -> float | None:
        """The power that brings the miles that are needed in the stay, at `range_mi_per_h / power_kw` miles a kWh."""
        figures = self.guaranteed or self.typical
        if figures is None or not figures.power_kw or not self.charging_h or self.stay.miles_needed is None:
            return None
        return self.stay.miles_needed / self.charging_h * figures.power_kw / figures.range_mi_per_h

    @property
    def enough(self) -> bool | None:
        """Whether what is guaranteed is enough for the stay; None where that is not known."""
        if self.guaranteed_mi is None or self.stay.miles_needed is None:
            return None
        return not exceeds(self.stay.miles_needed, self.guaranteed_mi)


def headline(
    site: Site, report: SiteReport, findings: Iterable[Finding], analysis: SiteAnalysis | None = None
) -> Headline:
    """The answer in short.

    Parameters
    ----------
    site
        The site.
    report
        Its report.
    findings
        What a check of it finds.
    analysis
        The analysis of it, where there is one already; of a site at one moment that of the whole week.
    """
    analysis = SiteAnalysis(site) if analysis is None else analysis
    severities = [finding.severity.value for finding in findings if finding.status != "not checked"]
    errors = severities.count("error")
    outcome: Outcome = "does not pass" if errors else "not established" if report.unfit.loads else "passes"
    owner = deciding_groups(site)
    waits = {port.port: port.all_in_use.longest_wait_h for port in report.ports}
    in_order = {name for name, group in owner.items() if not policy_named(group.policy).bounded}
    promised = [found for name, found in report.guarantees.items() if name not in in_order]

    def power_kw(found: Guarantee) -> float:
        return found.current_a * site.ports[found.port].output_kw_per_a

    least = first_least(promised, power_kw, lambda found: found.current_a) if promised else None
    lowest = [] if least is None else [found for found in promised if not exceeds(power_kw(found), power_kw(least))]
    offline = [(site.ports[found.port].output_kw_per_a * found.with_offline_current_a, found) for found in promised]
    lowest_kw, beside = min(offline, key=lambda entry: (entry[0], entry[1].with_offline_current_a), default=(0.0, None))
    if least is None or not exceeds(power_kw(least), lowest_kw):
        beside = None
    typical = balanced_placement(site, half(len(site.ports))) if site.ports else None
    return Headline(
        outcome=outcome,
        errors=errors,
        warnings=severities.count("warning"),
        guaranteed=None if least is None else _figures(site, least.port, least.current_a, waits[least.port]),
        exact=least is not None and least.exact,
        with_offline=None if beside is None else _figures(site, beside.port, beside.with_offline_current_a),
        unheld=unheld_equipment(report.equipment),
        without_charging=without_charging(site, [found.port for found in promised] or site.ports),
        sharing=len(promised),
        in_order=len(report.guarantees) - len(promised),
        limited_by=tuple(dict.fromkeys(found.limit for found in lowest)),
        typical=None if typical is None else _figures(site, typical.port, typical.current_a, typical.longest_wait_h),
        typical_vehicles=half(len(site.ports)),
        stay=usual_stay(analysis),
        capacity=capacity(analysis, report),
    )


def half(ports: int) -> int:
    """How many vehicles are called typical: half of the ports, rounded up."""
    return (ports + 1) // 2


def _figures(site: Site, name: str, current_a: float, wait_h: float | None = None) -> PortFigures:
    port = site.ports[name]
    power_kw = current_a * port.output_kw_per_a
    return PortFigures(name, current_a, power_kw, power_kw * site.settings.miles_per_kwh, port.voltage_v, wait_h)
