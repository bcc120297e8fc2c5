"""From the meters of a Green Button file to one record: tariff periods joined, meters in sequence, meters added."""

from __future__ import annotations

import heapq
from array import array
from typing import TYPE_CHECKING

import numpy as np

from evsite.metering.errors import DataError
from evsite.metering.espi_codes import ENERGY
from evsite.metering.espi_steps import Steps, add, distinct, in_order, most_common, total_or_parts, union
from evsite.metering.note import Note
from evsite.metering.raw import Raw

if TYPE_CHECKING:
    from evsite.metering.espi_candidates import Candidate, Stream

_POWER = {"kWh": "kW", "kVAh": "kVA"}
_REPEATED_SHARE = 0.2
"""Readings of one meter are corrected now and then; more than this are of several meters, if no link says otherwise."""
Legs = dict[str, list[Steps]]


def tidy(each: Candidate, notes: list[Note]) -> None:
    """Put right what the starts and lengths of readings say against each other, and say so."""
    channel = each.channel
    starts, seconds = np.asarray(channel.starts), np.asarray(channel.seconds)
    if starts.min() < 0:
        raise DataError(
            "interval readings without a start, in a block that has none either: expected seconds since 1970"
        )
    instants = distinct(starts)
    if len(instants) < 3:
        return
    step, usual = most_common(np.diff(instants)), each.interval_s
    text = channel.fields.get("intervalLength", "")
    stated = int(text) if text.isdecimal() and len(text) < 9 else 0
    if usual > step or (usual < step == stated):
        wrong = seconds == usual
        channel.seconds = array("q", np.where(wrong, step, seconds))
        each.interval_s = step
        notes.append(
            Note(
                "interval",
                "warning",
                f"'{channel.title[:40]}' says that its intervals last {usual:,} s, they start every {step:,} s:"
                f" {step:,} s is taken",
            )
        )
        return
    if not (seconds > 1.5 * usual).any():
        return
    room = np.append(np.diff(instants), 2**40)[np.searchsorted(instants, starts)]
    spans = (seconds > 1.5 * usual) & (seconds > room)
    if spans.any():
        keep = ~spans
        channel.starts = array("q", starts[keep])
        channel.seconds = array("q", seconds[keep])
        channel.values = array("d", np.asarray(channel.values)[keep])
        channel.parts = array("H", np.asarray(channel.parts)[keep])
        number = f"{int(spans.sum()):,} readings of '{channel.title[:40]}'"
        notes.append(Note("overlap", "warning", f"{number} reach over others: left aside as their totals"))


def combine(streams: list[Stream], notes: list[Note]) -> Raw:
    """One record of the meters of a file.

    Raises
    ------
    DataError
        They do not measure the same, or have no time in common.
    """
    ways = tuple(dict.fromkeys(stream.way for stream in streams))
    power = {_POWER.get(stream.measure, stream.measure) for stream in streams}
    if len(power) > 1:
        what = ", ".join(f"'{stream.label[:40]}' in {stream.measure}" for stream in streams[:4])
        raise DataError(
            f"meters that do not measure the same cannot be added: {what}", about=ways[0].key, ways_out=ways
        )
    plain = _plain(streams)
    if plain is not None:
        return plain
    meters = [_legs(stream, notes) for stream in streams]
    if len({frozenset(legs) for legs in meters}) > 1:
        if power == {"A"}:
            raise DataError(
                "meters with and without a current of each conductor cannot be added", about=ways[0].key, ways_out=ways
            )
        meters = [_without_legs(legs) for legs in meters]
    chains = _chains(meters)
    added = add([chain for chain, _ in chains])
    if not len(added.starts):
        raise DataError(f"{_list(streams)} have no time in common", about=ways[0].key, ways_out=ways)
    _note_streams(streams, [members for _, members in chains], added.left_out_s, notes)
    raw = Raw(power.pop())
    raw.starts, raw.seconds = np.asarray(added.starts, dtype=np.int64), np.asarray(added.seconds, dtype=np.int64)
    raw.values = {leg: np.asarray(values, dtype=np.float64) for leg, values in added.values.items()}
    return raw


def _plain(streams: list[Stream]) -> Raw | None:
    """The readings as they stand, where nothing has to be joined or added; None where it has."""
    candidates = streams[0].candidates
    if len(streams) > 1 or len(candidates) > 1 or set(streams[0].legs) != {""}:
        return None
    channel, scale = candidates[0].channel, candidates[0].verdict.scale
    if len(distinct(np.asarray(channel.starts))) < len(channel.starts):
        return None
    raw = Raw(streams[0].measure)
    raw.starts, raw.seconds = np.asarray(channel.starts), np.asarray(channel.seconds)
    raw.values = {"": np.asarray(channel.values) * scale}
    return raw


