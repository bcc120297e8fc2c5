"""The part of EV120 that asks how long the record of a metered load is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.codebook.formulas import MONTH_DAYS, YEAR_DAYS
from evsite.model.finding import Severity
from evsite.model.remedy import Edit, remedy, when
from evsite.rules.rule import Problem, Problems, not_checked

if TYPE_CHECKING:
    from evsite.model.distribution import Supply


_TITLE = "record too short"


def record_length(supply: Supply) -> Problems:
    """A record that is too short, or shorter than a year."""
    metered = supply.metered
    assert metered is not None
    path = (*supply.path, "metered", "days")
    barred = metered.generation or metered.peak_shaving
    a_year = when(Edit(path, YEAR_DAYS), "with a year of record")
    if metered.days is None:
        yield not_checked(
            f"whether the record of {supply.name} is long enough", path, missing=[Edit(path, YEAR_DAYS)], anchor="value"
        )
    elif metered.days < MONTH_DAYS:
        yield Problem(
            supply.name,
            f"a record of {metered.days} days, at least {MONTH_DAYS}",
            path,
            title=_TITLE,
            remedy=remedy(a_year, when(Edit(path, MONTH_DAYS), "with a month of record")),
        )
    elif metered.days < YEAR_DAYS:
        less = f"a record of {metered.days} days is less than a year"
        yield Problem(
            supply.name,
            f"{less}, which generation or peak shaving behind the meter does not allow" if barred else less,
            path,
            title=_TITLE,
            severity=None if barred else Severity.WARNING,
            remedy=remedy(a_year, None if barred else "confirm that seasonal load is added"),
        )
