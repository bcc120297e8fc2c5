"""Which readings of a Green Button file belong together: by the links of its entries, or by nearness in the file."""

from __future__ import annotations

from array import array
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from evsite.metering.errors import DataError
from evsite.metering.espi_entries import NO_START, Links

if TYPE_CHECKING:
    from evsite.metering.espi_codes import Quality
    from evsite.metering.espi_entries import Block, Described, Feed

_MAX_CLIMB = 12
NO_TYPE: dict[str, str] = {}


@dataclass(slots=True, eq=False)
class Meter:
    """A MeterReading, or blocks that name one that is not in the file, and the usage point that it hangs below."""

    title: str
    address: str
    point: int
    """Place among the usage points of the file, -1 for none."""


@dataclass(slots=True, eq=False)
class Channel:
    """Readings of one meter reading, of one type."""

    meter: Meter
    fields: dict[str, str]
    type_title: str
    starts: array[int] = field(default_factory=lambda: array("q"))
    seconds: array[int] = field(default_factory=lambda: array("q"))
    values: array[float] = field(default_factory=lambda: array("d"))
    parts: array[int] = field(default_factory=lambda: array("H"))
    qualities: Counter[Quality] = field(default_factory=Counter)

    @property
    def title(self) -> str:
        """What it is called: the title of the meter reading, or that of its type."""
        return self.meter.title or self.type_title or "meter"


def channels(feed: Feed) -> list[Channel]:
    """Every meter reading of a feed with its readings, in the order of the file. The arrays of the feed are used up."""
    links = _Links(feed)
    found: dict[tuple[int, int], Channel] = {}
    owners = []
    for block in feed.blocks:
        meter, kind = links.of(block)
        key = (id(meter), id(kind))
        if key not in found:
            title = "" if kind is None else kind.entry.title
            found[key] = Channel(meter, NO_TYPE if kind is None else kind.fields, title)
        channel = found[key]
        owners.append(channel)
        if block.inferred:
            _infer(feed, block, channel.fields)
        channel.qualities.update(block.qualities)
    if len(found) == 1:
        only = owners[0]
        only.starts, only.seconds, only.values, only.parts = feed.starts, feed.seconds, feed.values, feed.parts
        return [only]
    for block, channel in zip(feed.blocks, owners, strict=True):
        rows = slice(block.first, block.end)
        channel.starts.extend(feed.starts[rows])
        channel.seconds.extend(feed.seconds[rows])
        channel.values.extend(feed.values[rows])
        channel.parts.extend(feed.parts[rows])
    for whole in (feed.starts, feed.seconds, feed.values, feed.parts):
        del whole[:]
    return list(found.values())


