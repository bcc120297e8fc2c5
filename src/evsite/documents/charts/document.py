"""The document of `evsite chart`: a sheet for each chart, with its numbers as a table and a drawing."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from evsite.allocation.api import allocate
from evsite.allocation.premises import control_notes
from evsite.documents.charts import limits, service, vehicles, week
from evsite.documents.charts.names import CHARTS
from evsite.documents.charts.page import ChartHead, chart_drawing
from evsite.documents.model import Document, made_sheet
from evsite.proofs.occupancy import occupancy_table
from evsite.studies.charts.limits import limit_bars
from evsite.studies.charts.service import service_bars
from evsite.studies.charts.site_charts import offline_bars, site_premise, site_weeks
from evsite.studies.charts.vehicles import vehicles_chart
from evsite.studies.load_calculation import load_calculation
from evsite.words import count

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator

    from evsite.documents.boxes import Box
    from evsite.documents.charts.names import ChartName
    from evsite.documents.drawing import Item
    from evsite.documents.model import Sheet, Table
    from evsite.model.site import Site

_MOST_WEEKS = 12
_EMPTY: dict[ChartName, str] = {
    "vehicles": "no port",
    "service": "no service or transformer with chargers on it whose rating is stated",
    "limits": "no limit with a port below it",
    "week": "nothing about the limits of groups depends on the time",
    "offline": "no port in a power-sharing group",
}


def charts_document(
    site: Site, now: Site, wanted: Collection[ChartName], *, at: str | None = None, errors: int = 0
) -> Document:
    """Charts of a site.

    Parameters
    ----------
    site
        The site.
    now
        The site at the moment that charts of one moment are of; the same as `site` for the fixed limits.
    wanted
        The charts.
    at
        What that moment is called; None for the fixed limits.
    errors
        How many errors a check of the site finds.
    """
    maker = _Maker(site, now, at, errors)
    sheets: list[Sheet] = []
    notes = []
    for name in CHARTS:
        if name in wanted:
            made = list(maker.sheets(name))
            sheets += made
            if not made:
                notes.append(f"no chart {name}: {_EMPTY[name]}")
    return Document("charts", site.name, site.nec, "chart", tuple(sheets), errors, tuple(notes))


class _Maker:
    """Makes the sheets of each chart."""

    def __init__(self, site: Site, now: Site, at: str | None, errors: int) -> None:
        self._site = site
        self._now = now
        self._at = at
        self._errors = errors
        premise = site_premise(site)
        self._premise = () if premise is None else (f"Premise: {premise}.",)

    def sheets(self, name: ChartName) -> Iterator[Sheet]:
        """The sheets of a chart; none where there is nothing to show."""
        makers: dict[ChartName, Callable[[], Iterator[Sheet]]] = {
            "vehicles": self._vehicles,
            "service": self._service,
            "limits": self._limits,
            "week": self._week,
            "offline": self._offline,
        }
        return makers[name]()

    def _sheet(
        self,
        number: ChartName | str,
        title: str,
        subtitle: str,
        source: str,
        table: Table,
        draw: Callable[[Box], Iterable[Item]],
        notes: Iterable[str] = (),
        at: str | None = None,
    ) -> Sheet:
        all_notes = (*notes, *self._premise)
        head = ChartHead(title, subtitle, (f"Source: {source}.", *map(_sentence, notes), *self._premise))
        drawing = chart_drawing(self._site, head, draw, errors=self._errors, at=at)
        return made_sheet(number, title, number, (table,), (*filter(None, (subtitle,)), *all_notes), drawing)

    def _vehicles(self) -> Iterator[Sheet]:
        chart = vehicles_chart(self._now, occupancy_table(self._now))
        if not chart.points:
            return
        yield self._sheet(
            "vehicles",
            vehicles.TITLE,
            vehicles.SUBTITLE,
            "evsite table",
            vehicles.vehicles_table(chart),
            partial(vehicles.draw_vehicles, chart),
            (*vehicles.vehicles_notes(self._now, chart.points), *control_notes(self._now)),
            self._at,
        )

    def _service(self) -> Iterator[Sheet]:
        found = service.group_equal_supplies(service_bars(load_calculation(self._site)))
        pages = [found[start : start + service.ON_A_PAGE] for start in range(0, len(found), service.ON_A_PAGE)]
        for number, page in enumerate(pages, start=1):
            yield self._sheet(
                "service" if len(pages) == 1 else f"service-{number}",
                service.TITLE,
                service.SUBTITLE,
                "evsite load-calc, totals and ratings",
                service.service_table(page, self._site.nec),
                partial(service.draw_service, page),
            )

    def _limits(self) -> Iterator[Sheet]:
        allocation = allocate(self._now)
        bars = limit_bars(allocation.limits)
        if bars:
            yield self._sheet(
                "limits",
                limits.LIMITS_TITLE,
                limits.IN_TURNS if allocation.slots else "",
                "evsite allocate with a vehicle at every port that takes all it can get",
                limits.limits_table(self._now, bars, "limits", limits.LIMITS_TITLE),
                partial(limits.draw_limits, self._now, bars),
                control_notes(self._now),
                self._at,
            )

    def _week(self) -> Iterator[Sheet]:
        found = site_weeks(self._site)
        shown = found[:_MOST_WEEKS]
        left = sum(len(chart.groups) for chart in found[_MOST_WEEKS:])
        for number, chart in enumerate(shown, start=1):
            notes = [f"{count(left, 'group')} more have other weeks; evsite report --all has them"] if left else []
            yield self._sheet(
                "week" if len(shown) == 1 else f"week-{number}",
                week.week_title(chart),
                week.week_subtitle(chart),
                "evsite report",
                week.week_table(chart),
                partial(week.draw_week, chart),
                notes,
            )

    def _offline(self) -> Iterator[Sheet]:
        bars = offline_bars(self._site)
        if bars:
            yield self._sheet(
                "offline",
                limits.OFFLINE_TITLE,
                "The most that offline stations, all or any of them, put on a limit, beside the lowest that the limit "
                "has in the week.",
                "evsite report, fallbacks",
                limits.limits_table(self._site, bars, "offline", limits.OFFLINE_TITLE),
                partial(limits.draw_limits, self._site, bars),
            )


def _sentence(note: str) -> str:
    return f"{note[:1].upper()}{note[1:]}."
