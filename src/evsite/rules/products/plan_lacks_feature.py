"""EV620 plan-lacks-feature."""

from __future__ import annotations

from evsite.model.finding import Label, Severity
from evsite.model.products import plan_feature, plan_features, plans_with
from evsite.model.remedy import Edit, remedy
from evsite.rules.example_site import EXPRESS
from evsite.rules.products.plan_use import may_be_vendors, used_features
from evsite.rules.rule import GUIDE, Problem, Problems, Rule, SiteAnalysis, not_checked
from evsite.words import enumeration


def check(analysis: SiteAnalysis) -> Problems:
    """Features that are used on a plan without them."""
    plan = analysis.site.settings.plan
    used = list(used_features(analysis))
    if plan is None:
        if used and may_be_vendors(analysis):
            titles = {cell.feature: cell.title for cell in plan_features()}
            what = enumeration([titles[feature].lower() for feature, _ in used])
            plans = plans_with(used[0][0])
            missing = [Edit(("site", "plan"), other) for other in plans[:1]]
            yield not_checked(f"whether the cloud plan includes {what}", ("site",), missing=missing)
        return
    for feature, place in used:
        cell = plan_feature(plan, feature)
        title, source = cell.title.lower(), f"{GUIDE}, {cell.source}"
        if cell.included == "not-stated":
            needs = 'plan = "..." with the plan that the service is ordered with'
            yield not_checked(f"whether the plan {plan} includes {title}", place, needs=needs, source=source)
        elif cell.included != "yes":
            doubtful = cell.included == "conflict"
            lacking = (
                "the guide is not of one mind whether the plan {} includes it" if doubtful else "not in the plan {}"
            )
            yield Problem(
                title,
                f"{lacking.format(plan)}",
                place,
                anchor="key",
                severity=Severity.WARNING if doubtful else None,
                remedy=remedy(*(Edit(("site", "plan"), other) for other in plans_with(cell.feature))),
                notes=(cell.note,) if cell.note else (),
                labels=(Label(("site", "plan"), f"the plan is {plan}"),),
                source=source,
            )


FAILING = EXPRESS.edited("site", plan="commercial").edited("stations.S", paired=True)
SCHEDULED = EXPRESS.edited("site", plan="multifamily").plus("""
[groups.EV1]
on = "EV1"
limit = "100 A"

[[groups.EV1.schedule]]
days = "Mon-Fri"
from = "12:00"
to = "18:00"
limit = "50 A"
""")

FLEETS = EXPRESS.edited("site", plan="commercial").plus("""
[fleets.Trucks]
rank = 1
""")

RULE = Rule(
    code="EV620",
    name="plan-lacks-feature",
    title="the cloud plan includes the features that a design uses",
    fails="feature not in the plan",
    severity=Severity.ERROR,
    asks=(
        "Paired stations, limits by time of use, dynamic load management and plans for fleets are used on a plan that "
        "includes them."
    ),
    why="What the plan does not include cannot be configured, and the design does not work as drawn.",
    guide=(
        f"{GUIDE}, Which of these features are obtained with which software license (cloud plan)?; "
        "How to set the Limits?"
    ),
    inputs=(
        *("site.plan", "stations.*.paired", "groups.*.schedule", "site.site_meter", "groups.*.defer_to_fleet"),
        "fleets.*.rank",
    ),
    failing=(FAILING, SCHEDULED, FAILING.without("site.plan"), FLEETS),
    passing=(
        FAILING.edited("site", plan="enterprise"),
        FAILING.without("stations.S.paired"),
        SCHEDULED.edited("site", plan="fleet-enterprise"),
        FLEETS.edited("site", plan="fleet-enterprise"),
    ),
    check=check,
)
