"""Panelboards: ratings, protection, spaces, standard sizes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.analysis.device_loading import service_rating_a
from evsite.codebook.formulas import exceeds
from evsite.codebook.ocpd import is_standard, next_lower_standard_a, next_standard_a
from evsite.model.finding import Label, Severity
from evsite.rules.registry import Example, Problem, not_checked, rule
from evsite.rules.snippets import circuit, stations
from evsite.toml_text import assignment
from evsite.words import amps, names

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evsite.analysis.site_analysis import Survey
    from evsite.model.finding import Path
    from evsite.model.site import Panel

_ONE = circuit(breaker="40 A") + stations("32 A")


def _panel(keys: str, *, supply: str = 'kind = "service"\nrating = "400 A"') -> str:
    return (
        f'[site]\nname = "Example"\nnec = 2023\n\n[supplies.U]\n{supply}\nsystem = "208Y/120"\n\n'
        f'[panels.EV1]\nfed_from = "U"\n{keys}\n\n{_ONE}'
    )


@rule(
    "EV104",
    "panel-bus-load",
    "the bus of a panel carries the load below it",
    Severity.ERROR,
    asks="The rating of the bus is at least the calculated load on every line.",
    why="The main protects the bus only where it is not larger; the bus itself has to carry what is connected.",
    topics=("panelboard-rating",),
    inputs=("panels.*.bus", "loads.*", "groups.*.limit"),
    failing=Example(_panel('bus = "100 A"') + '\n[loads.HVAC]\non = "EV1"\ncurrent = "90 A"\n'),
    passing=Example(_panel('bus = "225 A"') + '\n[loads.HVAC]\non = "EV1"\ncurrent = "90 A"\n'),
)
def panel_bus_load(survey: Survey) -> Iterator[Problem]:
    """Buses that are rated below their load."""
    for panel in survey.site.panels.values():
        if panel.bus_a is None:
            continue
        load, other = survey.managed(panel.name), survey.other_at(panel.name)
        leg = max(panel.system.legs, key=lambda name: load.line_a(name) + other.total_a(name))
        line_a = load.line_a(leg) + other.total_a(leg)
        # a main that is too small for the load has its own finding, and the bus is not smaller than it
        covered = panel.main_a is not None and not exceeds(panel.main_a, panel.bus_a)
        if exceeds(line_a, panel.bus_a) and not covered:
            yield Problem(
                f"{panel.name}: up to {amps(line_a)} on line {leg}, above its {amps(panel.bus_a)} bus",
                (*panel.path, "bus"),
                remedy=_bus_for(line_a, survey),
            )


def _bus_for(line_a: float, survey: Survey) -> str:
    larger = next_standard_a(line_a, survey.site.nec)
    return f"a bus of at least {amps(larger)}" if larger else ""


@rule(
    "EV106",
    "nonstandard-rating",
    "overcurrent devices have a standard rating",
    Severity.INFO,
    asks="The rating of a breaker or main is one of the standard ratings.",
    why="Other ratings are permitted, but are rarely on the shelf and often a slip of the pen.",
    topics=("standard-ratings",),
    inputs=("circuits.*.breaker", "panels.*.main"),
    failing=Example(_panel('main = "160 A"\nbus = "225 A"')),
    passing=Example(_panel('main = "150 A"\nbus = "225 A"')),
)
def nonstandard_rating(survey: Survey) -> Iterator[Problem]:
    """Breakers and mains of unusual size."""
    edition = survey.site.nec
    rated: list[tuple[Path, str, float]] = [
        ((*panel.path, "main"), panel.name, panel.main_a)
        for panel in survey.site.panels.values()
        if panel.main_a is not None
    ]
    rated += [((*item.path, "breaker"), item.name, item.breaker_a) for item in survey.site.circuits.values()]
    families: dict[tuple[Path, float], list[str]] = {}
    for path, name, rating_a in rated:
        if not is_standard(rating_a, edition):
            families.setdefault((path, rating_a), []).append(name)
    for (path, rating_a), items in families.items():
        near = [next_lower_standard_a(rating_a, edition), next_standard_a(rating_a, edition)]
        listed = " or ".join(amps(size) for size in near if size is not None)
        yield Problem(f"{names(items)}: {amps(rating_a)} is not a standard rating", path, remedy=f"standard: {listed}")


@rule(
    "EV107",
    "panel-spaces",
    "a panel has a space for every pole",
    Severity.ERROR,
    asks="The poles of all breakers on a panel are no more than its spaces.",
    why="Breakers whose phases are given take up spaces too, wherever they end up.",
    topics=("listing-use",),
    inputs=("panels.*.spaces", "circuits.*.poles", "circuits.*.count"),
    failing=Example(_panel('main = "400 A"\nspaces = 4').replace(_ONE, circuit(more='count = 3\nphases = "AB"'))),
    passing=Example(_panel('main = "400 A"\nspaces = 6').replace(_ONE, circuit(more='count = 3\nphases = "AB"'))),
)
def panel_spaces(survey: Survey) -> Iterator[Problem]:
    """Panels with more poles than spaces."""
    poles: dict[str, int] = {}
    for circuit_ in survey.site.circuits.values():
        poles[circuit_.fed_from] = poles.get(circuit_.fed_from, 0) + circuit_.poles
    for panel in survey.site.panels.values():
        used = poles.get(panel.name, 0)
        if panel.spaces is not None and used > panel.spaces:
            yield Problem(
                f"{panel.name}: its breakers have {used} poles, the panel has {panel.spaces} spaces",
                (*panel.path, "spaces"),
                remedy=f"spaces = {used}, or fewer circuits",
            )


@rule(
    "EV108",
    "main-above-bus",
    "the device that protects a panel is no larger than its bus",
    Severity.ERROR,
    asks="The main of a panel, or the device ahead of it, is not rated above the panel's bus.",
    why="Whatever is larger than the bus lets the bus burn before it trips.",
    topics=("panelboard-protection",),
    inputs=("panels.*.main", "panels.*.bus"),
    failing=Example(_panel('main = "400 A"\nbus = "225 A"')),
    passing=Example(_panel('main = "225 A"\nbus = "225 A"')),
)
def main_above_bus(survey: Survey) -> Iterator[Problem]:
    """Panels whose protection is larger than their bus."""
    unknown: list[Panel] = []
    for panel in survey.site.panels.values():
        if panel.bus_a is None:
            unknown.append(panel)
            continue
        ahead = _device_ahead(survey, panel)
        if ahead is None or not exceeds(ahead[0], panel.bus_a):
            continue
        rating_a, what, path = ahead
        lower = next_lower_standard_a(panel.bus_a, survey.site.nec)
        key = "main" if panel.main_a is not None else "bus"
        yield Problem(
            f"{panel.name}: its {amps(panel.bus_a)} bus is protected by {what} of {amps(rating_a)}",
            (*panel.path, key),
            remedy=f"a main of at most {amps(lower or panel.bus_a)}, or a bus of at least {amps(rating_a)}",
            labels=(Label(path, f"{amps(rating_a)}"),) if path != (*panel.path, key) else (),
        )
    if unknown:
        listed = names([panel.name for panel in unknown])
        yield not_checked(f'bus = "..." on {listed}', unknown[0].path, what="whether the main protects the bus")


def _device_ahead(survey: Survey, panel: Panel) -> tuple[float, str, Path] | None:
    """Rating, name and place of the device that protects a panel: its main, or the nearest one upstream."""
    if panel.main_a is not None:
        return panel.main_a, "a main", (*panel.path, "main")
    name = panel.fed_from
    while name in survey.site.panels:
        above = survey.site.panels[name]
        if above.main_a is not None:
            return above.main_a, f"the main of {name}", (*above.path, "main")
        name = above.fed_from
    supply = survey.site.supplies[name]
    if supply.kind == "transformer":
        return None
    return service_rating_a(supply), f"the service {name}", (*supply.path, "rating")


@rule(
    "EV109",
    "panel-without-protection",
    "a panel has overcurrent protection at or ahead of it",
    Severity.ERROR,
    asks="A panel has a main, or a device ahead of it; through a transformer the device is on the secondary side.",
    why="The device on the primary of a three-phase transformer does not protect what hangs on its secondary.",
    topics=("panelboard-protection", "transformer-secondary"),
    inputs=("panels.*.main", "panels.*.fed_from"),
    failing=Example(_panel('bus = "225 A"', supply='kind = "transformer"\nrating = "75 kVA"')),
    passing=Example(_panel('main = "225 A"\nbus = "225 A"', supply='kind = "transformer"\nrating = "75 kVA"')),
)
def panel_without_protection(survey: Survey) -> Iterator[Problem]:
    """Panels that nothing protects."""
    for panel in survey.site.panels.values():
        if _device_ahead(survey, panel) is None:
            yield Problem(
                f"{panel.name}: no main, and no device between it and transformer {_transformer(survey, panel)}",
                panel.path,
                anchor="header",
                remedy="a main of its own"
                if panel.bus_a is None
                else f"{assignment('main', amps(panel.bus_a))} at most",
            )


def _transformer(survey: Survey, panel: Panel) -> str:
    return next(name for name in survey.way_up(panel.fed_from) if name in survey.site.supplies)
