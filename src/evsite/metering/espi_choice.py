"""Which readings of a Green Button file are the load, and which are left aside."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from evsite.metering.errors import DataError, OptionValue
from evsite.metering.espi_candidates import Candidate, Stream, best_of, candidate_of, describe, without
from evsite.metering.espi_codes import SERVICES
from evsite.metering.espi_judge import judge
from evsite.metering.espi_names import Names
from evsite.metering.espi_notes import note_kinds, note_unread
from evsite.metering.note import Note

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evsite.metering.espi_channels import Channel
    from evsite.metering.espi_codes import LoadUnit
    from evsite.metering.espi_entries import Feed
    from evsite.metering.options import ReadingOptions


@dataclass(slots=True)
class Choice:
    """The meters to read, what there is to know about the choice, and whether power flowed back."""

    streams: list[Stream]
    notes: list[Note]
    generation: bool


def choose(feed: Feed, channels: Sequence[Channel], options: ReadingOptions, stated: LoadUnit | None) -> Choice:
    """The meters of a file whose loads add up to the record.

    Parameters
    ----------
    feed
        What the file says.
    channels
        Its readings.
    options
        Which meters and meter readings a person names.
    said
        The unit that a person gives.

    Raises
    ------
    DataError
        There is no load in the file, or it is not clear what is.
    """
    names = Names(feed, channels)
    notes: list[Note] = []
    left, named = list(channels), set[int]()
    for key, wanted in (("meter", options.meter), ("column", options.column)):
        if wanted:
            left, direct = names.choose(left, wanted, key=key)
            named |= direct
    left = _electric(feed, left, notes)
    if not left:
        raise DataError("no electricity in the file: expected a usage point of service kind 0", about="data")
    every = [candidate_of(channel, judge(channel.fields, stated, named=id(channel) in named)) for channel in left]
    groups: dict[int, list[Candidate]] = {}
    for each in every:
        groups.setdefault(each.channel.meter.point, []).append(each)
    _refuse_unclear(groups, names)
    streams: list[Stream] = []
    unread: list[Candidate] = []
    for group in groups.values():
        load = [each for each in group if each.verdict.state == "load"]
        direct_here = [each for each in load if id(each.channel) in named]
        picked = direct_here or best_of(load)
        unread += without(group, picked)
        streams += _streams(picked, names, alone=len(groups) == 1)
    if not streams:
        raise DataError(f"no electric load in W, VA, A or Wh in the file; there is {describe(every)}")
    back = [each for each in unread if each.verdict.received and not each.zero]
    if back:
        notes.append(Note("generation", "warning", f"the file has power that flows back: {describe(back)}"))
    note_unread(without(unread, back), streams, notes)
    note_kinds(streams, notes)
    net = any(each.verdict.direction == "net" for stream in streams for each in stream.candidates)
    return Choice(streams, notes, generation=bool(back) or net)


def _electric(feed: Feed, channels: list[Channel], notes: list[Note]) -> list[Channel]:
    """Leave aside what is not of an electric service."""

    def kind(channel: Channel) -> str:
        place = channel.meter.point
        return "0" if place < 0 else feed.points[place].fields.get("kind", "") or "0"

    other = dict.fromkeys(SERVICES[kind(channel)] for channel in channels if kind(channel) in SERVICES)
    if other:
        notes.append(Note("aside", "info", f"left aside, as no electric service: {', '.join(other)}"))
    return [channel for channel in channels if kind(channel) not in SERVICES]


def _refuse_unclear(groups: dict[int, list[Candidate]], names: Names) -> None:
    """Refuse a usage point of which no reading is surely load, but some may be."""
    for group in groups.values():
        doubtful = [each for each in group if each.verdict.state in {"unclear", "register"}]
        if not doubtful or any(each.verdict.state == "load" for each in group):
            continue
        clear = [each.channel for some in groups.values() for each in some if each.verdict.state == "load"]
        others: tuple[OptionValue, ...] = names.ways(clear, key="meter")
        if all(each.verdict.state == "register" and each.rises() for each in doubtful):
            raise DataError(
                f"{describe(doubtful)}: the register of a meter, expected energy or power by interval", ways_out=others
            )
        # what is marked as a register and does not rise may be energy by interval all the same
        open_ones = [each for each in doubtful if not (each.verdict.state == "register" and each.rises())]
        first = open_ones[0]
        ways = first.verdict.ways or names.ways([each.channel for each in open_ones], key="column")
        raise DataError(f"{describe(doubtful)} may be load or not", about=ways[0].key, ways_out=(*ways, *others))


def _streams(picked: list[Candidate], names: Names, *, alone: bool) -> list[Stream]:
    """The meters of a usage point: each has its conductors, and on each conductor its tariff periods once."""
    seen: Counter[tuple[str, tuple[str, ...]]] = Counter()
    streams: list[Stream] = []
    for each in picked:
        place = seen[each.leg, each.tariff]
        seen[each.leg, each.tariff] += 1
        if place == len(streams):
            streams.append(Stream(OptionValue("meter", ""), ""))
        streams[place].legs.setdefault(each.leg, []).append(each)
    legs = {leg for stream in streams for leg in stream.legs}
    for stream in streams:
        if len(legs) == 1:
            stream.legs = {"": next(iter(stream.legs.values()))}
        first = stream.candidates[0].channel
        by_point = len(streams) == 1 and not alone
        name = names.point(first) if by_point else names.meter(first)
        stream.way = OptionValue("meter" if by_point else "column", name.id)
        stream.label = name.id if name.title in {"", name.id} else f"{name.title} ({name.id})"
    return streams
