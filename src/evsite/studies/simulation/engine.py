"""Sessions played through under one policy: between two events nothing changes, so every energy is exact.

An event is an arrival, a departure, a vehicle that is full or accepts less from here on, a change of the week (limits,
charging times, other load), the end of a slot of real turns, and the end. At each the components that it touches share
their power anew; all others go on as they were.
"""

from __future__ import annotations

import heapq
import math
from typing import TYPE_CHECKING, NamedTuple

from evsite.model.week import WEEK_MIN
from evsite.studies.simulation.acceptance import acceptance, most_a
from evsite.studies.simulation.load_log import BindingHours
from evsite.studies.simulation.offline_ports import OfflinePorts
from evsite.studies.simulation.rate_groups import RateGroup, Vehicle, is_full
from evsite.studies.simulation.sharer_choice import sharers_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from evsite.allocation.policies import Policy
    from evsite.model.sessions import SessionSet
    from evsite.model.site import Site
    from evsite.studies.simulation.port_pool import PortPool
    from evsite.studies.simulation.sharers import Sharer
    from evsite.studies.simulation.week_states import WeekClock, WeekState, WeekStates


LONGEST_STAY_S = 24 * 3600.0
"""A vehicle that says neither what it wants nor when it leaves is let go so long after the last arrival."""


class PlayedState(NamedTuple):
    """A state of the week that held, with the sharers of its components, and the minute of the week when it began.

    `hours` are those in which its limits kept anybody from more.
    """

    week_minute: float
    state: WeekState
    sharers: list[Sharer]
    hours: BindingHours


