"""The chart of what services and transformers carry: existing load, chargers unmanaged and managed, and the rating."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from evsite.codebook.editions import section
from evsite.documents.boxes import Box
from evsite.documents.charts.bars import Bar, bar_axis, bar_room, draw_bars, heavy_line
from evsite.documents.charts.legend import legend
from evsite.documents.charts.scale import Scale, round_ticks, tick_text
from evsite.documents.drawing import Text
from evsite.documents.flat import all_names
from evsite.documents.load_calc.calculation import compared_words
from evsite.documents.model import Column, Number, Table, Verify
from evsite.documents.text_lines import NORMAL_PX, SMALL_PX
from evsite.fonts.metrics import shortened
from evsite.rounding import exceeds
from evsite.words import trimmed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from evsite.documents.charts.bars import BarRoom
    from evsite.documents.charts.marks import Filling
    from evsite.documents.drawing import Item
    from evsite.documents.model import Cell
    from evsite.studies.charts.service import ServiceBars

TITLE = "what services and transformers carry, and what they are rated for"
SUBTITLE = (
    "The comparison of the load calculation that leaves least, on the fullest line; chargers are continuous load, at "
    "125 % where it asks for that, and managed they count as far as their groups let them."
)
EXISTING = "existing load"
ON_A_PAGE = 3
"""So many supplies have room on a page."""
_WORDS_PX, _NUMBERS_PX = 210.0, 190.0
_HEAD_PX, _BELOW_PX, _PITCH_PX, _LEAST_PITCH_PX = 46.0, 46.0, 64.0, 20.0


@dataclass(frozen=True, slots=True)
class Supplies:
    """Supplies whose bars are alike, by name, and the bars."""

    names: tuple[str, ...]
    bars: ServiceBars

    @property
    def title(self) -> str:
        """What they are called."""
        plural = "s" if len(self.names) > 1 else ""
        return f"{self.bars.kind}{plural} {all_names(self.names)}"


def group_equal_supplies(bars: Sequence[ServiceBars]) -> list[Supplies]:
    """Supplies with the same figures together, in the order of the file."""
    found: dict[object, Supplies] = {}
    for each in bars:
        numbers = [
            None if value is None else round(value, 6)
            for value in (each.existing, each.unmanaged, each.managed, each.rating)
        ]
        check = each.check
        key = each.kind, check.kind, check.noun, each.leg, each.outcome, each.unmanaged_outcome, *numbers
        known = found.get(key)
        found[key] = (
            Supplies((each.supply,), each) if known is None else replace(known, names=(*known.names, each.supply))
        )
    return list(found.values())


def service_table(supplies: Sequence[Supplies], nec: int) -> Table:
    """The bars of every supply, those that are alike in a row."""
    columns = (
        Column("at", "at", wrap=True, label=True),
        Column("compared", "compared with", wrap=True),
        Column("line", "line"),
        *(Column(key, key, align="right") for key in ("existing", "unmanaged", "managed", "rating")),
        Column("unit", "unit"),
        Column("as_designed", "as designed"),
        Column("without_management", "unmanaged"),
        Column("basis", f"NEC {nec}", wrap=True),
    )
    return Table(
        "service", "what services and transformers carry", columns, tuple(_row(each, nec) for each in supplies)
    )


def _row(supplies: Supplies, nec: int) -> tuple[Cell, ...]:
    bars = supplies.bars
    unit = bars.check.unit
    existing: Cell = Verify(EXISTING, bars.supply, ("supplies", bars.supply, "metered"))
    if bars.existing is not None:
        existing = Number(bars.existing, unit, 1)
    sections = (*bars.check.sections, *(section(topic, nec) for topic in bars.check.topics))
    return (
        supplies.title,
        compared_words(bars.check),
        bars.leg,
        existing,
        Number(bars.unmanaged, unit, 1),
        "" if bars.managed is None else Number(bars.managed, unit, 1),
        Number(bars.rating, unit, 1),
        unit,
        bars.outcome,
        bars.unmanaged_outcome if bars.managed is not None else "",
        ", ".join(dict.fromkeys(filter(None, sections))),
    )


def draw_service(supplies: Sequence[Supplies], room: Box) -> Iterator[Item]:
    """The supplies of a page below each other, each with an axis of its own."""
    entries: list[tuple[Filling, str]] = [
        ("grey", EXISTING),
        ("hatched", "what comes on top: chargers, and other new load"),
        ("open", "rating"),
    ]
    group, top = legend(entries, room)
    yield group
    every = [_bars(each, f"{number}") for number, each in enumerate(supplies)]
    widths = bar_room([bar for bars in every for bar in bars], _WORDS_PX, _NUMBERS_PX)
    height = (room.bottom - top - 6) / max(len(supplies), 1)
    for number, (each, bars) in enumerate(zip(supplies, every, strict=True)):
        upper = top + 6 + number * height
        yield from _supply(each, bars, Box(room.left, upper, room.right, upper + height), widths)


def _supply(supplies: Supplies, bars: Sequence[Bar], room: Box, widths: BarRoom) -> Iterator[Item]:
    own = supplies.bars
    pitch = max(_LEAST_PITCH_PX, min(_PITCH_PX, (room.height - _HEAD_PX - _BELOW_PX) / len(bars)))
    line = "all lines" if own.leg == "all" else f"line {own.leg}"
    verdict = f"{compared_words(own.check)}, {line}. As designed: {own.outcome}"
    if own.managed is not None:
        verdict += f"; unmanaged: {own.unmanaged_outcome}"
    title = shortened(supplies.title, room.width, NORMAL_PX + 1, bold=True)
    yield Text((room.left, room.top + 14), title, NORMAL_PX + 1, bold=True)
    yield Text((room.left, room.top + 29), shortened(verdict, room.width, SMALL_PX + 1), SMALL_PX + 1)
    free = Box(room.left, room.top + _HEAD_PX, room.right, room.top + _HEAD_PX + pitch * len(bars))
    plot = widths.plot(Box(free.left, free.top - 4, free.right, free.bottom + 4))
    ticks = round_ticks(max(own.unmanaged, own.managed or 0.0, own.rating), 8)
    scale = Scale(0.0, ticks[-1], plot.left, plot.right)
    yield from bar_axis(plot, scale, ticks, f"load, {own.check.unit}")
    yield from draw_bars(bars, free, widths, scale, pitch)
    yield heavy_line(plot, scale, own.rating)


def _bars(supplies: Supplies, key: str) -> list[Bar]:
    own = supplies.bars
    unit = own.check.unit
    existing = own.existing or 0.0

    def load_text(value: float) -> str:
        text = f"{tick_text(round(value, 1))} {unit}"
        # without the existing load no share of the rating is known
        return f"at least {text}" if own.existing is None else f"{text}, {trimmed(100 * value / own.rating, 1)} %"

    def total(name: str, words: str, value: float) -> Bar:
        beyond = exceeds(value, own.rating)
        return Bar(f"{name}-{key}", words, ((existing, "grey"), (value, "hatched")), load_text(value), bold=beyond)

    before = f"{EXISTING}: not stated" if own.existing is None else EXISTING
    bars = [
        Bar(
            f"existing-{key}",
            before,
            ((existing, "grey"),),
            "to verify" if own.existing is None else load_text(existing),
        ),
        total("unmanaged", "with chargers" if own.managed is None else "with chargers, unmanaged", own.unmanaged),
    ]
    if own.managed is not None:
        bars.append(total("managed", "with chargers, managed", own.managed))
    rating = f"{tick_text(round(own.rating, 1))} {unit}"
    return [*bars, Bar(f"rating-{key}", f"rating: {own.check.noun}", ((own.rating, "open"),), rating)]
