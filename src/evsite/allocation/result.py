"""What an allocation answers: amperes for every port, why not more, and how full every limit is."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from evsite.model.one_of import one_of

if TYPE_CHECKING:
    from evsite.model.limit_id import LimitedBy, LimitId

MET = 2e-4
"""A least average that is short of its bound by no more than this share meets it: solvers stop close to their best."""

State = Literal["charging", "waiting", "offline", "idle", "done"]


@dataclass(frozen=True, slots=True)
class Share:
    """What one port gets at one moment; where ports take turns, in the first slot, with the means over the cycle."""

    port: str
    """Name of the port."""
    current_a: float
    """Current in each line conductor: what the vehicle may draw."""
    power_kw: float
    """What the vehicle gets."""
    range_mi_per_h: float
    """Range that this adds in an hour."""
    state: State
    """What the port does; "waiting" is a vehicle that gets nothing now."""
    limited_by: LimitedBy
    """What keeps the port from getting more."""
    average_current_a: float | None = None
    """Mean over the cycle, which is what the port is delivered; None where no port takes turns."""
    average_power_kw: float | None = None
    """Mean over the cycle; None where no port takes turns."""
    average_range_mi_per_h: float | None = None
    """Mean over the cycle; None where no port takes turns."""
    longest_wait_h: float | None = None
    """The longest without power in the cycle: 0 for a port that keeps its place in every slot; None for one that no
    slot serves, and where no port takes turns."""
    managed: bool = True
    """False for a port that is in no group."""
    offered_a: float | None = None
    """What the station offers, and limits count, where that is more than the vehicle accepts: stations that offer only
    some currents offer the first that is no less. None elsewhere."""
    modules: int | None = None
    """Power modules that it holds, of its own and of a paired station; None where it is not steered in modules."""


@dataclass(frozen=True, slots=True)
class LimitUse:
    """How full a limit is; exactly one of the pairs in A, kW and kVA is given."""

    limit: LimitId
    load_a: float | None = one_of()
    limit_a: float | None = one_of()
    load_kw: float | None = one_of()
    limit_kw: float | None = one_of()
    load_kva: float | None = one_of()
    limit_kva: float | None = one_of()

    @property
    def power(self) -> tuple[float | None, float | None]:
        """Load and limit where these are power, in kW or in kVA."""
        return (self.load_kw, self.limit_kw) if self.load_kva is None else (self.load_kva, self.limit_kva)

    @property
    def fullness(self) -> float:
        """Load over limit; 0 for a limit of nothing that carries nothing."""
        load, limit = (self.load_a, self.limit_a) if self.load_a is not None else self.power
        assert load is not None
        assert limit is not None
        if limit == 0:
            return 0.0 if load == 0 else float("inf")
        return load / limit


@dataclass(frozen=True, slots=True)
class SlotShare:
    """What a port that is served in a time slot of a rotation gets."""

    port: str
    current_a: float


@dataclass(frozen=True, slots=True)
class Slot:
    """A time slot of a rotation: how long it lasts [h], and who is served in it."""

    length_h: float
    shares: tuple[SlotShare, ...]


@dataclass(frozen=True, slots=True)
class Allocation:
    """The answer for one moment."""

    policy: str
    """The policy by which the groups share; "mixed" where they have several."""
    shares: tuple[Share, ...]
    """One for each port of the site, in the order of the file."""
    limits: tuple[LimitUse, ...]
    """How full each limit is."""
    slots: tuple[Slot, ...] = ()
    """The time slots in which ports take turns, of which `shares` has the first; empty where no port does."""
    share_of_bound: float | None = None
    """The least average over a proved bound of what it could be; None where no port takes turns."""
    slot_h: float | None = None
    """The longest that the groups let a slot last; None where no port takes turns."""
    notes: tuple[str, ...] = field(default=())
    """What the figures rest on, in sentences."""

    @property
    def shorter_slots(self) -> int:
        """How many slots are shorter than the groups say, by more than a second."""
        return sum(slot.length_h < (self.slot_h or 0.0) - 1 / 3600 for slot in self.slots)
