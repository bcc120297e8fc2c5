"""Real drivers: how many leave with what they need, under each policy; only where sessions were played."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.documents.model import Column
from evsite.model.week import DAYS
from evsite.output.documents.html_parts import html_text
from evsite.output.page.chart import Chart
from evsite.output.page.driver_limits import what_holds
from evsite.output.page.parts import Section, bullets, figures, label, number, paragraph, table
from evsite.output.policy_words import policy_words
from evsite.output.text.figures import share
from evsite.output.text.service_tables import share_or_dash, worst_day_words
from evsite.output.text.simulation import headline_words, left_out_words, shown_level, unstated_words
from evsite.words import count

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evsite.documents.model import Cell
    from evsite.documents.site_page import SitePage
    from evsite.studies.service.results import ServiceLevel, ServiceReport

_LAST = 24.0
_TENTHS = 10


def drivers(page: SitePage) -> Section | None:
    """The answer for the site's own policy, the policies side by side, and two charts; None without sessions."""
    report, site = page.drivers, page.loaded.site
    if report is None or not report.sessions.sessions or not report.policies:
        return None
    level = shown_level(site, report)
    show = report.sessions.calendar.show
    first_s = min(session.arrive_s for session in report.sessions.sessions)
    ends = "" if report.end_s is None else f" to {show(report.end_s)}"
    what = f"{count(len(report.sessions.sessions), 'session')} from {show(first_s)}{ends}"
    body = paragraph(f"{policy_words(level.policy).title}: {headline_words(level)}.", "lead")
    body += paragraph(f"{what}, played under each policy. Possible is what each could have had alone at full speed.")
    if level.ports.gave_up:
        body += paragraph(f"{count(level.ports.gave_up, 'driver')} found no free port in time, and had nothing.")
    if level.tally.stated and level.tally.unstated:
        body += paragraph(f"{unstated_words(report, in_short=False)}.")
    body += _table(report) + what_holds(site, report)
    pictures = _power_chart(level)
    if sum(level.served_counts):
        pictures += _served_chart(level)
    body += f'<div class="pictures">\n{pictures}</div>\n'
    if report.bills:
        body += _bills(report)
    notes = [*left_out_words(report.sessions.left_out), *report.sessions.notes, *report.notes]
    return Section("drivers", "Real drivers", body + bullets(notes, "small"), printed=True, styled=True)


def _table(report: ServiceReport) -> str:
    columns = [
        label("policy", "policy"),
        figures("full", "full"),
        figures("full_of_possible", "of those who could be"),
        figures("energy", "energy", "kWh"),
        figures("energy_of_possible", "of possible"),
        figures("energy_of_wanted", "of wanted"),
        figures("late", "late, mean", "h"),
        figures("peak", "peak", "kW"),
        figures("worst", "worst day"),
    ]
    rows: list[Sequence[Cell]] = [
        (
            policy_words(level.policy).title,
            number(level.tally.full, 0),
            share_or_dash(level.tally.full_of_possible),
            number(level.tally.energy_kwh if level.tally.stated else level.tally.unstated_energy_kwh, 1),
            share_or_dash(level.tally.energy_of_possible if level.tally.stated else level.tally.unstated_of_possible),
            share_or_dash(level.tally.energy_of_wanted),
            "-" if level.late is None else number(level.late.mean_h),
            number(level.power.peak_kw, 1),
            worst_day_words(level)[0],
        )
        for level in report.policies
    ]
    return table("drivers", "sessions under each policy", columns, rows)


