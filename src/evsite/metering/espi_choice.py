"""Which readings of a Green Button file are the load, and which are left aside."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from evsite.metering.errors import DataError, Say
from evsite.metering.espi_codes import LEGS, SERVICES
from evsite.metering.espi_judge import judge, said_unit
from evsite.metering.espi_names import Names
from evsite.metering.series import Note

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evsite.metering.espi_channels import Channel
    from evsite.metering.espi_feed import Feed
    from evsite.metering.espi_judge import Verdict
    from evsite.metering.options import ReadingOptions
    from evsite.metering.series import NoteSeverity

_MEASURES = ("A", "kVA", "kW", "kVAh", "kWh")
"""What says most about load first."""
_DIRECTIONS = ("forward", "total", "net", "other")
_SAMPLE_S = 300
"""Values at an instant that are further apart say less than means."""


@dataclass(slots=True, eq=False)
class Candidate:
    """Readings that may be load, and what was found about them."""

    channel: Channel
    verdict: Verdict
    interval_s: int = 0
    covered_s: int = 0
    zero: bool = False

    @property
    def leg(self) -> str:
        """The conductor that they are of, "" for all."""
        return LEGS.get(self.channel.fields.get("phase", ""), "")

    @property
    def tariff(self) -> tuple[str, ...]:
        """The tariff period that they are of."""
        found = (self.channel.fields.get(name, "") for name in ("tou", "cpp", "consumptionTier"))
        return tuple("" if text == "0" else text for text in found)

    def describe(self) -> str:
        """The readings in words, to tell them from others."""
        length = f"{self.interval_s / 60:g} min" if self.interval_s else "unknown length"
        unit = self.verdict.unit_text if self.verdict.unit.measure else f"uom {self.channel.fields.get('uom') or '?'}"
        return f"'{self.channel.title[:40]}' ({unit}, {length}{', ' + self.verdict.why if self.verdict.why else ''})"


@dataclass(slots=True, eq=False)
class Stream:
    """One meter: its readings by conductor; several on one conductor are parts by tariff."""

    way: Say
    label: str
    legs: dict[str, list[Candidate]] = field(default_factory=dict)

    @property
    def measure(self) -> str:
        """What it measures."""
        return next(iter(self.legs.values()))[0].verdict.unit.measure

    @property
    def candidates(self) -> list[Candidate]:
        """All of its readings."""
        return [each for parts in self.legs.values() for each in parts]


@dataclass(slots=True)
class Choice:
    """The meters to read, what there is to know about the choice, and whether power flowed back."""

    streams: list[Stream]
    notes: list[Note]
    generation: bool


def choose(feed: Feed, channels: Sequence[Channel], options: ReadingOptions) -> Choice:
    """The meters of a file whose loads add up to the record.

    Raises:
        DataError: there is no load in the file, or it is not clear what is.
    """
    names = Names(feed, channels)
    notes: list[Note] = []
    said = None if options.unit is None else said_unit(options.unit)
    left, named = list(channels), set[int]()
    for key, wanted in (("meter", options.meter), ("column", options.column)):
        if wanted:
            left, direct = names.choose(left, wanted, key=key)
            named |= direct
    left = _electric(feed, left, notes)
    if not left:
        raise DataError("no electricity in the file: expected a usage point of service kind 0", about="data")
    every = [_candidate(channel, judge(channel.fields, said, named=id(channel) in named)) for channel in left]
    groups: dict[int, list[Candidate]] = {}
    for each in every:
        groups.setdefault(each.channel.meter.point, []).append(each)
    _refuse_unclear(groups, names)
    streams: list[Stream] = []
    unread: list[Candidate] = []
    for group in groups.values():
        load = [each for each in group if each.verdict.state == "load"]
        direct_here = [each for each in load if id(each.channel) in named]
        picked = direct_here or _best(load)
        unread += _without(group, picked)
        streams += _streams(picked, names, alone=len(groups) == 1)
    if not streams:
        raise DataError(f"no electric load in W, VA, A or Wh in the file; there is {describe(every)}")
    back = [each for each in unread if each.verdict.received and not each.zero]
    if back:
        notes.append(Note("generation", "warning", f"the file has power that flows back: {describe(back)}"))
    _tell_unread(_without(unread, back), streams, notes)
    _tell_kinds(streams, notes)
    net = any(each.verdict.direction == "net" for stream in streams for each in stream.candidates)
    return Choice(streams, notes, generation=bool(back) or net)


def describe(candidates: Sequence[Candidate]) -> str:
    """Some readings in words."""
    shown = ", ".join(each.describe() for each in candidates[:4])
    return shown + (f" and {len(candidates) - 4} more" if len(candidates) > 4 else "")


def _without(candidates: Sequence[Candidate], some: Sequence[Candidate]) -> list[Candidate]:
    gone = set(some)
    return [each for each in candidates if each not in gone]


def _electric(feed: Feed, channels: list[Channel], notes: list[Note]) -> list[Channel]:
    """Leave aside what is not of an electric service."""

    def kind(channel: Channel) -> str:
        place = channel.meter.point
        return "0" if place < 0 else feed.points[place].fields.get("kind", "") or "0"

    other = Counter(kind(channel) for channel in channels if kind(channel) != "0")
    if other:
        shown = ", ".join(SERVICES.get(code, f"service kind {code}") for code in list(other)[:5])
        notes.append(Note("other-service", "info", f"usage points of other services are left aside: {shown}"))
    return [channel for channel in channels if kind(channel) == "0"]


def _candidate(channel: Channel, verdict: Verdict) -> Candidate:
    import numpy as np

    from evsite.metering.espi_steps import most_common

    candidate = Candidate(channel, verdict)
    starts, seconds = np.asarray(channel.starts), np.asarray(channel.seconds)
    candidate.zero = not np.asarray(channel.values).any()
    known = seconds[seconds > 0]
    if len(known):
        candidate.interval_s = most_common(known)
    elif len(starts) > 1:
        steps = np.diff(np.unique(starts))
        candidate.interval_s = most_common(steps) if len(steps) else 0
    candidate.covered_s = int(known.sum()) + candidate.interval_s * (len(seconds) - len(known))
    return candidate


def _refuse_unclear(groups: dict[int, list[Candidate]], names: Names) -> None:
    """Refuse a usage point of which no reading is surely load, but some may be."""
    for group in groups.values():
        doubtful = [each for each in group if each.verdict.state in {"unclear", "register"}]
        if not doubtful or any(each.verdict.state == "load" for each in group):
            continue
        first = doubtful[0]
        clear = [each.channel for some in groups.values() for each in some if each.verdict.state == "load"]
        others: tuple[Say, ...] = names.ways(clear, key="meter")
        if first.verdict.state == "register":
            raise DataError(
                f"{describe(doubtful)}: the register of a meter, expected energy or power by interval", say=others
            )
        ways = first.verdict.ways or names.ways([each.channel for each in doubtful], key="column")
        raise DataError(f"{describe(doubtful)} may be load or not", about=ways[0].key, say=(*ways, *others))


def _best(load: list[Candidate]) -> list[Candidate]:
    """Of several kinds of readings of one usage point those of the one kind that says most about its load."""
    if not load:
        return []
    longest = max(each.covered_s for each in load)

    def rank(each: Candidate) -> tuple[object, ...]:
        verdict = each.verdict
        return (
            _DIRECTIONS.index(verdict.direction),
            verdict.maximum,
            verdict.sampled and each.interval_s > _SAMPLE_S,
            each.interval_s or 86_400,
            _MEASURES.index(verdict.unit.measure),
        )

    def poor(each: Candidate) -> tuple[bool, bool]:
        return each.zero, each.covered_s * 2 < longest

    best = min(load, key=lambda each: (poor(each), rank(each)))
    same = [each for each in load if rank(each) == rank(best)]
    whole = [each for each in same if not each.leg]
    legs = [each for each in same if each.leg]
    if whole and legs:
        # the total beside its parts, or the current of each conductor beside one number for all
        return legs if best.verdict.unit.measure == "A" and len({each.leg for each in legs}) > 1 else whole
    return same


def _streams(picked: list[Candidate], names: Names, *, alone: bool) -> list[Stream]:
    """The meters of a usage point: each has its conductors, and on each conductor its tariff periods once."""
    seen: Counter[tuple[str, tuple[str, ...]]] = Counter()
    streams: list[Stream] = []
    for each in picked:
        place = seen[each.leg, each.tariff]
        seen[each.leg, each.tariff] += 1
        if place == len(streams):
            streams.append(Stream(Say("meter", ""), ""))
        streams[place].legs.setdefault(each.leg, []).append(each)
    for stream in streams:
        first = stream.candidates[0].channel
        by_point = len(streams) == 1 and not alone
        name = names.point(first) if by_point else names.meter(first)
        stream.way = Say("meter" if by_point else "column", name.id)
        stream.label = name.id if name.title in {"", name.id} else f"{name.title} ({name.id})"
    return streams


def _tell_unread(unread: list[Candidate], streams: list[Stream], notes: list[Note]) -> None:
    doubtful = [each for each in unread if each.verdict.state in {"unclear", "register"}]
    plain = _without(unread, doubtful)
    read = describe([each for stream in streams for each in stream.candidates])
    if plain:
        notes.append(Note("columns", "info", f"{read} read, {describe(plain)} not"))
    if doubtful:
        notes.append(Note("columns", "warning", f"{read} read; not understood and left aside: {describe(doubtful)}"))


def _tell_kinds(streams: list[Stream], notes: list[Note]) -> None:
    """Say where what is read is no plain mean of energy delivered."""
    every = [(each, each.verdict) for stream in streams for each in stream.candidates]
    odd: tuple[tuple[list[Candidate], NoteSeverity, str], ...] = (
        (
            [each for each, verdict in every if verdict.direction == "total"],
            "warning",
            "delivered and received energy in one: the load is at most this",
        ),
        (
            [each for each, verdict in every if verdict.direction == "net"],
            "warning",
            "net energy: what flows back hides load",
        ),
        (
            [each for each, verdict in every if verdict.maximum],
            "warning",
            "the maximum in each interval, not the mean: the load is at most this",
        ),
        (
            [each for each, verdict in every if verdict.sampled],
            "info",
            "values at an instant, no means of an interval",
        ),
        (
            [each for each, verdict in every if verdict.why],
            "warning",
            "read as load because it is named",
        ),
    )
    notes.extend(Note("reading-type", severity, f"{describe(found)}: {text}") for found, severity, text in odd if found)
