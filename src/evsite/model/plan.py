"""The cloud plans that stations are run under, by name: what site files may write.

What each plan includes is in `evsite.model.products`. Vendor guide, "Which of these features are obtained with which
software license (cloud plan)?".
"""

from __future__ import annotations

from typing import Literal, get_args

from evsite.model.spelling import folded

PlanName = Literal[
    "power",
    "community",
    "commercial",
    "fleet-enterprise",
    "enterprise",
    "home",
    "multifamily",
    "energy-management",
    "chargepoint-as-a-service",
]

PLAN_NAMES: tuple[PlanName, ...] = get_args(PlanName)

SPELLINGS: dict[PlanName, tuple[str, ...]] = {
    "power": ("Power",),
    "community": ("Community",),
    "commercial": ("Commercial",),
    "fleet-enterprise": ("Fleet Enterprise",),
    "enterprise": ("Enterprise",),
    "home": ("Home",),
    "multifamily": ("Multifamily",),
    "energy-management": ("Energy Management",),
    "chargepoint-as-a-service": ("ChargePoint as a Service", "CPaaS"),
}
"""What the vendor guide calls them."""


def read_plan(text: str) -> PlanName | None:
    """The plan that a name means, whatever its case and punctuation; None for a name that there is not."""
    return _BY_SPELLING.get(_folded(text))


def _folded(text: str) -> str:
    return folded(text).removesuffix(" plan").removesuffix(" cloud")


_BY_SPELLING: dict[str, PlanName] = {
    _folded(spelling): name for name in PLAN_NAMES for spelling in (name, *SPELLINGS[name])
}
