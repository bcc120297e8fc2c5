"""The checklist of activation: the vendor's steps filled in for each group, and the properties that its plan needs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.analysis.as_built.design import LEVELS
from evsite.documents.as_built.groups import limit_rows, members, meter_words, policy_words
from evsite.documents.flat import all_names
from evsite.documents.model import Blank, Column, Number, Table, Verify
from evsite.model.activation import activation_steps, closeout, organization_properties
from evsite.model.products import VENDOR

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evsite.analysis.as_built.design import Designs
    from evsite.documents.model import Cell
    from evsite.model.activation import OrganizationProperty
    from evsite.model.site import Site, Station

_DONE = (Column("done_by", "done by"), Column("done_on", "date"))
_LEVEL_WORDS = {"circuit": "circuit or panel", "panel": "circuit or panel", "site": "site or transformer"}


def activation_tables(designs: Designs) -> tuple[Table, ...]:
    """The tables of the checklist, in the order of the steps."""
    return (
        _properties(designs.site),
        _steps(),
        _members(designs.site),
        _limits(designs),
        _confirmation(designs),
        _closeout(),
    )


def activation_notes(site: Site) -> Iterator[str]:
    """What is to be said beside the checklist."""
    plan = site.settings.plan
    if plan is not None and organization_properties()[0].setting(plan) is None:
        yield f"the guide's table of properties has no column for the plan {plan}: ask the vendor which holds"
    others = [station.name for station in site.stations.values() if _maker(station) != VENDOR]
    if others:
        yield f"the steps and properties are those of {VENDOR}; not said to be of that make: {all_names(others)}"
    if any(group.limit_apparent for group in site.groups.values()):
        yield "limits in kVA: the vendor's form takes amperes or kW"


def _steps() -> Table:
    columns = (
        Column("step", "step", label=True),
        Column("title", "title", wrap=True),
        Column("where", "where", wrap=True),
        Column("what", "what", wrap=True),
        *_DONE,
        Column("source", "vendor guide", wrap=True),
    )
    rows = [
        (each.step, each.title, each.where, each.what, Blank(), Blank(), each.source) for each in activation_steps()
    ]
    return Table("steps", "steps", columns, tuple(rows), titled=True)


def _title(key: str) -> str:
    step = next(each for each in activation_steps() if each.table == key)
    return f"step {step.step}: {step.title} ({step.where})"


def _members(site: Site) -> Table:
    columns = (
        Column("group", "group name", label=True),
        Column("type", "type"),
        Column("energy_group", "energy group"),
        Column("stations", "stations", align="right"),
        Column("members", "members", wrap=True),
        *_DONE,
    )
    rows = [
        (
            group.name,
            "custom group",
            "yes",
            Number(len({site.ports[name].station for name in group.ports})),
            members(site, group),
            Blank(),
            Blank(),
        )
        for group in site.groups.values()
    ]
    return Table("members", _title("members"), columns, tuple(rows), titled=True)


def _limits(designs: Designs) -> Table:
    columns = (
        Column("group", "group name", label=True),
        Column("share_at", "share power at"),
        Column("when", "when", wrap=True),
        Column("limit", "ceiling", align="right"),
        Column("unit", "unit"),
        Column("policy", "sharing policy"),
        Column("site_meter", "less other load by site meter"),
        *_DONE,
    )
    rows = [
        (
            group.name,
            _LEVEL_WORDS[designs.level(group)],
            *row,
            policy_words(group),
            meter_words(group),
            Blank(),
            Blank(),
        )
        for group in designs.site.groups.values()
        for row in limit_rows(group)
    ]
    return Table("limits", _title("limits"), columns, tuple(rows), titled=True)


def _confirmation(designs: Designs) -> Table:
    columns = (
        Column("station", "station", label=True),
        Column("serial", "serial number"),
        Column("mac", "MAC address"),
        Column("groups", "groups", wrap=True),
        Column("reachable", "reachable"),
        Column("initialized", "initialized"),
        *_DONE,
    )
    inside: dict[str, dict[str, None]] = {}
    for each in designs.ports.values():
        found = [group.name for level in LEVELS for group in each.groups[level]]
        inside.setdefault(each.station.name, {}).update(dict.fromkeys(found))
    rows = []
    for name, groups in inside.items():
        if groups:
            identity = designs.site.stations[name].identity
            known: tuple[Cell, ...] = (identity.serial or Blank(), identity.mac or Blank())
            rows.append((name, *known, all_names(groups), Blank(), Blank(), Blank(), Blank()))
    return Table("confirmation", _title("confirmation"), columns, tuple(rows), titled=True)


def _properties(site: Site) -> Table:
    columns = (
        Column("property", "property of the organization", wrap=True, label=True),
        Column("setting", "under this plan"),
        Column("used", "used by this site"),
        Column("power_community_commercial", "Power, Community, Commercial", wrap=True),
        Column("enterprise", "Fleet Enterprise, Enterprise", wrap=True),
        *_DONE,
        Column("source", "vendor guide", wrap=True),
    )
    rows = [
        (
            each.property,
            _setting(site, each),
            _used(site, each),
            each.power_community_commercial,
            each.enterprise,
            Blank() if each.power_community_commercial != "ignore" else "none",
            Blank() if each.power_community_commercial != "ignore" else "none",
            each.source,
        )
        for each in organization_properties()
    ]
    return Table("properties", "before the steps: properties of the organization", columns, tuple(rows), titled=True)


def _setting(site: Site, each: OrganizationProperty) -> Cell:
    plan = site.settings.plan
    if each.power_community_commercial == each.enterprise:
        return each.enterprise
    if plan is None:
        return Verify("cloud plan", site.name, ("site", "plan"))
    return each.setting(plan) or "not stated"


def _used(site: Site, each: OrganizationProperty) -> Cell:
    inside = [site.ports[name] for group in site.groups.values() for name in group.ports]
    uses = {
        "ac": any(not port.dc for port in inside),
        "dc": any(port.dc for port in inside),
        "time-of-use": any(group.schedule for group in site.groups.values()),
    }
    return "" if not each.use else "yes" if uses[each.use] else "no"


def _closeout() -> Table:
    columns = (
        Column("asked_by", "asked for by", wrap=True, label=True),
        Column("place", "where", wrap=True),
        Column("what", "what of the record", wrap=True),
        *_DONE,
        Column("source", "source", wrap=True),
    )
    rows = [(each.asked_by, each.where, each.what, Blank(), Blank(), each.source) for each in closeout()]
    return Table("closeout", "who else asks for the record", columns, tuple(rows), titled=True)


def _maker(station: Station) -> str:
    return "" if station.model is None else station.model.maker
