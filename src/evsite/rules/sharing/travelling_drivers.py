"""EV420 travelling-drivers."""

from __future__ import annotations

from evsite.analysis.oversubscription_chart import oversubscription_of
from evsite.model.finding import Severity
from evsite.rounding import exceeds
from evsite.rules.example_site import SHARED
from evsite.rules.limit_words import limit_anchor, limit_path, ratio_text
from evsite.rules.rule import GUIDE, Problem, Problems, Rule, SiteAnalysis


def check(analysis: SiteAnalysis) -> Problems:
    """Groups that stretch power for drivers from far away, whose miles are not given."""
    use = analysis.application
    if use is None or not use.travelling or analysis.site.settings.miles_needed is not None:
        return
    for item in analysis.site.groups.values():
        ratio = oversubscription_of(analysis, item).ports
        if ratio is not None and exceeds(ratio, 1.0):
            yield Problem(
                f"group {item.name}",
                f"{ratio_text(ratio)} ports to ports at full power in {use.title}; for drivers from "
                "far away the guide advises to stretch power less than its chart",
                limit_path(item),
                anchor=limit_anchor(item),
                remedy="miles_needed of [site]: the range that these drivers need, which is then checked",
            )


FAILING = SHARED.edited("site", application="hotel")

RULE = Rule(
    code="EV420",
    name="travelling-drivers",
    title="power is stretched less for drivers from far away",
    fails="power stretched for travelling drivers",
    severity=Severity.INFO,
    asks="Where drivers come from far away, as at a hotel, the miles that they need are given and checked.",
    why=(
        "The chart counts on about 40 miles a day. Who has driven all day needs more in the same night, and a share "
        "that suits residents is too small."
    ),
    guide=f"{GUIDE}, Oversubscription Ratio Recommendations",
    inputs=("site.application", "site.miles_needed", "groups.*.limit"),
    failing=(FAILING,),
    passing=(FAILING.edited("site", miles_needed="150 mi"), FAILING.edited("site", application="overnight-parking")),
    check=check,
)
