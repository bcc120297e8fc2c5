"""Readings of a Green Button file that may be the load, and which of several say most about it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from evsite.metering.espi_codes import LEGS
from evsite.metering.espi_steps import distinct, most_common

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evsite.metering.errors import OptionValue
    from evsite.metering.espi_channels import Channel
    from evsite.metering.espi_judge import Verdict

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
    span: tuple[int, int] = (0, 0)
    """Start of the first and end of the last of them."""

    @property
    def leg(self) -> str:
        """The conductor that they are of, "" for all."""
        return LEGS.get(self.channel.fields.get("phase", ""), "")

    @property
    def tariff(self) -> tuple[str, ...]:
        """The tariff period that they are of."""
        found = (self.channel.fields.get(name, "") for name in ("tou", "cpp", "consumptionTier"))
        return tuple("" if text == "0" else text for text in found)

    def rises(self) -> bool:
        """Whether the values never fall, or never rise, in order of time: as those of a register."""
        order = np.argsort(np.asarray(self.channel.starts), kind="stable")
        steps = np.diff(np.asarray(self.channel.values)[order])
        return len(steps) > 0 and bool((steps >= 0).all() or (steps <= 0).all())

    def describe(self) -> str:
        """The readings in words, to distinguish them from others."""
        length = f"{self.interval_s / 60:g} min" if self.interval_s else "unknown length"
        unit = self.verdict.unit_text if self.verdict.unit.measure else f"uom {self.channel.fields.get('uom') or '?'}"
        return f"'{self.channel.title[:40]}' ({unit}, {length}{', ' + self.verdict.why if self.verdict.why else ''})"


@dataclass(slots=True, eq=False)
class Stream:
    """One meter: its readings by conductor; several on one conductor are parts by tariff."""

    way: OptionValue
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


def candidate_of(channel: Channel, verdict: Verdict) -> Candidate:
    """A channel with its usual interval, its extent in time, and whether all of it is zero."""
    candidate = Candidate(channel, verdict)
    starts, seconds = np.asarray(channel.starts), np.asarray(channel.seconds)
    candidate.zero = not np.asarray(channel.values).any()
    known = seconds[seconds > 0]
    if len(known):
        candidate.interval_s = most_common(known)
    elif len(starts) > 1:
        steps = np.diff(distinct(starts))
        candidate.interval_s = most_common(steps) if len(steps) else 0
    candidate.span = int(starts.min()), int((starts + np.maximum(seconds, candidate.interval_s)).max())
    candidate.covered_s = int(known.sum()) + candidate.interval_s * (len(seconds) - len(known))
    return candidate


def describe(candidates: Sequence[Candidate]) -> str:
    """Some readings in words."""
    shown = ", ".join(each.describe() for each in candidates[:4])
    return shown + (f" and {len(candidates) - 4} more" if len(candidates) > 4 else "")


def without(candidates: Sequence[Candidate], some: Sequence[Candidate]) -> list[Candidate]:
    """The candidates that are not among some of them."""
    gone = set(some)
    return [each for each in candidates if each not in gone]


def best_of(load: list[Candidate]) -> list[Candidate]:
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
        same = legs if best.verdict.unit.measure == "A" and len({each.leg for each in legs}) > 1 else whole
    return same + _belonging(same, load)


def _belonging(same: list[Candidate], load: list[Candidate]) -> list[Candidate]:
    """Readings with other intervals that the chosen ones are not whole without: other tariff periods, other times."""

    def what(each: Candidate) -> tuple[str, bool, str, bool]:
        return each.verdict.direction, each.verdict.maximum, each.verdict.unit.measure, bool(each.leg)

    tariffs = {each.tariff for each in same}
    first, last = min(each.span[0] for each in same), max(each.span[1] for each in same)
    found = []
    for each in sorted(without(load, same), key=lambda each: each.interval_s):
        if what(each) != what(same[0]) or each.zero:
            continue
        apart = each.span[0] >= last or each.span[1] <= first
        if apart or (any(each.tariff) and each.tariff not in tariffs):
            found.append(each)
        if apart:
            first, last = min(first, each.span[0]), max(last, each.span[1])
    return found
