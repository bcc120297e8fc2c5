"""How long circuits are: from the panel to the last stall that they serve."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evsite.studies.sizing.plan import Branch, Plan
    from evsite.studies.sizing.request import Distances

_MOST_FAMILIES = 240
"""Families of circuits in a file; beyond them circuits of nearly the same length are taken together."""


def with_lengths(plan: Plan, distances: Distances) -> Plan:
    """A design whose circuits have their lengths, as far as the distances are given.

    Stalls are numbered along the rows, those across from each other one after the other. Circuits of one family are as
    long as the longest of them.
    """
    if distances.first_stall_ft is None:
        return plan
    branches, stall = [], 0
    together = plan.unit.ports if plan.unit.form == "own" and not plan.unit.dc else 1
    each = max(1, math.ceil(plan.circuit_count / _MOST_FAMILIES))
    for branch in plan.branches:
        lengths = []
        for number, ports in enumerate(branch.circuits):
            stall += ports
            # circuits of one station end at the same place
            last = stall + together - 1 - number % together
            column = (last - 1) // max(1, distances.rows)
            lengths.append(distances.first_stall_ft + (distances.stall_pitch_ft or 0.0) * column)
        branches.append(replace(branch, chunks=_chunks(lengths, each)))
    return replace(plan, branches=tuple(branches))


def _chunks(lengths: Sequence[float], least: int) -> tuple[tuple[int, float], ...]:
    """Neighbours of one length together, and at least so many: how many, and the longest of them."""
    found: list[tuple[int, float]] = []
    for length in lengths:
        if found and (found[-1][1] == length or found[-1][0] < least):
            found[-1] = (found[-1][0] + 1, max(length, found[-1][1]))
        else:
            found.append((1, length))
    return tuple(found)


def family_names(branch: Branch) -> list[str]:
    """The names of the families of circuits of a branch: EV1- for one, EV1-A, EV1-B and so on for several."""
    if len(branch.chunks) < 2:
        return [f"{branch.name}-"]
    return [f"{branch.name}-{_letters(number)}" for number in range(len(branch.chunks))]


def circuit_names(branch: Branch) -> list[str]:
    """The names of the circuits of a branch, in order."""
    counts = [count for count, _ in branch.chunks] or [len(branch.circuits)]
    return [
        f"{family}{number}"
        for family, count in zip(family_names(branch), counts, strict=True)
        for number in range(1, count + 1)
    ]


def _letters(number: int) -> str:
    """A, B, ..., Z, AA, AB, ..."""
    text = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        text = chr(ord("A") + rest) + text
    return text
