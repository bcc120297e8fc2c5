"""How groups are set up at activation: the vendor's steps, and the properties that an organization needs by its plan.

Tables `data/activation_steps.csv`, `data/organization_properties.csv` and `data/closeout.csv`.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from evsite.model.plan import PlanName

_DATA = Path(__file__).parents[1] / "data"
PropertySetting = Literal["enable", "leave off", "ignore"]
STANDARD_PLANS: tuple[PlanName, ...] = ("power", "community", "commercial")
ENTERPRISE_PLANS: tuple[PlanName, ...] = ("fleet-enterprise", "enterprise")


@dataclass(frozen=True, slots=True)
class ActivationStep:
    """A step: `table` is the one of the checklist that says it for this site, "" for none."""

    step: str
    table: str
    title: str
    where: str
    what: str
    source: str


@dataclass(frozen=True, slots=True)
class OrganizationProperty:
    """A property of an organization: what is done with it under each of two kinds of plans, and what it is for."""

    property: str
    power_community_commercial: PropertySetting
    enterprise: PropertySetting
    use: Literal["ac", "dc", "time-of-use", ""]
    source: str

    def setting(self, plan: PlanName) -> PropertySetting | None:
        """What is done with it under a plan; None where the guide does not say."""
        if plan in STANDARD_PLANS:
            return self.power_community_commercial
        return self.enterprise if plan in ENTERPRISE_PLANS else None


@dataclass(frozen=True, slots=True)
class CloseoutItem:
    """Something that asks for what an as-built record has."""

    asked_by: str
    where: str
    what: str
    source: str


@cache
def activation_steps() -> tuple[ActivationStep, ...]:
    """The steps, in their order."""
    return tuple(ActivationStep(**row) for row in _rows("activation_steps"))


@cache
def organization_properties() -> tuple[OrganizationProperty, ...]:
    """The properties, in the order of the guide."""
    return tuple(
        OrganizationProperty(
            row["property"],
            row["power_community_commercial"],  # type: ignore[arg-type]
            row["enterprise"],  # type: ignore[arg-type]
            row["for"],  # type: ignore[arg-type]
            row["source"],
        )
        for row in _rows("organization_properties")
    )


@cache
def closeout() -> tuple[CloseoutItem, ...]:
    """Registers and programs that ask for the record."""
    return tuple(CloseoutItem(**row) for row in _rows("closeout"))


def _rows(name: str) -> list[dict[str, str]]:
    with (_DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
