"""What is stated of a portfolio in sentences and rows, on a terminal and on a page alike."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.output.located import counted
from evsite.output.text.figures import ratio
from evsite.words import count, enumeration, format_number, kw, share

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evsite.studies.portfolio.results import Distribution, PortfolioSummary, WorstSite

SPREAD_TITLES = {
    "oversubscription_by_power": "oversubscription by power, the greatest of each site",
    "guaranteed_power_kw": "what every port is guaranteed, the least of each site",
}
"""What the figures are called whose distributions are shown."""


def count_sentence(summary: PortfolioSummary) -> str:
    """How many sites there are, and what became of them."""
    parts = [f"{summary.worked_out:,} worked out"]
    for number, words in (
        (summary.refused, "not a site"),
        (summary.unreadable, "unreadable"),
        (summary.failed, "failed"),
    ):
        if number:
            parts.append(f"{number:,} {words}")
    return f"{count(summary.sites, 'site')} with {count(summary.ports, 'port')}: {', '.join(parts)}"


def finding_sentence(summary: PortfolioSummary) -> str:
    """How many findings of each severity there are in all sites."""
    listed = ", ".join(
        counted(number, noun)
        for number, noun in ((summary.errors, "error"), (summary.warnings, "warning"), (summary.notes, "note"))
    )
    return f"{listed} in all; {summary.not_checked:,} not checked" if summary.not_checked else f"{listed} in all"


def study_sentences(summary: PortfolioSummary) -> Iterator[str]:
    """What drivers and fleets of all sites get, and how many permit sets there are."""
    drivers, fleets = summary.drivers, summary.fleets
    if drivers is not None:
        energy = f"{format_number(drivers.delivered_kwh)} kWh delivered"
        if drivers.possible_kwh:
            energy += f", {share(drivers.delivered_kwh / drivers.possible_kwh)} of what was possible at full speed"
        full = f"{drivers.full:,} of {drivers.can_be_full:,} that could be full are"
        yield f"drivers: {count(drivers.sessions, 'session')} at {count(drivers.sites, 'site')}, {energy}; {full}"
        if drivers.without_sessions:
            yield f"no sessions: {count(drivers.without_sessions, 'site')}"
    if fleets is not None:
        cost = "" if fleets.cost_usd is None else f", {fleets.cost_usd:,.2f} $"
        ready = f"{fleets.ready:,} of {count(fleets.trips, 'trip')} ready by departure"
        short = f"{format_number(fleets.shortfall_kwh)} kWh short"
        yield f"fleets: {ready} at {count(fleets.sites, 'site')}, {short}{cost}"
        if fleets.without_trips:
            yield f"no trips: {count(fleets.without_trips, 'site')}"
    if summary.packages:
        yield f"permit sets: {count(summary.packages, 'file')}"


def worst_words(site: WorstSite) -> tuple[str, str, str, str, str]:
    """A row of the worst sites: path, errors, warnings, oversubscription, guarantee."""
    least = "-" if site.guaranteed_power_kw is None else kw(site.guaranteed_power_kw)
    return (
        site.path,
        f"{site.errors:,}",
        f"{site.warnings:,}",
        ratio(site.oversubscription_by_power),
        least,
    )


def figure_words(spread: Distribution, value: float) -> str:
    """A value of a figure with its unit."""
    return ratio(value) if spread.figure == "oversubscription_by_power" else kw(value)


def spread_sentence(spread: Distribution) -> str:
    """Where most sites are."""
    named = (
        ("least", spread.least),
        ("5 % of sites below", spread.p5),
        ("median", spread.median),
        ("5 % above", spread.p95),
        ("greatest", spread.greatest),
    )
    return enumeration([f"{words} {figure_words(spread, value)}" for words, value in named])


def interval_words(spread: Distribution) -> list[str]:
    """The intervals of a distribution by their ends."""
    ends = [(format_number(each.from_, 3), format_number(each.to, 3)) for each in spread.intervals]
    unit = ":1" if spread.figure == "oversubscription_by_power" else " kW"
    return [f"{begin} to {end}{unit}" for begin, end in ends]
