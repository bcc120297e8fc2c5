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
    """What one port gets at one moment.

    `current_a` is the current in each line conductor, `power_kw` what the vehicle gets, `range_mi_per_h` the range that
    adds per hour. `limited_by` is what keeps the port from getting more. Where ports take turns all this is that of the
    first slot; `average_current_a`, `average_power_kw` and `average_range_mi_per_h` are the means over the cycle,
    which is what the port is delivered, and `longest_wait_h` is the longest that it is without power in it (0 for a
    port that keeps its place in every slot, None for one that no slot serves). Else these four are None. `managed` is
    false for a port that is in no group. `modules` are the power modules that the port holds, of its own and of a
    paired station; None where it is not steered in modules.
    """

    port: str
    current_a: float
    power_kw: float
    range_mi_per_h: float
    state: State
    limited_by: LimitedBy
    average_current_a: float | None = None
    average_power_kw: float | None = None
    average_range_mi_per_h: float | None = None
    longest_wait_h: float | None = None
    managed: bool = True
    modules: int | None = None


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
    """The answer for one moment. With a rotation the shares are those of the first slot of `slots`.

    `share_of_bound` is then the least average over a proved bound of what it could be, and `slot_h` the longest that
    the groups let a slot last; both are None where nobody takes turns.
    """

    policy: str
    shares: tuple[Share, ...]
    limits: tuple[LimitUse, ...]
    slots: tuple[Slot, ...] = ()
    share_of_bound: float | None = None
    slot_h: float | None = None
    notes: tuple[str, ...] = field(default=())

    @property
    def shorter_slots(self) -> int:
        """How many slots are shorter than the groups say, by more than a second."""
        return sum(slot.length_h < (self.slot_h or 0.0) - 1 / 3600 for slot in self.slots)
