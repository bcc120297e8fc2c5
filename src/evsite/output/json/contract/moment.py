"""The documents of `evsite allocate` and `evsite table`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from evsite.model.one_of import one_of
from evsite.output.json.contract.head import Document

if TYPE_CHECKING:
    from evsite.allocation.result import LimitUse, Share, Slot
    from evsite.proofs.occupancy.results import OccupancyRow
    from evsite.studies.vehicles import ListedVehicles, MixTable


@dataclass(frozen=True, slots=True, kw_only=True)
class AllocateDocument(Document):
    """`evsite allocate`; `slots` is empty, and `share_of_bound` and `slot_h` are null, where nobody takes turns."""

    policy: str
    ports: tuple[Share, ...]
    limits: tuple[LimitUse, ...]
    slots: tuple[Slot, ...]
    share_of_bound: float | None
    slot_h: float | None
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TableDocument(Document):
    """`evsite table`."""

    rows: tuple[OccupancyRow, ...]
    vehicles: ListedVehicles | None
    notes: tuple[str, ...]
    mix: MixTable | None = one_of()
    at: str | None = one_of()
