"""EV414 varying-load-without-meter."""

from __future__ import annotations

from evsite.model.finding import Severity
from evsite.model.remedy import Edit, remedy, when
from evsite.rules.example_site import PANEL
from evsite.rules.rule import GUIDE, Problem, Problems, Rule, SiteAnalysis


def check(analysis: SiteAnalysis) -> Problems:
    """Groups beside load that varies, with nobody to measure it."""
    for item in analysis.site.groups.values():
        node = analysis.anchor[item.name]
        if item.metered or node is None:
            continue
        varying = [load.name for load in analysis.site.loads_below(node) if load.profile or load.data is not None]
        if varying:
            yield Problem(
                f"group {item.name}",
                f"{', '.join(varying)} beside it varies, and no site meter takes that off the limit",
                item.path,
                anchor="header",
                remedy=remedy(
                    when(Edit((*item.path, "site_meter"), value=True), "where a meter measures it"),
                    "a fixed current for the greatest of it",
                ),
            )


FAILING = PANEL.edited("groups.EV1", limit="240 A").plus("""
[loads.HVAC]
on = "EV1"

[[loads.HVAC.profile]]
from = "08:00"
to = "18:00"
current = "80 A"
""")

RULE = Rule(
    code="EV414",
    name="varying-load-without-meter",
    title="a limit follows varying load only with a site meter",
    fails="varying load without a site meter",
    severity=Severity.WARNING,
    asks=(
        "Where other load beside the stations of a group varies, by a profile or a meter's record, a site meter "
        "measures it. Without one the limit stays as it is, and has to leave room for the greatest load at every "
        "hour."
    ),
    why="What is not measured cannot be taken off a limit, and what is free at night cannot be given away.",
    guide=f"{GUIDE}, Dynamic Load Management",
    inputs=("site.site_meter", "groups.*.site_meter", "loads.*.profile", "loads.*.data"),
    failing=(FAILING,),
    passing=(
        FAILING.edited("groups.EV1", site_meter=True),
        FAILING.without("loads.HVAC.profile").edited("loads.HVAC", current="80 A"),
    ),
    check=check,
)
