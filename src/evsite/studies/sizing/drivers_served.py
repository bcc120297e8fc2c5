"""How many of the drivers that come leave full at a design: sessions are played under the policy of the design."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from evsite.rounding import fits
from evsite.studies.service.service_level import interval_over_days, service_level
from evsite.studies.simulation.results import AS_DESIGNED
from evsite.studies.simulation.simulate import simulate
from evsite.studies.sizing.served_results import ServedShare

if TYPE_CHECKING:
    from collections.abc import Callable

    from evsite.model.sessions import SessionSet
    from evsite.model.site import Site

    SessionsFor = Callable[[Site], SessionSet]


class NobodyError(ValueError):
    """None of the drivers could be full even alone at full speed, so there is no share of them."""


class DriversServed:
    """Plays the same sessions at any design, each design once."""

    def __init__(self, sessions_for: SessionsFor, files: tuple[str, ...] = ()) -> None:
        """Take what gives the sessions at a site; they are asked for at the first one.

        Parameters
        ----------
        sessions_for
            The sessions at a site. They come to no port of their own.
        files
            What they are read from; none where they are made up.
        """
        self._sessions_for, self._files = sessions_for, files
        self._sessions: SessionSet | None = None
        self._known: dict[str, ServedShare] = {}
        self._notes: tuple[str, ...] = ()

    def come_to(self, site: Site) -> None:
        """Get the sessions, unless they are there already.

        Parameters
        ----------
        site
            A site that they may come to; its ports have the voltage of all that are to be simulated.
        """
        if self._sessions is None:
            self._sessions = self._sessions_for(site)

    @property
    def most_accepted_a(self) -> float:
        """The most that a vehicle draws from each line conductor [A]."""
        assert self._sessions is not None
        each = self._sessions.sessions
        return max((math.inf if one.accept_a is None else one.accept_a for one in each), default=math.inf)

    @property
    def origin(self) -> str:
        """Where the sessions are from, in a sentence."""
        assert self._sessions is not None
        if self._files:
            return f"sessions of {', '.join(self._files)}"
        return next(iter(self._sessions.notes), "sessions")

    def notes_at(self, site: Site) -> tuple[str, ...]:
        """What was assumed of the sessions at a site, and of how they were played."""
        # who came of so many drivers is the same everywhere, but what is noted counts the ports
        sessions = self._sessions if self._files or self._sessions is None else self._sessions_for(site)
        return () if sessions is None else tuple(dict.fromkeys((*sessions.notes, *self._notes)))

    def at(self, site: Site, text: str) -> ServedShare:
        """Who leaves full at a site, whose ports are for whoever comes first; who finds none waits until it leaves.

        Parameters
        ----------
        site
            The site.
        text
            Its file, by which it is known when it is asked for again.

        Raises
        ------
        NobodyError
            Nobody could be full even alone at full speed.
        """
        if text not in self._known:
            self._known[text] = self._played(site)
        return self._known[text]

    def _played(self, site: Site) -> ServedShare:
        self.come_to(site)
        assert self._sessions is not None
        played = simulate(site, self._sessions, policies=(AS_DESIGNED,), pool=tuple(site.ports), wait_by="fifo")
        level = service_level(played.runs[0], self._sessions, interval=interval_over_days)
        self._notes = tuple(note for note in played.notes if note not in self._sessions.notes)
        share = level.tally.full_of_possible
        if share is None:
            raise NobodyError(_nobody(level.tally.sessions, level.tally.stated))
        return ServedShare(
            sessions=level.tally.sessions,
            can_be_full=level.tally.can_be_full,
            full=level.tally.full,
            full_of_possible=share,
            interval=level.intervals.get("full_of_possible"),
            waited=level.ports.waited,
            gave_up=level.ports.gave_up,
        )


def reaches(served: ServedShare, percent: float) -> bool:
    """Whether a share of drivers is at least so many percent."""
    return fits(percent / 100 * served.can_be_full, served.full)


def _nobody(sessions: int, stated: int) -> str:
    if not sessions:
        return "no sessions are left to be played"
    if not stated:
        return "the sessions say no energy that they want, so nobody is ever full"
    return "none of the drivers could be full even alone at full speed"
