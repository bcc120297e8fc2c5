"""The chart of what each vehicle gets by the number of them: amperes above, kilowatts below, in three placements."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Literal

from evsite.documents.boxes import Box
from evsite.documents.charts.axes import SideLabel, number_axis, side_labels, value_axis
from evsite.documents.charts.legend import legend
from evsite.documents.charts.marks import DASHED, FLOOR, MARKED, THICK, line
from evsite.documents.charts.scale import Scale, round_ticks
from evsite.documents.drawing import Group
from evsite.documents.model import Column, Number, Table
from evsite.studies.charts.vehicles import thinned
from evsite.words import trimmed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from evsite.documents.charts.marks import LineStyle
    from evsite.documents.drawing import Item
    from evsite.model.site import Site
    from evsite.studies.charts.vehicles import LeastDelivery, VehiclesChart, VehiclesPoint

TITLE = "what each vehicle gets, by the number of vehicles plugged in"
SUBTITLE = (
    "The least that any vehicle gets. Worst: the placement with the smallest minimum; balanced: spread evenly over "
    "phases, circuits and stations; best: the placement with the largest minimum."
)
BY_POWER = (
    "ports differ in kilowatts per ampere: the least is chosen by kilowatts, and amperes are those of that vehicle"
)
IN_TURNS = "where vehicles take turns figures are averages over the cycle"
Unit = Literal["A", "kW"]
_PLACEMENTS: tuple[tuple[str, LineStyle], ...] = (("best", THICK), ("balanced", DASHED), ("worst", MARKED))
"""In the order in which they are drawn: where they are alike, the later ones lie on the earlier ones."""
_FLOORS = {"starts": "least to charge", "advised": "advised least", "asked for": "asked for"}
_LEFT_PX, _RIGHT_PX = 62.0, 158.0
_BETWEEN_PX, _BELOW_PX, _ABOVE_PX = 48.0, 42.0, 30.0
_MOST_MARKED, _MARKED_OF_MANY, _MOST_POINTS = 40, 25, 800
_FEW_VEHICLES = 3
_TITLES: dict[Unit, str] = {"A": "current per vehicle, A", "kW": "power per vehicle, kW"}


def vehicles_table(chart: VehiclesChart) -> Table:
    """Every number of vehicles."""
    columns = (
        Column("vehicles", "vehicles", align="right", label=True),
        *(
            Column(f"{placement}_{key}", placement, unit, "right")
            for placement in ("worst", "balanced", "best")
            for key, unit in (("current_a", "A"), ("power_kw", "kW"))
        ),
    )
    rows = tuple(
        (
            Number(point.vehicles),
            *(
                Number(value, unit, 2)
                for delivery in (point.worst, point.balanced, point.best)
                for value, unit in ((delivery.current_a, "A"), (delivery.power_kw, "kW"))
            ),
        )
        for point in chart.points
    )
    return Table("vehicles", "the least that any vehicle gets", columns, rows)


def draw_vehicles(chart: VehiclesChart, room: Box) -> Iterator[Item]:
    """The chart in a room of a page."""
    entries = [(style, words) for (_, style), words in zip(reversed(_PLACEMENTS), _WORDS, strict=True)]
    group, top = legend([*entries, *([(FLOOR, "floor")] if chart.floors else [])], room)
    yield group
    free = Box(room.left + _LEFT_PX, top + _ABOVE_PX, room.right - _RIGHT_PX, room.bottom - _BELOW_PX)
    height = (free.height - _BETWEEN_PX) / 2
    upper = replace(free, bottom=free.top + height)
    lower = replace(free, top=free.bottom - height)
    yield Group("current", tuple(_panel(chart, upper, "A")), title="current per vehicle")
    yield Group("power", tuple(_panel(chart, lower, "kW")), title="power per vehicle")


_WORDS = ("worst placement", "balanced placement", "best placement")


def _panel(chart: VehiclesChart, plot: Box, unit: Unit) -> Iterator[Item]:
    floors = [floor for floor in chart.floors if floor.unit == unit]
    shown = [_value(delivery, unit) for point in chart.points for delivery in (point.worst, point.balanced, point.best)]
    ticks = round_ticks(1.02 * max([*shown, *(floor.value for floor in floors)], default=1.0), 6)
    values = Scale(0.0, ticks[-1], plot.bottom, plot.top)
    most = max(point.vehicles for point in chart.points)
    numbers = round_ticks(most, 12, whole=True)
    across = Scale(0.0, most * 1.02 if most > _FEW_VEHICLES else most + 1, plot.left, plot.right)
    yield from value_axis(plot, values, ticks, _TITLES[unit])
    title = "vehicles plugged in at once" if unit == "kW" else ""
    yield from number_axis(plot, across, [number for number in numbers if number <= most], title)
    labels = []
    for floor in floors:
        y = values.at(floor.value)
        yield from line(((plot.left, y), (plot.right, y)), FLOOR)
        labels.append(SideLabel(y, f"{trimmed(floor.value, 2)} {unit} {_FLOORS[floor.kind]}"))
    points_shown = thinned(chart.points, _MOST_POINTS)
    marked = points_shown if len(points_shown) <= _MOST_MARKED else thinned(points_shown, _MARKED_OF_MANY)
    for name, style in _PLACEMENTS:
        points = [(across.at(point.vehicles), values.at(_value(_of(point, name), unit))) for point in points_shown]
        places = [(across.at(point.vehicles), values.at(_value(_of(point, name), unit))) for point in marked]
        yield Group(f"{name}-{unit}", line(points, style, places), title=f"{name} placement")
    labels += _last(chart.points[-1], values, unit)
    yield from side_labels(plot, labels, _RIGHT_PX)


def _of(point: VehiclesPoint, placement: str) -> LeastDelivery:
    return {"worst": point.worst, "balanced": point.balanced, "best": point.best}[placement]


def _value(delivery: LeastDelivery, unit: Unit) -> float:
    return delivery.current_a if unit == "A" else delivery.power_kw


def _last(point: VehiclesPoint, values: Scale, unit: Unit) -> Iterator[SideLabel]:
    """What is left with all vehicles there, placements that are alike together."""
    names_by_words: dict[str, list[str]] = {}
    height: dict[str, float] = {}
    for name in ("best", "balanced", "worst"):
        value = _value(_of(point, name), unit)
        words = f"{value:.2f} {unit}"
        names_by_words.setdefault(words, []).append(name)
        height[words] = values.at(value)
    for words, names in names_by_words.items():
        placements = "" if len(names) == len(_WORDS) else f" {' and '.join(names)}"
        yield SideLabel(height[words], f"{words}{placements} with {point.vehicles:,}", bold=True)


def vehicles_notes(site: Site, points: Sequence[VehiclesPoint]) -> tuple[str, ...]:
    """What has to be said beside the chart."""
    by_power = len({round(port.output_kw_per_a, 9) for port in site.ports.values()}) > 1
    rotates = any(point.rotates for point in points)
    return (*((BY_POWER,) if by_power else ()), *((IN_TURNS,) if rotates else ()))
