"""What a design asks of its stations and of its cloud plan, against what these have.

Matrices of the vendor guide, with the places where it contradicts itself named in the notes of a finding.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from evsite.allocation.rates import port_policies, rise_rates
from evsite.model.finding import Label, Severity
from evsite.model.products import VENDOR, plan_feature, plan_features, plans_with, support_of
from evsite.network.steering import groups_across
from evsite.rules.equipment import modelled
from evsite.rules.registry import GUIDE, Example, Problem, not_checked, rule
from evsite.rules.snippets import circuit, group, site
from evsite.toml_text import assignment, header
from evsite.words import alternatives, amount, amps, count, enumeration, kw, names

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from evsite.analysis.site_analysis import Survey
    from evsite.model.catalog import StationModel
    from evsite.model.finding import Path
    from evsite.model.products import FeatureSupport, PlanFeature
    from evsite.model.site import Group, ModulePool, Station

_HARDWARE = f"{GUIDE}, Which Features are Supported on Hardware Models?"
_PLANS = f"{GUIDE}, Which of these features are obtained with which software license (cloud plan)?"
_ENCYCLOPEDIA = f"{GUIDE}, An encyclopedia and glossary of Power Sharing Features"


def express(more: str = 'circuits = "C"', model: str = "cpe250", *, extra: str = "", site_keys: str = "") -> str:
    """A site with two DC stations on circuits of their own."""
    text = circuit(breaker="100 A", more="count = 2\npoles = 3") + modelled(model, f"count = 2\n{more}")
    return site(text + extra, system="480Y/277", site_keys=site_keys)


def _tables(survey: Survey, wanted: Callable[[Station], bool]) -> Iterator[tuple[Station, list[str]]]:
    """One station of every table, with the names of all of them, where it is wanted."""
    found: dict[Path, tuple[Station, list[str]]] = {}
    for station in survey.site.stations.values():
        if wanted(station):
            found.setdefault(station.path, (station, []))[1].append(station.name)
    yield from found.values()


def _printed(cell: FeatureSupport) -> str:
    return f"the guide's cell for {cell.family}: '{cell.printed}'" if cell.printed else ""


@rule(
    "EV610",
    "jumper-not-available",
    "a jumper is on a station that can have one",
    Severity.ERROR,
    asks="Stations with a jumper are of a model that has cable sharing.",
    why="Both ports on one feed need the jumper kit and its firmware; without them the station can draw twice what "
    "the circuit carries.",
    guide=_HARDWARE,
    inputs=("stations.*.jumper", "stations.*.model"),
    failing=Example(site(circuit(breaker="70 A") + modelled("cph50", 'circuits = "C"\njumper = true'))),
    passing=Example(site(circuit(breaker="40 A") + modelled("ct4021", 'circuits = "C"\njumper = true'))),
)
def jumper_not_available(survey: Survey) -> Iterator[Problem]:
    """Jumpers on stations that have none, or of which it is not known."""
    for station, who in _tables(survey, lambda station: bool(station.table.jumper) and station.model is not None):
        model = station.model
        assert model is not None
        cell = support_of(model, "cable-sharing")
        place = (*station.path, "jumper")
        if cell is not None and cell.support == "no":
            yield Problem(
                f"{names(who)}: {model.id} has no jumper",
                place,
                remedy="remove jumper, and give each port a circuit",
                notes=(_printed(cell),),
            )
        elif cell is None and not model.jumper_settings and len(station.ports) > 1:
            yield Problem(
                f"{names(who)}: whether {model.id} can share one feed is not known",
                place,
                severity=Severity.INFO,
                remedy=f"confirm on the data sheet, then give jumper_settings in {header('catalog', model.id)}",
                source="the catalogue",
            )


@rule(
    "EV611",
    "power-select-not-available",
    "a current is set on stations that can be set",
    Severity.ERROR,
    asks="Stations with a setting are of a model that has Power Select.",
    why="A station that cannot be set draws what it is built for, whatever its breaker was sized for.",
    guide=_HARDWARE,
    inputs=("stations.*.setting", "stations.*.model"),
    failing=Example(express('circuits = "C"\nsetting = "60 A"')),
    passing=Example(express()),
)
def power_select_not_available(survey: Survey) -> Iterator[Problem]:
    """Settings on stations that have none."""
    for station, who in _tables(
        survey, lambda station: station.table.setting is not None and station.model is not None
    ):
        model = station.model
        assert model is not None
        cell = support_of(model, "power-select")
        if cell is not None and cell.support in {"no", "partial"}:
            partly = cell.support == "partial"
            yield Problem(
                f"{names(who)}: {model.id} has {'only a part of ' if partly else 'no '}Power Select",
                (*station.path, "setting"),
                severity=Severity.INFO if partly else None,
                remedy=f"confirm with {VENDOR} what it can be set to" if partly else "remove setting",
                notes=tuple(filter(None, (_printed(cell), cell.note_on(model)))),
            )


@rule(
    "EV612",
    "pair-not-alike",
    "paired stations are two of one model that can be paired",
    Severity.ERROR,
    asks="Both stations of a pair are Express 250, or both are Express 280.",
    why="A pair shares its power modules; other stations have none to share, and those of two models do not fit.",
    guide=f"{_ENCYCLOPEDIA}, 1",
    inputs=("stations.*.paired", "stations.*.model"),
    failing=(
        Example(express('circuits = "C"\npaired = true', model="delta-wallbox-25")),
        Example(
            express(
                'circuits = "C"\npaired = "T"',
                extra=circuit("D", "150 A", "poles = 3") + '[stations.T]\nmodel = "cpe280"\ncircuit = "D"\n',
            ).replace("count = 2\ncircuits", "circuits")
        ),
    ),
    passing=Example(express('circuits = "C"\npaired = true')),
)
def pair_not_alike(survey: Survey) -> Iterator[Problem]:
    """Pairs of stations that cannot share their modules."""
    pooled = {name for pool in survey.site.pools for name in pool.stations if pool.paired}
    wrong = _tables(survey, lambda station: bool(station.table.paired) and station.name not in pooled)
    for station, who in wrong:
        place = (*station.path, "paired")
        if station.model is None or station.model.module_pool != "pair":
            what = "a station without a model" if station.model is None else station.model.id
            cell = None if station.model is None else support_of(station.model, "paired")
            yield Problem(
                f"{names(who)}: {what} cannot be paired",
                place,
                remedy='remove paired, or model = "cpe250" or "cpe280"',
                notes=() if cell is None else (_printed(cell),),
            )
            continue
        other = survey.site.stations.get(str(station.table.paired))
        if other is not None and other.model is not station.model:
            unlike = "has no model" if other.model is None else f"is {other.model.id}"
            yield Problem(
                f"{station.name} is {station.model.id} and {other.name} {unlike}: paired stations are of one model",
                place,
                remedy=f"{assignment('model', station.model.id)} for both",
                labels=(Label(other.path, other.name, "header"),),
            )
        else:
            yield Problem(
                f"{names(who)}: {station.model.id} is a pair already",
                place,
                remedy="remove paired",
            )


@rule(
    "EV613",
    "sharing-not-stated",
    "stations in power-sharing groups are known to share power",
    Severity.INFO,
    asks="Every station of a group is of a model for which the maker says that it takes part in power sharing.",
    why="The guide's matrix leaves cells empty and its text contradicts it in places; nobody should find out on site.",
    guide=_HARDWARE,
    inputs=("groups.*", "stations.*.model", "site.plan"),
    failing=Example(
        site(
            circuit(breaker="350 A", more="poles = 3")
            + modelled("express-plus-block", 'ports = 4\ncircuits = "C"')
            + group("EV1", 'on = "EV1"'),
            system="480Y/277",
        )
    ),
    passing=Example(express(extra=group("EV1", 'on = "EV1"'))),
)
def sharing_not_stated(survey: Survey) -> Iterator[Problem]:
    """Models in groups of which the guide does not say, or says both, that they share power."""
    users: dict[str, tuple[StationModel, dict[str, None], list[Group]]] = {}
    for item in survey.site.groups.values():
        for station in dict.fromkeys(survey.site.ports[name].station for name in item.ports):
            model = survey.site.stations[station].model
            if model is not None:
                entry = users.setdefault(model.id, (model, {}, []))
                entry[1][station] = None
                if item not in entry[2]:
                    entry[2].append(item)
    for model, stations, groups in users.values():
        cell = support_of(model, "power-sharing")
        first = survey.site.stations[next(iter(stations))]
        where = (*first.path, "model")
        who = f"{names(stations)} in {_groups(groups)}"
        if cell is None:
            if survey.site.table.plan is not None:
                yield Problem(
                    f"{who}: whether {model.id} of {model.maker} takes part in {VENDOR}'s power sharing is not known",
                    where,
                    remedy=f"confirm with {VENDOR}",
                )
        elif cell.support == "not-stated":
            yield Problem(
                f"{who}: the guide does not say whether {model.id} shares power in a group",
                where,
                remedy=f"confirm with {VENDOR}",
                notes=(cell.note_on(model),),
            )
        elif cell.note_on(model) and _nested(survey, groups):
            yield Problem(
                f"{who}: the guide is not of one mind whether {model.id} shares power in a hierarchy",
                where,
                remedy=f"confirm with {VENDOR}",
                notes=(cell.note_on(model),),
            )


def _groups(groups: list[Group]) -> str:
    return f"group{'' if len(groups) == 1 else 's'} {names(item.name for item in groups)}"


def _nested(survey: Survey, groups: list[Group]) -> bool:
    """Whether two of the groups lie in each other."""
    ports = [survey.group_ports[item.name] for item in groups]
    return any(one <= other for place, one in enumerate(ports) for other in [*ports[:place], *ports[place + 1 :]])


@rule(
    "EV614",
    "group-splits-pair",
    "a group holds both stations of a pair, or none",
    Severity.ERROR,
    asks="A power-sharing group with one station of a pair holds the other one too.",
    why="The modules of one station may serve the vehicle at the other, so a group with one of them protects neither "
    "feed.",
    guide=f"{_ENCYCLOPEDIA}, 1",
    inputs=("groups.*.members", "groups.*.on", "stations.*.paired"),
    failing=Example(
        express('circuits = "C"\npaired = true', extra=group("G", 'members = "S1"\nlimit = "60 kW"')),
    ),
    passing=Example(express('circuits = "C"\npaired = true', extra=group("G", 'members = "S"\nlimit = "60 kW"'))),
)
def group_splits_pair(survey: Survey) -> Iterator[Problem]:
    """Groups that hold one station of a pair."""
    across = groups_across(survey.site)
    for pool in survey.site.pools:
        for name in sorted({name for port in pool.ports for name in across.get(port, ())}):
            item = survey.site.groups[name]
            inside = [port for port in pool.ports if port in survey.group_ports[name]]
            outside = [port for port in pool.ports if port not in inside]
            yield Problem(
                f"group {name}: holds {enumeration(inside)} and not {enumeration(outside)}, which share their modules "
                f"as {pool.name}",
                (*item.path, "on" if item.on is not None else "members"),
                remedy="members = [" + ", ".join(f'"{station}"' for station in pool.stations) + "]",
                labels=(Label(pool.path, f"{pool.name} are paired here"),),
            )


@rule(
    "EV615",
    "less-than-a-module",
    "a port that is fed by modules is sure of one",
    Severity.WARNING,
    asks="With every port in use each port of paired stations or power blocks gets at least one whole module.",
    why="Power is steered in whole modules: a share below one is none at all, for as long as the others charge.",
    guide=f"{_ENCYCLOPEDIA}, 1",
    inputs=("groups.*.limit", "stations.*.paired", "stations.*.modules"),
    failing=(
        Example(express('circuits = "C"\npaired = true', extra=group("EV1", 'on = "EV1"\nlimit = "60 kW"'))),
        Example(
            site(
                circuit(breaker="350 A", more="poles = 3")
                + modelled("express-plus-block", 'ports = 4\nmodules = 3\ncircuits = "C"'),
                system="480Y/277",
            )
        ),
    ),
    passing=Example(express('circuits = "C"\npaired = true', extra=group("EV1", 'on = "EV1"\nlimit = "67 kW"'))),
)
def less_than_a_module(survey: Survey) -> Iterator[Problem]:
    """Ports whose share can be less than a module."""
    for pool in survey.site.pools:
        short = [
            name
            for name in pool.ports
            if name in survey.guaranteed_a and survey.site.ports[name].max_a > 0 and survey.floors[name].amps_a == 0
        ]
        if not short:
            continue
        holder = survey.holder(survey.site.ports[short[0]])
        owner = None if holder is None else holder.group
        limit = survey.floors[short[0]].limit
        place = pool.path if owner is None else owner.path
        yield Problem(
            f"{names(short)}: {limit} leaves less than one module of {kw(pool.module_kw)} to each, so that it may get "
            "nothing",
            place,
            anchor="header" if owner is not None else "value",
            remedy=_room_for_modules(survey, pool, short, owner),
        )


def _room_for_modules(survey: Survey, pool: ModulePool, short: list[str], owner: Group | None) -> str:
    """What would give each of these ports a module."""
    if owner is None:
        if sum(pool.modules) < len(pool.ports):
            return f"at most {count(sum(pool.modules), 'port')}, or modules = {len(pool.ports)}"
        return "more power for these stations, or fewer ports"
    number = {name: position for position, name in enumerate(survey.network.ports)}
    rate = rise_rates(survey.site, port_policies(survey.site))
    module_a = pool.module_kw / survey.site.ports[short[0]].output_kw_per_a
    level = module_a / min(rate[number[name]] for name in short)
    drawn = {name: min(survey.network.cap_a[number[name]], rate[number[name]] * level) for name in owner.ports}
    if owner.limit_kw is not None:
        needed = sum(
            drawn_a * survey.site.ports[name].counted_kw_per_a(apparent=owner.limit_apparent)
            for name, drawn_a in drawn.items()
        )
        return assignment("limit", f"{amount(math.ceil(needed * 10 * (1 - 1e-9)) / 10)} {owner.power_unit}")
    if all(survey.site.ports[name].connection == "ABC" for name in owner.ports):
        return assignment("limit", amps(math.ceil(sum(drawn.values()) * 10 * (1 - 1e-9)) / 10))
    return alternatives(["a higher limit", "fewer ports in the group"])


def _used_features(survey: Survey) -> Iterator[tuple[str, Path]]:
    """Features that not every plan has, with the place that asks for them; one place each."""
    for pool in survey.site.pools:
        if pool.paired:
            yield "paired", pool.path
            break
    for item in survey.site.groups.values():
        if item.schedule:
            yield "time-of-use", (*item.path, "schedule")
            break
    metered = next((item for item in survey.site.groups.values() if item.metered), None)
    if metered is not None:
        own = metered.table.site_meter is not None
        yield "dynamic-load-management", (*metered.path, "site_meter") if own else ("site", "site_meter")


_SCHEDULED = group("EV1", 'on = "EV1"\nlimit = "100 A"') + (
    '[[groups.EV1.schedule]]\ndays = "Mon-Fri"\nfrom = "12:00"\nto = "18:00"\nlimit = "50 A"\n'
)


@rule(
    "EV620",
    "plan-lacks-feature",
    "the cloud plan includes the features that a design uses",
    Severity.ERROR,
    asks="Paired stations, limits by time of use and dynamic load management are used on a plan that includes them.",
    why="What the plan does not include cannot be configured, and the design does not work as drawn.",
    guide=f"{_PLANS}; How to set the Limits?",
    inputs=("site.plan", "stations.*.paired", "groups.*.schedule", "site.site_meter"),
    failing=(
        Example(express('circuits = "C"\npaired = true', site_keys='plan = "commercial"')),
        Example(express(extra=_SCHEDULED, site_keys='plan = "multifamily"')),
        Example(express('circuits = "C"\npaired = true')),
    ),
    passing=(
        Example(express('circuits = "C"\npaired = true', site_keys='plan = "enterprise"')),
        Example(express(extra=_SCHEDULED, site_keys='plan = "fleet-enterprise"')),
        Example(express(site_keys='plan = "commercial"')),
    ),
)
def plan_lacks_feature(survey: Survey) -> Iterator[Problem]:
    """Features that are used on a plan without them."""
    plan = survey.site.table.plan
    used = list(_used_features(survey))
    if plan is None:
        if used and _has_vendor(survey):
            titles = {cell.feature: cell.title for cell in plan_features()}
            what = enumeration([titles[feature].lower() for feature, _ in used])
            yield not_checked('plan = "..."', ("site",), what=f"whether the cloud plan includes {what}")
        return
    for feature, place in used:
        cell = plan_feature(plan, feature)
        if cell.included == "yes":
            continue
        doubtful = cell.included == "conflict"
        yield Problem(
            f"{cell.title.lower()}: the guide is not of one mind whether the plan {plan} includes it"
            if doubtful
            else f"{cell.title.lower()}: not in the plan {plan}",
            place,
            anchor="key",
            severity=Severity.WARNING if doubtful else None,
            remedy=_other_plans(cell),
            notes=(cell.note,) if cell.note else (),
            labels=(Label(("site", "plan"), f"the plan is {plan}"),),
            source=f"{GUIDE}, {cell.source}",
        )


def _has_vendor(survey: Survey) -> bool:
    return any(station.model is not None and station.model.maker == VENDOR for station in survey.site.stations.values())


def _other_plans(cell: PlanFeature) -> str:
    return "plan = " + alternatives([f'"{plan}"' for plan in plans_with(cell.feature)])


@rule(
    "EV621",
    "add-on-needed",
    "add-ons that a feature needs are told",
    Severity.INFO,
    asks="Whoever uses dynamic load management buys the site meter and its setup besides the plan.",
    why="They are not part of any plan, and without the meter there is nothing to manage by.",
    guide=_PLANS,
    inputs=("site.plan", "site.site_meter", "groups.*.site_meter"),
    failing=Example(express(extra=group("EV1", 'on = "EV1"'), site_keys='plan = "enterprise"\nsite_meter = true')),
    passing=Example(express(extra=group("EV1", 'on = "EV1"'), site_keys='plan = "enterprise"')),
)
def add_on_needed(survey: Survey) -> Iterator[Problem]:
    """Add-ons that a plan does not bring along."""
    plan = survey.site.table.plan
    for feature, place in _used_features(survey) if plan is not None else ():
        cell = plan_feature(str(plan), feature)
        if cell.add_on and cell.included != "no":
            yield Problem(
                f"{cell.title.lower()}: {cell.add_on} are sold separately",
                place,
                anchor="key",
                remedy="put them on the order",
            )
