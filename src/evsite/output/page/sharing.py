"""A picture of sharing: a slider for the number of vehicles, a switch for where they stand, bars for each class."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.allocation.premises import control_notes
from evsite.network.titles import limited_by_title
from evsite.output.documents.html_parts import html_text
from evsite.output.page.occupancy_chart import occupancy_chart
from evsite.output.page.parts import Section, bar, figures, folded, number, paragraph, table, words
from evsite.output.page.sharing_data import (
    PLACED,
    PLACEMENTS,
    class_words,
    common_words,
    full_kw,
    script_json,
    sharing_data,
)
from evsite.output.text.placed import PlacedWords
from evsite.words import count

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import Any

    from evsite.documents.model import Cell
    from evsite.documents.site_page import SitePage
    from evsite.studies.sharing_picture import SharingPicture

_SWITCH = {
    "worst": ("Worst", "the smallest minimum that any placement has"),
    "balanced": ("Balanced", "spread evenly over phases, circuits and stations"),
    "best": ("Best", "the largest minimum that is known"),
}
START = "balanced"
"""The placement that the page opens with, at half of the ports in use: the typical figure of the verdict."""


def sharing(page: SitePage) -> Section | None:
    """The picture; None for a site without ports."""
    site, picture = page.loaded.site, page.picture
    typical = picture.typical
    if typical is None:
        return None
    data = sharing_data(site, picture)
    at = picture.rows.index(typical)
    body = paragraph(
        "Choose how many vehicles are plugged in and where they stand: the bars show what a vehicle gets at each kind "
        "of port, while every vehicle takes all that it can get.",
        "more",
    )
    body += "".join(paragraph(note, "premise") for note in control_notes(site))
    if page.week is not None:
        body += paragraph(
            "At the fixed limits, outside of all windows of the week; the guarantee holds in the windows too, so it "
            "may be lower.",
            "premise",
        )
    body += _controls(picture, at) + _summary(data, at)
    body += f'<div class="pictures">\n{_bars(page, data, at)}{occupancy_chart(page, at)}</div>\n'
    body += _every_number(page)
    body += f'<script type="application/json" id="sharing-data">{script_json(data)}</script>\n'
    return Section("sharing", "How the ports share", body, printed=True, short="Sharing")


def _controls(picture: SharingPicture, at: int) -> str:
    """Native inputs; without a script they would do nothing, so the script shows them."""
    rows = picture.rows
    some = f"{count(len(rows), 'number')} of the {picture.ports:,} can be chosen, evenly spread."
    text = "" if picture.complete else paragraph(some, "small")
    radios = "".join(
        f'<label class="choice" title="{html_text(meaning)}"><input type="radio" name="placement" value="{name}"'
        f"{' checked' if name == START else ''}> {title}</label>\n"
        for name, (title, meaning) in _SWITCH.items()
    )
    return (
        '<form class="controls" id="sharing-controls" hidden>\n'
        '<div class="slider"><label for="vehicles">Vehicles plugged in: '
        f'<output for="vehicles" id="vehicles-shown">{rows[at].vehicles:,}</output> of {picture.ports:,}</label>\n'
        f'<input type="range" id="vehicles" min="0" max="{len(rows) - 1}" step="1" value="{at}" '
        f'aria-valuetext="{count(rows[at].vehicles, "vehicle")}">\n{text}</div>\n'
        f'<fieldset><legend>Where they stand</legend>\n<div class="choices">{radios}</div></fieldset>\n</form>\n'
        '<noscript><p class="small">Without scripts the figures below are those of half of the ports in use, and the '
        "table has all numbers of vehicles.</p></noscript>\n"
    )


def summary_words(data: dict[str, Any], at: int, placement: str) -> str:
    """The chosen number in a sentence; the script says the same."""
    row = data["rows"][at]
    got = row[placement]
    vehicles = f"{count(row['vehicles'], 'vehicle')} at {count(data['ports'], 'port')}, {PLACED[placement]}"
    wait = f", on average, in turns of up to {got['wait']} without power" if "wait" in got else ""
    return (
        f"{vehicles}: each gets at least {got['a']:.2f} A, {got['kw']:.2f} kW, {got['mi']:.1f} miles of range an hour"
        f"{wait}; {got['total_kw']:,.1f} kW in all. What limits it: {data['held_by'][got['held']]}."
    )


def _summary(data: dict[str, Any], at: int) -> str:
    text = html_text(summary_words(data, at, START))
    return (
        f'<p class="summary" id="sharing-summary">{text}</p>\n<p class="unseen" id="sharing-said" role="status"></p>\n'
    )


def _bars(page: SitePage, data: dict[str, Any], at: int) -> str:
    """A row for each class: its name, a bar, and the figures of the least and the most of its vehicles."""
    site, picture = page.loaded.site, page.picture
    full, found = full_kw(picture), data["rows"][at][START]["classes"]
    rows = []
    for place, ((name, ports), share, each) in enumerate(
        zip(class_words(site, picture.classes), found, picture.classes, strict=True)
    ):
        in_use, *got = share or [0]
        most = got[3:] or got
        drawn = bar(got[1] if got else 0.0, most[1] if got else 0.0, full, str(place))
        rows.append(
            f'<tr data-class="{place}"><th scope="row"><span class="class">{html_text(name)}</span> '
            f'<span class="ports">{html_text(ports)}</span>{drawn}</th>'
            f'<td class="number"><span data-shown="in-use">{in_use:,}</span> of {len(each.ports):,}</td>'
            f"{''.join(_figures(got, most))}</tr>\n"
        )
    return (
        '<div class="table bars" role="group" aria-label="what each kind of port gives" tabindex="0">\n<table>\n'
        f"<caption>{count(len(site.ports), 'port')} by kind{html_text(common_words(picture.classes))}</caption>\n"
        '<thead><tr><th scope="col">ports</th><th scope="col" class="number">in use</th>'
        '<th scope="col" class="number">A</th><th scope="col" class="number">kW</th>'
        '<th scope="col" class="number">mi/h</th></tr></thead>\n<tbody>\n' + "".join(rows) + "</tbody>\n</table>\n"
        f'<p class="small">A full bar is {full:.2f} kW. Dark: what every vehicle of the kind gets; light: the most '
        "that one gets. mi/h: miles of range gained in an hour.</p>\n</div>\n"
    )


def _figures(least: Sequence[float], most: Sequence[float]) -> Iterator[str]:
    """Cells of A, kW and mi/h; a dash where there is none."""
    for place, (key, digits) in enumerate((("a", 2), ("kw", 2), ("mi", 1))):
        text = range_words(least[place], most[place], digits) if least else "–"
        yield f'<td class="number" data-shown="{key}">{text}</td>'


def range_words(least: float, most: float, digits: int) -> str:
    """The least, or the least to the most where that is more. The script writes the same."""
    low, high = f"{least:.{digits}f}", f"{most:.{digits}f}"
    return low if low == high else f"{low} to {high}"


def _every_number(page: SitePage) -> str:
    """All numbers that can be chosen as a table, open until the script folds it."""
    site, picture = page.loaded.site, page.picture
    placed = PlacedWords(site)
    columns = [
        figures("vehicles", "vehicles"),
        *(
            figures(f"{name}_{key}", f"{name} {unit}")
            for name in PLACEMENTS
            for key, unit in (("a", "A"), ("kw", "kW"), ("mi", "mi/h"))
        ),
        words("limited", "worst: limited by"),
        words("placed", "worst: where"),
    ]
    rows: list[Sequence[Cell]] = [
        (
            f"{row.vehicles:,}",
            *(
                number(value, digits)
                for each in row.placements
                for value, digits in (
                    (each.result.current_a, 2),
                    (each.result.power_kw, 2),
                    (each.result.range_mi_per_h, 1),
                )
            ),
            limited_by_title(site, row.worst.result.limited_by),
            placed.text(row.worst.result.placement),
        )
        for row in picture.rows
    ]
    found = table("occupancy", "the least that any vehicle gets", columns, rows)
    more = (
        ""
        if picture.complete
        else paragraph(
            f"{len(rows)} of {picture.ports:,} numbers of vehicles, evenly spread; evsite table has the others.",
            "small",
        )
    )
    body = found + more
    return folded("Every number of vehicles as a table", body, ' id="every-number" open')
