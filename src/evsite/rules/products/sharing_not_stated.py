"""EV613 sharing-not-stated."""

from __future__ import annotations

from evsite.analysis.nested_groups import any_nested, models_in_groups
from evsite.model.finding import Severity
from evsite.model.products import VENDOR, support_of
from evsite.rules.example_site import EXPRESS, SINGLE
from evsite.rules.rule import GUIDE, Problem, Problems, Rule, SiteAnalysis
from evsite.words import names


def check(analysis: SiteAnalysis) -> Problems:
    """Models in groups of which the guide does not say, or says both, that they share power."""
    for model, users, groups in models_in_groups(analysis):
        cell = support_of(model, "power-sharing")
        if cell is None and analysis.site.settings.plan is not None:
            doubt = f"whether {model.id} of {model.maker} takes part in {VENDOR}'s power sharing is not known"
        elif cell is not None and cell.support == "not-stated":
            doubt = f"the guide does not say whether {model.id} shares power in a group"
        elif cell is not None and cell.note_on(model) and any_nested(analysis, groups):
            doubt = f"the guide is not of one mind whether {model.id} shares power in a hierarchy"
        else:
            continue
        where = f"group{'' if len(groups) == 1 else 's'} {names(item.name for item in groups)}"
        yield Problem(
            f"{names(station.name for station in users)} in {where}",
            f"{doubt}",
            (*users[0].path, "model"),
            remedy=f"confirm with {VENDOR}",
            notes=(cell.note_on(model),) if cell is not None else (),
        )


FAILING = (
    SINGLE.edited("circuits.C", poles=3).edited("stations.S", model="express-plus-block").edited("groups.EV1", on="EV1")
)

RULE = Rule(
    code="EV613",
    name="sharing-not-stated",
    title="stations in power-sharing groups are known to share power",
    fails="power sharing not stated",
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
