"""The chart of sharing: power of the least vehicle by number of vehicles, in three placements."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.output.page.chart import Chart, line, svg_text_at

if TYPE_CHECKING:
    from evsite.documents.site_page import SitePage

TITLE = "The least that any vehicle gets"
_LETTER_PX = 14
_LINES = (("best", "best places"), ("balanced", "spread evenly"), ("worst", "worst places"))


def occupancy_chart(page: SitePage, at: int) -> str:
    """The chart, with a mark at the chosen row that the script moves."""
    picture, needed_kw = page.picture, page.headline.needed_kw
    numbers = [row.vehicles for row in picture.rows]
    powers = {name: [getattr(row, name).result.power_kw for row in picture.rows] for name, _ in _LINES}
    highest = max([*powers["best"], needed_kw or 0.0])
    chart = Chart(most_x=max(numbers), most_y=highest, least_x=min(numbers))
    parts = [chart.grid("kW", "vehicles plugged in")]
    for name, _ in _LINES:
        points = list(zip(numbers, powers[name], strict=True))
        parts.append(chart.polyline(points, name))
        if len(points) == 1:
            parts.append(
                f'<circle class="dot {name}" cx="{chart.x(points[0][0])}" cy="{chart.y(points[0][1])}" r="3"/>'
            )
    if needed_kw is not None:
        y = chart.y(needed_kw)
        parts.append(line((chart.left, y), (chart.right, y), "needed"))
        # few vehicles get most, so lines are above it on the left
        height_px = chart.y_px(needed_kw)
        height_px += _LETTER_PX if height_px + _LETTER_PX < chart.bottom else -5
        parts.append(svg_text_at(chart.left + 4, height_px, f"needed {needed_kw:.2f} kW", "halo"))
    x, y = chart.x(numbers[at]), chart.y(powers["balanced"][at])
    parts.append(f'<line id="chart-line" class="mark" x1="{x}" x2="{x}" y1="{chart.top}" y2="{chart.bottom}"/>')
    parts.append(f'<circle id="chart-dot" class="mark" cx="{x}" cy="{y}" r="5"/>')
    same = [name for name in ("best", "worst") if powers[name] == powers["balanced"]]
    legend = "".join(
        f'<li><svg class="key" viewBox="0 0 28 8" aria-hidden="true" focusable="false">'
        f'<line class="{name}" x1="0" y1="4" x2="28" y2="4"/></svg> {title}'
        f"{' (the same as spread evenly)' if name in same else ''}</li>\n"
        for name, title in _LINES
    )
    description = (
        f"Power of the vehicle that gets least, for {numbers[0]:,} to {numbers[-1]:,} vehicles plugged in. With "
        f"{numbers[0]:,} it is {powers['best'][0]:.2f} kW, with {numbers[-1]:,} {powers['worst'][-1]:.2f} kW; between, "
        "it depends on where they stand. "
        "The table below has the figures."
    )
    drawn = chart.svg("occupancy-chart", TITLE, description, parts)
    caption = f'<figcaption><p>{TITLE}</p><ul class="legend">\n{legend}</ul></figcaption>\n'
    return f'<figure class="chart">\n{drawn}{caption}</figure>\n'
