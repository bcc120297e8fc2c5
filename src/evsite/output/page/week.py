"""The week: limits by the hour, and what the building leaves of them."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from evsite.model.week import DAYS, show_stretches
from evsite.output.documents.html_parts import html_text
from evsite.output.page.chart import Chart
from evsite.output.page.parts import Section, figures, folded, label, number, paragraph, table, words
from evsite.output.text.figures import trimmed
from evsite.output.text.left_over import like_hours, total_words
from evsite.output.text.week import in_its_unit, limit_words, verdict_words
from evsite.words import amps, count, enumeration

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from evsite.documents.site_page import SitePage
    from evsite.studies.left_over_results import GroupLeftOver, HourLeft
    from evsite.studies.week import GroupWeek, HourLimit

MOST_GROUPS = 4
_MOST_WINDOWS = 24
_LEVELS = 5


def week(page: SitePage) -> Section | None:
    """The week of each group whose limit changes; None where nothing depends on the time."""
    found, left = page.week, page.report.left_over
    if found is None and left is None:
        return None
    body = ""
    if found is not None:
        site = page.loaded.site
        body += "".join(_limits(in_its_unit(site, each)) for each in found.groups[:MOST_GROUPS])
        body += _more(len(found.groups) - MOST_GROUPS, "evsite report --all shows them")
        body += _windows(page)
    if left is not None:
        body += "".join(_left(page, each) for each in left.groups[:MOST_GROUPS])
        body += _more(len(left.groups) - MOST_GROUPS, "evsite report --all lists them")
    return Section("week", "The week", body, short="Week")


def _more(left: int, where: str) -> str:
    return paragraph(f"and {count(left, 'group')} more; {where}", "small") if left > 0 else ""


def _limits(group: GroupWeek) -> str:
    """A row for each run of days that are alike, with a cell for each run of hours that are."""
    most = max((hour.value for day in group.hours for hour in day), default=0.0)
    rows = []
    for day, hours in _alike_days(group):
        cells = []
        for limit, alike in groupby(hours, key=lambda hour: (hour.unit, hour.value, hour.fixed)):
            length = len(list(alike))
            level = round(_LEVELS * limit[1] / most) if most else 0
            told = f"{trimmed(limit[1], 1)} {limit[0]}"
            told = told if limit[1] else "no charging"
            fixed = " fixed" if limit[2] else ""
            brief = " brief" if length < 3 else ""
            cells.append(f'<td colspan="{length}" class="level-{level}{fixed}{brief}">{html_text(told)}</td>')
        rows.append(f'<tr><th scope="row">{html_text(day)}</th>{"".join(cells)}</tr>\n')
    heads = "".join(f'<th scope="colgroup" colspan="6">{hour:02}:00</th>' for hour in (0, 6, 12, 18))
    title = f"limit of group {group.group} by the hour"
    notes = []
    if group.gaps:
        notes.append(
            f"no window holds {show_stretches(group.gaps)}: there the fixed limit does, {limit_words(group.fixed)}"
        )
    if group.charging is not None:
        notes.append(f"charges only {show_stretches(group.charging)}")
    return (
        f'<div class="table week" role="region" aria-label="{html_text(title)}" tabindex="0">\n<table>\n'
        f'<caption>{html_text(title)}</caption>\n<thead><tr><th scope="col">day</th>{heads}</tr></thead>\n'
        f"<tbody>\n{''.join(rows)}</tbody>\n</table>\n</div>\n" + "".join(paragraph(note, "small") for note in notes)
    )


def _alike_days(group: GroupWeek) -> Iterator[tuple[str, Sequence[HourLimit]]]:
    """Days one after the other that are alike, together: "Mon to Fri"."""
    days = list(zip(DAYS, group.hours, strict=True))
    for hours, alike in groupby(days, key=lambda day: day[1]):
        names = [name for name, _ in alike]
        yield names[0] if len(names) == 1 else f"{names[0]} to {names[-1]}", hours


def _windows(page: SitePage) -> str:
    """The least that a port gets with every port in use, by state of the week and group."""
    found, site = page.week, page.loaded.site
    assert found is not None
    rows = [
        (
            show_stretches(window.stretches),
            worst.group,
            number(worst.limit_a if worst.limit_a is not None else worst.limit_kw or 0.0),
            "A" if worst.limit_a is not None else site.groups[worst.group].power_unit,
            number(worst.current_a),
            number(worst.power_kw),
            verdict_words(worst),
        )
        for window in found.windows
        for worst in window.groups
    ]
    columns = [
        label("when", "when"),
        words("group", "group"),
        figures("limit", "limit"),
        words("unit", "unit"),
        figures("a", "least", "A"),
        figures("kw", "least", "kW"),
        words("judged", "judged"),
    ]
    more = [len(rows) - _MOST_WINDOWS, found.left_out]
    told = enumeration(
        [f"{count(left, noun)} more" for left, noun in zip(more, ("row", "state of the week"), strict=True) if left > 0]
    ).replace("state of the weeks", "states of the week")
    text = table("windows", "every port in use, by window", columns, rows[:_MOST_WINDOWS])
    return text + (paragraph(told, "small") if told else "")


def _left(page: SitePage, group: GroupLeftOver) -> str:
    """What is left beside the building: charts of working days and of the weekend, and the table."""
    site = page.loaded.site
    unit = "A" if group.unit == "A" else site.groups[group.group].power_unit
    loads = enumeration(list(group.loads))
    body = f"<h3>{html_text(f'What is left for group {group.group} beside {loads}')}</h3>\n"
    where = ", on the fullest conductor" if unit == "A" else ""
    body += paragraph(f"In every quarter of an hour that was looked at{where}: {total_words(group, unit)}.")
    assert page.report.left_over is not None
    if not set(page.report.unfit.loads).isdisjoint(group.loads):
        body += paragraph(f"beyond these days it is {page.report.unfit.words}", "small")
    group_now = site.groups[group.group]
    limit = group_now.limit_a if unit == "A" else group_now.limit_kw
    values = [
        value for hour in (*group.weekdays, *group.weekend) for value in (hour.least, hour.median) if value is not None
    ]
    most = max([*values, *([] if limit is None else [limit])], default=0.0)
    charts = "".join(
        _hours_chart(
            f"left-{place}-{list(site.groups).index(group.group)}", title, hours, limit, most, unit, group.group
        )
        for place, (title, hours) in enumerate(
            (("Monday to Friday", group.weekdays), ("Saturday and Sunday", group.weekend))
        )
    )
    legend = "".join(
        f'<li><svg class="key" viewBox="0 0 28 8" aria-hidden="true" focusable="false">'
        f'<line class="{kind}" x1="0" y1="4" x2="28" y2="4"/></svg> {words_}</li>\n'
        for kind, words_ in (("needed", "limit"), ("balanced", "left, median"), ("worst", "left, least"))
    )
    body += f'<div class="pair">\n{charts}</div>\n<ul class="legend">\n{legend}</ul>\n'
    body += paragraph("What is between the limit and a line is what the building takes.", "small")
    minimum = [] if group.total.served is None else [f"all get {amps(group.minimum_a, 2)}"]
    heads = [
        f"{days} {head}" for days in ("Mon-Fri", "Sat-Sun") for head in (f"least {unit}", f"median {unit}", *minimum)
    ]
    columns = [label("hours", "hours"), *(figures(f"c{place}", head) for place, head in enumerate(heads))]
    rows = [(hours, *values) for hours, values in like_hours(group)]
    return body + folded("These hours as a table", table(f"left_{group.group}", "left by the hour", columns, rows))


def _hours_chart(
    key: str, title: str, hours: Sequence[HourLeft], limit: float | None, most: float, unit: str, group: str
) -> str:
    chart = Chart(24, most)
    parts = [chart.grid(unit, "hour of the day", (0, 6, 12, 18, 24))]
    if limit is not None:
        parts.append(chart.polyline([(0, limit), (24, limit)], "needed"))
    for name, kind in (("median", "balanced"), ("least", "worst")):
        values = [getattr(hour, name) for hour in hours]
        if None not in values:
            parts.append(chart.steps(values, kind))
    known = [hour.least for hour in hours if hour.least is not None]
    told = f"What is left for group {group} by the hour"
    told += f": {trimmed(min(known), 1)} to {trimmed(max(known), 1)} {unit} at least." if known else "."
    drawn = chart.svg(key, title, told, parts)
    return f'<figure class="chart">\n{drawn}<figcaption><p>{title}</p></figcaption>\n</figure>\n'
