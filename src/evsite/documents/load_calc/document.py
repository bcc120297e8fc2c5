"""The document of `evsite load-calc`: a sheet for every supply, and one for every load study behind it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.codebook.editions import cite
from evsite.documents.load_calc.annex import study_sheet
from evsite.documents.load_calc.calculation import (
    calculation_table,
    lines_table,
    sources,
    totals_table,
    verdict_table,
)
from evsite.documents.load_calc.dwelling import dwelling_table
from evsite.documents.load_calc.forms import file_table, project_table, signature_table, supply_table, utility_table
from evsite.documents.load_calc.loads import ems_table, evse_table, existing_table, loads_table
from evsite.documents.model import Document, made_sheet
from evsite.studies.load_calculation import load_calculation
from evsite.words import enumeration

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from evsite.documents.model import Sheet
    from evsite.model.site import Site
    from evsite.studies.load_calculation_results import SupplyCalculation


def load_calc(
    site: Site,
    only: Collection[str] | None = None,
    *,
    errors: int = 0,
    calculations: Iterable[SupplyCalculation] | None = None,
) -> Document:
    """The load calculation of a site.

    Parameters
    ----------
    site
        The site.
    only
        Names of supplies to show; None for all. Sheets keep their numbers.
    errors
        How many errors a check of the site finds.
    calculations
        The load calculation of the site, where somebody has it already.
    """
    sheets: list[Sheet] = []
    number = 0
    for found in load_calculation(site) if calculations is None else calculations:
        number += 1
        shown = only is None or found.supply in only
        if shown:
            sheets.append(_sheet(site, found, f"LC-{number}"))
        for study in found.studies:
            number += 1
            if shown:
                sheets.append(study_sheet(study, f"LC-{number}", cite(("existing-load",), site.nec)))
    return Document("load calculation", site.name, site.nec, "supply", tuple(sheets), errors, _notes(site))


def _sheet(site: Site, found: SupplyCalculation, number: str) -> Sheet:
    supply = site.supplies[found.supply]
    at_utility = supply.fed_from is None
    tables = [project_table(site)] if at_utility else []
    tables += [supply_table(supply), existing_table(supply, found, site.nec)]
    if found.dwelling is not None:
        tables.append(dwelling_table(found.dwelling))
    tables += [
        evse_table(found.chargers, site.nec),
        ems_table(found.groups, site.nec),
        loads_table(site, found),
        calculation_table(supply, found, site.nec),
        lines_table(found),
        totals_table(found, site.nec),
        verdict_table(found),
    ]
    if at_utility:
        tables.append(utility_table(site, supply, found))
    tables += [signature_table(site), file_table(site)]
    title = f"{found.own.kind} {found.supply}"
    return made_sheet(number, title, found.supply, tuple(tables), tuple(_sheet_notes(site, found)))


_NOTES = (
    "amperes are those on each line: phasor sums of what charges, and magnitudes of other load on top of them",
    (
        "charging is continuous load and counts in full, demand factor 1.00; under load management the load is the "
        "setpoint, never a factor ({sources})"
    ),
    "new, unmanaged: every charger at its nameplate or setting; new, managed: the most that the groups let through",
    "loads of the site file that do not say whether they are new or existing stand with the existing load",
    (
        "next sizes are standard ratings of {standard}; a transformer is chosen by its fullest line with continuous "
        "load at 125 %, for which the NEC has no rule"
    ),
    "many utilities size their equipment for connected load unless the managed limit is in the service contract",
)


def _notes(site: Site) -> tuple[str, ...]:
    standard = cite(("standard-ratings",), site.nec)
    return tuple(note.format(sources=sources(site.nec), standard=standard) for note in _NOTES)


def _sheet_notes(site: Site, found: SupplyCalculation) -> Iterator[str]:
    """Assumptions, and what a reader has to know of this sheet."""
    taken = [load.name for load in found.loads if load.continuous and not load.continuous_given]
    if taken:
        yield f"assumed: {enumeration(taken)} counted as continuous, since the site file does not say"
    tables = {station.path for each in found.chargers for station in each.stations}
    for assumption in site.assumptions:
        if not tables.isdisjoint(assumption.tables):
            yield f"assumed: {assumption.note}"
    if found.dwelling is not None:
        yield from found.dwelling.managed.notes
    if found.own.method == "metered peak":
        yield f"other existing loads of the site file at {found.supply} are taken as part of what the meter saw"
    if found.varies:
        yield (
            "limits or loads change over the week: loads are each at their highest, totals under management are the "
            "greatest that come together at one time"
        )
    if found.overloaded_below:
        yield (
            "something on it is too small for its load: a transformer is compared with what that lets through once it "
            "is put right"
        )
    for why in found.unstudied:
        yield f"no load study: {why}"