class Engine:
    """One run; `vehicles` have what each session got when it is over, by session.

    It plays a stretch of the sessions: from an arrival at the empty site to the next arrival that finds it empty.
    """

    def __init__(
        self,
        site: Site,
        sessions: SessionSet,
        policy: Policy | None,
        states: WeekStates,
        clock: WeekClock,
        *,
        numbers: range,
        offline_a: Mapping[str, float],
        pool: PortPool | None,
        move_when_full: bool,
    ) -> None:
        """Prepare for the sessions of some numbers, those before have left by then.

        With a pool every session takes any free port of it, whatever port it names.
        """
        self.site = site
        self.sessions = sessions
        self.policy = policy
        self.events = 0
        self.offline = OfflinePorts(site, offline_a)
        self._states = states
        self._clock = clock
        self._pool = pool
        self._moves = move_when_full
        self._number = {name: index for index, name in enumerate(site.ports)}
        self.most_a = most_a(site, self.offline.fallback_a)
        self._at_port: dict[int, Vehicle] = {}
        self._sharers: list[Sharer] = []
        self.played: dict[int, PlayedState] = {}
        self._state: WeekState | None = None
        self._due: list[tuple[float, int, RateGroup | Sharer, int]] = []
        self._leaving: list[tuple[float, int]] = []
        self._sequence = 0
        self._touched: set[int] = set()
        last_s = sessions.sessions[-1].arrive_s if sessions.sessions else 0.0
        self._end_s = math.inf if sessions.until_s is None else sessions.until_s
        self._stay_s = min(self._end_s, last_s + LONGEST_STAY_S)
        self._patience_s = last_s + WEEK_MIN * 60.0
        self._numbers = numbers
        self.vehicles = [self._vehicle(number) for number in numbers]

    def _vehicle(self, number: int) -> Vehicle:
        session = self.sessions.sessions[number]
        if session.leave_s is not None:
            leave_s = session.leave_s
        elif session.stay_s is not None:
            leave_s = math.inf if session.patience_s is None else session.arrive_s + session.patience_s
        else:
            leave_s = self._stay_s if session.energy_kwh is None else math.inf
        return Vehicle(number, session, leave_s)

    def run(self) -> None:
        """Play to the end."""
        numbers, sessions = self._numbers, self.sessions.sessions
        upcoming = numbers.start
        now_s = sessions[upcoming].arrive_s if sessions else 0.0
        change_s = now_s
        # the arrival that finds the site empty again belongs to the next stretch
        beyond_s = sessions[numbers.stop].arrive_s if numbers.stop < len(sessions) else math.inf
        next_arrival_s = sessions[upcoming].arrive_s if sessions else math.inf
        end_s, due, leaving, pool = self._end_s, self._due, self._leaving, self._pool
        while now_s < beyond_s:
            if due and due[0][0] <= now_s:
                self._finish(now_s)
            if leaving and leaving[0][0] <= now_s:
                self._depart(now_s)
            if now_s >= end_s:
                break
            if pool is not None and pool.somebody_waits:
                self._seat(pool, now_s)
            while next_arrival_s <= now_s and upcoming < numbers.stop:
                self._arrive(self.vehicles[upcoming - numbers.start], now_s)
                upcoming += 1
                next_arrival_s = sessions[upcoming].arrive_s if upcoming < len(sessions) else math.inf
            if now_s >= change_s:
                self._change(now_s)
                change_s = self._clock.next_change(now_s)
            if self._touched:
                self._settle(now_s)
            self.events += 1
            while due and due[0][2].stamp != due[0][3]:
                heapq.heappop(due)
            while leaving and self._has_gone(*leaving[0]):
                heapq.heappop(leaving)
            ahead_s = next_arrival_s
            if leaving and leaving[0][0] < ahead_s:
                ahead_s = leaving[0][0]
            if due and due[0][0] < ahead_s:
                ahead_s = due[0][0]
            last_s = end_s
            if upcoming == len(sessions) and not leaving:
                if self._nothing_ahead(ahead_s, change_s, now_s):
                    break
                last_s = min(last_s, self._patience_s)
            now_s = min(ahead_s, change_s, last_s)
        for vehicle in list(self._at_port.values()):
            self._unplug(vehicle, now_s)
        self._end_away_from_ports(upcoming - numbers.start, now_s)
        for sharer in self._sharers:
            sharer.settle(now_s)
            sharer.log.end(now_s)

    def _end_away_from_ports(self, came: int, now_s: float) -> None:
        """End who still waits for a port, who made one free and stays, and who comes after the end."""
        if self._pool is not None:
            for vehicle in self._pool.waiting():
                vehicle.ended_s = now_s
        for vehicle in self.vehicles[:came]:
            if vehicle.freed_s is not None and vehicle.leave_s > now_s:
                vehicle.ended_s = now_s if vehicle.leave_s < math.inf else vehicle.freed_s
        for vehicle in self.vehicles[came:]:
            vehicle.ended_s = vehicle.session.arrive_s

    def possible_stay_s(self, vehicle: Vehicle) -> float:
        """How long a vehicle could have charged, had its port been free when it came and kept from nothing [s].

        Who never had a port stays as it would have, to the end at the latest; inf for who says neither what it wants
        nor how long it stays.
        """
        session = vehicle.session
        if vehicle.plugged_s is not None:
            from_s = session.arrive_s if session.stay_s is None else vehicle.plugged_s
            return vehicle.ended_s - from_s
        if session.leave_s is not None:
            leave_s = session.leave_s
        elif session.stay_s is not None:
            leave_s = session.arrive_s + session.stay_s
        else:
            leave_s = self._stay_s if session.energy_kwh is None else math.inf
        return max(0.0, min(leave_s, self._end_s) - session.arrive_s)

    def _nothing_ahead(self, ahead_s: float, change_s: float, now_s: float) -> bool:
        """Whether nobody is left who will have more: all are full, or what they wait for never comes."""
        charging = any(vehicle.group is not None for vehicle in self._at_port.values())
        return not charging or min(ahead_s, change_s) == math.inf or now_s >= self._patience_s

    # --- vehicles ---

    def _arrive(self, vehicle: Vehicle, now_s: float) -> None:
        if self._pool is None:
            assert vehicle.session.port is not None
            port = self._number[vehicle.session.port]
            if port in self._at_port:
                self._unplug(self._at_port[port], now_s)
            self._plug_in(vehicle, port, now_s)
            return
        free = self._pool.take()
        if free is not None:
            self._plug_in(vehicle, free, now_s)
            return
        session = vehicle.session
        if session.patience_s is not None:
            vehicle.leave_s = min(vehicle.leave_s, now_s + session.patience_s)
        if vehicle.leave_s <= now_s or not self._pool.wait(vehicle, now_s):
            vehicle.ended_s = now_s
        elif vehicle.leave_s < math.inf:
            heapq.heappush(self._leaving, (vehicle.leave_s, vehicle.number))

    def _plug_in(self, vehicle: Vehicle, port: int, now_s: float) -> None:
        session = vehicle.session
        vehicle.port, vehicle.plugged_s = port, now_s
        vehicle.steps = acceptance(session, self.most_a[port])
        vehicle.begin_step(0)
        self._at_port[port] = vehicle
        if session.leave_s is not None:
            vehicle.leave_s = session.leave_s
        elif session.stay_s is not None:
            vehicle.leave_s = now_s + session.stay_s
        else:  # patience is over with the wait
            vehicle.leave_s = self._stay_s if session.energy_kwh is None else math.inf
        if vehicle.leave_s < math.inf:
            heapq.heappush(self._leaving, (vehicle.leave_s, vehicle.number))
        self._take_in(vehicle, now_s)

    def _take_in(self, vehicle: Vehicle, now_s: float) -> None:
        """Let a vehicle share, as long as it accepts something."""
        while vehicle.next_kwh <= vehicle.energy_kwh:
            vehicle.begin_step(vehicle.step + 1)
        if vehicle.accept_a <= 0:
            self._full(vehicle, now_s)
            return
        if self.offline.has(vehicle.port):
            self._push_group(self.offline.take_in(vehicle, now_s))
        elif self._state is not None:
            component = self._state.component_of_port[vehicle.port]
            self._sharers[component].take_in(vehicle, now_s)
            self._touched.add(component)

    def _let_go(self, vehicle: Vehicle, now_s: float) -> None:
        if vehicle.group is None:
            return
        if self.offline.has(vehicle.port):
            self.offline.let_go(vehicle, now_s)
        elif self._state is not None:
            component = self._state.component_of_port[vehicle.port]
            self._sharers[component].let_go(vehicle, now_s)
            self._touched.add(component)

    def _full(self, vehicle: Vehicle, now_s: float) -> None:
        vehicle.full_s = now_s
        if self._moves and self._pool is not None and vehicle.leave_s > now_s:
            vehicle.freed_s = now_s
            self._free_port(vehicle)

    def _unplug(self, vehicle: Vehicle, now_s: float) -> None:
        self._let_go(vehicle, now_s)
        if vehicle.full_s is None and is_full(vehicle):
            vehicle.full_s = now_s
        vehicle.ended_s = now_s
        if vehicle.freed_s is None:
            self._free_port(vehicle)

    def _free_port(self, vehicle: Vehicle) -> None:
        del self._at_port[vehicle.port]
        if self._pool is not None:
            self._pool.give_back(vehicle.port)

    def _seat(self, pool: PortPool, now_s: float) -> None:
        """Give the ports that are free to those who wait; one that is full at once may make its port free again."""
        while pool.has_free and (following := pool.next_waiting(now_s)) is not None:
            port = pool.take()
            assert port is not None
            self._plug_in(following, port, now_s)

    # --- events ---

    def _finish(self, now_s: float) -> None:
        """Vehicles that have all that they want, or accept less from here on."""
        while self._due and self._due[0][0] <= now_s:
            _, _, what, stamp = heapq.heappop(self._due)
            if what.stamp != stamp:
                continue
            if not isinstance(what, RateGroup):
                self._touched.add(what.number)
                continue
            for vehicle in what.reached(now_s):
                target_kwh = vehicle.next_kwh
                self._let_go(vehicle, now_s)
                vehicle.energy_kwh = target_kwh
                vehicle.begin_step(vehicle.step + 1)
                self._take_in(vehicle, now_s)
            self._push_group(what)

    def _has_gone(self, due_s: float, number: int) -> bool:
        """Whether a vehicle that was to leave then left before, or leaves at another time."""
        vehicle = self.vehicles[number - self._numbers.start]
        if due_s != vehicle.leave_s:
            return True
        here = vehicle.plugged_s is None or vehicle.freed_s is not None or self._at_port.get(vehicle.port) is vehicle
        return not here

    def _depart(self, now_s: float) -> None:
        while self._leaving and self._leaving[0][0] <= now_s:
            due_s, number = heapq.heappop(self._leaving)
            vehicle = self.vehicles[number - self._numbers.start]
            if due_s != vehicle.leave_s:
                continue
            if vehicle.plugged_s is None:
                assert self._pool is not None
                self._pool.give_up(vehicle, now_s)
                vehicle.ended_s = now_s
            elif vehicle.freed_s is not None:
                vehicle.ended_s = now_s
            elif self._at_port.get(vehicle.port) is vehicle:
                self._unplug(vehicle, now_s)

    def _settle(self, now_s: float) -> None:
        """Let the components that events have touched share anew."""
        touched, sharers, due = self._touched, self._sharers, self._due
        for component in sorted(touched) if len(touched) > 1 else touched:
            sharer = sharers[component]
            for group in sharer.settle(now_s):
                due_s = group.next_full_s()
                if due_s != group.due_s:
                    group.due_s = due_s
                    group.stamp += 1
                    if due_s < math.inf:
                        self._sequence += 1
                        heapq.heappush(due, (due_s, self._sequence, group, group.stamp))
            look_s = sharer.next_look_s(now_s)
            if look_s < math.inf:
                self._push(look_s, sharer)
            else:
                sharer.stamp += 1
        touched.clear()

    def _push_group(self, group: RateGroup) -> None:
        due_s = group.next_full_s()
        if due_s != group.due_s:
            group.due_s = due_s
            if due_s < math.inf:
                self._push(due_s, group)
            else:
                group.stamp += 1

    def _push(self, due_s: float, what: RateGroup | Sharer) -> None:
        what.stamp += 1
        self._sequence += 1
        heapq.heappush(self._due, (due_s, self._sequence, what, what.stamp))

    # --- the week ---

    def _change(self, now_s: float) -> None:
        """Go over to the state of the week that holds from now on."""
        week_minute = self.sessions.calendar.week_minute(now_s)
        following = self._states.at(week_minute)
        if following is self._state:
            return
        charging = [
            vehicle for vehicle in self._at_port.values() if vehicle.group and not self.offline.has(vehicle.port)
        ]
        for vehicle in charging:
            self._let_go(vehicle, now_s)
        for sharer in self._sharers:
            # what those who left drew is written down with the next state
            sharer.settle(now_s)
            sharer.log.end(now_s)
            sharer.stamp += 1
        self._touched.clear()
        self._state = following
        if id(following) not in self.played:
            hours = BindingHours(following.owner_of)
            sharers = sharers_of(following, self.offline, self.policy, hours)
            self.played[id(following)] = PlayedState(week_minute, following, sharers, hours)
        self._sharers = self.played[id(following)].sharers
        here = [vehicle for vehicle in self._at_port.values() if vehicle.group is None and vehicle.full_s is None]
        for vehicle in here:
            self._take_in(vehicle, now_s)
        self._touched.update(range(len(self._sharers)))
