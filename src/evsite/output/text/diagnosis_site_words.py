"""What stations, equipment, groups and plans are, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.model.products import sold_separately
from evsite.network.titles import limit_title
from evsite.output.text.diagnosis_line import Line, load_of_limit, power
from evsite.output.text.names import limit_shape, shape
from evsite.output.text.terminal_style import printable
from evsite.output.text.vehicles import listed_sentence
from evsite.words import amps, count, kw, listed

if TYPE_CHECKING:
    from evsite.model.site import Site
    from evsite.studies.diagnosis import evidence
    from evsite.studies.vehicles import ListedVehicles


def jumper_line(_: Site, found: evidence.JumperFeed) -> Line:
    """What stations with one feed give."""
    text = (
        f"{amps(found.total_a, 2)} for all ports of a station: {amps(found.max_a, 2)} for one vehicle alone, "
        f"{power(found.each_a, found.each_kw, found.voltage_v)} each with all in use"
    )
    if found.own_breaker_a is not None:
        beside = "" if found.holds else ", though other limits hold them with every port in use"
        own = f"a {amps(found.own_breaker_a)} circuit for each port instead"
        text += f"; {own} lets all draw {amps(found.own_a, 2)}{beside}"
    return Line("station", found.stations, "station", text)


def below_line(_: Site, found: evidence.SetBelowRating) -> Line:
    """What ports give that are set below their rating."""
    text = f"{power(found.max_a, found.max_kw, found.voltage_v)} of the {amps(found.rated_a, 2)} they are built for"
    if found.breaker_a is not None:
        text += f"; a {amps(found.breaker_a)} breaker, with conductors for it, lets them draw all of that"
    return Line("port", found.ports, "port", text)


def expected_line(_: Site, found: evidence.ExpectedSetting) -> Line:
    """What has to be entered at stations."""
    how = "with jumper" if found.jumper else "no jumper"
    text = f"{amps(found.breaker_a)} breaker, {how}: up to {amps(found.max_a, 2)} at a port"
    return Line("station", found.stations, "station", text)


def modules_line(_: Site, found: evidence.SharedModules) -> Line:
    """Power modules that ports share."""
    text = (
        f"{count(found.modules, 'module')} of {kw(found.module_kw, 2)} for {count(len(found.ports), 'port')}, at most "
        f"{found.port_modules} for one of them"
    )
    return Line("", (), "", f"{printable('+'.join(found.stations))}: {text}")


def overload_line(site: Site, found: evidence.Overload) -> Line:
    """What can be overloaded."""
    offline = " while stations are out of reach" if found.offline else ""
    text = f"up to {load_of_limit(found, 'load')}{offline}"
    equal_key = limit_shape(found.limit._replace(leg=None))
    return Line("limit", (limit_title(site, found.limit),), "", text, equal_key)


def group_stations_line(_: Site, found: evidence.GroupStations) -> Line:
    """What a group waits for."""
    known = {None: "not given in the file", "good": "good by the file", "poor": "poor by the file"}[found.connectivity]
    text = f"enabled only once all of its {count(found.stations, 'station')} are reached; connectivity is {known}"
    return Line("group", (found.group,), "group", text, shape(found.group))


def model_line(_: Site, found: evidence.ModelSupport) -> Line:
    """Whether a model shares power."""
    about = {
        None: "not in the guide's matrix of models",
        "yes": "shares power by the guide's matrix",
        "no": "does not share power by the guide's matrix",
        "partial": "shares power in part by the guide's matrix",
        "limited-release": "shares power in a limited release by the guide's matrix",
        "not-stated": "the guide's matrix does not say whether it shares power",
    }[found.support]
    text = "no model is given" if found.model is None else f"{printable(found.model)}, {about}"
    if found.note:
        text += f" ({found.note})"
    return Line("station", found.stations, "station", text)


def plan_line(_: Site, found: evidence.PlanNeed) -> Line:
    """Whether the plan has a feature."""
    text = {
        "yes": "in the plan",
        "no": "not in the plan",
        "conflict": "the guide is not of one mind whether the plan has it",
        "not-stated": "the guide does not say whether the plan has it",
        None: "the file gives no plan",
    }[found.included]
    named = "" if found.plan is None else f" {found.plan}"
    text = text.replace("the plan", f"the plan{named}") if named else text
    every = f"; in the plans {listed(found.plans, 'and')}" if found.included != "yes" and found.plans else ""
    bought = f"; besides, {sold_separately(found.add_on)}" if found.add_on else ""
    return Line("", (), "", f"{found.title}: {text}{every}{bought}")


def property_line(_: Site, found: evidence.PropertyToSet) -> Line:
    """What is done with a property."""
    text = found.setting or "to be set as the plan has it"
    return Line("", (), "", f"{found.property}: {text}")


def step_line(_: Site, found: evidence.SetupStep) -> Line:
    """A step of setting up."""
    return Line("", (), "", f"{found.title} ({found.where}): {found.what}")


def outside_line(_: Site, found: evidence.PortsOutside) -> Line:
    """Ports in no group."""
    text = f"in no group, {len(found.ports):,} of {count(found.all_ports, 'port')}: nothing to enable for them"
    return Line("port", found.ports, "port", text)


def listed_line(_: Site, found: ListedVehicles) -> Line:
    """What vehicles take of what a port gives."""
    return Line("", (), "", listed_sentence(found))
