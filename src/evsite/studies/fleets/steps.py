"""Time steps of a plan, on the clock on the wall, and the states of the week that each of them meets."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np  # noqa: TID253 - this module is imported where fleets are planned

from evsite.studies.simulation.week_states import states_between
from evsite.tariffs.clock import intervals

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from evsite.model.calendar import Calendar
    from evsite.model.site import Site

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Steps:
    """Steps that follow each other, and blocks: a state of the week that holds for a part of a step or all of it.

    Step `t` lasts from `edge_s[t]` to `edge_s[t + 1]`. Block `b` is the state `block_state[b]`, by its place in
    `minutes`, in the step `block_step[b]`; a step in which a limit changes has several.
    """

    edge_s: Floats
    block_step: Ints
    block_state: Ints
    minutes: tuple[int | None, ...]
    """A minute of the week at which the site is in each state; None for a site without hours."""

    @property
    def hours(self) -> Floats:
        """How long each step lasts [h]."""
        return np.asarray(np.diff(self.edge_s) / 3600, dtype=np.float64)

    def overlap_h(self, from_s: Floats, to_s: Floats) -> Floats:
        """The hours of each step that lie between two instants, by pair of instants and step."""
        first = np.maximum(self.edge_s[:-1], from_s[:, None])
        last = np.minimum(self.edge_s[1:], to_s[:, None])
        return np.asarray(np.maximum(last - first, 0.0) / 3600, dtype=np.float64)


def steps_between(site: Site, calendar: Calendar, first_s: float, last_s: float, step_min: float) -> Steps:
    """Make the steps that hold all times between two instants.

    Parameters
    ----------
    site
        The site.
    calendar
        The clock of the trips.
    first_s, last_s
        The instants [s since the origin of the trips].
    step_min
        Length of a step [min]; whole ones make an hour.

    Raises
    ------
    ValueError
        For a step of which no whole number makes an hour.
    """
    if step_min < 1 or step_min != int(step_min) or 60 % int(step_min):
        raise ValueError(f"a step of {step_min:g} min, expected one of which whole ones make an hour, like 15 min")
    edge_s = intervals(calendar.zone, calendar.origin_s, first_s, max(last_s, first_s + 1), int(step_min)).edges_s
    changes = states_between(site, calendar, float(edge_s[0]), float(edge_s[-1]))
    minutes = tuple(sorted({minute for _, minute in changes}, key=lambda minute: minute or 0))
    start_s = np.array([at_s for at_s, _ in changes])
    state = np.array([minutes.index(minute) for _, minute in changes], dtype=np.int64)
    first = np.searchsorted(start_s, edge_s[:-1], side="right") - 1
    end = np.searchsorted(start_s, edge_s[1:], side="left")
    step = np.repeat(np.arange(len(first)), end - first)
    position = np.arange(len(step)) - np.repeat(np.cumsum(end - first) - (end - first), end - first)
    found = np.unique(np.column_stack((step, state[first[step] + position])), axis=0)
    return Steps(edge_s, found[:, 0], found[:, 1], minutes)
