"""Sites of a portfolio summed up, one after the other: what is kept does not grow with what a line holds."""

from __future__ import annotations

import math
from collections import Counter
from statistics import quantiles
from typing import TYPE_CHECKING

from evsite.model.finding import Severity
from evsite.studies.portfolio.results import (
    CodeTally,
    Distribution,
    DriverTotals,
    FleetTotals,
    PortfolioSummary,
    SpreadInterval,
    WorstSite,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from evsite.studies.portfolio.results import FindingTally, SiteLine

MOST_WORST = 10
_MOST_INTERVALS = 10
_ROUND = (1.0, 2.0, 2.5, 5.0, 10.0)
"""Widths of intervals, times a power of ten."""


def summarize(lines: Iterable[SiteLine], do: Collection[str]) -> PortfolioSummary:
    """What there is to say about all sites together.

    Parameters
    ----------
    lines
        The sites; sums of floating-point numbers are made in their order.
    do
        What was asked for: "simulate" and "fleet" have totals.
    """
    states: Counter[str] = Counter()
    findings: Counter[tuple[str, str, Severity]] = Counter()
    sites: Counter[tuple[str, str, Severity]] = Counter()
    worst: list[WorstSite] = []
    ratios: list[float] = []
    guarantees_kw: list[float] = []
    ports = not_checked = packages = 0
    drivers, fleets = _Drivers(), _Fleets()
    for line in lines:
        states[line.state] += 1
        for each in line.findings:
            findings[_key(each)] += each.findings
            sites[_key(each)] += 1
        ports += line.ports or 0
        not_checked += line.not_checked
        packages += line.package is not None
        if line.oversubscription_by_power is not None:
            ratios.append(line.oversubscription_by_power)
        if line.guaranteed_power_kw is not None:
            guarantees_kw.append(line.guaranteed_power_kw)
        drivers.add(line)
        fleets.add(line)
        if line.count("error") or line.count("warning"):
            worst = sorted([*worst, _worst(line)], key=_badness)[:MOST_WORST]
    by_severity = {severity: sum(n for key, n in findings.items() if key[2] is severity) for severity in Severity}
    return PortfolioSummary(
        sites=states.total(),
        worked_out=states["worked out"],
        refused=states["refused"],
        unreadable=states["unreadable"],
        failed=states["failed"],
        ports=ports,
        errors=by_severity[Severity.ERROR],
        warnings=by_severity[Severity.WARNING],
        notes=by_severity[Severity.INFO],
        not_checked=not_checked,
        packages=packages,
        findings=tuple(
            CodeTally(*key, findings[key], sites[key])
            for key in sorted(findings, key=lambda key: (key[2].rank, -sites[key], -findings[key], key[0]))
        ),
        worst=tuple(worst),
        oversubscription=distribution("oversubscription_by_power", ratios),
        guarantee=distribution("guaranteed_power_kw", guarantees_kw),
        drivers=drivers.totals(states.total()) if "simulate" in do else None,
        fleets=fleets.totals(states.total()) if "fleet" in do else None,
    )


def distribution(figure: str, values: Sequence[float]) -> Distribution | None:
    """How the values of a figure are spread, in at most ten intervals of a round width; None for no values."""
    if not values:
        return None
    ordered = sorted(values)
    least, greatest = ordered[0], ordered[-1]
    cuts = quantiles(ordered, n=20, method="inclusive") if len(ordered) > 1 else [least] * 19
    edges = _edges(least, greatest)
    counts = [0] * (len(edges) - 1)
    place = 0
    for value in ordered:
        while place < len(counts) - 1 and value >= edges[place + 1]:
            place += 1
        counts[place] += 1
    intervals = tuple(SpreadInterval(*each) for each in zip(edges, edges[1:], counts, strict=False))
    return Distribution(figure, len(ordered), least, cuts[0], cuts[9], cuts[18], greatest, intervals)


def _edges(least: float, greatest: float) -> list[float]:
    """Ends of intervals that hold all values: multiples of the least round width of which few are enough."""
    power = math.floor(math.log10(greatest - least)) - 1 if greatest > least else 0
    while True:
        for factor in _ROUND[:-1]:
            width = factor * 10.0**power
            first, last = math.floor(least / width), math.ceil(greatest / width)
            if last - first <= _MOST_INTERVALS:
                return [float(f"{step * width:.12g}") for step in range(first, max(last, first + 1) + 1)]
        power += 1


def _key(tally: FindingTally) -> tuple[str, str, Severity]:
    return (tally.code, tally.name, tally.severity)


def _worst(line: SiteLine) -> WorstSite:
    return WorstSite(
        line.path,
        line.site,
        line.state,
        line.count("error"),
        line.count("warning"),
        line.oversubscription_by_power,
        line.guaranteed_power_kw,
        line.message,
    )


def _badness(site: WorstSite) -> tuple[float | str, ...]:
    least_kw = math.inf if site.guaranteed_power_kw is None else site.guaranteed_power_kw
    return (-site.errors, -site.warnings, least_kw, site.path)


class _Drivers:
    """Sums over sites with sessions."""

    def __init__(self) -> None:
        self._sites = 0
        self._counts = [0, 0, 0]
        self._sums_kwh = [0.0, 0.0, 0.0]

    def add(self, line: SiteLine) -> None:
        got = line.drivers
        if got is None:
            return
        self._sites += 1
        for place, number in enumerate((got.sessions, got.can_be_full, got.full)):
            self._counts[place] += number
        for place, energy_kwh in enumerate((got.wanted_kwh, got.possible_kwh, got.delivered_kwh)):
            self._sums_kwh[place] += energy_kwh

    def totals(self, sites: int) -> DriverTotals:
        sessions, can_be_full, full = self._counts
        wanted_kwh, possible_kwh, delivered_kwh = self._sums_kwh
        return DriverTotals(
            self._sites, sites - self._sites, sessions, wanted_kwh, possible_kwh, delivered_kwh, can_be_full, full
        )


class _Fleets:
    """Sums over sites with trips."""

    def __init__(self) -> None:
        self._sites = self._trips = self._ready = 0
        self._shortfall_kwh = 0.0
        self._cost_usd: float | None = None

    def add(self, line: SiteLine) -> None:
        got = line.fleets
        if got is None:
            return
        self._sites += 1
        self._trips += got.trips
        self._ready += got.ready
        self._shortfall_kwh += got.shortfall_kwh
        if got.cost_usd is not None:
            self._cost_usd = (self._cost_usd or 0.0) + got.cost_usd

    def totals(self, sites: int) -> FleetTotals:
        return FleetTotals(
            self._sites, sites - self._sites, self._trips, self._ready, self._shortfall_kwh, self._cost_usd
        )
