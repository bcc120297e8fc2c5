"""What is told of a site of a portfolio, in a line, and of all of them. The names of fields are keys of JSON."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from evsite.model.finding import Severity  # noqa: TC001 - pydantic reads lines back by these types
from evsite.model.one_of import one_of

LineState = Literal["worked out", "refused", "unreadable", "failed"]
"""Worked out; not a site, with its problems; no text that could be one; or nothing is known of it."""


@dataclass(frozen=True, slots=True)
class FindingTally:
    """How many findings of a code and severity there are; what was not checked for want of input is not among them."""

    code: str
    name: str
    severity: Severity
    findings: int


@dataclass(frozen=True, slots=True)
class DriverFigures:
    """The sessions of a site under its own policies, as `evsite simulate --policy as-designed` has them."""

    sessions: int
    wanted_kwh: float
    possible_kwh: float
    delivered_kwh: float
    can_be_full: int
    full: int


@dataclass(frozen=True, slots=True)
class FleetPlanFigures:
    """The plan for the fleets of a site, as `evsite fleet` has it; no cost without a tariff."""

    trips: int
    ready: int
    shortfall_kwh: float
    cost_usd: float | None


@dataclass(frozen=True, slots=True)
class SiteLine:
    """One site of a portfolio.

    `sha256` is that of the file, `beside` has that of each file that it was worked out with. `asked` is what was asked
    for, in one line. The oversubscription is the greatest of its groups, by ports and by power; the guarantee is the
    least of its ports by power, and is there where a report was asked for. Of what was not asked for, or has no input,
    there is nothing.
    """

    path: str
    sha256: str
    beside: dict[str, str]
    version: str
    asked: str
    state: LineState
    site: str | None
    findings: tuple[FindingTally, ...]
    not_checked: int
    message: str | None
    """The first problem of one that was not worked out, or of a study that could not be made."""
    ports: int | None
    oversubscription_by_ports: float | None
    oversubscription_by_power: float | None
    guaranteed_current_a: float | None
    guaranteed_power_kw: float | None
    drivers: DriverFigures | None = None
    fleets: FleetPlanFigures | None = None
    package: str | None = None
    """The file of its permit set, where one was asked for and no error stands against it."""
    elapsed_s: float | None = one_of()
    """How long it took; in the lines of a run alone, for it is never the same twice."""

    @property
    def failed(self) -> bool:
        """Whether nothing is known of it: trying again may help."""
        return self.state == "failed"

    def count(self, severity: str) -> int:
        """How many findings of a severity it has."""
        return sum(each.findings for each in self.findings if each.severity.value == severity)

    def without_time(self) -> SiteLine:
        """The same without how long it took."""
        return replace(self, elapsed_s=None)


@dataclass(frozen=True, slots=True)
class CodeTally:
    """A code in all sites: how many findings, in how many sites."""

    code: str
    name: str
    severity: Severity
    findings: int
    sites: int


@dataclass(frozen=True, slots=True)
class SpreadInterval:
    """How many sites have a value from `from_` on, and below `to`; the last interval holds its end too."""

    from_: float
    to: float
    sites: int


@dataclass(frozen=True, slots=True)
class Distribution:
    """How a figure of sites, which has this key in their lines, is spread; quantiles are interpolated linearly."""

    figure: str
    sites: int
    least: float
    p5: float
    median: float
    p95: float
    greatest: float
    intervals: tuple[SpreadInterval, ...]


@dataclass(frozen=True, slots=True)
class WorstSite:
    """A site with errors or warnings; most errors come first, then most warnings, then the least guarantee."""

    path: str
    site: str | None
    state: LineState
    errors: int
    warnings: int
    oversubscription_by_power: float | None
    guaranteed_power_kw: float | None
    message: str | None


@dataclass(frozen=True, slots=True)
class DriverTotals:
    """The sessions of all sites that have any."""

    sites: int
    without_sessions: int
    sessions: int
    wanted_kwh: float
    possible_kwh: float
    delivered_kwh: float
    can_be_full: int
    full: int


@dataclass(frozen=True, slots=True)
class FleetTotals:
    """The plans of all sites that have trips; costs are those of sites with a tariff."""

    sites: int
    without_trips: int
    trips: int
    ready: int
    shortfall_kwh: float
    cost_usd: float | None


@dataclass(frozen=True, slots=True)
class PortfolioSummary:
    """What there is to say about all sites together."""

    sites: int
    worked_out: int
    refused: int
    unreadable: int
    failed: int
    ports: int
    errors: int
    warnings: int
    notes: int
    not_checked: int
    packages: int
    findings: tuple[CodeTally, ...]
    worst: tuple[WorstSite, ...]
    oversubscription: Distribution | None
    guarantee: Distribution | None
    drivers: DriverTotals | None
    fleets: FleetTotals | None
