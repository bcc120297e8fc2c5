"""Where and when sessions were plugged in under policies, which the bound of perfect foresight is for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from evsite.studies.simulation.results import PolicyRun


@dataclass(frozen=True, slots=True)
class Stay:
    """A session at its port: its position among the sessions, and from when to when it is plugged in [s]."""

    number: int
    port: str
    from_s: float
    to_s: float


def stays_of(run: PolicyRun) -> tuple[Stay, ...]:
    """Where and when the sessions of a simulation were plugged in: who had no port of its own has the one it got."""
    return tuple(
        Stay(each.number, each.port, each.plugged_s, each.end_s if each.freed_s is None else each.freed_s)
        for each in run.outcomes
        if each.port is not None and each.plugged_s is not None
    )


def stays_alike(runs: Sequence[PolicyRun]) -> tuple[Stay, ...] | None:
    """Where and when the sessions are plugged in under every policy; None where that is not the same."""
    first, *others = map(stays_of, runs)
    return None if any(other != first for other in others) else first


def stays_notes(runs: Sequence[PolicyRun]) -> Iterator[str]:
    """What has to be known of perfect foresight where policies decide who is plugged in when."""
    if stays_alike(runs) is None:
        yield (
            "perfect foresight is left out: which vehicle is at which port, and when, depends on the policy; "
            "with one --policy it is worked out for where vehicles are under that"
        )
    elif any(each.freed_s is not None for each in runs[0].outcomes):
        yield (
            "perfect foresight is for vehicles that are at the ports when they are there under this policy: "
            "under another one they move at other times, and it may deliver more"
        )
