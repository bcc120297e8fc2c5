"""EV407 share-below-minimum-power."""

from __future__ import annotations

from evsite.model.finding import Severity
from evsite.model.remedy import remedy
from evsite.network.titles import limit_title
from evsite.rounding import exceeds
from evsite.rules.example_site import SHARED
from evsite.rules.rule import Problem, Problems, Rule, SiteAnalysis, not_checked
from evsite.rules.sharing.least_share import by_holder, holder_anchor, ways_up
from evsite.toml_text import assignment
from evsite.words import amps, count, digits_apart, format_number, kw, listed, names


def check(analysis: SiteAnalysis) -> Problems:
    """Ports that can fall below the power that the site promises."""
    least_kw = analysis.site.settings.min_power_kw
    if least_kw is None:
        if analysis.managed_ports and not analysis.site.settings.profile:
            ways = (("min_power", "..."), ("profile", "..."), ("profile", "none"))
            given = listed([assignment(key, value) for key, value in ways], "or")
            yield not_checked(
                "the least power that the jurisdiction asks for", ("site",), needs=f"{given} for no minimum"
            )
        return
    short = [
        port
        for port in analysis.site.ports.values()
        if port.name in analysis.guaranteed_a
        and exceeds(least_kw, analysis.guaranteed_a[port.name] * port.output_kw_per_a)
    ]
    for item, ports in by_holder(analysis, short):
        worst = min(ports, key=lambda port: analysis.guaranteed_a[port.name] * port.output_kw_per_a)
        got_a = analysis.guaranteed_a[worst.name]
        got_kw, needed_a = got_a * worst.output_kw_per_a, least_kw / worst.output_kw_per_a
        exact = analysis.floors[worst.name].exact
        owners = sorted({port.station for port in ports})
        title = limit_title(analysis.site, item.limit) if item else names(owners)
        kw_digits, a_digits = digits_apart(got_kw, least_kw), digits_apart(got_a, needed_a)
        yield Problem(
            f"{title}: "
            f"with everything in use {count(len(ports), 'port')} get{'s' if len(ports) == 1 else ''} "
            f"{kw(got_kw, kw_digits)} ({amps(got_a, a_digits)} at {format_number(worst.voltage_v)} V), "
            f"below {kw(least_kw, kw_digits)} ({amps(needed_a, a_digits)})",
            item.path if item else analysis.site.stations[worst.station].path,
            anchor=holder_anchor(item) if item else "header",
            severity=None if exact else Severity.WARNING,
            remedy=remedy(*ways_up(analysis, item.group, got_a, needed_a))
            if item
            else f"ports of at least {kw(least_kw)}",
        )


FAILING = SHARED.edited("site", min_power="3.3 kW").edited("stations.S", count=6)

RULE = Rule(
    code="EV407",
    name="share-below-minimum-power",
    title="every port gets the least power that the site promises",
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