def _legs(stream: Stream, notes: list[Note]) -> Legs:
    """One record for each conductor of a meter."""
    found: Legs = {}
    for leg, candidates in stream.legs.items():
        parts: dict[tuple[object, ...], list[Steps]] = {}
        for each in candidates:
            for part, steps in _by_part(each, notes).items():
                parts.setdefault((each.tariff, part), []).append(steps)
        records = {key: union(each) for key, each in parts.items()}
        if len(records) == 1:
            found[leg] = list(records.values())
            continue
        whole = records.pop((("", "", ""), 0), None)
        number = len(records)
        if whole is None:
            joined, is_total = union(list(records.values())), False
        else:
            joined, is_total = total_or_parts(whole, list(records.values()))
        found[leg] = [joined]
        text = (
            f"the total beside its {number} tariff periods is read"
            if is_total
            else f"{number + (whole is not None)} tariff periods are joined into one record"
        )
        notes.append(Note("tariff", "info", f"'{stream.label[:60]}': {text}"))
    return found


def _by_part(each: Candidate, notes: list[Note]) -> dict[int, Steps]:
    """The readings of a channel in order, by the tariff period that each names."""
    channel, verdict = each.channel, each.verdict
    starts, seconds, values = (np.asarray(one) for one in (channel.starts, channel.seconds, channel.values))
    parts = np.asarray(channel.parts)
    order = np.argsort(parts, kind="stable")
    bounds = np.flatnonzero(np.diff(parts[order])) + 1
    found: dict[int, Steps] = {}
    twice = different = 0
    for rows in np.split(order, bounds):
        lengths = np.where(seconds[rows] == 0, each.interval_s, seconds[rows]) if len(bounds) else seconds[rows]
        energy = verdict.unit.measure in ENERGY
        steps, again, other = in_order(starts[rows], lengths, values[rows] * verdict.scale, energy=energy)
        found[int(parts[rows[0]])] = steps
        twice, different = twice + again, different + other
    if different > 3 and different > _REPEATED_SHARE * len(starts) and not channel.meter.address:
        raise DataError(
            f"{different:,} of {len(starts):,} readings come again with other values: the file has several meters, and"
            " no links that distinguish them"
        )
    if twice:
        text = f"{twice:,} readings of '{channel.title[:40]}' come twice"
        if different:
            text += f", {different:,} with another value: the larger is kept"
        notes.append(Note("duplicate", "warning" if different else "info", text))
    return found


def _without_legs(legs: Legs) -> Legs:
    """The total of a meter that distinguishes its conductors."""
    if set(legs) == {""}:
        return legs
    added = add([{"": parts} for parts in legs.values()])
    return {"": [Steps(added.starts, added.starts + added.seconds, added.values[""])]}


def _chains(meters: list[Legs]) -> list[tuple[Legs, list[int]]]:
    """Meters that follow each other in time as one, with the places of its meters."""

    def span(legs: Legs) -> tuple[int, int]:
        spans = [steps.span for parts in legs.values() for steps in parts if len(steps.starts)]
        return min(start for start, _ in spans), max(end for _, end in spans)

    def step(legs: Legs) -> int:
        first = next(iter(legs.values()))[0]
        return int((first.ends - first.starts).max())

    chains: list[tuple[Legs, list[int]]] = []
    ends: list[tuple[int, int]] = []
    for place in sorted(range(len(meters)), key=lambda place: span(meters[place])):
        legs = meters[place]
        start, end = span(legs)
        # the interval in which a meter is exchanged may be in both records
        if ends and ends[0][0] <= start + min(step(legs), 3600) and end > ends[0][0]:
            _, chain = heapq.heappop(ends)
            for leg, parts in legs.items():
                chains[chain][0][leg] += parts
            chains[chain][1].append(place)
        else:
            chain = len(chains)
            chains.append(({leg: list(parts) for leg, parts in legs.items()}, [place]))
        heapq.heappush(ends, (end, chain))
    return chains


def _note_streams(streams: list[Stream], chains: list[list[int]], left_out_s: int, notes: list[Note]) -> None:
    if len(streams) > 1:
        for members in chains:
            if len(members) > 1:
                text = f"{_list([streams[place] for place in members])} follow each other in time: read as one record"
                notes.append(Note("sequence", "warning", text))
    if len(chains) > 1:
        text = f"the loads of {len(chains)} meters are added: {_list(streams)}. Name one of them to read it alone"
        if _copies(streams):
            text += "; some have the same values everywhere, so that one may be a copy"
        notes.append(Note("meters", "warning", text))
    if left_out_s:
        what = "meters" if len(chains) > 1 else "conductors"
        notes.append(
            Note(
                "left-out",
                "warning",
                f"{left_out_s / 3600:,.4g} h in which only some of the {what} have data are a gap",
            )
        )


def _copies(streams: list[Stream]) -> bool:
    """Whether two meters have the same values, which are not all one."""
    seen = set()
    for stream in streams:
        key = tuple((each.channel.starts.tobytes(), each.channel.values.tobytes()) for each in stream.candidates)
        if key in seen and any(len(set(each.channel.values[:1000])) > 1 for each in stream.candidates):
            return True
        seen.add(key)
    return False


def _list(streams: list[Stream]) -> str:
    shown = ", ".join(f"'{stream.label[:60]}'" for stream in streams[:6])
    return shown + (f" and {len(streams) - 6} more" if len(streams) > 6 else "")
