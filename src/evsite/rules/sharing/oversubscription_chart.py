"""EV411 oversubscription-chart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.analysis.edits import at_most_ports
from evsite.analysis.oversubscription_chart import chart_cell, oversubscription_of, station_class_of
from evsite.model.finding import Severity
from evsite.model.remedy import Edit, remedy
from evsite.rounding import exceeds, whole
from evsite.rules.example_site import SHARED
from evsite.rules.limit_words import limit_anchor, limit_path, ratio_text
from evsite.rules.rule import GUIDE, Problem, Problems, Rule, SiteAnalysis, not_checked
from evsite.words import amps, format_number

if TYPE_CHECKING:
    from evsite.analysis.oversubscription_chart import ChartCell
    from evsite.model.site import Group


def check(analysis: SiteAnalysis) -> Problems:
    """Groups beyond the vendor's chart."""
    for group in analysis.site.groups.values():
        station_class = station_class_of(analysis, group)
        ratio = None if station_class is None else oversubscription_of(analysis, group).ports
        if station_class is None or ratio is None or not exceeds(ratio, 1.0):
            continue
        if analysis.application is None:
            missing = [Edit(("site", "application"), "workplace")]
            yield not_checked("oversubscription against the guide's chart", ("site",), missing=missing)
            return
        yield from _against(analysis, group, ratio, chart_cell(analysis.application.chart_row, station_class))


def _against(analysis: SiteAnalysis, group: Group, ratio: float, cell: ChartCell) -> Problems:
    place, anchor = limit_path(group), limit_anchor(group)
    if cell.ratio is None:
        yield Problem(
            f"group {group.name}",
            f"the guide does not recommend sharing {cell.station_class} stations for "
            f"{cell.application}, here it is {ratio_text(ratio)}",
            place,
            anchor,
            remedy("stations of 50 A or 80 A", "a circuit for each port"),
        )
    elif exceeds(ratio, cell.ratio):
        voltage_v = min(analysis.site.ports[name].voltage_v for name in group.ports)
        range_text = f"{format_number(cell.range_mi_per_h(voltage_v))} mi/h at {format_number(voltage_v)} V"
        printed = f"{cell.printed_range_mi_per_h}, which fits {cell.printed_fits_v} V"
        yield Problem(
            f"group {group.name}",
            f"{ratio_text(ratio, cell.ratio)} ports to ports at full power, the chart says "
            f"{ratio_text(cell.ratio, ratio)} for {cell.station_class} in {cell.application}",
            place,
            anchor,
            at_most_ports(analysis, group.ports, whole(len(group.ports) * cell.ratio / ratio)),
            notes=(
                f"{ratio_text(cell.ratio)} is {amps(cell.share_a)} a port: {range_text}; the chart prints {printed}",
            ),
        )


FAILING = SHARED.edited("site", application="all-day-parking").edited("stations.S", model="cp6011b-80a", count=11)
SHORT_STAYS = FAILING.edited("site", application="short-term-parking").edited("stations.S", count=4)

RULE = Rule(
    code="EV411",
    name="oversubscription-chart",
    title="a group stays within the vendor's oversubscription chart",
    fails="oversubscribed beyond the guide's chart",
    severity=Severity.WARNING,
    asks="Ports per port at full power are at most what the guide's chart recommends for the application and station.",
    why=(
        "The longer cars stay, the further power can be stretched. The chart's long-term row is 4 A a port: it "
        "works only by rotation."
    ),
    guide=f"{GUIDE}, Oversubscription Ratio Recommendations",
    inputs=("site.application", "stations.*.model", "groups.*.limit"),
    failing=(FAILING, SHORT_STAYS),
    passing=(FAILING.edited("stations.S", count=10), SHORT_STAYS.edited("stations.S", count=3)),
    check=check,
)
