"""Fewer pauses: of plans that are as good, one in which vehicles seldom stop and start again.

What a vehicle pauses for is taken by others, so energy is exchanged with them (`exchanges.py`): a run of steps in which
a vehicle charges goes next to another run of it, or a pause is filled with the least that it can draw. An exchange
counts where all vehicles together start less often after it. The work is bounded by the number of vehicles, so the
fewest starts are not always found; `starts.py` says what no plan can go below.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np  # noqa: TID253 - this module is imported where fleets are planned

from evsite.rounding import TOLERANCE
from evsite.studies.fleets.exchanges import Exchanges
from evsite.studies.fleets.stepped_power import SteppedPower

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from evsite.studies.fleets.problem import Problem
    from evsite.studies.fleets.whole_power import Modules

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]
    Bools = NDArray[np.bool_]

_PASSES = 3
"""How often all vehicles are looked at."""
_LOOKS_EACH, _LOOKS = 10, 200
"""So many times partners for an exchange are looked for at most: for each class of vehicles, and beside these."""
_PARTNERS = 128
"""Classes of vehicles that one looks at."""
_PLACES = 24
"""Pairs of steps that are looked at together."""
_TRIED = 6
"""Of the exchanges that the best of them are, how many are held against limits."""
_NOTHING_KWH = TOLERANCE
_DIGITS = 9
"""Exchanges that differ by less than rounding are the same, and the first one is taken."""


def steadied(problem: Problem, modules: Modules, power: SteppedPower, movable: Bools) -> SteppedPower:
    """Exchange energy between vehicles so that they start to charge less often.

    Every vehicle gets what it got and every step draws what it drew, so that cost, peaks and delay stay as they are.

    Parameters
    ----------
    problem
        What was decided.
    modules
        The power modules of its cells.
    power
        The plan by cell, within all limits.
    movable
        The classes of vehicles that may be moved.
    """
    if not _pauses(problem, power)[movable].any():
        return power
    exchanges = Exchanges(problem, modules, power, movable)
    search = _Search(exchanges)
    passes = 0
    while passes < _PASSES and search.passes():
        passes += 1
    if not passes:
        return power
    drawn_kw = exchanges.power_kw()
    moved = movable[problem.cells.vehicle]
    return SteppedPower(drawn_kw, np.where(moved, drawn_kw, power.offered_kw))


def _pauses(problem: Problem, power: SteppedPower) -> Bools:
    """Whether each class charges in several runs of steps, or does not go on with the one that it is in."""
    vehicles = problem.vehicles
    on = np.column_stack((vehicles.charging, problem.cells.by_step(vehicles, power.drawn_kw) > 0))
    runs = (on[:, 1:] & ~on[:, :-1]).sum(axis=1) + vehicles.charging
    return np.asarray(runs > 1, dtype=np.bool_)


class _Choice(NamedTuple):
    """An exchange: from a column to another, and the partner that takes as much back."""

    partner: int
    begin: int
    end: int
    energy_kwh: float


class _Pairs(NamedTuple):
    """Pairs of columns that energy may go between, and how much may [kWh]."""

    begin: Ints
    end: Ints
    energy_kwh: Floats


class _Search:
    """The search for exchanges."""

    def __init__(self, exchanges: Exchanges) -> None:
        self._all = exchanges
        self._left = _LOOKS + _LOOKS_EACH * exchanges.classes

    def passes(self) -> bool:
        """Look at all vehicles that pause; whether any starts less often."""
        found = False
        for vehicle in np.flatnonzero(self._all.movable).tolist():
            if len(self._runs(vehicle)) > 1:
                partners = self._all.partners(vehicle, _PARTNERS)
                while self._left > 0 and self._improved(vehicle, partners):
                    found = True
        return found

    def _runs(self, vehicle: int) -> list[tuple[int, int]]:
        """The runs of columns in which a class charges, each as its first one and the one after the last."""
        edges = np.flatnonzero(np.diff(self._all.energy[vehicle] > 0, prepend=False))
        return [(int(first), int(end)) for first, end in zip(edges[::2], edges[1::2], strict=True)]

    def _improved(self, vehicle: int, partners: Ints) -> bool:
        """Spare a class one pause, by the way that moves the least energy."""
        own, spans = self._all, self._runs(vehicle)
        # what charges when the plan begins is no start
        ways = [(own.energy[vehicle], a, b, False) for a, b in spans if a > 0]
        gaps = [(before[1], after[0]) for before, after in pairwise(spans)]
        ways += [(own.least[vehicle], a, b, True) for a, b in gaps if (own.most[vehicle, a:b] > 0).all()]
        if len(spans) < 2:
            return False
        by_energy = sorted((round(float(kwh[a:b].sum()), _DIGITS), a, b, is_gap) for kwh, a, b, is_gap in ways)
        for _, first, end, is_gap in by_energy:
            touched = {vehicle}
            done = (self._filled if is_gap else self._emptied)(vehicle, first, end, partners, touched)
            if done and own.is_whole(touched) and own.more_starts(touched) < 0:
                own.keep()
                return True
            own.undo()
        return False

    def _emptied(self, vehicle: int, first: int, end: int, partners: Ints, touched: set[int]) -> bool:
        """Take all energy of a run to columns next to other runs."""
        own = self._all
        for column in range(first, end):
            while (left_kwh := float(own.energy[vehicle, column])) > 0:
                on = own.energy[vehicle] > 0
                on[first:end] = False
                near = on.copy()
                near[1:] |= on[:-1]
                near[:-1] |= on[1:]
                near[first:end] = False
                room = np.where(near, own.most[vehicle] - own.energy[vehicle], 0.0)
                places = _greatest(np.minimum(room, left_kwh))
                pairs = _Pairs(np.full(len(places), column), places, np.minimum(room[places], left_kwh))
                if not self._exchanged(vehicle, partners, pairs, touched):
                    return False
        return True

    def _filled(self, vehicle: int, first: int, end: int, partners: Ints, touched: set[int]) -> bool:
        """Give each column of a pause the least that counts, from columns in which there is more."""
        own = self._all
        for column in range(first, end):
            least_kwh = float(own.least[vehicle, column])
            # but for rounding
            while (missing_kwh := least_kwh - float(own.energy[vehicle, column])) > least_kwh * TOLERANCE / 2:
                more = np.where(own.energy[vehicle] > 0, own.energy[vehicle] - own.least[vehicle], 0.0)
                more[[0, *range(first, end)]] = 0.0
                places = _greatest(np.minimum(more, missing_kwh))
                pairs = _Pairs(places, np.full(len(places), column), np.minimum(more[places], missing_kwh))
                if not self._exchanged(vehicle, partners, pairs, touched):
                    return False
        return True

    def _exchanged(self, vehicle: int, partners: Ints, pairs: _Pairs, touched: set[int]) -> bool:
        """Make the exchange that spares most starts, of these the greatest; whether there is one."""
        self._left -= 1
        if self._left < 0 or not len(pairs.begin):
            return False
        own = self._all
        for choice in self._choices(partners, pairs):
            partner, begin, end, wanted_kwh = choice
            energy_kwh = own.fitting_kwh(vehicle, partner, begin, end, wanted_kwh)
            if energy_kwh < wanted_kwh and not self._may_be_less(choice, energy_kwh):
                continue
            own.move(vehicle, partner, begin, end, energy_kwh)
            touched.add(partner)
            return True
        return False

    def _may_be_less(self, choice: _Choice, energy_kwh: float) -> bool:
        """Whether so little of an exchange leaves a partner no less than it must draw."""
        own, (partner, begin, end, _) = self._all, choice
        if energy_kwh <= 1e3 * _NOTHING_KWH:
            return False
        enough = own.energy[partner, begin] > 0 or energy_kwh >= own.least[partner, begin]
        return bool(enough and own.energy[partner, end] - energy_kwh >= own.least[partner, end])

    def _choices(self, partners: Ints, pairs: _Pairs) -> list[_Choice]:
        """The best exchanges with partners."""
        own, who = self._all, partners[:, None]
        begin, end = pairs.begin[None, :], pairs.end[None, :]
        energy, least = own.energy, own.least
        gives, has = energy[who, end], energy[who, begin]
        most = np.minimum(pairs.energy_kwh, own.most[who, begin] - has)
        # what a partner stops or starts there adds to its starts
        stops = (energy[who, end - 1] > 0).astype(int) + (energy[who, end + 1] > 0) - 1
        begins = 1 - (energy[who, begin - 1] > 0).astype(int) - (energy[who, begin + 1] > 0)
        opens = has <= 0
        whole = (gives <= most) & (stops <= 0) & ~(opens & (np.abs(begin - end) == 1))
        kwh = np.where(whole, gives, np.minimum(most, gives - least[who, end]))
        good = (gives > 0) & (kwh > _NOTHING_KWH) & ~(opens & ((begins > 0) | (kwh < least[who, begin])))
        starts = np.where(whole, stops, 0) + np.where(opens, begins, 0)
        which = np.flatnonzero(good.ravel())
        order = np.lexsort((-np.round(kwh.ravel()[which], _DIGITS), starts.ravel()[which]))[:_TRIED]
        found = []
        for place in which[order].tolist():
            number, pair = divmod(place, len(pairs.begin))
            size_kwh = float(kwh[number, pair])
            found.append(_Choice(int(partners[number]), int(pairs.begin[pair]), int(pairs.end[pair]), size_kwh))
        return found


def _greatest(energy_kwh: Floats) -> Ints:
    """The columns with most energy, and any at all; of equals the first."""
    order = np.argsort(-np.round(energy_kwh, _DIGITS), kind="stable")[:_PLACES]
    return order[energy_kwh[order] > _NOTHING_KWH]
