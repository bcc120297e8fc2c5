"""Which ports are served together, how much each gets, and for what part of the time: the averages of a rotation.

Ports that are alike form a class. A slot serves some ports of each class, each with at least its minimum and all within
every limit, and gives what is left to those that it serves. A mix of slots has averages, which are made max-min: the
least of them as high as any mix allows, then the next, whatever weights the policy has. Ports of a class take turns, so
that each averages the same (`turn_order`).

That is a linear programme over the slots (Dantzig and Wolfe, Decomposition principle for linear programs, Operations
Research 8, 1960): the prices of the averages in the best mix so far say what a better slot would be worth, and the
best slot at these prices is a small programme with whole numbers of served ports. What that programme cannot exceed
bounds the least average of every mix, those that no port has thought of among them; so the answer comes with a proof.
Limits of phasors are circles: the programme has tangents in their place, which can only make it larger, and more of
them are added where its answer lies outside.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from evsite.allocation.programmes import Solution, maximise
from evsite.allocation.rotation_set import Mix, SlotKind
from evsite.allocation.slot_filling import SlotFilling
from evsite.rounding import TOLERANCE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from evsite.allocation.rotation_set import ClassPromise, RotationSet

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]
    Complexes = NDArray[np.complex128]

CLOSE = 5e-4
"""Averages that are this close to what nothing can exceed are as good as that."""
SLACK = 2e-5
"""So much of an average is given up so that others get more, for slots that serve more, or for fewer of them."""
_MARGINS = (5e-5, 0.0, -1e-6)
"""So much more than a promise is asked for where it can be had, so that rounding never breaks it; and then less."""
_SMALL_PART, _ROUGH = 1e-3, 1e-4
_MOST_COUNTS = 150_000
"""Up to so many counts of served ports by class all are looked at."""
_MOST_SLOTS = 4_000
"""Of more slots than this that can serve no more ports, those that serve most are the first to be mixed."""
_FEW_CLASSES = 12
"""Up to so many classes the best slot is looked for by a programme with whole numbers, beyond it greedily first."""
_ROUNDS = 200
_LATER_ROUNDS = 20
"""Slots that are looked for to raise the least average, and each one after it."""
_LATER_WORK = 2_000
"""For each later average no more slots than this over the number of classes: with more of them each takes longer."""
_MOST_BY_TURNS = 256
"""Slots at most that are found by turns, before prices are."""
_TANGENT_STEP = math.radians(7.5)
_NEAR = 0.995
"""Where classes are many, this part of the bound is near enough to stop."""


def fair_mix(rotation_set: RotationSet, promise: ClassPromise | None = None) -> Mix:
    """The mix of slots whose averages are max-min, among those that keep the promise if there is one.

    Every port of the set can be served by itself. Where no mix of the slots that are found keeps the promise, there
    is none.
    """
    return _Search(rotation_set, promise).mix()


class _Search:
    def __init__(self, rotation_set: RotationSet, promise: ClassPromise | None) -> None:
        self._crowd = rotation_set
        self._promise = promise
        self._promised = np.zeros(len(rotation_set.count))
        self._promised_classes = np.zeros(0, dtype=np.int64)
        self._margin = 0.0
        self._classes = len(rotation_set.count)
        self._slots = SlotFilling(rotation_set)
        self._known: set[bytes] = set()
        self._served: list[Ints] = []
        self._amps: list[Floats] = []
        self._value: list[Floats] = []
        self._tangents: list[list[float]] = [_tangents(row) for row in rotation_set.coefficient]
        self._fluid = self._slots.fluid()
        self.bound = float(np.min(self._fluid / rotation_set.rate))

    def mix(self) -> Mix:
        """Raise the least average, then the least of the others, and so on."""
        for served, amps in self._first():
            self._add(served, amps)
        fixed = np.full(self._classes, np.nan)
        if self._promise is not None:
            self._begin_with(self._promise, fixed)
        first = True
        while True:
            solution = self._raise(fixed, first=first)
            first = False
            level = float(solution.value[0])
            free = np.isnan(fixed)
            stuck = free & (solution.price[: self._classes] > 1e-7)
            if not stuck.any():
                stuck = free
            fixed[stuck] = level
            if not np.isnan(fixed).any():
                break
        return self._mix_of(self._tidy(fixed, solution.value[1:]))

    def _begin_with(self, promise: ClassPromise, free: Floats) -> None:
        """Add the slots that keep a promise, and ask for it: for a little more if that can be, as times are rounded."""
        for served, current_a in zip(promise.served, promise.current_a, strict=True):
            if self._fits(served, current_a):
                self._add(served, current_a)
        for margin in _MARGINS:
            self._margin = margin
            self._promised = promise.least * (1 + margin)
            self._promised_classes = np.flatnonzero(self._promised)
            if self._solved(free) is not None:
                return
        self._promised = np.zeros(self._classes)
        self._promised_classes = self._promised_classes[:0]

    def _tidy(self, fixed: Floats, mixed: Floats) -> Floats:
        """Of the mixes with these averages the one that serves most at a time, without slots that hardly count."""
        values = np.array(self._value).T
        least = np.append(np.maximum(fixed * (1 - 2 * SLACK), self._promised), 1.0)
        most = np.append(np.full(self._classes, np.inf), 1.0)
        matrix = np.vstack((values, np.ones(values.shape[1])))
        gain = np.array(self._served) @ np.ones(self._classes)
        part: Floats | None = None
        alone = np.flatnonzero((values >= (least[:-1] - 1e-12)[:, None]).all(axis=0))
        if len(alone):
            part = np.zeros(len(gain))
            part[max(alone.tolist(), key=lambda index: (gain[index], -_steps(self._crowd, self._served[index])))] = 1.0
            return part
        for slack in (TOLERANCE, 2 * SLACK, _ROUGH):
            if part is not None and not ((part > 0) & (part < _SMALL_PART)).any():
                break
            room = np.full(len(gain), np.inf) if part is None else np.where(part >= _SMALL_PART, np.inf, 0.0)
            least = np.append(np.maximum(fixed * (1 - slack), self._promised), 1.0)
            solution = maximise(gain, matrix, (least, most), (np.zeros(len(gain)), room))
            if solution is not None:
                part = solution.value
        return mixed if part is None else part

    def _mix_of(self, part: Floats) -> Mix:
        part = np.where(part < 1e-10, 0.0, part)
        part /= part.sum()
        kinds = [SlotKind(float(part[index]), self._served[index], self._amps[index]) for index in np.flatnonzero(part)]
        average = sum(kind.part * kind.served * kind.current_a for kind in kinds) / self._crowd.count
        least = float(np.min(average / self._crowd.rate))
        return Mix(tuple(kinds), np.asarray(average), least, max(self.bound, least))

    # --- slots to begin with ---

    def _first(self) -> Iterator[tuple[Ints, Floats]]:
        if math.prod((self._crowd.count + 1).tolist()) <= _MOST_COUNTS:
            counts = self._slots.fullest()
            if not len(counts):
                # what others put on the limits is too much by itself
                counts = np.zeros((1, self._classes), dtype=np.int64)
            if len(counts) > _MOST_SLOTS:
                counts = counts[np.argsort(-counts.sum(axis=1), kind="stable")[:_MOST_SLOTS]]
            yield from zip(counts, self._slots.fill(counts), strict=True)
        else:
            yield from self._by_turns()
            # every port has a turn in some slot
            for index in range(self._classes):
                if not any(other[index] for other in self._served):
                    price = np.zeros(self._classes)
                    price[index] = 1.0
                    served = self._greedy(price)
                    yield served, self._slots.fill(served[None, :])[0]

    def _by_turns(self) -> Iterator[tuple[Ints, Floats]]:
        """Slots in which those come first that have had least so far, until their mean is near to the best there is.

        Of few classes the first one alone: programmes find better ones.
        """
        rotation_set = self._crowd
        had = np.zeros(self._classes)
        for slots in range(1, (_MOST_BY_TURNS if self._classes > _FEW_CLASSES else 1) + 1):
            served = self._greedy(
                slots * self._fluid / rotation_set.rate - had if slots > 1 else np.ones(self._classes)
            )
            current_a = self._slots.fill(served[None, :])[0]
            yield served, current_a
            had += served * current_a / (rotation_set.count * rotation_set.rate)
            if self._near(float(had.min()) / slots):
                return

    def _add(self, served: Ints, current_a: Floats) -> bool:
        key = served.tobytes() + np.round(current_a, 9).tobytes()
        if key in self._known:
            return False
        self._known.add(key)
        self._served.append(served)
        self._amps.append(current_a)
        self._value.append(served * current_a / (self._crowd.count * self._crowd.rate))
        return True

    # --- the mix, and what would better it ---

    def _raise(self, fixed: Floats, *, first: bool) -> Solution:
        """The best mix for the classes that are not fixed, with new slots as long as they better it."""
        for _ in range(_ROUNDS if first else min(_LATER_ROUNDS, max(1, _LATER_WORK // self._classes))):
            solution = self._best(fixed)
            level = float(solution.value[0])
            if first and self._near(level):
                return solution
            if not self._better(solution.price, level, fixed, first=first):
                return solution
        return self._best(fixed)

    def _near(self, level: float) -> bool:
        near = 1 - CLOSE if self._classes <= _FEW_CLASSES else _NEAR
        return level >= self.bound * near

    def _best(self, fixed: Floats) -> Solution:
        solution = self._solved(fixed)
        if solution is None:
            # the solver gave up on rounding: any mix is one, and the bound shows how good it is
            values = np.array(self._value).T
            part = np.full(values.shape[1], 1 / values.shape[1])
            level = float((values @ part)[np.isnan(fixed)].min())
            solution = Solution(
                np.append(level, part), np.zeros(self._classes + len(self._promised_classes) + 1), level
            )
        return solution

    def _solved(self, fixed: Floats) -> Solution | None:
        """The best mix of the slots so far; rows: the levels, what is promised, and that the parts make one whole."""
        values = np.array(self._value).T
        matrix = np.zeros((self._classes + len(self._promised_classes) + 1, values.shape[1] + 1))
        matrix[: self._classes, 1:] = values
        matrix[: self._classes, 0] = np.where(np.isnan(fixed), -1.0, 0.0)
        matrix[self._classes : -1, 1:] = values[self._promised_classes]
        matrix[-1, 1:] = 1.0
        levels = np.where(np.isnan(fixed), 0.0, fixed * (1 - SLACK))
        least = np.concatenate((levels, self._promised[self._promised_classes], [1.0]))
        most = np.append(np.full(len(least) - 1, np.inf), 1.0)
        gain = np.zeros(matrix.shape[1])
        gain[0] = 1.0
        return maximise(gain, matrix, (least, most), (np.zeros(len(gain)), np.full(len(gain), np.inf)))

    def _better(self, prices: Floats, level: float, fixed: Floats, *, first: bool) -> bool:
        """Add slots that are worth more at these prices than the mix; whether there were any."""
        known = ~np.isnan(fixed)
        price = prices[: self._classes].copy()
        price[self._promised_classes] += prices[self._classes : -1]
        promised = float(prices[self._classes : -1] @ self._promised[self._promised_classes])
        mixed = level + float(prices[: self._classes][known] @ fixed[known]) * (1 - SLACK) + promised
        worth = price / (self._crowd.count * self._crowd.rate)
        added = False
        if self._classes > _FEW_CLASSES:
            served = self._greedy(worth)
            added = self._offer(served, worth, mixed + level * TOLERANCE)
            if added or not first:
                return added
        for _ in range(8):
            found = self._programme(worth)
            if found is None:
                return added
            served, total_a, most = found
            if first:
                # of all mixes that keep the promise, without the margin
                self.bound = min(self.bound, most - promised / (1 + self._margin))
            if most <= mixed + level * CLOSE / 2:
                return added
            outside = self._cut(served, total_a)
            if self._fits(served, self._crowd.minimum_a):
                served = self._more(served, total_a)
                current_a = np.where(served > 0, total_a / np.maximum(served, 1), 0.0)
                added |= self._offer(served, worth, mixed + level * TOLERANCE, current_a)
            if added or not outside:
                return added
        return added

    def _offer(self, served: Ints, worth: Floats, mixed: float, wanted_a: Floats | None = None) -> bool:
        """Add the slots that serve these ports and are worth more than the mix."""
        added = False
        for current_a in self._slots.ways(served, wanted_a):
            if float(worth @ (served * current_a)) > mixed:
                added |= self._add(served, current_a)
        return added

    def _fits(self, served: Ints, current_a: Floats) -> bool:
        rotation_set = self._crowd
        load = np.abs(rotation_set.fixed + rotation_set.coefficient @ (served * current_a))
        return bool((load <= rotation_set.limit * (1 + TOLERANCE)).all())

    def _more(self, served: Ints, total_a: Floats) -> Ints:
        """As many ports as the same amperes serve: so no port waits that need not."""
        rotation_set = self._crowd
        with np.errstate(divide="ignore", invalid="ignore"):
            enough = np.where(rotation_set.minimum_a > 0, total_a / rotation_set.minimum_a, rotation_set.count)
        return np.maximum(served, np.minimum(np.floor(enough * (1 - TOLERANCE)), rotation_set.count).astype(np.int64))

    def _programme(self, worth: Floats) -> tuple[Ints, Floats, float] | None:
        """The slot that is worth most, with tangents for circles: served ports, amperes of each class, its worth."""
        rotation_set = self._crowd
        classes = self._classes
        rows, most = [], []
        for index, angles in enumerate(self._tangents):
            for angle in angles:
                turned = complex(math.cos(angle), -math.sin(angle))
                along = (rotation_set.coefficient[index] * turned).real
                rows.append(np.concatenate((np.zeros(classes), along)))
                most.append(rotation_set.limit[index] - (rotation_set.fixed[index] * turned).real)
        each = np.eye(classes)
        low = np.hstack((-np.diag(rotation_set.minimum_a), each))
        high = np.hstack((-np.diag(rotation_set.ceiling_a), each))
        matrix = np.vstack((*([np.array(rows)] if rows else []), low, high))
        lower = np.concatenate((np.full(len(rows), -np.inf), np.zeros(classes), np.full(classes, -np.inf)))
        upper = np.concatenate((most, np.full(classes, np.inf), np.zeros(classes)))
        solution = maximise(
            np.concatenate((np.zeros(classes), worth)),
            matrix,
            (lower, upper),
            (np.zeros(2 * classes), np.concatenate((rotation_set.count, rotation_set.count * rotation_set.ceiling_a))),
            np.arange(2 * classes) < classes,
        )
        if solution is None:
            return None
        served = np.round(solution.value[:classes]).astype(np.int64)
        return served, solution.value[classes:], solution.most

    def _cut(self, served: Ints, total_a: Floats) -> bool:
        """Add tangents where a slot lies outside of a circle; whether there was one."""
        rotation_set = self._crowd
        outside = False
        for drawn in (total_a, served * rotation_set.minimum_a):
            load = rotation_set.fixed + rotation_set.coefficient @ drawn
            for index in np.flatnonzero(np.abs(load) > rotation_set.limit * (1 + 1e-8)):
                self._tangents[index].append(float(np.angle(load[index])))
                outside = True
        return outside

    def _greedy(self, worth: Floats) -> Ints:
        """A slot that serves much that is worth something: the averages that fit without turns, rounded, then more."""
        rotation_set = self._crowd
        with np.errstate(divide="ignore", invalid="ignore"):
            turns = np.where(
                rotation_set.minimum_a > 0,
                rotation_set.count * self._fluid / rotation_set.minimum_a,
                rotation_set.count,
            )
        served = np.minimum(np.floor(turns * (1 + TOLERANCE)), rotation_set.count).astype(np.int64)
        load = rotation_set.fixed + rotation_set.coefficient @ (served * rotation_set.minimum_a)
        size = np.maximum(np.abs(rotation_set.coefficient) / rotation_set.limit[:, None], 0.0).sum(axis=0) + 1e-300
        order = np.lexsort((-(turns - served), -np.round(worth / size, 12)))
        for index in [*order, *order[::-1]]:
            step = rotation_set.coefficient[:, index] * rotation_set.minimum_a[index]
            while served[index] < rotation_set.count[index]:
                more = load + step
                if (np.abs(more) > rotation_set.limit * (1 + 1e-12)).any():
                    break
                load = more
                served[index] += 1
        return served


def _steps(rotation_set: RotationSet, served: Ints) -> int:
    """In how many steps, in all, the classes of a slot serve all of their ports."""
    return sum(n // math.gcd(n, k) for n, k in zip(rotation_set.count.tolist(), served.tolist(), strict=True))


def _tangents(coefficient: Complexes) -> list[float]:
    """Directions of tangents to begin with: those of the loads, and some between them."""
    angles = np.angle(coefficient[np.abs(coefficient) > 0])
    if not len(angles):
        return []
    middle = float(np.angle(np.exp(1j * angles).sum()))
    off = np.angle(np.exp(1j * (angles - middle)))
    low, high = float(off.min()), float(off.max())
    steps = max(1, math.ceil((high - low) / _TANGENT_STEP - TOLERANCE))
    return [middle + low + (high - low) * step / steps for step in range(steps + 1)] if high > low else [middle + low]
