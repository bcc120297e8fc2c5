"""What the vendor guide says which station can do, and which cloud plan includes it, with its conflicts beside.

Tables `data/feature_support.csv` and `data/plan_features.csv`, one row a cell, with the section that it is from. A cell
that is empty in the guide is "not-stated", which is neither yes nor no.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from evsite.model.catalog import StationModel

Support = Literal["yes", "no", "partial", "limited-release", "not-stated"]
Included = Literal["yes", "no", "conflict", "not-stated"]

_DATA = Path(__file__).parents[1] / "data"
VENDOR = "ChargePoint"
"""Whose products and plans the guide is about."""


@dataclass(frozen=True, slots=True)
class FeatureSupport:
    """One cell of the guide's matrix of hardware: what it prints, and how that is read."""

    feature: str
    title: str
    family: str
    models: tuple[str, ...]
    """Beginnings of the catalogue's ids of this family."""
    support: Support
    printed: str
    source: str
    note: str
    """Where the guide is unclear, or contradicts itself."""
    noted_models: tuple[str, ...]
    """Beginnings of the ids that the note is about."""

    def note_on(self, model: StationModel) -> str:
        """The note, if it is about this model."""
        return self.note if self.noted_models and model.shipped_as.lower().startswith(self.noted_models) else ""


@dataclass(frozen=True, slots=True)
class PlanFeature:
    """One cell of the guide's matrix of cloud plans."""

    feature: str
    title: str
    plan: str
    included: Included
    add_on: str
    """What has to be bought besides the plan."""
    source: str
    note: str


@cache
def feature_support() -> tuple[FeatureSupport, ...]:
    """The guide's matrix of hardware, in its order."""
    return tuple(
        FeatureSupport(
            feature=row["feature"],
            title=row["title"],
            family=row["family"],
            models=tuple(row["models"].split(";")),
            support=row["support"],  # type: ignore[arg-type]
            printed=row["printed"],
            source=row["source"],
            note=row["note"],
            noted_models=tuple(filter(None, row["noted_models"].split(";"))),
        )
        for row in _rows("feature_support")
    )


@cache
def plan_features() -> tuple[PlanFeature, ...]:
    """The guide's matrix of cloud plans, in its order."""
    return tuple(PlanFeature(**row) for row in _rows("plan_features"))  # type: ignore[arg-type]


def _rows(name: str) -> list[dict[str, str]]:
    with (_DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@dataclass(frozen=True, slots=True)
class Instruction:
    """What a maker's instructions ask of an installation: a value, the section that it is from, what is unclear."""

    maker: str
    instruction: str
    value: str
    unit: str
    source: str
    note: str


@cache
def instructions(maker: str) -> dict[str, Instruction]:
    """The instructions of a maker that are known, by name."""
    return {row["instruction"]: Instruction(**row) for row in _rows("maker_instructions") if row["maker"] == maker}


def support_of(model: StationModel, feature: str) -> FeatureSupport | None:
    """What the guide says of a feature on a model; None for stations that are not in its matrix."""
    if model.maker != VENDOR:
        return None
    return next(
        (
            cell
            for cell in feature_support()
            if cell.feature == feature and model.shipped_as.lower().startswith(cell.models)
        ),
        None,
    )


def plan_feature(plan: str, feature: str) -> PlanFeature:
    """What the guide says of a feature in a plan.

    Raises
    ------
    StopIteration
        For a plan or feature that it does not name.
    """
    return next(cell for cell in plan_features() if (cell.plan, cell.feature) == (plan, feature))


def sold_separately(add_on: str) -> str:
    """That something has to be bought besides the plan, as a sentence."""
    return f"{add_on} {'are' if ' and ' in add_on else 'is'} sold separately"


def plans_with(feature: str) -> list[str]:
    """The plans that include a feature without contradiction."""
    return [cell.plan for cell in plan_features() if cell.feature == feature and cell.included == "yes"]
