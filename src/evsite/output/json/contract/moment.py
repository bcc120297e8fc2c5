"""The documents of `evsite allocate` and `evsite table`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from evsite.model.one_of import one_of
from evsite.output.json.contract.head import Document

if TYPE_CHECKING:
    from evsite.allocation.result import LimitUse, Share, SlotShare
    from evsite.proofs.occupancy.results import OccupancyRow
    from evsite.studies.vehicles import ListedVehicles, MixTable


@dataclass(frozen=True, slots=True, kw_only=True)
class AllocateDocument(Document):
    """`evsite allocate`; `slots` is empty where nobody takes turns."""

    policy: str
    ports: tuple[Share, ...]
    limits: tuple[LimitUse, ...]
    slots: tuple[tuple[SlotShare, ...], ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TableDocument(Document):
    """`evsite table`."""

    rows: tuple[OccupancyRow, ...]
    vehicles: ListedVehicles | None
    notes: tuple[str, ...]
    mix: MixTable | None = one_of()
    at: str | None = one_of()
