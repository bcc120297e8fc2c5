"""EV407 share-below-minimum-power."""

from __future__ import annotations

from evsite.analysis.share_remedies import larger_shares
from evsite.analysis.shares import by_holder
from evsite.model.finding import Severity
from evsite.model.remedy import Edit, remedy
from evsite.rounding import exceeds
from evsite.rules.example_site import SHARED
from evsite.rules.limit_words import holder_place, ports_get, power_texts
from evsite.rules.rule import Problem, Problems, Rule, SiteAnalysis, not_checked
from evsite.words import kw


def check(analysis: SiteAnalysis) -> Problems:
    """Ports that can fall below the power that the site promises."""
    least_kw = analysis.site.settings.min_power_kw
    if least_kw is None:
        if analysis.managed_ports and not analysis.site.settings.profile:
            least = [Edit(("site", "min_power"), "3.3 kW")]
            ways = 'min_power = "...", profile = "..." or profile = "none" for no minimum'
            yield not_checked(
                "the least power that the jurisdiction asks for",
                ("site",),
                missing=least,
                needs=ways,
            )
        return
    short = [
        port
        for port in analysis.site.ports.values()
        if port.name in analysis.guaranteed_a
        and exceeds(least_kw, analysis.guaranteed_a[port.name] * port.output_kw_per_a)
    ]
    for holder, ports in by_holder(analysis, short):
        worst = min(ports, key=lambda port: analysis.guaranteed_a[port.name] * port.output_kw_per_a)
        got_a, needed_a = analysis.guaranteed_a[worst.name], least_kw / worst.output_kw_per_a
        exact = analysis.least_shares[worst.name].exact
        got, needed = power_texts(worst, got_a, least_kw)
        title, path, anchor = holder_place(analysis, holder, ports)
        yield Problem(
            title,
            f"{ports_get(ports, exact=exact)} {got}, below {needed}",
            path,
            anchor=anchor,
            severity=None if exact else Severity.WARNING,
            remedy=remedy(*larger_shares(analysis, holder, got_a, needed_a))
            if holder
            else f"ports of at least {kw(least_kw)}",
        )


FAILING = SHARED.edited("site", min_power="3.3 kW").edited("stations.S", count=6)

RULE = Rule(
    code="EV407",
    name="share-below-minimum-power",
    title="every port gets the least power that the site promises",
    fails="less than the least power",
    severity=Severity.ERROR,
    asks=(
        "The site file says what least power the jurisdiction asks for, or that it asks for none; at its own voltage "
        "each port gets at least `min_power` of the site with everything in use."
    ),
    why=(
        "Several jurisdictions set a floor under managed charging; a floor in kW is more amperes at 208 V than at "
        "240 V."
    ),
    guide="the adopted local code (site.min_power)",
    inputs=("site.min_power", "site.profile", "groups.*.limit"),
    failing=(SHARED, FAILING),
    passing=(FAILING.edited("stations.S", count=5), SHARED.edited("site", profile="none")),
    check=check,
)
