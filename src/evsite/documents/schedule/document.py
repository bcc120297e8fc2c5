"""The document of `evsite schedule`: a sheet for every panel, and for every supply that circuits start from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.codebook.editions import cite
from evsite.documents.flat import all_names
from evsite.documents.model import Document, made_sheet
from evsite.documents.schedule.breakers import breakers_table, spaces_table, unplaced
from evsite.documents.schedule.header import header_table, high_leg
from evsite.documents.schedule.positions import Positions
from evsite.documents.schedule.totals import totals_table
from evsite.model.distribution import Panel
from evsite.words import count

if TYPE_CHECKING:
    from collections.abc import Collection

    from evsite.documents.model import Sheet
    from evsite.documents.schedule.positions import Position
    from evsite.model.distribution import Supply
    from evsite.model.site import Site


def scheduled(site: Site) -> dict[str, Panel | Supply]:
    """What has a schedule, by name: supplies that circuits start from, and every panel, in the order of the file."""
    direct = {circuit.fed_from for circuit in site.circuits.values()}
    supplies = {name: supply for name, supply in site.supplies.items() if name in direct}
    return {**supplies, **site.panels}


def schedule(site: Site, only: Collection[str] | None = None, *, errors: int = 0) -> Document:
    """The panel schedules of a site.

    Parameters
    ----------
    site
        The site.
    only
        Names of panels (or supplies) to show; None for all. Sheets keep their numbers.
    errors
        How many errors a check of the site finds.
    """
    source = Positions(site)
    sheets = tuple(
        _sheet(source, node, f"PS-{number}")
        for number, (name, node) in enumerate(scheduled(site).items(), start=1)
        if only is None or name in only
    )
    return Document("panel schedules", site.name, site.nec, "panel", sheets, errors, _notes(site))


_NOTES = (
    (
        "volt-amperes are those of connected load, half on each line of two, a third on each of three; a transformer "
        "counts evenly on its primary lines. Their sums are a custom of schedules: the line current is the phasor sum"
    ),
    (
        "charging equipment is continuous load and counts in full, demand factor 1.00 ({source}); what limits it is "
        "the setpoint of its groups, over the whole week"
    ),
    "load: C continuous, N noncontinuous; A/P: amperes and poles; | the breaker above goes on",
    "spaces that the site file does not give are filled down the left column, then down the right one",
)


def _notes(site: Site) -> tuple[str, ...]:
    return tuple(note.format(source=cite(("evse-continuous",), site.nec)) for note in _NOTES)


def _sheet(source: Positions, node: Panel | Supply, number: str) -> Sheet:
    positions = source.at(node.name)
    tables = [header_table(source.site, node)]
    if isinstance(node, Panel):
        tables.append(spaces_table(positions, node.system.legs, node.spaces if node.spaces_given else None))
    tables += [breakers_table(positions, node.system.legs), totals_table(source, node, positions)]
    title = f"{'panel' if isinstance(node, Panel) else 'supply'} {node.name}"
    return made_sheet(number, title, node.name, tuple(tables), tuple(_sheet_notes(source, node, positions)))


def _sheet_notes(source: Positions, node: Panel | Supply, positions: list[Position]) -> list[str]:
    notes = []
    if isinstance(node, Panel):
        used = sum(len(each.spaces) for each in positions)
        spares = sum(1 for each in positions if each.kind == "circuit" and not (each.continuous or each.noncontinuous))
        free = f", {count(node.spaces - used, 'free space')}" if node.spaces_given else ""
        notes.append(f"{count(used, 'space')} used, {count(spares, 'spare breaker')}{free}")
        if not node.spaces_given:
            notes.append("the site file does not say how many spaces the panel has: shown are the rows that are used")
    waiting = unplaced(positions)
    if waiting:
        notes.append(f"without spaces, and below the others therefore: {all_names(waiting)}")
    loads = [each.name for each in positions if each.kind == "load"]
    if loads:
        notes.append(f"the site file puts {all_names(loads)} on {node.name} without a circuit")
    for name in source.site.way_up(node.name):
        supply = source.site.supplies.get(name)
        if supply is not None and supply.metered is not None:
            notes.append(f"existing load of {name} by its meter's record is in no panel of the site file, nor here")
    leg = high_leg(node.system)
    if leg is not None:
        notes.append(f"{leg} is the high leg, 208 V to the neutral: no load to the neutral there")
    if source.analysis.taken_as_continuous.get(node.name):
        assumed = all_names(source.analysis.taken_as_continuous[node.name])
        notes.append(f"taken as continuous, for the site file does not say: {assumed}")
    return notes
