"""EV621 add-on-needed."""

from __future__ import annotations

from evsite.model.finding import Severity
from evsite.model.products import plan_feature, sold_separately
from evsite.rules.example_site import EXPRESS
from evsite.rules.products.plan_use import used_features
from evsite.rules.rule import GUIDE, Problem, Problems, Rule, SiteAnalysis


def check(analysis: SiteAnalysis) -> Problems:
    """Add-ons that a plan does not bring along."""
    plan = analysis.site.settings.plan
    for feature, place in used_features(analysis) if plan is not None else ():
        cell = plan_feature(str(plan), feature)
        if cell.add_on and cell.included not in {"no", "not-stated"}:
            yield Problem(
                cell.title.lower(),
                sold_separately(cell.add_on),
                place,
                anchor="key",
                remedy="put them on the order",
            )


FAILING = EXPRESS.edited("site", plan="enterprise", site_meter=True).edited("groups.EV1", on="EV1")

FLEETS = EXPRESS.edited("site", plan="fleet-enterprise").plus("""
[fleets.Trucks]
rank = 1
""")

RULE = Rule(
    code="EV621",
    name="add-on-needed",
    title="add-ons that a feature needs are reported",
    fails="add-on needed",
    severity=Severity.INFO,
    asks=(
        "Whoever uses dynamic load management buys the site meter and its setup besides the plan, and whoever plans "
        "charging for fleets the Fleet Operations add-on."
    ),
    why="They are not part of any plan: without the meter there is nothing to manage by, without the add-on no plan.",
    guide=f"{GUIDE}, Which of these features are obtained with which software license (cloud plan)?",
    inputs=("site.plan", "site.site_meter", "groups.*.site_meter", "groups.*.defer_to_fleet", "fleets.*.rank"),
    failing=(FAILING, FLEETS),
    passing=(FAILING.without("site.site_meter"),),
    check=check,
)