def _bills(report: ServiceReport) -> str:
    """What the power costs under each policy, by month, with what is missing from it."""
    found = report.bills
    columns = [
        label("policy", "policy"),
        Column("month", "month"),
        figures("energy", "energy", "USD"),
        figures("demand", "demand", "USD"),
        figures("other", "fixed and other", "USD"),
        figures("total", "total", "USD"),
    ]
    rows: list[Sequence[Cell]] = [
        (
            policy_words(policy).title,
            month.month + ("" if month.whole else ", partly covered"),
            number(month.energy_usd),
            number(month.demand_usd),
            number(month.other_usd),
            number(month.total_usd),
        )
        for policy, bill in found.items()
        for month in bill.months
    ]
    first = next(iter(found.values()))
    missing = dict.fromkeys(text for bill in found.values() for text in bill.missing)
    notes = dict.fromkeys(text for bill in found.values() for text in bill.notes)
    body = paragraph(f"What the power costs by {first.tariff.title}, as if the chargers had a meter of their own:")
    body += table("drivers-bills", "bill of each month under each policy", columns, rows)
    return body + bullets([*(f"not in the bill: {text}" for text in missing), *notes], "small")


def _power_chart(level: ServiceLevel) -> str:
    """Mean and highest power by hour of the day."""
    lines = [
        ("best", "highest", [each.peak_kw or 0.0 for each in level.power.by_hour]),
        ("balanced", "mean", [each.mean_kw or 0.0 for each in level.power.by_hour]),
    ]
    chart = Chart(most_x=_LAST, most_y=level.power.peak_kw)
    ticks = [(float(hour), f"{hour:02}:00") for hour in range(0, 25, 6)]
    parts = [chart.grid("kW", "hour of the day", ticks), *(chart.steps(values, kind) for kind, _, values in lines)]
    busiest = max(range(24), key=lambda hour: level.power.by_hour[hour].mean_kw or 0.0)
    mean_kw = level.power.by_hour[busiest].mean_kw or 0.0
    about = (
        f"Power from the supplies by hour of the day: at most {level.power.peak_kw:,.1f} kW, and {mean_kw:,.1f} kW on "
        f"average in the busiest hour, from {busiest:02}:00 on."
    )
    by_day = ", ".join(
        f"{day} {each.energy_kwh:,.0f}"
        for day, each in zip(DAYS, level.power.by_weekday, strict=True)
        if each.energy_kwh
    )
    legend = "".join(
        '<li><svg class="key" viewBox="0 0 28 8" aria-hidden="true" focusable="false">'
        f'<line class="{kind}" x1="0" y1="4" x2="28" y2="4"/></svg> {name}</li>\n'
        for kind, name, _ in lines
    )
    title = f"Power by hour of the day, {policy_words(level.policy).title}"
    return (
        f'<figure class="chart">\n{chart.svg("drivers-power", title, about, parts)}'
        f'<figcaption><p>{html_text(title)}</p><ul class="legend">\n{legend}</ul>'
        f'<p class="small">{html_text(f"kWh by day of the week: {by_day}")}</p></figcaption>\n</figure>\n'
    )


def _served_chart(level: ServiceLevel) -> str:
    """How many drivers get how much of what they wanted, in tenths; the last step are those who leave full."""
    counts = level.served_counts
    chart = Chart(most_x=float(len(counts)), most_y=float(max(counts)), left=64)
    ticks = [(float(place), f"{place * 10} %") for place in range(0, _TENTHS, 2)] + [(_TENTHS + 0.5, "full")]
    parts = [
        chart.grid("drivers", "share of what they wanted", ticks),
        chart.steps([float(c) for c in counts], "balanced"),
    ]
    half = sum(counts[: _TENTHS // 2])
    less = (
        "1 gets less than half of what it wanted" if half == 1 else f"{half:,} get less than half of what they wanted"
    )
    about = (
        f"{counts[-1]:,} of {count(sum(counts), 'driver')} {'leaves' if counts[-1] == 1 else 'leave'} full "
        f"({share(counts[-1] / sum(counts))}); {less}."
    )
    title = f"What drivers get of what they wanted, {policy_words(level.policy).title}"
    return (
        f'<figure class="chart">\n{chart.svg("drivers-served", title, about, parts)}'
        f'<figcaption><p>{html_text(title)}</p><p class="small">{html_text(about)}</p></figcaption>\n</figure>\n'
    )
