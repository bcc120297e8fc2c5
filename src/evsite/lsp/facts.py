"""What a report computes of one thing of a site, in a few lines for an editor."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from evsite.allocation.policies import policy_named
from evsite.network.titles import limited_by_title
from evsite.output.markdown_cells import running_text
from evsite.output.text import figures
from evsite.output.text.verdict import use_words
from evsite.rounding import first_least
from evsite.words import amps, count, kva, kw

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from evsite.model.finding import Path
    from evsite.model.site import Port, Site
    from evsite.proofs.equipment import EquipmentLoad
    from evsite.studies.results import GroupReport, SiteReport

_OF_NODES = {"node", "primary"}
"""The kinds of places whose names are those of supplies, panels and circuits."""


def facts(site: Site, report: SiteReport, table: Path) -> list[str]:
    """What is computed of the thing that a table of the file describes, as items of Markdown.

    Parameters
    ----------
    site
        The site.
    report
        Its report: the figures are those that `evsite report` shows.
    table
        The route of the table: of a group, station, circuit, panel or supply, or of the site. Of a family it may go
        on with the name of one circuit, station or port.

    Returns
    -------
    list[str]
        Nothing for what no figure is computed of.
    """
    if len(table) < 2:
        return [running_text(line) for line in _of_ports(site, report, list(site.ports))] if table == ("site",) else []
    section, name = str(table[0]), str(table[1])
    single = str(table[2]) if len(table) > 2 and table[2] != name else None
    lines: list[str] = []
    if section == "groups":
        lines += [line for group in report.groups if group.group == name for line in _of_group(site, report, group)]
    elif section == "stations":
        stations = [station for station in site.stations.values() if station.path == (section, name)]
        ports = [port.name for each in stations if single in {None, each.name} for port in each.ports]
        lines += _of_ports(site, report, [single] if single is not None and single in site.ports else ports)
    elif section in {"supplies", "panels", "circuits"}:
        nodes = site.circuits if section == "circuits" else site.panels if section == "panels" else site.supplies
        of_table = {
            each.name for each in nodes.values() if each.path == (section, name) and single in {None, each.name}
        }
        loads = [load for load in report.equipment if load.place.name in of_table and load.place.kind in _OF_NODES]
        lines += _of_equipment(site, loads, section)
    return [running_text(line) for line in lines]


def _of_group(site: Site, report: SiteReport, group: GroupReport) -> Iterator[str]:
    limits = ((amps, group.limit_a), (kva, group.limit_kva), (kw, group.limit_kw))
    limit = next(stated(value, 2) for stated, value in limits if value is not None)
    per_conductor = " on each conductor" if group.limit_a is not None else ""
    yield f"{count(group.ports, 'port')} share {limit}{per_conductor}, policy {group.policy}"
    over = group.oversubscription
    parts = [f"{figures.ratio(value)} by {by}" for value, by in ((over.ports, "ports"), (over.power, "power")) if value]
    if parts:
        yield f"oversubscription {', '.join(parts)}"
    worst = group.worst_case
    if worst is not None:
        yield f"all in use: at least {_figures(site, site.ports[worst.port], worst.current_a)} (port {worst.port})"
    yield from _promised(site, report, list(site.groups[group.group].ports))


def _of_ports(site: Site, report: SiteReport, names: Sequence[str]) -> Iterator[str]:
    if not names:
        return
    ports = [site.ports[name] for name in names]
    most = {port.max_a for port in ports}
    each = " each" if len(ports) > 1 else ""
    upper = f"{amps(min(most), 2)} to {amps(max(most), 2)}" if len(most) > 1 else amps(max(most), 2)
    yield f"{count(len(ports), 'port')} of at most {upper}{each}"
    yield from _promised(site, report, names)


def _promised(site: Site, report: SiteReport, names: Sequence[str]) -> Iterator[str]:
    """The least of what some ports are promised, by power, and what holds the port that has it."""
    inside = [name for name in names if name in report.guarantees]
    policies = {port: group.policy for group in site.groups.values() for port in group.ports}
    bounded = [report.guarantees[name] for name in inside if policy_named(policies[name]).bounded]
    if not bounded:
        why = "served in order of arrival" if inside else "in no power-sharing group"
        yield f"nothing is promised: {why}"
        return
    least = first_least(
        bounded, lambda found: found.current_a * site.ports[found.port].output_kw_per_a, lambda found: found.current_a
    )
    proof = report.unfit.words if report.unfit.loads else "proved for every occupancy"
    text = f"guaranteed: {_figures(site, site.ports[least.port], least.current_a)} (port {least.port}); {proof}"
    yield f"{text}; limited by {limited_by_title(site, least.limit)}"
    if len(bounded) < len(names):
        yield f"at {len(bounded):,} of {count(len(names), 'port')}; nothing is promised at the others"


def _figures(site: Site, port: Port, current_a: float) -> str:
    power_kw = current_a * port.output_kw_per_a
    miles = figures.miles(power_kw * site.settings.miles_per_kwh)
    return f"{amps(current_a, 2)}, {kw(power_kw, 2)} at {figures.volts(port.voltage_v)}, {miles}"


def _of_equipment(site: Site, loads: Sequence[EquipmentLoad], section: str) -> Iterator[str]:
    """How full each conductor can get; of a family of circuits the fullest."""
    shown = loads
    if section == "circuits" and len(loads) > 1:
        shown = [max(loads, key=lambda load: load.fullness if math.isfinite(load.fullness) else math.inf)]
    for load in shown:
        used, left, _ = use_words(site, load)
        of_many = f" (the fullest of {count(len(loads), 'circuit')})" if len(loads) > len(shown) else ""
        yield f"at most {used}, {left}{of_many}"
