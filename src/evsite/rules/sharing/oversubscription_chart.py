"""EV411 oversubscription-chart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.analysis.edits import at_most_ports
from evsite.codebook.tables import number
from evsite.model.application import applications
from evsite.model.finding import Severity
from evsite.model.remedy import remedy
from evsite.model.settings import USUAL_MILES_PER_KWH
from evsite.rounding import exceeds, whole
from evsite.rules.example_site import SHARED
from evsite.rules.limit_words import limit_path
from evsite.rules.rule import GUIDE, Problem, Problems, Rule, SiteAnalysis, not_checked
from evsite.rules.sharing.oversubscription_ratio import (
    chart_row,
    oversubscription_of,
    ratio_text,
    station_class_of,
)
from evsite.words import amps, format_number

if TYPE_CHECKING:
    from evsite.model.site import Group


def check(analysis: SiteAnalysis) -> Problems:
    """Groups beyond the vendor's chart."""
    application = analysis.site.settings.application
    for item in analysis.site.groups.values():
        station_class = station_class_of(analysis, item)
        ratio = None if station_class is None else oversubscription_of(analysis, item).ports
        if station_class is None or ratio is None or not exceeds(ratio, 1.0):
            continue
        if application is None:
            yield not_checked("oversubscription against the guide's chart", ("site",), needs='application = "..."')
            return
        yield from _against(analysis, item, ratio, chart_row(applications()[application].chart_row, station_class))


def _against(analysis: SiteAnalysis, item: Group, ratio: float, row: dict[str, str]) -> Problems:
    most = number(row["ratio"])
    words = row["application"].replace("-", " ")
    place = limit_path(item)
    anchor = "value" if item.limit_given else "header"
    if most is None:
        yield Problem(
            f"group {item.name}: the guide does not recommend sharing {row['station_class']} stations for "
            f"{words}, here it is "
            f"{ratio_text(ratio)}",
            place,
            anchor=anchor,  # type: ignore[arg-type]
            remedy=remedy("stations of 50 A or 80 A", "a circuit for each port"),
        )
    elif exceeds(ratio, most):
        fewer = whole(len(item.ports) * most / ratio)
        voltage_v = min(analysis.site.ports[name].voltage_v for name in item.ports)
        share_a = 0.8 * float(row["circuit_a"]) / most
        yield Problem(
            f"group {item.name}: {ratio_text(ratio, most)} ports to ports at full power, the chart says "
            f"{ratio_text(most, ratio)} for "
            f"{row['station_class']} in {words}",
            place,
            anchor=anchor,  # type: ignore[arg-type]
            remedy=at_most_ports(analysis, [analysis.site.ports[name] for name in item.ports], fewer),
            notes=(
                (
                    f"{ratio_text(most)} is {amps(share_a)} a port: "
                    f"{format_number(share_a * voltage_v / 1000 * USUAL_MILES_PER_KWH)} mi/h at "
                    f"{format_number(voltage_v)} V; the chart prints {row['printed_range_mi_per_h']}, which fits "
                    f"{row['printed_fits_v']} V"
                ),
            ),
        )


FAILING = SHARED.edited("site", application="all-day-parking").edited("stations.S", model="cp6011b-80a", count=11)
FAILING_2 = FAILING.edited("site", application="short-term-parking").edited("stations.S", count=4)

RULE = Rule(
    code="EV411",
    name="oversubscription-chart",
    title="a group stays within the vendor's oversubscription chart",
    severity=Severity.WARNING,
    asks="Ports per port at full power are at most what the guide's chart recommends for the application and station.",
    why=(
        "The longer cars stay, the further power can be stretched. The chart's long-term row is 4 A a port: it "
        "works only by rotation."
    ),
    guide=f"{GUIDE}, Oversubscription Ratio Recommendations",
    inputs=("site.application", "stations.*.model", "groups.*.limit"),
    failing=(FAILING, FAILING_2),
    passing=(FAILING.edited("stations.S", count=10), FAILING_2.edited("stations.S", count=3)),
    check=check,
)
