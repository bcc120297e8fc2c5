"""Titles of columns that a person writes: what each holds, and the unit that it ends in."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Mapping

Role = TypeVar("Role", bound=str)
"""What a column holds, by one of a few names."""

_CAMEL = re.compile(r"(?<=[a-z]{2})(?=[A-Z])")
_MARKS = re.compile(r"[^0-9a-z]+")


@cache
def folded(title: str) -> str:
    """A title without case, marks and camel case: "Start Date & Time" as start_date_time, "SOC (%)" as soc_percent."""
    return _MARKS.sub("_", _CAMEL.sub("_", title[:200].replace("%", " percent")).lower()).strip("_")


@dataclass(frozen=True, slots=True)
class TitleWords(Generic[Role]):
    """The titles of one kind of table."""

    own: Mapping[str, Role]
    """What each folded title holds."""
    units: Mapping[Role, Mapping[str, str]]
    """Units that a title may end in, by what its column holds: energy_kwh, "Total Duration (hh:mm:ss)"."""
    listed: tuple[str, ...]
    """Titles that messages name."""
    named: tuple[str, ...]
    """What messages say that columns hold."""
    unlisted: Mapping[str, Role]
    """What a person may name a column for, and no title is called."""
    called: Mapping[Role, str]
    """What messages call a column, where that is not what it holds."""

    def stem_and_unit(self, title: str, role: Role) -> tuple[str, str | None]:
        """A title without the unit that it ends in, and that unit; None where it says none."""
        whole = folded(title)
        for ending, unit in self.units.get(role, {}).items():
            if whole.endswith(f"_{ending}"):
                return whole.removesuffix(f"_{ending}"), unit
        return whole, None

    def read(self, title: str) -> tuple[Role, str | None] | None:
        """What a title means in a file that a person writes, and the unit that it says; None for other titles."""
        whole = folded(title)
        if whole in self.own:
            return self.own[whole], None
        for role in self.units:
            stem, unit = self.stem_and_unit(title, role)
            if unit is not None and self.own.get(stem) == role:
                return role, unit
        return None
