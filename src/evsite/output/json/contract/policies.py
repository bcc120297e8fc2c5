"""The document of `evsite compare-policies`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from evsite.output.json.contract.head import Document

if TYPE_CHECKING:
    from evsite.studies.policy_results import LeastShare, PolicyShare


@dataclass(frozen=True, slots=True)
class OutcomeFigures:
    """One policy at one moment."""

    policy: str
    total_power_kw: float
    least: LeastShare
    waiting: tuple[str, ...]
    slots: int
    longest_wait_h: float | None
    trade_off: str
    ports: tuple[PolicyShare, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PoliciesDocument(Document):
    """`evsite compare-policies`."""

    slot_h: float
    policies: tuple[OutcomeFigures, ...]
    notes: tuple[str, ...]
