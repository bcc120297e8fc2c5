"""EV613 sharing-not-stated."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.model.finding import Severity
from evsite.model.products import VENDOR, support_of
from evsite.rules.example_site import EXPRESS, SINGLE
from evsite.rules.rule import GUIDE, Problem, Problems, Rule, SiteAnalysis
from evsite.words import names

if TYPE_CHECKING:
    from evsite.model.catalog import StationModel
    from evsite.model.site import Group


def check(analysis: SiteAnalysis) -> Problems:
    """Models in groups of which the guide does not say, or says both, that they share power."""
    users: dict[str, tuple[StationModel, dict[str, None], list[Group]]] = {}
    for item in analysis.site.groups.values():
        for station in dict.fromkeys(analysis.site.ports[name].station for name in item.ports):
            model = analysis.site.stations[station].model
            if model is not None:
                entry = users.setdefault(model.id, (model, {}, []))
                entry[1][station] = None
                if item not in entry[2]:
                    entry[2].append(item)
    for model, stations, groups in users.values():
        cell = support_of(model, "power-sharing")
        first = analysis.site.stations[next(iter(stations))]
        where = (*first.path, "model")
        who = f"{names(stations)} in {_groups(groups)}"
        if cell is None:
            if analysis.site.settings.plan is not None:
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
        elif cell.note_on(model) and _nested(analysis, groups):
            yield Problem(
                f"{who}: the guide is not of one mind whether {model.id} shares power in a hierarchy",
                where,
                remedy=f"confirm with {VENDOR}",
                notes=(cell.note_on(model),),
            )


def _groups(groups: list[Group]) -> str:
    return f"group{'' if len(groups) == 1 else 's'} {names(item.name for item in groups)}"


def _nested(analysis: SiteAnalysis, groups: list[Group]) -> bool:
    """Whether two of the groups lie in each other."""
    ports = [analysis.group_ports[item.name] for item in groups]
    return any(one <= other for place, one in enumerate(ports) for other in [*ports[:place], *ports[place + 1 :]])


FAILING = (
    SINGLE.edited("circuits.C", poles=3).edited("stations.S", model="express-plus-block").edited("groups.EV1", on="EV1")
)

RULE = Rule(
    code="EV613",
    name="sharing-not-stated",
    title="stations in power-sharing groups are known to share power",
    severity=Severity.INFO,
    asks="Every station of a group is of a model for which the maker says that it takes part in power sharing.",
    why=(
        "The guide's matrix leaves cells empty and its text contradicts it in places; nobody should find out on site, "
        "where a group with a station that does not share power is never enabled."
    ),
    guide=f"{GUIDE}, Which Features are Supported on Hardware Models?",
    inputs=("groups.*.on", "groups.*.members", "stations.*.model", "site.plan"),
    failing=(FAILING,),
    passing=(EXPRESS.edited("groups.EV1", on="EV1"),),
    check=check,
)
