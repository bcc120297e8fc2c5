"""The service level of a simulation, as plain data. Times are seconds since the origin of its sessions."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from evsite.model.limit_id import LimitId
    from evsite.model.sessions import SessionSet
    from evsite.studies.simulation.results import EquipmentBound, LimitRun
    from evsite.tariffs.bill_results import Bill

RatioName = Literal["full_of_stated", "full_of_possible", "energy_of_wanted", "energy_of_possible"]
"""The ratios of a `Tally` that have confidence intervals."""


@dataclass(frozen=True, slots=True)
class Tally:
    """Sums over sessions. Those that state no energy ("as much as it gets") are counted apart, as `unstated`.

    A session can be full where it could have had all that it wanted alone at full speed, to one part in 1e9.
    """

    sessions: int
    stated: int
    """Sessions that want a certain energy; the figures below are theirs."""
    can_be_full: int
    full: int
    wanted_kwh: float
    possible_kwh: float
    energy_kwh: float
    unstated: int
    unstated_possible_kwh: float
    unstated_energy_kwh: float

    @property
    def total_energy_kwh(self) -> float:
        """What all sessions got."""
        return self.energy_kwh + self.unstated_energy_kwh

    @property
    def full_of_stated(self) -> float | None:
        """Share fully served of all that want a certain energy."""
        return _share(self.full, self.stated)

    @property
    def full_of_possible(self) -> float | None:
        """Share fully served of those that can be full."""
        return _share(self.full, self.can_be_full)

    @property
    def energy_of_wanted(self) -> float | None:
        """Share delivered of the energy that was wanted."""
        return _share(self.energy_kwh, self.wanted_kwh)

    @property
    def energy_of_possible(self) -> float | None:
        """Share delivered of what each could have had alone at full speed."""
        return _share(self.energy_kwh, self.possible_kwh)

    @property
    def unstated_of_possible(self) -> float | None:
        """The same for sessions that state no energy."""
        return _share(self.unstated_energy_kwh, self.unstated_possible_kwh)

    @property
    def unserved_kwh(self) -> float:
        """What was wanted and not delivered."""
        return max(0.0, self.wanted_kwh - self.energy_kwh)

    @property
    def unserved_beyond_physics_kwh(self) -> float:
        """What could have been had alone at full speed, and was not delivered."""
        return max(0.0, self.possible_kwh - self.energy_kwh)


@dataclass(frozen=True, slots=True)
class DayTally:
    """Sessions that arrive on one day on the wall, counted from the day of second 0; `date` is None without dates."""

    day: int
    date: str | None
    label: str
    """The date, or "Mon", and "week 2 Mon" from a second week on."""
    tally: Tally


@dataclass(frozen=True, slots=True)
class MonthTally:
    """Sessions that arrive in one month on the wall: "2019-06"."""

    month: str
    tally: Tally


@dataclass(frozen=True, slots=True)
class Quantiles:
    """Percentiles 5, 50 and 95 over sessions, interpolated linearly between ranks.

    Source: NumPy's method "linear", which is type 7 of Hyndman and Fan, The American Statistician 50 (1996) 361.
    """

    p5: float
    p50: float
    p95: float


@dataclass(frozen=True, slots=True)
class Durations:
    """A time over sessions: its mean, its percentile 95 as in `Quantiles`, and its longest [h]."""

    mean_h: float
    p95_h: float
    longest_h: float


@dataclass(frozen=True, slots=True)
class PortWaits:
    """Waiting for a free port.

    `waited` have plugged in after a wait; mean and percentile are over all that have plugged in, with 0 for those that
    found a port free. `gave_up` never plugged in: they left, lost patience, or the simulation ended before.
    """

    waited: int
    gave_up: int
    wait: Durations | None


@dataclass(frozen=True, slots=True)
class PowerSlice:
    """Power from the supplies in one hour of the day, or on one day of the week; None where no time falls in it."""

    energy_kwh: float
    mean_kw: float | None
    peak_kw: float | None


@dataclass(frozen=True, slots=True)
class PowerProfile:
    """Power drawn from the supplies by all ports, from the first arrival to the end, by the clock on the wall.

    `load_factor` is the mean over the peak.
    """

    supply_kwh: float
    mean_kw: float
    peak_kw: float
    peak_s: float
    load_factor: float | None
    by_hour: tuple[PowerSlice, ...]
    """From 00:00 on."""
    by_weekday: tuple[PowerSlice, ...]
    """From Monday on."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """Sessions of which the file says what they got, under the management that was there, beside what they get here."""

    sessions: int
    recorded_kwh: float
    energy_kwh: float


@dataclass(frozen=True, slots=True)
class Interval:
    """A confidence interval."""

    low: float
    high: float


@dataclass(frozen=True, slots=True)
class ServiceLevel:
    """How well the sessions are served under one policy."""

    policy: str
    tally: Tally
    plugged_in: int
    ports: PortWaits
    session_energy: Quantiles | None
    """Of kWh, over all sessions; None where there is none."""
    served: Quantiles | None
    """Of the share of what was wanted, over sessions that want a certain energy."""
    served_counts: tuple[int, ...]
    """Sessions by that share: below 10 %, 10 % to below 20 %, and so on; the last are those that are full."""
    unpowered: Durations | None
    """Time without power although plugged in and not full, over sessions that have plugged in."""
    longest_unpowered_h: float
    """The longest of it in a row."""
    late: Durations | None
    """Time from when a session could have been full to when it was, or to its end; over those that can be full."""
    power: PowerProfile
    limits: tuple[LimitRun, ...]
    """The one that kept somebody from more for longest comes first."""
    bound: tuple[EquipmentBound, ...]
    """The same by equipment, whatever line."""
    by_arrival_hour: tuple[Tally, ...]
    by_arrival_weekday: tuple[Tally, ...]
    by_month: tuple[MonthTally, ...]
    """Empty where there is one month alone, or no dates."""
    by_day: tuple[DayTally, ...]
    """Days on which somebody arrives."""
    worst_day: DayTally | None
    """The day with the least delivered of what was possible, the first of several."""
    recorded: Recorded | None
    intervals: Mapping[RatioName, Interval] = field(default_factory=dict)
    """Confidence intervals of ratios of the tally, over days."""


@dataclass(frozen=True, slots=True)
class Lifted:
    """What drivers gain under one policy where limits are lifted together: the next equipment to upgrade.

    `limits` name no line; `bound_h` is how long they kept somebody from more.
    """

    policy: str
    limits: tuple[LimitId, ...]
    bound_h: float
    gained_kwh: float
    gained_full: int


@dataclass(frozen=True, slots=True)
class FullSpeed:
    """All sessions alone at full speed, with no limit of the site: what no policy can exceed."""

    can_be_full: int
    possible_kwh: float
    unstated_possible_kwh: float


@dataclass(frozen=True, slots=True)
class ServiceReport:
    """The service level under every policy, and what no policy can exceed.

    `possible` is None where it is not the same for every policy, as how long sessions stay can depend on when they plug
    in. `clairvoyant_kwh` is the most that any policy could deliver within the limits; None where it was not worked out.
    """

    sessions: SessionSet
    policies: tuple[ServiceLevel, ...]
    slot_h: float
    end_s: float | None
    """When the simulation ended; None without sessions."""
    possible: FullSpeed | None
    notes: tuple[str, ...] = ()
    clairvoyant_kwh: float | None = None
    lifted: tuple[Lifted, ...] = ()
    bills: Mapping[str, Bill] = field(default_factory=dict)
    """What the power costs under a tariff, by policy."""
    shared_ports: int | None = None
    """How many ports everybody takes any free one of; None where each comes to its own."""


def _share(part: float, whole: float) -> float | None:
    """A share from 0 to 1, whatever sums round to; None of nothing."""
    return min(1.0, part / whole) if whole > 0 else None
