"""What was played of a stretch of sessions, as plain data that can come from another process."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np  # noqa: TID253 - this module is imported where sessions are played

from evsite.studies.simulation.acceptance import acceptance, alone
from evsite.studies.simulation.limit_loads import LoadSteps, limit_peaks, reserved_by_port
from evsite.studies.simulation.results import SessionOutcome

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from evsite.studies.simulation.engine import Engine, PlayedState
    from evsite.studies.simulation.limit_loads import LimitPeak
    from evsite.studies.simulation.load_log import StoppedHours

    Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class StateRun:
    """What happened while one state of the week held, over all components.

    At the instants `at_s`, in order and each once, `drawn_kw` more is drawn from the supplies.
    """

    week_minute: float
    """A minute of the week at which it holds."""
    at_s: Floats
    drawn_kw: Floats
    peaks: tuple[LimitPeak, ...]
    """Of the limits under which something changed."""
    stopped_h: StoppedHours
    distinct: int
    """At how many instants something changed, counted in each component."""


@dataclass(frozen=True, slots=True, eq=False)
class StretchRun:
    """A stretch under one policy."""

    outcomes: tuple[SessionOutcome, ...]
    states: tuple[StateRun, ...]
    offline: tuple[tuple[float, float], ...]
    """When the power of ports that cannot be reached changes, and by how much [s, kW]."""
    events: int


def stretch_run(engine: Engine) -> StretchRun:
    """What a stretch came to, once it is played."""
    reserved_a = reserved_by_port(engine.site, engine.offline.current_a)
    return StretchRun(
        outcomes=tuple(_outcomes(engine)),
        states=tuple(_state_run(played, reserved_a) for played in engine.played.values()),
        offline=tuple(engine.offline.changes),
        events=engine.events,
    )


def _state_run(played: PlayedState, reserved_a: Floats) -> StateRun:
    parts = []
    logs = [sharer.log for sharer in played.sharers]
    for log, own in zip(logs, (sharer.classes for sharer in played.sharers), strict=True):
        found = log.changes()
        if len(found.at_s):
            terms = np.array([each.terms for each in own.all])[found.number]
            drawn = np.array([each.input_kw_per_a for each in own.all])[found.number]
            parts.append((found.at_s, terms, found.current_a, found.drawn_a * drawn))
    columns = [np.concatenate(each) for each in zip(*parts, strict=True)] if parts else [np.zeros(0)] * 4
    order = np.argsort(columns[0], kind="stable")
    at_s, terms, current_a, drawn_kw = (each[order] for each in columns)
    begins = np.flatnonzero(np.diff(at_s, prepend=-np.inf))
    return StateRun(
        week_minute=played.week_minute,
        at_s=at_s[begins],
        drawn_kw=np.add.reduceat(drawn_kw, begins) if len(begins) else drawn_kw,
        peaks=limit_peaks(played.state, LoadSteps(at_s, terms.astype(np.int64), current_a), reserved_a),
        stopped_h=played.hours.stopped_h(),
        distinct=sum(log.distinct for log in logs),
    )


def _outcomes(engine: Engine) -> Iterator[SessionOutcome]:
    site = engine.site
    ports = list(site.ports.values())
    given_a = dict(zip(site.ports, engine.most_a, strict=True))
    for vehicle in engine.vehicles:
        session = vehicle.session
        port = ports[vehicle.port] if vehicle.port >= 0 else None
        named = site.ports[session.port] if session.port is not None and port is None else port
        own = named or max(ports, key=lambda each: given_a[each.name] * each.output_kw_per_a)
        steps = vehicle.steps or acceptance(session, given_a[own.name])
        possible_kwh, full_after_s = alone(steps, own.output_kw_per_a, max(0.0, engine.possible_stay_s(vehicle)))
        yield SessionOutcome(
            number=vehicle.number,
            port=None if port is None else port.name,
            plugged_s=vehicle.plugged_s,
            end_s=vehicle.ended_s,
            wanted_kwh=session.energy_kwh,
            possible_kwh=possible_kwh,
            energy_kwh=vehicle.energy_kwh,
            full_s=vehicle.full_s,
            possible_full_s=None if full_after_s is None else session.arrive_s + full_after_s,
            unpowered_h=vehicle.unpowered_s / 3600,
            # a wait for a turn is one of whole turns, and a time in turns may be shorter
            longest_unpowered_h=min(vehicle.longest_unpowered_s, vehicle.unpowered_s) / 3600,
            freed_s=vehicle.freed_s,
        )
