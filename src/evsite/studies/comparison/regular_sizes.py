"""The sizes of a regular installation: what its load calculation without load management asks for.

What is large enough by that calculation stays as it is. Panels that are not have the next usual main, and more panels
share the home runs where the largest usual panelboard or its spaces run out; services have the next standard rating of
240.6(A), transformers the next usual rating.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from evsite.analysis.site_analysis import SiteAnalysis
from evsite.codebook.conductors import size_words
from evsite.codebook.equipment_sizes import (
    next_usual_main_a,
    usual_panel_mains_a,
    usual_panel_spaces,
    usual_switchboard_a,
)
from evsite.codebook.formulas import CONTINUOUS_FACTOR
from evsite.codebook.ocpd import largest_usual_kva, next_standard_a, next_usual_kva, standard_ratings_a
from evsite.codebook.sizing import does
from evsite.model.finding import SiteFileError
from evsite.network.limits import line_rating_a, rating_kva
from evsite.rounding import ceil_to, fits
from evsite.sitefile.loading import loads
from evsite.studies.comparison.regular_results import NoStandardSize
from evsite.studies.comparison.regular_tables import RegularTables, Sizes
from evsite.studies.conductors import proposal
from evsite.studies.load_calculation import load_calculation
from evsite.studies.load_calculation_checks import least_transformer_kva
from evsite.studies.load_calculation_nodes import required_a
from evsite.toml_text import document

if TYPE_CHECKING:
    from collections.abc import Mapping

    from evsite.analysis.conductor_runs import Run
    from evsite.model.distribution import Supply
    from evsite.model.site import Site
    from evsite.studies.load_calculation_results import NodeCalculation

_MOST_ROUNDS = 12


class NoRegularSiteError(ValueError):
    """Equipment of a regular installation would be larger than a site file can say."""


@dataclass(slots=True)
class RegularSite:
    """A regular installation of a site: its tables, the site that they make, and what no standard size is for."""

    tables: dict[str, Any]
    text: str
    site: Site
    too_large: list[NoStandardSize] = field(default_factory=list)


def regular_site(site: Site, data: Mapping[str, Any], filename: str) -> RegularSite:
    """The regular installation of the stations of a site.

    Parameters
    ----------
    site
        The site.
    data
        The tables of its file.
    filename
        The name of its file; what it names is looked for beside it.

    Returns
    -------
    RegularSite
        The installation, as a site that was read from the text of its tables.

    Raises
    ------
    NoRegularSiteError
        A rating of it is more than a site file can say.
    """
    try:
        return _regular_site(site, data, filename)
    except SiteFileError as error:
        if any(finding.code != "EV013" for finding in error.findings):
            raise
        raise NoRegularSiteError(f"no regular installation can be rated: {error.findings[0].message}") from None


def _regular_site(site: Site, data: Mapping[str, Any], filename: str) -> RegularSite:
    tables, sizes, too_large = RegularTables(site, data), Sizes(), []
    for panel in site.panels:
        sizes.parts[panel] = _fewest_parts(tables, panel)
    made = _read(tables, sizes, filename)
    for _ in range(_MOST_ROUNDS):
        if not _split_further(tables, sizes, SiteAnalysis(made)):
            break
        made = _read(tables, sizes, filename)
    too_large += _rate(tables, sizes, made, _nodes(made))
    made = _read(tables, sizes, filename)
    too_large += _choose_conductors(tables, sizes, made)
    found = tables.tables(sizes)
    text = document(found)
    return RegularSite(found, text, loads(text, filename, allow_outside=True), too_large)


def _read(tables: RegularTables, sizes: Sizes, filename: str) -> Site:
    return loads(document(tables.tables(sizes)), filename, allow_outside=True)


def _nodes(site: Site) -> dict[tuple[str, bool], NodeCalculation]:
    """The load calculation of every node, by its name and whether it is the primary side of a transformer."""
    return {(node.node, node.primary): node for supply in load_calculation(site) for node in supply.nodes}


def _most_main_a(tables: RegularTables, panel: str) -> float:
    """The largest rating that a panel of home runs has [A]: of a panelboard, or what it has already."""
    rated = tables.site.panels[panel].rating
    return max(usual_panel_mains_a()[-1], 0.0 if rated is None else rated.rating_a)


def _fewest_parts(tables: RegularTables, panel: str) -> int:
    """How many panels the home runs of one need at least, by spaces and by what they draw on lines that are alike."""
    runs = tables.by_node.get(panel, [])
    if not runs or tables.as_it_is(panel, Sizes()):
        return 1
    own = tables.site.panels[panel]
    spaces = max(usual_panel_spaces()[-1], own.spaces if own.spaces_given else 0)
    poles = sum(run.circuit.poles for run in runs)
    line_a = CONTINUOUS_FACTOR * line_rating_a(sum(run.power_kva for run in runs), own.system)
    by_load = int(ceil_to(line_a / _most_main_a(tables, panel), 1.0))
    return max(1, min(len(runs), max(by_load, -(-poles // spaces))))


def needs_a(node: NodeCalculation, *, managed: bool) -> float:
    """The least rating that a panel or a service may have [A]; 0 where nothing is rated.

    Devices of assemblies that are listed for 100 % and carry the load without its 125 % ask for no more.

    Parameters
    ----------
    node
        The load calculation of it.
    managed
        Whether load management holds the chargers.
    """
    at_100 = {check.noun for check in node.checks if (check.at_100_managed if managed else check.at_100_unmanaged)}
    found = required_a(node.checks, managed=managed)
    return max((amps for noun, amps in found.items() if noun not in at_100), default=0.0)


def _connected_a(analysis: SiteAnalysis, panel: str) -> float:
    """The least rating that a panel may have for what is connected, with continuous load at 125 % [A]."""
    highest, connected = analysis.highest_other_at(panel), analysis.connected(panel)
    found = [highest.required_ocpd_a(leg, connected.line_a(leg)) for leg in analysis.legs(panel)]
    if analysis.calculated.least_below(panel):
        value = analysis.calculated.connected(panel)
        found += [value.line_a(leg) + highest.total_a(leg) for leg in analysis.legs(panel)]
    return max(found)


def _split_further(tables: RegularTables, sizes: Sizes, made: SiteAnalysis) -> bool:
    """Put the home runs of panels that are too large into more panels; whether there were any."""
    changed = False
    usual_spaces = usual_panel_spaces()[-1]
    for panel, parts in sizes.parts.items():
        runs = tables.by_node.get(panel, [])
        if parts >= len(runs) or _feeds_others(tables, panel):
            continue
        most_a, own = _most_main_a(tables, panel), tables.site.panels[panel]
        spaces = max(usual_spaces, own.spaces if own.spaces_given else 0)
        too_much = {
            name: max(
                _connected_a(made, name) / most_a,
                0.0 if tables.as_it_is(panel, sizes) else tables.spaces_of(panel, name, sizes) / spaces,
            )
            for name in tables.panels_of(panel, parts)
        }
        if all(fits(share, 1.0) for share in too_much.values()):
            continue
        first, *others = too_much.values()
        there = len(dict(tables.chunks(panel, sizes))[panel])
        if others and all(fits(share, 1.0) for share in others):
            # what else is in the panel leaves room for few home runs
            if there:
                sizes.in_first[panel] = min(there - 1, int(there / first))
                changed = True
            continue
        changed = True
        worst = max(others or [first])
        sizes.parts[panel] = min(len(runs), max(parts + 1, int(ceil_to(parts * worst, 1.0))))
    return changed


def _feeds_others(tables: RegularTables, panel: str) -> bool:
    """Whether a panel feeds panels or transformers: it is a switchboard where a panelboard is too small."""
    site = tables.site
    fed = {node.fed_from for node in site.panels.values()} | {node.fed_from for node in site.supplies.values()}
    return panel in fed


def _rate(
    tables: RegularTables, sizes: Sizes, made: Site, nodes: Mapping[tuple[str, bool], NodeCalculation]
) -> list[NoStandardSize]:
    """Choose what panels, services and transformers are rated for; returns what there is nothing for."""
    too_large: list[NoStandardSize] = []
    site = tables.site
    for panel, own in site.panels.items():
        rated_a = {name: value for name, value in (("main", own.main_a), ("bus", own.bus_a)) if value is not None}
        least_a = min([*rated_a.values(), *([own.rating.rating_a] if own.rating is not None else [])], default=0.0)
        for name in tables.panels_of(panel, sizes.parts.get(panel, 1)):
            node = nodes[name, False]
            needed_a = needs_a(node, managed=False)
            if not node.checks or fits(needed_a, least_a):
                continue
            chosen_a = next_usual_main_a(needed_a, switchboards=True)
            if chosen_a is None:
                chosen_a = _standard_a(needed_a, site.nec)
                too_large.append(NoStandardSize(name, "panel", needed_a, usual_switchboard_a()[-1]))
            sizes.panel_a.setdefault(panel, {})[name] = max(chosen_a, least_a)
    analysis, own_analysis = SiteAnalysis(made), SiteAnalysis(site)
    for name, supply in site.supplies.items():
        node = nodes[name, False]
        if supply.kind == "service":
            needed_a = needs_a(node, managed=False)
            own_a = supply.rating_a if supply.rating_a is not None else line_rating_a(rating_kva(supply), supply.system)
            if not fits(needed_a, own_a):
                sizes.service_a[name] = _standard_a(needed_a, site.nec)
                if next_standard_a(needed_a, site.nec) is None:
                    too_large.append(NoStandardSize(name, "service", needed_a, standard_ratings_a(site.nec)[-1]))
            continue
        needed_kva = least_transformer_kva(analysis, made.supplies[name], managed=False)
        enough_kva = max(rating_kva(supply), least_transformer_kva(own_analysis, supply, managed=True))
        primary = nodes.get((name, True))
        if not fits(needed_kva, enough_kva):
            chosen_kva = next_usual_kva(needed_kva, three_phase=supply.system.three_phase)
            if chosen_kva is None:
                largest_kva = largest_usual_kva(three_phase=supply.system.three_phase)
                too_large.append(NoStandardSize(name, "transformer", needed_kva=needed_kva, largest_kva=largest_kva))
                chosen_kva = ceil_to(needed_kva, 500.0)
            sizes.transformer_kva[name] = chosen_kva
        _rate_devices(sizes, supply, node, primary, site.nec)
    return too_large


def _rate_devices(
    sizes: Sizes, supply: Supply, node: NodeCalculation, primary: NodeCalculation | None, edition: int
) -> None:
    """The devices on both sides of a transformer, where they are too small for the load."""
    second_a = supply.secondary_breaker_a
    needed_a = required_a(node.checks, managed=False).get("secondary breaker", 0.0)
    if second_a is not None and not fits(needed_a, second_a):
        sizes.devices_a[(*map(str, supply.path), "secondary_breaker")] = _standard_a(needed_a, edition)
    if supply.primary is None:
        return
    loads_a = max((0.0, *(required_a(primary.checks, managed=False).values() if primary is not None else ())))
    larger_kva = sizes.transformer_kva.get(supply.name)
    full_a = 0.0 if larger_kva is None else line_rating_a(larger_kva, supply.primary)
    for device in supply.primary_devices:
        if not fits(max(loads_a, full_a), device.rating_a):
            chosen_a = _standard_a(max(loads_a, CONTINUOUS_FACTOR * full_a), edition)
            sizes.devices_a[tuple(map(str, device.path))] = chosen_a


def _standard_a(needed_a: float, edition: int) -> float:
    """The next standard rating; above the largest one the next hundred [A]."""
    return next_standard_a(needed_a, edition) or ceil_to(needed_a, 100.0)


def _choose_conductors(tables: RegularTables, sizes: Sizes, made: Site) -> list[NoStandardSize]:
    """Conductors of runs whose own, by the file, would not do; what is not stated of a run stays so."""
    too_large = []
    analysis = SiteAnalysis(made)
    breakers = {circuit.name: circuit.breaker_a for circuit in tables.site.circuits.values()}
    replaced, found = tables.replaced(sizes), tables.tables(sizes)
    for run in analysis.runs:
        if run.installed is None or run.conductor is None:
            continue
        same = _device_stays(sizes, run, {name: breakers[old] for name, old in replaced.items()})
        if same and does(run.conductor, run.duty):
            continue
        choices = proposal(analysis, run).choices
        if not choices:
            too_large.append(NoStandardSize(run.node, "conductors", run.duty.sized_a))
            continue
        choice = choices[-1]
        place = (*run.path, "conductor")
        raw = _at(found, place)
        if raw is None:
            continue
        table = {key: value for key, value in raw.items() if key not in {"trade_size", "egc", "neutral", "sets"}}
        table["size"] = size_words(choice.conductor.size)
        if choice.conductor.sets > 1:
            table["sets"] = choice.conductor.sets
        if "neutral" in raw:
            table["neutral"] = table["size"]
        if choice.egc_size is not None:
            table["egc"] = size_words(choice.egc_size)
        sizes.conductors[place] = table
    return too_large


def _device_stays(sizes: Sizes, run: Run, breakers: Mapping[str, float]) -> bool:
    """Whether a run is protected by what protects it in the site."""
    if run.kind == "circuit":
        own_a = breakers.get(run.node)
        return own_a is None or (run.device is not None and abs(run.device.rating_a - own_a) <= 1e-6 * own_a)
    larger = any(run.node in panels for panels in sizes.panel_a.values())
    return not larger and run.node not in sizes.service_a and run.node not in sizes.transformer_kva


def _at(tables: Mapping[str, Any], place: tuple[str | int, ...]) -> Mapping[str, Any] | None:
    found: Any = tables
    for key in place:
        found = found.get(key) if isinstance(found, dict) else None
    return found if isinstance(found, dict) else None