class _Links:
    """Finds the meter reading and the type of a block. Each set of links is looked at once."""

    def __init__(self, feed: Feed) -> None:
        self._feed = feed
        points = _index(feed.points)
        self._meters = [
            Meter(each.entry.title, _first(each), _point_of(each, points, len(feed.points))) for each in feed.meters
        ]
        self._own = {link: place for place, each in enumerate(feed.meters) for link in each.entry.own}
        self._related = {link: place for place, each in enumerate(feed.meters) for link in each.entry.related}
        self._types = _index(feed.types)
        self._type_of_meter = {
            place: self._types[link]
            for place, each in enumerate(feed.meters)
            for link in each.entry.related
            if link in self._types
        }
        claimed = set(self._type_of_meter.values())
        self._free = {index for index in range(len(feed.types)) if index not in claimed}
        free = [feed.types[index] for index in sorted(self._free)]
        self._only = free[0] if free and all(each.fields == free[0].fields for each in free) else None
        self._by_links: dict[Links, int | None] = {}
        self._absent: dict[str, Meter] = {}
        self._unnamed: dict[int, Meter] = {}
        self._find_ambiguous()

    def _find_ambiguous(self) -> None:
        """Look for blocks without links that could be of several meter readings or types that stand before them."""
        blocks = self._feed.blocks
        places = [self._place(block.links) for block in blocks]
        absent = {_absent_address(links) for links, place in self._by_links.items() if place is None} - {""}
        self._stand_in = len(absent) == 1 and len(self._meters) == 1 and set(places) <= {None}
        """Whether the one meter reading of the file has another address than its blocks say."""
        lost = [
            block.near_meter
            for block, place in zip(blocks, places, strict=True)
            if place is None and not _absent_address(block.links)
        ]
        idle = set(range(len(self._meters))) - set(places) - set(lost)
        if lost and idle and len(self._meters) > 1:
            raise DataError(
                f"blocks of intervals do not say of which of {len(self._meters):,} meter readings they are: expected"
                " links, or each block behind its MeterReading"
            )
        self._near_types = self._free <= {block.near_type for block in blocks}

    def of(self, block: Block) -> tuple[Meter, Described | None]:
        """The meter reading and the type of a block."""
        place = self._place(block.links)
        named = _absent_address(block.links)
        if place is None and named and not self._stand_in:
            # it names a meter reading that the file leaves out: no other takes its place
            meter = self._absent.setdefault(named, Meter("", named, block.near_point))
        else:
            if place is None:
                place = block.near_meter if block.near_meter >= 0 else (0 if len(self._meters) == 1 else -1)
            if place >= 0:
                meter = self._meters[place]
            else:
                meter = self._unnamed.setdefault(block.near_point, Meter("", "", block.near_point))
        return meter, self._type(block, place)

    def _place(self, links: Links) -> int | None:
        if links not in self._by_links:
            self._by_links[links] = self._look(links)
        return self._by_links[links]

    def _look(self, links: Links) -> int | None:
        own, up, _ = links
        for link in (*up, *own):
            if link in self._related:
                return self._related[link]
            # .../MeterReading/01/IntervalBlock/0173 hangs below .../MeterReading/01
            above = link
            for _ in range(_MAX_CLIMB):
                if above in self._own:
                    return self._own[above]
                above = above.rpartition("/")[0]
                if not above:
                    break
        return None

    def _type(self, block: Block, place: int | None) -> Described | None:
        types = self._feed.types
        for link in block.links[2]:
            if link in self._types:
                return types[self._types[link]]
        if place is not None and place in self._type_of_meter:
            return types[self._type_of_meter[place]]
        if self._only is not None:
            return self._only
        return types[block.near_type] if self._near_types and block.near_type in self._free else None


def _index(entries: list[Described]) -> dict[str, int]:
    return {link: place for place, each in enumerate(entries) for link in each.entry.own}


def _first(described: Described) -> str:
    return described.entry.own[0] if described.entry.own else ""


def _point_of(meter: Described, points: dict[str, int], count: int) -> int:
    """The usage point above a meter reading."""
    for link in (*meter.entry.own, *meter.entry.up):
        above = link
        for _ in range(_MAX_CLIMB):
            if above in points:
                return points[above]
            above = above.rpartition("/")[0]
            if not above:
                break
    return meter.near_point if meter.near_point >= 0 else (0 if count == 1 else -1)


def _absent_address(links: Links) -> str:
    """The address of the meter reading that the links of a block name."""
    own, up, _ = links
    for link in (*up, *own):
        head, found, tail = link.rpartition("MeterReading/")
        if found and tail:
            return head + found + tail.partition("/")[0]
    return ""


def _infer(feed: Feed, block: Block, fields: dict[str, str]) -> None:
    """Give readings without start or duration those that their type and their block say."""
    text = fields.get("intervalLength", "")
    usual = int(text) if text.isdecimal() and len(text) < 9 else 0
    count = block.end - block.first
    alone = count == 1 or feed.starts[block.first] == NO_START
    if not usual and alone and block.duration_s > 0 and block.duration_s % count == 0:
        usual = block.duration_s // count
    clock = block.start_s
    for index in range(block.first, block.end):
        if not feed.seconds[index]:
            feed.seconds[index] = usual
        if feed.starts[index] == NO_START and clock != NO_START and feed.seconds[index]:
            feed.starts[index] = clock
        if feed.starts[index] != NO_START:
            clock = feed.starts[index] + feed.seconds[index]
