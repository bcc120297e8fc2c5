"""What happens while stations cannot be reached: their fallbacks, what these put on limits, and what is left."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.network.titles import limit_title
from evsite.output.documents.html_parts import html_text
from evsite.output.page.parts import Section, Sign, figures, folded, label, number, paragraph, sign, table, words
from evsite.output.text.figures import share
from evsite.output.text.group_rows import group_rows
from evsite.output.text.names import positions, ranges, summarize_names
from evsite.rounding import exceeds
from evsite.studies.charts.limits import fallback_bars
from evsite.words import count

if TYPE_CHECKING:
    from evsite.documents.site_page import SitePage
    from evsite.studies.results import PortReport

MOST_ROWS = 12


def offline(page: SitePage) -> Section | None:
    """Fallbacks by port, loads by limit, and guarantees that offline stations lower; None without groups."""
    if not page.report.guarantees:
        return None
    body = paragraph(
        "A station that cannot be reached follows no group: it draws at most its fallback, which is set at the "
        "station. The fallbacks have to fit beside those that are still online."
    )
    body += _verdict(page) + _fallbacks(page) + _on_limits(page) + _lowered(page)
    return Section("offline", "When stations are offline", body, short="Offline")


def _verdict(page: SitePage) -> str:
    over = [load for load in page.report.fallbacks if not load.fits]
    site, unfit = page.loaded.site, page.report.unfit
    kind: Sign
    if over:
        sentence, kind = f"offline stations overload {count(len(over), 'limit')}", "bad"
    elif any(unfit.bear_on(site, load.limit) for load in page.report.fallbacks):
        sentence, kind = f"whether all fallbacks together fit every limit is {unfit.words}", "open"
    else:
        whole = len(page.report.guarantees) == len(site.ports)
        beside = "" if whole else ", beside ports in no group at their rating"
        sentence, kind = (
            f"proved: all fallbacks together, and every set of them{beside}, fit every limit at every time of the week",
            "good",
        )
    return f'<p class="outcome {kind}">{sign(kind)}<span>{html_text(sentence)}</span></p>\n'


def _fallbacks(page: SitePage) -> str:
    """What each port draws by itself while it is offline."""
    site, fallback_a = page.loaded.site, page.fallback_a

    def key(port: PortReport) -> tuple[object, ...]:
        return round(fallback_a[port.port], 2), port.voltage_v, port.kw_per_a, port.port in page.report.guarantees

    sets = group_rows(page.report.ports, key, every=False)
    rows = []
    for row_group in sets[:MOST_ROWS]:
        port = row_group.first
        amps = fallback_a[port.port]
        managed = port.port in page.report.guarantees
        rows.append(
            (
                ranges([each.port for each in row_group.items], positions(site.ports)),
                number(len(row_group.items), 0),
                number(amps),
                number(amps * port.kw_per_a),
                "fallback" if managed else "in no group: its rating",
            )
        )
    columns = [
        label("ports", "ports"),
        figures("number", "number"),
        figures("a", "offline", "A"),
        figures("kw", "offline", "kW"),
        words("why", "what it draws"),
    ]
    left = sum(len(row_group.items) for row_group in sets[MOST_ROWS:])
    more = paragraph(f"and {count(left, 'port')} more", "small") if left else ""
    return table("fallbacks", "what a port draws while it is offline", columns, rows) + more


def _on_limits(page: SitePage) -> str:
    """What all offline stations put on each limit, the fullest first."""
    site = page.loaded.site
    bars = fallback_bars(site, page.report.fallbacks)
    if not bars:
        return ""
    rows = [
        (
            summarize_names([limit_title(site, limit) for limit in each.limits]),
            number(each.load),
            number(each.allowed),
            each.unit,
            share(each.fullness),
            "too much" if exceeds(each.load, each.allowed) else "fits",
        )
        for each in bars[:MOST_ROWS]
    ]
    columns = [
        label("limit", "limit"),
        figures("load", "all offline"),
        figures("allowed", "allowed"),
        words("unit", "unit"),
        figures("share", "share"),
        words("fits", "judged"),
    ]
    left = sum(len(each.limits) for each in bars[MOST_ROWS:])
    more = paragraph(f"and {count(left, 'limit')} more, none fuller", "small") if left else ""
    body = table("fallback_loads", "what offline stations put on each limit, at worst", columns, rows) + more
    if any(exceeds(each.load, each.allowed) for each in bars):
        return body
    fullest = bars[0]
    return folded(
        f"What they put on each limit: at most {share(fullest.fullness)}, on {rows[0][0]}",
        body,
    )


def _lowered(page: SitePage) -> str:
    """Guarantees that are less beside offline stations."""
    site, report = page.loaded.site, page.report
    lowered = {
        name: mixed
        for name, found in report.guarantees.items()
        if (mixed := found.with_offline) is not None and mixed.lowers(found.current_a)
    }
    if not lowered:
        return paragraph("Proved: no mix of offline and online stations lowers what is guaranteed.")

    def key(port: PortReport) -> tuple[object, ...]:
        one = lowered[port.port]
        return round(one.current_a, 2), round(report.guarantees[port.port].current_a, 2), one.exact, port.voltage_v

    sets = group_rows([port for port in report.ports if port.port in lowered], key, every=False)
    rows = []
    for row_group in sets[:MOST_ROWS]:
        port = row_group.first
        one = lowered[port.port]
        rows.append(
            (
                ranges([each.port for each in row_group.items], positions(site.ports)),
                number(len(row_group.items), 0),
                number(report.guarantees[port.port].current_a),
                number(one.current_a),
                number(one.current_a * port.kw_per_a),
                "exact" if one.exact else f"bound; {one.least_found_a:.2f} A seen",
            )
        )
    columns = [
        label("ports", "ports"),
        figures("number", "number"),
        figures("online", "all online", "A"),
        figures("a", "in the worst mix", "A"),
        figures("kw", "in the worst mix", "kW"),
        words("proof", "proof"),
    ]
    left = sum(len(row_group.items) for row_group in sets[MOST_ROWS:])
    more = paragraph(f"and {count(left, 'port')} more; evsite report has them all", "small") if left else ""
    return (
        table("lowered", "what is left of the guarantee beside offline stations; the others keep theirs", columns, rows)
        + more
    )
