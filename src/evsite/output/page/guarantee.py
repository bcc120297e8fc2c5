"""The guarantee: what every port gets whichever other ports are in use, how that is known, and what it rests on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.network.titles import limited_by_title
from evsite.output.page.parts import Section, figures, label, number, paragraph, table, words
from evsite.output.text.figures import trimmed
from evsite.output.text.group_rows import group_rows
from evsite.output.text.names import holder_shape, positions, ranges, summarize_names
from evsite.words import count

if TYPE_CHECKING:
    from evsite.documents.site_page import SitePage
    from evsite.studies.results import PortReport

MOST_ROWS = 12


def guarantee(page: SitePage) -> Section:
    """A row for each kind of port with the same guarantee."""
    site, report = page.loaded.site, page.report
    found = report.guarantees
    if not found:
        body = paragraph(
            "No port is in a power-sharing group: every port may draw its maximum at any time, and nothing holds what "
            "they draw together."
        )
        return Section("guarantee", "The guarantee", body, printed=True, short="Guarantee")
    body = paragraph(
        "What a port gets at least, over every number and placement of other vehicles and whatever they take. exact: "
        "there is a case in which it gets no more; bound: no case was found in which it gets as little."
    )
    body += paragraph(f"Premise: {report.premise}.", "premise") if report.premise is not None else ""

    def key(port: PortReport) -> tuple[object, ...]:
        one = found[port.port]
        return round(one.current_a, 2), round(one.least_found_a, 2), one.exact, port.voltage_v, holder_shape(one.limit)

    sets = group_rows([port for port in report.ports if port.port in found], key, every=False)
    order = positions(site.ports)
    columns = [
        label("ports", "ports"),
        figures("number", "number"),
        figures("current_a", "at least", "A"),
        figures("power_kw", "at least", "kW"),
        figures("range", "mi/h"),
        figures("volts", "at", "V"),
        words("proof", "proof"),
        words("limit", "limited by"),
    ]
    rows = []
    for row_group in sets[:MOST_ROWS]:
        port = row_group.first
        one = found[port.port]
        power_kw = one.current_a * port.kw_per_a
        rows.append(
            (
                ranges([each.port for each in row_group.items], order),
                number(len(row_group.items), 0),
                number(one.current_a),
                number(power_kw),
                number(power_kw * report.miles_per_kwh, 1),
                trimmed(port.voltage_v, 1),
                "exact" if one.exact else f"bound; {one.least_found_a:.2f} A seen",
                summarize_names(limited_by_title(site, found[each.port].limit) for each in row_group.items),
            )
        )
    body += table("guarantee", "guaranteed at every port", columns, rows)
    if any(port.all_in_use.longest_wait_h is not None for port in report.ports):
        body += paragraph(
            "Ports that take turns get this on average over a cycle; a vehicle that takes less than its turns offer "
            "gets less.",
            "small",
        )
    left = sum(len(row_group.items) for row_group in sets[MOST_ROWS:])
    if left:
        body += paragraph(f"and {count(left, 'port')} more; evsite report has them all", "small")
    loose = len(site.ports) - len(found)
    if loose:
        body += paragraph(f"{count(loose, 'port')} in no group: nothing is guaranteed to them.", "small")
    return Section("guarantee", "The guarantee", body, printed=True, short="Guarantee")
