"""The week: limits by the hour, and what the building leaves of them."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from evsite.model.week import DAYS, show_stretches
from evsite.output.documents.html_parts import html_text
from evsite.output.page.chart import Chart, line
from evsite.output.page.parts import Section, figures, folded, label, number, paragraph, table, words
from evsite.output.text.figures import trimmed
from evsite.output.text.left_over import like_hours, total_words
from evsite.output.text.week import alike_windows, in_its_unit, limit_words, verdict_words
from evsite.words import amps, count, enumeration

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from evsite.documents.site_page import SitePage
    from evsite.studies.charts.week import WeekChart
    from evsite.studies.left_over_results import GroupLeftOver
    from evsite.studies.week import GroupWeek, HourLimit

MOST_GROUPS = 4
_MOST_WINDOWS = 24
_LEVELS = 5


def week(page: SitePage) -> Section | None:
    """The week of each group whose limit changes; None where nothing depends on the time."""
    found = page.week
    beside = [each for each in page.weeks if each.loads]
    if found is None and not beside:
        return None
    body = ""
    if found is not None:
        site = page.loaded.site
        body += "".join(_limits(in_its_unit(site, each)) for each in found.groups[:MOST_GROUPS])
        body += _more(len(found.groups) - MOST_GROUPS, "evsite report --all shows them")
        body += _windows(page)
    body += "".join(_left(page, each) for each in beside[:MOST_GROUPS])
    body += _more(len(beside) - MOST_GROUPS, "evsite report --all lists them")
    return Section("week", "The week", body, short="Week")


def _more(left: int, where: str) -> str:
    return paragraph(f"and {count(left, 'group')} more; {where}", "small") if left > 0 else ""


def _limits(group: GroupWeek) -> str:
    """A row for each run of days that are alike, with a cell for each run of hours that are."""
    most = max((hour.value for day in group.hours for hour in day), default=0.0)
    rows = []
    for day, hours in _equal_days(group):
        cells = []
        for limit, row_group in groupby(hours, key=lambda hour: (hour.unit, hour.value, hour.fixed)):
            length = len(list(row_group))
            level = round(_LEVELS * limit[1] / most) if most else 0
            limit_text = f"{trimmed(limit[1], 1)} {limit[0]}"
            limit_text = limit_text if limit[1] else "no charging"
            fixed = " fixed" if limit[2] else ""
            brief = " brief" if length < 3 else ""
            cells.append(f'<td colspan="{length}" class="level-{level}{fixed}{brief}">{html_text(limit_text)}</td>')
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
        f'<div class="table week" role="group" aria-label="{html_text(title)}" tabindex="0">\n<table>\n'
        f'<caption>{html_text(title)}</caption>\n<thead><tr><th scope="col">day</th>{heads}</tr></thead>\n'
        f"<tbody>\n{''.join(rows)}</tbody>\n</table>\n</div>\n" + "".join(paragraph(note, "small") for note in notes)
    )


def _equal_days(group: GroupWeek) -> Iterator[tuple[str, Sequence[HourLimit]]]:
    """Days one after the other that are alike, together: "Mon to Fri"."""
    days = list(zip(DAYS, group.hours, strict=True))
    for hours, row_group in groupby(days, key=lambda day: day[1]):
        names = [name for name, _ in row_group]
        yield names[0] if len(names) == 1 else f"{names[0]} to {names[-1]}", hours


def _windows(page: SitePage) -> str:
    """The least that a port gets with every port in use, by state of the week and group."""
    found, site = page.week, page.loaded.site
    assert found is not None
    rows = [
        (
            show_stretches(stretches),
            worst.group,
            number(worst.limit_a if worst.limit_a is not None else worst.limit_kw or 0.0),
            "A" if worst.limit_a is not None else site.groups[worst.group].power_unit,
            number(worst.current_a),
            number(worst.power_kw),
            verdict_words(worst) or "ok",
        )
        for stretches, worst in alike_windows(found)
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
    limit_text = enumeration(
        [f"{count(left, noun)} more" for left, noun in zip(more, ("row", "state of the week"), strict=True) if left > 0]
    ).replace("state of the weeks", "states of the week")
    text = table("windows", "every port in use, by window", columns, rows[:_MOST_WINDOWS])
    return text + (paragraph(limit_text, "small") if limit_text else "")


def _left(page: SitePage, found: WeekChart) -> str:
    """The week of a group hour by hour: its limit, the load beside it, what is left; and the same as a table."""
    site = page.loaded.site
    groups = enumeration(list(found.groups))
    key = f"week-{list(site.groups).index(found.groups[0])}"
    body = f"<h3>{html_text(f'What is left for {groups} beside {enumeration(list(found.loads))}')}</h3>\n"
    mine = next((each for each in _lefts(page) if each.group == found.groups[0]), None)
    if mine is not None:
        where = ", on the fullest conductor" if found.unit == "A" else ""
        body += paragraph(f"In every quarter of an hour that was looked at{where}: {total_words(mine, found.unit)}.")
        if not set(page.report.unfit.loads).isdisjoint(mine.loads):
            body += paragraph(f"beyond these days it is {page.report.unfit.words}", "small")
    body += _week_chart(key, groups, found)
    if mine is None:
        return body
    minimum = [] if mine.total.served is None else [amps(mine.minimum_a, 2)]
    names = (f"least {found.unit}", f"median {found.unit}", *minimum)
    heads = [f"{days} {name}" for days in ("Mon-Fri", "Sat-Sun") for name in names]
    columns = [label("hours", "hours"), *(figures(f"c{place}", head) for place, head in enumerate(heads))]
    rows = [(hours, *values) for hours, values in like_hours(mine)]
    return body + folded("These hours as a table", table(f"left_{key}", "left by the hour", columns, rows))


def _lefts(page: SitePage) -> tuple[GroupLeftOver, ...]:
    return () if page.report.left_over is None else page.report.left_over.groups


def _week_chart(key: str, groups: str, found: WeekChart) -> str:
    """The chart of 168 hours, in a region that scrolls where there is no room for it."""
    hours = found.hours
    loads = [0.0 if hour.load is None else hour.load for hour in hours]
    lines = [
        ("limit", "limit of the group", [hour.limit for hour in hours]),
        ("building", "load of the building, at its highest", loads),
        ("balanced", "left for vehicles, at least", [hour.left_least for hour in hours]),
    ]
    chart = Chart(
        len(hours), max(max(values) for _, _, values in lines), width=1040, right=1028, height=270, bottom=226
    )
    days = [(24.0 * place + 12, day) for place, day in enumerate(DAYS)]
    parts = [chart.grid(found.unit, "", days)]
    parts += [line((chart.x(24 * place), chart.top), (chart.x(24 * place), chart.bottom), "grid") for place in range(8)]
    parts += [chart.steps(values, kind) for kind, _, values in lines]
    least, most = (choose(hour.left_least for hour in hours) for choose in (min, max))
    limit_text = f"What is left for {groups}: {trimmed(least, 1)} to {trimmed(most, 1)} {found.unit} at least."
    title = f"The week of {groups}, hour by hour"
    legend = "".join(
        '<li><svg class="key" viewBox="0 0 28 8" aria-hidden="true" focusable="false">'
        f'<line class="{kind}" x1="0" y1="4" x2="28" y2="4"/></svg> {name}</li>\n'
        for kind, name, _ in lines
    )
    return (
        f'<div class="wide" role="group" aria-label="{html_text(title)}" tabindex="0">\n<figure class="chart">\n'
        f'{chart.svg(key, title, limit_text, parts)}</figure>\n</div>\n<ul class="legend">\n{legend}</ul>\n'
    )
