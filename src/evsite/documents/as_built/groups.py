"""The tables of groups: their limits, what their ports fall back to, and what is proved of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.analysis.as_built.design import figure
from evsite.documents.flat import all_names
from evsite.documents.model import Column, Number, Table
from evsite.model.policy import SPELLINGS
from evsite.model.week import gaps, show_stretches

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evsite.analysis.as_built.design import Designs
    from evsite.documents.model import Cell
    from evsite.model.site import Group, Site
    from evsite.proofs.offline import FallbackLoad
    from evsite.studies.results import SiteReport

_DIGITS = 2
COLUMNS = (
    Column("group", "group", label=True),
    Column("on", "on"),
    Column("level", "level"),
    Column("ports", "ports", align="right"),
    Column("members", "members", wrap=True),
    Column("limit", "limit", align="right"),
    Column("unit", "unit"),
    Column("policy", "policy"),
    Column("site_meter", "site meter"),
    Column("windows", "schedule rows", align="right"),
    Column("fallback_sum", "fallback sum", align="right"),
    Column("fallback_limit", "lowest limit", align="right"),
    Column("fallback_unit", "its unit"),
    Column("fallback_fits", "all offline fits"),
    Column("guaranteed_a", "guaranteed a port", "A", "right"),
    Column("guaranteed_kw", "guaranteed a port", "kW", "right"),
    Column("proof", "proof"),
)
SCHEDULE_COLUMNS = (
    Column("group", "group", label=True),
    Column("when", "when", wrap=True),
    Column("limit", "limit", align="right"),
    Column("unit", "unit"),
)


def groups_table(designs: Designs, report: SiteReport) -> Table:
    """The groups of a site, with the figures of its report."""
    offline: dict[str, list[FallbackLoad]] = {}
    for each in report.fallbacks:
        if each.limit.kind == "group":
            offline.setdefault(each.limit.owner, []).append(each)
    rows = tuple(_row(designs, group, report, offline.get(group.name, [])) for group in designs.site.groups.values())
    return Table("groups", "power-sharing groups", COLUMNS, rows, fill_in=True)


def schedule_table(site: Site) -> Table:
    """The limits of groups by time, a row for each window, and for the rest of the week."""
    rows = [(group.name, *row) for group in site.groups.values() if group.schedule for row in limit_rows(group)]
    return Table("schedules", "limits by time", SCHEDULE_COLUMNS, tuple(rows), titled=True)


def limit_rows(group: Group) -> Iterator[tuple[Cell, Cell, Cell]]:
    """When a limit holds, how much it is, and its unit; "always" where the group has no schedule."""
    for window in group.schedule:
        yield (
            show_stretches(window.stretches),
            *limit_cells(window.limit_a, window.limit_kw, apparent=window.limit_apparent),
        )
    left = gaps(stretch for window in group.schedule for stretch in window.stretches)
    if left:
        when = show_stretches(left)
        yield (when, *limit_cells(group.limit_a, group.limit_kw, apparent=group.limit_apparent))


def limit_cells(limit_a: float | None, limit_kw: float | None, *, apparent: bool) -> tuple[Cell, Cell]:
    """A limit and its unit."""
    value, unit = (limit_a, "A") if limit_a is not None else (limit_kw, "kVA" if apparent else "kW")
    if value is None:
        return "none", ""
    shown = figure(value)
    return Number(shown.value, unit, shown.digits), unit


def members(site: Site, group: Group) -> str:
    """The stations of a group by name, and the ports of those that are in it in part."""
    inside = set(group.ports)
    listed: list[str] = []
    for name in dict.fromkeys(site.ports[port].station for port in group.ports):
        station = site.stations[name]
        own = [port.name for port in station.ports if port.name in inside]
        listed += [name] if len(own) == len(station.ports) else own
    return all_names(listed)


def policy_words(group: Group) -> str:
    """A policy as the vendor guide calls it first."""
    return SPELLINGS[group.policy][0]


def meter_words(group: Group) -> str:
    """Whether a site meter acts on a group, and which."""
    return ("yes" if group.meter is None else f"yes, {group.meter}") if group.metered else "no"


def _row(designs: Designs, group: Group, report: SiteReport, offline: list[FallbackLoad]) -> tuple[Cell, ...]:
    return (
        group.name,
        group.on or "members",
        designs.level(group),
        Number(len(group.ports)),
        members(designs.site, group),
        *limit_cells(group.limit_a, group.limit_kw, apparent=group.limit_apparent),
        group.policy,
        meter_words(group),
        Number(len(group.schedule)),
        *_fallback_cells(offline),
        *_proof_cells(designs.site, group, report),
    )


def _fallback_cells(offline: list[FallbackLoad]) -> tuple[Cell, ...]:
    """What all that may be offline puts on the limit of a group, on the line where most of it is used."""
    if not offline:
        return ("none", "none", "", "")
    fullest = max(offline, key=lambda each: each.load / each.allowed if each.allowed else float("inf"))
    return (
        Number(fullest.load, fullest.unit, _DIGITS),
        Number(fullest.allowed, fullest.unit, _DIGITS),
        fullest.unit,
        "yes" if all(each.fits for each in offline) else "no",
    )


def _proof_cells(site: Site, group: Group, report: SiteReport) -> tuple[Cell, ...]:
    """The least that a port of a group is sure to get."""
    kw_per_a = {name: site.ports[name].output_kw_per_a for name in group.ports}
    sure = [report.guarantees[name] for name in group.ports if name in report.guarantees]
    if not sure:
        return ("none", "none", "none")
    least = min(sure, key=lambda each: each.current_a * kw_per_a[each.port])
    if not least.current_a:
        return Number(0.0, "A", _DIGITS), Number(0.0, "kW", _DIGITS), "nothing is guaranteed"
    return (
        Number(least.current_a, "A", _DIGITS),
        Number(least.current_a * kw_per_a[least.port], "kW", _DIGITS),
        "exact" if least.exact else "lower bound",
    )
