"""Why power sharing is not enabled: stations that cannot share, plans without it, groups that are not set up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.analysis.nested_groups import any_nested, models_in_groups
from evsite.model.activation import activation_steps, organization_properties
from evsite.model.products import plan_feature, plan_features, plans_with, support_of
from evsite.rules.as_built.differences import DIFFERENCES
from evsite.rules.as_built.identity_rules import IDENTITY_RULES
from evsite.rules.as_built.record import RECORD_RULES
from evsite.rules.products.plan_use import may_be_vendors, used_features
from evsite.studies.diagnosis.evidence import ModelSupport, PlanNeed, PortsOutside, PropertyToSet, SetupStep
from evsite.studies.diagnosis.results import Cause

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evsite.model.activation import OrganizationProperty, PropertySetting
    from evsite.model.catalog import StationModel
    from evsite.model.products import Support
    from evsite.model.site import Group
    from evsite.studies.diagnosis.facts import Facts

SHARING = "power-sharing"


def no_group(facts: Facts) -> Cause:
    """Ports that are in no group: there is nothing to enable for them."""
    outside = tuple(port.name for port in facts.requested_ports if port.name not in facts.analysis.managed_ports)
    if not outside:
        return Cause("no-group", "no")
    found = (PortsOutside(outside, len(facts.site.ports)),)
    return Cause("no-group", "yes", found, facts.remedies("EV403", "EV404"))


def unsupported(facts: Facts) -> Cause | None:
    """Stations in groups of a model that does not share power, or of which that is not known; None without groups."""
    if not facts.groups:
        return None
    found = tuple(_models(facts))
    doubtful = [each for each in found if each.support != "yes" or each.note]
    if any(each.support == "no" for each in found):
        lacking = tuple(each for each in found if each.support == "no")
        return Cause("unsupported-stations", "yes", lacking, facts.remedies("EV613"))
    if doubtful:
        return Cause("unsupported-stations", "check-on-site", tuple(doubtful), facts.remedies("EV613"))
    return Cause("unsupported-stations", "no", found)


def _models(facts: Facts) -> Iterator[ModelSupport]:
    analysis = facts.analysis
    for model, stations, groups in models_in_groups(analysis):
        requested = tuple(
            station.name for station in stations if not facts.ports.isdisjoint(_ports(facts, station.name))
        )
        if requested:
            names = tuple(group.name for group in groups)
            yield ModelSupport(model.id, requested, names, *_support(facts, model, groups))
    nameless = tuple(
        name
        for name in facts.stations
        if facts.site.stations[name].model is None and not analysis.managed_ports.isdisjoint(_ports(facts, name))
    )
    if nameless:
        ports = {port for name in nameless for port in _ports(facts, name)}
        around = tuple(group.name for group in facts.groups if not ports.isdisjoint(group.ports))
        yield ModelSupport(None, nameless, around, None, "")


def _ports(facts: Facts, station: str) -> list[str]:
    return [port.name for port in facts.site.stations[station].ports]


def _support(facts: Facts, model: StationModel, groups: list[Group]) -> tuple[Support | None, str]:
    cell = support_of(model, SHARING)
    if cell is None:
        return None, ""
    doubt = cell.note_on(model) if cell.support != "yes" or any_nested(facts.analysis, groups) else ""
    return cell.support, doubt


def plan(facts: Facts) -> Cause | None:
    """Features that the design uses and the plan of the site does not include; None where none is the vendor's."""
    used = [*([SHARING] if facts.groups else []), *(feature for feature, _ in used_features(facts.analysis))]
    if not used or not may_be_vendors(facts.analysis):
        return None
    found = tuple(_need(facts, feature) for feature in used)
    if any(each.included in {"no", "conflict"} for each in found):
        return Cause("plan", "yes", _open(found), facts.remedies("EV620", "EV621"))
    if any(each.included != "yes" and not _in_every_plan(each.feature) for each in found):
        return Cause("plan", "check-on-site", _open(found), facts.remedies("EV621"))
    return Cause("plan", "no", found, facts.remedies("EV621"))


def _need(facts: Facts, feature: str) -> PlanNeed:
    named = facts.site.settings.plan
    if named is None:
        title = next(cell.title for cell in plan_features() if cell.feature == feature)
        add_on = next((cell.add_on for cell in plan_features() if cell.feature == feature and cell.add_on), "")
        return PlanNeed(feature, title, None, None, tuple(plans_with(feature)), add_on)
    cell = plan_feature(named, feature)
    return PlanNeed(feature, cell.title, named, cell.included, tuple(plans_with(feature)), cell.add_on)


def _open(needs: tuple[PlanNeed, ...]) -> tuple[PlanNeed, ...]:
    """Features that are not known to be there."""
    return tuple(need for need in needs if need.included != "yes" and not _in_every_plan(need.feature))


def _in_every_plan(feature: str) -> bool:
    return all(cell.included == "yes" for cell in plan_features() if cell.feature == feature)


def properties(facts: Facts) -> Cause | None:
    """Properties of the organization that the vendor sets, which no site file shows; None where there are none."""
    if not facts.groups or not may_be_vendors(facts.analysis):
        return None
    ports = [facts.site.ports[name] for group in facts.groups for name in group.ports]
    uses = {"dc" if port.dc else "ac" for port in ports} | (
        {"time-of-use"} if any(group.schedule for group in facts.groups) else set()
    )
    named = facts.site.settings.plan
    found = tuple(
        PropertyToSet(each.property, _in_every_column(each) if named is None else each.setting(named))
        for each in organization_properties()
        if each.use in uses
    )
    return Cause("organization-properties", "check-on-site", found)


def _in_every_column(found: OrganizationProperty) -> PropertySetting | None:
    """What is done with a property whatever the plan; None where that goes by the plan."""
    return found.enterprise if found.enterprise == found.power_community_commercial else None


def setup(facts: Facts) -> Cause | None:
    """The steps that set a group up, which no site file shows to be done; None without groups."""
    if not facts.groups:
        return None
    found = tuple(SetupStep(step.title, step.where, step.what) for step in activation_steps() if step.table)
    return Cause("group-setup", "check-on-site", found)


def entered_names(facts: Facts) -> Cause:
    """Names of groups and stations that cannot be entered as they are."""
    found = facts.remedies("EV633")
    return Cause("names", "yes" if found else "no", (), found)


def as_built(facts: Facts) -> Cause | None:
    """The record of what was built, from which the vendor sets groups up; None without groups."""
    if not facts.groups:
        return None
    if facts.site.as_built is None:
        return Cause("as-built", "check-on-site")
    found = facts.remedies(*(rule.code for rule in (*RECORD_RULES, *IDENTITY_RULES, *DIFFERENCES)))
    return Cause("as-built", "yes" if found else "no", (), found)
