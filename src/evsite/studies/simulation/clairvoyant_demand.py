"""What sessions want of a site while somebody is there, as cells, and the most of it that can be delivered."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np  # noqa: TID253 - this module is imported where sessions are simulated

from evsite.studies.simulation.clairvoyant_cells import Cells, join_intervals
from evsite.studies.simulation.clairvoyant_settling import settle
from evsite.studies.simulation.clairvoyant_solver import most_energy

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from evsite.model.sessions import SessionSet
    from evsite.model.site import Site
    from evsite.studies.simulation.clairvoyant_limits import StateLimits
    from evsite.studies.simulation.stays import Stay

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

_MOST_MET = 2_000_000
"""So many times stays may meet intervals, all in all, of sessions that are bounded together: some 500 MB."""


class Delivered(NamedTuple):
    """What some sessions get in a plan, and what they do not exceed together in any [kWh]."""

    sessions: Ints
    energy_kwh: Floats
    most_kwh: float


class Demand:
    """What sessions want of a site."""

    def __init__(
        self,
        site: Site,
        sessions: SessionSet,
        limits: StateLimits,
        change_s: Floats,
        state: Ints,
        alone_kwh: Floats,
        port_a: Floats,
    ) -> None:
        self._limits = limits
        self._change_s, self._state = change_s, state
        self._number = {name: number for number, name in enumerate(site.ports)}
        self._kw_per_a: Floats = np.array([port.output_kw_per_a for port in site.ports.values()])
        self._wanted_kwh = alone_kwh
        self._port_a = port_a
        self._accept_a: Floats = np.array([or_inf(each.accept_a) for each in sessions.sessions])

    def deliver(self, stays: Sequence[Stay], energy_kwh: Floats) -> Delivered:
        """Plan some stays of sessions that have so much already [kWh]."""
        numbers = np.array([stay.number for stay in stays])
        sessions, session = np.unique(numbers, return_inverse=True)
        wanted_kwh = self._wanted_kwh[sessions] - energy_kwh[sessions]
        cells = self._cells(stays, session)
        given, held = settle(self._limits, cells, wanted_kwh)
        most_kwh = float(given.sum())
        left_kwh = wanted_kwh - given
        joined = join_intervals(self._limits, held, left_kwh)
        for which in _apart(joined):
            some = joined.chosen(which)
            found = most_energy(self._limits, some, left_kwh)
            most_kwh += found.most_kwh
            given = given + np.bincount(some.session, found.energy_kwh, minlength=len(sessions))
        return Delivered(sessions, given, most_kwh)

    def _cells(self, stays: Sequence[Stay], session: Ints) -> Cells:
        accept_a = self._accept_a[[stay.number for stay in stays]]
        from_s = np.array([stay.from_s for stay in stays])
        to_s = np.array([stay.to_s for stay in stays])
        port = np.array([self._number[stay.port] for stay in stays])
        inside = (self._change_s > from_s.min()) & (self._change_s < to_s.max())
        edge_s, first, counts = _intervals(from_s, to_s, self._change_s[inside])
        state = self._state[np.searchsorted(self._change_s, edge_s[:-1], side="right") - 1]
        stay = np.repeat(np.arange(len(stays)), counts)
        interval = np.arange(len(stay)) + np.repeat(first - (np.cumsum(counts) - counts), counts)
        at_port = port[stay]
        amps = np.minimum.reduce([self._limits.cap_a[state[interval], at_port], accept_a[stay], self._port_a[at_port]])
        hours = (edge_s[interval + 1] - edge_s[interval]) / 3600
        there_h = (np.minimum(to_s[stay], edge_s[interval + 1]) - np.maximum(from_s[stay], edge_s[interval])) / 3600
        kwh_per_a = self._kw_per_a[at_port] * there_h
        cells = Cells(
            session=session[stay],
            port=at_port,
            interval=interval,
            atom=self._limits.atom[state[interval], at_port],
            most_kwh=amps * kwh_per_a,
            a_per_kwh=1 / kwh_per_a,
            hours=hours,
            there=there_h / hours,
        )
        return cells.chosen(amps > 0)


def _intervals(from_s: Floats, to_s: Floats, change_s: Floats) -> tuple[Floats, Ints, Ints]:
    """Edges of intervals; by stay the first interval that it meets, and how many.

    They are edges wherever somebody comes or goes, and only at some of these where stays would meet too many intervals:
    sessions that stay for long meet all that begin and end beside them.
    """
    moments = np.unique(np.concatenate((from_s, to_s)))
    each = 1
    while True:
        edge_s = np.unique(np.concatenate((moments[::each], moments[-1:], change_s)))
        first = np.searchsorted(edge_s, from_s, side="right") - 1
        counts = np.searchsorted(edge_s, to_s) - first
        if counts.sum() <= _MOST_MET or each >= len(moments):
            return edge_s, first, counts
        each *= 2


def _apart(cells: Cells) -> Iterator[Ints]:
    """The cells that share no session and no interval with others, directly or through others."""
    if not len(cells.session):
        return
    label = np.arange(int(cells.session.max()) + 1)
    while True:
        least = np.full(int(cells.interval.max()) + 1, len(label))
        np.minimum.at(least, cells.interval, label[cells.session])
        following = label.copy()
        np.minimum.at(following, cells.session, least[cells.interval])
        if (following == label).all():
            break
        # the label of a label as well, so that a chain of sessions takes few rounds
        label = following[following]
    own = label[cells.session]
    order = np.argsort(own, kind="stable")
    for part in np.split(order, np.flatnonzero(np.diff(own[order])) + 1):
        yield np.sort(part)


def or_inf(value: float | None) -> float:
    """A number, infinite where there is none."""
    return np.inf if value is None else value
