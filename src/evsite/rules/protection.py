"""Transformers and large switchgear: protection, fault current, ground faults, arc energy."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.analysis.device_loading import service_rating_a
from evsite.codebook.formulas import exceeds
from evsite.codebook.ocpd import next_lower_standard_a, transformer_maximum_a
from evsite.model.finding import Severity
from evsite.network.limits import line_rating_a
from evsite.rules.registry import Example, Problem, rule
from evsite.rules.supply import rating_kva
from evsite.toml_text import assignment
from evsite.words import amps, kva

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evsite.analysis.site_analysis import Survey
    from evsite.model.finding import Path
    from evsite.model.site import Panel, Supply
    from evsite.model.systems import VoltageSystem

_LONGEST_SECONDARY_FT = 25.0
_GROUND_FAULT_A = 1000.0
_ARC_ENERGY_A = 1200.0
_LEAST_SERVICE_A = 60.0
_USUAL_INTERRUPTING_A = (10e3, 14e3, 22e3, 42e3, 65e3, 100e3, 200e3)


def _transformer(keys: str) -> str:
    return (
        '[site]\nname = "Example"\nnec = 2023\n\n[supplies.T]\nkind = "transformer"\nrating = "75 kVA"\n'
        f'system = "208Y/120"\nprimary = "480 delta"\n{keys}\n\n'
        '[panels.P]\nfed_from = "T"\nmain = "225 A"\nbus = "225 A"\n'
    )


def _service(keys: str, *, rating: str = "1200 A", system: str = "480Y/277", panel: str = "") -> str:
    return (
        '[site]\nname = "Example"\nnec = 2023\n\n'
        f'[supplies.U]\nkind = "service"\nrating = "{rating}"\nsystem = "{system}"\n'
        f'{keys}\n\n[panels.P]\nfed_from = "U"\nmain = "400 A"\nbus = "400 A"\n{panel}\n'
    )


@rule(
    "EV114",
    "transformer-overcurrent",
    "the devices of a transformer are no larger than the table allows",
    Severity.ERROR,
    asks="Primary only: 125 %. With a secondary device: primary 250 %, secondary 125 %. The next standard size "
    "up counts only "
    "where 125 % is the entry.",
    why="A larger device lets the windings overheat before it opens.",
    topics=("transformer-overcurrent",),
    inputs=("supplies.*.primary_breaker", "supplies.*.secondary_breaker", "supplies.*.primary", "panels.*.main"),
    failing=(
        Example(_transformer('primary_breaker = "250 A"\nsecondary_breaker = "225 A"')),
        Example(_transformer('primary_breaker = "225 A"\nsecondary_breaker = "350 A"')),
    ),
    passing=Example(_transformer('primary_breaker = "225 A"\nsecondary_breaker = "300 A"')),
)
def transformer_overcurrent(survey: Survey) -> Iterator[Problem]:
    """Transformers behind or before devices that are too large."""
    for supply in survey.site.supplies.values():
        if supply.kind == "transformer":
            for side, system, breaker_a in _sides(survey, supply):
                rated_a = line_rating_a(rating_kva(supply), system)
                secondary = _secondary_device_a(survey, supply) is not None
                most_a = transformer_maximum_a(rated_a, side, survey.site.nec, secondary_protected=secondary)
                if most_a is not None and exceeds(breaker_a, most_a):
                    yield Problem(
                        f"{supply.name}: {amps(breaker_a)} on the {side} of {kva(rating_kva(supply))} "
                        f"({amps(rated_a)} there), "
                        f"at most {amps(most_a)}",
                        (*supply.path, f"{side}_breaker"),
                        remedy=assignment(f"{side}_breaker", amps(most_a)),
                    )


def _sides(survey: Survey, supply: Supply) -> Iterator[tuple[str, VoltageSystem, float]]:
    table = supply.table
    if table.primary_breaker is not None and supply.primary is not None:
        yield "primary", supply.primary, table.primary_breaker.value
    secondary_a = _secondary_device_a(survey, supply)
    if secondary_a is not None:
        yield "secondary", supply.system, secondary_a


def _secondary_device_a(survey: Survey, supply: Supply) -> float | None:
    """The device on the secondary [A]: as given, or the main of the one panel that hangs there."""
    if supply.table.secondary_breaker is not None:
        return supply.table.secondary_breaker.value
    panels = [survey.site.panels[name] for name in survey.children[supply.name] if name in survey.site.panels]
    return panels[0].main_a if len(panels) == 1 == len(survey.children[supply.name]) else None


@rule(
    "EV115",
    "transformer-secondary-length",
    "secondary conductors of a transformer end at their device within 25 ft",
    Severity.WARNING,
    asks="The conductors from a transformer to the device that protects them are at most 25 ft long.",
    why="The primary device does not protect them: 10 ft and 25 ft are the lengths that the usual exceptions allow.",
    topics=("transformer-secondary",),
    inputs=("supplies.*.secondary_length",),
    failing=Example(_transformer('secondary_length = "30 ft"')),
    passing=Example(_transformer('secondary_length = "25 ft"')),
)
def transformer_secondary_length(survey: Survey) -> Iterator[Problem]:
    """Transformers with long unprotected conductors."""
    for supply in survey.site.supplies.values():
        length = supply.table.secondary_length
        if length is not None and exceeds(length.value, _LONGEST_SECONDARY_FT):
            yield Problem(
                f"{supply.name}: secondary conductors of {length.value:g} ft, at most {_LONGEST_SECONDARY_FT:g} "
                f"ft indoors",
                (*supply.path, "secondary_length"),
                remedy=f'a device within {_LONGEST_SECONDARY_FT:g} ft: secondary_length = "25 ft"',
            )


@rule(
    "EV116",
    "interrupting-rating",
    "devices can interrupt the fault current that is available",
    Severity.ERROR,
    asks="The interrupting rating of a panel's devices is at least the available fault current.",
    why="A device that is asked to break more than it can may burst.",
    topics=("fault-rating",),
    inputs=("panels.*.interrupting", "panels.*.available_fault", "supplies.*.available_fault"),
    failing=Example(_service('available_fault = "18 kA"', panel='interrupting = "10 kA"')),
    passing=Example(_service('available_fault = "18 kA"', panel='interrupting = "22 kA"')),
)
def interrupting_rating(survey: Survey) -> Iterator[Problem]:
    """Panels whose devices cannot break the fault current."""
    for panel in survey.site.panels.values():
        fault_a, interrupting = _fault_a(survey, panel), panel.table.interrupting
        if fault_a is None or interrupting is None:
            if (fault_a is None) != (interrupting is None):
                missing = "interrupting" if interrupting is None else "available_fault"
                yield Problem(
                    f"not checked: whether the devices of {panel.name} can interrupt a fault needs {missing}",
                    panel.path,
                    anchor="header",
                    severity=Severity.INFO,
                )
            continue
        if exceeds(fault_a, interrupting.value):
            usual = next((size for size in _USUAL_INTERRUPTING_A if not exceeds(fault_a, size)), None)
            yield Problem(
                f"{panel.name}: {fault_a / 1000:g} kA available, its devices interrupt "
                f"{interrupting.value / 1000:g} kA",
                (*panel.path, "interrupting"),
                remedy=assignment("interrupting", f"{usual / 1000:g} kA") if usual else "a study of the fault current",
            )


def _fault_a(survey: Survey, panel: Panel) -> float | None:
    """Fault current at a panel: as given, or that of the nearest place upstream on its side of a transformer."""
    given, above = panel.table.available_fault, panel.fed_from
    while given is None and above in survey.site.panels:
        given, above = survey.site.panels[above].table.available_fault, survey.site.panels[above].fed_from
    if given is None:
        given = survey.site.supplies[above].table.available_fault
    return None if given is None else given.value


def _large(survey: Survey, least_a: float) -> Iterator[tuple[str, float, Supply | Panel, Path]]:
    """Services and mains of at least a rating: name, rating [A], node, and where the rating stands."""
    for supply in survey.site.supplies.values():
        if supply.kind == "service" and not exceeds(least_a, service_rating_a(supply)):
            yield supply.name, service_rating_a(supply), supply, (*supply.path, "rating")
    for panel in survey.site.panels.values():
        if panel.main_a is not None and not exceeds(least_a, panel.main_a):
            yield panel.name, panel.main_a, panel, (*panel.path, "main")


@rule(
    "EV117",
    "ground-fault-protection",
    "large disconnects on 480Y/277 have ground-fault protection",
    Severity.ERROR,
    asks="On a solidly grounded wye above 150 V to ground a disconnect of 1,000 A or more has ground-fault "
    "protection of "
    "equipment. 208Y/120 never needs it.",
    why="An arcing ground fault at 277 V does not put itself out, and draws too little to trip a large breaker.",
    topics=("ground-fault",),
    inputs=("supplies.*.gfpe", "panels.*.gfpe", "supplies.*.rating", "panels.*.main"),
    failing=(Example(_service("")), Example(_service("gfpe = false"))),
    passing=(
        Example(_service("gfpe = true")),
        Example(_service("", system="208Y/120")),
        Example(_service("", rating="800 A")),
    ),
)
def ground_fault_protection(survey: Survey) -> Iterator[Problem]:
    """Large disconnects at 277 V to ground without ground-fault protection, or that do not say."""
    for name, rating_a, node, path in _large(survey, _GROUND_FAULT_A):
        system = node.system
        solid_wye = not system.delta and system.ground_v is not None and system.three_phase
        if not solid_wye or not exceeds(system.to_ground_v("ABC"), 150) or node.table.gfpe:
            continue
        missing = node.table.gfpe is False
        yield Problem(
            f"{name}: {amps(rating_a)} at {system.to_ground_v('ABC'):g} V to ground needs ground-fault "
            f"protection of equipment, " + ("there is none" if missing else "not declared"),
            path,
            severity=None if missing else Severity.WARNING,
            remedy="gfpe = true, with a device that has it",
        )


@rule(
    "EV118",
    "arc-energy",
    "breakers of 1,200 A or more have a means of arc energy reduction",
    Severity.WARNING,
    asks="A breaker that is rated, or can be set, to 1,200 A or more has a means to clear an arcing fault fast.",
    why="At that size the delay that coordination needs lets an arc release a deadly amount of energy.",
    topics=("arc-energy",),
    inputs=("supplies.*.arc_reduction", "panels.*.arc_reduction", "supplies.*.rating", "panels.*.main"),
    failing=Example(_service("gfpe = true")),
    passing=(Example(_service("gfpe = true\narc_reduction = true")), Example(_service("gfpe = true", rating="1000 A"))),
)
def arc_energy(survey: Survey) -> Iterator[Problem]:
    """Large breakers without arc energy reduction, or that do not say."""
    for name, rating_a, node, path in _large(survey, _ARC_ENERGY_A):
        if not node.table.arc_reduction:
            said = "there is none" if node.table.arc_reduction is False else "not declared"
            yield Problem(
                f"{name}: {amps(rating_a)} needs a means of arc energy reduction, {said}",
                path,
                remedy="arc_reduction = true, with zone interlocking, an energy-reducing switch or the like",
            )


@rule(
    "EV119",
    "service-too-small",
    "a service is at least 60 A",
    Severity.ERROR,
    asks="The service disconnect is rated 60 A or more.",
    why="Smaller services are allowed for single circuits only.",
    topics=("service-disconnect",),
    inputs=("supplies.*.rating",),
    failing=Example(_service("", rating="50 A", system="240/120")),
    passing=Example(_service("", rating="60 A", system="240/120")),
)
def service_too_small(survey: Survey) -> Iterator[Problem]:
    """Services below the least rating."""
    for supply in survey.site.supplies.values():
        if supply.kind == "service" and exceeds(_LEAST_SERVICE_A, service_rating_a(supply)):
            lower = next_lower_standard_a(_LEAST_SERVICE_A, survey.site.nec)
            yield Problem(
                f"{supply.name}: service of {amps(service_rating_a(supply))}, at least {amps(_LEAST_SERVICE_A)}",
                (*supply.path, "rating"),
                remedy=assignment("rating", amps(lower or _LEAST_SERVICE_A)),
            )
